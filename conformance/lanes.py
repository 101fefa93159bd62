"""Steps in threads of their own, with an end to waiting for what does not come back (runs on Python 3.7)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
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
        self._ended = threading.Condition()
        self._is_given_up = False
        self._start = threading.Barrier(max(len(lists), 1))
        self._threads = [
            threading.Thread(target=self._run, args=(number,), daemon=True) for number in range(len(lists))
        ]

    def outcomes(self, limit: float) -> tuple[tuple[Outcome, ...], ...]:
        """Starts the threads, and gives what came of each step.

        When no step has ended for ``limit`` seconds, those in hand and those after them hang, and no other begins.
        """
        for thread in self._threads:
            thread.start()
        with self._ended:
            while not self._is_done() and self._ended.wait(limit):
                pass
            self._is_given_up = True
            return tuple(
                tuple(came) + (Hang(limit),) * (len(steps) - len(came))
                for came, steps in zip(self._outcomes, self._lists)  # noqa: B905 (Python 3.7)
            )

    def join(self, limit: float) -> None:
        """Waits until the threads have ended, at most so many seconds for each."""
        for thread in self._threads:
            thread.join(limit)

    def _run(self, number: int) -> None:
        self._start.wait()
        for step in self._lists[number]:
            if self._is_given_up:
                return
            outcome = self._do(step)
            with self._ended:
                if self._is_given_up:
                    return
                self._outcomes[number].append(outcome)
                self._ended.notify_all()

    def _is_done(self) -> bool:
        return all(len(came) == len(steps) for came, steps in zip(self._outcomes, self._lists))  # noqa: B905
