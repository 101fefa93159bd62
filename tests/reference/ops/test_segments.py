"""Reductions over segments, and the tensors that `IndexedSlices` stand for."""

import warnings

import numpy as np
import pytest

import reference as tf
from reference.errors import InvalidArgumentError

NAN = float("nan")


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def run(tensor):
    with tf.Session() as session:
        return session.run(tensor)


def unknown(value, dtype=None):
    return tf.placeholder_with_default(tf.constant(value, dtype), None)


@pytest.mark.parametrize(
    ("reduce", "nothing"),
    [
        (tf.unsorted_segment_sum, 0.0),
        (tf.unsorted_segment_prod, 1.0),
        (tf.unsorted_segment_max, np.finfo(np.float32).min),
        (tf.unsorted_segment_min, np.finfo(np.float32).max),
    ],
)
def test_a_segment_without_rows_holds_the_least_that_changes_nothing(reduce, nothing):
    segments = run(reduce([[1.0, 2.0], [3.0, 4.0]], [1, -1], 2))
    np.testing.assert_array_equal(segments, np.float32([[nothing, nothing], [1, 2]]))


def test_ids_may_have_several_dimensions_or_none():
    data = tf.constant([[1, 2], [3, 4]])
    assert run(tf.unsorted_segment_sum(data, [[0, 2], [2, -1]], 3)).tolist() == [1, 0, 5]
    assert run(tf.unsorted_segment_sum(data, 1, 2)).tolist() == [[[0, 0], [0, 0]], [[1, 2], [3, 4]]]


@pytest.mark.parametrize("reduce", [tf.unsorted_segment_max, tf.unsorted_segment_min])
def test_extremes_forget_what_came_before_a_nan(reduce):
    assert np.isnan(run(reduce([1.0, NAN], [0, 0], 1)))
    assert run(reduce([NAN, 2.0], [0, 0], 1)).tolist() == [2.0]
    assert np.signbit(run(reduce([[0.0, -0.0], [-0.0, 0.0]], [0, 0], 1))).tolist() == [[True, False]]


def test_sums_wrap_and_keep_their_dtype():
    total = run(tf.unsorted_segment_sum(tf.constant([100, 100], tf.int8), [0, 0], 1))
    assert (total.dtype, total.tolist()) == (np.int8, [-56])


@pytest.mark.parametrize(
    ("data", "ids", "count", "message"),
    [
        ([1, 2], [0, 3], 3, "segment_ids[1] = 3 is out of range [0, 3)"),
        ([[1, 2], [3, 4]], [[0, 1], [5, 6]], 3, "segment_ids[1,0] = 5 is out of range [0, 3)"),
        ([1, 2], [[0, 1]], 3, "data.shape = [2] does not start with segment_ids.shape = [1,2]"),
        ([1, 2], [0, 1], -3, "Input num_segments == -3 must not be negative."),
        ([1, 2], [0, 1], [3], "num_segments should be a scalar, not shape [1]"),
    ],
)
def test_what_does_not_fit_is_refused_when_run(data, ids, count, message):
    with pytest.raises(InvalidArgumentError) as caught:
        run(tf.unsorted_segment_sum(unknown(data), unknown(ids), unknown(count)))
    assert caught.value.message.splitlines()[0] == message


@pytest.mark.parametrize(
    ("data", "ids", "count", "shape"),
    [
        ([2, 3], [2], 4, [4, 3]),
        ([2, None], [None, 3], 5, [5]),
        ([None, 3], [2], None, [None, 3]),
        ([2, 3], [], 4, [4, 2, 3]),
    ],
)
def test_static_shapes(data, ids, count, shape):
    count = tf.placeholder(tf.int32, []) if count is None else count
    result = tf.unsorted_segment_sum(tf.placeholder(tf.float32, data), tf.placeholder(tf.int32, ids), count)
    assert result.shape.as_list() == shape


@pytest.mark.parametrize(("data", "ids"), [(None, [2]), ([2, 3], None)])
def test_the_rank_of_data_and_ids_gives_that_of_the_result(data, ids):
    result = tf.unsorted_segment_sum(tf.placeholder(tf.float32, data), tf.placeholder(tf.int32, ids), 3)
    assert result.shape.ndims is None


# ---- IndexedSlices


def slices(dense_shape=(4, 2)):
    shape = None if dense_shape is None else tf.constant(dense_shape)
    return tf.IndexedSlices(tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), tf.constant([0, 2, 0]), shape)


def test_ops_24_rows_are_added_up(graph):
    dense = tf.convert_to_tensor(slices(), name="dense")
    assert dense.op.type == "UnsortedSegmentSum"
    assert dense.name == "dense:0"
    assert run(dense).tolist() == [[6, 8], [0, 0], [3, 4], [0, 0]]


def test_ops_24_an_op_takes_slices_for_a_tensor():
    assert run(tf.add(slices(), 1.0)).tolist() == [[7, 9], [1, 1], [4, 5], [1, 1]]


def test_ops_24_slices_need_a_dense_shape_and_keep_their_dtype():
    with pytest.raises(ValueError, match=r"^Tensor conversion requested for IndexedSlices without dense_shape: "):
        tf.convert_to_tensor(slices(None))
    message = r"^Tensor conversion requested dtype float64 for IndexedSlices with dtype float32$"
    with pytest.raises(ValueError, match=message):
        tf.convert_to_tensor(slices(), tf.float64)


@pytest.mark.parametrize(
    ("dense_shape", "size"),
    [([50_000_000, 2], "with 100000000 elements"), ([99_999_999, 1], None), (None, "of unknown shape")],
)
def test_ops_24_a_large_tensor_is_warned_of(dense_shape, size):
    shape = tf.placeholder(tf.int32) if dense_shape is None else tf.constant(dense_shape)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tf.convert_to_tensor(tf.IndexedSlices(tf.placeholder(tf.float32), tf.placeholder(tf.int32), shape))
    words = f"Converting sparse IndexedSlices to a dense Tensor {size}. This may consume a large amount of memory."
    assert [str(warning.message) for warning in caught] == ([] if size is None else [words])


def test_slices_can_be_negated():
    negative = run(-slices())
    assert negative.values.tolist() == [[-1, -2], [-3, -4], [-5, -6]]
    assert negative.indices.tolist() == [0, 2, 0]
