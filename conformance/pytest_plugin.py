"""The suite as tests: ``pytest --pyargs conformance --conformance-backend WHICH``.

Each case is a test, named by chapter, clause and case (``queues-QUE-7-closing_twice``), and so is each batch of random
programs.  What is unsupported is skipped, what is known to differ an expected failure.  Without the option, nothing is
collected.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conformance.results import CaseRecord, Results
    from conformance.suite import Bench, Request, Unit

_HERE = Path(__file__)
_BENCH = pytest.StashKey[Any]()
_EXAMPLES = 200


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
    from conformance.suite import Request

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
        from conformance.campaign import BATCH
        from conformance.results import case_id
        from conformance.suite import RECORDED_AT_ONCE, Batch, OneCase, SomeRecorded

        extent = _bench(self.config).extent()
        for number, (name, chapter, clauses, _) in enumerate(extent.cases):
            yield self._test(case_id(chapter, clauses, name), OneCase(number), (chapter, *clauses))
        if extent.recorded is not None:
            for first in range(0, extent.recorded, RECORDED_AT_ONCE):
                last = min(first + RECORDED_AT_ONCE, extent.recorded)
                yield self._test(f"random-programs-recorded-{first}", SomeRecorded(first, last), ("random",))
            return
        examples = self.config.getoption("conformance_examples") if extent.ops else 0
        for first in range(0, examples, BATCH):
            batch = Batch(first, min(BATCH, examples - first))
            yield self._test(f"random-programs-{first}", batch, ("random",))

    def _test(self, name: str, unit: Unit, about: tuple[str, ...]) -> pytest.Item:
        test: pytest.Item = Test.from_parent(self, name=name, unit=unit, about=about)
        return test


class Test(pytest.Item):
    """A case, or a batch of random programs."""

    def __init__(self, *, unit: Unit, about: tuple[str, ...], **others: Any) -> None:
        super().__init__(**others)
        self._unit = unit
        self.extra_keyword_matches.update(about)
        self.user_properties += [("clause", word) for word in about if "-" in word]

    def runtest(self) -> None:
        """Does the unit; what is unsupported skips, what is known to differ is expected to fail."""
        results = _bench(self.config).do(self._unit)
        if results.cases:
            _judge_case(results.cases[0])
        else:
            _judge_batch(results)

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


def _judge_batch(results: Results) -> None:
    from conformance.suite import shown

    if results.counterexamples:
        raise Disagreement("\n\n".join("\n".join(shown(example)) for example in results.counterexamples))
    if not results.steps_agreed:
        pytest.skip("unsupported: nothing could be compared")
