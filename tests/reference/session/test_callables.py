"""Clauses SES-15 and SES-18 of spec/sessions.md: functions that run a step; FET-8 for registered types in them."""

import gc

import pytest
from reference.python.client import session as session_module

import reference as tf


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


@pytest.fixture
def placed(session):
    return tf.placeholder(tf.float32, [], name="p")


def test_ses_15_without_feeds_it_takes_nothing(session):
    one = tf.constant(1)
    for fetches, name in (
        (one, "_single_tensor_run"),
        (one.op, "_single_operation_run"),
        ([one], "_fetch_handler_run"),
        (tf.SparseTensor([[1]], [2], [3]), "_fetch_handler_run"),
    ):
        with pytest.raises(TypeError, match=rf"^{name}\(\) takes 0 positional arguments but 1 was given$"):
            session.make_callable(fetches)(5)


def test_ses_15_without_feeds_errors_name_no_operation(session, placed):
    for options in (False, True):
        call = session.make_callable(placed + 1, accept_options=options)
        with pytest.raises(tf.errors.InvalidArgumentError) as failure:
            call()
        message = "You must feed a value for placeholder tensor 'p' with dtype float\n\t [[{{node p}}]]"
        assert (failure.value.message, failure.value.op, failure.value.node_def) == (message, None, None)


def test_ses_15_with_feeds_errors_are_those_of_run(session, placed):
    with pytest.raises(tf.errors.InvalidArgumentError) as failure:
        session.make_callable(placed + 1, [])()
    assert failure.value.op is placed.op


def test_ses_15_without_feeds_handles_are_texts(session):
    fetch = tf.get_session_handle(tf.constant(1))
    assert session.make_callable(fetch)().startswith(b"GetSessionHandle;0;")
    assert session.make_callable(fetch, [])().eval() == 1


def test_ses_15_with_feeds_fetches_may_come_later(session, placed):
    call = session.make_callable("late:0", [placed])
    with pytest.raises(ValueError, match="cannot be interpreted as a Tensor"):
        call(1)
    tf.constant(4, name="late")
    assert call(1) == 4


def test_ses_15_fetches_are_refused_again_once_they_are_forbidden(session, placed):
    double = placed * 2
    call = session.make_callable(double, [placed])
    assert call(1) == 2
    session.graph.prevent_fetching(double.op)
    with pytest.raises(ValueError, match="not fetchable"):
        call(1)


def test_ses_15_it_keeps_the_session(session):
    call = tf.Session().make_callable(tf.constant(11))
    gc.collect()
    assert call() == 11


def test_ses_15_options_by_position_and_keyword(session, placed):
    metadata = tf.RunMetadata()
    plain = session.make_callable(tf.constant(1), accept_options=True)
    assert plain(None, metadata) == plain(options=tf.RunOptions()) == 1
    assert session.make_callable(placed, [placed])(1, options=None, run_metadata=metadata) == 1
    with pytest.raises(TypeError, match="unexpected keyword argument 'foo'"):
        session.make_callable(placed, [placed])(1, foo=2)


@pytest.mark.parametrize("fetches", [[], {}, [[], ()]])
def test_ses_18_nothing_to_fetch(session, placed, fetches):
    call = session.make_callable(fetches)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Must specify at least one target to fetch or execute"):
        call()
    assert session.make_callable(fetches, [placed])(1) == fetches


def test_ses_18_with_feeds_all_is_refused_when_it_is_called(session, placed):
    for fetches, keys in ((5, [placed]), (placed, [5]), (placed, ["nope"]), (None, [])):
        call = session.make_callable(fetches, keys)
        with pytest.raises(TypeError):
            call(1)


def test_ses_18_after_close(session, placed):
    one = tf.constant(1)
    plain, fed = session.make_callable(one), session.make_callable(one, [placed])
    session.close()
    with pytest.raises(tf.errors.CancelledError, match=r"^Session has been closed\.$"):
        plain()
    with pytest.raises(RuntimeError, match=r"^Attempted to use a closed Session\.$"):
        fed(1)
    session.make_callable(one)
    tf.constant(2)
    with pytest.raises(tf.errors.CancelledError, match=r"^Session has been closed\.$"):
        session.make_callable(one)


def test_ses_18_a_graph_that_cannot_be_placed_any_more(session):
    one = tf.constant(1)
    call = session.make_callable(one)
    with tf.device("/gpu:0"):
        tf.constant(2, name="late")
    assert call() == 1
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"^Cannot assign a device for operation late: {{node late}} "
    ):
        session.make_callable(one)


class Nothing:
    """A registered type without elements."""


class Only:
    """A registered type that can be fetched, not fed."""

    def __init__(self, tensor):
        self.tensor = tensor


session_module.register_session_run_conversion_functions(Nothing, lambda it: ([], len), lambda it, value: [])
session_module.register_session_run_conversion_functions(Only, lambda it: ([it.tensor], tuple))


def test_fet_8_a_type_without_elements_gives_none(session, placed):
    assert session.run(Nothing()) is None
    assert session.run([Nothing(), tf.constant(1)]) == [None, 1]
    assert session.run(placed + 1, {Nothing(): 5, placed: 1}) == 2
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Must specify at least one target"):
        session.make_callable(Nothing())()


def test_fet_8_a_missing_function_is_a_type_error(session, placed):
    assert session.run(Only(placed + 1), {placed: 1}) == (2,)
    for call in (
        lambda: session.run(placed, {Only(placed): 1}),
        lambda: session.make_callable(placed, [Only(placed)])(1),
        lambda: session.partial_run_setup(placed + 1, [Only(placed)]),
    ):
        with pytest.raises(TypeError, match=r"^'NoneType' object is not callable$"):
            call()
