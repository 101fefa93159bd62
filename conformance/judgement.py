"""Whether an implementation is right about a program: what agrees, what does not, and where it went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from conformance.accuracy import exactly, loosely
from conformance.asking import outcomes_of
from conformance.backend import Backend
from conformance.compare import Mismatch, compare
from conformance.divergence import (
    Divergence,
    Values,
    first_divergence,
    inexact_ops,
    inner_values,
    narrowed,
    needed,
    settled_nodes,
)
from conformance.flat import flat_outcomes, runs
from conformance.known import Known, built_in
from conformance.messages import rounded_alike
from conformance.outcome import Outcome, Unsupported, Value
from conformance.program import Program
from conformance.races import Race, race
from conformance.showing import value_text
from conformance.tolerance import Tolerance
from conformance.ulp import FLOATS
from conformance.values import TensorValue

_OF_ERRORS = frozenset(["class", "code", "op", "message"])


@dataclass(frozen=True)
class Disagreement:
    """One thing that two implementations see differently, and where it began if that is known."""

    mismatch: Mismatch
    divergence: Divergence | None
    remark: str = ""


@dataclass(frozen=True)
class Judgement:
    """What came of comparing two implementations on one program."""

    steps_agreed: int
    unsupported: int
    disagreements: tuple[Disagreement, ...]
    deviations: tuple[str, ...]  # the numbered deviations that explain the other differences
    undecided: int = 0  # steps that differ, and whose outcomes depend on the order, which has too many possibilities
    lacking: tuple[str, ...] = ()  # what ``actual`` says that it lacks


def judge(program: Program, expected: Backend, actual: Backend, known: Sequence[Known] | None = None) -> Judgement:
    """Runs a program on both and holds ``actual`` against ``expected``; ``known`` (the numbered ones) is excused.

    Values must be the same to the bit, or within each op's own tolerance, one node at a time.  Nothing
    else is excused: dtype, shape and the kind of outcome must be the same (CONF-5).  Where the order of operations
    decides, both must be among all that the orders give (CONF-10).
    """
    wanted = outcomes_of(expected, program)
    came = outcomes_of(actual, program)
    comparison = compare(program, wanted, came, exactly)
    known = built_in() if known is None else known
    excuse = partial(_deviation, program, comparison.mismatches, known=known)
    through_state = _rounded_through_state(program, comparison.mismatches, wanted, came)
    open_to_rounding, strict = _apart(program, [each for each in comparison.mismatches if each not in through_state])
    found = _Found()
    for mismatch in strict:
        found.note(Disagreement(mismatch, None), [excuse(mismatch)])
    one_by_one = flat_outcomes(came)
    wrong = {each.step for each in strict}
    for step, mismatches in open_to_rounding.items():
        fault = _fault(program, mismatches, one_by_one[step], expected, actual)
        if fault is not None:
            wrong.add(step)
            begins = _deviation_of_node(fault, known)
            found.note(fault, [begins] if begins else list(map(excuse, mismatches)))
    rounded = {each.step for each in comparison.mismatches} - wrong
    judgement = Judgement(
        comparison.agreed + len(rounded),
        comparison.unsupported,
        tuple(found.disagreements),
        tuple(found.deviations),
        lacking=tuple(dict.fromkeys(lack for each in one_by_one for lack in _lacking(each))),
    )
    if not found.disagreements:
        return judgement
    of_orders = race(program, wanted, came, [each.mismatch for each in found.disagreements], excuse, rounded)
    return judgement if of_orders is None else _judged_by_orders(judgement, of_orders, len(one_by_one))


class _Found:
    """What differs beyond rounding: what nothing excuses, and the known differences."""

    def __init__(self) -> None:
        self.disagreements: list[Disagreement] = []
        self.deviations: list[str] = []

    def note(self, disagreement: Disagreement, numbers: Sequence[str | None]) -> None:
        """Notes a disagreement, unless each of its parts is a known difference."""
        self.deviations += [number for number in numbers if number is not None]
        if None in numbers:
            self.disagreements.append(disagreement)


def _apart(program: Program, mismatches: Sequence[Mismatch]) -> tuple[dict[int, list[Mismatch]], list[Mismatch]]:
    """The mismatches of values that need not be the same in every bit, by step; and all others."""
    open_to_rounding: dict[int, list[Mismatch]] = {}
    strict: list[Mismatch] = []
    for mismatch in mismatches:
        if mismatch.step is not None and _may_round(program, mismatch):
            open_to_rounding.setdefault(mismatch.step, []).append(mismatch)
        else:
            strict.append(mismatch)
    return open_to_rounding, strict


def _judged_by_orders(judgement: Judgement, found: Race, steps: int) -> Judgement:
    """The judgement, with only those disagreements that are wrong in any order."""
    known = {each.mismatch: each for each in judgement.disagreements}
    wrong = tuple(
        replace(known.get(mismatch, Disagreement(mismatch, None)), remark=found.remark(mismatch))
        for mismatch in found.mismatches
    )
    away = {mismatch.step for mismatch in found.mismatches} | found.undecided
    agreed = steps - judgement.unsupported - len(away)
    deviations = tuple(dict.fromkeys((*judgement.deviations, *found.deviations)))
    return replace(
        judgement,
        steps_agreed=agreed,
        disagreements=wrong,
        deviations=deviations,
        undecided=len(found.undecided),
    )


def _lacking(outcome: Outcome) -> tuple[str, ...]:
    """What an implementation says that it lacks, in words without a node's name: they are counted."""
    if not isinstance(outcome, Unsupported):
        return ()
    words = outcome.message.partition("\n")[0].partition("{{node")[0].strip()
    return tuple(f"{op}: {words}" if words else op for op in outcome.ops) or ((words,) if words else ())


