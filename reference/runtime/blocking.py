"""How an operation that cannot go on waits without holding up its step (RUN-9)."""

from __future__ import annotations

import threading
import time


class WouldBlock(Exception):
    """Raised by a kernel that cannot go on until some state of the session changes; it is tried again."""


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
