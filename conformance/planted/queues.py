"""Queues that lose, reorder, wait or end otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.planted.fault import Alteration, OfOps, Plant, altered, faults
from reference.errors import CancelledError
from reference.ops.queues import attempts
from reference.ops.queues.fifo import FIFOQueue
from reference.ops.queues.priority import PriorityQueue
from reference.ops.queues.queue import Queue
from reference.ops.queues.random_shuffle import RandomShuffleQueue


def _last_first(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self: self._elements.pop()


def _put_in_front(original: Callable[..., Any]) -> Callable[..., Any]:
    """Every second element is put in front."""

    def store(self: Any, element: Any) -> None:
        if self.size % 2:
            self._elements.appendleft(element)
        else:
            original(self, element)

    return store


def _kept(original: Callable[..., Any]) -> Callable[..., Any]:
    """What is taken out stays in the queue."""
    return lambda self: self._elements[0]


def _one_less(original: Callable[..., Any]) -> Callable[..., Any]:
    """A dequeue of several elements gives one less than it was asked for."""

    def dequeue_many(self: Any, count: int) -> Any:
        return (yield from original(self, max(count - 1, 1) if count > 0 else count))

    return dequeue_many


def _all_or_nothing(original: Callable[..., Any]) -> Callable[..., Any]:
    """A closed queue that has too few elements gives none of them."""
    return lambda self, count: self.dequeue_many(count)


def _closed_but_open(original: Callable[..., Any]) -> Callable[..., Any]:
    """A closed queue takes elements all the same."""

    def proceed(self: Any) -> bool:
        closed, self.queue.closed = self.queue.closed, False
        try:
            return bool(original(self))
        finally:
            self.queue.closed = closed

    return proceed


def _dropped_when_closed(original: Callable[..., Any]) -> Callable[..., Any]:
    """What is put into a closed queue is dropped without an error."""
    return lambda self: self.finish() if self.queue.closed else original(self)


def _emptied_when_closed(original: Callable[..., Any]) -> Callable[..., Any]:
    """A closed queue has no elements any more."""

    def proceed(self: Any) -> bool:
        moved = bool(original(self))
        while self.queue.closed and self.queue.size:
            self.queue.take()
        return moved

    return proceed


def _closed_twice(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self: self.finish() if self.queue.closed else original(self)


def _cancelled_when_empty(original: Callable[..., Any]) -> Callable[..., Any]:
    """A dequeue from a closed queue with too few elements is cancelled, where nothing more is in range."""

    def proceed(self: Any) -> bool:
        moved = bool(original(self))
        if self.error is not None:
            self.error = CancelledError(None, None, self.error.message)
        return moved

    return proceed


def _room_for_more(original: Callable[..., Any]) -> Callable[..., Any]:
    """A queue has room for one element more than its capacity."""

    def proceed(self: Any) -> bool:
        self.queue.capacity += 1
        try:
            return bool(original(self))
        finally:
            self.queue.capacity -= 1

    return proceed


def _capacity(original: Any) -> Any:
    return property(lambda self: len(self._elements) + 1 if self._elements else 0)


def _of_unlike_elements(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, asked_for: None


def _highest_first(original: Callable[..., Any]) -> Callable[..., Any]:
    """The element with the highest priority comes first."""

    def take(self: Any) -> Any:
        elements = []
        while self.size:
            elements.append(original(self))
        last = elements.pop()
        for element in elements:
            self.store(element)
        return last

    return take


def _as_they_came(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self: self._elements.pop(0)


def _nothing_checked(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, handle_words, types, puts: None


_KINDS = ("FIFOQueue", "PaddingFIFOQueue", "PriorityQueue", "RandomShuffleQueue")


def _of_queues(alteration: Alteration) -> Plant:
    return OfOps(altered(alteration), (*_KINDS, *(f"{kind}V2" for kind in _KINDS)))


FAULTS = faults(
    "queues",
    {
        "queues that give the last element first": ("QUE-14", _of_queues(Alteration(FIFOQueue, "take", _last_first))),
        "queues that put every second element in front": (
            "QUE-14",
            _of_queues(Alteration(FIFOQueue, "store", _put_in_front)),
        ),
        "queues that keep what is taken out": ("QUE-9", _of_queues(Alteration(FIFOQueue, "take", _kept))),
        "queues that count one element too many": ("QUE-3", _of_queues(Alteration(FIFOQueue, "size", _capacity))),
        "a random queue that is not random": (
            "QUE-15",
            _of_queues(Alteration(RandomShuffleQueue, "take", _as_they_came)),
        ),
        "a priority queue that gives the highest first": (
            "QUE-17",
            _of_queues(Alteration(PriorityQueue, "take", _highest_first)),
        ),
        "dequeues of several elements that give one less": (
            "QUE-9",
            _of_queues(Alteration(Queue, "dequeue_many", _one_less)),
        ),
        "dequeues of what is left that want everything": (
            "QUE-10",
            _of_queues(Alteration(Queue, "dequeue_up_to", _all_or_nothing)),
        ),
        "closed queues that take elements": (
            "QUE-11",
            _of_queues(Alteration(attempts.Enqueue, "proceed", _closed_but_open)),
        ),
        "closed queues that drop elements": (
            "QUE-11",
            _of_queues(Alteration(attempts.Enqueue, "proceed", _dropped_when_closed)),
        ),
        "closed queues that are emptied": (
            "QUE-10 QUE-11",
            _of_queues(Alteration(attempts.Close, "proceed", _emptied_when_closed)),
        ),
        "queues that can be closed twice": (
            "QUE-11",
            _of_queues(Alteration(attempts.Close, "proceed", _closed_twice)),
        ),
        "dequeues that are cancelled where the queue is at its end": (
            "QUE-10",
            _of_queues(Alteration(attempts.Dequeue, "proceed", _cancelled_when_empty)),
        ),
        "queues with room for one element more": (
            "QUE-8",
            _of_queues(Alteration(attempts.Enqueue, "proceed", _room_for_more)),
        ),
        "queues that are shared though they differ": (
            "QUE-5",
            _of_queues(Alteration(Queue, "check_same", _of_unlike_elements)),
        ),
        "queues that take components of any dtype": (
            "QUE-13",
            _of_queues(Alteration(Queue, "check_signature", _nothing_checked)),
        ),
    },
)
