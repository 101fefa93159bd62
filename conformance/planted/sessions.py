"""Sessions that are not apart, or end too early or too late."""

from __future__ import annotations

from dataclasses import replace

from conformance.planted.changed_programs import steps
from conformance.planted.fault import faults

FAULTS = faults(
    "sessions",
    {
        "variables that sessions share": ("SES-4 VAR-1", steps(lambda program, step: replace(step, session="main"))),
    },
)
