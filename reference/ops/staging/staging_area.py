"""What a staging area keeps in a session: tuples of tensors in the order in which they were staged."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Sequence
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError, ResourceExhaustedError
from reference.runtime.blocking import Changes

Array = np.ndarray[Any, Any]
KIND = "staging area"  # no message shows it
_BYTES_OF_A_STRING = 8  # what TensorFlow counts for a string besides its own bytes


class StagingArea:
    """Tuples, of which the one staged first is taken first; zero means no limit."""

    def __init__(self, capacity: int, memory_limit: int) -> None:
        self._capacity = capacity
        self._memory_limit = memory_limit
        self._tuples: deque[Sequence[Array]] = deque()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """How many tuples are staged."""
        return len(self._tuples)

    def put(self, values: Sequence[Array], changes: Changes) -> Generator[None, None, None]:
        """Stages a tuple as soon as there is room for it (ACC-35)."""
        size = bytes_of(values)
        if 0 < self._memory_limit < size:
            raise ResourceExhaustedError(
                None, None, f"Attempted to insert tensors with combined size of '{size}' bytes into "
                f"Staging Area with a memory limit of '{self._memory_limit}'."
            )  # fmt: skip
        while not self._append(values, size):
            yield
        changes.announce()

    def _append(self, values: Sequence[Array], size: int) -> bool:
        with self._lock:
            if 0 < self._capacity <= len(self._tuples) or 0 < self._memory_limit < self._bytes + size:
                return False
            self._tuples.append(values)
            self._bytes += size
            return True

    def get(self, changes: Changes) -> Generator[None, None, Sequence[Array]]:
        """Takes the oldest tuple, as soon as there is one (ACC-34)."""
        while True:
            with self._lock:
                if self._tuples:
                    values = self._tuples.popleft()
                    self._bytes -= bytes_of(values)
                    break
            yield
        changes.announce()
        return values

    def peek(self, index: int) -> Generator[None, None, Sequence[Array]]:
        """The tuple at a place, as soon as there is one; it stays (ACC-34)."""
        while True:
            with self._lock:
                if 0 <= index < len(self._tuples):
                    return self._tuples[index]
            yield

    def clear(self, changes: Changes) -> None:
        """Drops all tuples."""
        with self._lock:
            self._tuples.clear()
            self._bytes = 0
        changes.announce()


def bytes_of(values: Sequence[Array]) -> int:
    """How many bytes a tuple has (ACC-35)."""
    return sum(_bytes_of_strings(value) if value.dtype == object else int(value.nbytes) for value in values)


def _bytes_of_strings(value: Array) -> int:
    return sum(_BYTES_OF_A_STRING + len(text) for text in value.ravel().tolist())


def check_count(values: Sequence[Array], count: int) -> None:
    """InvalidArgumentError if a tuple has not as many components as are asked for (ACC-36)."""
    if len(values) != count:
        raise InvalidArgumentError(None, None, f"Mismatch stage/unstage: {len(values)} vs. {count}")
