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


_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)")
_ROUNDING = 1e-5  # of a number in a message: some hundred ULPs of a float32


def rounded_alike(one: str, other: str) -> bool:
    """Whether two messages say the same but for the last digits of numbers with a fraction.

    >>> rounded_alike("assertion failed: [2.97052383]", "assertion failed: [2.97052407]")
    True
    >>> rounded_alike("100001 elements", "100002 elements")
    False
    """
    left, right = _NUMBER.split(one), _NUMBER.split(other)
    if left[::2] != right[::2]:
        return False
    return all(map(_near, left[1::2], right[1::2]))


def _near(one: str, other: str) -> bool:
    if one == other or (one.lstrip("-").isdigit() and other.lstrip("-").isdigit()):
        return one == other
    a, b = float(one), float(other)
    return abs(a - b) <= _ROUNDING * max(abs(a), abs(b))
