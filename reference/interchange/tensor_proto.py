"""Arrays as `TensorProto` messages and back.

A message holds the elements either as bytes (``tensor_content``) or listed in the field of their kind;
a list that is too short stands for a tensor whose last listed element is repeated.
"""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Any

import numpy as np

from reference.dtypes import DType, as_dtype
from reference.interchange.messages import is_message, message
from reference.literal import as_array
from reference.public import public
from reference.tensor_shape import as_static

Array = np.ndarray[Any, Any]

AS_CONTENT = -1  # a form: the elements stand in ``tensor_content``; else the number of elements listed

# Where the elements of a dtype are listed, and as what they are kept in memory.
_LISTED: dict[str, tuple[str, str]] = {
    "float16": ("half_val", "<u2"), "bfloat16": ("half_val", "<u2"), "float32": ("float_val", "<f4"),
    "float64": ("double_val", "<f8"), "int8": ("int_val", "<i1"), "int16": ("int_val", "<i2"),
    "int32": ("int_val", "<i4"), "uint8": ("int_val", "<u1"), "uint16": ("int_val", "<u2"),
    "qint8": ("int_val", "<i1"), "qint16": ("int_val", "<i2"), "qint32": ("int_val", "<i4"),
    "quint8": ("int_val", "<u1"), "quint16": ("int_val", "<u2"), "uint32": ("uint32_val", "<u4"),
    "uint64": ("uint64_val", "<u8"), "int64": ("int64_val", "<i8"), "bool": ("bool_val", "?"),
    "complex64": ("scomplex_val", "<f4"), "complex128": ("dcomplex_val", "<f8"),
}  # fmt: skip
_ALWAYS_LISTED = frozenset({"uint16", "float16", "bfloat16", "bool", "complex64", "complex128", "string"})


# ---- from an array to a message


def usual_form(dtype: DType, size: int) -> int:
    """How TensorFlow writes a tensor of so many elements from Python."""
    return size if size <= 1 or dtype.name in _ALWAYS_LISTED else AS_CONTENT


def fill_tensor(proto: Any, array: Array, dtype: DType, form: int | None = None) -> None:
    """Writes an array into an empty `TensorProto`."""
    proto.dtype = dtype.as_datatype_enum
    shape = proto.tensor_shape
    shape.SetInParent()
    for size in array.shape:
        shape.dim.add(size=size)
    form = usual_form(dtype, array.size) if form is None else form
    if form == AS_CONTENT:
        proto.tensor_content = array.tobytes()
    elif form:
        _fill_list(proto, array.ravel()[:form], dtype)


def _fill_list(proto: Any, elements: Array, dtype: DType) -> None:
    if dtype.name == "string":
        proto.string_val.extend(elements.tolist())
        return
    field, stored = _LISTED[dtype.name]
    getattr(proto, field).extend(np.ascontiguousarray(elements).view(stored).tolist())


def tensor_message(array: Array, dtype: DType, form: int | None = None) -> Any:
    """An array as a new `TensorProto`."""
    proto = message("TensorProto")()
    fill_tensor(proto, array, dtype, form)
    return proto


# ---- from a message to an array


def array_of(proto: Any) -> Array:
    """The array that a `TensorProto` holds, which must not be written to.

    A shape of unknown rank counts as a scalar's.  Raises TypeError for a dtype that has no elements, ValueError
    for a shape that is not known and for bytes that are not the tensor's (INT-2).
    """
    dtype = as_dtype(proto.dtype)
    shape = tuple([dim.size for dim in proto.tensor_shape.dim])
    if shape and min(shape) < 0:
        sizes = ",".join(["?" if size == -1 else str(size) for size in shape])
        raise ValueError(f"Shape [{sizes}] is not fully defined")
    size = math.prod(shape)
    if size >= 2**63:
        raise ValueError(f"Shape [{','.join(map(str, shape))}] is too large (more than 2**63 - 1 entries)")
    if dtype.name not in _LISTED and dtype.name != "string":
        raise TypeError(f"Unsupported tensor type: {proto.dtype}")
    if proto.tensor_content:
        return _from_content(proto, dtype, size).reshape(shape)
    return _listed(proto, dtype, shape, size)


def _from_content(proto: Any, dtype: DType, size: int) -> Array:
    content = proto.tensor_content
    if dtype.name == "string":
        strings = _split_strings(content, size)
        if strings is not None:
            return _strings(strings, size)
    elif len(content) == size * dtype.numpy_dtype.itemsize:
        return np.frombuffer(content, dtype.numpy_dtype)
    raise cannot_parse(proto)


def cannot_parse(proto: Any) -> ValueError:
    """The error for a message that holds no tensor."""
    return ValueError(f"Cannot parse tensor from proto: {proto}".rstrip("\n"))


