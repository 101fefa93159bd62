"""What came of a run, to be read by a person at the end of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rich.console import Console
from rich.table import Table

from conformance.commands.printing import plural, print_lines, ranges, shortened
from conformance.grouping import Group, group
from conformance.percent import percent
from conformance.results import FAULTS, CaseRecord, CounterexampleRecord, Results, Score
from conformance.specification import clauses_of, title_of
from conformance.suite import shown

_SHOWN_WHOLE = 3  # kinds of counterexamples; of others there is one line
_SHOWN_CASES = 12
_SHOWN_CLAUSES = 2
_SHOWN_LACKING = 3
_SLOWEST = 3
_MOSTLY = 4  # times as many steps unsupported as agreed, from which on it is said how to find more
_SLOW = 1.0  # seconds from which on a case is called slow


def print_summary(results: Results, console: Console) -> None:
    """Prints a run: counterexamples, cases, scores, and last whether all agree."""
    groups = group(results.counterexamples)
    for alike in groups[:_SHOWN_WHOLE]:
        _print_counterexample(alike, console)
    _print_more(groups[_SHOWN_WHOLE:], console)
    _print_cases(results, console)
    console.rule("summary", align="left")
    print_lines([f"{results.implementation} held against {results.against}"], console)
    if results.cases:
        console.print(_chapters(results))
    print_lines(_facts(results), console)
    console.print(_verdict(results), highlight=False)


def _print_counterexample(alike: Group[CounterexampleRecord], console: Console) -> None:
    example = alike.first
    about = f", about {', '.join(example.clauses)}" if example.clauses else ""
    console.rule(f"counterexample {example.number}: {plural(example.nodes, 'node')}{about}", align="left")
    print_lines(shown(example), console)
    if example.last_words:
        print_lines(["  its last words:", *(f"    {line}" for line in example.last_words)], console)
    known = [clause for clause in example.clauses if clause in _titles()]
    for clause in known[:_SHOWN_CLAUSES]:
        print_lines([shortened(f"see {clause}: {_titles()[clause]}", console.width)], console)
    console.print(f"again: {example.replay}", markup=False, highlight=False, soft_wrap=True)
    _print_others(alike, console)


@cache
def _titles() -> dict[str, str]:
    return {name: title_of(clause) for name, clause in clauses_of().items()}


def _print_others(alike: Group[CounterexampleRecord], console: Console, indent: str = "") -> None:
    if alike.others:
        numbers = ranges([example.number for example in alike.others])
        print_lines([f"{indent}more like it: {plural(len(alike.others), 'counterexample')} ({numbers})"], console)


def _print_more(groups: list[Group[CounterexampleRecord]], console: Console) -> None:
    for alike in groups:
        example = alike.first
        first = f"counterexample {example.number}: {plural(example.nodes, 'node')}, {' '.join(example.lines[:1])}"
        print_lines([shortened(first, 200)], console)
        console.print(f"  again: {example.replay}", markup=False, highlight=False, soft_wrap=True)
        _print_others(alike, console, "  ")


def _print_cases(results: Results, console: Console) -> None:
    faults = [case for case in results.cases if case.verdict in FAULTS]
    if not faults:
        return
    console.rule(f"{plural(len(faults), 'case')} in disagreement", align="left")
    for case in faults[:_SHOWN_CASES]:
        print_lines([f"{case.id}: {case.verdict}"], console)
        print_lines([f"  {shortened(line, 4 * console.width)}" for line in case.lines[:4]], console)
    if len(faults) > _SHOWN_CASES:
        console.print(f"and {len(faults) - _SHOWN_CASES} more: --report DIR shows all", highlight=False)


def _chapters(results: Results) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("chapter")
    for heading in ("agree", "disagree", "unsupported", "deviation", "score"):
        table.add_column(heading, justify="right")
    for chapter, score in results.by_chapter().items():
        table.add_row(chapter, *_row(score))
    table.add_row("[bold]all cases[/]", *_row(results.score))
    return table


def _row(score: Score) -> list[str]:
    counts = (score.agree, score.disagree, score.unsupported, score.deviation)
    cells = [f"{number:,}" if number else "·" for number in counts]
    if score.disagree:
        cells[1] = f"[red]{cells[1]}[/]"
    return [*cells, f"{percent(score.agree, score.total)} %"]


def _facts(results: Results) -> Iterator[str]:
    if results.programs:
        speed = f", {results.programs / results.seconds:.0f} a second" if results.seconds else ""
        undecided = f", {results.steps_undecided:,} undecided" if results.steps_undecided else ""
        early = f"{results.programs:,} of " if results.programs < results.examples else ""
        programs = plural(max(results.programs, results.examples), "random program")
        yield f"{early}{programs} (seed {results.seed}{speed}): " + (
            f"{plural(results.steps_agreed, 'step')} agree, {results.steps_unsupported:,} unsupported{undecided}"
        )
        took_part = [record for record in results.ops.values() if record.agreed or record.disagreed]
        yield f"{plural(len(took_part), 'op')} took part" + _lacking(results)
        yield from _unsupported(results)
        if not results.counterexamples and results.steps_unsupported > _MOSTLY * results.steps_agreed:
            yield "most is unsupported: small graphs (--max-nodes 1) need fewer ops and dtypes at once"
    yield from _slowest(results.cases)
    for deviation in results.deviations:
        yield f"known difference {deviation.id}, {deviation.count} times: {shortened(deviation.reason, 200)}"
    for stale in results.stale:
        yield f"no longer differs, so strike it out of the file of deviations: {stale}"
    yield from results.remarks


def _lacking(results: Results) -> str:
    wrong = sorted(name for name, record in results.ops.items() if record.disagreed)
    return f"; these disagree: {', '.join(wrong)}" if wrong else ""


def _unsupported(results: Results) -> Iterator[str]:
    most = sorted(results.lacking.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN_LACKING]
    if most:
        told = "; ".join(f"{shortened(what, 90)} ({plural(number, 'program')})" for what, number in most)
        yield f"unsupported most often: {told}"


def _slowest(cases: tuple[CaseRecord, ...]) -> Iterator[str]:
    slowest = sorted(cases, key=lambda case: -case.seconds)[:_SLOWEST]
    slow = [f"{case.name} {case.seconds:.1f} s" for case in slowest if case.seconds >= _SLOW]
    if slow:
        yield f"slowest cases: {', '.join(slow)}"


def _verdict(results: Results) -> str:
    if results.failed:
        faults = sum(case.verdict in FAULTS for case in results.cases)
        parts = [plural(faults, "case")] if faults else []
        parts += [plural(len(results.counterexamples), "counterexample")] if results.counterexamples else []
        parts += [plural(len(results.stale), "deviation") + " out of date"] if results.stale else []
        return f"[bold red]disagree[/]: {', '.join(parts)} in {results.seconds:.0f} s"
    if results.interrupted:
        return f"[bold yellow]interrupted[/] after {results.seconds:.0f} s; nothing disagreed so far"
    agreed = results.score.agree + results.steps_agreed
    if not agreed:
        return f"[bold yellow]nothing agrees[/]: all is unsupported, in {results.seconds:.0f} s"
    partly = results.score.unsupported or results.steps_unsupported
    return f"[bold green]agree[/] in {results.seconds:.0f} s" + (", as far as it is supported" if partly else "")
