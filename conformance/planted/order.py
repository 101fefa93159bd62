"""Operations that run too early, too often, or not at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from conformance.graph import Node
from conformance.outcome import OF_WHOLE_PROGRAM, Outcome, Value
from conformance.planted.changed_programs import data_inputs, nodes, steps
from conformance.planted.fault import Alteration, Outcomes, Plant, Planted, altered, faults
from conformance.program import Program, Run
from reference.runtime import engine, pruning


def _without_control_inputs(node: Node) -> list[Node]:
    return [replace(node, inputs=data_inputs(node))]


def _all_updates_run(program: Program, step: Run) -> Run:
    """Whatever assigns to a variable runs in each step, needed or not."""
    assigning = tuple(node.name for node in program.graph.nodes if node.op in ("Assign", "AssignAdd", "AssignSub"))
    return replace(step, targets=(*step.targets, *assigning))


def _needed_by_fetches_alone(original: Any) -> Any:
    return lambda feeds, fetches, targets: original(feeds, fetches, targets if not fetches else ())


def _data_alone(original: Any) -> Any:
    """What an operation waits for, without its control inputs where it has other inputs."""

    def awaited(operation: Any, fed: Collection[Any]) -> Any:
        return [] if operation._inputs else original(operation, fed)

    return awaited


class _OneFetchAStep(Planted):
    """Every fetch is a step of its own."""

    def run(self, program: Program) -> Outcomes:
        single = [_single(step) if isinstance(step, Run) else [step] for step in program.steps]
        outcomes = self.inner.run(replace(program, steps=tuple(part for parts in single for part in parts)))
        if len(outcomes) == 1 and isinstance(outcomes[0], OF_WHOLE_PROGRAM):
            return outcomes
        rest = list(outcomes)
        return tuple(_together([rest.pop(0) for _ in parts]) for parts in single)


def _single(step: Run) -> list[Run]:
    return [replace(step, fetches=(fetch,)) for fetch in step.fetches] or [step]


def _together(outcomes: list[Outcome]) -> Outcome:
    failed = next((outcome for outcome in outcomes if not isinstance(outcome, Value)), None)
    values = [outcome.values for outcome in outcomes if isinstance(outcome, Value)]
    return Value(tuple(value for several in values for value in several)) if failed is None else failed


def _one_fetch_a_step() -> Plant:
    return _OneFetchAStep


FAULTS = faults(
    "order",
    {
        "control edges that are dropped": ("RUN-4", nodes(_without_control_inputs)),
        "control edges that hold only operations without other inputs": (
            "RUN-4",
            altered(Alteration(pruning, "_awaited", _data_alone)),
        ),
        "updates that run though nobody needs them": ("RUN-2", steps(_all_updates_run)),
        "targets that do not run beside fetches": (
            "RUN-2",
            altered(Alteration(engine, "needed_operations", _needed_by_fetches_alone)),
        ),
        "operations that run once for every fetch": ("RUN-7 FET-7", _one_fetch_a_step()),
    },
)
