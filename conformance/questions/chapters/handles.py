"""Tensors that a session keeps by handle: fetched, fed, read and deleted."""

from __future__ import annotations

from typing import Any

from conformance.questions.question import nodes, outcomes, question, refusal, refusals


def product(tf: Any) -> Any:
    """50, the operation that keeps it, and a session."""
    value = tf.multiply(tf.constant(10), tf.constant(5), name="product")
    return value, tf.get_session_handle(value), tf.Session()


def added(tf: Any, known: int) -> Any:
    """The operations beyond the first `known`, with their devices."""
    return [[op.name, op.type, op.device] for op in tf.get_default_graph().get_operations()[known:]]


@question("FET-14")
def what_get_session_handle_builds(tf: Any) -> Any:
    with tf.device("/cpu:0"):
        value = tf.constant([1.0, 2.0], name="value")
    with tf.name_scope("s"):
        first, second = tf.get_session_handle(value), tf.get_session_handle(value, name="kept")
    return [nodes(tf), str(first), str(second.op.device), second.op.get_attr("_class"), second.op.get_attr("T")]


@question("FET-14")
def handles_of_what_is_no_tensor(tf: Any) -> Any:
    resource = tf.get_variable("r", initializer=1, use_resource=True)
    return refusals(tf.get_session_handle, 5, None, "text", [1.0], tf.Variable(1), resource, tf.constant(1).op)


@question("FET-14")
def texts_of_handles(tf: Any) -> Any:
    value, fetch, sess = product(tf)
    other = tf.get_session_handle(value, name="other")
    first, second = sess.run([fetch, fetch])
    found = [type(first).__name__, first is second, str(first), sess.run({"k": other})["k"].handle]
    return [*found, sess.run(fetch).handle, tf.Session().run(fetch).handle, first.get_raw_handle()]


@question("FET-14")
def places_where_handles_are_texts(tf: Any) -> Any:
    _, fetch, sess = product(tf)
    handle = sess.partial_run_setup(fetch)
    with sess.as_default():
        evaluated = fetch.eval()
    return [sess.run(tf.identity(fetch)), sess.make_callable(fetch)(), type(evaluated).__name__, sess.run(fetch.op),
            type(sess.partial_run(handle, fetch)).__name__, type(sess.make_callable(fetch, [])()).__name__,
            sess.run(fetch, {fetch: "text"}).handle, sess.run("GetSessionHandle:0").handle]  # fmt: skip


@question("FET-14")
def values_of_handles(tf: Any) -> Any:
    variable = tf.Variable([1, 2])
    sess = tf.Session()
    sess.run(variable.initializer)
    tensors = [tf.constant(["a", "b"]), tf.constant([[1.5]]), tf.constant([], tf.bool), tf.constant(1j), variable * 2]
    handles = sess.run([tf.get_session_handle(tensor) for tensor in tensors])
    sess.run(variable.assign([5, 6]))
    return [handle.eval() for handle in handles]


@question("FET-14")
def operations_that_handles_add(tf: Any) -> Any:
    _, fetch, sess = product(tf)
    other = tf.get_session_handle(tf.constant(2.0), name="other")
    known = len(tf.get_default_graph().get_operations())
    sess.run(fetch).eval()
    sess.run(fetch).eval()
    with tf.name_scope("scope"), tf.device("/cpu:0"):
        sess.run(other).eval()
    sess.run(fetch).delete()
    sess.run(other).delete()
    tf.Session().run(other).delete()
    return added(tf, known)


@question("FET-14")
def what_get_session_tensor_builds(tf: Any) -> Any:
    _, fetch, sess = product(tf)
    known = len(tf.get_default_graph().get_operations())
    text = sess.run(fetch).get_raw_handle()
    holder, tensor = tf.get_session_tensor(text, tf.int32, name="back")
    deleter = tf.delete_session_tensor("a;0;/gpu:3", name="gone")
    return [added(tf, known), str(holder), str(tensor), str(deleter[0]), deleter[1].name,
            [op.node_def.input[:] for op in (tensor.op, deleter[1])] and list(tensor.op.node_def.input)]  # fmt: skip


@question("FET-14")
def get_session_tensor_of_other_things(tf: Any) -> Any:
    _, fetch, sess = product(tf)
    handle = sess.run(fetch)
    holder, tensor = tf.get_session_tensor(handle, tf.int32)
    return [
        sess.run(tensor, {holder: handle.handle}),
        refusals(lambda text: tf.get_session_tensor(text, tf.int32), "nonsense", "a;b", 5, ""),
        refusals(tf.delete_session_tensor, "nonsense", "a;b", 5),
        refusals(lambda dtype: tf.get_session_tensor("a;0;/cpu:0", dtype), "int32", "foo", None),
        tf.get_session_tensor(b"a;0;/cpu:0", tf.int32)[0].op.device,
    ]


