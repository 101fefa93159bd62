"""Convolutions, held against sums written out, and what `tf.nn` makes of them."""

import itertools

import numpy as np
import pytest

import reference as tf
from reference.errors import InvalidArgumentError
from reference.opdef.functions import build

RANDOM = np.random.RandomState(0)
GEOMETRIES = [
    (size, taps, stride, padding, dilation)
    for size, taps, stride, padding, dilation in itertools.product(
        (1, 4, 5), (1, 2, 3), (1, 2, 3), ("SAME", "VALID"), (1, 2)
    )
    if padding == "SAME" or (taps - 1) * dilation < size
]


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def run(tensor, feeds=None):
    with tf.Session() as session:
        return session.run(tensor, feeds)


def numbers(*shape):
    return RANDOM.standard_normal(shape)


def window_starts(size, taps, stride, padding, dilation):
    """Where windows begin, padding counted below zero."""
    reach = (taps - 1) * dilation + 1
    if padding == "VALID":
        return range(0, size - reach + 1, stride)
    count = -(-size // stride)
    before = max(0, (count - 1) * stride + reach - size) // 2
    return range(-before, -before + count * stride, stride)


def convolution_along_one_axis(values, weights, stride, padding, dilation):
    """sum over taps of value times weight, for values (size, in) and weights (taps, in, out)."""
    rows = []
    for start in window_starts(len(values), len(weights), stride, padding, dilation):
        places = [(start + tap * dilation, weight) for tap, weight in enumerate(weights)]
        rows.append(
            sum((values[at] @ weight for at, weight in places if 0 <= at < len(values)), np.zeros(weights.shape[2]))
        )
    return np.array(rows)


@pytest.mark.parametrize("geometry", GEOMETRIES)
@pytest.mark.parametrize("axis", [1, 2])
def test_conv2d_is_the_sum_over_the_window(geometry, axis):
    size, taps, stride, padding, dilation = geometry
    values, weights = numbers(size, 2), numbers(taps, 2, 3)
    other = 2 if axis == 1 else 1
    image, kernel = values.reshape(1, size, 1, 2), weights.reshape(taps, 1, 2, 3)
    if axis == 2:
        image, kernel = image.swapaxes(1, 2), kernel.swapaxes(0, 1)
    strides, dilations = [1, 1, 1, 1], [1, 1, 1, 1]
    strides[axis], dilations[axis] = stride, dilation
    found = run(tf.nn.conv2d(image, kernel, strides, padding, dilations=dilations))
    expected = convolution_along_one_axis(values, weights, stride, padding, dilation)
    np.testing.assert_allclose(found.squeeze(other)[0], expected, rtol=1e-12)


@pytest.mark.parametrize("padding", ["SAME", "VALID", [[0, 0], [2, 0], [1, 3], [0, 0]]])
def test_channels_may_come_first(padding):
    images, filters = numbers(2, 6, 5, 3), numbers(2, 3, 3, 4)
    last = tf.nn.conv2d(images, filters, [1, 2, 1, 1], padding)
    if isinstance(padding, list):
        padding = [padding[0], padding[3], padding[1], padding[2]]
    first = tf.nn.conv2d(images.transpose(0, 3, 1, 2), filters, [1, 1, 2, 1], padding, data_format="NCHW")
    assert first.shape.as_list() == [last.shape[axis].value for axis in (0, 3, 1, 2)]
    last, first = run([last, first])
    np.testing.assert_allclose(first.transpose(0, 2, 3, 1), last, rtol=1e-12)


def test_channels_in_groups_meet_their_own_filters():
    images, filters = numbers(2, 4, 4, 6), numbers(3, 3, 2, 9)
    together = tf.nn.conv2d(images, filters, 1, "SAME")
    apart = [tf.nn.conv2d(images[..., 2 * i : 2 * i + 2], filters[..., 3 * i : 3 * i + 3], 1, "SAME") for i in range(3)]
    together, *apart = run([together, *apart])
    np.testing.assert_allclose(together, np.concatenate(apart, -1), rtol=1e-12)


def test_a_batch_larger_than_one_product_of_matrices_is_convolved_in_parts(monkeypatch):
    images, filters = numbers(5, 4, 4, 2), numbers(2, 2, 2, 3)
    whole = run(tf.nn.conv2d(images, filters, 1, "SAME"))
    monkeypatch.setattr("reference.ops.nn.convolution._MOST_AT_ONCE", 2 * 2 * 2 * 2 * 16)
    np.testing.assert_array_equal(run(tf.nn.conv2d(images, filters, 1, "SAME")), whole)


def test_half_is_summed_as_float32_and_rounded_once():
    images = np.array([1] + [2**-12] * 8, np.float16).reshape(1, 1, 9, 1)
    result = run(tf.nn.conv2d(images, np.ones((1, 9, 1, 1), np.float16), 1, "VALID"))
    assert result.dtype == np.float16
    assert result.item() == 1 + 2**-9


def test_half_channels_by_themselves_are_rounded_at_every_term():
    images = np.array([1] + [2**-12] * 8, np.float16).reshape(1, 1, 9, 1)
    assert run(tf.nn.depthwise_conv2d(images, np.ones((1, 9, 1, 1), np.float16), [1] * 4, "VALID")).item() == 1


@pytest.mark.parametrize("rate", [[1, 1], [2, 2], [2, 3]])
@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize("known", [True, False])
def test_depthwise_convolution_is_a_convolution_of_every_channel(rate, padding, known):
    images, filters = numbers(2, 7, 8, 2), numbers(2, 2, 2, 3)
    fed = tf.placeholder(tf.float64, images.shape if known else [None] * 4)
    found = tf.nn.depthwise_conv2d(fed, filters, [1] * 4, padding, rate=rate)
    expected = [
        tf.nn.conv2d(images[..., i : i + 1], filters[:, :, i : i + 1], 1, padding, dilations=rate) for i in range(2)
    ]
    found, *expected = run([found, *expected], {fed: images})
    np.testing.assert_allclose(found, np.concatenate(expected, -1), rtol=1e-12)


def test_separable_convolution_is_depthwise_then_pointwise():
    images, depthwise, pointwise = numbers(2, 5, 5, 3), numbers(3, 3, 3, 2), numbers(1, 1, 6, 4)
    found = tf.nn.separable_conv2d(images, depthwise, pointwise, [1, 2, 2, 1], "SAME")
    steps = tf.nn.conv2d(tf.nn.depthwise_conv2d(images, depthwise, [1, 2, 2, 1], "SAME"), pointwise, 1, "VALID")
    np.testing.assert_array_equal(*run([found, steps]))


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_transposed_convolution_is_the_adjoint(geometry):
    size, taps, stride, padding, dilation = geometry
    image, kernel = numbers(2, size, size, 3), numbers(taps, taps, 3, 2)
    forward = run(tf.nn.conv2d(image, kernel, stride, padding, dilations=dilation))
    gradient = numbers(*forward.shape)
    backward = run(tf.nn.conv2d_transpose(gradient, kernel, image.shape, stride, padding, dilations=dilation))
    assert np.vdot(forward, gradient) == pytest.approx(np.vdot(image, backward), rel=1e-10)


def test_conv1d_is_conv2d_of_height_one():
    values, filters = numbers(2, 8, 3), numbers(3, 3, 4)
    found = tf.nn.conv1d(values, filters, 2, "SAME")
    expected = tf.nn.conv2d(values[:, np.newaxis], filters[np.newaxis], [1, 1, 2, 1], "SAME")
    assert found.shape.as_list() == [2, 4, 4]
    found, expected = run([found, expected])
    np.testing.assert_array_equal(found, expected[:, 0])


def test_conv3d_with_one_plane_is_conv2d():
    images, filters = numbers(2, 4, 5, 3), numbers(2, 2, 3, 4)
    found = tf.nn.conv3d(images[:, np.newaxis], filters[np.newaxis], [1, 1, 2, 1, 1], "SAME")
    expected = tf.nn.conv2d(images, filters, [1, 2, 1, 1], "SAME")
    found, expected = run([found, expected])
    np.testing.assert_allclose(found[:, 0], expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("image", "kernel", "expected"),
    [
        ([0, 4, 4, 3], [2, 2, 3, 2], [0, 4, 4, 2]),
        ([2, 0, 4, 3], [2, 2, 3, 2], [2, 0, 4, 2]),
        ([2, 4, 4, 3], [2, 2, 3, 0], [2, 4, 4, 0]),
    ],
)
@pytest.mark.parametrize("function", ["Conv2D", "DepthwiseConv2dNative"])
def test_nothing_convolved_is_nothing(image, kernel, expected, function):
    result = build(function, input=np.ones(image), filter=np.ones(kernel), strides=[1] * 4, padding="SAME")
    if function == "DepthwiseConv2dNative":
        expected[3] = kernel[2] * kernel[3]
    assert result.shape.as_list() == expected == list(run(result).shape)


@pytest.mark.parametrize(
    ("image", "kernel", "padding", "expected"),
    [
        ([None, 8, 8, 3], [3, 3, 3, 4], "SAME", [None, 8, 8, 4]),
        ([2, None, 8, 3], [3, 3, None, 4], "VALID", [2, None, 6, 4]),
        ([2, 8, 8, None], None, "SAME", [2, 8, 8, None]),
        ([2, 8, 8, None], None, "VALID", [2, None, None, None]),
        (None, None, "SAME", [None, None, None, None]),
    ],
)
def test_what_is_not_known_of_the_inputs_is_not_known_of_the_output(image, kernel, padding, expected):
    result = tf.nn.conv2d(tf.placeholder(tf.float32, image), tf.placeholder(tf.float32, kernel), 1, padding)
    assert result.shape.as_list() == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"strides": [1, 2, 1]}, "strides should be of length 1, 2 or 4 but was 3"),
        ({"dilations": 0}, "Dilation rate must be >= 1, but got 0"),
        ({"padding": "EXPLICIT"}, '"EXPLICIT" is not a valid value for the padding parameter.'),
        ({"padding": [[0, 0]] * 3}, "When padding is a list, it must be of size 4. Got padding of size: 3"),
        ({"padding": [[0, 0], [0], [0, 0], [0, 0]]}, "When padding is a list, each element of padding must be"),
        ({"padding": [[1, 0], [0, 0], [0, 0], [0, 0]]}, "Nonzero explicit padding in the batch or depth dimensions"),
        ({"padding": [[0, 0], [-1, 0], [0, 0], [0, 0]]}, "All elements of explicit_paddings must be nonnegative"),
        ({"filters": 1}, "Cannot specify both 'filter' and 'filters'"),
        ({"filter": np.ones((2, 2, 2, 1))}, "Depth of input (3) is not a multiple of input depth of filter (2)"),
        ({"filter": np.ones((9, 2, 3, 1))}, "Negative dimension size caused by subtracting 9 from 4"),
        ({"filter": np.ones((2, 2, 3))}, "Shape must be rank 4 but is rank 3"),
        ({"data_format": "NHCW"}, "Attr 'data_format' of 'Conv2D' Op passed string 'NHCW' not in:"),
    ],
)
def test_conv2d_refuses_what_does_not_fit(arguments, message):
    valid = {"input": np.ones((1, 4, 4, 3)), "filter": np.ones((2, 2, 3, 1)), "strides": 1, "padding": "VALID"}
    with pytest.raises(ValueError) as caught:
        tf.nn.conv2d(**{**valid, **arguments})
    assert str(caught.value).startswith(message)


def test_a_window_that_does_not_fit_is_refused_when_run():
    image = tf.placeholder(tf.float32)
    result = tf.nn.conv2d(image, np.ones((3, 3, 1, 1), np.float32), 1, "VALID")
    with pytest.raises(InvalidArgumentError) as caught:
        run(result, {image: np.ones((1, 1, 5, 1))})
    assert caught.value.message.startswith(
        "Computed output size would be negative: -1 [input_size: 1, effective_filter_size: 3, stride: 1]"
    )


def test_depthwise_rates_must_be_positive_and_given_once():
    images, filters = np.ones((1, 4, 4, 1)), np.ones((2, 2, 1, 1))
    with pytest.raises(ValueError, match="dilation_rate must be positive"):
        tf.nn.depthwise_conv2d(images, filters, [1] * 4, "SAME", rate=[0, 1])
    with pytest.raises(ValueError, match="rate must be rank 1"):
        tf.nn.depthwise_conv2d(images, filters, [1] * 4, "SAME", rate=2)
    with pytest.raises(ValueError, match="Cannot specify both 'rate' and 'dilations'"):
        tf.nn.depthwise_conv2d(images, filters, [1] * 4, "SAME", rate=[1, 1], dilations=[1, 1])
