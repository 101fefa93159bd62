"""What is known, while the graph is built, of the variable or table that a resource handle means (VAR-23, TAB-5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reference.dtypes import DType
from reference.opdef.record import StaticShape

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor

_PASS_ON = {"Identity", "Switch", "Enter", "Exit"}


def held_by(handle: Tensor) -> tuple[StaticShape, DType] | None:
    """The shape and dtype of the variable, or None where the handle's origin is not in sight."""
    operation = _origin(handle)
    return (operation._attrs["shape"], operation._attrs["dtype"]) if operation.type == "VarHandleOp" else None


class HeldTable(NamedTuple):
    """What is known, while the graph is built, of the table that a resource handle means (TAB-5)."""

    key_shape: StaticShape
    key_dtype: DType
    value_shape: tuple[int | None, ...]
    value_dtype: DType


def table_held_by(handle: Tensor) -> HeldTable | None:
    """The shapes and dtypes of a table that may change, or None: of a static one, graphs tell nothing (TAB-5)."""
    operation = _origin(handle)
    attrs = operation._attrs
    if operation.type not in ("MutableHashTableV2", "MutableHashTableOfTensorsV2", "MutableDenseHashTableV2"):
        return None
    key_shape = operation._inputs[0]._static if operation._inputs else ()
    return HeldTable(key_shape, attrs["key_dtype"], attrs.get("value_shape") or (), attrs["value_dtype"])


def _origin(handle: Tensor) -> Operation:
    """The operation that a handle comes from, through those that pass it on."""
    operation = handle._op
    while operation.type in _PASS_ON:
        operation = operation._inputs[0]._op
    return operation
