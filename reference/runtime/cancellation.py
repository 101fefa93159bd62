"""How a running step is ended from outside: by another thread, or by its deadline (RUN-10)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from reference.errors import CancelledError, DeadlineExceededError, OpError

if TYPE_CHECKING:
    from reference.runtime.blocking import Changes


class Cancellation:
    """The wish that one step should end."""

    def __init__(self, changes: Changes, timeout_ms: int = 0) -> None:
        self._changes = changes
        self.reason: OpError | None = None  # why the step should end, once somebody wishes that
        self.no_waiting: OpError | None = None  # why none of its operations may wait any more
        self.deadline = time.monotonic() + timeout_ms / 1000 if timeout_ms > 0 else None

    def cancel(self, reason: str) -> None:
        """Makes the step fail with `errors.CancelledError` at its next operation, or where it waits."""
        self.reason = self.reason or CancelledError(None, None, reason)
        self._changes.announce()

    def forbid_waiting(self, reason: str) -> None:
        """Makes the step fail with `errors.CancelledError` where it waits, now or later; what need not wait goes on."""
        self.no_waiting = self.no_waiting or CancelledError(None, None, reason)
        self._changes.announce()

    def check_waiting(self) -> None:
        """Raises if no operation of the step may wait."""
        if self.no_waiting is not None:
            raise self.no_waiting

    def caused(self, error: BaseException) -> bool:
        """Whether an error is the wish that the step should end, not the failure of one of its operations."""
        return error is self.reason or error is self.no_waiting

    def check(self) -> None:
        """Raises if the step should end."""
        if self.reason is not None:
            raise self.reason
        if self.deadline is not None and time.monotonic() >= self.deadline:
            raise DeadlineExceededError(None, None, "Timed out waiting for notification")
