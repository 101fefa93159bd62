"""Reductions, scans and sums of several tensors."""

import numpy as np
import pytest

import reference as tf
from reference.errors import InvalidArgumentError

INF, NAN = float("inf"), float("nan")


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def run(tensor):
    with tf.Session() as session:
        return session.run(tensor)


def unknown(value, dtype=None):
    return tf.placeholder_with_default(tf.constant(value, dtype), None)


def test_ops_21_all_axes_are_a_constant_where_the_rank_is_known():
    tf.reduce_sum(tf.placeholder(tf.float32, [None, 3], name="a"), name="total")
    assert [operation.name for operation in tf.get_default_graph().get_operations()] == ["a", "Const", "total"]


def test_ops_21_all_axes_are_a_range_where_the_rank_is_not_known():
    total = tf.reduce_sum(tf.placeholder(tf.float32, name="a"))
    names = [operation.name for operation in tf.get_default_graph().get_operations()]
    assert names == ["a", "Rank", "range/start", "range/delta", "range", "Sum"]
    assert total.shape.ndims == 0


def test_ops_21_numbers_of_python_have_their_rank_taken():
    assert run(tf.reduce_mean([[1.0, 2.0], [3.0, 4.0]])) == 2.5


@pytest.mark.parametrize("axis", [1, -1, [1], (1,), np.int64(1)])
def test_an_axis_may_be_written_in_several_ways(axis):
    result = tf.reduce_sum(tf.constant([[1, 2], [3, 4]]), axis)
    assert result.shape.as_list() == [2]
    assert run(result).tolist() == [3, 7]


def test_no_axes_leave_the_tensor_as_it_is():
    assert run(tf.reduce_max([[1, 2]], [])).tolist() == [[1, 2]]


def test_an_axis_may_be_given_twice():
    assert run(tf.reduce_sum(unknown([[1, 2], [3, 4]]), [0, -2, 0])).tolist() == [4, 6]


def test_the_old_names_of_the_arguments():
    a = tf.constant([[1, 2], [3, 4]])
    assert run(tf.reduce_sum(a, reduction_indices=0, keep_dims=True)).tolist() == [[4, 6]]
    with pytest.raises(ValueError, match="Cannot specify both 'reduction_indices' and 'axis'"):
        tf.reduce_sum(a, 0, reduction_indices=0)
    with pytest.raises(ValueError, match="Cannot specify both 'keep_dims' and 'keepdims'"):
        tf.reduce_sum(a, 0, keepdims=True, keep_dims=True)


def test_an_unknown_axis_leaves_the_shape_open():
    a, axis = tf.placeholder(tf.float32, [2, 3]), tf.placeholder(tf.int32, [1])
    assert tf.reduce_sum(a, axis).shape.ndims is None
    assert tf.reduce_sum(a, axis, keepdims=True).shape.as_list() == [None, None]


@pytest.mark.parametrize(
    ("function", "wanted"),
    [("sum", [0.0] * 2), ("prod", [1.0] * 2), ("max", [-INF] * 2), ("min", [INF] * 2), ("mean", [NAN] * 2)],
)
def test_reducing_nothing_gives_the_neutral_element(function, wanted):
    np.testing.assert_array_equal(run(getattr(tf, f"reduce_{function}")(tf.zeros([0, 2]), 0)), wanted)


def test_whole_numbers_wrap_and_their_mean_drops_the_fraction():
    assert run(tf.reduce_sum(tf.constant([200, 100], tf.uint8))) == 44
    assert run(tf.reduce_mean(tf.constant([-1, -2]))) == -1
    assert run(tf.reduce_mean(tf.zeros([0], tf.int32))) == 0
    assert run(tf.reduce_max(tf.zeros([0], tf.int8))) == -128


def test_nan_counts_for_nothing_in_an_extreme_unless_it_is_alone():
    np.testing.assert_array_equal(run(tf.reduce_max([[NAN, 1.0], [2.0, NAN], [NAN, NAN]], 1)), [1.0, 2.0, -INF])
    np.testing.assert_array_equal(run(tf.reduce_min([[NAN], [3.0]], 1)), [NAN, 3.0])


