"""The reference does what TensorFlow 1.15.5 was seen to do with random programs."""

from __future__ import annotations

import pytest

from conformance.backend import Backend, ModuleBackend
from conformance.campaign import recorded_campaign
from conformance.recording import RecordedBackend
from conformance.report import disagreement_lines, program_lines

LEAST_PROGRAMS = 500
LEAST_STEPS = 4000
LEAST_OPS = 350


@pytest.mark.parametrize("recorded_is", ["expected", "actual"])
def test_the_reference_agrees_with_every_recorded_program(recorded_is: str) -> None:
    recorded, reference = RecordedBackend(), ModuleBackend("reference")
    sides: tuple[Backend, Backend] = (recorded, reference) if recorded_is == "expected" else (reference, recorded)

    tally = recorded_campaign(recorded.programs(), *sides, lambda so_far: None)

    found = [
        "\n".join([*program_lines(each.program), *disagreement_lines(each.disagreements[0])])
        for each in tally.counterexamples
    ]
    assert not found, "\n\n".join(found)
    assert tally.programs >= LEAST_PROGRAMS
    assert tally.steps_agreed >= LEAST_STEPS
    assert len(tally.ops) >= LEAST_OPS
    assert tally.unsupported < tally.steps_agreed / 20
