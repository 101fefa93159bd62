"""The suite finds every fault that is planted in an implementation that is right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from conformance.backend import ModuleBackend
from conformance.campaign import Plan, some_programs
from conformance.judgement import judge
from conformance.outcome import Value
from conformance.planted import FAULTS, find, first_shown
from conformance.planted.search import EXAMPLES, SOON
from conformance.planted.shown import read, write
from conformance.program import Program

SPEC = Path(__file__).parents[2] / "spec"
LEAST_FAULTS = 148
LEAST_SOON = 0.95  # of the faults are found within SOON programs
SUBJECTS = (
    "numeric", "shapes", "types", "order", "state", "sessions", "defaults", "names", "errors", "feeds", "fetches",
    "partial runs", "callables", "queues", "races",
)  # fmt: skip
AT_ONCE = (
    "another dtype", "values transposed", "an element 3 ULP off", "fetches in another order",
    "outputs that are all the first",
)  # fmt: skip

SHOWN = read()


@cache
def clauses() -> frozenset[str]:
    return frozenset(re.findall(r"\*\*([A-Z]+-\d+)\*\*", "".join(path.read_text() for path in SPEC.glob("*.md"))))


def test_there_are_many_faults_of_every_subject() -> None:
    assert len(FAULTS) >= LEAST_FAULTS
    assert {fault.subject for fault in FAULTS.values()} == set(SUBJECTS)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_fault_names_clauses_that_are_there(subject: str) -> None:
    for fault in FAULTS.values():
        if fault.subject == subject:
            assert fault.clauses
            assert set(fault.clauses) <= clauses(), fault.name


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_caught_by_the_program_that_is_kept_for_it(name: str) -> None:
    program = SHOWN[name].program
    reference = ModuleBackend("reference")

    assert judge(program, reference, FAULTS[name].backend()).disagreements
    assert not judge(program, reference, reference).disagreements


def test_what_is_kept_is_of_faults_that_there_are() -> None:
    assert set(SHOWN) == set(FAULTS)


def test_random_programs_over_all_ops_show_every_fault_and_most_of_them_soon() -> None:
    examples = [shown.examples for shown in SHOWN.values() if shown.examples is not None]

    assert len(examples) == len(FAULTS)
    assert max(examples) <= EXAMPLES
    assert sum(number <= SOON for number in examples) >= LEAST_SOON * len(FAULTS)


def test_minimal_counterexamples_have_four_nodes_at_most_in_the_median() -> None:
    assert median(shown.nodes for shown in SHOWN.values()) <= 4


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_search_finds_a_fault_and_makes_it_small(name: str) -> None:
    found = find(FAULTS[name], examples=40)

    assert found.caught
    assert found.nodes is not None
    assert found.nodes <= 4
    assert found.verdict


def test_a_search_that_finds_nothing_says_so() -> None:
    found = find(FAULTS["limits of time that are ignored"], examples=1)

    assert not found.caught
    assert (found.examples, found.nodes, found.verdict) == (1, None, "")


def test_the_first_of_several_programs_that_shows_a_fault() -> None:
    shown = SHOWN["another dtype"].program
    others: Iterable[Program] = [SHOWN["inputs too many"].program, shown, shown]

    assert first_shown(FAULTS["another dtype"], others) == 2
    assert first_shown(FAULTS["another dtype"], []) is None


def test_what_is_kept_can_be_written_and_read(tmp_path: Path) -> None:
    write(SHOWN.values(), tmp_path / "shown.json")

    assert read(tmp_path / "shown.json") == SHOWN


def test_a_fault_is_gone_once_its_program_is_over() -> None:
    (program,) = some_programs(Plan(examples=1, seed=3))
    before = ModuleBackend("reference").run(program)

    for fault in FAULTS.values():
        fault.backend().run(program)

    assert any(isinstance(outcome, Value) for outcome in before)
    assert ModuleBackend("reference").run(program) == before
