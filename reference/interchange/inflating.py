"""Reading a file from its beginning, compressed or not (REA-14)."""

from __future__ import annotations

import re
import zlib
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from reference.errors import DataLossError
from reference.interchange.files import file_errors

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
            self._file = cast(BinaryIO, open(path, "rb"))  # noqa: SIM115 (closed by close)
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

    def seek(self, position: int) -> None:
        """Goes to a position that was passed already, or as far ahead as there are bytes."""
        if self._inflater is None:
            self._file.seek(position)
            self.position = position
            return
        if position < self.position:
            self._file.seek(0)
            self._rewind()
        while self.position < position and self.read(min(position - self.position, _BLOCK)):
            pass

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
