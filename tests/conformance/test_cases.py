"""Cases: names, clauses, chapters, and that the reference passes those that are not questions."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from conformance.backend import ModuleBackend
from conformance.cases import all_cases
from conformance.cases.case import Case
from conformance.cases.chapters import CHAPTERS
from conformance.outcome import Outcome, Unsupported
from conformance.program import Program
from conformance.protocol import Capabilities

CASES = all_cases()
README = Path(__file__).resolve().parents[2] / "spec" / "README.md"


class RefusesAll:
    """An implementation that supports nothing."""

    def capabilities(self) -> Capabilities:
        return Capabilities("refuses all", "0", frozenset())

    def run(self, program: Program) -> tuple[Outcome, ...]:
        return (Unsupported(program.graph.ops(), "nothing is supported"),)

    def close(self) -> None:
        pass


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []


def test_conf_11_every_case_cites_a_clause() -> None:
    assert [case.name for case in CASES if not case.clauses] == []


def test_the_chapters_are_those_of_the_readme() -> None:
    rows = re.findall(r"^\| \[([a-z-]+)\.md\]\([^)]+\) \| ([^|]+) \|", README.read_text("utf-8"), re.MULTILINE)
    assert {word: chapter for chapter, row in rows for word in re.findall(r"`(\w+)`", row)}.items() <= CHAPTERS.items()


@pytest.mark.parametrize("case", [case for case in CASES if case.kind in ("program", "corpus")], ids=lambda c: c.name)
def test_the_reference_is_right(case: Case) -> None:
    result = case.run(ModuleBackend("reference"))
    assert result.verdict in ("agree", "deviation"), result.details


def test_who_refuses_everything_passes_nothing() -> None:
    assert {case.run(RefusesAll()).verdict for case in CASES} == {"unsupported"}
