"""The average of every window; padding does not count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.errors import UnimplementedError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.nn.max_pool import check_lengths, draw_pool, pool_extents, pool_shape
from reference.ops.nn.precision import widened_bfloat16
from reference.ops.nn.windows import (
    Array,
    Extent,
    channel_axis,
    channels_last,
    in_format,
    output_shape,
    spatial_axes,
    taps,
)

AvgPool = op(
    "AvgPool",
    "value: T",
    "output: T",
    'ksize: list(int) >= 4, strides: list(int) >= 4, padding: {"SAME", "VALID"}, '
    'data_format: {"NHWC", "NCHW"} = "NHWC", T: {half, bfloat16, float, double}',
    accuracy="sum",
)


@AvgPool.shape
def _(value: Any, *, ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
    images = with_rank(value, 4)
    check_lengths("AvgPool", ksize, strides)
    return pool_shape(images, ksize, strides, padding, spatial_axes(data_format))


@AvgPool.kernel
def _(value: Any, *, ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
    extents = pool_extents(value, ksize, strides, padding, data_format)
    if ksize[channel_axis(data_format)] != 1:
        raise UnimplementedError(None, None, "Non-spatial pooling is not yet supported. Volunteers? :)")
    return in_format(average_in_windows(channels_last(value, data_format), extents), data_format)


def average_in_windows(images: Array, extents: Sequence[Extent]) -> Array:
    """The sum of every window over how many places in it lie on the image."""
    summands = widened_bfloat16(images)
    total = np.zeros(output_shape(images, extents), summands.dtype)
    for tap in taps(summands, extents):
        total += tap
    rank = len(extents)
    ones = np.ones((1, *images.shape[1 : 1 + rank], *[1] * (images.ndim - 1 - rank)), summands.dtype)
    return (total / sum(taps(ones, extents))).astype(images.dtype)


# ---- examples and random uses

_TWO_BY_THREE = [[[[1.0], [5.0], [2.0]], [[3.0], [4.0], [9.0]]]]

AvgPool.example(_TWO_BY_THREE, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME", gives=[[[[3.25], [5.5]]]])
AvgPool.example(
    _TWO_BY_THREE, ksize=[1, 1, 2, 1], strides=[1, 1, 1, 1], padding="VALID", gives=[[[[3.0], [3.5]], [[3.5], [6.5]]]]
)
AvgPool.rejects(
    _TWO_BY_THREE,
    ksize=[2, 1, 1, 1],
    strides=[1, 1, 1, 1],
    padding="SAME",
    error=UnimplementedError,
    message="Pooling is not yet supported on the batch dimension.",
)


@AvgPool.arguments
def _(draw: Any) -> dict[str, Any]:
    arguments = draw_pool(draw, "float32", "float64")
    return {"value": arguments.pop("input"), **arguments}
