"""Queue runners: threads that run operations until there is nothing more, a stop, or an error."""

import threading
from collections.abc import Iterator

import pytest

import reference as tf

PATIENCE = 60  # seconds after which a test fails instead of waiting on


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    """A default graph for each test."""
    with tf.Graph().as_default() as made:
        yield made


class Counted:
    """A runner that counts to 3 instead of filling a queue, and counts how often it is closed and cancelled."""

    def __init__(self, threads: int = 1, **options: object) -> None:
        counter, closed, cancelled = (tf.Variable(0, name=name) for name in ("counter", "closed", "cancelled"))
        self.ends = tf.stack([closed, cancelled])
        self.start = tf.global_variables_initializer()
        self.runner = tf.train.QueueRunner(
            tf.no_op("queue"),
            [counter.count_up_to(3)] * threads,
            closed.assign_add(1).op,
            cancelled.assign_add(1).op,
            **options,
        )


def wait_for(threads: list[threading.Thread]) -> None:
    """Waits for the end of all threads, or fails."""
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.mark.parametrize("count", [1, 3])
def test_pipe_11_the_last_thread_closes_the_queue(count: int) -> None:
    counted = Counted(count)
    with tf.Session() as sess:
        sess.run(counted.start)
        wait_for(counted.runner.create_threads(sess, start=True))
        assert sess.run(counted.ends).tolist() == [1, 0]
    assert counted.runner.exceptions_raised == []


def test_pipe_11_the_end_of_the_input_is_no_stop() -> None:
    counted, coord = Counted(), tf.train.Coordinator()
    with tf.Session() as sess:
        sess.run(counted.start)
        threads = counted.runner.create_threads(sess, coord, start=True)
        wait_for(threads[:1])
        assert not coord.should_stop() and threads[1].is_alive()
        coord.request_stop()
        coord.join(threads, stop_grace_period_secs=PATIENCE)
        assert sess.run(counted.ends).tolist() == [1, 1]


def test_pipe_11_a_stop_ends_every_thread_and_cancels() -> None:
    closed, cancelled = tf.Variable(0), tf.Variable(0)
    ops = (closed.assign_add(1).op, cancelled.assign_add(1).op)
    runner = tf.train.QueueRunner(tf.no_op("queue"), [tf.no_op()] * 3, *ops)
    start, coord = tf.global_variables_initializer(), tf.train.Coordinator()
    with tf.Session() as sess:
        sess.run(start)
        threads = runner.create_threads(sess, coord, start=True)
        coord.request_stop()
        coord.join(threads, stop_grace_period_secs=PATIENCE)
        assert sess.run([closed, cancelled]) == [0, 1]
        assert len(runner.create_threads(sess, coord)) == 4


def test_pipe_11_an_error_reaches_the_coordinator() -> None:
    runner = tf.train.QueueRunner(tf.no_op("queue"), [tf.div(1, tf.constant(0))], tf.no_op(), tf.no_op())
    coord = tf.train.Coordinator()
    with tf.Session() as sess:
        runner.create_threads(sess, coord, start=True)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Integer division by zero"):
            coord.join(stop_grace_period_secs=PATIENCE)
    assert runner.exceptions_raised == []


def test_pipe_11_an_error_without_a_coordinator_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    raised = []
    monkeypatch.setattr(threading, "excepthook", lambda hook: raised.append(hook.exc_value))
    runner = tf.train.QueueRunner(tf.no_op("queue"), [tf.div(1, tf.constant(0))], tf.no_op(), tf.no_op())
    with tf.Session() as sess:
        wait_for(runner.create_threads(sess, start=True))
        assert [type(error) for error in raised] == [tf.errors.InvalidArgumentError]
        assert runner.exceptions_raised == raised
        runner.create_threads(sess)
        assert runner.exceptions_raised == []


def test_pipe_11_other_errors_may_close_the_queue() -> None:
    counted = Counted(queue_closed_exception_types=(tf.errors.InvalidArgumentError, tf.errors.OutOfRangeError))
    assert counted.runner.queue_closed_exception_types == (
        tf.errors.InvalidArgumentError,
        tf.errors.OutOfRangeError,
    )
    with tf.Session() as sess:
        sess.run(counted.start)
        wait_for(counted.runner.create_threads(sess, start=True))
        assert sess.run(counted.ends).tolist() == [1, 0]


