"""``python -m conformance clauses``: the clauses, and the cases that hold each."""

from __future__ import annotations

from rich.console import Console

from conformance.backends import NoBackend
from conformance.cases.chapters import CHAPTERS, chapter_of
from conformance.commands.arguments import (
    AGREE,
    DISAGREE,
    add_backend,
    count,
    parser,
    processors,
    refuse,
    similar,
)
from conformance.commands.printing import plural
from conformance.commands.progress import RunProgress
from conformance.conducting import conduct
from conformance.request import Request
from conformance.results import CaseRecord, clause_key
from conformance.specification import clauses_of, title_of
from conformance.suite import selected_cases

_DESCRIPTION = """\
Lists the clauses of the specification that cases are about, and the cases that hold each; with --backend the cases
are run, and each has its verdict.
"""

_EPILOG = """\
examples:
  python -m conformance clauses --chapter queues
  python -m conformance clauses --clause QUE-7 --backend mine:Backend
"""

Row = tuple[str, str, str]  # a case by name, its kind, its verdict


def main(argv: list[str]) -> int:
    """Runs the command and gives its exit status."""
    made = parser("clauses", _DESCRIPTION, _EPILOG)
    add_backend(made)
    made.add_argument("--chapter", action="append", metavar="NAME", help="only this chapter; may be given again")
    made.add_argument("--clause", action="append", metavar="ID", help="only this clause; may be given again")
    made.add_argument("--jobs", type=count, default=processors(), metavar="N", help="processes; 0 is this one")
    arguments = made.parse_args(argv)
    chapters, clauses = tuple(arguments.chapter or ()), tuple(arguments.clause or ())
    unknown = [chapter for chapter in chapters if chapter not in CHAPTERS.values()]
    if unknown:
        hint = similar(unknown[0], CHAPTERS.values()) or f"; there are {', '.join(sorted(set(CHAPTERS.values())))}"
        return refuse(f"there is no chapter {', '.join(unknown)}{hint}")
    console = Console()
    request = Request(arguments.backend or "", examples=0, chapters=chapters, clauses=clauses, limit=arguments.limit)
    status = AGREE
    if clauses and not selected_cases(request):
        return refuse(f"no case is about {', '.join(clauses)}")
    if not arguments.backend:
        cases = [
            CaseRecord(case.name, case.chapter, case.clauses, case.kind, "agree") for case in selected_cases(request)
        ]
    else:
        try:
            with RunProgress(console, 0) as progress:
                results = conduct(request, arguments.jobs, progress.update)
        except NoBackend as missing:
            return refuse(missing)
        cases, status = list(results.cases), DISAGREE if results.failed else AGREE
    _print(cases, chapters, clauses, bool(arguments.backend), console)
    return status


def _print(
    cases: list[CaseRecord], chapters: tuple[str, ...], clauses: tuple[str, ...], verdicts: bool, console: Console
) -> None:
    by_clause: dict[str, list[CaseRecord]] = {}
    for case in cases:
        for clause in case.clauses:
            if (not clauses and not chapters) or clause in clauses or chapter_of(clause) in chapters:
                by_clause.setdefault(clause, []).append(case)
    rules = clauses_of()
    order = {word: number for number, word in enumerate(CHAPTERS)}
    for clause in sorted(by_clause, key=lambda clause: (order[clause_key(clause)[0]], clause_key(clause))):
        title = f": {title_of(rules[clause])}" if clause in rules else ""
        named = f"{clause} ({chapter_of(clause)}){title}"
        console.print(named, style="bold", markup=False, highlight=False, soft_wrap=True)
        for case in by_clause[clause]:
            verdict = f"{case.verdict:<12}" if verdicts else ""
            console.print(f"  {verdict}{case.kind:<9} {case.name}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{plural(len(by_clause), 'clause')}, {plural(len(cases), 'case')}", highlight=False)
