"""Clauses SES of spec/sessions.md that recorded questions do not hold, and DEF-1 with threads."""

import gc
import threading

import pytest

import reference as tf
from reference.runtime.engine import ReferenceEngine
from tests.reference.runtime.own_ops import failing_op, logging_op

PATIENCE = 60  # seconds after which something hangs


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def in_threads(count, action):
    """Runs ``action(number)`` in so many threads at once; gives what they returned."""
    results, errors, together = [None] * count, [], threading.Barrier(count, timeout=PATIENCE)

    def work(number):
        try:
            together.wait()
            results[number] = action(number)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert errors == []
    return results


class EngineThat(ReferenceEngine):
    """An engine that counts how often it is closed, and may fail then."""

    closed = 0
    failure = None

    def close(self):
        super().close()
        type(self).closed += 1
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def engine(monkeypatch):
    class Engine(EngineThat):
        pass

    monkeypatch.setattr(tf.Session, "engine_factory", Engine)
    return Engine


# ---- making and ending


def test_ses_2_a_session_keeps_its_graph():
    with tf.Graph().as_default() as graph:
        session = tf.Session()
    assert session.graph is graph
    with graph.as_default():
        assert session.run(tf.constant(3)) == 3


@pytest.mark.parametrize("target", ["", b"", None])
def test_ses_10_the_engine_in_this_process(target):
    with tf.Graph().as_default(), tf.Session(target) as session:
        assert session.run(tf.constant(3)) == 3


@pytest.mark.parametrize("target", ["nowhere", b"nowhere"])
def test_ses_10_a_target_without_an_engine_is_not_found(target):
    begin = r'^No session factory registered for the given session options: \{target: "nowhere"'
    with pytest.raises(tf.errors.NotFoundError, match=begin) as failure:
        tf.Session(target)
    assert failure.value.error_code == tf.errors.NOT_FOUND


def test_ses_3_options_of_placement_and_speed_change_no_value():
    config = tf.ConfigProto(
        allow_soft_placement=True,
        log_device_placement=True,
        intra_op_parallelism_threads=1,
        inter_op_parallelism_threads=1,
        device_count={"CPU": 1, "GPU": 0},
        gpu_options=tf.GPUOptions(allow_growth=True),
        graph_options=tf.GraphOptions(optimizer_options=tf.OptimizerOptions(opt_level=-1)),
    )
    with tf.Graph().as_default(), tf.Session(config=config) as session:
        assert session.run(tf.add(tf.constant(1.5), 2.0)) == 3.5


def test_ses_5_a_block_closes_the_session_when_an_error_leaves_it(engine):
    class Mishap(Exception):
        pass

    with pytest.raises(Mishap), tf.Session(graph=tf.Graph()):
        raise Mishap
    assert engine.closed == 1


def test_ses_7_closing_again_does_nothing(engine):
    session = tf.Session(graph=tf.Graph())
    session.close()
    session.close()
    assert engine.closed == 1


def test_ses_7_a_session_that_nobody_can_reach_is_closed(engine):
    session = tf.Session(graph=tf.Graph())
    del session
    gc.collect()
    assert engine.closed == 1


def test_ses_7_a_session_that_could_not_be_made_leaves_nothing_behind():
    with pytest.raises(TypeError):
        tf.Session(graph=5)
    gc.collect()  # an error in a finalizer would be reported as unraisable


def test_ses_7_an_engine_that_fails_to_close_is_reported(engine):
    engine.failure = tf.errors.InternalError(None, None, "the engine is stuck")
    with pytest.raises(tf.errors.OpError, match="the engine is stuck"):
        tf.Session(graph=tf.Graph()).close()


def test_ses_8_a_closed_session_runs_nothing(session):
    value, handle = tf.constant(1), session.partial_run_setup([tf.constant(2)])
    session.close()
    calls = [
        lambda: session.run(value),
        lambda: session.partial_run_setup([value]),
        lambda: session.partial_run(handle, value),
        lambda: value.eval(session=session),
        lambda: value.op.run(session=session),
    ]
    for call in calls:
        with pytest.raises(RuntimeError, match=r"^Attempted to use a closed Session\.$"):
            call()


def test_ses_8_comes_before_ses_9():
    empty = tf.Session(graph=tf.Graph())
    for call in (lambda: empty.run([]), lambda: empty.partial_run_setup(5), lambda: empty.partial_run("", 5)):
        with pytest.raises(RuntimeError, match=r"^The Session graph is empty\.  Add operations"):
            call()
    empty.close()
    with pytest.raises(RuntimeError, match="closed"):
        empty.run([])


