"""The first node at which two implementations part, each node being given the same inputs.

Rounding errors of a whole graph cannot be bounded by adding up those of its ops: a difference of
nearly equal numbers magnifies them, and a comparison turns them into another answer.  So every node
is judged by itself: one implementation's values are fed to the other's node, and the results held
against each other with that op's own tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from conformance.accuracy import is_exact, is_sum, within
from conformance.backend import Backend
from conformance.graph import Node
from conformance.outcome import Value
from conformance.program import Program, Run
from conformance.values import TensorValue
from reference.opdef.record import REGISTRY, count_of

Values = Mapping[str, TensorValue]


@dataclass(frozen=True)
class Divergence:
    """A node, what it was given, and what the two implementations made of that."""

    node: Node
    output: str
    inputs: dict[str, TensorValue]
    expected: TensorValue
    actual: TensorValue | None

    def __str__(self) -> str:
        came = "no value" if self.actual is None else repr(self.actual.array())
        given = ", ".join(f"{name} = {value.array()!r}" for name, value in self.inputs.items())
        return f"node {self.node.name} ({self.node.op}) given {given}: {came}, expected {self.expected.array()!r}"


def everything(program: Program, step: int) -> Program:
    """A program of one step, which fetches every tensor that the step's fetches depend on."""
    run = program.steps[step]
    nodes = {node.name: node for node in program.graph.nodes}
    tensors = [
        f"{name}:{index}"
        for name in needed(nodes, run.fetches, run.feeds)
        if nodes[name].op != "Placeholder"
        for index in range(_output_count(nodes[name]))
        if f"{name}:{index}" not in run.feeds
    ]
    return Program(program.graph, (replace(run, fetches=tuple(tensors), targets=()),))


def inner_values(program: Program, step: int, backend: Backend) -> dict[str, TensorValue] | None:
    """What an implementation gives for every tensor behind a step; None if it cannot fetch them all."""
    request = everything(program, step)
    (outcome,) = backend.run(request)
    if not isinstance(outcome, Value):
        return None
    values = dict(zip(request.steps[0].fetches, outcome.values, strict=True))
    known = {name: value for name, value in values.items() if value is not None}
    return {**known, **request.steps[0].feeds}


def first_divergence(program: Program, step: int, values: Values, backend: Backend) -> Divergence | None:
    """The first node that, given ``values``, does not give ``values`` within its op's tolerance."""
    nodes = {node.name: node for node in program.graph.nodes}
    order = [nodes[name] for name in needed(nodes, program.steps[step].fetches, program.steps[step].feeds)]
    fed = program.steps[step].feeds
    judged = [
        node for node in order if _inputs(node) and f"{node.name}:0" in values and not fed.keys() & set(_outputs(node))
    ]
    results = backend.run(Program(program.graph, tuple(_given(node, values, fed) for node in judged)))
    magnitudes = _magnitudes(program, judged, values, fed, backend)
    for node, result in zip(judged, results, strict=True):
        for index, output in enumerate(_outputs(node)):
            came = result.values[index] if isinstance(result, Value) else None
            if came is None or not within(node.op, values[output], came, magnitudes.get(output)):
                given = {name: values[name] for name in _inputs(node)}
                return Divergence(node, output, given, values[output], came)
    return None


def inexact_ops(program: Program, step: int) -> list[str]:
    """The ops behind a step's fetches that need not give the same bits everywhere."""
    nodes = {node.name: node for node in program.graph.nodes}
    run = program.steps[step]
    behind = {nodes[name].op for name in needed(nodes, run.fetches, run.feeds)}
    return sorted(op for op in behind if not is_exact(op))


def needed(nodes: Mapping[str, Node], tensors: Iterable[str], feeds: Iterable[str]) -> list[str]:
    """The names of the nodes behind tensors, each after those it depends on; the search stops at feeds."""
    fed = set(feeds)
    order: dict[str, None] = {}
    pending = [(tensor.partition(":")[0], False) for tensor in reversed(list(tensors)) if tensor not in fed]
    entered: set[str] = set()
    while pending:
        name, is_left = pending.pop()
        if is_left:
            order[name] = None
        elif name not in entered and name in nodes:
            entered.add(name)
            pending.append((name, True))
            controls = [source[1:] for source in nodes[name].inputs if source.startswith("^")]
            sources = [source.partition(":")[0] for source in _inputs(nodes[name]) if source not in fed]
            pending += [(source, False) for source in (*controls, *sources)]
    return list(order)


def _inputs(node: Node) -> list[str]:
    return [source if ":" in source else f"{source}:0" for source in node.inputs if not source.startswith("^")]


def _output_count(node: Node) -> int:
    attrs = {name: attr.value for name, attr in node.attrs.items()}
    return sum(count_of(argument, attrs) for argument in REGISTRY[node.op].signature.outputs)


def _outputs(node: Node) -> list[str]:
    return [f"{node.name}:{index}" for index in range(_output_count(node))]


def _given(node: Node, values: Values, fed: Values) -> Run:
    """A step that gives a node its inputs, and everything else what it is fed anyway (a control edge may need it)."""
    return Run(feeds={**fed, **{name: values[name] for name in _inputs(node)}}, fetches=tuple(_outputs(node)))


def _magnitudes(
    program: Program, judged: Sequence[Node], values: Values, fed: Values, backend: Backend
) -> dict[str, TensorValue]:
    """For the ops that add terms up, what they give for the absolute values of their inputs."""
    sums = [node for node in judged if is_sum(node.op)]
    if not sums:
        return {}
    absolute = {name: _absolute(value) for node in sums for name in _inputs(node) for value in [values[name]]}
    results = backend.run(Program(program.graph, tuple(_given(node, absolute, fed) for node in sums)))
    return {
        output: value
        for node, result in zip(sums, results, strict=True)
        if isinstance(result, Value)
        for output, value in zip(_outputs(node), result.values, strict=True)
        if value is not None
    }


def _absolute(value: TensorValue) -> TensorValue:
    if not value.dtype.startswith(("float", "bfloat", "complex")):
        return value
    array = value.array()
    return TensorValue.of(np.abs(array).astype(array.dtype))
