"""Errors: the classes and what they carry, and which of them ops raise in a step."""

from __future__ import annotations

import os
import pickle
from typing import Any

import numpy as np

from conformance.questions.folder import Folder
from conformance.questions.question import question, refusal, refusals, run

CLASSES = (
    "CancelledError",
    "UnknownError",
    "InvalidArgumentError",
    "DeadlineExceededError",
    "NotFoundError",
    "AlreadyExistsError",
    "PermissionDeniedError",
    "UnauthenticatedError",
    "ResourceExhaustedError",
    "FailedPreconditionError",
    "AbortedError",
    "OutOfRangeError",
    "UnimplementedError",
    "InternalError",
    "UnavailableError",
    "DataLossError",
)


def unknown(tf: Any, value: Any) -> Any:
    """A placeholder of unknown shape for `value`'s dtype, and the feed that gives it the value."""
    array = np.asarray(value)
    dtype = tf.float32 if array.dtype == np.float64 else tf.int32 if array.dtype == np.int64 else array.dtype
    placeholder = tf.placeholder(dtype, name="p")
    return placeholder, {placeholder: value}


@question("ERR-2")
def error_codes_of_the_classes(tf: Any) -> Any:
    made = [getattr(tf.errors, name)(None, None, "m") for name in CLASSES]
    return [[type(e).__name__, e.error_code, e.message, e.op, e.node_def] for e in made]


@question("ERR-2")
def named_codes(tf: Any) -> Any:
    names = (
        "OK",
        "CANCELLED",
        "UNKNOWN",
        "INVALID_ARGUMENT",
        "DEADLINE_EXCEEDED",
        "NOT_FOUND",
        "ALREADY_EXISTS",
        "PERMISSION_DENIED",
        "UNAUTHENTICATED",
        "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION",
        "ABORTED",
        "OUT_OF_RANGE",
        "UNIMPLEMENTED",
        "INTERNAL",
        "UNAVAILABLE",
        "DATA_LOSS",
    )
    return [[name, getattr(tf.errors, name)] for name in names]


@question("ERR-1")
def classes_are_subclasses_of_op_error(tf: Any) -> Any:
    return [
        all(issubclass(getattr(tf.errors, name), tf.errors.OpError) for name in CLASSES),
        tf.OpError is tf.errors.OpError,
        issubclass(tf.OpError, Exception),
        tf.OpError.__mro__[1].__name__,
    ]


@question("ERR-6")
def exception_types_of_codes(tf: Any) -> Any:
    return [tf.errors.exception_type_from_error_code(code).__name__ for code in range(1, 17)]


@question("ERR-6")
def codes_of_exception_types(tf: Any) -> Any:
    return [tf.errors.error_code_from_exception_type(getattr(tf.errors, name)) for name in CLASSES]


@question("ERR-6")
def exception_type_of_ok_and_of_unknown_codes(tf: Any) -> Any:
    return [
        refusal(lambda: tf.errors.exception_type_from_error_code(0)),
        refusal(lambda: tf.errors.exception_type_from_error_code(99)),
    ]


@question("ERR-6")
def code_of_op_error_and_of_other_classes(tf: Any) -> Any:
    return [tf.errors.error_code_from_exception_type(cls) for cls in (tf.errors.OpError, ValueError)]


@question("ERR-3")
def op_error_constructor(tf: Any) -> Any:
    error = tf.OpError(None, None, "message", 3)
    return [error.node_def, error.op, error.message, error.error_code, str(error), repr(error), list(error.args)]


