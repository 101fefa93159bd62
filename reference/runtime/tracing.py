"""What a step does, noted while it runs: which node ran when, and what it made (RUN-14).

A step that is traced is executed by a `TracedExecution`; one that is not pays nothing for it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from reference.runtime.executor import Execution
from reference.runtime.frames import DEAD
from reference.runtime.resources import Ref
from reference.runtime.step_graph import feed_names

if TYPE_CHECKING:
    from reference.dtypes import DType
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor
    from reference.runtime.blocking import Changes
    from reference.runtime.cancellation import Cancellation
    from reference.runtime.frames import Activation, Iteration
    from reference.runtime.pruning import Node, PrunedGraph
    from reference.runtime.schedule import Schedule

_BYTES_OF_A_STRING = 8  # of its place in the tensor; its characters are elsewhere
_BYTES_OF_A_HANDLE = 64
_PERSISTENT = frozenset({"Const", "VariableV2", "Variable"})  # ops whose outputs outlive the step


@dataclass(slots=True)
class MadeTensor:
    """An output of a run: what it is, and the memory that holds it."""

    slot: int
    dtype: DType
    shape: tuple[int, ...]
    size: int  # in bytes
    characters: int  # bytes that strings hold besides
    address: int
    is_new: bool  # whether the run allocated it


@dataclass(slots=True)
class NodeRun:
    """One run of a node; times in nanoseconds since 1970."""

    name: str
    operation: Operation | None  # None for a feed, a fetch and the start of the step
    scheduled: int
    started: int
    kernel_started: int
    waits: bool = False  # whether it is of the kind that may have to wait
    kernel_ended: int = 0
    ended: int = 0
    thread: int = field(default_factory=threading.get_ident)
    outputs: list[MadeTensor] = field(default_factory=list)

    @property
    def persistent_bytes(self) -> int:
        """The memory of the outputs that stays when the step is over."""
        if self.operation is None or self.operation.type not in _PERSISTENT:
            return 0
        return sum(made.size + made.characters for made in self.outputs)


class Trace:
    """All that ran in one step, in the order in which it ended (TRC-4)."""

    def __init__(self) -> None:
        self._since_1970 = time.time_ns() - time.perf_counter_ns()
        self.runs: list[NodeRun] = []

    def now(self) -> int:
        """The time in nanoseconds since 1970, which never goes back during a step."""
        return self._since_1970 + time.perf_counter_ns()

    def begin(
        self, name: str, operation: Operation | None, scheduled: int, started: int, waits: bool = False
    ) -> NodeRun:
        """A node is about to run."""
        return NodeRun(name, operation, scheduled, started, kernel_started=self.now(), waits=waits)

    def end(self, run: NodeRun, outputs: Sequence[Any], dtypes: Sequence[DType], inputs: Sequence[Any] = ()) -> None:
        """A node has run."""
        run.kernel_ended = self.now()
        makes_new = run.operation is not None and _takes_memory(run.operation)
        given = {_owner(value) for value in inputs}
        run.outputs = [
            _described(slot, value, dtype, makes_new and _owner(value) not in given)
            for slot, (value, dtype) in enumerate(zip(outputs, dtypes, strict=False))
            if _held(value) is not None
        ]
        run.ended = self.now()
        self.runs.append(run)


class TracedExecution(Execution):
    """An execution that notes all that it does."""

    def __init__(
        self, graph: PrunedGraph, schedule: Schedule, cancellation: Cancellation, changes: Changes, trace: Trace
    ) -> None:
        self._watched = WatchedSchedule(schedule, trace)
        super().__init__(graph, self._watched, cancellation, changes)
        self._trace = trace
        self._unfinished: dict[tuple[Node, Iteration], NodeRun] = {}

    def start(self) -> None:
        """Begins with the node that stands for the start of the step (TRC-4)."""
        now = self._trace.now()
        run = self._trace.begin("_SOURCE", None, now, now)
        super().start()
        self._trace.end(run, [], [])

    def feed(self, feeds: dict[Tensor, Any]) -> None:
        """Every feed is a node of its own (TRC-4)."""
        for tensor, name in feed_names(feeds).items():
            now = self._trace.now()
            run = self._trace.begin(name, None, now, now)
            self._trace.end(run, [feeds[tensor]], [tensor._dtype])
        super().feed(feeds)

    def _outputs(self, node: Node, iteration: Iteration) -> Sequence[Any]:
        run = self._begin(node, iteration)
        outputs = super()._outputs(node, iteration)
        self._end(run, node, iteration, outputs)
        return outputs

    def _try(self, node: Node, iteration: Iteration) -> Sequence[Any] | None:
        run = self._unfinished.pop((node, iteration), None) or self._begin(node, iteration)
        outputs = super()._try(node, iteration)
        if outputs is None:
            self._unfinished[node, iteration] = run
        else:
            self._end(run, node, iteration, outputs)
        return outputs

    def _begin(self, node: Node, iteration: Iteration) -> NodeRun:
        scheduled, started = self._watched.times[node, iteration]
        return self._trace.begin(node.name, node.operation, scheduled, started, node.waits)

    def _end(self, run: NodeRun, node: Node, iteration: Iteration, outputs: Sequence[Any]) -> None:
        operation = node.operation
        dtypes = [] if operation is None else [tensor._dtype for tensor in operation._outputs]
        self._trace.end(run, outputs, dtypes, [iteration.values.get(slot) for slot in node.inputs])


class WatchedSchedule:
    """A schedule, and when each activation became ready and was taken."""

    def __init__(self, schedule: Schedule, trace: Trace) -> None:
        self._schedule = schedule
        self._trace = trace
        self.times: dict[tuple[Node, Iteration], tuple[int, int]] = {}

    def add(self, activation: Activation) -> None:
        self._schedule.add(activation)
        now = self._trace.now()
        self.times.setdefault(activation[:2], (now, now))

    def take(self) -> Activation:
        activation = self._schedule.take()
        scheduled, _ = self.times[activation[:2]]
        self.times[activation[:2]] = scheduled, self._trace.now()
        return activation

    def __len__(self) -> int:
        return len(self._schedule)


def _described(slot: int, value: Any, dtype: DType, is_new: bool) -> MadeTensor:
    array = np.asarray(_held(value))
    size, characters = array.nbytes, 0
    if dtype.base_dtype.name == "string":
        size = array.size * _BYTES_OF_A_STRING
        characters = sum(len(element) for element in array.ravel().tolist())
    elif array.dtype.hasobject:
        size = array.size * _BYTES_OF_A_HANDLE
    address = array.__array_interface__["data"][0] if size else 0
    return MadeTensor(slot, dtype, array.shape, size, characters, address, is_new)


def _takes_memory(operation: Operation) -> bool:
    """Whether an op may take memory for its outputs; what it holds anyway, or gets by a handle, is there before."""
    if operation.type in _PERSISTENT:
        return False
    tensors = [*operation._inputs, *operation._outputs]
    return not any(tensor._dtype.name in ("resource", "string_ref") for tensor in tensors)


def _held(value: Any) -> Any:
    """What a reference refers to, or the value itself; None for what has no value."""
    if value is DEAD:
        return None
    return value.read() if isinstance(value, Ref) else value


def _owner(value: Any) -> int:
    """A number for the memory in which a value stands."""
    held = _held(value)
    while isinstance(held, np.ndarray) and held.base is not None:
        held = held.base
    return id(held)
