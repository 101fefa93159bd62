"""All that a program may legally give: what the reference gives in every order that makes a difference (SCH-4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import reference
from conformance.flat import flat_outcomes
from conformance.graph import Node
from conformance.graph_def import to_graph_def
from conformance.outcome import AtOnceOutcome, BuildError, Hang, Outcome
from conformance.program import AtOnce, Close, OneStep, PartialRun, PartialRunSetup, Program, Reset, check_labels
from conformance.stage import Stage, failure
from reference.opdef.record import REGISTRY
from reference.runtime.directed import BEGINNING, ENDING, DirectedEngine, Director, Stuck
from reference.runtime.orders import all_orders

Outcomes = tuple[Outcome, ...]

_TF: Any = reference  # whose names are made when it is imported

MOST_ORDERS = 1_000
_NEVER = 0.0  # seconds in the hang of a step that would wait for ever


@dataclass(frozen=True)
class Explored:
    """The outcomes of the orders that were tried, and whether these were all; the seconds of hangs are 0."""

    outcomes: frozenset[Outcomes]
    is_complete: bool


def allowed_outcomes(program: Program, limit: int = MOST_ORDERS) -> set[Outcomes] | None:
    """Every legal result of a program, each with one outcome a step; None where there are too many orders to try.

    Raises Malformed where a label is used that is not made.
    """
    explored = explore(program, limit)
    return set(explored.outcomes) if explored.is_complete else None


def explore(program: Program, limit: int = MOST_ORDERS) -> Explored:
    """What comes of a program in its orders, as far as ``limit`` of them tell."""
    check_labels(program)
    if _shares_a_handle(program):
        return Explored(frozenset(), is_complete=False)
    graph: Any = _TF.Graph()
    try:
        with graph.as_default():
            _TF.import_graph_def(to_graph_def(program.graph, _TF.GraphDef()), name="")
    except Exception as error:  # whatever it raises is the outcome
        return Explored(frozenset([(failure(BuildError, error),)]), is_complete=True)
    found: set[Outcomes] = set()
    orders = _Orders(program, graph)
    try:
        for _ in all_orders(orders.begin, limit):
            found.add(orders.outcomes())
    except (ValueError, Stuck):
        return Explored(frozenset(found), is_complete=False)
    finally:
        orders.end()
    return Explored(frozenset(found), is_complete=True)


def may_wait(node: Node) -> bool:
    """Whether an operation may have to wait for what others do (RUN-9)."""
    return node.op in REGISTRY and REGISTRY[node.op].waits


def waits_for_ever(program: Program) -> bool:
    """Whether a step of the program hangs in the first order that is tried, which takes no time to see."""
    outcomes = explore(program, limit=1).outcomes if any(map(may_wait, program.graph.nodes)) else ()
    return any(isinstance(outcome, Hang) for each in outcomes for outcome in flat_outcomes(each))


def _shares_a_handle(program: Program) -> bool:
    """Whether threads that run at once use one handle: its parts keep each other waiting in no order of operations."""
    for step in program.steps:
        if isinstance(step, AtOnce):
            used = [{one.handle for one in thread if isinstance(one, PartialRun)} for thread in step.threads]
            if sum(map(len, used)) > len(set().union(*used)):
                return True
    return False


class _Thread:
    """The steps of one thread and their outcomes; no further step begins when it has been left behind."""

    def __init__(self, steps: Sequence[OneStep]) -> None:
        self.steps = steps
        self.outcomes: list[Outcome] = []
        self._is_left = False

    def work(self, do: Callable[[OneStep], Outcome]) -> None:
        for step in self.steps:
            if self._is_left:
                return
            outcome = do(step)
            if not self._is_left:
                self.outcomes.append(outcome)

    def leave(self) -> None:
        self._is_left = True
        self.outcomes += [Hang(_NEVER)] * (len(self.steps) - len(self.outcomes))


class _Orders:
    """A program that can be begun again and again, each time with new sessions."""

    def __init__(self, program: Program, graph: Any) -> None:
        self._program = program
        self._graph = graph
        self._director = Director()
        self._stage = self._new_stage()
        self._threads: list[list[_Thread]] = []

    def begin(self) -> Director:
        """Ends the order before this one, and lays out the program's threads."""
        self.end()
        self._director = Director()
        has_parts = any(isinstance(one, PartialRunSetup) for one in self._all_steps())
        self._director.can_be_compared = not has_parts
        self._director.ends_steps = has_parts  # SES-23
        self._stage = self._new_stage()
        self._threads = []
        for step in self._program.steps:
            lists = step.threads if isinstance(step, AtOnce) else ((step,),)
            self._add(step, [_Thread(steps) for steps in lists])
        return self._director

    def end(self) -> None:
        """Ends what still waits, and closes the sessions."""
        self._director.give_up()
        self._stage.close()

    def outcomes(self) -> Outcomes:
        """What came of the steps."""
        return tuple(
            AtOnceOutcome(tuple(tuple(thread.outcomes) for thread in threads))
            if isinstance(step, AtOnce)
            else threads[0].outcomes[0]
            for step, threads in zip(self._program.steps, self._threads, strict=True)
        )

    def _add(self, step: Any, threads: list[_Thread]) -> None:
        stage, director = self._stage, self._director
        are_ended = isinstance(step, AtOnce) and any(_ends(one) for thread in threads for one in thread.steps)
        director.ends_steps |= are_ended

        def do(one: OneStep) -> Outcome:
            if are_ended or (_ends(one) and not director.is_alone()):
                director.pass_gate(ENDING if _ends(one) else BEGINNING)
            return stage.do(one)

        def working(thread: _Thread) -> Callable[[], None]:
            def work() -> None:
                if isinstance(step, AtOnce):
                    stage.prepare(step)
                thread.work(do)

            return work

        def leave() -> None:
            for thread in threads:
                thread.leave()

        self._threads.append(threads)
        director.add_group([(working(thread), thread.outcomes) for thread in threads], leave)

    def _all_steps(self) -> Iterable[OneStep]:
        for step in self._program.steps:
            yield from (one for thread in step.threads for one in thread) if isinstance(step, AtOnce) else (step,)

    def _new_stage(self) -> Stage:
        director = self._director
        made: list[Any] = []

        class DirectedSession(_TF.Session):  # type: ignore[misc]
            engine_factory = staticmethod(lambda: DirectedEngine(director))

            def __init__(self, **arguments: Any) -> None:
                super().__init__(**arguments)
                made.append(self)

            @staticmethod
            def reset(target: str, containers: Any = None, config: Any = None) -> None:
                """Ends the sessions of this program alone (SES-12)."""
                for session in made:
                    session._engine.close()

        module = SimpleNamespace(Session=DirectedSession, RunOptions=_TF.RunOptions, as_dtype=_TF.as_dtype)
        return Stage(module, self._graph, self._program, lambda: None, _NEVER)


def _ends(step: OneStep) -> bool:
    return isinstance(step, Close | Reset)
