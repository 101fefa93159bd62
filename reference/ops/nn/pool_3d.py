"""Pooling in three spatial dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError, UnimplementedError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.nn.avg_pool import average_in_windows
from reference.ops.nn.max_pool import draw_pool, largest_in_windows, pool_shape
from reference.ops.nn.windows import (
    Array,
    Extent,
    channel_axis,
    channels_last,
    extent,
    in_format,
    spatial_axes,
)

_ATTRS = (
    'ksize: list(int) >= 5, strides: list(int) >= 5, padding: {"SAME", "VALID"}, '
    'data_format: {"NDHWC", "NCDHW"} = "NDHWC"'
)
MaxPool3D = op("MaxPool3D", "input: T", "output: T", f"{_ATTRS}, T: {{half, bfloat16, float}}")
AvgPool3D = op("AvgPool3D", "input: T", "output: T", f"{_ATTRS}, T: {{half, bfloat16, float, double}}", accuracy="sum")


@MaxPool3D.shape
def _(input: Any, *, ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
    images = with_rank(input, 5)
    if len(strides) != 5:
        raise ValueError(f"Pool3D ops require the stride attribute to contain 5 values, but got: {len(strides)}")
    if len(ksize) != 5:
        raise ValueError(f"Pool3D requires the ksize attribute to contain 5 values, but got: {len(ksize)}")
    return pool_shape(images, ksize, strides, padding, spatial_axes(data_format))


AvgPool3D.shape(MaxPool3D.shape_function)  # type: ignore[arg-type]


def _extents(
    images: Array, ksize: Sequence[int], strides: Sequence[int], padding: str, data_format: str
) -> list[Extent]:
    for axis, what in ((0, "batch"), (channel_axis(data_format), "depth")):
        if ksize[axis] != 1 or strides[axis] != 1:
            raise UnimplementedError(None, None, f"Pooling is not yet supported on the {what} dimension.")
    if images.ndim != 5:
        raise InvalidArgumentError(None, None, "tensor_in must be 5-dimensional")
    return [extent(images.shape[axis], ksize[axis], strides[axis], padding) for axis in spatial_axes(data_format)]


@MaxPool3D.kernel
def _(input: Any, *, ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
    extents = _extents(input, ksize, strides, padding, data_format)
    images = channels_last(input, data_format)
    return in_format(largest_in_windows(images, extents, start=-np.inf), data_format)


@AvgPool3D.kernel
def _(input: Any, *, ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
    extents = _extents(input, ksize, strides, padding, data_format)
    return in_format(average_in_windows(channels_last(input, data_format), extents), data_format)


# ---- examples and random uses

_TWO_CUBED = [[[[[1.0], [2.0]], [[3.0], [4.0]]], [[[5.0], [6.0]], [[7.0], [8.0]]]]]
_HALVES_ROWS: dict[str, Any] = {"ksize": [1, 2, 1, 2, 1], "strides": [1, 2, 1, 2, 1], "padding": "SAME"}

MaxPool3D.example(_TWO_CUBED, **_HALVES_ROWS, gives=[[[[[6.0]], [[8.0]]]]])
AvgPool3D.example(_TWO_CUBED, **_HALVES_ROWS, gives=[[[[[3.5]], [[5.5]]]]])
for _record in (MaxPool3D, AvgPool3D):
    _record.rejects(
        _TWO_CUBED,
        ksize=[1, 1, 1, 1, 2],
        strides=[1, 1, 1, 1, 1],
        padding="SAME",
        error=UnimplementedError,
        message="Pooling is not yet supported on the depth dimension.",
    )


@MaxPool3D.arguments
def _(draw: Any) -> dict[str, Any]:
    return draw_pool(draw, "float32", spatial=3)


@AvgPool3D.arguments
def _(draw: Any) -> dict[str, Any]:
    arguments = draw_pool(draw, "float32", spatial=3)
    images = arguments["input"]  # finite: what TensorFlow makes of NaN and infinity here depends on their order
    return {**arguments, "input": draw.tensor(images.dtype, images.shape, low=-9, high=9)}
