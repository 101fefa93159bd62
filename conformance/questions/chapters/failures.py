"""Failures: functions of the program that fail, and every class of error with something that raises it.

After each failure the session is asked for something else, and must give it.
"""

from __future__ import annotations

import os
import re
import tempfile
from typing import TYPE_CHECKING, Any

import numpy as np

from conformance.questions.question import first_line, nodes, question, refusal, refusals, run

if TYPE_CHECKING:
    from collections.abc import Callable


def failure(tf: Any, fetches: Any, feeds: Any = None, **options: Any) -> Any:
    """How a step fails: class, code, operation and first line; and what the session gives afterwards."""
    after = tf.constant(7)
    with tf.Session() as sess:
        try:
            outcome = ["value", sess.run(fetches, feeds, **options)]
        except tf.errors.OpError as error:
            name = error.op.name if error.op is not None else None
            outcome = [type(error).__name__, error.error_code, name, without_numbers(first_line(error))]
        return [outcome, sess.run(after)]


def without_numbers(text: str) -> str:
    """`text` without what counts things of the whole process."""
    return re.sub(r"pyfunc_\d+", "pyfunc_N", text)


def calls(tf: Any, function: Callable[..., Any], dtypes: Any, *inputs: Any) -> Any:
    """How a step of `tf.py_func` ends."""
    return failure(tf, tf.py_func(function, list(inputs), dtypes, name="call"))


def raising(error: BaseException) -> Callable[..., Any]:
    """A function that raises `error`."""

    def function(*values: Any) -> Any:
        raise error

    return function


# ---- what a function is given and gives


@question("DBG-25", "DBG-27")
def py_func_builds_one_operation(tf: Any) -> Any:
    one = tf.py_func(len, [[1, 2]], tf.int64)
    several = tf.py_func(len, (1, 2.0), [tf.int64, tf.string], stateful=False, name="own")
    none = tf.py_func(len, [], [])
    function = tf.numpy_function(len, [1], tf.int64)
    types = [[t.name for t in op.get_attr("Tin")] + ["to"] + [t.name for t in op.get_attr("Tout")]
             for op in (one.op, several[0].op, none)]  # fmt: skip
    return [str(one.shape), len(several), none.type, function.op.type, types, nodes(tf)]


@question("DBG-25")
def py_func_counts_its_tokens(tf: Any) -> Any:
    tokens = [tf.py_func(len, [], tf.int64).op.get_attr("token").decode() for _ in range(3)]
    numbers = [int(token.replace("pyfunc_", "")) for token in tokens]
    return [number - numbers[0] for number in numbers]


@question("DBG-25")
def py_func_of_wrong_arguments(tf: Any) -> Any:
    def identity(x: Any) -> Any:
        return x

    attempts: list[Any] = [(3, [2], tf.int64), (identity, 2, tf.int32), (identity, tf.constant([1]), tf.int32)]
    attempts += [(identity, [2], None), (identity, [], [tf.float32, "foo"]), (None, [], tf.int32)]
    return refusals(lambda arguments: tf.py_func(*arguments), *attempts)


@question("DBG-26")
def py_func_sees_arrays_and_scalars(tf: Any) -> Any:
    inputs = [1, 2.5, "text", [1, 2], ["a", "b"], [[True]], tf.constant(1, tf.float64), tf.zeros([0, 2])]

    def describe(*values: Any) -> Any:
        kinds = [[isinstance(v, np.ndarray), isinstance(v, bytes), str(getattr(v, "dtype", None))] for v in values]
        return repr(kinds)

    return run(tf, tf.py_func(describe, inputs, tf.string))


@question("DBG-26")
def py_func_writes_to_its_own_copy(tf: Any) -> Any:
    def write(x: Any) -> Any:
        x[0] = 9
        return x

    original = tf.constant([1, 2])
    changed = tf.py_func(write, [original], tf.int32)
    with tf.control_dependencies([changed]):
        return run(tf, [changed, tf.identity(original)])


@question("DBG-28")
def py_func_gives_values_of_every_dtype(tf: Any) -> Any:
    names = (
        "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split()
    )
    made = [tf.py_func(lambda name=name: np.array([1, 0], name), [], tf.as_dtype(name)) for name in names]
    return run(tf, made)


@question("DBG-28")
def py_func_gives_texts(tf: Any) -> Any:
    texts = ["é", b"\xff\x00", np.array(["a", "bc"]), np.array([b"a", b"bc"]), np.array([b"a", "é"], object)]
    made = [tf.py_func(lambda text=text: text, [], tf.string) for text in texts]
    nested = tf.py_func(lambda: (["a", "b"], [b"a\x00", b"b"]), [], [tf.string, tf.string])
    return run(tf, [made, nested])


