"""Hash functions of bytes, of 64 bits: FarmHash's fingerprint, MurmurHash64A and SipHash-2-4.

They are spelled out here so that the bucket of a string is the same everywhere and for ever.  Sources: Geoff Pike,
FarmHash (its `Fingerprint64`); Austin Appleby, MurmurHash2 (64 bits, variant A); Jean-Philippe Aumasson and
Daniel J. Bernstein, "SipHash: a fast short-input PRF" (2012).
"""

from __future__ import annotations

from collections.abc import Sequence

_MASK = 2**64 - 1


def _word(data: bytes, at: int) -> int:
    """The 8 bytes at a place, the lowest first."""
    return int.from_bytes(data[at : at + 8], "little")


def _half_word(data: bytes, at: int) -> int:
    """The 4 bytes at a place, the lowest first."""
    return int.from_bytes(data[at : at + 4], "little")


# ---- FarmHash

_K0, _K1, _K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


def _right(word: int, by: int) -> int:
    """``word`` turned to the right."""
    word &= _MASK
    return (word >> by | word << (64 - by)) & _MASK


def _mix(word: int) -> int:
    word &= _MASK
    return word ^ word >> 47


def _hash_pair(low: int, high: int, multiplier: int) -> int:
    """One word of two, after Murmur."""
    first = _mix((low ^ high) * multiplier)
    second = _mix((high ^ first) * multiplier)
    return second * multiplier & _MASK


def fingerprint(data: bytes) -> int:
    """FarmHash's 64-bit fingerprint."""
    size = len(data)
    if size <= 16:
        return _of_up_to_16(data, size)
    if size <= 32:
        return _of_up_to_32(data, size)
    return _of_up_to_64(data, size) if size <= 64 else _of_many(data, size)


def _of_up_to_16(data: bytes, size: int) -> int:
    if size >= 8:
        multiplier = _K2 + size * 2
        first, last = _word(data, 0) + _K2, _word(data, size - 8)
        low = _right(last, 37) * multiplier + first
        high = (_right(first, 25) + last) * multiplier
        return _hash_pair(low & _MASK, high & _MASK, multiplier)
    if size >= 4:
        return _hash_pair(size + (_half_word(data, 0) << 3), _half_word(data, size - 4), _K2 + size * 2)
    if size:
        low, high = data[0] + (data[size >> 1] << 8), size + (data[size - 1] << 2)
        return _mix(low * _K2 ^ high * _K0) * _K2 & _MASK
    return _K2


def _of_up_to_32(data: bytes, size: int) -> int:
    multiplier = _K2 + size * 2
    first, second = _word(data, 0) * _K1, _word(data, 8)
    third, fourth = _word(data, size - 8) * multiplier, _word(data, size - 16) * _K2
    low = _right(first + second, 43) + _right(third, 30) + fourth
    high = first + _right(second + _K2, 18) + third
    return _hash_pair(low & _MASK, high & _MASK, multiplier)


def _of_up_to_64(data: bytes, size: int) -> int:
    multiplier = _K2 + size * 2
    first, second = _word(data, 0) * _K2, _word(data, 8)
    third, fourth = _word(data, size - 8) * multiplier, _word(data, size - 16) * _K2
    head = _right(first + second, 43) + _right(third, 30) + fourth & _MASK
    tail = _hash_pair(head, first + _right(second + _K2, 18) + third & _MASK, multiplier)
    fifth, sixth = _word(data, 16) * multiplier, _word(data, 24)
    seventh, eighth = (head + _word(data, size - 32)) * multiplier, (tail + _word(data, size - 24)) * multiplier
    low = _right(fifth + sixth, 43) + _right(seventh, 30) + eighth
    high = fifth + _right(sixth + first, 18) + seventh
    return _hash_pair(low & _MASK, high & _MASK, multiplier)


def _weak_hash(data: bytes, at: int, low: int, high: int) -> tuple[int, int]:
    """Two words of 32 bytes and two seeds."""
    words = [_word(data, at + 8 * index) for index in range(4)]
    low += words[0]
    high = _right(high + low + words[3], 21)
    start = low
    low += words[1] + words[2]
    high += _right(low, 44)
    return low + words[3] & _MASK, high + start & _MASK


