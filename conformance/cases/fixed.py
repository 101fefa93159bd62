"""Fixed programs as data: each with the clauses it is about and the outcomes that are right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from conformance import outcome as outcome_format
from conformance import reading
from conformance.accuracy import loosely
from conformance.asking import outcomes_of
from conformance.backend import Backend
from conformance.cases.case import Case, CaseResult, Kind, failure_among, pieces
from conformance.compare import Mismatch, compare
from conformance.flat import flat_outcomes
from conformance.graph import texts
from conformance.outcome import Outcome
from conformance.program import Program
from conformance.races import is_about_the_end_of_a_session
from conformance.showing import outcome_text

Outcomes = tuple[Outcome, ...]

PROGRAMS = Path(__file__).parent / "programs"
CORPUS = Path(__file__).resolve().parents[1] / "corpus"  # CONF-17


@dataclass(frozen=True)
class Origin:
    """Where a program of the corpus comes from: when it was found, what it showed, and the seed that drew it."""

    date: str
    showed: str
    seed: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The origin as an object; a seed that there is not is null."""
        return {"date": self.date, "showed": self.showed, "seed": self.seed}

    @classmethod
    def from_json(cls, data: Any) -> Origin:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("date", "showed", "seed"))
        return cls(
            reading.field(fields, "date", reading.text),
            reading.field(fields, "showed", reading.text),
            reading.field(fields, "seed", reading.optional(reading.integer)),
        )


@dataclass(frozen=True)
class FixedProgram:
    """A program, what TensorFlow 1.15.5 made of it, and where the reference deviates what that makes of it.

    ``allowed`` are all the outcomes that are right, where the order of operations leaves more than one (CONF-10);
    the programs of the corpus have an ``origin``.
    """

    name: str
    clauses: tuple[str, ...]
    program: Program
    allowed: tuple[Outcomes, ...]
    deviation: str = ""
    reason: str = ""
    reference: Outcomes = ()
    origin: Origin | None = None

    def to_json(self) -> dict[str, Any]:
        """The entry as an object; what is empty is left out."""
        data: dict[str, Any] = {"name": self.name, "clauses": list(self.clauses)}
        if self.origin:
            data["origin"] = self.origin.to_json()
        if self.deviation:
            data |= {"deviation": self.deviation, "reason": self.reason, "reference": _written(self.reference)}
        return {**data, "allowed": [_written(each) for each in self.allowed], "program": self.program.to_json()}

    @classmethod
    def from_json(cls, data: Any) -> FixedProgram:
        """The inverse of :meth:`to_json`; raises Malformed."""
        optional = ("origin", "deviation", "reason", "reference")
        fields = reading.record(data, ("name", "clauses", "allowed", "program"), optional)
        return cls(
            reading.field(fields, "name", reading.text),
            reading.field(fields, "clauses", texts),
            reading.field(fields, "program", Program.from_json),
            reading.field(fields, "allowed", lambda sets: reading.array(sets, _read)),
            reading.text(fields.get("deviation", "")),
            reading.text(fields.get("reason", "")),
            _read(fields.get("reference", [])),
            reading.field(fields, "origin", Origin.from_json) if "origin" in fields else None,
        )


def fixed_programs(folder: Path = PROGRAMS) -> list[FixedProgram]:
    """The programs of a folder, in the order of its files and, inside one, of the file."""
    return [program for path in sorted(folder.glob("*.json")) for program in read(path)]


def read(path: Path) -> list[FixedProgram]:
    """The programs of one file; raises Malformed."""
    return [FixedProgram.from_json(entry) for entry in json.loads(path.read_text("utf-8"))]


def write(path: Path, programs: Sequence[FixedProgram]) -> None:
    """Writes a file of programs as JSON that diffs well: one program a line."""
    lines = [json.dumps(program.to_json(), separators=(",", ":")) for program in programs]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")


def program_cases() -> list[Case]:
    """A case for each fixed program."""
    return _cases("program", PROGRAMS)


def corpus_cases() -> list[Case]:
    """A case for each program that once showed a defect, or a planted fault."""
    return _cases("corpus", CORPUS)


def _cases(kind: Kind, folder: Path) -> list[Case]:
    return [Case(fixed.name, kind, fixed.clauses, partial(_run, fixed)) for fixed in fixed_programs(folder)]


def _run(fixed: FixedProgram, backend: Backend) -> CaseResult:
    came = outcomes_of(backend, fixed.program)
    found = min((differences(fixed.program, right, came) for right in fixed.allowed), key=len)
    if not found:
        return CaseResult("agree")
    if fixed.deviation and not differences(fixed.program, fixed.reference, came):
        return CaseResult("deviation", (fixed.reason,), fixed.deviation)
    result = failure_among(came) or CaseResult("disagree", tuple(map(str, found)))
    return replace(result, differences=pieces(fixed.program, found))


def differences(program: Program, right: Outcomes, came: Outcomes) -> tuple[Mismatch, ...]:
    """What came that is not among the right outcomes; what cannot be compared differs."""
    if failure_among(came) and right != came:
        failure = next(outcome for outcome in came if failure_among((outcome,)))
        return (
            Mismatch(None, None, "outcome", " | ".join(map(outcome_text, flat_outcomes(right))), outcome_text(failure)),
        )
    found = compare(program, right, came, loosely).mismatches
    return tuple(each for each in found if not is_about_the_end_of_a_session(each, right, came))


def _written(outcomes: Outcomes) -> list[dict[str, Any]]:
    return [outcome_format.to_json(outcome) for outcome in outcomes]


def _read(data: Any) -> Outcomes:
    return reading.array(data, outcome_format.from_json)
