"""Convolution: at every place a window reaches, the sum over its taps of input times filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.nn.precision import widened
from reference.ops.nn.windows import (
    Array,
    Extent,
    channel_axis,
    channels_last,
    extent,
    in_format,
    output_dimension,
    rows,
    spatial_axes,
)
from reference.tensor_shape import static_repr

_MOST_AT_ONCE = 1 << 22  # elements of patches laid out for one product of matrices

Conv2D = op(
    "Conv2D",
    "input: T, filter: T",
    "output: T",
    "T: {half, bfloat16, float, double}, strides: list(int), use_cudnn_on_gpu: bool = true, "
    'padding: {"SAME", "VALID", "EXPLICIT"}, explicit_paddings: list(int) = [], '
    'data_format: {"NHWC", "NCHW"} = "NHWC", dilations: list(int) = [1, 1, 1, 1]',
    accuracy="sum",
)


# ---- while building


def check_explicit_paddings(padding: str, paddings: Sequence[int], rank: int, data_format: str) -> None:
    """ValueError where explicit paddings are not what the padding asks for."""
    if padding != "EXPLICIT":
        if paddings:
            raise ValueError("explicit_paddings attribute must be empty if the padding attribute is not EXPLICIT")
        return
    if len(paddings) != 2 * rank:
        raise ValueError(f"explicit_paddings attribute must contain {2 * rank} values, but got: {len(paddings)}")
    if any(width < 0 for width in paddings):
        raise ValueError("All elements of explicit_paddings must be nonnegative")
    for axis in (0, channel_axis(data_format)):
        if any(explicit_pair(paddings, axis)):
            raise ValueError("Nonzero explicit padding in the batch or depth dimensions is not supported")


def explicit_pair(paddings: Sequence[int], axis: int) -> tuple[int, int]:
    """The explicit padding before and after along an axis; none if there is none."""
    return (paddings[2 * axis], paddings[2 * axis + 1]) if paddings else (0, 0)


@Conv2D.shape
def _(
    input: Any,
    filter: Any,
    *,
    strides: Any,
    padding: str,
    explicit_paddings: Any,
    data_format: str,
    dilations: Any,
) -> Any:
    images, kernel = with_rank(input, 4), with_rank(filter, 4)
    if len(dilations) != 4:
        raise ValueError(f"Conv2D requires the dilation attribute to contain 4 values, but got: {len(dilations)}")
    if len(strides) != 4:
        raise ValueError(
            f"Conv2D on data format {data_format} requires the stride attribute to contain 4 values, "
            f"but got: {len(strides)}"
        )
    channel = channel_axis(data_format)
    check_depths(images[channel], kernel[2], kernel[3])
    check_explicit_paddings(padding, explicit_paddings, 4, data_format)
    output = list(images)
    for axis, window in zip(spatial_axes(data_format), kernel, strict=False):
        pair = explicit_pair(explicit_paddings, axis)
        output[axis] = output_dimension(images[axis], window, strides[axis], padding, dilations[axis], pair)
    output[channel] = kernel[3]
    return tuple(output)


def check_depths(depth: int | None, filter_depth: int | None, output_depth: int | None) -> None:
    """ValueError unless the channels of the input are groups as deep as the filter, and those of the output as many."""
    if depth is None or not filter_depth:
        return
    if depth % filter_depth:
        raise ValueError(f"Depth of input ({depth}) is not a multiple of input depth of filter ({filter_depth})")
    groups = depth // filter_depth
    if groups > 1 and output_depth is not None and output_depth % groups:
        raise ValueError(f"Depth of output ({output_depth}) is not a multiple of the number of groups ({groups})")


# ---- when run


@Conv2D.kernel
def _(
    input: Any,
    filter: Any,
    *,
    strides: Any,
    padding: str,
    explicit_paddings: Any,
    data_format: str,
    dilations: Any,
) -> Any:
    channel, axes = channel_axis(data_format), spatial_axes(data_format)
    for what, values in (("strides", strides), ("dilations", dilations)):
        if values[0] != 1 or values[channel] != 1:
            raise InvalidArgumentError(
                None, None, f"Current implementation does not yet support {what} in the batch and depth dimensions."
            )
    if input.ndim != 4:
        raise InvalidArgumentError(None, None, f"input must be 4-dimensional{static_repr(input.shape)}")
    if filter.ndim != 4:
        raise InvalidArgumentError(None, None, f"filter must be 4-dimensional: {static_repr(filter.shape)}")
    if filter.shape[2] and input.shape[channel] % filter.shape[2]:
        raise InvalidArgumentError(
            None,
            None,
            f"input depth must be evenly divisible by filter depth: {input.shape[channel]} vs {filter.shape[2]}",
        )
    extents = [
        extent(
            input.shape[axis], window, strides[axis], padding, dilations[axis], explicit_pair(explicit_paddings, axis)
        )
        for axis, window in zip(axes, filter.shape, strict=False)
    ]
    return in_format(convolve(channels_last(input, data_format), filter, extents), data_format)


def convolve(images: Array, filter: Array, extents: Sequence[Extent]) -> Array:
    """The convolution of images (channels last) with a filter: the taps, then channels in, channels out.

    Where the images have n times the channels that the filter takes, each of n groups of them meets
    its own part of the channels out.
    """
    groups = images.shape[-1] // filter.shape[-2] if filter.shape[-2] else 1
    if groups < 2:
        return _convolve_group(images, filter, extents)
    parts = zip(np.split(images, groups, -1), np.split(filter, groups, -1), strict=True)
    return np.concatenate([_convolve_group(part, weights, extents) for part, weights in parts], -1)


def _convolve_group(images: Array, filter: Array, extents: Sequence[Extent]) -> Array:
    """Every window laid out as a row: the convolution is one product with the filter laid out as columns."""
    places = [along.output for along in extents]
    output = np.zeros((len(images), *places, filter.shape[-1]), images.dtype)
    if not output.size or not filter.size:
        return output
    weights = widened(filter.reshape(-1, filter.shape[-1]))
    step = max(1, _MOST_AT_ONCE // (len(weights) * int(np.prod(places))))
    for start in range(0, len(images), step):
        part = widened(images[start : start + step])
        output[start : start + step] = (rows(part, extents) @ weights).reshape(len(part), *places, -1)
    return output


# ---- examples and random uses

_THREE_BY_THREE = [[[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]], [[7.0], [8.0], [9.0]]]]
_DIFFERENCE_ACROSS = [[[[1.0]], [[-1.0]]]]
_ONES = [1, 1, 1, 1]

Conv2D.example(
    _THREE_BY_THREE,
    _DIFFERENCE_ACROSS,
    strides=_ONES,
    padding="VALID",
    gives=[[[[-1.0], [-1.0]], [[-1.0], [-1.0]], [[-1.0], [-1.0]]]],
)
Conv2D.example(
    _THREE_BY_THREE,
    _DIFFERENCE_ACROSS,
    strides=[1, 2, 2, 1],
    padding="EXPLICIT",
    explicit_paddings=[0, 0, 0, 0, 1, 0, 0, 0],
    gives=[[[[-1.0], [-1.0]], [[-7.0], [-1.0]]]],
)
Conv2D.example(
    _THREE_BY_THREE,
    [[[[1.0]], [[1.0]]], [[[1.0]], [[1.0]]]],
    strides=_ONES,
    padding="VALID",
    dilations=[1, 2, 2, 1],
    gives=[[[[20.0]]]],
)
Conv2D.rejects(
    _THREE_BY_THREE,
    [[[[1.0], [1.0]]]],
    strides=_ONES,
    padding="SAME",
    error=InvalidArgumentError,
    message="input depth must be evenly divisible by filter depth: 1 vs 2",
)
Conv2D.rejects(
    _THREE_BY_THREE,
    _DIFFERENCE_ACROSS,
    strides=[2, 1, 1, 1],
    padding="SAME",
    error=InvalidArgumentError,
    message="Current implementation does not yet support strides in the batch and depth dimensions.",
)
Conv2D.rejects(
    _THREE_BY_THREE,
    _DIFFERENCE_ACROSS,
    strides=[1, 0, 1, 1],
    padding="SAME",
    error=ValueError,
    message="Stride must be > 0, but got 0",
    building=True,
)


@Conv2D.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype = draw.dtype("float32", "float64")
    padding = draw.choice(["SAME", "VALID", "EXPLICIT"])
    rows, columns = draw.integer(1, 3), draw.integer(1, 3)
    depth, filters = draw.integer(1, 3), draw.integer(1, 3)
    dilation = draw.integer(1, 2)
    height = (rows - 1) * dilation + draw.integer(1, 4)
    width = (columns - 1) * dilation + draw.integer(1, 4)
    arguments = {
        "input": draw.tensor(dtype, (draw.integer(0, 2), height, width, depth)),
        "filter": draw.tensor(dtype, (rows, columns, depth, filters)),
        "strides": [1, draw.integer(1, 3), draw.integer(1, 3), 1],
        "padding": padding,
        "dilations": [1, dilation, dilation, 1],
    }
    if padding == "EXPLICIT":
        arguments["explicit_paddings"] = [0, 0, *(draw.integer(0, 2) for _ in range(4)), 0, 0]
    return arguments
