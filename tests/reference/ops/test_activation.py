"""Activation functions and softmax, at the edges of what numbers can be."""

import numpy as np
import pytest

import reference as tf
from reference.errors import InvalidArgumentError

NAN, INF = float("nan"), float("inf")


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def run(tensor, feeds=None):
    with tf.Session() as session:
        return session.run(tensor, feeds)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (tf.nn.relu, [NAN, INF, 0, -0.0, 7]),
        (tf.nn.relu6, [NAN, 6, 0, -0.0, 6]),
        (tf.nn.elu, [NAN, INF, -1, -0.0, 7]),
        (tf.nn.selu, [NAN, INF, -1.7580993408473766, -0.0, 7.354906911488364]),
        (tf.nn.softplus, [NAN, INF, 0, np.log(2), np.log1p(np.exp(7))]),
        (tf.nn.softsign, [NAN, NAN, NAN, -0.0, 0.875]),
        (tf.nn.leaky_relu, [NAN, INF, -INF, -0.0, 7]),
    ],
)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_activations_of_numbers_that_are_none(function, expected, dtype):
    found = run(function(np.array([NAN, INF, -INF, -0.0, 7], dtype)))
    assert found.dtype == dtype
    np.testing.assert_allclose(found, np.array(expected, dtype), rtol=2 * np.finfo(dtype).eps)
    np.testing.assert_array_equal(np.signbit(found[3:]), np.signbit(expected[3:]))


def test_relu_of_integers():
    assert run(tf.nn.relu(np.array([-(2**63), -1, 0, 2**62]))).tolist() == [0, 0, 0, 2**62]
    assert run(tf.nn.relu6(np.array([-128, 5, 6, 7, 127], np.int8))).tolist() == [0, 5, 6, 6, 6]


def test_softplus_of_half_loses_digits_where_tensorflow_does():
    found = run(tf.nn.softplus(np.array([-6.0, -7.5], np.float16)))
    assert found.tolist() == [np.float16(0.002926), np.float16(np.exp(-7.5))]


def test_leaky_relu_makes_integers_float32():
    assert run(tf.nn.leaky_relu(np.array([-10, 10]), alpha=0.5)).tolist() == [-5, 10]
    assert tf.nn.leaky_relu([1, 2]).dtype == tf.float32


def test_crelu_has_both_signs():
    assert run(tf.nn.crelu(np.array([[1.0, -2.0]]))).tolist() == [[1, 0, 0, 2]]
    assert run(tf.nn.crelu(np.array([[1.0, -2.0]]), axis=0)).tolist() == [[1, 0], [0, 2]]


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
@pytest.mark.parametrize("known", [True, False])
def test_softmax_along_any_axis(axis, known):
    logits = np.random.RandomState(0).standard_normal((2, 3, 4))
    fed = tf.placeholder(tf.float64, logits.shape if known else [None, None, None])
    softmax, logarithm = tf.nn.softmax(fed, axis), tf.nn.log_softmax(fed, axis)
    assert softmax.shape.as_list() == fed.shape.as_list()
    softmax, logarithm = run([softmax, logarithm], {fed: logits})
    expected = np.exp(logits) / np.exp(logits).sum(axis, keepdims=True)
    np.testing.assert_allclose(softmax, expected, rtol=1e-12)
    np.testing.assert_allclose(logarithm, np.log(expected), rtol=1e-10)


def test_softmax_along_an_axis_that_a_tensor_names():
    logits = np.random.RandomState(0).standard_normal((2, 3))
    axis = tf.placeholder(tf.int32, [])
    found = tf.nn.softmax(logits, axis)
    for value in (0, -2):
        np.testing.assert_allclose(run(found, {axis: value}).sum(0), 1)


@pytest.mark.parametrize("axis", [3, -4])
def test_softmax_refuses_an_axis_that_is_not_there(axis):
    with pytest.raises(InvalidArgumentError) as caught:
        tf.nn.softmax(np.ones((2, 3, 4)), axis)
    assert caught.value.message == (
        f"Dimension ({axis}) must be in the range [-3, 3) where 3 is the number of dimensions in the input."
    )


def test_softmax_is_given_its_axis_once():
    with pytest.raises(ValueError, match="Cannot specify both 'dim' and 'axis'"):
        tf.nn.softmax([1.0], axis=0, dim=0)


def test_softmax_of_large_logits_does_not_overflow():
    np.testing.assert_array_equal(run(tf.nn.softmax([1e38, -1e38, 1e38])), [0.5, 0, 0.5])
    np.testing.assert_array_equal(run(tf.nn.log_softmax([1e4, -1e4])), [0, -2e4])


def test_softmax_of_infinity_is_no_number():
    assert np.isnan(run(tf.nn.softmax([INF, 1.0]))).all()
    assert run(tf.nn.softmax([-INF, 1.0])).tolist() == [0, 1]


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0,)])
def test_softmax_of_nothing_is_nothing(shape):
    assert run(tf.nn.softmax(np.ones(shape))).shape == shape
