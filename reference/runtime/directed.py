"""Threads that use sessions in turns, as a search for all orders says (SCH-4).

Each thread of the program runs until a step of its needs an operation fired, and then waits.  Only one runs
at a time: the search takes the place of the engine's schedule, and resumes a thread when its step is over.
Everything else (what is checked, parsed, raised and given back) is what sessions do in any case.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any

from reference.errors import DeadlineExceededError, OpError
from reference.runtime.cancellation import Cancellation
from reference.runtime.engine import ReferenceEngine
from reference.runtime.executor import Execution
from reference.runtime.orders import Collected, Key, Move, RunningStep
from reference.runtime.same_state import CannotTell, digest_of_session
from reference.runtime.touching import EVERYTHING, Touched

if TYPE_CHECKING:
    from reference.graph.graph import Graph
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor
    from reference.runtime.context import SessionState
    from reference.runtime.pruning import PrunedGraph

_LIMIT = 20.0  # seconds for a thread to come to its next wait: one that does not is stuck in something else


class GivenUp(BaseException):
    """Thrown into a thread whose order is not followed to its end."""


class Stuck(RuntimeError):
    """A thread waits for something that no search can direct."""


class Gate:
    """A turn that a thread waits for before it goes on."""

    def __init__(self, touched: Touched) -> None:
        self._touched = touched
        self.error: OpError | None = None
        self.is_open = False

    def moves(self) -> dict[Key, Move]:
        """To open it."""
        return {} if self.is_open else {("gate",): Move(self, None, self._touched)}

    def make(self, move: Move) -> None:
        """Opens it."""
        self.is_open = True

    def digest(self) -> Hashable:
        """Nothing but that it is waited for."""
        return "gate"


BEGINNING: Touched = {"sessions": False}  # what the beginning of a step depends on
ENDING: Touched = {EVERYTHING: True}  # what the end of a session touches


class _Worker:
    """A thread that does one piece of work after the other: making one anew for each order takes too long."""

    def __init__(self) -> None:
        self._handed = _held_lock()
        self._work: Callable[[], None] = lambda: None
        threading.Thread(target=self._run, daemon=True).start()

    def hand(self, work: Callable[[], None]) -> None:
        """Gives it something to do."""
        self._work = work
        self._handed.release()

    def _run(self) -> None:
        while True:
            self._handed.acquire()
            self._work()
            _IDLE.append(self)


_IDLE: list[_Worker] = []


def _held_lock() -> threading.Lock:
    """A lock that one side acquires to wait, and the other releases to wake it."""
    lock = threading.Lock()
    lock.acquire()
    return lock


class DirectedThread:
    """One thread of the program: ``work`` is what it does, with the outcomes so far kept by whoever gave it."""

    def __init__(self, director: Director, number: int, work: Callable[[], None], outcomes: Sequence[Hashable]) -> None:
        self._director = director
        self._go, self._back = _held_lock(), _held_lock()
        self._work = work
        self.outcomes = outcomes
        self.number = number
        self.waits = 0
        self.waiting: Gate | RunningStep | None = None
        self.execution: DirectedExecution | None = None
        self.is_over = False

    def begin(self) -> None:
        """Runs it up to its first wait."""
        worker = _IDLE.pop() if _IDLE else _Worker()
        worker.hand(self._run)
        self.resume()

    def resume(self) -> None:
        """Runs it up to its next wait, or its end."""
        self._director.current = self
        self.waiting = self.execution = None
        self._go.release()
        if not self._back.acquire(timeout=_LIMIT):
            raise Stuck
        self._director.current = None

    def wait(self, waiting: Gate | RunningStep, execution: DirectedExecution | None = None) -> None:
        """Called by the thread itself: waits for its next turn."""
        self.waits += 1
        self.waiting, self.execution = waiting, execution
        self._back.release()
        self._go.acquire()
        if self._director.is_given_up:
            raise GivenUp

    @property
    def can_go_on(self) -> bool:
        """Whether what it waits for has come."""
        if isinstance(self.waiting, Gate):
            return self.waiting.is_open
        step, execution = self.waiting, self.execution
        if step is None or execution is None:
            return False
        if step.error is None and step.values is None:
            step.error = execution.reason  # SES-7: its session has been closed
        return step.error is not None or step.values is not None

    def _run(self) -> None:
        self._go.acquire()
        try:
            if not self._director.is_given_up:
                self._work()
        except GivenUp:
            pass
        finally:
            self.is_over = True
            self._back.release()


class Director:
    """A program of groups of threads, for `all_orders`: the next group begins when the former is over.

    A group in which nothing can go on any more is left behind: its steps wait for ever, or until later groups wake
    them; those with a time limit end with DeadlineExceededError.  ``groups`` gives the threads' work and outcomes.
    """

    def __init__(self) -> None:
        self.current: DirectedThread | None = None
        self.is_given_up = False
        self.engines: list[DirectedEngine] = []
        self.can_be_compared = True  # whether digests tell everything
        self.ends_steps = False  # whether threads end the steps of others
        self._groups: list[list[tuple[Callable[[], None], Sequence[Hashable]]]] = []
        self._begun = 0
        self._threads: list[DirectedThread] = []
        self._group: list[DirectedThread] = []
        self._leave: list[Callable[[], None]] = []

    def add_group(
        self, threads: Sequence[tuple[Callable[[], None], Sequence[Hashable]]], leave: Callable[[], None]
    ) -> None:
        """Adds threads that run at the same time; ``leave`` is called when they are over or can never be."""
        self._groups.append(list(threads))
        self._leave.append(leave)

    def pass_gate(self, touched: Touched) -> None:
        """Called by a thread: waits for its turn to do what touches that."""
        assert self.current is not None
        self.current.wait(Gate(touched))

    def is_alone(self) -> bool:
        """Whether the thread that runs is the only one that is not over."""
        return all(thread.is_over for thread in self._threads if thread is not self.current)

    def moves(self) -> dict[Key, Move]:
        """What may happen next, when every thread has run as far as it can."""
        while True:
            self._settle()
            moves = {
                (thread.number, thread.waits, *key): move
                for thread in self._threads
                if thread.waiting is not None
                for key, move in thread.waiting.moves().items()
            }
            if any(thread.can_go_on for thread in self._threads if not thread.is_over):
                continue
            if all(thread.is_over for thread in self._group) and self._begin_next():
                continue
            if moves or not self._go_on():
                return moves

    def digest(self) -> Hashable:
        """The state of all sessions, what each thread waits for, and what has come of all steps so far."""
        if not self.can_be_compared:
            return None
        try:
            sessions = tuple((engine.phase, digest_of_session(engine.state)) for engine in self.engines)
            waiting = tuple(
                (thread.number, thread.waits, tuple(thread.outcomes), thread.waiting and thread.waiting.digest())
                for thread in self._threads
            )
        except CannotTell:
            return None
        return (self._begun, sessions, waiting)

    def give_up(self) -> None:
        """Ends all threads where they wait."""
        self.is_given_up = True
        for thread in self._threads:
            if not thread.is_over:
                thread.resume()

    def _settle(self) -> None:
        while ready := [thread for thread in self._threads if not thread.is_over and thread.can_go_on]:
            ready[0].resume()

    def _go_on(self) -> bool:
        """Ends what nothing else can end, or leaves the group behind; false when there is nothing more to do."""
        late = [thread.execution for thread in self._group if thread.execution and thread.execution.has_deadline]
        if late:
            late[0].late = DeadlineExceededError(None, None, "Timed out waiting for notification")
            return True
        return self._begin_next()

    def _begin_next(self) -> bool:
        """Begins the next group; false when there is none."""
        if self._begun:
            self._leave[self._begun - 1]()
        if self._begun == len(self._groups):
            return False
        first = len(self._threads)
        self._group = [
            DirectedThread(self, first + number, work, outcomes)
            for number, (work, outcomes) in enumerate(self._groups[self._begun])
        ]
        self._threads += self._group
        self._begun += 1
        for thread in self._group:
            thread.begin()
        return True


class DirectedExecution(Execution):
    """A step whose operations fire when the search says so."""

    def __init__(self, director: Director, cancellation: Cancellation, graph: PrunedGraph, state: SessionState) -> None:
        self._collected = Collected()
        super().__init__(graph, self._collected, cancellation, state.changes)
        self._director = director
        self._state = state
        self.late: OpError | None = None  # once its time is over

    @property
    def has_deadline(self) -> bool:
        """Whether the step may take only some time."""
        return self._cancellation.deadline is not None

    @property
    def reason(self) -> OpError | None:
        """Why the step should end, if it should."""
        no_waiting = self._cancellation.no_waiting if self._parked else None  # SES-23
        return self.late or self._cancellation.reason or no_waiting

    def _fire_and_wait(self, wanted: Sequence[int] | None) -> None:
        thread = self._director.current
        assert thread is not None
        may_be_ended = self._director.ends_steps or self.has_deadline
        step = RunningStep(self, self._collected, self._state, 0, wanted, may_be_ended)
        thread.wait(step, self)
        if step.error is not None:
            raise step.error


class DirectedEngine(ReferenceEngine):
    """The engine of a session that the threads of a director use."""

    def __init__(self, director: Director) -> None:
        super().__init__()
        self._director = director
        director.engines.append(self)

    @property
    def phase(self) -> tuple[bool, bool]:
        """Whether its session has been closed or reset, and whether it runs whole steps no more (SES-23)."""
        return self._closed, self._runs_no_more

    def _execution(
        self,
        graph: Graph,
        feeds: Sequence[Tensor],
        fetches: Sequence[Tensor],
        targets: Sequence[Operation],
        cancellation: Cancellation,
        trace: Any = None,
    ) -> Execution:
        self.check_open()
        pruned = self._prune(graph, tuple(feeds), tuple(fetches), tuple(targets))
        return DirectedExecution(self._director, cancellation, pruned, self.state)