@question("DBG-28")
def py_func_gives_numbers_of_python(tf: Any) -> Any:
    values = [(1, tf.int64), (1.5, tf.float64), (True, tf.bool), (1j, tf.complex128), ([[1, 2]], tf.int64)]
    return run(tf, [tf.py_func(lambda value=value: value, [], dtype) for value, dtype in values])


@question("DBG-28")
def py_func_gives_another_dtype(tf: Any) -> Any:
    values = [1, 1.0, True, "a", np.float32(1), np.float16(1), np.uint8(1), 1j, np.complex64(1)]
    wanted = [tf.float32, tf.float16, tf.string, tf.bfloat16, tf.qint8, tf.resource]
    first = [calls(tf, lambda value=value: value, tf.int32)[0] for value in values]
    return [first, [calls(tf, lambda: 1, dtype)[0] for dtype in wanted]]


@question("DBG-28")
def py_func_gives_another_number_of_values(tf: Any) -> Any:
    values: list[Any] = [None, [], (), [1, 2], (1, 2, 3), np.array([1, 2]), 1]
    return [[calls(tf, lambda v=value: v, [tf.int64] * count)[0] for value in values] for count in (0, 1, 2)]


@question("DBG-28")
def py_func_gives_what_no_tensor_can_hold(tf: Any) -> Any:
    values: list[Any] = [{"a": 1}, object(), (None,), (None, 1), (1.0, None), np.array([b"a", 3], object), 2**70]
    values += [np.longdouble(1), np.datetime64("2020"), np.zeros(2, [("a", int), ("b", int)])]
    return [calls(tf, lambda value=value: value, tf.float32) for value in values]


# ---- exceptions


@question("DBG-29")
def exceptions_of_a_function(tf: Any) -> Any:
    kinds: list[Any] = [ValueError, TypeError, StopIteration, MemoryError, NotImplementedError, RuntimeError, KeyError]
    kinds += [Exception, IndexError, ZeroDivisionError, FileNotFoundError, PermissionError, TimeoutError, UnicodeError]
    kinds += [AssertionError, OverflowError, ImportError, AttributeError, RecursionError, SystemExit, GeneratorExit]
    return [calls(tf, raising(kind("text")), tf.float32, 1.0) for kind in kinds]


@question("DBG-29")
def errors_of_tensorflow_raised_by_a_function(tf: Any) -> Any:
    kinds = [tf.errors.exception_type_from_error_code(code) for code in range(1, 17)]
    return [calls(tf, raising(kind(None, None, "words")), tf.float32) for kind in kinds]


@question("DBG-29")
def exceptions_of_own_classes(tf: Any) -> Any:
    class OwnValueError(ValueError):
        pass

    class OwnStop(StopIteration):
        pass

    class Silent(Exception):
        def __str__(self) -> str:
            return "own words"

    errors = [
        OwnValueError("x"),
        OwnStop("y"),
        Silent(),
        ValueError(),
        ValueError(1, 2),
        KeyError(3),
        ValueError("é\nb"),
    ]
    return [calls(tf, raising(error), tf.float32) for error in errors]


@question("DBG-29")
def the_wrong_number_of_arguments(tf: Any) -> Any:
    return calls(tf, len, tf.int64, 1, 2)[0][:3]


@question("DBG-29")
def the_message_shows_where_a_function_failed(tf: Any) -> Any:
    try:
        run(tf, tf.py_func(raising(ValueError("text")), [], tf.float32))
    except tf.errors.InvalidArgumentError as error:
        return [
            line in error.message
            for line in ("Traceback (most recent call last):\n", "in function\n", "\nValueError: text\n")
        ]


@question("DBG-30")
def a_function_runs_steps_of_its_session(tf: Any) -> Any:
    v = tf.Variable(3, name="v")
    doubled = v.assign(v * 2)
    with tf.Session() as sess:
        sess.run(v.initializer)
        outer = tf.py_func(lambda: sess.run(doubled), [], tf.int32)
        failing = tf.py_func(raising(KeyError("k")), [], tf.int32)
        inner = tf.py_func(lambda: sess.run(failing), [], tf.int32, name="outer")
        failed = refusal(lambda: sess.run(inner))
        return [sess.run(outer), sess.run(v), failed]


@question("DBG-31")
def a_function_that_is_not_here(tf: Any) -> Any:
    known = tf.raw_ops.PyFunc(input=[], token="elsewhere", Tout=[tf.float32], name="call")
    return [failure(tf, known), failure(tf, tf.raw_ops.PyFunc(input=[], token="elsewhere", Tout=[], name="none"))]


@question("DBG-31")
def an_imported_function(tf: Any) -> Any:
    tf.py_func(lambda x: x * 2, [tf.constant([1, 2])], tf.int32, name="call")
    message = tf.get_default_graph().as_graph_def()
    with tf.Graph().as_default():
        (copy,) = tf.import_graph_def(message, return_elements=["call:0"], name="copied")
        return run(tf, copy)


