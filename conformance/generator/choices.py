"""Choices made from bytes: every block of bytes is some choice, and smaller bytes are simpler choices.

A campaign takes them from a random generator; Hypothesis, in property tests, draws a few blocks for a program and makes
them shorter and smaller when it looks for a simpler one.  Drawing each choice by itself would take ten times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")

_SIZE = 48  # bytes of a block: one size, since drawing a size costs more than drawing all the bytes

BLOCK = st.binary(min_size=_SIZE, max_size=_SIZE)
"""What the choices for one part of a program are made from."""


@cache
def blocks(least: int, most: int) -> st.SearchStrategy[list[bytes]]:
    """Lists of blocks, one for each part of a program that can be left out by itself."""
    return st.lists(BLOCK, min_size=least, max_size=most)


class Blocks(Protocol):
    """Where the blocks of a program come from.

    ``number`` is that of the program among those drawn with it: it says whose turn it is.
    """

    @property
    def number(self) -> int:
        """The number of the program."""

    def one(self) -> bytes:
        """One block."""

    def several(self, least: int, most: int) -> list[bytes]:
        """From ``least`` to ``most`` blocks."""


class RandomBlocks:
    """Blocks of random bytes: all that may be chosen is as likely as the choices say."""

    def __init__(self, seed: int | str, number: int = 0) -> None:
        self._random = Random(seed)
        self.number = number

    def one(self) -> bytes:
        """One block."""
        return self._random.randbytes(_SIZE)

    def several(self, least: int, most: int) -> list[bytes]:
        """From ``least`` to ``most`` blocks, each number of them as likely."""
        return [self.one() for _ in range(self._random.randint(least, most))]


class DrawnBlocks:
    """Blocks that Hypothesis draws."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw
        self.number = int.from_bytes(self.one()[:3], "big")

    def one(self) -> bytes:
        """One block."""
        block: bytes = self._draw(BLOCK)
        return block

    def several(self, least: int, most: int) -> list[bytes]:
        """From ``least`` to ``most`` blocks."""
        drawn: list[bytes] = self._draw(blocks(least, most))
        return drawn


class Choices:
    """The choices that a block stands for; where it has no more bytes, each choice is the simplest."""

    def __init__(self, block: bytes = b"") -> None:
        self._block = block
        self._position = 0

    def begin(self, block: bytes) -> None:
        """Goes on with another block, whatever is left of the last."""
        self._block, self._position = block, 0

    def byte(self) -> int:
        """The next byte, 0 behind the last."""
        position = self._position
        self._position = position + 1
        return self._block[position] if position < len(self._block) else 0

    def integer(self, low: int, high: int) -> int:
        """A whole number, both ends included; the simplest is the low end."""
        span = high - low + 1
        if span <= 1:
            return low
        drawn, reach = self.byte(), 256
        while reach < span:
            drawn, reach = 256 * drawn + self.byte(), 256 * reach
        return low + drawn % span

    def boolean(self) -> bool:
        """False or true; the simpler is false."""
        return self.byte() % 2 == 1

    def choice(self, options: Sequence[T]) -> T:
        """One of the options; the simplest is the first."""
        return options[self.integer(0, len(options) - 1)]
