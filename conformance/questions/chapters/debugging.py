"""Debugging: values shown and checked, assertions, functions of the program."""

from __future__ import annotations

import collections
import os
import sys
import tempfile
from typing import TYPE_CHECKING, Any

import numpy as np

from conformance.questions.question import nodes, question, refusal, refusals, run

if TYPE_CHECKING:
    from collections.abc import Callable


def written(what: Callable[[], Any], number: int = 2) -> str:
    """All that `what` writes to standard output (1) or standard error (2), whether Python's or the process's own."""
    name = {1: "stdout", 2: "stderr"}[number]
    python_stream, original = getattr(sys, name), os.dup(number)
    python_stream.flush()
    with tempfile.TemporaryFile() as file, os.fdopen(os.dup(file.fileno()), "w", encoding="utf-8") as stream:
        os.dup2(file.fileno(), number)
        setattr(sys, name, stream)
        try:
            what()
        finally:
            stream.flush()
            setattr(sys, name, python_stream)
            os.dup2(original, number)
            os.close(original)
        file.seek(0)
        return file.read().decode("utf-8")


def shown(tf: Any, *inputs: Any, **options: Any) -> str:
    """What a step of `tf.print` writes to standard error."""
    return written(lambda: run(tf, tf.print(*inputs, **options)))


def passed(tf: Any, data: Any, **options: Any) -> str:
    """What three steps of `tf.Print` write to standard error."""
    tensor = tf.Print(tf.constant(1.0), data, **options)

    def steps() -> None:
        with tf.Session() as sess:
            for _ in range(3):
                sess.run(tensor)

    return written(steps)


def outcomes(tf: Any, check: Any, feeds: Any) -> Any:
    """How a step of `check` ends with each of `feeds`."""
    return refusals(lambda feed: run(tf, check, feed), *feeds)


def called(function: Any, arguments: Any) -> Any:
    """How `function` refuses each of several tuples of arguments."""
    return refusals(lambda values: function(*values), *arguments)


# ---- tf.Print


@question("DBG-1")
def print_passes_its_input_on(tf: Any) -> Any:
    x = tf.placeholder(tf.int32, [2, None], name="x")
    y = tf.Print(x, [x, 1, "a"], message="m", first_n=0, summarize=5, name="shown")
    return [str(y.shape), y.dtype.name, run(tf, y, {x: [[1], [2]]}), nodes(tf)]


@question("DBG-1")
def print_of_data_that_is_no_list(tf: Any) -> Any:
    return refusals(lambda data: tf.Print(1.0, data), 3, None, "abc", tf.constant([1, 2]), {"a": 1})


@question("DBG-1")
def print_of_nothing_to_pass(tf: Any) -> Any:
    return tf.Print(None, [1])


@question("DBG-2")
def print_writes_message_and_values(tf: Any) -> Any:
    return passed(tf, [tf.constant([1.0, 2, 3, 4]), "a", 3, [[1, 2], [3, 4]], True, 1e20], message="msg: ")


@question("DBG-2")
def print_without_data(tf: Any) -> Any:
    return [passed(tf, []), passed(tf, [], message="only")]


@question("DBG-2")
def print_summarizes(tf: Any) -> Any:
    return [passed(tf, [[1, 2, 3, 4], [[1, 2], [3, 4]]], summarize=count) for count in (0, 1, 3, 4, -1)]


@question("DBG-2")
def print_of_texts(tf: Any) -> Any:
    return passed(tf, [[b'a\n"b"', b"\t'\\", b"\xe9\x00"]])


@question("DBG-2")
def print_of_what_has_no_words(tf: Any) -> Any:
    return passed(tf, [[1 + 2j, 3], 1j, tf.constant([[1.0, 2]], tf.bfloat16), tf.cast([1, 2], tf.qint32)])


@question("DBG-3")
def print_a_few_times(tf: Any) -> Any:
    return [passed(tf, [1], first_n=count) for count in (-5, 0, 1, 2, 9)]


@question("DBG-3")
def print_counts_in_each_session(tf: Any) -> Any:
    tensor = tf.Print(1.0, [1], first_n=1)
    return written(lambda: [run(tf, tensor) for _ in range(2)])


# ---- tf.print and tf.strings.format


