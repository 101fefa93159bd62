"""Whole numbers in as few bytes as they need: seven bits a byte, the lowest first (CKP-5)."""

from __future__ import annotations

from reference.errors import DataLossError


def encode_varint(number: int) -> bytes:
    """``number``, not negative, as a varint.

    >>> encode_varint(300)
    b'\\xac\\x02'
    """
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def decode_varint(data: bytes, position: int) -> tuple[int, int]:
    """The number at ``position`` and where the next thing begins; `DataLossError` where it does not end."""
    number = 0
    for shift, byte in zip(range(0, 64, 7), data[position : position + 10], strict=False):
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, position + shift // 7 + 1
    raise DataLossError(None, None, "a number in the file does not end")
