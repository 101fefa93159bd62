"""How the words of a kernel's generator become uniform and normal numbers.

Every function takes the op's generator, reserves 256 blocks for each output and reads its numbers from the
front of that stretch; an empty output reserves nothing (RND-10).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from reference.random import single_precision
from reference.random.arguments import check_range
from reference.random.philox import TILE, PhiloxGenerator, PhiloxStream, Words

Array = NDArray[Any]
FromBlocks = Callable[[Words], Array]

BLOCKS_PER_OUTPUT = 256
SMALLEST_UNIFORM = 1e-7  # RND-12: under a logarithm it takes the place of anything smaller
TRUNCATION = 2.0

# RND-11: how many low bits of a word make a uniform number. float64 takes 52, from two words.
FRACTION_BITS = {"bfloat16": 7, "float16": 10, "float32": 23}

# RND-11, RND-12: a block gives four numbers, uniform or normal, or two of float64.
NUMBERS_PER_BLOCK = {"bfloat16": 4, "float16": 4, "float32": 4, "float64": 2}


def reserve_outputs(generator: PhiloxGenerator, outputs: int) -> PhiloxStream:
    """The stretch of blocks for one run of a kernel that makes `outputs` numbers (RND-10).

    >>> generator = PhiloxGenerator(1, 2)
    >>> stream = reserve_outputs(generator, 3)
    >>> generator.position
    768
    """
    return generator.reserve(outputs * BLOCKS_PER_OUTPUT)


def random_uniform(generator: PhiloxGenerator, shape: Sequence[int], dtype: DTypeLike) -> Array:
    """Numbers from [0, 1) of dtype float16, bfloat16, float32 or float64: kernel of RandomUniform (RND-11).

    >>> random_uniform(PhiloxGenerator(1, 2), [2], np.float32)
    array([0.40639675, 0.8575996 ], dtype=float32)
    """
    dtype = np.dtype(dtype)
    if dtype.name == "float64":
        return _fill(generator, shape, dtype, _uniform_double)
    return _fill(generator, shape, dtype, functools.partial(_uniform_single, bits=FRACTION_BITS[dtype.name]))


def _fill(generator: PhiloxGenerator, shape: Sequence[int], dtype: np.dtype[Any], numbers_of: FromBlocks) -> Array:
    """An array of what `numbers_of` makes of block after block."""
    size = math.prod(shape)
    stream = reserve_outputs(generator, size)
    per_block = NUMBERS_PER_BLOCK[dtype.name]
    blocks = -(-size // per_block)
    numbers = np.empty((blocks, per_block), dtype)
    for first in range(0, blocks, TILE):
        count = min(TILE, blocks - first)
        numbers[first : first + count] = numbers_of(stream.blocks(count, first))
    return numbers.reshape(-1)[:size].reshape(shape)


def random_doubles(stream: PhiloxStream, count: int) -> NDArray[np.float64]:
    """The first `count` float64 numbers from [0, 1) of a stretch (RND-11)."""
    return _uniform_double(stream.blocks(-(-count // 2))).reshape(-1)[:count]


def _uniform_single(blocks: Words, bits: int) -> NDArray[np.float32]:
    """Four numbers from each block, which float16 and bfloat16 hold too: [n, 4] from [n, 4] (RND-11)."""
    fraction = (blocks & np.uint32((1 << bits) - 1)).astype(np.float32)
    fraction *= np.float32(2.0**-bits)
    return fraction


def _uniform_double(blocks: Words) -> NDArray[np.float64]:
    """Two numbers from each block: [n, 2] from [n, 4] (RND-11)."""
    high, low = blocks[:, 0::2].astype(np.uint64), blocks[:, 1::2]
    fraction = (((high & np.uint64(0xFFFFF)) << np.uint64(32)) | low).astype(np.float64)
    fraction *= 2.0**-52
    return fraction


def random_uniform_int(generator: PhiloxGenerator, shape: Sequence[int], minval: Any, maxval: Any) -> Array:
    """Integers from [minval, maxval): kernel of RandomUniformInt (RND-13).

    The bounds are NumPy scalars of one dtype, int32 or int64, which is that of the result.
    Raises InvalidArgumentError when the range is empty and the shape is not.

    >>> random_uniform_int(PhiloxGenerator(1, 2), [3], np.int32(-5), np.int32(5))
    array([ 4,  0, -3], dtype=int32)
    """
    dtype = np.result_type(minval, maxval)
    low, high = int(minval), int(maxval)
    size = math.prod(shape)
    if not size:
        return np.zeros(shape, dtype)
    check_range(low, high)
    stream = reserve_outputs(generator, size)
    if dtype == np.int32:
        unsigned: Any = np.uint32
        words: Any = stream.words(size)
    else:
        unsigned = np.uint64
        pairs = stream.words(2 * size).astype(np.uint64)
        words = pairs[0::2] | (pairs[1::2] << np.uint64(32))
    words = words % unsigned(high - low)
    # Unsigned sums wrap around, which is how one that is negative comes out right.
    words += unsigned(low % (1 << 8 * dtype.itemsize))
    return np.asarray(words.view(dtype).reshape(shape))


def random_standard_normal(generator: PhiloxGenerator, shape: Sequence[int], dtype: DTypeLike) -> Array:
    """Normal numbers of mean 0 and deviation 1: kernel of RandomStandardNormal (RND-12).

    >>> random_standard_normal(PhiloxGenerator(1, 2), [2], np.float32)
    array([-1.0467793,  0.8397046], dtype=float32)
    """
    dtype = np.dtype(dtype)
    return _fill(generator, shape, dtype, _box_muller(dtype))


def _box_muller(dtype: np.dtype[Any]) -> FromBlocks:
    # The two narrow dtypes are rounded from float32.
    return _box_muller_double if dtype.name == "float64" else _box_muller_single


def _box_muller_single(blocks: Words) -> NDArray[np.float32]:
    """Four normal numbers from each block: [n, 4] from [n, 4] (RND-12)."""
    uniform = _uniform_single(blocks, 23).reshape(-1, 2)
    clipped = np.maximum(uniform[:, 0], np.float32(SMALLEST_UNIFORM))
    radius = np.sqrt(np.float32(-2) * single_precision.log(clipped))
    angle = (uniform[:, 1] * np.float64(2 * math.pi)).astype(np.float32)
    sin, cos = single_precision.sin_cos(angle)
    normals = np.empty_like(uniform)
    np.multiply(sin, radius, out=normals[:, 0])
    np.multiply(cos, radius, out=normals[:, 1])
    return normals.reshape(-1, 4)


def _box_muller_double(blocks: Words) -> NDArray[np.float64]:
    """Two normal numbers from each block: [n, 2] from [n, 4] (RND-12)."""
    uniform = _uniform_double(blocks)
    angle = uniform[:, 1] * (2 * math.pi)
    radius = np.sqrt(-2 * _log_double(np.maximum(uniform[:, 0], SMALLEST_UNIFORM)))
    return np.stack([np.sin(angle) * radius, np.cos(angle) * radius], axis=1)


def _log_double(x: NDArray[np.float64]) -> NDArray[np.float64]:
    # TensorFlow takes the C library's functions. So does NumPy for sine and cosine of float64, but on some
    # processors not for the logarithm: that of its vector library differs in the last place.
    return np.fromiter(map(math.log, x.tolist()), np.float64, len(x))


def truncated_normal(generator: PhiloxGenerator, shape: Sequence[int], dtype: DTypeLike) -> Array:
    """Normal numbers whose magnitude is below 2, the others drawn again: kernel of TruncatedNormal (RND-14).

    >>> truncated_normal(PhiloxGenerator(1, 2), [5], np.float32)
    array([-1.0467793 ,  0.8397046 ,  1.2358364 ,  0.3037427 ,  0.38869092],
          dtype=float32)
    """
    dtype = np.dtype(dtype)
    size = math.prod(shape)
    stream = reserve_outputs(generator, size)
    group_size = NUMBERS_PER_BLOCK[dtype.name]
    groups = -(-size // group_size)
    outputs = np.empty((groups, group_size), dtype)
    for first in range(0, groups, TILE):
        _fill_groups(stream, np.arange(first, min(first + TILE, groups)), outputs, _box_muller(dtype))
    return outputs.reshape(-1)[:size].reshape(shape)


def _fill_groups(stream: PhiloxStream, groups: NDArray[np.int64], outputs: Array, box_muller: FromBlocks) -> None:
    """Draw block after block for each of the groups, rows of `outputs`, until all are full (RND-14)."""
    group_size = outputs.shape[1]
    flat = outputs.reshape(-1)
    # A group may use 256 words for each output it makes: 256 blocks, and 128 of float64.
    next_block = groups.astype(np.uint64) * np.uint64(group_size * BLOCKS_PER_OUTPUT // 4)
    filled = np.zeros(len(groups), np.intp)
    while len(groups):
        normals = box_muller(stream.blocks_at(next_block))
        accepted = np.abs(normals) < TRUNCATION  # before it is rounded to a narrow dtype
        place = np.empty(accepted.shape, np.intp)
        for column in range(group_size):
            place[:, column] = filled  # counts only where the number is accepted
            filled = filled + accepted[:, column]
        accepted &= place < group_size
        place += (groups * group_size)[:, None]
        flat[place[accepted]] = normals[accepted]
        unfilled = filled < group_size
        groups, filled = groups[unfilled], filled[unfilled]
        next_block = next_block[unfilled] + np.uint64(1)
