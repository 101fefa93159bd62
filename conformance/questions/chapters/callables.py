"""Callables: their arguments, feeds and fetches, their errors, and how long they last."""

from __future__ import annotations

import importlib
from typing import Any

from conformance.questions.question import outcomes, question, refusal, refusals


def graph(tf: Any) -> Any:
    """Scalars a and b, their sum, a constant 3, and a session."""
    a, b = tf.placeholder(tf.float32, [], name="a"), tf.placeholder(tf.float32, [], name="b")
    return a, b, tf.add(a, b, name="sum"), tf.constant(3, name="three"), tf.Session()


@question("SES-15")
def callable_with_other_numbers_of_arguments(tf: Any) -> Any:
    a, b, total, _, sess = graph(tf)
    call = sess.make_callable(total, [a, b])
    return outcomes(lambda: call(1), lambda: call(1, 2, 3), lambda: call(a, 1), lambda: call([1, 2], 3))


@question("SES-15", "SES-18")
def callable_without_feeds_takes_no_arguments(tf: Any) -> Any:
    _, _, _, three, sess = graph(tf)
    calls = [sess.make_callable(fetches) for fetches in (three, [three], three.op, {"k": three})]
    return [refusals(lambda call: call(5), *calls), refusals(lambda call: call(5, 6), *calls),
            [call() for call in calls], sess.make_callable(three, [])(5)]  # fmt: skip


@question("SES-15", "FET-1")
def callable_fetches(tf: Any) -> Any:
    _, _, _, three, sess = graph(tf)
    text, texts = tf.constant("x"), tf.constant(["x"])
    sparse, slices = tf.SparseTensor([[1]], [2], [3]), tf.IndexedSlices(three, three)
    names = ["three:0", b"three:0"]
    nests = [
        [three, three.op, {"x": (three,)}],
        [three.op],
        (three,),
        *names,
        [three, three],
        text,
        texts,
        sparse,
        slices,
    ]
    return [sess.make_callable(nest)() for nest in nests]


@question("SES-15", "FET-1")
def callable_fetches_with_feeds(tf: Any) -> Any:
    a, b, total, three, sess = graph(tf)
    nests = [[total, total.op, {"x": (three,)}], [], {}, "sum:0", a, [a, total], [total.op], total.op]
    return [sess.make_callable(nest, [a, b])(1, 2) for nest in nests]


@question("SES-15", "SES-18")
def callable_of_no_fetches(tf: Any) -> Any:
    a, _, _, _, sess = graph(tf)
    makes = [[], {}, [[], ()], (), {"k": []}]
    return [refusals(lambda fetches: sess.make_callable(fetches)(), *makes), sess.make_callable([], [a])(1)]


@question("SES-18", "FET-12", "FET-13")
def callables_that_are_refused(tf: Any) -> Any:
    a, _, total, three, sess = graph(tf)
    tf.get_default_graph().prevent_fetching(three.op)
    fetches = [None, 5, "nope", "nope:0", three, [total, 5]]
    return [refusals(sess.make_callable, *fetches), refusals(lambda fetch: sess.make_callable(fetch, [a])(1), *fetches),
            refusals(lambda feeds: sess.make_callable(total, feeds), a, "a:0", {a: 1}, iter([a]), 5)]  # fmt: skip


@question("SES-18", "FEE-2")
def callable_feeds_that_are_refused(tf: Any) -> Any:
    a, b, total, three, sess = graph(tf)
    tf.get_default_graph().prevent_feeding(b)
    keys: list[Any] = [5, "nope", None, a.op, b]
    made = [callable(sess.make_callable(total, [key])) for key in keys]
    values: list[Any] = [[1, 2], "x", a]
    return [made, refusals(lambda key: sess.make_callable(total, [key])(1), *keys),
            refusals(lambda value: sess.make_callable(three, [a])(value), *values)]  # fmt: skip


@question("SES-15", "FEE-5", "FEE-13")
def callable_feeds_of_several_tensors(tf: Any) -> Any:
    a, b, total, _, sess = graph(tf)
    sparse = tf.sparse_placeholder(tf.float32, name="s")
    doubled = tf.multiply(sparse.values, 2, name="doubled")
    call = sess.make_callable([doubled, sparse.indices], [sparse])
    value = ([[1]], [2.0], [3])
    return outcomes(
        lambda: sess.make_callable(total, [(a, b)])((1, 2)),
        lambda: sess.make_callable(total, ((a, b),))([1, 2]),
        lambda: sess.make_callable(total, ["a:0", b"b:0"])(1, 2),
        lambda: sess.make_callable(total, [a, a, b])(1, 5, 2),
        lambda: call(value),
        lambda: call(tf.SparseTensorValue(*value)),
        lambda: sess.make_callable(sparse, [sparse])(value),
        lambda: sess.make_callable(doubled, [sparse])(([[1]],)),
    )


