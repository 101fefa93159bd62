"""The reference engine: prunes once for each kind of step, then runs it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from reference.errors import CancelledError, InvalidArgumentError, OpError
from reference.runtime.cancellation import Cancellation
from reference.runtime.context import Context, SessionState
from reference.runtime.devices import DeviceAttributes, host
from reference.runtime.executor import Execution
from reference.runtime.partial_step import PartialStep, check_set_up, handle_of
from reference.runtime.pruning import PrunedGraph, needed_operations, prune
from reference.runtime.schedule import FirstCreated, Schedule
from reference.runtime.step import Step
from reference.runtime.tracing import Trace, TracedExecution

if TYPE_CHECKING:
    from types import TracebackType

    from reference.graph.graph import Graph
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor
    from reference.runtime.tensor_store import KeptTensor

_CANCELLED = "Run call was cancelled"
_KEPT = 256  # pruned graphs; beyond that the oldest is dropped


class ReferenceEngine:
    """Runs steps one operation at a time, in the order that a schedule gives; from several threads too (SES-16)."""

    def __init__(self, schedule: Callable[[], Schedule] = FirstCreated) -> None:
        self._schedule = schedule
        self.state = SessionState()
        self._pruned: dict[Any, PrunedGraph] = {}
        self._running: set[Cancellation] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._runs_no_more = False  # SES-23
        self._host = host()
        self._partial_steps: dict[str, tuple[PartialStep, Cancellation]] = {}
        self._handles = 0

    def run(self, step: Step) -> list[np.ndarray[Any, Any]]:
        """The values of the step's fetches, in order; `errors.OpError` if an operation fails."""
        cancellation = Cancellation(self.state.changes, step.timeout_ms)
        with self._running_step(cancellation):
            if self._runs_no_more:
                raise CancelledError(None, None, _CANCELLED)
            execution = self._execution(
                step.graph, tuple(step.feeds), step.fetches, step.targets, cancellation, step.trace
            )
            return execution.run(step.feeds)

    def begin(self, step: Step, schedule: Schedule) -> Execution:
        """A step of which nothing has run yet, for whoever chooses the order of its operations (SCH-4)."""
        pruned = self._prune(step.graph, tuple(step.feeds), tuple(step.fetches), tuple(step.targets))
        execution = Execution(pruned, schedule, Cancellation(self.state.changes), self.state.changes)
        execution.start()
        execution.feed(step.feeds)
        return execution

    def devices(self) -> list[DeviceAttributes]:
        """The one device that this engine has (SES-13)."""
        return [self._host]

    def kept_tensor(self, handle: str) -> KeptTensor:
        """The tensor that a handle stands for; InvalidArgumentError if there is none (FEE-17)."""
        return self.state.tensors.get(handle)

    def forget_tensors(self, handles: Iterable[str]) -> None:
        """Forgets what these handles stand for (FET-14)."""
        self.state.tensors.forget(handles)

    def partial_run_setup(
        self, graph: Graph, feeds: Sequence[Tensor], fetches: Sequence[Tensor], targets: Sequence[Operation]
    ) -> str:
        """Begins a step in several parts and gives its handle (SES-14)."""
        self.check_open()
        with self._lock:
            handle = handle_of(feeds, fetches, targets, self._handles)
            self._handles += 1
        check_set_up(feeds, fetches, targets)
        cancellation = Cancellation(self.state.changes)
        part = PartialStep(self._execution(graph, feeds, fetches, targets, cancellation), feeds, fetches)
        if self._runs_no_more:
            cancellation.forbid_waiting(_CANCELLED)
        self._partial_steps[handle] = part, cancellation
        with self._running_step(cancellation):
            part.begin()
        if part.has_failed:
            self._end_runs()
        return handle

    def partial_run(self, handle: str, feeds: dict[Tensor, Any], fetches: Sequence[Tensor]) -> list[Any]:
        """Feeds one part of such a step, and gives the values of its fetches."""
        self.check_open()
        try:
            part, cancellation = self._partial_steps[handle]
        except KeyError:
            raise InvalidArgumentError(None, None, "Must run 'setup' before performing partial runs!") from None
        with part.lock:
            part.check(feeds, fetches)
            try:
                with self._running_step(cancellation):
                    values = part.run(feeds, fetches)
            except OpError:  # a step that has failed has no further parts
                self._partial_steps.pop(handle, None)
                raise
            finally:
                if part.has_failed:
                    self._end_runs()
            if part.is_done:
                self._partial_steps.pop(handle, None)
        return values

    def _end_runs(self) -> None:
        """Ends every running step but those in parts, which may not wait any more, and lets none begin (SES-23)."""
        with self._lock:
            self._runs_no_more = True
            in_parts = [cancellation for _, cancellation in self._partial_steps.values()]
            whole = self._running.difference(in_parts)
        for cancellation in in_parts:
            cancellation.forbid_waiting(_CANCELLED)
        for cancellation in whole:
            cancellation.cancel(_CANCELLED)

    def check_open(self) -> None:
        """`errors.CancelledError` once the engine is closed (SES-7)."""
        if self._closed:
            raise CancelledError(None, None, "Session has been closed.")

    def _execution(
        self,
        graph: Graph,
        feeds: Sequence[Tensor],
        fetches: Sequence[Tensor],
        targets: Sequence[Operation],
        cancellation: Cancellation,
        trace: Trace | None = None,
    ) -> Execution:
        pruned = self._prune(graph, tuple(feeds), tuple(fetches), tuple(targets))
        parts = pruned, self._schedule(), cancellation, self.state.changes
        return Execution(*parts) if trace is None else TracedExecution(*parts, trace)

    def _running_step(self, cancellation: Cancellation) -> _RunningStep:
        """A block in which `close` from another thread can end the step (SES-7)."""
        return _RunningStep(self, cancellation)

    def close(self) -> None:
        """Ends every running step with `errors.CancelledError` and frees what the session holds."""
        with self._lock:
            self._closed = True
            running = list(self._running)
            unfinished = [part for part, cancellation in self._partial_steps.values() if cancellation not in running]
            self._partial_steps.clear()
        for cancellation in running:
            cancellation.cancel("Session has been closed.")
        for part in unfinished:
            part.abandon()
        self.state.resources.release()
        self.state = SessionState()
        self._pruned.clear()

    def _prune(
        self, graph: Graph, feeds: tuple[Tensor, ...], fetches: tuple[Tensor, ...], targets: tuple[Operation, ...]
    ) -> PrunedGraph:
        """The nodes of this kind of step: found once, until the graph changes (SES-6)."""
        key = (graph._version, feeds, fetches, targets)
        pruned = self._pruned.get(key)
        if pruned is None:
            operations = needed_operations(feeds, fetches, targets)
            _check_supported(operations)
            pruned = prune(feeds, fetches, operations, partial(Context, session=self.state))
            with self._lock:
                while len(self._pruned) >= _KEPT:
                    del self._pruned[next(iter(self._pruned))]
                self._pruned[key] = pruned
        return pruned


class _RunningStep:
    """The block of `ReferenceEngine._running_step`; a class, since it is entered for every step."""

    __slots__ = ("_engine", "_cancellation", "_errstate")

    def __init__(self, engine: ReferenceEngine, cancellation: Cancellation) -> None:
        self._engine = engine
        self._cancellation = cancellation
        self._errstate = np.errstate(all="ignore")  # RUN-18

    def __enter__(self) -> None:
        with self._engine._lock:
            self._engine.check_open()
            self._engine._running.add(self._cancellation)
        self._errstate.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._errstate.__exit__(kind, error, where)
        with self._engine._lock:
            self._engine._running.discard(self._cancellation)


def _check_supported(operations: Collection[Operation]) -> None:
    """`errors.NotFoundError` that names every op among them that has no kernel (RUN-16)."""
    if any(operation._record.kernel_function is None for operation in operations):
        from reference.interchange import unsupported

        unsupported.check(operations)
