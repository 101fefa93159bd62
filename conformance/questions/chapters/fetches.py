"""Fetches: what may be fetched, how structures come back, and what is refused."""

from __future__ import annotations

import collections
from typing import Any

import numpy as np

from conformance.questions.question import question, refusal, run

Pair = collections.namedtuple("Pair", ["a", "b"])
Empty = collections.namedtuple("Empty", [])


@question("FET-3")
def fetch_a_tensor(tf: Any) -> Any:
    return run(tf, tf.constant([10, 20]))


@question("FET-3")
def fetch_a_scalar_gives_a_numpy_scalar(tf: Any) -> Any:
    return run(tf, [tf.constant(1), tf.constant(1.5), tf.constant(True), tf.constant(1, tf.int64)])


@question("FET-3")
def fetch_strings_gives_bytes(tf: Any) -> Any:
    values = run(tf, [tf.constant("hi"), tf.constant(["a", "bc"]), tf.constant([["x"]])])
    return [[type(v).__name__, v] for v in values]


@question("FET-2")
def fetch_an_operation_gives_none(tf: Any) -> Any:
    return run(tf, tf.constant(1).op)


@question("FET-5")
def fetch_a_list(tf: Any) -> Any:
    return run(tf, [tf.constant([10, 20]), tf.constant([1.0, 2.0])])


@question("FET-5")
def fetch_a_tuple(tf: Any) -> Any:
    return run(tf, (tf.constant(1), tf.constant(2)))


@question("FET-1")
def fetch_nested_structures(tf: Any) -> Any:
    a, b = tf.constant([10, 20]), tf.constant([1.0, 2.0])
    return run(tf, {"k1": Pair(a, b), "k2": [b, a]})


@question("FET-6")
def fetch_an_ordered_dict(tf: Any) -> Any:
    a = tf.constant(1)
    return run(tf, collections.OrderedDict([("z", a), ("a", a.op), ("m", [a])]))


@question("FET-6")
def fetch_a_dict_keeps_the_order_of_its_keys(tf: Any) -> Any:
    a = tf.constant(1)
    return list(run(tf, {"z": a, "a": a, 3: a, None: a}))


@question("FET-6")
def fetch_a_default_dict(tf: Any) -> Any:
    fetches = collections.defaultdict(list, k=tf.constant(1))
    result = run(tf, fetches)
    return [type(result).__name__, dict(result)]


@question("FET-18")
def fetch_empty_structures(tf: Any) -> Any:
    tf.constant(1)
    return run(tf, [[], (), {}, Empty(), [[], {}]])


@question("FET-5")
def fetch_a_namedtuple(tf: Any) -> Any:
    return run(tf, Pair(tf.constant(1), Pair(tf.constant(2), [tf.constant(3)])))


@question("FET-5")
def fetch_a_subclass_of_list(tf: Any) -> Any:
    class Items(list):  # type: ignore[type-arg]
        pass

    result = run(tf, Items([tf.constant(1)]))
    return [type(result).__name__, list(result)]


@question("FET-4")
def fetch_by_names(tf: Any) -> Any:
    tf.constant(5, name="a")
    return run(tf, ["a:0", "a", "a:0"])


@question("FET-4")
def fetch_a_bytes_name(tf: Any) -> Any:
    tf.constant(5, name="a")
    return run(tf, b"a:0")


@question("FET-7")
def fetch_the_same_tensor_twice(tf: Any) -> Any:
    a = tf.constant([1])
    first, second = run(tf, [a, a])
    return [first, second, first is second]


@question("FET-17")
def fetch_a_variable(tf: Any) -> Any:
    v, w = tf.Variable([1, 2]), tf.Variable(3, use_resource=True)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        return sess.run([v, w, v.op])


@question("FEE-8")
def fetch_a_fed_tensor(tf: Any) -> Any:
    p = tf.placeholder(tf.float32)
    return run(tf, [p, p + 1], {p: 5})


@question("FEE-8")
def fetch_a_fed_tensor_gives_the_array_that_was_fed(tf: Any) -> Any:
    p = tf.placeholder(tf.float32)
    value = np.array([1, 2], np.float32)
    result = run(tf, p, {p: value})
    return [result is value, result]


@question("FET-12")
def fetch_none(tf: Any) -> Any:
    tf.constant(1)
    return run(tf, None)


@question("FET-12")
def fetch_none_in_a_list(tf: Any) -> Any:
    return run(tf, [tf.constant(1), None])


@question("FET-12")
def fetch_a_number(tf: Any) -> Any:
    tf.constant(1)
    return run(tf, 5)


@question("FET-12")
def fetch_an_array(tf: Any) -> Any:
    tf.constant(1)
    return run(tf, np.zeros(2))


@question("FET-12")
def fetch_a_graph(tf: Any) -> Any:
    tf.constant(1)
    return run(tf, tf.get_default_graph())


@question("FET-12")
def fetch_a_set(tf: Any) -> Any:
    return run(tf, {tf.constant(1)})


