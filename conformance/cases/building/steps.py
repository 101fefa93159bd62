"""Programs about what a step runs, in which order it does, how it waits and how it fails."""

from __future__ import annotations

from typing import Any

from conformance.cases.building.script import Script, names, program, step, tf
from conformance.graph import Attr
from conformance.steps import AtOnce, Close

raw_ops = tf.raw_ops
_FLOAT = Attr("type", "float32")


def counter(name: str = "count", start: int = 0) -> Any:
    return tf.Variable(start, name=name, use_resource=True)


@program("RUN-2", "RUN-3")
def what_is_not_needed_does_not_run(script: Script) -> None:
    count = counter()
    fed = tf.placeholder(tf.int32, [], name="fed")
    added = count.assign_add(fed, name="added")
    tf.divide(1, 0, name="never")
    cut = tf.add(added, 1, name="cut")
    script.run(targets=[count.initializer])
    script.run(cut * 2, feeds={cut: 5})
    script.run(count.read_value())
    script.run(cut, feeds={fed: 3})
    script.run(count.read_value())


@program("RUN-4", "RUN-7")
def each_operation_runs_once(script: Script) -> None:
    count = counter()
    added = count.assign_add(1, name="added")
    script.run(targets=[count.initializer])
    script.run(added, added + 0, tf.stack([added, added]), "added", targets=["added"])
    script.run(count.read_value())


@program("RUN-5", "RUN-6", racing=True)
def two_assignments_in_any_order(script: Script) -> None:
    v = counter("v")
    one, two = v.assign(1, read_value=False), v.assign(2, read_value=False)
    script.run(targets=[v.initializer])
    script.run(targets=[one, two])
    script.run(v.read_value())


@program("RUN-5", "RUN-6")
def control_edges_put_assignments_in_order(script: Script) -> None:
    v = counter("v")
    with tf.control_dependencies([v.assign(1, read_value=False)]):
        second = v.assign(2, read_value=False)
    with tf.control_dependencies([second]):
        last = v.assign_add(10, name="last")
    script.run(targets=[v.initializer])
    script.run(last)


@program("RUN-5", "RUN-6")
def sums_of_many_in_any_order(script: Script) -> None:
    v = counter("v")
    added = [v.assign_add(number, read_value=False) for number in (1, 20, 300, 4000)]
    with tf.control_dependencies(added):
        done = v.read_value(), tf.add_n([tf.constant(number) for number in range(6)])
    script.run(targets=[v.initializer])
    script.run(*done)


@program("RUN-8", "VAR-3")
def a_reference_is_read_when_the_step_is_over(script: Script) -> None:
    v = tf.Variable(1, name="v", use_resource=False)
    script.run(targets=[v.initializer])
    script.run("v:0", targets=[v.assign(5).op])
    script.run(v.assign_add(1), "v:0", v.assign_add(1))


@program("RUN-8")
def the_error_of_a_reference_without_a_value(script: Script) -> None:
    v = tf.Variable(1, name="v", use_resource=False)
    w = tf.Variable(2, name="scope/w", use_resource=False)
    script.run("v:0")
    script.run("scope/w:0", tf.constant(1))
    script.run(v.value())
    script.run(tf.negative(w, name="negative"))


@program("RUN-9")
def a_dequeue_waits_for_an_enqueue_in_its_step(script: Script) -> None:
    queue = tf.FIFOQueue(2, tf.int32, [[]], name="q")
    script.run(queue.dequeue(), targets=[queue.enqueue(7)])
    script.run(queue.size())


@program("RUN-9")
def what_does_not_depend_on_a_waiting_operation_runs(script: Script) -> None:
    queue = tf.FIFOQueue(1, tf.int32, [[]], name="q")
    count = counter()
    element = queue.dequeue()
    added = count.assign_add(1)
    with tf.control_dependencies([added]):
        enqueued = queue.enqueue(tf.identity(added) + 40)
    script.run(targets=[count.initializer])
    script.run(element + 1, targets=[enqueued])