@question("DBG-4")
def print_v2_builds_two_operations(tf: Any) -> Any:
    one = tf.print("a", tf.constant(1), summarize=5, name="shown", end="|")
    two = tf.print("b")
    attrs = [one.get_attr("end"), one.get_attr("output_stream"), one.inputs[0].op.get_attr("template")]
    return [one.name, two.name, attrs, nodes(tf)]


@question("DBG-4")
def print_v2_of_one_text_tensor(tf: Any) -> Any:
    tf.print(tf.constant("a"))
    tf.print(tf.constant(["a"]))
    tf.print(tf.placeholder_with_default("a", None))
    return [[op.type, op.inputs[0].op.type] for op in tf.get_default_graph().get_operations() if op.type == "PrintV2"]


@question("DBG-4")
def print_v2_separates_and_ends(tf: Any) -> Any:
    return [
        shown(tf, "a", "b"),
        shown(tf, "a", tf.constant(1), sep="-", end="|"),
        shown(tf, "a", "b", sep="", end=""),
        shown(tf),
        shown(tf, tf.constant("x"), tf.constant("y")),
        shown(tf, tf.constant("x")),
    ]


@question("DBG-4")
def print_v2_with_a_keyword_too_many(tf: Any) -> Any:
    return tf.print("h", foo=3)


@question("DBG-4")
def print_v2_with_wrong_options(tf: Any) -> Any:
    attempts = [{"end": 3}, {"summarize": "a"}, {"name": "a b"}]
    return refusals(lambda options: tf.print("h", **options), *attempts)


@question("DBG-5")
def print_v2_to_streams(tf: Any) -> Any:
    streams = [sys.stdout, sys.stderr, tf.logging.info, tf.logging.warn, tf.logging.warning, tf.logging.error]
    levels = [tf.logging.INFO, tf.logging.WARN, tf.logging.ERROR, "file:///tmp/x"]
    return [tf.print("h", output_stream=stream).get_attr("output_stream") for stream in streams + levels]


@question("DBG-5")
def print_v2_to_what_is_no_stream(tf: Any) -> Any:
    return refusals(lambda stream: tf.print("h", output_stream=stream), "stdout", "log(info)", None, 3, 10, 50)


@question("DBG-5")
def print_v2_to_standard_output(tf: Any) -> Any:
    return written(lambda: run(tf, tf.print("a", [1], output_stream=sys.stdout)), 1)


@question("DBG-5")
def print_v2_appends_to_a_file(tf: Any) -> Any:
    path = os.path.join(tempfile.mkdtemp(), "shown")
    operation = tf.print("x", tf.constant([1, 2]), output_stream="file://" + path)
    with tf.Session() as sess:
        sess.run(operation)
        sess.run(operation)
    with open(path) as file:
        return file.read()


@question("DBG-5")
def print_v2_with_a_stream_of_another_name(tf: Any) -> Any:
    return run(tf, tf.raw_ops.PrintV2(input="a", output_stream="elsewhere", name="shown"))


@question("DBG-5")
def print_v2_of_what_has_dimensions(tf: Any) -> Any:
    inputs = [["a", "b"], tf.placeholder(tf.string), 3]
    return refusals(lambda value: tf.raw_ops.PrintV2(input=value), *inputs)


@question("DBG-6")
def tensors_in_texts(tf: Any) -> Any:
    cube = np.arange(120).reshape(2, 3, 4, 5)
    values = [1, 1.5, True, [1, 2], np.arange(9), cube[0, 0], cube[0], cube, ["a'b\\c\t\x01é", "x"], b"\xff\x00", 0.1]
    with tf.Session() as sess:
        return [
            [sess.run(tf.strings.format("{}", [tf.constant(value)], summarize=count)) for value in values]
            for count in (-1, 0, 1, 2, 3)
        ]


@question("DBG-6")
def tensors_without_elements_in_texts(tf: Any) -> Any:
    shapes = [(0,), (0, 3), (2, 0), (1, 0), (2, 3, 0), (2, 0, 3), (0, 2, 3), (7, 0), (2, 2, 0, 2)]
    with tf.Session() as sess:
        return [sess.run(tf.strings.format("{}", [tf.constant(np.zeros(shape))])) for shape in shapes]


@question("DBG-6")
def floats_in_texts(tf: Any) -> Any:
    values = [np.nan, np.inf, -np.inf, -0.0, 1 / 3.0, 1e-10, 123456789.0, 65504.0]
    dtypes = [tf.float16, tf.float32, tf.float64]
    tensors = [tf.cast(tf.constant(values, tf.float64), dtype) for dtype in dtypes]
    return run(tf, [tf.strings.format("{}", [tensor], summarize=-1) for tensor in tensors])


