"""The suite finds every fault that is planted in an implementation that is right."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from conformance.backend import ModuleBackend
from conformance.campaign import Plan, some_programs
from conformance.generator.programs import generated_ops
from conformance.outcome import Value
from conformance.planted import FAULTS, Fault, first_shown
from conformance.program import Program

SPEC = Path(__file__).parents[2] / "spec"
LEAST_FAULTS = 60
POOL = 200  # programs over all ops that every fault is looked for in
AIMED = 120  # programs of the ops that a fault is about

# Faults that random programs do not show, and why.
UNSEEN = {
    "nothing is rounded in such a way yet": {"a floor that rounds", "a square of 16 bits computed with 32"},
    "the values that show it are not drawn yet": {"a softmax that overflows", "whole numbers divided by zero"},
    "the patterns that show it are not drawn yet, or rarely": {
        "targets that do not run beside fetches", "operations that run once for every fetch",
        "assignments of which only the first counts", "assignments of any shape",
        "random numbers that begin anew in each step", "failed steps that are undone",
        "a name that is taken becomes another one", "errors that name operations without their scopes",
        "errors that name operations in lower case", "outputs that are not there, taken for the first",
        "feeds of nothing that are ignored", "placeholders that are zero unless they are fed",
        "fed tensors that are computed where they are fetched",
        "fetches that are given once though they are named twice",
        "operations that give a number", "operations that give their first output",
    },
    "attributes are always spelled out": {name for name, fault in FAULTS.items() if fault.subject == "defaults"},
}  # fmt: skip


def programs_for(fault: Fault) -> tuple[Program, ...]:
    ops = tuple(op for op in fault.ops if op in generated_ops())
    return aimed(ops) if ops else pool()


@cache
def pool() -> tuple[Program, ...]:
    return tuple(some_programs(Plan(examples=POOL, seed=0)))


@cache
def aimed(ops: tuple[str, ...]) -> tuple[Program, ...]:
    return tuple(some_programs(Plan(examples=AIMED, seed=0, ops=ops, max_nodes=4)))


def test_there_are_many_faults_of_many_kinds() -> None:
    assert len(FAULTS) >= LEAST_FAULTS
    assert len({fault.subject for fault in FAULTS.values()}) >= 11


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_names_clauses_that_are_there(name: str) -> None:
    clauses = set(re.findall(r"\*\*([A-Z]+-\d+)\*\*", "".join(path.read_text() for path in SPEC.glob("*.md"))))

    assert FAULTS[name].clauses
    assert set(FAULTS[name].clauses) <= clauses


@pytest.mark.parametrize("name", [name for name in FAULTS if name not in set().union(*UNSEEN.values())])
def test_a_planted_fault_is_found(name: str) -> None:
    fault = FAULTS[name]

    assert first_shown(fault, programs_for(fault)) is not None


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_gone_once_its_program_is_over(name: str) -> None:
    (program,) = some_programs(Plan(examples=1, seed=3))
    before = ModuleBackend("reference").run(program)

    FAULTS[name].backend().run(program)

    assert any(isinstance(outcome, Value) for outcome in before)
    assert ModuleBackend("reference").run(program) == before
