"""Less of a row or a value: what is tried in its place when a program is made small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

from conformance.values import TensorValue

T = TypeVar("T")


def shorter(row: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """The row without each of its halves, quarters, …, and last without each single member.

    >>> list(shorter("abc"))
    [('c',), ('a', 'b'), ('b', 'c'), ('a', 'c'), ('a', 'b')]
    """
    size = len(row)
    while size > 1:
        size = (size + 1) // 2
        for first in range(0, len(row), size):
            yield (*row[:first], *row[first + size :])
    if len(row) == 1:
        yield ()


def simpler(value: TensorValue) -> Iterator[TensorValue]:
    """Values of one size one, of half a size, all zeros or ones, and with single elements zero or whole."""
    if value.data is None or value.dtype == "string":
        return
    array = value.array()
    for axis, length in enumerate(array.shape):
        for shorter in sorted({1, length // 2, length - 1}):
            if 0 < shorter < length:
                yield TensorValue(value.dtype, *_contents(array.take(range(shorter), axis)))
    for plain in (np.zeros_like(array), np.ones_like(array)):
        yield TensorValue(value.dtype, *_contents(plain))
    if array.dtype.kind == "f" and array.size <= 64:
        with np.errstate(all="ignore"):
            yield TensorValue(value.dtype, *_contents(np.rint(array).astype(array.dtype)))
    for index in range(array.size if array.size <= 16 else 0):
        flat = array.copy().reshape(-1)
        flat[index] = 0
        yield TensorValue(value.dtype, *_contents(flat.reshape(array.shape)))


def _contents(array: np.ndarray[Any, Any]) -> tuple[tuple[int, ...], bytes]:
    return tuple(array.shape), np.ascontiguousarray(array).tobytes()


def weight(value: TensorValue) -> int:
    """How much there is to read in a value: its elements, those that are not zero more, odd ones most."""
    if value.data is None or value.dtype == "string":
        return 1
    array = value.array()
    if array.dtype.kind not in "fiub":
        return 4 * int(array.size)
    with np.errstate(all="ignore"):
        odd = array != np.rint(array) if array.dtype.kind == "f" else np.zeros(array.shape, bool)
    return int(array.size) + 1 + 2 * int(np.count_nonzero(array)) + 2 * int(odd.sum())
