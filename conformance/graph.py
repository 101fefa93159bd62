"""A graph as readable data: the nodes of a GraphDef with typed attributes (runs on Python 3.7)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from conformance import reading
from conformance.reading import Malformed
from conformance.values import DTYPE_NAMES, DTYPE_NUMBERS, TensorValue

if TYPE_CHECKING:
    from typing import TypeAlias  # Python 3.7 has none

PRODUCER = 134  # the graph version that TensorFlow 1.15 writes

Shape: TypeAlias = "tuple[int | None, ...] | None"
"""A static shape: None for an unknown rank, None for an unknown size."""


@dataclass(frozen=True)
class Function:
    """A function by name, with the attributes that instantiate it."""

    name: str
    attrs: Mapping[str, Attr] = field(default_factory=dict)


@dataclass(frozen=True)
class Attr:
    """An attribute's value with its kind (WIRE-15), as an OpDef names it: ``Attr("list(int)", (1, 2))``.

    | kind | value |
    |---|---|
    | string | bytes |
    | int, float, bool | the number; a float is rounded to float32 |
    | type | a dtype's name, or a number that has none |
    | shape | None, or a tuple of sizes, None where unknown |
    | tensor | TensorValue |
    | func | Function |
    | placeholder | the name of a function's attribute |
    | list(kind) | a tuple of these; an empty one becomes ``Attr("list", ())``, as in a GraphDef |

    >>> Attr("type", "float32").to_json()
    {'type': 'float32'}
    """

    kind: str
    value: Any

    def __post_init__(self) -> None:
        if self.kind.startswith("list(") and not self.value:
            object.__setattr__(self, "kind", "list")
        elif self.kind == "float":
            object.__setattr__(self, "value", _float32(self.value))
        elif self.kind == "list(float)":
            object.__setattr__(self, "value", tuple(map(_float32, self.value)))

    def to_json(self) -> dict[str, Any]:
        """The attribute as an object with one field, the kind."""
        if self.kind == "list":
            return {"list": []}
        if self.kind.startswith("list("):
            write = _FORMS[self.kind[5:-1]].write
            return {self.kind: [write(element) for element in self.value]}
        return {self.kind: _FORMS[self.kind].write(self.value)}

    @classmethod
    def from_json(cls, data: Any) -> Attr:
        """The inverse of :meth:`to_json`; raises Malformed."""
        if type(data) is not dict or len(data) != 1:
            raise Malformed("an object with one field, the attribute's kind, is wanted")
        kind, value = next(iter(data.items()))
        if kind in _FORMS:
            return cls(kind, reading.field(data, kind, _FORMS[kind].read))
        if kind == "list" and value == []:
            return cls("list", ())
        if kind in _LIST_FORMS:
            return cls(kind, reading.field(data, kind, lambda array: reading.array(array, _LIST_FORMS[kind].read)))
        raise Malformed(f"{kind!r} is no kind of attribute")


@dataclass(frozen=True)
class Node:
    """A node of a GraphDef; ``inputs`` are spelled as there: ``x``, ``x:1``, and last ``^control``."""

    name: str
    op: str
    inputs: tuple[str, ...] = ()
    attrs: Mapping[str, Attr] = field(default_factory=dict)
    device: str = ""

    def to_json(self) -> dict[str, Any]:
        """The node as an object; what is empty is left out."""
        data: dict[str, Any] = {"name": self.name, "op": self.op}
        if self.inputs:
            data["inputs"] = list(self.inputs)
        if self.attrs:
            data["attrs"] = _attrs_to_json(self.attrs)
        if self.device:
            data["device"] = self.device
        return data

    @classmethod
    def from_json(cls, data: Any) -> Node:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("name", "op"), ("inputs", "attrs", "device"))
        return cls(
            reading.field(fields, "name", reading.text),
            reading.field(fields, "op", reading.text),
            reading.field(fields, "inputs", texts) if "inputs" in fields else (),
            reading.field(fields, "attrs", _attrs_from_json) if "attrs" in fields else {},
            reading.field(fields, "device", reading.text) if "device" in fields else "",
        )


@dataclass(frozen=True)
class Graph:
    """The nodes of a GraphDef, in its order, and the versions it declares."""

    nodes: tuple[Node, ...] = ()
    producer: int = PRODUCER
    min_consumer: int = 0
    bad_consumers: tuple[int, ...] = ()

    def ops(self) -> tuple[str, ...]:
        """The op types in the graph, each once, sorted."""
        return tuple(sorted({node.op for node in self.nodes}))

    def to_json(self) -> dict[str, Any]:
        """The graph as an object (WIRE-14); version fields that say nothing are left out."""
        data: dict[str, Any] = {"producer": self.producer}
        if self.min_consumer:
            data["min_consumer"] = self.min_consumer
        if self.bad_consumers:
            data["bad_consumers"] = list(self.bad_consumers)
        data["nodes"] = [node.to_json() for node in self.nodes]
        return data

    @classmethod
    def from_json(cls, data: Any) -> Graph:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("producer", "nodes"), ("min_consumer", "bad_consumers"))
        return cls(
            reading.field(fields, "nodes", lambda nodes: reading.array(nodes, Node.from_json)),
            reading.field(fields, "producer", _int32),
            reading.field(fields, "min_consumer", _int32) if "min_consumer" in fields else 0,
            reading.field(fields, "bad_consumers", lambda versions: reading.array(versions, _int32))
            if "bad_consumers" in fields
            else (),
        )


def texts(data: Any) -> tuple[str, ...]:
    """An array of strings."""
    return reading.array(data, reading.text)


def _attrs_to_json(attrs: Mapping[str, Attr]) -> dict[str, Any]:
    return {name: attr.to_json() for name, attr in attrs.items()}


def _attrs_from_json(data: Any) -> dict[str, Attr]:
    return reading.mapping(data, Attr.from_json)


def _int32(data: Any) -> int:
    number = reading.integer(data)
    if not -(2**31) <= number < 2**31:
        raise Malformed("the integer does not fit in 32 bits")
    return number


def _float32(value: float) -> float:
    if math.isnan(value):
        return math.nan  # always this object, so that attributes that hold it compare equal
    with np.errstate(over="ignore"):
        return float(np.float32(value))


def _write_string(value: bytes) -> Any:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": reading.write_base64(value)}


def _read_string(data: Any) -> bytes:
    if type(data) is dict:
        return reading.field(reading.record(data, ("base64",)), "base64", reading.base64_bytes)
    return reading.text(data).encode("utf-8")


def _write_float(value: float) -> Any:
    if math.isnan(value):
        return "nan"
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    return float(str(np.float32(value)))  # the shortest decimal that rounds to this float32


def _read_float(data: Any) -> float:
    if type(data) is str and data in ("nan", "inf", "-inf"):
        return float(data)
    if type(data) not in (int, float):
        raise Malformed("a number, 'nan', 'inf' or '-inf' is wanted, not " + reading.kind(data))
    try:
        value = _float32(data)
    except OverflowError:
        value = float("inf")
    if value - value != 0:
        raise Malformed("the number does not fit in a float32")
    return value


def _write_type(value: Any) -> Any:
    return value


def _read_type(data: Any) -> Any:
    if type(data) is str:
        if data not in DTYPE_NUMBERS:
            raise Malformed(f"{data!r} is no dtype")
        return data
    number = _int32(data)
    if number in DTYPE_NAMES:
        raise Malformed(f"the dtype {number} is {DTYPE_NAMES[number]}")
    return number


def _write_shape(shape: Shape) -> Any:
    return None if shape is None else [None if size is None else reading.write_integer(size) for size in shape]


def _read_size(data: Any) -> int:
    size = reading.integer(data)
    if size == -1:
        raise Malformed("an unknown size is null")
    return size


def _read_shape(data: Any) -> Shape:
    return None if data is None else reading.array(data, reading.optional(_read_size))


def _write_function(function: Function) -> Any:
    return {"name": function.name, "attrs": _attrs_to_json(function.attrs)}


def _read_function(data: Any) -> Function:
    fields = reading.record(data, ("name", "attrs"))
    return Function(reading.field(fields, "name", reading.text), reading.field(fields, "attrs", _attrs_from_json))


class _Form(NamedTuple):
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


_FORMS: dict[str, _Form] = {
    "string": _Form(_write_string, _read_string),
    "int": _Form(reading.write_integer, reading.integer),
    "float": _Form(_write_float, _read_float),
    "bool": _Form(bool, reading.boolean),
    "type": _Form(_write_type, _read_type),
    "shape": _Form(_write_shape, _read_shape),
    "tensor": _Form(TensorValue.to_json, TensorValue.from_json),
    "func": _Form(_write_function, _read_function),
    "placeholder": _Form(str, reading.text),
}
_LIST_FORMS = {f"list({name})": form for name, form in _FORMS.items() if name != "placeholder"}
