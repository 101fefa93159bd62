"""What an accumulator keeps in a session: a sum of gradients, how many there are, and who waits for them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from reference.dtypes import DType
from reference.errors import CancelledError
from reference.ops.accumulators.dense_sum import DenseSum
from reference.ops.accumulators.sparse_sum import SparseSum
from reference.runtime.blocking import Changes, StepCancelled

KIND = "N10tensorflow26ConditionalAccumulatorBaseE"  # how TensorFlow's messages name this kind of resource


@dataclass(eq=False)
class _Take:
    """One operation that waits for ``required`` gradients, and what it was given."""

    required: int
    result: Any = None
    is_served: bool = False


class Accumulator:
    """Adds up gradients that are not stale, and gives the result away once enough are there."""

    def __init__(self, gradients: DenseSum | SparseSum, dtype: DType) -> None:
        self.gradients = gradients
        self.dtype = dtype
        self._global_step = 0
        self._count = 0
        self._waiting: deque[_Take] = deque()
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """How many gradients are accumulated."""
        return self._count

    def set_global_step(self, step: int) -> None:
        """Says which step's values are current; it may go back too (ACC-4)."""
        with self._lock:
            self._global_step = step

    def apply(self, local_step: int, gradient: Any, changes: Changes) -> None:
        """Adds a gradient, unless it is stale: computed before the global step (ACC-3)."""
        with self._lock:
            if local_step < self._global_step:
                return
            self.gradients.add(gradient)
            self._count += 1
            self._serve()
        changes.announce()

    def take(self, required: int, changes: Changes) -> Generator[None, None, Any]:
        """The reduced gradients once ``required`` are there, to each that asks in turn (ACC-5, ACC-6)."""
        take = _Take(required)
        with self._lock:
            self._waiting.append(take)
            self._serve()
        try:
            while not take.is_served:
                yield
        except StepCancelled:
            raise CancelledError(None, None, "TakeGrad operation was cancelled") from None
        finally:
            self._leave(take)
            changes.announce()
        return take.result

    def _leave(self, take: _Take) -> None:
        """Lets those behind go on if this one ends before it was served."""
        with self._lock:
            if not take.is_served:
                self._waiting.remove(take)
                self._serve()

    def _serve(self) -> None:
        """Hands the accumulated gradients to the first that waits, as soon as they are enough for it."""
        if self._waiting and self._count >= self._waiting[0].required:
            take = self._waiting.popleft()
            take.result = self.gradients.take(self._count)
            take.is_served = True
            self._count = 0
            self._global_step += 1
