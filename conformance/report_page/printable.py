"""Text that every format can hold."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text with the characters spelled out that XML cannot hold or nobody sees: controls, halves of pairs.

    >>> printable("a\\x07b")
    'a\\\\x07b'
    """
    return _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def finalized(value: Any) -> str:
    """What a template writes for a value: printable text, which it escapes unless it is markup already."""
    text = printable(str(value))
    return Markup(text) if isinstance(value, Markup) else text
