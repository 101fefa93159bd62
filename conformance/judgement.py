"""Whether an implementation is right about a program: what agrees, what does not, and where it went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from conformance.accuracy import exactly, loosely
from conformance.backend import Backend
from conformance.compare import Mismatch, compare
from conformance.divergence import (
    Divergence,
    Values,
    first_divergence,
    inexact_ops,
    inner_values,
    needed,
    outcomes_of,
    settled_nodes,
)
from conformance.flat import runs
from conformance.known import Known, built_in
from conformance.outcome import Outcome, Value
from conformance.program import Program
from conformance.ulp import FLOATS


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


def judge(program: Program, expected: Backend, actual: Backend, known: Sequence[Known] | None = None) -> Judgement:
    """Runs a program on both and holds ``actual`` against ``expected``; ``known`` (the numbered ones) is excused.

    Values must be the same to the bit, or within each op's own tolerance, one node at a time.  Nothing
    else is excused: dtype, shape and the kind of outcome must be the same.
    """
    wanted = outcomes_of(expected, program)
    came = outcomes_of(actual, program)
    comparison = compare(program, wanted, came, exactly)
    disagreements: list[Disagreement] = []
    deviations: list[str] = []
    faults: dict[int, Disagreement | None] = {}
    for mismatch in comparison.mismatches:
        number = _deviation(program, mismatch, built_in() if known is None else known)
        if number is not None:
            deviations.append(number)
        elif mismatch.step is None or not _may_round(program, mismatch):
            disagreements.append(Disagreement(mismatch, None))
        elif mismatch.step not in faults:
            fault = _fault(program, mismatch, came[mismatch.step], expected, actual)
            faults[mismatch.step] = fault
            disagreements += [fault] if fault else []
    rounded = {step for step, fault in faults.items() if fault is None}
    strict = {each.step for each in comparison.mismatches if not _may_round(program, each)}
    agreed = comparison.agreed + len(rounded - strict)
    return Judgement(agreed, comparison.unsupported, tuple(disagreements), tuple(deviations))


def _may_round(program: Program, mismatch: Mismatch) -> bool:
    """Whether a mismatch is of a value that need not be the same in every bit."""
    return (
        mismatch.aspect == "value"
        and mismatch.step is not None
        and bool(inexact_ops(program, mismatch.step, mismatch.fetch))
    )


def _fault(
    program: Program, mismatch: Mismatch, came: Outcome, expected: Backend, actual: Backend
) -> Disagreement | None:
    """What is wrong about a step whose values differ; None if only rounding is.

    Each node must be right about the values that ``expected`` has, and the values that ``actual`` has must
    be what its own nodes make of one another: parts that are right may still be put together wrongly.
    """
    step = mismatch.step
    assert step is not None
    right = inner_values(program, step, expected)
    if right is None:
        return Disagreement(mismatch, None, "the expected values behind it are not known")
    own = inner_values(program, step, actual)
    settled = settled_nodes(program, step, right, own) if own is not None else frozenset()
    divergence = first_divergence(program, step, right, actual, settled)
    if divergence is not None:
        return Disagreement(mismatch, divergence)
    if own is None:
        return Disagreement(mismatch, None, "the values behind it cannot be fetched")
    divergence = first_divergence(program, step, own, actual, settled)
    if divergence is not None:
        return Disagreement(mismatch, divergence, "by itself the node gives another value than in its graph")
    return _unlike_own(program, mismatch, came, own)


def _unlike_own(program: Program, mismatch: Mismatch, came: Outcome, own: Values) -> Disagreement | None:
    """A fetched value that is not what the same implementation gives when it is asked for everything."""
    step = mismatch.step
    assert step is not None
    run = runs(program)[step]
    again = Value(tuple(own.get(name) for name in run.fetches))
    sizes = [np.abs(value.array().astype(np.complex128)) for value in own.values() if value.dtype in FLOATS]
    largest = max((float(size.max(initial=0.0, where=np.isfinite(size))) for size in sizes), default=0.0)
    magnitudes = {(0, name): largest for name in run.fetches}
    found = compare(Program(program.graph, (run,)), (again,), (came,), loosely, magnitudes).mismatches
    return Disagreement(mismatch, None, "it is another when inner tensors are fetched too") if found else None


def _deviation(program: Program, mismatch: Mismatch, known: Sequence[Known]) -> str | None:
    """What the known difference that covers a mismatch is counted under: same aspect, ops and words."""
    ops = _ops_behind(program, mismatch.step) if known else set()
    found = (one.id for one in known if one.covers(mismatch.aspect, mismatch.expected, mismatch.actual, ops))
    return next(found, None)


def _ops_behind(program: Program, step: int | None) -> set[str]:
    if step is None:
        return set(program.graph.ops())
    nodes = {node.name: node for node in program.graph.nodes}
    run = runs(program)[step]
    return {nodes[name].op for name in needed(nodes, (*run.fetches, *run.targets), run.feeds)}