@question("FET-12")
def fetch_a_number_deep_inside(tf: Any) -> Any:
    return run(tf, {"k": [tf.constant(1), (5.5,)]})


@question("FET-13")
def fetch_an_unknown_operation_name(tf: Any) -> Any:
    tf.constant(1)
    return run(tf, "nope")


@question("FET-13")
def fetch_an_unknown_tensor_name(tf: Any) -> Any:
    tf.constant(1)
    return run(tf, "nope:0")


@question("FET-13")
def fetch_an_output_that_does_not_exist(tf: Any) -> Any:
    tf.constant(1, name="a")
    return run(tf, "a:1")


@question("FET-13")
def fetch_a_malformed_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return run(tf, "a:b")


@question("FET-13")
def fetch_an_empty_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return run(tf, "")


@question("FET-13")
def fetch_a_tensor_of_another_graph(tf: Any) -> Any:
    tf.constant(1)
    with tf.Graph().as_default():
        other = tf.constant(1, name="a")
    return run(tf, other)


@question("FET-13")
def fetch_an_operation_of_another_graph(tf: Any) -> Any:
    tf.constant(1)
    with tf.Graph().as_default():
        other = tf.no_op(name="n")
    return run(tf, other)


@question("FET-13", "FET-17")
def fetch_a_variable_of_another_graph(tf: Any) -> Any:
    tf.constant(1)
    with tf.Graph().as_default():
        other = tf.Variable(1, name="v")
    return run(tf, other)


@question("FET-9")
def fetch_an_unfetchable_tensor(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    a.graph.prevent_fetching(a.op)
    return run(tf, a)


@question("FET-9")
def fetch_an_unfetchable_operation(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    a.graph.prevent_fetching(a.op)
    return run(tf, [a.op])


@question("FET-9")
def unfetchable_tensor_may_be_used(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    a.graph.prevent_fetching(a.op)
    return run(tf, a + 1)


@question("FET-3")
def fetch_the_handle_of_a_resource_variable(tf: Any) -> Any:
    v = tf.Variable(3, use_resource=True, name="v")
    with tf.Session() as sess:
        sess.run(v.initializer)
        return isinstance(sess.run(v.handle), np.ndarray)


@question("FET-10")
def fetch_a_sparse_tensor(tf: Any) -> Any:
    s = tf.SparseTensor(indices=[[0, 1], [2, 0]], values=[5, 6], dense_shape=[3, 2])
    result = run(tf, [s])[0]
    return [type(result) is tf.SparseTensorValue, result]


@question("FET-11")
def fetch_indexed_slices(tf: Any) -> Any:
    return run(tf, tf.IndexedSlices(tf.constant([1.0]), tf.constant([3])))


@question("FET-11")
def fetch_indexed_slices_with_a_shape(tf: Any) -> Any:
    return run(tf, tf.IndexedSlices(tf.constant([1.0]), tf.constant([3]), tf.constant([7])))


@question("FET-14")
def fetch_a_session_handle(tf: Any) -> Any:
    a = tf.constant([1, 2], name="a")
    with tf.Session() as sess:
        handle = sess.run(tf.get_session_handle(a))
        holder, value = tf.get_session_tensor(handle.handle, tf.int32)
        return [type(handle).__name__, handle.eval(), sess.run(value, {holder: handle.handle})]


@question("FET-3")
def fetch_a_dtype_of_each_kind(tf: Any) -> Any:
    dtypes = [tf.float16, tf.float64, tf.uint8, tf.int8, tf.uint16, tf.int16, tf.int64, tf.complex64, tf.complex128]
    return run(tf, [tf.constant([1], dtype) for dtype in dtypes])


@question("FET-3")
def fetch_an_empty_array(tf: Any) -> Any:
    return run(tf, [tf.zeros([0, 3]), tf.constant([], tf.string)])


@question("FET-3")
def result_may_be_written_to(tf: Any) -> Any:
    a = tf.constant([1, 2])
    with tf.Session() as sess:
        first = sess.run(a)
        first[0] = 9
        return [first, sess.run(a)]


@question("FET-15")
def fetching_checks_every_fetch_before_it_runs(tf: Any) -> Any:
    v = tf.Variable(1)
    add = v.assign_add(1)
    with tf.Session() as sess:
        sess.run(v.initializer)
        return [refusal(lambda: sess.run([add, 5])), sess.run(v)]


@question("FET-12")
def fetch_an_attrs_like_class_is_refused(tf: Any) -> Any:
    class Holder:
        def __init__(self) -> None:
            self.a = tf.constant(1)

    return refusal(lambda: run(tf, Holder()))[0]


@question("FET-12")
def fetch_a_generator(tf: Any) -> Any:
    return refusal(lambda: run(tf, (t for t in [tf.constant(1)])))[0]


@question("FET-4")
def fetch_a_string_inside_a_tuple_is_a_name(tf: Any) -> Any:
    tf.constant(7, name="ab")
    return run(tf, ("ab:0", ["ab"]))
