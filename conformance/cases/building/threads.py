"""Programs whose threads meet: who waits for whom, who comes first, and what ends those who wait.

Most have several right outcomes; all of them are known, since the threads do little.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.cases.building.script import Script, call, program, step, tf
from conformance.steps import AtOnce, Close, MakeCallable, OneStep


def _queue(capacity: int = 5, kind: Any = tf.FIFOQueue) -> Any:
    return kind(capacity, tf.int32, [[]], shared_name="q", name="q")


def _at_once(script: Script, *threads: Sequence[OneStep]) -> None:
    script.do(AtOnce(tuple(map(tuple, threads))))


# ---- queues


@program("QUE-7", "QUE-9", "RUN-9")
def a_dequeue_that_another_thread_lets_go_on(script: Script) -> None:
    queue = _queue()
    _at_once(script, [step(queue.dequeue())], [step(targets=[queue.enqueue(7)])])
    script.run(queue.size())


@program("QUE-8", "QUE-7", "RUN-9")
def an_enqueue_that_another_thread_lets_go_on(script: Script) -> None:
    queue = _queue(1)
    script.run(targets=[queue.enqueue(1)])
    _at_once(script, [step(targets=[queue.enqueue(2)])], [step(queue.dequeue())])
    script.run(queue.dequeue())


@program("QUE-14", "SCH-4", racing=True)
def two_threads_that_enqueue(script: Script) -> None:
    queue = _queue()
    _at_once(script, [step(targets=[queue.enqueue(1)])], [step(targets=[queue.enqueue(2)])])
    script.run(queue.dequeue_many(2))


@program("QUE-8", "SCH-4", racing=True)
def many_elements_beside_one(script: Script) -> None:
    queue = _queue()
    _at_once(script, [step(targets=[queue.enqueue_many([[1, 2]])])], [step(targets=[queue.enqueue(3)])])
    script.run(queue.dequeue_many(3))


@program("QUE-14", "SCH-4", racing=True)
def two_threads_that_dequeue(script: Script) -> None:
    queue = _queue()
    take = queue.dequeue()
    script.run(targets=[queue.enqueue_many([[1, 2, 3]])])
    _at_once(script, [step(take), step(take)], [step(take)])
    script.run(queue.size())


@program("QUE-9", "QUE-10", "SCH-4", racing=True)
def the_last_elements_of_a_closed_queue(script: Script) -> None:
    queue = _queue()
    script.run(targets=[queue.enqueue_many([[1, 2, 3]])])
    script.run(targets=[queue.close()])
    _at_once(script, [step(queue.dequeue_many(2, name="two"))], [step(queue.dequeue_many(2, name="two_more"))])
    script.run(queue.dequeue(name="one"))


@program("QUE-11", "SCH-4", racing=True)
def a_close_beside_an_enqueue_that_waits(script: Script) -> None:
    queue = _queue(1)
    script.run(targets=[queue.enqueue(1)])
    take = queue.dequeue(name="take")
    _at_once(script, [step(targets=[queue.enqueue(2, name="put")])], [step(targets=[queue.close()])], [step(take)])
    script.run(take)


@program("QUE-11", "SCH-4", racing=True)
def a_close_that_cancels_an_enqueue_that_waits(script: Script) -> None:
    queue = _queue(1)
    script.run(targets=[queue.enqueue(1)])
    close = queue.close(cancel_pending_enqueues=True)
    _at_once(script, [step(targets=[queue.enqueue(2, name="put")])], [step(targets=[close])])
    script.run(queue.dequeue())
    script.run(queue.dequeue(name="late"))


@program("QUE-10", "QUE-11")
def a_close_beside_a_dequeue_that_waits(script: Script) -> None:
    queue = _queue()
    _at_once(script, [step(queue.dequeue(name="take"))], [step(targets=[queue.close()])])


@program("QUE-17", "SCH-4", racing=True)
def the_smallest_of_what_is_there(script: Script) -> None:
    queue = tf.PriorityQueue(5, [tf.string], [[]], name="q")
    first, second = (queue.enqueue([tf.constant(key, tf.int64), text]) for key, text in ((2, "two"), (1, "one")))
    _at_once(script, [step(targets=[first]), step(targets=[second])], [step(*queue.dequeue())])
    script.run(*queue.dequeue())


@program("QUE-12", "SES-16", racing=True)
def a_failure_beside_a_dequeue_that_waits_in_another_step(script: Script) -> None:
    queue = _queue()
    index = tf.placeholder(tf.int32, [], name="index")
    bad = tf.gather([1, 2], index, name="bad")
    fail = step(bad, queue.dequeue(name="given_up"), feeds={index: 5})
    puts = [step(targets=[queue.enqueue(number)]) for number in (1, 2)]
    _at_once(script, [fail], [step(queue.dequeue())], puts)


# ---- variables


def _variable(use_resource: bool) -> Any:
    return tf.Variable(0, name="x", use_resource=use_resource)


@program("VAR-3", "VAR-25", "SES-16", racing=True)
def additions_of_two_threads(script: Script) -> None:
    x = _variable(use_resource=True)
    add = x.assign_add(1)
    script.run(targets=[x.initializer])
    _at_once(script, [step(add.op), step(x.read_value())], [step(add.op)])
    script.run(x.read_value())


@program("VAR-3", "VAR-7", "SES-16")
def additions_of_two_threads_to_a_reference(script: Script) -> None:
    x = _variable(use_resource=False)
    one, ten = (tf.assign_add(x, number, use_locking=True) for number in (1, 10))
    script.run(targets=[x.initializer])
    _at_once(script, [step(targets=[one.op]), step(targets=[one.op])], [step(targets=[ten.op]), step(targets=[ten.op])])
    script.run(x)


@program("SCH-6", "SES-16", racing=True)
def sums_that_two_threads_assign(script: Script) -> None:
    x = _variable(use_resource=True)
    steps = [x.assign(x.read_value() + number, read_value=False) for number in (1, 10)]
    script.run(targets=[x.initializer])
    _at_once(script, *([step(targets=[each])] for each in steps))
    script.run(x.read_value())


@program("VAR-22", "SCH-4", racing=True)
def a_read_beside_the_initializer(script: Script) -> None:
    x = _variable(use_resource=True)
    _at_once(script, [step(targets=[x.initializer])], [step(x.read_value())])
    script.run(x.read_value())


@program("VAR-19", "SCH-4", racing=True)
def a_read_of_a_reference_beside_the_initializer(script: Script) -> None:
    x = _variable(use_resource=False)
    _at_once(script, [step(targets=[x.initializer])], [step(x.read_value())])
    script.run(x.read_value())


@program("VAR-18", "SES-16", racing=True)
def threads_that_count_to_a_limit(script: Script) -> None:
    x = _variable(use_resource=True)
    count = x.count_up_to(2)
    script.run(targets=[x.initializer])
    _at_once(script, *([step(count)] for _ in range(3)))


@program("VAR-17", "VAR-25", "SES-16")
def rows_that_two_threads_change(script: Script) -> None:
    x = tf.Variable([[0, 0], [0, 0]], name="x", use_resource=True)
    steps = [tf.scatter_update(x, [row], [[row + 1, 9]]).op for row in range(2)]
    script.run(targets=[x.initializer])
    _at_once(script, *([step(targets=[each])] for each in steps))
    script.run(x.read_value())


# ---- other things with state


@program("ACC-5", "ACC-3")
def a_take_that_waits_for_the_gradients_of_others(script: Script) -> None:
    total = tf.ConditionalAccumulator(tf.float32, [], shared_name="total", reduction_type="SUM")
    threads = [[step(targets=[total.apply_grad(tf.constant(number))])] for number in (1.0, 2.0)]
    _at_once(script, [step(total.take_grad(2))], *threads)
    script.run(total.num_accumulated())


@program("ACC-3", "ACC-5", "SCH-4", racing=True)
def a_gradient_that_a_take_makes_stale(script: Script) -> None:
    total = tf.ConditionalAccumulator(tf.float32, [], shared_name="total")
    first, second = (total.apply_grad(tf.constant(number)) for number in (4.0, 8.0))
    script.run(targets=[first])
    _at_once(script, [step(total.take_grad(1))], [step(targets=[second])])
    script.run(total.num_accumulated())


@program("ACC-15", "ACC-20", "SCH-4", racing=True)
def two_threads_that_insert_one_key(script: Script) -> None:
    module = tf.raw_ops
    barrier = module.Barrier(component_types=[tf.int32], shapes=[[]], shared_name="b")
    inserts = [
        module.BarrierInsertMany(handle=barrier, keys=[key], values=[number], component_index=0)
        for key, number in (("a", 1), ("b", 2))
    ]
    _at_once(script, *([step(targets=[insert])] for insert in inserts))
    script.run(module.BarrierTakeMany(handle=barrier, num_elements=2, component_types=[tf.int32]).keys)


@program("ACC-34", "ACC-35", "SCH-4", racing=True)
def two_threads_that_stage(script: Script) -> None:
    module = tf.raw_ops
    puts = [module.Stage(values=[tf.constant(number)], shared_name="area") for number in (1, 2)]
    take = module.Unstage(dtypes=[tf.int32], shared_name="area")[0]
    _at_once(script, *([step(targets=[put]), step(take)] for put in puts))


@program("TAB-11", "SCH-4", racing=True)
def values_that_two_threads_insert(script: Script) -> None:
    table = tf.raw_ops.MutableHashTableV2(key_dtype=tf.string, value_dtype=tf.int64, shared_name="table")
    look = tf.raw_ops.LookupTableFindV2(table_handle=table, keys=["a"], default_value=tf.constant(-1, tf.int64))
    inserts = [
        tf.raw_ops.LookupTableInsertV2(table_handle=table, keys=["a"], values=tf.constant([number], tf.int64))
        for number in (1, 2)
    ]
    _at_once(script, [step(targets=[inserts[0]]), step(look)], [step(targets=[inserts[1]])])
    script.run(look)


@program("REA-2", "REA-3", "SCH-4", racing=True)
def work_that_two_threads_read(script: Script) -> None:
    queue = tf.FIFOQueue(5, tf.string, [[]], shared_name="q", name="q")
    reader = tf.IdentityReader(name="reader")
    read = reader.read(queue)
    _at_once(script, [step(*read)], [step(*read)], [step(targets=[queue.enqueue_many([["a", "b"]])])])
    script.run(reader.num_records_produced())


# ---- sessions


@program("SES-16", "SES-15", racing=True)
def a_callable_of_two_threads(script: Script) -> None:
    x = _variable(use_resource=True)
    number = tf.placeholder(tf.int32, [], name="number")
    add = x.assign_add(number)
    make = MakeCallable("add", "main", (number.name,), (), (add.op.name,))
    script.run(targets=[x.initializer])
    script.do(make)
    _at_once(script, [call("add", 1), step(x.read_value())], [call("add", 10)])
    script.run(x.read_value())


@program("RUN-10", "SES-7", "SCH-4", racing=True)
def a_session_that_is_closed_while_a_step_waits(script: Script) -> None:
    queue = _queue()
    script.run(queue.size())
    _at_once(script, [Close("main")], [step(queue.dequeue(name="take"))])


@program("SES-4", "SES-16")
def sessions_that_do_not_wait_for_each_other(script: Script) -> None:
    queue = _queue(1)
    put, take = queue.enqueue(3), queue.dequeue()
    threads = [[step(targets=[put], session=name), step(take, session=name)] for name in ("main", "other")]
    _at_once(script, *threads)
