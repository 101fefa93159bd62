"""What a run holds against what, and the units that it is cut into: cases, and batches of random programs."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.backends import LIMIT, known_of
from conformance.campaign import MOST
from conformance.known import Known, built_in
from conformance.results import Identity

TENSORFLOWS = frozenset(["tensorflow", "recorded", "compat"])
"""The shipped implementations that the numbered deviations are deviations from."""

RECORDED_AT_ONCE = 20  # recorded programs in one unit


@dataclass(frozen=True)
class Request:
    """What a run holds against what, and how much of the suite.

    ``chapters`` and ``clauses`` select cases, ``ops`` random programs; ``known`` are the differences that are
    excused besides the numbered ones.
    """

    backend: str
    against: str = "reference"
    examples: int = 200
    seed: int = 0
    ops: tuple[str, ...] = ()
    max_nodes: int = 12
    valid_only: bool = False
    most: int = MOST
    chapters: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    with_cases: bool = True
    known: tuple[Known, ...] = ()
    limit: float = LIMIT
    date: str = ""

    @property
    def declared(self) -> tuple[Known, ...]:
        """The differences of a file: of the one that was given, and of those that come with the implementations."""
        return (*self.known, *known_of(self.backend), *(known.mirrored() for known in known_of(self.against)))

    @property
    def excused(self) -> tuple[Known, ...]:
        """All that is excused of random programs: the numbered deviations where one side is a TensorFlow, too."""
        if (self.backend in TENSORFLOWS) == (self.against in TENSORFLOWS):
            return self.declared
        own = built_in() if self.against in TENSORFLOWS else tuple(known.mirrored() for known in built_in())
        return (*self.declared, *own)


@dataclass(frozen=True)
class OneCase:
    """The case of this number among those selected."""

    number: int


@dataclass(frozen=True)
class Batch:
    """So many random programs, from the one of this number on: the same in any process (CONF-15)."""

    first: int
    size: int


@dataclass(frozen=True)
class SomeRecorded:
    """Recorded programs, from the first up to before the last."""

    first: int
    last: int


Unit = OneCase | Batch | SomeRecorded


@dataclass(frozen=True)
class Extent:
    """How large a run is: who takes part, the cases by name, chapter, clauses and kind, how many recorded programs.

    ``ops`` are those of random programs, ``lacking`` those that they would be made of too if the implementation had
    them.
    """

    implementation: Identity
    against: Identity
    cases: tuple[tuple[str, str, tuple[str, ...], str], ...]
    recorded: int | None
    ops: tuple[str, ...]
    lacking: tuple[str, ...]
    remarks: tuple[str, ...]
