"""Convolution in three spatial dimensions."""

from __future__ import annotations

from typing import Any

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.nn.convolution import check_depths, convolve
from reference.ops.nn.windows import (
    channel_axis,
    channels_last,
    extent,
    in_format,
    output_dimension,
    spatial_axes,
)

Conv3D = op(
    "Conv3D",
    "input: T, filter: T",
    "output: T",
    'T: {half, bfloat16, float, double}, strides: list(int) >= 5, padding: {"SAME", "VALID"}, '
    'data_format: {"NDHWC", "NCDHW"} = "NDHWC", dilations: list(int) = [1, 1, 1, 1, 1]',
    accuracy="sum",
)


@Conv3D.shape
def _(input: Any, filter: Any, *, strides: Any, padding: str, data_format: str, dilations: Any) -> Any:
    images, kernel = with_rank(input, 5), with_rank(filter, 5)
    for what, values in (("dilation", dilations), ("stride", strides)):
        if len(values) != 5:
            raise ValueError(f"Conv3D requires the {what} attribute to contain 5 values, but got: {len(values)}")
    channel = channel_axis(data_format)
    check_depths(images[channel], kernel[3], kernel[4])
    output = list(images)
    for axis, window in zip(spatial_axes(data_format), kernel, strict=False):
        output[axis] = output_dimension(images[axis], window, strides[axis], padding, dilations[axis])
    output[channel] = kernel[4]
    return tuple(output)


@Conv3D.kernel
def _(input: Any, filter: Any, *, strides: Any, padding: str, data_format: str, dilations: Any) -> Any:
    channel, axes = channel_axis(data_format), spatial_axes(data_format)
    for what, values in (("strides", strides), ("dilation rates", dilations)):
        if values[0] != 1 or values[channel] != 1:
            raise InvalidArgumentError(
                None, None, f"Current implementation does not yet support {what} in the batch and depth dimensions."
            )
    for name, array in (("input", input), ("filter", filter)):
        if array.ndim != 5:
            raise InvalidArgumentError(None, None, f"{name} must be 5-dimensional")
    depth, filter_depth = input.shape[channel], filter.shape[3]
    if filter_depth and depth % filter_depth:
        raise InvalidArgumentError(
            None, None, f"Input depth must be evenly divisible by filter depth: {depth} vs {filter_depth}"
        )
    extents = [
        extent(input.shape[axis], window, strides[axis], padding, dilations[axis])
        for axis, window in zip(axes, filter.shape, strict=False)
    ]
    return in_format(convolve(channels_last(input, data_format), filter, extents), data_format)


# ---- examples and random uses

_TWO_CUBED = [[[[[1.0], [2.0]], [[3.0], [4.0]]], [[[5.0], [6.0]], [[7.0], [8.0]]]]]
_ONES = [1, 1, 1, 1, 1]

Conv3D.example(_TWO_CUBED, [[[[[1.0]]]], [[[[-1.0]]]]], strides=_ONES, padding="VALID", gives=[[[[[-4.0]] * 2] * 2]])
Conv3D.rejects(
    _TWO_CUBED,
    [[[[[1.0], [1.0]]]]],
    strides=_ONES,
    padding="SAME",
    error=InvalidArgumentError,
    message="Input depth must be evenly divisible by filter depth: 1 vs 2",
)


@Conv3D.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype = draw.dtype("float32", "float64")
    window = [draw.integer(1, 2) for _ in range(3)]
    depth = draw.integer(1, 2)
    sizes = [size + draw.integer(0, 2) for size in window]
    return {
        "input": draw.tensor(dtype, (draw.integer(0, 2), *sizes, depth)),
        "filter": draw.tensor(dtype, (*window, depth, draw.integer(1, 2))),
        "strides": [1, *(draw.integer(1, 2) for _ in range(3)), 1],
        "padding": draw.choice(["SAME", "VALID"]),
    }
