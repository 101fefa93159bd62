"""Clauses ACC-13 to ACC-29 of spec/accumulators.md: tuples put together by key."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.ops.barriers.barrier import Barrier as State
from reference.runtime.blocking import Changes, StepCancelled

Barrier = tf.python.ops.data_flow_ops.Barrier
KEYS = st.lists(st.sampled_from([b"a", b"b", b"c", b"d"]), max_size=4)
INSERTIONS = st.lists(st.tuples(st.integers(0, 1), KEYS), max_size=12)


def state(components=2):
    return State("barrier", [tf.int32] * components, [()] * components)


def insert(barrier, component, *keys):
    barrier.insert(component, keys, [np.int32(0)] * len(keys), Changes())


def finish(take):
    """What a take gives that need not wait any more."""
    with pytest.raises(StopIteration) as end:
        next(take)
    return [element.key for element in end.value.value]


@given(INSERTIONS)
def test_acc_14_an_element_is_ready_once_it_has_each_component(insertions):
    barrier, incomplete, ready = state(), {}, 0
    for component, keys in insertions:
        complete = 0
        for position, key in enumerate(keys):
            if component in incomplete.get(key, ()):
                with pytest.raises(tf.errors.InvalidArgumentError, match="already has a value"):
                    insert(barrier, component, *keys[: position + 1])
                complete = 0  # ACC-17: those that this operation completed are lost
                break
            incomplete.setdefault(key, set()).add(component)
            if len(incomplete[key]) == 2:
                del incomplete[key]
                complete += 1
        else:
            insert(barrier, component, *keys)
        ready += complete
        assert (barrier.ready_size, barrier.incomplete_size) == (ready, len(incomplete))


@given(st.lists(st.integers(1, 6), min_size=1, max_size=8), st.data())
def test_acc_20_older_elements_are_taken_first(sizes, data):
    barrier, number = state(components=1), 0
    for size in sizes:
        insert(barrier, 0, *[b"%d" % key for key in range(number, number + size)])
        number += size
    age = [operation for operation, size in enumerate(sizes) for _ in range(size)]
    taken = []
    while len(taken) < number:
        count = data.draw(st.integers(1, number - len(taken)))
        taken += [int(key) for key in finish(barrier.take(count, False, Changes()))]
    assert sorted(taken) == list(range(number))
    assert [age[key] for key in taken] == sorted(age)


@pytest.mark.parametrize("end", ["close", "cancel"])
def test_acc_19_a_take_that_ends_lets_the_next_one_go_on(end):
    barrier = state(components=1)
    large, small = barrier.take(2, False, Changes()), barrier.take(1, False, Changes())
    next(large)
    next(small)
    insert(barrier, 0, b"a")
    assert next(small) is None
    assert barrier.ready_size == 1
    if end == "close":
        large.close()
    else:
        with pytest.raises(tf.errors.CancelledError, match=r"^Dequeue operation was cancelled$"):
            large.throw(StepCancelled())
    assert finish(small) == [b"a"]


@pytest.mark.parametrize("small", [False, True])
def test_acc_23_a_wait_ends_when_the_last_elements_are_not_enough(small):
    barrier = state()
    take = barrier.take(2, small, Changes())
    next(take)
    insert(barrier, 0, b"a")
    barrier.close(False, Changes())
    assert next(take) is None
    insert(barrier, 1, b"a")
    with pytest.raises(tf.errors.OutOfRangeError, match="'barrier_queue' is closed and has insufficient elements"):
        next(take)


def test_acc_25_a_closed_barrier_can_be_closed_once_more_to_cancel():
    barrier = state()
    insert(barrier, 0, b"a")
    barrier.close(False, Changes())
    barrier.close(True, Changes())
    assert barrier.incomplete_size == 0
    for cancel in False, True:
        with pytest.raises(tf.errors.CancelledError, match=r"^Barrier 'barrier' is already closed.$"):
            barrier.close(cancel, Changes())


def test_acc_25_cancelling_a_closed_barrier_without_incomplete_elements_does_not_wait():
    with tf.Graph().as_default(), tf.Session() as session:
        barrier = Barrier(tf.int32, shapes=((),))
        for operation in barrier.insert_many(0, ["a"], [1]), barrier.close(), barrier.close(True):
            session.run(operation)
        assert session.run(barrier.take_many(1)).values[0].tolist() == [1]


@pytest.mark.parametrize(
    ("component", "keys", "values"), [(0, ["a", "b"], [1]), (-1, ["a"], [1])], ids=["values", "component"]
)
def test_acc_14_acc_29_what_would_read_foreign_memory_is_refused(component, keys, values):
    with tf.Graph().as_default(), tf.Session() as session:
        barrier, fed = Barrier(tf.int32, shapes=((),)), tf.placeholder(tf.int32)
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(barrier.insert_many(component, keys, fed), {fed: values})
        assert session.run(barrier.ready_size()) == 0


def test_acc_18_a_negative_number_is_refused():
    with tf.Graph().as_default(), tf.Session() as session:
        number = tf.placeholder(tf.int32)
        batch = Barrier(tf.int32, shapes=((),)).take_many(number)
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(batch, {number: -1})


def test_acc_16_components_of_unknown_shape_are_scalars():
    with tf.Graph().as_default(), tf.Session() as session:
        barrier = Barrier(tf.string)
        session.run(barrier.insert_many(0, ["a", "b"], ["x\0", ""]))
        assert session.run(barrier.take_many(2)).values[0].tolist() == [b"x\0", b""]
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"component 2. Expected \[\], got \[2\]"):
            session.run(barrier.insert_many(0, ["a"], [["x", "y"]]))


def test_acc_16_values_without_an_element_are_refused():
    with tf.Graph().as_default(), tf.Session() as session:
        barrier = Barrier(tf.int32, shapes=((2,),), shared_name="b")
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"no elements are not supported b: received shape"):
            session.run(barrier.insert_many(0, ["a", "b"], tf.zeros([2, 0], tf.int32)))
        assert session.run(barrier.incomplete_size()) == 0


def test_acc_28_barriers_of_one_name_must_have_the_same_shapes():
    with tf.Graph().as_default(), tf.Session() as session:
        sizes = [Barrier(tf.int32, shapes=(shape,), shared_name="s").ready_size() for shape in ((), (2,))]
        assert session.run(sizes[0]) == 0
        with pytest.raises(tf.errors.InvalidArgumentError) as refused:
            session.run(sizes[1])
        words = "Shared barrier 's' has component shapes [[]] but requested component shapes were [[2]]"
        assert refused.value.message.splitlines()[0] == words


def test_acc_19_threads_that_insert_and_take_lose_nothing():
    with tf.Graph().as_default(), tf.Session() as session:
        barrier, key = Barrier((tf.int32, tf.int32), shapes=((), ())), tf.placeholder(tf.string, [5])
        parts = [barrier.insert_many(component, key, tf.range(5)) for component in range(2)]
        take, taken = barrier.take_many(2), []

        def insert_all(part, thread):
            for number in range(10):
                session.run(part, {key: [f"{thread}-{number}-{row}" for row in range(5)]})

        work = [lambda part=part, thread=thread: insert_all(part, thread) for part in parts for thread in range(2)]
        work += [lambda: taken.extend(session.run(take).keys.tolist())] * 50
        threads = [threading.Thread(target=action, daemon=True) for action in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)
        assert len(taken) == len(set(taken)) == 100
        assert session.run([barrier.ready_size(), barrier.incomplete_size()]) == [0, 0]
