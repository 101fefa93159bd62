"""What all kinds of queues have in common: who is served when, and what fits into the queue (QUE-7 to QUE-13).

A kind of queue says how it keeps its elements: see `FIFOQueue`, `RandomShuffleQueue`, `PaddingFIFOQueue`
and `PriorityQueue` beside this file.  Many threads may use one queue.  A kernel of any op that takes
elements out of a queue, be it one of this chapter or a reader, is a generator and says

    components = yield from queue.dequeue()            # one array for each component of the element
    components = yield from queue.dequeue_many(5)      # the same with a leading dimension of 5
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Sequence
from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import CancelledError, InvalidArgumentError
from reference.opdef.record import StaticShape
from reference.ops.queues.attempts import Attempt, Close, Dequeue, Enqueue, Line
from reference.ops.state.variable import word_of
from reference.runtime.blocking import Changes, StepCancelled
from reference.tensor_shape import compatible, static_repr

Array = np.ndarray[Any, Any]
Element = tuple[Array, ...]  # one array for each component
Waiting = Generator[None, None, Any]
UNLIMITED = 2**31 - 1


class Queue(ABC):
    """Elements between those who put them in and those who take them out."""

    title: str  # what messages call a queue of this kind
    title_of_many: str  # and where several elements are taken at once
    serves_in_parts = True  # whether a dequeue of many takes what is there and waits for the rest (QUE-9)

    def __init__(
        self, name: str, component_types: Sequence[DType], shapes: Sequence[StaticShape], capacity: int,
        changes: Changes,
    ) -> None:  # fmt: skip
        self.name = name
        self.component_types = list(component_types)
        self.shapes = list(shapes)
        self.capacity = UNLIMITED if capacity < 0 else capacity  # QUE-2
        self.closed = False
        self._changes = changes
        self._lock = threading.RLock()
        self._putting, self._taking = Line(), Line()
        self.check_shapes()
        self.check_count_of_shapes()

    @abstractmethod
    def check_shapes(self) -> None:
        """InvalidArgumentError for shapes that a queue of this kind cannot have."""

    def check_count_of_shapes(self) -> None:
        """InvalidArgumentError unless there is a shape for each component, or none at all."""
        if self.shapes and len(self.shapes) != len(self.component_types):
            raise InvalidArgumentError(
                None, None, f"Different number of component types.  Types: {_type_words(self.component_types)}, "
                f"Shapes: {shapes_words(self.shapes)}"
            )  # fmt: skip

    # ---- how a kind of queue keeps its elements; called with the lock held

    @property
    @abstractmethod
    def size(self) -> int:
        """How many elements are in the queue."""

    @abstractmethod
    def store(self, element: Element) -> None:
        """Puts one element in."""

    @abstractmethod
    def take(self) -> Element:
        """Takes the next element out."""

    @abstractmethod
    def give_back(self, elements: list[Element]) -> None:
        """Puts back what a dequeue took that did not come to its end (QUE-10)."""

    def available(self) -> int:
        """How many elements may be taken out now."""
        return self.size

    def batch(self, index: int, values: list[Array]) -> Array:
        """One component of several elements as one array with a dimension more."""
        if values:
            return np.stack(values)
        shape = [size or 0 for size in self.shapes[index] or ()]
        return np.empty((0, *shape), self.component_types[index].as_numpy_dtype)

    # ---- what operations ask for; generators, since they may have to wait (RUN-9)

    def enqueue(self, components: Sequence[Array]) -> Waiting:
        """Puts one element in, as soon as there is room."""
        for index, (component, shape) in enumerate(zip(components, self.shapes, strict=False)):
            _check_shape(index, shape, component)
        yield from self._served(self._putting, Enqueue(self, [tuple(components)]))

    def enqueue_many(self, components: Sequence[Array]) -> Waiting:
        """Puts one element in for every row that all components have (QUE-8)."""
        elements = self._rows(components)
        if elements:
            yield from self._served(self._putting, Enqueue(self, elements))

    def dequeue(self) -> Waiting:
        """Takes one element out, as soon as there is one: an array for each component."""
        attempt = Dequeue(self, 1, self.title)
        yield from self._served(self._taking, attempt)
        return list(attempt.taken[0])

    def dequeue_many(self, count: int) -> Waiting:
        """Takes ``count`` elements out: for each component one array of ``count`` rows (QUE-9)."""
        return (yield from self._dequeue_rows(count, "DequeueManyOp", or_fewer=False))

    def dequeue_up_to(self, count: int) -> Waiting:
        """Takes ``count`` elements out, or what is left of a closed queue (QUE-10)."""
        return (yield from self._dequeue_rows(count, "DequeueUpToOp", or_fewer=True))

    def close(self, cancel_pending_enqueues: bool) -> Waiting:
        """Lets nobody put elements in from now on (QUE-11)."""
        if not cancel_pending_enqueues:
            yield from self._served(self._putting, Close(self))
            return
        with self._lock:
            self.closed = True
            self._announce(self._putting.cancel_all() + self._flush())

    # ---- being served

    def _served(self, line: Line, attempt: Attempt) -> Waiting:
        """Waits until the attempt is done; raises what it failed with (QUE-7)."""
        with self._lock:
            line.join(attempt)
            self._announce(self._flush(), besides=attempt)
        try:
            while not attempt.done:
                yield
        except StepCancelled:  # QUE-12
            if attempt.when_cancelled is None:
                raise
            raise CancelledError(None, None, attempt.when_cancelled) from None
        finally:
            self._leave(line, attempt)
        if attempt.error is not None:
            raise attempt.error

    def _leave(self, line: Line, attempt: Attempt) -> None:
        """Forgets an attempt that is not done; those behind it have their turn."""
        if attempt.done:
            return
        with self._lock:
            if line.leave(attempt):
                self._announce(self._flush())

    def _flush(self) -> list[Attempt]:
        """Serves both lines until nobody can move; those that are done."""
        done: list[Attempt] = []
        while True:
            served = [self._putting.serve(), self._taking.serve()]
            if served == [None, None]:
                return done
            for attempts in served:
                done += attempts or []

    def _announce(self, done: list[Attempt], besides: Attempt | None = None) -> None:
        if any(attempt is not besides for attempt in done):
            self._changes.announce()

    # ---- batches

    def _dequeue_rows(self, count: int, op_words: str, or_fewer: bool) -> Waiting:
        if count < 0:
            raise InvalidArgumentError(None, None, f"{op_words} requested {count} < 0 elements")
        if not self.shapes:
            raise InvalidArgumentError(
                None, None,
                f"{self.title}'s DequeueMany and DequeueUpTo require the components to have specified shapes.",
            )  # fmt: skip
        taken: list[Element] = []
        if count:
            attempt = Dequeue(self, count, self.title_of_many, or_fewer)
            yield from self._served(self._taking, attempt)
            taken = attempt.taken
        return [self.batch(index, [element[index] for element in taken]) for index in range(len(self.component_types))]

    def _rows(self, components: Sequence[Array]) -> list[Element]:
        """The elements that the rows of the components make up; InvalidArgumentError if they are not as many."""
        rows = components[0].shape[0] if components[0].ndim else None
        for index, component in enumerate(components):
            if self.shapes:
                shape = self.shapes[index]
                _check_shape(index, None if shape is None else (rows, *shape), component)
            elif not component.ndim:
                raise InvalidArgumentError(None, None, f"Component {index} is a scalar, and has no rows")
            elif component.shape[0] != rows:
                raise InvalidArgumentError(
                    None, None, "All input tensors must have the same size in the 0th dimension. "
                    f"Component {index} has {component.shape[0]}, and should have {rows}"
                )  # fmt: skip
        return [tuple(component[row, ...] for component in components) for row in range(rows or 0)]

    # ---- checks

    def check_signature(self, handle_words: str, types: Sequence[DType], puts: bool) -> None:
        """InvalidArgumentError unless an operation's components have the types of the queue's (QUE-13)."""
        if list(types) == self.component_types:
            return
        form = "{handle}, {types}->" if puts else "{handle}->{types}"
        have, expected = (form.format(handle=handle_words, types=_type_words(t)) for t in (types, self.component_types))
        raise InvalidArgumentError(None, None, f"Signature mismatch, have: {have} expected: {expected}")

    def check_same(self, asked_for: Any) -> None:
        """InvalidArgumentError unless this queue, shared by name, is what another operation asks for (QUE-5)."""
        self.check_same_capacity(asked_for)
        self.check_same_components(asked_for)

    def check_same_capacity(self, asked_for: Queue) -> None:
        """The same for the capacity."""
        self.check_equal("capacity", self.capacity, asked_for.capacity)

    def check_same_components(self, asked_for: Queue) -> None:
        """The same for the types and shapes of the components."""
        mine, others = _type_words(self.component_types), _type_words(asked_for.component_types)
        self.check_equal("component types", mine, others, "were")
        if not self.has_shapes(asked_for.shapes):
            mine, others = shapes_words(self.shapes), shapes_words(asked_for.shapes)
            self.check_equal("component shapes", mine, others, "were")

    def check_equal(self, what: str, mine: Any, asked_for: Any, verb: str = "was", end: str = "") -> None:
        """The same for one property, which the message names."""
        if mine != asked_for:
            raise InvalidArgumentError(
                None, None, f"Shared queue '{self.name}' has {what} {mine} but requested {what} {verb} {asked_for}{end}"
            )

    def has_shapes(self, shapes: list[StaticShape]) -> bool:
        """Whether these are the shapes of the components."""
        return self.shapes == shapes


def check_fully_defined(shapes: Iterable[StaticShape]) -> None:
    """InvalidArgumentError for a shape that is known in part."""
    for shape in shapes:
        if shape is not None and None in shape:
            raise InvalidArgumentError(None, None, f"Shape {static_repr(shape)} is not fully defined")


def _check_shape(index: int, expected: StaticShape, component: Array) -> None:
    if not compatible(expected, component.shape):
        raise InvalidArgumentError(
            None, None, f"Shape mismatch in tuple component {index}. Expected {static_repr(expected)}, "
            f"got {static_repr(component.shape)}"
        )  # fmt: skip


def _type_words(types: Iterable[DType]) -> str:
    return ", ".join(word_of(dtype) for dtype in types)


def shapes_words(shapes: Iterable[StaticShape]) -> str:
    """Shapes as messages write them."""
    return f"[{', '.join(static_repr(shape) for shape in shapes)}]"
