"""Clauses SES-14, SES-15, SES-17 and SES-18 of spec/sessions.md: callables, and steps in parts."""

import itertools

import pytest

import reference as tf
from tests.reference.runtime.own_ops import failing_op, logging_op


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


@pytest.fixture
def chain(session):
    """r1 = a + b and r2 = r1 * c."""
    a, b, c = (tf.placeholder(tf.float32, [], name=name) for name in "abc")
    r1 = tf.add(a, b, name="r1")
    return a, b, c, r1, tf.multiply(r1, c, name="r2")


# ---- callables


def test_ses_15_values_may_be_given_in_any_way_that_run_takes(session, chain):
    a, b, _, r1, _ = chain
    for keys in ([a, b], (a, "b:0"), ["a:0", b"b:0"]):
        assert session.make_callable(r1, keys)(1, [[2]][0][0]) == 3
    assert session.make_callable([a, {"sum": r1}], [(a, b)])((1, 2)) == [1, {"sum": 3}]


def test_ses_15_arguments_and_feeds_need_not_be_as_many(session, chain):
    a, b, _, r1, _ = chain
    call = session.make_callable(r1, [a, b])
    assert call(1, 2, 3) == 3
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^You must feed a value for placeholder tensor 'b'"):
        call(1)
    assert session.make_callable(tf.constant(7))() == 7


def test_ses_15_a_callable_stays_valid_when_the_graph_grows(session):
    value = tf.constant(1)
    call = session.make_callable(value)
    for _ in range(3):
        assert call() == 1
        assert session.make_callable(tf.add(value, 1))() == 2


def test_ses_15_options_by_keyword(session, chain):
    a, b, _, r1, _ = chain
    call = session.make_callable(r1, [a, b], accept_options=True)
    metadata = tf.RunMetadata()
    assert call(1, 2, options=tf.RunOptions(timeout_in_ms=60_000), run_metadata=metadata) == 3
    assert call(1, 2) == 3


@pytest.mark.parametrize(("fetches", "error"), [(5, TypeError), (None, TypeError), ("nope", ValueError)])
def test_ses_18_fetches_are_refused_when_the_callable_is_made(session, chain, fetches, error):
    with pytest.raises(error, match=r"^Fetch argument"):
        session.make_callable(fetches)


def test_ses_18_values_are_refused_when_it_is_called(session, chain):
    a, _, _, _, _ = chain
    call = session.make_callable(a, [a])
    with pytest.raises(ValueError, match=r"^Cannot feed value of shape"):
        call([1, 2])
    with pytest.raises(TypeError, match=r"^Cannot interpret feed_dict key as Tensor"):
        session.make_callable(a, [5])(1)


# ---- steps in parts


def test_ses_14_an_operation_runs_once_in_all_parts_together(session):
    log = []
    first = logging_op(log)(inputs=[], name="first").outputs[0]
    fed = tf.placeholder(tf.int32, [])
    last = logging_op(log)(inputs=[first, fed], name="last").outputs[0]
    handle = session.partial_run_setup([first, last], [fed])
    assert session.partial_run(handle, first) == 1
    assert session.partial_run(handle, last, {fed: 10}) == 12
    assert log == ["first", "last"]


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_ses_14_feeds_may_come_in_any_order(session, chain, order):
    a, b, c, r1, r2 = chain
    values = {"a": (a, 1), "b": (b, 2), "c": (c, 5)}
    handle = session.partial_run_setup([r1, r2], [a, b, c])
    for name in order[:2]:
        assert session.partial_run(handle, [], dict([values[name]])) == []
    assert session.partial_run(handle, {"both": (r2, [r1])}, dict([values[order[2]]])) == {"both": (15, [3])}


