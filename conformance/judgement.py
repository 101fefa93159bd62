"""Whether an implementation is right about a program: what agrees, what does not, and where it went wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conformance.accuracy import exactly
from conformance.backend import Backend
from conformance.compare import Mismatch, compare
from conformance.divergence import Divergence, first_divergence, inexact_ops, inner_values
from conformance.program import Program

DEVIATIONS = Path(__file__).parent / "deviations.json"


@dataclass(frozen=True)
class Disagreement:
    """One thing that two implementations see differently."""

    mismatch: Mismatch
    divergence: Divergence | None

    def __str__(self) -> str:
        return str(self.mismatch) if self.divergence is None else f"{self.mismatch}\n    {self.divergence}"


@dataclass(frozen=True)
class Judgement:
    """What came of comparing two implementations on one program."""

    steps_agreed: int
    unsupported: int
    disagreements: tuple[Disagreement, ...]
    deviations: tuple[str, ...]  # the numbered deviations that explain the other differences


def judge(program: Program, expected: Backend, actual: Backend) -> Judgement:
    """Runs a program on both and holds ``actual`` against ``expected``.

    Values must be the same to the bit, or within each op's own tolerance, one node at a time.
    """
    wanted = expected.run(program)
    came = actual.run(program)
    comparison = compare(program, wanted, came, exactly)
    disagreements: list[Disagreement] = []
    deviations: list[str] = []
    for mismatch in comparison.mismatches:
        number = _deviation(program, mismatch)
        if number is not None:
            deviations.append(number)
            continue
        if mismatch.aspect == "value" and mismatch.step is not None and inexact_ops(program, mismatch.step):
            values = inner_values(program, mismatch.step, expected)
            divergence = None if values is None else first_divergence(program, mismatch.step, values, actual)
            if divergence is not None:
                disagreements.append(Disagreement(mismatch, divergence))
            elif values is None:
                disagreements.append(Disagreement(mismatch, None))
        else:
            disagreements.append(Disagreement(mismatch, None))
    return Judgement(comparison.agreed, comparison.unsupported, tuple(disagreements), tuple(deviations))


@cache
def _known() -> Sequence[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(DEVIATIONS.read_text())["random programs"]
    return entries


def _deviation(program: Program, mismatch: Mismatch) -> str | None:
    """The number of the deviation that covers a mismatch: same aspect, an op of its list, and its words."""
    ops = set(program.graph.ops())
    for entry in _known():
        if (
            mismatch.aspect in entry["aspects"]
            and (not entry.get("ops") or ops & set(entry["ops"]))
            and entry.get("expected", "") in mismatch.expected
            and entry.get("actual", "") in mismatch.actual
        ):
            return str(entry["deviation"])
    return None
