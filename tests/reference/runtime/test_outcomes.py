"""Chapter SCH of the spec: schedules, and the search for every outcome."""

import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import reference as tf
from reference.runtime.engine import ReferenceEngine
from reference.runtime.schedule import Shuffled
from reference.runtime.step import Step
from reference.session.outcomes import Failure, Run, Value, WaitsForEver, all_outcomes
from reference.session.session import Session


class Listed:
    """A schedule that takes what a list of numbers says, and notes how many there were to choose from."""

    def __init__(self, choices):
        self.choices, self.depth, self.widths, self.ready = choices, 0, [], []

    def add(self, activation):
        self.ready.append(activation)

    def take(self):
        choice = self.choices[self.depth] if self.depth < len(self.choices) else 0
        self.widths.append(len(self.ready))
        self.depth += 1
        return self.ready.pop(choice)

    def __len__(self):
        return len(self.ready)


def session_with(engine):
    class OwnSession(Session):
        engine_factory = staticmethod(lambda: engine)

    return OwnSession


def outcome(session, fetches):
    try:
        value = session.run(fetches)
    except tf.errors.OpError as error:
        return (type(error).__name__, error.message.splitlines()[0])
    return plain(value)


def plain(value):
    return tuple(map(plain, value)) if isinstance(value, list) else None if value is None else value.tolist()


def by_brute_force(graph, before, fetches, after):
    """The outcomes of all orders, each tried, with none left out; None if there are too many."""
    outcomes, choices = set(), []
    for _ in range(1500):
        schedule = Listed(choices)
        schedules = iter([*(Listed([]) for _ in before), schedule])
        engine = ReferenceEngine(lambda schedules=schedules: next(schedules, Listed([])))
        with session_with(engine)(graph=graph) as session:
            for step in before:
                session.run(step)
            outcomes.add((outcome(session, fetches), outcome(session, after)))
        taken = [*choices, *[0] * (len(schedule.widths) - len(choices))][: len(schedule.widths)]
        while taken and taken[-1] + 1 == schedule.widths[len(taken) - 1]:
            taken.pop()
        if not taken:
            return outcomes
        taken[-1] += 1
        choices = taken
    return None


def as_pair(found):
    return tuple((one.kind, one.message) if isinstance(one, Failure) else one.value for one in found)


@st.composite
def racing_programs(draw, size):
    """Two variables, and a few operations that read, assign, add or fail, some of them ordered."""
    kinds = draw(st.lists(st.sampled_from(["read", "assign", "add", "fail", "double"]), min_size=1, max_size=size))
    resource = draw(st.booleans())
    with tf.Graph().as_default() as graph:
        variables = [tf.Variable(0, name=name, use_resource=resource) for name in "ab"]
        one_that_fails = tf.reshape(tf.placeholder_with_default([1, 2], [None]), [3])
        made = []
        for number, kind in enumerate(kinds):
            variable = draw(st.sampled_from(variables))
            after = [one for one in made if draw(st.booleans())]
            with tf.control_dependencies(after):
                made.append(operation_of(kind, variable, number, one_that_fails))
    return graph, [v.initializer for v in variables], made, variables


def operation_of(kind, variable, number, one_that_fails):
    if kind == "read":
        return variable.read_value() + 0
    if kind == "fail":
        return tf.identity(one_that_fails)
    if kind == "double":
        return variable.assign(variable.read_value() * 2 + 1).op
    update = variable.assign if kind == "assign" else variable.assign_add
    return update(number + 1).op


@settings(max_examples=30, deadline=None)
@given(racing_programs(2))
def test_sch_4_the_search_finds_what_trying_every_order_finds(program):
    graph, before, fetches, after = program
    found = {as_pair(pair) for pair in all_outcomes(graph, fetches, before=before, after=[after])}
    expected = by_brute_force(graph, before, fetches, after)
    assume(expected is not None)
    assert found == expected


@settings(max_examples=40, deadline=None)
@given(racing_programs(4), st.integers(0, 2**32))
def test_sch_3_shuffled_schedules_give_outcomes_that_the_search_finds(program, seed):
    graph, before, fetches, after = program
    found = {as_pair(pair) for pair in all_outcomes(graph, fetches, before=before, after=[after])}
    seeds = random.Random(seed)
    engine = ReferenceEngine(lambda: Shuffled(seeds.randrange(2**32)))
    with session_with(engine)(graph=graph) as session:
        for _ in range(50):
            for step in before:
                session.run(step)
            assert (outcome(session, fetches), outcome(session, after)) in found


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def test_sch_2_and_sch_5_what_touches_no_state_has_one_outcome(graph):
    x = tf.placeholder(tf.float32, [])
    sums = [x + float(number) for number in range(8)]
    outcomes = all_outcomes(graph, Run(tf.add_n(sums), {x: 1.0}), limit=1)
    assert outcomes == {Value(36.0)}


def test_sch_5_what_edges_put_in_order_has_one_outcome(graph):
    x = tf.Variable(0)
    with tf.control_dependencies([x.assign(1)]):
        second = x.assign(2)
    assert all_outcomes(graph, second.op, before=[x.initializer], after=[x]) == {(Value(None), Value(2))}


def test_sch_6_a_read_and_an_assignment(graph):
    x = tf.Variable(0)
    assert all_outcomes(graph, [x + 0, x.assign(5).op], before=[x.initializer]) == {Value((0, None)), Value((5, None))}


