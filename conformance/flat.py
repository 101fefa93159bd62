"""A program's steps in one row: those of threads stand thread after thread, where their AtOnce stands.

Reports and comparisons number steps like this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.outcome import AtOnceOutcome, Outcome
from conformance.program import (
    AtOnce,
    Call,
    MakeCallable,
    OneStep,
    PartialRun,
    PartialRunSetup,
    Program,
    Run,
    RunNested,
    makers,
)
from conformance.values import TensorValue


def flat_steps(program: Program) -> tuple[OneStep, ...]:
    """The steps in one row.

    >>> flat_steps(Program(steps=(AtOnce(((Run("a"),), (Run("b"), Run("c")))), Run("d"))))[2].session
    'c'
    """
    row: list[OneStep] = []
    for step in program.steps:
        row += [one for thread in step.threads for one in thread] if isinstance(step, AtOnce) else [step]
    return tuple(row)


def flat_outcomes(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes of a program's steps, in the same row; one for the whole program stays by itself."""
    row: list[Outcome] = []
    for outcome in outcomes:
        row += (
            [one for thread in outcome.threads for one in thread] if isinstance(outcome, AtOnceOutcome) else [outcome]
        )
    return tuple(row)


def asked_for(step: OneStep) -> tuple[str, ...]:
    """The names that a step needs to be there: of what it fetches, runs, or will feed in its calls and parts."""
    names: tuple[str, ...] = (*getattr(step, "fetches", ()), *getattr(step, "targets", ()))
    return (*names, *(step.feeds or ())) if isinstance(step, (MakeCallable, PartialRunSetup)) else names


def runs(program: Program) -> tuple[Run, ...]:
    """What each step in the row feeds, fetches and runs, as if it were a ``Session.run`` by itself.

    A part of a step also has what earlier parts have fed.  What only makes, closes or resets runs nothing.
    """
    fed: dict[str, dict[str, TensorValue]] = {}
    return tuple(step if isinstance(step, Run) else _as_run(program, step, fed) for step in flat_steps(program))


def _as_run(program: Program, step: OneStep, fed: dict[str, dict[str, TensorValue]]) -> Run:
    if isinstance(step, Call):
        maker = makers(program)[Call, step.callable]
        return Run(maker.session, dict(zip(maker.feeds or (), step.values)), maker.fetches, maker.targets)  # noqa: B905
    if isinstance(step, RunNested):
        return Run(step.session, step.feeds, step.fetches)
    if isinstance(step, PartialRun):
        maker = makers(program)[PartialRun, step.handle]
        feeds = fed[step.handle] = {**fed.get(step.handle, {}), **step.feeds}
        return Run(step.session, feeds, step.fetches, maker.targets)
    return Run(getattr(step, "session", "main"))


def as_runs(program: Program) -> Program:
    """A program over the same graph of such runs, one after the other."""
    return replace(program, steps=runs(program))
