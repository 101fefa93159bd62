"""The reference as a ``tf``-like module whose steps fire their operations in a shuffled order (SCH-3).

Everything is the reference's own but the sessions. :func:`begin` seeds the orders of the steps that follow, so that
what they do can be had again.
"""

from __future__ import annotations

import random
from typing import Any

import reference
from reference.runtime.engine import ReferenceEngine
from reference.runtime.schedule import Shuffled
from reference.session import interactive, session

_SEEDS = random.Random(0)


def begin(seed: int) -> None:
    """Seeds the orders of all steps that follow."""
    _SEEDS.seed(seed)


def _schedule() -> Shuffled:
    return Shuffled(_SEEDS.getrandbits(32))


def _engine() -> ReferenceEngine:
    return ReferenceEngine(_schedule)


class Session(session.Session):
    """A session whose steps run in shuffled orders."""

    engine_factory = staticmethod(_engine)


class InteractiveSession(interactive.InteractiveSession):
    """The same, and the default session from the start."""

    engine_factory = staticmethod(_engine)


def __getattr__(name: str) -> Any:
    return getattr(reference, name)
