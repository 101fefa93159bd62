"""One op more in a graph under construction: its inputs, its attributes, and the values it gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from conformance.generator.drawing import Drawing, DrawnTensor
from conformance.graph import Attr, Node
from conformance.values import TensorValue
from reference.dtypes import DType
from reference.errors import OpError
from reference.opdef.record import OpRecord, bind_kernel, count_of
from reference.opdef.signature import Attribute

_CONTROL_EDGE_ONE_IN = 8
_DEVICES = ("", "", "", "", "", "/cpu:0", "/device:CPU:0")
_MOST_ELEMENTS = 4096  # a larger result is not computed further with: graphs stay small enough to read


def grow(drawing: Drawing, record: OpRecord) -> list[str]:
    """Adds one op; gives the name of its first output if it is not known what it gives."""
    drawing.allowed = _allowed(record)
    assert record.argument_function is not None
    arguments = record.argument_function(drawing)
    drawing.allowed = None
    control = _control_inputs(drawing)
    added = add_operation(drawing, record, arguments, control, is_terse=not drawing.boolean())
    if not drawing.failing.isdisjoint(control):  # what waits for what fails never runs
        drawing.failing.add(added.name)
        return list(added.outputs[:1])
    return _evaluate(drawing, record, added)


class Added(NamedTuple):
    """An operation that was added to the graph."""

    name: str
    attrs: dict[str, Any]
    inputs: tuple[DrawnTensor, ...]
    types: tuple[DType, ...]  # of its outputs

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of its outputs."""
        return tuple(f"{self.name}:{index}" for index in range(len(self.types)))


def add_operation(
    drawing: Drawing,
    record: OpRecord,
    arguments: dict[str, Any],
    control: Sequence[str] = (),
    prefix: str = "",
    is_terse: bool = False,
) -> Added:
    """Adds an operation with these inputs and attributes, after those named in ``control``.

    With ``is_terse`` attributes are left out that have their default (INT-8).
    """
    attrs = _attrs(record, arguments)
    inputs: list[DrawnTensor] = []
    for argument in record.signature.inputs:
        given = arguments[argument.name]
        inputs += given if argument.is_list else [given]
    name = drawing.fresh_name(drawing.scope() + (prefix or record.name))
    spelled = {key: _attr(record.signature.attrs[key], value) for key, value in attrs.items()}
    if is_terse:
        spelled = {key: attr for key, attr in spelled.items() if not _is_default(record.signature.attrs[key], attr)}
    sources = (*(tensor.name.removesuffix(":0") for tensor in inputs), *(f"^{name}" for name in control))
    drawing.add(Node(name, record.name, sources, spelled, drawing.choice(_DEVICES)))
    return Added(name, attrs, tuple(inputs), _output_types(record, attrs))


def _allowed(record: OpRecord) -> tuple[Any, ...] | None:
    for attr in record.signature.attrs.values():
        if attr.kind == "type":
            return attr.allowed
    return None


def _attrs(record: OpRecord, arguments: dict[str, Any]) -> dict[str, Any]:
    """The attributes that the arguments give, those that they determine, and the defaults."""
    attrs: dict[str, Any] = {}
    for argument in record.signature.inputs:
        given = arguments[argument.name]
        if argument.number_attr:
            attrs[argument.number_attr] = len(given)
        if argument.type_list_attr:
            attrs[argument.type_list_attr] = [tensor.dtype for tensor in given]
        elif argument.type_attr:
            attrs[argument.type_attr] = (given[0] if argument.is_list else given).dtype
    for attr in record.signature.given:
        attrs[attr.name] = arguments.get(attr.name, attr.default)
    return {key: value.encode() if isinstance(value, str) else value for key, value in attrs.items()}


def _attr(attr: Attribute, value: Any) -> Attr:
    if attr.is_list:
        return Attr(attr.kind, tuple(_plain(attr.element, item) for item in value))
    return Attr(attr.kind, _plain(attr.kind, value))


def _is_default(attr: Attribute, given: Attr) -> bool:
    if not attr.has_default:
        return False
    default = attr.default.encode() if isinstance(attr.default, str) else attr.default
    return _attr(attr, default) == given


def _plain(kind: str, value: Any) -> Any:
    if kind == "type":
        return value.name
    if kind == "shape":
        return None if value is None else tuple(value)
    return TensorValue.of(value) if kind == "tensor" else value


def _control_inputs(drawing: Drawing) -> list[str]:
    if not drawing.nodes or drawing.integer(0, _CONTROL_EDGE_ONE_IN) != _CONTROL_EDGE_ONE_IN:
        return []
    names = [drawing.choice(drawing.nodes).name for _ in range(drawing.integer(1, 2))]
    return list(dict.fromkeys(names))


def _evaluate(drawing: Drawing, record: OpRecord, added: Added) -> list[str]:
    """Adds the op's outputs, with their values, to what later ops may use."""
    if "context" in record.kernel_keywords:  # its value is known only to a session: nothing is built on it
        return list(added.outputs[:1])
    try:
        with np.errstate(all="ignore"):
            results = bind_kernel(record, added.attrs)([tensor.value for tensor in added.inputs])
    except OpError:
        drawing.failing.add(added.name)
        return list(added.outputs[:1])
    for output, dtype, result in zip(added.outputs, added.types, results, strict=True):
        array = np.asarray(result, dtype.as_numpy_dtype)
        if array.size <= _MOST_ELEMENTS:
            drawing.tensors.append(DrawnTensor(output, dtype, array))
    return []


def _output_types(record: OpRecord, attrs: dict[str, Any]) -> tuple[DType, ...]:
    types: list[DType] = []
    for argument in record.signature.outputs:
        if argument.type_list_attr:
            types += attrs[argument.type_list_attr]
        else:
            types += [argument.dtype or attrs[argument.type_attr or ""]] * count_of(argument, attrs)
    return tuple(types)
