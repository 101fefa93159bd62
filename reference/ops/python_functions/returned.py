"""From what a Python function gave to the values of an operation's outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import dtypes
from reference.dtypes import DType
from reference.errors import InternalError, InvalidArgumentError
from reference.opdef.dtype_words import dtype_words

Array = np.ndarray[Any, Any]
_FOREIGN = {"g": "NPY_LONGDOUBLE", "G": "NPY_CLONGDOUBLE", "M": "NPY_DATETIME", "m": "NPY_TIMEDELTA"}


def output_values(result: Any, wanted: Sequence[DType], token: str) -> list[Array]:
    """One array an output (DBG-28): None is no value, a list or tuple several; errors of the number and the dtypes."""
    given = [] if result is None else list(result) if isinstance(result, list | tuple) else [result]
    arrays = [_array(value) for value in given]
    if len(arrays) != len(wanted):
        raise InvalidArgumentError(
            None, None, f"{token} returns {len(arrays)} values, but expects to see {len(wanted)} values."
        )
    for index, (array, dtype) in enumerate(zip(arrays, wanted, strict=True)):
        found = _dtype_of(array)
        if found != dtype:
            raise InvalidArgumentError(
                None,
                None,
                f"{index}-th value returned by {token} is {dtype_words(found)}, but expects {dtype_words(dtype)}",
            )
    return arrays


def _array(value: Any) -> Array:
    """A copy of ``value`` in native byte order, texts as bytes; InternalError where no tensor can hold it."""
    try:
        array = np.array(value, order="C")
    except (ValueError, OverflowError):  # rows of different lengths
        raise InternalError(None, None, f"Unsupported object type {type(value).__name__}") from None
    if array.dtype.kind in "SU" and not isinstance(value, np.ndarray):
        array = np.array(value, dtype=object)  # NumPy's own texts lose the zeros at their end
    if array.dtype.kind in "OSU":
        return _texts(array)
    if array.dtype.char in _FOREIGN:
        raise InternalError(None, None, f"Unsupported numpy type: {_FOREIGN[array.dtype.char]}")
    if array.dtype.kind == "V" and _known(array) is None:
        raise InternalError(None, None, "Unsupported numpy data type")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _texts(array: Array) -> Array:
    texts = np.empty(array.shape, object)
    for index, item in np.ndenumerate(array):
        if not isinstance(item, bytes | str):
            raise InternalError(None, None, f"Unsupported object type {type(item).__name__}")
        texts[index] = bytes(item) if isinstance(item, bytes) else item.encode("utf-8", "surrogateescape")
    return texts


def _known(array: Array) -> DType | None:
    try:
        return dtypes.as_dtype(array.dtype)
    except TypeError:
        return None


def _dtype_of(array: Array) -> DType:
    return dtypes.string if array.dtype.kind == "O" else dtypes.as_dtype(array.dtype)
