"""Every legal order of a few small steps (SCH-4): a search that runs them again and again from the start.

A *move* is one thing that may happen next: an operation fires, or a step that is over reads what it
fetched.  A run of the search makes moves until none is left; then the last choice that has another
move is changed, and everything runs again up to there.

Not every order is tried.  An operation that has no part in any state is fired as soon as it is ready;
and of two orders that differ only in the order of moves that touch nothing in common, one is enough:
a move that was tried before *sleeps* as long as it commutes with what is done in its place
(P. Godefroid, Partial-Order Methods for the Verification of Concurrent Systems, 1996, chapter 5).
Nor is anything done twice from the same state on, where the state can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from reference.errors import OpError
from reference.runtime.same_state import CannotTell, digest_of_session, digest_of_value
from reference.runtime.touching import EVERYTHING, Touched, commute, piece_of, touched_by

if TYPE_CHECKING:
    from reference.runtime.context import SessionState
    from reference.runtime.executor import Execution
    from reference.runtime.frames import Activation, Iteration

P = TypeVar("P", bound="Ordered")
Key = tuple[Any, ...]  # what a move is called: the same in every run of the search


@dataclass(frozen=True)
class Move:
    """Something that may happen next."""

    step: Moving
    activation: Activation | None  # None: the step is over
    touched: Touched


class Moving(Protocol):
    """What moves: a step, or whatever else waits for its turn."""

    error: OpError | None

    def make(self, move: Move) -> None:
        """Makes one of its moves."""


class Ordered(Protocol):
    """What a search runs again and again: the same moves are there after the same moves."""

    def moves(self) -> dict[Key, Move]:
        """What may happen next; nothing when all is over."""

    def digest(self) -> Hashable:
        """What all that may still happen depends on, with what has come of it so far; None if that cannot be told."""


class Collected:
    """A schedule that keeps what is ready for the search to choose from."""

    def __init__(self) -> None:
        self.ready: list[Activation] = []

    def add(self, activation: Activation) -> None:
        self.ready.append(activation)

    def take(self) -> Activation:
        return self.ready.pop(0)

    def __len__(self) -> int:
        return len(self.ready)


class RunningStep:
    """One of the steps of a run: its moves, and what has become of it.

    A part of a step (SES-14) is over when nothing of it is ready and the fetches with the numbers ``wanted`` are there.
    The end of a step is a move where the step has fetched references, or ``may_be_ended`` before.  Once an operation
    has failed, others go on until the step takes note of that: their errors are nobody's.
    """

    def __init__(
        self,
        execution: Execution,
        schedule: Collected,
        state: SessionState,
        fetches: int,
        wanted: Sequence[int] | None = None,
        may_be_ended: bool = False,
    ) -> None:
        self._execution = execution
        self._wanted = wanted
        self._ready = schedule.ready
        self._state = state
        self._may_be_ended = may_be_ended
        self._fetches = fetches
        self._tried: dict[Activation, int] = {}  # at which change of the state a parked operation was last tried
        self._fired: set[Key] = set()
        self._failure: OpError | None = None  # of the first operation that failed
        self.values: list[Any] | None = None  # of the fetches, once the step is over
        self.error: OpError | None = None

    def moves(self) -> dict[Key, Move]:
        """What may happen next in this step, when all has been fired that touches nothing."""
        if self.values is not None or self.error is not None:
            return {}
        self._fire_what_touches_nothing()
        parked = self._execution.parked
        if not self._ready and (not parked or self._has_wanted()):
            return self._end()
        again = [activation for activation in parked if self._tried.get(activation) != self._state.changes.count]
        moves = self._as_moves([*self._ready, *again])
        return moves if self._failure is None else self._after_a_failure(moves)

    def _after_a_failure(self, moves: dict[Key, Move]) -> dict[Key, Move]:
        """What may go on until the step takes note of a failure; what touches nothing could only fail too."""
        moves = {key: move for key, move in moves.items() if move.touched}
        may_go_on = moves or self._execution.parked
        return {**moves, ("over",): Move(self, None, {})} if may_go_on else self._end()

    def _as_moves(self, activations: Sequence[Activation]) -> dict[Key, Move]:
        return {_key(one): Move(self, one, touched_by(one, self._state)) for one in activations}

    def _end(self) -> dict[Key, Move]:
        """The move that is left when all has been fired; it is made at once where it touches nothing."""
        read: Touched = {piece_of(reference): False for reference in self._execution.fetched_references}
        over = Move(self, None, {EVERYTHING: False} if self._may_be_ended else read)
        if over.touched and self._failure is None:
            return {("over",): over}
        self.make(over)
        return {}

    def _has_wanted(self) -> bool:
        return self._wanted is not None and self._execution.has(self._wanted)

    def _fire_what_touches_nothing(self) -> None:
        """An operation that fails stays among the moves: others may come before it."""
        failing: set[Activation] = set()
        while quiet := [one for one in self._ready if one not in failing and not touched_by(one, self._state)]:
            for activation in quiet:
                try:
                    self._execution.fire(activation)
                except OpError:
                    failing.add(activation)
                else:
                    self._ready.remove(activation)
                    self._fired.add(_key(activation))

    def make(self, move: Move) -> None:
        """Makes one of the moves."""
        try:
            if move.activation is None:
                self._be_over()
            else:
                self._fire(move.activation)
        except OpError as error:
            if self._failure is None:
                self._failure = error
                if not move.touched or not self.moves():  # what touches nothing could have failed later as well
                    self._be_over()

    def _be_over(self) -> None:
        if self._failure is None:
            self.values = [self._execution.fetched(number) for number in range(self._fetches)]
            return
        self._execution.abandon()
        self.error = self._failure

    def _fire(self, activation: Activation) -> None:
        if activation in self._ready:
            self._ready.remove(activation)
        self._tried[activation] = self._state.changes.count
        self._fired.add(_key(activation))
        self._execution.fire(activation)

    def digest(self) -> Hashable:
        """What tells the state of the step from others; raises CannotTell while something waits or loops."""
        if self.error is not None:
            return self.error.message
        values = self._execution.values
        if self._execution.parked or values is None:
            raise CannotTell
        made: Hashable = frozenset((slot, digest_of_value(value)) for slot, value in values.items())
        if self._failure is not None:
            made = (made, self._failure.message)
        fetched = None if self.values is None else tuple(map(digest_of_value, self.values))
        return (frozenset(self._fired), made, fetched)


@dataclass
class Program:
    """Steps that run at the same time, and the state of the session they share."""

    steps: Sequence[RunningStep]
    state: SessionState

    def moves(self) -> dict[Key, Move]:
        """What may happen next in any of the steps."""
        return {(number, *key): move for number, step in enumerate(self.steps) for key, move in step.moves().items()}

    def digest(self) -> Hashable:
        """What all that may still happen depends on; None if that cannot be told."""
        try:
            return (digest_of_session(self.state), *(step.digest() for step in self.steps))
        except CannotTell:
            return None


@dataclass
class _Choice:
    """A point of a run at which one of several moves was made."""

    moves: dict[Key, Touched]
    sleeping: dict[Key, Touched]
    taken: Key = ()
    ended_its_step: bool = False  # the move taken did
    failed: set[Key] = field(default_factory=set)  # moves that ended their step: they sleep nowhere

    def take_another(self) -> bool:
        """Takes the next move that is worth trying; false where there is none."""
        self.taken = next((key for key in self.moves if key not in self.sleeping and key not in self.failed), ())
        return bool(self.taken)

    def is_done(self) -> None:
        """Notes that every order has been tried that goes on with the move taken."""
        if self.ended_its_step:
            self.failed.add(self.taken)
        else:
            self.sleeping[self.taken] = self.moves[self.taken]


def all_orders(begin: Callable[[], P], limit: int) -> Iterator[P]:
    """The program that ``begin`` makes, after each order that makes a difference (SCH-4).

    ``begin`` must make the same state and the same steps each time.  Raises ValueError when more than ``limit``
    orders have been tried.
    """
    search = _Search()
    for _ in range(limit):
        program = begin()
        with np.errstate(all="ignore"):  # RUN-18
            complete = search.run(program)
        if complete:
            yield program
        if not search.turn_back():
            return
    raise ValueError(f"There are more than {limit} orders.")


class _Search:
    """The choices of the last run, and what has been seen in all of them."""

    def __init__(self) -> None:
        self._choices: list[_Choice] = []
        self._seen: dict[Hashable, set[Key]] = {}  # states that were gone on from, but for moves that slept there

    def run(self, program: Ordered) -> bool:
        """Makes the moves chosen and then others to the end; false where another order leads to the same."""
        sleeping: dict[Key, Touched] = {}
        depth = 0
        while moves := program.moves():
            if depth == len(self._choices) and not self._choose(moves, sleeping, program.digest()):
                return False
            choice = self._choices[depth]
            move = moves[choice.taken]
            move.step.make(move)
            choice.ended_its_step = move.step.error is not None
            done = (
                {EVERYTHING: True} if choice.ended_its_step else move.touched
            )  # nothing commutes with the end of a step
            sleeping = {key: touched for key, touched in choice.sleeping.items() if commute(touched, done)}
            depth += 1
        return True

    def _choose(self, moves: dict[Key, Move], sleeping: dict[Key, Touched], state: Hashable) -> bool:
        if state is not None:
            slept = self._seen.get(state)
            if slept is not None and slept <= sleeping.keys():
                return False
            self._seen[state] = set(sleeping) if slept is None else slept & sleeping.keys()
        choice = _Choice({key: move.touched for key, move in moves.items()}, sleeping)
        if choice.take_another():
            self._choices.append(choice)
            return True
        return False

    def turn_back(self) -> bool:
        """Changes the last choice that has another move; false when all have been tried."""
        while self._choices:
            self._choices[-1].is_done()
            if self._choices[-1].take_another():
                return True
            self._choices.pop()
        return False


def _key(activation: Activation) -> Key:
    node, iteration, _ = activation
    return (node.order, *_path(iteration))


def _path(iteration: Iteration) -> Key:
    parent = iteration.frame.parent
    return () if parent is None else (*_path(parent), iteration.frame.name, iteration.number)
