"""Chapter REA: readers that wait for names, and for each other."""

import threading

import numpy as np
import pytest

import reference as tf
from reference.errors import CancelledError
from reference.ops.queues.fifo import FIFOQueue
from reference.ops.readers.formats import Identity
from reference.ops.readers.reader import Reader
from reference.runtime.blocking import Changes, StepCancelled
from reference.session.outcomes import all_outcomes
from tests.reference.queues.in_thread import in_thread
from tests.reference.readers.rig import Rig, result, written


def test_rea_3_all_reads_of_one_step_give_other_records(tmp_path):
    names = written(tmp_path, a=b"1\n2\n", b=b"3\n")
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(3, tf.string, shapes=[[]])
        reader = tf.TextLineReader()
        values = [reader.read(queue).value for _ in range(3)]
        session.run(queue.enqueue_many([names]))
        assert sorted(session.run(values)) == [b"1", b"2", b"3"]


def test_rea_3_many_threads_lose_no_record_and_read_none_twice(tmp_path):
    lines = [b"%d" % number for number in range(400)]
    names = written(tmp_path, **{f"f{i}": b"\n".join(lines[i * 40 : i * 40 + 40]) for i in range(10)})
    with Rig(tf.TextLineReader, names) as rig:
        joins = [in_thread(rig.all) for _ in range(8)]
        found = [value for join in joins for _, value in join()]
        assert sorted(found, key=int) == lines
        assert rig.counts() == [400, 10]


def test_rea_3_either_of_two_reads_may_be_first(tmp_path):
    names = written(tmp_path, a=b"1\n2\n")
    with tf.Graph().as_default() as graph:
        queue = tf.FIFOQueue(3, tf.string, shapes=[[]])
        reader = tf.TextLineReader()
        values = [reader.read(queue).value for _ in range(2)]
        enqueue = queue.enqueue(names[0])
    outcomes = all_outcomes(graph, values, before=[enqueue])
    assert {tuple(outcome.value) for outcome in outcomes} == {(b"1", b"2"), (b"2", b"1")}


def test_rea_16_a_read_beside_what_closes_its_queue_gets_the_name_or_none():
    with tf.Graph().as_default() as graph:
        queue = tf.FIFOQueue(3, tf.string, shapes=[[]])
        value = tf.IdentityReader().read(queue).value
        enqueue, close = queue.enqueue("a"), queue.close()
    outcomes = {step for step, *_ in all_outcomes(graph, value, enqueue, close)}
    assert {getattr(outcome, "value", None) for outcome in outcomes} == {b"a", None}


def new_reader():
    """A reader and its queue, without a session."""
    changes = Changes()
    queue = FIFOQueue("names", [tf.string], [()], 9, changes)
    return Reader("reader", Identity(), changes), queue


def fill(queue, *names):
    for name in names:
        assert list(queue.enqueue([np.array(name, object)])) == []


def test_rea_3_operations_have_their_turns_in_the_order_in_which_they_came():
    reader, queue = new_reader()
    waiting = [reader.read(queue) for _ in range(3)]
    for read in waiting:
        next(read)
    fill(queue, b"a", b"b", b"c")
    next(waiting[2])
    next(waiting[1])
    assert [result(read)[0] for read in waiting] == [b"a", b"b", b"c"]


def test_rea_3_a_turn_that_is_given_up_goes_to_the_next():
    reader, queue = new_reader()
    waiting = [reader.read(queue) for _ in range(3)]
    for read in waiting:
        next(read)
    waiting[1].close()
    waiting[0].close()
    fill(queue, b"a", b"b")
    assert result(waiting[2])[0] == b"a"
    assert queue.size == 1


def test_rea_16_whoever_asks_waits_for_a_read_that_waits():
    reader, queue = new_reader()
    read, asked = reader.read(queue), reader.turn()
    next(read)
    next(asked)
    with pytest.raises(CancelledError, match="Dequeue operation was cancelled"):
        read.throw(StepCancelled())
    with result(asked):
        assert reader.produced == 0


def test_rea_16_a_read_waits_until_there_is_a_name(tmp_path):
    (name,) = written(tmp_path, a=b"1\n")
    with Rig(tf.TextLineReader, close=False) as rig:
        read = in_thread(rig.read)
        rig.add(name)
        assert read() == ("a:1", b"1")


def test_rea_16_a_read_and_what_fills_its_queue_are_one_step(tmp_path):
    (name,) = written(tmp_path, a=b"1\n")
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(1, tf.string, shapes=[[]])
        value = tf.TextLineReader().read(queue).value
        assert session.run([value, queue.enqueue(name)])[0] == b"1"


def test_rea_16_a_read_that_waits_ends_when_the_queue_is_closed():
    with Rig(tf.TextLineReader, close=False) as rig:
        read = in_thread(rig.read)
        rig.run(rig.close)
        with pytest.raises(tf.errors.OutOfRangeError, match="is closed and has insufficient elements"):
            read()


def test_rea_16_a_read_that_waits_ends_at_its_time_limit_and_loses_nothing():
    with Rig(tf.IdentityReader, close=False) as rig:
        limit = tf.RunOptions(timeout_in_ms=20)
        for _ in range(3):
            with pytest.raises(tf.errors.DeadlineExceededError):
                rig.run(rig.record, options=limit)
        rig.add("a", "b")
        assert [rig.read(), rig.read()] == [("a", b"a"), ("b", b"b")]


def test_rea_16_a_read_that_waits_ends_when_another_operation_fails():
    with tf.Graph().as_default(), tf.Session() as session:
        queue = tf.FIFOQueue(1, tf.string, shapes=[[]])
        read = tf.IdentityReader().read(queue)
        condition = tf.placeholder(tf.bool)
        with pytest.raises(tf.errors.InvalidArgumentError, match="assertion failed"):
            session.run([read, tf.Assert(condition, ["no"])], {condition: False})
        session.run(queue.enqueue("a"))
        assert session.run(read.value) == b"a"


def test_rea_16_reads_that_wait_end_when_the_session_is_closed():
    rig = Rig(tf.IdentityReader, close=False)
    started = threading.Barrier(4)

    def read():
        started.wait()
        rig.read()

    reads = [in_thread(read) for _ in range(3)]
    started.wait()
    rig.session.close()
    for join in reads:
        with pytest.raises((tf.errors.CancelledError, RuntimeError)):
            join()