@question("SES-15", "FEE-8")
def callable_of_what_is_fed(tf: Any) -> Any:
    import numpy as np

    vector = tf.placeholder(tf.float32, name="v")
    sess = tf.Session()
    value = np.array([1, 2], np.float32)
    constant = sess.make_callable(tf.constant([1, 2]))
    constant()[0] = 9
    return [sess.make_callable(vector, [vector])(value) is value, sess.make_callable(vector, [vector])(1), constant()]


@question("SES-15")
def callable_with_options(tf: Any) -> Any:
    a, b, total, three, sess = graph(tf)
    metadata = tf.RunMetadata()
    plain, fed = sess.make_callable(three, accept_options=True), sess.make_callable(total, [a, b], accept_options=True)
    return outcomes(
        lambda: fed(1, 2, options=tf.RunOptions(), run_metadata=metadata),
        lambda: fed(1, 2),
        lambda: sess.make_callable(three, [])(options=None),
        lambda: plain(options=5),
        lambda: fed(1, 2, options=5),
        lambda: sess.make_callable(three)(options=None),
    )


@question("SES-15", "ERR-9")
def errors_of_callables_name_no_operation_without_feeds(tf: Any) -> Any:
    a, _, _, _, sess = graph(tf)
    negative = tf.negative(a, name="negative")
    bad = tf.check_numerics(tf.constant(1.0) / 0.0, "boom", name="bad")
    variable = tf.Variable(1, name="v")
    switch = tf.raw_ops.Switch(data=1, pred=False)
    fetches = [negative, [negative], bad, bad.op, variable, variable + 1, switch[1]]
    return [outcomes(sess.make_callable(fetch), sess.make_callable(fetch, [])) for fetch in fetches]


@question("SES-15", "SES-4")
def callables_share_the_state_of_their_session(tf: Any) -> Any:
    variable = tf.Variable(0)
    add = variable.assign_add(1)
    sess = tf.Session()
    sess.run(variable.initializer)
    calls = [
        sess.make_callable(add),
        sess.make_callable(add.op),
        sess.make_callable([add, variable + 0]),
        sess.make_callable(add),
    ]
    return [calls[0](), calls[1](), calls[0](), len(calls[2]()), calls[3](), sess.run(variable)]


@question("SES-15", "SES-6")
def callables_of_a_graph_that_grows(tf: Any) -> Any:
    a, b, total, three, sess = graph(tf)
    late, plain, fed = sess.make_callable("late:0", []), sess.make_callable(three), sess.make_callable(total, [a, b])
    before = outcomes(late, plain)
    tf.constant(4, name="late")
    return [before, late(), plain(), fed(1, 2), sess.make_callable("late:0")()]


@question("SES-18", "SES-8")
def callables_of_a_closed_session(tf: Any) -> Any:
    a, b, total, three, sess = graph(tf)
    make = sess.make_callable
    made = [make(three), make(total, [a, b]), make(three, accept_options=True), make(three, []), make([]), make([], [])]
    sess.close()
    fetches: list[Any] = [three, 5, [], "nope", None]
    known = [outcomes(*made), outcomes(lambda: made[1]("x", 2)), refusals(make, *fetches), refusal(lambda: make(5, 5))]
    late = tf.constant(1, name="late")
    return [known, refusals(make, *fetches, late), [callable(make(fetch, [a])) for fetch in (three, 5, late)]]


@question("SES-18", "SES-8")
def callable_of_a_closed_session_that_ran_nothing(tf: Any) -> Any:
    _, _, _, three, sess = graph(tf)
    sess.close()
    return [refusal(lambda: sess.make_callable(three)), refusal(lambda: sess.make_callable(5))]


@question("SES-18", "SES-9")
def callables_of_an_empty_graph(tf: Any) -> Any:
    sess = tf.Session(graph=tf.Graph())
    return outcomes(lambda: callable(sess.make_callable([])), lambda: sess.make_callable([])(),
                    lambda: sess.make_callable([], [])(), lambda: sess.make_callable(5))  # fmt: skip


@question("SES-15")
def callables_keep_their_session(tf: Any) -> Any:
    import gc

    a = tf.constant(11)
    call = tf.Session().make_callable(a)
    gc.collect()
    return call()


@question("SES-19", "SES-18")
def callables_of_a_graph_that_cannot_be_placed_any_more(tf: Any) -> Any:
    a, b, total, three, sess = graph(tf)
    plain, fed = sess.make_callable(three), sess.make_callable(total, [a, b])
    plain()
    with tf.device("/gpu:0"):
        tf.constant(7, name="late")
    kinds = [
        found[0] if isinstance(found, list) else found
        for found in outcomes(
            plain,
            lambda: fed(1, 2),
            lambda: sess.make_callable(three),
            lambda: callable(sess.make_callable(three, [a])),
        )
    ]
    return [kinds, refusal(lambda: sess.make_callable(three))[1].split(" was ")[0]]