@question("DBG-6")
def what_has_no_words_in_texts(tf: Any) -> Any:
    values = [tf.constant(1j), tf.constant([1j, 2]), tf.constant([[1.0, 2]], tf.bfloat16), tf.cast([1, 2], tf.qint8)]
    return run(tf, [tf.strings.format("{}", [value], summarize=1) for value in values])


@question("DBG-7")
def format_of_tensors(tf: Any) -> Any:
    made = [
        tf.strings.format("a {} b {}", [tf.constant(1), tf.constant([2, 3])], name="text"),
        tf.strings.format("a {}", tf.constant([1, 2])),
        tf.strings.format("a %s {}", (["x"],), placeholder="%s", summarize=1),
        tf.strings.format("a", []),
    ]
    return [run(tf, made), [str(text.shape) for text in made], nodes(tf)]


@question("DBG-7")
def format_of_too_many_or_too_few(tf: Any) -> Any:
    attempts = [("{} {}", [1]), ("a", [1]), ("a {}", [1, 2]), ("{}", "abc")]
    return refusals(lambda attempt: tf.strings.format(*attempt), *attempts)


@question("DBG-7")
def format_op_of_too_many_or_too_few(tf: Any) -> Any:
    attempts = [([1], "a %s b %s"), ([1, 2], "a %s b")]
    return refusals(lambda attempt: tf.raw_ops.StringFormat(inputs=attempt[0], template=attempt[1]), *attempts)


@question("DBG-8")
def print_v2_of_nests(tf: Any) -> Any:
    Pair = collections.namedtuple("Pair", "x y")
    one, two = tf.constant(1), tf.constant([2.5, 3])
    return [
        shown(tf, "hello", [1, 2], {"b": one, "a": [two, "x"]}, (1,), None, True, 3.5),
        shown(tf, Pair(one, "q"), {2: one, 1: two}, [[], {}, ()]),
        shown(tf, [one] * 40),
        shown(tf, list(range(40)), {"a": [one] * 30}),
        shown(tf, np.arange(3), b"by", range(3)),
        shown(tf, "héé", tf.constant("héé")),
    ]


@question("DBG-8")
def print_v2_of_sparse_tensors(tf: Any) -> Any:
    sparse = tf.SparseTensor([[0, 1]], [1.0], [2, 3])
    return shown(tf, sparse, [sparse, "k"])


@question("DBG-8")
def print_v2_of_what_looks_like_a_placeholder(tf: Any) -> Any:
    one = tf.constant(1)
    operation = tf.print("a{}b", ["{}", one])
    return [operation.inputs[0].op.get_attr("placeholder"), shown(tf, "a{}b", ["{}", one]), shown(tf, "{}9", one)]


@question("DBG-8")
def print_v2_of_variables(tf: Any) -> Any:
    v = tf.Variable(3.0, name="v")
    operation = tf.print("v", [v])
    with tf.Session() as sess:
        sess.run(v.initializer)
        return [written(lambda: sess.run(operation)), operation.inputs[0].op.inputs[0].name]


@question("DBG-9")
def levels_of_the_log(tf: Any) -> Any:
    log = tf.logging
    return [log.DEBUG, log.INFO, log.WARN, log.ERROR, log.FATAL]


# ---- numbers


@question("DBG-11")
def numbers_that_are_not_finite(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [None], name="x")
    y = tf.check_numerics(x, "loss", name="checked")
    values = [[1.0], [np.nan], [1, np.inf], [-np.inf], [np.nan, np.inf], []]
    return [str(y.shape), refusals(lambda value: run(tf, y, {x: value}), *values)]


@question("DBG-11")
def checking_what_is_no_float(tf: Any) -> Any:
    return refusals(lambda value: tf.check_numerics(value, "m"), [1], ["a"], [True])


@question("DBG-11")
def checking_without_a_text(tf: Any) -> Any:
    return refusals(lambda message: tf.check_numerics([1.0], message), 3, None, "a", b"a")


@question("DBG-12")
def verifying_that_all_is_finite(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, name="x")
    y = tf.verify_tensor_all_finite(x, "loss")
    outcomes = refusals(lambda value: run(tf, y, {x: value}), 1.0, np.nan)
    return [outcomes, tf.debugging.assert_all_finite is tf.verify_tensor_all_finite, nodes(tf)]


