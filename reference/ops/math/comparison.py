"""Comparisons of two numbers, and of any two values for equality."""

from __future__ import annotations

from typing import Any

import numpy as np

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

_COMPARABLE = (
    f"{FLOATING}, uint8, int8, int16, int32, int64, complex64, quint8, qint8, qint32, string, bool, complex128"
)


def _equality(name: str, function: Binary, gives: list[bool], public: str) -> OpRecord:
    """The record of an op that may be asked to say "different" of shapes that do not broadcast."""
    record = binary(name, function, _COMPARABLE, ([1.0, 2.0], [1.0, 3.0], gives), output="bool",
                    attrs=", incompatible_shape_error: bool = true", commutative=True, public=public,
                    drawn=("float32", "int32", "float64", "int64", "bool", "string"))  # fmt: skip
    compare = broadcasting(function)
    record.example([1.0, 2.0], [1.0, 3.0, 4.0], gives=name == "NotEqual", incompatible_shape_error=False)

    @record.shape
    def _(x: StaticShape, y: StaticShape, *, incompatible_shape_error: bool) -> StaticShape:
        if incompatible_shape_error:
            return broadcast(x, y)
        if x is None or y is None or None in x or None in y:
            return None
        return broadcast(x, y) if broadcasts(x, y) else ()  # type: ignore[arg-type]

    @record.kernel
    def _(x: Any, y: Any, *, incompatible_shape_error: bool) -> Any:
        if not (incompatible_shape_error or broadcasts(x.shape, y.shape)):
            return np.array(name == "NotEqual")
        return compare(_plain(x), _plain(y))

    return record


def _plain(x: Any) -> Any:
    """Quantised numbers as the whole numbers that they are stored as."""
    return x.view(x.dtype[0]) if x.dtype.names else x


_equality("Equal", np.equal, [True, False], "equal math.equal")
_equality("NotEqual", np.not_equal, [False, True], "not_equal math.not_equal")

for _name, _function, _gives, _public in (
    ("Greater", np.greater, [False, False, True], "greater"),
    ("GreaterEqual", np.greater_equal, [False, True, True], "greater_equal"),
    ("Less", np.less, [True, False, False], "less"),
    ("LessEqual", np.less_equal, [True, True, False], "less_equal"),
):
    binary(_name, _function, ORDERED, ([1.0, 2.0, 3.0], 2.0, _gives), output="bool", public=f"{_public} math.{_public}")
