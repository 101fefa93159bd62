"""Attempts: what the operations of a queue wish to do, each served in its turn (QUE-7).

A queue has two lines, one of those who put elements in (or close it) and one of those who take elements
out.  Only the first of a line is served; it may move on a little, as far as the queue allows, and makes
room for the next when it is done.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from typing import TYPE_CHECKING

from reference.errors import CancelledError, OpError, OutOfRangeError

if TYPE_CHECKING:
    from reference.ops.queues.queue import Element, Queue


class Attempt(ABC):
    """What one operation wishes of a queue."""

    when_cancelled: str | None = None  # the words with which the attempt ends when its step is cancelled

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.done = False
        self.error: OpError | None = None

    @abstractmethod
    def proceed(self) -> bool:
        """Does what can be done now; whether that was anything."""

    def finish(self, error: OpError | None = None) -> bool:
        """Ends the attempt, with an error or without."""
        self.done, self.error = True, error
        return True


class Enqueue(Attempt):
    """Puts elements in, one by one as there is room (QUE-8)."""

    when_cancelled = "Enqueue operation was cancelled"

    def __init__(self, queue: Queue, elements: list[Element]) -> None:
        super().__init__(queue)
        self._waiting = deque(elements)

    def proceed(self) -> bool:
        queue = self.queue
        if queue.closed:  # QUE-11
            return self.finish(CancelledError(None, None, f"{queue.title} '{queue.name}' is closed."))
        moved = False
        while self._waiting and queue.size < queue.capacity:
            queue.store(self._waiting.popleft())
            moved = True
        return moved if self._waiting else self.finish()


class Dequeue(Attempt):
    """Takes so many elements out, one by one as they come (QUE-9), or fewer from a closed queue (QUE-10)."""

    when_cancelled = "Dequeue operation was cancelled"

    def __init__(self, queue: Queue, count: int, title: str, or_fewer: bool = False) -> None:
        super().__init__(queue)
        self._left = count
        self._title = title  # what the message calls the queue
        self._or_fewer = or_fewer
        self.taken: list[Element] = []

    def proceed(self) -> bool:
        queue = self.queue
        if queue.closed and queue.size < self._left:
            return self._end_early()
        count = min(self._left, queue.available())
        if count < self._left and not queue.serves_in_parts:
            return False
        self._take(count)
        return count > 0 if self._left else self.finish()

    def _take(self, count: int) -> None:
        self.taken += [self.queue.take() for _ in range(count)]
        self._left -= count

    def _end_early(self) -> bool:
        """A closed queue has fewer elements than are still wanted, and no more will come."""
        queue = self.queue
        if self._or_fewer and (self.taken or queue.size):
            self._take(queue.size)
            if queue.serves_in_parts:
                return self.finish()
            self.taken = []  # QUE-17: a priority queue does not know what to do with them
        error = OutOfRangeError(
            None, None, f"{self._title} '{queue.name}' is closed and has insufficient elements "
            f"(requested {self._left}, current size {queue.size})"
        )  # fmt: skip
        queue.give_back(self.taken)
        return self.finish(error)


class Close(Attempt):
    """Closes the queue once all who wanted to put something in before have done so (QUE-11)."""

    def proceed(self) -> bool:
        queue = self.queue
        if queue.closed:
            return self.finish(CancelledError(None, None, f"Queue '{queue.name}' is already closed."))
        queue.closed = True
        return self.finish()


class Line:
    """Attempts in the order in which they came."""

    def __init__(self) -> None:
        self._attempts: deque[Attempt] = deque()

    def join(self, attempt: Attempt) -> None:
        """Puts an attempt at the end."""
        self._attempts.append(attempt)

    def serve(self) -> list[Attempt] | None:
        """Serves the first, the next when it is done, and so on; those that are done, None if nothing moved."""
        done: list[Attempt] = []
        moved = False
        while self._attempts and self._attempts[0].proceed():
            moved = True
            if not self._attempts[0].done:
                break
            done.append(self._attempts.popleft())
        return done if moved else None

    def leave(self, attempt: Attempt) -> bool:
        """Takes an attempt out that gives up; false if it is not there any more."""
        if attempt not in self._attempts:
            return False
        self._attempts.remove(attempt)
        return True

    def cancel_all(self) -> list[Attempt]:
        """Ends every attempt as cancelled (QUE-11)."""
        cancelled = list(self._attempts)
        self._attempts.clear()
        for attempt in cancelled:
            attempt.finish(CancelledError(None, None, str(Enqueue.when_cancelled)))
        return cancelled
