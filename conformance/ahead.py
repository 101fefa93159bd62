"""A backend that works on programs before they are judged, while the other implementation does its part."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from itertools import count
from queue import PriorityQueue
from typing import Any, Self

from conformance.backend import Backend
from conformance.outcome import Outcome
from conformance.program import Program
from conformance.protocol import Capabilities

WINDOW = 6  # programs that are asked for before they are judged

_AT_ONCE, _IN_TURN, _AT_THE_END = range(3)


class AheadBackend:
    """Wraps a backend, in most cases a command: a thread asks it for the programs that are announced.

    A driver that has two processors keeps both busy by it, though each request still waits for the reply to the
    one before (WIRE-2).  What is asked without being announced, such as the values behind a disagreement, goes first.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._numbers = count()
        self._requests: PriorityQueue[tuple[int, int, Program | None, Future[tuple[Outcome, ...]]]] = PriorityQueue()
        self._announced: dict[int, tuple[Program, Future[tuple[Outcome, ...]]]] = {}
        self._thread = threading.Thread(target=self._work, name="ahead", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def capabilities(self) -> Capabilities:
        """Those of the backend; ask before the first program is announced."""
        return self._backend.capabilities()

    @property
    def command(self) -> Any:
        """What is spoken to beside the programs, if the backend has it."""
        return getattr(self._backend, "command", None)

    @property
    def waiting(self) -> int:
        """How many requests the backend has not taken yet."""
        return self._requests.qsize()

    def announce(self, program: Program) -> None:
        """Says that this very program will be run soon."""
        if id(program) not in self._announced:
            self._announced[id(program)] = program, self._ask(_IN_TURN, program)

    def announced(self, programs: Iterable[Program]) -> Iterator[Program]:
        """The same programs; each is announced some programs before it is given."""
        waiting: list[Program] = []
        for program in programs:
            self.announce(program)
            waiting.append(program)
            if len(waiting) > WINDOW:
                yield waiting.pop(0)
        yield from waiting

    def forget(self) -> None:
        """Takes back what was announced and not asked for; waits for the program in hand."""
        left, self._announced = self._announced, {}
        for _, future in left.values():
            if not future.cancel():
                future.exception()

    def run(self, program: Program) -> tuple[Outcome, ...]:
        """The backend's outcomes, which may be there already."""
        _, future = self._announced.pop(id(program), (program, None))
        return (future or self._ask(_AT_ONCE, program)).result()

    def close(self) -> None:
        """Waits for what was announced, and closes the backend."""
        self._ask(_AT_THE_END, None)
        self._thread.join()
        self._backend.close()

    def _ask(self, urgency: int, program: Program | None) -> Future[tuple[Outcome, ...]]:
        future: Future[tuple[Outcome, ...]] = Future()
        self._requests.put((urgency, next(self._numbers), program, future))
        return future

    def _work(self) -> None:
        while True:
            *_, program, future = self._requests.get()
            if program is None:
                return
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self._backend.run(program))
            except BaseException as error:  # belongs to whoever asked
                future.set_exception(error)
