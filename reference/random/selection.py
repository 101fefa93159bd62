"""Random choices: the order of rows, and classes by their log-probability."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from reference.random.arguments import sample_count
from reference.random.distributions import random_doubles, reserve_outputs
from reference.random.philox import WORDS_PER_BLOCK, PhiloxGenerator

Array = NDArray[Any]


def random_shuffle(generator: PhiloxGenerator, value: Array) -> Array:
    """The rows of `value` in another order: kernel of RandomShuffle (RND-15).

    >>> random_shuffle(PhiloxGenerator(3, 4), np.arange(5))
    array([1, 0, 4, 3, 2])
    """
    if value.ndim == 0 or value.size <= 1:
        return value.copy()
    return value[_permutation(generator, len(value))]


def _permutation(generator: PhiloxGenerator, rows: int) -> list[int]:
    swaps = rows - 1
    words = generator.reserve(-(-swaps // WORDS_PER_BLOCK)).words(swaps)
    partners = np.arange(swaps) + words % np.arange(rows, 1, -1, dtype=np.uint32)
    order = list(range(rows))
    for place, partner in enumerate(partners.tolist()):
        order[place], order[partner] = order[partner], order[place]
    return order


def multinomial(
    generator: PhiloxGenerator, logits: Array, num_samples: Array, output_dtype: DTypeLike = np.int64
) -> Array:
    """Classes drawn by their log-probabilities, kernel of Multinomial (RND-16).

    The result is [batch, num_samples], from logits [batch, classes] of dtype float16, float32 or float64.
    Raises InvalidArgumentError as `sample_count` does.

    >>> multinomial(PhiloxGenerator(3, 4), np.zeros((1, 1000)), np.int32(3))
    array([[389, 585, 316]])
    """
    samples = sample_count(logits, np.asarray(num_samples))
    rows = len(logits)
    stream = reserve_outputs(generator, 2 * rows * (-(-samples // 4) * 4))
    points = random_doubles(stream, rows * samples).reshape(rows, samples)
    chosen = np.empty((rows, samples), output_dtype)
    for row in range(rows):
        totals = _running_totals(logits[row].astype(np.float64))
        chosen[row] = np.searchsorted(totals, points[row] * totals[-1], side="right")
    return chosen


def _running_totals(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    finite = np.isfinite(logits)
    shifted = np.full(len(logits), -np.inf)
    np.subtract(logits, logits[finite].max(initial=-np.inf), out=shifted, where=finite)
    return np.cumsum(np.exp(shifted))
