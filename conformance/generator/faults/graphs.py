"""Faults in a graph: nodes, inputs, attributes, devices and places that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from conformance.generator.choices import Choices
from conformance.generator.faults.fault import (
    changed,
    constant,
    fault,
    first_run,
    keeps_waiting,
    last_step,
    more,
    placeholders_fed,
    some,
)
from conformance.graph import Attr, Node
from conformance.program import Program, Run
from reference.opdef.record import REGISTRY


def _consumers(program: Program) -> list[tuple[Node, int]]:
    """Each data input of each node."""
    return [
        (node, index)
        for node in program.graph.nodes
        for index, source in enumerate(node.inputs)
        if not source.startswith("^")
    ]


def _rewired(choices: Choices, program: Program, source: Callable[[Node], str | None]) -> Program | None:
    """One data input of one node comes from elsewhere."""
    found = some(choices, _consumers(program))
    if found is None:
        return None
    node, index = found
    name = source(node)
    if name is None:
        return None
    return changed(program, node, replace(node, inputs=(*node.inputs[:index], name, *node.inputs[index + 1 :])))


@fault("an input of another dtype or shape", "INT-9", "GRA-15")
def _wrong_input(choices: Choices, program: Program) -> Program | None:
    """An input comes from a node of any dtype and shape that stands before the consumer."""

    def earlier(consumer: Node) -> str | None:
        names = [node.name for node in program.graph.nodes]
        constants = [node.name for node in program.graph.nodes if node.op in ("Const", "Placeholder")]
        before = set(names[: names.index(consumer.name)])
        found: str | None = some(choices, [name for name in constants if name in before])
        return found

    return None if keeps_waiting(program) else _rewired(choices, program, earlier)


@fault("an input from a node that is not there", "INT-7")
def _unknown_input(choices: Choices, program: Program) -> Program | None:
    return _rewired(choices, program, lambda node: "nowhere")


@fault("an input from an output that is not there", "INT-7")
def _output_out_of_range(choices: Choices, program: Program) -> Program | None:
    found = some(choices, _consumers(program))
    if found is None:
        return None
    node, index = found
    far = f"{node.inputs[index].partition(':')[0]}:9"
    return changed(program, node, replace(node, inputs=(*node.inputs[:index], far, *node.inputs[index + 1 :])))


@fault("a cycle", "INT-5", "RUN-15")
def _cycle(choices: Choices, program: Program) -> Program | None:
    return _rewired(choices, program, lambda node: node.name)


@fault("an input that is missing", "INT-9")
def _input_missing(choices: Choices, program: Program) -> Program | None:
    found = some(choices, _consumers(program))
    if found is None:
        return None
    node, index = found
    return changed(program, node, replace(node, inputs=(*node.inputs[:index], *node.inputs[index + 1 :])))


@fault("an input too many", "INT-9")
def _input_too_many(choices: Choices, program: Program) -> Program | None:
    found = some(choices, _consumers(program))
    if found is None:
        return None
    node, index = found
    return changed(program, node, replace(node, inputs=(node.inputs[index], *node.inputs)))


@fault("a control input from nowhere", "INT-7")
def _unknown_control_input(choices: Choices, program: Program) -> Program | None:
    node = some(choices, list(program.graph.nodes))
    return None if node is None else changed(program, node, replace(node, inputs=(*node.inputs, "^nowhere")))


def _attrs(program: Program) -> list[tuple[Node, str]]:
    return [(node, name) for node in program.graph.nodes for name in node.attrs]


def _attr_changed(choices: Choices, program: Program, change: Callable[[Attr], Attr | None]) -> Program | None:
    found = some(choices, _attrs(program))
    if found is None:
        return None
    node, name = found
    other = change(node.attrs[name])
    attrs = {key: value for key, value in node.attrs.items() if key != name}
    return changed(program, node, replace(node, attrs={**attrs, name: other} if other else attrs))


@fault("an attribute that is missing", "INT-8")
def _attr_missing(choices: Choices, program: Program) -> Program | None:
    return None if keeps_waiting(program) else _attr_changed(choices, program, lambda attr: None)


@fault("an attribute of another kind", "INT-8")
def _attr_kind(choices: Choices, program: Program) -> Program | None:
    return _attr_changed(
        choices, program, lambda attr: Attr("int", 3) if attr.kind not in ("int", "list(int)") else Attr("string", b"a")
    )


@fault("an attribute with a value that it cannot have", "INT-8")
def _attr_value(choices: Choices, program: Program) -> Program | None:
    return None if keeps_waiting(program) else _attr_changed(choices, program, lambda attr: _OTHER.get(attr.kind, attr))


_OTHER: Mapping[str, Attr] = {
    "type": Attr("type", "string"),
    "int": Attr("int", -7),
    "string": Attr("string", b"no such choice"),
    "shape": Attr("shape", (2, -3)),
    "list(int)": Attr("list(int)", (1, 2, 3, 4, 5, 6, 7)),
    "list(type)": Attr("list(type)", ("string",)),
}


@fault("an attribute that the op does not have", "INT-8")
def _unknown_attr(choices: Choices, program: Program) -> Program | None:
    node = some(choices, list(program.graph.nodes))
    return (
        None if node is None else changed(program, node, replace(node, attrs={**node.attrs, "colour": Attr("int", 1)}))
    )


@fault("an op that does not exist", "INT-10")
def _unknown_op(choices: Choices, program: Program) -> Program | None:
    node = some(choices, list(program.graph.nodes))
    return None if node is None else changed(program, node, replace(node, op="Frobnicate"))


@fault("a name that is taken", "INT-7")
def _name_taken(choices: Choices, program: Program) -> Program | None:
    nodes = program.graph.nodes
    node = some(choices, list(nodes[1:]))
    return None if node is None else changed(program, node, replace(node, name=nodes[0].name))


@fault("a name that none may have", "INT-7", "NAM-1")
def _bad_name(choices: Choices, program: Program) -> Program | None:
    """The last node, which nobody's input names, has a name that none may have."""
    last = program.graph.nodes[-1]
    return changed(program, last, replace(last, name=choices.choice(["a b", "-a", "", "a:0", "/a", "ä"])))


