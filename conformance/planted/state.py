"""Variables and other state that is not what it should be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.outcome import Outcome, RunError, Value
from conformance.planted.changed_outcomes import each_run
from conformance.planted.fault import Alteration, Plant, altered, before, faults, kernels
from conformance.program import Program, Run
from conformance.values import TensorValue
from reference.runtime.context import Context

_ADDING = ("AssignAdd", "AssignSub")


def _a_session_for_each_step(program: Program) -> Program:
    return replace(
        program,
        steps=tuple(
            replace(step, session=f"{index}") if isinstance(step, Run) else step
            for index, step in enumerate(program.steps)
        ),
    )


def _uninitialised_as_zero(program: Program, step: Run, outcome: Outcome) -> Outcome:
    if not isinstance(outcome, RunError) or "uninitialized" not in outcome.message:
        return outcome
    variable = next(node for node in program.graph.nodes if node.op == "VariableV2")
    zero = np.zeros(variable.attrs["shape"].value, variable.attrs["dtype"].value)
    return Value((TensorValue.of(zero),) * len(step.fetches))


def _twice(kernel: Callable[..., Any], ref: Any, value: Any, **attrs: Any) -> Any:
    kernel(ref, value, **attrs)
    return kernel(ref, value, **attrs)


def _once(kernel: Callable[..., Any], ref: Any, value: Any, **attrs: Any) -> Any:
    """Only the first assignment counts."""
    return kernel(ref, value if ref.value is None else ref.value, **attrs)


def _zero_before(kernel: Callable[..., Any], ref: Any, value: Any, **attrs: Any) -> Any:
    """What a variable held before an update counts as zero."""
    ref.assign(np.zeros_like(ref.value))
    return kernel(ref, value, **attrs)


def _negative(kernel: Callable[..., Any], ref: Any, value: Any, **attrs: Any) -> Any:
    with np.errstate(all="ignore"):
        return kernel(ref, -value, **attrs)


def _old_value(kernel: Callable[..., Any], ref: Any, value: Any, **attrs: Any) -> Any:
    """What an update gives is the value before it."""
    old = ref.value
    kernel(ref, value, **attrs)
    return old


def _any_shape(kernel: Callable[..., Any], ref: Any, value: Any, *, validate_shape: bool, **attrs: Any) -> Any:
    return kernel(ref, value, validate_shape=False, **attrs)


def _new_state(original: Callable[..., Any]) -> Callable[..., Any]:
    """Random generators begin anew in each step."""

    def state(self: Context, factory: Callable[[], Any]) -> Any:
        return factory() if "seed" in self.operation._attrs else original(self, factory)

    return state


def _undone(original: Callable[..., Any]) -> Callable[..., Any]:
    """A step that fails leaves every variable as it was."""

    def run(self: Any, step: Any) -> Any:
        variables = [resource for _, resource in self.state.resources.items() if hasattr(resource, "assign")]
        kept = [(variable, variable.value) for variable in variables]
        try:
            return original(self, step)
        except Exception:
            for variable, value in kept:
                variable.value = value
            raise

    return run


def _same_name_apart(original: Callable[..., Any]) -> Callable[..., Any]:
    """Operations that share a name do not share the variable."""

    def lookup_or_create(self: Any, container: str, name: str, factory: Any, kind: str = "") -> Any:
        made = factory()
        own = getattr(made, "name", name)
        return original(self, container, own, lambda: made, kind)

    return lookup_or_create


def _engine_run(change: Callable[..., Any]) -> Plant:
    from reference.runtime.engine import ReferenceEngine

    return altered(Alteration(ReferenceEngine, "run", change))


FAULTS = faults(
    "state",
    {
        "variables that each step has anew": ("SES-1 VAR-1", before(_a_session_for_each_step)),
        "variables that read as zero before they are initialised": ("VAR-19", each_run(_uninitialised_as_zero)),
        "additions that count twice": ("VAR-7", kernels(_twice, *_ADDING)),
        "subtractions that add": ("VAR-7", kernels(_negative, "AssignSub")),
        "additions that replace": ("VAR-7", kernels(_zero_before, *_ADDING)),
        "assignments of which only the first counts": ("VAR-5", kernels(_once, "Assign")),
        "updates that give the old value": ("VAR-7", kernels(_old_value, *_ADDING)),
        "assignments of any shape": ("VAR-6", kernels(_any_shape, "Assign")),
        "random numbers that begin anew in each step": ("RND-9", altered(Alteration(Context, "state", _new_state))),
        "failed steps that are undone": ("RUN-12", _engine_run(_undone)),
    },
)
