"""Ops that trade space for batch or depth, block by block."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import merge, with_rank, with_rank_at_least
from reference.ops.array.faults import invalid
from reference.public import public
from reference.tensor_shape import static_repr

SpaceToBatchND = op(
    "SpaceToBatchND",
    "input: T, block_shape: Tblock_shape, paddings: Tpaddings",
    "output: T",
    "T: type, Tblock_shape: {int32, int64} = int32, Tpaddings: {int32, int64} = int32",
    public="space_to_batch_nd manip.space_to_batch_nd",
)
BatchToSpaceND = op(
    "BatchToSpaceND",
    "input: T, block_shape: Tblock_shape, crops: Tcrops",
    "output: T",
    "T: type, Tblock_shape: {int32, int64} = int32, Tcrops: {int32, int64} = int32",
    public="batch_to_space_nd manip.batch_to_space_nd",
)
SpaceToBatch = op(
    "SpaceToBatch",
    "input: T, paddings: Tpaddings",
    "output: T",
    "T: type, Tpaddings: {int32, int64} = int32, block_size: int >= 2",
)
BatchToSpace = op(
    "BatchToSpace",
    "input: T, crops: Tidx",
    "output: T",
    "T: type, block_size: int >= 2, Tidx: {int32, int64} = int32",
)


def _quotient(size: int | None, divisor: int) -> int | None:
    if size is not None and size % divisor:
        raise ValueError(f"Dimension size must be evenly divisible by {divisor} but is {size}")
    return None if size is None else size // divisor


def _quotients(size: int | None, divisors: list[int]) -> int | None:
    return functools.reduce(_quotient, divisors, size)


@SpaceToBatchND.shape
def _(
    input: StaticShape,
    block_shape: StaticShape,
    paddings: StaticShape,
    *,
    paddings_value: Any,
    block_shape_value: Any,
) -> StaticShape:
    block, amounts = _blocks(input, block_shape, paddings, block_shape_value, paddings_value, "paddings")
    if input is None or block is None:
        return _space_unknown(input, block_shape)
    batch = None if input[0] is None else input[0] * int(np.prod(block))
    sizes = [
        None if size is None or amounts is None else _quotient(size + sum(amounts[axis]), block[axis])
        for axis, size in enumerate(input[1 : 1 + len(block)])
    ]
    return (batch, *sizes, *input[1 + len(block) :])


@BatchToSpaceND.shape
def _(
    input: StaticShape,
    block_shape: StaticShape,
    crops: StaticShape,
    *,
    crops_value: Any,
    block_shape_value: Any,
) -> StaticShape:
    block, amounts = _blocks(input, block_shape, crops, block_shape_value, crops_value, "crops")
    if input is None or block is None:
        return _space_unknown(input, block_shape)
    batch = _quotients(input[0], block)
    sizes = [
        None if size is None or amounts is None else _cropped(size * block[axis], amounts[axis])
        for axis, size in enumerate(input[1 : 1 + len(block)])
    ]
    return (batch, *sizes, *input[1 + len(block) :])


def _cropped(size: int, crops: list[int]) -> int:
    for crop in crops:
        if crop > size:
            raise ValueError(f"Negative dimension size caused by subtracting {crop} from {size}")
        size -= crop
    return size


def _blocks(
    input: StaticShape, block_shape: StaticShape, amounts: StaticShape, block: Any, amount: Any, name: str
) -> tuple[list[int] | None, list[list[int]] | None]:
    """The block sizes and the amounts for each of their axes, as far as they are known, after the checks."""
    if block_shape is None or len(block_shape) != 1:
        raise ValueError("block_shape must have rank 1.")
    count = block_shape[0]
    if count is None:
        raise ValueError("block_shape must have known size.")
    with_rank_at_least(input, count + 1)
    merge(amounts, (count, 2))
    if block is not None and (block < 1).any():
        raise ValueError("block_shape must be positive")
    if block is not None and amount is not None and (amount < 0).any():
        raise ValueError(f"{name} cannot be negative")
    return None if block is None else block.tolist(), None if amount is None else amount.tolist()


def _space_unknown(input: StaticShape, block_shape: StaticShape) -> StaticShape:
    if input is None or block_shape is None or block_shape[0] is None:
        return None
    count = block_shape[0] + 1
    return (None,) * count + input[count:]


@SpaceToBatchND.kernel
def _(input: Any, block_shape: Any, paddings: Any) -> Any:
    _check_blocks(input, block_shape, paddings, "paddings")
    return _space_to_batch(input, block_shape.tolist(), paddings.tolist())


@BatchToSpaceND.kernel
def _(input: Any, block_shape: Any, crops: Any) -> Any:
    _check_blocks(input, block_shape, crops, "crops")
    return _batch_to_space(input, block_shape.tolist(), crops.tolist())


@SpaceToBatch.kernel
def _(input: Any, paddings: Any, *, block_size: int) -> Any:
    _check_images(input)
    block = np.array([block_size, block_size], paddings.dtype)
    _check_blocks(input, block, paddings, "paddings")
    return _space_to_batch(input, block.tolist(), paddings.tolist())


@BatchToSpace.kernel
def _(input: Any, crops: Any, *, block_size: int) -> Any:
    _check_images(input)
    block = np.array([block_size, block_size], crops.dtype)
    _check_blocks(input, block, crops, "crops")
    return _batch_to_space(input, block.tolist(), crops.tolist())


def _check_images(input: Any) -> None:
    if input.ndim != 4:
        raise invalid(f"Input rank should be: 4instead of: {input.ndim}")


def _check_blocks(input: Any, block: Any, amounts: Any, name: str) -> None:
    if block.ndim != 1:
        raise invalid(f"block_shape rank should be 1 instead of {block.ndim}")
    if input.ndim < block.size + 1:
        raise invalid(f"input rank should be >= {block.size + 1} instead of {input.ndim}")
    if amounts.shape != (block.size, 2):
        raise invalid(f"{name} should have shape [{block.size}, 2] instead of {static_repr(amounts.shape)}")
    if (amounts < 0).any():
        raise invalid(f"{name.capitalize()} must be non-negative")
    if np.prod(block) <= 0:
        raise invalid(f"Product of block sizes must be positive, got {np.prod(block)}")


def _space_to_batch(input: Any, block: list[int], paddings: list[list[int]]) -> Any:
    """Element (b, s * block + k) of the padded input becomes element (k * batch + b, s)."""
    count = len(block)
    rest = input.shape[1 + count :]
    sizes = [input.shape[0]]
    for axis, size in enumerate(block):
        padded = input.shape[1 + axis] + sum(paddings[axis])
        if padded % size:
            raise invalid(f"padded_shape[{axis}]={padded} is not divisible by block_shape[{axis}]={size}")
        sizes += [padded // size, size]
    amounts = [(0, 0), *map(tuple, paddings), *[(0, 0)] * len(rest)]
    fill = b"" if input.dtype == object else 0
    grid = np.pad(input, amounts, constant_values=fill).reshape(*sizes, *rest)
    within, outer = range(2, 2 * count + 1, 2), range(1, 2 * count, 2)
    moved = grid.transpose(*within, 0, *outer, *range(2 * count + 1, grid.ndim))
    return moved.reshape(int(np.prod(block)) * input.shape[0], *sizes[1::2], *rest)


def _batch_to_space(input: Any, block: list[int], crops: list[list[int]]) -> Any:
    """Undoes `_space_to_batch`, then crops."""
    count, product = len(block), int(np.prod(block))
    if input.shape[0] % product:
        raise invalid(
            f"Input batch dimension ({input.shape[0]}) is not divisible by product of block sizes ({product})"
        )
    batch, space, rest = input.shape[0] // product, input.shape[1 : 1 + count], input.shape[1 + count :]
    for axis, size in enumerate(space):
        left = size * block[axis] - sum(crops[axis])
        if left < 0:
            raise invalid(f"cropped_shape[{axis}]={left} must be non-negative")
    grid = input.reshape(*block, batch, *space, *rest)
    pairs = [place for axis in range(count) for place in (count + 1 + axis, axis)]
    moved = grid.transpose(count, *pairs, *range(2 * count + 1, grid.ndim))
    whole = moved.reshape(batch, *(size * block[axis] for axis, size in enumerate(space)), *rest)
    kept = [slice(before, whole.shape[1 + axis] - after) for axis, (before, after) in enumerate(crops)]
    return whole[(slice(None), *kept)]


@SpaceToBatch.shape
def _(input: StaticShape, paddings: StaticShape, *, block_size: int, paddings_value: Any) -> StaticShape:
    input = with_rank(input, 4)
    merge(paddings, (2, 2))
    batch = None if input[0] is None else input[0] * block_size**2
    sizes = [
        None
        if size is None or paddings_value is None
        else _quotient(size + int(paddings_value[axis].sum()), block_size)
        for axis, size in enumerate(input[1:3])
    ]
    return (batch, *sizes, input[3])


@BatchToSpace.shape
def _(input: StaticShape, crops: StaticShape, *, block_size: int, crops_value: Any) -> StaticShape:
    input = with_rank(input, 4)
    merge(crops, (2, 2))
    sizes = [
        None if size is None or crops_value is None else _cropped(size * block_size, crops_value[axis].tolist())
        for axis, size in enumerate(input[1:3])
    ]
    return (_quotients(input[0], [block_size, block_size]), *sizes, input[3])


_IMAGE = [[[[1], [2]], [[3], [4]]]]
_BATCH = [[[[1]]], [[[2]]], [[[3]]], [[[4]]]]
SpaceToBatchND.example(_IMAGE, [2, 2], [[0, 0], [0, 0]], gives=_BATCH)
SpaceToBatchND.rejects(
    [[1, 2, 3]],
    [2],
    [[0, 0]],
    error=InvalidArgumentError,
    message="padded_shape[0]=3 is not divisible by block_shape[0]=2",
)
BatchToSpaceND.example(_BATCH, [2, 2], [[0, 0], [0, 0]], gives=_IMAGE)
BatchToSpaceND.rejects(
    [[1], [2], [3]],
    [2],
    [[0, 0]],
    error=InvalidArgumentError,
    message="Input batch dimension (3) is not divisible by product of block sizes (2)",
)
SpaceToBatch.example(_IMAGE, [[0, 0], [0, 0]], gives=_BATCH, block_size=2)
SpaceToBatch.rejects(
    [[1, 2]],
    [[0, 0], [0, 0]],
    error=InvalidArgumentError,
    message="Input rank should be: 4instead of: 2",
    block_size=2,
)
BatchToSpace.example(_BATCH, [[0, 0], [0, 0]], gives=_IMAGE, block_size=2)
BatchToSpace.rejects(
    [[[[1]]]],
    [[0, 0], [0, 0]],
    error=InvalidArgumentError,
    message="Input batch dimension (1) is not divisible by product of block sizes (4)",
    block_size=2,
)


def _drawn_dtype(draw: Any) -> Any:
    return draw.dtype("float32", "float64", "int32")


@SpaceToBatchND.arguments
def _(draw: Any) -> dict[str, Any]:
    block, before, cells = draw.integer(1, 3), draw.integer(0, 2), draw.integer(1, 3)
    after = -before % block
    return {
        "input": draw.tensor(_drawn_dtype(draw), (draw.integer(1, 2), block * cells, *draw.shape(0, 1))),
        "block_shape": draw.constant(np.array([block], np.int32)),
        "paddings": draw.constant(np.array([[before, after]], np.int32)),
    }


@BatchToSpaceND.arguments
def _(draw: Any) -> dict[str, Any]:
    block, cells = draw.integer(1, 3), draw.integer(1, 3)
    crops = [draw.integer(0, block * cells // 2), draw.integer(0, block * cells // 2)]
    return {
        "input": draw.tensor(_drawn_dtype(draw), (block * draw.integer(1, 2), cells, *draw.shape(0, 1))),
        "block_shape": draw.constant(np.array([block], np.int32)),
        "crops": draw.constant(np.array([crops], np.int32)),
    }


@SpaceToBatch.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = (draw.integer(1, 2), 2 * draw.integer(1, 2), 2 * draw.integer(1, 2), draw.integer(1, 2))
    return {
        "input": draw.tensor(_drawn_dtype(draw), shape),
        "paddings": draw.constant(np.array([[0, 0], [1, 1]], np.int32)),
        "block_size": 2,
    }


@BatchToSpace.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = (4 * draw.integer(1, 2), draw.integer(1, 2), draw.integer(1, 2), draw.integer(1, 2))
    return {
        "input": draw.tensor(_drawn_dtype(draw), shape),
        "crops": draw.constant(np.array([[0, 1], [1, 0]], np.int32)),
        "block_size": 2,
    }


@public("space_to_batch", "nn.space_to_batch")
def space_to_batch(
    input: Any, paddings: Any, block_size: int | None = None, name: str | None = None, block_shape: Any = None
) -> Tensor:
    """Blocks of an image's height and width moved into the batch; ``block_shape`` is an older name of the size."""
    size = block_size if block_shape is None else block_shape
    block = np.array([size, size], np.int64)
    result = build("SpaceToBatchND", name, input=input, block_shape=block, paddings=paddings)
    result.set_shape(result.shape.with_rank(4))
    return result  # type: ignore[no-any-return]


@public("batch_to_space")
def batch_to_space(
    input: Any, crops: Any, block_size: int | None, name: str | None = None, block_shape: Any = None
) -> Tensor:
    """Undoes `space_to_batch` and crops."""
    size = block_size if block_shape is None else block_shape
    block = np.array([size, size], np.int64)
    result = build("BatchToSpaceND", name, input=input, block_shape=block, crops=crops)
    result.set_shape(result.shape.with_rank(4))
    return result  # type: ignore[no-any-return]