def test_ses_14_handles_are_independent(session, chain):
    a, b, _, r1, _ = chain
    first, second = (session.partial_run_setup(r1, [a, b]) for _ in range(2))
    assert isinstance(first, str)
    assert first != second
    session.partial_run(first, [], {a: 1})
    assert session.partial_run(second, r1, {a: 10, b: 20}) == 30
    assert session.partial_run(first, r1, {b: 2}) == 3


def test_ses_14_feeds_may_be_a_single_element_or_names(session, chain):
    a, b, *_ = chain
    doubled = tf.add(a, a)
    assert session.partial_run(session.partial_run_setup(doubled, a), doubled, {a: 2}) == 4
    handle = session.partial_run_setup("r1:0", ["a:0", "b:0"])
    assert session.partial_run(handle, "r1:0", {"a:0": 1, b: 2}) == 3


def misuse(session, chain):
    """What the table of SES-17 refuses: message, and a call."""
    a, b, c, r1, r2 = chain
    new = session.partial_run_setup

    def parts(fetches, feeds, *runs):
        handle = new(fetches, feeds)
        return [session.partial_run(handle, *run) for run in runs]

    unknown = "Must run 'setup' before performing partial runs!"
    return [
        ("Must specify at least one target to fetch or execute.", lambda: new([])),
        ("a:0 is both fed and fetched.", lambda: new([r1, a], [a, b])),
        ('Endpoint "a:0" fed more than once.', lambda: new(r1, [a, b, a])),
        (unknown, lambda: session.partial_run("nope", r1)),
        (unknown, lambda: parts([r1], [a, b], (r1, {a: 1, b: 2}), (r1,))),
        ("The fetch r2:0 was not specified in partial_run_setup.", lambda: parts([r1], [a, b], (r2,))),
        ("The feed c:0 was not specified in partial_run_setup.", lambda: parts([r1], [a, b], (r1, {c: 1}))),
        ("The fetch r1:0 has already been fetched.", lambda: parts([r1, r2], [a, b, c], (r1, {a: 1, b: 2}), (r1,))),
        ("The feed a:0 has already been fed.", lambda: parts([r1], [a, b], ([], {a: 1}), (r1, {a: 1, b: 2}))),
        ("Fetch b:0 can't be computed from the feeds that have been fed so far.",
         lambda: parts([r1], [a, b], (r1, {a: 1}))),
        ("Fetch c:0 can't be computed from the feeds that have been fed so far.",
         lambda: parts([r1, r2], [a, b, c], (r1, {a: 1, b: 2}), (r2,))),
    ]  # fmt: skip


@pytest.mark.parametrize("case", range(11))
def test_ses_17_misuse_is_an_invalid_argument(session, chain, case):
    message, call = misuse(session, chain)[case]
    with pytest.raises(tf.errors.InvalidArgumentError) as failure:
        call()
    assert failure.value.message == message
    assert (failure.value.op, failure.value.node_def) == (None, None)


def test_ses_17_operations_cannot_be_fetched_by_a_part(session, chain):
    a, b, _, r1, _ = chain
    for handle in (session.partial_run_setup([r1, r1.op], [a, b]), "nonsense"):
        with pytest.raises(RuntimeError, match=r"^partial_run\(\) requires empty target_list\.$"):
            session.partial_run(handle, r1.op)


def test_ses_17_a_step_that_has_failed_has_no_further_parts(session):
    failing = failing_op(tf.errors.AbortedError(None, None, "given up"))().outputs[0]
    other = tf.constant(1)
    handle = session.partial_run_setup([failing, other])
    with pytest.raises(tf.errors.AbortedError):
        session.partial_run(handle, failing)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Must run 'setup'"):
        session.partial_run(handle, other)


@pytest.mark.parametrize(
    ("fetches", "feeds", "error"), [(5, [], TypeError), ("nope", [], ValueError), ([], 5, TypeError)]
)
def test_ses_17_what_run_refuses_is_refused(session, chain, fetches, feeds, error):
    with pytest.raises(error):
        session.partial_run_setup(fetches, feeds)
