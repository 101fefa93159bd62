"""Steps in several parts: orders, handles and every misuse."""

from __future__ import annotations

from typing import Any

from conformance.questions.question import first_line, question, refusal, refusals


def placeholders(tf: Any, names: str = "abc") -> Any:
    """Scalar placeholders of these names."""
    return [tf.placeholder(tf.float32, [], name=name) for name in names]


def chain(tf: Any) -> Any:
    """a, b and c; r1 = a + b and r2 = r1 * c; and a session."""
    a, b, c = placeholders(tf)
    r1 = tf.add(a, b, name="r1")
    return a, b, c, r1, tf.multiply(r1, c, name="r2"), tf.Session()


def outcomes(sess: Any, handle: Any, *parts: Any) -> Any:
    """What each part gives, or what it is refused with."""
    found: list[Any] = []
    for part in parts:
        try:
            found.append(sess.partial_run(handle, *part))
        except Exception as error:
            found.append([type(error).__name__, first_line(error), getattr(getattr(error, "op", None), "name", None)])
    return found


@question("SES-14")
def partial_run_handles_say_what_was_set_up(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    sess.run(r1, {a: 1, b: 2})
    return [
        sess.partial_run_setup([r2, r1], [c, b, a]),
        sess.partial_run_setup([r1], [a, b]),
        sess.partial_run_setup([r2]),
        sess.partial_run_setup(r2, a),
        sess.partial_run_setup({"x": r2, "y": (r1, [r1])}, (a,)),
        sess.partial_run_setup("r2:0", "r1:0"),
        tf.Session().partial_run_setup([r2, r1], [c, b, a]),
    ]


@question("SES-14")
def a_refused_set_up_uses_a_number_up(tf: Any) -> Any:
    a, b, _, r1, _, sess = chain(tf)
    attempts: list[Any] = [([], []), (r1, [a, a]), (a, [a]), ("nope", [])]
    refused = refusals(lambda arguments: sess.partial_run_setup(*arguments), *attempts)
    return [refused, sess.partial_run_setup(r1, [a, b])]


@question("SES-14")
def two_partial_runs_interleaved(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    first, second = sess.partial_run_setup([r1, r2], [a, b, c]), sess.partial_run_setup([r1, r2], [a, b, c])
    return [
        sess.partial_run(first, r1, {a: 1, b: 2}),
        sess.partial_run(second, r1, {a: 10, b: 20}),
        sess.run(r2, {a: 2, b: 3, c: 7}),
        sess.partial_run(second, r2, {c: 2}),
        sess.partial_run(first, r2, {c: 3}),
    ]


@question("SES-14", "SES-17")
def partial_runs_in_several_orders(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    orders = [
        [([], {a: 1}), ([], {b: 2}), (r1,), (r2, {c: 5})],
        [([r1, r2], {a: 1, b: 2, c: 3}), ([],), (r1,)],
        [([r1, r1], {a: 1, b: 2}), (r2, {c: 3})],
        [(r1, {a: 1, b: 2, c: 3}), (r2,)],
        [(r1, {a: 1, b: 2}), ([], {c: 3}), (r2,), (r2,)],
        [({"x": [r1]}, {(a, b): (1, 2)}), (("r2:0",), {"c:0": 4})],
        [([],), ([], {}), (r1, {a: 1, b: 2})],
    ]
    return [outcomes(sess, sess.partial_run_setup([r1, r2], [a, b, c]), *order) for order in orders]


@question("SES-17")
def partial_runs_fed_and_fetched_again(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    orders = [
        [(r1, {a: 1, b: 2}), (r1,)],
        [(r1, {a: 1, b: 2}), (r2, {c: 1, a: 2}), (r2, {c: 1})],
        [(r1, {a: 1, b: 2}), (r2, {a: 1, b: 2}), (r2, {b: 1, a: 2}), ([r1, r2], {a: 1}), ([r1, r2],)],
    ]
    return [outcomes(sess, sess.partial_run_setup([r1, r2], [a, b, c]), *order) for order in orders]


@question("SES-17")
def partial_runs_fetched_before_their_feeds(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    orders = [
        [(r2, {c: 1}), (r2, {a: 1, b: 2}), (r1,)],
        [(r1, {a: 1}), (r1, {b: 2}), (r1, {a: 1, b: 2})],
        [(r1, {a: 1, b: 2}), (r2,), (r2, {c: 2})],
        [([r1, r2],), ([r2, r1],), ([r2, r1], {c: 1})],
    ]
    return [outcomes(sess, sess.partial_run_setup([r1, r2], [a, b, c]), *order) for order in orders]


@question("SES-17")
def which_missing_feed_a_partial_run_names(tf: Any) -> Any:
    a, b, c, d = feeds = placeholders(tf, "abcd")
    sess = tf.Session()
    fetches = [(a + b) * c, c * (a + b), (a + b) * (c + d), (d + c) * (b + a), ((a + b) + c) + d, tf.add_n([d, b, a]),
               tf.add_n([a, c + d, b]), [a + b, c + d], [c + d, a + b], [(a + b) * c, d * 1]]  # fmt: skip
    given: list[dict[Any, int]] = [{}, {a: 1}, {b: 1}, {c: 1}, {d: 1}]
    return [
        [outcomes(sess, sess.partial_run_setup(fetch, feeds), (fetch, some))[0][1] for some in given]
        for fetch in fetches
    ]


@question("SES-17")
def partial_runs_with_a_fed_result(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    return [
        outcomes(sess, sess.partial_run_setup([r2], [r1, c]), (r2,), (r2, {r1: 3}), (r2, {r1: 3, c: 2})),
        outcomes(sess, sess.partial_run_setup([r2], [a, b, r1, c]), (r2, {a: 1, b: 1}), (r2, {r1: 1, c: 1})),
    ]


@question("SES-17")
def partial_runs_of_what_was_not_set_up(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    parts = [(r2, {c: 1, a: 1}), (r2, {a: 1}), (r1, {c: 1}), ([r2, r1], {r2: 1, c: 1}), (a,), (r1, {r1: 5})]
    return outcomes(sess, sess.partial_run_setup(r1, [a, b]), *parts, (r1, {a: 1, b: 2}))


@question("SES-17")
def partial_runs_that_are_refused_change_nothing(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    bad = [(r2, {c: [1, 2]}), ("nope", {c: 3}), (r2.op, {c: 3}), (None, {c: 3}), (r2, 5), (r2, {c: r1}), (r2, {5: 1})]
    return outcomes(
        sess, sess.partial_run_setup([r1, r2], [a, b, c]), (r1, {a: 1, b: 2}), *bad, ("nope", {c: [1]}), (r2, {c: 3})
    )


@question("SES-14", "FEE-8")
def partial_runs_that_fetch_what_they_feed(tf: Any) -> Any:
    a, b, c, r1, _, sess = chain(tf)
    setups = [([r1], [a, b]), ([r1], [a, b]), ([r1], [a, b, c])]
    parts: list[Any] = [
        [([a, b], {a: 1, b: 2}), (r1,)],
        [([a, r1], {a: 1, b: 2}), (r1,)],
        [([c, r1], {a: 1, b: 2}), ([a, r1], {a: 1, b: 2}), (r1,), ([], {c: 1}), ([], {c: 1})],
    ]
    return [outcomes(sess, sess.partial_run_setup(*setups[i]), *parts[i]) for i in range(3)]


@question("SES-17")
def partial_runs_with_handles_that_are_none(tf: Any) -> Any:
    a, b, _, r1, _, sess = chain(tf)
    return [
        outcomes(sess, handle, (r1, {a: 1, b: 2}), ([], {a: 1}), (a, {a: 1}), ([],), (r1.op,), ("nope",))
        for handle in ("nonsense", 5, b"bytes")
    ]


@question("SES-21")
def partial_run_without_a_handle_is_a_run(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    return outcomes(
        sess, None, (r1, {a: 1, b: 2}), ([r1.op, r1], {a: 1, b: 2}), (r2, {r1: 1, c: 2}), (r1, {a: 1}), ([],)
    )


@question("SES-17", "SES-4")
def partial_run_in_another_session(tf: Any) -> Any:
    a, b, _, r1, _, sess = chain(tf)
    handle = sess.partial_run_setup(r1, [a, b])
    other = tf.Session()
    before = outcomes(other, handle, (r1, {a: 1, b: 2}))
    same = other.partial_run_setup(r1, [a, b]) == handle
    return [before, same, outcomes(other, handle, (r1, {a: 1, b: 2})), outcomes(sess, handle, (r1, {a: 3, b: 4}))]


@question("SES-8")
def partial_runs_of_a_closed_session(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    handle = sess.partial_run_setup([r1, r2], [a, b, c])
    first = sess.partial_run(handle, r1, {a: 1, b: 2})
    sess.close()
    late = outcomes(sess, handle, (r2, {c: 1}), ([],), ("nope",))
    return [first, late, outcomes(sess, "nonsense", (r1,)), refusal(lambda: sess.partial_run_setup(5))]


@question("SES-17")
def partial_run_setups_that_are_refused(tf: Any) -> Any:
    a, b, c, r1, _, sess = chain(tf)
    tries = [([], []), ([], [a]), (None, [a]), ([r1], [a, a]), ([a], [a]), ([], [a, a]), ([a, b], [b, a]),
             ([a, b], [b, a, c, c]), ([r1], [a, b, b, a]), ([5], []), (["nope"], [])]  # fmt: skip
    return refusals(lambda args: sess.partial_run_setup(*args), *tries)


@question("SES-17", "FET-9", "FEE-9")
def partial_runs_of_what_may_not_be_fed_or_fetched(tf: Any) -> Any:
    a, b, _, r1, r2, sess = chain(tf)
    graph = tf.get_default_graph()
    graph.prevent_feeding(a)
    graph.prevent_fetching(r2.op)
    handle = sess.partial_run_setup(r1, [a, b])
    return [outcomes(sess, handle, (r1, {a: 1, b: 2})), refusal(lambda: sess.partial_run_setup(r2))]


@question("SES-21", "RUN-7")
def partial_runs_begin_with_the_set_up(tf: Any) -> Any:
    with tf.variable_scope("s", use_resource=True):
        variable = tf.get_variable("v", initializer=0)
    a, b = tf.placeholder(tf.int32, [], name="a"), tf.placeholder(tf.int32, [], name="b")
    add, more = variable.assign_add(a).op, variable.assign_add(100, read_value=True)
    x, y = tf.multiply(a, 2, name="x"), tf.multiply(b, 3, name="y")
    sess = tf.Session()
    sess.run(variable.initializer)
    handle = sess.partial_run_setup([x, y, add], [a, b])
    found = [handle, outcomes(sess, handle, (x, {a: 5}), (y, {b: 1}), (y,), (add,)), sess.run(variable)]
    handle = sess.partial_run_setup([more, y], [b])
    found += outcomes(sess, handle, (more,), (y, {b: 1}))
    handle = sess.partial_run_setup(add, [a])
    return [*found, handle, outcomes(sess, handle, ([], {a: 5}), ([], {a: 5}), ([],)), sess.run(variable)]


@question("SES-14", "RUN-7")
def an_operation_runs_once_in_all_parts(tf: Any) -> Any:
    a = tf.placeholder(tf.int32, [], name="a")
    variable = tf.Variable(0)
    z = tf.add(variable.assign_add(a), 0, name="z")
    w = tf.multiply(z, 2, name="w")
    random = tf.random_uniform([], seed=1)
    again = random + 0.0
    sess = tf.Session()
    sess.run(variable.initializer)
    first, second = sess.partial_run_setup([z, w], [a]), sess.partial_run_setup([z, w], [a])
    found = [*outcomes(sess, first, (z, {a: 10})), *outcomes(sess, second, (z, {a: 100}))]
    found += [*outcomes(sess, first, (w,)), *outcomes(sess, second, (w,)), sess.run(variable)]
    values = outcomes(sess, sess.partial_run_setup([random, again], []), (random,), (again,))
    return [found, values[0] == values[1]]


@question("SES-21", "SES-17")
def partial_runs_with_an_operation_that_fails(tf: Any) -> Any:
    a, b, c, r1, _, sess = chain(tf)
    bad = tf.check_numerics(a / c, "boom", name="bad")
    orders = [
        [([], {a: 1}), (bad, {c: 0}), (r1, {b: 1}), (bad,), ([],), ([], {b: 1})],
        [(r1, {a: 1, b: 2}), (bad, {c: 0}), (bad,)],
    ]
    found = [outcomes(sess, sess.partial_run_setup([bad, r1], [a, b, c]), *order) for order in orders]
    return [found, outcomes(sess, sess.partial_run_setup([bad, r1], [a, b, c]), ([bad, r1], {a: 1, b: 2, c: 4}))]


@question("SES-23")
def runs_after_a_part_that_fails(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    bad = tf.check_numerics(a, "boom", name="bad")
    function, other = sess.make_callable(r1, [a, b]), tf.Session()
    before = sess.partial_run_setup([r1, r2], [a, b, c])
    found = outcomes(sess, sess.partial_run_setup([bad, r1], [a, b]), (bad, {a: float("nan")}))
    found += outcomes(sess, None, (r1, {a: 1, b: 2}), (r1, {a: 1}), ([],), (a, {a: 1}), ("nope",), (r1, {a: [1, 2]}))
    found += [refusal(lambda: function(1, 2)), refusal(sess.make_callable(tf.constant(3)))]
    found += outcomes(sess, before, (r1, {a: 1, b: 2}), (r2, {c: 3}))
    found += outcomes(sess, sess.partial_run_setup([r1], [a, b]), (r1, {a: 1, b: 2}))
    found += outcomes(sess, sess.partial_run_setup([bad], [a]), (bad, {a: float("nan")}))
    return [found, outcomes(other, None, (r1, {a: 1, b: 2}))]


@question("SES-23", "SES-21")
def runs_after_a_set_up_that_fails(tf: Any) -> Any:
    a, b, _, r1, r2, sess = chain(tf)
    handle = sess.partial_run_setup([r2], [a, b])
    return outcomes(sess, handle, (r2, {a: 1, b: 2})) + outcomes(sess, None, (r1, {a: 1, b: 2}))


@question("SES-23", "SES-17")
def runs_after_parts_that_are_refused(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    plain = (r1, {a: 1, b: 2})
    handle = sess.partial_run_setup([r1], [a, b])
    found = outcomes(sess, handle, (r1, {a: 1}), (r1, {c: 1}), (r2,), (r1, {a: [1, 2]}))
    found += outcomes(sess, None, plain)
    dead = tf.raw_ops.Switch(data=a, pred=True, name="switch")[0]
    found += outcomes(sess, sess.partial_run_setup([dead], [a]), (dead, {a: 1})) + outcomes(sess, None, plain)
    return found + outcomes(sess, None, (r1, {a: 1})) + outcomes(sess, None, plain)


@question("SES-23")
def parts_that_wait_after_one_that_fails(tf: Any) -> Any:
    a, b, _, r1, _, sess = chain(tf)
    bad = tf.check_numerics(a, "boom", name="bad")
    taken = tf.FIFOQueue(3, tf.float32, []).dequeue(name="taken")
    handle = sess.partial_run_setup([r1, taken], [a, b])
    found = outcomes(sess, sess.partial_run_setup([bad], [a]), (bad, {a: float("nan")}))
    found += outcomes(sess, handle, (r1, {a: 1, b: 2}), (r1,))
    return found + outcomes(sess, sess.partial_run_setup([taken], []), (taken,))


@question("SES-17")
def partial_run_that_lacks_a_placeholder(tf: Any) -> Any:
    _, _, _, r1, r2, sess = chain(tf)
    return outcomes(sess, sess.partial_run_setup([r2], [r1]), (r2, {r1: 1}), (r2,))


@question("SES-17", "FLOW-5")
def partial_run_of_a_branch_not_taken(tf: Any) -> Any:
    a = tf.placeholder(tf.int32, [], name="a")
    switch = tf.raw_ops.Switch(data=a, pred=False, name="switch")
    sess = tf.Session()
    handle = sess.partial_run_setup([switch[1], switch[0]], [a])
    return outcomes(sess, handle, (switch[0], {a: 4}), (switch[1],), (switch[1],))


@question("SES-14", "FET-10", "FEE-13")
def partial_runs_with_sparse_tensors(tf: Any) -> Any:
    sparse = tf.sparse_placeholder(tf.float32, name="s")
    doubled = tf.SparseTensor(sparse.indices, sparse.values * 2, sparse.dense_shape)
    sess = tf.Session()
    values = sparse.values * 3.0
    handle = sess.partial_run_setup([values], [sparse])
    return [
        refusal(lambda: sess.partial_run_setup(doubled, sparse)),
        handle.split("->")[0],
        outcomes(sess, handle, (values, {sparse: ([[1]], [2.0], [4])})),
    ]


@question("SES-14", "FET-11", "FEE-13")
def partial_runs_with_indexed_slices(tf: Any) -> Any:
    slices = tf.IndexedSlices(tf.placeholder(tf.float32, name="v"), tf.placeholder(tf.int64, name="i"))
    sent = tf.IndexedSlices(slices.values * 2, slices.indices + 1)
    sess = tf.Session()
    return outcomes(sess, sess.partial_run_setup([sent], [slices]), (sent, {slices: ([1.0], [2])}), (sent,))


@question("SES-14", "FEE-14")
def partial_runs_with_variables(tf: Any) -> Any:
    variable = tf.Variable(1.0, name="v")
    doubled = tf.multiply(variable, 2, name="w")
    sess = tf.Session()
    sess.run(variable.initializer)
    fed, fetched = sess.partial_run_setup(doubled, variable), sess.partial_run_setup([variable, doubled], [])
    return [
        fed,
        fetched,
        outcomes(sess, fed, (doubled, {variable: 5})),
        outcomes(sess, fetched, ([variable, doubled],)),
    ]


@question("SES-14", "FEE-11")
def partial_run_fed_with_an_object(tf: Any) -> Any:
    text = tf.placeholder(tf.string, name="t")
    joined = tf.identity(text)
    sess = tf.Session()
    return outcomes(sess, sess.partial_run_setup(joined, text), (joined, {text: [5]}), (joined, {text: "x"}))


@question("SES-6", "SES-14")
def partial_runs_of_a_graph_that_grows(tf: Any) -> Any:
    a, b, c, r1, r2, sess = chain(tf)
    handle = sess.partial_run_setup([r1, r2], [a, b, c])
    late = tf.constant(1, name="late")
    found = outcomes(sess, handle, (late,), (r1, {a: 1, b: 2}))
    return [found, sess.run(late), outcomes(sess, handle, (r2, {c: 5}))]


@question("SES-9")
def partial_runs_of_an_empty_graph(tf: Any) -> Any:
    sess = tf.Session(graph=tf.Graph())
    return [refusal(lambda: sess.partial_run_setup(5)), refusal(lambda: sess.partial_run("x", 5))]
