"""Random numbers: seeds, the stretches that ops take, and the numbers themselves, bit by bit."""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.questions.question import question, refusals

_FLOATS = ("float16", "float32", "float64")


def _twice(tf: Any, *tensors: Any) -> Any:
    """Two steps of one session, and one of another."""
    with tf.Session() as one, tf.Session() as other:
        return [one.run(list(tensors)), one.run(list(tensors)), other.run(list(tensors))]


def _uniform(tf: Any, count: Any, dtype: str = "float32", seed: int = 3, seed2: int = 4) -> Any:
    return tf.raw_ops.RandomUniform(shape=[count], dtype=tf.as_dtype(dtype), seed=seed, seed2=seed2)


def _normal(tf: Any, count: Any, dtype: str = "float32", seed: int = 3, seed2: int = 4) -> Any:
    return tf.raw_ops.RandomStandardNormal(shape=[count], dtype=tf.as_dtype(dtype), seed=seed, seed2=seed2)


def _truncated(tf: Any, count: Any, dtype: str = "float32", seed: int = 3, seed2: int = 4) -> Any:
    return tf.raw_ops.TruncatedNormal(shape=[count], dtype=tf.as_dtype(dtype), seed=seed, seed2=seed2)


def _integers(tf: Any, count: Any, low: Any, high: Any, seed: int = 3, seed2: int = 4) -> Any:
    return tf.raw_ops.RandomUniformInt(shape=[count], minval=low, maxval=high, seed=seed, seed2=seed2)


def _bits(values: Any) -> Any:
    return [np.asarray(value).tobytes() for value in values]


@question("RND-7")
def numbers_without_a_seed_differ(tf: Any) -> Any:
    drawn = _twice(tf, _uniform(tf, 4, seed=0, seed2=0), _integers(tf, 4, 0, 1 << 30, seed=0, seed2=0))
    floats, integers = ([tuple(values[kind].tolist()) for values in drawn] for kind in (0, 1))
    return [len(set(floats)), len(set(integers))]


@question("RND-7")
def one_seed_of_zero_is_a_seed(tf: Any) -> Any:
    return _twice(tf, _uniform(tf, 2, seed=0, seed2=5), _uniform(tf, 2, seed=5, seed2=0))


@question("RND-8", "RND-11")
def seeds_of_every_size(tf: Any) -> Any:
    seeds = ((1, 2), (2**40 + 1, 2), (1, 2**40 + 2), (-1, -2), (2**63 - 1, -(2**63)))
    with tf.Session() as sess:
        return _bits(sess.run([_uniform(tf, 3, seed=seed, seed2=seed2) for seed, seed2 in seeds]))


@question("RND-10")
def stretches_are_as_long_as_what_is_drawn(tf: Any) -> Any:
    count = tf.placeholder(tf.int32, [])
    drawn = [_uniform(tf, count), _uniform(tf, count, "float64"), _normal(tf, count), _integers(tf, count, 0, 9)]
    found = []
    with tf.Session() as sess:
        for size in (1, 0, 3, 5):
            found.append(_bits(sess.run(drawn, {count: size})))
    return found


@question("RND-11")
def uniform_numbers(tf: Any) -> Any:
    with tf.Session() as sess:
        return _bits(sess.run([_uniform(tf, 300, dtype) for dtype in _FLOATS]))


@question("RND-12")
def normal_numbers(tf: Any) -> Any:
    with tf.Session() as sess:
        return [np.round(np.float64(drawn), 4) for drawn in sess.run([_normal(tf, 301, "float16"), _normal(tf, 301)])]


@question("RND-12")
def normal_numbers_of_double_precision(tf: Any) -> Any:
    with tf.Session() as sess:
        return np.round(sess.run(_normal(tf, 31, "float64")), 12)


