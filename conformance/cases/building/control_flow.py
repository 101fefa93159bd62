"""Programs about branches and loops: tokens, dead values and frames."""

from __future__ import annotations

from typing import Any

from conformance.cases.building.script import Script, program, tf
from conformance.graph import Attr

raw_ops = tf.raw_ops


def branches(data: Any, pred: Any) -> tuple[Any, Any]:
    """The outputs of a Switch: where the predicate is false, and where it is true."""
    switch = raw_ops.Switch(data=data, pred=pred)
    return switch.output_false, switch.output_true


def enter(value: Any, frame: str = "loop", constant: bool = False, name: str | None = None) -> Any:
    return raw_ops.Enter(data=value, frame_name=frame, is_constant=constant, name=name)


def loop(
    script: Script, start: Any, below: Any, step: Any = 1, frame: str = "loop", body: Any = None
) -> tuple[Any, Any]:
    """Counts up while below a limit; gives what comes out, and the value that each turn has."""
    limit, one = enter(below, frame, constant=True), enter(step, frame, constant=True)
    entered = enter(start, frame)
    turn = raw_ops.Merge(inputs=[entered, entered])
    done, again = branches(turn.output, raw_ops.LoopCond(input=tf.less(turn.output, limit)))
    following = again + one if body is None else body(again, one)
    back = raw_ops.NextIteration(data=following)
    script.rewire(turn.output.op, 1, back.op.name)
    return raw_ops.Exit(data=done), again


@program("FLOW-1", "FLOW-7", "FLOW-8", "FLOW-9")
def a_loop_counts(script: Script) -> None:
    start = tf.placeholder(tf.int32, [], name="start")
    result, _ = loop(script, start, 5)
    for value in (0, 4, 5, 100):
        script.run(result, feeds={start: value})


@program("FLOW-1", "FLOW-9")
def an_operation_fires_once_an_iteration(script: Script) -> None:
    count = tf.Variable(0, name="count", use_resource=True)

    def body(again: Any, one: Any) -> Any:
        handle = enter(count.handle, constant=True)
        with tf.control_dependencies([again]):
            added = raw_ops.AssignAddVariableOp(resource=handle, value=one)
        with tf.control_dependencies([added]):
            return again + one

    result, _ = loop(script, tf.constant(0), 7, body=body)
    script.run(targets=[count.initializer])
    script.run(result)
    script.run(count.read_value())


