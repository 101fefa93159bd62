"""A score in percent, of which 100 means all."""

from __future__ import annotations


def percent(part: int, whole: int) -> str:
    """A score (CONF-14) with one decimal, rounded down, so that 100 means all.

    >>> percent(9996, 10000), percent(1999, 2000), percent(1, 1), percent(0, 0)
    ('99.9', '99.9', '100', '0')
    """
    tenths = 1000 * part // whole if whole else 0
    return f"{tenths / 10:.1f}" if tenths % 10 else str(tenths // 10)
