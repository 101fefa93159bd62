"""Between a Graph and the GraphDef message of whichever protobuf classes are at hand (runs on Python 3.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from conformance.graph import Attr, Function, Graph, Node, Shape
from conformance.reading import Malformed
from conformance.values import DTYPE_NAMES, DTYPE_NUMBERS, DTYPES, TensorValue, element_count


def to_graph_def(graph: Graph, message: Any) -> Any:
    """Fill an empty GraphDef message and return it.

    The message comes from the caller (``tf.GraphDef()``), so that this module imports no protobuf classes.
    """
    message.versions.producer = graph.producer
    message.versions.min_consumer = graph.min_consumer
    message.versions.bad_consumers.extend(graph.bad_consumers)
    for node in graph.nodes:
        entry = message.node.add(name=node.name, op=node.op, input=node.inputs, device=node.device)
        _fill_attrs(entry.attr, node.attrs)
    return message


def from_graph_def(message: Any) -> Graph:
    """The inverse of :func:`to_graph_def`.

    Names of dimensions and debug information are dropped. Raises Malformed for what a program cannot hold: a
    function library, or a tensor whose fields contradict each other.
    """
    if message.library.function:
        raise Malformed("a function library is not part of a program")
    nodes = []
    for entry in message.node:
        try:
            attrs = _attrs(entry.attr)
        except Malformed as fault:
            raise fault.inside(entry.name) from None
        nodes.append(Node(entry.name, entry.op, tuple(entry.input), attrs, entry.device))
    versions = message.versions
    return Graph(tuple(nodes), versions.producer, versions.min_consumer, tuple(versions.bad_consumers))


def fill_tensor(message: Any, value: TensorValue) -> None:
    """Fill an empty TensorProto message."""
    message.dtype = DTYPES[value.dtype].number
    _fill_shape(message.tensor_shape, value.shape)
    if isinstance(value.data, tuple):
        message.string_val.extend(value.data)
    elif value.data is None:
        raise Malformed(f"a {value.dtype} has no contents")
    else:
        message.tensor_content = value.data


def tensor_value(message: Any) -> TensorValue:
    """The value that a TensorProto message holds; a value list that is too short repeats its last element."""
    dtype = DTYPE_NAMES.get(message.dtype, "")
    if dtype not in _VALUE_FIELDS:
        raise Malformed(f"a tensor of dtype {dtype or message.dtype} is not part of a program")
    shape = tuple(dim.size for dim in message.tensor_shape.dim)
    if message.tensor_shape.unknown_rank or any(size < 0 for size in shape):
        raise Malformed("a tensor needs a known shape")
    count = element_count(shape)
    if message.tensor_content and dtype != "string":
        if len(message.tensor_content) != count * DTYPES[dtype].itemsize:
            raise Malformed(f"tensor_content has {len(message.tensor_content)} bytes for shape {list(shape)}")
        return TensorValue(dtype, shape, message.tensor_content)
    return TensorValue(dtype, shape, _listed_elements(message, dtype, count))


def _listed_elements(message: Any, dtype: str, count: int) -> Any:
    field, stored = _VALUE_FIELDS[dtype]
    elements = list(getattr(message, field))
    if dtype == "string":
        return tuple(_repeat_last(elements, count, b""))
    itemsize = DTYPES[dtype].itemsize
    contents = np.array(elements, dtype=stored).tobytes()
    pieces = [contents[start : start + itemsize] for start in range(0, len(contents), itemsize)]
    return b"".join(_repeat_last(pieces, count, bytes(itemsize)))


def _repeat_last(elements: list[bytes], count: int, zero: bytes) -> list[bytes]:
    if len(elements) > count:
        raise Malformed(f"a tensor lists {len(elements)} elements where its shape has {count}")
    return elements + [elements[-1] if elements else zero] * (count - len(elements))


# Where a TensorProto lists the elements of a dtype, and as what they are kept in memory.
_VALUE_FIELDS: dict[str, tuple[str, str]] = {
    "float16": ("half_val", "<u2"),
    "bfloat16": ("half_val", "<u2"),
    "float32": ("float_val", "<f4"),
    "float64": ("double_val", "<f8"),
    "int8": ("int_val", "<i1"),
    "int16": ("int_val", "<i2"),
    "int32": ("int_val", "<i4"),
    "uint8": ("int_val", "<u1"),
    "uint16": ("int_val", "<u2"),
    "qint8": ("int_val", "<i1"),
    "qint16": ("int_val", "<i2"),
    "qint32": ("int_val", "<i4"),
    "quint8": ("int_val", "<u1"),
    "quint16": ("int_val", "<u2"),
    "uint32": ("uint32_val", "<u4"),
    "uint64": ("uint64_val", "<u8"),
    "int64": ("int64_val", "<i8"),
    "bool": ("bool_val", "?"),
    "string": ("string_val", ""),
    "complex64": ("scomplex_val", "<f4"),
    "complex128": ("dcomplex_val", "<f8"),
}


def _number(dtype: Any) -> int:
    return DTYPE_NUMBERS[dtype] if isinstance(dtype, str) else int(dtype)


def _fill_shape(message: Any, shape: Shape) -> None:
    message.SetInParent()
    if shape is None:
        message.unknown_rank = True
        return
    for size in shape:
        message.dim.add(size=-1 if size is None else size)


def _shape(message: Any) -> Shape:
    if message.unknown_rank:
        return None
    return tuple(None if dim.size == -1 else dim.size for dim in message.dim)


def _fill_function(message: Any, function: Function) -> None:
    message.name = function.name
    message.SetInParent()
    _fill_attrs(message.attr, function.attrs)


def _fill_attrs(messages: Any, attrs: Mapping[str, Attr]) -> None:
    for name, attr in attrs.items():
        _FILL[attr.kind](messages[name], attr.value)


def _set(field: str, convert: Callable[[Any], Any]) -> Callable[[Any, Any], None]:
    return lambda message, value: setattr(message, field, convert(value))


def _fill_list(field: str, convert: Callable[[Any], Any]) -> Callable[[Any, Any], None]:
    return lambda message, value: getattr(message.list, field).extend(map(convert, value))


def _fill_message(field: str, fill: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    return lambda message, value: fill(getattr(message, field), value)


def _fill_list_of_messages(field: str, fill: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    def fill_all(message: Any, value: Any) -> None:
        for element in value:
            fill(getattr(message.list, field).add(), element)

    return fill_all


_SCALARS: dict[str, tuple[str, Callable[[Any], Any]]] = {  # kind: (field of AttrValue, to the message)
    "string": ("s", bytes),
    "int": ("i", int),
    "float": ("f", float),
    "bool": ("b", bool),
    "type": ("type", _number),
}
_MESSAGES: dict[str, tuple[str, Callable[[Any, Any], None], Callable[[Any], Any]]] = {  # kind: (field, fill, read)
    "shape": ("shape", _fill_shape, _shape),
    "tensor": ("tensor", fill_tensor, tensor_value),
    "func": ("func", _fill_function, lambda message: Function(message.name, _attrs(message.attr))),
}
_FILL: dict[str, Callable[[Any, Any], None]] = {
    "list": lambda message, value: message.list.SetInParent(),
    "placeholder": _set("placeholder", str),
}
for _kind, (_field, _convert) in _SCALARS.items():
    _FILL[_kind] = _set(_field, _convert)
    _FILL[f"list({_kind})"] = _fill_list(_field, _convert)
for _kind, (_field, _fill, _) in _MESSAGES.items():
    _FILL[_kind] = _fill_message(_field, _fill)
    _FILL[f"list({_kind})"] = _fill_list_of_messages(_field, _fill)

_READ: dict[str, tuple[str, Callable[[Any], Any]]] = {"placeholder": ("placeholder", str)}
_READ.update({field: (kind, to_message) for kind, (field, to_message) in _SCALARS.items()})
_READ["type"] = ("type", lambda number: DTYPE_NAMES.get(number, number))
_READ.update({field: (kind, read) for kind, (field, _, read) in _MESSAGES.items()})


def _attrs(messages: Any) -> dict[str, Attr]:
    attrs = {}
    for name in sorted(messages):
        try:
            attrs[name] = _attr(messages[name])
        except Malformed as fault:
            raise fault.inside(name) from None
    return attrs


def _attr(message: Any) -> Attr:
    field = message.WhichOneof("value")
    if field is None:
        raise Malformed("the attribute has no value")
    if field != "list":
        kind, read = _READ[field]
        return Attr(kind, read(getattr(message, field)))
    filled = [descriptor.name for descriptor, _ in message.list.ListFields()]
    if not filled:
        return Attr("list", ())
    if len(filled) > 1:
        raise Malformed("the list holds several kinds: " + ", ".join(filled))
    kind, read = _READ[filled[0]]
    return Attr(f"list({kind})", tuple(read(element) for element in getattr(message.list, filled[0])))