def test_pipe_11_threads_of_a_closed_session_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda hook: None)
    runner = tf.train.QueueRunner(tf.no_op("queue"), [tf.no_op()] * 2, tf.no_op(), tf.no_op())
    tf.train.add_queue_runner(runner)
    sess, coord = tf.Session(), tf.train.Coordinator()
    sess.close()
    tf.train.start_queue_runners(sess, coord)
    with pytest.raises(tf.errors.CancelledError, match="Session has been closed"):
        coord.join(stop_grace_period_secs=PATIENCE)
    wait_for(tf.train.start_queue_runners(sess))
    assert [type(error) for error in runner.exceptions_raised] == [tf.errors.CancelledError] * 2


def test_pipe_10_threads_by_session_and_flags() -> None:
    counted, coord = Counted(2), tf.train.Coordinator()
    with tf.Session() as first, tf.Session() as second:
        threads = counted.runner.create_threads(first, coord, daemon=True)
        names = [f"QueueRunnerThread-queue-{part}" for part in ("CountUpTo:0", "CountUpTo:0", "close_on_stop")]
        assert [thread.name for thread in threads] == names
        assert all(thread.daemon and not thread.is_alive() for thread in threads)
        assert counted.runner.create_threads(first) == []
        others = counted.runner.create_threads(second)
        assert len(others) == 2 and not others[0].daemon


@pytest.mark.parametrize("session", [None, 3])
def test_pipe_10_what_is_no_session_is_refused(session: object) -> None:
    with pytest.raises(TypeError):
        Counted().runner.create_threads(session)


@pytest.mark.parametrize(
    ("types", "shown"),
    [
        (3, "3"),
        ([tf.errors.OpError], "[<class 'reference.errors.OpError'>]"),
        ((tf.errors.OpError, ValueError), "<class 'ValueError'>"),
        ((3,), "3"),
        ((), "()"),
    ],
)
def test_pipe_9_types_must_be_those_of_errors(types: object, shown: str) -> None:
    with pytest.raises(TypeError) as caught:
        Counted(queue_closed_exception_types=types)
    assert str(caught.value) == (
        f"queue_closed_exception_types, when provided, must be a tuple of tf.error types, but saw: {shown}"
    )


@pytest.mark.parametrize("arguments", [(), (None, [3]), ("queue",), ("queue", [])])
def test_pipe_9_a_runner_needs_a_queue_and_operations(arguments: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match="Must provide queue and enqueue_ops"):
        tf.train.QueueRunner(*arguments)


def test_pipe_12_runners_are_started_from_the_graph_of_the_session() -> None:
    runner = Counted().runner
    tf.train.queue_runner.add_queue_runner(runner)
    tf.train.add_queue_runner(Counted().runner, "other")
    assert tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS) == [runner]
    with pytest.raises(ValueError, match="Cannot start queue runners: No default session is registered"):
        tf.train.start_queue_runners()
    with pytest.raises(TypeError, match=r"sess must be a `tf.Session` object\. Given class: <class 'int'>"):
        tf.train.start_queue_runners(3)
    with tf.Session(graph=tf.Graph()) as elsewhere:
        assert tf.train.start_queue_runners(elsewhere) == []
    with tf.Session():
        threads = tf.train.queue_runner.start_queue_runners(start=False)
        assert [thread.daemon for thread in threads] == [True]


def test_pipe_13_messages_name_the_operations() -> None:
    with tf.name_scope("s"):
        counted = Counted(2, queue_closed_exception_types=(tf.errors.OutOfRangeError, tf.errors.CancelledError))
    written = counted.runner.to_proto()
    assert written.queue_name == "s/queue"
    assert list(written.queue_closed_exception_types) == [11, 1]
    again = tf.train.QueueRunner.from_proto(written)
    assert again.name == "s/queue" and again.queue is counted.runner.queue
    assert again.to_proto() == written
    assert counted.runner.to_proto("t") is None
    assert tf.train.QueueRunner.from_proto(counted.runner.to_proto("s"), "s").to_proto() == written
    with pytest.raises(KeyError, match="The name 't/s/queue' refers to an Operation not in the graph"):
        tf.train.QueueRunner(queue_runner_def=written, import_scope="t")
    with pytest.raises(ValueError, match="queue_runner_def and queue are mutually exclusive"):
        tf.train.QueueRunner(counted.runner.queue, queue_runner_def=written)


def test_pipe_13_meta_graphs_hold_runners() -> None:
    tf.train.add_queue_runner(Counted().runner)
    meta_graph = tf.train.export_meta_graph()
    with tf.Graph().as_default():
        tf.train.import_meta_graph(meta_graph, import_scope="i")
        (runner,) = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
        assert runner.name == "i/queue" and runner.close_op.name == "i/AssignAdd"
