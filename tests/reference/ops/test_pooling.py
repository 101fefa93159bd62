"""Pools over windows."""

import numpy as np
import pytest

import reference as tf
from reference.errors import InvalidArgumentError, UnimplementedError
from reference.opdef.functions import build

NAN, INF = float("nan"), float("inf")
LOWEST = float(np.finfo(np.float32).min)


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def run(tensor, feeds=None):
    with tf.Session() as session:
        return session.run(tensor, feeds)


def row(*values, dtype=np.float32):
    return np.array(values, dtype).reshape(1, 1, -1, 1)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([NAN, 1, 2, NAN], [1, 2]), ([NAN, NAN, -INF, -INF], [LOWEST, LOWEST]), ([INF, NAN, -3, -2], [INF, -2])],
)
def test_max_pool_takes_neither_nan_nor_minus_infinity_for_a_value(values, expected):
    assert run(tf.nn.max_pool(row(*values), [1, 2], 2, "VALID")).ravel().tolist() == expected


def test_max_pool_takes_the_first_of_two_zeros():
    zeros = run(tf.nn.max_pool(row(-0.0, 0.0, 0.0, -0.0), [1, 2], 2, "VALID"))
    assert np.signbit(zeros).ravel().tolist() == [True, False]


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.int64, np.float16, np.float64])
def test_max_pool_of_negative_numbers_does_not_see_the_padding(dtype):
    lowest = np.iinfo(dtype).min if np.dtype(dtype).kind in "iu" else -3
    assert (
        run(tf.nn.max_pool(row(lowest, lowest, lowest, dtype=dtype), 3, 2, "SAME")).tolist()
        == row(lowest, lowest).tolist()
    )


def test_max_pool_over_channels_takes_every_few_of_them():
    images = np.arange(12.0).reshape(1, 1, 2, 6)
    assert run(tf.nn.max_pool(images, [1, 1, 1, 3], [1, 1, 1, 3], "VALID")).tolist() == [[[[2, 5], [8, 11]]]]


def test_avg_pool_divides_by_what_lies_on_the_image():
    images = np.arange(1.0, 10).reshape(1, 3, 3, 1)
    assert run(tf.nn.avg_pool(images, 2, 2, "SAME"))[0, :, :, 0].tolist() == [[3, 4.5], [7.5, 9]]


def test_avg_pool_of_half_is_rounded_at_every_term():
    assert run(tf.nn.avg_pool(row(1024, 0.5, 0.5, 0.5, dtype=np.float16), [1, 4], 1, "VALID")).item() == 256


@pytest.mark.parametrize("pool", [tf.nn.max_pool, tf.nn.avg_pool])
def test_channels_may_come_first(pool):
    images = np.random.RandomState(0).standard_normal((2, 5, 6, 3))
    last = pool(images, [2, 3], [2, 1], "SAME")
    first = pool(images.transpose(0, 3, 1, 2), [2, 3], [2, 1], "SAME", data_format="NCHW")
    last, first = run([last, first])
    np.testing.assert_array_equal(first.transpose(0, 2, 3, 1), last)


def test_channels_in_vectors_of_four_are_pooled_each():
    images = np.random.RandomState(0).randint(-9, 9, (1, 4, 4, 8)).astype(np.int8)
    grouped = images.reshape(1, 4, 4, 2, 4).transpose(0, 3, 1, 2, 4)
    attrs = {"padding": "SAME", "strides": [1, 1, 2, 2], "ksize": [1, 1, 2, 2]}
    found = build("MaxPool", input=grouped, data_format="NCHW_VECT_C", **attrs)
    plain = tf.nn.max_pool(images, 2, 2, "SAME")
    assert found.shape.as_list() == [1, 2, 2, 2, 4]
    found, plain = run([found, plain])
    np.testing.assert_array_equal(found.transpose(0, 2, 3, 1, 4).reshape(plain.shape), plain)


@pytest.mark.parametrize("with_batch", [True, False])
def test_the_index_of_the_largest_is_that_in_the_flat_image(with_batch):
    images = np.random.RandomState(0).standard_normal((2, 5, 6, 3))
    values, indices = run(
        tf.nn.max_pool_with_argmax(images, [1, 3, 2, 1], [1, 2, 2, 1], "SAME", include_batch_in_index=with_batch)
    )
    assert indices.dtype == np.int64
    for image, found, where in zip(images, values, indices, strict=True):
        source = images if with_batch else image
        np.testing.assert_array_equal(source.ravel()[where], found)


def test_the_index_of_the_largest_is_of_equal_ones_the_first_and_of_nan_where_it_begins():
    values, indices = run(tf.nn.max_pool_with_argmax(row(1, 1, NAN, 5, -INF, -INF), [1, 1, 2, 1], [1, 1, 2, 1], "SAME"))
    np.testing.assert_array_equal(values.ravel(), [1, NAN, -INF])
    assert indices.ravel().tolist() == [0, 2, 4]


def test_pools_in_one_dimension_and_in_three():
    values = np.arange(8.0)
    maximum = tf.nn.max_pool1d(values.reshape(1, 8, 1), 2, 2, "VALID")
    average = tf.nn.avg_pool1d(values.reshape(1, 8, 1), 2, 2, "VALID")
    cube = values.reshape(1, 2, 2, 2, 1).astype(np.float32)
    largest, mean = tf.nn.max_pool3d(cube, 2, 2, "VALID"), tf.nn.avg_pool3d(cube, 2, 2, "VALID")
    assert maximum.shape.as_list() == [1, 4, 1]
    assert [part.ravel().tolist() for part in run([maximum, average, largest, mean])] == [
        [1, 3, 5, 7], [0.5, 2.5, 4.5, 6.5], [7], [3.5],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"ksize": [2, 1, 1, 1]}, UnimplementedError, "Pooling is not yet supported on the batch dimension."),
        ({"ksize": [1, 0, 1, 1]}, InvalidArgumentError, "Sliding window ksize for dimension 1 was zero."),
        ({"ksize": [1, 2, 2, 2]}, UnimplementedError, "MaxPooling supports exactly one of pooling across depth or"),
        ({"ksize": [1, 1, 1, 2]}, UnimplementedError, "Depthwise max pooling requires the depth window to evenly"),
        ({"ksize": [1, 1, 1, 3]}, UnimplementedError, "Depthwise max pooling requires the depth window to equal"),
    ],
)
def test_a_pool_that_cannot_be_is_refused_when_run(arguments, error, message):
    pool = build("MaxPool", **{"input": np.ones((2, 4, 4, 3)), "strides": [1] * 4, "padding": "SAME", **arguments})
    with pytest.raises(error) as caught:
        run(pool)
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"ksize": [1, 2, 2]}, "ksize should be of length 1, 2 or 4 but was 3"),
        ({"strides": 0}, "Stride must be > 0, but got 0"),
        ({"input": 1}, "Cannot specify both 'value' and 'input'"),
        ({"value": np.ones((4, 4, 3))}, "Shape must be rank 4 but is rank 3"),
        (
            {"padding": "EXPLICIT"},
            "Attr 'padding' of 'MaxPool' Op passed string 'EXPLICIT' not in: \"SAME\", \"VALID\".",
        ),
    ],
)
def test_a_pool_that_cannot_be_is_refused_while_building(arguments, message):
    with pytest.raises(ValueError) as caught:
        tf.nn.max_pool(**{"value": np.ones((2, 4, 4, 3)), "ksize": 2, "strides": 1, "padding": "SAME", **arguments})
    assert str(caught.value).startswith(message)
