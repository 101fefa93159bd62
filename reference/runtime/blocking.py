"""How an operation that cannot go on waits without holding up its step (RUN-9).

A kernel that may have to wait is a generator function.  Each ``yield`` says: not now, try again when
some state of the session has changed.  What it returns in the end are its outputs.  If the step ends
before that, `StepCancelled` is thrown into it, or it is closed; what it must undo stands in a
``finally``.
"""

from __future__ import annotations

import threading
import time


class StepCancelled(Exception):
    """Thrown into a kernel that waits when its step is cancelled; the kernel may raise an error of its own instead."""


class Changes:
    """Counts the changes of a session's state that an operation may wait for, and wakes those who wait."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.count = 0

    def announce(self) -> None:
        """Notes a change."""
        with self._condition:
            self.count += 1
            self._condition.notify_all()

    def wait(self, seen: int, deadline: float | None) -> None:
        """Returns once there have been more than ``seen`` changes, or at ``deadline`` (of `time.monotonic`)."""
        with self._condition:
            while self.count == seen:
                remaining = None if deadline is None else deadline - time.monotonic()
                if remaining is not None and remaining <= 0:
                    return
                self._condition.wait(remaining)
