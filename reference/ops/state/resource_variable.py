"""Variables held by resource handle: the op that names one, and the ops that read and assign it (VAR-21 to VAR-26)."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import FailedPreconditionError, InvalidArgumentError, NotFoundError
from reference.opdef.record import op
from reference.opdef.static_shape import merge, with_rank_at_least
from reference.ops.state.variable import word_of
from reference.runtime.handles import not_found
from reference.runtime.resources import Ref, ResourceHandle
from reference.tensor_shape import static_repr

KIND = "N10tensorflow3VarE"  # how TensorFlow's messages name this kind of resource

VarHandleOp = op(
    "VarHandleOp",
    outputs="resource: resource",
    attrs='container: string = "", shared_name: string = "", dtype: type, shape: shape',
    stateful=True,
)


@VarHandleOp.shape
def _() -> Any:
    return ()


@VarHandleOp.kernel
def _(*, context: Any, container: str, shared_name: str) -> Any:
    return ResourceHandle(context.resources, container, shared_name, KIND).as_array()


def variable_of(resource: Any) -> Ref:
    """The variable that a handle means; NotFoundError where nothing was assigned yet (VAR-22)."""
    handle = resource[()]
    found: Ref | None = handle.resource
    if found is None or found.value is None:
        raise not_found(handle)
    return found


ReadVariableOp = op("ReadVariableOp", "resource: resource", "value: dtype", "dtype: type", stateful=True)


@ReadVariableOp.shape
def _(resource: Any, *, resource_handle: Any, dtype: DType) -> Any:
    return static_shape_of(resource_handle, dtype)


def static_shape_of(handle: Any, dtype: DType) -> Any:
    """What is known of the shape of the variable; ValueError if the handle is of another dtype."""
    if handle is None:
        return None
    held_shape, held_dtype = handle
    if held_dtype is not dtype:
        raise ValueError(
            f"Trying to read variable with wrong dtype. Expected {word_of(held_dtype)} got {word_of(dtype)}"
        )
    return held_shape


@ReadVariableOp.kernel
def _(resource: Any, *, dtype: DType) -> Any:
    handle = resource[()]
    try:
        variable = variable_of(resource)
    except NotFoundError as error:
        raise FailedPreconditionError(
            None, None, f"Error while reading resource variable {handle.name} from Container: {handle.container}. "
            f"This could mean that the variable was uninitialized. Not found: {error.message}"
        ) from None  # fmt: skip
    check_dtype(variable, dtype, "read")
    return variable.value


def check_dtype(variable: Ref, dtype: DType, action: str) -> None:
    """InvalidArgumentError if the variable holds values of another dtype."""
    if variable.dtype is not None and variable.dtype is not dtype:
        expected, got = (dtype, variable.dtype) if action == "read" else (variable.dtype, dtype)
        raise InvalidArgumentError(
            None, None, f"Trying to {action} variable with wrong dtype. Expected {word_of(expected)} got {word_of(got)}"
        )


AssignVariableOp = op("AssignVariableOp", "resource: resource, value: dtype", attrs="dtype: type", stateful=True)
AssignAddVariableOp = op("AssignAddVariableOp", "resource: resource, value: dtype", attrs="dtype: type", stateful=True)
AssignSubVariableOp = op("AssignSubVariableOp", "resource: resource, value: dtype", attrs="dtype: type", stateful=True)


@AssignVariableOp.shape
@AssignAddVariableOp.shape
@AssignSubVariableOp.shape
def _(resource: Any, value: Any, *, resource_handle: Any, dtype: DType) -> Any:
    merge(static_shape_of(resource_handle, dtype), value)
    return []


@AssignVariableOp.kernel
def _(resource: Any, value: Any, *, dtype: DType) -> None:
    """Makes the variable where there is none; its shape is that of the last value (VAR-22)."""
    handle = resource[()]
    variable: Ref = handle.create(lambda: Ref(handle.name, dtype=dtype))
    check_dtype(variable, dtype, "assign")
    variable.assign(np.asarray(value))


@AssignAddVariableOp.kernel
def _(resource: Any, value: Any) -> None:
    _update(variable_of(resource), value, np.add)


@AssignSubVariableOp.kernel
def _(resource: Any, value: Any) -> None:
    _update(variable_of(resource), value, np.subtract)


def _update(variable: Ref, value: Any, function: np.ufunc) -> None:
    """Replaces the value by ``function`` of it and ``value``, as one step (VAR-7)."""
    with variable.lock:
        old: Any = variable.value
        if old.shape != np.shape(value):
            raise InvalidArgumentError(
                None, None, f"Cannot update variable with shape {static_repr(old.shape)} "
                f"using a Tensor with shape {static_repr(np.shape(value))}, shapes must be equal."
            )  # fmt: skip
        variable.assign(np.asarray(function(old, value)))


VarIsInitializedOp = op("VarIsInitializedOp", "resource: resource", "is_initialized: bool", stateful=True)


@VarIsInitializedOp.shape
def _(resource: Any) -> Any:
    return ()


@VarIsInitializedOp.kernel
def _(resource: Any) -> Any:
    variable = resource[()].resource
    return np.bool_(variable is not None and variable.value is not None)


DestroyResourceOp = op(
    "DestroyResourceOp", "resource: resource", attrs="ignore_lookup_error: bool = true", stateful=True
)


@DestroyResourceOp.shape
def _(resource: Any) -> Any:
    return []


@DestroyResourceOp.kernel
def _(resource: Any, *, ignore_lookup_error: bool) -> None:
    handle = resource[()]
    if handle.delete() or ignore_lookup_error:
        return
    if not handle.resources.has_container(handle.container):
        raise NotFoundError(None, None, f"Container {handle.container} does not exist.")
    raise NotFoundError(None, None, f"Resource {handle.container}/{handle.name}/<unknown> does not exist.")


VariableShape = op(
    "VariableShape", "input: resource", "output: out_type", "out_type: {int32, int64} = int32", stateful=True
)


@VariableShape.shape
def _(input: Any, *, input_handle: Any) -> Any:
    return (None if input_handle is None or input_handle[0] is None else len(input_handle[0]),)


@VariableShape.kernel
def _(input: Any, *, out_type: DType) -> Any:
    value: Any = variable_of(input).value
    return np.array(value.shape, out_type.as_numpy_dtype)


ResourceGather = op(
    "ResourceGather",
    "resource: resource, indices: Tindices",
    "output: dtype",
    "batch_dims: int = 0, validate_indices: bool = true, dtype: type, Tindices: index",
    stateful=True,
)


@ResourceGather.shape
def _(resource: Any, indices: Any, *, resource_handle: Any, dtype: DType, batch_dims: int) -> Any:
    held = with_rank_at_least(static_shape_of(resource_handle, dtype), batch_dims + 1)
    if batch_dims < 0:
        raise ValueError(f"batch_dims is negative ({batch_dims})")
    with_rank_at_least(indices, batch_dims)
    if held is None or indices is None:
        return None
    return (*held[:batch_dims], *indices[batch_dims:], *held[batch_dims + 1 :])


@ResourceGather.kernel
def _(resource: Any, indices: Any, *, batch_dims: int) -> Any:
    """Rows of the value; with ``batch_dims``, indices beyond them are taken within each batch (VAR-26)."""
    value: Any = variable_of(resource).value
    indices = np.asarray(indices)
    if value.ndim == 0:
        raise InvalidArgumentError(None, None, "params must be at least 1 dimensional")
    rows = value.shape[batch_dims]
    batches = int(np.prod(indices.shape[:batch_dims]))
    offsets = np.repeat(np.arange(batches) * rows, indices.size // batches if batches else 0)
    flat = indices.ravel() + offsets  # which row of all batches, one after the other
    table = value.reshape(int(np.prod(value.shape[: batch_dims + 1])), *value.shape[batch_dims + 1 :])
    outside = np.flatnonzero((flat < 0) | (flat >= len(table)))
    if outside.size:
        raise not_a_row(flat.reshape(indices.shape), int(outside[0]), len(value))
    return table[flat].reshape(indices.shape + value.shape[batch_dims + 1 :])


def not_a_row(indices: Any, position: int, rows: int) -> InvalidArgumentError:
    """The error for the index at a flat position, which names no row."""
    place = ",".join(str(int(axis)) for axis in np.unravel_index(position, indices.shape)) if indices.ndim else ""
    where = f"indices[{place}]" if place else "indices"
    return InvalidArgumentError(None, None, f"{where} = {indices.flat[position]} is not in [0, {rows})")
