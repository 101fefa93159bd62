"""Normalization, moments and dropout."""

import numpy as np
import pytest

import reference as tf
from reference.errors import InvalidArgumentError

RANDOM = np.random.RandomState(0)


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def run(tensor, feeds=None):
    with tf.Session() as session:
        return session.run(tensor, feeds)


def numbers(*shape):
    return RANDOM.standard_normal(shape).astype(np.float32)


def test_fused_batch_norm_in_training_uses_the_batch():
    images, scale, offset = numbers(4, 5, 6, 3), numbers(3), numbers(3)
    y, mean, variance = run(tf.nn.fused_batch_norm(images, scale, offset, epsilon=0.01))
    flat = images.reshape(-1, 3).astype(np.float64)
    np.testing.assert_allclose(mean, flat.mean(0), rtol=1e-4)
    np.testing.assert_allclose(variance, flat.var(0, ddof=1), rtol=1e-5)
    expected = (images - flat.mean(0)) / np.sqrt(flat.var(0) + 0.01) * scale + offset
    np.testing.assert_allclose(y, expected, rtol=1e-4, atol=1e-5)


def test_fused_batch_norm_outside_training_is_batch_normalization():
    images, scale, offset, mean = numbers(4, 5, 6, 3), numbers(3), numbers(3), numbers(3)
    variance = np.abs(numbers(3))
    fused, *_ = tf.nn.fused_batch_norm(images, scale, offset, mean, variance, 0.01, is_training=False)
    plain = tf.nn.batch_normalization(tf.constant(images), mean, variance, offset, scale, 0.01)
    fused, plain = run([fused, plain])
    np.testing.assert_allclose(fused, plain, rtol=1e-4, atol=1e-5)


