"""The elements of a tensor as a checkpoint's data file holds them, with their checksum (CKP-15, CKP-16).

Numbers stand as in memory, lowest byte first.  Strings are: the length of each as a varint, a checksum of the
lengths, the strings one behind the other.
"""

from __future__ import annotations

import math
import struct
from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import DataLossError
from reference.interchange.checkpoint.checksum import crc32c, mask, unmask
from reference.interchange.checkpoint.varint import decode_varint, encode_varint

Array = np.ndarray[Any, Any]


def encode_elements(array: Array, dtype: DType) -> tuple[bytes, int]:
    """The bytes of a tensor and their checksum, not masked."""
    if dtype.name == "string":
        return _encode_strings([bytes(item) for item in array.ravel().tolist()])
    data = np.ascontiguousarray(array).tobytes()
    return data, crc32c(data)


def _encode_strings(strings: list[bytes]) -> tuple[bytes, int]:
    lengths = b"".join(encode_varint(len(item)) for item in strings)
    of_lengths = _length_checksum([len(item) for item in strings])
    stored, joined = struct.pack("<I", mask(of_lengths)), b"".join(strings)
    return lengths + stored + joined, crc32c(joined, crc32c(stored, of_lengths))


def _length_checksum(lengths: list[int]) -> int:
    """The checksum of the lengths, each as four bytes; the one of the whole begins with it."""
    return crc32c(struct.pack(f"<{len(lengths)}I", *lengths))


def decode_elements(data: bytes, checksum: int, dtype: DType, shape: tuple[int, ...]) -> Array:
    """The tensor that ``data`` holds; `DataLossError` if its checksum is another."""
    if dtype.name == "string":
        return _decode_strings(data, checksum, shape)
    _check(crc32c(data), checksum)
    return np.frombuffer(data, dtype.numpy_dtype).reshape(shape)


def _check(found: int, stored: int) -> None:
    if found != stored:
        raise DataLossError(
            None, None, f"Checksum does not match: stored {stored} vs. calculated on the restored bytes {found}"
        )


def _decode_strings(data: bytes, checksum: int, shape: tuple[int, ...]) -> Array:
    lengths, position = [], 0
    for _ in range(math.prod(shape)):
        length, position = decode_varint(data, position)
        lengths.append(length)
    if position > len(data):
        raise DataLossError(None, None, "String lengths longer than expected")
    of_lengths = _length_checksum([length & 0xFFFFFFFF for length in lengths])
    stored = data[position : position + 4]
    (expected,) = struct.unpack("<I", stored.ljust(4, b"\0"))
    if unmask(expected) != of_lengths:
        raise DataLossError(
            None, None, f"The length checksum does not match: expected {unmask(expected)} but actual is {of_lengths}"
        )
    _check(crc32c(data[position + 4 :], crc32c(stored, of_lengths)), checksum)
    return _cut(data, position + 4, lengths).reshape(shape)


def _cut(data: bytes, position: int, lengths: list[int]) -> Array:
    array = np.empty(len(lengths), object)
    for index, length in enumerate(lengths):
        array[index] = data[position : position + length]
        position += length
    return array
