"""What the functions over convolutions and pools take for strides, window sizes and data formats."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any


def per_axis(value: Any, spatial: int, channel: int, name: str) -> list[Any]:
    """A number, or one for each spatial axis, as one for every axis; ValueError for another length.

    >>> per_axis(2, 2, channel=3, name="strides")
    [1, 2, 2, 1]
    """
    if value is None:
        value = [1]
    elif not isinstance(value, Sized):
        value = [value]
    if len(value) == spatial + 2:
        return value  # type: ignore[no-any-return]
    if len(value) not in (1, spatial):
        raise ValueError(f"{name} should be of length 1, {spatial} or {spatial + 2} but was {len(value)}")
    inner = list(value) * spatial if len(value) == 1 else list(value)
    return [1, 1, *inner] if channel == 1 else [1, *inner, 1]


def channel_position(data_format: str, spatial: int) -> int:
    """Where a data format has the channels: last, unless it begins with NC."""
    return 1 if data_format.startswith("NC") else spatial + 1
