"""Whole numbers near a number."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.convert import to_tensor
from reference.opdef.functions import build
from reference.ops.math.elementwise import FLOATING, SIGNED_OR_COMPLEX, unary
from reference.public import public

unary("Floor", np.floor, FLOATING, ([1.5, -1.5], [1.0, -2.0]), public="floor math.floor")
unary("Ceil", np.ceil, FLOATING, ([1.5, -1.5], [2.0, -1.0]), public="ceil math.ceil")


def _round(x: Any) -> Any:
    """To the even one of two; a zero that was rounded to, unlike one that was given, has no sign."""
    if x.dtype.kind == "i":
        return x
    rounded = np.rint(x)
    return np.where(x == rounded, rounded, rounded + x.dtype.type(0))


def _rint(x: Any) -> Any:
    """To the even one of two; a zero that was rounded to has the sign of the number, but for numbers of 16 bits."""
    return _round(x) if x.dtype.itemsize == 2 else np.rint(x)


unary("Rint", _rint, FLOATING, ([1.5, 2.5, -0.4], [2.0, 2.0, -0.0]), public="rint math.rint")
unary("Round", _round, SIGNED_OR_COMPLEX, ([1.5, 2.5, -0.4], [2.0, 2.0, 0.0]))


@public("round", "math.round")
def round_to_even(x: Any, name: str | None = None) -> Any:
    """The nearest whole number, the even one of two; whole numbers are given back as they are."""
    x = to_tensor(x, name="x")
    return x if x.dtype.is_integer else build("Round", name, x=x)
