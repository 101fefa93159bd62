"""The sum of gradients that are tensors (ACC-2, ACC-7)."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import StaticShape
from reference.ops.accumulators.reduction import mean
from reference.tensor_shape import static_repr

Array = np.ndarray[Any, Any]


class DenseSum:
    """Adds up tensors of one shape, which the first decides where the accumulator leaves it open."""

    def __init__(self, shape: StaticShape, reduction: str) -> None:
        self._shape = shape
        self._is_mean = reduction == "MEAN"
        self._total: Array | None = None

    def add(self, gradient: Array) -> None:
        """Adds a gradient; InvalidArgumentError if its shape does not fit (ACC-7)."""
        expected = self._shape if self._total is None else self._total.shape
        if not _fits(expected, gradient.shape):
            raise InvalidArgumentError(
                None, None, f"Shape mismatch: expected {static_repr(expected)}, got {static_repr(gradient.shape)}"
            )
        self._total = gradient if self._total is None else np.asarray(self._total + gradient)

    def take(self, count: int) -> Array:
        """The reduced sum of ``count`` gradients; there is none from then on."""
        total, self._total = self._total, None
        assert total is not None
        return mean(total, count) if self._is_mean else total


def _fits(expected: StaticShape, shape: tuple[int, ...]) -> bool:
    if expected is None:
        return True
    return len(expected) == len(shape) and all(
        size in (None, actual) for size, actual in zip(expected, shape, strict=True)
    )