@question("DBG-12")
def verifying_under_two_names(tf: Any) -> Any:
    attempts = [
        {"t": 1.0, "x": 1.0, "msg": "m"},
        {"t": 1.0, "msg": "m", "message": "m"},
        {"msg": "m"},
        {"t": [1], "msg": "m"},
    ]
    return refusals(lambda options: tf.verify_tensor_all_finite(**options), *attempts)


@question("DBG-13")
def checks_for_every_tensor(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [2], name="x")
    with tf.name_scope("inner"):
        tf.unstack(x * 2.0)
    tf.constant(1.0, tf.float64)
    tf.constant(1.0, tf.bfloat16)
    tf.cast(x, tf.int32)
    checks = tf.add_check_numerics_ops()
    controls = [[op.name, [c.name for c in op.control_inputs]] for op in tf.get_default_graph().get_operations()]
    return [checks.name, nodes(tf), controls, refusal(lambda: run(tf, checks, {x: [1, np.nan]}))]


@question("DBG-13")
def checks_for_tensors_of_a_branch(tf: Any) -> Any:
    tf.assert_less(tf.placeholder(tf.float32), 1.0)
    return tf.add_check_numerics_ops()


@question("DBG-13")
def checks_where_a_branch_has_no_floats(tf: Any) -> Any:
    tf.Assert(tf.placeholder(tf.bool, []), [True, 1])
    return tf.add_check_numerics_ops().name


# ---- assertions


RELATIONS = ("equal", "none_equal", "less", "less_equal", "greater", "greater_equal")
SIGNS = ("negative", "positive", "non_negative", "non_positive")


@question("DBG-14", "DBG-16")
def relations_of_constants(tf: Any) -> Any:
    pairs = [([1, 2], [1, 2]), ([1, 2], [2, 3]), ([3, 4], [2, 3]), ([1, 5], [2, 3]), ([[1, 2], [3, 4]], [1, 2])]
    return [called(getattr(tf, "assert_" + name), pairs) for name in RELATIONS]


@question("DBG-16")
def relations_of_fed_values(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, name="x")
    checks = [getattr(tf, "assert_" + name)(x, [2.0, 3.0]) for name in RELATIONS]
    feeds = [{x: value} for value in ([1, 2], [2, 3], [3, 4], [1, 5], 7.5)]
    return [outcomes(tf, check, feeds) for check in checks]


@question("DBG-16")
def relation_with_message_and_data(tf: Any) -> Any:
    x = tf.placeholder(tf.int32, name="x")
    checks = [
        tf.assert_less(x, 3, message="m"),
        tf.assert_less(x, 3, data=["d", x, 1.5], summarize=1),
        tf.assert_less(x, 3, data=("d",), message="m", name="own"),
        tf.assert_less(x, 3, message="", summarize=-1),
    ]
    return [[check.name, outcomes(tf, check, [{x: [1, 2, 3, 4, 5]}])] for check in checks]


@question("DBG-16")
def nodes_of_a_relation(tf: Any) -> Any:
    tf.assert_less_equal(tf.placeholder(tf.float32, name="x"), 1.0, message="m")
    tf.assert_equal(tf.placeholder(tf.int32, [2], name="y"), [1, 2])
    operations = tf.get_default_graph().get_operations()
    return [[op.name, op.type, [tensor.name for tensor in op.inputs]] for op in operations]


@question("DBG-14")
def data_shown_while_building(tf: Any) -> Any:
    data = [None, ["d", 3, tf.constant([1.5, 2]), np.array(["a"])], ("t",), {"key": 1}, "abc"]
    return [
        refusals(lambda shown: tf.assert_equal(1, 2, data=shown), *data),
        refusal(lambda: tf.assert_equal(1, 2, data=["d"], message="m")),
        str(_error(lambda: tf.assert_equal([1.0, 2], [1.0, 3], name="own"))),
    ]


def _error(attempt: Callable[[], Any]) -> Any:
    try:
        return attempt()
    except Exception as error:
        return [type(error).__name__, str(error), getattr(error, "op", None)]


