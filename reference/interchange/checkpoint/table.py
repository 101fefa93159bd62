"""A sorted table of byte strings in one file, in the format of LevelDB's tables (CKP-7).

    [data block]… [meta-index block] [index block] [footer]

A block holds entries in the order of their keys, each written without the bytes that its key shares with
the one before; every sixteenth entry shares nothing, and the block ends with a list of these restart points.
The index block has for each data block a key not below its last one, and where the block is.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property

from reference.errors import DataLossError, OutOfRangeError
from reference.interchange.checkpoint.checksum import crc32c, mask
from reference.interchange.checkpoint.varint import decode_varint, encode_varint

_MAGIC = bytes.fromhex("57fb808b247547db")
_FOOTER_SIZE = 48
_BLOCK_SIZE = 262144
_RESTART_INTERVAL = 16
_UNCOMPRESSED = b"\0"
_TRAILER_SIZE = 5  # the compression and the checksum

Entry = tuple[bytes, bytes]


# ---- writing


class _BlockBuilder:
    """Entries of one block, which come in the order of their keys (CKP-8)."""

    def __init__(self, restart_interval: int) -> None:
        self._interval = restart_interval
        self._bytes = bytearray()
        self._restarts = [0]
        self._count = 0
        self._last_key = b""

    @property
    def is_empty(self) -> bool:
        return not self._count

    @property
    def size(self) -> int:
        return len(self._bytes) + 4 * len(self._restarts) + 4

    def add(self, key: bytes, value: bytes) -> None:
        shared = 0
        if self._count % self._interval:
            shared = _common_length(self._last_key, key)
        elif self._count:
            self._restarts.append(len(self._bytes))
        lengths = encode_varint(shared) + encode_varint(len(key) - shared) + encode_varint(len(value))
        self._bytes += lengths + key[shared:] + value
        self._last_key = key
        self._count += 1

    def finish(self) -> bytes:
        count = len(self._restarts)
        return bytes(self._bytes) + struct.pack(f"<{count + 1}I", *self._restarts, count)


def encode_table(entries: Iterable[Entry]) -> bytes:
    """The table of ``entries``, whose keys ascend."""
    file = bytearray()
    data, index = _BlockBuilder(_RESTART_INTERVAL), _BlockBuilder(1)
    last_key = b""
    handle: bytes | None = None  # of a block that is written and not indexed yet: that takes the next key
    for key, value in entries:
        if handle is not None:
            index.add(_separator(last_key, key), handle)
            handle = None
        data.add(key, value)
        last_key = key
        if data.size >= _BLOCK_SIZE:
            handle = _append_block(file, data)
            data = _BlockBuilder(_RESTART_INTERVAL)
    if not data.is_empty:
        handle = _append_block(file, data)
    meta_handle = _append_block(file, _BlockBuilder(_RESTART_INTERVAL))
    if handle is not None:
        index.add(_successor(last_key), handle)
    footer = meta_handle + _append_block(file, index)
    return bytes(file) + footer.ljust(_FOOTER_SIZE - len(_MAGIC), b"\0") + _MAGIC


def _append_block(file: bytearray, block: _BlockBuilder) -> bytes:
    """Writes a block behind what there is, and its trailer (CKP-9); gives its handle."""
    contents = block.finish()
    handle = encode_varint(len(file)) + encode_varint(len(contents))
    checksum = mask(crc32c(contents + _UNCOMPRESSED))
    file += contents + _UNCOMPRESSED + struct.pack("<I", checksum)
    return handle


def _common_length(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def _separator(last: bytes, following: bytes) -> bytes:
    """A short key that is not below ``last`` and is below ``following`` (CKP-10)."""
    common = _common_length(last, following)
    if common < min(len(last), len(following)) and last[common] + 1 < following[common]:
        return last[:common] + bytes([last[common] + 1])
    return last


def _successor(last: bytes) -> bytes:
    """A short key that is not below ``last``."""
    for index, byte in enumerate(last):
        if byte != 0xFF:
            return last[:index] + bytes([byte + 1])
    return last


# ---- reading


class Table:
    """A table that was read from a file; `DataLossError` from whatever meets a damaged part of it (CKP-11)."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _FOOTER_SIZE:
            raise DataLossError(None, None, "file is too short to be an sstable")
        if not data.endswith(_MAGIC):
            raise DataLossError(None, None, "not an sstable (bad magic number)")
        self._data = data
        footer = data[-_FOOTER_SIZE:]
        _, _, position = _decode_handle(footer, 0)  # the meta-index has nothing to say
        self._index = self._block(*_decode_handle(footer, position)[:2])
        self._last_keys = [key for key, _ in self._index]
        self._blocks: dict[int, list[Entry]] = {}

    def __iter__(self) -> Iterator[Entry]:
        for number in range(len(self._index)):
            yield from self._data_block(number)

    def get(self, key: bytes) -> bytes | None:
        """The value of ``key``, or None."""
        number = bisect_left(self._last_keys, key)
        if number == len(self._index):
            return None
        entries = self._data_block(number)
        place = bisect_left(entries, key, key=lambda entry: entry[0])
        return entries[place][1] if place < len(entries) and entries[place][0] == key else None

    @cached_property
    def first_key(self) -> bytes | None:
        """The least key, or None of a table without entries."""
        return next((key for key, _ in self), None)

    def _data_block(self, number: int) -> list[Entry]:
        if number not in self._blocks:
            offset, size, _ = _decode_handle(self._index[number][1], 0)
            self._blocks[number] = self._block(offset, size)
        return self._blocks[number]

    def _block(self, offset: int, size: int) -> list[Entry]:
        end = offset + size
        if end + _TRAILER_SIZE > len(self._data):
            raise OutOfRangeError(None, None, "Read less bytes than requested")
        contents, compression = self._data[offset:end], self._data[end : end + 1]
        (checksum,) = struct.unpack_from("<I", self._data, end + 1)
        if mask(crc32c(contents + compression)) != checksum:
            raise DataLossError(None, None, "block checksum mismatch")
        if compression != _UNCOMPRESSED:
            raise DataLossError(None, None, f"a block is compressed in an unknown way ({compression[0]})")
        return list(_entries(contents))


def _decode_handle(data: bytes, position: int) -> tuple[int, int, int]:
    """Offset and size of a block, and where the next thing begins."""
    try:
        offset, position = decode_varint(data, position)
        size, position = decode_varint(data, position)
    except DataLossError:
        raise DataLossError(None, None, "bad block handle") from None
    return offset, size, position


def _entries(contents: bytes) -> Iterator[Entry]:
    if len(contents) < 4:
        raise DataLossError(None, None, "bad block contents")
    (restarts,) = struct.unpack_from("<I", contents, len(contents) - 4)
    end, position, key = len(contents) - 4 - 4 * restarts, 0, b""
    while position < end:
        shared, position = decode_varint(contents, position)
        rest, position = decode_varint(contents, position)
        length, position = decode_varint(contents, position)
        if shared > len(key) or position + rest + length > end:
            raise DataLossError(None, None, "bad entry in block")
        key = key[:shared] + contents[position : position + rest]
        position += rest
        yield key, contents[position : position + length]
        position += length
