"""Whole random programs: a graph grown op by op, and the steps that run it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from conformance.generator.choices import Blocks, Choices
from conformance.generator.drawing import Drawing, DrawnTensor
from conformance.generator.faults import FAULTS
from conformance.generator.further import faults_of_steps, with_further_steps
from conformance.generator.growing import grow
from conformance.generator.state import State
from conformance.generator.ways import WAYS
from conformance.graph import Graph
from conformance.program import Program, Run
from conformance.values import TensorValue
from reference.opdef.record import REGISTRY

_INVALID_ONE_IN = 4
_LARGE_ONE_IN = 32
_LARGE = 8  # times as many ops as in other programs
_THINGS_ONE_IN = 3
_MOST_STATE_STEPS = 8
_NOT_FED_ANEW = frozenset(["int32", "int64"])  # they may be shapes and indices of what follows


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
    drawing = Drawing(Choices(source.one()))
    names = _grown(tuple(ops or generated_ops()))
    most = max_nodes * (_LARGE if drawing.integer(1, _LARGE_ONE_IN) == _LARGE_ONE_IN else 1)
    least = min(most, drawing.integer(0 if kinds else 1, max(1, most // 2)))  # else most graphs would be tiny
    chosen = _things(drawing, kinds, ops)
    failing: list[str] = []
    for block in source.several(least, most) if names else ():
        drawing.choices.begin(block)
        failing += grow(drawing, REGISTRY[drawing.choice(names)])
    drawing.choices.begin(source.one())
    runs = [*_pure_steps(drawing), *(_alone(drawing, name) for name in failing)]
    way = drawing.choice(WAYS)
    if chosen:
        runs += _steps_with_state(drawing, chosen, ops or (), source.several(1, _MOST_STATE_STEPS))
    graph = Graph(tuple(drawing.nodes))
    return _known(Program(graph, tuple(way(drawing, runs))), steps) or Program(graph, tuple(runs))


def _known(program: Program, steps: frozenset[str] | None) -> Program | None:
    """The program, or None if it has steps of kinds that are not asked for."""
    return program if steps is None or program.kinds() <= steps else None


def invalid_program(
    source: Blocks,
    ops: Sequence[str] | None = None,
    max_nodes: int = 12,
    fault: str | None = None,
    steps: frozenset[str] | None = None,
) -> Program:
    """A program with one fault of this kind, or of any; one that has no place for it stays valid."""
    choices = Choices(source.one())
    kind = FAULTS[choices.choice(_faults(None if ops is None else tuple(ops))) if fault is None else fault]
    valid = valid_program(source, ops, max_nodes, (kind.thing,) if kind.thing else None, steps)
    changed = kind.change(choices, valid)
    return (_known(changed, steps) if changed else None) or valid


def mixed_program(
    source: Blocks, ops: Sequence[str] | None = None, max_nodes: int = 12, steps: frozenset[str] | None = None
) -> Program:
    """A program that is mostly valid; now and then it has a fault, or further steps that are wrong."""
    if source.one()[0] % _INVALID_ONE_IN == _INVALID_ONE_IN - 1:
        return invalid_program(source, ops, max_nodes, steps=steps)
    program = valid_program(source, ops, max_nodes, steps=steps)
    return _known(with_further_steps(Choices(source.one()), program, faults_of_steps()), steps) or program


@cache
def _faults(ops: tuple[str, ...] | None) -> tuple[str, ...]:
    """The kinds of faults that programs over these ops may have."""
    things = {"", *_kinds_of(ops or generated_ops())}
    return tuple(name for name, kind in sorted(FAULTS.items()) if kind.thing in things)


def _things(drawing: Drawing, kinds: Sequence[str] | None, ops: Sequence[str] | None) -> list[str]:
    """The kinds of the things with state that a program has: none, one or two."""
    if kinds is None:
        kinds = _kinds_of(tuple(ops or generated_ops()))
        is_without = bool(_grown(tuple(ops or generated_ops())))
        if not kinds or (is_without and drawing.integer(1, _THINGS_ONE_IN) < _THINGS_ONE_IN):
            return []
    return [drawing.choice(kinds) for _ in range(drawing.choice([1, 1, 1, 2]))]


@cache
def _kinds_of(ops: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of things with state that these ops are for; one that has other uses too tells nothing."""
    records = [REGISTRY[name] for name in ops]
    return tuple(
        dict.fromkeys(each.pattern_kind for each in records if each.pattern_kind and not each.argument_function)
    )


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
    """One or two steps that fetch what nobody uses, and some other tensors; the second may feed an inner one."""
    tensors = [tensor for tensor in drawing.tensors if tensor.name not in drawing.feeds]
    if not tensors:
        return []
    used = {source for node in drawing.nodes for source in node.inputs}
    unused = [tensor.name for tensor in tensors if tensor.name.removesuffix(":0") not in used]
    others = [drawing.choice(tensors).name for _ in range(drawing.integer(0, 3))]
    fetches = tuple(dict.fromkeys([*others, *unused]))
    feeds = drawing.feeds_behind(name.partition(":")[0] for name in fetches)
    steps = [Run(feeds=feeds, fetches=_with_others(drawing, fetches))]
    if drawing.boolean():
        fed = drawing.choice(tensors)
        fetches = tuple(name for name in fetches if name != fed.name) or (fed.name,)
        steps.append(Run(feeds={**feeds, fed.name: TensorValue.of(_fed_value(drawing, fed))}, fetches=fetches))
    return steps


def _with_others(drawing: Drawing, fetches: tuple[str, ...]) -> tuple[str, ...]:
    """The fetches, and perhaps some of them again, or the operations that make them (FET-2, FET-7)."""
    again = tuple(drawing.choice(fetches) for _ in range(drawing.choice((0, 0, 0, 1, 2)) if fetches else 0))
    return (*fetches, *(name.partition(":")[0] if drawing.boolean() else name for name in again))


def _fed_value(drawing: Drawing, fed: DrawnTensor) -> Any:
    """Other contents than the tensor would have, so that it shows where they do not arrive."""
    if fed.dtype.base_dtype.name in _NOT_FED_ANEW or drawing.boolean():
        return fed.value
    return drawing.contents(fed.dtype, fed.shape)
