"""From Python numbers, strings, nested lists and NumPy arrays to the array that a constant holds (OPS-5)."""

from __future__ import annotations

import numbers
from collections.abc import Callable
from typing import Any

import numpy as np

from reference import dtypes
from reference.dtypes import DType

Array = np.ndarray[Any, Any]


def as_array(value: Any, dtype: DType | None = None) -> tuple[Array, DType]:
    """``value`` as an array and its dtype.

    Python floats become float32, and integers int32 where they fit, else int64; an array keeps its dtype.
    With ``dtype``, elements of lists and scalars must be of its kind, arrays are cast.  Raises TypeError for
    elements of a wrong kind, ValueError for None and for ragged lists.
    """
    if isinstance(value, np.ndarray | np.generic):
        return _from_numpy(np.asarray(value), dtype)
    if value is None:
        raise ValueError("None values not supported.")
    if dtype is None and type(value) is float:  # the commonest constants need no search
        return np.array(value, np.float32), dtypes.float32
    if type(value) is int and (dtype is None or dtype == dtypes.int32) and -(2**31) <= value < 2**31:
        return np.array(value, np.int32), dtypes.int32
    return _from_lists(value, dtype)


def _from_numpy(array: Array, dtype: DType | None) -> tuple[Array, DType]:
    if array.dtype.kind in "US":
        array = _strings(array)
    if dtype is None:
        found = dtypes.string if array.dtype.kind == "O" else dtypes.as_dtype(array.dtype)
        return (_strings(array) if found == dtypes.string else array), found
    if dtype == dtypes.string:
        return _strings(array), dtype
    return array.astype(dtype.as_numpy_dtype), dtype


def _from_lists(value: Any, dtype: DType | None) -> tuple[Array, DType]:
    leaves = list(_leaves(value))
    if dtype is not None:
        _check_kind(value, leaves, dtype)
    shape = _shape_of(value)
    if dtype is None:
        dtype = _dtype_of(value, leaves)
    if dtype == dtypes.string:
        return _fill_strings(leaves, shape), dtype
    try:
        return np.array(leaves, dtype.as_numpy_dtype).reshape(shape), dtype
    except OverflowError:  # whole numbers that are too large for the dtype wrap
        return np.array(leaves, np.int64).astype(dtype.as_numpy_dtype).reshape(shape), dtype


def _leaves(value: Any) -> Any:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, np.ndarray) and value.ndim:
        yield from value.ravel()
    else:
        yield _scalar(value)


def _scalar(value: Any) -> Any:
    value = value[()] if isinstance(value, np.ndarray) else value
    convert = getattr(value, "__array__", None)
    if convert is not None and not isinstance(value, np.generic):
        return np.asarray(value)[()]
    return value


def _shape_of(value: Any) -> tuple[int, ...]:
    if isinstance(value, np.ndarray):
        return tuple(value.shape)
    if not isinstance(value, list | tuple):
        return ()
    if not value:
        return (0,)
    first = _shape_of(value[0])
    if any(_shape_of(item) != first for item in value[1:]):
        outer = _ragged_outer(value)
        raise ValueError(
            f"Argument must be a dense tensor: {value} - got shape {list(outer)}, but wanted {[len(value), *first]}."
        )
    return (len(value), *first)


def _ragged_outer(value: Any) -> tuple[int, ...]:
    """The dimensions that a ragged nest agrees on."""
    shapes = [_shape_of(item) if not isinstance(item, list | tuple) or not item else (len(item),) for item in value]
    common: list[int] = [len(value)]
    for sizes in zip(*shapes, strict=False):
        if len(set(sizes)) > 1:
            break
        common.append(sizes[0])
    return tuple(common) if len({len(shape) for shape in shapes}) == 1 else (len(value),)


_KINDS: list[tuple[Callable[[DType], bool], tuple[type, ...]]] = [
    (lambda dtype: dtype.is_bool, (bool, np.bool_)),
    (lambda dtype: dtype == dtypes.string, (str, bytes)),
    (lambda dtype: dtype.is_integer or dtype.is_quantized, (numbers.Integral,)),
    (lambda dtype: dtype.is_floating, (numbers.Real,)),
    (lambda dtype: dtype.is_complex, (numbers.Complex,)),
]


def _check_kind(value: Any, leaves: list[Any], dtype: DType) -> None:
    accepted = next((kinds for applies, kinds in _KINDS if applies(dtype)), (object,))
    if dtype.is_quantized and any(isinstance(leaf, tuple) for leaf in leaves):
        return
    for leaf in leaves:
        if leaf is None:
            raise ValueError("None values not supported.") if value is None else _wrong_kind(leaf, dtype)
        if not isinstance(leaf, accepted):
            raise _wrong_kind(leaf, dtype)


def _wrong_kind(leaf: Any, dtype: DType) -> TypeError:
    return TypeError(f"Expected {dtype.name}, got {leaf!r} of type '{type(leaf).__name__}' instead.")


def _dtype_of(value: Any, leaves: list[Any]) -> DType:
    if not leaves:
        return dtypes.float32
    if all(isinstance(leaf, str | bytes) for leaf in leaves):
        return dtypes.string
    if any(isinstance(leaf, str | bytes) or not isinstance(leaf, numbers.Number | np.generic) for leaf in leaves):
        raise _not_convertible(value)
    found = np.array(leaves).dtype
    if found == object:  # whole numbers beyond 64 bits
        raise _not_convertible(value)
    if found == np.float64:
        return dtypes.float32
    if found == np.int64 and all(-(2**31) <= leaf < 2**31 for leaf in leaves):
        return dtypes.int32
    return dtypes.as_dtype(found)


def _not_convertible(value: Any) -> TypeError:
    return TypeError(
        f"Failed to convert object of type {type(value)} to Tensor. Contents: {value}. "
        "Consider casting elements to a supported type."
    )


def _strings(array: Array) -> Array:
    return _fill_strings(list(array.ravel()), array.shape)


def _fill_strings(leaves: list[Any], shape: tuple[int, ...]) -> Array:
    result = np.empty(len(leaves), dtype=object)
    for index, leaf in enumerate(leaves):
        result[index] = _as_bytes(leaf)
    return result.reshape(shape)


def _as_bytes(leaf: Any) -> bytes:
    if isinstance(leaf, bytes):
        return bytes(leaf)
    if isinstance(leaf, str):
        return leaf.encode()
    raise TypeError(f"Expected binary or unicode string, got {leaf!r}")
