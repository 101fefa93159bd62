"""A program made smaller, as long as it keeps what makes it interesting: greedily, one change at a time.

The changes are tried in the order of what they save: whole steps, what steps ask for, nodes (left out, or with a
constant in their place), control edges, devices and scopes, and last the contents and sizes of values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from conformance.divergence import needed
from conformance.flat import asked_for, flat_steps
from conformance.graph import Attr, Graph, Node
from conformance.labelled import less_of_labels
from conformance.less import shorter, simpler, weight
from conformance.outcome import Outcome, Value
from conformance.program import AtOnce, PartialRun, Program, Run, RunNested, Step, has_its_labels
from conformance.values import TensorValue
from reference.opdef.record import REGISTRY

TRIES = 1000  # programs that are judged to make one small

Keeps = Callable[[Program], bool]
"""Whether a program still shows what it is to show."""

Runs = Callable[[Program], tuple[Outcome, ...]]
"""What an implementation makes of a program: where the constants that stand for nodes come from."""


def shrunk(program: Program, keeps: Keeps, run: Runs, tries: int = TRIES) -> Program:
    """The smallest program that is found; the given one where no change keeps it."""
    smallest, before = program, None
    left = iter(range(tries))
    while smallest is not before:
        before = smallest
        for changes in _CHANGES:
            while (smaller := _one_smaller(smallest, changes(smallest, run), keeps, left)) is not None:
                smallest = smaller
    return smallest


def _one_smaller(program: Program, candidates: Iterable[Program], keeps: Keeps, left: Iterator[int]) -> Program | None:
    """The first of the candidates that is smaller and keeps what it is to keep; None if none does."""
    for candidate in candidates:
        if has_its_labels(candidate) and size(candidate) < size(program):
            if next(left, None) is None:
                return None
            if keeps(candidate):
                return candidate
    return None


def size(program: Program) -> tuple[int, int, int, int]:
    """What makes a program larger than another: nodes, steps, edges and names asked for, and all that is written."""
    steps = flat_steps(program)
    nests = sum(step.nest.size for step in steps if isinstance(step, RunNested))
    edges = sum(len(node.inputs) for node in program.graph.nodes)
    asked = sum(len(asked_for(step)) + len(getattr(step, "feeds", ()) or ()) for step in steps)
    contents = sum(weight(value) for value in _values_of(program))
    names = sum(len(node.name) + len(node.device) for node in program.graph.nodes)
    threads = sum(isinstance(step, AtOnce) for step in program.steps)
    return len(program.graph.nodes), len(steps) + threads, edges + asked + nests, contents + names


def needed_part(program: Program) -> Program:
    """The same steps over the nodes that they depend on alone."""
    nodes = {node.name: node for node in program.graph.nodes}
    wanted = {name for step in flat_steps(program) for name in needed(nodes, asked_for(step), ())}
    kept = tuple(node for node in program.graph.nodes if node.name in wanted)
    return _with(program, kept)


def _with(program: Program, nodes: tuple[Node, ...]) -> Program:
    """The program over other nodes; what steps feed to nodes that are gone is gone too."""
    gone = {node.name for node in program.graph.nodes} - {node.name for node in nodes}
    graph = replace(program.graph, nodes=nodes)
    return Program(graph, tuple(_not_feeding(step, gone) for step in program.steps))


def _not_feeding(step: Step, gone: set[str]) -> Step:
    if not isinstance(step, Run | RunNested | PartialRun):
        return step
    return replace(
        step, feeds={name: value for name, value in step.feeds.items() if name.partition(":")[0] not in gone}
    )


# ---- changes


def _needed_alone(program: Program, run: Runs) -> Iterator[Program]:
    yield needed_part(program)


def _fewer_steps(program: Program, run: Runs) -> Iterator[Program]:
    """One step alone, several steps left out, each left out, threads left out, threads one after the other."""
    steps = program.steps
    for step in steps if len(steps) > 2 else ():
        yield needed_part(replace(program, steps=(step,)))
    for fewer in shorter(steps):
        yield needed_part(replace(program, steps=fewer))
    for number, step in reversed(list(enumerate(steps))):
        yield needed_part(replace(program, steps=steps[:number] + steps[number + 1 :]))
        if isinstance(step, AtOnce):
            for threads in _fewer_threads(step):
                yield needed_part(replace(program, steps=(*steps[:number], *threads, *steps[number + 1 :])))


def _fewer_threads(step: AtOnce) -> Iterator[tuple[Step, ...]]:
    yield tuple(one for thread in step.threads for one in thread)
    for number, thread in enumerate(step.threads):
        others = step.threads[:number] + step.threads[number + 1 :]
        yield (AtOnce(others),)
        for place in range(len(thread)):
            shorter = thread[:place] + thread[place + 1 :]
            yield (AtOnce((*step.threads[:number], shorter, *step.threads[number + 1 :])),)


def _less_of_labels(program: Program, run: Runs) -> Iterator[Program]:
    return map(needed_part, less_of_labels(program))


def _less_asked(program: Program, run: Runs) -> Iterator[Program]:
    """Runs of one fetch, and without each of their fetches, targets and feeds."""
    for number, step in enumerate(program.steps):
        if isinstance(step, Run | RunNested):
            for smaller in _smaller_runs(step) if isinstance(step, Run) else _plainer_nests(step):
                yield needed_part(
                    replace(program, steps=(*program.steps[:number], smaller, *program.steps[number + 1 :]))
                )


def _smaller_runs(run: Run) -> Iterator[Run]:
    for name in run.fetches if len(run.fetches) > 2 else ():
        yield replace(run, fetches=(name,), targets=())
    for fetches in shorter(run.fetches):
        yield replace(run, fetches=fetches)
    for index in range(len(run.targets)):
        yield replace(run, targets=run.targets[:index] + run.targets[index + 1 :])
    for name in run.feeds:
        yield replace(run, feeds={fed: value for fed, value in run.feeds.items() if fed != name})
    if run.timeout_ms:
        yield replace(run, timeout_ms=0)


def _plainer_nests(run: RunNested) -> Iterator[Run | RunNested]:
    """The fetches in no nest, each nest of the nest alone, the nest without each of them, and fewer feeds."""
    yield Run(run.session, run.feeds, run.fetches)
    for first, nest, _ in run.nest.inner():
        yield replace(run, fetches=run.fetches[first : first + nest.places], nest=nest)
    for first, nest, rest in run.nest.inner():
        yield replace(run, fetches=run.fetches[:first] + run.fetches[first + nest.places :], nest=rest)
    for name in run.feeds:
        yield replace(run, feeds={fed: value for fed, value in run.feeds.items() if fed != name})


def _fewer_nodes(program: Program, run: Runs) -> Iterator[Program]:
    """Nodes from the last: one of its inputs in place of what it gives, a constant in its place, without it."""
    values = _inner_values(program, run)
    for node in reversed(program.graph.nodes):
        others = tuple(other for other in program.graph.nodes if other is not node)
        for source in (*node.inputs, *_equal_nodes(program, node)):
            if not source.startswith("^"):
                yield needed_part(_rerouted(program, node.name, source))
        for fewer in _shorter_lists(node):
            yield needed_part(_with(program, _exchanged(program, node, fewer)))
        if node.inputs and f"{node.name}:0" in values:
            constant = _constant(node.name, values[f"{node.name}:0"])
            yield needed_part(_with(program, _exchanged(program, node, constant)))
        yield _with(program, others)


def _fetching(step: Step, old: str, new: str) -> Step:
    """The step with another tensor fetched in the place of one."""
    if not isinstance(step, Run | RunNested):
        return step
    fetches = tuple(new if name == old else name for name in step.fetches)
    return replace(step, fetches=tuple(dict.fromkeys(fetches)) if isinstance(step, Run) else fetches)


def _equal_nodes(program: Program, node: Node) -> Iterator[str]:
    """The first node before this one that is the same but for its name."""
    for other in program.graph.nodes:
        if other is node:
            return
        if replace(other, name=node.name) == node:
            yield other.name
            return


def _shorter_lists(node: Node) -> Iterator[Node]:
    """The node with one input fewer, where it takes lists of one length alone."""
    record = REGISTRY.get(node.op)
    if record is None or not record.signature.inputs:
        return
    *before, last = record.signature.inputs
    length = sum(not source.startswith("^") for source in node.inputs) - len(before)
    if length < 2 or node.attrs.get(str(last.number_attr)) != Attr("int", length):
        return
    for place in range(len(before), len(before) + length):
        inputs = node.inputs[:place] + node.inputs[place + 1 :]
        yield replace(node, inputs=inputs, attrs={**node.attrs, str(last.number_attr): Attr("int", length - 1)})


def _rerouted(program: Program, name: str, source: str) -> Program:
    """Whoever took the first output of a node takes its input instead; who fetched it too."""
    spellings = {name: source, f"{name}:0": source, f"^{name}": "^" + source.partition(":")[0]}
    nodes = tuple(
        replace(node, inputs=tuple(spellings.get(each, each) for each in node.inputs))
        for node in program.graph.nodes
        if node.name != name
    )
    tensor = source if ":" in source else f"{source}:0"
    steps = tuple(_fetching(step, f"{name}:0", tensor) for step in program.steps)
    return _with(replace(program, steps=steps), nodes)


def _inner_values(program: Program, run: Runs) -> Mapping[str, TensorValue]:
    """What the first outputs of the nodes are, in the first step that gives them; not of those that may wait."""
    found: dict[str, TensorValue] = {}
    nodes = {node.name: node for node in program.graph.nodes}
    waiting = {node.name for node in program.graph.nodes if node.op in REGISTRY and REGISTRY[node.op].waits}
    names = tuple(f"{name}:0" for name in nodes if waiting.isdisjoint(needed(nodes, [name], ())))
    for step in program.steps[:2]:
        if isinstance(step, Run):
            alone = tuple(Run(f"alone {name}", step.feeds, (name,)) for name in names if name not in found)
            outcomes = run(Program(program.graph, alone)) if alone else ()
            for one, outcome in zip(alone, outcomes, strict=False):
                if isinstance(outcome, Value) and outcome.values[0] is not None and outcome.values[0].data is not None:
                    found[one.fetches[0]] = outcome.values[0]
    return found


def _constant(name: str, value: TensorValue) -> Node:
    return Node(name, "Const", (), {"dtype": Attr("type", value.dtype), "value": Attr("tensor", value)})


def _exchanged(program: Program, node: Node, new: Node) -> tuple[Node, ...]:
    """The nodes, with another one in the place of one."""
    return tuple(new if other is node else other for other in program.graph.nodes)


def _plainer_nodes(program: Program, run: Runs) -> Iterator[Program]:
    """Nodes without control edges and devices; constants in place of placeholders; plain names."""
    for number, node in enumerate(program.graph.nodes):
        for smaller in _plainer(program, node):
            nodes = (*program.graph.nodes[:number], smaller, *program.graph.nodes[number + 1 :])
            yield needed_part(replace(program, graph=replace(program.graph, nodes=nodes)))
    for node in program.graph.nodes:
        plain = node.name.rpartition("/")[2]
        if plain != node.name and all(other.name != plain for other in program.graph.nodes):
            yield _renamed(program, node.name, plain)


def _plainer(program: Program, node: Node) -> Iterator[Node]:
    if node.device:
        yield replace(node, device="")
    for index, source in enumerate(node.inputs):
        if source.startswith("^"):
            yield replace(node, inputs=node.inputs[:index] + node.inputs[index + 1 :])


def _renamed(program: Program, old: str, new: str) -> Program:
    def spelled(name: str) -> str:
        front = "^" if name.startswith("^") else ""
        operation, colon, index = name[len(front) :].partition(":")
        return f"{front}{new}{colon}{index}" if operation == old else name

    nodes = tuple(
        replace(node, name=spelled(node.name), inputs=tuple(map(spelled, node.inputs))) for node in program.graph.nodes
    )
    steps: list[Step] = []
    for step in program.steps:
        if not isinstance(step, Run | RunNested):
            return program
        feeds = {spelled(name): value for name, value in step.feeds.items()}
        if isinstance(step, Run):
            step = replace(step, targets=tuple(map(spelled, step.targets)))
        steps.append(replace(step, feeds=feeds, fetches=tuple(map(spelled, step.fetches))))
    return Program(replace(program.graph, nodes=nodes), tuple(steps))


def _smaller_values(program: Program, run: Runs) -> Iterator[Program]:
    """Constants and fed values with fewer and plainer elements."""
    for number, node in enumerate(program.graph.nodes):
        if node.op == "Const" and "value" in node.attrs:
            for value in simpler(node.attrs["value"].value):
                changed = replace(node, attrs={**node.attrs, "value": Attr("tensor", value)})
                nodes = (*program.graph.nodes[:number], changed, *program.graph.nodes[number + 1 :])
                yield replace(program, graph=Graph(nodes, *_versions(program.graph)))
    for number, step in enumerate(program.steps):
        for name, fed in step.feeds.items() if isinstance(step, Run) else ():
            for value in simpler(fed):
                assert isinstance(step, Run)
                fewer = replace(step, feeds={**step.feeds, name: value})
                yield replace(program, steps=(*program.steps[:number], fewer, *program.steps[number + 1 :]))


def _versions(graph: Graph) -> tuple[Any, ...]:
    return graph.producer, graph.min_consumer, graph.bad_consumers


def _values_of(program: Program) -> Iterator[TensorValue]:
    for node in program.graph.nodes:
        yield from (attr.value for attr in node.attrs.values() if attr.kind == "tensor")
    for step in flat_steps(program):
        feeds = getattr(step, "feeds", None)
        if isinstance(feeds, Mapping):
            yield from feeds.values()


_CHANGES = (_needed_alone, _fewer_steps, _less_of_labels, _less_asked, _fewer_nodes, _plainer_nodes, _smaller_values)
