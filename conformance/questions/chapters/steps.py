"""Steps: which operations one run of a session executes, and how often."""

from __future__ import annotations

from typing import Any

from conformance.questions.question import question, refusal


@question("RUN-2")
def a_step_runs_only_what_its_fetches_need(tf: Any) -> Any:
    v = tf.Variable(1)
    needed = v.assign_add(1)
    v.assign_add(100)
    with tf.Session() as sess:
        sess.run(v.initializer)
        sess.run(needed)
        return sess.run(v)


@question("RUN-3")
def a_fed_op_does_not_run(tf: Any) -> Any:
    v = tf.Variable(1)
    added = v.assign_add(1)
    with tf.Session() as sess:
        sess.run(v.initializer)
        fetched = sess.run(tf.identity(added) * 2, {added: 50})
        return [fetched, sess.run(v)]


@question("RUN-3")
def a_feed_cuts_off_what_is_behind_it(tf: Any) -> Any:
    p = tf.placeholder(tf.float32)
    q = p * 2
    with tf.Session() as sess:
        return sess.run(q + 1, {q: 5.0})


@question("RUN-3")
def a_fed_op_still_runs_when_another_output_is_needed(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [4], name="p")
    first, second = tf.split(p, 2, name="parts")
    with tf.Session() as sess:
        return [
            sess.run([first + 0, second], {first: [7, 7], p: [1, 2, 3, 4]}),
            refusal(lambda: sess.run([first + 0, second], {first: [7, 7]})),
        ]


@question("RUN-3")
def control_inputs_of_a_fed_op_do_not_run(tf: Any) -> Any:
    v = tf.Variable(1)
    with tf.control_dependencies([v.assign_add(1)]):
        a = tf.constant(1.0)
    with tf.Session() as sess:
        sess.run(v.initializer)
        sess.run(a + 1.0, {a: 5.0})
        fed = sess.run(v)
        sess.run(a + 1.0)
        return [fed, sess.run(v)]


@question("RUN-3")
def a_control_dependency_on_a_fed_tensor_still_runs_its_op(tf: Any) -> Any:
    v = tf.Variable(1)
    added = v.assign_add(1)
    with tf.control_dependencies([added]):
        a = tf.constant(1.0) + 0.0
    with tf.Session() as sess:
        sess.run(v.initializer)
        sess.run(a, {added: 50})
        return sess.run(v)


@question("RUN-4")
def control_inputs_run_first(tf: Any) -> Any:
    v = tf.Variable(1, use_resource=True)
    with tf.control_dependencies([v.assign(5)]):
        value = v.read_value()
    with tf.Session() as sess:
        sess.run(v.initializer)
        return sess.run(value)


@question("RUN-7")
def an_operation_runs_once_a_step(tf: Any) -> Any:
    v = tf.Variable(0)
    added = v.assign_add(1)
    with tf.Session() as sess:
        sess.run(v.initializer)
        sess.run([added, added.op, added + 1, added * 2, [added]])
        return sess.run(v)


@question("RUN-7")
def an_operation_runs_once_in_each_step(tf: Any) -> Any:
    tf.set_random_seed(1)
    r = tf.random_uniform([], maxval=2**30, dtype=tf.int32)
    with tf.Session() as sess:
        x, y = sess.run([r, r])
        z = sess.run(r)
        return [bool(x == y), bool(x == z)]


@question("SES-4", "RND-9")
def seeded_draws_start_again_in_each_session(tf: Any) -> Any:
    r = tf.random_uniform([3], maxval=100, dtype=tf.int32, seed=3)
    draws = []
    for _ in range(2):
        with tf.Session() as sess:
            draws.append([sess.run(r), sess.run(r)])
    return draws


@question("RND-3")
def seeded_draws_of_the_graph_seed(tf: Any) -> Any:
    tf.set_random_seed(42)
    a = tf.random_uniform([3], maxval=1000, dtype=tf.int32)
    b = tf.random_uniform([2, 2])
    with tf.Session() as sess:
        return sess.run([a, b])


@question("RUN-2")
def a_target_of_a_group_runs_all_its_members(tf: Any) -> Any:
    v, w = tf.Variable(1), tf.Variable(2)
    both = tf.group(v.assign(10), w.assign(20))
    with tf.Session() as sess:
        return [sess.run(both), sess.run([v, w]), both.type]


@question("RUN-2")
def an_error_in_a_node_that_is_not_needed_is_not_seen(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [None])
    tf.reshape(p, [7])
    with tf.Session() as sess:
        return sess.run(p * 2, {p: [1, 2]})


@question("RUN-12")
def the_session_lives_on_after_an_error(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [None])
    r = tf.reshape(p, [3])
    with tf.Session() as sess:
        return [refusal(lambda: sess.run(r, {p: [1]}))[0], sess.run(r, {p: [1, 2, 3]})]


@question("RUN-4")
def a_tuple_waits_for_all_its_members(tf: Any) -> Any:
    v = tf.Variable(1)
    a, b = tf.tuple([tf.constant(5), tf.constant(6)], control_inputs=[v.assign(9)])
    with tf.Session() as sess:
        return [sess.run(a), sess.run(v), a.op.type, b.op.name]


@question("RUN-11")
def an_assertion_stops_the_step(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [], name="p")
    check = tf.Assert(p > 0, ["p is", p], name="check")
    with tf.control_dependencies([check]):
        q = tf.identity(p)
    with tf.Session() as sess:
        return sess.run(q, {p: 3})


@question("RUN-13")
def running_options_and_metadata(tf: Any) -> Any:
    a = tf.constant(1)
    metadata = tf.RunMetadata()
    with tf.Session() as sess:
        return [sess.run(a, options=tf.RunOptions(), run_metadata=metadata), len(metadata.step_stats.dev_stats)]
