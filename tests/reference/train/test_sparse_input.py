"""Sparse tensors in batches, and the maps that hold them while queues hold their numbers."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reference as tf

PATIENCE = 60  # seconds after which a test fails instead of waiting on


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    """A default graph for each test."""
    with tf.Graph().as_default() as made:
        yield made


def dense(value: Any) -> list[Any]:
    """A sparse value with zeros where it has nothing."""
    array = np.zeros(value.dense_shape, value.values.dtype)
    array[tuple(value.indices.T)] = value.values
    return array.tolist()


def fed(values: Any) -> tf.SparseTensor:
    """A sparse tensor of an array's elements that are not zero, not known while building."""
    array = np.asarray(values)
    indices = np.argwhere(array)
    parts = (indices, array[tuple(indices.T)], np.array(array.shape, np.int64))
    return tf.SparseTensor(*(tf.placeholder_with_default(part, [None] * part.ndim) for part in parts))


@given(st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), min_size=1, max_size=5), st.data())
@settings(max_examples=25, deadline=None)
def test_pipe_21_rows_come_back_as_they_went_in(rows: list[list[int]], data: Any) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, unique=True))
    with tf.Graph().as_default(), tf.Session() as sess:
        sparse = fed(np.array(rows, np.int64).reshape(-1, 3))
        numbers = tf.raw_ops.AddManySparseToTensorsMap(
            sparse_indices=sparse.indices, sparse_values=sparse.values, sparse_shape=sparse.dense_shape, shared_name="m"
        )
        wanted = tf.placeholder(tf.int64, [None])
        taken = tf.raw_ops.TakeManySparseFromTensorsMap(sparse_handles=wanted, dtype=tf.int64, shared_name="m")
        held = sess.run(numbers)
        assert sorted(held) == list(range(len(rows)))
        value = tf.SparseTensorValue(*sess.run(taken, {wanted: held[chosen]}))
        assert dense(value) == [rows[row] for row in chosen]
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"Unable to find SparseTensor: \d+ in map: m"):
            sess.run(taken, {wanted: held[chosen[:1]]})


def test_pipe_21_sessions_and_names_have_maps_of_their_own() -> None:
    sparse = fed([1.0, 0.0])
    parts = {
        "sparse_indices": sparse.indices,
        "sparse_values": sparse.values,
        "sparse_shape": sparse.dense_shape,
    }
    first = tf.raw_ops.AddSparseToTensorsMap(**parts, name="first")
    second = tf.raw_ops.AddSparseToTensorsMap(**parts, shared_name="first", container="other")
    taken = tf.raw_ops.TakeManySparseFromTensorsMap(sparse_handles=[0], dtype=tf.float64, shared_name="first")
    private = tf.raw_ops.TakeManySparseFromTensorsMap(sparse_handles=[0], dtype=tf.float64)
    for _ in range(2):
        with tf.Session() as sess:
            assert sess.run([first, second]) == [0, 0]
            assert sess.run(first) == 1
            assert sess.run(taken.sparse_shape).tolist() == [1, 2]
            with pytest.raises(tf.errors.InvalidArgumentError, match="Unable to find SparseTensor: 0 in map: _"):
                sess.run(private)


@pytest.mark.parametrize("name", ["batch", "shuffle_batch"])
def test_pipe_21_a_known_condition_that_is_false_keeps_nothing(name: str) -> None:
    sizes = {"capacity": 10, "min_after_dequeue": 1} if "shuffle" in name else {}
    function = getattr(tf.train, f"maybe_{name}")
    function([fed([1.0])], keep_input=False, batch_size=2, **sizes)
    (runner,) = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
    assert [op.type for op in runner.enqueue_ops] == ["NoOp"]


def test_pipe_21_rows_on_a_branch_are_kept_or_not() -> None:
    number = tf.train.range_input_producer(4, num_epochs=1, shuffle=False).dequeue()
    rows = fed([[1, 0], [0, 2]])
    scaled = tf.SparseTensor(rows.indices, rows.values * tf.cast(number, tf.int64), rows.dense_shape)
    batch = tf.train.maybe_batch([scaled], tf.equal(number % 2, 1), 2, enqueue_many=True)
    taken, coord = [], tf.train.Coordinator()
    with tf.Session() as sess:
        sess.run(tf.local_variables_initializer())
        threads = tf.train.start_queue_runners(sess, coord)
        try:
            while True:
                taken.append(dense(sess.run(batch)))
        except tf.errors.OutOfRangeError:
            coord.request_stop()
        coord.join(threads, stop_grace_period_secs=PATIENCE)
    assert taken == [[[1, 0], [0, 2]], [[3, 0], [0, 6]]]
