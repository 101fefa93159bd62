"""Sessions: construction, closing, callables, partial runs."""

from __future__ import annotations

from functools import partial
from typing import Any

from conformance.questions.question import question, refusal


@question("SES-2", "SES-11")
def session_launches_the_default_graph(tf: Any) -> Any:
    sess = tf.Session()
    return [sess.graph is tf.get_default_graph(), sess.sess_str]


@question("SES-2")
def session_launches_the_graph_that_it_is_given(tf: Any) -> Any:
    graph = tf.Graph()
    return tf.Session(graph=graph).graph is graph


@question("SES-2")
def session_of_something_else_than_a_graph(tf: Any) -> Any:
    return tf.Session(graph=5)


@question("SES-10")
def session_with_a_target_that_is_no_string(tf: Any) -> Any:
    return tf.Session(target=5)


@question("SES-10")
def session_with_an_unknown_target(tf: Any) -> Any:
    return refusal(lambda: tf.Session("nonsense"))[0]


@question("SES-3")
def session_with_a_config_of_the_wrong_type(tf: Any) -> Any:
    return tf.Session(config="text")


@question("SES-10")
def session_given_a_graph_as_its_target(tf: Any) -> Any:
    return tf.Session(tf.Graph())


@question("SES-3")
def session_with_a_config(tf: Any) -> Any:
    config = tf.ConfigProto(allow_soft_placement=True, device_count={"CPU": 1})
    with tf.Session(config=config) as sess:
        return int(sess.run(tf.constant(6) * 7))


@question("SES-11")
def session_graph_def(tf: Any) -> Any:
    tf.constant(1, name="a")
    sess = tf.Session()
    tf.constant(1, name="b")
    return [[n.name for n in sess.graph_def.node], type(sess.graph_def) is tf.GraphDef]


@question("SES-11")
def session_properties_are_read_only(tf: Any) -> Any:
    sess = tf.Session()
    return [refusal(partial(setattr, sess, name, None))[0] for name in ("graph", "graph_def", "sess_str")]


@question("SES-1")
def first_example_of_the_documents(tf: Any) -> Any:
    a = tf.constant(5.0)
    b = tf.constant(6.0)
    c = a * b
    sess = tf.Session()
    value = sess.run(c)
    sess.close()
    return value


@question("SES-6")
def graph_grows_after_the_first_run(tf: Any) -> Any:
    a = tf.constant(20)
    with tf.Session() as sess:
        first = int(sess.run(a))
        return [first, int(sess.run(a + 1)), int(sess.run(a * 2))]


@question("SES-9")
def run_of_an_empty_graph(tf: Any) -> Any:
    with tf.Session() as sess:
        return sess.run([])


@question("SES-9")
def run_of_an_empty_graph_by_name(tf: Any) -> Any:
    with tf.Session() as sess:
        return sess.run("a:0")


@question("FET-18", "FEE-15")
def empty_fetches_check_feeds_all_the_same(tf: Any) -> Any:
    p = tf.placeholder(tf.float32, [2])
    with tf.Session() as sess:
        return [sess.run([]), sess.run({}), refusal(lambda: sess.run([], {p: [1, 2, 3]}))]


@question("SES-8")
def run_after_close(tf: Any) -> Any:
    sess = tf.Session()
    sess.close()
    sess.run(tf.constant(1))


@question("SES-8")
def run_of_nothing_after_close(tf: Any) -> Any:
    sess = tf.Session()
    sess.close()
    return sess.run([])


@question("SES-8", "RUN-1")
def bad_fetch_after_close(tf: Any) -> Any:
    sess = tf.Session()
    sess.close()
    return sess.run(5)


@question("SES-7")
def close_twice(tf: Any) -> Any:
    sess = tf.Session()
    return [sess.close(), sess.close()]


@question("SES-11")
def properties_after_close(tf: Any) -> Any:
    sess = tf.Session()
    sess.close()
    return [sess.graph is tf.get_default_graph(), len(sess.graph_def.node), sess.sess_str]


@question("SES-13")
def list_devices_after_close(tf: Any) -> Any:
    sess = tf.Session()
    sess.close()
    return refusal(sess.list_devices)[0]


@question("SES-8")
def eval_after_close(tf: Any) -> Any:
    c = tf.constant(1)
    sess = tf.Session()
    with sess.as_default():
        sess.close()
        return c.eval()


