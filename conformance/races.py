"""Programs whose outcomes depend on the order of operations: what differs there need not be wrong (WIRE-21, SCH-4)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from conformance.accuracy import loosely
from conformance.allowed import Explored, Outcomes, explore
from conformance.compare import Mismatch, compare
from conformance.flat import flat_outcomes
from conformance.outcome import OF_WHOLE_PROGRAM, RunError, Unsupported
from conformance.program import AtOnce, Program
from conformance.showing import outcome_text

Excuse = Callable[[Mismatch], "str | None"]
"""The known deviation that a mismatch is, or None."""

_CLOSED = "Session has been closed."
_SHOWN = 5  # outcomes in a remark


@dataclass(frozen=True)
class Race:
    """What the orders of a program say of two implementations that differ.

    ``mismatches`` are what is wrong in any order, ``deviations`` what is known, ``undecided`` the numbers of the
    steps whose outcomes depend on the order, where there were too many orders to try them all.
    """

    mismatches: tuple[Mismatch, ...]
    deviations: tuple[str, ...] = ()
    undecided: frozenset[int] = frozenset()
    remark: Callable[[Mismatch], str] = lambda mismatch: ""


def race(
    program: Program,
    wanted: Outcomes,
    came: Outcomes,
    mismatches: Sequence[Mismatch],
    excuse: Excuse,
    rounded: Collection[int | None] = (),
) -> Race | None:
    """Whether both ``wanted`` and ``came`` are legal though they differ; None if the program has one outcome alone.

    Of the steps ``rounded`` it is known that their values are right but for rounding.
    """
    if any(len(each) == 1 and isinstance(each[0], OF_WHOLE_PROGRAM) for each in (wanted, came)):
        return None
    if missed := _missed(program, wanted, came, mismatches):
        return missed
    explored = explore(program)
    if not explored.is_complete:
        return _undecided(explored, mismatches)
    if len(explored.outcomes) < 2:
        return None
    remark = _Remark(explored)
    found, deviations = _nearest(program, explored.outcomes, came, excuse, rounded)
    if found:
        return Race(found, deviations, remark=remark)
    if _nearest(program, explored.outcomes, wanted, excuse, rounded)[0]:  # what was expected is itself not legal
        return Race(tuple(mismatches), remark=remark)
    return Race((), deviations)


def _missed(program: Program, wanted: Outcomes, came: Outcomes, mismatches: Sequence[Mismatch]) -> Race | None:
    """What is undecided where one side did not support a step of a race, so that its threads did not meet."""
    racing = list(_racing(program))
    rows = [flat_outcomes(outcomes) for outcomes in (wanted, came)]
    if not any(isinstance(row[number], Unsupported) for number in racing for row in rows):
        return None
    left = tuple(each for each in mismatches if each.step is None or each.step < racing[0])
    steps = frozenset(each.step for each in mismatches if each.step is not None and each not in left)
    return Race(left, undecided=steps)


def _racing(program: Program) -> Iterator[int]:
    """The numbers of the steps that run at the same time as others."""
    number = 0
    for step in program.steps:
        threads = step.threads if isinstance(step, AtOnce) else ()
        count = sum(map(len, threads)) if isinstance(step, AtOnce) else 1
        yield from range(number, number + count) if len(threads) > 1 else ()
        number += count


def _nearest(
    program: Program, allowed: Iterable[Outcomes], came: Outcomes, excuse: Excuse, rounded: Collection[int | None]
) -> tuple[tuple[Mismatch, ...], tuple[str, ...]]:
    """The mismatches with the outcomes that are nearest, and the known deviations among them."""
    best: tuple[tuple[Mismatch, ...], tuple[str, ...]] | None = None
    for outcomes in sorted(allowed, key=repr):
        differing = compare(program, outcomes, came, loosely).mismatches
        found = [
            each
            for each in differing
            if not (each.aspect == "value" and each.step in rounded)
            and not is_about_the_end_of_a_session(each, outcomes, came)
        ]
        reasons = {mismatch: excuse(mismatch) for mismatch in found}
        left = tuple(mismatch for mismatch in found if reasons[mismatch] is None)
        if best is None or len(left) < len(best[0]):
            best = left, tuple(reason for reason in reasons.values() if reason is not None)
        if not left:
            break
    assert best is not None
    return best


def is_about_the_end_of_a_session(mismatch: Mismatch, allowed: Outcomes, came: Outcomes) -> bool:
    """Whether a step ends with its session on both sides, in other words: no clause says in which (RUN-10, DEV-52)."""
    if mismatch.step is None or mismatch.aspect not in ("message", "op"):
        return False
    one, other = (flat_outcomes(outcomes)[mismatch.step] for outcomes in (allowed, came))
    return isinstance(one, RunError) and isinstance(other, RunError) and one.message == _CLOSED


def _undecided(explored: Explored, mismatches: Sequence[Mismatch]) -> Race:
    """Steps that had several outcomes in the orders that were tried, or in programs that no order can be tried of."""
    rows = [flat_outcomes(outcomes) for outcomes in explored.outcomes]
    varying = {step for step, came in enumerate(zip(*rows, strict=True)) if len(set(came)) > 1}
    left = tuple(each for each in mismatches if rows and each.step is not None and each.step not in varying)
    steps = frozenset(each.step for each in mismatches if each.step is not None and each not in left)
    return Race(left, undecided=steps)


class _Remark:
    """Says what a step may give."""

    def __init__(self, explored: Explored) -> None:
        self._rows = [flat_outcomes(outcomes) for outcomes in explored.outcomes]

    def __call__(self, mismatch: Mismatch) -> str:
        if mismatch.step is None:
            return ""
        texts = sorted({outcome_text(row[mismatch.step]) for row in self._rows})
        shown = " | ".join(texts[:_SHOWN]) + (" | …" if len(texts) > _SHOWN else "")
        return f"the program may give {len(self._rows)} different things, this step: {shown}"
