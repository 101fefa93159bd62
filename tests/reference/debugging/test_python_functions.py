"""`tf.py_func`: what the function is given, what it may give, and what becomes of its errors."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import reference as tf

DTYPES = [np.dtype(name) for name in ("bool", "int8", "int32", "int64", "uint16", "float16", "float32", "complex64")]


def run(tensor: Any) -> Any:
    with tf.Session() as sess:
        return sess.run(tensor)


@given(value=st.sampled_from(DTYPES).flatmap(lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0))))
def test_dbg_25_values_go_through_a_function_unchanged(value: Any) -> None:
    with tf.Graph().as_default():
        given_back = run(tf.py_func(lambda x: x, [tf.constant(value)], tf.as_dtype(value.dtype)))
    np.testing.assert_array_equal(given_back, value)
    assert given_back.dtype == value.dtype


@given(texts=st.lists(st.binary(max_size=4), min_size=1, max_size=4))
def test_dbg_28_texts_keep_every_byte(texts: list[bytes]) -> None:
    with tf.Graph().as_default():
        tensor = tf.py_func(lambda x: (x, list(x)), [tf.constant(texts)], [tf.string, tf.string])
        assert [list(value) for value in run(tensor)] == [texts, texts]


def test_dbg_26_the_function_is_given_copies() -> None:
    def write(x: Any) -> Any:
        x[0] = 9
        return x

    with tf.Graph().as_default():
        original = tf.constant([1, 2])
        changed = tf.py_func(write, [original], tf.int32)
        with tf.control_dependencies([changed]):
            assert [value.tolist() for value in run([changed, tf.identity(original)])] == [[9, 2], [1, 2]]


def test_dbg_28_what_is_given_back_is_copied() -> None:
    buffer = np.zeros(2, np.int32)

    def count() -> Any:
        buffer[0] += 1
        return buffer

    with tf.Graph().as_default():
        first = tf.py_func(count, [], tf.int32)
        with tf.control_dependencies([first]):
            second = tf.py_func(count, [], tf.int32)
        assert [value.tolist() for value in run([first, second])] == [[1, 0], [2, 0]]


@pytest.mark.parametrize(
    ("given", "wanted", "message"),
    [
        (1.0, tf.float32, "0-th value returned by pyfunc_N is double, but expects float"),
        (
            (np.float32(1), 2.0),
            [tf.float32, tf.float32],
            "1-th value returned by pyfunc_N is double, but expects float",
        ),
        (None, tf.int64, "pyfunc_N returns 0 values, but expects to see 1 values."),
        ([1, 2], tf.int64, "pyfunc_N returns 2 values, but expects to see 1 values."),
    ],
)
def test_dbg_28_number_and_dtypes_of_the_values_are_checked(given: Any, wanted: Any, message: str) -> None:
    with tf.Graph().as_default():
        result = tf.py_func(lambda: given, [], wanted)
        operation = result[0].op if isinstance(result, list) else result.op
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            run(result)
    token = operation.get_attr("token").decode()
    assert caught.value.message.splitlines()[0] == message.replace("pyfunc_N", token)
    assert caught.value.op is operation


@pytest.mark.parametrize("value", [{"a": 1}, (None,), [[[1], [1, 2]]], np.array([b"a", 3], object), 2**70])
def test_dbg_28_what_no_tensor_can_hold_is_internal(value: Any) -> None:
    with tf.Graph().as_default(), pytest.raises(tf.errors.InternalError, match=r"^Unsupported object type"):
        run(tf.py_func(lambda: value, [], tf.float32))


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (ValueError("x"), tf.errors.InvalidArgumentError),
        (TypeError("x"), tf.errors.InvalidArgumentError),
        (UnicodeError("x"), tf.errors.InvalidArgumentError),
        (StopIteration("x"), tf.errors.OutOfRangeError),
        (MemoryError("x"), tf.errors.ResourceExhaustedError),
        (NotImplementedError("x"), tf.errors.UnimplementedError),
        (RuntimeError("x"), tf.errors.UnknownError),
        (SystemExit("x"), tf.errors.UnknownError),
        (tf.errors.OutOfRangeError(None, None, "x"), tf.errors.UnknownError),
    ],
)
def test_dbg_29_an_exception_becomes_an_error_of_its_kind(raised: BaseException, expected: Any) -> None:
    def fail() -> Any:
        raise raised

    with tf.Graph().as_default(), tf.Session() as sess:
        failing, other = tf.py_func(fail, [], tf.float32), tf.constant(1)
        with pytest.raises(expected) as caught:
            sess.run(failing)
        assert type(caught.value) is expected
        assert caught.value.message.startswith(f"{type(raised).__name__}: x\nTraceback (most recent call last):\n")
        assert sess.run(other) == 1


def test_dbg_29_an_interrupt_is_passed_on() -> None:
    def interrupt() -> Any:
        raise KeyboardInterrupt

    with tf.Graph().as_default(), tf.Session() as sess:
        failing, other = tf.py_func(interrupt, [], tf.float32), tf.constant(1)
        with pytest.raises(KeyboardInterrupt):
            sess.run(failing)
        assert sess.run(other) == 1


def test_dbg_30_the_function_may_run_steps_of_the_same_session() -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        variable = tf.Variable(3)
        sess.run(variable.initializer)
        doubled = variable.assign(variable * 2)
        outer = tf.py_func(lambda: sess.run(doubled), [], tf.int32)
        assert sess.run(outer) == 6
        assert sess.run(variable) == 6


def test_dbg_30_many_threads_may_call_one_function() -> None:
    calls: list[int] = []
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.int64, [])
        noted = tf.py_func(lambda value: calls.append(int(value)) or value, [x], tf.int64)
        threads = [
            threading.Thread(target=lambda start=start: [sess.run(noted, {x: start + i}) for i in range(50)])
            for start in range(0, 400, 50)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(calls) == list(range(400))


def test_dbg_31_a_function_lives_as_long_as_its_graph() -> None:
    class Function:
        def __call__(self) -> int:
            return 1

    graph, function = tf.Graph(), Function()
    alive = weakref.ref(function)
    with graph.as_default():
        tf.py_func(function, [], tf.int64)
    message = graph.as_graph_def()
    del function
    gc.collect()
    assert alive() is not None
    with tf.Graph().as_default():
        (copied,) = tf.import_graph_def(message, return_elements=["PyFunc:0"])
        assert run(copied) == 1
        del graph
        gc.collect()
        assert alive() is None
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"^ValueError: callback pyfunc_\d+ is not found\n"):
            run(copied)


def test_dbg_27_shapes_are_not_known() -> None:
    with tf.Graph().as_default():
        tensor = tf.py_func(lambda: 1, [], tf.int64, stateful=False)
        assert tensor.shape.ndims is None
        assert tensor.op.type == "PyFuncStateless"
        assert run(tf.fill([2], tensor)).tolist() == [1, 1]
