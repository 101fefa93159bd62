"""Whole random programs: a graph grown op by op, and the steps that run it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from conformance.generator.drawing import Drawing, DrawnTensor
from conformance.generator.faults import with_fault
from conformance.generator.variables import add_variable, variable_steps
from conformance.graph import Attr, Graph, Node
from conformance.program import Program, Run
from conformance.values import TensorValue
from reference.errors import OpError
from reference.opdef.record import REGISTRY, OpRecord, bind_kernel, count_of
from reference.opdef.signature import Attribute

_CONTROL_EDGE_ONE_IN = 8
_INVALID_ONE_IN = 6
_DEVICES = ("", "", "", "", "", "/cpu:0", "/device:CPU:0")
_NOT_FED_ANEW = frozenset(["int32", "int64"])  # they may be shapes and indices of what follows
_MOST_ELEMENTS = 4096  # a larger result is not computed further with: graphs stay small enough to read


def generated_ops() -> tuple[str, ...]:
    """The ops that take part in random graphs: all whose record says how."""
    return tuple(sorted(name for name, record in REGISTRY.items() if record.argument_function is not None))


@st.composite
def programs(draw: Any, ops: Sequence[str] | None = None, max_nodes: int = 12) -> Program:
    """Programs over these ops (all, if None) of at most about ``max_nodes`` ops beside constants and placeholders."""
    drawing = Drawing(draw)
    names = list(generated_ops() if ops is None else ops)
    least = draw(st.integers(1, max(1, max_nodes // 2)))  # else most graphs would be tiny
    grown = draw(st.lists(_one_more(drawing, names), min_size=least, max_size=max_nodes))
    failing = [name for added in grown for name in added]
    variables = [add_variable(drawing) for _ in range(drawing.choice([0, 0, 0, 1, 2]))]
    steps = [*_pure_steps(drawing), *(Run(feeds=drawing.feeds, fetches=(name,)) for name in failing)]
    return Program(Graph(tuple(drawing.nodes)), (*steps, *variable_steps(drawing, variables)))


@st.composite
def mixed_programs(draw: Any, ops: Sequence[str] | None = None, max_nodes: int = 12) -> Program:
    """Programs most of which are valid; now and then one has a fault."""
    valid = programs(ops, max_nodes)
    is_invalid = draw(st.integers(1, _INVALID_ONE_IN)) == _INVALID_ONE_IN
    program: Program = draw(with_fault(valid) if is_invalid else valid)
    return program


def _one_more(drawing: Drawing, names: list[str]) -> st.SearchStrategy[list[str]]:
    """Adds one op to the graph under construction; drawn as a whole, so that it can be left out as a whole."""
    return st.builds(lambda: _grow(drawing, REGISTRY[drawing.choice(names)]))


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
    control = _control_inputs(drawing)
    name = drawing.fresh_name(drawing.scope() + record.name.lower())
    spelled = {key: _attr(record.signature.attrs[key], value) for key, value in attrs.items()}
    sources = (*(_input(tensor) for tensor in inputs), *control)
    drawing.nodes.append(Node(name, record.name, sources, spelled, drawing.choice(_DEVICES)))
    return _evaluate(drawing, record, attrs, name, [tensor.value for tensor in inputs])


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


def _plain(kind: str, value: Any) -> Any:
    if kind == "type":
        return value.name
    if kind == "shape":
        return None if value is None else tuple(value)
    return TensorValue.of(value) if kind == "tensor" else value


def _input(tensor: DrawnTensor) -> str:
    return tensor.name.removesuffix(":0")


def _control_inputs(drawing: Drawing) -> list[str]:
    if not drawing.nodes or drawing.integer(0, _CONTROL_EDGE_ONE_IN) != _CONTROL_EDGE_ONE_IN:
        return []
    names = [drawing.choice(drawing.nodes).name for _ in range(drawing.integer(1, 2))]
    return [f"^{name}" for name in dict.fromkeys(names)]


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
    """One or two steps that fetch what nobody uses, and some other tensors; the second may feed an inner one."""
    tensors = [tensor for tensor in drawing.tensors if tensor.name not in drawing.feeds]
    if not tensors:
        return []
    used = {source for node in drawing.nodes for source in node.inputs}
    unused = [tensor.name for tensor in tensors if _input(tensor) not in used]
    others = [drawing.choice(tensors).name for _ in range(drawing.integer(0, 3))]
    fetches = tuple(dict.fromkeys([*others, *unused]))
    steps = [Run(feeds=drawing.feeds, fetches=fetches)]
    if drawing.boolean():
        fed = drawing.choice(tensors)
        feeds = {**drawing.feeds, fed.name: TensorValue.of(_fed_value(drawing, fed))}
        steps.append(Run(feeds=feeds, fetches=tuple(name for name in fetches if name != fed.name) or (fed.name,)))
    return steps


def _fed_value(drawing: Drawing, fed: DrawnTensor) -> Any:
    """Other contents than the tensor would have, so that it shows where they do not arrive."""
    if fed.dtype.base_dtype.name in _NOT_FED_ANEW or drawing.boolean():
        return fed.value
    return drawing.contents(fed.dtype, fed.shape)
