"""The largest value in every window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import ml_dtypes
import numpy as np

from reference.errors import InvalidArgumentError, UnimplementedError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.nn.windows import (
    Array,
    Extent,
    channel_axis,
    channels_last,
    extent,
    in_format,
    output_dimension,
    output_shape,
    spatial_axes,
    taps,
)

_TYPES = "T: {half, bfloat16, float, double, int32, int64, uint8, int16, int8, uint16, qint8} = float"
_FORMATS = 'padding: {"SAME", "VALID"}, data_format: {"NHWC", "NCHW", "NCHW_VECT_C"} = "NHWC"'

MaxPool = op(
    "MaxPool", "input: T", "output: T", f"{_TYPES}, ksize: list(int) >= 4, strides: list(int) >= 4, {_FORMATS}"
)
MaxPoolV2 = op("MaxPoolV2", "input: T, ksize: int32, strides: int32", "output: T", f"{_TYPES}, {_FORMATS}")


def pool_shape(images: Any, ksize: Sequence[int], strides: Sequence[int], padding: str, axes: Sequence[int]) -> Any:
    """The static shape after windows slid along ``axes``."""
    output = list(images)
    for axis in axes:
        output[axis] = output_dimension(images[axis], ksize[axis], strides[axis], padding)
    return tuple(output)


def check_lengths(name: str, ksize: Sequence[int], strides: Sequence[int], rank: int = 4) -> None:
    """ValueError unless there is a window size and a stride for every dimension."""
    for what, values in (("stride", strides), ("ksize", ksize)):
        if len(values) != rank:
            raise ValueError(f"{name} requires the {what} attribute to contain {rank} values, but got: {len(values)}")


def _shape(input: Any, ksize: Sequence[int], strides: Sequence[int], padding: str, data_format: str) -> Any:
    images = with_rank(input, 5 if data_format == "NCHW_VECT_C" else 4)
    check_lengths("MaxPool", ksize, strides)
    if data_format == "NCHW_VECT_C":
        images = (*images[:4], 4)
    return pool_shape(images, ksize, strides, padding, [*spatial_axes(data_format), channel_axis(data_format)])


@MaxPool.shape
def _(input: Any, *, ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
    return _shape(input, ksize, strides, padding, data_format)


@MaxPoolV2.shape
def _(
    input: Any, ksize: Any, strides: Any, *, ksize_value: Any, strides_value: Any, padding: str, data_format: str
) -> Any:
    images = with_rank(input, 5 if data_format == "NCHW_VECT_C" else 4)
    for vector in (ksize, strides):
        (length,) = with_rank(vector, 1)
        if length not in (None, 4):
            raise ValueError(f"Dimension must be 4 but is {length}")
    if ksize_value is None or strides_value is None:
        return None
    return _shape(images, ksize_value.tolist(), strides_value.tolist(), padding, data_format)


def pool_extents(
    images: Array, ksize: Sequence[int], strides: Sequence[int], padding: str, data_format: str
) -> list[Extent]:
    """How the windows of a pool lie along the spatial axes; an error if the pool cannot be."""
    for axis, size in enumerate(ksize):
        if size <= 0:
            raise InvalidArgumentError(None, None, f"Sliding window ksize for dimension {axis} was zero.")
    if ksize[0] != 1 or strides[0] != 1:
        raise UnimplementedError(None, None, "Pooling is not yet supported on the batch dimension.")
    axes, channel = spatial_axes(data_format), channel_axis(data_format)
    if images.ndim != (5 if data_format == "NCHW_VECT_C" else len(data_format)):
        raise InvalidArgumentError(
            None, None, f"tensor_in_shape must have {len(axes)} spatial dimensions. {images.ndim} 0"
        )
    if ksize[channel] != 1:
        _check_depth_window(ksize, strides, images.shape, axes, channel)
    return [extent(images.shape[axis], ksize[axis], strides[axis], padding) for axis in axes]


def _check_depth_window(
    ksize: Sequence[int], strides: Sequence[int], shape: Sequence[int], axes: Sequence[int], channel: int
) -> None:
    if any(ksize[axis] != 1 for axis in axes):
        raise UnimplementedError(
            None, None, "MaxPooling supports exactly one of pooling across depth or pooling across width/height."
        )
    if shape[channel] % ksize[channel]:
        raise UnimplementedError(
            None, None, "Depthwise max pooling requires the depth window to evenly divide the input depth"
        )
    if ksize[channel] != strides[channel]:
        raise UnimplementedError(
            None, None, "Depthwise max pooling requires the depth window to equal the depth stride"
        )


@MaxPool.kernel
def _(input: Any, *, ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
    return max_pool_of(input, ksize, strides, padding, data_format)


@MaxPoolV2.kernel
def _(input: Any, ksize: Any, strides: Any, *, padding: str, data_format: str) -> Any:
    for what, values in (("ksize", ksize), ("stride", strides)):
        if values.size != 4:
            raise InvalidArgumentError(None, None, f"Sliding window {what} field must specify 4 dimensions")
    return max_pool_of(input, ksize.ravel().tolist(), strides.ravel().tolist(), padding, data_format)


def max_pool_of(input: Array, ksize: Sequence[int], strides: Sequence[int], padding: str, data_format: str) -> Array:
    """The largest value in every window, or of every few channels next to each other."""
    extents = pool_extents(input, ksize, strides, padding, data_format)
    images, depth = channels_last(input, data_format), ksize[channel_axis(data_format)]
    if depth == 1:
        return in_format(largest_in_windows(images, extents), data_format)
    first, *others = np.moveaxis(images.reshape(*images.shape[:3], -1, depth), -1, 0)
    return in_format(_first_largest(others, first.copy()), data_format)


def largest_in_windows(images: Array, extents: Sequence[Extent], start: float | None = None) -> Array:
    """The largest value in every window, beginning with ``start`` and taking padding for the lowest finite value.

    With ``start`` None for the lowest too, -inf never counts; NaN never does.
    """
    lowest = _lowest_value(images.dtype)
    values = taps(images, extents, lowest)
    found = np.full(output_shape(images, extents), lowest if start is None else start, images.dtype)
    if (np.signbit(images) & (images == 0)).any():  # of two zeros fmax takes either
        return _first_largest(values, found)
    for value in values:
        np.fmax(found, value, out=found)
    return found


def _first_largest(values: Iterable[Array], found: Array) -> Array:
    """At each place the largest of what was found before and the values; of equal ones the first."""
    for value in values:
        np.copyto(found, value, where=value > found)
    return found


def _lowest_value(dtype: Any) -> Any:
    """The lowest finite value of a dtype."""
    limits: Any = ml_dtypes.iinfo if np.dtype(dtype).kind in "iu" else ml_dtypes.finfo
    return limits(dtype).min


# ---- examples and random uses

_FOUR_BY_THREE = [[[[1.0], [5.0], [2.0]], [[3.0], [4.0], [9.0]], [[0.0], [-1.0], [7.0]], [[6.0], [8.0], [-2.0]]]]
_TWO_BY_TWO = [1, 2, 2, 1]

MaxPool.example(
    _FOUR_BY_THREE, ksize=_TWO_BY_TWO, strides=_TWO_BY_TWO, padding="SAME", gives=[[[[5.0], [9.0]], [[8.0], [7.0]]]]
)
MaxPool.example(_FOUR_BY_THREE, ksize=_TWO_BY_TWO, strides=_TWO_BY_TWO, padding="VALID", gives=[[[[5.0]], [[8.0]]]])
MaxPool.example(
    [[[[1.0, 4.0, 3.0, 2.0]]]], ksize=[1, 1, 1, 2], strides=[1, 1, 1, 2], padding="VALID", gives=[[[[4.0, 3.0]]]]
)
MaxPool.rejects(
    _FOUR_BY_THREE,
    ksize=[2, 1, 1, 1],
    strides=[1, 1, 1, 1],
    padding="SAME",
    error=UnimplementedError,
    message="Pooling is not yet supported on the batch dimension.",
)
MaxPool.rejects(
    _FOUR_BY_THREE,
    ksize=[1, 5, 1, 1],
    strides=[1, 1, 1, 1],
    padding="VALID",
    error=ValueError,
    message="Negative dimension size caused by subtracting 5 from 4",
    building=True,
)
MaxPoolV2.example(_FOUR_BY_THREE, _TWO_BY_TWO, _TWO_BY_TWO, padding="VALID", gives=[[[[5.0]], [[8.0]]]])
MaxPoolV2.rejects(
    _FOUR_BY_THREE,
    [2, 2],
    _TWO_BY_TWO,
    padding="SAME",
    error=InvalidArgumentError,
    message="Sliding window ksize field must specify 4 dimensions",
)


def draw_pool(draw: Any, *dtypes: str, spatial: int = 2) -> dict[str, Any]:
    """Random arguments for a pool in so many spatial dimensions."""
    window = [draw.integer(1, 3) for _ in range(spatial)]
    sizes = [size + draw.integer(0, 3) for size in window]
    return {
        "input": draw.tensor(draw.dtype(*dtypes), (draw.integer(0, 2), *sizes, draw.integer(1, 3))),
        "ksize": [1, *window, 1],
        "strides": [1, *(draw.integer(1, 3) for _ in range(spatial)), 1],
        "padding": draw.choice(["SAME", "VALID"]),
    }


@MaxPool.arguments
def _(draw: Any) -> dict[str, Any]:
    return draw_pool(draw, "float32", "float64", "int32", "int64")


@MaxPoolV2.arguments
def _(draw: Any) -> dict[str, Any]:
    arguments = draw_pool(draw, "float32", "float64", "int32", "int64")
    vectors = {name: draw.constant(np.array(arguments[name], np.int32)) for name in ("ksize", "strides")}
    return {**arguments, **vectors}
