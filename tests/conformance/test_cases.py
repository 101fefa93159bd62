"""Cases: names, clauses, chapters, floors, and that the reference passes those that are not questions."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from conformance.asking import outcomes_of
from conformance.backend import ModuleBackend
from conformance.cases import all_cases
from conformance.cases.building.script import CHAPTERS as WRITTEN
from conformance.cases.building.script import programs_of
from conformance.cases.case import Case
from conformance.cases.chapters import CHAPTERS
from conformance.cases.fixed import CORPUS, PROGRAMS, FixedProgram, differences, fixed_programs, read
from conformance.outcome import BuildError, Outcome, Unsupported, Value
from conformance.program import Program
from conformance.protocol import Capabilities

CASES = all_cases()
FIXED = [*fixed_programs(), *fixed_programs(CORPUS)]
README = Path(__file__).resolve().parents[2] / "spec" / "README.md"

FLOORS = {"question": 1450, "program": 113, "corpus": 175, "random": 73, "protocol": 16}
"""How many cases there are of each kind at least: fewer would mean that some were lost."""


class Answers:
    """An implementation that makes the same of every program."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = outcomes

    def capabilities(self) -> Capabilities:
        return Capabilities("answers", "0", frozenset())

    def run(self, program: Program) -> tuple[Outcome, ...]:
        return self.outcomes

    def close(self) -> None:
        pass


REFUSES_ALL = Answers(Unsupported((), "nothing is supported"))


def test_conf_11_names_are_unique() -> None:
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []


def test_every_case_cites_a_clause() -> None:
    assert [case.name for case in CASES if not case.clauses] == []


def test_conf_17_no_cases_have_gone() -> None:
    counts = Counter(case.kind for case in CASES)
    assert {kind: floor for kind, floor in FLOORS.items() if counts[kind] < floor} == {}
    assert set(counts) <= set(FLOORS)


def test_the_chapters_are_those_of_the_readme() -> None:
    rows = re.findall(r"^\| \[([a-z-]+)\.md\]\([^)]+\) \| ([^|]+) \|", README.read_text("utf-8"), re.MULTILINE)
    assert {word: chapter for chapter, row in rows for word in re.findall(r"`(\w+)`", row)}.items() <= CHAPTERS.items()


@pytest.mark.parametrize("case", [case for case in CASES if case.kind in ("program", "corpus")], ids=lambda c: c.name)
def test_the_reference_is_right(case: Case) -> None:
    result = case.run(ModuleBackend("reference"))
    assert result.verdict in ("agree", "deviation"), result.details


def test_who_refuses_everything_passes_nothing() -> None:
    assert {case.run(REFUSES_ALL).verdict for case in CASES if case.kind != "random"} == {"unsupported"}


def test_who_fails_at_everything_passes_nothing_that_runs() -> None:
    wrong = Answers(BuildError("ValueError", None, None, "no"))
    assert {case.run(wrong).verdict for case in CASES if case.kind in ("program", "corpus")} == {"disagree"}


def test_what_an_implementation_raises_is_a_crash() -> None:
    case = Case("raises", "program", ("RUN-1",), lambda backend: backend.no_such_thing)  # type: ignore[attr-defined]
    assert case.run(REFUSES_ALL).verdict == "crash"


@pytest.mark.parametrize("chapter", WRITTEN)
def test_what_is_written_down_is_what_the_functions_build(chapter: str) -> None:
    built = {written.name: (written.clauses, written.program) for written in programs_of(chapter)}
    recorded = {fixed.name: (fixed.clauses, fixed.program) for fixed in read(PROGRAMS / f"{chapter}.json")}
    assert built == recorded, "python -m conformance.cases.record " + chapter


def test_every_file_of_programs_is_written_by_a_module() -> None:
    assert {path.stem for path in PROGRAMS.iterdir()} == set(WRITTEN)


@pytest.mark.parametrize("fixed", FIXED, ids=lambda fixed: fixed.name)
def test_a_fixed_program_is_data_that_comes_back(fixed: FixedProgram) -> None:
    assert FixedProgram.from_json(fixed.to_json()) == fixed
    assert fixed.allowed
    assert bool(fixed.deviation) == bool(fixed.reason) == bool(fixed.reference)


def test_every_deviation_still_deviates() -> None:
    for fixed in (each for each in FIXED if each.deviation):
        came = outcomes_of(ModuleBackend("reference"), fixed.program)
        assert all(differences(fixed.program, right, came) for right in fixed.allowed), fixed.name


def test_outcomes_of_one_of_several_orders_are_right() -> None:
    racing = next(each for each in fixed_programs() if each.name == "two_dequeues")
    case = next(each for each in CASES if each.name == "two_dequeues")
    first, second = racing.allowed
    assert {case.run(Answers(*first)).verdict, case.run(Answers(*second)).verdict} == {"agree"}
    one, other = first[-1], second[-1]
    assert isinstance(one, Value) and isinstance(other, Value)
    mixed = Answers(*first[:-1], Value((one.values[0], other.values[1])))
    assert case.run(mixed).verdict == "disagree"
