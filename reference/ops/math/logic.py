"""Truth values: and, or, not, and the exclusive or that is made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.functions import build
from reference.opdef.record import op
from reference.opdef.static_shape import broadcast
from reference.ops.math.elementwise import broadcasting
from reference.public import public

for _name, _function, _gives, _public in (
    ("LogicalAnd", np.logical_and, [True, False, False, False], "logical_and"),
    ("LogicalOr", np.logical_or, [True, True, True, False], "logical_or"),
):
    _record = op(_name, "x: bool, y: bool", "z: bool", commutative=True, public=f"{_public} math.{_public}")
    _record.shape(broadcast)
    _record.kernel(broadcasting(_function))
    _record.example([True, True, False, False], [True, False, True, False], gives=_gives)
    _record.rejects([True, True], [True] * 3, error=InvalidArgumentError, message="Incompatible shapes: [2] vs. [3]")

    @_record.arguments
    def _(draw: Any) -> dict[str, Any]:
        shape = draw.shape()
        return {"x": draw.tensor("bool", shape), "y": draw.tensor("bool", draw.broadcastable(shape))}


LogicalNot = op("LogicalNot", "x: bool", "y: bool", public="logical_not math.logical_not")


@LogicalNot.shape
def _(x: Any) -> Any:
    return x


@LogicalNot.kernel
def _(x: Any) -> Any:
    return np.logical_not(x)


@LogicalNot.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"x": draw.tensor("bool")}


LogicalNot.example([True, False], gives=[False, True])
LogicalNot.rejects(1.0, error=TypeError, message="Expected bool", building=True)


@public("logical_xor", "math.logical_xor")
def logical_xor(x: Any, y: Any, name: str | None = "LogicalXor") -> Any:
    """Whether exactly one of two truth values is true, as or, and, not."""
    either = build("LogicalOr", x=x, y=y)
    both = build("LogicalAnd", x=x, y=y)
    return build("LogicalAnd", name, x=either, y=build("LogicalNot", x=both))
