"""Whole random programs: a graph grown op by op, and the steps that run it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from conformance.divergence import needed
from conformance.generator.choices import Blocks, Choices
from conformance.generator.drawing import Drawing, DrawnTensor
from conformance.generator.faults import FAULTS
from conformance.generator.further import faults_of_steps, with_further_steps
from conformance.generator.growing import grow
from conformance.generator.racing import racing_kinds, racing_program
from conformance.generator.state import State
from conformance.generator.turns import turn, turns
from conformance.generator.ways import WAYS, other_feeds
from conformance.graph import Graph
from conformance.program import Program, Run
from conformance.values import TensorValue
from reference.opdef.record import REGISTRY

_SOURCES = ("Const", "Placeholder")  # inputs of other ops, whether they are asked for or not
_INVALID_ONE_IN = 3
_RACING_ONE_IN = 25
_SIZES = (12, 6, 9, 1, 11, 7, 10, 3, 8, 12, 9, 2, 10, 7, 11, 4)  # ops of consecutive programs, where 12 is the most
_LARGE = 8  # times as many ops as in other programs
_LARGE_ONE_IN = 32
_MOST_STATE_STEPS = 10
_OPS_OF_A_TURN = 8  # a thing with more ops has more turns


@cache
def generated_ops() -> tuple[str, ...]:
    """The ops that take part in random programs: all whose record says how."""
    return tuple(sorted(name for name, record in REGISTRY.items() if record.argument_function or record.pattern_kind))


@cache
def _grown(ops: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the ops that graphs are grown of."""
    return tuple(name for name in ops if REGISTRY[name].argument_function is not None)


def valid_program(
    source: Blocks,
    ops: Sequence[str] | None = None,
    max_nodes: int = 12,
    kinds: Sequence[str] | None = None,
    steps: frozenset[str] | None = None,
) -> Program:
    """A valid program over these ops (all, if None) of at most about ``max_nodes`` of them, seldom many more.

    ``kinds`` are those of the things with state of which it must have one; without them some programs have one of
    any kind, and with ``ops`` only of those that these ops use.  ``steps`` are the kinds of steps that it may have,
    all if None.
    """
    ops = tuple(ops or generated_ops())
    drawing = Drawing(Choices(source.one()))
    failing: list[str] = []
    for name in _ops_of(source.number, _grown(ops), max_nodes):
        drawing.choices.begin(source.one())
        failing += grow(drawing, REGISTRY[name])
    drawing.choices.begin(source.one())
    runs = [*_pure_steps(drawing), *(_alone(drawing, name) for name in failing)]
    way = turn(source.number, WAYS, "ways")
    things = _things(source.number, ops) if kinds is None else [turn(source.number, kinds, "things")]
    if things:
        runs += _steps_with_state(drawing, things, ops, source.several(3, _MOST_STATE_STEPS))
        drawing.choices.begin(source.one())
        runs = [_with_fetches(drawing, run) for run in runs]
    graph = Graph(tuple(drawing.nodes))
    return _known(Program(graph, tuple(way(drawing, runs))), steps) or Program(graph, tuple(runs))


def _ops_of(number: int, ops: tuple[str, ...], most: int) -> list[str]:
    """The ops that the graph of a program is grown of."""
    return turns(number, ops, _sizes(most), "ops") if ops and most else []


