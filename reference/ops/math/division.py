"""Quotients and remainders: exact, rounded down, rounded towards zero.

Whole numbers cannot be divided by zero; floats can, with IEEE's result.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.errors import InternalError, InvalidArgumentError, OpError
from reference.ops.math.elementwise import (
    ARITHMETIC,
    SIGNED_OR_COMPLEX,
    WITHOUT_BFLOAT16,
    Binary,
    binary,
    unary,
)

_BY_ZERO = "Integer division by zero"
_UNEXPECTED = "Unexpected error in binary operator (only integer div and mod should have errors)"


def _or_fail(of_integers: Binary, of_others: Binary, fail: Callable[[], OpError]) -> Binary:
    """A division that is one function of whole numbers, which fails at a zero, and another of all other numbers."""

    def divide(x: Any, y: Any) -> Any:
        if x.dtype.kind not in "iu":
            return of_others(x, y)
        if x.size and not np.all(y):
            raise fail()
        return of_integers(x, y)

    return divide


def _by_zero() -> OpError:
    return InvalidArgumentError(None, None, _BY_ZERO)


def _unexpected() -> OpError:
    return InternalError(None, None, _UNEXPECTED)


def _truncate_divide(x: Any, y: Any) -> Any:
    """The quotient of whole numbers, rounded towards zero."""
    floor = np.floor_divide(x, y)
    inexact_below_zero = (np.fmod(x, y) != 0) & ((x < 0) != (y < 0))
    return floor + inexact_below_zero.astype(x.dtype)


def _floor_divide(x: Any, y: Any) -> Any:
    if x.dtype.kind == "c":
        raise InvalidArgumentError(None, None, "No OpKernel was registered to support Op 'FloorDiv' of complex numbers")
    return np.floor(x / y)


def _floor_remainder(x: Any, y: Any) -> Any:
    """The remainder with the sign of ``y``."""
    remainder = np.fmod(x, y)
    return np.where((remainder != 0) & ((remainder < 0) != (y < 0)), remainder + y, remainder)


def _divide_no_nan(x: Any, y: Any) -> Any:
    """The quotient, and zero where ``y`` is zero."""
    return np.where(y == 0, x.dtype.type(0), x / y)


_REMAINDER = "bfloat16, half, float, double"
_divide = _or_fail(_truncate_divide, np.divide, _by_zero)
_float = ("float32", "float64")
_with_integers = ("float32", "float64", "int32", "int64")

RealDiv = binary("RealDiv", _divide, ARITHMETIC, ([7.0, 1.0], [2.0, 0.0], [3.5, float("inf")]),
                 drawn=_float, public="realdiv")  # fmt: skip
Div = binary("Div", _divide, ARITHMETIC, ([7, -7], 2, [3, -3]), drawn=_with_integers, between=(-9, 9), nonzero=True)
FloorDiv = binary("FloorDiv", _or_fail(np.floor_divide, _floor_divide, _by_zero), ARITHMETIC, ([7, -7], 2, [3, -4]),
                  drawn=_with_integers, between=(-9, 9), nonzero=True, public="floor_div")  # fmt: skip
TruncateDiv = binary("TruncateDiv", _or_fail(_truncate_divide, np.divide, _unexpected), ARITHMETIC,
                     ([7, -7], 2, [3, -3]), drawn=("int32", "int64"), between=(-9, 9), nonzero=True,
                     public="truncatediv")  # fmt: skip
FloorMod = binary("FloorMod", _or_fail(np.remainder, _floor_remainder, _by_zero), f"int32, int64, {_REMAINDER}",
                  ([7, -7], [3, 3], [1, 2]), drawn=_with_integers, between=(-9, 9), nonzero=True,
                  public="floormod mod math.floormod math.mod")  # fmt: skip
TruncateMod = binary("TruncateMod", _or_fail(np.fmod, np.fmod, _unexpected), f"int32, int64, {_REMAINDER}",
                     ([7, -7], [3, 3], [1, -1]), drawn=_with_integers, between=(-9, 9), nonzero=True,
                     public="truncatemod")  # fmt: skip
Mod = binary("Mod", _or_fail(np.fmod, np.fmod, _by_zero), "int32, int64, half, half, bfloat16, float, double",
             ([7, -7], [3, 3], [1, -1]), drawn=_with_integers, between=(-9, 9), nonzero=True)  # fmt: skip
binary("DivNoNan", _divide_no_nan, WITHOUT_BFLOAT16, ([7.0, 1.0], [2.0, 0.0], [3.5, 0.0]))

for _op in (RealDiv, Div, FloorDiv, FloorMod, Mod):
    _op.rejects([1, 2], [1, 0], error=InvalidArgumentError, message=_BY_ZERO)
for _op in (TruncateDiv, TruncateMod):
    _op.rejects([1, 2], [1, 0], error=InternalError, message=_UNEXPECTED)


def _reciprocal(x: Any) -> Any:
    return _divide(np.ones_like(x), x)


unary("Reciprocal", _reciprocal, SIGNED_OR_COMPLEX, ([2.0, -0.5], [0.5, -2.0]),
      drawn=_float, public="reciprocal math.reciprocal")  # fmt: skip
unary("Inv", _reciprocal, SIGNED_OR_COMPLEX, ([2.0, -0.5], [0.5, -2.0]), drawn=_float)
