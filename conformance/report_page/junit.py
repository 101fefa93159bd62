"""The results as JUnit's XML, which continuous integration reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from conformance.percent import percent
from conformance.report_page.counterexamples import listing
from conformance.report_page.printable import printable
from conformance.results import CaseRecord, CounterexampleRecord, Results


def junit(results: Results) -> bytes:
    """A suite for each chapter, one for the counterexamples, one for declared deviations that were not met.

    What disagrees is a failure, a crash or a hang an error, and what is unsupported skipped: never passed.
    """
    suites = Element("testsuites", name=printable(f"{results.implementation} against {results.against}"))
    for chapter in sorted({case.chapter for case in results.cases}):
        own = [case for case in results.cases if case.chapter == chapter]
        _suite(suites, chapter, [_case(case) for case in own], sum(case.seconds for case in own))
    if results.programs or results.counterexamples:
        tests = [_counterexample(example) for example in results.counterexamples] or [_random_programs(results)]
        _suite(suites, "random programs", tests, results.seconds)
    if results.stale:
        _suite(suites, "declared deviations", [_stale(name) for name in results.stale], 0.0)
    for kind in ("tests", "failures", "errors", "skipped"):
        suites.set(kind, str(sum(int(suite.get(kind, "0")) for suite in suites)))
    suites.set("time", f"{results.seconds:.3f}")
    ElementTree.indent(suites)
    written: bytes = ElementTree.tostring(suites, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _suite(suites: Element, name: str, tests: Sequence[Element], seconds: float) -> None:
    suite = SubElement(suites, "testsuite", name=printable(name), tests=str(len(tests)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(test.find(tag) is not None for test in tests)))
    suite.set("time", f"{seconds:.3f}")
    suite.extend(tests)


def _test(classname: str, name: str, seconds: float = 0.0) -> Element:
    return Element("testcase", classname=printable(classname), name=printable(name), time=f"{seconds:.3f}")


def _case(case: CaseRecord) -> Element:
    cited = f" [{', '.join(case.clauses)}]" if case.clauses else ""
    test = _test(case.chapter, case.name + cited, case.seconds)
    tags = {"disagree": "failure", "crash": "error", "hang": "error", "unsupported": "skipped"}
    if case.verdict in tags:
        _says(test, tags[case.verdict], case.verdict, case.lines)
    elif case.lines:
        SubElement(test, "system-out").text = printable("\n".join((case.verdict, *case.lines)))
    return test


def _random_programs(results: Results) -> Element:
    """All random programs as one test, which passes only if something could be compared."""
    steps = results.steps_agreed + results.steps_unsupported + results.steps_undecided
    agree = f"{percent(results.steps_agreed, steps)} % of {steps} steps agree"
    test = _test("random programs", f"{results.programs} random programs, {agree}")
    if not results.steps_agreed:
        _says(test, "skipped", "unsupported", ("no step could be compared",))
    return test


def _counterexample(example: CounterexampleRecord) -> Element:
    cited = f" [{', '.join(example.clauses)}]" if example.clauses else ""
    test = _test("random programs", f"counterexample {example.number}{cited}")
    words = ["", "its last words:", *example.last_words] if example.last_words else []
    again = ["", f"again: {example.replay}"] if example.replay else []
    summary = example.lines[0] if example.lines else "disagree"
    _says(test, "failure", "disagree", (*listing(example.program), "", *example.lines, *words, *again), summary)
    return test


def _stale(name: str) -> Element:
    test = _test("declared deviations", name)
    _says(test, "failure", "stale", ("it is declared, but nothing differed",))
    return test


def _says(test: Element, tag: str, kind: str, lines: Iterable[str], summary: str = "") -> None:
    said = list(lines)
    message = summary or (said[0] if said else kind)
    SubElement(test, tag, type=kind, message=printable(message)).text = printable("\n".join(said))
