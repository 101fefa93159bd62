"""Programs about queues: order, counts, shapes, ends, and who waits for whom."""

from __future__ import annotations

import numpy as np

from conformance.cases.building.script import Script, program, step, tf
from conformance.steps import AtOnce


@program("QUE-14", "QUE-8", "QUE-9")
def first_in_first_out(script: Script) -> None:
    queue = tf.FIFOQueue(5, tf.int32, [[]], name="q")
    value = tf.placeholder(tf.int32, name="value")
    put, several, take, two = queue.enqueue(value), queue.enqueue_many([value]), queue.dequeue(), queue.dequeue_many(2)
    script.run(targets=[put], feeds={value: 1})
    script.run(targets=[several], feeds={value: [2, 3, 4]})
    script.run(queue.size())
    script.run(take)
    script.run(two)
    script.run(take)
    script.run(queue.size())


@program("QUE-10", "QUE-11")
def what_is_in_a_closed_queue_can_be_taken(script: Script) -> None:
    queue = tf.FIFOQueue(5, tf.int32, [[]], shared_name="q", name="q")
    count = tf.placeholder(tf.int32, [], name="count")
    script.run(targets=[queue.enqueue_many([[1, 2, 3]])])
    script.run(targets=[queue.close()])
    script.run(queue.is_closed())
    script.run(targets=[queue.enqueue(4, name="late")])
    script.run(queue.dequeue_many(count, name="many"), feeds={count: 2})
    script.run(queue.dequeue_many(count, name="too_many"), feeds={count: 2})
    script.run(queue.dequeue_up_to(count, name="up_to"), feeds={count: 2})
    script.run(queue.dequeue(name="one"))


@program("QUE-9")
def elements_of_two_components(script: Script) -> None:
    queue = tf.FIFOQueue(5, [tf.int32, tf.string], [[], [2]], name="q")
    script.run(targets=[queue.enqueue([7, ["a", "b"]]), queue.size().op])
    script.run(targets=[queue.enqueue_many([[8, 9], [["c", "d"], ["e", "f"]]])])
    script.run(*queue.dequeue_many(3))


@program("QUE-13")
def elements_of_other_shapes(script: Script) -> None:
    queue = tf.FIFOQueue(5, tf.int32, [[2]], name="q")
    value = tf.placeholder(tf.int32, name="value")
    put = queue.enqueue(value, name="put")
    script.run(targets=[put], feeds={value: [1, 2, 3]})
    script.run(targets=[put], feeds={value: [1, 2]})
    script.run(queue.size())


@program("QUE-5")
def queues_of_one_shared_name(script: Script) -> None:
    one = tf.FIFOQueue(2, tf.int32, [[]], shared_name="q", name="one")
    other = tf.FIFOQueue(2, tf.int32, [[]], shared_name="q", name="other")
    script.run(targets=[one.enqueue(5)])
    script.run(other.dequeue())
    script.run(other.size(), session="another")


@program("QUE-7", "WIRE-25")
def a_full_queue_makes_wait(script: Script) -> None:
    queue = tf.FIFOQueue(1, tf.int32, [[]], name="q")
    value = tf.placeholder(tf.int32, [], name="value")
    put, take = queue.enqueue(value), queue.dequeue()
    puts = tuple(step(targets=[put], feeds={value: number}) for number in range(4))
    script.do(AtOnce((puts, (step(take),) * 4)))
    script.run(queue.size())


@program("QUE-11", "QUE-12")
def pending_enqueues_are_cancelled(script: Script) -> None:
    queue = tf.FIFOQueue(1, tf.int32, [[]], shared_name="q", name="q")
    script.run(targets=[queue.enqueue(1)])
    script.run(targets=[queue.close(cancel_pending_enqueues=True)])
    script.run(queue.dequeue())
    script.run(targets=[queue.enqueue(2, name="late")])


@program("QUE-16", "QUE-9")
def elements_padded_to_the_largest(script: Script) -> None:
    queue = tf.PaddingFIFOQueue(5, tf.int32, [[None, 2]], name="q")
    value = tf.placeholder(tf.int32, [None, 2], name="value")
    put = queue.enqueue(value)
    for rows in (1, 3, 0):
        script.run(targets=[put], feeds={value: np.full((rows, 2), rows)})
    script.run(queue.dequeue_many(3))


@program("QUE-17")
def the_smallest_first(script: Script) -> None:
    queue = tf.PriorityQueue(5, [tf.string], [[]], name="q")
    keys, texts = tf.constant([3, 1, 2], tf.int64), tf.constant(["c", "a", "b"])
    script.run(targets=[queue.enqueue_many([keys, texts])])
    for _ in range(3):
        script.run(*queue.dequeue())
