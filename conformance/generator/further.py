"""Further steps for a random program: what a caller does wrong, beside what is right."""

from __future__ import annotations

from dataclasses import replace

from conformance.generator.choices import Choices
from conformance.generator.faults import FAULTS
from conformance.program import Close, Program, Reset, Step, has_its_labels

_MOST = 3


def with_further_steps(choices: Choices, program: Program, kinds: tuple[str, ...]) -> Program:
    """The program, and then steps that have faults of some of these kinds; mostly none, at most a few.

    Only faults that leave the graph and the sessions alone are put in: steps that fail do not keep others from being
    compared.
    """
    if not program.graph.nodes or _ends_sessions(program.steps):
        return program
    for _ in range(choices.choice((0, 0, 1, _MOST))):
        wrong = FAULTS[choices.choice(kinds)].change(choices, program)
        if wrong is None or wrong.graph != program.graph:
            continue
        added = tuple(step for step in wrong.steps if step not in program.steps)
        longer = replace(program, steps=(*program.steps, *added))
        if has_its_labels(longer) and not _ends_sessions(added):
            program = longer
    return program


def _ends_sessions(steps: tuple[Step, ...]) -> bool:
    return any(isinstance(step, (Close, Reset)) for step in steps)


def faults_of_steps() -> tuple[str, ...]:
    """The kinds of faults that leave the graph alone."""
    return tuple(name for name, kind in sorted(FAULTS.items()) if kind.change.__module__.endswith(".steps"))
