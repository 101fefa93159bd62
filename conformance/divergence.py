"""The first node at which two implementations part, each node being given the same inputs.

Rounding errors of a whole graph cannot be bounded by adding up those of its ops: a difference of
nearly equal numbers magnifies them, and a comparison turns them into another answer.  So every node
is judged by itself: one implementation's values are fed to the other's node, and the results held
against each other with that op's own tolerance (CONF-8).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from conformance.accuracy import has_terms, is_exact, is_sum, within
from conformance.asking import outcomes_of
from conformance.backend import Backend
from conformance.flat import runs
from conformance.graph import Node
from conformance.outcome import Outcome, Value
from conformance.program import Program, Run
from conformance.terms import terms
from conformance.values import TensorValue
from reference.opdef.record import REGISTRY, count_of

Values = Mapping[str, TensorValue]


@dataclass(frozen=True)
class Divergence:
    """A node, what it was given, and what the two implementations made of that.

    ``actual`` is the value that came, or the outcome that came in its place.
    """

    node: Node
    output: str
    inputs: dict[str, TensorValue]
    expected: TensorValue | Outcome
    actual: TensorValue | Outcome

    def mirrored(self) -> Divergence:
        """The same, seen from the other implementation."""
        return replace(self, expected=self.actual, actual=self.expected)


def narrowed(program: Program, step: int, fetches: Sequence[str]) -> tuple[Program, int]:
    """The program up to a step, which fetches these of its tensors alone, and the number that the step has there.

    What else a step does, such as writing to a variable, is left out: the values behind the tensors do not need it.
    """
    earlier = _earlier(program, step)
    run = replace(runs(program)[step], fetches=tuple(dict.fromkeys(fetches)), targets=())
    return Program(program.graph, (*earlier, run)), len(earlier)


def everything(program: Program, step: int) -> Program:
    """The program up to a step, which fetches every tensor that the step's fetches depend on."""
    run = runs(program)[step]
    nodes = {node.name: node for node in program.graph.nodes}
    tensors = [
        output
        for name in needed(nodes, run.fetches, run.feeds)
        if nodes[name].op != "Placeholder"
        for output in _outputs(nodes[name])
        if output not in run.feeds
    ]
    whole = replace(run, fetches=tuple(tensors), targets=())
    return Program(program.graph, (*_earlier(program, step), whole))


def inner_values(program: Program, step: int, backend: Backend) -> dict[str, TensorValue] | None:
    """What an implementation gives for every tensor behind a step; None if it cannot fetch them all."""
    request = everything(program, step)
    outcome = outcomes_of(backend, request)[-1]
    if not isinstance(outcome, Value):
        return None
    values = dict(zip(runs(request)[-1].fetches, outcome.values, strict=True))
    known = {name: value for name, value in values.items() if value is not None}
    return {**known, **runs(program)[step].feeds}


def first_divergence(
    program: Program, step: int, values: Values, backend: Backend, settled: Container[str] = ()
) -> Divergence | None:
    """The first node that, given ``values``, does not give ``values`` within its op's tolerance.

    Nodes without inputs are judged too; whatever comes that is no value is a divergence.  Nodes that are
    ``settled`` are not asked again.
    """
    nodes = {node.name: node for node in program.graph.nodes}
    run = runs(program)[step]
    order = [nodes[name] for name in needed(nodes, run.fetches, run.feeds)]
    asked = [node for node in order if node.op != "Placeholder" and node.name not in settled]
    judged = [node for node in asked if _wanted(node, run, values)]
    results = _one_by_one(program, step, judged, values, backend)
    magnitudes = _magnitudes(program, step, judged, values, backend)
    for node, result in zip(judged, results, strict=True):
        for index, output in enumerate(_wanted(node, run, values)):
            came = result.values[index] if isinstance(result, Value) else None
            if came is None or not within(node.op, values[output], came, magnitudes.get(output)):
                given = {name: values[name] for name in _inputs(node)}
                return Divergence(node, output, given, values[output], result if came is None else came)
    return None


def settled_nodes(program: Program, step: int, expected: Values, actual: Values) -> frozenset[str]:
    """The nodes that two implementations were both seen to run: of the same inputs they made the same outputs.

    A node with state is never settled: what it gives depends on more than its inputs.
    """
    run = runs(program)[step]
    nodes = (node for node in program.graph.nodes if node.op in REGISTRY and not REGISTRY[node.op].stateful)
    return frozenset(
        node.name
        for node in nodes
        if all(
            name in actual and name in expected and actual[name] == expected[name]
            for name in (*_inputs(node), *_wanted(node, run, expected))
        )
    )


