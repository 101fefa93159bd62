"""Ops that repeat elements: Tile, BroadcastTo, and those that work out how shapes broadcast."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import broadcast, merge_dimension, multiply, with_rank, with_rank_at_most
from reference.ops.array.faults import invalid
from reference.public import public
from reference.runtime.memory import check_size
from reference.tensor_shape import TensorShape, static_repr

Tile = op(
    "Tile",
    "input: T, multiples: Tmultiples",
    "output: T",
    "T: type, Tmultiples: {int32, int64} = int32",
    public="tile manip.tile",
)


@Tile.shape
def _(input: StaticShape, multiples: StaticShape, *, multiples_as_shape: StaticShape) -> StaticShape:
    with_rank(multiples, 1)
    if input is None and multiples_as_shape is None:
        return None
    sizes = input if input is not None else (None,) * len(multiples_as_shape or ())
    factors = with_rank(multiples_as_shape, len(sizes))
    return tuple(multiply(pair) for pair in zip(sizes, factors, strict=True))


@Tile.kernel
def _(input: Any, multiples: Any) -> Any:
    if multiples.ndim != 1:
        raise invalid(f"Expected multiples to be 1-D, but got shape {static_repr(multiples.shape)}")
    if multiples.size != input.ndim:
        raise invalid(
            f"Expected multiples argument to be a vector of length {input.ndim} but got length {multiples.size}"
        )
    for axis, multiple in enumerate(multiples.tolist()):
        if multiple < 0:
            raise invalid(f"Expected multiples[{axis}] >= 0, but got {multiple}")
    check_size([size * count for size, count in zip(input.shape, multiples.tolist(), strict=True)], input.dtype)
    return np.tile(input, multiples.tolist())


Tile.example([[1, 2]], [2, 3], gives=[[1, 2, 1, 2, 1, 2], [1, 2, 1, 2, 1, 2]])
Tile.rejects([[1, 2]], [2, -1], error=InvalidArgumentError, message="Expected multiples[1] >= 0, but got -1")
Tile.rejects([[1, 2]], [2], error=ValueError, message="Shape must be rank 2 but is rank 1", building=True)


@Tile.arguments
def _(draw: Any) -> dict[str, Any]:
    input = draw.tensor(draw.dtype())
    multiples = [draw.integer(0, 3) for _ in input.shape]
    return {"input": input, "multiples": draw.constant(np.array(multiples, np.int32))}


BroadcastTo = op(
    "BroadcastTo",
    "input: T, shape: Tidx",
    "output: T",
    "T: type, Tidx: {int32, int64} = int32",
    public="broadcast_to",
)


@BroadcastTo.shape
def _(input: StaticShape, shape: StaticShape, *, shape_as_shape: StaticShape) -> StaticShape:
    with_rank(shape, 1)
    if shape_as_shape is None or input is None:
        return shape_as_shape
    with_rank_at_most(input, len(shape_as_shape))
    missing = len(shape_as_shape) - len(input)
    sizes = [
        wanted if size in (0, 1) else merge_dimension(size, wanted)
        for size, wanted in reversed(list(zip(input, shape_as_shape[missing:], strict=True)))
    ]
    return (*shape_as_shape[:missing], *reversed(sizes))


@BroadcastTo.kernel
def _(input: Any, shape: Any) -> Any:
    if shape.ndim != 1:
        raise invalid(f"shape must be a vector of {{int32,int64}}, got shape {static_repr(shape.shape)}")
    sizes = shape.tolist()
    for size in sizes:
        if size < 0:
            raise invalid(f"Dimension {size} must be >= 0")
    if input.ndim > len(sizes):
        raise invalid(f"Rank of input ({input.ndim}) must be no greater than rank of output shape ({len(sizes)}).")
    if 0 in sizes:
        return np.empty(sizes, input.dtype)
    try:
        check_size(sizes, input.dtype)
        spread = np.broadcast_to(input, sizes)
    except ValueError:
        raise invalid(f"Incompatible shapes: {static_repr(input.shape)} vs. {static_repr(tuple(sizes))}") from None
    return np.array(spread)  # an array of its own, so that there is memory for it or an error that names it (ERR-11)


BroadcastTo.example([1, 2], [2, 2], gives=[[1, 2], [1, 2]])
BroadcastTo.rejects([1, 2], [3], error=InvalidArgumentError, message="Incompatible shapes: [2] vs. [3]")


@BroadcastTo.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = draw.shape()
    rank = draw.integer(0, len(shape))
    sizes = tuple(1 if draw.boolean() else size for size in shape[len(shape) - rank :])
    return {"input": draw.tensor(draw.dtype(), sizes), "shape": draw.constant(np.array(shape, np.int32))}


BroadcastArgs = op("BroadcastArgs", "s0: T, s1: T", "r0: T", "T: {int32, int64} = int32")


@BroadcastArgs.shape
def _(s0: StaticShape, s1: StaticShape) -> StaticShape:
    (one,), (other,) = with_rank(s0, 1), with_rank(s1, 1)
    return (None if one is None or other is None else max(one, other),)


@BroadcastArgs.kernel
def _(s0: Any, s1: Any) -> Any:
    _check_vectors(s0, s1)
    sizes = [_broadcast(one, other, s0, s1) for one, other in _from_the_end(s0, s1)]
    return np.array(sizes[::-1], s0.dtype)


def _check_vectors(*shapes: Any) -> None:
    for index, shape in enumerate(shapes):
        if shape.ndim != 1:
            raise invalid(f"In[{index}] must be a vector.{static_repr(shape.shape)}")


def _from_the_end(s0: Any, s1: Any) -> list[tuple[int, int]]:
    """The sizes of both shapes axis by axis, the last axis first; a missing one counts as 1."""
    return list(zip_longest(reversed(s0.tolist()), reversed(s1.tolist()), fillvalue=1))


def _broadcast(one: int, other: int, s0: Any, s1: Any) -> int:
    if one != other and 1 not in (one, other):
        shapes = [static_repr(tuple(shape.tolist())) for shape in (s0, s1)]
        raise invalid(f"Incompatible shapes: {shapes[0]} vs. {shapes[1]}")
    return other if one == 1 else one


BroadcastArgs.example([1, 2], [3, 1], gives=[3, 2])
BroadcastArgs.rejects([1, 2], [3], error=InvalidArgumentError, message="Incompatible shapes: [1,2] vs. [3]")


@BroadcastArgs.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = draw.shape()
    s0, s1 = (draw.constant(np.array(sizes, np.int32)) for sizes in (shape, draw.broadcastable(shape)))
    return {"s0": s0, "s1": s1}


BroadcastGradientArgs = op("BroadcastGradientArgs", "s0: T, s1: T", "r0: T, r1: T", "T: {int32, int64} = int32")


@BroadcastGradientArgs.shape
def _(s0: StaticShape, s1: StaticShape) -> list[StaticShape]:
    with_rank(s0, 1)
    with_rank(s1, 1)
    return [(None,), (None,)]


@BroadcastGradientArgs.kernel
def _(s0: Any, s1: Any) -> Any:
    """For each of two shapes, the axes of their common shape along which it was repeated."""
    _check_vectors(s0, s1)
    pairs = [(one, other, _broadcast(one, other, s0, s1)) for one, other in _from_the_end(s0, s1)][::-1]
    if s0.tolist() == s1.tolist():
        return [np.array([], s0.dtype)] * 2
    # An axis of size 1 in both is summed over in both: it changes nothing but the shape.
    axes = [
        [axis for axis, pair in enumerate(pairs) if pair[side] == 1 and (pair[2] != 1 or pair[0] == pair[1])]
        for side in (0, 1)
    ]
    return [np.array(found, s0.dtype) for found in axes]


BroadcastGradientArgs.example([2, 3], [3], gives=[[], [0]])
BroadcastGradientArgs.example([2, 1], [1, 3], gives=[[1], [0]])
BroadcastGradientArgs.rejects([2], [3], error=InvalidArgumentError, message="Incompatible shapes: [2] vs. [3]")


@BroadcastGradientArgs.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = draw.shape()
    s0, s1 = (draw.constant(np.array(sizes, np.int32)) for sizes in (shape, draw.broadcastable(shape)))
    return {"s0": s0, "s1": s1}


@public("broadcast_dynamic_shape")
def broadcast_dynamic_shape(shape_x: Any, shape_y: Any) -> Tensor:
    """The shape, found when run, of an elementwise result of two shapes."""
    return build("BroadcastArgs", None, s0=shape_x, s1=shape_y)  # type: ignore[no-any-return]


@public("broadcast_static_shape")
def broadcast_static_shape(shape_x: TensorShape, shape_y: TensorShape) -> TensorShape:
    """The static shape of an elementwise result of two; ValueError if they do not broadcast."""
    if shape_x.ndims is None or shape_y.ndims is None:
        return TensorShape(None)
    try:
        return TensorShape.from_static(broadcast(shape_x.static, shape_y.static))
    except ValueError:
        raise ValueError(f"Incompatible shapes for broadcasting: {shape_x} and {shape_y}") from None
