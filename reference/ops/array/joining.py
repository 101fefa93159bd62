"""Ops that put tensors together: Pack, ConcatV2, Concat, ConcatOffset, and Unpack, which undoes Pack."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.convert import to_tensor
from reference.dtypes import int32
from reference.errors import InvalidArgumentError
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import merge, with_rank, with_rank_at_least, with_size
from reference.ops.array.faults import invalid
from reference.public import public
from reference.tensor_shape import static_repr

Pack = op("Pack", "values: N * T", "output: T", "N: int >= 1, T: type, axis: int = 0")


@Pack.shape
def _(values: list[StaticShape], *, axis: int) -> StaticShape:
    shape = _merged_from_the_last(values)
    if shape is None:
        return None
    rank = len(shape) + 1
    if not -rank <= axis < rank:
        raise ValueError(f"Invalid axis: {axis}; must be in [{-rank},{rank})")
    axis %= rank
    return (*shape[:axis], len(values), *shape[axis:])


def _merged_from_the_last(shapes: list[StaticShape]) -> StaticShape:
    """What all shapes agree on; the fault names the shape that does not."""
    merged = shapes[-1]
    for index in range(len(shapes) - 2, -1, -1):
        try:
            merged = merge(shapes[index], merged)
        except ValueError as problem:
            raise ValueError(f"{problem}\n\tFrom merging shape {index} with other shapes.") from None
    return merged


@Pack.kernel
def _(values: list[Any], *, axis: int) -> Any:
    rank = values[0].ndim + 1
    if not -rank <= axis < rank:
        raise invalid(f"axis = {axis} not in [{-rank}, {rank})")
    for index, value in enumerate(values):
        if value.shape != values[0].shape:
            raise invalid(
                f"Shapes of all inputs must match: values[0].shape = {static_repr(values[0].shape)} "
                f"!= values[{index}].shape = {static_repr(value.shape)}"
            )
    return np.stack(values, axis)


Pack.example([[1, 4], [2, 5]], gives=[[1, 4], [2, 5]])
Pack.example([[1, 4], [2, 5]], gives=[[1, 2], [4, 5]], axis=1)
Pack.rejects(
    [[1, 2], [3]],
    error=InvalidArgumentError,
    message="Shapes of all inputs must match: values[0].shape = [2] != values[1].shape = [1]",
)
Pack.rejects(
    [[1, 2], [3]],
    error=ValueError,
    message="Dimension 0 in both shapes must be equal, but are 2 and 1. Shapes are [2] and [1].",
    building=True,
)


@Pack.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype, shape = draw.dtype(), draw.shape(0, 2)
    values = [draw.tensor(dtype, shape) for _ in range(draw.integer(1, 3))]
    return {"values": values, "axis": draw.axis(len(shape) + 1)}


@public("stack")
def stack(values: Any, axis: int = 0, name: str = "stack") -> Tensor:
    """Tensors of one shape, put side by side along a new dimension ``axis``.

    ValueError if ``axis`` is outside of [-rank, rank) of the result.
    """
    if axis == 0:
        try:
            return to_tensor(values, name=name)
        except (TypeError, ValueError):
            pass  # not one value: Pack says what is wrong with the list
    first = to_tensor(values[0], name=name)._static
    if first is not None:
        rank = len(first) + 1
        if not -rank <= axis < rank:
            raise ValueError(f"axis = {axis} not in [{-rank}, {rank})")
    return build("Pack", name, values=values, axis=axis)  # type: ignore[no-any-return]


Unpack = op("Unpack", "value: T", "output: num * T", "num: int >= 0, T: type, axis: int = 0")


@Unpack.shape
def _(value: StaticShape, *, num: int, axis: int) -> list[StaticShape]:
    if value is None:
        return [None] * num
    if not -len(value) <= axis < len(value):
        raise ValueError(f"Invalid axis: {axis}; must be in [{-len(value)},{len(value)})")
    axis %= len(value)
    with_size(value[axis], num)
    return [value[:axis] + value[axis + 1 :]] * num


@Unpack.kernel
def _(value: Any, *, num: int, axis: int) -> Any:
    if not -value.ndim <= axis < value.ndim:
        raise invalid(f"axis = {axis} not in [{-value.ndim}, {value.ndim})")
    axis %= value.ndim
    if value.shape[axis] != num:
        raise invalid(f"Input shape axis {axis} must equal {num}, got shape {static_repr(value.shape)}")
    return list(np.moveaxis(value, axis, 0))


Unpack.example([[1, 2], [3, 4]], gives=[[1, 3], [2, 4]], num=2, axis=1)
Unpack.rejects([1, 2], error=InvalidArgumentError, message="Input shape axis 0 must equal 3, got shape [2]", num=3)
Unpack.rejects([1, 2], error=ValueError, message="Dimension must be 3 but is 2", building=True, num=3)


@Unpack.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = draw.shape(1, 3)
    axis = draw.axis(len(shape))
    return {"value": draw.tensor(draw.dtype(), shape), "num": shape[axis], "axis": axis}


@public("unstack")
def unstack(value: Any, num: int | None = None, axis: int = 0, name: str = "unstack") -> list[Tensor]:
    """The parts of ``value`` along ``axis``, each without that dimension.

    ``num`` must be given where the size of the axis is not known; ValueError else.
    """
    if num is None:
        value = to_tensor(value)
        static = value._static
        if static is not None:
            if not -len(static) <= axis < len(static):
                raise ValueError(f"axis = {axis} not in [{-len(static)}, {len(static)})")
            num = static[axis]
        if num is None:
            raise ValueError(f"Cannot infer num from shape {value.shape}")
    return build("Unpack", name, value=value, num=num, axis=axis)  # type: ignore[no-any-return]


ConcatV2 = op(
    "ConcatV2", "values: N * T, axis: Tidx", "output: T", "N: int >= 2, T: type, Tidx: {int32, int64} = int32"
)
Concat = op("Concat", "concat_dim: int32, values: N * T", "output: T", "N: int >= 2, T: type")


@ConcatV2.shape
def _(values: list[StaticShape], axis: StaticShape, *, axis_value: Any) -> StaticShape:
    return _concatenated_shape(values, axis, axis_value)


@Concat.shape
def _(concat_dim: StaticShape, values: list[StaticShape], *, concat_dim_value: Any) -> StaticShape:
    return _concatenated_shape(values, concat_dim, concat_dim_value)


def _concatenated_shape(shapes: list[StaticShape], axis_shape: StaticShape, axis_value: Any) -> StaticShape:
    with_rank(axis_shape, 0)
    if axis_value is None:
        return _of_common_rank(shapes)
    axis = int(axis_value)
    rank = axis + 1 if axis >= 0 else -axis
    before: StaticShape = None
    size: int | None = 0
    after: StaticShape = None
    for shape in reversed(shapes):
        with_rank_at_least(shape, rank)
        if shape is None:
            size = None
            continue
        place = axis % len(shape)
        size = None if size is None or shape[place] is None else size + shape[place]  # type: ignore[operator]
        before, after = merge(shape[:place], before), merge(shape[place + 1 :], after)
    return None if before is None or after is None else (*before, size, *after)


def _of_common_rank(shapes: list[StaticShape]) -> StaticShape:
    """What is known where the axis is not."""
    rank = None
    for shape in shapes:
        if rank is not None and shape is not None:
            with_rank(shape, rank)
        rank = rank if shape is None else len(shape)
        if rank == 0:
            raise ValueError("Can't concatenate scalars (use tf.stack instead)")
    return None if rank is None else (None,) * rank


@ConcatV2.kernel
def _(values: list[Any], axis: Any) -> Any:
    if axis.ndim:
        raise invalid(f"axis tensor should be a scalar integer, but got shape {static_repr(axis.shape)}")
    return _concatenated(values, int(axis))


@Concat.kernel
def _(concat_dim: Any, values: list[Any]) -> Any:
    if concat_dim.ndim:
        raise invalid(f"concat_dim tensor should be a scalar integer, but got shape {static_repr(concat_dim.shape)}")
    return _concatenated(values, int(concat_dim))


def _concatenated(values: list[Any], axis: int) -> Any:
    first, rank = values[0], values[0].ndim
    if not -rank <= axis < rank:
        raise invalid(f"ConcatOp : Expected concatenating dimensions in the range [{-rank}, {rank}), but got {axis}")
    axis %= rank
    for index, value in enumerate(values):
        what = None
        if value.ndim != rank:
            what = "Ranks of all input tensors should match"
        elif any(size != first.shape[place] for place, size in enumerate(value.shape) if place != axis):
            what = "Dimensions of inputs should match"
        if what:
            raise invalid(
                f"ConcatOp : {what}: shape[0] = {static_repr(first.shape)} "
                f"vs. shape[{index}] = {static_repr(value.shape)}"
            )
    return np.concatenate(values, axis)


ConcatV2.example([[1, 2], [3]], 0, gives=[1, 2, 3])
ConcatV2.rejects(
    [[[1, 2]], [[3]]],
    0,
    error=InvalidArgumentError,
    message="ConcatOp : Dimensions of inputs should match: shape[0] = [1,2] vs. shape[1] = [1,1]",
)
ConcatV2.rejects(
    [[[1, 2]], [[3]]],
    0,
    error=ValueError,
    message="Dimension 0 in both shapes must be equal, but are 2 and 1. Shapes are [2] and [1].",
    building=True,
)
Concat.example(0, [[1, 2], [3]], gives=[1, 2, 3])
Concat.rejects(
    2,
    [[1, 2], [3]],
    error=InvalidArgumentError,
    message="ConcatOp : Expected concatenating dimensions in the range [-1, 1), but got 2",
)


def _concat_arguments(draw: Any) -> tuple[list[Any], Any, int]:
    dtype, shape = draw.dtype(), draw.shape(1, 3)
    axis = draw.axis(len(shape))
    values = []
    for _ in range(draw.integer(2, 3)):
        sizes = list(shape)
        sizes[axis] = draw.integer(0, 3)
        values.append(draw.tensor(dtype, tuple(sizes)))
    return values, draw.constant(np.array(axis, np.int32)), axis


@ConcatV2.arguments
def _(draw: Any) -> dict[str, Any]:
    values, axis, _ = _concat_arguments(draw)
    return {"values": values, "axis": axis}


@Concat.arguments
def _(draw: Any) -> dict[str, Any]:
    values, axis, _ = _concat_arguments(draw)
    return {"concat_dim": axis, "values": values}


@public("concat")
def concat(values: Any, axis: Any, name: str = "concat") -> Tensor:
    """Tensors put one after the other along an existing dimension ``axis``."""
    if not isinstance(values, list | tuple):
        values = [values]
    if len(values) == 1:  # nothing to join, but the axis is looked at all the same
        with name_scope(name):
            to_tensor(axis, int32, "concat_dim").shape.with_rank(0)
            return build("Identity", name, input=values[0])  # type: ignore[no-any-return]
    return build("ConcatV2", name, values=values, axis=axis)  # type: ignore[no-any-return]


ConcatOffset = op("ConcatOffset", "concat_dim: int32, shape: N * int32", "offset: N * int32", "N: int >= 2")


@ConcatOffset.shape
def _(concat_dim: StaticShape, shape: list[StaticShape]) -> list[StaticShape]:
    return shape


@ConcatOffset.kernel
def _(concat_dim: Any, shape: list[Any]) -> list[Any]:
    """Where each of the joined tensors begins in the result."""
    if concat_dim.ndim:
        raise invalid(f"Concat dim tensor should be a scalar integer, but got shape {static_repr(concat_dim.shape)}")
    for index, sizes in enumerate(shape):
        if sizes.ndim != 1:
            raise invalid(f"input {index + 1} should be a vector, but got shape {static_repr(sizes.shape)}")
    first, axis = shape[0], int(concat_dim)
    if not -first.size <= axis < first.size:
        raise invalid(f"Concat dim is out of range: {axis} vs. {first.size}")
    axis %= first.size
    offsets, offset = [], 0
    for index, sizes in enumerate(shape):
        _check_joined(first, sizes, index, axis)
        offsets.append(np.where(np.arange(first.size) == axis, offset, 0).astype(np.int32))
        offset += int(sizes[axis])
    return offsets


def _check_joined(first: Any, sizes: Any, index: int, axis: int) -> None:
    if sizes.size != first.size:
        raise invalid(f"input {index} should contain {first.size} elements, but got {sizes.size}")
    if (np.delete(sizes, axis) != np.delete(first, axis)).any():
        listed = [" ".join(map(str, vector.tolist())) for vector in (sizes, first)]
        raise invalid(
            f"All dimensions except {axis} must match. Input {index} has shape [{listed[0]}] "
            f"and doesn't match input 0 with shape [{listed[1]}]."
        )


ConcatOffset.example(0, [[2, 3], [4, 3], [1, 3]], gives=[[0, 0], [2, 0], [6, 0]])
ConcatOffset.rejects(2, [[2, 3], [4, 3]], error=InvalidArgumentError, message="Concat dim is out of range: 2 vs. 2")


@ConcatOffset.arguments
def _(draw: Any) -> dict[str, Any]:
    values, axis, _ = _concat_arguments(draw)
    return {"concat_dim": axis, "shape": [draw.constant(np.array(value.shape, np.int32)) for value in values]}
