"""Ops that give the same elements another shape: Reshape, ExpandDims, Squeeze."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.renamed_argument import given_once
from reference.opdef.static_shape import with_rank
from reference.ops.array.faults import invalid
from reference.public import public
from reference.tensor_shape import static_repr

Reshape = op(
    "Reshape",
    "tensor: T, shape: Tshape",
    "output: T",
    "T: type, Tshape: {int32, int64} = int32",
    public="reshape manip.reshape",
)


@Reshape.shape
def _(tensor: StaticShape, shape: StaticShape, *, shape_as_shape: StaticShape) -> StaticShape:
    with_rank(shape, 1)
    if shape_as_shape is None:
        return None
    if tensor is None:
        return shape_as_shape
    unknown, unknown_before = _unknown_sizes(shape_as_shape), _unknown_sizes(tensor)
    known, known_before = _known_product(shape_as_shape), _known_product(tensor)
    if unknown + unknown_before == 0 and known != known_before:
        raise ValueError(
            f"Cannot reshape a tensor with {known_before} elements to shape {static_repr(shape_as_shape)} "
            f"({known} elements)"
        )
    if unknown == 1 and unknown_before == 0 and known:
        size = _quotient(known_before, known)
        return tuple(size if other is None else other for other in shape_as_shape)
    if unknown == 0 and unknown_before == 1 and known_before:
        _quotient(known, known_before)
    return shape_as_shape


def _unknown_sizes(shape: tuple[int | None, ...]) -> int:
    """How many sizes keep the number of elements from being known: none beside a zero."""
    return 0 if 0 in shape else shape.count(None)


def _known_product(shape: tuple[int | None, ...]) -> int:
    return math.prod(size for size in shape if size is not None)


def _quotient(size: int, divisor: int) -> int:
    if size % divisor:
        raise ValueError(f"Dimension size must be evenly divisible by {divisor} but is {size}")
    return size // divisor


@Reshape.kernel
def _(tensor: Any, shape: Any) -> Any:
    if shape.ndim != 1:
        raise invalid(f"sizes input must be 1-D, not {static_repr(shape.shape)}")
    return tensor.reshape(_sizes(tensor.size, shape.tolist()))


def _sizes(count: int, sizes: list[int]) -> list[int]:
    """The sizes, with the one that is -1 worked out from the number of elements."""
    free = [axis for axis, size in enumerate(sizes) if size == -1]
    for axis, size in enumerate(sizes):
        if size < -1:
            raise invalid(f"Size {axis} must be non-negative, not {size}")
        if len(free) > 1 and axis == free[1]:
            raise invalid(f"Only one input size may be -1, not both {free[0]} and {axis}")
    known = int(np.prod([size for size in sizes if size != -1], dtype=np.int64))
    if free:
        if known and count % known:
            raise invalid(
                f"Input to reshape is a tensor with {count} values, "
                f"but the requested shape requires a multiple of {known}"
            )
        sizes[free[0]] = count // known if known else 1  # an empty tensor fits; a 1 is TensorFlow's choice
        known *= sizes[free[0]]
    if known != count:
        raise invalid(f"Input to reshape is a tensor with {count} values, but the requested shape has {known}")
    return sizes


Reshape.example([1, 2, 3, 4, 5, 6], [2, 3], gives=[[1, 2, 3], [4, 5, 6]])
Reshape.example([[1, 2, 3], [4, 5, 6]], [3, -1], gives=[[1, 2], [3, 4], [5, 6]])
Reshape.rejects(
    [1, 2, 3],
    [2, 2],
    error=InvalidArgumentError,
    message="Input to reshape is a tensor with 3 values, but the requested shape has 4",
)
Reshape.rejects(
    [1, 2, 3],
    [2, 2],
    error=ValueError,
    message="Cannot reshape a tensor with 3 elements to shape [2,2] (4 elements)",
    building=True,
)


@Reshape.arguments
def _(draw: Any) -> dict[str, Any]:
    tensor = draw.tensor(draw.dtype(), draw.shape())
    sizes = list(tensor.shape)
    if len(sizes) > 1 and draw.boolean():
        sizes = [sizes[0] * sizes[1], *sizes[2:]]
    if sizes and 0 not in sizes and draw.boolean():
        sizes[draw.integer(0, len(sizes) - 1)] = -1
    return {"tensor": tensor, "shape": draw.constant(np.array(sizes, np.int32))}


ExpandDims = op(
    "ExpandDims",
    "input: T, dim: Tdim",
    "output: T",
    "T: type, Tdim: {int32, int64} = int32",
    renamed={"dim": "axis"},
)


@ExpandDims.shape
def _(input: StaticShape, dim: StaticShape, *, dim_value: Any) -> StaticShape:
    if dim_value is not None and dim_value.size != 1:
        raise ValueError("'dim' input must be a tensor with a single value")
    if dim_value is None or input is None:
        return None
    axis, rank = int(dim_value.item()), len(input)
    if not -rank - 1 <= axis <= rank:
        raise ValueError(f"dim {axis} not in the interval [{-rank - 1}, {rank}].")
    axis %= rank + 1
    return (*input[:axis], 1, *input[axis:])


@ExpandDims.kernel
def _(input: Any, dim: Any) -> Any:
    if dim.size != 1:
        raise invalid("'dim' must be a tensor with a single value")
    axis = int(dim.item())
    if not -input.ndim - 1 <= axis <= input.ndim:
        raise invalid(f"Tried to expand dim index {axis} for tensor with {input.ndim} dimensions.")
    return np.expand_dims(input, axis)


ExpandDims.example([1, 2], 1, gives=[[1], [2]])
ExpandDims.example([1, 2], -2, gives=[[1, 2]])
ExpandDims.rejects(
    [1, 2], 2, error=InvalidArgumentError, message="Tried to expand dim index 2 for tensor with 1 dimensions."
)
ExpandDims.rejects([1, 2], 2, error=ValueError, message="dim 2 not in the interval [-2, 1].", building=True)


@ExpandDims.arguments
def _(draw: Any) -> dict[str, Any]:
    input = draw.tensor(draw.dtype(), draw.shape())
    axis = draw.integer(-len(input.shape) - 1, len(input.shape))
    return {"input": input, "dim": draw.constant(np.array(axis, np.int32))}


@public("expand_dims")
def expand_dims(input: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """``input`` with a dimension of size 1 inserted before ``axis``; ``dim`` is the old name of ``axis``.

    ValueError if neither or both are given.
    """
    axis = given_once("axis", axis, "dim", dim)
    if axis is None:
        raise ValueError("Must specify an axis argument to tf.expand_dims()")
    return build("ExpandDims", name, input=input, dim=axis)  # type: ignore[no-any-return]


Squeeze = op(
    "Squeeze",
    "input: T",
    "output: T",
    "T: type, squeeze_dims: list(int) >= 0 = []",
    renamed={"squeeze_dims": "axis"},
)


@Squeeze.shape
def _(input: StaticShape, *, squeeze_dims: list[int]) -> StaticShape:
    if input is None:
        return None
    rank = len(input)
    for position, axis in enumerate(squeeze_dims):
        if not -rank <= axis < rank:
            raise ValueError(f"squeeze_dims[{position}] not in [{-rank},{rank}).")
    axes = {axis % rank for axis in squeeze_dims}
    if not axes:
        return None if None in input else tuple(size for size in input if size != 1)
    for axis in sorted(axes):
        if input[axis] not in (1, None):
            raise ValueError(f"Can not squeeze dim[{axis}], expected a dimension of 1, got {input[axis]}")
    return tuple(size for axis, size in enumerate(input) if axis not in axes)


@Squeeze.kernel
def _(input: Any, *, squeeze_dims: list[int]) -> Any:
    rank = input.ndim
    for axis in squeeze_dims:
        if not -rank <= axis < rank:
            raise invalid(f"Tried to squeeze dim index {axis} for tensor with {rank} dimensions.")
    axes = sorted({axis % rank for axis in squeeze_dims})
    for axis in axes:
        if input.shape[axis] != 1:
            raise invalid(f"Can not squeeze dim[{axis}], expected a dimension of 1, got {input.shape[axis]}")
    return np.squeeze(input, tuple(axes) if axes else None)


Squeeze.example([[[1], [2]]], gives=[1, 2])
Squeeze.example([[[1], [2]]], gives=[[1], [2]], squeeze_dims=[0])
Squeeze.rejects(
    [[1], [2]],
    error=InvalidArgumentError,
    message="Can not squeeze dim[0], expected a dimension of 1, got 2",
    squeeze_dims=[0],
)


@Squeeze.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = tuple(1 if draw.boolean() else size for size in draw.shape(min_rank=1, max_rank=4))
    ones = [axis for axis, size in enumerate(shape) if size == 1]
    squeezed = [draw.choice(ones) - draw.choice([0, len(shape)])] if ones and draw.integer(0, 3) else []
    return {"input": draw.tensor(draw.dtype(), shape), "squeeze_dims": squeezed}


@public("squeeze")
def squeeze(input: Any, axis: Any = None, name: str | None = None, squeeze_dims: Any = None) -> Tensor:
    """``input`` without its dimensions of size 1, or without those of them that ``axis`` (one or several) names.

    ``squeeze_dims`` is the old name of ``axis``.  ValueError if both are given.
    """
    axis = given_once("axis", axis, "squeeze_dims", squeeze_dims)
    axes = [] if axis is None else [axis] if isinstance(axis, int | np.integer) else axis
    if not isinstance(axes, list | tuple):
        raise TypeError(f"Expected list for 'axis' argument to 'squeeze' Op, not {axes!r}.")
    return build("Squeeze", name, input=input, squeeze_dims=axes)  # type: ignore[no-any-return]
