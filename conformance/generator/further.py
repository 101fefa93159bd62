"""Further steps for a random program: what a caller does wrong, beside what is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.generator.choices import Blocks, Choices
from conformance.generator.faults import FAULTS
from conformance.generator.state import gives_handle
from conformance.generator.turns import turns
from conformance.program import Close, Program, Reset, Step, has_its_labels
from reference.opdef.record import REGISTRY

_OF_STEPS = (1, 0, 3, 1, 0)  # faults of consecutive programs that leave the graph alone
_OF_THINGS = (1, 0, 2)  # faults of consecutive programs in the use of each kind of thing with state


def with_further_steps(source: Blocks, program: Program) -> Program:
    """The program, and then steps that have faults: none, or a few whose turn it is.

    Those that change the graph only add to it, and do so for a thing that is there: steps that fail do not keep others
    from being compared.
    """
    if not program.graph.nodes or _ends_sessions(program.steps):
        return program
    choices = Choices(source.one())
    for name in _due(source.number, program):
        wrong = FAULTS[name].change(choices, program)
        if wrong is None or wrong.graph.nodes[: len(program.graph.nodes)] != program.graph.nodes:
            continue
        added = tuple(step for step in wrong.steps if step not in program.steps)
        longer = replace(program, graph=wrong.graph, steps=(*program.steps, *added))
        if has_its_labels(longer) and not _ends_sessions(added):
            program = longer
    return program


def _due(number: int, program: Program) -> Iterator[str]:
    """The kinds of faults whose turn it is."""
    yield from turns(number, faults_of_steps(), _OF_STEPS, "steps")
    records = [REGISTRY[node.op] for node in program.graph.nodes if node.op in REGISTRY]
    for thing in dict.fromkeys(record.pattern_kind for record in records if gives_handle(record)):
        faults = [name for name, kind in sorted(FAULTS.items()) if kind.thing == thing]
        if thing and faults:
            yield from turns(number, faults, _OF_THINGS, thing)


def _ends_sessions(steps: tuple[Step, ...]) -> bool:
    return any(isinstance(step, (Close, Reset)) for step in steps)


def faults_of_steps() -> tuple[str, ...]:
    """The kinds of faults that leave the graph alone."""
    return tuple(name for name, kind in sorted(FAULTS.items()) if kind.change.__module__.endswith(".steps"))