@program("RUN-9", "WIRE-25")
def a_step_wakes_another(script: Script) -> None:
    queue = tf.FIFOQueue(1, tf.int32, [[]], name="q")
    value = tf.placeholder(tf.int32, [], name="value")
    enqueue, dequeue = queue.enqueue(value), queue.dequeue()
    script.do(AtOnce(((step(dequeue), step(queue.size())), (step(targets=[enqueue], feeds={value: 5}),))))
    script.run(queue.size())


@program("RUN-10", "WIRE-16")
def a_step_that_takes_too_long(script: Script) -> None:
    queue = tf.FIFOQueue(1, tf.int32, [[]], name="q")
    element = queue.dequeue(name="element")
    script.do(step(element, timeout_ms=50))
    script.run(targets=[queue.enqueue(3)])
    script.do(step(element, timeout_ms=60_000))


@program("RUN-10", "WIRE-24", "WIRE-25", racing=True)
def a_step_whose_session_is_closed(script: Script) -> None:
    queue = tf.FIFOQueue(1, tf.int32, [[]], name="q")
    signal = tf.FIFOQueue(1, tf.int32, [[]], name="signal")
    with tf.control_dependencies([signal.enqueue(1)]):
        wait = queue.dequeue(name="wait")
    told = signal.dequeue(name="told")
    script.do(AtOnce(((step(wait),), (step(told), Close()))))
    script.run(queue.size())


@program("RUN-11", "RUN-12")
def effects_before_a_failure_stay(script: Script) -> None:
    count = counter()
    shape = tf.placeholder(tf.int32, [1], name="shape")
    with tf.control_dependencies([count.assign_add(1, read_value=False)]):
        bad = tf.reshape(tf.constant([1, 2]), shape, name="bad")
    with tf.control_dependencies([bad]):
        never = count.assign_add(100, read_value=False)
    script.run(targets=[count.initializer])
    script.run(targets=[never], feeds={shape: [3]})
    script.run(count.read_value())
    script.run(targets=[never], feeds={shape: [2]})
    script.run(count.read_value())


@program("RUN-11", racing=True)
def one_of_two_failures(script: Script) -> None:
    shape = tf.placeholder(tf.int32, [1], name="shape")
    left = tf.reshape(tf.constant([1, 2]), shape, name="left")
    right = tf.reshape(tf.constant([1, 2, 3]), shape, name="right")
    script.run(left, right, feeds={shape: [4]})


@program("RUN-15")
def a_circle_of_operations(script: Script) -> None:
    start = tf.constant(1.0, name="start")
    script.node("a", "AddV2", ["start", "b"], T=_FLOAT)
    script.node("b", "Neg", ["a"], T=_FLOAT)
    script.run(start)
    script.run("b:0")


@program("RUN-15")
def a_circle_of_control_edges(script: Script) -> None:
    tf.constant(1.0, name="start")
    script.node("a", "NoOp", ["^b"])
    script.node("b", "NoOp", ["^a"])
    script.run(targets=["a"])
    script.run("start:0")


@program("RUN-15")
def a_circle_that_a_feed_cuts(script: Script) -> None:
    tf.constant(1.0, name="start")
    script.node("a", "Merge", ["start", "c"], T=_FLOAT, N=Attr("int", 2))
    script.node("b", "Neg", ["a"], T=_FLOAT)
    script.node("c", "NextIteration", ["b"], T=_FLOAT)
    script.run("b:0", feeds={"a:0": tf.float32.as_numpy_dtype(2.5)})


@program("RUN-17", "RUN-18")
def arithmetic_that_is_undefined(script: Script) -> None:
    x = tf.placeholder(tf.float32, [None], name="x")
    n = tf.placeholder(tf.int32, [None], name="n")
    script.run(x / (x - x), feeds={x: [1.0, -1.0, 0.0, float("nan"), float("inf")]})
    script.run(n + 1, n * n, feeds={n: [2**31 - 1, -(2**31), 65536]})
    script.run(tf.floordiv(n, n - n), feeds={n: [1]})


@program("RUN-4")
def the_order_of_fetches_says_nothing(script: Script) -> None:
    count = counter()
    first = count.assign_add(1, read_value=False)
    with tf.control_dependencies([first]):
        second = count.read_value()
    script.run(targets=[count.initializer])
    script.run(second, *names(first.name), second)
