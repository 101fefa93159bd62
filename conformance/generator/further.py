"""Further steps for a random program: what a caller does wrong, beside what is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.generator.choices import Blocks, Choices
from conformance.generator.faults import FAULTS
from conformance.generator.faults.things import OWN_SESSION
from conformance.generator.state import gives_handle
from conformance.generator.turns import turns
from conformance.program import Close, PartialRun, PartialRunSetup, Program, Reset, Run, Step, has_its_labels
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
    ends: list[str] = []
    for place, name in enumerate(_due(source.number, program)):
        added = _in_session(_added(choices, program, name), f"fault_{place}")
        if _ends_sessions(added.steps):
            ends.append(name)
        else:
            program = _longer(program, added)
    return _longer(program, _added(choices, program, ends[0])) if ends else program


def _added(choices: Choices, program: Program, fault: str) -> Program:
    """The nodes and steps that a fault adds; none where it has no place, or changes what is there."""
    wrong = FAULTS[fault].change(choices, program)
    count = len(program.graph.nodes)
    if wrong is None or wrong.graph.nodes[:count] != program.graph.nodes:
        return Program()
    graph = replace(wrong.graph, nodes=wrong.graph.nodes[count:])
    return Program(graph, tuple(step for step in wrong.steps if step not in program.steps))


def _in_session(added: Program, session: str) -> Program:
    """The steps of a fault that has a session to itself in one that no other fault uses."""
    return replace(added, steps=tuple(_moved(step, session) for step in added.steps))


def _moved(step: Step, session: str) -> Step:
    has_own = isinstance(step, (Run, PartialRunSetup, PartialRun)) and step.session == OWN_SESSION
    return replace(step, session=session) if has_own else step  # type: ignore[arg-type]


def _longer(program: Program, added: Program) -> Program:
    """The program with further nodes and steps, if it has their labels."""
    graph = replace(program.graph, nodes=(*program.graph.nodes, *added.graph.nodes))
    longer = replace(program, graph=graph, steps=(*program.steps, *added.steps))
    return longer if has_its_labels(longer) else program


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
