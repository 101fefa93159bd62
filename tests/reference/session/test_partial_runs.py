"""Steps in parts (SES-14, SES-17, SES-21, SES-23): every order of feeds and fetches, and parts that fail."""

import itertools
import threading

import pytest

import reference as tf


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


@pytest.mark.parametrize("order", list(itertools.permutations(range(5))))
def test_ses_14_every_order_of_feeds_and_fetches(session, chain, order):
    """Each element alone in a part: fetches that come too early are refused, and succeed when asked for again."""
    a, b, c, r1, r2 = chain
    handle = session.partial_run_setup([r1, r2], [a, b, c])
    needs, values, fed = {r1: {a, b}, r2: {a, b, c}}, {r1: 3, r2: 12}, set()
    waiting = []
    for element in [chain[index] for index in order]:
        if element in needs:
            waiting.append(element)
        else:
            session.partial_run(handle, [], {element: {a: 1, b: 2, c: 4}[element]})
            fed.add(element)
        for fetch in list(waiting):
            if needs[fetch] <= fed:
                assert session.partial_run(handle, fetch) == values[fetch]
                waiting.remove(fetch)
            else:
                with pytest.raises(tf.errors.InvalidArgumentError, match="can't be computed from the feeds"):
                    session.partial_run(handle, fetch)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Must run 'setup'"):
        session.partial_run(handle, r1)


def test_ses_14_handles_say_what_was_set_up(session, chain):
    a, b, c, r1, r2 = chain
    assert session.partial_run_setup([r2, r1], [c, b, a]) == "a:0,b:0,c:0->r1:0,r2:0//1/;0"
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.partial_run_setup([], [])
    assert session.partial_run_setup(r2.op, r1) == "r1:0->/r2/1/;2"


def test_ses_14_many_handles_at_once(session, chain):
    a, b, c, r1, r2 = chain
    handles = [session.partial_run_setup([r1, r2], [a, b, c]) for _ in range(20)]
    assert [session.partial_run(handle, r1, {a: n, b: 1}) for n, handle in enumerate(handles)] == [*range(1, 21)]
    results = [session.partial_run(handle, r2, {c: 2}) for handle in reversed(handles)]
    assert results == [2 * (n + 1) for n in reversed(range(20))]


def test_ses_14_a_set_up_takes_no_nests_of_feeds(session, chain):
    a, b, _, r1, _ = chain
    for feeds in ([a, [b]], {"k": a}, [None], [r1.op], ["nope"]):
        with pytest.raises(TypeError, match=r"^Cannot interpret feed_dict key as Tensor: "):
            session.partial_run_setup(r1, feeds)


def test_ses_21_what_needs_no_feed_runs_with_the_set_up(session):
    variable = tf.get_variable("v", initializer=0, use_resource=True)
    session.run(variable.initializer)
    feed = tf.placeholder(tf.int32, [])
    add = variable.assign_add(100, read_value=True)
    handle = session.partial_run_setup([add, feed + 1], [feed])
    assert session.run(variable) == 100
    assert session.partial_run(handle, add) == 100
    assert session.run(variable) == 100


def test_ses_21_operations_of_a_set_up_run_when_they_can(session):
    variable = tf.get_variable("v", initializer=0, use_resource=True)
    session.run(variable.initializer)
    feed = tf.placeholder(tf.int32, [])
    handle = session.partial_run_setup(variable.assign_add(feed).op, feed)
    assert session.run(variable) == 0
    assert session.partial_run(handle, [], {feed: 5}) == []
    assert session.run(variable) == 5
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Must run 'setup'"):
        session.partial_run(handle, [], {feed: 5})


def test_ses_21_a_failure_is_told_by_the_next_part_that_waits(session, chain):
    a, b, c, r1, _ = chain
    bad = tf.check_numerics(a / c, "boom")
    handle = session.partial_run_setup([bad, r1], [a, b, c])
    assert session.partial_run(handle, [], {a: 1, c: 0}) == []
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^boom : Tensor had Inf values") as failure:
        session.partial_run(handle, r1, {b: 2})
    assert failure.value.op is bad.op
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Must run 'setup'"):
        session.partial_run(handle, r1)


def test_ses_21_the_last_part_tells_a_failure_without_fetching(session):
    feed = tf.placeholder(tf.float32, [])
    handle = session.partial_run_setup(tf.check_numerics(1.0 / feed, "boom").op, feed)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^boom"):
        session.partial_run(handle, [], {feed: 0})


def test_ses_21_parts_without_elements_do_nothing(session, chain):
    for handle in ("nonsense", session.partial_run_setup(chain[3], chain[:2]), 5):
        assert session.partial_run(handle, {"k": []}) == {"k": []}