def test_ses_11_the_graph_def_is_that_of_the_moment_and_outlives_the_session(session):
    tf.constant(1, name="a")
    before = session.graph_def
    tf.constant(2, name="b")
    session.close()
    assert [node.name for node in before.node] == ["a"]
    assert [node.name for node in session.graph_def.node] == ["a", "b"]
    assert (session.sess_str, session.graph is tf.get_default_graph()) == (b"", True)


# ---- state


def test_ses_1_intermediate_values_end_with_their_step(session):
    log = []
    inner = logging_op(log)(inputs=[], name="inner").outputs[0]
    session.run([tf.identity(inner), tf.negative(inner)])
    session.run(inner)
    assert log == ["inner", "inner"]


def test_ses_4_sessions_of_one_graph_hold_their_own_values():
    with tf.Graph().as_default() as graph:
        ref, resource = tf.Variable(1), tf.Variable(1, use_resource=True)
        initialize = [ref.initializer, resource.initializer]
        add = [ref.assign_add(1).op, resource.assign_add(1).op]
        reads = [ref.value(), resource.value()]
    first, second = tf.Session(graph=graph), tf.Session(graph=graph)
    first.run(initialize)
    with pytest.raises(tf.errors.FailedPreconditionError):
        second.run(reads)
    second.run(initialize)
    for _ in range(3):
        first.run(add)
    assert (first.run(reads), second.run(reads)) == ([4, 4], [1, 1])


def test_ses_6_a_graph_may_grow_between_steps(session):
    value = tf.constant(1)
    for expected in range(1, 50):
        assert session.run(value) == expected
        value = tf.add(value, 1)


# ---- threads


@pytest.mark.parametrize("use_resource", [False, True])
def test_ses_16_eight_threads_lose_nothing(session, use_resource):
    total = tf.Variable(0, use_resource=use_resource)
    session.run(total.initializer)
    add = total.assign_add(1).op
    number = tf.placeholder(tf.int32, [])
    square = tf.multiply(number, number)

    def work(thread):
        for turn in range(25):
            session.run(add)
            assert session.run(square, {number: 100 * thread + turn}) == (100 * thread + turn) ** 2
        return thread

    assert in_threads(8, work) == list(range(8))
    assert session.run(total) == 8 * 25


def test_ses_16_a_failing_step_leaves_those_of_other_threads_alone(session):
    failing = failing_op(tf.errors.AbortedError(None, None, "given up"))()
    value = tf.constant(5)

    def work(thread):
        for _ in range(25):
            if thread % 2:
                with pytest.raises(tf.errors.AbortedError):
                    session.run(failing)
            else:
                assert session.run(value) == 5

    in_threads(8, work)


def test_ses_16_threads_may_add_to_the_graph_while_others_run(session):
    def work(thread):
        with session.graph.as_default():
            return [int(session.run(tf.add(tf.constant(thread), turn))) for turn in range(20)]

    results = in_threads(8, work)
    assert results == [[thread + turn for turn in range(20)] for thread in range(8)]
    assert len({operation.name for operation in session.graph.get_operations()}) == session.graph.version


def test_def_1_a_thread_has_stacks_of_its_own(session):
    graph = tf.get_default_graph()

    def work(thread):
        own = tf.get_default_graph()
        assert own is not graph
        assert tf.get_default_session() is None
        with session.as_default():
            assert tf.get_default_session() is session
            assert tf.get_default_graph() is own
        return own

    assert len(set(map(id, in_threads(8, work)))) == 8
    assert tf.get_default_graph() is graph
    assert tf.get_default_session() is session


# ---- devices


def test_ses_13_a_device_has_four_properties(session):
    device = session.list_devices()[0]
    assert device.name == "/job:localhost/replica:0/task:0/device:CPU:0"
    assert device.device_type == "CPU"
    assert isinstance(device.memory_limit, int)
    assert isinstance(device.incarnation, int)
    [again] = session.list_devices()
    assert again.incarnation == device.incarnation


def test_ses_13_a_closed_session_has_no_devices(session):
    session.close()
    with pytest.raises(tf.errors.CancelledError) as failure:
        session.list_devices()
    assert failure.value.message == "Session has been closed."
