"""Feeds: from what a user gives as ``feed_dict`` to arrays, one for each fed tensor, with every check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from reference import dtypes
from reference.errors import InternalError
from reference.graph.tensor import Tensor
from reference.session.conversions import conversion_for
from reference.session.tensor_handles import TensorHandle
from reference.tensor_shape import compatible

if TYPE_CHECKING:
    from reference.graph.graph import Graph

Array = np.ndarray[Any, Any]
Feeder = Callable[[Sequence[Any]], dict[Tensor, "Array | TensorHandle"]]


def parse_feeds(graph: Graph, feed_dict: Any) -> dict[Tensor, Array | TensorHandle]:
    """The array, or the handle of one, for each fed tensor (FEE-1), whichever tensors of the graph they are (FEE-14).

    Raises TypeError for keys and values of the wrong kind, ValueError for values of the wrong shape or
    for tensors that may not be fed.
    """
    if not feed_dict:
        return {}
    feeds: dict[Tensor, Array | TensorHandle] = {}
    for key, value in list(_flatten(feed_dict)):  # every one, in order, needed or not: FEE-15
        for part, part_value in conversion_for(key).feed(key, value):
            tensor = _fed_tensor(graph, part)
            fed = _fed_value(tensor, part, part_value)
            if not graph.is_feedable(tensor):  # FEE-9
                raise ValueError(f"Tensor {tensor} may not be fed.")
            feeds[tensor] = fed  # FEE-18
    return feeds


def feeder(graph: Graph, keys: Sequence[Any]) -> Feeder:
    """A function from values for these keys to what `parse_feeds` gives; keys that are tensors are checked here."""
    if len(set(keys)) == len(keys) and all(_may_be_fed(graph, key) for key in keys):
        return lambda values: {key: _fed_value(key, key, value) for key, value in zip(keys, values, strict=False)}
    return lambda values: parse_feeds(graph, dict(zip(keys, values, strict=False)))


def _may_be_fed(graph: Graph, key: Any) -> bool:
    is_tensor = isinstance(key, Tensor) and conversion_for(key).kind is object
    return is_tensor and key.graph is graph and graph.is_feedable(key)


def parse_feed_keys(graph: Graph, feeds: Any) -> list[Tensor]:
    """The tensors that a partial run will be fed: one key, or a list or tuple of them (SES-14)."""
    keys = feeds if isinstance(feeds, list | tuple) else [] if feeds is None else [feeds]
    parts = [part for key in keys for part in conversion_for(key).feed_for_partial_run(key)]
    return [_fed_tensor(graph, part) for part in parts]


def _flatten(feed_dict: Any) -> Iterator[tuple[Any, Any]]:
    """The items, with those whose key is a nest of tensors taken apart (FEE-5)."""
    if not isinstance(feed_dict, Mapping):
        raise TypeError("input must be a dictionary")
    for key, value in feed_dict.items():
        if not _is_nest(key):
            yield key, value
            continue
        keys, values = list(_leaves(key)), list(_leaves(value))
        if len(keys) != len(values):
            raise ValueError(
                f"Could not flatten dictionary. Key had {len(keys)} elements, but value had {len(values)} elements. "
                f"Key: {keys}, value: {values}."
            )
        yield from zip(keys, values, strict=True)


def _is_nest(key: Any) -> bool:
    return isinstance(key, tuple) and conversion_for(key).kind is object


def _leaves(nest: Any) -> Iterator[Any]:
    if isinstance(nest, Mapping):
        for key in sorted(nest):
            yield from _leaves(nest[key])
    elif isinstance(nest, list | tuple) and conversion_for(nest).kind is object and not _is_composite(nest):
        for item in nest:
            yield from _leaves(item)
    else:
        yield nest


def _is_composite(value: Any) -> bool:
    return hasattr(value, "dense_shape")


def _fed_tensor(graph: Graph, key: Any) -> Tensor:
    """The tensor that a key is, stands for or names (FEE-2)."""
    try:
        return graph.as_graph_element(key, allow_operation=False)  # type: ignore[return-value]
    except Exception as error:
        raise TypeError(f"Cannot interpret feed_dict key as Tensor: {error.args[0]}") from None


def _fed_value(tensor: Tensor, key: Any, value: Any) -> Array | TensorHandle:
    """A fed value as an array of the tensor's dtype and shape (FEE-3, FEE-4), or a handle."""
    if isinstance(value, Tensor):  # FEE-6
        raise TypeError(
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include Python scalars, strings, "
            f"lists, numpy ndarrays, or TensorHandles. For reference, the tensor object was {value} which was passed "
            f"to the feed with key {key}."
        )
    if isinstance(value, TensorHandle):  # FEE-17: its tensor is looked up when the step begins
        return value
    dtype = tensor._dtype.base_dtype
    if isinstance(value, int) and not _holds(dtype, value):
        raise TypeError(
            f"Type of feed value {value} with type {type(value)} is not compatible with Tensor type "
            f"{dtype.as_numpy_dtype}. Try explicitly setting the type of the feed tensor to a larger type (e.g. int64)."
        )
    array = np.asarray(value, object) if dtype == dtypes.string else _numbers(value, dtype)
    if not compatible(tensor._static, array.shape):
        raise ValueError(
            f"Cannot feed value of shape {array.shape!r} for Tensor {tensor.name!r}, "
            f"which has shape {str(tensor.shape)!r}"
        )
    return array


def _holds(dtype: dtypes.DType, value: int) -> bool:
    """Whether a dtype has exactly this whole number among its values; OverflowError beyond all of them (FEE-12)."""
    if dtype == dtypes.string:
        return False
    if dtype.is_bool:
        return value in (0, 1)
    if not dtype.is_integer:
        with np.errstate(over="ignore"):
            number = dtype.as_numpy_dtype(value)
        return bool((complex(number) if dtype.is_complex else float(number)) == value)
    if not -(2**63) <= value < 2**64:
        raise OverflowError("Python int too large to convert to C long")
    return bool(dtype.min <= value <= dtype.max)


def _numbers(value: Any, dtype: dtypes.DType) -> Array:
    """Numbers as an array; whole numbers in lists and arrays that are too large for the dtype wrap (FEE-3)."""
    if dtype.is_complex:
        _refuse_texts(value)
    try:
        return np.asarray(value, dtype.as_numpy_dtype)
    except OverflowError:
        return np.asarray(value, np.int64).astype(dtype.as_numpy_dtype)


def _refuse_texts(value: Any) -> None:
    """TypeError for a text, alone or in lists, where a complex number is wanted; arrays of texts are read (FEE-3)."""
    if isinstance(value, str | bytes):
        raise TypeError(f"must be real number, not {type(value).__name__}")
    if isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.dtype == object):
        for item in value if isinstance(value, list | tuple) else value.flat:
            _refuse_texts(item)


def own_copies(feeds: Mapping[Tensor, Array]) -> dict[Tensor, Array]:
    """The fed arrays as the step gets them: copied, since the user may change theirs (FEE-10), and text encoded."""
    return {tensor: _strings(array) if array.dtype == object else array.copy() for tensor, array in feeds.items()}


def _strings(array: Array) -> Array:
    """Strings as an array of bytes objects; text is encoded in UTF-8 (FEE-11)."""
    encoded = np.empty(array.shape, object)
    for index in np.ndindex(array.shape):
        item = array[index]
        if not isinstance(item, str | bytes):
            raise InternalError(None, None, f"Unsupported object type {type(item).__name__}")
        encoded[index] = item.encode() if isinstance(item, str) else bytes(item)
    return encoded
