"""Whole random programs: a graph grown op by op, and the steps that run it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from conformance.generator.drawing import Drawing, DrawnTensor
from conformance.generator.variables import add_variable, variable_steps
from conformance.graph import Attr, Graph, Node
from conformance.program import Program, Run
from conformance.values import TensorValue
from reference.errors import OpError
from reference.opdef.record import REGISTRY, OpRecord, bind_kernel, count_of
from reference.opdef.signature import Attribute

_CONTROL_EDGE_ONE_IN = 8
_STOP_ONE_IN = 10
_MOST_ELEMENTS = 4096  # a larger result is not computed further with: graphs stay small enough to read


def generated_ops() -> tuple[str, ...]:
    """The ops that take part in random graphs: all whose record says how."""
    return tuple(sorted(name for name, record in REGISTRY.items() if record.argument_function is not None))


@st.composite
def programs(draw: Any, ops: Sequence[str] | None = None, max_nodes: int = 12) -> Program:
    """Programs over these ops (all, if None) of at most about ``max_nodes`` ops beside constants and placeholders."""
    drawing = Drawing(draw)
    names = list(generated_ops() if ops is None else ops)
    failing: list[str] = []
    for number in range(max_nodes):
        grown = draw(_one_more(drawing, names, first=number == 0))
        if grown is None:
            break
        failing += grown
    variables = [add_variable(drawing) for _ in range(drawing.choice([0, 0, 0, 1, 2]))]
    steps = [*_pure_steps(drawing), *(Run(feeds=drawing.feeds, fetches=(name,)) for name in failing)]
    return Program(Graph(tuple(drawing.nodes)), (*steps, *variable_steps(drawing, variables)))


@st.composite
def _one_more(draw: Any, drawing: Drawing, names: list[str], first: bool) -> list[str] | None:
    """Adds one op, or says that the graph is large enough; drawn as a whole, so that it can be left out as a whole."""
    if not first and draw(st.integers(0, _STOP_ONE_IN)) == 0:
        return None
    return _grow(drawing, REGISTRY[drawing.choice(names)])


def _grow(drawing: Drawing, record: OpRecord) -> list[str]:
    """Adds one op; gives the name of its first output if the op fails when it runs."""
    drawing.allowed = _allowed(record)
    assert record.argument_function is not None
    arguments = record.argument_function(drawing)
    drawing.allowed = None
    attrs = _attrs(record, arguments)
    inputs: list[DrawnTensor] = []
    for argument in record.signature.inputs:
        given = arguments[argument.name]
        inputs += given if argument.is_list else [given]
    control = _control_input(drawing)
    name = drawing.fresh_name(record.name.lower())
    spelled = {key: _attr(record.signature.attrs[key], value) for key, value in attrs.items()}
    drawing.nodes.append(Node(name, record.name, (*(_input(tensor) for tensor in inputs), *control), spelled))
    return _evaluate(drawing, record, attrs, name, [tensor.value for tensor in inputs])


def _allowed(record: OpRecord) -> tuple[Any, ...] | None:
    for attr in record.signature.attrs.values():
        if attr.kind == "type" and attr.allowed is not None:
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


def _plain(kind: str, value: Any) -> Any:
    if kind == "type":
        return value.name
    if kind == "shape":
        return None if value is None else tuple(value)
    return TensorValue.of(value) if kind == "tensor" else value


def _input(tensor: DrawnTensor) -> str:
    return tensor.name.removesuffix(":0")


def _control_input(drawing: Drawing) -> list[str]:
    if not drawing.nodes or drawing.integer(0, _CONTROL_EDGE_ONE_IN) != _CONTROL_EDGE_ONE_IN:
        return []
    return [f"^{drawing.choice([node.name for node in drawing.nodes])}"]


def _evaluate(drawing: Drawing, record: OpRecord, attrs: dict[str, Any], name: str, values: list[Any]) -> list[str]:
    """Adds the op's outputs, with their values, to what later ops may use."""
    types = _output_types(record, attrs)
    if "context" in record.kernel_keywords:  # its value is known only to a session: nothing is built on it
        return [f"{name}:0"] if types else []
    try:
        with np.errstate(all="ignore"):
            results = bind_kernel(record, attrs)(None, values)
    except OpError:
        return [f"{name}:0"]
    for index, (dtype, result) in enumerate(zip(types, results, strict=True)):
        array = np.asarray(result, dtype.as_numpy_dtype)
        if array.size <= _MOST_ELEMENTS:
            drawing.tensors.append(DrawnTensor(f"{name}:{index}", dtype, array))
    return []


def _output_types(record: OpRecord, attrs: dict[str, Any]) -> list[Any]:
    types: list[Any] = []
    for argument in record.signature.outputs:
        if argument.type_list_attr:
            types += attrs[argument.type_list_attr]
        else:
            types += [argument.dtype or attrs[argument.type_attr or ""]] * count_of(argument, attrs)
    return types


def _pure_steps(drawing: Drawing) -> list[Run]:
    """One or two steps that fetch some of the tensors; the second may feed an inner one."""
    tensors = [tensor for tensor in drawing.tensors if tensor.name not in drawing.feeds]
    if not tensors:
        return []
    last = tensors[-1].name
    others = [drawing.choice(tensors).name for _ in range(drawing.integer(0, 3))]
    steps = [Run(feeds=drawing.feeds, fetches=tuple(dict.fromkeys([last, *others])))]
    if drawing.boolean():
        fed = drawing.choice(tensors)
        feeds = {**drawing.feeds, fed.name: TensorValue.of(fed.value)}
        steps.append(Run(feeds=feeds, fetches=tuple(name for name in steps[0].fetches if name != fed.name) or (last,)))
    return steps
