"""Comparisons of two numbers, and of any two values for equality."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.opdef.functions import build
from reference.opdef.record import OpRecord, StaticShape
from reference.opdef.static_shape import broadcast
from reference.ops.math.elementwise import (
    FLOATING,
    ORDERED,
    Binary,
    binary,
    broadcasting,
    broadcasts,
)
from reference.public import public

_COMPARABLE = (
    f"{FLOATING}, uint8, int8, int16, int32, int64, complex64, quint8, qint8, qint32, string, bool, complex128"
)


def _equality(name: str, function: Binary, gives: list[bool]) -> OpRecord:
    """The record of an op that may be asked to say "different" of shapes that do not broadcast."""
    record = binary(name, function, _COMPARABLE, ([1.0, 2.0], [1.0, 3.0], gives), output="bool",
                    attrs=", incompatible_shape_error: bool = true", commutative=True,
                    drawn=("float32", "int32", "float64", "int64", "bool", "string"))  # fmt: skip
    compare = broadcasting(function)
    record.example([1.0, 2.0], [1.0, 3.0, 4.0], gives=name == "NotEqual", incompatible_shape_error=False)

    @record.shape
    def _(x: StaticShape, y: StaticShape, *, incompatible_shape_error: bool) -> StaticShape:
        return broadcast(x, y) if incompatible_shape_error else _shape_if_compatible(x, y)

    @record.kernel
    def _(x: Any, y: Any, *, incompatible_shape_error: bool) -> Any:
        if not (incompatible_shape_error or broadcasts(x.shape, y.shape)):
            return np.array(name == "NotEqual")
        return compare(_plain(x), _plain(y))

    return record


def _shape_if_compatible(x: StaticShape, y: StaticShape) -> StaticShape:
    """The broadcast shape, a scalar's if the shapes cannot broadcast, None while that is not known."""
    if x is None or y is None:
        return None
    pairs = [{a, b} for a, b in zip(reversed(x), reversed(y), strict=False) if a != 1 and b != 1]
    if any(len(pair - {None}) == 2 for pair in pairs):
        return ()
    return None if any(None in pair for pair in pairs) else broadcast(x, y)


def _plain(x: Any) -> Any:
    """Quantised numbers as the whole numbers that they are stored as."""
    return x.view(x.dtype[0]) if x.dtype.names else x


_equality("Equal", np.equal, [True, False])
_equality("NotEqual", np.not_equal, [False, True])


@public("equal", "math.equal")
def equal(x: Any, y: Any, name: str | None = None) -> Any:
    """Whether the elements are the same."""
    return build("Equal", name, x=x, y=y)


@public("not_equal", "math.not_equal")
def not_equal(x: Any, y: Any, name: str | None = None) -> Any:
    """Whether the elements differ."""
    return build("NotEqual", name, x=x, y=y)


for _name, _function, _gives, _public in (
    ("Greater", np.greater, [False, False, True], "greater"),
    ("GreaterEqual", np.greater_equal, [False, True, True], "greater_equal"),
    ("Less", np.less, [True, False, False], "less"),
    ("LessEqual", np.less_equal, [True, True, False], "less_equal"),
):
    binary(_name, _function, ORDERED, ([1.0, 2.0, 3.0], 2.0, _gives), output="bool", public=f"{_public} math.{_public}")