# ---- versions


@fault("a graph for readers of a later version", "INT-10")
def _later_version(choices: Choices, program: Program) -> Program | None:
    graph = program.graph
    later = replace(graph, min_consumer=1000), replace(graph, bad_consumers=(134,)), replace(graph, producer=-1)
    return replace(program, graph=choices.choice(later))


# ---- devices and places


@fault("a device that is not there", "SES-19")
def _unknown_device(choices: Choices, program: Program) -> Program | None:
    """Not of a node that uses a thing with state: the device of its maker counts (SES-22)."""
    things = {name for name, record in REGISTRY.items() if record.pattern_kind}
    node = some(choices, [node for node in program.graph.nodes if node.op not in things])
    devices = ("/device:GPU:0", "/cpu:9", "/job:nowhere", "/device:TOASTER:0")
    return None if node is None else changed(program, node, replace(node, device=choices.choice(devices)))


@fault("a place beside a node that is not there", "INT-7")
def _unknown_place(choices: Choices, program: Program) -> Program | None:
    node = some(choices, program.graph.nodes)
    return (
        None
        if node is None
        else changed(program, node, replace(node, attrs={**node.attrs, "_class": _place("nowhere")}))
    )


def _place(name: str) -> Attr:
    return Attr("list(string)", (f"loc:@{name}".encode(),))


# ---- control flow


@fault("a fetch from a branch that is not taken", "FLOW-5")
def _dead_fetch(choices: Choices, program: Program) -> Program | None:
    taken = choices.boolean()
    return _with_switch(program, np.bool_(taken), f"branch:{int(not taken)}")


@fault("a predicate with dimensions", "FLOW-10")
def _long_predicate(choices: Choices, program: Program) -> Program | None:
    return _with_switch(program, np.array([True]), "branch:0")


def _with_switch(program: Program, predicate: object, fetch: str) -> Program | None:
    switch = Node("branch", "Switch", ("data", "taken"), {"T": Attr("type", "float32")})
    nodes = [constant("data", np.float32(1)), constant("taken", predicate), switch]
    return more(program, nodes, [Run(fetches=(fetch,))])


@fault("inputs from inside and outside a loop", "FLOW-12")
def _two_frames(choices: Choices, program: Program) -> Program | None:
    """Not beside an AccumulateNV2: TensorFlow looks through the whole graph to replace it (DEV-53)."""
    if "AccumulateNV2" in program.graph.ops():
        return None
    frame = {"T": Attr("type", "float32"), "frame_name": Attr("string", b"loop")}
    nodes = [
        constant("outside", np.float32(1)),
        Node("inside", "Enter", ("outside",), frame),
        Node("both", "Add", ("inside", "outside"), {"T": Attr("type", "float32")}),
    ]
    return more(program, nodes, [Run(fetches=("both:0",))])


@fault("an op whose check fails", "RUN-11", "RUN-12")
def _failing_check(choices: Choices, program: Program) -> Program | None:
    step = first_run(program)
    if step is None:
        return None
    check = {"T": Attr("type", "float32"), "message": Attr("string", b"checked")}
    nodes = [
        constant("number", np.float32(choices.choice([np.nan, np.inf]))),
        Node("checked", "CheckNumerics", ("number",), check),
    ]
    grown = more(program, nodes, [])
    return grown and last_step(grown, Run(feeds=placeholders_fed(program), fetches=(*step.fetches, "checked:0")))
