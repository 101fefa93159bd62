"""The reference engine: prunes once for each kind of step, then runs it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from reference.errors import CancelledError
from reference.runtime.cancellation import Cancellation
from reference.runtime.context import Context, SessionState
from reference.runtime.executor import Execution
from reference.runtime.pruning import PrunedGraph, needed_operations, prune
from reference.runtime.schedule import FirstCreated, Schedule

if TYPE_CHECKING:
    from reference.runtime.step import Step

_KEPT = 256  # pruned graphs; beyond that the oldest is dropped


class ReferenceEngine:
    """Runs steps one operation at a time, in the order that a schedule gives."""

    def __init__(self, schedule: Callable[[], Schedule] = FirstCreated) -> None:
        self._schedule = schedule
        self._state = SessionState()
        self._pruned: dict[Any, PrunedGraph] = {}
        self._running: set[Cancellation] = set()
        self._lock = threading.Lock()
        self._closed = False

    def run(self, step: Step) -> list[np.ndarray[Any, Any]]:
        """The values of the step's fetches, in order; `errors.OpError` if an operation fails."""
        graph = self._prune(step)
        cancellation = Cancellation(self._state.changes, step.timeout_ms)
        execution = Execution(graph, self._schedule(), cancellation, self._state.changes)
        self._begin(cancellation)
        try:
            with np.errstate(all="ignore"):
                return execution.run(step.feeds)
        finally:
            with self._lock:
                self._running.discard(cancellation)

    def close(self) -> None:
        """Ends every running step with `errors.CancelledError` and frees what the session holds."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        for cancellation in running:
            cancellation.cancel("Session has been closed.")
        self._state = SessionState()
        self._pruned.clear()

    def _begin(self, cancellation: Cancellation) -> None:
        with self._lock:
            if self._closed:
                raise CancelledError(None, None, "Session has been closed.")
            self._running.add(cancellation)

    def _prune(self, step: Step) -> PrunedGraph:
        """The nodes of this kind of step: found once, until the graph changes (SES-6)."""
        key = (step.graph._version, tuple(step.feeds), tuple(step.fetches), tuple(step.targets))
        pruned = self._pruned.get(key)
        if pruned is None:
            operations = needed_operations(step.feeds, step.fetches, step.targets)
            if any(operation._record.kernel_function is None for operation in operations):
                from reference.interchange import unsupported

                unsupported.check(operations)
            state = self._state
            pruned = prune(list(step.feeds), step.fetches, operations, lambda operation: Context(operation, state))
            with self._lock:
                while len(self._pruned) >= _KEPT:
                    del self._pruned[next(iter(self._pruned))]
                self._pruned[key] = pruned
        return pruned
