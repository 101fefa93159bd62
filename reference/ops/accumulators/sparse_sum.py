"""The sum of gradients that are given by slices: their indices and values (ACC-8 to ACC-10)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import StaticShape
from reference.ops.accumulators.reduction import mean
from reference.tensor_shape import static_repr

Array = np.ndarray[Any, Any]


class Slices(NamedTuple):
    """A gradient: ``values[i]`` is its slice ``indices[i]``; ``shape`` is that of the whole, None where not told."""

    indices: Array
    values: Array
    shape: Array | None


class _Row(NamedTuple):
    """The sum of the slices with one index."""

    place: int
    total: Array
    gradients: int  # how many have such a slice


class SparseSum:
    """Adds up slices that have the same index."""

    def __init__(self, shape: StaticShape, reduction: str) -> None:
        self._shape = shape
        self._is_mean = reduction == "MEAN"
        self._rows: list[_Row] = []
        self._values: Array | None = None  # of the first gradient: their dtype and shape hold for all

    def add(self, gradient: Slices) -> None:
        """Adds a gradient; InvalidArgumentError if it does not fit (ACC-8, ACC-9)."""
        _check_parts(gradient.indices, gradient.values)
        self._check_shape(gradient)
        self._check_values(gradient.values)
        rows = [_Row(int(index), total, 1) for index, total in zip(gradient.indices, gradient.values, strict=True)]
        if self._values is None:
            self._rows, self._values = rows, gradient.values
        else:
            self._rows = _merged(self._rows, rows)

    def take(self, count: int) -> tuple[Array, Array, Array]:
        """Indices, values and shape of the reduced sum; there is none from then on (ACC-10)."""
        rows, self._rows = self._rows, []
        first, self._values = self._values, None
        assert first is not None
        values = np.zeros((len(rows), *first.shape[1:]), first.dtype)
        for position, row in enumerate(rows):
            values[position] = mean(row.total, row.gradients) if self._is_mean else row.total
        slices = self._shape[0] if self._shape else None
        shape = (-1 if slices is None else slices, *first.shape[1:])
        return np.array([row.place for row in rows], np.int64), values, np.array(shape, np.int64)

    def _check_shape(self, gradient: Slices) -> None:
        """The whole's shape against the accumulator's, and the indices against the number of its slices."""
        if self._shape is None:
            return
        if gradient.shape is not None:
            _check_sizes("shape", self._shape, gradient.shape.ravel().tolist(), first=0)
        if not self._shape or self._shape[0] is None:
            return
        for position, index in enumerate(gradient.indices):
            if index >= self._shape[0]:
                raise _mismatch(
                    f"index of slice {position} exceeded limits of shape; index is {index} exceeded {self._shape[0]}"
                )

    def _check_values(self, values: Array) -> None:
        """The values against those of the first gradient, or the accumulator's shape where this is the first."""
        if self._values is not None:
            if values.ndim != self._values.ndim:
                raise _mismatch(f"expected values rank {self._values.ndim}, got {values.ndim}")
            _check_sizes("values", self._values.shape, values.shape, first=1)
        elif self._shape is not None:
            _check_sizes("values", self._shape, values.shape, first=1)


def _check_parts(indices: Array, values: Array) -> None:
    if indices.ndim != 1:
        raise InvalidArgumentError(
            None, None, f"Input indices should be vector but received shape: {static_repr(indices.shape)}"
        )
    if values.ndim == 0:
        raise InvalidArgumentError(None, None, "Values cannot be 0-dimensional.")
    if len(indices) != len(values):
        raise InvalidArgumentError(
            None, None, f"Expected {len(indices)} non-empty input values, got {len(values)}"
        )  # fmt: skip


def _check_sizes(what: str, expected: tuple[int | None, ...], sizes: Any, first: int) -> None:
    """InvalidArgumentError if there are too few sizes, or one from ``first`` on is another."""
    if len(sizes) < len(expected):
        raise _mismatch(f"expected {what} rank at least {len(expected)}, got {len(sizes)}")
    for axis in range(first, len(expected)):
        if expected[axis] not in (None, sizes[axis]):
            raise _mismatch(f"expected {what} dim {axis} to be {expected[axis]}, got {sizes[axis]}")


def _mismatch(what: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, f"Shape mismatch: {what}")


def _merged(held: list[_Row], new: list[_Row]) -> list[_Row]:
    """Both lists as one, in one walk along both that expects ascending indices; equal ones are added (ACC-10)."""
    merged: list[_Row] = []
    left = right = 0
    while left < len(held) and right < len(new):
        one, other = held[left], new[right]
        if one.place == other.place:
            merged.append(_Row(one.place, np.asarray(one.total + other.total), one.gradients + other.gradients))
        else:
            merged.append(one if one.place < other.place else other)
        left += one.place <= other.place
        right += other.place <= one.place
    return [*merged, *held[left:], *new[right:]]