def test_sch_6_a_fetched_reference_is_read_when_all_is_done(graph):
    x = tf.Variable(0)
    assert all_outcomes(graph, [x, x.assign(5).op], before=[x.initializer]) == {Value((5, None))}


def test_sch_6_two_assignments(graph):
    x = tf.Variable(0)
    outcomes = all_outcomes(graph, [x.assign(1).op, x.assign(2).op], before=[x.initializer], after=[x])
    assert {final.value for _, final in outcomes} == {1, 2}


def test_sch_6_two_failures_and_what_was_done_before_them(graph):
    x = tf.Variable(0)
    bad = [tf.reshape(tf.placeholder_with_default([1, 2], [None]), [size], name=f"bad{size}") for size in (3, 4)]
    outcomes = all_outcomes(graph, [*bad, x.assign(1).op], before=[x.initializer], after=[x])
    assert {(step.op, final.value) for step, final in outcomes} == {("bad3", 0), ("bad3", 1), ("bad4", 0), ("bad4", 1)}


def test_sch_4_what_had_begun_before_a_failure_is_done_all_the_same(graph):
    x = tf.Variable(7, use_resource=True)
    outcomes = all_outcomes(graph, [x.read_value(), x.initializer], after=[x.is_initialized()])
    assert {(isinstance(step, Value), after.value) for step, after in outcomes} == {
        (True, True), (False, True), (False, False)
    }  # fmt: skip


def test_sch_4_what_waits_when_another_operation_fails_is_given_up(graph):
    x = tf.Variable(7, use_resource=True)
    queue = tf.FIFOQueue(5, tf.int32, [[]])
    with tf.control_dependencies([queue.dequeue()]):
        assign = x.assign(1, read_value=False)
    outcomes = all_outcomes(graph, [x.read_value(), assign], after=[x.is_initialized(), queue.size()])
    assert [type(step) for step, *_ in outcomes] == [Failure]
    assert [one.value for _, *after in outcomes for one in after] == [False, 0]


def test_sch_2_handles_of_one_queue_are_the_same_state(graph):
    make = tf.raw_ops.FIFOQueue
    queues = [make(component_types=[tf.int32], shapes=[[]], shared_name="q", name=name) for name in "ab"]
    puts = [
        tf.raw_ops.QueueEnqueue(handle=queue, components=[tf.constant(number)]) for number, queue in enumerate(queues)
    ]
    take = tf.raw_ops.QueueDequeue(handle=queues[0], component_types=[tf.int32])
    outcomes = all_outcomes(graph, puts[0], puts[1], after=[take])
    assert {after.value for *_, after in outcomes} == {(0,), (1,)}


def test_sch_4_steps_beside_each_other(graph):
    x = tf.Variable(0)
    add = x.assign(x + 1).op
    outcomes = all_outcomes(graph, add, add, before=[x.initializer], after=[x])
    assert {final.value for *_, final in outcomes} == {1, 2}


def test_sch_4_more_orders_than_the_limit(graph):
    x = tf.Variable(0)
    steps = [x.assign(number).op for number in range(5)]
    with pytest.raises(ValueError, match="more than 10 orders"):
        all_outcomes(graph, steps, before=[x.initializer], after=[x], limit=10)


def test_sch_4_random_numbers_with_a_seed_are_drawn_in_every_order(graph):
    draw = tf.random_uniform([], maxval=100, dtype=tf.int32, seed=7)
    outcomes = all_outcomes(graph, draw, draw)
    pairs = {tuple(one.value for one in pair) for pair in outcomes}
    assert pairs == {(first, second) for first, second in pairs} | {(second, first) for first, second in pairs}
    assert len(pairs) == 2


def test_sch_4_nan_is_one_outcome(graph):
    x = tf.Variable(float("nan"))
    assert len(all_outcomes(graph, [x + 0.0, x.assign(float("nan")).op], before=[x.initializer])) == 1


def test_sch_4_a_step_that_nothing_wakes():
    from tests.reference.runtime.own_ops import own_op

    def for_ever():
        while True:
            yield

    with tf.Graph().as_default() as graph:
        waiting = own_op(for_ever)()
        assert all_outcomes(graph, waiting) == {WaitsForEver()}


def test_run_6_the_default_schedule_gives_one_of_the_outcomes(graph):
    x = tf.Variable(0)
    fetches = [x + 0, x.assign(5).op]
    with tf.Session() as session:
        session.run(x.initializer)
        value = plain(session.run(fetches))
    assert Value(value) in all_outcomes(graph, fetches, before=[x.initializer])


def test_sch_1_the_engine_asks_for_a_schedule_for_each_step(graph):
    made = []

    def schedule():
        made.append(Listed([]))
        return made[-1]

    engine = ReferenceEngine(schedule)
    for _ in range(3):
        assert engine.run(Step(graph, {}, [tf.constant(1) + 1], []))[0] == 2
    assert len(made) == 3


def test_sch_6_a_fetched_reference_has_the_value_of_any_moment_of_another_step() -> None:
    with tf.Graph().as_default() as graph:
        x = tf.get_variable("x", [], tf.int32, initializer=tf.zeros_initializer(), use_resource=False)
        one = tf.assign(x, 1)
        with tf.control_dependencies([one]):
            two = tf.assign(x, 2)

    found = all_outcomes(graph, x, two.op, before=[x.initializer])

    assert found == {(Value(value), Value(None)) for value in (0, 1, 2)}
