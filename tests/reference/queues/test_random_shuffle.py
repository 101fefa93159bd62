"""Clause QUE-15: the queue that gives its elements in a random order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.errors import InvalidArgumentError
from reference.ops.queues.random_shuffle import RandomShuffleQueue
from tests.reference.queues.driving import close, integers, put, take


def shuffling(capacity=-1, min_after_dequeue=0, seeds=(1, 2)):
    return integers(capacity, RandomShuffleQueue, min_after_dequeue=min_after_dequeue, seeds=seeds)


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(0, 99))
def test_que_15_every_element_comes_out_once(values, seed):
    queue = shuffling(seeds=(seed, 7))
    put(queue, *values)
    assert sorted(take(queue, len(values)).values) == sorted(values)


def test_que_15_the_order_follows_from_the_seeds():
    orders = []
    for seeds in ((3, 4), (3, 4), (3, 5), (0, 0), (0, 0)):
        queue = shuffling(seeds=seeds)
        put(queue, *range(50))
        orders.append(take(queue, 50).values)
    assert orders[0] == orders[1] != orders[2]
    assert orders[3] != orders[4]


def test_que_15_some_elements_stay_until_the_queue_is_closed():
    queue = shuffling(min_after_dequeue=2)
    put(queue, 1, 2, 3)
    taking = take(queue, 3)
    assert not taking.done and queue.size == 2
    close(queue)
    assert sorted(taking.go_on().values) == [1, 2, 3]


def test_que_15_each_element_is_as_likely_as_the_others():
    queue = shuffling()
    counts = [0] * 4
    for _ in range(1000):
        put(queue, 0, 1, 2, 3)
        counts[take(queue).values] += 1
        take(queue, 3)
    assert min(counts) > 200


@pytest.mark.parametrize(
    ("capacity", "kept", "words"),
    [(3, -1, "min_after_dequeue -1 must be >= 0"), (3, 3, "min_after_dequeue 3 must be < capacity 3")],
)
def test_que_13_what_must_stay_is_less_than_the_capacity(capacity, kept, words):
    with pytest.raises(InvalidArgumentError) as error:
        shuffling(capacity, kept)
    assert error.value.message == words