@question("FET-14")
def get_session_tensor_runs(tf: Any) -> Any:
    _, fetch, sess = product(tf)
    text = sess.run(fetch).get_raw_handle()
    holder, tensor = tf.get_session_tensor(text, tf.int32, name="back")
    return outcomes(
        lambda: sess.run(tensor, {holder: text}),
        lambda: sess.run([tensor, tensor + 1], {holder: text}),
        lambda: sess.run(tensor, {holder: "nonsense"}),
        lambda: sess.run(tensor, {holder: ""}),
        lambda: sess.run(tensor),
        lambda: tf.Session().run(tensor, {holder: text}),
        lambda: sess.run(tensor, {holder: sess.run(fetch)}),
    )


@question("FET-14")
def deleted_tensors(tf: Any) -> Any:
    value, fetch, sess = product(tf)
    handle, other = sess.run(fetch), sess.run(fetch)
    handle.delete()
    holder, delete = tf.delete_session_tensor(other.handle, name="gone")
    reader, tensor = tf.get_session_tensor(other.handle, tf.int32, name="back")
    first = sess.run(delete, {holder: other.handle})
    return [first, outcomes(
        handle.eval,
        handle.delete,
        lambda: handle.handle,
        lambda: sess.run(value + 1, {value: handle}),
        lambda: sess.run(value, {value: handle}),
        lambda: sess.run([value, value + 1], {value: handle}),
        lambda: sess.run([], {value: handle}),
        lambda: sess.run(delete, {holder: other.handle}),
        lambda: sess.run(tensor, {reader: other.handle}),
        lambda: sess.run(fetch).handle,
    )]  # fmt: skip


@question("FET-14")
def raw_handles(tf: Any) -> Any:
    value, fetch, sess = product(tf)
    handle = sess.run(fetch)
    text = handle.get_raw_handle()
    used = outcomes(handle.eval, handle.delete, handle.get_raw_handle)
    used.append(sess.run(value + 1, {value: handle}))
    del handle
    holder, tensor = tf.get_session_tensor(text, tf.int32)
    for _ in range(25):
        sess.run(fetch)
    return [used, sess.run(tensor, {holder: text})]


@question("FET-14")
def tensors_of_lost_handles(tf: Any) -> Any:
    _, fetch, sess = product(tf)
    text = str(sess.run(fetch))
    holder, tensor = tf.get_session_tensor(text, tf.int32, name="back")
    found = outcomes(lambda: sess.run(tensor, {holder: text}))
    for _ in range(8):
        sess.run(fetch)
    found += outcomes(lambda: sess.run(tensor, {holder: text}))
    sess.run(fetch)
    return found + outcomes(lambda: sess.run(tensor, {holder: text}))


@question("FET-14", "SES-8")
def handles_of_a_closed_session(tf: Any) -> Any:
    value, fetch, sess = product(tf)
    handle = sess.run(fetch)
    sess.close()
    return outcomes(handle.eval, handle.delete, lambda: handle.handle, lambda: tf.Session().run(value, {value: handle}))


@question("FET-14", "GRA-3")
def handles_in_a_finalized_graph(tf: Any) -> Any:
    _, fetch, sess = product(tf)
    handle = sess.run(fetch)
    other = sess.run(tf.get_session_handle(tf.constant(1)))
    handle.eval()
    tf.get_default_graph().finalize()
    return outcomes(handle.eval, handle.delete, handle.eval, other.eval, other.delete)


@question("FET-14")
def tensors_that_move_to_another_device(tf: Any) -> Any:
    fetch = tf.get_session_handle(tf.constant(1))
    sess = tf.Session(config=tf.ConfigProto(device_count={"CPU": 2}))
    handle = sess.run(fetch)
    task = "/job:localhost/replica:0/task:0"
    holder, tensor = tf.get_session_tensor(f"a;0;{task}/device:CPU:1", tf.int32, name="back")
    other, another = tf.get_session_tensor("a;0;/job:localhost", tf.int32, name="again")
    known = len(tf.get_default_graph().get_operations())
    with tf.name_scope("scope"):
        values = [sess.run(tensor, {holder: handle.handle}) for _ in range(2)]
    return [values, sess.run(holder, {holder: handle.handle}), outcomes(
        lambda: sess.run(another, {other: handle.handle}),
        lambda: sess.run(another, {other: "x;0;"}),
        lambda: sess.run(another, {other: b"x;0;/cpu:0"}),
        lambda: sess.run(another, {other: ["a", "b"]}),
        lambda: sess.run(other, {other: "nonsense"}),
        lambda: sess.make_callable(another, [other])("nonsense"),
        lambda: sess.partial_run(sess.partial_run_setup(another, other), another, {other: "nonsense"}),
        lambda: sess.run(another, {other: 5}),
    ), added(tf, known)]  # fmt: skip


