"""The counter-based generator behind every random op: Philox4x32-10.

Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. A block of four 32-bit
words is a pure function of a 128-bit counter and a 64-bit key, so a "state" is only a place to count from.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]

# From the paper: two odd multipliers, and the two Weyl steps by which the key moves from round to round.
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10

WORDS_PER_BLOCK = 4

_LOW_32 = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_MULTIPLIERS = np.array(MULTIPLIERS, np.uint64)[:, None]

# Blocks worked on at a time: few enough for the L2 cache, which halves the time of a long fill.
TILE = 1 << 14


def key_schedule(key: int) -> NDArray[np.uint64]:
    """The keys of the ten rounds, shape [10, 2, 1], for a 64-bit key (RND-8)."""
    low, high = key & 0xFFFFFFFF, (key >> 32) & 0xFFFFFFFF
    keys = [[low + r * KEY_STEPS[0], high + r * KEY_STEPS[1]] for r in range(ROUNDS)]
    return np.array(keys, np.uint64)[:, :, None] & _LOW_32


def philox_blocks(low: NDArray[np.uint64], high: int, keys: NDArray[np.uint64]) -> Words:
    """The blocks at counters `low + 2**64 * high`: uint32 [n, 4] from uint64 [n] (RND-8).

    The paper's test vector for counter 0 and key 0:

    >>> [hex(int(word)) for word in philox_blocks(np.zeros(1, np.uint64), 0, key_schedule(0))[0]]
    ['0x6627e8d5', '0xe169c58d', '0xbc57ac4c', '0x9b00dbd8']
    """
    blocks = np.empty((len(low), WORDS_PER_BLOCK), np.uint32)
    for first in range(0, len(low), TILE):
        tile = slice(first, first + TILE)
        _fill_tile(low[tile], high, keys, blocks[tile])
    return blocks


def _fill_tile(low: NDArray[np.uint64], high: int, keys: NDArray[np.uint64], blocks: Words) -> None:
    # Rows of `even` are words 0 and 2, which are multiplied; rows of `odd` are words 1 and 3, which are only
    # mixed in. A round sends the product of one lane to the other lane: hence [::-1].
    even, odd = np.empty((2, len(low)), np.uint64), np.empty((2, len(low)), np.uint64)
    even[0], odd[0] = low & _LOW_32, low >> _32
    even[1], odd[1] = high & 0xFFFFFFFF, (high >> 32) & 0xFFFFFFFF
    product = np.empty_like(even)
    for round_key in keys:
        np.multiply(even, _MULTIPLIERS, out=product)
        np.right_shift(product[::-1], _32, out=even)
        np.bitwise_xor(even, odd, out=even)
        np.bitwise_xor(even, round_key, out=even)
        np.bitwise_and(product[::-1], _LOW_32, out=odd)
    blocks[:, 0::2], blocks[:, 1::2] = even.T, odd.T


@dataclass(frozen=True, eq=False)
class PhiloxStream:
    """A reserved stretch of one kernel's blocks, numbered from 0; reading it changes nothing (RND-9)."""

    start: int
    high: int
    keys: NDArray[np.uint64]

    def blocks(self, count: int, first: int = 0) -> Words:
        """Blocks `first` to `first + count` as uint32 [count, 4]."""
        return self.blocks_at(np.arange(first, first + count, dtype=np.uint64))

    def blocks_at(self, offsets: NDArray[np.uint64]) -> Words:
        """The blocks at the given offsets, in any order, as uint32 [len(offsets), 4]."""
        # Counting past 2**64 would carry into the half that holds seed2; no program gets there.
        return philox_blocks(offsets + np.uint64(self.start), self.high, self.keys)

    def words(self, count: int) -> Words:
        """The first `count` 32-bit words of the stretch, uint32 [count]."""
        return self.blocks(-(-count // WORDS_PER_BLOCK)).reshape(-1)[:count]


class PhiloxGenerator:
    """The generator that one random op keeps in one session: a key, and how many blocks are used up.

    `seed` and `seed2` are the op's attributes, any signed 64-bit integers; when both are 0 the numbers differ
    from generator to generator (RND-7). Safe to share between threads.

    >>> generator = PhiloxGenerator(1, 2)
    >>> generator.reserve(3).words(2)
    array([3878945999, 2364392915], dtype=uint32)
    >>> generator.position
    3
    """

    def __init__(self, seed: int, seed2: int) -> None:
        if seed == 0 and seed2 == 0:  # RND-7
            seed, seed2 = (int.from_bytes(os.urandom(8), "little") for _ in range(2))
        self._keys = key_schedule(seed)
        self._high = seed2 & 0xFFFFFFFFFFFFFFFF
        self._position = 0
        self._lock = threading.Lock()

    @property
    def position(self) -> int:
        """How many blocks have been reserved so far."""
        return self._position

    def reserve(self, blocks: int) -> PhiloxStream:
        """Take the next `blocks` blocks: no other caller is given them (RND-9)."""
        with self._lock:
            start, self._position = self._position, self._position + blocks
        return PhiloxStream(start, self._high, self._keys)