def inexact_ops(program: Program, step: int, fetch: str | None = None, targets: bool = False) -> list[str]:
    """The ops behind a step's fetches, or one of them, that need not give the same bits everywhere.

    A control edge carries no value: what is behind it does not count, unless the step's ``targets`` and all that they
    wait for are to count too.
    """
    nodes = {node.name: node for node in program.graph.nodes}
    run = runs(program)[step]
    fetches = run.fetches if fetch is None else (fetch,)
    wanted = (*fetches, *run.targets) if targets else fetches
    behind = {nodes[name].op for name in needed(nodes, wanted, run.feeds, controls=targets)}
    return sorted(op for op in behind if not is_exact(op))


def needed(nodes: Mapping[str, Node], tensors: Iterable[str], feeds: Iterable[str], controls: bool = True) -> list[str]:
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
            edges = [source[1:] for source in nodes[name].inputs if source.startswith("^")] if controls else []
            sources = [source.partition(":")[0] for source in _inputs(nodes[name]) if source not in fed]
            pending += [(source, False) for source in (*edges, *sources)]
    return list(order)


def _inputs(node: Node) -> list[str]:
    return [source if ":" in source else f"{source}:0" for source in node.inputs if not source.startswith("^")]


def _outputs(node: Node) -> list[str]:
    if node.op not in REGISTRY:
        return [f"{node.name}:0"]
    attrs = {name: attr.value for name, attr in node.attrs.items()}
    count = sum(count_of(argument, attrs) for argument in REGISTRY[node.op].signature.outputs)
    return [f"{node.name}:{index}" for index in range(count)]


def _wanted(node: Node, run: Run, values: Values) -> list[str]:
    """The outputs of a node that are not fed, if it computes any."""
    return [output for output in _outputs(node) if output in values and output not in run.feeds]


def _earlier(program: Program, step: int) -> tuple[Run, ...]:
    """The steps before this one in its session."""
    row = runs(program)
    return tuple(run for run in row[:step] if run.session == row[step].session)


def _one_by_one(program: Program, step: int, nodes: Sequence[Node], values: Values, backend: Backend) -> list[Outcome]:
    """What comes of running nodes by themselves, each in a session of its own and fed its inputs.

    The step's own feeds stay (a control edge may need them), and where something behind the step has
    state, the session's earlier steps are run first.
    """
    if not nodes:
        return []
    run = runs(program)[step]
    has_state = any(REGISTRY[node.op].stateful for node in program.graph.nodes if node.op in REGISTRY)
    before = _earlier(program, step) if has_state else ()
    steps: list[Run] = []
    for number, node in enumerate(nodes):
        feeds = {**run.feeds, **{name: values[name] for name in _inputs(node)}}
        alone = Run(feeds=feeds, fetches=tuple(_wanted(node, run, values)))
        steps += [replace(each, session=f"node {number}") for each in (*before, alone)]
    outcomes = outcomes_of(backend, Program(program.graph, tuple(steps)))
    if len(outcomes) != len(steps):  # one outcome for the whole program
        return [outcomes[0]] * len(nodes)
    return list(outcomes[len(before) :: len(before) + 1])


def _magnitudes(
    program: Program, step: int, judged: Sequence[Node], values: Values, backend: Backend
) -> dict[str, TensorValue]:
    """The sums of the absolute values of their terms, for the ops that add terms up.

    Most have only to be asked for the absolute values of their inputs.
    """
    sums = [node for node in judged if is_sum(node.op)]
    absolute = {**values, **{name: _absolute(values[name]) for node in sums for name in _inputs(node)}}
    results = _one_by_one(program, step, sums, absolute, backend)
    found = {
        output: value
        for node, result in zip(sums, results, strict=True)
        if isinstance(result, Value)
        for output, value in zip(_wanted(node, runs(program)[step], values), result.values, strict=True)
        if value is not None
    }
    for node in judged:
        added = terms(node, [values[name] for name in _inputs(node)]) if has_terms(node.op) else None
        if added is not None:
            found[f"{node.name}:0"] = added
    return found


def _absolute(value: TensorValue) -> TensorValue:
    if not value.dtype.startswith(("float", "bfloat", "complex")):
        return value
    array = value.array()
    return TensorValue.of(np.abs(array).astype(array.dtype))
