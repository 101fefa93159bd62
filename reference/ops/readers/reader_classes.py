"""Readers as Python objects: `tf.ReaderBase` and its subclasses (REA-1)."""

from __future__ import annotations

from typing import Any

from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.interchange.record_options import compression_name
from reference.opdef.functions import build
from reference.public import public


@public("ReaderBase")
class ReaderBase:
    """A reader in a graph: the operation that names it, and a method for each operation that uses it (REA-1).

    ``reader_ref`` is the handle, ``supports_serialize`` says whether its state can be written out (REA-10).
    """

    def __init__(self, reader_ref: Any, supports_serialize: bool = False) -> None:
        self._reader_ref = reader_ref
        self._supports_serialize = supports_serialize

    @property
    def reader_ref(self) -> Tensor:
        """The handle of the reader, which its operations take."""
        return self._reader_ref  # type: ignore[no-any-return]

    @property
    def supports_serialize(self) -> bool:
        """Whether `serialize_state` and `restore_state` can run."""
        return self._supports_serialize

    def read(self, queue: Any, name: str | None = None) -> Any:
        """The next record as ``(key, value)``, two strings; files are taken from ``queue`` as needed (REA-2).

        ``queue`` is a `tf.QueueBase` of strings or the handle of one.  Fails with OutOfRangeError once the queue is
        closed and empty, and with the error of the file where one cannot be read.
        """
        return self._build("Read", name, queue_handle=_handle_of(queue))

    def read_up_to(self, queue: Any, num_records: Any, name: str | None = None) -> Any:
        """Up to ``num_records`` records of one file as two vectors ``(keys, values)`` (REA-4)."""
        return self._build("ReadUpTo", name, queue_handle=_handle_of(queue), num_records=num_records)

    def num_records_produced(self, name: str | None = None) -> Tensor:
        """How many records were read, an int64 (REA-4)."""
        return self._build("NumRecordsProduced", name)  # type: ignore[no-any-return]

    def num_work_units_completed(self, name: str | None = None) -> Tensor:
        """How many files were read to their end, an int64 (REA-4)."""
        return self._build("NumWorkUnitsCompleted", name)  # type: ignore[no-any-return]

    def serialize_state(self, name: str | None = None) -> Tensor:
        """The state of the reader as a string (REA-10); UnimplementedError for kinds that have none."""
        return self._build("SerializeState", name)  # type: ignore[no-any-return]

    def restore_state(self, state: Any, name: str | None = None) -> Operation:
        """An operation that gives the reader a state (REA-10)."""
        return self._build("RestoreState", name, state=state)  # type: ignore[no-any-return]

    def reset(self, name: str | None = None) -> Operation:
        """An operation after which the reader is as new (REA-4)."""
        return self._build("Reset", name)  # type: ignore[no-any-return]

    def _build(self, what: str, name: str | None, **inputs: Any) -> Any:
        version = "V2" if self._reader_ref.dtype.name == "resource" else ""
        return build(f"Reader{what}{version}", name, reader_handle=self._reader_ref, **inputs)


def _handle_of(queue: Any) -> Tensor:
    return queue if isinstance(queue, Tensor) else queue.queue_ref


@public("WholeFileReader")
class WholeFileReader(ReaderBase):
    """Gives each file as one record; its name is the key (REA-5)."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(build("WholeFileReaderV2", name), supports_serialize=True)


@public("TextLineReader")
class TextLineReader(ReaderBase):
    """Gives the lines of files without their ends, after ``skip_header_lines`` of each (REA-6)."""

    def __init__(self, skip_header_lines: int | None = None, name: str | None = None) -> None:
        super().__init__(build("TextLineReaderV2", name, skip_header_lines=skip_header_lines))


@public("FixedLengthRecordReader")
class FixedLengthRecordReader(ReaderBase):
    """Gives records of ``record_bytes`` bytes, the beginning of each ``hop_bytes`` behind the last (REA-7).

    ``header_bytes`` at the beginning of a file and ``footer_bytes`` at its end are no part of a record.
    ``encoding`` is "ZLIB" or "GZIP" for compressed files.
    """

    def __init__(
        self,
        record_bytes: int,
        header_bytes: int | None = None,
        footer_bytes: int | None = None,
        hop_bytes: int | None = None,
        name: str | None = None,
        encoding: str | None = None,
    ) -> None:
        handle = build(
            "FixedLengthRecordReaderV2", name, record_bytes=record_bytes, header_bytes=header_bytes,
            footer_bytes=footer_bytes, hop_bytes=hop_bytes, encoding=encoding,
        )  # fmt: skip
        super().__init__(handle)


@public("TFRecordReader")
class TFRecordReader(ReaderBase):
    """Gives the records of record files, compressed as ``options`` say (REA-8)."""

    def __init__(self, name: str | None = None, options: Any = None) -> None:
        super().__init__(build("TFRecordReaderV2", name, compression_type=compression_name(options)))


@public("IdentityReader")
class IdentityReader(ReaderBase):
    """Gives what it takes from the queue, as key and as value (REA-9)."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(build("IdentityReaderV2", name), supports_serialize=True)