@question("ERR-4", "ERR-5")
def op_error_with_an_operation(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    error = tf.errors.NotFoundError(a.op.node_def, a.op, "message")
    lines = str(error).splitlines()
    return [error.op is a.op, error.node_def.name, error.message, lines[0], lines[1], lines[2]]


@question("ERR-4", "ERR-5")
def op_error_with_a_node_def_only(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    error = tf.errors.NotFoundError(a.op.node_def, None, "message")
    return [error.op, error.node_def.op, str(error)]


@question("ERR-4")
def error_properties_are_read_only(tf: Any) -> Any:
    error = tf.errors.NotFoundError(None, None, "message")
    return [
        refusal(lambda: setattr(error, "op", 1))[0],
        refusal(lambda: setattr(error, "message", 1))[0],
        refusal(lambda: setattr(error, "error_code", 1))[0],
    ]


@question("ERR-8")
def errors_can_be_pickled(tf: Any) -> Any:
    error = pickle.loads(pickle.dumps(tf.errors.NotFoundError(None, None, "message")))
    return [type(error).__name__, error.message, error.error_code, error.op]


@question("ERR-7")
def raise_exception_on_not_ok_status(tf: Any) -> Any:
    with tf.errors.raise_exception_on_not_ok_status() as status:
        return status is not None


@question("ERR-9")
def run_time_error_carries_its_operation(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, name="p")
    r = tf.reshape(p, [3], name="r")
    try:
        run(tf, r, {p: [1, 2]})
    except tf.errors.InvalidArgumentError as error:
        return [
            error.op is r.op,
            error.node_def.name,
            error.node_def.op,
            list(error.node_def.input),
            error.error_code,
            error.message.splitlines()[0],
            error.message.splitlines()[1].startswith("\t [[node r (defined at "),
        ]


@question("ERR-9")
def run_time_error_says_where_the_operation_was_made(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, name="p")
    r = tf.reshape(p, [3], name="r")
    try:
        run(tf, r, {p: [1, 2]})
    except tf.OpError as error:
        text = str(error)
        return [
            "Original stack trace for 'r':" in text,
            __name__.split(".")[-1] in text,
            'r = tf.reshape(p, [3], name="r")' in text,
        ]


@question("ERR-9")
def run_time_error_of_a_node_that_the_runtime_made(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    try:
        run(tf, v)
    except tf.errors.FailedPreconditionError as error:
        return [error.op, error.node_def.op if error.node_def is not None else None, error.message.splitlines()]


@question("ERR-1", "ERR-9")
def run_time_error_is_caught_as_op_error(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, name="p")
    try:
        run(tf, p)
    except tf.OpError as error:
        return type(error).__name__


@question("ERR-9")
def error_of_an_op_in_a_name_scope(tf: Any) -> Any:
    with tf.name_scope("s"):
        p = tf.placeholder(tf.int32, name="p")
    return run(tf, p)


@question("ERR-9")
def matmul_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, np.ones([2, 3]))
    return run(tf, tf.matmul(p, p, name="m"), feed)


@question("ERR-9")
def matmul_of_a_vector_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, np.ones([2]))
    return run(tf, tf.matmul(p, p, name="m"), feed)


@question("ERR-9", "OPS-22")
def add_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2])
    return run(tf, tf.add(p, [1, 2, 3], name="s"), feed)


@question("ERR-9", "OPS-22")
def add_v2_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1.0, 2.0])
    longer = tf.constant([1.0, 2.0, 3.0])
    return run(tf, p + longer, feed)


@question("ERR-9")
def reshape_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2, 3])
    return run(tf, tf.reshape(p, [2, 2], name="r"), feed)


@question("ERR-9")
def reshape_with_an_unknown_size_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2, 3])
    return run(tf, tf.reshape(p, [2, -1], name="r"), feed)


@question("ERR-9")
def reshape_to_a_bad_shape_while_running(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, name="p")
    return refusals(lambda shape: run(tf, tf.reshape([1, 2, 3], p), {p: shape}), [-1, -1], [-2], [[3]], 3, [])


@question("ERR-9")
def concat_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [[1, 2]])
    return run(tf, tf.concat([p, [[1], [2]]], 1, name="c"), feed)


@question("ERR-9")
def concat_of_other_ranks_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2])
    return run(tf, tf.concat([p, tf.placeholder_with_default([[1]], None)], 0, name="c"), feed)


@question("ERR-9")
def stack_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2])
    return run(tf, tf.stack([p, [1, 2, 3]], name="k"), feed)


@question("ERR-9")
def unstack_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2])
    return run(tf, tf.unstack(p, 3, name="u"), feed)


@question("ERR-9")
def split_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2, 3])
    return run(tf, tf.split(p, 2, name="t"), feed)


@question("ERR-9")
def gather_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [0, 5])
    return run(tf, tf.gather([1, 2, 3], p, name="g"), feed)


@question("ERR-9")
def slice_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2, 3])
    return run(tf, tf.slice(p, [1], [5], name="s"), feed)


@question("ERR-9")
def strided_slice_index_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2, 3])
    return run(tf, p[5], feed)


@question("ERR-9")
def strided_slice_of_a_smaller_rank_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2, 3])
    return run(tf, p[0, 0], feed)


@question("ERR-9")
def transpose_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [[1, 2]])
    return run(tf, tf.transpose(p, [0], name="t"), feed)


@question("ERR-9")
def squeeze_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [[1, 2]])
    return run(tf, tf.squeeze(p, [1], name="q"), feed)


@question("ERR-9")
def expand_dims_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2])
    return run(tf, tf.expand_dims(p, 5, name="e"), feed)


@question("ERR-9")
def reduce_sum_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2])
    return run(tf, tf.reduce_sum(p, 3, name="s"), feed)


@question("ERR-9")
def argmax_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2])
    return run(tf, tf.argmax(p, 2, name="a"), feed)


@question("ERR-9")
def argmax_of_nothing_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, np.zeros([0, 2]))
    return run(tf, tf.argmax(p, 0, name="a"), feed)


