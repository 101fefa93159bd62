"""Programs whose operations or steps race, and programs that look so and do not."""

from __future__ import annotations

from typing import Any

from conformance.cases.building.script import Script, program, step, tf
from conformance.steps import AtOnce


def _variable(name: str = "x", start: int = 0, use_resource: bool = True) -> Any:
    return tf.Variable(start, name=name, use_resource=use_resource)


@program("SCH-1", "SCH-6", racing=True)
def a_read_beside_an_assignment(script: Script) -> None:
    x = _variable()
    script.run(targets=[x.initializer])
    script.run(x.read_value(), targets=[x.assign(1, read_value=False)])
    script.run(x.read_value())


@program("SCH-6", racing=True)
def two_assignments(script: Script) -> None:
    x = _variable()
    script.run(targets=[x.initializer])
    script.run(targets=[x.assign(1, read_value=False), x.assign(2, read_value=False)])
    script.run(x.read_value())


@program("SCH-2", "SCH-6")
def a_fetch_of_a_reference_beside_an_assignment(script: Script) -> None:
    x = _variable(use_resource=False)
    script.run(targets=[x.initializer])
    script.run("x:0", targets=[x.assign(1).op])


@program("SCH-2", "SCH-6")
def additions_that_commute(script: Script) -> None:
    x = _variable()
    script.run(targets=[x.initializer])
    script.run(targets=[x.assign_add(1, read_value=False), x.assign_add(20, read_value=False)])
    script.run(x.read_value())


@program("SCH-2", "SCH-5")
def variables_that_are_not_shared(script: Script) -> None:
    x, y = _variable("x"), _variable("y", 5)
    script.run(targets=[x.initializer, y.initializer])
    script.run(x.read_value(), targets=[y.assign_add(1, read_value=False)])
    script.run(x.read_value(), y.read_value())


@program("SCH-3", "SCH-5")
def assignments_in_order(script: Script) -> None:
    x = _variable()
    with tf.control_dependencies([x.assign(1, read_value=False)]):
        later = x.assign(2, read_value=False)
    script.run(targets=[x.initializer])
    script.run(targets=[later])
    script.run(x.read_value())


@program("SCH-4", "SCH-6", racing=True)
def a_failure_beside_an_assignment(script: Script) -> None:
    x = _variable()
    shape = tf.placeholder(tf.int32, [1], name="shape")
    bad = tf.reshape(tf.constant([1, 2]), shape, name="bad")
    script.run(targets=[x.initializer])
    script.run(bad, targets=[x.assign(1, read_value=False)], feeds={shape: [3]})
    script.run(x.read_value())


@program("SCH-6", racing=True)
def two_dequeues(script: Script) -> None:
    queue = tf.FIFOQueue(2, tf.int32, [[]], shared_name="q", name="q")
    script.run(targets=[queue.enqueue_many([[1, 2]])])
    script.run(queue.dequeue(), queue.dequeue())


@program("SCH-6", racing=True)
def an_enqueue_beside_a_close(script: Script) -> None:
    queue = tf.FIFOQueue(2, tf.int32, [[]], shared_name="q", name="q")
    script.run(targets=[queue.enqueue(1, name="enqueue"), queue.close()])
    script.run(queue.size())


@program("SCH-6")
def a_dequeue_beside_a_close(script: Script) -> None:
    queue = tf.FIFOQueue(2, tf.int32, [[]], shared_name="q", name="q")
    script.run(queue.dequeue(name="dequeue"), targets=[queue.close()])


@program("SCH-6")
def a_dequeue_beside_an_enqueue(script: Script) -> None:
    queue = tf.FIFOQueue(2, tf.int32, [[]], shared_name="q", name="q")
    script.run(queue.dequeue(), targets=[queue.enqueue(9)])


@program("SCH-4", "SCH-6", "WIRE-25")
def a_step_that_waits_for_another_thread(script: Script) -> None:
    queue = tf.FIFOQueue(1, tf.int32, [[]], shared_name="q", name="q")
    x = _variable()
    with tf.control_dependencies([x.assign(7, read_value=False)]):
        enqueue = queue.enqueue(1)
    with tf.control_dependencies([queue.dequeue()]):
        read = x.read_value()
    script.run(targets=[x.initializer])
    script.do(AtOnce(((step(read),), (step(targets=[enqueue]),))))


@program("SCH-2", "WIRE-25")
def steps_of_two_threads_that_commute(script: Script) -> None:
    x = _variable()
    one, two = x.assign_add(1, read_value=False), x.assign_add(10, read_value=False)
    script.run(targets=[x.initializer])
    script.do(AtOnce(((step(targets=[one]), step(targets=[one])), (step(targets=[two]),))))
    script.run(x.read_value())
