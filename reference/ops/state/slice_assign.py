"""Assigning to a slice of a variable, as ``variable[1:].assign(value)`` does (VAR-42)."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import UnimplementedError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import op
from reference.ops.array.strided_slice import Masks, checked_index
from reference.ops.state.resource_variable import variable_of
from reference.runtime.resources import Ref
from reference.tensor_shape import static_repr

_MASKS = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")
_ATTRS = f"T: type, Index: index, {', '.join(f'{name}: int = 0' for name in _MASKS)}"
_BOUNDS = "begin: Index, end: Index, strides: Index, value: T"

StridedSliceAssign = op("StridedSliceAssign", f"ref: Ref(T), {_BOUNDS}", "output_ref: Ref(T)", _ATTRS)
ResourceStridedSliceAssign = op("ResourceStridedSliceAssign", f"ref: resource, {_BOUNDS}", "", _ATTRS, stateful=True)


@StridedSliceAssign.shape
def _(ref: Any, begin: Any, end: Any, strides: Any, value: Any) -> Any:
    return ref


@ResourceStridedSliceAssign.shape
def _(ref: Any, begin: Any, end: Any, strides: Any, value: Any) -> Any:
    return []


@StridedSliceAssign.kernel
def _(
    ref: Ref, begin: Any, end: Any, strides: Any, value: Any, *, begin_mask: int, end_mask: int, ellipsis_mask: int,
    new_axis_mask: int, shrink_axis_mask: int,
) -> Ref:  # fmt: skip
    _assign(
        ref, begin, end, strides, value, Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    )
    return ref


@ResourceStridedSliceAssign.kernel
def _(
    ref: Any, begin: Any, end: Any, strides: Any, value: Any, *, begin_mask: int, end_mask: int, ellipsis_mask: int,
    new_axis_mask: int, shrink_axis_mask: int,
) -> None:  # fmt: skip
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    _assign(variable_of(ref), begin, end, strides, value, masks)


def _assign(variable: Ref, begin: Any, end: Any, strides: Any, value: Any, masks: Masks) -> None:
    with variable.lock:
        changed: Any = np.array(variable.value)
        index = checked_index(changed.shape, [begin, end, strides], masks)
        if changed[index].shape != np.shape(value):
            raise UnimplementedError(
                None, None, f"sliced l-value shape {static_repr(changed[index].shape)} does not match "
                f"r-value shape {static_repr(np.shape(value))}. Automatic broadcasting not yet implemented."
            )  # fmt: skip
        changed[index] = value
        variable.assign(changed)


def assign_slice(op_type: str, ref: Tensor, part: Tensor, value: Any, name: str | None) -> Any:
    """Adds an operation that assigns ``value`` to the slice of ``ref`` by which ``part`` was made."""
    graph, (_, begin, end, strides) = ref.graph, part.op.inputs
    masks = {mask: part.op._attrs[mask] for mask in _MASKS}
    bounds = {"begin": begin, "end": end, "strides": strides}
    if name is not None:
        return build(op_type, name, ref=ref, value=value, **bounds, **masks)
    with graph.name_scope(None):
        return build(op_type, f"{part.op.name}/_assign", ref=ref, value=value, **bounds, **masks)
