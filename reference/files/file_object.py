"""An open file: `tf.gfile.GFile` (REA-23)."""

from __future__ import annotations

from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from reference.errors import FailedPreconditionError, InvalidArgumentError, OutOfRangeError, PermissionDeniedError
from reference.files.local_path import local_path
from reference.files.operations import statistics
from reference.interchange.files import file_errors, path_of
from reference.public import public

_MODES = ("r", "w", "a", "r+", "w+", "a+")


@public("gfile.GFile", "gfile.Open", "io.gfile.GFile")
class GFile:
    """A file that is opened when it is first read or written; ``b`` in its mode gives bytes instead of text (REA-23).

    `tell` and `seek` count bytes.  Raises `errors.InvalidArgumentError` for a mode that is none, and while
    it is used the error of `tf.errors` for whatever the operating system refuses.
    """

    def __init__(self, name: Any, mode: str = "r") -> None:
        self._name = name
        self._mode = mode
        self._binary = "b" in mode
        plain = mode.replace("b", "")
        if plain not in _MODES:
            raise InvalidArgumentError(None, None, "mode is not 'r' or 'w' or 'a' or 'r+' or 'w+' or 'a+'")
        self._readable = plain == "r" or plain.endswith("+")
        self._writable = plain != "r"
        self._opened_for_writing = "ab" if plain.startswith("a") else "wb"  # r+ empties the file, as w+ does
        self._reader: BinaryIO | None = None
        self._writer: BinaryIO | None = None

    @property
    def name(self) -> Any:
        """The name that the file was asked for by."""
        return self._name

    @property
    def mode(self) -> str:
        """The mode that the file was asked for in."""
        return self._mode

    def read(self, n: int = -1) -> Any:
        """The next ``n`` bytes, or all that are left."""
        source = self._open_reader()
        count = self.size() - source.tell() if n == -1 else n
        if count < 0:
            raise OverflowError(f"cannot read {count} bytes")
        with self._errors():
            return self._shown(source.read(count))

    def readline(self) -> Any:
        """The next line with its end, which is one newline; carriage returns are left out; empty at the end."""
        try:
            source = self._open_reader()
        except FailedPreconditionError:  # a folder has no lines
            return self._shown(b"")
        with self._errors():
            return self._shown(source.readline().replace(b"\r", b""))

    def readlines(self) -> list[Any]:
        """The lines that are left."""
        return list(self)

    def write(self, file_content: Any) -> None:
        """Writes bytes, or text as UTF-8; they are in the file after `flush` or `close`."""
        target = self._open_writer()
        with self._errors():
            target.write(path_of(file_content).encode("utf-8", "surrogateescape"))

    def seek(self, offset: int | None = None, whence: int = 0, position: int | None = None) -> None:
        """Goes to a byte counted from the beginning (``whence`` 0), from here (1) or from the end (2)."""
        source = self._open_reader()
        offset = position if offset is None else offset
        if offset is None:
            raise TypeError("seek(): offset argument required")
        if whence not in (0, 1, 2):
            raise InvalidArgumentError(None, None, f"Invalid whence argument: {whence}. Valid values are 0, 1, or 2.")
        target = offset + (0, source.tell(), self.size())[whence]
        if target < 0:
            raise InvalidArgumentError(None, None, f"Seeking to a negative position: {target}")
        source.seek(min(target, self.size()))
        if target > self.size():
            raise OutOfRangeError(None, None, "reached end of file")

    def tell(self) -> int:
        """The byte that is read next, or where the file cannot be read, written next."""
        return (self._open_reader() if self._readable else self._open_writer()).tell()

    def size(self) -> int:
        """The length of the file in bytes, without what is not flushed."""
        return statistics(self._name).length

    def seekable(self) -> bool:
        """Whether `seek` can be used: always."""
        return True

    def flush(self) -> None:
        """Sees to it that all that was written is in the file."""
        if self._writer is not None:
            with self._errors():
                self._writer.flush()

    def close(self) -> None:
        """Closes the file; using it again opens it again."""
        reader, writer, self._reader, self._writer = self._reader, self._writer, None, None
        with self._errors():
            for opened in (reader, writer):
                if opened is not None:
                    opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def next(self) -> Any:
        """The next line; StopIteration where there is none."""
        return self.__next__()

    def _open_reader(self) -> BinaryIO:
        if not self._readable:
            raise PermissionDeniedError(None, None, "File isn't open for reading")
        if self._reader is None:
            with self._errors():
                self._reader = cast(BinaryIO, open(local_path(self._name), "rb"))  # noqa: SIM115
        return self._reader

    def _open_writer(self) -> BinaryIO:
        if not self._writable:
            raise PermissionDeniedError(None, None, "File isn't open for writing")
        if self._writer is None:
            with self._errors():
                self._writer = cast(BinaryIO, open(local_path(self._name), self._opened_for_writing))  # noqa: SIM115
        return self._writer

    def _errors(self) -> Any:
        return file_errors(path_of(self._name))

    def _shown(self, data: bytes) -> Any:
        return data if self._binary else data.decode("utf-8")


@public("gfile.FastGFile")
class FastGFile(GFile):
    """The same as `tf.gfile.GFile` (REA-23)."""
