"""Clauses FLOW of spec/control-flow.md."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference import raw_ops
from reference.runtime.engine import ReferenceEngine
from reference.runtime.schedule import Shuffled
from reference.runtime.step import Step
from tests.reference.runtime.own_ops import failing_op


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


@pytest.fixture
def count(session):
    variable = tf.Variable(0, name="count")
    session.run(variable.initializer)
    return variable


def switch(value, on):
    """The living and the dead output of a Switch."""
    outputs = raw_ops.Switch(data=tf.constant(value), pred=tf.constant(on))
    return (outputs.output_true, outputs.output_false) if on else (outputs.output_false, outputs.output_true)


def after(control, make):
    with tf.control_dependencies([control]):
        return make()


def enter(value, is_constant=False, frame="loop"):
    return raw_ops.Enter(data=tf.convert_to_tensor(value), frame_name=frame, is_constant=is_constant)


class Loop:
    """``while turn < limit: turn += step``, from the ops that loops are made of."""

    def __init__(self, start, limit, step=1, frame="loop", constants=True):
        self.start = enter(start, frame=frame)
        self.limit = enter(limit, constants, frame)
        self.merge = raw_ops.Merge(inputs=[self.start, self.start])
        self.condition = raw_ops.LoopCond(input=tf.less(self.merge.output, self.limit))
        self.done, self.body = raw_ops.Switch(data=self.merge.output, pred=self.condition)
        self.next = raw_ops.NextIteration(data=tf.add(self.body, enter(step, True, frame)))
        self.merge.output.op._update_input(1, self.next)
        self.result = raw_ops.Exit(data=self.done)


def refuses(session, fetches, error, message, feeds=None):
    with pytest.raises(error) as failure:
        session.run(fetches, feeds)
    assert failure.value.message.splitlines()[0].startswith(message)
    return failure.value


def test_flow_2_what_receives_a_dead_token_does_not_run(session, count):
    living, dead = switch(5, on=True)
    skipped = after(tf.identity(dead), lambda: failing_op(AssertionError("ran"))())
    skipped_too = after(skipped, lambda: count.assign_add(100))
    done = after(tf.identity(living), lambda: count.assign_add(10))
    of_the_switch = after(dead.op, lambda: count.assign_add(1000))
    assert session.run([skipped, skipped_too.op, done.op]) == [None, None, None]
    assert session.run(count) == 10
    session.run(of_the_switch.op)
    assert session.run(count) == 1010


@pytest.mark.parametrize("on", [True, False])
def test_flow_3_a_merge_gives_the_living_input_and_its_place(session, on):
    off_side, on_side = raw_ops.Switch(data=tf.constant(5), pred=tf.constant(on))
    merged = session.run(raw_ops.Merge(inputs=[tf.add(off_side, 1), tf.multiply(on_side, 2)]))
    assert merged == ((10, 1) if on else (6, 0))


def test_flow_3_a_merge_of_dead_inputs_is_dead(session):
    _, dead = switch(5, on=True)
    merged = raw_ops.Merge(inputs=[tf.identity(dead), tf.negative(dead)])
    for output in merged:
        refuses(session, output, tf.errors.InvalidArgumentError, "Retval[0] does not have value")


@given(seed=st.integers(0, 2**32))
def test_flow_3_a_merge_takes_any_of_several_living_inputs_and_fires_once(seed):
    with tf.Graph().as_default() as graph:
        merged = raw_ops.Merge(inputs=[tf.constant(10), tf.constant(11), switch(12, on=True)[1]])
        engine = ReferenceEngine(lambda: Shuffled(seed))
        value, index = engine.run(Step(graph, {}, list(merged), []))
    assert int(index) in (0, 1)
    assert int(value) == 10 + int(index)


def test_flow_3_a_merge_waits_for_its_control_inputs_dead_or_not(session, count):
    living, dead = switch(5, on=True)
    with tf.control_dependencies([count.assign_add(1), tf.identity(dead)]):
        merged = raw_ops.Merge(inputs=[dead, living])
    assert session.run(merged) == (5, 1)
    assert session.run(count) == 1


def test_flow_3_a_fed_input_of_a_merge_is_living(session):
    _, dead = switch(5, on=True)
    merged = raw_ops.Merge(inputs=[dead, dead])
    assert session.run(merged.output, {dead: 7}) == 7
    assert session.run(tf.add(dead, 1), {dead: 7}) == 8


def test_flow_5_a_dead_fetch_has_no_value_and_a_dead_target_is_none(session):
    living, dead = switch(5, on=True)
    last = tf.identity(dead, name="z")
    error = refuses(session, last, tf.errors.InvalidArgumentError, "Retval[0] does not have value")
    assert (error.op, error.node_def) == (None, None)
    assert session.run([last.op, living]) == [None, 5]
    assert session.run(tf.identity(dead).op) is None


def test_flow_5_the_number_is_the_place_among_the_sorted_names(session):
    living, dead = switch(5, on=True)
    fetches = [tf.identity(dead, name="b"), tf.identity(living, name="a"), tf.identity(living, name="c")]
    refuses(session, fetches, tf.errors.InvalidArgumentError, "Retval[1] does not have value")


@pytest.mark.parametrize("shape", [[1], [0], [2]])
def test_flow_10_the_predicate_has_no_dimensions(session, shape):
    pred = tf.placeholder(tf.bool)
    branches = raw_ops.Switch(data=tf.constant(5), pred=pred)
    message = f"The second input must be a scalar, but it has shape {shape}"
    error = refuses(session, branches[1], tf.errors.InvalidArgumentError, message, {pred: np.ones(shape, bool)})
    assert error.op is branches[1].op


def test_flow_10_static_shapes_that_are_not_scalar_are_refused(session):
    with pytest.raises(ValueError, match=r"^Shape must be rank 0 but is rank 1"):
        raw_ops.Switch(data=tf.constant(5), pred=tf.constant([True]))
    with pytest.raises(ValueError, match=r"^Shape must be rank 0 but is rank 1"):
        raw_ops.LoopCond(input=tf.constant([True]))
    assert session.run(raw_ops.LoopCond(input=True))


def test_flow_11_a_control_trigger_fires_after_dead_control_inputs(session, count):
    _, dead = switch(5, on=True)
    trigger = after(tf.identity(dead), raw_ops.ControlTrigger)
    session.run(after(trigger, lambda: count.assign_add(1)).op)
    assert session.run(count) == 1


@given(start=st.integers(-3, 3), limit=st.integers(-3, 6), step=st.integers(1, 3), seed=st.integers(0, 2**32))
def test_flow_7_and_flow_8_and_flow_9_a_loop_counts_under_every_schedule(start, limit, step, seed):
    expected = start
    while expected < limit:
        expected += step
    with tf.Graph().as_default() as graph:
        result = Loop(start, limit, step).result
        assert int(ReferenceEngine(lambda: Shuffled(seed)).run(Step(graph, {}, [result], []))[0]) == expected
        assert tf.Session(graph=graph).run(result) == expected


def test_flow_4_what_is_not_constant_is_only_in_the_first_iteration(session):
    assert session.run(Loop(0, 3).result) == 3
    loop = Loop(0, 3, frame="other", constants=False)
    refuses(session, loop.result, tf.errors.InvalidArgumentError, "Retval[0] does not have value")


def test_flow_7_several_enters_lead_into_one_frame(session):
    assert session.run(raw_ops.Exit(data=tf.add(enter(1), enter(2)))) == 3


def test_flow_7_frames_stand_below_iterations(session):
    inner = enter(enter(1, frame="outer"), frame="inner")
    between = raw_ops.Exit(data=tf.identity(inner))
    assert session.run(raw_ops.Exit(data=between)) == 1


def nested_loops(outer_turns, inner_turns):
    """A loop that counts the turns of a loop inside it: each turn of the outer one opens a new inner frame."""
    turn = Loop(0, outer_turns, frame="outer")
    total = enter(0, frame="outer")
    sums = raw_ops.Merge(inputs=[total, total])
    done, go_on = raw_ops.Switch(data=sums.output, pred=turn.condition)
    inner_limit = tf.add(go_on, enter(inner_turns, True, "outer"))
    inner = Loop.__new__(Loop)
    inner.start = enter(go_on, frame="inner")
    limit = enter(inner_limit, True, "inner")
    inner.merge = raw_ops.Merge(inputs=[inner.start, inner.start])
    condition = raw_ops.LoopCond(input=tf.less(inner.merge.output, limit))
    inner_done, body = raw_ops.Switch(data=inner.merge.output, pred=condition)
    one = enter(enter(1, True, "outer"), True, "inner")
    inner.merge.output.op._update_input(1, raw_ops.NextIteration(data=tf.add(body, one)))
    sums.output.op._update_input(1, raw_ops.NextIteration(data=raw_ops.Exit(data=inner_done)))
    return raw_ops.Exit(data=done)


@given(outer=st.integers(0, 4), inner=st.integers(0, 4), seed=st.integers(0, 2**32))
def test_flow_6_a_loop_in_a_loop_begins_anew_each_turn(outer, inner, seed):
    with tf.Graph().as_default() as graph:
        result = nested_loops(outer, inner)
        assert int(ReferenceEngine(lambda: Shuffled(seed)).run(Step(graph, {}, [result], []))[0]) == outer * inner


def test_flow_6_a_loop_on_a_branch_that_is_not_taken_gives_dead_results(session, count):
    _, dead = switch(0, on=True)
    result = Loop(dead, 3).result
    refuses(session, result, tf.errors.InvalidArgumentError, "Retval[0] does not have value")
    assert session.run(raw_ops.Merge(inputs=[result, tf.constant(77)])) == (77, 1)
    assert session.run(after(result, lambda: count.assign_add(1)).op) is None
    assert session.run(count) == 0


def test_flow_6_a_dead_constant_kills_what_meets_it(session):
    _, dead = switch(5, on=True)
    living_enter = enter(2)
    met = raw_ops.Exit(data=tf.add(enter(dead, is_constant=True), living_enter))
    refuses(session, met, tf.errors.InvalidArgumentError, "Retval[0] does not have value")
    assert session.run(raw_ops.Exit(data=living_enter)) == 2


def test_flow_9_a_dead_token_starts_no_iteration(session):
    _, dead = switch(5, on=True)
    gone = raw_ops.Exit(data=raw_ops.NextIteration(data=enter(dead)))
    refuses(session, gone, tf.errors.InvalidArgumentError, "Retval[0] does not have value")
    assert session.run([gone.op, raw_ops.Exit(data=enter(1))]) == [None, 1]


def test_flow_9_an_operation_in_a_loop_runs_once_an_iteration(session, count):
    loop = Loop(0, 4)
    reference = raw_ops.RefEnter(data=count._ref(), frame_name="loop", is_constant=True)
    ten = enter(10, is_constant=True)
    counted = after(tf.identity(loop.body), lambda: tf.assign_add(reference, ten))
    session.run([loop.result, counted.op])
    assert session.run(count) == 40


def test_flow_12_inputs_from_different_frames_are_refused(session, count):
    mixed = tf.add(enter(1), tf.constant(5), name="mixed")
    ran = count.assign_add(1)
    for fetches, feeds in ((mixed, None), ([mixed.op, ran], None)):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"mixed.*has inputs from different frames"):
            session.run(fetches, feeds)
    assert session.run(count) == 0


@pytest.mark.parametrize("name", ["start", "limit", "condition", "body"])
def test_flow_12_what_is_fed_is_in_the_outermost_frame(session, name):
    loop = Loop(0, 5)
    value = False if name == "condition" else 3
    with pytest.raises(tf.errors.InvalidArgumentError, match="has inputs from different frames"):
        session.run(loop.result, {getattr(loop, name): value})


def test_flow_13_a_tensor_in_a_frame_gives_the_value_of_its_one_iteration(session):
    loop = Loop(0, 3)
    assert session.run([loop.start, loop.limit, loop.done, loop.result]) == [0, 3, 3, 3]
    refuses(session, loop.merge.output, tf.errors.InternalError, "Retval[0] has already been set.")
    assert session.run([loop.merge.output.op, loop.result]) == [None, 3]
    assert session.run(enter(enter(4, frame="outer"), frame="inner")) == 4


def test_flow_13_a_tensor_that_no_iteration_makes_has_no_value(session):
    refuses(session, Loop(5, 3).body, tf.errors.InvalidArgumentError, "Retval[0] does not have value")


REFERENCE_OPS = {
    "RefMerge": lambda ref: raw_ops.RefMerge(inputs=[ref, ref]).output,
    "RefEnter": lambda ref: raw_ops.RefEnter(data=ref, frame_name="loop"),
    "RefExit": lambda ref: raw_ops.RefExit(data=raw_ops.RefEnter(data=ref, frame_name="loop")),
}


def test_flow_14_references_are_passed_on(session, count):
    _, on = raw_ops.RefSwitch(data=count._ref(), pred=tf.constant(True))
    merged = raw_ops.RefMerge(inputs=[on, on]).output
    entered = raw_ops.RefNextIteration(data=raw_ops.RefEnter(data=merged, frame_name="loop"))
    left = raw_ops.RefExit(data=entered)
    assert left.dtype == tf.as_dtype("int32_ref")
    assert session.run(tf.assign(left, 7)) == 7
    assert session.run(count) == 7


def test_flow_14_a_switch_passes_on_what_is_not_initialized(session):
    unset = tf.Variable(3, name="unset")
    _, on = raw_ops.RefSwitch(data=unset._ref(), pred=tf.constant(True))
    assert session.run(tf.assign(on, 7)) == 7
    assert session.run(unset) == 7


@pytest.mark.parametrize("name", REFERENCE_OPS)
def test_flow_14_the_others_need_an_initialized_variable(session, name):
    unset = tf.Variable(3, name="unset")
    passed_on = REFERENCE_OPS[name](unset._ref())
    message = "Attempting to use uninitialized value unset"
    refuses(session, passed_on.op, tf.errors.FailedPreconditionError, message)


def test_flow_15_static_shapes(session):
    pair, triple = tf.zeros([2]), tf.zeros([3])
    assert raw_ops.Switch(data=pair, pred=True)[0].shape == [2]
    assert raw_ops.Exit(data=pair).shape == [2]
    assert raw_ops.NextIteration(data=pair).shape == [2]
    assert raw_ops.Enter(data=pair, frame_name="f", is_constant=True).shape == [2]
    assert raw_ops.Enter(data=pair, frame_name="f").shape.rank is None
    assert raw_ops.Merge(inputs=[pair, pair]).output.shape == [2]
    assert raw_ops.Merge(inputs=[pair, triple]).output.shape.as_list() == [None]
    assert raw_ops.Merge(inputs=[pair, tf.zeros([2, 2])]).output.shape.rank is None
    assert raw_ops.Merge(inputs=[pair]).value_index.shape == []


def test_flow_1_what_is_in_no_loop_fires_once_whatever_loops_there_are(session, count):
    outside = count.assign_add(1)
    loop = Loop(0, 4)
    counted = after(outside, lambda: tf.identity(loop.result))
    assert session.run([counted, outside]) == [4, 1]
