"""Whole numbers as rows of bits."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.ops.math.elementwise import binary, unary

_INTEGERS = "int8, int16, int32, int64, uint8, uint16, uint32, uint64"
_DRAWN = ("int32", "int64", "uint8", "int8")


def _within_word(y: Any) -> Any:
    """A shift that a machine can do: less than the word's bits, and not below zero."""
    return np.clip(y, 0, 8 * y.dtype.itemsize - 1).astype(y.dtype)


# name, function, what 6 and 3 give
_TABLE = (
    ("BitwiseAnd", "bitwise_and", np.bitwise_and, 2, True),
    ("BitwiseOr", "bitwise_or", np.bitwise_or, 7, True),
    ("BitwiseXor", "bitwise_xor", np.bitwise_xor, 5, True),
    ("LeftShift", "left_shift", lambda x, y: np.left_shift(x, _within_word(y)), 48, False),
    ("RightShift", "right_shift", lambda x, y: np.right_shift(x, _within_word(y)), 0, False),
)
for _name, _public, _function, _gives, _commutative in _TABLE:
    binary(_name, _function, _INTEGERS, ([6], [3], [_gives]), drawn=_DRAWN, commutative=_commutative,
           public=f"bitwise.{_public}")  # fmt: skip

unary("Invert", np.invert, _INTEGERS, ([0, 5], [-1, -6]), drawn=_DRAWN, public="bitwise.invert")
