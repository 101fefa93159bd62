"""What is wrong, most first: the list at the top of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from conformance.report_page.counterexamples import ShownCounterexample
from conformance.results import FAULTS, CaseRecord, clause_key


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, for the top of the page."""

    what: str
    count: int
    unit: str
    link: str
    expected: str = ""
    actual: str = ""
    such_as: str = ""


def of_counterexamples(examples: Sequence[ShownCounterexample]) -> list[Finding]:
    """One finding for each op and aspect, those with the most counterexamples first."""
    groups: dict[tuple[str, str], list[ShownCounterexample]] = {}
    for example in examples:
        groups.setdefault((example.culprit, example.aspect), []).append(example)
    ordered = sorted(groups.items(), key=lambda group: -sum(1 + len(example.others) for example in group[1]))
    return [
        Finding(
            f"{culprit}: {aspect}" if culprit else aspect.capitalize(),
            sum(1 + len(example.others) for example in group),
            "counterexample",
            f"counterexample-{group[0].record.number}",
            group[0].expected,
            group[0].actual,
        )
        for (culprit, aspect), group in ordered
    ]


def of_cases(cases: Sequence[CaseRecord]) -> list[Finding]:
    """One finding for each chapter with faults, those with the most first."""
    failing = [(number, case) for number, case in enumerate(cases) if case.verdict in FAULTS]
    failing.sort(key=lambda pair: pair[1].chapter)
    groups = [list(group) for _, group in groupby(failing, key=lambda pair: pair[1].chapter)]
    return [
        Finding(
            f"{group[0][1].chapter}: {_cited(group)}",
            len(group),
            "case",
            f"case-{group[0][0]}",
            such_as=group[0][1].name,
        )
        for group in sorted(groups, key=len, reverse=True)
    ]


def _cited(group: Sequence[tuple[int, CaseRecord]]) -> str:
    clauses = sorted({name for _, case in group for name in case.clauses}, key=clause_key)
    shown = ", ".join(clauses[:4]) + (f" and {len(clauses) - 4} more" if len(clauses) > 4 else "")
    return shown or group[0][1].name
