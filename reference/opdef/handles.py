"""What is known, while the graph is built, of the variable that a resource handle means (VAR-23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference.dtypes import DType
from reference.opdef.record import StaticShape

if TYPE_CHECKING:
    from reference.graph.tensor import Tensor

_PASS_ON = {"Identity", "Switch", "Enter", "Exit"}


def held_by(handle: Tensor) -> tuple[StaticShape, DType] | None:
    """The shape and dtype of the variable, or None where the handle's origin is not in sight."""
    operation = handle._op
    while operation.type in _PASS_ON:
        operation = operation._inputs[0]._op
    return (operation._attrs["shape"], operation._attrs["dtype"]) if operation.type == "VarHandleOp" else None