def test_short_floats_are_added_in_long_ones():
    assert run(tf.reduce_sum(tf.ones([3000], tf.float16))) == 3000
    assert run(tf.reduce_mean(tf.ones([300], tf.bfloat16))) == 1


def test_the_first_extreme_counts_and_nan_never():
    assert run(tf.argmax([1.0, 3.0, NAN, 3.0])) == 1
    assert run(tf.argmin([[NAN, 2.0], [NAN, NAN]], 1)).tolist() == [1, 0]


def test_arguments_of_argmax():
    a = tf.constant([[1, 5], [7, 2]])
    assert [run(tf.argmax(a)).tolist(), run(tf.argmax(a, dimension=1)).tolist()] == [[1, 0], [1, 0]]
    assert tf.argmax(a, output_type=tf.int32).dtype == tf.int32
    assert tf.arg_max(a, 1).dtype == tf.int64
    with pytest.raises(ValueError, match="Cannot specify both 'dimension' and 'axis'"):
        tf.argmax(a, 0, dimension=0)


@pytest.mark.parametrize(
    ("dimension", "message"),
    [([0], r"dim must be a scalar, but received tensor of shape: \[1\]"),
     (2, r"Expected dimension in the range \[-2, 2\), but got 2"), (0, r"Reduction axis 0 is empty in shape \[0,3\]")],
)  # fmt: skip
def test_argmax_refuses(dimension, message):
    with pytest.raises(InvalidArgumentError, match=message):
        run(tf.argmax(unknown(np.zeros([0, 3])), unknown(dimension)))


def test_scans_may_run_backwards_and_leave_the_element_out():
    a = [[1, 2, 3], [4, 5, 6]]
    assert run(tf.cumsum(a, 1, reverse=True)).tolist() == [[6, 5, 3], [15, 11, 6]]
    assert run(tf.cumsum(a, exclusive=True)).tolist() == [[0, 0, 0], [1, 2, 3]]
    assert run(tf.cumprod(a, -1, exclusive=True, reverse=True)).tolist() == [[6, 3, 1], [30, 6, 1]]


def test_ops_18_the_sum_of_one_tensor_is_the_tensor():
    a = tf.constant(1.0)
    assert tf.add_n([a]) is a
    assert tf.add_n([a], name="same").op.type == "Identity"
    assert tf.accumulate_n([a]) is a


def test_add_n_merges_shapes_and_names_the_first_that_does_not_fit():
    shapes = [[None, 2], [3, None], None]
    assert tf.add_n([tf.placeholder(tf.float32, shape) for shape in shapes]).shape.as_list() == [3, 2]
    with pytest.raises(ValueError, match=r"both shapes must be equal, but are 2 and 3. Shapes are \[2\] and \[3\]\."):
        tf.add_n([tf.zeros([2]), tf.zeros([3])])


@pytest.mark.parametrize("inputs", [[], (), None, {1: 2}, iter([1])])
def test_there_must_be_something_to_add(inputs):
    with pytest.raises(ValueError, match="inputs must be a list of at least one Tensor/IndexedSlices"):
        tf.add_n(inputs)


def test_accumulate_n_says_the_shape():
    a = tf.placeholder(tf.float32)
    assert tf.accumulate_n([a, a], shape=[2, None]).shape.as_list() == [2, None]
    with pytest.raises(ValueError, match=r"Shapes \(2,\) and \(3,\) are not compatible"):
        tf.accumulate_n([tf.zeros([2]), tf.zeros([3])])
    with pytest.raises(TypeError, match="tensor_dtype is <dtype: 'int32'>, but input is of type <dtype: 'float32'>"):
        tf.accumulate_n([a], tensor_dtype=tf.int32)


def test_half_the_sum_of_squares():
    assert run(tf.nn.l2_loss([[1.0, 2.0], [3.0, 4.0]])) == 15.0
