"""Losses, the largest entries, and rows of tables."""

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


def cross_entropy(labels, logits, axis=-1):
    return -(labels * (logits - np.log(np.exp(logits).sum(axis, keepdims=True)))).sum(axis)


@pytest.mark.parametrize(
    "function", [tf.nn.softmax_cross_entropy_with_logits, tf.nn.softmax_cross_entropy_with_logits_v2]
)
@pytest.mark.parametrize("axis", [-1, 0, 1, 2])
@pytest.mark.parametrize("known", [True, False])
def test_cross_entropy_along_any_axis(function, axis, known):
    logits, labels = RANDOM.standard_normal((2, 3, 4)), RANDOM.rand(2, 3, 4)
    fed = tf.placeholder(tf.float64, logits.shape if known else [None] * 3)
    loss = function(labels=labels, logits=fed, dim=axis)
    assert loss.shape.ndims == 2
    np.testing.assert_allclose(run(loss, {fed: logits}), cross_entropy(labels, logits, axis), rtol=1e-10)


def test_cross_entropy_of_half_is_computed_as_float32():
    loss = tf.nn.softmax_cross_entropy_with_logits_v2(np.float16([[0, 1]]), np.float16([[1, 2]]))
    assert loss.dtype == tf.float16
    assert any(operation.type == "Cast" for operation in loss.graph.get_operations())
    assert run(loss)[0] == np.float16(np.log(1 + np.exp(-1)))


def test_cross_entropy_converts_labels_to_the_type_of_the_logits():
    loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=[[0, 1]], logits=tf.constant([[1.0, 1.0]]))
    assert run(loss).tolist() == pytest.approx([np.log(2)])


def test_sparse_cross_entropy_is_cross_entropy_of_one_class():
    logits, labels = RANDOM.standard_normal((2, 3, 4)), np.array([[0, 3, 1], [2, 2, 0]])
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    assert loss.shape.as_list() == [2, 3]
    np.testing.assert_allclose(run(loss), cross_entropy(np.eye(4)[labels], logits), rtol=1e-10)


@pytest.mark.parametrize(("labels", "named"), [([0, 7, 9], 9), ([9, 7, 0], 9), ([-1, 9, -3], -3), ([-3, 0, -1], -3)])
def test_of_labels_outside_the_classes_the_worst_is_named(labels, named):
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=np.zeros((3, 5)))
    with pytest.raises(InvalidArgumentError) as caught:
        run(loss)
    assert caught.value.message.startswith(
        f"Received a label value of {named} which is outside the valid range of [0, 5).  "
        f"Label values: {' '.join(map(str, labels))}"
    )


@pytest.mark.parametrize(
    ("labels", "logits", "message"),
    [
        ([0], np.zeros(()), "Logits cannot be scalars - received shape ()."),
        ([[0]], np.zeros((1, 2)), "Rank mismatch: Rank of labels (received 2) should equal rank of logits minus 1"),
        ([0, 1], np.zeros((3, 5)), "Shape mismatch: The shape of labels (received (2,)) should equal the shape of"),
        (None, np.zeros((3, 5)), "Both labels and logits must be provided."),
    ],
)
def test_sparse_cross_entropy_refuses_shapes_that_do_not_fit(labels, logits, message):
    with pytest.raises(ValueError) as caught:
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "function", [f"{kind}_cross_entropy_with_logits" for kind in ("softmax", "sparse_softmax", "sigmoid")]
)
def test_losses_want_their_arguments_by_name(function):
    with pytest.raises(ValueError) as caught:
        getattr(tf.nn, function)([[1.0]], [[1.0]])
    assert str(caught.value) == f"Only call `{function}` with named arguments (labels=..., logits=..., ...)"


