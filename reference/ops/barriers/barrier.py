"""What a barrier keeps in a session: elements with all their components or without, and who waits for them."""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import CancelledError, InvalidArgumentError, OpError, OutOfRangeError
from reference.opdef.record import StaticShape
from reference.runtime.blocking import Changes, StepCancelled
from reference.tensor_shape import static_repr

KIND = "N10tensorflow7barrier7BarrierE"  # how TensorFlow's messages name this kind of resource
_FIRST_INDEX = -(2**63)
_NOT_IN_TUPLE = 2  # an element's index and key stand before its components


@dataclass(eq=False)
class Element:
    """A key and the components that it has so far."""

    index: int
    key: bytes
    components: list[Any]

    def __lt__(self, other: Element) -> bool:  # ACC-20: the older goes first; nothing orders those of one operation
        return self.index < other.index

    @property
    def is_complete(self) -> bool:
        return all(component is not None for component in self.components)


@dataclass(eq=False)
class _Take:
    """One operation that waits for ``number`` elements, and what became of it."""

    number: int
    allow_small_batch: bool
    elements: list[Element] = field(default_factory=list)
    error: OpError | None = None
    is_over: bool = False


class Barrier:
    """Elements by key: each is ready when it has all its components (ACC-13)."""

    def __init__(self, name: str, dtypes: Sequence[DType], shapes: Sequence[StaticShape]) -> None:
        self.name = name
        self.dtypes = tuple(dtypes)
        self.shapes = tuple(tuple(size or 0 for size in shape or ()) for shape in shapes)  # ACC-16, ACC-28
        self._incomplete: dict[bytes, Element] = {}
        self._ready: list[Element] = []  # a heap
        self._next_index = _FIRST_INDEX
        self._is_closed = False
        self._is_cancelled = False
        self._waiting: deque[_Take] = deque()
        self._lock = threading.Lock()

    @property
    def ready_size(self) -> int:
        """How many elements are complete."""
        return len(self._ready)

    @property
    def incomplete_size(self) -> int:
        """How many elements lack a component."""
        return len(self._incomplete)

    # ---- inserting

    def insert(self, component: int, keys: Sequence[bytes], values: Sequence[Any], changes: Changes) -> None:
        """Gives elements one of their components; those that become complete are ready (ACC-14 to ACC-17)."""
        with self._lock:
            if self._is_cancelled or (self._is_closed and keys and not self._incomplete):
                raise self._closed(f".  {self._pending()}  Number of new insertions: {len(keys)}.", 0)
            try:
                for element in self._completed(component, keys, values):
                    heapq.heappush(self._ready, element)
            finally:
                self._serve()
                changes.announce()

    def _completed(self, component: int, keys: Sequence[bytes], values: Sequence[Any]) -> list[Element]:
        """The elements that one operation completes; where it fails midway they are lost (ACC-17)."""
        complete: list[Element] = []
        newest = self._next_index
        for position, (key, value) in enumerate(zip(keys, values, strict=True)):
            element = self._element(key, component, position)
            element.components[component] = value
            if element.is_complete:
                del self._incomplete[key]
                self._check_shapes(element)
                complete.append(element)
            newest = max(newest, element.index + 1)
        self._next_index = newest
        return complete

    def _element(self, key: bytes, component: int, position: int) -> Element:
        """The element that is to get a component; a new one where the key is not known (ACC-14, ACC-15, ACC-24)."""
        element = self._incomplete.get(key)
        text = key.decode("utf-8", "replace")
        if element is None:
            if self._is_closed:
                what = f", but attempted to insert a brand new key: {text}.  {self._pending()}"
                raise self._closed(f"{what}  Insertion index: {position}.", len(self._incomplete))
            element = self._incomplete[key] = Element(self._next_index, key, [None] * len(self.dtypes))
        elif element.components[component] is not None:
            raise InvalidArgumentError(
                None, None, f"Key {text} already has a value for component {component} in barrier {self.name}"
            )
        return element

    def _pending(self) -> str:
        return f"Pending enqueues cancelled: {self._is_cancelled:d}."

    def _closed(self, what: str, incomplete: int) -> CancelledError:
        return CancelledError(
            None, None, f"Barrier {self.name} is closed{what}  Number of incomplete keys: {incomplete}."
        )  # fmt: skip

    def _check_shapes(self, element: Element) -> None:
        """InvalidArgumentError if a component does not have its shape, which nobody looks at before (ACC-16)."""
        for position, (value, shape) in enumerate(zip(element.components, self.shapes, strict=True)):
            if value.shape != shape:
                raise InvalidArgumentError(
                    None, None, f"Shape mismatch in tuple component {position + _NOT_IN_TUPLE}. "
                    f"Expected {static_repr(shape)}, got {static_repr(value.shape)}"
                )  # fmt: skip

    # ---- closing

    def close(self, cancel_pending_enqueues: bool, changes: Changes) -> None:
        """Lets no new key in, and with ``cancel_pending_enqueues`` forgets the incomplete elements (ACC-24, ACC-25)."""
        with self._lock:
            if self._is_closed and (self._is_cancelled or not cancel_pending_enqueues):
                raise CancelledError(None, None, f"Barrier '{self.name}' is already closed.")
            self._is_closed = True
            if cancel_pending_enqueues:
                self._is_cancelled = True
                self._incomplete.clear()
            self._serve()
        changes.announce()

    @property
    def _is_finished(self) -> bool:
        """Whether nothing more can become ready."""
        return self._is_closed and not self._incomplete

    # ---- taking

    def take(self, number: int, allow_small_batch: bool, changes: Changes) -> Generator[None, None, list[Element]]:
        """The oldest ready elements once there are ``number``, to each that asks in turn (ACC-18, ACC-19)."""
        with self._lock:
            take = _Take(self._possible(number, allow_small_batch), allow_small_batch)
            self._waiting.append(take)
            self._serve()
        try:
            while not take.is_over:
                yield
        except StepCancelled:
            raise CancelledError(None, None, "Dequeue operation was cancelled") from None
        finally:
            self._leave(take)
            changes.announce()
        if take.error is not None:
            raise take.error
        return take.elements

    def _possible(self, number: int, allow_small_batch: bool) -> int:
        """How many elements to take; OutOfRangeError where a closed barrier never gets that many (ACC-22)."""
        if not self._is_closed:
            return number
        total = len(self._ready)
        if allow_small_batch:
            number = min(number, total)
        else:
            total += len(self._incomplete)
        if not total or total < number:
            raise OutOfRangeError(
                None, None, f"Barrier '{self.name}' is closed and has insufficient elements "
                f"(requested {number}, total size {total})"
            )  # fmt: skip
        return number

    def _leave(self, take: _Take) -> None:
        """Lets those behind go on if this one ends before it was served."""
        with self._lock:
            if not take.is_over:
                self._waiting.remove(take)
                self._serve()

    def _serve(self) -> None:
        """Hands ready elements to those that wait, in their order, or an error where there will never be enough."""
        while self._waiting:
            take = self._waiting[0]
            if len(self._ready) >= take.number:
                take.elements = self._popped(take.number)
            elif self._is_finished:
                take.error = self._insufficient(take)
            else:
                return
            take.is_over = True
            self._waiting.popleft()

    def _insufficient(self, take: _Take) -> OutOfRangeError:
        """The error of an operation that was waiting; one that takes small batches spends what is there (ACC-23)."""
        spent = len(self._popped(len(self._ready))) if take.allow_small_batch else 0
        return OutOfRangeError(
            None, None, f"PriorityQueue '{self.name}_queue' is closed and has insufficient elements "
            f"(requested {take.number - spent}, current size {len(self._ready)})"
        )  # fmt: skip

    def _popped(self, number: int) -> list[Element]:
        return [heapq.heappop(self._ready) for _ in range(number)]

    def batch(self, elements: Sequence[Element], component: int) -> np.ndarray[Any, Any]:
        """One component of several elements as one array."""
        values = [element.components[component] for element in elements]
        array = np.empty((len(values), *self.shapes[component]), self.dtypes[component].as_numpy_dtype)
        for position, value in enumerate(values):
            array[position, ...] = value
        return array
