"""The largest value in every window, and where it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import UnimplementedError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.nn.max_pool import check_lengths, draw_pool, pool_extents, pool_shape
from reference.ops.nn.windows import output_shape, taps

MaxPoolWithArgmax = op(
    "MaxPoolWithArgmax",
    "input: T",
    "output: T, argmax: Targmax",
    "ksize: list(int) >= 4, strides: list(int) >= 4, Targmax: {int32, int64} = int64, "
    'padding: {"SAME", "VALID"}, include_batch_in_index: bool = false, T: real',
)


@MaxPoolWithArgmax.shape
def _(input: Any, *, ksize: Any, strides: Any, padding: str) -> Any:
    images = with_rank(input, 4)
    check_lengths("MaxPool", ksize, strides)
    output = pool_shape(images, ksize, strides, padding, (1, 2, 3))
    return [output, output]


@MaxPoolWithArgmax.kernel
def _(input: Any, *, ksize: Any, strides: Any, padding: str, Targmax: Any, include_batch_in_index: bool) -> Any:
    extents = pool_extents(input, ksize, strides, padding, "NHWC")
    if ksize[3] != 1:
        raise UnimplementedError(None, None, "MaxPoolWithArgmax pools across width and height alone.")
    indices = np.arange(input.size).reshape(input.shape)
    if not include_batch_in_index:
        indices = indices[:1]
    shape = output_shape(input, extents)
    largest = np.zeros(shape, input.dtype)
    where = np.full(shape, -1)
    for values, places in zip(taps(input, extents), taps(indices, extents, -1), strict=True):
        better = (places >= 0) & ((values > largest) | (where < 0))  # of equal values the first
        largest = np.where(better, values, largest)
        where = np.where(better, places, where)
    return largest, where.astype(Targmax.as_numpy_dtype)


# ---- examples and random uses

_FOUR_BY_THREE = [[[[1.0], [5.0], [2.0]], [[3.0], [4.0], [9.0]], [[0.0], [-1.0], [7.0]], [[6.0], [8.0], [-2.0]]]]

MaxPoolWithArgmax.example(
    _FOUR_BY_THREE,
    ksize=[1, 2, 2, 1],
    strides=[1, 2, 2, 1],
    padding="SAME",
    gives=[[[[[5.0], [9.0]], [[8.0], [7.0]]]], [[[[1], [5]], [[10], [8]]]]],
)
MaxPoolWithArgmax.rejects(
    _FOUR_BY_THREE,
    ksize=[2, 1, 1, 1],
    strides=[1, 1, 1, 1],
    padding="SAME",
    error=UnimplementedError,
    message="Pooling is not yet supported on the batch dimension.",
)


@MaxPoolWithArgmax.arguments
def _(draw: Any) -> dict[str, Any]:
    return {**draw_pool(draw, "float32", "float64", "int32"), "include_batch_in_index": draw.boolean()}
