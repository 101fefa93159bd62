"""Reading a file from its beginning, compressed or not (REA-14)."""

from __future__ import annotations

import re
import zlib
from types import TracebackType
from typing import Any, Self

from reference.errors import DataLossError
from reference.interchange.files import file_errors
from reference.interchange.raw_file import open_to_read

ZLIB = "ZLIB"
GZIP = "GZIP"
WINDOW_BITS = {ZLIB: zlib.MAX_WBITS, GZIP: zlib.MAX_WBITS + 16}  # zlib's way to say which header there is
_BLOCK = 1 << 18  # bytes that are inflated at once


class ByteSource:
    """The bytes of a file in order, and the position in them; those of a compressed file are inflated.

    ``compression`` is "ZLIB", "GZIP", or anything else for none.  `errors.DataLossError` is raised for what is not
    compressed so; a compressed file that breaks off ends there.
    """

    def __init__(self, name: str, path: str, compression: str = "") -> None:
        self._name = name
        self._compression = compression
        with file_errors(name):
            self._file = open_to_read(path)
        self._rewind()

    def _rewind(self) -> None:
        self.position = 0
        self._inflated = b""
        self._inflater: Any = None
        if self._compression in WINDOW_BITS:
            self._inflater = zlib.decompressobj(WINDOW_BITS[self._compression])

    def read(self, count: int) -> bytes:
        """The next ``count`` bytes, or those that are left."""
        blocks = []
        while count > 0:
            block = self._some(count)
            if not block:
                break
            blocks.append(block)
            count -= len(block)
            self.position += len(block)
        return b"".join(blocks)

    def read_all(self) -> bytes:
        """All bytes that are left."""
        blocks = []
        while block := self.read(_BLOCK):
            blocks.append(block)
        return b"".join(blocks)

    def read_line(self) -> bytes:
        """The bytes up to the next newline, with it; only of a file that is not compressed."""
        with file_errors(self._name):
            line = self._file.readline()
        self.position += len(line)
        return line

    def skip(self, count: int) -> int:
        """Passes over the next ``count`` bytes, or those that are left; how many there were."""
        start = self.position
        while self.position < start + count and self.read(min(start + count - self.position, _BLOCK)):
            pass
        return self.position - start

    def go_back(self, position: int) -> None:
        """Goes back to a position."""
        self._file.seek(0)
        self._rewind()
        self.skip(position)

    def _some(self, count: int) -> bytes:
        """At least one of the next ``count`` bytes, if there is one."""
        if self._inflater is None:
            with file_errors(self._name):
                return self._file.read(min(count, _BLOCK))
        while not self._inflated and not self._inflater.eof:
            if not self._inflate():
                return b""
        found, self._inflated = self._inflated[:count], self._inflated[count:]
        return found

    def _inflate(self) -> bool:
        """Inflates what one block of the file holds; false where there is none."""
        packed = self._inflater.unconsumed_tail
        if not packed:
            with file_errors(self._name):
                packed = self._file.read(_BLOCK)
        try:
            self._inflated = self._inflater.decompress(packed, _BLOCK)
        except zlib.error as error:
            raise _inflate_error(error) from None
        return bool(packed)

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be read any more."""
        return self._file.closed

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _inflate_error(error: zlib.error) -> DataLossError:
    """What zlib says, in TensorFlow's words."""
    found = re.match(r"Error (-?\d+)[^:]*(: .*)?$", str(error))
    number, words = (found[1], found[2] or "") if found else ("-3", f": {error}")
    return DataLossError(None, None, f"inflate() failed with error {number}{words}")
