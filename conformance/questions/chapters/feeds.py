"""Feeds: what may be fed, how values are converted and checked, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.questions.question import question, refusal, run


@question("FEE-3")
def feed_python_values(tf: Any) -> Any:
    scalar, vector = tf.placeholder(tf.float32, []), tf.placeholder(tf.int32, [None])
    return run(tf, [scalar + 0, vector + 0], {scalar: 5, vector: (1, 2)})


@question("FEE-3")
def feed_numpy_values(tf: Any) -> Any:
    p = tf.placeholder(tf.float32)
    return [run(tf, p + 0, {p: v}) for v in (np.float64(1.5), np.ones([2, 1], np.int64), np.array(3))]


@question("FEE-11")
def feed_strings(tf: Any) -> Any:
    p = tf.placeholder(tf.string)
    return [run(tf, tf.identity(p), {p: v}) for v in ("hi", b"hi", ["a", "b"], "\u00e9", np.array(["x"]), "")]


@question("FEE-12")
def feed_a_number_to_a_string_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.string)
    return run(tf, tf.identity(p), {p: 5})


@question("FEE-11")
def feed_a_list_of_numbers_to_a_string_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.string)
    return run(tf, tf.identity(p), {p: [b"a", 5]})


@question("FEE-7")
def placeholder_not_fed(tf: Any) -> Any:
    return run(tf, tf.placeholder(tf.float32, name="p") + 1)


@question("FEE-7")
def placeholder_of_a_known_shape_not_fed(tf: Any) -> Any:
    return run(tf, tf.placeholder(tf.int64, [2, 3], name="p") + 1)


@question("FEE-7")
def placeholder_of_a_partial_shape_not_fed(tf: Any) -> Any:
    return run(tf, tf.placeholder(tf.int64, [None, 3], name="p") + 1)


@question("FEE-7")
def placeholder_of_a_scalar_not_fed(tf: Any) -> Any:
    return run(tf, tf.placeholder(tf.bool, [], name="p"))


@question("FEE-7")
def placeholder_as_a_target_not_fed(tf: Any) -> Any:
    return run(tf, tf.placeholder(tf.float32, [], name="p").op)


@question("FEE-7", "RUN-3")
def placeholder_as_a_target_and_fed(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [], name="p")
    return run(tf, p.op, {p: 1})


@question("FEE-19")
def placeholder_with_default(tf: Any) -> Any:
    p = tf.placeholder_with_default([1, 2], [None])
    return [run(tf, p), run(tf, p, {p: [7]}), refusal(lambda: run(tf, p, {p: [[7]]}))]


@question("FEE-4")
def wrong_shape(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [2, 3], name="p")
    return run(tf, p, {p: [1, 2, 3]})


@question("FEE-4")
def wrong_size_of_a_partial_shape(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [None, 3], name="p")
    return run(tf, p, {p: [[1, 2]]})


@question("FEE-4")
def vector_for_a_scalar(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [], name="p")
    return run(tf, p, {p: [1]})


@question("FEE-4")
def scalar_for_a_vector(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [1], name="p")
    return run(tf, p, {p: 1})


@question("FEE-4")
def wrong_shape_for_a_constant(tf: Any) -> Any:
    c = tf.constant([1, 2], name="c")
    return run(tf, c + 1, {c: [1, 2, 3]})


@question("FEE-4")
def any_shape_for_an_unknown_shape(tf: Any) -> Any:
    p = tf.placeholder(tf.int32)
    values: tuple[Any, ...] = (1, [1], [[1]], [], [[], []])
    return [run(tf, tf.shape(p), {p: v}) for v in values]


@question("FEE-3")
def ragged_list(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return refusal(lambda: run(tf, p, {p: [[1, 2], [3]]}))[0]


@question("FEE-3")
def fractions_are_cut_off_for_integer_placeholders(tf: Any) -> Any:
    p = tf.placeholder(tf.int32)
    return [run(tf, p + 0, {p: v}) for v in ([1.7, -1.7], np.float32(2.9))]


@question("FEE-3")
def fraction_scalar_for_an_integer_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [], name="p")
    return run(tf, p + 0, {p: 1.7})


@question("FEE-3")
def whole_float_scalar_for_an_integer_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [], name="p")
    return run(tf, p + 0, {p: 2.0})


@question("FEE-12")
def integer_too_large_for_its_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [], name="p")
    return run(tf, p + 0, {p: 2**40})


@question("FEE-12")
def integer_too_large_for_a_byte(tf: Any) -> Any:
    p = tf.placeholder(tf.uint8, [], name="p")
    return run(tf, p, {p: 300})


@question("FEE-12")
def negative_integer_for_an_unsigned_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.uint8, [], name="p")
    return run(tf, p, {p: -1})


@question("FEE-3")
def numpy_integer_too_large_for_its_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [], name="p")
    return run(tf, p + 0, {p: np.int64(2**40)})


@question("FEE-3")
def array_of_integers_too_large_wraps(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [1], name="p")
    return run(tf, p + 0, {p: np.array([2**40 + 5])})


@question("FEE-3")
def list_of_integers_too_large_for_a_byte(tf: Any) -> Any:
    p = tf.placeholder(tf.uint8, [3], name="p")
    return run(tf, p, {p: [255, 300, -1]})


@question("FEE-3")
def list_of_integers_too_large_for_its_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [1], name="p")
    return run(tf, p + 0, {p: [2**40 + 5]})


@question("FEE-3")
def list_of_integers_too_large_for_any_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.int64, [1], name="p")
    return refusal(lambda: run(tf, p + 0, {p: [2**70]}))[0]


@question("FEE-3")
def number_for_a_bool_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.bool, name="p")
    return run(tf, tf.identity(p), {p: [0, 1, 2]})


@question("FEE-12")
def number_scalar_for_a_bool_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.bool, [], name="p")
    return run(tf, tf.identity(p), {p: 2})


@question("FEE-12", "FEE-3")
def bool_for_a_number_placeholder(tf: Any) -> Any:
    p, q = tf.placeholder(tf.int32), tf.placeholder(tf.float32)
    return run(tf, [p + 0, q + 0], {p: True, q: [True, False]})


@question("FEE-3")
def word_for_a_number_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return run(tf, p, {p: "abc"})


@question("FEE-3")
def digits_for_a_number_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return run(tf, p + 0, {p: "1.5"})


@question("FEE-3")
def complex_for_a_real_placeholder(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [], name="p")
    return refusal(lambda: run(tf, p, {p: 1j}))[0]


@question("FEE-3")
def none_as_a_value(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [], name="p")
    return run(tf, p, {p: None})


@question("FEE-3")
def none_as_an_integer(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, name="p")
    return refusal(lambda: run(tf, p, {p: None}))[0]


@question("FEE-6")
def tensor_as_a_value(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [], name="p")
    return run(tf, p, {p: tf.constant(1.0)})


@question("FEE-3")
def variable_as_a_value(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [], name="p")
    return refusal(lambda: run(tf, p, {p: tf.Variable(1.0)}))[0]


@question("FEE-3")
def large_double_becomes_infinite(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [2])
    return run(tf, p + 0, {p: [1e300, -1e300]})


@question("FEE-2")
def feed_by_name(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return run(tf, p + 1, {"p:0": 4})


@question("FEE-2")
def feed_by_operation_name(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return run(tf, p + 1, {"p": 4})


@question("FEE-2")
def feed_by_operation(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return run(tf, p + 1, {p.op: 4})


@question("FEE-2")
def feed_an_unknown_name(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return run(tf, p + 1, {"q:0": 4})


@question("FEE-2")
def feed_a_malformed_name(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return run(tf, p + 1, {"p:x": 4})


@question("FEE-2")
def feed_a_number_as_a_key(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return run(tf, p + 1, {5: 4})


@question("FEE-2")
def feed_none_as_a_key(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return run(tf, p + 1, {None: 4})


@question("FEE-18")
def feed_the_same_tensor_by_itself_and_by_name(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return run(tf, p + 1, {p: 1, "p:0": 2})


@question("FEE-2")
def feed_a_tensor_of_another_graph(tf: Any) -> Any:
    a = tf.constant(1)
    with tf.Graph().as_default():
        p = tf.placeholder(tf.float32, name="p")
    return run(tf, a, {p: 1})


@question("FEE-9")
def feed_an_unfeedable_tensor(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    a.graph.prevent_feeding(a)
    return run(tf, a, {a: 1})


@question("FEE-14", "FEE-8")
def feed_an_inner_tensor(tf: Any) -> Any:
    a = tf.constant(1.0)
    b = a * 2.0
    return run(tf, [a, b, b + 1.0], {b: 10.0})


@question("FEE-14")
def feed_a_constant(tf: Any) -> Any:
    a = tf.constant(1.0)
    return run(tf, [a, a + 1.0], {a: 10.0})


@question("FEE-14")
def feed_a_ref_variable(tf: Any) -> Any:
    v = tf.Variable(1.0)
    with tf.Session() as sess:
        return [sess.run(v + 1.0, {v: 5.0}), refusal(lambda: sess.run(v))[0]]


@question("FEE-14")
def feed_a_resource_variable(tf: Any) -> Any:
    v = tf.Variable(1.0, use_resource=True, name="v")
    with tf.Session() as sess:
        sess.run(v.initializer)
        return sess.run([v, v + 1.0], {v: 5.0})


@question("FEE-4")
def feed_a_shape_does_not_change_the_static_shape(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [None])
    run(tf, p, {p: [1, 2]})
    return p.shape


@question("FEE-1")
def feeds_that_are_no_dict(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, name="p")
    return refusal(lambda: run(tf, p, [(p, 1)]))[0]


@question("FEE-1")
def empty_feeds(tf: Any) -> Any:
    a = tf.constant(1)
    return [run(tf, a, {}), run(tf, a, None)]


@question("FEE-15")
def an_unused_feed_is_checked_and_then_ignored(tf: Any) -> Any:
    a, p = tf.constant(1), tf.placeholder(tf.float32, [2], name="p")
    return [run(tf, a, {p: [1, 2]}), refusal(lambda: run(tf, a, {p: [1]}))]


@question("FEE-13")
def feed_a_sparse_placeholder(tf: Any) -> Any:
    p = tf.sparse_placeholder(tf.int32)
    value = tf.SparseTensorValue(indices=[[0, 1]], values=[7], dense_shape=[2, 2])
    return run(tf, [p.values + 1, p.dense_shape], {p: value})


@question("FEE-13")
def feed_a_sparse_placeholder_with_a_tuple(tf: Any) -> Any:
    p = tf.sparse_placeholder(tf.int32)
    return run(tf, p, {p: ([[0, 1]], [7], [2, 2])})


@question("FEE-5")
def feed_a_nested_tuple_of_tensors(tf: Any) -> Any:
    p, q = tf.placeholder(tf.int32), tf.placeholder(tf.int32)
    return run(tf, [p + 1, q + 1], {(p, q): (1, 2)})


@question("FEE-5")
def feed_a_nested_tuple_with_too_few_values(tf: Any) -> Any:
    p, q = tf.placeholder(tf.int32), tf.placeholder(tf.int32)
    return run(tf, [p + 1, q + 1], {(p, q): (1,)})


@question("FEE-5")
def feed_a_nested_tuple_of_tuples(tf: Any) -> Any:
    p, q, r = (tf.placeholder(tf.int32) for _ in range(3))
    return run(tf, [p, q, r], {(p, (q, r)): (1, (2, 3))})


@question("FEE-3")
def feed_an_object(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [], name="p")
    return refusal(lambda: run(tf, p, {p: object()}))[0]


@question("FEE-10")
def feeding_leaves_the_array_alone(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [2])
    value = np.array([1, 2], np.float32)
    result = run(tf, p + 1, {p: value})
    return [value, result]


@question("FEE-14")
def feed_a_variables_initial_value(tf: Any) -> Any:
    v = tf.Variable(tf.constant([1, 2]), name="v")
    with tf.Session() as sess:
        sess.run(v.initializer, {v.initial_value: [8, 9]})
        return sess.run(v)


@question("FEE-14")
def feed_the_second_output_of_an_op_by_name(tf: Any) -> Any:
    parts = tf.split(tf.constant([1, 2, 3, 4]), 2, name="parts")
    return run(tf, [p + 0 for p in parts], {"parts:1": [8, 9]})


@question("FEE-7")
def placeholder_of_an_invalid_dtype(tf: Any) -> Any:
    return tf.placeholder("nonsense")


@question("FEE-7")
def placeholder_of_a_python_dtype(tf: Any) -> Any:
    return [tf.placeholder(t).dtype for t in (float, bool, np.float16, np.int64, "int64", tf.uint8, 3)]


@question("FEE-7")
def placeholder_of_the_python_integer_or_string_type(tf: Any) -> Any:
    return [refusal(lambda: tf.placeholder(int)), refusal(lambda: tf.placeholder(str))]


@question("FEE-7")
def placeholder_of_an_invalid_shape(tf: Any) -> Any:
    return [
        refusal(lambda: tf.placeholder(tf.float32, [-2])),
        refusal(lambda: tf.placeholder(tf.float32, "ab"))[0],
        tf.placeholder(tf.float32, 3).shape,
    ]


@question("FEE-20")
def sparse_placeholders(tf: Any) -> Any:
    made = [
        tf.sparse_placeholder(tf.float32, name="named"),
        tf.sparse_placeholder(tf.int32),
        tf.sparse_placeholder(tf.float32, [2, None], name="partly"),
        tf.sparse_placeholder(tf.float32, [2, 3], name="whole"),
        tf.sparse_placeholder(tf.float32, tf.constant([5, 6], tf.int64), name="tensor"),
    ]
    parts = [[sparse.indices, sparse.values, sparse.dense_shape] for sparse in made]
    shown = [[[part.name, part.op.type, str(part.shape)] for part in three] for three in parts]
    with tf.Session() as sess:
        whole = sess.run(made[3], {made[3].values: [1.5], made[3].indices: [[0, 1]]})
        value = tf.SparseTensorValue([[0, 1]], [3.0], [2, 5])
        fed = [sess.run(made[2], {made[2]: given}) for given in (([[0, 1]], [3.0], [2, 5]), value)]
        return [shown, whole, fed, refusal(lambda: sess.run(made[0].values, {made[0].indices: [[0, 1]]}))]


@question("FEE-16")
def a_value_fed_for_a_reference_of_floats(tf: Any) -> Any:
    v = tf.Variable(1.0, name="v")
    added = v.assign_add(1.0)
    with tf.Session() as sess:
        sess.run(v.initializer)
        return sess.run(added, {v._ref(): 3.0})
