"""Faults planted in an implementation that is right: each is one that the suite must find (CONF)."""

from __future__ import annotations

import reference as _reference  # its ops are registered before faults are planted in them
from conformance.outcome import Unsupported
from conformance.planted import (
    callables,
    defaults,
    errors,
    feeds,
    fetches,
    names,
    numeric,
    order,
    partial_runs,
    queues,
    races,
    sessions,
    shapes,
    state,
    types,
)
from conformance.planted.fault import Fault, Plant, Planted, after
from conformance.planted.search import EXAMPLES, Found, find, first_shown

__all__ = ["EXAMPLES", "FAULTS", "PLANTED", "REFUSES_ALL", "Fault", "Found", "Plant", "Planted", "find", "first_shown"]

del _reference

_SUBJECTS = (
    numeric,
    shapes,
    types,
    order,
    state,
    sessions,
    defaults,
    names,
    errors,
    feeds,
    fetches,
    partial_runs,
    callables,
    queues,
    races,
)

FAULTS: dict[str, Fault] = {fault.name: fault for subject in _SUBJECTS for fault in subject.FAULTS}
"""Ways to be wrong, by name."""

PLANTED: dict[str, Plant] = {name: fault.plant for name, fault in FAULTS.items()}
"""What plants them, by name."""

REFUSES_ALL = after(lambda program, outcomes: (Unsupported(program.graph.ops(), "nothing is supported"),))
"""An implementation that supports nothing: it disagrees with nobody, and agrees with nobody."""