def _of_many(data: bytes, size: int) -> int:
    seed = 81
    x, y = seed, seed * _K1 + 113 & _MASK
    z = _mix(y * _K2 + 113) * _K2 & _MASK
    v, w = (0, 0), (0, 0)
    x = x * _K2 + _word(data, 0) & _MASK
    end = (size - 1) // 64 * 64
    last = end + ((size - 1) & 63) - 63
    for at in range(0, end, 64):
        x = _right(x + y + v[0] + _word(data, at + 8), 37) * _K1 & _MASK
        y = _right(y + v[1] + _word(data, at + 48), 42) * _K1 & _MASK
        x ^= w[1]
        y = y + v[0] + _word(data, at + 40) & _MASK
        z = _right(z + w[0], 33) * _K1 & _MASK
        v = _weak_hash(data, at, v[1] * _K1 & _MASK, x + w[0])
        w = _weak_hash(data, at + 32, z + w[1], y + _word(data, at + 16))
        z, x = x, z
    multiplier = _K1 + ((z & 0xFF) << 1)
    w = (w[0] + ((size - 1) & 63) & _MASK, w[1])
    v = (v[0] + w[0] & _MASK, v[1])
    w = (w[0] + v[0] & _MASK, w[1])
    x = _right(x + y + v[0] + _word(data, last + 8), 37) * multiplier & _MASK
    y = _right(y + v[1] + _word(data, last + 48), 42) * multiplier & _MASK
    x ^= w[1] * 9 & _MASK
    y = y + v[0] * 9 + _word(data, last + 40) & _MASK
    z = _right(z + w[0], 33) * multiplier & _MASK
    v = _weak_hash(data, last, v[1] * multiplier & _MASK, x + w[0])
    w = _weak_hash(data, last + 32, z + w[1], y + _word(data, last + 16))
    z, x = x, z
    low = _hash_pair(v[0], w[0], multiplier) + _mix(y) * _K0 + z
    return _hash_pair(low & _MASK, _hash_pair(v[1], w[1], multiplier) + x & _MASK, multiplier)


# ---- MurmurHash64A

_MURMUR = 0xC6A4A7935BD1E995
_MURMUR_SEED = 0xDECAFCAFFE  # the one with which TensorFlow hashes strings


def murmur(data: bytes, seed: int = _MURMUR_SEED) -> int:
    """MurmurHash64A."""
    size = len(data)
    hashed = seed ^ size * _MURMUR & _MASK
    whole = size // 8 * 8
    for at in range(0, whole, 8):
        word = _word(data, at) * _MURMUR & _MASK
        hashed = (hashed ^ (word ^ word >> 47) * _MURMUR & _MASK) * _MURMUR & _MASK
    if size > whole:
        hashed = (hashed ^ _word(data, whole)) * _MURMUR & _MASK
    hashed = (hashed ^ hashed >> 47) * _MURMUR & _MASK
    return hashed ^ hashed >> 47


# ---- SipHash


def siphash(data: bytes, key: Sequence[int]) -> int:
    """SipHash-2-4 with a key of two words."""
    low, high = (word & _MASK for word in key)
    state = [low ^ 0x736F6D6570736575, high ^ 0x646F72616E646F6D, low ^ 0x6C7967656E657261, high ^ 0x7465646279746573]
    size = len(data)
    padded = data + bytes(7 - size % 8) + bytes([size & 0xFF])
    for at in range(0, len(padded), 8):
        word = _word(padded, at)
        state[3] ^= word
        _sip_rounds(state, 2)
        state[0] ^= word
    state[2] ^= 0xFF
    _sip_rounds(state, 4)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _sip_rounds(state: list[int], count: int) -> None:
    a, b, c, d = state
    for _ in range(count):
        a, c = a + b & _MASK, c + d & _MASK
        b, d = _right(b, 64 - 13) ^ a, _right(d, 64 - 16) ^ c
        a = _right(a, 32)
        c, a = c + b & _MASK, a + d & _MASK
        b, d = _right(b, 64 - 17) ^ c, _right(d, 64 - 21) ^ a
        c = _right(c, 32)
    state[:] = [a, b, c, d]