@question("SES-13")
def list_devices(tf: Any) -> Any:
    device = next(d for d in tf.Session().list_devices() if d.device_type == "CPU")
    return [device.name, device.device_type, device.memory_limit_bytes > 0, hasattr(device, "memory_limit")]


@question("SES-4", "SES-2")
def several_sessions_of_one_graph(tf: Any) -> Any:
    v = tf.Variable(1)
    init, add = v.initializer, v.assign_add(1)
    first, second = tf.Session(), tf.Session()
    first.run(init)
    second.run(init)
    first.run(add)
    return [int(first.run(v)), int(second.run(v))]


@question("SES-4")
def variables_live_from_step_to_step(tf: Any) -> Any:
    v = tf.Variable(1)
    add = v.assign_add(10)
    with tf.Session() as sess:
        sess.run(v.initializer)
        return [int(sess.run(add)) for _ in range(3)]


@question("SES-4")
def three_sessions_of_the_blog(tf: Any) -> Any:
    graph = tf.Graph()
    with graph.as_default():
        variable = tf.Variable(42, name="foo")
        initialize = tf.global_variables_initializer()
        assign = variable.assign(13)
    seen = []
    with tf.Session(graph=graph) as sess:
        sess.run(initialize)
        sess.run(assign)
        seen.append(sess.run(variable))
    with tf.Session(graph=graph) as sess:
        seen.append(refusal(lambda: sess.run(variable)))
    with tf.Session(graph=graph) as sess:
        sess.run(initialize)
        seen.append(sess.run(variable))
    return seen


@question("SES-12")
def reset_of_the_local_target(tf: Any) -> Any:
    return tf.Session.reset("")


@question("SES-15")
def make_callable_of_a_tensor(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [])
    with tf.Session() as sess:
        call = sess.make_callable(p + 1, [p])
        return [call(41), call(1)]


@question("SES-15")
def make_callable_keeps_the_structure(tf: Any) -> Any:
    a = tf.constant(1)
    with tf.Session() as sess:
        return [sess.make_callable([a, a.op])(), sess.make_callable({"k": a})(), sess.make_callable(a.op)()]


@question("SES-18")
def make_callable_of_no_tensor(tf: Any) -> Any:
    return tf.Session().make_callable(5)


@question("SES-18")
def make_callable_with_feeds_that_are_no_list(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [])
    return tf.Session().make_callable(p, p)


@question("SES-15")
def make_callable_with_too_few_arguments(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [])
    return tf.Session().make_callable(p, [p])()


@question("SES-18")
def make_callable_with_a_wrong_shape(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [2], name="p")
    return tf.Session().make_callable(p + 1, [p])([1, 2, 3])


@question("SES-18")
def make_callable_after_close(tf: Any) -> Any:
    a = tf.constant(1)
    sess = tf.Session()
    call = sess.make_callable(a)
    sess.close()
    return call()


@question("SES-14")
def partial_run_in_two_parts(tf: Any) -> Any:
    a, b, c = (tf.placeholder(tf.float32, shape=[]) for _ in range(3))
    r1 = tf.add(a, b)
    r2 = tf.multiply(r1, c)
    with tf.Session() as sess:
        h = sess.partial_run_setup([r1, r2], [a, b, c])
        first = sess.partial_run(h, r1, feed_dict={a: 1, b: 2})
        return [first, sess.partial_run(h, r2, feed_dict={c: first})]


@question("SES-17")
def partial_run_of_a_fetch_that_was_not_set_up(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, shape=[], name="a")
    r1, r2 = tf.add(a, 1.0), tf.add(a, 2.0, name="r2")
    with tf.Session() as sess:
        h = sess.partial_run_setup([r1], [a])
        return sess.partial_run(h, r2, feed_dict={a: 1})


@question("SES-17")
def partial_run_of_a_feed_that_was_not_set_up(tf: Any) -> Any:
    a, b = tf.placeholder(tf.float32, [], name="a"), tf.placeholder(tf.float32, [], name="b")
    r = tf.add(a, 1.0)
    with tf.Session() as sess:
        h = sess.partial_run_setup([r], [a])
        return sess.partial_run(h, r, feed_dict={b: 1})


@question("SES-9")
def partial_run_setup_of_nothing(tf: Any) -> Any:
    return tf.Session().partial_run_setup([])
