"""Containers of resources, and `Session.reset`."""

from __future__ import annotations

from typing import Any

from conformance.questions.question import outcomes, question, refusal, refusals


def started(tf: Any) -> Any:
    """A variable in a container, one in none, and a session that has given them their values."""
    with tf.container("spare"):
        kept = tf.Variable(1, name="kept")
    other = tf.Variable(2, name="other")
    sess = tf.Session()
    sess.run([kept.initializer, other.initializer])
    return kept, other, sess


def after_reset(tf: Any, *arguments: Any) -> Any:
    """What a reset gives, and what becomes of a session and its variables."""
    with tf.Graph().as_default():
        kept, other, sess = started(tf)
        return outcomes(lambda: tf.Session.reset(*arguments), lambda: sess.run(kept), lambda: sess.run(other),
                        lambda: sess.run(kept))  # fmt: skip


def holders(tf: Any, *places: Any) -> Any:
    """Variables by container and shared name."""
    return [tf.raw_ops.VariableV2(shape=[], dtype=tf.int32, container=c, shared_name=n) for c, n in places]


@question("SES-12")
def reset_ends_sessions_whatever_is_named(tf: Any) -> Any:
    tries: list[Any] = [("",), (None,), (b"",), ("", ["spare"]), ("", ["nobody's"]), ("", ["localhost"]), ("", []),
                        ("", "ab"), ("", ("spare",)), ("", [b"spare"]), ("", None, tf.ConfigProto())]  # fmt: skip
    return [after_reset(tf, *arguments) for arguments in tries]


@question("SES-12", "SES-10")
def resets_that_are_refused(tf: Any) -> Any:
    tries: list[Any] = [(5,), (5, ["x"]), ("", 5), ("", [5]), ("", None, "config"), ("", 5, "config")]
    return [after_reset(tf, *arguments) for arguments in tries]


@question("SES-12", "SES-10")
def reset_of_an_unknown_target(tf: Any) -> Any:
    found = after_reset(tf, "nonsense")
    return [found[0][0], found[0][1].split(" Registered")[0], found[1:], after_reset(tf, "nonsense", None, "config")]


@question("SES-12")
def what_a_session_can_do_after_a_reset(tf: Any) -> Any:
    kept, _, sess = started(tf)
    handle, call = sess.partial_run_setup(kept), sess.make_callable(kept)
    tf.Session.reset("")
    return outcomes(
        lambda: sess.partial_run(handle, kept),
        lambda: sess.partial_run_setup(kept),
        call,
        lambda: callable(sess.make_callable(kept)),
        lambda: sess.list_devices()[0].name,
        lambda: sess.run([]),
        lambda: sess.run(kept, {kept: 5}),
        lambda: kept.eval(session=sess),
        lambda: sess.graph is kept.graph,
        sess.close,
        lambda: sess.run(kept),
        lambda: sess.run([]),
    )


@question("SES-12")
def reset_ends_sessions_of_every_graph(tf: Any) -> Any:
    kept, _, sess = started(tf)
    with tf.Graph().as_default():
        one = tf.constant(1)
        other, closed = tf.Session(), tf.Session()
        closed.close()
    with sess:
        tf.Session.reset("", ["spare"])
    fresh = tf.Session()
    fresh.run(kept.initializer)
    return outcomes(lambda: sess.run(kept), lambda: other.run(one), lambda: closed.run(one), lambda: fresh.run(kept))


@question("SES-12")
def who_has_a_reset(tf: Any) -> Any:
    return [hasattr(tf.InteractiveSession, "reset"), refusal(lambda: tf.Session.reset())[0], tf.Session("").reset("")]


