"""One event file, written by TensorBoard's own writer, which is imported with the first event."""

from __future__ import annotations

from typing import Any


class EventFile:
    """A file of events in a folder: made when something is to be written, and made anew after `close` (TRC-12)."""

    def __init__(self, folder: str, max_queue: int, flush_seconds: float, suffix: str) -> None:
        self._folder = folder
        self._max_queue, self._flush_seconds, self._suffix = max_queue, flush_seconds, suffix
        self._writer: Any = None

    def open(self) -> Any:
        """The writer of the file."""
        if self._writer is None:
            from tensorboard.summary.writer.event_file_writer import EventFileWriter

            self._writer = EventFileWriter(self._folder, self._max_queue, self._flush_seconds, self._suffix)
        return self._writer

    def add(self, event: Any) -> None:
        """Writes an event."""
        self.open().add_event(event)

    def flush(self) -> None:
        """Waits until everything is in the file."""
        if self._writer is not None:
            self._writer.flush()

    def close(self) -> None:
        """Writes what is left."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
