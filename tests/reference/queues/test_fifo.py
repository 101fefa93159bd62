"""Chapter QUE: the queue that gives its elements in the order in which they came."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from tests.reference.queues.in_thread import in_thread


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_que_14_elements_come_out_in_the_order_in_which_they_came(session):
    queue = tf.FIFOQueue(3, tf.int32, [[]])
    session.run(queue.enqueue(5))
    session.run(queue.enqueue_many([[6, 7]]))
    assert [session.run(queue.dequeue()) for _ in range(3)] == [5, 6, 7]


def test_que_9_more_elements_than_fit_are_taken_while_another_step_puts_them_in(session):
    queue = tf.FIFOQueue(2, tf.int32, [[]])
    taken = in_thread(lambda: session.run(queue.dequeue_many(5)))
    session.run(queue.enqueue_many([[1, 2, 3, 4, 5, 6]]))
    assert taken().tolist() == [1, 2, 3, 4, 5]
    assert session.run(queue.size()) == 1


def test_que_10_a_closed_queue_gives_what_is_left(session):
    queue = tf.FIFOQueue(9, tf.int32, [[]], shared_name="q")
    session.run(queue.enqueue_many([[1, 2]]))
    session.run(queue.close())
    with pytest.raises(tf.errors.OutOfRangeError, match=r"\(requested 3, current size 2\)"):
        session.run(queue.dequeue_many(3))
    assert session.run(queue.dequeue_up_to(3)).tolist() == [1, 2]


@given(st.lists(st.lists(st.integers(0, 99), min_size=1, max_size=5)), st.integers(1, 4))
def test_que_14_whatever_the_batches_the_order_is_kept(batches, capacity):
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(capacity, tf.int32, [[]])
        rows = tf.placeholder(tf.int32, [None])
        enqueue, close = queue.enqueue_many([rows]), queue.close()
        put = in_thread(lambda: [session.run(enqueue, {rows: batch}) for batch in batches] + [session.run(close)])
        sent = [value for batch in batches for value in batch]
        assert session.run(queue.dequeue_many(len(sent))).tolist() == sent
        put()
        assert np.all(session.run(queue.is_closed()))
