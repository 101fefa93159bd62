"""From Python numbers, strings, nested lists and NumPy arrays to the array that a constant holds (OPS-5)."""

from __future__ import annotations

import numbers
from array import array as PythonArray
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from reference import dtypes
from reference.dtypes import DType
from reference.graph.tensor import Tensor

Array = np.ndarray[Any, Any]


def as_array(value: Any, dtype: DType | None = None, shape: Sequence[int] | None = None) -> tuple[Array, DType]:
    """``value`` as an array and its dtype.

    Python floats become float32, and integers int32 where they fit, else int64; an array keeps its dtype.
    With ``dtype``, elements of lists and scalars must be of its kind, arrays are cast.  Raises TypeError for
    elements of a wrong kind, ValueError for None and for ragged lists, OverflowError for a whole number that
    does not fit in 64 bits.  For a ``shape`` without elements nothing but an array is looked at: the result is
    empty, and float32 if there is no ``dtype``.
    """
    if shape is not None and 0 in shape and not isinstance(value, np.ndarray | np.generic):
        dtype = dtype or dtypes.float32
        return np.zeros(shape, dtype.as_numpy_dtype), dtype
    if dtype is None and type(value) is float:  # the commonest constants need no search
        return np.array(value, np.float32), dtypes.float32
    if type(value) is int and (dtype is None or dtype == dtypes.int32) and -(2**31) <= value < 2**31:
        return np.array(value, np.int32), dtypes.int32
    if isinstance(value, np.ndarray | np.generic):
        return _from_numpy(np.asarray(value), dtype)
    if value is None:
        raise ValueError("None values not supported.")
    if dtype is not None and not dtype.is_numpy_compatible:
        raise TypeError(f"Incompatible types: {dtype} vs. {np.asarray(value).dtype}. Value is {value}")
    if isinstance(value, list | tuple):
        return _from_lists(value, dtype)
    if isinstance(value, Tensor):
        raise _tensor_inside(value, dtype)
    if isinstance(value, bytearray | memoryview | PythonArray) or hasattr(value, "__array__"):
        return _from_numpy(np.asarray(value).copy(), dtype)
    if isinstance(value, range):
        raise _not_dense(value, [len(value)], [])
    return _from_lists(value, dtype)


def _from_numpy(array: Array, dtype: DType | None) -> tuple[Array, DType]:
    if dtype is None:
        dtype = dtypes.string if array.dtype.kind in "OUS" else dtypes.as_dtype(array.dtype)
    if dtype == dtypes.string:
        return _strings(array.ravel().tolist(), array.shape), dtype
    return array.astype(dtype.as_numpy_dtype, copy=False), dtype


def _from_lists(value: Any, dtype: DType | None) -> tuple[Array, DType]:
    nests = list if dtype is not None and dtype.is_quantized else (list, tuple)  # a quantised number is a tuple
    shape, wanted, leaves = _walk(value, nests)
    if dtype is not None:
        _check_kind(value, nests, dtype)
        if shape != wanted or any(isinstance(leaf, nests) for leaf in leaves):
            raise ValueError("setting an array element with a sequence.")
    else:
        if shape != wanted or any(isinstance(leaf, np.ndarray) and leaf.ndim for leaf in leaves):
            raise _not_dense(value, _numpy_shape(value, shape), wanted)
        dtype = _dtype_of(value, leaves)
    if dtype == dtypes.string:
        return _strings(leaves, tuple(shape)), dtype
    try:
        return np.array(leaves, dtype.as_numpy_dtype).reshape(shape), dtype
    except OverflowError:  # whole numbers that are too large for the dtype wrap
        if not dtype.is_integer:
            raise
        return np.array(leaves, np.int64).astype(dtype.as_numpy_dtype).reshape(shape), dtype


# ---- the shape of a nest


