"""Clauses RUN-9 and RUN-10 of spec/steps.md: operations that wait, and how a wait ends."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.runtime.blocking import StepCancelled
from reference.runtime.engine import ReferenceEngine
from reference.runtime.schedule import Shuffled
from reference.runtime.step import Step
from tests.reference.runtime.own_ops import failing_op, own_op

PATIENCE = 60  # seconds after which something hangs


class Gate:
    """Two ops around a count of tokens: one puts a token in, one takes one out and waits until there is one."""

    def __init__(self):
        self.tokens = 0
        self.somebody_waits = threading.Event()
        self.put = own_op(self._put, name="Put")
        self.take = own_op(self._take, outputs="output: int32", name="Take")

    def _put(self, *, context):
        self.tokens += 1
        context.session.changes.announce()

    def _take(self, *, context):
        while self.tokens == 0:
            self.somebody_waits.set()
            yield
        self.tokens -= 1
        return np.int32(7)


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def in_thread(action):
    """Starts a thread; gives a function that waits for what the action returned or raised."""
    outcome = []

    def work():
        try:
            outcome.append(action())
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()

    def join():
        thread.join(PATIENCE)
        assert not thread.is_alive()
        return outcome[0]

    return join


def test_run_9_an_operation_that_waits_does_not_hold_up_the_step(session):
    gate = Gate()
    take, put = gate.take(), gate.put()
    assert session.run([take.outputs[0], put]) == [7, None]


@given(seed=st.integers(0, 2**32), pairs=st.integers(1, 4))
def test_run_9_every_order_of_giving_and_taking_ends(seed, pairs):
    gate = Gate()
    with tf.Graph().as_default() as graph:
        taken = [gate.take().outputs[0] for _ in range(pairs)]
        given_back = [gate.put() for _ in range(pairs)]
        values = ReferenceEngine(lambda: Shuffled(seed)).run(Step(graph, {}, taken, given_back))
    assert [int(value) for value in values] == [7] * pairs
    assert gate.tokens == 0


def test_run_9_what_depends_on_the_wait_comes_after_it(session):
    gate = Gate()
    doubled = tf.add(gate.take().outputs[0], gate.take().outputs[0])
    assert session.run([doubled, gate.put(), gate.put()]) == [14, None, None]


def test_run_9_another_step_of_the_session_ends_the_wait(session):
    gate = Gate()
    take, put = gate.take().outputs[0], gate.put()
    result = in_thread(lambda: session.run(take))
    assert gate.somebody_waits.wait(PATIENCE)
    session.run(put)
    assert result() == 7


def test_run_10_and_ses_7_closing_ends_a_waiting_step(session):
    gate = Gate()
    take = gate.take().outputs[0]
    result = in_thread(lambda: session.run(take))
    assert gate.somebody_waits.wait(PATIENCE)
    session.close()
    error = result()
    assert type(error) is tf.errors.CancelledError
    assert error.error_code == tf.errors.CANCELLED


class Patient:
    """An op that waits for ever, and notes how its wait ended."""

    def __init__(self, last_words=None):
        self.waits, self.ended = threading.Event(), threading.Event()
        self.last_words = last_words
        self.use = own_op(self._wait, outputs="output: int32", name="Wait")

    def _wait(self):
        try:
            self.waits.set()
            while True:
                yield
        except StepCancelled:
            if self.last_words:
                raise tf.errors.CancelledError(None, None, self.last_words) from None
            raise
        finally:
            self.ended.set()


def test_run_10_an_operation_that_waits_may_say_itself_that_it_was_cancelled(session):
    silent, speaking = Patient(), Patient("Wait was cancelled")
    outputs = [silent.use().outputs[0], speaking.use("speaking").outputs[0]]
    result = in_thread(lambda: session.run(outputs))
    assert silent.waits.wait(PATIENCE)
    assert speaking.waits.wait(PATIENCE)
    session.close()
    error = result()
    assert type(error) is tf.errors.CancelledError
    assert error.message.startswith("Wait was cancelled\n")
    assert error.op is outputs[1].op
    assert silent.ended.is_set()


def test_run_10_an_operation_that_waits_is_ended_when_another_fails(session):
    patient = Patient("never said")
    waiting = patient.use().outputs[0]
    failing = failing_op(tf.errors.AbortedError(None, None, "no"))().outputs[0]
    with pytest.raises(tf.errors.AbortedError):
        session.run([waiting, failing])
    assert patient.ended.is_set()


def test_run_10_an_operation_that_waits_is_ended_by_the_deadline(session):
    patient = Patient("never said")
    with pytest.raises(tf.errors.DeadlineExceededError):
        session.run(patient.use().outputs[0], options=tf.RunOptions(timeout_in_ms=10))
    assert patient.ended.is_set()


def test_ses_14_a_part_of_a_step_does_not_wait_for_what_it_does_not_fetch(session):
    gate = Gate()
    feed = tf.placeholder(tf.int32, [])
    taken, doubled, put = gate.take().outputs[0], feed * 2, gate.put()
    handle = session.partial_run_setup([doubled, taken], [feed])
    assert session.partial_run(handle, doubled, {feed: 4}) == 8
    session.run(put)
    assert session.partial_run(handle, taken) == 7


def test_ses_7_closing_ends_what_waits_between_two_parts_of_a_step(session):
    patient = Patient()
    feed = tf.placeholder(tf.int32, [])
    doubled = feed * 2
    handle = session.partial_run_setup([doubled, patient.use().outputs[0]], [feed])
    session.partial_run(handle, doubled, {feed: 4})
    session.close()
    assert patient.ended.is_set()


def test_ses_7_closing_ends_a_step_between_two_operations(session):
    begun, closed = threading.Event(), threading.Event()

    def kernel():
        begun.set()
        closed.wait(PATIENCE)

    first = own_op(kernel)()
    with tf.control_dependencies([first]):
        second = own_op(lambda: pytest.fail("ran after the session was closed"))()
    result = in_thread(lambda: session.run(second))
    assert begun.wait(PATIENCE)
    session.close()
    closed.set()
    assert type(result()) is tf.errors.CancelledError


def test_ses_7_closing_from_several_threads_is_closing_once(session):
    gate = Gate()
    take = gate.take().outputs[0]
    result = in_thread(lambda: session.run(take))
    assert gate.somebody_waits.wait(PATIENCE)
    assert [join() for join in [in_thread(session.close) for _ in range(4)]] == [None] * 4
    assert type(result()) is tf.errors.CancelledError


def test_run_10_a_deadline_ends_a_waiting_step(session):
    gate = Gate()
    take, put = gate.take().outputs[0], gate.put()
    with pytest.raises(tf.errors.DeadlineExceededError) as failure:
        session.run(take, options=tf.RunOptions(timeout_in_ms=10))
    error = failure.value
    assert (error.message, error.error_code) == ("Timed out waiting for notification", 4)
    assert error.op is None
    assert error.node_def is None
    assert session.run([take, put]) == [7, None]


@pytest.mark.parametrize("timeout", [0, -5])
def test_run_10_no_limit_unless_it_is_positive(session, timeout):
    assert session.run(tf.constant(3), options=tf.RunOptions(timeout_in_ms=timeout)) == 3


def test_run_10_a_deadline_ends_a_step_that_is_busy(session):
    waited = threading.Event()
    slow = own_op(lambda: waited.wait(0.02) and None)()  # nobody sets it: longer than the deadline
    with tf.control_dependencies([slow]):
        after = own_op(lambda: pytest.fail("ran after the deadline"))()
    with pytest.raises(tf.errors.DeadlineExceededError):
        session.run(after, options=tf.RunOptions(timeout_in_ms=1))
