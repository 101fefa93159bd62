"""Clauses RUN of spec/steps.md that recorded questions do not hold."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.runtime.engine import ReferenceEngine
from reference.runtime.schedule import Shuffled
from reference.runtime.step import Step
from tests.reference.runtime.own_ops import failing_op, logging_op, own_op


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


@st.composite
def dags(draw):
    """For each node, the earlier nodes that it takes a value from and those that it only waits for."""
    return [
        [(source, draw(st.booleans())) for source in draw(st.sets(st.integers(0, node - 1)))] if node else []
        for node in range(draw(st.integers(1, 9)))
    ]


def build(dag, log):
    """The operations of a graph of that form; each writes its name into the log when it runs."""
    operation = logging_op(log)
    built = []
    for number, edges in enumerate(dag):
        with tf.control_dependencies([built[source] for source, is_data in edges if not is_data]):
            inputs = [built[source].outputs[0] for source, is_data in edges if is_data]
            built.append(operation(inputs=inputs, name=f"n{number}"))
    return built


def run_shuffled(seed, fetches, targets=()):
    engine = ReferenceEngine(lambda: Shuffled(seed))
    return [int(value) for value in engine.run(Step(tf.get_default_graph(), {}, fetches, targets))]


def needed_for(dag, wanted):
    found, pending = set(), [wanted]
    while pending:
        node = pending.pop()
        if node not in found:
            found.add(node)
            pending.extend(source for source, _ in dag[node])
    return {f"n{node}" for node in found}


@given(dag=dags(), seed=st.integers(0, 2**32), data=st.data())
def test_run_2_and_run_7_exactly_what_is_needed_runs_once(dag, seed, data):
    log = []
    wanted = data.draw(st.integers(0, len(dag) - 1))
    with tf.Graph().as_default():
        operation = build(dag, log)[wanted]
        run_shuffled(seed, operation.outputs, [operation])
    assert sorted(log) == sorted(needed_for(dag, wanted))


@given(dag=dags(), seed=st.integers(0, 2**32))
def test_run_4_inputs_and_control_inputs_run_first(dag, seed):
    log = []
    with tf.Graph().as_default():
        run_shuffled(seed, [], build(dag, log))
    for node, edges in enumerate(dag):
        for source, _ in edges:
            assert log.index(f"n{source}") < log.index(f"n{node}")


@given(dag=dags(), seed=st.integers(0, 2**32))
def test_run_5_and_run_6_every_schedule_gives_the_one_result(dag, seed):
    with tf.Graph().as_default() as graph:
        fetches = [operation.outputs[0] for operation in build(dag, [])]
        with tf.Session(graph=graph) as session:
            assert run_shuffled(seed, fetches) == [int(value) for value in session.run(fetches)]


def test_run_5_a_shuffled_schedule_finds_both_orders():
    orders = set()
    with tf.Graph().as_default():
        log = []
        operations = build([[], []], log)
        for seed in range(50):
            log.clear()
            run_shuffled(seed, [], operations)
            orders.add(tuple(log))
    assert orders == {("n0", "n1"), ("n1", "n0")}


def test_run_6_the_reference_runs_what_was_created_first(session):
    log = []
    operations = build([[]] * 6, log)
    session.run(operations[::-1])
    assert log == ["n0", "n1", "n2", "n3", "n4", "n5"]


def test_run_3_a_control_input_of_a_fed_operation_is_not_needed(session):
    log = []
    _, _, last = build([[], [(0, False)], [(1, True)]], log)
    assert session.run(last.outputs[0], {"n1:0": 41}) == 42
    assert log == ["n2"]


def test_run_3_a_fed_control_input_runs_unless_it_is_a_placeholder(session):
    log = []
    fed = logging_op(log)(inputs=[], name="fed").outputs[0]
    placeholder = tf.placeholder(tf.int32, [], name="p")
    with tf.control_dependencies([fed, placeholder]):
        last = tf.constant(3)
    assert session.run(last, {fed: 5, placeholder: 5}) == 3
    assert log == ["fed"]
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^You must feed a value for placeholder tensor 'p'"):
        session.run([last, placeholder.op], {fed: 5, placeholder: 5})


def test_run_8_a_read_that_fails_is_numbered_by_the_sorted_names(session):
    unset = tf.Variable(1, name="m")
    others = [tf.constant(1, name=name) for name in ("z", "m1", "a/b", "M_")]
    with pytest.raises(tf.errors.FailedPreconditionError) as failure:
        session.run([unset, *others])
    assert failure.value.op is None
    assert failure.value.node_def is None
    assert failure.value.message == "Attempting to use uninitialized value m\n\t [[{{node _retval_m_0_3}}]]"


def test_run_8_what_is_fed_is_not_counted(session):
    unset = tf.Variable(1, name="m")
    fed = tf.constant(1, name="a")
    with pytest.raises(tf.errors.FailedPreconditionError) as failure:
        session.run([fed, unset], {fed: 5})
    assert "_retval_m_0_0" in failure.value.message


def test_run_11_the_first_failure_ends_the_step(session):
    log = []
    before = logging_op(log)(inputs=[], name="before")
    failing = failing_op(tf.errors.DataLossError(None, None, "torn"))(name="failing")
    after = logging_op(log)(inputs=[], name="after")
    with pytest.raises(tf.errors.DataLossError, match=r"^torn") as failure:
        session.run([before, failing, after])
    assert failure.value.op is failing
    assert failure.value.node_def.name == "failing"
    assert log == ["before"]


def test_run_11_one_of_several_failures_is_reported(session):
    first = failing_op(tf.errors.DataLossError(None, None, "torn"))()
    second = failing_op(tf.errors.AbortedError(None, None, "given up"))()
    for seed in range(20):
        with pytest.raises((tf.errors.DataLossError, tf.errors.AbortedError)):
            run_shuffled(seed, [], [first, second])


def test_run_12_a_failed_step_undoes_nothing_and_leaves_the_session_usable(session):
    count = tf.Variable(0)
    session.run(count.initializer)
    with tf.control_dependencies([count.assign_add(1)]):
        failing = failing_op(tf.errors.AbortedError(None, None, "given up"))()
    for expected in (1, 2):
        with pytest.raises(tf.errors.AbortedError):
            session.run(failing)
        assert session.run(count) == expected


def test_run_13_what_is_no_message_is_refused(session):
    count = tf.Variable(0)
    session.run(count.initializer)
    add = count.assign_add(1)
    with pytest.raises(AttributeError, match=r"^'int' object has no attribute 'SerializeToString'$"):
        session.run(add, options=5)
    assert session.run(count) == 0
    with pytest.raises(AttributeError, match=r"^'int' object has no attribute 'ParseFromString'$"):
        session.run(add, run_metadata=5)
    assert session.run(count) == 1


def test_run_13_options_come_before_everything_else():
    closed = tf.Session(graph=tf.Graph())
    closed.close()
    with pytest.raises(AttributeError, match="SerializeToString"):
        closed.run([], options=5)


def test_run_13_a_report_takes_the_place_of_what_was_there_unless_the_step_fails(session):
    metadata = tf.RunMetadata()
    metadata.step_stats.dev_stats.add().device = "left over"
    with pytest.raises(tf.errors.InvalidArgumentError):
        session.run(tf.placeholder(tf.int32), run_metadata=metadata)
    assert len(metadata.step_stats.dev_stats) == 1
    session.run(tf.constant(1), run_metadata=metadata)
    assert len(metadata.step_stats.dev_stats) == 0


def test_run_15_a_circle_that_is_no_loop_is_refused(session):
    first = tf.identity(tf.constant(1.0), name="first")
    second = tf.identity(first, name="second")
    first.op._update_input(0, second)
    for fetch in (second, second.op):
        with pytest.raises(tf.errors.InvalidArgumentError) as failure:
            session.run(fetch)
        assert failure.value.message == "Graph is invalid, contains a cycle with 2 nodes, including: first, second"


def test_run_16_every_op_without_an_implementation_is_named_before_anything_runs(session):
    log = []
    ran = logging_op(log)(inputs=[], name="ran")
    missing = [own_op(None, name=name)() for name in ("Unknown", "Unheard")]
    with pytest.raises(tf.errors.NotFoundError) as failure:
        session.run([ran, *missing])
    assert "'Unheard', 'Unknown'" in failure.value.message
    assert log == []
    session.run(ran)
    assert log == ["ran"]


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (MemoryError("too much"), tf.errors.ResourceExhaustedError),
        (ZeroDivisionError("by zero"), tf.errors.InternalError),
        (AssertionError("never"), tf.errors.InternalError),
    ],
)
def test_run_17_an_unforeseen_failure_is_an_error_of_the_step(session, raised, expected):
    failing = failing_op(raised)(name="failing")
    with pytest.raises(expected) as failure:
        session.run(failing)
    assert failure.value.op is failing
    assert str(raised) in failure.value.message.splitlines()[0]


def test_run_18_arithmetic_warns_of_nothing(session):
    one = tf.constant([1.0, -1.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        quotient, overflow = session.run([tf.divide(one, [0.0, 0.0]), tf.multiply(tf.constant([1e30]), [1e30])])
    assert quotient.tolist() == [float("inf"), float("-inf")]
    assert overflow.tolist() == [float("inf")]


def test_run_1_checks_come_in_order(session):
    add = tf.Variable(0).assign_add(1)
    fed = tf.constant([1, 2], name="fed")
    with pytest.raises(ValueError, match="Cannot feed value of shape"):
        session.run([add, 5.5], {fed: [1]})
    with pytest.raises(TypeError, match=r"^Fetch argument 5\.5 has invalid type"):
        session.run([add, 5.5], {fed: [1, 2]})
    session.close()
    with pytest.raises(RuntimeError, match=r"^Attempted to use a closed Session\.$"):
        session.run([add, 5.5], {fed: [1]})
