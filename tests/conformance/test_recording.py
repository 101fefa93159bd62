"""Recorded outcomes stand in for the implementation that gave them."""

from __future__ import annotations

from pathlib import Path

from conformance.backend import ModuleBackend
from conformance.campaign import Plan, recorded_campaign, some_programs
from conformance.outcome import Unsupported
from conformance.planted import PLANTED
from conformance.program import Program
from conformance.recording import RecordedBackend, record

REFERENCE = ModuleBackend("reference")
SUMS = ["MatMul", "Mean", "Sum", "Exp"]


def test_what_is_recorded_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "programs.jsonl.gz"
    programs = some_programs(Plan(examples=10, seed=3))

    assert record(programs, REFERENCE, path) == 10

    recorded = RecordedBackend(path)
    asked = list(recorded.programs())
    assert len(recorded) == len(asked)
    assert all(recorded.run(program) == REFERENCE.run(program) for program in asked)
    assert all(program in asked for program in programs)


def test_what_is_not_recorded_is_unsupported(tmp_path: Path) -> None:
    path = tmp_path / "programs.jsonl.gz"
    record([], REFERENCE, path)

    (outcome,) = RecordedBackend(path).run(Program())

    assert isinstance(outcome, Unsupported)


def test_recordings_are_the_same_byte_for_byte(tmp_path: Path) -> None:
    programs = some_programs(Plan(examples=5, seed=3))
    record(programs, REFERENCE, tmp_path / "a")
    record(programs, REFERENCE, tmp_path / "b")

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_inner_values_are_recorded_so_that_rounding_can_be_told_from_faults(tmp_path: Path) -> None:
    path = tmp_path / "programs.jsonl.gz"
    record(some_programs(Plan(examples=30, seed=3, ops=SUMS, invalid=False)), REFERENCE, path)
    recorded = RecordedBackend(path)
    wrong = PLANTED["a mean a fifth too large"](REFERENCE)

    assert recorded_campaign(recorded.programs(), recorded, REFERENCE, lambda tally: None).counterexamples == []
    found = recorded_campaign(recorded.programs(), recorded, wrong, lambda tally: None).counterexamples
    assert any(each.divergence for counterexample in found for each in counterexample.disagreements)
