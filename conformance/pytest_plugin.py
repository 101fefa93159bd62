"""The suite as tests: ``pytest --pyargs conformance --conformance-backend WHICH``.

Each case is a test, named by chapter, clause and case (``queues-QUE-7-closing_twice``), and so is each random program
(``random-program-17``); of very many, so many at a time.  ``-k`` knows cases by their clauses and kind too, and random
programs by their ops and kinds of steps (``-k "MatMul and partial_run"``).  What is unsupported is skipped, what is
known to differ an expected failure.  A counterexample is kept as a file, and the failure says how to replay it.
Without the option, nothing is collected.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conformance.request import Request, Unit
    from conformance.results import CaseRecord, CounterexampleRecord, Results
    from conformance.suite import Bench

_HERE = Path(__file__)
_BENCH = pytest.StashKey[Any]()
_EXAMPLES = 200
_ALONE = 1000  # random programs up to which each is a test of its own


class Disagreement(Exception):
    """A case or a batch that does not agree; the message has the lines to read."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options, those of ``python -m conformance``."""
    group = parser.getgroup("conformance", "conformance of graphs and sessions")
    group.addoption("--conformance-backend", metavar="WHICH", help="the implementation to test; collects the suite")
    group.addoption("--conformance-against", metavar="WHICH", default="reference", help="what is right by definition")
    group.addoption("--conformance-examples", metavar="N", type=int, default=_EXAMPLES, help="random programs")
    group.addoption("--conformance-seed", metavar="N", type=int, default=0, help="which random programs")
    group.addoption("--conformance-max-nodes", metavar="N", type=int, default=12, help="ops in most graphs")
    group.addoption("--conformance-limit", metavar="SECONDS", type=float, default=60.0, help="time for one program")
    group.addoption("--conformance-deviations", metavar="FILE", help="known differences, with reasons")


def pytest_report_header(config: pytest.Config) -> str | None:
    """Says what is held against what."""
    backend = config.getoption("conformance_backend")
    return f"conformance: {backend} against {config.getoption('conformance_against')}" if backend else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The suite, where this file stands, if an implementation is given."""
    if file_path == _HERE and parent.config.getoption("conformance_backend"):
        return Suite.from_parent(parent, path=file_path)
    return None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Closes the implementations."""
    bench = config.stash.get(_BENCH, None)
    if bench is not None:
        bench.close()


def _bench(config: pytest.Config) -> Bench:
    """Both implementations, opened once for a process."""
    from conformance.backends import NoBackend
    from conformance.reading import Malformed
    from conformance.suite import Bench

    if _BENCH not in config.stash:
        try:
            config.stash[_BENCH] = Bench(_request(config))
        except (NoBackend, Malformed) as fault:
            raise pytest.UsageError(str(fault)) from None
    bench: Bench = config.stash[_BENCH]
    return bench


def _request(config: pytest.Config) -> Request:
    from conformance.known import read_known
    from conformance.request import Request

    known = config.getoption("conformance_deviations")
    return Request(
        config.getoption("conformance_backend"),
        config.getoption("conformance_against"),
        config.getoption("conformance_examples"),
        config.getoption("conformance_seed"),
        max_nodes=config.getoption("conformance_max_nodes"),
        known=read_known(Path(known)) if known else (),
        limit=config.getoption("conformance_limit"),
    )


class Suite(pytest.File):
    """All cases, and the batches of random programs."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each case and each batch."""
        from conformance.request import RECORDED_AT_ONCE, OneCase, SomeRecorded
        from conformance.results import case_id

        try:
            extent = _bench(self.config).extent()
        except pytest.UsageError as fault:
            raise self.CollectError(str(fault)) from None
        for number, (name, chapter, clauses, kind) in enumerate(extent.cases):
            about = {"clause": " ".join(clauses), "kind": kind}
            yield self._test(case_id(chapter, clauses, name), OneCase(number), about, (chapter,))
        if extent.recorded is not None:
            for first in range(0, extent.recorded, RECORDED_AT_ONCE):
                last = min(first + RECORDED_AT_ONCE, extent.recorded)
                about = {"kind": "random"}
                yield self._test(f"random-programs-recorded-{first}-to-{last - 1}", SomeRecorded(first, last), about)
        elif extent.ops:
            yield from self._random(self.config.getoption("conformance_examples"))

    def _random(self, examples: int) -> Iterator[pytest.Item]:
        from conformance.campaign import BATCH
        from conformance.request import Batch

        if examples > _ALONE:
            for first in range(0, examples, BATCH):
                batch = Batch(first, min(BATCH, examples - first))
                name = f"random-programs-{first}-to-{first + batch.size - 1}"
                yield self._test(name, batch, {"kind": "random"})
            return
        for number in range(examples):
            program = _bench(self.config).program(number)
            about = {"kind": "random", "op": " ".join(program.graph.ops()), "step": " ".join(sorted(program.kinds()))}
            yield self._test(f"random-program-{number}", Batch(number, 1), about)

    def _test(self, name: str, unit: Unit, about: dict[str, str], others: tuple[str, ...] = ()) -> pytest.Item:
        test: pytest.Item = Test.from_parent(self, name=name, unit=unit, about=about)
        test.extra_keyword_matches.update(others)
        return test


class Test(pytest.Item):
    """A case, or some random programs; what it is about are words for ``-k``, and properties in JUnit."""

    def __init__(self, *, unit: Unit, about: dict[str, str], **others: Any) -> None:
        super().__init__(**others)
        self._unit = unit
        for what, words in about.items():
            self.extra_keyword_matches.update(words.split())
            self.user_properties += [(what, word) for word in words.split()]

    def runtest(self) -> None:
        """Does the unit; what is unsupported skips, what is known to differ is expected to fail."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what implementations warn of is no outcome
            results = _bench(self.config).do(self._unit)
        if results.cases:
            _judge_case(results.cases[0])
        else:
            _judge_programs(results, self)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The lines to read alone, where it is a disagreement."""
        if isinstance(excinfo.value, Disagreement):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the test stands, and its name."""
        return self.path, None, self.name


def _judge_case(case: CaseRecord) -> None:
    said = "\n".join(case.lines)
    if case.verdict == "unsupported":
        pytest.skip(f"unsupported: {said}")
    if case.verdict == "deviation":
        pytest.xfail(f"known to differ: {said}")
    if case.verdict != "agree":
        raise Disagreement(f"{case.verdict}: {', '.join(case.clauses)}\n{said}")


def _judge_programs(results: Results, test: Test) -> None:
    if results.counterexamples:
        raise Disagreement("\n\n".join(_told(example, test) for example in results.counterexamples))
    if not results.steps_agreed:
        pytest.skip("unsupported: nothing could be compared")


def _told(example: CounterexampleRecord, test: Test) -> str:
    """A counterexample: what is wrong in a line, the program, the details, where to read, how to judge it again."""
    from conformance.commands.saving import kept, replay_command
    from conformance.grouping import Likeness
    from conformance.suite import shown

    command = replay_command(kept(example, test.name), _request(test.config))
    words = ("", "its last words:", *example.last_words) if example.last_words else ()
    about = f"about: {', '.join(example.clauses)}"
    return "\n".join((str(Likeness(*example.likeness)), "", *shown(example), *words, "", about, f"again: {command}"))
