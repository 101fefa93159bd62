"""Text, and bytes in its place."""

from __future__ import annotations

from typing import Any


def as_bytes(text: Any) -> bytes:
    """Text in UTF-8, or bytes as they are; TypeError for all else."""
    if isinstance(text, bytes):
        return text
    if not isinstance(text, str):
        raise TypeError(f"Expected binary or unicode string, got {text!r}")
    return text.encode()
