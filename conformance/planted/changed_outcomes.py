"""Changes of outcomes: what an implementation reports in place of what came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.nest import Nest
from conformance.outcome import BuildError, Outcome, RunError, Value
from conformance.planted.fault import Outcomes, Plant, after
from conformance.program import Program, Run
from conformance.values import TensorValue


def each_run(change: Callable[[Program, Run, Outcome], Outcome]) -> Plant:
    """The outcome of each plain step becomes another one."""

    def changed(program: Program, outcomes: Outcomes) -> Outcomes:
        if len(outcomes) != len(program.steps) or not outcomes or isinstance(outcomes[0], BuildError):
            return outcomes
        pairs = zip(program.steps, outcomes, strict=True)
        return tuple(change(program, step, came) if isinstance(step, Run) else came for step, came in pairs)

    return after(changed)


def each_nest(change: Callable[[Nest, Value], Value]) -> Plant:
    """What came nested comes otherwise."""

    def changed(program: Program, outcomes: Outcomes) -> Outcomes:
        return tuple(
            change(came.nest, came) if isinstance(came, Value) and came.nest is not None else came for came in outcomes
        )

    return after(changed)


def each_value(change: Callable[[TensorValue], TensorValue]) -> Plant:
    """Every fetched value becomes another one."""

    def changed(program: Program, step: Run, outcome: Outcome) -> Outcome:
        if not isinstance(outcome, Value):
            return outcome
        return Value(tuple(None if value is None else change(value) for value in outcome.values))

    return each_run(changed)


def each_array(change: Callable[[Any], Any], *dtypes: str) -> Plant:
    """Every fetched array, or each one of these dtypes, becomes another one."""

    def changed(value: TensorValue) -> TensorValue:
        if value.data is None or (dtypes and value.dtype not in dtypes):
            return value
        return TensorValue.of(change(value.array()))

    return each_value(changed)


def each_run_error(change: Callable[[RunError], Outcome]) -> Plant:
    """Every error of a step becomes something else."""
    return each_run(lambda program, step, outcome: change(outcome) if isinstance(outcome, RunError) else outcome)


def errors_with(**fields: Any) -> Plant:
    """Every error of a step has these fields."""
    return each_run_error(lambda error: replace(error, **fields))
