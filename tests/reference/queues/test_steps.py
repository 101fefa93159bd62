"""Clauses QUE-1, QUE-5, QUE-6 and QUE-12: queues in sessions, steps that wait, and steps that are ended."""

import pytest

import reference as tf
from reference.runtime.engine import ReferenceEngine
from reference.runtime.schedule import Shuffled
from reference.runtime.step import Step
from reference.session.outcomes import all_outcomes
from tests.reference.queues.in_thread import in_thread


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


@pytest.fixture
def queue():
    return tf.FIFOQueue(1, tf.int32, [[]], shared_name="q")


@pytest.mark.parametrize("seed", range(20))
def test_que_7_enqueue_and_dequeue_in_one_step_whatever_the_order(session, queue, seed):
    engine = ReferenceEngine(lambda: Shuffled(seed))
    dequeue, enqueue = queue.dequeue(), queue.enqueue(7)
    assert engine.run(Step(session.graph, {}, (dequeue,), (enqueue,))) == [7]


def test_que_12_a_time_limit_ends_a_dequeue_and_the_session_goes_on(session, queue):
    with pytest.raises(tf.errors.DeadlineExceededError, match="Timed out waiting for notification"):
        session.run(queue.dequeue(), options=tf.RunOptions(timeout_in_ms=1))
    session.run(queue.enqueue(5))
    assert session.run(queue.dequeue()) == 5


def test_que_12_a_time_limit_ends_a_close(session, queue):
    session.run(queue.enqueue(1))
    enqueue, close, dequeue = queue.enqueue(2), queue.close(), queue.dequeue()
    waiting = in_thread(lambda: session.run(enqueue))
    shared = session._engine.state.resources.lookup("", "q", "N10tensorflow14QueueInterfaceE")
    while not shared._putting._attempts:
        pass
    with pytest.raises(tf.errors.DeadlineExceededError):
        session.run(close, options=tf.RunOptions(timeout_in_ms=1))
    assert session.run(dequeue) == 1
    waiting()
    assert not session.run(queue.is_closed())


def test_que_12_a_failure_elsewhere_ends_a_dequeue(session, queue):
    with pytest.raises(tf.errors.InvalidArgumentError, match="no"):
        session.run([queue.dequeue(), tf.Assert(False, ["no"])])
    session.run(queue.enqueue(5))
    assert session.run(queue.size()) == 1


def test_que_12_closing_the_session_ends_a_dequeue(queue):
    session = tf.Session(graph=queue.queue_ref.graph)
    with session.graph.as_default():
        session.run(queue.enqueue(1))
        many, size = queue.dequeue_many(2), queue.size()
    waiting = in_thread(lambda: session.run(many))
    while session.run(size):
        pass
    session.close()
    with pytest.raises(tf.errors.CancelledError, match=r"^Dequeue operation was cancelled") as error:
        waiting()
    assert error.value.op is many.op


def test_que_1_an_element_goes_from_one_step_to_another(session, queue):
    enqueue, dequeue = queue.enqueue(3), queue.dequeue()
    for _ in range(100):
        taken = in_thread(lambda: session.run(dequeue))
        session.run(enqueue)
        assert taken() == 3


def test_que_5_a_queue_of_another_kind_is_refused(session, queue):
    session.run(queue.size())
    other = tf.RandomShuffleQueue(1, 0, tf.int32, [[]], shared_name="q")
    with pytest.raises(tf.errors.InvalidArgumentError, match="Expected FIFOQueue, found RandomShuffleQueueV2"):
        session.run(other.size())


def test_que_6_a_deleted_queue_is_not_made_again(session, queue):
    session.run(tf.raw_ops.DestroyResourceOp(resource=queue.queue_ref))
    for operation in (queue.size(), queue.close(), queue.dequeue()):
        with pytest.raises(tf.errors.NotFoundError, match="Resource localhost/q/N10tensorflow14QueueInterfaceE"):
            session.run(operation)


def test_que_4_a_chosen_queue_is_the_one_at_the_index(session):
    queues = [tf.FIFOQueue(2, tf.int32, [[]]) for _ in range(3)]
    for number, queue in enumerate(queues):
        session.run(queue.enqueue(number))
    index = tf.placeholder(tf.int32, [])
    dequeue = tf.QueueBase.from_list(index, queues).dequeue()
    assert [session.run(dequeue, {index: number}) for number in (2, 0, 1)] == [2, 0, 1]


@pytest.mark.parametrize("many", [True, False])
def test_que_9_a_count_that_is_no_scalar_is_refused(session, queue, many):
    count = tf.placeholder(tf.int32)
    taken = queue.dequeue_many(count) if many else queue.dequeue_up_to(count)
    with pytest.raises(tf.errors.InvalidArgumentError, match="n must be a scalar"):
        session.run(taken, {count: [1, 2]})


def test_que_11_every_outcome_of_an_enqueue_against_a_close():
    with tf.Graph().as_default() as graph:
        queue = tf.FIFOQueue(1, tf.int32, [[]], shared_name="q")
        enqueue, close, size = queue.enqueue(1, name="enqueue"), queue.close(), queue.size()
    found = all_outcomes(graph, [enqueue], [close], after=[size])
    kinds = {(type(one).__name__, left.value) for one, _, left in found}
    assert kinds == {("Value", 1), ("Failure", 0)}
