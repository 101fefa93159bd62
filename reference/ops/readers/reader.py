"""A reader in a session: the work it is at, and what it counts (REA-1 to REA-4)."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.ops.readers.formats import Format, Record

if TYPE_CHECKING:
    from reference.ops.queues.queue import Queue
    from reference.runtime.blocking import Changes

Waiting = Generator[None, None, Any]
KIND = "N10tensorflow15ReaderInterfaceE"  # how TensorFlow's messages name this kind of resource


class Reader:
    """Reads the records of one unit of work after the other; one operation at a time, in the order in which they came.

    Its methods are generators, since they may have to wait: for the operations before them, and for work.
    """

    def __init__(self, name: str, form: Format, changes: Changes) -> None:
        self.name = name  # of the operation that made it
        self.form = form
        self.work = b""
        self.started = 0  # units of work
        self.finished = 0
        self.produced = 0  # records
        self._changes = changes
        self._line: deque[object] = deque()  # who uses the reader, and who waits for it
        self._lock = threading.Lock()  # held while the line changes
        self._is_released = False

    def turn(self) -> Waiting:
        """Waits until nobody else uses the reader; what it gives is a context that ends that turn (REA-3)."""
        ticket = object()
        with self._lock:
            self._line.append(ticket)
        try:
            while self._line[0] is not ticket:
                yield
        except BaseException:
            self._leave(ticket)
            raise
        return self._turn_of(ticket)

    @contextmanager
    def _turn_of(self, ticket: object) -> Iterator[None]:
        try:
            yield
        finally:
            self._leave(ticket)

    def _leave(self, ticket: object) -> None:
        with self._lock:
            self._line.remove(ticket)
            was_last = self._is_released and not self._line
        if was_last:
            self.form.end()
        self._changes.announce()

    def read(self, queue: Queue) -> Waiting:
        """The next record; a unit of work without one is passed over (REA-2).

        Waits for work while the reader has none, and keeps the reader to itself meanwhile (REA-16).
        """
        with (yield from self.turn()):
            while True:
                yield from self._begin_work(queue)
                record = self._next_record()
                if record is not None:
                    return record

    def read_up_to(self, queue: Queue, count: int) -> Waiting:
        """The next ``count`` records, or those that are left of the work that the first is of (REA-4)."""
        if count < 0:
            raise InvalidArgumentError(None, None, f"num_records must be >= 0 not {count}")  # DEV-45
        records: list[Record] = []
        with (yield from self.turn()):
            while count and not records:
                yield from self._begin_work(queue)
                while self.is_at_work and len(records) < count:
                    record = self._next_record()
                    if record is not None:
                        records.append(record)
        return records

    @property
    def is_at_work(self) -> bool:
        """Whether a unit of work was begun and is not at its end."""
        return self.finished < self.started

    def _begin_work(self, queue: Queue) -> Waiting:
        """Takes a unit of work, unless there is one at hand; one that cannot be begun is lost (REA-15)."""
        if self.is_at_work:
            return
        components = yield from queue.dequeue()
        work = _one_string(components[0])
        self.form.begin(work)
        self.work = work
        self.started += 1

    def _next_record(self) -> Record | None:
        record = self.form.next_record()
        if record is not None:
            self.produced += 1
        if record is None or self.form.ends_with_its_record:
            self.finished = self.started
            self.form.end()
        return record

    def release(self) -> None:
        """Closes the file for good, once nobody uses the reader any more (SES-7)."""
        with self._lock:
            self._is_released = True
            is_idle = not self._line
        if is_idle:
            self.form.end()

    def reset(self) -> None:
        """Forgets the work and all counts (REA-4)."""
        self.form.end()
        self.started = self.finished = self.produced = 0
        self.work = b""


def check_queue(queue: Queue) -> None:
    """InvalidArgumentError unless the elements of a queue are single strings (REA-2)."""
    if len(queue.component_types) != 1:
        raise InvalidArgumentError(None, None, "Expected single component queue")
    if queue.component_types[0].name != "string":
        raise InvalidArgumentError(None, None, "Expected queue with single string component")


def _one_string(element: Any) -> bytes:
    """The name of a file: the one string in an element."""
    strings = np.ravel(element)
    if strings.size != 1:
        raise InvalidArgumentError(None, None, "Expected to dequeue a one-element string tensor")
    name: bytes = strings[0]
    return name
