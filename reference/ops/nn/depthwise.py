"""Depthwise convolution: every channel has filters of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import merge_dimension, multiply, with_rank
from reference.ops.nn.precision import widened_bfloat16
from reference.ops.nn.windows import (
    Array,
    channel_axis,
    channels_last,
    extent,
    in_format,
    output_dimension,
    spatial_axes,
    taps,
)
from reference.tensor_shape import static_repr

DepthwiseConv2dNative = op(
    "DepthwiseConv2dNative",
    "input: T, filter: T",
    "output: T",
    'T: {half, bfloat16, float, double}, strides: list(int), padding: {"SAME", "VALID"}, '
    'data_format: {"NHWC", "NCHW"} = "NHWC", dilations: list(int) = [1, 1, 1, 1]',
    accuracy="sum",
    public="nn.depthwise_conv2d_native",
)


@DepthwiseConv2dNative.shape
def _(input: Any, filter: Any, *, strides: Any, padding: str, data_format: str) -> Any:
    images = with_rank(input, 4)
    if len(strides) != 4:
        raise ValueError(f"DepthwiseConv2D requires the stride attribute to contain 4 values, but got: {len(strides)}")
    kernel = with_rank(filter, 4)
    channel = channel_axis(data_format)
    depth = merge_dimension(images[channel], kernel[2])
    output = list(images)
    for axis, window in zip(spatial_axes(data_format), kernel, strict=False):
        output[axis] = output_dimension(images[axis], window, strides[axis], padding)
    output[channel] = multiply((depth, kernel[3]))
    return tuple(output)


@DepthwiseConv2dNative.kernel
def _(input: Any, filter: Any, *, strides: Any, padding: str, data_format: str, dilations: Any) -> Any:
    channel, axes = channel_axis(data_format), spatial_axes(data_format)
    rows, columns = (strides[axis] for axis in axes)
    if rows != columns:
        raise InvalidArgumentError(
            None, None, "Current implementation only supports equal length strides in the row and column dimensions."
        )
    if strides[0] != 1 or strides[channel] != 1:
        raise InvalidArgumentError(
            None, None, "Current implementation does not yet support strides in the batch and depth dimensions."
        )
    if input.ndim != 4:
        raise InvalidArgumentError(None, None, f"input must be 4-dimensional{static_repr(input.shape)}")
    if filter.ndim != 4:
        raise InvalidArgumentError(None, None, f"filter must be 4-dimensional: {static_repr(filter.shape)}")
    if input.shape[channel] != filter.shape[2]:
        raise InvalidArgumentError(
            None, None, f"input and filter must have the same depth: {input.shape[channel]} vs {filter.shape[2]}"
        )
    extents = [
        extent(input.shape[axis], window, stride, padding)
        for axis, window, stride in zip(axes, filter.shape, (rows, columns), strict=False)
    ]
    images = channels_last(input, data_format)
    return in_format(_convolve_depthwise(images, filter, extents), data_format)


def _convolve_depthwise(images: Array, filter: Array, extents: Any) -> Array:
    weights = widened_bfloat16(filter).reshape(filter.shape[0] * filter.shape[1], *filter.shape[2:])
    places = [along.output for along in extents]
    output = np.zeros((len(images), *places, *filter.shape[2:]), weights.dtype)
    for tap, weight in zip(taps(widened_bfloat16(images), extents), weights, strict=True):
        output += tap[..., np.newaxis] * weight
    return output.reshape(len(images), *places, filter.shape[2] * filter.shape[3]).astype(images.dtype)


# ---- examples and random uses

_TWO_CHANNELS = [[[[1.0, 10.0], [2.0, 20.0]], [[3.0, 30.0], [4.0, 40.0]]]]

DepthwiseConv2dNative.example(
    _TWO_CHANNELS,
    [[[[1.0, 2.0], [0.5, -1.0]]]],
    strides=[1, 1, 1, 1],
    padding="VALID",
    gives=[[[[1.0, 2.0, 5.0, -10.0], [2.0, 4.0, 10.0, -20.0]], [[3.0, 6.0, 15.0, -30.0], [4.0, 8.0, 20.0, -40.0]]]],
)
DepthwiseConv2dNative.rejects(
    _TWO_CHANNELS,
    [[[[1.0]]]],
    strides=[1, 1, 1, 1],
    padding="VALID",
    error=InvalidArgumentError,
    message="input and filter must have the same depth: 2 vs 1",
)
DepthwiseConv2dNative.rejects(
    _TWO_CHANNELS,
    [[[[1.0], [1.0]]]],
    strides=[1, 1, 2, 1],
    padding="VALID",
    error=InvalidArgumentError,
    message="Current implementation only supports equal length strides in the row and column dimensions.",
)


@DepthwiseConv2dNative.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype = draw.dtype("float32", "float64")
    rows, columns, depth, stride = (draw.integer(1, 3) for _ in range(4))
    height, width = rows + draw.integer(0, 3), columns + draw.integer(0, 3)
    return {
        "input": draw.tensor(dtype, (draw.integer(0, 2), height, width, depth)),
        "filter": draw.tensor(dtype, (rows, columns, depth, draw.integer(1, 2))),
        "strides": [1, stride, stride, 1],
        "padding": draw.choice(["SAME", "VALID"]),
    }