@question("ERR-9")
def integer_division_by_zero(tf: Any) -> Any:
    p, feed = unknown(tf, [0])
    return run(tf, tf.floordiv([1], p, name="d"), feed)


@question("ERR-9")
def integer_modulo_zero(tf: Any) -> Any:
    p, feed = unknown(tf, [0])
    return run(tf, tf.floormod([1], p, name="d"), feed)


@question("RUN-18")
def float_division_by_zero_is_no_error(tf: Any) -> Any:
    p, feed = unknown(tf, [0.0])
    return run(tf, [tf.divide([1.0], p), tf.floordiv([1.0], p)], feed)


@question("ERR-9")
def fill_while_running(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, name="p")
    return refusals(lambda shape: run(tf, tf.fill(p, 1), {p: shape}), [-1], [[2]], 2)


@question("ERR-9")
def range_while_running(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, name="p")
    return refusals(lambda step: run(tf, tf.range(0, 5, p), {p: step}), 0, -1, [1])


@question("ERR-9")
def tile_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2])
    return run(tf, tf.tile(p, [1, 2], name="t"), feed)


@question("ERR-9")
def pad_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [[1, -1]])
    return run(tf, tf.pad([1, 2], p, name="d"), feed)


@question("ERR-9")
def select_while_running(tf: Any) -> Any:
    p = tf.placeholder(tf.bool, name="p")
    return run(tf, tf.where(p, [1, 2], [3, 4], name="w"), {p: [True, False, True]})


@question("ERR-9")
def bias_add_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [[1.0, 2.0]])
    return run(tf, tf.nn.bias_add(p, [1.0, 2.0, 3.0], name="b"), feed)


@question("ERR-9")
def conv2d_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, np.ones([1, 4, 4, 2]))
    return run(tf, tf.nn.conv2d(p, tf.ones([2, 2, 3, 1]), strides=1, padding="SAME", name="c"), feed)


@question("ERR-9")
def conv2d_of_a_wrong_rank_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, np.ones([4, 4, 2]))
    return run(tf, tf.nn.conv2d(p, tf.ones([2, 2, 2, 1]), strides=1, padding="SAME", name="c"), feed)


@question("ERR-9")
def max_pool_of_a_wrong_rank_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, np.ones([4, 4]))
    return run(tf, tf.nn.max_pool(p, 2, 2, "SAME", name="m"), feed)


@question("ERR-9")
def softmax_of_a_scalar_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, 1.0)
    return run(tf, tf.nn.softmax(p, name="s"), feed)


@question("ERR-9")
def random_uniform_of_a_bad_shape_while_running(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, name="p")
    return refusals(lambda shape: run(tf, tf.random_uniform(p), {p: shape}), [-1], [[2]])


@question("ERR-9")
def random_integers_of_an_empty_range(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [], name="p")
    return run(tf, tf.random_uniform([2], 5, p, tf.int32, name="u"), {p: 5})


@question("ERR-9")
def assert_while_running(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2])
    return run(tf, tf.Assert(tf.equal(tf.size(p), 3), ["size", p], name="check"), feed)


@question("ERR-9")
def assert_summarizes_its_data(tf: Any) -> Any:
    p, feed = unknown(tf, [1, 2, 3, 4, 5])
    data = [p, "text", 1.5, True]
    return refusals(lambda count: run(tf, tf.Assert(False, data, summarize=count), feed), None, 1, 4, -1)


@question("ERR-9")
def placement_on_a_device_that_is_not_there(tf: Any) -> Any:
    with tf.device("/job:worker"):
        a = tf.constant(1, name="a")
    return refusal(lambda: run(tf, a))[0]


@question("ERR-9")
def reading_a_file_that_is_not_there(tf: Any) -> Any:
    restore = tf.raw_ops.RestoreV2(prefix="nowhere", tensor_names=["v"], shape_and_slices=[""], dtypes=[tf.float32])
    return refusal(lambda: run(tf, restore))[0]


@question("ERR-9")
def cast_of_strings_while_running(tf: Any) -> Any:
    return run(tf, tf.cast(tf.constant(["1"]), tf.int32, name="c"))


@question("ERR-13")
def classes_of_errors_of_files(tf: Any) -> Any:
    gfile = tf.io.gfile

    with Folder() as folder:
        folder.put("file", b"text")
        os.makedirs(folder.path("full", "below"))
        attempts = (
            lambda: gfile.GFile(folder.path("nowhere")).read(),
            lambda: gfile.GFile(folder.path("file", "below")).read(),
            lambda: gfile.GFile(folder.path("full"), "w").write("text"),
            lambda: gfile.GFile(folder.path("n" * 300)).read(),
            lambda: gfile.mkdir(folder.path("full")),
            lambda: gfile.mkdir(folder.path("no", "where")),
            lambda: gfile.listdir(folder.path("file")),
        )
        return [folder.outcome(attempt) for attempt in attempts]
