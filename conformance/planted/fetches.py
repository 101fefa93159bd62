"""Fetches that give something else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from conformance.nest import FETCH, Nest
from conformance.outcome import Outcome, Value
from conformance.planted.changed_outcomes import each_nest, each_run
from conformance.planted.changed_programs import steps
from conformance.planted.fault import faults
from conformance.program import Program, Run
from conformance.values import TensorValue


def _backwards(program: Program, step: Run, outcome: Outcome) -> Outcome:
    return Value(outcome.values[::-1]) if isinstance(outcome, Value) else outcome


def _by_name(program: Program, step: Run, outcome: Outcome) -> Outcome:
    """The values stand in the order of the names of the fetches."""
    if not isinstance(outcome, Value):
        return outcome
    order = sorted(range(len(step.fetches)), key=lambda index: step.fetches[index])
    return Value(tuple(outcome.values[index] for index in order))


def _each_once(program: Program, step: Run, outcome: Outcome) -> Outcome:
    """What is fetched twice is given once."""
    if not isinstance(outcome, Value):
        return outcome
    return Value(tuple(dict(zip(step.fetches, outcome.values, strict=True)).values()))


def _zero_for_operations(program: Program, step: Run, outcome: Outcome) -> Outcome:
    if not isinstance(outcome, Value):
        return outcome
    zero = TensorValue.of(np.int32(0))
    return Value(tuple(zero if value is None else value for value in outcome.values))


def _first_outputs(program: Program, step: Run) -> Run:
    """Whichever output is asked for, the first one comes."""
    names = {node.name for node in program.graph.nodes}
    fetches = tuple(
        f"{fetch.rpartition(':')[0]}:0" if fetch.rpartition(":")[0] in names and fetch[-1] in "12345678" else fetch
        for fetch in step.fetches
    )
    return replace(step, fetches=fetches)


def _operations_as_tensors(program: Program, step: Run) -> Run:
    names = {node.name for node in program.graph.nodes}
    return replace(step, fetches=tuple(f"{fetch}:0" if fetch in names else fetch for fetch in step.fetches))


def _flat(nest: Nest, outcome: Value) -> Value:
    return replace(outcome, nest=Nest("list", (FETCH,) * len(outcome.values)))


def _in_lists(nest: Nest, outcome: Value) -> Value:
    def as_list(nest: Nest) -> Nest:
        kind = "list" if nest.kind == "tuple" else nest.kind
        return Nest(kind, tuple(map(as_list, nest.members)), nest.keys)

    return replace(outcome, nest=as_list(nest))


def _under_other_keys(nest: Nest, outcome: Value) -> Value:
    """The values of a dictionary stand under its keys from the last to the first."""
    values = list(outcome.values)
    for first, inner, _ in (*nest.inner(), (0, nest, nest)):
        if inner.kind == "dict" and inner.places == len(inner.members):
            values[first : first + inner.places] = reversed(values[first : first + inner.places])
    return replace(outcome, values=tuple(values))


FAULTS = faults(
    "fetches",
    {
        "fetches in another order": ("FET-5", each_run(_backwards)),
        "fetches in the order of their names": ("FET-5", each_run(_by_name)),
        "fetches that are given once though they are named twice": ("FET-7", each_run(_each_once)),
        "operations that give a number": ("FET-2", each_run(_zero_for_operations)),
        "operations that give their first output": ("FET-2 FET-4", steps(_operations_as_tensors)),
        "nested fetches that come flat": ("FET-1", each_nest(_flat)),
        "tuples that come as lists": ("FET-5", each_nest(_in_lists)),
        "dictionaries whose keys change places": ("FET-6", each_nest(_under_other_keys)),
        "outputs that are all the first": ("FET-4 NAM-5", steps(_first_outputs)),
    },
)
