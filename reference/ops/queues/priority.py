"""The queue that gives the element with the lowest number first (QUE-17)."""

from __future__ import annotations

from typing import Any

from reference import dtypes
from reference.errors import InvalidArgumentError
from reference.ops.queues.queue import Element, Queue, check_fully_defined, shapes_words


class PriorityQueue(Queue):
    """The first component of an element, an int64 scalar that the queue adds to the others, is its priority.

    Equal priorities come out in an order that is fixed but is not that in which they came: the one of a
    binary heap in which, on the way down, the second of two equal children goes up.
    """

    title = title_of_many = "PriorityQueue"
    serves_in_parts = False

    def __init__(self, name: str, component_types: Any, shapes: Any, capacity: int, changes: Any) -> None:
        if not shapes:
            raise InvalidArgumentError(
                None, None, f"Shared queue '{name}' has component shapes [] but requested component shapes were "
                f"{shapes_words([()])}"
            )  # fmt: skip
        super().__init__(name, [dtypes.int64, *component_types], [(), *shapes], capacity, changes)
        self._heap: list[tuple[int, Element]] = []

    def check_shapes(self) -> None:
        check_fully_defined(self.shapes)

    @property
    def size(self) -> int:
        return len(self._heap)

    def store(self, element: Element) -> None:
        self._heap.append((0, ()))
        self._raise(len(self._heap) - 1, (int(element[0]), element))

    def take(self) -> Element:
        first, last = self._heap[0], self._heap.pop()
        if self._heap:
            self._raise(self._sink(), last)
        return first[1]

    def give_back(self, elements: list[Element]) -> None:
        for element in elements:
            self.store(element)

    def _sink(self) -> int:
        """Moves the gap at the top down to a leaf, along the lower child each time; where it ends."""
        heap, gap = self._heap, 0
        while 2 * gap + 1 < len(heap):
            child = 2 * gap + 2
            if child == len(heap) or heap[child][0] > heap[child - 1][0]:
                child -= 1
            heap[gap], gap = heap[child], child
        return gap

    def _raise(self, gap: int, item: tuple[int, Element]) -> None:
        """Puts an item into the gap, or above, where no parent has a higher number."""
        heap = self._heap
        while gap and heap[(gap - 1) // 2][0] > item[0]:
            heap[gap], gap = heap[(gap - 1) // 2], (gap - 1) // 2
        heap[gap] = item
