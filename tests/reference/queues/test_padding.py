"""Clause QUE-16: the queue whose elements may differ in shape."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import reference as tf
from reference.ops.queues.padding import PaddingFIFOQueue
from reference.runtime.blocking import Changes
from tests.reference.queues.driving import Attempt, take


def padding(dtype, *shape):
    return PaddingFIFOQueue("q", [dtype], [shape], 99, Changes())


@given(st.lists(arrays.arrays(np.int32, st.tuples(st.integers(0, 3), st.just(2), st.integers(0, 3))), min_size=1))
def test_que_16_values_stand_at_the_start_and_the_rest_is_zero(values):
    queue = padding(tf.int32, None, 2, None)
    for value in values:
        Attempt(queue.enqueue([value]))
    batch = take(queue, len(values)).result[0]
    assert batch.shape == (len(values), *np.max([value.shape for value in values], axis=0))
    for row, value in zip(batch, values, strict=True):
        inside = tuple(slice(size) for size in value.shape)
        assert (row[inside] == value).all()
        row[inside] = 0
        assert not row.any()


@pytest.mark.parametrize(("dtype", "values", "filled"), [
    (tf.string, [[b"a"], [b"b", b"c"]], [[b"a", b""], [b"b", b"c"]]),
    (tf.bool, [[True], [True, True]], [[True, False], [True, True]]),
    (tf.complex64, [[1j], [1j, 2]], [[1j, 0], [1j, 2]]),
])  # fmt: skip
def test_que_16_what_stands_in_the_rest(dtype, values, filled):
    queue = padding(dtype, None)
    for value in values:
        Attempt(queue.enqueue([np.array(value, dtype.as_numpy_dtype)]))
    batch = take(queue, 2).result[0]
    assert batch.tolist() == filled and batch.dtype == dtype.as_numpy_dtype


def test_que_16_a_single_element_is_not_padded_and_no_elements_have_no_size():
    queue = padding(tf.int32, None, 2)
    Attempt(queue.enqueue([np.ones((1, 2), np.int32)]))
    Attempt(queue.enqueue([np.ones((3, 2), np.int32)]))
    assert take(queue, 0).result[0].shape == (0, 0, 2)
    assert take(queue).result[0].shape == (1, 2)
