"""Every class of error, raised as a user meets it; the session must work on after each."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.runtime.engine import ReferenceEngine
from reference.session.session import Session

Attempt = Callable[[Any, Path], Any]
TOO_LARGE = [1 << 25, 1 << 25]  # elements: thousands of terabytes, which no machine gives


def py_func_that_raises(error: BaseException) -> Attempt:
    def attempt(sess: Any, path: Path) -> Any:
        def fail() -> Any:
            raise error

        return sess.run(tf.py_func(fail, [], tf.float32))

    return attempt


def step_past_its_deadline(sess: Any, path: Path) -> Any:
    element = tf.FIFOQueue(1, [tf.float32]).dequeue()
    return sess.run(element, options=tf.RunOptions(timeout_in_ms=1))


def reading_a_missing_file(sess: Any, path: Path) -> Any:
    return sess.run(tf.read_file(str(path / "missing")))


def copying_onto_a_file(sess: Any, path: Path) -> Any:
    for name in ("one", "two"):
        (path / name).write_text("text")
    return tf.gfile.Copy(str(path / "one"), str(path / "two"))


def filling_too_much(sess: Any, path: Path) -> Any:
    size = tf.placeholder(tf.int64)
    return sess.run(tf.fill(size, 1.0), {size: TOO_LARGE})


def reading_an_unset_variable(sess: Any, path: Path) -> Any:
    return sess.run(tf.Variable(1.0) + 1.0)


def reshaping_to_another_size(sess: Any, path: Path) -> Any:
    value = tf.placeholder(tf.float32)
    return sess.run(tf.reshape(value, [3]), {value: [1, 2]})


def taking_from_a_closed_queue(sess: Any, path: Path) -> Any:
    queue = tf.FIFOQueue(1, [tf.float32])
    sess.run(queue.close())
    return sess.run(queue.dequeue())


def adding_to_a_closed_queue(sess: Any, path: Path) -> Any:
    queue = tf.FIFOQueue(1, [tf.float32])
    sess.run(queue.close())
    return sess.run(queue.enqueue(1.0))


def casting_texts(sess: Any, path: Path) -> Any:
    text = tf.placeholder(tf.string)
    return sess.run(tf.cast(text, tf.float32), {text: "1"})


def giving_what_no_tensor_holds(sess: Any, path: Path) -> Any:
    return sess.run(tf.py_func(lambda: (None,), [], tf.float32))


def reading_a_cut_record(sess: Any, path: Path) -> Any:
    file = path / "records"
    with tf.python_io.TFRecordWriter(str(file)) as writer:
        writer.write(b"hello" * 10)
    file.write_bytes(file.read_bytes()[:-3])
    queue = tf.FIFOQueue(1, [tf.string])
    sess.run(queue.enqueue(str(file)))
    return sess.run(tf.TFRecordReader().read(queue))


def exporting_an_empty_table(sess: Any, path: Path) -> Any:
    table = tf.raw_ops.HashTableV2(key_dtype=tf.string, value_dtype=tf.int64)
    return sess.run(tf.raw_ops.LookupTableExportV2(table_handle=table, Tkeys=tf.string, Tvalues=tf.int64))


def file_that_fails_with(number: int) -> Attempt:
    def attempt(sess: Any, path: Path) -> Any:
        def refuse(*args: Any, **kwargs: Any) -> Any:
            raise OSError(number, os.strerror(number))

        shown = tf.print("x", output_stream=f"file://{path}/shown")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("reference.ops.debugging.print_v2.open", refuse, raising=False)
            return sess.run(shown)

    return attempt


ATTEMPTS: dict[str, tuple[int, Attempt]] = {
    "a closed queue": (tf.errors.CANCELLED, adding_to_a_closed_queue),
    "an error of Python's": (tf.errors.UNKNOWN, py_func_that_raises(RuntimeError("text"))),
    "a wrong size": (tf.errors.INVALID_ARGUMENT, reshaping_to_another_size),
    "a deadline": (tf.errors.DEADLINE_EXCEEDED, step_past_its_deadline),
    "a missing file": (tf.errors.NOT_FOUND, reading_a_missing_file),
    "a file that is there": (tf.errors.ALREADY_EXISTS, copying_onto_a_file),
    "a file of others": (tf.errors.PERMISSION_DENIED, file_that_fails_with(errno.EACCES)),
    "too little memory": (tf.errors.RESOURCE_EXHAUSTED, filling_too_much),
    "an unset variable": (tf.errors.FAILED_PRECONDITION, reading_an_unset_variable),
    "a table without values": (tf.errors.ABORTED, exporting_an_empty_table),
    "a replaced file": (tf.errors.ABORTED, file_that_fails_with(errno.ESTALE)),
    "an empty queue": (tf.errors.OUT_OF_RANGE, taking_from_a_closed_queue),
    "what is not done": (tf.errors.UNIMPLEMENTED, casting_texts),
    "what is no value": (tf.errors.INTERNAL, giving_what_no_tensor_holds),
    "a machine that is away": (tf.errors.UNAVAILABLE, file_that_fails_with(errno.EHOSTUNREACH)),
    "a cut file": (tf.errors.DATA_LOSS, reading_a_cut_record),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_err_10_after_each_class_of_error_the_session_works_on(name: str, tmp_path: Path) -> None:
    code, attempt = ATTEMPTS[name]
    with tf.Graph().as_default(), tf.Session() as sess:
        variable = tf.Variable(3)
        sess.run(variable.initializer)
        doubled = variable * 2
        with pytest.raises(tf.errors.exception_type_from_error_code(code)) as caught:
            attempt(sess, tmp_path)
        assert caught.value.error_code == code
        assert sess.run(doubled) == 6


def test_err_10_the_table_has_every_class() -> None:
    codes = {code for code, _ in ATTEMPTS.values()} | {tf.errors.UNAUTHENTICATED}  # the last one: ERR-14, below
    assert codes == set(range(1, 17))


def test_err_10_closing_the_session_cancels_the_step_and_no_other_session() -> None:
    graph, begun = tf.Graph(), threading.Event()
    with graph.as_default():
        with tf.control_dependencies([tf.py_func(begun.set, [], [])]):
            element = tf.FIFOQueue(1, [tf.float32]).dequeue()
        other = tf.constant(7)
    waiting, bystander = tf.Session(graph=graph), tf.Session(graph=graph)
    caught: list[tf.OpError] = []

    def step() -> None:
        try:
            waiting.run(element)
        except tf.OpError as error:
            caught.append(error)

    thread = threading.Thread(target=step)
    thread.start()
    begun.wait()
    waiting.close()
    thread.join()
    assert [type(error) for error in caught] == [tf.errors.CancelledError]
    with bystander:
        assert bystander.run(other) == 7


@given(size=st.lists(st.integers(1 << 14, 1 << 20), min_size=3, max_size=4))
def test_err_11_what_does_not_fit_is_named_and_nothing_is_left(size: list[int]) -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        sizes = tf.placeholder(tf.int64)
        elements = int(np.prod(np.array(size, object)))
        expected = tf.errors.InvalidArgumentError if elements >= 1 << 63 else tf.errors.ResourceExhaustedError
        with pytest.raises(expected) as caught:
            sess.run(tf.fill(sizes, 1.0), {sizes: size})
        assert f"[{','.join(map(str, size))}]" in caught.value.message.splitlines()[0]
        assert sess.run(tf.constant(1)) == 1


def test_err_12_an_error_of_the_block_is_passed_on() -> None:
    for code in range(1, 17):
        error = tf.errors.exception_type_from_error_code(code)(None, None, "words")
        with pytest.raises(type(error)) as caught, tf.errors.raise_exception_on_not_ok_status():
            raise error
        assert caught.value is error


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("ENOTDIR", tf.errors.FailedPreconditionError),
        ("EEXIST", tf.errors.AlreadyExistsError),
        ("EMFILE", tf.errors.ResourceExhaustedError),
        ("EFBIG", tf.errors.OutOfRangeError),
        ("ETIMEDOUT", tf.errors.DeadlineExceededError),
        ("ECANCELED", tf.errors.CancelledError),
        ("ELOOP", tf.errors.UnknownError),
    ],
)
def test_err_13_error_numbers_have_classes(number: str, expected: Any, tmp_path: Path) -> None:
    code = getattr(errno, number)
    with tf.Graph().as_default(), tf.Session() as sess, pytest.raises(expected) as caught:
        file_that_fails_with(code)(sess, tmp_path)
    assert caught.value.message.splitlines()[0] == f"{tmp_path}/shown; {os.strerror(code)}"


class _StrictEngine(ReferenceEngine):
    """An engine that wants to know who is calling before the first step."""

    known = False

    def run(self, step: Any) -> Any:
        if not self.known:
            self.known = True
            raise tf.errors.UnauthenticatedError(None, None, "who is there?")
        return super().run(step)


class _StrictSession(Session):
    engine_factory = _StrictEngine


def test_err_14_an_error_of_the_engine_leaves_the_session_open() -> None:
    with tf.Graph().as_default(), _StrictSession() as sess:
        value = tf.constant(7)
        with pytest.raises(tf.errors.UnauthenticatedError, match="who is there") as caught:
            sess.run(value)
        assert caught.value.error_code == tf.errors.UNAUTHENTICATED
        assert sess.run(value) == 7
