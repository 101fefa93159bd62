"""How each kind of reader finds the records of one unit of work, which is the name of a file (REA-5 to REA-9).

`begin` opens the work.  `next_record` gives a key and a value, or None at the end of the work; a kind whose work is
one record says so by `ends_with_its_record`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from reference.errors import InvalidArgumentError, OutOfRangeError
from reference.files.local_path import local_path
from reference.interchange.files import path_of
from reference.interchange.inflating import WINDOW_BITS, ByteSource
from reference.interchange.record_file import next_record

Record = tuple[bytes, bytes]  # key and value
_NEWLINE = b"\n"
_RETURN = b"\r"  # one before the end of a line is no part of it


class Format(ABC):
    """What one kind of reader knows of the work that it is at."""

    title: str  # what messages call the kind
    keeps_state = False  # whether the state between two units of work can be written out and read back (REA-10)
    ends_with_its_record = False  # whether a unit of work is done with its one record

    @abstractmethod
    def begin(self, work: bytes) -> None:
        """Opens a unit of work."""

    @abstractmethod
    def next_record(self) -> Record | None:
        """The next record of the work; None where there is none."""

    @abstractmethod
    def end(self) -> None:
        """Gives up the work."""


class _OneRecord(Format):
    """A kind whose work is one record."""

    keeps_state = ends_with_its_record = True

    def __init__(self) -> None:
        self._work = b""

    def begin(self, work: bytes) -> None:
        self._work = work

    def end(self) -> None:
        self._work = b""


class _FileFormat(Format):
    """A kind that goes through a file."""

    compression = ""

    def __init__(self) -> None:
        self._source: ByteSource | None = None
        self._work = b""
        self._count = 0  # of what the key counts

    def begin(self, work: bytes) -> None:
        self.end()
        source = ByteSource(path_of(work), local_path(work), self.compression)
        try:
            self._count = self._first(source)
        except BaseException:
            source.close()
            raise
        self._source, self._work = source, work

    def _first(self, source: ByteSource) -> int:
        """Goes to the first record; what the key counts from."""
        return 0

    def end(self) -> None:
        if self._source is not None:
            self._source.close()
            self._source = None

    def _keyed(self, number: int, value: bytes) -> Record:
        return b"%s:%d" % (self._work, number), value

    @property
    def source(self) -> ByteSource:
        """The open file."""
        assert self._source is not None
        return self._source


class WholeFile(_OneRecord):
    """A file is one record, and its name the key (REA-5)."""

    title = "WholeFileReader"

    def next_record(self) -> Record:
        with ByteSource(path_of(self._work), local_path(self._work)) as source:
            return self._work, source.read_all()


class Identity(_OneRecord):
    """The work itself is key and value; no file is looked at (REA-9)."""

    title = "IdentityReader"

    def next_record(self) -> Record:
        return self._work, self._work


class TextLine(_FileFormat):
    """A line is a record; the key counts lines from 1, with those that are skipped (REA-6)."""

    title = "TextLineReader"

    def __init__(self, skip_header_lines: int) -> None:
        super().__init__()
        _check_not_negative(skip_header_lines=skip_header_lines)
        self._skipped = skip_header_lines

    def _first(self, source: ByteSource) -> int:
        lines = 0
        while lines < self._skipped and source.read_line():
            lines += 1
        return lines

    def next_record(self) -> Record | None:
        line = self.source.read_line()
        text = line.removesuffix(_NEWLINE).removesuffix(_RETURN)
        if not text and not line.endswith(_NEWLINE):
            return None
        self._count += 1
        return self._keyed(self._count, text)


class FixedLength(_FileFormat):
    """Every so many bytes are a record; the key counts them from 0 (REA-7)."""

    title = "FixedLengthRecordReader"

    def __init__(
        self, header_bytes: int, record_bytes: int, footer_bytes: int, hop_bytes: int, encoding: str = ""
    ) -> None:
        super().__init__()
        _check_not_negative(
            header_bytes=header_bytes, record_bytes=record_bytes, footer_bytes=footer_bytes, hop_bytes=hop_bytes
        )
        self._header, self._record, self._footer = header_bytes, record_bytes, footer_bytes
        self._hop = hop_bytes or record_bytes
        self._ahead = b""  # what was read already of the record that is next, and of the footer
        self._to_pass = 0  # bytes between the last record and the next
        self.compression = encoding

    def _first(self, source: ByteSource) -> int:
        if source.skip(self._header) < self._header:
            is_inflated = self.compression in WINDOW_BITS
            raise OutOfRangeError(None, None, "EOF reached" if is_inflated else "reached end of file")
        self._ahead, self._to_pass = b"", 0
        return 0

    def next_record(self) -> Record | None:
        """The record, if the footer fits behind it."""
        passed, self._ahead = self._ahead[: self._to_pass], self._ahead[self._to_pass :]
        left = self._to_pass - len(passed)
        if self.source.skip(left) < left:
            return None
        self._ahead += self.source.read(self._record + self._footer - len(self._ahead))
        if len(self._ahead) < self._record + self._footer:
            return None
        self._to_pass = self._hop
        self._count += 1
        return self._keyed(self._count - 1, self._ahead[: self._record])


class Records(_FileFormat):
    """The records of a record file; the key says where each begins, compressed or not (REA-8)."""

    title = "TFRecordReader"

    def __init__(self, compression_type: str) -> None:
        super().__init__()
        self.compression = compression_type

    def next_record(self) -> Record | None:
        position = self.source.position
        record = next_record(self.source)
        return None if record is None else self._keyed(position, record)


def _check_not_negative(**settings: int) -> None:
    for name, value in settings.items():
        if value < 0:
            raise InvalidArgumentError(None, None, f"{name} must be >= 0 not {value}")
