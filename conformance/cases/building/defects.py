"""Programs that once showed a defect of the reference: random programs found it, or a question did."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from conformance.cases.building.script import Script, program, step, tf
from conformance.graph import Attr
from conformance.steps import AtOnce

raw_ops = tf.raw_ops
defect = partial(program, found="2026-11-21")
_FLOAT = Attr("type", "float32")


def fed(name: str, dtype: Any, shape: Any = None) -> Any:
    return tf.placeholder(dtype, shape, name=name)


@defect("OPS-21", "RUN-18", showed="The mean of whole numbers was divided before their sum had wrapped around.")
def a_mean_of_whole_numbers_that_wrap(script: Script) -> None:
    x = fed("x", tf.int32)
    script.run(tf.reduce_mean(x), feeds={x: [2**31 - 1, 2**31 - 1, 5]})
    script.run(tf.reduce_mean(x), feeds={x: [-7, 2]})


@defect("OPS-21", showed="Means of halves were added up in halves.")
def a_mean_of_halves(script: Script) -> None:
    x = fed("x", tf.float16)
    script.run(tf.reduce_mean(x), feeds={x: np.arange(100)})


@defect("OPS-1", showed="Strings without dimensions could not be padded and stitched.")
def strings_without_dimensions(script: Script) -> None:
    text = fed("text", tf.string)
    padded = raw_ops.Pad(input=text, paddings=np.zeros((0, 2), np.int32))
    stitched = raw_ops.DynamicStitch(indices=[tf.constant(1), tf.constant(0)], data=[text, tf.constant("b")])
    script.run(padded, stitched, feeds={text: np.array(b"a", object)})


@defect("RUN-18", showed="Three-dimensional pools began with zero: what is below it was lost at the borders.")
def a_pool_of_numbers_below_zero(script: Script) -> None:
    x = fed("x", tf.float32)
    pooled = raw_ops.MaxPool3D(input=x, ksize=[1, 2, 2, 2, 1], strides=[1] * 5, padding="SAME")
    script.run(pooled, feeds={x: -np.arange(1, 9, dtype=np.float32).reshape(1, 2, 2, 2, 1)})


@defect("RUN-18", showed="Zeros that were rounded kept or lost their sign otherwise than TensorFlow's.")
def numbers_rounded_to_zero(script: Script) -> None:
    x = fed("x", tf.float32)
    values = [-0.4, -0.0, 0.4, 0.5, -0.5, 1.5, 2.5]
    script.run(tf.round(x), raw_ops.Rint(x=x), tf.floor(x), tf.ceil(x), feeds={x: values})


@defect("FET-3", showed="The number of an output was read otherwise than Python reads numbers.")
def numbers_of_outputs_as_python_reads_them(script: Script) -> None:
    tf.constant(7, name="c")
    for name in ("c:0", "c: 0", "c:+0", "c:00", "c:0_0", "c:-1", "c:0:0", "c:\u0660"):
        script.run(name)


@defect("RUN-3", showed="What waits for a placeholder that is fed waited for ever.")
def a_fed_placeholder_is_no_control_input(script: Script) -> None:
    x, y = fed("x", tf.float32, []), fed("y", tf.float32, [])
    with tf.control_dependencies([x]):
        after = tf.negative(y, name="after")
    script.run(after, feeds={x: 1.0, y: 2.0})
    script.run(after, feeds={y: 2.0})


@defect("RUN-3", showed="An operation whose output was fed no longer ran for those that wait for it.")
def a_fed_operation_that_others_wait_for(script: Script) -> None:
    count = tf.Variable(0, name="count", use_resource=True)
    added = count.assign_add(1, name="added")
    with tf.control_dependencies([added]):
        after = tf.add(added, 10, name="after")
    script.run(targets=[count.initializer])
    script.run(after, feeds={added: 50})
    script.run(count.read_value())


@defect("VAR-19", showed="A variable without elements that had no value was refused, though nothing of it is read.")
def a_variable_without_elements(script: Script) -> None:
    v = tf.Variable(np.zeros((0, 3), np.float32), name="v", use_resource=False)
    script.run(v.value())
    script.run("v:0")
    script.run(targets=[v.initializer])
    script.run(v.value())


@defect("RUN-8", "VAR-3", showed="A reference was read when it was handed on, not when its value was used.")
def a_reference_that_is_used_after_an_assignment(script: Script) -> None:
    v = tf.Variable(1, name="v", use_resource=False)
    reference = raw_ops.RefIdentity(input=v._ref())
    with tf.control_dependencies([reference]):
        assigned = v.assign(5).op
    with tf.control_dependencies([assigned]):
        doubled = raw_ops.Add(x=reference, y=reference)
    script.run(targets=[v.initializer])
    script.run(doubled)


@defect("VAR-19", showed="Other ops than RefIdentity and RefSwitch handed on references to what has no value.")
def references_handed_on_before_there_is_a_value(script: Script) -> None:
    v = tf.Variable(1, name="v", use_resource=False)
    handed_on = raw_ops.RefIdentity(input=v._ref(), name="handed_on")
    script.run(raw_ops.Assign(ref=handed_on, value=3))
    script.run(raw_ops.AssignAdd(ref=raw_ops.RefIdentity(input=v._ref()), value=4))


@defect("SES-19", several=True, showed="A graph that asks for a device that is not there was run all the same.")
def a_device_that_is_not_there(script: Script) -> None:
    with tf.device("/device:GPU:0"):
        far = tf.negative(tf.constant(1.0, name="c"), name="far")
    near = tf.constant(2.0, name="near")
    script.run(near)
    script.run(far)


@defect("INT-16", showed="Shapes of fewer outputs than there are were taken for the shapes of some.")
def shapes_of_too_few_outputs(script: Script) -> None:
    tf.constant([1.0, 2.0], name="c")
    told = Attr("list(shape)", ((1,),))
    script.node("parts", "Unpack", ["c"], T=_FLOAT, num=Attr("int", 2), _output_shapes=told)
    script.run("parts:0")


@defect("QUE-5", showed="A queue was compared with what is asked for at every step, not once an operation.")
def a_queue_that_two_operations_ask_for(script: Script) -> None:
    one = raw_ops.FIFOQueueV2(component_types=[tf.int32], shapes=[[]], shared_name="q", name="one")
    other = raw_ops.FIFOQueueV2(component_types=[tf.float32], shapes=[[]], shared_name="q", name="other")
    script.run(raw_ops.QueueSizeV2(handle=one))
    script.run(raw_ops.QueueSizeV2(handle=other))
    script.run(raw_ops.QueueSizeV2(handle=one))


@defect("RND-9", showed="A random operation that was fed, or drew nothing, took its stretch of numbers.")
def what_draws_nothing_takes_nothing(script: Script) -> None:
    count = fed("count", tf.int32, [])
    drawn = raw_ops.RandomUniform(shape=tf.stack([count]), dtype=tf.float32, seed=3, seed2=4)
    shown = tf.identity(drawn)
    script.run(shown, feeds={drawn: np.array([0.5])})
    script.run(shown, feeds={count: 0})
    script.run(shown, feeds={count: 2})
    script.run(shown, feeds={count: 1})


@defect("RUN-18", showed="The smallest number and its opposite were told apart by an error.")
def the_smallest_whole_number(script: Script) -> None:
    n = fed("n", tf.int32, [None])
    script.run(tf.abs(n), -n, n * -1, tf.square(n), feeds={n: [-(2**31), 2**31 - 1]})
    script.run(tf.floordiv(n, 4), tf.floormod(n, -4), raw_ops.TruncateDiv(x=n, y=4), feeds={n: [-7, 7, -8]})


@defect("RUN-18", showed="What is no number was lost where the larger or smaller of two is taken.")
def what_is_no_number(script: Script) -> None:
    x = fed("x", tf.float32, [None])
    values = [float("nan"), 1.0, -1.0, float("inf")]
    script.run(tf.maximum(x, 0.0), tf.minimum(0.0, x), tf.nn.relu(x), tf.sign(x), tf.equal(x, x), feeds={x: values})


@defect("OPS-21", showed="Reductions of nothing were refused.")
def reductions_of_nothing(script: Script) -> None:
    x = fed("x", tf.float32)
    reduced = [
        tf.reduce_sum(x, 0),
        tf.reduce_prod(x, 0),
        tf.reduce_max(x, 0),
        tf.reduce_min(x, 0),
        tf.reduce_mean(x, 0),
    ]
    script.run(*reduced, feeds={x: np.zeros((0, 2))})


@defect("RUN-18", showed="A power that is no whole number was given as one.")
def powers_below_zero_of_whole_numbers(script: Script) -> None:
    x, y = fed("x", tf.int32), fed("y", tf.int32)
    power = tf.pow(x, y, name="power")
    script.run(power, feeds={x: [2, -3], y: [10, 3]})
    script.run(power, feeds={x: [2, 1], y: [-1, -1]})


@defect("SES-4", "WIRE-25", showed="Two threads that made a variable's state at the same time had one each.")
def a_variable_that_threads_use_at_once(script: Script) -> None:
    v = tf.Variable(0, name="v", use_resource=True)
    add = v.assign_add(1, read_value=False)
    script.run(targets=[v.initializer])
    script.do(AtOnce(tuple((step(targets=[add]),) * 3 for _ in range(3))))
    script.run(v.read_value())


@defect("INT-5", "FLOW-7", showed="The name of a frame could stand below two frames.")
def a_frame_below_two_frames(script: Script) -> None:
    def below(frame: str) -> Any:
        outer = raw_ops.Enter(data=tf.constant(1), frame_name=frame)
        inner = raw_ops.Enter(data=outer, frame_name="inner")
        return raw_ops.Exit(data=raw_ops.Exit(data=inner))

    first, second = below("first"), below("second")
    script.run(first)
    script.run(second)
