"""Where the windows of convolutions and pools lie, in static shapes and over arrays.

A window slides along each spatial axis.  Kernels see images with the channels last (batch, then the
spatial axes, then what each place holds); `channels_last` and `in_format` go from a data format and back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.static_shape import Dimension

Array = np.ndarray[Any, Any]


class Extent(NamedTuple):
    """How a window of so many taps lies along one axis."""

    taps: int
    stride: int
    dilation: int
    before: int  # padding
    after: int
    output: int  # how often the window fits


def extent(
    size: int, taps: int, stride: int, padding: str, dilation: int = 1, explicit: tuple[int, int] = (0, 0)
) -> Extent:
    """The `Extent` along an axis of this size; InvalidArgumentError if the window does not fit."""
    if stride <= 0:
        raise InvalidArgumentError(None, None, f"Stride must be > 0, but got {stride}")
    reach = (taps - 1) * dilation + 1
    if padding == "SAME":  # as many outputs as strides begin, the padding split evenly, an odd one after
        output = -(-size // stride)
        total = max(0, (output - 1) * stride + reach - size)
        return Extent(taps, stride, dilation, total // 2, total - total // 2, output)
    before, after = explicit
    output = int((size + before + after - reach + stride) / stride)
    if output < 0:
        raise InvalidArgumentError(
            None,
            None,
            f"Computed output size would be negative: {output} "
            f"[input_size: {size}, effective_filter_size: {reach}, stride: {stride}]",
        )
    return Extent(taps, stride, dilation, before, after, output)


def output_dimension(
    size: Dimension, taps: Dimension, stride: int, padding: str, dilation: int = 1, explicit: tuple[int, int] = (0, 0)
) -> Dimension:
    """The static size of the output along an axis; ValueError if no window fits."""
    if stride <= 0:
        raise ValueError(f"Stride must be > 0, but got {stride}")
    if dilation < 1:
        raise ValueError(f"Dilation rate must be >= 1, but got {dilation}")
    if size is None:
        return None
    if padding == "SAME":
        return -(-size // stride)
    if taps is None or taps < 0:
        return None
    reach = (taps - 1) * dilation + 1
    room = size + sum(explicit) - reach
    if room < 0:
        raise ValueError(f"Negative dimension size caused by subtracting {reach} from {size + sum(explicit)}")
    return room // stride + 1


def taps(images: Array, extents: Sequence[Extent], fill: Any = 0) -> Iterator[Array]:
    """For each place in the window, in raster order: what all the windows hold there."""
    padded = pad(images, extents, fill)
    for places in np.ndindex(*(along.taps for along in extents)):
        starts = [place * along.dilation for place, along in zip(places, extents, strict=True)]
        spans = (
            slice(start, start + at.output * at.stride, at.stride) for start, at in zip(starts, extents, strict=True)
        )
        yield padded[(slice(None), *spans)]


def rows(images: Array, extents: Sequence[Extent]) -> Array:
    """Every window laid out as a row: its taps in raster order, the channels of each."""
    rank = len(extents)
    padded = pad(images, extents, 0)
    reaches = [(along.taps - 1) * along.dilation + 1 for along in extents]
    windows = np.lib.stride_tricks.sliding_window_view(padded, reaches, axis=tuple(range(1, 1 + rank)))
    starts = [slice(0, along.output * along.stride, along.stride) for along in extents]
    places = [slice(None, None, along.dilation) for along in extents]
    chosen = windows[(slice(None), *starts, slice(None), *places)]
    row_length = int(np.prod([along.taps for along in extents])) * images.shape[-1]
    return np.moveaxis(chosen, 1 + rank, -1).reshape(-1, row_length)


def pad(images: Array, extents: Sequence[Extent], fill: Any) -> Array:
    """The images with their padding."""
    widths = [(along.before, along.after) for along in extents]
    if not any(map(any, widths)):
        return images
    whole = [(0, 0), *widths] + [(0, 0)] * (images.ndim - 1 - len(widths))
    return np.pad(images, whole, constant_values=fill)


def output_shape(images: Array, extents: Sequence[Extent]) -> tuple[int, ...]:
    """The shape of what one tap gives."""
    return (images.shape[0], *(along.output for along in extents), *images.shape[1 + len(extents) :])


def channel_axis(data_format: str) -> int:
    """Which axis holds the channels: that of the C in NHWC, NCHW, NDHWC, NCDHW or NCHW_VECT_C."""
    return data_format.index("C")


def spatial_axes(data_format: str) -> list[int]:
    """Which axes a window slides along."""
    return [axis for axis, letter in enumerate(data_format) if letter in "DHW"]


def channels_last(array: Array, data_format: str) -> Array:
    """``array`` with its spatial axes just after the batch."""
    axes = spatial_axes(data_format)
    return np.moveaxis(array, axes, range(1, 1 + len(axes)))


def in_format(array: Array, data_format: str) -> Array:
    """What `channels_last` made, as it was."""
    axes = spatial_axes(data_format)
    return np.moveaxis(array, range(1, 1 + len(axes)), axes)
