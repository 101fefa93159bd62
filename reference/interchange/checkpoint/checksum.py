"""CRC-32C checksums, and the mask under which files store them (CKP-6)."""

from __future__ import annotations

from functools import cache
from typing import Any

_MASK_DELTA = 0xA282EAD8
_ALL_BITS = 0xFFFFFFFF


@cache
def _library() -> Any:
    try:
        import google_crc32c
    except ImportError as error:
        raise ImportError(
            "checkpoints and record files need checksums: pip install 'graphsession[checkpoint]'"
        ) from error
    return google_crc32c


def crc32c(data: bytes | memoryview, before: int = 0) -> int:
    """The CRC-32C of ``data``, or of what ``before`` is the checksum of followed by ``data``.

    >>> hex(crc32c(b"123456789")), crc32c(b"456789", crc32c(b"123")) == crc32c(b"123456789")
    ('0xe3069283', True)
    """
    return int(_library().extend(before, bytes(data)))


def mask(checksum: int) -> int:
    """A checksum as it is stored beside data that may itself hold checksums."""
    rotated = checksum >> 15 | checksum << 17 & _ALL_BITS
    return (rotated + _MASK_DELTA) & _ALL_BITS


def unmask(stored: int) -> int:
    """The checksum that `mask` made ``stored`` of."""
    rotated = (stored - _MASK_DELTA) & _ALL_BITS
    return rotated >> 17 | rotated << 15 & _ALL_BITS
