"""Clauses ACC-1 to ACC-12 of spec/accumulators.md: sums of gradients."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.ops.accumulators.accumulator import Accumulator
from reference.ops.accumulators.dense_sum import DenseSum
from reference.ops.accumulators.sparse_sum import Slices, SparseSum
from reference.runtime.blocking import Changes, StepCancelled

GRADIENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(-8, 8)), max_size=12)
SPARSE_GRADIENTS = st.lists(st.dictionaries(st.integers(0, 5), st.integers(-8, 8)), min_size=1, max_size=6)


def accumulator(reduction="MEAN"):
    return Accumulator(DenseSum((), reduction), tf.float32)


def finish(take):
    """What a take gives that need not wait any more."""
    with pytest.raises(StopIteration) as end:
        next(take)
    return end.value.value


@given(GRADIENTS, st.sampled_from(["MEAN", "SUM"]))
def test_acc_3_a_sum_of_the_gradients_that_are_not_stale(gradients, reduction):
    one, changes = accumulator(reduction), Changes()
    one.set_global_step(2)
    fresh = [value for step, value in gradients if step >= 2]
    for step, value in gradients:
        one.apply(step, np.float32(value), changes)
    assert one.count == len(fresh)
    if fresh:
        expected = sum(fresh) if reduction == "SUM" else np.float32(sum(fresh)) / np.float32(len(fresh))
        assert finish(one.take(1, changes)) == np.float32(expected)
        assert one.count == 0


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.integers(0, 20))
def test_acc_6_takes_are_served_in_turn_with_no_gradient_lost(needs, number):
    one, changes = accumulator("SUM"), Changes()
    takes = [one.take(need, changes) for need in needs]
    given_away, waiting = [], list(zip(takes, needs, strict=True))
    for take, _ in waiting:
        assert next(take) is None
    for _ in range(number):
        one.apply(100, np.float32(1), changes)
        if waiting and one.count == 0:
            take, need = waiting.pop(0)
            given_away.append(finish(take))
            assert given_away[-1] == need
    assert sum(given_away) + one.count == number
    for take, _ in waiting:
        take.close()


@pytest.mark.parametrize("end", ["close", "cancel"])
def test_acc_6_a_take_that_ends_lets_the_next_one_go_on(end):
    one, changes = accumulator(), Changes()
    large, small = one.take(3, changes), one.take(1, changes)
    next(large)
    next(small)
    one.apply(0, np.float32(5), changes)
    assert next(small) is None
    if end == "close":
        large.close()
    else:
        with pytest.raises(tf.errors.CancelledError, match=r"^TakeGrad operation was cancelled$"):
            large.throw(StepCancelled())
    assert finish(small) == 5


def test_acc_6_a_failing_step_takes_nothing():
    with tf.Graph().as_default(), tf.Session() as session:
        one = tf.ConditionalAccumulator(tf.float32, shape=[])
        apply, take = one.apply_grad(5.0), one.take_grad(1)
        with pytest.raises(tf.errors.InvalidArgumentError, match="assertion failed"):
            session.run([take, tf.Assert(False, ["x"])])
        session.run(apply)
        assert session.run(take) == 5


@given(SPARSE_GRADIENTS)
def test_acc_10_ascending_slices_are_summed_by_their_index(gradients):
    one, changes = Accumulator(SparseSum((6,), "MEAN"), tf.float32), Changes()
    for gradient in gradients:
        indices = np.array(sorted(gradient), np.int64)
        values = np.array([gradient[index] for index in sorted(gradient)], np.float32)
        one.apply(0, Slices(indices, values, None), changes)
    indices, values, shape = finish(one.take(len(gradients), changes))
    expected = sorted({index for gradient in gradients for index in gradient})
    assert indices.tolist() == expected
    assert shape.tolist() == [6]
    for index, value in zip(indices.tolist(), values, strict=True):
        found = [gradient[index] for gradient in gradients if index in gradient]
        assert value == np.float32(sum(found)) / np.float32(len(found))


@given(st.lists(st.integers(0, 3), max_size=6), st.lists(st.integers(0, 3), max_size=6))
def test_acc_10_no_slice_is_lost_in_any_order(first, second):
    one, changes = Accumulator(SparseSum(None, "SUM"), tf.float32), Changes()
    for indices in first, second:
        one.apply(0, Slices(np.array(indices, np.int64), np.ones(len(indices), np.float32), None), changes)
    indices, values, _ = finish(one.take(2, changes))
    for index in range(4):
        assert values[indices == index].sum() == first.count(index) + second.count(index)


@pytest.mark.parametrize(
    ("shape", "gradient"), [([2], [1.0]), ([None, 2], [[1.0]]), ([], [1.0])], ids=["size", "open", "scalar"]
)
def test_acc_7_a_refused_gradient_changes_nothing(shape, gradient):
    with tf.Graph().as_default(), tf.Session() as session:
        one, fed = tf.ConditionalAccumulator(tf.float32, shape=shape), tf.placeholder(tf.float32)
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Shape mismatch: expected "):
            session.run(one.apply_grad(fed), {fed: gradient})
        assert session.run(one.num_accumulated()) == 0


@pytest.mark.parametrize("sparse", [False, True])
def test_acc_12_gradients_and_takes_of_another_dtype_are_refused(sparse):
    raw = tf.raw_ops
    with tf.Graph().as_default(), tf.Session() as session:
        if sparse:
            one = tf.SparseConditionalAccumulator(tf.float32, shape=[2])
            apply = one.apply_grad([0], tf.constant([1.0], tf.float64))
            handle = one.accumulator_ref
            take = raw.SparseAccumulatorTakeGradient(handle=handle, num_required=1, dtype=tf.float64)[1]
        else:
            handle = raw.ConditionalAccumulator(dtype=tf.float32, shape=[2])
            gradient = tf.constant([1.0, 2.0], tf.float64)
            apply = raw.AccumulatorApplyGradient(handle=handle, local_step=0, gradient=gradient)
            take = raw.AccumulatorTakeGradient(handle=handle, num_required=1, dtype=tf.float64)
        for refused in apply, take:
            with pytest.raises(tf.errors.InvalidArgumentError, match="holds gradients of float, not double"):
                session.run(refused)


def test_acc_12_slices_are_not_taken_from_an_accumulator_of_tensors():
    with tf.Graph().as_default(), tf.Session() as session:
        handle = tf.raw_ops.ConditionalAccumulator(dtype=tf.float32, shape=[2])
        take = tf.raw_ops.SparseAccumulatorTakeGradient(handle=handle, num_required=1, dtype=tf.float32)
        with pytest.raises(tf.errors.InvalidArgumentError, match="not of the kind"):
            session.run(take.values)


def test_acc_5_a_number_that_is_no_scalar_is_refused():
    with tf.Graph().as_default(), tf.Session() as session:
        number = tf.placeholder(tf.int32)
        take = tf.ConditionalAccumulator(tf.float32, shape=[]).take_grad(number)
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Argument num_required must be scalar"):
            session.run(take, {number: [1]})


@pytest.mark.parametrize("dtype", [tf.int32, tf.uint8, tf.complex64, tf.bfloat16], ids=lambda dtype: dtype.name)
def test_acc_2_every_dtype_has_a_mean(dtype):
    with tf.Graph().as_default(), tf.Session() as session:
        one, fed = tf.ConditionalAccumulator(dtype, shape=[2]), tf.placeholder(dtype)
        for value in ([2, 3], [4, 5]):
            session.run(one.apply_grad(fed), {fed: value})
        taken = session.run(one.take_grad(2))
        assert taken.dtype == dtype.as_numpy_dtype
        assert taken.tolist() == [3, 4]


def test_acc_5_threads_that_apply_and_take_lose_nothing():
    with tf.Graph().as_default(), tf.Session() as session:
        one = tf.ConditionalAccumulator(tf.float32, shape=[], reduction_type="SUM")
        apply, take = one.apply_grad(1.0, local_step=2**40), one.take_grad(3)
        taken, applied, enough = [], [], threading.Event()

        def apply_until_enough():
            while not enough.is_set():
                session.run(apply)
                applied.append(1)

        appliers = [threading.Thread(target=apply_until_enough, daemon=True) for _ in range(3)]
        takers = [threading.Thread(target=lambda: taken.append(session.run(take)), daemon=True) for _ in range(20)]
        for thread in [*appliers, *takers]:
            thread.start()
        for thread in takers:
            thread.join(60)
        enough.set()
        for thread in appliers:
            thread.join(60)
        rest = session.run(one.num_accumulated())
        assert len(taken) == 20
        assert sum(taken) + rest == len(applied)