def test_ses_21_without_a_handle_it_is_a_run(session, chain):
    a, b, _, r1, _ = chain
    assert session.partial_run(None, [r1, r1.op], {a: 1, b: 2}) == [3, None]


def test_ses_21_a_part_fetches_what_it_feeds(session, chain):
    a, b, _, r1, _ = chain
    handle = session.partial_run_setup(r1, [a, b])
    assert session.partial_run(handle, [a, r1], {a: 1, b: 2}) == [1, 3]


@pytest.mark.parametrize("handle", [5, b"a:0->r1:0//1/;0", ["x"]])
def test_ses_17_a_handle_is_a_text(session, chain, handle):
    with pytest.raises(TypeError):
        session.partial_run(handle, chain[3])


def test_ses_17_a_fetch_needs_feeds_behind_fed_tensors(session, chain):
    a, b, c, r1, r2 = chain
    handle = session.partial_run_setup(r2, [a, b, r1, c])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Fetch a:0 can't be computed"):
        session.partial_run(handle, r2, {r1: 1, c: 1})
    assert session.partial_run(handle, r2, {r1: 1, c: 1, a: 0, b: 0}) == 1


def test_ses_17_a_branch_not_taken_has_no_value(session):
    switch = tf.raw_ops.Switch(data=tf.placeholder(tf.int32, [], name="p"), pred=False, name="switch")
    handle = session.partial_run_setup([switch[0], switch[1]], "p:0")
    assert session.partial_run(handle, switch[0], {"p:0": 4}) == 4
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^The tensor returned for switch:1 was not valid\.$"):
        session.partial_run(handle, switch[1])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Must run 'setup'"):
        session.partial_run(handle, switch[1])


def test_ses_8_a_closed_session_has_no_parts(session, chain):
    a, b, _, r1, _ = chain
    handle = session.partial_run_setup(r1, [a, b])
    session.close()
    for call in (lambda: session.partial_run(handle, []), lambda: session.partial_run_setup(None)):
        with pytest.raises(RuntimeError, match=r"^Attempted to use a closed Session\.$"):
            call()


def test_ses_16_parts_from_many_threads(session, chain):
    a, b, c, r1, r2 = chain
    results = {}

    def work(number):
        handle = session.partial_run_setup([r1, r2], [a, b, c])
        first = session.partial_run(handle, r1, {a: number, b: 1})
        results[number] = session.partial_run(handle, r2, {c: first})

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: (number + 1) ** 2 for number in range(16)}


def test_ses_17_the_feed_that_is_named_is_behind_the_last_fetch_that_needs_one(session):
    a, b = (tf.placeholder(tf.float32, [], name=name) for name in "ab")
    minus = tf.negative(a)
    fetches = [minus, tf.negative(b), tf.negative(minus)]
    handle = session.partial_run_setup(fetches, [a, b])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Fetch a:0 can't be computed"):
        session.partial_run(handle, fetches)


def test_ses_23_no_step_runs_once_one_in_parts_has_failed(session, chain):
    a, b, _, r1, _ = chain
    bad = tf.check_numerics(a, "boom", name="bad")
    function = session.make_callable(r1, [a, b])
    handle = session.partial_run_setup([bad], [a])
    with pytest.raises(tf.errors.InvalidArgumentError, match="boom"):
        session.partial_run(handle, bad, {a: float("nan")})
    for step in [lambda: session.run(r1, {a: 1, b: 2}), lambda: session.run(r1.op), lambda: function(1, 2)]:
        with pytest.raises(tf.errors.CancelledError, match=r"^Run call was cancelled$") as caught:
            step()
        assert caught.value.op is None
    assert session.run([]) == []
    assert session.run(a, {a: 1}) == 1
    assert session.partial_run(session.partial_run_setup([r1], [a, b]), r1, {a: 1, b: 2}) == 3
    with tf.Session(graph=session.graph) as other:
        assert other.run(r1, {a: 1, b: 2}) == 3


def test_ses_23_a_step_that_waits_in_another_thread_is_ended(session, chain):
    a = chain[0]
    queue = tf.FIFOQueue(1, tf.float32, [])
    taken, errors, is_waiting = queue.dequeue(), [], threading.Event()
    announce = tf.py_func(is_waiting.set, [], [])
    with tf.control_dependencies([announce]):
        step = tf.group(taken, tf.no_op())

    def wait():
        with pytest.raises(tf.errors.CancelledError) as caught:
            session.run(step)
        errors.append(caught.value)

    thread = threading.Thread(target=wait)
    thread.start()
    is_waiting.wait()
    bad = tf.check_numerics(a, "boom", name="bad")
    handle = session.partial_run_setup([bad], [a])
    with pytest.raises(tf.errors.InvalidArgumentError, match="boom"):
        session.partial_run(handle, bad, {a: float("nan")})
    thread.join()
    assert len(errors) == 1
