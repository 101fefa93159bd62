"""What the page shows, in its order: every number and text that the template writes down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from conformance.grouping import group
from conformance.report_page.clauses_shown import clause_html
from conformance.report_page.counterexamples import ShownCounterexample, shown_counterexample
from conformance.report_page.findings import Finding, of_cases, of_counterexamples
from conformance.results import (
    CaseRecord,
    OpRecord,
    Results,
    Score,
    clause_key,
    score,
)
from conformance.specification import title_of

_URGENCY = ("crash", "hang", "disagree", "unsupported", "deviation", "agree")
_OPEN = 3  # counterexamples that are unfolded
_FIRST = 4  # findings of each kind that stand at the top
_NOT_HELD = "deviations"  # the chapter whose clauses are no rules


@dataclass(frozen=True)
class ShownCase:
    """A case where a clause lists it; the first of these places is the one that links lead to."""

    record: CaseRecord
    number: int
    is_first: bool


@dataclass(frozen=True)
class ShownClause:
    """A clause with its text, if that is known, and its cases, the worst first."""

    id: str
    title: str
    text: Markup
    score: Score
    cases: tuple[ShownCase, ...]


@dataclass(frozen=True)
class ShownOp:
    """An op with what came of the steps in which it took part."""

    name: str
    score: Score


@dataclass(frozen=True)
class ShownChapter:
    """A chapter with its clauses; ``loose`` are its cases that cite none."""

    name: str
    score: Score
    clauses: tuple[ShownClause, ...]
    loose: tuple[ShownCase, ...]

    @property
    def without_case(self) -> int:
        """How many clauses no case is about."""
        return sum(not clause.cases for clause in self.clauses)


@dataclass(frozen=True)
class Page:
    """The whole page."""

    results: Results
    chapters: tuple[ShownChapter, ...]
    counterexamples: tuple[ShownCounterexample, ...]
    findings: tuple[Finding, ...]
    more_findings: int
    ops: tuple[ShownOp, ...]
    texts: Mapping[str, Markup]
    titles: Mapping[str, str]

    @property
    def decided(self) -> int:
        """How many cases could be decided: all but the unsupported (CONF-13)."""
        return self.results.score.total - self.results.score.unsupported

    @property
    def verdict(self) -> str:
        """The one word on the whole run."""
        return verdict(self.results)

    @property
    def clauses_held(self) -> tuple[int, int]:
        """How many clauses a case is about, and how many there are, without the deviations."""
        clauses = [clause for chapter in self.chapters if chapter.name != _NOT_HELD for clause in chapter.clauses]
        return sum(bool(clause.cases) for clause in clauses), len(clauses)


def verdict(results: Results) -> str:
    """One word on a whole run: ``disagree``; ``nothing`` agrees; ``partly``, as far as it is supported; ``agree``."""
    if results.failed:
        return "disagree"
    if not results.score.agree and not results.steps_agreed:
        return "nothing"
    return "partly" if results.score.unsupported or results.steps_unsupported or results.steps_undecided else "agree"


def page_of(results: Results) -> Page:
    """The page of a run."""
    groups = enumerate(group(results.counterexamples))
    shown = [shown_counterexample(alike, index < _OPEN) for index, alike in groups]
    kinds = of_counterexamples(shown), of_cases(results.cases)
    findings = tuple(finding for kind in kinds for finding in kind[:_FIRST])
    chapters = _chapters(results)
    ops = tuple(_op(name, record) for name, record in results.ops.items())
    return Page(
        results,
        chapters,
        tuple(shown),
        findings,
        sum(map(len, kinds)) - len(findings),
        tuple(sorted(ops, key=lambda op: (-op.score.disagree, -op.score.unsupported, op.name))),
        {name: clause_html(results.clauses[name], results.clauses) for name in _quoted(results, shown)},
        {name: title_of(clause) for name, clause in results.clauses.items()},
    )


def _quoted(results: Results, shown: Sequence[ShownCounterexample]) -> list[str]:
    """The clauses whose texts stand beside a counterexample or in the table of deviations."""
    names = [name for example in shown for name in example.record.clauses]
    names += [deviation.id for deviation in results.deviations]
    return [name for name in dict.fromkeys(names) if name in results.clauses]


def _op(name: str, record: OpRecord) -> ShownOp:
    return ShownOp(name, Score(record.agreed, record.disagreed, record.unsupported))


def _chapters(results: Results) -> tuple[ShownChapter, ...]:
    home = {name: clause.chapter for name, clause in results.clauses.items()}
    for case in results.cases:
        for name in case.clauses:
            home.setdefault(name, case.chapter)
    seen: set[int] = set()
    cited: dict[str, list[int]] = {name: [] for name in home}
    loose: dict[str, list[int]] = {}
    for number, case in enumerate(results.cases):
        for name in case.clauses or ():
            cited[name].append(number)
        if not case.clauses:
            loose.setdefault(case.chapter, []).append(number)
    names = sorted({*home.values(), *(case.chapter for case in results.cases)})
    scores = results.by_chapter()
    chapters = []
    for chapter in names:
        ids = sorted((name for name, where in home.items() if where == chapter), key=clause_key)
        clauses = tuple(_clause(name, results, _listed(cited[name], results.cases, seen)) for name in ids)
        others = _listed(loose.get(chapter, ()), results.cases, seen)
        chapters.append(ShownChapter(chapter, scores.get(chapter, Score()), clauses, others))
    return tuple(chapter for chapter in chapters if chapter.name != _NOT_HELD or chapter.score.total)


def _clause(name: str, results: Results, cases: tuple[ShownCase, ...]) -> ShownClause:
    clause = results.clauses.get(name)
    title = title_of(clause) if clause else ""
    text = clause_html(clause, results.clauses) if clause else Markup()
    return ShownClause(name, title, text, score(case.record for case in cases), cases)


def _listed(numbers: Iterable[int], cases: Sequence[CaseRecord], seen: set[int]) -> tuple[ShownCase, ...]:
    ordered = sorted(dict.fromkeys(numbers), key=lambda number: _URGENCY.index(cases[number].verdict))
    shown = tuple(ShownCase(cases[number], number, number not in seen) for number in ordered)
    seen.update(ordered)
    return shown
