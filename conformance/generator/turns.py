"""Turns: over the programs of consecutive numbers each of several things comes once before any comes again.

What chance alone chooses is often left out for long: of 220 ops, 8 are not among 800 choices.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import TypeVar

T = TypeVar("T")


def turn(number: int, options: Sequence[T], about: str = "") -> T:
    """The option whose turn it is in the program of this number; the order is another one for whatever it is about."""
    return options[_order(len(options), number // len(options), about)[number % len(options)]]


def turns(number: int, options: Sequence[T], counts: Sequence[int], about: str = "") -> list[T]:
    """The options whose turns they are, where consecutive programs take as many as ``counts`` says, over and over."""
    rounds, index = divmod(number, len(counts))
    first = rounds * sum(counts) + sum(counts[:index])
    return [turn(place, options, about) for place in range(first, first + counts[index])]


@lru_cache(maxsize=128)
def _order(size: int, round_: int, about: str) -> tuple[int, ...]:
    """The order in which so many options have their turns in a round: another one in each."""
    order = list(range(size))
    Random(f"{about} {round_}").shuffle(order)
    return tuple(order)