def _may_round(program: Program, mismatch: Mismatch) -> bool:
    """Whether a mismatch is of a value that need not be the same in every bit."""
    return (
        mismatch.aspect == "value"
        and mismatch.step is not None
        and bool(inexact_ops(program, mismatch.step, mismatch.fetch))
    )


def _rounded_through_state(
    program: Program, mismatches: Sequence[Mismatch], wanted: Sequence[Outcome], came: Sequence[Outcome]
) -> set[Mismatch]:
    """What differs by no more than its ops may be off together (CONF-8): read from state, or shown in a message."""
    open_to_rounding = [each for each in mismatches if each.step is not None and each.aspect in ("value", "message")]
    if not open_to_rounding:
        return set()
    tolerance = Tolerance(program, loosely)
    read = [
        (each.step, each.fetch)
        for each in open_to_rounding
        if each.step is not None and each.fetch is not None and tolerance.inexact_behind_state(each.step, each.fetch)
    ]
    largest = _largest([*flat_outcomes(wanted), *flat_outcomes(came)])
    left = compare(program, wanted, came, loosely, dict.fromkeys(read, largest)).mismatches if read else ()
    off = {(each.step, each.fetch) for each in left}
    return {
        each
        for each in open_to_rounding
        if ((each.step, each.fetch) in read and (each.step, each.fetch) not in off)
        or (
            each.aspect == "message"
            and each.step is not None
            and rounded_alike(each.expected, each.actual)
            and inexact_ops(program, each.step, targets=True)
        )
    }


def _largest(outcomes: Sequence[Outcome]) -> float:
    """The largest finite number that was fetched."""
    values = [value for each in outcomes if isinstance(each, Value) for value in each.values]
    sizes = [np.abs(value.array().astype(np.complex128)) for value in values if value and value.dtype in FLOATS]
    return max((float(size.max(initial=0.0, where=np.isfinite(size))) for size in sizes), default=0.0)


