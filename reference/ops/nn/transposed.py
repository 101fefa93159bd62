"""Transposed convolution: what a convolution gathers from, spread back over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.nn.convolution import check_explicit_paddings, explicit_pair
from reference.ops.nn.precision import widened
from reference.ops.nn.windows import Array, Extent, channel_axis, channels_last, extent, in_format, spatial_axes, taps

Conv2DBackpropInput = op(
    "Conv2DBackpropInput",
    "input_sizes: int32, filter: T, out_backprop: T",
    "output: T",
    "T: {half, bfloat16, float, double}, strides: list(int), use_cudnn_on_gpu: bool = true, "
    'padding: {"SAME", "VALID", "EXPLICIT"}, explicit_paddings: list(int) = [], '
    'data_format: {"NHWC", "NCHW"} = "NHWC", dilations: list(int) = [1, 1, 1, 1]',
    accuracy="sum",
)
_NAME = "Conv2DCustomBackpropInput"  # as TensorFlow's messages call it


@Conv2DBackpropInput.shape
def _(input_sizes: Any, filter: Any, out_backprop: Any, *, input_sizes_as_shape: Any) -> Any:
    with_rank(input_sizes, 1)
    return with_rank(input_sizes_as_shape, 4)


@Conv2DBackpropInput.kernel
def _(
    input_sizes: Any,
    filter: Any,
    out_backprop: Any,
    *,
    strides: Any,
    padding: str,
    explicit_paddings: Any,
    data_format: str,
    dilations: Any,
) -> Any:
    channel = channel_axis(data_format)
    _check_attributes(strides, dilations, padding, explicit_paddings, data_format)
    if input_sizes.ndim != 1:
        raise InvalidArgumentError(
            None, None, f"Conv2DBackpropInput: input_sizes input must be 1-dim, not {input_sizes.ndim}"
        )
    shape = tuple(input_sizes.tolist())
    _check_shapes(shape, filter, out_backprop, channel)
    extents = []
    for axis, window in zip(spatial_axes(data_format), filter.shape, strict=False):
        pair = explicit_pair(explicit_paddings, axis)
        along = extent(shape[axis], window, strides[axis], padding, dilations[axis], pair)
        if along.output != out_backprop.shape[axis]:
            raise InvalidArgumentError(
                None,
                None,
                f"{_NAME}: Size of out_backprop doesn't match computed: actual = {out_backprop.shape[axis]}, "
                f"computed = {along.output} spatial_dim: {axis} input: {shape[axis]} filter: {window} "
                f"output: {out_backprop.shape[axis]} stride: {strides[axis]} dilation: {dilations[axis]}",
            )
        extents.append(along)
    gradient = channels_last(out_backprop, data_format)
    sizes = [shape[axis] for axis in spatial_axes(data_format)]
    return in_format(_spread(gradient, filter, sizes, shape[channel], extents), data_format)


def _spread(gradient: Array, filter: Array, sizes: Sequence[int], depth: int, extents: Sequence[Extent]) -> Array:
    """Every place of the gradient times the filter, added where the window stood that it came from."""
    padded = [size + along.before + along.after for size, along in zip(sizes, extents, strict=True)]
    weights = widened(filter)
    spread = np.zeros((len(gradient), *padded, depth), weights.dtype)
    groups = depth // filter.shape[2] if filter.shape[2] else 0
    parts = zip(
        np.split(spread, max(1, groups), -1),
        np.split(widened(gradient), max(1, groups), -1),
        np.split(weights, max(1, groups), -1),
        strict=True,
    )
    unpadded = [along._replace(before=0, after=0) for along in extents]
    for part, slope, weight in parts:
        for tap, matrix in zip(
            taps(part, unpadded), weight.reshape(weight.shape[0] * weight.shape[1], *weight.shape[2:]), strict=True
        ):
            tap += slope @ matrix.T
    inside = (slice(along.before, along.before + size) for along, size in zip(extents, sizes, strict=True))
    return spread[(slice(None), *inside)].astype(filter.dtype)


def _check_attributes(
    strides: Sequence[int],
    dilations: Sequence[int],
    padding: str,
    explicit_paddings: Sequence[int],
    data_format: str,
) -> None:
    for what, values in (("strides", strides), ("dilations", dilations)):
        if len(values) != 4:
            raise InvalidArgumentError(None, None, f"Sliding window {what} field must specify 4 dimensions")
        if values[0] != 1 or values[channel_axis(data_format)] != 1:
            raise InvalidArgumentError(
                None, None, f"Current implementation does not yet support {what} in the batch and depth dimensions."
            )
    try:
        check_explicit_paddings(padding, explicit_paddings, 4, data_format)
    except ValueError as error:
        raise InvalidArgumentError(None, None, str(error)) from None


def _check_shapes(shape: tuple[int, ...], filter: Array, out_backprop: Array, channel: int) -> None:
    negative = next((size for size in shape if size < 0), None)
    if negative is not None:
        raise InvalidArgumentError(None, None, f"Dimension {negative} must be >= 0")
    ranks = (("input", len(shape)), ("filter", filter.ndim), ("out_backprop", out_backprop.ndim))
    for name, rank in ranks:
        if rank != 4:
            raise InvalidArgumentError(None, None, f"{_NAME}: {name} must be 4-dimensional")
    if shape[0] != out_backprop.shape[0]:
        raise InvalidArgumentError(
            None,
            None,
            f"{_NAME}: input and out_backprop must have the same batch sizeinput batch: {shape[0]}"
            f"outbackprop batch: {out_backprop.shape[0]} batch_dim: 0",
        )
    if filter.shape[2] and shape[channel] % filter.shape[2]:
        raise InvalidArgumentError(None, None, f"{_NAME}: input depth must be evenly divisible by filter depth")
    if filter.shape[3] != out_backprop.shape[channel]:
        raise InvalidArgumentError(None, None, f"{_NAME}: filter and out_backprop must have the same out_depth")


# ---- examples and random uses

Conv2DBackpropInput.example(
    [1, 1, 3, 1],
    [[[[1.0]], [[10.0]]]],
    [[[[2.0], [3.0]]]],
    strides=[1, 1, 1, 1],
    padding="VALID",
    gives=[[[[2.0], [23.0], [30.0]]]],
)
Conv2DBackpropInput.example(
    [1, 1, 4, 1],
    [[[[1.0]], [[10.0]]]],
    [[[[2.0], [3.0]]]],
    strides=[1, 1, 2, 1],
    padding="SAME",
    gives=[[[[2.0], [20.0], [3.0], [30.0]]]],
)
Conv2DBackpropInput.rejects(
    [1, 1, 3, 1],
    [[[[1.0]], [[10.0]]]],
    [[[[2.0]]]],
    strides=[1, 1, 1, 1],
    padding="VALID",
    error=InvalidArgumentError,
    message=f"{_NAME}: Size of out_backprop doesn't match computed: actual = 1, computed = 2 spatial_dim: 2",
)


@Conv2DBackpropInput.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype, padding = draw.dtype("float32", "float64"), draw.choice(["SAME", "VALID"])
    window = [draw.integer(1, 3), draw.integer(1, 3)]
    strides = [draw.integer(1, 3), draw.integer(1, 3)]
    sizes = [size + draw.integer(0, 3) for size in window]
    extents = [extent(*along, padding) for along in zip(sizes, window, strides, strict=True)]
    batch, depth, filters = draw.integer(1, 2), draw.integer(1, 3), draw.integer(1, 3)
    return {
        "input_sizes": draw.constant(np.array([batch, *sizes, depth], np.int32)),
        "filter": draw.tensor(dtype, (*window, depth, filters)),
        "out_backprop": draw.tensor(dtype, (batch, *(along.output for along in extents), filters)),
        "strides": [1, *strides, 1],
        "padding": padding,
    }
