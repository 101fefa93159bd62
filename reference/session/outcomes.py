"""All that may become of a small step with state, whatever the order of its operations (SCH-4, SCH-6)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from reference.errors import OpError
from reference.runtime.engine import ReferenceEngine
from reference.runtime.orders import Collected, Program, RunningStep, all_orders
from reference.runtime.step import Step
from reference.session.feeds import parse_feeds
from reference.session.fetches import parse_fetches
from reference.session.session import Session

if TYPE_CHECKING:
    from reference.graph.graph import Graph


class Run(NamedTuple):
    """One call of ``Session.run``."""

    fetches: Any
    feed_dict: Any = None


@dataclass(frozen=True)
class Value:
    """The step ended well; arrays are nested tuples of Python values, dictionaries tuples of items."""

    value: Any


@dataclass(frozen=True)
class Failure:
    """The step ended with an `errors.OpError`: its class, code, first line, and the name of its operation."""

    kind: str
    code: int
    message: str
    op: str | None


@dataclass(frozen=True)
class WaitsForEver:
    """The step waits, and nothing in the program would wake it."""


Outcome = Value | Failure | WaitsForEver


def all_outcomes(
    graph: Graph, step: Any, *beside: Any, before: Iterable[Any] = (), after: Iterable[Any] = (), limit: int = 100_000
) -> set[Any]:
    """Every outcome that a step may have, by trying every order that makes a difference (SCH-4).

    ``step`` is what ``Session.run`` would fetch, or a `Run` with feeds as well.  The steps ``beside`` it run at the
    same time, as if by other threads.  Each order begins in a new session, in which the steps ``before`` have run
    one by one, and ends with the steps ``after``.  The set has an `Outcome` for each order, or, when there are steps
    ``beside`` or ``after``, a tuple of one for each of them.  Raises ValueError for more than ``limit`` orders.

    >>> import reference as tf
    >>> with tf.Graph().as_default() as graph:
    ...     x = tf.Variable(0)
    ...     one, two = x.assign(1), x.assign(2)
    >>> outcomes = all_outcomes(graph, [one.op, two.op], before=[x.initializer], after=[x])
    >>> sorted(final.value for step, final in outcomes)
    [1, 2]
    """
    outcomes = set()
    beginning = _Beginning(graph, [_as_run(one) for one in (step, *beside)], [_as_run(one) for one in before])
    for ended in all_orders(beginning.begin, limit):
        found = [beginning.outcome_of(number, one) for number, one in enumerate(ended.steps)]
        found += [beginning.outcome_of_another(_as_run(one)) for one in after]
        outcomes.add(found[0] if len(found) == 1 else tuple(found))
    beginning.session.close()
    return outcomes


class _Beginning:
    """A program that can be begun again and again, each time in a new session."""

    def __init__(self, graph: Graph, runs: Sequence[Run], before: Sequence[Run]) -> None:
        self._graph, self._runs, self._before = graph, runs, before
        self._rebuild: list[Callable[[list[Any]], Any]] = []
        self.session = Session(graph=graph)

    def begin(self) -> Program:
        """Ends the session, and begins all steps in a new one."""
        self.session.close()
        self.session = Session(graph=self._graph)
        for run in self._before:
            self.session.run(*run)
        self._rebuild = []
        engine = self.session._engine
        assert isinstance(engine, ReferenceEngine)
        return Program([self._begin_step(run, engine) for run in self._runs], engine.state)

    def _begin_step(self, run: Run, engine: ReferenceEngine) -> RunningStep:
        feeds = parse_feeds(self._graph, run.feed_dict)
        wanted = parse_fetches(self._graph, run.fetches)
        tensors = [tensor for tensor in wanted.tensors if tensor not in feeds]
        known: dict[Any, Any] = {**dict.fromkeys(wanted.operations), **feeds}
        self._rebuild.append(lambda values: wanted.rebuild({**known, **dict(zip(tensors, values, strict=True))}))
        schedule = Collected()
        execution = engine.begin(Step(self._graph, self.session._arrays(feeds), tensors, wanted.operations), schedule)
        return RunningStep(execution, schedule, engine.state, len(tensors))

    def outcome_of(self, number: int, ended: RunningStep) -> Outcome:
        """What became of one of the steps."""
        if ended.error is not None:
            return _failure(ended.error)
        return WaitsForEver() if ended.values is None else Value(_plain(self._rebuild[number](ended.values)))

    def outcome_of_another(self, run: Run) -> Outcome:
        """What becomes of a step that runs after them."""
        try:
            return Value(_plain(self.session.run(*run)))
        except OpError as error:
            return _failure(error)


def _as_run(step: Any) -> Run:
    return step if isinstance(step, Run) else Run(step)


def _failure(error: OpError) -> Failure:
    name = None if error.op is None else error.op.name
    return Failure(type(error).__name__, error.error_code, error.message.splitlines()[0], name)


def _plain(value: Any) -> Any:
    """A fetched value as what can be compared and stands in sets."""
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, Mapping):
        return tuple((key, _plain(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    return math.nan if isinstance(value, float) and math.isnan(value) else value