def test_fused_batch_norm_with_channels_first():
    images, scale, offset = numbers(4, 5, 6, 3), numbers(3), numbers(3)
    last = tf.nn.fused_batch_norm(images, scale, offset)
    first = tf.nn.fused_batch_norm(images.transpose(0, 3, 1, 2), scale, offset, data_format="NCHW")
    last, first = run([last, first])
    np.testing.assert_allclose(first[0].transpose(0, 2, 3, 1), last[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(first[2], last[2], rtol=1e-6)


def test_fused_batch_norm_of_half_has_statistics_of_float32():
    y, mean, variance = tf.nn.fused_batch_norm(numbers(2, 2, 2, 3).astype(np.float16), numbers(3), numbers(3))
    assert (y.dtype, mean.dtype, variance.dtype) == (tf.float16, tf.float32, tf.float32)


def test_fused_batch_norm_of_no_images_has_no_statistics():
    y, mean, variance = run(tf.nn.fused_batch_norm(numbers(0, 2, 2, 3), numbers(3), numbers(3)))
    assert y.shape == (0, 2, 2, 3)
    assert np.isnan(mean).all() and np.isnan(variance).all()


@pytest.mark.parametrize(("given", "kept"), [(1e-3, 1e-3), (1e-5, 1.001e-5), (0, 1.001e-5), (2e-5, 2e-5)])
def test_fused_batch_norm_has_a_least_epsilon(given, kept):
    y, *_ = tf.nn.fused_batch_norm(numbers(2, 2, 2, 3), numbers(3), numbers(3), epsilon=given)
    assert y.op.get_attr("epsilon") == np.float32(kept)


def test_fused_batch_norm_in_training_is_given_no_statistics():
    with pytest.raises(ValueError, match=r"Both 'mean' and 'variance' must be None if is_training is True\."):
        tf.nn.fused_batch_norm(numbers(2, 2, 2, 3), numbers(3), numbers(3), mean=numbers(3))


def test_fused_batch_norm_refuses_statistics_of_another_length():
    scale = tf.placeholder(tf.float32)
    y, *_ = tf.nn.fused_batch_norm(numbers(2, 2, 2, 3), scale, numbers(3))
    with pytest.raises(InvalidArgumentError, match="scale must have one element for each of 3 channels, but has 2"):
        run(y, {scale: [1, 2]})


@pytest.mark.parametrize("scale", [None, 2.0])
@pytest.mark.parametrize("offset", [None, 3.0])
def test_batch_normalization_leaves_out_what_is_none(scale, offset):
    x = numbers(4, 3)
    found = run(tf.nn.batch_normalization(tf.constant(x), 0.5, 4.0, offset, scale, 0.0))
    np.testing.assert_allclose(found, (x - 0.5) / 2 * (scale or 1) + (offset or 0), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("axes", [[0], [0, 2], [-1]])
@pytest.mark.parametrize("keep", [True, False])
def test_moments_are_mean_and_variance(axes, keep):
    x = numbers(3, 4, 5)
    mean, variance = run(tf.nn.moments(tf.constant(x), axes, keep_dims=keep))
    np.testing.assert_allclose(mean, x.mean(tuple(axes), keepdims=keep), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(variance, x.var(tuple(axes), keepdims=keep), rtol=1e-5)


def test_moments_of_half_are_half_though_summed_as_float32():
    mean, variance = tf.nn.moments(tf.constant(np.full(4096, 1.5, np.float16)), [0])
    assert mean.dtype == variance.dtype == tf.float16
    assert run([mean, variance]) == [1.5, 0]


def test_l2_normalize_makes_the_length_one():
    x = np.array([[3.0, 4.0], [0.0, 0.0]])
    np.testing.assert_allclose(run(tf.nn.l2_normalize(x, 1)), [[3 / 5, 4 / 5], [0, 0]])
    np.testing.assert_allclose(run(tf.nn.l2_normalize(x, 1, epsilon=100.0)), [[3 / 10, 4 / 10], [0, 0]])


def test_lrn_divides_by_the_strength_of_near_channels():
    x = numbers(2, 3, 3, 7)
    strength = [np.square(x[..., max(0, i - 2) : i + 3]).sum(-1) for i in range(7)]
    expected = x / (2 + 0.5 * np.stack(strength, -1)) ** 0.75
    np.testing.assert_allclose(run(tf.nn.lrn(x, 2, 2, 0.5, 0.75)), expected, rtol=1e-5)


def test_dropout_keeps_and_scales_or_drops():
    dropped = run(tf.nn.dropout(np.ones((100, 100), np.float32), rate=0.25, seed=1))
    assert set(np.unique(dropped)) == {np.float32(0), np.float32(1) / np.float32(0.75)}
    assert np.count_nonzero(dropped == 0) == pytest.approx(2500, abs=150)


def test_dropout_drops_together_along_dimensions_of_one():
    dropped = run(tf.nn.dropout(np.ones((50, 4), np.float32), rate=0.5, noise_shape=[None, 1], seed=1))
    assert all(len(set(line)) == 1 for line in dropped.tolist())
    assert 0 < np.count_nonzero(dropped) < dropped.size


@pytest.mark.parametrize("arguments", [{"rate": 0}, {"keep_prob": 1.0}, {"rate": 0.0}])
def test_dropout_of_nothing_is_its_input(arguments):
    x = tf.constant([1.0])
    assert tf.nn.dropout(x, **arguments) is x


def test_dropout_takes_a_rate_that_is_fed():
    rate = tf.placeholder(tf.float32, [])
    dropped = tf.nn.dropout(np.ones(8, np.float32), rate=rate)
    assert run(dropped, {rate: 0.0}).tolist() == [1] * 8


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "You must provide a rate to dropout."),
        ({"rate": 1.0}, "rate must be a scalar tensor or a float in the range [0, 1), got 1"),
        ({"keep_prob": -1}, "rate must be a scalar tensor or a float in the range [0, 1), got 2"),
        ({"keep_prob": 0.5, "rate": 0.5}, "Cannot specify both 'keep_prob' and 'rate'"),
        ({"keep_prob": "a"}, "keep_prob must be a floating point number or Tensor (got 'a')"),
        ({"x": [1, 2], "rate": 0.5}, "x has to be a floating point tensor since it's going to be scaled. "
         "Got a <dtype: 'int32'> tensor instead."),
    ],
)  # fmt: skip
def test_dropout_refuses(arguments, message):
    with pytest.raises(ValueError) as caught:
        tf.nn.dropout(**{"x": tf.constant([1.0]), **arguments})
    assert str(caught.value) == message