@question("FET-14")
def handle_of_a_resource_variable(tf: Any) -> Any:
    variable = tf.get_variable("r", initializer=3.0, use_resource=True)
    sess = tf.Session()
    fetch = tf.get_session_handle(variable.read_value())
    failed = refusal(lambda: sess.run(fetch))[0]
    sess.run(variable.initializer)
    return [failed, sess.run(fetch).eval(), fetch.op.get_attr("_class")]


@question("FET-14")
def handles_as_raw_ops(tf: Any) -> Any:
    value = tf.constant(5, name="value")
    raw = tf.raw_ops.GetSessionHandle(value=value, name="raw")
    sess = tf.Session()
    handle = sess.run(raw)
    back = tf.raw_ops.GetSessionTensor(handle=handle.handle, dtype=tf.int32, name="back")
    gone = tf.raw_ops.DeleteSessionTensor(handle="zz", name="gone")
    return [type(handle).__name__, handle.eval(), str(back), outcomes(lambda: sess.run(back), lambda: sess.run(gone)),
            refusal(lambda: tf.raw_ops.GetSessionTensor(handle=["a", "b"], dtype=tf.int32))]  # fmt: skip


@question("FEE-17")
def fed_handles(tf: Any) -> Any:
    value, fetch, sess = product(tf)
    place, narrow = tf.placeholder(tf.int32), tf.placeholder(tf.int32, [7])
    handle = sess.run(fetch)
    known = len(tf.get_default_graph().get_operations())
    doubled = place * 2
    return [
        outcomes(
            lambda: sess.run(doubled, {place: handle}),
            lambda: sess.run([place, doubled, place], {place: handle}),
            lambda: sess.run(doubled, {"Placeholder:0": handle}),
            lambda: sess.run([place, value], {(place, value): (handle, 5)}),
            lambda: sess.run(narrow * 1, {narrow: handle}),
            lambda: sess.run(narrow, {narrow: handle}),
            lambda: sess.run([], {place: handle}),
            lambda: sess.run(value + 1, {place: handle}),
            lambda: sess.make_callable(doubled, [place])(handle),
            lambda: sess.make_callable(place, [place])(handle),
            lambda: sess.partial_run(sess.partial_run_setup(doubled, place), doubled, {place: handle}),
        ),
        [row[1] for row in added(tf, known)],
    ]


@question("FEE-17", "FEE-15")
def fed_handles_that_are_refused(tf: Any) -> Any:
    value, fetch, sess = product(tf)
    place, texts = tf.placeholder(tf.float32, name="p"), tf.placeholder(tf.string, name="t")
    one, handle = tf.constant(1), sess.run(fetch)
    tf.get_default_graph().prevent_feeding(one)
    return outcomes(
        lambda: sess.run(place + 1, {place: handle}),
        lambda: sess.run([place, place + 1], {place: handle}),
        lambda: sess.run(place, {place: handle}),
        lambda: sess.run(value, {texts: handle}),
        lambda: sess.run(value + 1, {texts: handle, place: handle, value: handle}),
        lambda: sess.run(value + 1, {place: 1, texts: handle}),
        lambda: sess.run(value + 1, {texts: "x", place: handle}),
        lambda: sess.run(value, {one: handle}),
        lambda: tf.Session().run(value + 1, {value: handle}),
        lambda: tf.Session().run(place + 1, {place: handle}),
    )


@question("FEE-17", "FEE-14", "FEE-16")
def handles_fed_to_variables(tf: Any) -> Any:
    _, fetch, sess = product(tf)
    variable = tf.Variable(3, name="v")
    sess.run(variable.initializer)
    handle = sess.run(fetch)
    return outcomes(
        lambda: sess.run([variable, variable + 1], {variable: handle}),
        lambda: sess.run(variable.assign(5), {variable: handle}),
        lambda: sess.run(variable),
    )


@question("FEE-17", "FEE-13")
def handles_fed_to_a_sparse_tensor(tf: Any) -> Any:
    sparse = tf.sparse_placeholder(tf.float32)
    parts = [tf.constant([[1]], tf.int64), tf.constant([2.0]), tf.constant([3], tf.int64)]
    sess = tf.Session()
    handles = sess.run([tf.get_session_handle(part) for part in parts])
    doubled = sparse.values * 2.0
    return [sess.run(sparse, {sparse: tuple(handles)}), sess.run(doubled, {sparse: tf.SparseTensorValue(*handles)})]
