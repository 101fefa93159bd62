"""Attributes as `AttrValue` messages, as the plain values that operations keep, and as users see them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from reference.dtypes import DType, as_dtype
from reference.interchange.messages import is_message, message
from reference.interchange.tensor_proto import array_of, fill_tensor, tensor_message

if TYPE_CHECKING:
    from reference.graph.operation import Operation

_FIELDS = {"string": "s", "int": "i", "float": "f", "bool": "b", "type": "type", "shape": "shape", "tensor": "tensor",
           "func": "func"}  # fmt: skip
KINDS = {field: kind for kind, field in _FIELDS.items()}


# ---- from a message to the plain value


def from_attr_value(proto: Any) -> Any:
    """The plain value that an `AttrValue` holds, as `Operation` keeps it.

    A function stays a `NameAttrList` message; a placeholder of a function's body stays the `AttrValue`.
    """
    field = proto.WhichOneof("value")
    if field == "list":
        return _plain_list(proto.list)
    if field is None:
        return []
    read = _READ.get(field)
    return proto if read is None else read(getattr(proto, field))


def _plain_list(proto: Any) -> list[Any]:
    for descriptor, values in proto.ListFields():
        return [_READ[descriptor.name](value) for value in values]
    return []


def static_shape_of(proto: Any) -> tuple[int | None, ...] | None:
    """The static shape that a `TensorShapeProto` describes; ValueError if there is no such shape."""
    sizes = [dim.size for dim in proto.dim]
    if proto.unknown_rank:
        if sizes:
            raise ValueError("An unknown shape must not have any dimensions set.")
        return None
    if not sizes:
        return ()
    _check_sizes(sizes)
    return tuple([None if size < 0 else size for size in sizes])


def _check_sizes(sizes: list[int]) -> None:
    written = f"Shape [{','.join(['?' if size == -1 else str(size) for size in sizes])}]"
    if min(sizes) < -1:  # DEV-55
        raise ValueError(f"{written} has dimensions with values below -1 (where -1 means unknown)")
    if len(sizes) > _MOST_DIMENSIONS:
        raise ValueError(f"{written} has too many dimensions")
    if math.prod([size for size in sizes if size >= 0]) >= 2**63:
        raise ValueError(f"{written} is too large (more than 2**63 - 1 entries)")


_MOST_DIMENSIONS = 254


def _same(value: Any) -> Any:
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "s": _same, "i": _same, "f": _same, "b": _same, "type": as_dtype, "shape": static_shape_of, "tensor": array_of,
    "func": _same,
}  # fmt: skip


# ---- from the plain value to a message


def to_attr_value(kind: str | None, value: Any, dtype: DType | None = None) -> Any:
    """A plain value as a new `AttrValue`; ``dtype`` is the tensor's where the array does not tell it."""
    proto = message("AttrValue")()
    fill_attr(proto, kind, value)
    return proto


def fill_attr(proto: Any, kind: str | None, value: Any, form: int | None = None) -> None:
    """Writes a plain value into an empty `AttrValue`; ``form`` says how a tensor lists its elements."""
    if is_message(value, "AttrValue"):
        proto.CopyFrom(value)
        return
    kind = kind_of(value) if kind is None or kind == "any" else kind
    if kind.startswith("list("):
        _fill_list(proto.list, kind[5:-1], value)
    elif kind == "type":
        proto.type = value.as_datatype_enum
    elif kind in _SIMPLE:
        setattr(proto, _FIELDS[kind], value)
    elif kind == "tensor":
        fill_tensor(proto.tensor, value, as_dtype(value.dtype), form)
    elif kind == "shape":
        fill_shape(proto.shape, value)
    else:
        proto.func.CopyFrom(value)


_SIMPLE = frozenset({"string", "int", "float", "bool"})


def _fill_list(proto: Any, kind: str, values: list[Any]) -> None:
    proto.SetInParent()
    if not values:
        return
    kind = kind_of(values[0]) if kind == "any" else kind
    field = getattr(proto, _FIELDS[kind])
    if kind in _SIMPLE:
        field.extend(values)
    elif kind == "type":
        field.extend([dtype.as_datatype_enum for dtype in values])
    elif kind == "shape":
        for value in values:
            fill_shape(field.add(), value)
    elif kind == "tensor":
        for value in values:
            fill_tensor(field.add(), value, as_dtype(value.dtype))
    else:
        field.extend(values)


def fill_shape(proto: Any, shape: tuple[int | None, ...] | None) -> None:
    """Writes a static shape into an empty `TensorShapeProto`."""
    proto.SetInParent()
    if shape is None:
        proto.unknown_rank = True
        return
    for size in shape:
        proto.dim.add(size=-1 if size is None else size)


def kind_of(value: Any) -> str:
    """The kind of attribute that a plain value is, where no signature tells it."""
    if isinstance(value, list):
        return f"list({kind_of(value[0])})" if value else "list(any)"
    for types, kind in _KINDS_BY_TYPE:
        if isinstance(value, types):
            return kind
    return "func"


_KINDS_BY_TYPE: tuple[tuple[Any, str], ...] = (
    (bool, "bool"), (int, "int"), (float, "float"), ((bytes, str), "string"), (DType, "type"),
    ((tuple, type(None)), "shape"), (np.ndarray, "tensor"),
)  # fmt: skip


# ---- what users see


def user_value(operation: Operation, name: str) -> Any:
    """What ``operation.get_attr(name)`` gives: messages for shapes and tensors, a `DType` for a type (GRA-18)."""
    value = operation._attrs[name]
    attr = operation._record.signature.attrs.get(name)
    kind = attr.kind if attr is not None else kind_of(value)
    if not kind.startswith("list("):
        return _user_item(kind, value, operation._tensor_forms.get(name))
    kind = kind[5:-1]
    return [_user_item(kind, item, None) for item in value]


def _user_item(kind: str, value: Any, form: int | None) -> Any:
    if kind == "float":
        return float(np.float32(value))
    if kind == "shape":
        proto = message("TensorShapeProto")()
        fill_shape(proto, value)
        return proto
    if kind == "tensor":
        return tensor_message(value, as_dtype(value.dtype), form)
    if kind == "func":
        copy = message("NameAttrList")()
        copy.CopyFrom(value)
        return copy
    return value
