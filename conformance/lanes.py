"""Steps in threads of their own, with an end to waiting for what does not come back (runs on Python 3.7)."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from conformance.outcome import Hang

if TYPE_CHECKING:
    from conformance.outcome import Outcome
    from conformance.program import OneStep


class Lanes:
    """Lists of steps, each done in order by a thread of its own, all started together.

    ``do`` does one step and raises nothing.
    """

    def __init__(self, lists: Sequence[Sequence[OneStep]], do: Callable[[OneStep], Outcome]) -> None:
        self._lists = lists
        self._do = do
        self._outcomes: list[list[Outcome]] = [[] for _ in lists]
        self._lock = threading.Lock()
        self._start = threading.Barrier(max(len(lists), 1))
        self._last_end = time.monotonic()  # of a step
        self._is_given_up = False
        self._left = len(lists)
        self._are_over = threading.Event()
        if not lists:
            self._are_over.set()

    def outcomes(self, limit: float) -> tuple[tuple[Outcome, ...], ...]:
        """Starts the threads, and gives what came of each step.

        When no step has ended for ``limit`` seconds, those in hand and those after them hang, and no other begins.
        """
        self._last_end = time.monotonic()
        for number in range(len(self._lists)):
            _in_a_thread(partial(self._run, number))
        while not self._are_over.wait(self._last_end + limit - time.monotonic()):
            if time.monotonic() >= self._last_end + limit:
                break
        with self._lock:
            self._is_given_up = True
            return tuple(
                tuple(came) + (Hang(limit),) * (len(steps) - len(came))
                for came, steps in zip(self._outcomes, self._lists)  # noqa: B905 (Python 3.7)
            )

    def join(self, limit: float) -> None:
        """Waits until no step is in hand any more, at most so many seconds."""
        self._are_over.wait(limit)

    def _run(self, number: int) -> None:
        self._start.wait()
        for step in self._lists[number]:
            if self._is_given_up:
                break
            outcome = self._do(step)
            self._note(number, outcome)
        with self._lock:
            self._left -= 1
            if not self._left:
                self._are_over.set()

    def _note(self, number: int, outcome: Outcome) -> None:
        with self._lock:
            if not self._is_given_up:
                self._outcomes[number].append(outcome)
        self._last_end = time.monotonic()


class _Runner:
    """A thread that does one thing after the other: to start one for every program takes a while."""

    def __init__(self) -> None:
        self._handed: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    def hand(self, work: Callable[[], None]) -> None:
        """Gives it something to do."""
        self._handed.put(work)

    def _run(self) -> None:
        while True:
            work = self._handed.get()
            work()
            del work
            _IDLE.put(self)  # one that hangs never is again


_IDLE: queue.SimpleQueue[_Runner] = queue.SimpleQueue()


def _in_a_thread(work: Callable[[], None]) -> None:
    """Does something in a thread that does nothing else meanwhile."""
    try:
        runner = _IDLE.get_nowait()
    except queue.Empty:
        runner = _Runner()
    runner.hand(work)