@question("RND-13")
def integers_between_bounds(tf: Any) -> Any:
    bounds = ((0, 10), (-5, 5), (-(2**31), 2**31 - 1), (7, 8))
    wide = ((np.int64(0), np.int64(10)), (np.int64(-(2**63)), np.int64(2**63 - 1)), (np.int64(-3), np.int64(2**40)))
    with tf.Session() as sess:
        return sess.run([_integers(tf, 20, low, high) for low, high in bounds + wide])


@question("RND-14")
def truncated_numbers(tf: Any) -> Any:
    with tf.Session() as sess:
        drawn = sess.run([_truncated(tf, 301, "float16"), _truncated(tf, 301)])
        return [np.round(np.float64(numbers), 4) for numbers in drawn]


@question("RND-14")
def truncated_numbers_of_double_precision(tf: Any) -> Any:
    with tf.Session() as sess:
        return np.round(sess.run(_truncated(tf, 31, "float64")), 12)


@question("RND-15")
def rows_shuffled(tf: Any) -> Any:
    values = (np.arange(10), np.arange(12).reshape(6, 2), np.array(7), np.array([b"only"]), np.zeros((0, 3)))
    shuffled = [tf.raw_ops.RandomShuffle(value=tf.constant(value), seed=3, seed2=4) for value in values]
    return _twice(tf, *shuffled)


@question("RND-15")
def stretches_of_shuffles(tf: Any) -> Any:
    rows = tf.placeholder(tf.int32, [None])
    shuffled = tf.raw_ops.RandomShuffle(value=rows, seed=1, seed2=2)
    with tf.Session() as sess:
        return [sess.run(shuffled, {rows: list(range(size))}) for size in (1, 5, 6, 0, 9, 2)]


@question("RND-16")
def classes_drawn(tf: Any) -> Any:
    logits = tf.placeholder(tf.float64, [None, None])
    drawn = tf.raw_ops.Multinomial(logits=logits, num_samples=7, seed=3, seed2=4)
    rows = (
        [[0.0, 0.0, 0.0]],
        [[1.0, 5.0, -3.0], [0.0, 700.0, 0.0]],
        [[np.nan, 0.0, np.inf], [-np.inf, 0.0, 1.0]],
        [[np.nan, np.inf]],
    )
    with tf.Session() as sess:
        return [sess.run(drawn, {logits: row}) for row in rows]


@question("RND-17")
def what_random_ops_refuse(tf: Any) -> Any:
    shape, low, high = tf.placeholder(tf.int32), tf.placeholder(tf.int32), tf.placeholder(tf.int32)
    uniform = tf.raw_ops.RandomUniform(shape=shape, dtype=tf.float32, seed=1, seed2=2)
    integers = tf.raw_ops.RandomUniformInt(shape=shape, minval=low, maxval=high, seed=1, seed2=2)
    with tf.Session() as sess:
        shapes = (3, [[3]], [2, -1], [2**31 - 1] * 3)
        floats = refusals(lambda given: sess.run(uniform, {shape: given}), *shapes)
        bounds = (([2], [0], 5), ([2], 0, [5]), ([2], 5, 5), ([0], 5, 5), ([2], 6, 5), (3, [0], 5))
        given = [{shape: size, low: least, high: most} for size, least, most in bounds]
        return [floats, refusals(lambda feeds: sess.run(integers, feeds), *given)]


@question("RND-17")
def what_multinomial_refuses(tf: Any) -> Any:
    logits, count = tf.placeholder(tf.float32), tf.placeholder(tf.int32)
    drawn = tf.raw_ops.Multinomial(logits=logits, num_samples=count, seed=1, seed2=2)
    feeds = (([1.0], 2), ([[1.0]], [2]), ([[1.0]], -1), (np.zeros((2, 0)), 1), (np.zeros((0, 2)), 1))
    with tf.Session() as sess:
        given = [{logits: numbers, count: size} for numbers, size in feeds]
        return refusals(lambda feeds: sess.run(drawn, feeds), *given)