def _walk(value: Any, nests: Any) -> tuple[list[int], list[int], list[Any]]:
    """The shape on which all items agree, that of the first items, and the items below the former (OPS-15)."""
    wanted: list[int] = []
    first = value
    while isinstance(first, nests):
        wanted.append(len(first))
        if not len(first):
            break
        first = first[0]
    shape: list[int] = []
    level: list[Any] = [value]
    for size in wanted:
        if any(not _is_nest(item, nests) or len(item) != size for item in level):
            break
        shape.append(size)
        level = [item for items in level for item in items]
    return shape, wanted, level


def _is_nest(item: Any, nests: Any) -> bool:
    return isinstance(item, nests) or (isinstance(item, np.ndarray) and item.ndim > 0)


def _numpy_shape(value: Any, shape: list[int]) -> list[int]:
    try:
        return list(np.array(value).shape)
    except ValueError:  # ragged
        return shape


def _not_dense(value: Any, shape: list[int], wanted: list[int]) -> ValueError:
    return ValueError(f"Argument must be a dense tensor: {value} - got shape {shape}, but wanted {wanted}.")


# ---- the kind of the elements


_KINDS: list[tuple[Callable[[DType], bool], tuple[type, ...]]] = [
    (lambda dtype: dtype.is_bool, (bool, np.bool_)),
    (lambda dtype: dtype == dtypes.string, (str, bytes)),
    (lambda dtype: dtype.is_integer or dtype.is_quantized, (numbers.Integral,)),
    (lambda dtype: dtype.is_floating, (numbers.Real,)),
    (lambda dtype: dtype.is_complex, (numbers.Complex,)),
]


def _check_kind(value: Any, nests: Any, dtype: DType) -> None:
    """TypeError for the first element, at whatever depth, that is not of the kind of ``dtype`` (OPS-14)."""
    if isinstance(value, nests):
        for item in value:
            _check_kind(item, nests, dtype)
        return
    kinds = next(kinds for applies, kinds in _KINDS if applies(dtype))
    for number in value if dtype.is_quantized and isinstance(value, tuple) else [value]:
        if not isinstance(number, kinds) or (dtype.is_quantized and number is value):
            raise TypeError(f"Expected {dtype.name}, got {_plain(number)!r} of type '{type(number).__name__}' instead.")


def _dtype_of(value: Any, leaves: list[Any]) -> DType:
    if not leaves:
        return dtypes.float32
    if all(isinstance(leaf, str | bytes) for leaf in leaves):
        return dtypes.string
    for leaf in leaves:
        if isinstance(leaf, Tensor):
            raise _tensor_inside(leaf, None)
        if isinstance(leaf, str | bytes) or not isinstance(leaf, numbers.Number | np.generic | np.ndarray):
            raise _not_convertible(value)
    found = np.array(leaves).dtype
    if found.kind not in "biufcV":  # whole numbers beyond 64 bits, numbers that NumPy does not know, text
        raise _not_convertible(value)
    if found == np.float64:
        return dtypes.float32
    if found == np.int64 and all(-(2**31) <= leaf < 2**31 for leaf in leaves):
        return dtypes.int32
    return dtypes.as_dtype(found)


def _tensor_inside(tensor: Tensor, dtype: DType | None) -> TypeError:
    if dtype is not None:
        return TypeError(f"Expected {dtype.name}, got {tensor!r} of type 'Tensor' instead.")
    return TypeError("List of Tensors when single Tensor expected")


def _not_convertible(value: Any) -> TypeError:
    return TypeError(
        f"Failed to convert object of type {type(value)} to Tensor. Contents: {value}. "
        "Consider casting elements to a supported type."
    )


def _plain(leaf: Any) -> Any:
    return leaf.item() if isinstance(leaf, np.generic) else leaf  # NumPy writes its scalars as calls


# ---- strings


def _strings(leaves: list[Any], shape: tuple[int, ...]) -> Array:
    result = np.empty(len(leaves), dtype=object)
    for index, leaf in enumerate(leaves):
        result[index] = _as_bytes(leaf)
    return result.reshape(shape)


def _as_bytes(leaf: Any) -> bytes:
    if isinstance(leaf, bytes):
        return bytes(leaf)
    if isinstance(leaf, str):
        return leaf.encode()
    raise TypeError(f"Expected binary or unicode string, got {_plain(leaf)!r}")