def _fault(
    program: Program, mismatches: Sequence[Mismatch], came: Outcome, expected: Backend, actual: Backend
) -> Disagreement | None:
    """What is wrong about a step whose values differ; None if only rounding is.

    Each node must be right about the values that ``expected`` has, and the values that ``actual`` has must
    be what its own nodes make of one another: parts that are right may still be put together wrongly (CONF-9).
    """
    mismatch = mismatches[0]
    assert mismatch.step is not None
    fetches = [each.fetch for each in mismatches if each.fetch is not None]
    values = (
        dict(zip(runs(program)[mismatch.step].fetches, came.values, strict=True)) if isinstance(came, Value) else {}
    )
    step = mismatch.step
    if not _is_recording(expected) and not _is_recording(actual):
        program, step = narrowed(program, step, fetches)
    right, own = (inner_values(program, step, backend) for backend in (expected, actual))
    if right is None:
        return Disagreement(mismatch, None, "the expected values behind it are not known")
    settled = settled_nodes(program, step, right, own) if own is not None else frozenset()
    if own is not None and _is_recording(actual):
        divergence = first_divergence(program, step, own, expected, settled)
        return None if divergence is None else Disagreement(mismatch, divergence.mirrored())
    divergence = first_divergence(program, step, right, actual, settled)
    if divergence is not None:
        return Disagreement(mismatch, divergence)
    if own is None:
        return Disagreement(mismatch, None, "the values behind it cannot be fetched")
    divergence = first_divergence(program, step, own, actual, settled)
    if divergence is not None:
        return Disagreement(mismatch, divergence, "by itself the node gives another value than in its graph")
    return _unlike_own(program, step, mismatch, values, own)


def _is_recording(backend: Backend) -> bool:
    """Whether an implementation cannot be asked anything but what was recorded."""
    return bool(getattr(backend, "is_recording", False))


def _unlike_own(
    program: Program, step: int, mismatch: Mismatch, came: Mapping[str, TensorValue | None], own: Values
) -> Disagreement | None:
    """A fetched value that is not what the same implementation gives when it is asked for everything."""
    run = runs(program)[step]
    again, once = (Value(tuple(values.get(name) for name in run.fetches)) for values in (own, came))
    largest = _largest([Value(tuple(own.values()))])
    magnitudes = {(0, name): largest for name in run.fetches}
    found = compare(Program(program.graph, (run,)), (again,), (once,), loosely, magnitudes).mismatches
    return Disagreement(mismatch, None, "it is another when inner tensors are fetched too") if found else None


def _deviation(
    program: Program, mismatches: Sequence[Mismatch], mismatch: Mismatch, known: Sequence[Known]
) -> str | None:
    """What the known difference that covers a mismatch is counted under: same aspect, ops and words.

    One that is about several aspects of an error covers them all where one of them has its words.
    """
    if not known:
        return None
    same = [each for each in mismatches if each.step == mismatch.step and {each.aspect, mismatch.aspect} <= _OF_ERRORS]
    ops, in_graph = ops_behind(program, mismatch.step), set(program.graph.ops())
    for part in dict.fromkeys((mismatch, *same)):
        for one in known:
            is_about = part == mismatch or mismatch.aspect in one.aspects
            if is_about and one.covers(part.aspect, part.expected, part.actual, ops, in_graph):
                return one.id
    return None


def _deviation_of_node(fault: Disagreement | None, known: Sequence[Known]) -> str | None:
    """What a known difference of the node is counted under, where that is where two values begin to differ."""
    if fault is None or fault.divergence is None:
        return None
    wanted, came = fault.divergence.expected, fault.divergence.actual
    if not isinstance(wanted, TensorValue) or not isinstance(came, TensorValue):
        return None
    aspect = "value" if wanted.shape == came.shape else "shape"
    sides = value_text(wanted), value_text(came)
    return next((one.id for one in known if one.covers(aspect, *sides, {fault.divergence.node.op})), None)


def ops_behind(program: Program, step: int | None) -> set[str]:
    """The ops of the nodes that a step needs, of all where it is not known which step."""
    if step is None:
        return set(program.graph.ops())
    nodes = {node.name: node for node in program.graph.nodes}
    run = runs(program)[step]
    return {nodes[name].op for name in needed(nodes, (*run.fetches, *run.targets), run.feeds)}