@question("DBG-25")
def functions_run_when_their_values_are_needed(tf: Any) -> Any:
    seen: list[str] = []

    def note(name: str) -> Callable[[], Any]:
        return lambda: seen.append(name) or 1  # type: ignore[func-returns-value]

    first, second = (tf.py_func(note(name), [], tf.int64) for name in ("first", "second"))
    with tf.Session() as sess:
        for fetches in (tf.constant(1), first, [first, first], [second], first.op):
            sess.run(fetches)
            seen.append("-")
    return seen


# ---- every class of error


@question("ERR-10")
def unknown(tf: Any) -> Any:
    return calls(tf, raising(RuntimeError("text")), tf.float32)


@question("ERR-10")
def invalid_argument(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return failure(tf, tf.reshape(p, [3], name="r"), {p: [1, 2]})


@question("ERR-10")
def not_found(tf: Any) -> Any:
    restore = tf.raw_ops.RestoreV2(prefix="nowhere", tensor_names=["v"], shape_and_slices=[""], dtypes=[tf.float32])
    outcome, after = failure(tf, restore)
    return [outcome[:2], after]


@question("ERR-10")
def failed_precondition(tf: Any) -> Any:
    return failure(tf, tf.Variable(1.0, name="v") + 1.0)


@question("ERR-10", "TAB-6")
def aborted(tf: Any) -> Any:
    table = tf.raw_ops.HashTableV2(key_dtype=tf.string, value_dtype=tf.int64)
    export = tf.raw_ops.LookupTableExportV2(table_handle=table, Tkeys=tf.string, Tvalues=tf.int64, name="export")
    return failure(tf, list(export))


@question("ERR-10")
def out_of_range(tf: Any) -> Any:
    return calls(tf, raising(StopIteration("no more")), tf.float32)


@question("ERR-10")
def out_of_range_by_counting(tf: Any) -> Any:
    v = tf.Variable(5, name="v", use_resource=False)
    with tf.control_dependencies([v.initializer]):
        return failure(tf, v.count_up_to(5))


@question("ERR-10")
def unimplemented(tf: Any) -> Any:
    p = tf.placeholder(tf.string, name="p")
    return failure(tf, tf.cast(p, tf.float32, name="c"), {p: "1"})


@question("ERR-10")
def pooling_over_the_batch(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [2, 4, 4, 1], name="p")
    windows = [([2, 1, 1, 1], [1, 1, 1, 1]), ([1, 2, 2, 1], [2, 1, 1, 1])]
    pools = [tf.nn.max_pool(p, sizes, strides, "VALID") for sizes, strides in windows]
    return [failure(tf, pool, {p: np.zeros((2, 4, 4, 1))}) for pool in pools]


@question("ERR-10")
def internal(tf: Any) -> Any:
    return calls(tf, lambda: (None,), tf.float32)


@question("ERR-11", "RUN-17")
def no_memory(tf: Any) -> Any:
    p = tf.placeholder(tf.int64, [None], name="p")
    outcomes = []
    for value in (1.0, 1, "a", True, np.float16(1), np.float64(1)):
        fill = tf.fill(p, tf.constant(value), name="f")
        outcomes.append(failure(tf, fill, {p: [1 << 20, 1 << 30]})[0])
    return [outcomes, failure(tf, tf.fill(p, 1.0, name="g"), {p: [1 << 31, 1 << 31]})]


@question("ERR-11")
def no_memory_for_other_operations(tf: Any) -> Any:
    p = tf.placeholder(tf.int64, [], name="p")
    vector = tf.reshape(p, [1])
    made = [tf.zeros(vector), tf.ones(vector), tf.broadcast_to(1.0, vector), tf.range(p), tf.pad([1.0], [[0, p]])]
    made += [tf.tile([1.0], vector), tf.random_uniform(vector), tf.random_uniform(vector, 0, 9, tf.int32)]
    return [failure(tf, tensor, {p: 1 << 50}) for tensor in made]


@question("ERR-11")
def no_such_number_of_elements(tf: Any) -> Any:
    p = tf.placeholder(tf.int64, [None], name="p")
    return failure(tf, tf.fill(p, 1.0, name="f"), {p: [1 << 40, 1 << 40]})


@question("ERR-12")
def errors_of_a_status(tf: Any) -> Any:
    def fail(code: int) -> None:
        with tf.errors.raise_exception_on_not_ok_status():
            raise tf.errors.exception_type_from_error_code(code)(None, None, "words")

    return refusals(fail, *range(1, 17))


@question("DBG-10")
def a_file_that_cannot_be_written(tf: Any) -> Any:
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "missing", "file")
    outcome, after = failure(tf, tf.print("x", output_stream="file://" + path, name="shown"))
    return [outcome[:3], outcome[3].replace(folder, "FOLDER"), after]
