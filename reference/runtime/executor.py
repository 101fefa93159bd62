"""The executor: runs the nodes of one step as their inputs arrive.

Every node waits for one token on each of its edges (FLOW-1), so it fires once (RUN-7).  When the last
has come the node is ready; the schedule says which ready node fires next; firing a node sends tokens
to those that take its outputs or wait for it.  A node that cannot go on is parked, and tried again when
the state of the session has changed.  The step is over when nothing is ready and nothing is parked.

Tokens carry an iteration (of a frame) in which they count, and may be dead.  That is all that
branches and loops need: a Switch kills one of its outputs, a Merge fires at the first living input,
Enter, Exit and NextIteration move a token from one iteration to another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from reference.errors import FailedPreconditionError, InternalError, InvalidArgumentError, OpError
from reference.runtime.blocking import StepCancelled
from reference.runtime.failure import failure_of
from reference.runtime.frames import DEAD, Activation, Frame, Iteration
from reference.runtime.resources import Ref
from reference.tensor_shape import static_repr

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from reference.graph.tensor import Tensor
    from reference.runtime.blocking import Changes
    from reference.runtime.cancellation import Cancellation
    from reference.runtime.pruning import Node, PrunedGraph
    from reference.runtime.schedule import Schedule

_CONTROL_EDGE = -1  # in the place of a slot
_MOVES_TOKENS = frozenset({"Enter", "Exit", "NextIteration", "_Retval"})  # to another iteration than their own


class Execution:
    """One step, from its feeds to the values of its fetches."""

    def __init__(self, graph: PrunedGraph, schedule: Schedule, cancellation: Cancellation, changes: Changes) -> None:
        self._graph = graph
        self._ready = schedule
        self._cancellation = cancellation
        self._changes = changes
        self._parked: dict[tuple[Node, Iteration], Generator[None, None, Sequence[Any]]] = {}
        self._root = Frame("", None, 0).iterations[0]

    def run(self, feeds: dict[Tensor, Any]) -> list[Any]:
        """Runs the whole step; `errors.OpError` from the first operation that fails (RUN-11, RUN-12)."""
        self.start()
        self.feed(feeds)
        self.advance()
        return [self.fetched(index) for index in range(len(self._graph.fetches))]

    def start(self) -> None:
        """Makes the nodes ready that wait for nothing (RUN-4)."""
        for node in self._graph.sources:
            self._make_ready(node, self._root, is_dead=False)

    def feed(self, feeds: dict[Tensor, Any]) -> None:
        """Hands fed values to the nodes that take them; the operations that would make them never run (RUN-3)."""
        graph = self._graph
        for tensor, value in feeds.items():
            self._root.values[graph.feed_slots[tensor]] = value
        for tensor in feeds:
            for node in graph.feed_consumers[tensor]:
                self._arrive(node, self._root, graph.feed_slots[tensor], is_dead=False)

    def advance(self, wanted: Sequence[int] | None = None) -> None:
        """Fires all that is ready, and waits for what is parked, or until the fetches of these numbers are there."""
        try:
            self._fire_and_wait(wanted)
        except BaseException as error:
            last_words = self.abandon()
            if last_words is not None and self._cancellation.caused(error):
                raise last_words from None
            raise

    def _fire_and_wait(self, wanted: Sequence[int] | None) -> None:
        while True:
            seen = self._changes.count
            for activation in self.parked:
                self._ready.add(activation)
            while self._ready:
                self._cancellation.check()
                self.fire(self._ready.take())
            if not self._parked:
                return
            self._cancellation.check_waiting()  # SES-23
            if wanted is not None and self.has(wanted):
                return
            self._changes.wait(seen, self._cancellation.deadline)
            self._cancellation.check()

    @property
    def parked(self) -> list[Activation]:
        """The operations that could not go on when they were last tried (RUN-9)."""
        return [(node, iteration, False) for node, iteration in self._parked]

    @property
    def values(self) -> dict[int, Any] | None:
        """The values that have been made so far outside of loops, by slot; None while a loop runs."""
        return None if self._root.frames else self._root.values

    def abandon(self) -> OpError | None:
        """Ends what is parked (RUN-10); the error of the first of these that has words of its own for that."""
        parked, self._parked = self._parked, {}
        errors = []
        for (node, _), attempt in parked.items():
            try:
                attempt.throw(StepCancelled())
            except (StepCancelled, StopIteration):
                pass
            except OpError as error:
                errors.append(failure_of(node, error))
            finally:
                attempt.close()
        return errors[0] if errors else None

    def has(self, fetches: Sequence[int]) -> bool:
        """Whether the fetches of these numbers are there."""
        return all(self._graph.fetches[index].outputs[0] in self._root.values for index in fetches)

    @property
    def fetched_references(self) -> list[Ref]:
        """The fetches that are references, which are read when the step is over (RUN-8)."""
        values = [self._root.values.get(fetch.outputs[0]) for fetch in self._graph.fetches]
        return [value for value in values if isinstance(value, Ref)]

    def fetched(self, index: int) -> Any:
        """The value of a fetch; InvalidArgumentError if it stands on a branch not taken (FLOW-5)."""
        fetch = self._graph.fetches[index]
        value = self._root.values.get(fetch.outputs[0], DEAD)
        if value is DEAD:
            raise InvalidArgumentError(None, None, f"Retval[{fetch.number}] does not have value")
        return value.read() if isinstance(value, Ref) else value  # VAR-3: with all that the step assigned

    # ---- firing a node

    def fire(self, activation: Activation) -> None:
        """Runs one operation, or goes on with one that is parked, and sends its tokens on."""
        node, iteration, is_dead = activation
        if is_dead:  # FLOW-2
            outputs: Sequence[Any] = [DEAD] * len(node.outputs)
        else:
            try:
                done = self._try(node, iteration) if node.waits else self._outputs(node, iteration)
            except OpError as error:
                raise failure_of(node, error) from None
            except Exception as error:  # no kernel means to raise it: its origin is worth seeing
                raise failure_of(node, error) from error
            if done is None:  # RUN-9: others go on; this one is tried again later
                return
            outputs = done
        if node.kind in _MOVES_TOKENS:
            for place in self._places(node, iteration, outputs, is_dead):
                self._deliver(node, outputs, place, is_dead)
        else:
            self._deliver(node, outputs, iteration, is_dead)
        self._finish(iteration)

    def _try(self, node: Node, iteration: Iteration) -> Sequence[Any] | None:
        """Begins or goes on with an operation that may have to wait; None, and it is parked, while it does (RUN-9)."""
        attempt = self._parked.pop((node, iteration), None)
        if attempt is None:
            attempt = node.kernel(self._inputs(node, iteration))
        try:
            next(attempt)
        except StopIteration as finished:
            return _as_values(finished.value)
        self._parked[node, iteration] = attempt
        return None

    def _outputs(self, node: Node, iteration: Iteration) -> Sequence[Any]:
        if node.kind == "Merge":
            return _merge(node, iteration)
        values = self._inputs(node, iteration)
        if node.kind == "Switch":
            return _switch(values)
        return _as_values(node.kernel(values))

    def _inputs(self, node: Node, iteration: Iteration) -> list[Any]:
        values = [iteration.values[slot] for slot in node.inputs]
        for index, name in node.reads:
            values[index] = _read(values[index], name)
        for index, name in node.updates:
            _read(values[index], name)
        return values

    # ---- where its tokens go

    def _places(self, node: Node, iteration: Iteration, outputs: Sequence[Any], is_dead: bool) -> list[Iteration]:
        """The iterations in which the outputs of a node that moves tokens count."""
        if node.kind == "Enter":
            return self._enter(node, iteration, outputs, is_dead)  # FLOW-7
        if node.kind == "Exit":
            return [] if is_dead else self._exit(node, iteration)  # FLOW-8
        if node.kind == "NextIteration":
            return [] if is_dead else [self._next(iteration)]  # FLOW-9
        return [] if is_dead else [self._fetch(node, outputs[0])]  # FLOW-13

    def _fetch(self, node: Node, value: Any) -> Iteration:
        """A fetch gives its value to the caller from whatever iteration it was made in, but only one."""
        if self._root.values.get(node.outputs[0], value) is not value:
            raise InternalError(None, None, f"Retval[{node.number}] has already been set.")
        return self._root

    def _enter(self, node: Node, iteration: Iteration, outputs: Sequence[Any], is_dead: bool) -> list[Iteration]:
        frame = iteration.frames.get(node.frame_name)
        if frame is None:
            frame = Frame(node.frame_name, iteration, self._graph.enters[node.frame_name])
            iteration.frames[node.frame_name] = frame
            iteration.outstanding += 1
        frame.enters_to_come -= 1
        if node.operation is None or not node.operation._attrs["is_constant"]:
            return [frame.iterations[0]]
        frame.constants.append((node, list(outputs), is_dead))
        return list(frame.iterations.values())

    def _exit(self, node: Node, iteration: Iteration) -> list[Iteration]:
        frame = iteration.frame
        frame.exited.add(node)
        return [] if frame.parent is None else [frame.parent]

    def _next(self, iteration: Iteration) -> Iteration:
        frame, number = iteration.frame, iteration.number + 1
        if number not in frame.iterations:
            frame.iterations[number] = Iteration(frame, number)
            for node, outputs, is_dead in frame.constants:  # FLOW-4
                self._deliver(node, outputs, frame.iterations[number], is_dead)
        return frame.iterations[number]

    def _deliver(self, node: Node, outputs: Sequence[Any], place: Iteration, is_dead: bool) -> None:
        for slot, value, consumers in zip(node.outputs, outputs, node.consumers, strict=True):
            if slot >= 0:
                place.values[slot] = value
            for consumer in consumers:
                self._arrive(consumer, place, slot, value is DEAD)
        for consumer in node.control_consumers:
            self._arrive(consumer, place, _CONTROL_EDGE, is_dead)

    def _arrive(self, node: Node, place: Iteration, slot: int, is_dead: bool) -> None:
        """One token reaches a node; the last one makes it ready."""
        if node.kind == "Merge":
            if slot != _CONTROL_EDGE and not _counts_for_merge(node, place, slot, is_dead):
                return
        elif is_dead and node.kind != "ControlTrigger":  # FLOW-11
            place.dead.add(node)
        left = place.waiting.get(node, node.arrivals) - 1
        place.waiting[node] = left
        if left == 0:
            self._make_ready(node, place, node in place.dead)

    def _make_ready(self, node: Node, place: Iteration, is_dead: bool) -> None:
        place.outstanding += 1
        self._ready.add((node, place, is_dead))

    # ---- when a frame is done

    def _finish(self, iteration: Iteration) -> None:
        iteration.outstanding -= 1
        if iteration.frames:
            for frame in list(iteration.frames.values()):
                self._settle(frame)
        if iteration.outstanding == 0:
            self._settle(iteration.frame)

    def _settle(self, frame: Frame) -> None:
        """Drops the iterations in which nothing can happen any more, and then the frame (FLOW-6)."""
        if frame.parent is None or frame.enters_to_come or frame.parent.frames.get(frame.name) is not frame:
            return
        for number, iteration in list(frame.iterations.items()):
            if iteration.outstanding:
                return
            del frame.iterations[number]
        parent = frame.parent
        del parent.frames[frame.name]
        for node in self._graph.exits[frame.name]:
            if node not in frame.exited:  # FLOW-5: a loop that never ran has dead results
                self._deliver(node, [DEAD], parent, is_dead=True)
        self._finish(parent)


def _switch(values: Sequence[Any]) -> list[Any]:
    """The value on the output that the predicate names, and a dead one on the other (FLOW-3, FLOW-10)."""
    data, predicate = values
    if predicate.ndim:
        shape = static_repr(predicate.shape)
        raise InvalidArgumentError(None, None, f"The second input must be a scalar, but it has shape {shape}")
    return [DEAD, data] if predicate else [data, DEAD]


def _merge(node: Node, iteration: Iteration) -> list[Any]:
    """The input that arrived first alive, and which one it is (FLOW-3)."""
    slot = iteration.chosen[node]
    index, value = node.inputs.index(slot), iteration.values[slot]
    reads, updates = dict(node.reads), dict(node.updates)
    if index in reads:
        value = _read(value, reads[index])
    elif index in updates:
        _read(value, updates[index])
    return [value, np.asarray(index, np.int32)]


def _counts_for_merge(node: Node, place: Iteration, slot: int, is_dead: bool) -> bool:
    """Whether a token is what a Merge waits for: the first living input, or the last of all dead ones."""
    if not is_dead:
        return place.chosen.setdefault(node, slot) == slot and place.waiting.get(node) != 0
    place.dead_inputs[node] = place.dead_inputs.get(node, 0) + 1
    if place.dead_inputs[node] < len(node.inputs):
        return False
    place.dead.add(node)
    return True


def _read(reference: Any, name: str) -> Any:
    """The value that a reference, made by the operation ``name``, has at this moment (VAR-3, VAR-19)."""
    value = reference.read()
    if value is None:
        raise FailedPreconditionError(None, None, f"Attempting to use uninitialized value {name}")
    return value


def _as_values(outputs: Sequence[Any]) -> list[Any]:
    return [value if type(value) is np.ndarray else _as_value(value) for value in outputs]


def _as_value(value: Any) -> Any:
    """What a kernel gave, as an array: NumPy makes scalars of arrays without dimensions."""
    if isinstance(value, np.ndarray | Ref):
        return value
    if isinstance(value, bytes):
        array = np.empty((), object)
        array[()] = value
        return array
    return np.asarray(value)
