"""Ops that put updates where indices say: ScatterNd and the TensorScatter ops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import OpRecord, StaticShape, op
from reference.opdef.static_shape import count_elements, merge, with_rank, with_rank_at_least
from reference.ops.array.faults import invalid
from reference.tensor_shape import static_repr

ScatterNd = op(
    "ScatterNd",
    "indices: Tindices, updates: T, shape: Tindices",
    "output: T",
    "T: type, Tindices: {int32, int64}",
    public="scatter_nd manip.scatter_nd",
    accuracy="sum",
)


@ScatterNd.shape
def _(indices: StaticShape, updates: StaticShape, shape: StaticShape, *, shape_as_shape: StaticShape) -> StaticShape:
    with_rank_at_least(indices, 1)
    with_rank_at_least(updates, 1)
    with_rank(shape, 1)
    return _scattered_shape("output", shape_as_shape, indices, updates)


def _scattered_shape(name: str, output: StaticShape, indices: StaticShape, updates: StaticShape) -> StaticShape:
    with_rank_at_least(indices, 1)
    with_rank_at_least(updates, 1)
    if count_elements(output) == 0 and (count_elements(indices) or count_elements(updates)):
        raise ValueError("Indices and updates specified for empty output shape")
    if indices is None or updates is None or indices[-1] is None:
        return output
    outer = len(indices) - 1
    _check_equal(
        f"The outer {outer} dimensions of indices.shape={static_repr(indices)} must match "
        f"the outer {outer} dimensions of updates.shape={static_repr(updates)}",
        indices[:outer],
        updates[:outer],
    )
    if output is not None:
        inner, rest = output[indices[-1] :], updates[outer:]
        count = len(output) - indices[-1]
        _check_equal(
            f"The inner {count} dimensions of {name}.shape={static_repr(output)} must match "
            f"the inner {len(rest)} dimensions of updates.shape={static_repr(updates)}",
            inner,
            rest,
        )
    return output


def _check_equal(rule: str, one: StaticShape, other: StaticShape) -> None:
    try:
        merge(one, other)
    except ValueError as problem:
        raise ValueError(f"{rule}: {problem}") from None


def _check_ranks(indices: Any, updates: Any) -> None:
    if indices.ndim < 1:
        raise invalid(f"Indices shape must have rank at least one. Found:{static_repr(indices.shape)}")
    if updates.ndim < 1:
        raise invalid(f"Updates shape must have rank at least one. Found:{static_repr(updates.shape)}")


def _check_not_empty(size: int, indices: Any, updates: Any) -> None:
    """What is scattered must be empty in all its parts or in none; ``size`` is that of what it is put into."""
    if (indices.size or updates.size) and not (size and indices.size and updates.size):
        raise invalid("Indices and updates specified for empty output shape")


def _check_dimensions(indices: Any, updates: Any, shape: tuple[int, ...]) -> None:
    """The first check of the dimensions, of all ops but one."""
    outer, depth = indices.ndim - 1, indices.shape[-1]
    if indices.shape[:-1] != updates.shape[:outer]:
        raise invalid(
            "Outer dimensions of indices and update must match. "
            f"Indices shape: {static_repr(indices.shape)}, updates shape:{static_repr(updates.shape)}"
        )
    inner = updates.ndim - outer
    if inner != len(shape) - depth:
        raise invalid(
            "Inner dimensions of output shape must match inner dimensions of updates shape. "
            f"Output: {static_repr(shape)} updates: {static_repr(updates.shape)}"
        )
    if shape[depth:] != updates.shape[outer:]:
        raise invalid(
            f"The inner {inner} dimensions of output.shape={static_repr(shape)} must match "
            f"the inner {inner} dimensions of updates.shape={static_repr(updates.shape)}"
        )


def _place(indices: Any, updates: Any, shape: tuple[int, ...]) -> tuple[Any, ...]:
    """The indices as NumPy takes them, after the last checks; a vector of indices has the first ones alone."""
    if updates.ndim and indices.shape[:1] != updates.shape[:1]:
        raise invalid(
            "The outermost dimension of updates and indices must match. "
            f"Got indices.shape {static_repr(indices.shape)}, updates.shape {static_repr(updates.shape)}"
        )
    depth, batch = (indices.shape[-1], indices.ndim - 1) if indices.ndim > 1 else (1, 1)
    if depth > len(shape) or updates.shape != indices.shape[:batch] + shape[depth:]:
        raise invalid(
            "Must have updates.shape = indices.shape[:batch_dim] + params_shape[slice_dim:], "
            f"got updates.shape: {static_repr(updates.shape)}, indices.shape: {static_repr(indices.shape)}, "
            f"params_shape: {static_repr(shape)}, slice_dim: {depth}, and batch_dim: {batch}"
        )
    indices = indices.reshape(*indices.shape[:batch], depth)
    outside = ((indices < 0) | (indices >= np.array(shape[:depth], np.int64))).any(axis=-1)
    if outside.any():
        place = np.argwhere(outside)[0].tolist()
        where = ",".join(map(str, place))
        raise invalid(
            f"indices[{where}] = {indices[tuple(place)].tolist()} does not index into shape {static_repr(shape)}"
        )
    return tuple(np.moveaxis(indices, -1, 0)) or (...,)


@ScatterNd.kernel
def _(indices: Any, updates: Any, shape: Any) -> Any:
    if shape.ndim != 1:
        raise invalid("Shape must be a vector")
    sizes = tuple(shape.tolist())
    for size in sizes:
        if size < 0:
            raise invalid(f"Dimension {size} must be >= 0")
    _check_ranks(indices, updates)
    _check_not_empty(len(sizes), indices, updates)
    _check_has_room(sizes, indices, updates)
    _check_dimensions(indices, updates, sizes)
    zero = np.full(sizes, b"" if updates.dtype == object else 0, updates.dtype)
    return _accumulated(np.add, zero, indices, updates)


def _check_has_room(shape: tuple[int, ...], indices: Any, updates: Any) -> None:
    if 0 in shape and (indices.size or updates.size):
        raise invalid(f"Indices and updates specified for empty output.  indices shape: {static_repr(indices.shape)}")


def _accumulated(function: Any, tensor: Any, indices: Any, updates: Any) -> Any:
    result = np.array(tensor)
    place = _place(indices, updates, result.shape)
    function.at(result, place, updates)
    return result


def _replaced(tensor: Any, indices: Any, updates: Any) -> Any:
    result = np.array(tensor)
    result[_place(indices, updates, result.shape)] = updates
    return result


def _added(tensor: Any, indices: Any, updates: Any) -> Any:
    return _accumulated(np.add, tensor, indices, updates)


def _subtracted(tensor: Any, indices: Any, updates: Any) -> Any:
    return _accumulated(np.subtract, tensor, indices, updates)


def _check_output(tensor: Any, indices: Any, updates: Any) -> None:
    """The first checks of ScatterNdNonAliasingAdd."""
    if tensor.ndim < 1:
        raise invalid(f"Output must be at least 1-D, got shape: {static_repr(tensor.shape)}")
    if (indices.size or updates.size) and not (tensor.size and indices.size):
        raise invalid(f"Indices and updates specified for empty output.  indices shape: {static_repr(indices.shape)}")


def _tensor_scatter(name: str, first: str, T: str, apply: Callable[..., Any], **traits: Any) -> OpRecord:
    """The record of an op that gives a tensor with updates put into it."""
    signature = (
        f"{first}: T, indices: Tindices, updates: T",
        "output: T",
        f"T: {T}, Tindices: {{int32, int64}}",
    )
    record = op(name, *signature, **traits)

    @record.shape
    def _(tensor: StaticShape, indices: StaticShape, updates: StaticShape) -> StaticShape:
        if first == "tensor":
            with_rank_at_least(tensor, 1)
        return _scattered_shape("output" if first == "tensor" else first, tensor, indices, updates)

    @record.kernel
    def _(tensor: Any, indices: Any, updates: Any) -> Any:
        if first == "tensor":
            _check_ranks(indices, updates)
            _check_not_empty(tensor.size, indices, updates)
            _check_dimensions(indices, updates, tensor.shape)
        else:
            _check_output(tensor, indices, updates)
        return apply(tensor, indices, updates)

    @record.arguments
    def _(draw: Any) -> dict[str, Any]:
        tensor = draw.tensor(draw.dtype("float32", "float64", "int32"), (draw.integer(1, 4), draw.integer(1, 3)))
        rows = [[draw.integer(0, tensor.shape[0] - 1)] for _ in range(draw.integer(1, 3))]
        indices = draw.constant(np.array(rows, np.int32))
        return {
            first: tensor,
            "indices": indices,
            "updates": draw.tensor(tensor.dtype, (len(rows), tensor.shape[1])),
        }

    record.rejects(
        [1, 2],
        [[2]],
        [9],
        error=InvalidArgumentError,
        message="indices[0] = [2] does not index into shape [2]",
    )
    return record


_NUMBERS_AND_BOOL = (
    "{float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, "
    "complex128, half, uint32, uint64, bool}"
)
TensorScatterUpdate = _tensor_scatter(
    "TensorScatterUpdate",
    "tensor",
    "type",
    _replaced,
    public="tensor_scatter_update tensor_scatter_nd_update",
)
TensorScatterAdd = _tensor_scatter(
    "TensorScatterAdd",
    "tensor",
    "type",
    _added,
    public="tensor_scatter_add tensor_scatter_nd_add",
    accuracy="sum",
)
TensorScatterSub = _tensor_scatter(
    "TensorScatterSub",
    "tensor",
    "type",
    _subtracted,
    public="tensor_scatter_sub tensor_scatter_nd_sub",
    accuracy="sum",
)
ScatterNdNonAliasingAdd = _tensor_scatter("ScatterNdNonAliasingAdd", "input", _NUMBERS_AND_BOOL, _added, accuracy="sum")

ScatterNd.example([[1], [3]], [9, 10], [5], gives=[0, 9, 0, 10, 0])
ScatterNd.example([[1], [1]], [9, 10], [3], gives=[0, 19, 0])
ScatterNd.rejects([[5]], [9], [5], error=InvalidArgumentError, message="indices[0] = [5] does not index into shape [5]")
ScatterNd.rejects(
    [[1], [2]],
    [9],
    [5],
    error=ValueError,
    message="The outer 1 dimensions of indices.shape=[2,1] must match the outer 1 dimensions of updates.shape=[1]: "
    "Dimension 0 in both shapes must be equal, but are 2 and 1. Shapes are [2] and [1].",
    building=True,
)
TensorScatterUpdate.example([1, 2, 3], [[1]], [9], gives=[1, 9, 3])
TensorScatterAdd.example([1, 2, 3], [[1], [1]], [9, 9], gives=[1, 20, 3])
TensorScatterSub.example([1, 2, 3], [[1]], [9], gives=[1, -7, 3])
ScatterNdNonAliasingAdd.example([1, 2, 3], [[1]], [9], gives=[1, 11, 3])


@ScatterNd.arguments
def _(draw: Any) -> dict[str, Any]:
    rows, columns = draw.integer(1, 4), draw.integer(1, 3)
    places = [[draw.integer(0, rows - 1)] for _ in range(draw.integer(1, 3))]
    return {
        "indices": draw.constant(np.array(places, np.int32)),
        "updates": draw.tensor(draw.dtype("float32", "float64", "int32"), (len(places), columns)),
        "shape": draw.constant(np.array([rows, columns], np.int32)),
    }
