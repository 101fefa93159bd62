"""The order in which a step fires what is ready: a value, not an accident.

The data and control edges of a graph leave the order of independent operations open (RUN-5).  A
schedule closes it: it holds the activations that are ready and says which is next (SCH-1).
"""

from __future__ import annotations

import random
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from reference.runtime.frames import Activation


class Schedule(Protocol):
    """The ready activations of one step."""

    def add(self, activation: Activation) -> None:
        """Takes an activation that has become ready."""

    def take(self) -> Activation:
        """Gives the next one to fire."""

    def __len__(self) -> int: ...


class FirstCreated:
    """Of the operations that are ready, the one created first; fetches last.  The default (RUN-6)."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Activation]] = []
        self._added = 0

    def add(self, activation: Activation) -> None:
        self._added += 1  # activations of one node, in the iterations of a loop, keep their order
        heappush(self._heap, (activation[0].order, self._added, activation))

    def take(self) -> Activation:
        return heappop(self._heap)[2]

    def __len__(self) -> int:
        return len(self._heap)


class Shuffled:
    """Any of the operations that are ready, drawn by a seeded generator (SCH-3)."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._ready: list[Activation] = []

    def add(self, activation: Activation) -> None:
        self._ready.append(activation)

    def take(self) -> Activation:
        ready = self._ready
        index = self._random.randrange(len(ready))
        ready[index], ready[-1] = ready[-1], ready[index]
        return ready.pop()

    def __len__(self) -> int:
        return len(self._ready)
