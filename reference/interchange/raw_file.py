"""A file as the operating system reads it: a folder can be opened, but not read."""

from __future__ import annotations

import io
import os
from typing import Any


class _RawFile(io.RawIOBase):
    """Python's own refuses to open a folder; TensorFlow finds out when it reads it."""

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return os.readv(self._descriptor, [buffer])

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return os.lseek(self._descriptor, offset, whence)

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()


def open_to_read(path: str) -> io.BufferedReader:
    """The file at ``path``, read through a buffer; OSError where there is none, and for a folder when it is read."""
    return io.BufferedReader(_RawFile(path))