@program("FLOW-2", "FLOW-3")
def a_branch_that_is_not_taken_has_no_effect(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    count = tf.Variable(0, name="count", use_resource=True)
    off, on = branches(tf.constant(5), pred)
    with tf.control_dependencies([tf.identity(off)]):
        one = count.assign_add(1).op
    with tf.control_dependencies([tf.identity(on)]):
        ten = count.assign_add(10).op
    script.run(targets=[count.initializer])
    for taken in (True, False, True):
        script.run(one, ten, feeds={pred: taken})
        script.run(count.read_value())


@program("FLOW-2")
def death_travels_along_control_edges(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    _, on = branches(tf.constant(1.0), pred)
    with tf.control_dependencies([tf.no_op(name="before")]):
        first = tf.identity(on, name="first")
    with tf.control_dependencies([first]):
        second = tf.no_op(name="second")
    with tf.control_dependencies([second]):
        third = tf.constant(3, name="third") + 0
    script.run(third, feeds={pred: True})
    script.run(third, feeds={pred: False})
    script.run(second, first.op, feeds={pred: False})


@program("FLOW-2")
def a_switch_lives_on_its_control_edges(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    off, _ = branches(tf.constant(1), pred)
    with tf.control_dependencies([off.op]):
        after = tf.constant(2) + 0
    script.run(after, feeds={pred: True})
    script.run(after, feeds={pred: False})


@program("FLOW-2")
def a_switch_of_dead_data_is_dead_on_both_sides(script: Script) -> None:
    outer = tf.placeholder(tf.bool, [], name="outer")
    inner = tf.placeholder(tf.bool, [], name="inner")
    _, on = branches(tf.constant([1, 2]), outer)
    left, right = branches(on, inner)
    merged = raw_ops.Merge(inputs=[left + 1, right * 10])
    both = raw_ops.Merge(inputs=[tf.negative(merged.output), tf.constant([7, 7])])
    for values in ((True, True), (True, False)):
        script.run(merged.output, merged.value_index, feeds=dict(zip((outer, inner), values, strict=True)))
    script.run(merged.output, feeds={outer: False, inner: True})
    script.run(both.output, both.value_index, feeds={outer: False, inner: False})


@program("FLOW-3")
def a_merge_takes_the_living_input(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    off, on = branches(tf.constant([[1.5], [2.5]]), pred)
    merged = raw_ops.Merge(inputs=[off + 1.0, on * 2.0])
    script.run(merged.output, merged.value_index, feeds={pred: True})
    script.run(merged.value_index, merged.output, feeds={pred: False})


@program("FLOW-3")
def a_merge_of_branches_of_different_shapes(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    off, _ = branches(tf.constant([1, 2, 3]), pred)
    _, on = branches(tf.constant(9), pred)
    merged = raw_ops.Merge(inputs=[off, on])
    script.run(merged.output, tf.shape(merged.output), feeds={pred: True})
    script.run(merged.output, tf.shape(merged.output), feeds={pred: False})


@program("FLOW-3")
def a_merge_of_one_input(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    _, on = branches(tf.constant(b"text"), pred)
    merged = raw_ops.Merge(inputs=[on])
    script.run(merged.output, merged.value_index, feeds={pred: True})
    script.run(merged.value_index, feeds={pred: False})


@program("FLOW-3")
def a_merge_waits_for_its_control_inputs(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    count = tf.Variable(0, name="count", use_resource=True)
    off, on = branches(tf.constant(1), pred)
    with tf.control_dependencies([tf.identity(off)]):
        counted = count.assign_add(1).op
    with tf.control_dependencies([counted]):
        merged = raw_ops.Merge(inputs=[off, on])
    with tf.control_dependencies([merged.output]):
        seen = count.read_value()
    script.run(targets=[count.initializer])
    script.run(merged.output, merged.value_index, seen, feeds={pred: False})
    script.run(merged.output, merged.value_index, seen, feeds={pred: True})


@program("FLOW-4", "FLOW-7")
def a_constant_enter_is_there_in_every_iteration(script: Script) -> None:
    step = tf.placeholder(tf.int32, [], name="step")
    entered = enter(step, constant=True)
    result, _ = loop(script, tf.constant(0), 10, body=lambda again, one: again + entered)
    script.run(result, feeds={step: 3})
    script.run(result, feeds={step: 5})


@program("FLOW-7")
def an_enter_that_is_not_constant_is_there_once(script: Script) -> None:
    entered = enter(tf.constant(3))
    result, _ = loop(script, tf.constant(0), 10, body=lambda again, one: again + entered)
    script.run(result)


@program("FLOW-5")
def a_dead_fetch(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    off, on = branches(tf.constant(1), pred)
    script.run(off, on, feeds={pred: True})
    script.run(on, off, feeds={pred: True})
    script.run(on, feeds={pred: False})
    script.run(on, feeds={pred: True})


@program("FLOW-5", "RUN-12")
def effects_stay_though_a_dead_tensor_is_fetched(script: Script) -> None:
    count = tf.Variable(0, name="count", use_resource=True)
    _, on = branches(tf.constant(1), tf.constant(False))
    added = count.assign_add(1).op
    script.run(targets=[count.initializer])
    script.run(on, targets=[added])
    script.run(count.read_value())


@program("FLOW-5")
def a_dead_operation_may_be_fetched(script: Script) -> None:
    _, on = branches(tf.constant(1), tf.constant(False))
    script.run(tf.identity(on).op, tf.constant(2))


@program("FLOW-6", "FLOW-8")
def a_loop_on_a_branch_that_is_not_taken_is_dead(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    off, on = branches(tf.constant(0), pred)
    result, _ = loop(script, on, 3)
    merged = raw_ops.Merge(inputs=[off - 1, result])
    script.run(merged.output, merged.value_index, feeds={pred: True})
    script.run(merged.output, merged.value_index, feeds={pred: False})
    script.run(result, feeds={pred: False})


@program("FLOW-6")
def a_token_that_waits_in_vain_is_dropped(script: Script) -> None:
    entered = enter(tf.constant(10))
    result, again = loop(script, tf.constant(0), 3)
    late = again + entered
    script.run(result, late.op)


@program("FLOW-7")
def a_loop_in_a_loop(script: Script) -> None:
    four = enter(tf.constant(4), "outer", constant=True)

    def body(again: Any, one: Any) -> Any:
        inner, _ = loop(script, again, four, one, frame="inner")
        return inner + one

    result, _ = loop(script, tf.constant(0), 9, frame="outer", body=body)
    script.run(result)


@program("FLOW-7", several=True)
def two_loops_of_one_frame_name_below_two_loops(script: Script) -> None:
    def counting_to_four(frame: str, start: int) -> Any:
        two = enter(tf.constant(2), frame, constant=True)

        def body(again: Any, one: Any) -> Any:
            inner, _ = loop(script, again, two, one, frame="inner")
            return inner + one

        return loop(script, tf.constant(start), 4, frame=frame, body=body)[0]

    first, second = counting_to_four("first", 0), counting_to_four("second", 1)
    script.run(first, second)
    script.run(second)


@program("FLOW-7", "FLOW-6")
def a_dead_token_enters_a_frame(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    off, on = branches(tf.constant(4), pred)
    left, right = raw_ops.Exit(data=-enter(off)), raw_ops.Exit(data=enter(on))
    merged = raw_ops.Merge(inputs=[left, right])
    script.run(merged.output, merged.value_index, feeds={pred: True})
    script.run(merged.output, merged.value_index, feeds={pred: False})


@program("FLOW-10", "SHP-17")
def a_predicate_must_be_a_scalar(script: Script) -> None:
    pred = tf.placeholder(tf.bool, name="pred")
    switch = raw_ops.Switch(data=tf.constant(1), pred=pred, name="switch")
    script.run(switch.output_true, feeds={pred: [True]})
    script.run(switch.output_true, feeds={pred: [[True, False]]})
    script.run(switch.output_true, feeds={pred: True})


@program("FLOW-10")
def a_predicate_that_is_known_not_to_be_a_scalar(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [2], name="pred")
    script.run(tf.identity(pred), feeds={pred: [True, False]})
    script.node("switch", "Switch", ["data", "pred"], T=Attr("type", "int32"))
    tf.constant(1, name="data")


@program("FLOW-10")
def the_condition_of_a_loop_gives_its_input(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    condition = raw_ops.LoopCond(input=pred)
    script.run(condition, feeds={pred: True})
    script.run(condition, feeds={pred: False})


@program("FLOW-11")
def a_control_trigger_lives(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    off, on = branches(tf.constant(1), pred)
    with tf.control_dependencies([tf.identity(off), tf.identity(on)]):
        trigger = raw_ops.ControlTrigger(name="trigger")
        nothing = tf.no_op(name="nothing")
    with tf.control_dependencies([trigger]):
        after_trigger = tf.constant(1) + 0
    with tf.control_dependencies([nothing]):
        after_nothing = tf.constant(2) + 0
    for taken in (True, False):
        script.run(after_trigger, feeds={pred: taken})
        script.run(after_nothing, feeds={pred: taken})


@program("FLOW-12")
def inputs_from_different_frames(script: Script) -> None:
    inside = enter(tf.constant(1), "inside", name="inside")
    mixed = tf.add(inside, tf.constant(2, name="outside"), name="mixed")
    script.run(raw_ops.Exit(data=mixed))
    script.run(tf.constant(3) + 0)


@program("FLOW-12")
def inputs_from_two_frames(script: Script) -> None:
    left, right = enter(tf.constant(1), "left", name="l"), enter(tf.constant(1), "right", name="r")
    script.run(raw_ops.Exit(data=tf.add(left, right, name="mixed")))


@program("FLOW-12", several=True)
def what_is_fed_is_in_the_outermost_frame(script: Script) -> None:
    inside = enter(tf.constant(1), name="inside")
    twice = tf.multiply(inside, enter(tf.constant(2), name="two"), name="twice")
    result = raw_ops.Exit(data=tf.identity(twice))
    script.run(result)
    script.run(result, feeds={inside: 5})


@program("FLOW-13")
def a_tensor_in_a_frame_may_be_fetched(script: Script) -> None:
    entered = enter(tf.constant(5))
    script.run(entered, -entered)
    script.run(raw_ops.Exit(data=entered), entered)


@program("FLOW-13")
def a_tensor_of_several_iterations_cannot_be_fetched(script: Script) -> None:
    result, again = loop(script, tf.placeholder_with_default(0, [], name="start"), 3)
    start = tf.get_default_graph().get_tensor_by_name("start:0")
    script.run(result, again)
    script.run(result, again, feeds={start: 2})
    script.run(again, feeds={start: 3})


@program("FLOW-14")
def references_pass_through_branches(script: Script) -> None:
    pred = tf.placeholder(tf.bool, [], name="pred")
    v = tf.Variable(1, name="v", use_resource=False)
    switch = raw_ops.RefSwitch(data=v._ref(), pred=pred)
    one = raw_ops.AssignAdd(ref=switch.output_false, value=1)
    ten = raw_ops.AssignAdd(ref=switch.output_true, value=10)
    merged = raw_ops.RefMerge(inputs=[one, ten])
    script.run(targets=[v.initializer])
    for taken in (True, False):
        script.run(merged.output, merged.value_index, feeds={pred: taken})
        script.run(v.value())


@program("FLOW-14")
def a_reference_through_a_frame(script: Script) -> None:
    v = tf.Variable(1, name="v", use_resource=False)
    entered = raw_ops.RefEnter(data=v._ref(), frame_name="loop")
    assigned = raw_ops.AssignAdd(ref=entered, value=enter(tf.constant(5)))
    result = raw_ops.RefExit(data=assigned)
    script.run(targets=[v.initializer])
    script.run(result)
    script.run(v.value())


@program("FLOW-14")
def references_to_what_has_no_value(script: Script) -> None:
    v = tf.Variable(1, name="v", use_resource=False)
    switch = raw_ops.RefSwitch(data=v._ref(), pred=tf.constant(True))
    assigned = raw_ops.Assign(ref=switch.output_true, value=7)
    script.run(raw_ops.RefMerge(inputs=[v._ref()], name="merge").output)
    script.run(raw_ops.RefEnter(data=v._ref(), frame_name="loop", name="enter"))
    script.run(raw_ops.RefNextIteration(data=v._ref(), name="next"))
    script.run(assigned)
    script.run(v.value())


@program("FLOW-15")
def shapes_may_change_from_turn_to_turn(script: Script) -> None:
    def body(again: Any, _: Any) -> Any:
        return tf.concat([again, again], 0)

    entered = enter(tf.constant([1]))
    turn = raw_ops.Merge(inputs=[entered, entered])
    limit = enter(tf.constant(5), constant=True)
    done, again = branches(turn.output, raw_ops.LoopCond(input=tf.less(tf.size(turn.output), limit)))
    axis = enter(tf.constant(0), constant=True)
    back = raw_ops.NextIteration(data=raw_ops.ConcatV2(values=[again, again], axis=axis))
    script.rewire(turn.output.op, 1, back.op.name)
    script.run(raw_ops.Exit(data=done))
