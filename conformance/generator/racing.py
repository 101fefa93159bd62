"""Small races: threads that use one thing with state at the same time, and none of which waits for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from conformance.generator.choices import Blocks, Choices
from conformance.generator.drawing import Drawing
from conformance.generator.state import Act, State, Use, pattern_kinds
from conformance.graph import Graph
from conformance.program import AtOnce, Close, Program, Run, Step

_SESSION = "main"
_MOST_BEFORE = 3
_MOST_AFTER = 2
_CLOSING_ONE_IN = 5
_MOST_CLOSED = 2  # steps that the end of a session meets: each can end in several ways
_MOST_MOMENTS = 500  # a race with more would have too many orders to try

Thread = list[list[Use]]  # one list of operations for each step
Left = tuple[tuple[tuple[tuple[Act, ...], ...], ...], ...]  # of each thread the steps, of each step the operations


def racing_kinds() -> tuple[str, ...]:
    """The kinds of things that threads can race for."""
    return tuple(kind for kind in pattern_kinds() if kind != "stack")  # a stack is one step's own (ACC-30)


def racing_program(source: Blocks, ops: Sequence[str] | None = None, kinds: Sequence[str] | None = None) -> Program:
    """A valid program in which two or three threads use one thing; what might wait for good is run in turn.

    Now and then one thread closes the session, and the others, if possible, wait for what does not come.  The thing is
    of one of these ``kinds``, or of any; ``ops`` are used where they can be.
    """
    drawing = Drawing(Choices(source.one()))
    state = State(drawing, ops or ())
    thing = state.add_thing(drawing.choice(kinds or racing_kinds()), racing=True)
    for block in source.several(0, _MOST_BEFORE):
        drawing.choices.begin(block)
        state.add_step(_SESSION)
    before = replace(thing.model(_SESSION))
    choices = Choices(source.one())
    closes = choices.integer(1, _CLOSING_ONE_IN) == _CLOSING_ONE_IN
    threads = [thread for thread in _threads(choices, source, state, thing) if thread]
    steps: list[Step] = list(state.steps)
    if closes and thing.races and getattr(before, "races_waiting", True):
        waiting = [use for use in (state.waiting_use(_SESSION, thing) for _ in threads) if use is not None]
        met = [[[use]] for use in waiting] or [thread[:1] for thread in threads]
        steps.append(AtOnce(((Close(_SESSION),), *_runs(state, met[:_MOST_CLOSED]))))
    else:
        ends = _ends(_Moment(before, _left(threads))) if thing.races else None
        steps += _in_turn(state, threads) if ends is None or not threads else [AtOnce(_runs(state, threads))]
        for block in source.several(1, _MOST_AFTER):
            drawing.choices.begin(block)
            steps += _looks(state, thing, ends or [])
    return Program(Graph(tuple(drawing.nodes)), tuple(steps))


def _left(threads: Sequence[Thread]) -> Left:
    return tuple(tuple(tuple(use.acts for use in step) for step in thread) for thread in threads)


def _runs(state: State, threads: Sequence[Thread]) -> tuple[tuple[Run, ...], ...]:
    return tuple(tuple(state.run(_SESSION, step) for step in thread) for thread in threads)


def _in_turn(state: State, threads: Sequence[Thread]) -> list[Run]:
    """What the threads do, one operation after the other."""
    return [state.run(_SESSION, [use]) for thread in threads for step in thread for use in step]


def _threads(choices: Choices, source: Blocks, state: State, thing: Any) -> Iterator[Thread]:
    """What each thread does; all of it would end well if one thread ran after the other."""
    for sizes in choices.choice([((1,), (1,)), ((1, 1), (1,)), ((1,), (1,), (1,)), ((1, 1), (1, 1)), ((2,), (1,))]):
        thread: Thread = []
        for size in sizes:
            uses: list[Use | None] = []
            for _ in range(size):
                state.begin(source.one())
                uses.append(state.use(_SESSION, thing, alone=bool(uses)))
            thread.append([use for use in uses if use is not None])
        yield [step for step in thread if step]


def _looks(state: State, thing: Any, ends: Sequence[Any]) -> list[Run]:
    """A step that ends well whatever the order was, if one is found."""
    use = state.use(_SESSION, thing)
    if use is None or not all(all(act.effect(model) for act in use.acts) for model in map(replace, ends)):
        return []
    for model in ends:
        for act in use.acts:
            act.effect(model)
    return [state.run(_SESSION, [use])]


class _Moment(NamedTuple):
    """A point of a race: the state of the thing, what is left to do, and who waits, in order."""

    model: Any
    left: Left
    waiting: tuple[tuple[int, int], ...] = ()  # threads, and which of the operations of their steps

    def next(self) -> Iterator[_Moment]:
        """What may happen next: an operation ends well, fails, and with it its step, or begins to wait."""
        for number, thread in enumerate(self.left):
            for place, acts in enumerate(thread[0] if thread else ()):
                after = replace(self.model)
                ended = None if self._is_behind((number, place)) else acts[0].effect(after)
                if ended:
                    yield self._with(after, number, place, (acts[1:],) if acts[1:] else ())
                elif ended is False and len(thread[0]) == 1:
                    yield self._with(self.model, number, place, ())
                elif (number, place) not in self.waiting:
                    yield self._replace(waiting=(*self.waiting, (number, place)))

    @property
    def waits(self) -> bool:
        """Whether something cannot go on."""
        steps = [thread[0] for thread in self.left if thread]
        return any(acts[0].effect(replace(self.model)) is None for step in steps for acts in step)

    def _is_behind(self, who: tuple[int, int]) -> bool:
        """Whether others came before that want the same: to take something, or to put something in."""
        before = self.waiting[: self.waiting.index(who)] if who in self.waiting else self.waiting
        return any(self._takes(each) == self._takes(who) for each in before)

    def _takes(self, who: tuple[int, int]) -> bool:
        return self.left[who[0]][0][who[1]][0].takes

    def _with(self, model: Any, number: int, place: int, rest: tuple[tuple[Act, ...], ...]) -> _Moment:
        thread = self.left[number]
        step = (*thread[0][:place], *rest, *thread[0][place + 1 :])
        shorter = (step, *thread[1:]) if step else thread[1:]
        waiting = tuple(each for each in self.waiting if each[0] != number)  # the others of its step begin anew
        return _Moment(model, (*self.left[:number], shorter, *self.left[number + 1 :]), waiting)


def _ends(first: _Moment) -> list[Any] | None:
    """The models that the orders lead to; None if there are too many, or something may wait for good."""
    ends: list[Any] = []
    seen, to_come = [first], [first]
    while to_come:
        moment = to_come.pop()
        if not any(moment.left):
            ends += [] if moment.model in ends else [moment.model]
            continue
        after = list(moment.next())
        is_stuck = not after or (moment.waits and not getattr(moment.model, "races_waiting", True))
        if is_stuck or len(seen) > _MOST_MOMENTS:
            return None
        new = [each for each in after if each not in seen]
        seen += new
        to_come += new
    return ends
