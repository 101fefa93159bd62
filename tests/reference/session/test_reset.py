"""Clauses SES-12 and SES-20 of spec/sessions.md: containers, and ending all sessions of an engine."""

import pytest

import reference as tf


@pytest.fixture(autouse=True)
def _graph():
    with tf.Graph().as_default():
        yield


def started():
    """A session with a variable in a container."""
    with tf.container("spare"):
        variable = tf.Variable(1)
    session = tf.Session()
    session.run(variable.initializer)
    return session, variable


@pytest.mark.parametrize(
    "arguments", [("",), (None,), (b"",), ("", ["spare"]), ("", ["nobody's"]), ("", []), ("", "ab"), ("", [b"x"])]
)
def test_ses_12_every_session_ends_whichever_containers_are_named(arguments):
    session, variable = started()
    with tf.Graph().as_default():
        other, constant = tf.Session(), tf.constant(2)
    handle = session.partial_run_setup(variable)
    call = session.make_callable(variable)
    tf.Session.reset(*arguments)
    for attempt in (
        lambda: session.run(variable),
        lambda: other.run(constant),
        lambda: session.partial_run(handle, variable),
        lambda: session.partial_run_setup(variable),
        call,
    ):
        with pytest.raises(tf.errors.CancelledError) as failure:
            attempt()
        assert (failure.value.message, failure.value.op) == ("Session has been closed.", None)


def test_ses_12_the_sessions_are_not_closed_yet():
    session, variable = started()
    tf.Session.reset("")
    assert session.run([]) == []
    assert session.run(variable, {variable: 5}) == 5
    assert session.list_devices()[0].device_type == "CPU"
    session.close()
    with pytest.raises(RuntimeError, match=r"^Attempted to use a closed Session\.$"):
        session.run([])


def test_ses_12_a_new_session_begins_anew():
    _, variable = started()
    tf.Session.reset("")
    with tf.Session() as session:
        with pytest.raises(tf.errors.FailedPreconditionError):
            session.run(variable)
        session.run(variable.initializer)
        assert session.run(variable) == 1


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((5, ["x"]), TypeError, "^Expected binary or unicode string, got 5$"),
        (("", 5), TypeError, "not iterable"),
        (("", [5]), TypeError, "^Expected binary or unicode string, got 5$"),
        (("nonsense", None, "config"), AttributeError, "SerializeToString"),
        (("nonsense",), tf.errors.NotFoundError, "^No session factory registered .*target: .nonsense"),
    ],
)
def test_ses_12_what_is_refused_ends_nothing(arguments, error, message):
    session, variable = started()
    with pytest.raises(error, match=message):
        tf.Session.reset(*arguments)
    assert session.run(variable) == 1


def test_ses_12_an_interactive_session_has_no_reset():
    assert not hasattr(tf.InteractiveSession, "reset")


def variables(*places):
    return [tf.raw_ops.VariableV2(shape=[], dtype=tf.int32, container=c, shared_name=n) for c, n in places]


def test_ses_20_a_variable_is_found_by_container_and_name():
    x, y, again, empty, local = variables(("x", "n"), ("y", "n"), ("x", "n"), ("", "n"), ("localhost", "n"))
    with tf.Session() as session:
        for variable, value in ((x, 1), (y, 2), (empty, 3)):
            session.run(tf.assign(variable, value))
        assert session.run([x, y, again, empty, local]) == [1, 2, 1, 3, 3]


def test_ses_20_the_scope_names_the_container_of_every_resource():
    with tf.container("outer"):
        ref = tf.Variable(1)
        with tf.container(b"inner"):
            resource = tf.get_variable("r", initializer=1, use_resource=True)
        with tf.container(None):
            none = tf.Variable(2)
        own = tf.raw_ops.VariableV2(shape=[], dtype=tf.int32, container="own")
    held = [ref.op, resource.handle.op, none.op, own.op]
    assert [op.get_attr("container") for op in held] == [b"outer", b"inner", b"", b"own"]


def test_ses_20_a_container_is_text():
    with tf.container(5):
        assert tf.constant(1).op.type == "Const"
        with pytest.raises(TypeError, match=r"^Expected binary or unicode string, got 5$"):
            tf.Variable(1)


@pytest.mark.parametrize("name", ["a/b", ".x", "A-1.", "0a"])
def test_ses_20_names_that_containers_may_have(name):
    [variable] = variables((name, "n"))
    assert tf.Session().run(tf.assign(variable, 1)) == 1


@pytest.mark.parametrize("name", ["a b", "a_b", "-x", "_a", "é", ":x", "/a", "a\n"])
def test_ses_20_names_that_containers_may_not_have(name):
    [variable] = variables((name, "n"))
    with pytest.raises(tf.errors.InvalidArgumentError) as failure:
        tf.Session().run(tf.assign(variable, 1))
    assert failure.value.message.startswith(f"container contains invalid characters: {name}\n")
    assert failure.value.op is variable.op


def test_ses_20_a_resource_variable_may_be_in_any_container():
    with tf.container("a b"):
        variable = tf.get_variable("r", initializer=1, use_resource=True)
    with tf.Session() as session:
        session.run(variable.initializer)
        assert session.run(variable) == 1


def test_ses_20_a_shared_name_begins_with_no_underscore():
    [variable] = variables(("", "_n"))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^shared_name cannot start with '_':_n\n"):
        tf.Session().run(tf.assign(variable, 1))
