"""The queue that gives its elements in a random order (QUE-15)."""

from __future__ import annotations

from collections import deque
from typing import Any

from reference.errors import InvalidArgumentError
from reference.ops.queues.queue import UNLIMITED, Element, Queue, check_fully_defined
from reference.random.philox import PhiloxGenerator


class RandomShuffleQueue(Queue):
    """Any element may be next; ``min_after_dequeue`` of them stay to choose from until the queue is closed.

    The order follows from the two seeds; where both are 0 it differs from queue to queue.
    """

    title = title_of_many = "RandomShuffleQueue"

    def __init__(self, *args: Any, min_after_dequeue: int, seeds: tuple[int, int]) -> None:
        capacity = args[3] if args[3] >= 0 else UNLIMITED
        if min_after_dequeue < 0:
            raise InvalidArgumentError(None, None, f"min_after_dequeue {min_after_dequeue} must be >= 0")
        if min_after_dequeue >= capacity:
            raise InvalidArgumentError(
                None, None, f"min_after_dequeue {min_after_dequeue} must be < capacity {capacity}"
            )
        super().__init__(*args)
        self._min_after_dequeue = min_after_dequeue
        self._seeds = seeds
        self._generator = PhiloxGenerator(*seeds)
        self._words: deque[int] = deque()  # drawn, and not used yet
        self._elements: list[Element] = []

    def check_shapes(self) -> None:
        check_fully_defined(self.shapes)

    @property
    def size(self) -> int:
        return len(self._elements)

    def available(self) -> int:
        return self.size if self.closed else max(0, self.size - self._min_after_dequeue)

    def store(self, element: Element) -> None:
        self._elements.append(element)

    def take(self) -> Element:
        """The element at a random place; the last one takes its place."""
        if not self._words:
            self._words.extend(self._generator.reserve(1).words(4).tolist())
        place = self._words.popleft() % self.size
        chosen, last = self._elements[place], self._elements.pop()
        if place < self.size:
            self._elements[place] = last
        return chosen

    def give_back(self, elements: list[Element]) -> None:
        self._elements += reversed(elements)

    def check_same(self, asked_for: RandomShuffleQueue) -> None:
        self.check_same_capacity(asked_for)
        self.check_equal("min_after_dequeue", self._min_after_dequeue, asked_for._min_after_dequeue, end=".")
        if asked_for._seeds not in ((0, 0), self._seeds):
            raise InvalidArgumentError(
                None, None, f"Shared queue '{self.name}' has random seeds {self._seeds} but requested seeds are "
                f"{asked_for._seeds}."
            )  # fmt: skip
        self.check_same_components(asked_for)