def _split_strings(content: bytes, count: int) -> list[bytes] | None:
    """The strings of a ``tensor_content``: all lengths as varints, then all bytes; None if they do not fit."""
    lengths, start = [], 0
    for _ in range(count):
        length = shift = 0
        while start < len(content):
            byte = content[start]
            start += 1
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        lengths.append(length)
    if start + sum(lengths) != len(content):
        return None
    ends = [start + total for total in accumulate(lengths)]
    return [content[end - length : end] for end, length in zip(ends, lengths, strict=True)]


def form_of(proto: Any) -> int:
    """How a `TensorProto` holds its elements."""
    if proto.tensor_content:
        return AS_CONTENT
    dtype = as_dtype(proto.dtype)
    if dtype.name == "string":
        return len(proto.string_val)
    return len(getattr(proto, _LISTED[dtype.name][0])) // (2 if dtype.is_complex else 1)


def _listed(proto: Any, dtype: DType, shape: tuple[int, ...], size: int) -> Array:
    """The elements that are listed, the last one repeated; zeros where none is."""
    if dtype.name == "string":
        elements = _strings(proto.string_val, len(proto.string_val))
    else:
        field, stored = _LISTED[dtype.name]
        wide = np.array(getattr(proto, field), stored if "f" in stored else None)
        wide = wide[: len(wide) // 2 * 2] if dtype.is_complex else wide
        elements = wide.astype(stored).view(dtype.numpy_dtype)  # integers come wider than they are, and are cut
    if len(elements) >= size:
        return elements[:size].reshape(shape)
    if not len(elements):
        elements = np.full(1, b"", object) if dtype.name == "string" else np.zeros(1, dtype.numpy_dtype)
    if len(elements) == 1 and size > _LARGEST_COPIED:
        return np.broadcast_to(elements[0], shape)
    return np.concatenate([elements, np.repeat(elements[-1:], size - len(elements))]).reshape(shape)


_LARGEST_COPIED = 2**20  # a longer repetition of one element takes no memory until it is computed with


def _strings(values: Any, size: int) -> Array:
    array = np.empty(size, object)
    array[:] = values
    return array


# ---- what users call


@public("make_tensor_proto")
def make_tensor_proto(
    values: Any, dtype: Any = None, shape: Any = None, verify_shape: bool = False, allow_broadcast: bool = False
) -> Any:
    """A new `TensorProto` of a Python value, nested list or array (INT-3).

    With ``shape`` the elements fill that shape in order, the last one repeated.  Raises TypeError for
    elements of a wrong kind or where ``verify_shape`` forbids a shape, ValueError for too many elements.

    >>> print(str(make_tensor_proto(5, shape=[2])).split())
    ['dtype:', 'DT_INT32', 'tensor_shape', '{', 'dim', '{', 'size:', '2', '}', '}', 'int_val:', '5']
    """
    if is_message(values, "TensorProto"):
        return values
    wanted = None if dtype is None else as_dtype(dtype).base_dtype
    sizes = as_static(shape)
    if shape is not None and (sizes is None or None in sizes):
        raise TypeError("int() argument must be a string, a bytes-like object or a real number, not 'NoneType'")
    array, found = as_array(values, wanted, sizes)  # type: ignore[arg-type]
    if shape is None:
        return tensor_message(array, found)
    return _shaped_message(array, found, sizes, verify_shape, allow_broadcast)


def _shaped_message(array: Array, dtype: DType, shape: Any, verify: bool, broadcast: bool) -> Any:
    size = math.prod(shape)
    if (verify and array.shape != shape) or (broadcast and array.size not in (1, size)):
        raise TypeError(f"Expected Tensor's shape: {tuple(shape)}, got {array.shape}.")
    if array.size > size:
        raise ValueError(f"Too many elements provided. Needed at most {size}, but received {array.size}")
    if array.size == size:
        return tensor_message(array.reshape(shape), dtype)
    proto = tensor_message(array, dtype, array.size)
    del proto.tensor_shape.dim[:]
    for extent in shape:
        proto.tensor_shape.dim.add(size=extent)
    return proto


@public("make_ndarray")
def make_ndarray(tensor: Any) -> Array:
    """The value of a `TensorProto` as a new array (INT-3).

    Raises TypeError for a dtype without elements, ValueError for elements that do not fit the shape.

    >>> make_ndarray(make_tensor_proto([1, 2], shape=[3])).tolist()
    [1, 2, 2]
    """
    dtype = as_dtype(tensor.dtype)
    if dtype.is_ref_dtype:
        raise TypeError(f"Unsupported tensor type: {tensor.dtype}")
    _ = dtype.as_numpy_dtype  # KeyError for resources and variants
    size = math.prod([dim.size for dim in tensor.tensor_shape.dim])
    if form_of(tensor) > size:
        raise ValueError("index can't contain negative values")
    return array_of(tensor).copy(order="C")