def test_sigmoid_cross_entropy_does_not_overflow():
    logits, labels = np.array([-1000.0, -2, 0, 2, 1000]), np.array([0.0, 0.25, 1, 0.5, 0])
    expected = np.maximum(logits, 0) - logits * labels + np.log1p(np.exp(-np.abs(logits)))
    found = run(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    with pytest.raises(ValueError) as caught:
        tf.nn.sigmoid_cross_entropy_with_logits(labels=labels[:2], logits=logits)
    assert str(caught.value) == "logits and labels must have the same shape ((5,) vs (2,))"


@pytest.mark.parametrize("dtype", [np.float32, np.int32, np.uint8])
def test_top_k_is_the_largest_first_and_of_equal_ones_the_first(dtype):
    rows = RANDOM.randint(0, 5, (4, 30)).astype(dtype)
    values, indices = run(tf.nn.top_k(rows, 12))
    expected = [sorted(range(30), key=lambda i: (-int(row[i]), i))[:12] for row in rows]
    assert indices.tolist() == expected
    np.testing.assert_array_equal(values, np.take_along_axis(rows, np.array(expected), -1))


@pytest.mark.parametrize(
    ("k", "message"),
    [
        (4, "input must have last dimension >= k = 4 but is 3"),
        (-1, "Dimension size, given by scalar input 1, must be non-negative but is -1"),
        ([1], "Input must be scalar but has rank 1"),
    ],
)
def test_top_k_refuses_while_building(k, message):
    with pytest.raises(ValueError) as caught:
        tf.nn.top_k([1.0, 2.0, 3.0], k)
    assert str(caught.value).startswith(message)


def test_in_top_k_knows_no_rank_beside_numbers_that_are_not_finite():
    rows = np.float32([[1, 2, 3], [1, np.nan, 3], [np.inf, 2, 3], [1, 2, 3], [1, 2, 3]])
    assert run(tf.nn.in_top_k(rows, [1, 2, 2, 3, -1], 2)).tolist() == [True, False, False, False, False]


def test_in_top_k_counts_what_is_larger():
    rows = np.float32([[5, 5, 5, 1]])
    assert [run(tf.nn.in_top_k(rows, [2], k)).item() for k in (0, 1, 3)] == [False, True, True]
    assert [run(tf.nn.in_top_k(rows, [3], k)).item() for k in (3, 4, 9)] == [False, True, True]


def test_embedding_lookup_takes_rows():
    table = np.arange(6.0).reshape(3, 2)
    assert run(tf.nn.embedding_lookup(table, [[2, 0]])).tolist() == [[[4, 5], [0, 1]]]
    assert run(tf.nn.embedding_lookup([tf.constant(table)], 1)).tolist() == [2, 3]


@pytest.mark.parametrize("use_resource", [False, True])
def test_embedding_lookup_reads_a_variable(use_resource):
    table = tf.get_variable("table", initializer=np.arange(6.0).reshape(3, 2), use_resource=use_resource)
    rows = tf.nn.embedding_lookup(table, [2])
    with tf.Session() as session:
        session.run(table.initializer)
        assert session.run(rows).tolist() == [[4, 5]]


@pytest.mark.parametrize(("params", "message"), [(None, "params must be specified"), ([], "Need at least one param")])
def test_embedding_lookup_wants_a_table(params, message):
    with pytest.raises(ValueError, match=message):
        tf.nn.embedding_lookup(params, [1])


def test_zero_fraction_counts_zeros():
    assert run(tf.nn.zero_fraction([[0, 1], [0, 2]])) == np.float32(0.5)
    assert run(tf.nn.zero_fraction(np.array([0.0, -0.0, 1.0]))) == np.float32(2) / np.float32(3)
    assert np.isnan(run(tf.nn.zero_fraction(np.zeros((0, 2)))))


def test_dense_layers_end_with_a_bias():
    x, weights, biases = np.array([[1.0, -1.0]]), np.eye(2), np.array([1.0, -3.0])
    assert run(tf.nn.xw_plus_b(x, weights, biases)).tolist() == [[2, -4]]
    assert run(tf.nn.relu_layer(x, weights, biases)).tolist() == [[2, 0]]


@pytest.mark.parametrize(("data_format", "expected"), [(None, [11, 22]), ("N...C", [11, 22]), ("NWC", [11, 22])])
def test_bias_add_to_the_last_dimension(data_format, expected):
    assert run(tf.nn.bias_add([[1.0, 2.0]], [10, 20], data_format)).tolist() == [expected]


def test_bias_add_to_the_dimension_after_the_batch():
    assert run(tf.nn.bias_add([[[1.0], [2.0]]], [10, 20], "NC...")).tolist() == [[[11], [22]]]
    with pytest.raises(ValueError, match=r"data_format must be of the form `N\.\.\.C` or `NC\.\.\.`"):
        tf.nn.bias_add([[1.0]], [1], "channels_last")
