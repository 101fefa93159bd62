"""The queue that gives its elements in the order in which they came (QUE-14)."""

from __future__ import annotations

from collections import deque
from typing import Any

from reference.ops.queues.queue import Element, Queue, check_fully_defined


class FIFOQueue(Queue):
    """First in, first out."""

    title = title_of_many = "FIFOQueue"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._elements: deque[Element] = deque()

    def check_shapes(self) -> None:
        check_fully_defined(self.shapes)

    @property
    def size(self) -> int:
        return len(self._elements)

    def store(self, element: Element) -> None:
        self._elements.append(element)

    def take(self) -> Element:
        return self._elements.popleft()

    def give_back(self, elements: list[Element]) -> None:
        self._elements.extendleft(reversed(elements))
