"""A case: a named check of an implementation that cites the clauses it is about, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from conformance.backend import Backend
from conformance.cases.chapters import chapter_of
from conformance.compare import Mismatch
from conformance.difference import Difference
from conformance.judgement import ops_behind
from conformance.outcome import Crash, Hang, Outcome, Unsupported
from conformance.program import Program
from conformance.results import Verdict

__all__ = ["Case", "CaseResult", "Kind", "Verdict", "failure_among", "pieces"]

Kind = Literal["question", "program", "corpus", "random", "protocol"]


@dataclass(frozen=True)
class CaseResult:
    """What an implementation did in a case; ``details`` are lines for a reader.

    ``deviation`` is an answer that is not TensorFlow's but the reference's, and listed in ``spec/deviations.md``
    under ``number``. ``unsupported`` never counts as agreement (WIRE-20). ``differences`` are the pieces in which a
    fault shows, where it can be taken apart.
    """

    verdict: Verdict
    details: tuple[str, ...] = ()
    number: str = ""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Case:
    """A check that any implementation can be put through (CONF-11); ``clauses`` has at least one id."""

    name: str
    kind: Kind
    clauses: tuple[str, ...]
    check: Callable[[Backend], CaseResult]

    @property
    def chapter(self) -> str:
        """The chapter of the specification that defines the first clause, such as ``steps``."""
        return chapter_of(self.clauses[0])

    def run(self, backend: Backend) -> CaseResult:
        """The result for an implementation; whatever its Python object raises is a crash."""
        try:
            return self.check(backend)
        except Exception as error:
            return CaseResult("crash", (f"{type(error).__name__}: {error}",))


def failure_among(outcomes: Sequence[Outcome]) -> CaseResult | None:
    """The result of outcomes that cannot be compared, if one of them is of that kind."""
    for outcome in outcomes:
        if isinstance(outcome, Crash):
            return CaseResult("crash", (outcome.message, *outcome.stderr))
        if isinstance(outcome, Hang):
            return CaseResult("hang", (f"no answer within {outcome.seconds:g} seconds",))
        if isinstance(outcome, Unsupported):
            return CaseResult("unsupported", (outcome.message or "lacks " + ", ".join(outcome.ops),))
    return None


def pieces(program: Program, mismatches: Iterable[Mismatch]) -> tuple[Difference, ...]:
    """The mismatches of a program as pieces in which a case differs, each with the ops behind it."""
    return tuple(
        Difference(
            each.aspect,
            each.expected,
            each.actual,
            "program" if each.step is None else f"step {each.step}" + (f", fetch {each.fetch}" if each.fetch else ""),
            frozenset(ops_behind(program, each.step)),
        )
        for each in mismatches
    )