@cache
def _sizes(most: int) -> tuple[int, ...]:
    """How many ops the graphs of consecutive programs have; now and then one is large."""
    usual = [-(-size * most // max(_SIZES)) for size in _SIZES * (_LARGE_ONE_IN // len(_SIZES))]
    return (*usual[:-1], most * _LARGE)


def _known(program: Program, steps: frozenset[str] | None, ops: Sequence[str] | None = None) -> Program | None:
    """The program, or None if it has steps of kinds, or ops, that are not asked for; what is no op is no matter."""
    if ops is not None and not {op for op in program.graph.ops() if op in REGISTRY} <= {*ops, *_SOURCES}:
        return None
    return program if steps is None or program.kinds() <= steps else None


def invalid_program(
    source: Blocks,
    ops: Sequence[str] | None = None,
    max_nodes: int = 12,
    fault: str | None = None,
    steps: frozenset[str] | None = None,
) -> Program:
    """A program with one fault of this kind, or of any; one that has no place for it stays valid."""
    kinds = _faults(tuple(ops or generated_ops()))
    kind = FAULTS[turn(source.number // _INVALID_ONE_IN, kinds, "faults") if fault is None else fault]
    choices = Choices(source.one())
    valid = valid_program(source, ops, max_nodes, (kind.thing,) if kind.thing else None, steps)
    changed = kind.change(choices, valid)
    return (_known(changed, steps, ops) if changed else None) or valid


def mixed_program(
    source: Blocks, ops: Sequence[str] | None = None, max_nodes: int = 12, steps: frozenset[str] | None = None
) -> Program:
    """A program that is mostly valid; now and then it has a fault, further steps that are wrong, or a race."""
    if source.number % _RACING_ONE_IN == _RACING_ONE_IN - 1 and (kinds := _racing_kinds(tuple(ops or generated_ops()))):
        racing = racing_program(source, ops, [turn(source.number // _RACING_ONE_IN, kinds, "races")])
        if steps is None or racing.kinds() <= steps:
            return racing
    if source.number % _INVALID_ONE_IN == _INVALID_ONE_IN - 1:
        return invalid_program(source, ops, max_nodes, steps=steps)
    program = valid_program(source, ops, max_nodes, steps=steps)
    return _known(with_further_steps(source, program), steps, ops) or program


@cache
def _faults(ops: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of faults that programs over these ops may have, but for those that come as further steps."""
    things = {"", *_kinds_of(ops)}
    kinds = (name for name, kind in sorted(FAULTS.items()) if kind.thing in things)
    return tuple(name for name in kinds if name not in faults_of_steps())


def _things(number: int, ops: tuple[str, ...]) -> list[str]:
    """The kinds of the things with state that a program has: none, one or two."""
    kinds = _kinds_of(ops)
    without = [""] * (len(kinds) // 2) if _grown(ops) else []
    first, second = turns(number, [*kinds, *without], [2], "things") if kinds else ("", "")
    return [kind for kind in (first, second) if kind]


@cache
def _kinds_of(ops: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of things with state that these ops are for, the more often the more ops there are for one.

    An op that has other uses too tells nothing.
    """
    records = [REGISTRY[name] for name in ops]
    kinds = Counter(each.pattern_kind for each in records if each.pattern_kind and not each.argument_function)
    return tuple(kind for kind, count in kinds.items() for _ in range(-(-count // _OPS_OF_A_TURN)))


@cache
def _racing_kinds(ops: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of things with state that threads can race for with these ops."""
    return tuple(kind for kind in _kinds_of(ops) if kind in racing_kinds())


def _steps_with_state(drawing: Drawing, kinds: list[str], wanted: Sequence[str], drawn: list[bytes]) -> list[Run]:
    state = State(drawing, wanted)
    for kind in kinds:
        state.add_thing(kind)
    for block in drawn:
        drawing.choices.begin(block)
        state.add_step()
    return state.steps


def _alone(drawing: Drawing, output: str) -> Run:
    return Run(feeds=drawing.feeds_behind([output.partition(":")[0]]), fetches=(output,))


def _pure_steps(drawing: Drawing) -> list[Run]:
    """One or two steps that fetch all tensors, or the ends and some others; the second is fed otherwise."""
    tensors = [tensor for tensor in drawing.tensors if tensor.name not in drawing.feeds]
    if not tensors:
        return []
    fetches = _fetched(drawing, tensors)
    feeds = drawing.feeds_behind(name.partition(":")[0] for name in fetches)
    steps = [Run(feeds=feeds, fetches=_with_others(drawing, fetches))]
    if drawing.boolean():
        fed = drawing.choice(_after_others(drawing, tensors) or tensors if drawing.boolean() else tensors)
        if drawing.boolean():
            fetches = tuple(name for name in fetches if name != fed.name) or (fed.name,)
        elsewise = {**other_feeds(drawing, feeds), fed.name: TensorValue.of(drawing.anew(fed))}
        steps.append(Run(feeds=_needed(drawing, elsewise, fetches), fetches=fetches))
    return steps


def _needed(drawing: Drawing, feeds: dict[str, TensorValue], fetches: tuple[str, ...]) -> dict[str, TensorValue]:
    """Perhaps all feeds, perhaps only those without which the step would fail (RUN-3)."""
    if drawing.boolean():
        return feeds
    nodes = {node.name: node for node in drawing.nodes}
    behind = needed(nodes, fetches, feeds.keys() - drawing.feeds.keys())
    return {name: value for name, value in feeds.items() if name not in drawing.feeds or name[:-2] in behind}


def _after_others(drawing: Drawing, tensors: Sequence[DrawnTensor]) -> list[DrawnTensor]:
    """The tensors of operations with control inputs."""
    waiting = {node.name for node in drawing.nodes if any(source.startswith("^") for source in node.inputs)}
    return [tensor for tensor in tensors if tensor.name.partition(":")[0] in waiting]


def _fetched(drawing: Drawing, tensors: Sequence[DrawnTensor]) -> tuple[str, ...]:
    """What a step fetches: all, so that nothing that is wrong stays hidden, or the ends and a few others (RUN-2)."""
    if drawing.boolean():
        return tuple(tensor.name for tensor in tensors)
    used = {source for node in drawing.nodes for source in node.inputs}
    unused = [tensor.name for tensor in tensors if tensor.name.removesuffix(":0") not in used]
    others = [drawing.choice(tensors).name for _ in range(drawing.integer(0, 3))]
    return tuple(dict.fromkeys([*others, *unused]))


def _with_fetches(drawing: Drawing, run: Run) -> Run:
    """A step that uses things with state, which perhaps fetches another tensor too (RUN-2)."""
    names = [tensor.name for tensor in drawing.tensors if tensor.name not in drawing.feeds]
    if not names or drawing.boolean():
        return run
    name = drawing.choice(names)
    nodes = {node.name: node for node in drawing.nodes}
    if any(REGISTRY[nodes[behind].op].accuracy != "exact" for behind in needed(nodes, [name], ())):
        return run  # it would be judged by running the step again, which has effects
    feeds = {**run.feeds, **drawing.feeds_behind([name.partition(":")[0]])}
    return replace(run, feeds=feeds, fetches=(*run.fetches, name))


def _with_others(drawing: Drawing, fetches: tuple[str, ...]) -> tuple[str, ...]:
    """The fetches, and perhaps some of them again, or the operations that make them (FET-2, FET-7)."""
    again = tuple(drawing.choice(fetches) for _ in range(drawing.choice((0, 0, 0, 1, 2)) if fetches else 0))
    return (*fetches, *(name.partition(":")[0] if drawing.boolean() else name for name in again))
