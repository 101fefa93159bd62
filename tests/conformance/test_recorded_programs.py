"""The reference does what TensorFlow 1.15.5 was seen to do with random programs."""

from __future__ import annotations

from conformance.backend import ModuleBackend
from conformance.campaign import recorded_campaign
from conformance.recording import RecordedBackend
from conformance.report import disagreement_lines, program_lines

LEAST_PROGRAMS = 370
LEAST_STEPS = 1300
LEAST_OPS = 209


def test_the_reference_agrees_with_every_recorded_program() -> None:
    recorded = RecordedBackend()

    tally = recorded_campaign(recorded.programs(), recorded, ModuleBackend("reference"), lambda so_far: None)

    found = [
        "\n".join([*program_lines(each.program), *disagreement_lines(each.disagreements[0])])
        for each in tally.counterexamples
    ]
    assert not found, "\n\n".join(found)
    assert tally.programs >= LEAST_PROGRAMS
    assert tally.steps_agreed >= LEAST_STEPS
    assert len(tally.ops) >= LEAST_OPS
    assert tally.unsupported < tally.programs / 4
