"""Invalid programs: what is wrong is put into a valid one, in a place that is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from conformance.flat import runs
from conformance.graph import Attr, Node
from conformance.program import Program, Run
from conformance.values import TensorValue

Draw = Callable[[st.SearchStrategy[Any]], Any]
Fault = Callable[[Draw, Program], Program | None]


@st.composite
def with_fault(draw: Any, valid: st.SearchStrategy[Program], kind: str | None = None) -> Program:
    """Valid programs with one fault of this kind, or of any; a program that has no place for it stays valid."""
    program: Program = draw(valid)
    chosen = draw(st.sampled_from(sorted(FAULTS))) if kind is None else kind
    return FAULTS[chosen](draw, program) or program


def _changed(program: Program, old: Node, new: Node) -> Program:
    nodes = tuple(new if node is old else node for node in program.graph.nodes)
    return replace(program, graph=replace(program.graph, nodes=nodes))


def _with_step(program: Program, step: Run) -> Program:
    return replace(program, steps=(*program.steps[:1], step))


def _some(draw: Draw, things: list[Any]) -> Any:
    return draw(st.sampled_from(things)) if things else None


def _consumers(program: Program) -> list[tuple[Node, int]]:
    """Each data input of each node."""
    return [
        (node, index)
        for node in program.graph.nodes
        for index, source in enumerate(node.inputs)
        if not source.startswith("^")
    ]


def _rewired(draw: Draw, program: Program, source: Callable[[Node], str | None]) -> Program | None:
    """One data input of one node comes from elsewhere."""
    found = _some(draw, _consumers(program))
    if found is None:
        return None
    node, index = found
    name = source(node)
    if name is None:
        return None
    return _changed(program, node, replace(node, inputs=(*node.inputs[:index], name, *node.inputs[index + 1 :])))


def _wrong_input(draw: Draw, program: Program) -> Program | None:
    """An input comes from a node of any dtype and shape that stands before the consumer."""

    def earlier(consumer: Node) -> str | None:
        names = [node.name for node in program.graph.nodes]
        constants = [node.name for node in program.graph.nodes if node.op in ("Const", "Placeholder")]
        before = set(names[: names.index(consumer.name)])
        found: str | None = _some(draw, [name for name in constants if name in before])
        return found

    return _rewired(draw, program, earlier)


def _unknown_input(draw: Draw, program: Program) -> Program | None:
    return _rewired(draw, program, lambda node: "nowhere")


def _output_out_of_range(draw: Draw, program: Program) -> Program | None:
    found = _some(draw, _consumers(program))
    if found is None:
        return None
    node, index = found
    far = f"{node.inputs[index].partition(':')[0]}:9"
    return _changed(program, node, replace(node, inputs=(*node.inputs[:index], far, *node.inputs[index + 1 :])))


def _cycle(draw: Draw, program: Program) -> Program | None:
    return _rewired(draw, program, lambda node: node.name)


def _input_missing(draw: Draw, program: Program) -> Program | None:
    found = _some(draw, _consumers(program))
    if found is None:
        return None
    node, index = found
    return _changed(program, node, replace(node, inputs=(*node.inputs[:index], *node.inputs[index + 1 :])))


def _input_too_many(draw: Draw, program: Program) -> Program | None:
    found = _some(draw, _consumers(program))
    if found is None:
        return None
    node, index = found
    return _changed(program, node, replace(node, inputs=(node.inputs[index], *node.inputs)))


def _unknown_control_input(draw: Draw, program: Program) -> Program | None:
    node = _some(draw, list(program.graph.nodes))
    return node and _changed(program, node, replace(node, inputs=(*node.inputs, "^nowhere")))


def _attrs(program: Program) -> list[tuple[Node, str]]:
    return [(node, name) for node in program.graph.nodes for name in node.attrs]


def _attr_changed(draw: Draw, program: Program, change: Callable[[Attr], Attr | None]) -> Program | None:
    found = _some(draw, _attrs(program))
    if found is None:
        return None
    node, name = found
    changed = change(node.attrs[name])
    attrs = {key: value for key, value in node.attrs.items() if key != name}
    return _changed(program, node, replace(node, attrs={**attrs, name: changed} if changed else attrs))


def _attr_missing(draw: Draw, program: Program) -> Program | None:
    return _attr_changed(draw, program, lambda attr: None)


def _attr_kind(draw: Draw, program: Program) -> Program | None:
    return _attr_changed(
        draw, program, lambda attr: Attr("int", 3) if attr.kind not in ("int", "list(int)") else Attr("string", b"a")
    )


def _attr_value(draw: Draw, program: Program) -> Program | None:
    return _attr_changed(draw, program, lambda attr: _OTHER.get(attr.kind, attr))


_OTHER: Mapping[str, Attr] = {
    "type": Attr("type", "string"),
    "int": Attr("int", -7),
    "string": Attr("string", b"no such choice"),
    "shape": Attr("shape", (2, -3)),
    "list(int)": Attr("list(int)", (1, 2, 3, 4, 5, 6, 7)),
    "list(type)": Attr("list(type)", ("string",)),
}


def _unknown_attr(draw: Draw, program: Program) -> Program | None:
    node = _some(draw, list(program.graph.nodes))
    return node and _changed(program, node, replace(node, attrs={**node.attrs, "colour": Attr("int", 1)}))


def _unknown_op(draw: Draw, program: Program) -> Program | None:
    node = _some(draw, list(program.graph.nodes))
    return node and _changed(program, node, replace(node, op="Frobnicate"))


def _name_taken(draw: Draw, program: Program) -> Program | None:
    nodes = program.graph.nodes
    node = _some(draw, list(nodes[1:]))
    return node and _changed(program, node, replace(node, name=nodes[0].name))


def _bad_name(draw: Draw, program: Program) -> Program | None:
    """The last node, which nobody's input names, has a name that none may have."""
    last = program.graph.nodes[-1]
    return _changed(program, last, replace(last, name=_some(draw, ["a b", "-a", "", "a:0", "/a", "ä"])))