@question("SES-13", "SES-8")
def devices_of_a_session(tf: Any) -> Any:
    sess = tf.Session()
    first = sess.list_devices()[0]
    again = sess.list_devices()[0]
    other = tf.Session(graph=tf.Graph()).list_devices()[0]
    fields = [first.name, first.device_type, type(first.memory_limit_bytes).__name__, type(first.incarnation).__name__]
    return [fields, type(sess.list_devices()).__name__, again.incarnation == first.incarnation,
            other.incarnation == first.incarnation, again == first, other.name,
            [is_fixed(first, name) for name in ("name", "device_type", "incarnation")]]  # fmt: skip


def is_fixed(device: Any, name: str) -> bool:
    """Whether a property of a device cannot be set."""
    try:
        setattr(device, name, 1)
    except AttributeError:
        return True
    return False


@question("SES-13", "OPT-2")
def devices_that_a_config_counts(tf: Any) -> Any:
    def names(**counts: int) -> Any:
        devices = tf.Session(config=tf.ConfigProto(device_count=counts)).list_devices()
        return [device.name for device in devices if device.device_type == "CPU"]

    return [names(CPU=3), names(GPU=0), names(GPU=2, FOO=1), names(CPU=1),
            refusal(lambda: names(CPU=0)), refusal(lambda: names(CPU=-1))]  # fmt: skip


def register(tf: Any, *arguments: Any) -> None:
    """Registers a type for fetches and feeds."""
    session = importlib.import_module(f"{tf.__name__}.python.client.session")
    session.register_session_run_conversion_functions(*arguments)


@question("FET-8", "SES-15", "SES-14")
def registered_types_without_elements(tf: Any) -> Any:
    class Nothing:
        pass

    register(tf, Nothing, lambda _: ([], len), lambda _, value: [], lambda _: [])
    a, b, total, _, sess = graph(tf)
    handle = sess.partial_run_setup(total, [a, Nothing(), b])
    return outcomes(
        lambda: sess.run(Nothing()),
        lambda: sess.run({"k": [Nothing(), total]}, {a: 1, b: 2}),
        lambda: sess.run(total, {Nothing(): 5, a: 1, b: 2}),
        lambda: sess.make_callable(Nothing())(),
        lambda: sess.make_callable([Nothing(), total], [a, Nothing(), b])(1, 5, 2),
        lambda: sess.partial_run_setup(Nothing(), a),
        lambda: sess.partial_run(handle, [Nothing(), total], {a: 1, Nothing(): 2, b: 2}),
    )


@question("FET-8", "SES-15", "SES-14")
def registered_types_with_functions_missing(tf: Any) -> Any:
    class Only:
        def __init__(self, tensor: Any) -> None:
            self.tensor = tensor

    class Late(Only):
        pass

    register(tf, Only, lambda it: ([it.tensor], lambda values: ["only", *values]))
    a, b, total, _, sess = graph(tf)
    found = outcomes(
        lambda: sess.run(Only(total), {a: 1, b: 2}),
        lambda: sess.run(total, {Only(a): 1, b: 2}),
        lambda: sess.make_callable(Only(total), [Only(a), b])(1, 2),
        lambda: sess.make_callable(Only(total), [a, b])(1, 2),
        lambda: sess.partial_run_setup(total, [Only(a), b]),
        lambda: sess.run(Late(total), {a: 1, b: 2}),
    )
    register(tf, Late, lambda it: ([it.tensor], lambda values: "late"), lambda it, value: [(it.tensor, value + 1)])
    return [found, outcomes(
        lambda: sess.run([Late(total), Only(total)], {Late(a): 1, b: 2}),
        lambda: sess.make_callable(total, [Late(a), Late(b)])(1, 2),
        lambda: sess.partial_run_setup(total, [Late(a), b]),
        lambda: register(tf, Only, len),
        lambda: register(tf, Late, len),
    )]  # fmt: skip


@question("FET-8")
def registered_types_with_functions_that_go_wrong(tf: Any) -> Any:
    kinds = [type(f"Kind{index}", (), {}) for index in range(5)]
    a, b, total, three, sess = graph(tf)
    elements: list[Any] = [["three", 5], [None], [[three]]]
    functions: list[Any] = [lambda _, given=given: (given, len) for given in elements]
    functions += [lambda _: 5, lambda _: ([three], lambda values: values[1])]
    for kind, function in zip(kinds, functions):  # noqa: B905
        register(tf, kind, function, lambda _, value: value)
    return [
        refusals(lambda kind: sess.run(kind()), *kinds),
        refusals(lambda value: sess.run(total, {kinds[0](): value}), 5, [(a, 1), (b, "x")], [(a, 1, 2)], [(total, 7)]),
    ]


@question("SES-20")
def a_reset_session_is_closed_before_its_graph_is_looked_at(tf: Any) -> Any:
    one = tf.constant(1)
    sess = tf.Session()
    nothing, without_feeds, with_feeds = sess.make_callable([]), sess.make_callable(one), sess.make_callable(one, [])
    with tf.device("/job:nowhere"):
        tf.constant(2)
    tf.Session.reset("")
    again = [lambda: sess.make_callable(one), lambda: sess.run(one)]
    return [refusal(ask) for ask in (nothing, without_feeds, with_feeds, *again)]
