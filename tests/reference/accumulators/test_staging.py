"""Clauses ACC-34 to ACC-36 of spec/accumulators.md: tuples that one step leaves for another."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.ops.staging.staging_area import StagingArea
from reference.runtime.blocking import Changes


def goes_on(attempt):
    """Whether a kernel that may wait is done, and what it gave."""
    try:
        next(attempt)
    except StopIteration as end:
        return True, end.value
    return False, None


@given(st.lists(st.none() | st.integers(0, 3), max_size=20), st.integers(0, 3), st.integers(0, 40))
def test_acc_35_an_area_keeps_within_its_limits_and_in_order(actions, capacity, memory_limit):
    area, changes, model = StagingArea(capacity, memory_limit), Changes(), []
    for action in actions:
        if action is None:
            done, values = goes_on(area.get(changes))
            assert done == bool(model)
            assert not done or values[0].tolist() == model.pop(0)
            continue
        value = np.arange(action, dtype=np.int32)
        if 0 < memory_limit < value.nbytes:
            with pytest.raises(tf.errors.ResourceExhaustedError):
                goes_on(area.put([value], changes))
            continue
        held = 4 * sum(map(len, model))
        fits = not 0 < capacity <= len(model) and not 0 < memory_limit < held + value.nbytes
        assert goes_on(area.put([value], changes))[0] == fits
        model += [value.tolist()] * fits
        assert area.size == len(model)


@pytest.mark.parametrize("index", [1, -1])
def test_acc_34_peeking_waits_for_its_place(index):
    area = StagingArea(0, 0)
    goes_on(area.put([np.float32(1)], Changes()))
    assert not goes_on(area.peek(index))[0]
    assert goes_on(area.peek(0)) == (True, [1])


def test_acc_35_a_wait_ends_with_its_step():
    with tf.Graph().as_default(), tf.Session() as session:
        unstage = tf.raw_ops.Unstage(dtypes=[tf.int32])
        with pytest.raises(tf.errors.DeadlineExceededError):
            session.run(unstage, options=tf.RunOptions(timeout_in_ms=20))


def test_acc_36_a_tensor_of_another_dtype_is_not_given():
    with tf.Graph().as_default(), tf.Session() as session:
        session.run(tf.raw_ops.Stage(values=[1.0], shared_name="s"))
        with pytest.raises(tf.errors.InternalError, match="type float does not match declared output type int32"):
            session.run(tf.raw_ops.Unstage(dtypes=[tf.int32], shared_name="s"))


def test_acc_35_threads_that_stage_and_unstage_lose_nothing():
    with tf.Graph().as_default(), tf.Session() as session:
        value = tf.placeholder(tf.int32, [])
        stage = tf.raw_ops.Stage(values=[value], shared_name="s", capacity=2)
        unstage, taken = tf.raw_ops.Unstage(dtypes=[tf.int32], shared_name="s", capacity=2), []
        work = [lambda number=number: session.run(stage, {value: number}) for number in range(60)]
        work += [lambda: taken.append(int(session.run(unstage)[0]))] * 60
        threads = [threading.Thread(target=action, daemon=True) for action in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(taken) == list(range(60))
