"""The contents of tensors in random programs: mostly small and plain, now and then extreme."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hypothesis_numpy

from reference import dtypes
from reference.dtypes import DType

Array = np.ndarray[Any, Any]

_PLAIN = st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0, -2.0, 3.0, 0.25, -1.5, 10.0])
_RARE = st.sampled_from([-0.0, float("nan"), float("inf"), float("-inf"), 1e4, -1e4, 1e-3])
_WORDS = st.sampled_from([b"", b"a", b"b", b"xyz", b"\x00\xff"])


def arrays(
    dtype: DType, shape: tuple[int, ...], low: float | None = None, high: float | None = None, nonzero: bool = False
) -> st.SearchStrategy[Array]:
    """Arrays of a dtype and shape, every element within ``[low, high]`` and not zero if that is asked for.

    Subnormal numbers do not occur: TensorFlow's kernels may flush them to zero.
    """
    elements = _elements(dtype, low, high)
    if nonzero:
        elements = elements.filter(bool)
    numpy_dtype = dtype.as_numpy_dtype
    if dtype == dtypes.string or dtype == dtypes.bfloat16:
        count = int(np.prod(shape, dtype=np.int64))
        lists = st.lists(elements, min_size=count, max_size=count)
        return lists.map(lambda items: _filled(items, shape, numpy_dtype))
    return hypothesis_numpy.arrays(numpy_dtype, shape, elements=elements, fill=elements)


def _filled(items: list[Any], shape: tuple[int, ...], numpy_dtype: Any) -> Array:
    array = np.empty(len(items), numpy_dtype)
    for index, item in enumerate(items):
        array[index] = item
    return array.reshape(shape)


def _elements(dtype: DType, low: float | None, high: float | None) -> st.SearchStrategy[Any]:
    if dtype == dtypes.string:
        return _WORDS
    if dtype.is_bool:
        return st.booleans()
    if dtype.is_integer:
        return _integers(dtype, low, high)
    reals = _reals(dtype, low, high)
    return st.builds(complex, reals, reals) if dtype.is_complex else reals


def _integers(dtype: DType, low: float | None, high: float | None) -> st.SearchStrategy[int]:
    least = int(dtype.min) if low is None else int(low)
    most = int(dtype.max) if high is None else int(high)
    plain = st.integers(max(least, -4), min(most, 9)) if least <= 9 and most >= -4 else st.integers(least, most)
    if low is not None or high is not None:
        return plain
    return st.one_of(plain, plain, plain, st.sampled_from([least, most]))


def _reals(dtype: DType, low: float | None, high: float | None) -> st.SearchStrategy[float]:
    if low is None and high is None:
        return st.one_of(_PLAIN, _PLAIN, _PLAIN, _RARE)
    least, most = (-10.0 if low is None else low), (10.0 if high is None else high)
    steps = st.integers(0, 16)  # a grid shrinks to its low end, and its points are exact in every dtype
    return steps.map(lambda step: float(least + (most - least) * step / 16))
