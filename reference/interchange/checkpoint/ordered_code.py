"""Keys whose order as bytes is the order of what they mean: under these the slices of a tensor stand (CKP-14)."""

from __future__ import annotations

import re

from reference.interchange.checkpoint.tensor_slice import TensorSlice

_WHOLE = (0, -1)  # an extent that covers all of its dimension
_MARKED = {b"\0": b"\0\xff", b"\xff": b"\xff\0"}


def slice_key(name: bytes, part: TensorSlice) -> bytes:
    """The key of one slice of the tensor ``name``."""
    numbers = [number for extent in part.extents for number in extent or _WHOLE]
    return b"".join(
        [encode_unsigned(0), encode_string(name), encode_unsigned(len(part.extents)), *map(encode_signed, numbers)]
    )


def encode_unsigned(number: int) -> bytes:
    """The number of its bytes, then they, the highest first."""
    length = (number.bit_length() + 7) // 8
    return bytes([length]) + number.to_bytes(length, "big")


def encode_string(text: bytes) -> bytes:
    """The text, 0 and 255 in it marked, and an end that sorts before whatever might go on."""
    return re.sub(rb"[\0\xff]", lambda found: _MARKED[found[0]], text) + b"\0\1"


def encode_signed(number: int) -> bytes:
    """As many one bits as there are bytes, a zero bit and the number; of a negative number all bits turned.

    >>> encode_signed(2).hex(), encode_signed(64).hex(), encode_signed(-1).hex()
    ('82', 'c040', '7f')
    """
    magnitude = number if number >= 0 else ~number
    length = magnitude.bit_length() // 7 + 1  # each byte but the first adds seven bits to six
    code = (((1 << length) - 1) << (7 * length)) | magnitude
    if number < 0:
        code ^= (1 << (8 * length)) - 1
    return code.to_bytes(length, "big")