@question("DBG-14")
def what_counts_as_known_while_building(tf: Any) -> Any:
    x, shaped = tf.constant([1, 2]), tf.placeholder(tf.float32, [1, 3])
    known = [
        tf.shape(shaped),
        tf.stack([1, 3]),
        tf.range(2),
        tf.fill([2], 1),
        tf.concat([[1], [4]], 0),
        tf.cast(x, tf.int32),
    ]
    unknown = [x + 0, tf.identity(x), x * x, tf.reshape(x, [2]), tf.tile([1], [2]), -x]
    return [refusals(lambda value: tf.assert_equal(value, [7, 7]), *values)[0:] for values in (known, unknown)]


@question("DBG-15")
def a_tensor_equals_itself(tf: Any) -> Any:
    x = tf.placeholder(tf.float32)
    tf.assert_equal(x, x)
    tf.assert_equal(x, x, name="own")
    return nodes(tf)


@question("DBG-16")
def relations_of_dtypes_and_shapes_that_differ(tf: Any) -> Any:
    pairs = [(tf.zeros([3]), tf.zeros([2])), (tf.zeros([2]), tf.zeros([2], tf.int32)), (1, 1.0), (None, 1), (True, "a")]
    return [called(check, pairs) for check in (tf.assert_equal, tf.assert_less)]


@question("DBG-17")
def signs_of_constants(tf: Any) -> Any:
    values = [[1.0, 2.0], [-1.0, -2.0], [0.0], [0, 1], [0, -1], []]
    return [refusals(getattr(tf, "assert_" + name), *values) for name in SIGNS]


@question("DBG-17")
def signs_of_fed_values(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, name="x")
    checks = [getattr(tf, "assert_" + name)(x, message="m") for name in SIGNS]
    return [[c.name, outcomes(tf, c, [{x: v} for v in ([1, 2], [-1, -2], 0, [0, 1], [0, -1])])] for c in checks]


@question("DBG-18")
def nearness(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, name="x")
    checks = [
        tf.assert_near(x, [1.0, 2.0]),
        tf.assert_near(x, [1.0, 2.0], rtol=0.1, atol=0.5, message="m", summarize=1),
    ]
    values = [[1, 2], [1, 2.000001], [1, 2.1], [1.6, 2], [1, 3]]
    return [outcomes(tf, check, [{x: value} for value in values]) for check in checks]


@question("DBG-18")
def nodes_of_nearness(tf: Any) -> Any:
    tf.assert_near(tf.placeholder(tf.float64, [2], name="x"), [1.0, 2.0], data=[1])
    return nodes(tf)