@question("SES-20", "GRA-25")
def operations_that_a_container_scope_marks(tf: Any) -> Any:
    with tf.container("outer"):
        tf.Variable(1, name="a")
        tf.get_variable("b", initializer=1, use_resource=True)
        tf.random_uniform([2], name="c")
        with tf.container(b"inner"):
            tf.Variable(1, name="d")
        with tf.container(""):
            tf.Variable(1, name="e")
        with tf.container(None):
            tf.Variable(1, name="f")
        tf.raw_ops.VariableV2(shape=[], dtype=tf.int32, container="own", name="g")
        tf.raw_ops.VarHandleOp(shape=[], dtype=tf.int32, name="h")
    tf.Variable(1, name="i")
    operations = tf.get_default_graph().get_operations()
    return [[op.name, op.get_attr("container")] for op in operations if "container" in op.node_def.attr]


@question("SES-20", "GRA-25")
def containers_that_are_no_text(tf: Any) -> Any:
    with tf.container(5):
        names = [tf.constant(1).op.name, refusals(tf.Variable, 1)]
    return [names, tf.constant(2).op.name, tf.Variable(3).op.get_attr("container")]


@question("SES-20")
def variables_by_container_and_name(tf: Any) -> Any:
    places = [("x", "n"), ("y", "n"), ("x", "n"), ("", "n"), ("localhost", "n"), ("x", "m")]
    variables = holders(tf, *places)
    sess = tf.Session()
    for index, value in ((0, 1), (1, 2), (3, 3)):
        sess.run(tf.assign(variables[index], value))
    return outcomes(*[lambda v=v: sess.run(v) for v in variables])


@question("SES-20", "VAR-22")
def resource_variables_by_container_and_name(tf: Any) -> Any:
    places = [("x", "n"), ("y", "n"), ("x", "n"), ("", "n"), ("localhost", "n"), ("x", "m"), ("z", "n")]
    handles = [tf.raw_ops.VarHandleOp(shape=[], dtype=tf.int32, container=c, shared_name=n) for c, n in places]
    reads = [tf.raw_ops.ReadVariableOp(resource=h, dtype=tf.int32, name=f"read_{i}") for i, h in enumerate(handles)]
    sess = tf.Session()
    for index, value in ((0, 1), (1, 2), (3, 3)):
        sess.run(tf.raw_ops.AssignVariableOp(resource=handles[index], value=value))
    found = outcomes(*[lambda read=read: sess.run(read) for read in reads])
    sess.run(tf.raw_ops.DestroyResourceOp(resource=handles[0]))
    return [found, outcomes(*[lambda read=read: sess.run(read) for read in reads[:3]])]


@question("SES-20")
def names_without_a_shared_name(tf: Any) -> Any:
    with tf.container("x"):
        own = tf.raw_ops.VariableV2(shape=[], dtype=tf.int32, name="own")
        [shared] = holders(tf, ("x", "own"))
        [elsewhere] = holders(tf, ("y", "own"))
    sess = tf.Session()
    sess.run(tf.assign(own, 7))
    return outcomes(lambda: sess.run(shared), lambda: sess.run(own), lambda: sess.run(elsewhere))


@question("SES-20")
def names_of_containers(tf: Any) -> Any:
    names = [
        "a/b",
        ".x",
        "A-1.",
        "0_",
        "0",
        "0a",
        "a_b",
        "a0",
        ".",
        "a.",
        "a-",
        "a/",
        "-",
        "a b",
        "-x",
        "_a",
        "\u00e9",
        ":x",
        "/a",
        "a:b",
        "x\\y",
    ]
    with tf.Session() as sess:
        return outcomes(*[lambda v=v: sess.run(tf.assign(v, 1)) for v in holders(tf, *[(name, "n") for name in names])])


@question("SES-20")
def container_names_of_resource_variables(tf: Any) -> Any:
    with tf.container("a b"):
        variable = tf.get_variable("r", initializer=1, use_resource=True)
    with tf.Session() as sess:
        return outcomes(lambda: sess.run(variable.initializer), lambda: sess.run(variable))


@question("SES-20")
def shared_names_that_begin_with_an_underscore(tf: Any) -> Any:
    [variable, both] = holders(tf, ("", "_n"), ("a b", "_n"))
    with tf.Session() as sess:
        return outcomes(lambda: sess.run(tf.assign(variable, 1)), lambda: sess.run(tf.assign(both, 1)))
