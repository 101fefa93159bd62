"""SpaceToDepth and DepthToSpace: blocks of an image as channels, and back."""

from __future__ import annotations

from typing import Any

from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import with_rank
from reference.ops.array.faults import invalid
from reference.public import public

_ATTRS = 'T: type, block_size: int >= 2, data_format: {"NHWC", "NCHW", "NCHW_VECT_C"} = "NHWC"'
SpaceToDepth = op("SpaceToDepth", "input: T", "output: T", _ATTRS)
DepthToSpace = op("DepthToSpace", "input: T", "output: T", _ATTRS)


def _channels_last(shape: tuple[Any, ...], data_format: str) -> tuple[Any, ...]:
    return (shape[0], shape[2], shape[3], shape[1]) if data_format == "NCHW" else shape


def _as_given(shape: tuple[Any, ...], data_format: str) -> tuple[Any, ...]:
    return (shape[0], shape[3], shape[1], shape[2]) if data_format == "NCHW" else shape


def _quotient(size: int | None, divisor: int) -> int | None:
    if size is not None and size % divisor:
        raise ValueError(f"Dimension size must be evenly divisible by {divisor} but is {size}")
    return None if size is None else size // divisor


def _product(size: int | None, factor: int) -> int | None:
    return None if size is None else size * factor


@SpaceToDepth.shape
def _(input: StaticShape, *, block_size: int, data_format: str) -> StaticShape:
    batch, height, width, depth = _channels_last(with_rank(input, 4), data_format)
    shape = (
        batch,
        _quotient(height, block_size),
        _quotient(width, block_size),
        _product(depth, block_size**2),
    )
    return _as_given(shape, data_format)


@DepthToSpace.shape
def _(input: StaticShape, *, block_size: int, data_format: str) -> StaticShape:
    batch, height, width, depth = _channels_last(with_rank(input, 4), data_format)
    shape = (
        batch,
        _product(height, block_size),
        _product(width, block_size),
        _quotient(depth, block_size**2),
    )
    return _as_given(shape, data_format)


@SpaceToDepth.kernel
def _(input: Any, *, block_size: int, data_format: str) -> Any:
    if input.ndim != 4:
        raise invalid(f"Input rank should be 4 instead of {input.ndim}")
    _check_format(data_format)
    batch, height, width, depth = input.shape
    if height % block_size or width % block_size:
        raise invalid(f"Image width {width} and height {height} should be divisible by block_size: {block_size}")
    rows, columns = height // block_size, width // block_size
    grid = input.reshape(batch, rows, block_size, columns, block_size, depth)
    return grid.transpose(0, 1, 3, 2, 4, 5).reshape(batch, rows, columns, block_size**2 * depth)


@DepthToSpace.kernel
def _(input: Any, *, block_size: int, data_format: str) -> Any:
    if input.ndim != 4:
        raise invalid(f"Input rank should be: 4 instead of: {input.ndim}")
    _check_format(data_format)
    batch, rows, columns, depth = input.shape
    if depth % block_size**2:
        raise invalid(f"Input depth dimension {depth} should be divisible by: {block_size**2}")
    grid = input.reshape(batch, rows, columns, block_size, block_size, depth // block_size**2)
    return grid.transpose(0, 1, 3, 2, 4, 5).reshape(batch, rows * block_size, columns * block_size, -1)


def _check_format(data_format: str) -> None:
    if data_format != "NHWC":
        raise invalid(f"Only NHWC data_format supported on CPU. Got {data_format}")


_BLOCKS = [[[[1], [2]], [[3], [4]]]]
SpaceToDepth.example(_BLOCKS, gives=[[[[1, 2, 3, 4]]]], block_size=2)
SpaceToDepth.rejects([[1]], error=InvalidArgumentError, message="Input rank should be 4 instead of 2", block_size=2)
SpaceToDepth.rejects(
    [[[[1], [2], [3]]]],
    error=ValueError,
    message="Dimension size must be evenly divisible by 2 but is 1",
    building=True,
    block_size=2,
)
DepthToSpace.example([[[[1, 2, 3, 4]]]], gives=_BLOCKS, block_size=2)
DepthToSpace.rejects(
    [[[[1, 2, 3]]]],
    error=InvalidArgumentError,
    message="Input depth dimension 3 should be divisible by: 4",
    block_size=2,
)


@SpaceToDepth.arguments
def _(draw: Any) -> dict[str, Any]:
    sizes = (draw.integer(1, 2), 2 * draw.integer(1, 2), 2 * draw.integer(1, 2), draw.integer(1, 2))
    return {"input": draw.tensor(draw.dtype("float32", "int32"), sizes), "block_size": 2}


@DepthToSpace.arguments
def _(draw: Any) -> dict[str, Any]:
    sizes = (draw.integer(1, 2), draw.integer(1, 2), draw.integer(1, 2), 4 * draw.integer(1, 2))
    return {"input": draw.tensor(draw.dtype("float32", "int32"), sizes), "block_size": 2}


@public("space_to_depth", "nn.space_to_depth")
def space_to_depth(input: Any, block_size: int, name: str | None = None, data_format: str = "NHWC") -> Tensor:
    """Blocks of height and width as channels."""
    return build("SpaceToDepth", name, input=input, block_size=block_size, data_format=data_format)  # type: ignore[no-any-return]


@public("depth_to_space", "nn.depth_to_space")
def depth_to_space(input: Any, block_size: int, name: str | None = None, data_format: str = "NHWC") -> Tensor:
    """Channels as blocks of height and width."""
    return build("DepthToSpace", name, input=input, block_size=block_size, data_format=data_format)  # type: ignore[no-any-return]
