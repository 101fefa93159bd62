"""The contents of tensors in random programs: mostly small and plain, now and then extreme."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import ml_dtypes
import numpy as np

from conformance.generator.choices import Choices
from reference import dtypes
from reference.dtypes import DType

Array = np.ndarray[Any, Any]

_PLAIN = (0.0, 1.0, -1.0, 2.0, 0.5, -2.0, 3.0, 0.25, -1.5, 10.0, 2.5, -0.5, -3.0)
_RARE = (-0.0, float("nan"), float("inf"), float("nan"), float("-inf"), 1e-3)
_LARGE = {"float16": 6e4}  # a number that is soon out of range; 10,000 in other dtypes
_WORDS = (b"", b"a", b"b", b"xyz", b"\x00\xff", "é".encode())
_GRID = 16  # steps between the ends of a range of real numbers; they are exact in every dtype
_FEW = 4  # elements that are chosen one by one; a larger array is a row of plain ones
_STREWN_ONE_IN = 3  # arrays of which some elements are rare: they hide much of what is done with the others


class _Elements(NamedTuple):
    """What elements there are to choose from, the simplest first."""

    plain: Array
    rare: Array


def contents(
    choices: Choices,
    dtype: DType,
    shape: tuple[int, ...],
    low: float | None = None,
    high: float | None = None,
    nonzero: bool = False,
    moved: bool = False,
) -> Array:
    """An array of a dtype and shape, every element within ``[low, high]`` and not zero if that is asked for.

    Subnormal numbers and the ends of a dtype's range occur only in what is merely ``moved``: TensorFlow's
    arithmetic may flush subnormals to zero, and a sum of the largest numbers depends on the order of its terms.
    """
    elements = _elements(dtype, low, high, nonzero, moved)
    count = 1
    for size in shape:
        count *= size
    if count <= _FEW:
        flat = elements.plain[[choices.byte() % len(elements.plain) for _ in range(count)]]
    else:
        flat = _row(choices, elements, count)
    one_in = _STREWN_ONE_IN if flat.dtype.kind in "fc" else 2
    if count and len(elements.rare) and choices.integer(1, one_in) == one_in:
        for _ in range(choices.integer(1, 3)):
            flat[choices.integer(0, count - 1)] = elements.rare[choices.integer(0, len(elements.rare) - 1)]
    return flat.reshape(shape)


def _row(choices: Choices, elements: _Elements, count: int) -> Array:
    """All elements the same, or one plain element after the other; up to three are something else."""
    start, step = choices.byte(), choices.choice((0, 1, 1, 2, 3, 5, 1, 2))
    flat = elements.plain[(start + step * np.arange(count)) % len(elements.plain)]
    for _ in range(choices.integer(0, 3)):
        flat[choices.integer(0, count - 1)] = elements.plain[choices.integer(0, len(elements.plain) - 1)]
    return flat


@cache
def _elements(dtype: DType, low: float | None, high: float | None, nonzero: bool, moved: bool) -> _Elements:
    if dtype == dtypes.string:
        return _Elements(_objects(_WORDS), _objects([b"a" * 40] if moved else []))
    numpy_dtype = dtype.as_numpy_dtype
    if dtype.is_bool:
        plain, rare = np.array([False, True]), np.array([], bool)
    elif dtype.is_integer:
        plain, rare = _integers(dtype, low, high)
    elif low is not None or high is not None:
        plain, rare = _grid(low, high).astype(numpy_dtype), np.array([], numpy_dtype)
    else:
        large = _LARGE.get(dtype.name, 1e4)
        plain, rare = np.array(_PLAIN).astype(numpy_dtype), np.array([*_RARE, large, -large]).astype(numpy_dtype)
        if moved:
            rare = np.concatenate([_extremes(dtype), rare, _extremes(dtype)])
    if dtype.is_complex:
        plain, rare = _complex(plain.real), _complex(rare.real)
    return _Elements(plain[plain != 0], rare[rare != 0]) if nonzero else _Elements(plain, rare)


def _objects(words: Iterable[bytes]) -> Array:
    listed = list(words)
    array = np.empty(len(listed), object)
    array[:] = listed
    return array


def _integers(dtype: DType, low: float | None, high: float | None) -> tuple[Array, Array]:
    least = int(dtype.min) if low is None else int(low)
    most = int(dtype.max) if high is None else int(high)
    bounds = (max(least, -4), min(most, 9)) if least <= 9 and most >= -4 else (least, min(most, least + 15))
    plain = sorted(range(bounds[0], bounds[1] + 1), key=lambda number: (abs(number), -number))
    rare = [least, most] if low is None and high is None else []
    numpy_dtype = dtype.as_numpy_dtype
    return np.array(plain, numpy_dtype), np.array(rare, numpy_dtype)


def _grid(low: float | None, high: float | None) -> Array:
    least, most = (-10.0 if low is None else low), (10.0 if high is None else high)
    return least + (most - least) * np.arange(_GRID + 1) / _GRID


def _extremes(dtype: DType) -> Array:
    """The largest number and its opposite, the smallest normal and subnormal ones."""
    real = {"complex64": np.float32, "complex128": np.float64}.get(dtype.name, dtype.as_numpy_dtype)
    about: Any = ml_dtypes.finfo(real)  # type: ignore[no-untyped-call]
    numbers = [about.max, about.min, about.smallest_normal, about.smallest_subnormal]
    return np.array(numbers, real).astype(dtype.as_numpy_dtype)


def _complex(reals: Array) -> Array:
    """Each pair of real and imaginary part, those with the simplest parts first."""
    if not len(reals):
        return reals.astype(np.result_type(reals, np.complex64))
    real, imaginary = np.meshgrid(reals, reals)
    ranks = np.add.outer(np.arange(len(reals)), np.arange(len(reals))).ravel()
    pairs = np.empty(ranks.size, np.result_type(reals, np.complex64))
    pairs.real, pairs.imag = real.ravel(), imaginary.ravel()
    return pairs[np.argsort(ranks, kind="stable")]
