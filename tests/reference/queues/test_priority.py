"""Clause QUE-17: the queue that gives the element with the lowest priority first."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.ops.queues.priority import PriorityQueue
from tests.reference.queues.driving import Attempt, close, integers, take


def put(queue, *elements):
    priorities, values = zip(*elements, strict=True)
    return Attempt(queue.enqueue_many([np.array(priorities, np.int64), np.array(values, np.int32)]))


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 99)), min_size=1), st.integers(0, 5))
def test_que_17_the_lowest_come_first_and_none_is_lost(elements, first):
    queue = integers(-1, PriorityQueue)
    put(queue, *elements)
    count = min(first, len(elements))
    priorities, values = zip(*[take(queue).result for _ in range(count)], strict=True) if count else ((), ())
    rest = take(queue, len(elements) - count).result
    assert [*priorities, *rest[0]] == sorted(priority for priority, _ in elements)
    assert sorted(zip([*priorities, *rest[0]], [*values, *rest[1]], strict=True)) == sorted(elements)


def test_que_17_nothing_is_taken_before_all_are_there():
    queue = integers(9, PriorityQueue)
    taking = take(queue, 3)
    put(queue, (3, 30), (1, 10))
    assert not taking.done and queue.size == 2
    put(queue, (0, 0))
    assert taking.go_on().values == [0, 1, 3]


def test_que_17_dequeue_up_to_of_a_closed_queue_loses_what_is_left():
    queue = integers(9, PriorityQueue)
    put(queue, (3, 30), (1, 10))
    close(queue)
    assert take(queue, 3).error.message.endswith("(requested 3, current size 2)")
    failed = take(queue, 5, or_fewer=True)
    assert isinstance(failed.error, tf.errors.OutOfRangeError)
    assert failed.error.message.endswith("(requested 3, current size 0)")
    assert queue.size == 0
