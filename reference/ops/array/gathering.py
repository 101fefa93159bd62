"""Ops that pick slices of a tensor by index: Gather, GatherV2 and GatherNd."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.convert import to_tensor
from reference.errors import InvalidArgumentError
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import concatenate, with_rank, with_rank_at_least
from reference.ops.array.extent import shape as shape_of
from reference.ops.array.faults import invalid
from reference.ops.array.joining import concat
from reference.public import public
from reference.tensor_shape import static_repr

Gather = op(
    "Gather",
    "params: Tparams, indices: Tindices",
    "output: Tparams",
    "validate_indices: bool = true, Tparams: type, Tindices: {int32, int64}",
)
GatherV2 = op(
    "GatherV2",
    "params: Tparams, indices: Tindices, axis: Taxis",
    "output: Tparams",
    "batch_dims: int = 0, Tparams: type, Tindices: {int32, int64}, Taxis: {int32, int64}",
)


@Gather.shape
def _(params: StaticShape, indices: StaticShape) -> StaticShape:
    rest = with_rank_at_least(params, 1)
    return concatenate(indices, None if rest is None else rest[1:])


@GatherV2.shape
def _(params: StaticShape, indices: StaticShape, axis: StaticShape, *, axis_value: Any, batch_dims: int) -> StaticShape:
    with_rank_at_least(params, 1)
    with_rank(axis, 0)
    if axis_value is None:
        known = params is not None and indices is not None
        return (None,) * (len(params) + len(indices) - 1) if known else None  # type: ignore[arg-type]
    place = int(axis_value)
    with_rank_at_least(params, max(place + 1 if place >= 0 else -place, batch_dims + 1))
    if params is None or indices is None:
        return None
    place %= len(params)
    batch = batch_dims + len(indices) if batch_dims < 0 else batch_dims
    return (*params[:batch], *params[batch:place], *indices[batch:], *params[place + 1 :])


@Gather.kernel
def _(params: Any, indices: Any) -> Any:
    if params.ndim == 0:
        raise invalid("params must be at least 1 dimensional")
    _check_indices(indices, params.shape[0])
    return np.take(params, indices, 0)


def _check_indices(indices: Any, size: int) -> None:
    wrong = np.argwhere((indices < 0) | (indices >= size))
    if len(wrong):
        place = tuple(wrong[0].tolist())
        where = f"[{','.join(map(str, place))}]" if place else ""
        raise invalid(f"indices{where} = {indices[place]} is not in [0, {size})")


@GatherV2.kernel
def _(params: Any, indices: Any, axis: Any, *, batch_dims: int) -> Any:
    if axis.ndim:
        raise invalid("axis must be scalar")
    if params.ndim == 0:
        raise invalid("params must be at least 1 dimensional")
    place, rank = int(axis), params.ndim
    if not -rank <= place < rank:
        raise invalid(f"Expected axis in the range [{-rank}, {rank}), but got {place}")
    place %= rank
    batch = batch_dims + indices.ndim if batch_dims < 0 else batch_dims
    _check_batch(params, indices, place, batch)
    if 0 in params.shape[:place]:  # there is nothing to pick from: no index is looked at
        return np.zeros(params.shape[:place] + indices.shape[batch:] + params.shape[place + 1 :], params.dtype)
    _check_indices(indices, params.shape[place])
    if batch == 0:
        return np.take(params, indices, place)
    return _gathered_in_batches(params, indices, place, batch)


def _check_batch(params: Any, indices: Any, axis: int, batch: int) -> None:
    if not 0 <= batch <= indices.ndim:
        raise invalid(f"Expected batch_dims in the range [{-indices.ndim}, {indices.ndim}], but got {batch}")
    if batch > axis:
        raise invalid(f"batch_dims ({batch}) must be less than or equal to axis ({axis}).")
    for dimension in range(batch):
        if params.shape[dimension] != indices.shape[dimension]:
            raise invalid(
                f"params.shape[{dimension}]: {params.shape[dimension]} should be equal to "
                f"indices.shape[{dimension}]: {indices.shape[dimension]}"
            )


def _gathered_in_batches(params: Any, indices: Any, axis: int, batch: int) -> Any:
    """Each batch of ``indices`` picks from the same batch of ``params``."""
    shape = params.shape[:axis] + indices.shape[batch:] + params.shape[axis + 1 :]
    result = np.empty(shape, params.dtype)
    for place in np.ndindex(params.shape[:batch]):
        result[place] = np.take(params[place], indices[place], axis - batch)
    return result


Gather.example([1, 2, 3], [[2, 0]], gives=[[3, 1]])
Gather.rejects([1, 2, 3], [0, 3], error=InvalidArgumentError, message="indices[1] = 3 is not in [0, 3)")
GatherV2.example([[1, 2, 3], [4, 5, 6]], [2, 0], 1, gives=[[3, 1], [6, 4]])
GatherV2.example([[1, 2], [3, 4]], [[1], [0]], 1, gives=[[2], [3]], batch_dims=1)
GatherV2.rejects([1, 2, 3], [-1], 0, error=InvalidArgumentError, message="indices[0] = -1 is not in [0, 3)")
GatherV2.rejects(
    [1, 2, 3], [0], 1, error=ValueError, message="Shape must be at least rank 2 but is rank 1", building=True
)


def _indices(draw: Any, size: int, shape: tuple[int, ...]) -> Any:
    shape = shape if size else (0, *shape[1:])
    values = [draw.integer(0, size - 1) for _ in range(int(np.prod(shape)))]
    if values and draw.integer(0, 3) == 3:  # now and then there is no such row
        values[draw.integer(0, len(values) - 1)] = draw.choice([size, -1])
    return draw.constant(np.array(values, draw.dtype("int32", "int64").as_numpy_dtype).reshape(shape))


@Gather.arguments
def _(draw: Any) -> dict[str, Any]:
    params = draw.tensor(draw.dtype(), draw.shape(1, 3))
    return {"params": params, "indices": _indices(draw, params.shape[0], draw.shape(1, 2))}


@GatherV2.arguments
def _(draw: Any) -> dict[str, Any]:
    params = draw.tensor(draw.dtype(), draw.shape(1, 3))
    axis = draw.axis(len(params.shape))
    indices = _indices(draw, params.shape[axis], draw.shape(1, 2))
    return {"params": params, "indices": indices, "axis": draw.constant(np.array(axis, np.int32))}


@public("gather")
def gather(
    params: Any,
    indices: Any,
    validate_indices: Any = None,
    name: str | None = None,
    axis: Any = None,
    batch_dims: int = 0,
) -> Tensor:
    """The slices of ``params`` along ``axis`` that ``indices`` name; each index is checked when run.

    ``validate_indices`` is accepted for compatibility and not looked at.
    """
    axis = batch_dims if axis is None else axis
    if isinstance(axis, int) and axis == 0 and batch_dims == 0:
        read = getattr(params, "sparse_read", None)  # a resource variable reads only the rows asked for
        if read is not None:
            return read(indices, name=name)  # type: ignore[no-any-return]
    return build("GatherV2", name, params=params, indices=indices, axis=axis, batch_dims=batch_dims)  # type: ignore[no-any-return]


GatherNd = op(
    "GatherNd",
    "params: Tparams, indices: Tindices",
    "output: Tparams",
    "Tparams: type, Tindices: {int32, int64}",
)


@GatherNd.shape
def _(params: StaticShape, indices: StaticShape) -> StaticShape:
    with_rank_at_least(indices, 1)
    if params is None or indices is None or indices[-1] is None:
        return None
    if indices[-1] > len(params):
        raise ValueError(
            "indices.shape[-1] must be <= params.rank, "
            f"but saw indices shape: {static_repr(indices)} and params shape: {static_repr(params)}"
        )
    return indices[:-1] + params[indices[-1] :]


@GatherNd.kernel
def _(params: Any, indices: Any) -> Any:
    if params.ndim == 0:
        raise invalid("params must be at least a vector")
    if indices.ndim == 0:
        raise invalid("indices must be at least a vector")
    depth = indices.shape[-1]
    if depth > params.ndim:
        raise invalid(f"index innermost dimension length must be <= params rank; saw: {depth} vs. {params.ndim}")
    rows = indices.reshape(int(np.prod(indices.shape[:-1])), depth)
    if params.size == 0 and len(rows) and depth:
        raise invalid(f"Requested more than 0 entries, but params is empty.  Params shape: {static_repr(params.shape)}")
    wrong = np.flatnonzero(((rows < 0) | (rows >= params.shape[:depth])).any(axis=1))
    if len(wrong):
        last = wrong[-1]
        place = ",".join(map(str, np.unravel_index(last, indices.shape[:-1])))
        raise invalid(
            f"indices[{place}] = {rows[last].tolist()} does not index into param shape {static_repr(params.shape)}"
        )
    if depth == 0:
        return np.broadcast_to(params, indices.shape[:-1] + params.shape)
    return params[tuple(np.moveaxis(indices, -1, 0))]


GatherNd.example([[1, 2], [3, 4]], [[0, 1], [1, 0]], gives=[2, 3])
GatherNd.example([[1, 2], [3, 4]], [[1]], gives=[[3, 4]])
GatherNd.rejects(
    [[1, 2], [3, 4]],
    [[0, 2]],
    error=InvalidArgumentError,
    message="indices[0] = [0, 2] does not index into param shape [2,2]",
)
GatherNd.rejects(
    [1, 2],
    [[0, 0]],
    error=ValueError,
    message="indices.shape[-1] must be <= params.rank, but saw indices shape: [1,2] and params shape: [2]",
    building=True,
)


@GatherNd.arguments
def _(draw: Any) -> dict[str, Any]:
    params = draw.tensor(draw.dtype(), tuple(draw.integer(1, 4) for _ in range(draw.integer(1, 3))))
    depth, count = draw.integer(1, len(params.shape)), draw.integer(0, 3)
    rows = [[draw.integer(0, size - 1) for size in params.shape[:depth]] for _ in range(count)]
    return {"params": params, "indices": draw.constant(np.array(rows, np.int32).reshape(count, depth))}


@public("gather_nd", "manip.gather_nd")
def gather_nd(params: Any, indices: Any, name: str | None = None, batch_dims: int = 0) -> Tensor:
    """The slices of ``params`` that the rows of ``indices`` name, each row an index of its first dimensions.

    With ``batch_dims``, so many dimensions of both count batches, each of which is gathered from by itself.
    """
    if batch_dims == 0:
        return build("GatherNd", name, params=params, indices=indices)  # type: ignore[no-any-return]
    with name_scope(name, "BatchGatherND", [params, indices]):
        params, indices = to_tensor(params, name="params"), to_tensor(indices, name="indices")
        if indices.shape.ndims is None:
            raise ValueError("tf.gather_nd does not allow indices with unknown shape.")
        rank = indices.shape.ndims
        batch, rest = shape_of(indices)[:batch_dims], shape_of(indices)[batch_dims:-1]
        count = build("Prod", None, input=batch, reduction_indices=[0])
        flat_params = build("Reshape", None, tensor=params, shape=concat([[-1], shape_of(params)[batch_dims:]], 0))
        flat_indices = build("Reshape", None, tensor=indices, shape=concat([[-1], shape_of(indices)[batch_dims:]], 0))
        numbers = build("Range", None, start=0, limit=count, delta=1)
        numbers = build("Cast", None, x=numbers, DstT=indices.dtype)
        column = build("Reshape", None, tensor=numbers, shape=[-1] + [1] * (rank - batch_dims))
        columns = build("Tile", None, input=column, multiples=concat([[1], rest, [1]], 0))
        found = build("GatherNd", None, params=flat_params, indices=concat([columns, flat_indices], -1))
        shape = concat([batch, shape_of(found)[1:]], 0)
        return build("Reshape", None, tensor=found, shape=shape)  # type: ignore[no-any-return]