@question("DBG-19")
def ranks_known_while_building(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    checks: list[Any] = [(tf.assert_rank, rank) for rank in (1, 2, [1], 1.5, -1)]
    checks += [(tf.assert_rank_at_least, rank) for rank in (1, 2, 3, [1], 1.5)]
    checks += [(tf.assert_rank_in, ranks) for ranks in ([1, 2], (1, 3), [], [[1]], [1.5])]
    with_message = refusal(lambda: tf.assert_rank(x, 1, message="m"))
    return [refusals(lambda check: check[0](x, check[1]), *checks), with_message]


@question("DBG-19")
def ranks_of_fed_values(tf: Any) -> Any:
    x, rank = tf.placeholder(tf.float32, name="x"), tf.placeholder(tf.int32, name="rank")
    checks = [
        tf.assert_rank(x, 1),
        tf.assert_rank_at_least(x, 1, message="m"),
        tf.assert_rank_in(x, [0, 2, 3]),
        tf.assert_rank(x, rank),
        tf.assert_rank_in(x, [1, rank], data=["d"]),
    ]
    feeds = [{x: np.zeros(shape), rank: wanted} for shape in ((), (1,), (1, 1)) for wanted in (0, 1, [1])]
    return [outcomes(tf, check, feeds) for check in checks]


@question("DBG-19")
def nodes_of_rank_assertions(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, name="x")
    tf.assert_rank(x, tf.placeholder(tf.int32, [], name="rank"))
    tf.assert_rank_at_least(tf.zeros([2]), 1, name="own")
    tf.assert_rank_in(x, [1, 2, 3])
    return nodes(tf)


@question("DBG-20")
def types_asserted(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [2], name="x")
    return [
        refusals(lambda dtype: tf.assert_type(x, dtype, message="m"), tf.float32, tf.int32, "float32", "foo"),
        refusals(tf.assert_integer, x, [1, 2], True, tf.placeholder(tf.qint8, name="q"), tf.constant(1, tf.uint16)),
        refusals(tf.assert_scalar, x, 1, tf.placeholder(tf.float32, name="unknown"), [1]),
        refusals(lambda value: tf.assert_scalar(value, message="m"), x),
        nodes(tf),
    ]


@question("DBG-20")
def iterables_asserted(tf: Any) -> Any:
    values = [[1], (1,), {}, {1}, range(3), iter([1]), 1, None, "a", b"a", np.zeros(2)]
    return refusals(tf.assert_proper_iterable, *values)


@question("DBG-21")
def one_float_dtype(tf: Any) -> Any:
    single, double = tf.placeholder(tf.float32, name="single"), tf.placeholder(tf.float64, name="double")
    whole = tf.placeholder(tf.int32, name="whole")
    attempts = [
        ([single, None, single], None),
        (None, None),
        (None, tf.float64),
        ([], tf.int32),
        ([single, double], None),
        ([single, double], tf.float32),
        ([double], tf.float32),
        ([whole], None),
        ([1.0], None),
    ]
    return [
        refusals(lambda attempt: tf.assert_same_float_dtype(*attempt), *attempts),
        [tf.assert_same_float_dtype(*attempt).name for attempt in attempts[:3]],
    ]


@question("DBG-22")
def numeric_tensors(tf: Any) -> Any:
    names = "float16 float32 float64 bfloat16 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool string complex64"
    names += " complex128 qint8 quint8 qint16 quint16 qint32 resource variant"
    placeholders = [tf.placeholder(name) for name in names.split()]
    return [tf.is_numeric_tensor(value) for value in [*placeholders, 3, [1.0], tf.Variable(1)]]


@question("DBG-22")
def order_of_elements(tf: Any) -> Any:
    values = [[], [1], [1, 1], [1, 2], [2, 1], [[1, 2], [2, 3]], [[1, 3], [2, 4]]]
    tensors = [[tf.is_non_decreasing(v), tf.is_strictly_increasing(v)] for v in values]
    return [run(tf, tensors), tensors[0][0].name, refusals(tf.is_non_decreasing, ["a"], [True])]


@question("DBG-23")
def shapes_known_while_building(tf: Any) -> Any:
    x, y = tf.placeholder(tf.float32, [2, 3], name="x"), tf.placeholder(tf.float32, [3], name="y")
    attempts: list[Any] = [
        [(x, ("N", 3))],
        [(x, ("N", 4))],
        [(x, ("N", "Q")), (y, ("Q",))],
        [(x, ("N", "Q")), (y, ("N",))],
        {x: ("N", "N")},
        [(x, ("N",))],
        [(x, ("*", 3)), (y, ("*",))],
        [(x, ("*", 4))],
        [(x, (..., "N")), (y, ("N",))],
        [(x, (2, "*"))],
        [(x, (None, "."))],
        [(x, ("2", 3.0))],
        [(x, "NM")],
        [(x, 3)],
        [(x, None)],
        [(tf.constant(1), (1,)), (tf.constant(1), ())],
        [],
    ]
    return refusals(tf.debugging.assert_shapes, *attempts)


@question("DBG-23")
def shapes_of_fed_values(tf: Any) -> Any:
    x, y = tf.placeholder(tf.float32, name="x"), tf.placeholder(tf.float32, [None], name="y")
    check = tf.debugging.assert_shapes([(x, ("N", 3)), (y, ("N",))], message="m")
    either = tf.debugging.assert_shapes([(x, ("N",)), (y, ("N",))])
    feeds = [{x: np.zeros(shape), y: np.zeros(size)} for shape in ((2, 3), (2, 4), (2,), (1,), ()) for size in (1, 2)]
    return [outcomes(tf, check, feeds[:4]), outcomes(tf, either, feeds[4:])]  # of the others, several assertions fail


@question("DBG-23")
def nodes_of_shape_assertions(tf: Any) -> Any:
    x, y = tf.placeholder(tf.float32, name="x"), tf.placeholder(tf.float32, [None], name="y")
    tf.debugging.assert_shapes([(x, ("N", 3)), (y, ("N",))])
    return nodes(tf)


@question("DBG-24")
def shapes_ensured(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    y = tf.ensure_shape(tf.identity(x, name="passed"), [3, None])
    values = refusals(lambda size: run(tf, y, {x: np.zeros([size, 2])}), 3, 4)
    return [str(y.shape), values, refusals(lambda shape: tf.ensure_shape(x, shape), [1, 3], [1], [None, 2])]
