"""Record files: strings of bytes one behind the other, each with checksums (REA-11).

A record is its length (8 bytes, the lowest first), the checksum of these, its bytes, and the checksum of those.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from reference.errors import DataLossError, FailedPreconditionError, InvalidArgumentError, OpError
from reference.files.local_path import local_path
from reference.interchange.checkpoint.checksum import crc32c, mask
from reference.interchange.files import file_errors, path_of
from reference.interchange.inflating import WINDOW_BITS, ByteSource
from reference.interchange.record_options import TFRecordOptions, compression_name
from reference.public import public

_LENGTH = struct.Struct("<Q")
_CHECKSUM = struct.Struct("<I")
HEADER_SIZE = _LENGTH.size + _CHECKSUM.size  # bytes before a record
FOOTER_SIZE = _CHECKSUM.size  # bytes behind it


def framed(record: bytes) -> bytes:
    """A record as it stands in a file.

    >>> len(framed(b"hello"))
    21
    """
    length = _LENGTH.pack(len(record))
    return length + _CHECKSUM.pack(mask(crc32c(length))) + record + _CHECKSUM.pack(mask(crc32c(record)))


def next_record(source: ByteSource) -> bytes | None:
    """The record at the position of ``source``; None at the end, be it in the middle of a length (REA-12).

    Raises `errors.DataLossError` for a record that is broken off or does not have its checksum; the position
    stays where it was, so that asking again gives the same.
    """
    start = source.position
    try:
        return _next_record(source, start)
    except DataLossError:
        source.go_back(start)
        raise


def _next_record(source: ByteSource, start: int) -> bytes | None:
    header = source.read(HEADER_SIZE)
    if len(header) < HEADER_SIZE:
        return None
    length = _LENGTH.unpack(_checked(header, start))[0]
    rest = source.read(length + FOOTER_SIZE)
    if len(rest) < length + FOOTER_SIZE:
        raise DataLossError(None, None, f"truncated record at {start}")
    return _checked(rest, start + HEADER_SIZE)


def _checked(data: bytes, position: int) -> bytes:
    """What stands before the checksum that ``data`` ends with."""
    contents, checksum = data[: -_CHECKSUM.size], data[-_CHECKSUM.size :]
    if _CHECKSUM.unpack(checksum)[0] != mask(crc32c(contents)):
        raise DataLossError(None, None, f"corrupted record at {position}")
    return contents


@public("python_io.tf_record_iterator", "io.tf_record_iterator")
def tf_record_iterator(path: Any, options: Any = None) -> Iterator[bytes]:
    """The records of a file in order; nothing is opened before the first is asked for (REA-13).

    ``options`` is a `tf.io.TFRecordOptions` or what its first argument may be.
    """
    compression = compression_name(options)
    with ByteSource(path_of(path), local_path(path), compression) as source:
        while True:
            record = next_record(source)
            if record is None:
                return
            yield record


@public("python_io.TFRecordWriter", "io.TFRecordWriter")
class TFRecordWriter:
    """Writes a record file anew (REA-11); ``options`` says how it is compressed (REA-14).

    Raises ValueError for a compression that there is none of, `errors.InvalidArgumentError` for settings that zlib
    does not know, and the error of `tf.errors` for whatever the operating system refuses.
    """

    def __init__(self, path: Any, options: Any = None) -> None:
        if not isinstance(options, TFRecordOptions):
            options = TFRecordOptions(compression_type=options)
        self._name = path_of(path)
        self._compressor = _compressor(options)
        with file_errors(self._name):
            self._file: BinaryIO | None = cast(BinaryIO, open(local_path(path), "wb"))  # noqa: SIM115 (closed by close)

    def write(self, record: bytes | None) -> None:
        """Adds a record, which must be bytes; None stands for an empty one."""
        if record is not None and not isinstance(record, bytes):
            raise TypeError(f"expected bytes, {type(record).__name__} found")
        data = framed(record or b"")
        self._put(data if self._compressor is None else self._compressor.compress(data))

    def flush(self) -> None:
        """Sees to it that all records written so far can be read from the file."""
        self._put(b"" if self._compressor is None else self._compressor.flush(zlib.Z_PARTIAL_FLUSH))
        with file_errors(self._name):
            self._opened().flush()

    def close(self) -> None:
        """Ends the file; a second time does nothing."""
        if self._file is None:
            return
        with file_errors(self._name), self._file as file:
            self._file = None
            if self._compressor is not None:
                file.write(self._compressor.flush())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_file", None) is not None:
            with suppress(OpError):
                self.close()

    def _put(self, data: bytes) -> None:
        with file_errors(self._name):
            self._opened().write(data)

    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise FailedPreconditionError(None, None, "Writer not initialized or previously closed")
        return self._file


def _compressor(options: TFRecordOptions) -> Any:
    """What compresses as ``options`` say; None where nothing is compressed."""
    name = compression_name(options)
    if name not in WINDOW_BITS:
        return None
    settings: dict[str, Any] = {
        "level": options.compression_level, "method": options.compression_method,
        "wbits": WINDOW_BITS[name] if options.window_bits is None else options.window_bits,
        "memLevel": 9 if options.mem_level is None else options.mem_level,
        "strategy": options.compression_strategy,
    }  # fmt: skip
    try:
        return zlib.compressobj(**{key: value for key, value in settings.items() if value is not None})
    except (ValueError, zlib.error) as error:
        raise InvalidArgumentError(None, None, f"deflateInit failed: {error}") from None
