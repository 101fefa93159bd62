"""What an error of a ``tf``-like module says (runs on Python 3.7)."""

from __future__ import annotations

import re

# WIRE-19: TensorFlow 2 puts an account of where the node was made before the message proper.
_ACCOUNT = re.compile(
    r"\AGraph execution error:\n\n(?:Detected at node [^\n]*\n(?:    [^\n]*\n)*(?:Node: '[^\n]*'\n)?)*",
)


def own_message(error: BaseException) -> str:
    """The message of an error from where it speaks of the error; an OpError's own message before its string.

    >>> own_message(ValueError("no such thing"))
    'no such thing'
    """
    message = getattr(error, "message", None)
    return _ACCOUNT.sub("", message if isinstance(message, str) else str(error))