def _unknown_fetch(draw: Draw, program: Program) -> Program | None:
    name = program.graph.nodes[-1].name
    return _with_step(
        program, Run(fetches=(_some(draw, ["nowhere:0", "nowhere", f"{name}:9", f"{name}:x", "^a", ""]),))
    )


def _unknown_target(draw: Draw, program: Program) -> Program | None:
    return _with_step(program, Run(targets=(_some(draw, ["nowhere", "no/where", "nowhere:0:0"]),)))


def _unknown_feed(draw: Draw, program: Program) -> Program | None:
    if not program.steps:
        return None
    step, name = runs(program)[0], program.graph.nodes[-1].name
    fed = _some(draw, ["nowhere:0", "nowhere", f"{name}:9", name])
    return _with_step(program, replace(step, feeds={**step.feeds, fed: TensorValue.of(np.float32(1))}))


def _fed_steps(program: Program) -> list[tuple[Run, str]]:
    return [(step, name) for step in runs(program)[:1] for name in step.feeds]


def _feed_changed(draw: Draw, program: Program, change: Callable[[TensorValue], TensorValue | None]) -> Program | None:
    found = _some(draw, _fed_steps(program))
    if found is None:
        return None
    step, name = found
    feeds = dict(step.feeds)
    changed = change(feeds.pop(name))
    return _with_step(program, replace(step, feeds={**feeds, name: changed} if changed else feeds))


def _feed_missing(draw: Draw, program: Program) -> Program | None:
    return _feed_changed(draw, program, lambda value: None)


def _feed_shape(draw: Draw, program: Program) -> Program | None:
    return _feed_changed(draw, program, lambda value: TensorValue.of(value.array()[None, None]))


def _feed_dtype(draw: Draw, program: Program) -> Program | None:
    other = _some(draw, [np.float32(0.5), np.int32(-1), np.complex64(1j), np.bool_(True), b"text"])
    shape_kept = draw(st.booleans())

    def change(value: TensorValue) -> TensorValue:
        return TensorValue.of(np.full(value.shape, other) if shape_kept and other != b"text" else other)

    return _feed_changed(draw, program, change)


FAULTS: dict[str, Fault] = {
    "an attribute of another kind": _attr_kind,
    "an attribute that is missing": _attr_missing,
    "an attribute that the op does not have": _unknown_attr,
    "an attribute with a value that it cannot have": _attr_value,
    "a control input from nowhere": _unknown_control_input,
    "a cycle": _cycle,
    "a feed of another dtype": _feed_dtype,
    "a feed of another shape": _feed_shape,
    "a feed of nothing": _unknown_feed,
    "a feed that is missing": _feed_missing,
    "a fetch of nothing": _unknown_fetch,
    "a name that none may have": _bad_name,
    "a name that is taken": _name_taken,
    "an input from a node that is not there": _unknown_input,
    "an input from an output that is not there": _output_out_of_range,
    "an input of another dtype or shape": _wrong_input,
    "an input that is missing": _input_missing,
    "an input too many": _input_too_many,
    "an op that does not exist": _unknown_op,
    "a target of nothing": _unknown_target,
}
"""What can be wrong, by the name of its kind."""
