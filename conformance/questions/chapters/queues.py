"""Queues: what is built, who is served when, what each kind of queue gives, and every refusal."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from conformance.questions.question import first_line, question


def outcome(ask: Any) -> Any:
    """What a function gives, or the class, code, first line and operation's name of its error."""
    try:
        return ask()
    except Exception as error:
        op = getattr(getattr(error, "op", None), "name", None)
        return [type(error).__name__, getattr(error, "error_code", None), first_line(error), op]


def outcomes(*asked: Any) -> Any:
    """The outcomes of several functions."""
    return [outcome(ask) for ask in asked]


def operations(tf: Any) -> Any:
    """The operations of the default graph."""
    return [[op.name, op.type, [i.name for i in op.inputs]] for op in tf.get_default_graph().get_operations()]


def integers(tf: Any, capacity: int = 3) -> Any:
    """A queue of int32 scalars that goes by the name `sq`, and a session."""
    return tf.FIFOQueue(capacity, tf.int32, [[]], shared_name="sq", name="q"), tf.Session()


class InThread:
    """Runs something in another thread; `outcome` waits for it."""

    def __init__(self, ask: Any) -> None:
        self._found: list[Any] = []
        self._thread = threading.Thread(target=lambda: self._found.append(outcome(ask)))
        self._thread.daemon = True
        self._thread.start()

    def outcome(self) -> Any:
        self._thread.join(60)
        return self._found[0] if self._found else "it hangs"


def until_size(sess: Any, size: Any, wanted: int) -> None:
    """Waits until a queue has so many elements: then whoever put them in or took them out waits for more."""
    while sess.run(size) != wanted:
        pass


# ---- what is built


@question("QUE-2", "QUE-3")
def operations_of_a_fifo_queue(tf: Any) -> Any:
    q = tf.FIFOQueue(3, tf.float32, name="q")
    q.enqueue(1.0), q.enqueue_many([[1.0, 2.0]]), q.dequeue(), q.dequeue_many(2), q.dequeue_up_to(2)
    q.close(), q.close(True), q.size(), q.is_closed()
    return [operations(tf), q.name, q.dtypes, q.shapes, q.names, q.queue_ref.name, q.queue_ref.shape]


@question("QUE-3")
def names_of_queue_operations_in_scopes(tf: Any) -> Any:
    with tf.name_scope("a"):
        q = tf.FIFOQueue(3, tf.int32, [[]], name="q")
    with tf.name_scope("b"):
        one = tf.constant(1)
        q.enqueue(1), q.enqueue(one), q.enqueue_many([[1]]), q.dequeue(name="x"), q.dequeue_many(one, name="y")
        q.dequeue_many(1, name="z"), q.size(name="s"), q.close(name="c"), q.is_closed(name="i")
    return [operations(tf), q.name]


@question("QUE-2")
def default_names_and_attributes_of_queues(tf: Any) -> Any:
    queues = [
        tf.FIFOQueue(3, tf.int32), tf.RandomShuffleQueue(4, 1, [tf.int32, tf.string]),
        tf.PaddingFIFOQueue(5, tf.int32, [[None]]), tf.PriorityQueue(6, tf.int32, [[2]]),
    ]  # fmt: skip
    attrs = ("capacity", "shared_name", "container")
    described = [[q.name, q.queue_ref.op.type, [q.queue_ref.op.get_attr(a) for a in attrs]] for q in queues]
    return [
        described,
        [q.dtypes for q in queues],
        [q.shapes for q in queues],
        [isinstance(q, tf.QueueBase) for q in queues],
    ]


@question("QUE-2")
def capacities_of_queues(tf: Any) -> Any:
    def capacity(value: Any) -> Any:
        return tf.FIFOQueue(value, tf.int32).queue_ref.op.get_attr("capacity")

    return outcomes(*[lambda value=value: capacity(value) for value in (0, -1, -2, 1.5, None, "3")])


@question("QUE-2")
def shapes_of_queues(tf: Any) -> Any:
    def shapes(dtypes: Any, given: Any) -> Any:
        return lambda: tf.FIFOQueue(3, dtypes, given).shapes

    one, two = tf.float32, [tf.float32, tf.int32]
    return outcomes(
        shapes(one, []), shapes(one, ()), shapes(one, [2]), shapes(one, (2, 3)), shapes(one, tf.TensorShape([2])),
        shapes(one, [[3]]), shapes(one, [tf.Dimension(2)]), shapes(one, [np.int32(2)]), shapes(two, ((), (2,))),
        shapes(two, [tf.TensorShape([1]), 2]), shapes(one, None), shapes(one, 2), shapes(one, "ab"),
        shapes(one, [None]),
        shapes(one, [[None]]), shapes(one, tf.TensorShape(None)), shapes(two, [2, 3]), shapes(two, [[]]),
        shapes(one, [2.5]), shapes(one, [-1]), shapes(one, ["3"]), shapes(one, [np.int32(2), np.int32(3)]),
        shapes(one, [tf.Dimension(2), tf.Dimension(3)]), shapes(one, [2, None]), shapes(one, [2, tf.Dimension(3)]),
        shapes(one, [True]), shapes([tf.int32] * 2, [np.int64(2), 3]), shapes(one, np.array([2])),
    )  # fmt: skip


@question("QUE-16")
def shapes_of_padding_queues(tf: Any) -> Any:
    def shapes(given: Any, dtypes: Any = tf.float32) -> Any:
        return lambda: tf.PaddingFIFOQueue(3, dtypes, given).shapes

    return outcomes(
        shapes([[None, 2]]), shapes(([None],)), shapes([[]]), shapes([tf.TensorShape([2])]), shapes(None), shapes([]),
        shapes(2), shapes([2]), shapes([None]), shapes([None, 2]), shapes(tf.TensorShape([2])), shapes([[], []]),
        shapes([tf.TensorShape(None)]), shapes([[2.5]]), shapes([[1], None], [tf.int32] * 2),
    )  # fmt: skip


@question("QUE-2")
def names_of_components(tf: Any) -> Any:
    def names(given: Any, dtypes: Any = tf.float32) -> Any:
        return lambda: tf.FIFOQueue(3, dtypes, names=given).names

    return outcomes(
        names("a"), names(["a"]), names(("a",)), names(5), names(["a", "b"]), names([]), names("a", [tf.int32] * 2),
        names(["a", "a"], [tf.int32] * 2),
    )  # fmt: skip


@question("QUE-2")
def dtypes_of_queues(tf: Any) -> Any:
    def dtypes(given: Any) -> Any:
        return lambda: tf.FIFOQueue(3, given).dtypes

    return outcomes(dtypes(tf.int32), dtypes([tf.int32]), dtypes((tf.int32, tf.string)), dtypes("float32"), dtypes([]))


@question("QUE-3")
def what_enqueue_accepts(tf: Any) -> Any:
    one = tf.FIFOQueue(3, tf.int32, [[2]])
    two = tf.FIFOQueue(3, [tf.float32, tf.int32])
    return outcomes(
        lambda: one.enqueue([1]), lambda: one.enqueue(1), lambda: one.enqueue([[1, 2, 3]]),
        lambda: one.enqueue([[1, 2]]).type,
        lambda: two.enqueue(1.0).type, lambda: two.enqueue([1.0, 2, 3]).type, lambda: two.enqueue((1.0, 2)).type,
        lambda: two.enqueue([1, 2.5]), lambda: one.enqueue(None), lambda: one.enqueue([]),
        lambda: one.enqueue({"a": 1}),
        lambda: two.enqueue([tf.constant(1), 1]), lambda: one.enqueue([[1, 2]], name="a b"),
    )  # fmt: skip


@question("QUE-3")
def what_enqueue_many_accepts(tf: Any) -> Any:
    one, two = tf.FIFOQueue(3, tf.int32, [[2]]), tf.FIFOQueue(3, [tf.int32] * 2)
    return outcomes(
        lambda: one.enqueue_many([[[1]]]), lambda: one.enqueue_many([1]), lambda: one.enqueue_many(1),
        lambda: two.enqueue_many([[1, 2], [1]]), lambda: two.enqueue_many([]), lambda: two.enqueue_many(None),
        lambda: one.enqueue_many([np.zeros([0, 2])]).type, lambda: one.enqueue_many(tf.placeholder(tf.int32)).type,
        lambda: one.enqueue_many(tf.placeholder(tf.int32, [None, 3])),
    )  # fmt: skip


@question("QUE-3")
def named_components(tf: Any) -> Any:
    q = tf.FIFOQueue(3, [tf.float32, tf.int32], [[], [2]], names=["a", "b"])
    s = tf.Session()
    s.run(q.enqueue({"b": [1, 2], "a": 0.5}))
    s.run(q.enqueue_many({"b": [[3, 4]], "a": [1.5]}))
    return [
        sorted(s.run(q.dequeue()).items()), sorted(s.run(q.dequeue_many(1)).items()),
        outcomes(lambda: q.enqueue([1.0, [1, 2]]), lambda: q.enqueue({"a": 1.0}), lambda: q.enqueue({"a": 1.0, "c": 2}),
                 lambda: q.enqueue_many({}), lambda: q.enqueue({"a": 1.0, "b": [1]})),
    ]  # fmt: skip


@question("QUE-3")
def static_shapes_of_what_is_taken_out(tf: Any) -> Any:
    q = tf.FIFOQueue(3, [tf.int32, tf.float32], [[], [2]])
    unknown, padded = tf.FIFOQueue(3, tf.int32), tf.PaddingFIFOQueue(3, tf.int32, [[None, 2]])
    n = tf.placeholder(tf.int32)
    taken = [q.dequeue(), q.dequeue_many(2), q.dequeue_many(n), q.dequeue_many(tf.constant(1) + 1), q.dequeue_up_to(2)]
    others = [
        unknown.dequeue(),
        unknown.dequeue_many(2),
        padded.dequeue(),
        padded.dequeue_many(2),
        padded.dequeue_up_to(n),
    ]
    return [[[t.shape for t in pair] for pair in taken], [t.shape for t in others], type(taken[0]).__name__]


@question("QUE-3", "QUE-9")
def counts_that_dequeue_many_refuses(tf: Any) -> Any:
    q = tf.FIFOQueue(3, tf.int32, [[]])
    return outcomes(
        lambda: q.dequeue_many(-1), lambda: q.dequeue_up_to(-1).shape, lambda: q.dequeue_many(1.5),
        lambda: q.dequeue_many("a"),
        lambda: q.dequeue_many(None), lambda: q.dequeue_many(tf.constant(2, tf.int64)),
    )  # fmt: skip


@question("QUE-3")
def a_queue_of_another_graph(tf: Any) -> Any:
    q = tf.FIFOQueue(3, tf.int32, [[]], name="q")
    with tf.Graph().as_default():
        return outcomes(
            lambda: q.enqueue(1), lambda: q.dequeue().graph is q.queue_ref.graph, lambda: q.enqueue(tf.constant(1))
        )


@question("QUE-3")
def a_queue_is_no_fetch(tf: Any) -> Any:
    q, s = integers(tf)
    return outcomes(lambda: s.run(q), lambda: s.run(q.queue_ref.op), lambda: s.run([q.size(), q.close()]))


@question("QUE-2")
def properties_of_queues_are_read_only(tf: Any) -> Any:
    q = tf.FIFOQueue(3, tf.int32)
    return [
        outcome(lambda name=name: setattr(q, name, 1))[0] for name in ("dtypes", "shapes", "names", "name", "queue_ref")
    ]


@question("QUE-4")
def choose_a_queue_from_a_list(tf: Any) -> Any:
    a, b = tf.FIFOQueue(3, tf.int32, [[]], name="a"), tf.RandomShuffleQueue(3, 1, tf.int32, [[]], name="b")
    s = tf.Session()
    s.run([a.enqueue_many([[1, 2]]), b.enqueue_many([[7, 7, 7]])])
    index = tf.placeholder(tf.int32, [], name="i")
    chosen = tf.QueueBase.from_list(index, [a, b])
    size, taken = chosen.size(), chosen.dequeue_many(2)
    return [
        operations(tf)[-6:], chosen.name, chosen.shapes, type(chosen).__name__, s.run(taken, {index: 0}),
        s.run(size, {index: 0}),
        s.run(taken, {index: 1}), outcome(lambda: s.run(size, {index: 2}))[:3],
    ]  # fmt: skip


@question("QUE-4")
def shapes_of_a_queue_from_a_list(tf: Any) -> Any:
    def shapes(*given: Any) -> Any:
        return tf.QueueBase.from_list(0, [tf.FIFOQueue(3, tf.int32, shape) for shape in given]).shapes

    return [
        shapes([[2]], [[3]]),
        shapes([[2]], None),
        shapes(None, None),
        shapes([[2]], [[3, 1]]),
        shapes([[2, 4]], [[3, 4]]),
    ]


@question("QUE-4")
def lists_that_no_queue_is_chosen_from(tf: Any) -> Any:
    q, names = tf.FIFOQueue(3, tf.int32), tf.FIFOQueue(3, tf.int32, names="a")
    choose = tf.QueueBase.from_list
    return outcomes(
        lambda: choose(0, []), lambda: choose(0, [1]), lambda: choose(0, (q, q)), lambda: choose(0, q),
        lambda: choose(0, [q, tf.FIFOQueue(3, tf.float32)]), lambda: choose(0, [q, names]), lambda: choose("a", [q, q]),
    )  # fmt: skip


@question("QUE-2", "QUE-5")
def queue_in_a_container(tf: Any) -> Any:
    with tf.container("c"):
        q = tf.FIFOQueue(3, tf.int32, [[]], shared_name="sq")
    other, s = integers(tf)
    s.run(q.enqueue(1))
    return [q.queue_ref.op.get_attr("container"), s.run([q.size(), other.size()])]


# ---- who is served when


@question("QUE-1")
def a_queue_belongs_to_a_session(tf: Any) -> Any:
    q, s = integers(tf)
    s.run(q.enqueue(1))
    return [s.run(q.size()), tf.Session().run(q.size())]


@question("QUE-5")
def queues_are_shared_by_name(tf: Any) -> Any:
    q, s = integers(tf)
    same, mine, others = (
        tf.FIFOQueue(3, tf.int32, [[]], shared_name="sq"),
        tf.FIFOQueue(3, tf.int32),
        tf.FIFOQueue(3, tf.int32),
    )
    s.run([q.enqueue(1), mine.enqueue(2)])
    return s.run([same.size(), mine.size(), others.size()])


@question("QUE-5")
def another_queue_of_the_same_name(tf: Any) -> Any:
    q, s = integers(tf)
    s.run(q.size())

    def size(kind: Any, *args: Any, **named: Any) -> Any:
        return lambda: s.run(kind(*args, shared_name="sq", name="other", **named).size())

    fifo, i, f = tf.FIFOQueue, tf.int32, tf.float32
    return outcomes(
        size(fifo, 3, i, [[]]), size(fifo, 3, i, [[]], names="a"), size(fifo, 4, i, [[]]), size(fifo, -1, i, [[]]),
        size(fifo, 3, f, [[]]), size(fifo, 3, [i, f], [[], []]), size(fifo, 3, i, [[2]]), size(fifo, 3, i),
        size(fifo, 4, f, [[2]]), size(tf.RandomShuffleQueue, 3, 1, i, [[]]), size(tf.PaddingFIFOQueue, 3, i, [[]]),
        size(tf.PriorityQueue, 3, i, [[]]),
    )  # fmt: skip


@question("QUE-5")
def another_random_queue_of_the_same_name(tf: Any) -> Any:
    s = tf.Session()

    def size(*args: Any, **named: Any) -> Any:
        return lambda: s.run(tf.RandomShuffleQueue(*args, shared_name="sq", name="r", **named).size())

    i = tf.int32
    return outcomes(
        size(3, 1, i, [[]], seed=3), size(3, 1, i, [[]], seed=3), size(3, 1, i, [[]]), size(3, 2, i, [[]], seed=3),
        size(3, 1, i, [[]], seed=4), size(3, 2, tf.float32, [[2]], seed=4), size(3, 1, tf.float32, [[]], seed=4),
        size(3, 1, i, [[2]]), size(4, 2, i, [[]]), lambda: s.run(tf.FIFOQueue(3, i, [[]], shared_name="sq").size()),
    )  # fmt: skip


@question("QUE-5")
def other_padding_and_priority_queues_of_the_same_name(tf: Any) -> Any:
    s = tf.Session()

    def size(kind: Any, name: str, *args: Any) -> Any:
        return lambda: s.run(kind(*args, shared_name=name, name="p").size())

    padding, priority, i = tf.PaddingFIFOQueue, tf.PriorityQueue, tf.int32
    return outcomes(
        size(padding, "a", 3, i, [[None, 2]]), size(padding, "a", 3, i, [[4, 2]]),
        size(padding, "a", 3, i, [[None, None]]),
        size(padding, "a", 3, i, [[None, 3]]), size(padding, "a", 3, tf.bool, [[1]]),
        size(tf.FIFOQueue, "a", 3, i, [[4, 2]]),
        size(priority, "b", 3, i, [[]]), size(priority, "b", 3, i, [[2]]), size(priority, "b", 3, tf.bool, [[]]),
        size(tf.FIFOQueue, "b", 3, [tf.int64, i], [[], []]),
    )  # fmt: skip


@question("QUE-6")
def a_destroyed_queue(tf: Any) -> Any:
    q, s = integers(tf)
    same = tf.FIFOQueue(3, tf.int32, [[]], shared_name="sq", name="same")
    s.run(q.enqueue(1))
    s.run(tf.raw_ops.DestroyResourceOp(resource=q.queue_ref))
    return outcomes(
        lambda: s.run(q.size()), lambda: s.run(q.dequeue()), lambda: s.run(same.size()), lambda: s.run(q.size()),
        lambda: s.run(same.size()),
    )  # fmt: skip


@question("QUE-6")
def handles_that_mean_no_queue(tf: Any) -> Any:
    raw, s = tf.raw_ops, tf.Session()
    variable = raw.VarHandleOp(dtype=tf.int32, shape=[], shared_name="v")
    strings = raw.Variable(shape=[2], dtype=tf.string)

    def size_of(*value: str) -> Any:
        def ask() -> Any:
            s.run(tf.assign(strings, list(value), validate_shape=False))
            return s.run(raw.QueueSize(handle=strings))

        return ask

    named = raw.FIFOQueue(component_types=[tf.int32], shared_name="k")
    s.run(raw.QueueSize(handle=named))
    return outcomes(
        lambda: s.run(raw.QueueSizeV2(handle=variable)), size_of("localhost", "nope"), size_of("other", "k"),
        size_of("localhost", "k", "x"), size_of("localhost", "k"),
        lambda: s.run(raw.QueueSizeV2(handle=raw.FIFOQueueV2(component_types=[tf.int32], shared_name="_x"))),
    )  # fmt: skip


@question("QUE-1", "QUE-6")
def handles_by_reference(tf: Any) -> Any:
    raw, s = tf.raw_ops, tf.Session()
    h = raw.FIFOQueue(component_types=[tf.int32], shapes=[[]], shared_name="k", name="h")
    newer = raw.FIFOQueueV2(component_types=[tf.int32], shapes=[[]], shared_name="k")
    s.run(raw.QueueEnqueueMany(handle=h, components=[[3, 4, 5]]))
    s.run(raw.QueueEnqueue(handle=h, components=[6]))
    types = {"component_types": [tf.int32]}
    first = s.run(raw.QueueDequeueMany(handle=h, n=2, **types)), s.run(raw.QueueSizeV2(handle=newer))
    s.run(raw.QueueClose(handle=h))
    return [
        s.run(h), h.dtype, h.shape, first, s.run(raw.QueueIsClosed(handle=h)),
        s.run(raw.QueueDequeue(handle=h, **types)),
        s.run(raw.QueueDequeueUpTo(handle=h, n=7, **types)),
        outcome(lambda: s.run(raw.QueueDequeue(handle=h, **types))),
    ]  # fmt: skip


@question("QUE-8")
def enqueue_and_dequeue_in_one_step(tf: Any) -> Any:
    q, s = integers(tf)
    return [s.run([q.dequeue(), q.enqueue(3)]), s.run(q.size()), s.run({"a": q.enqueue(1)})]


@question("QUE-8")
def counting_through_a_queue(tf: Any) -> Any:
    q, s = integers(tf, capacity=1)
    increment = q.enqueue(q.dequeue() + 1)
    s.run(q.enqueue(0))
    for _ in range(5):
        s.run(increment)
    return s.run(q.dequeue())


@question("QUE-8", "QUE-9")
def more_than_fits_goes_through_in_parts(tf: Any) -> Any:
    q, s = integers(tf, capacity=2)
    taken = InThread(lambda: s.run(q.dequeue_many(5)))
    put = outcome(lambda: s.run(q.enqueue_many([[1, 2, 3, 4, 5, 6]])))
    return [put, taken.outcome(), s.run(q.size())]


@question("QUE-7", "QUE-8")
def who_puts_in_first_is_served_first(tf: Any) -> Any:
    q, s = integers(tf, capacity=2)
    first, second, taken = q.enqueue_many([[1, 2, 3, 4]]), q.enqueue(5), q.dequeue_many(2)
    putting = InThread(lambda: s.run(first))
    until_size(s, q.size(), 2)
    found = [s.run(q.size())]
    more = InThread(lambda: s.run(second))
    return [found, s.run(taken), s.run(taken), s.run(q.dequeue()), putting.outcome(), more.outcome()]


@question("QUE-7", "QUE-9")
def who_takes_out_first_is_served_first(tf: Any) -> Any:
    q, s = integers(tf)
    s.run(q.enqueue(1))
    many, size = q.dequeue_many(3), q.size()
    taking = InThread(lambda: s.run(many))
    until_size(s, size, 0)
    s.run(q.enqueue_many([[2, 3, 4]]))
    return [taking.outcome(), s.run(q.dequeue()), s.run(size)]


@question("QUE-9")
def a_step_that_is_cancelled_loses_what_it_took(tf: Any) -> Any:
    q, s = integers(tf)
    s.run(q.enqueue_many([[1, 2]]))
    many = q.dequeue_many(3)
    end = outcome(lambda: s.run(many, options=tf.RunOptions(timeout_in_ms=200)))
    s.run(q.enqueue(8))
    return [end[:3], s.run(q.size()), s.run(q.dequeue())]


@question("QUE-8")
def a_step_that_is_cancelled_leaves_what_it_put_in(tf: Any) -> Any:
    q, s = integers(tf)
    many = q.enqueue_many([[1, 2, 3, 4, 5]])
    end = outcome(lambda: s.run(many, options=tf.RunOptions(timeout_in_ms=200)))
    return [end[:3], s.run(q.size()), s.run(q.dequeue_many(3))]


@question("QUE-12")
def closing_the_session_ends_a_dequeue(tf: Any) -> Any:
    q, s = integers(tf)
    s.run(q.enqueue(1))
    many, size = q.dequeue_many(2), q.size()
    taking = InThread(lambda: s.run(many))
    until_size(s, size, 0)
    s.close()
    return taking.outcome()


@question("QUE-12")
def closing_the_session_ends_an_enqueue(tf: Any) -> Any:
    q, s = integers(tf, capacity=1)
    many, size = q.enqueue_many([[1, 2]]), q.size()
    putting = InThread(lambda: s.run(many))
    until_size(s, size, 1)
    s.close()
    return putting.outcome()


# ---- closing


@question("QUE-10", "QUE-11")
def a_closed_queue(tf: Any) -> Any:
    q, s = integers(tf)
    s.run(q.enqueue_many([[1, 2]]))
    s.run(q.close())
    return outcomes(
        lambda: s.run(q.is_closed()), lambda: s.run(q.dequeue_many(3)), lambda: s.run(q.size()),
        lambda: s.run(q.dequeue_up_to(5)),
        lambda: s.run(q.dequeue_up_to(5)), lambda: s.run(q.dequeue()), lambda: s.run(q.dequeue_many(0)),
        lambda: s.run(q.dequeue_up_to(0)),
        lambda: s.run(q.enqueue(1)), lambda: s.run(q.enqueue_many([[1]])),
        lambda: s.run(q.enqueue_many([np.zeros([0], np.int32)])),
    )  # fmt: skip


@question("QUE-11")
def closing_twice(tf: Any) -> Any:
    q, s = integers(tf)
    close, cancel = q.close(), q.close(cancel_pending_enqueues=True)
    return outcomes(*[lambda op=op: s.run(op) for op in (close, close, cancel, cancel, close)])


@question("QUE-11")
def closing_waits_for_those_who_put_in(tf: Any) -> Any:
    q, s = integers(tf, capacity=2)
    many, size, close, is_closed = q.enqueue_many([[1, 2, 3]]), q.size(), q.close(), q.is_closed()
    putting = InThread(lambda: s.run(many))
    until_size(s, size, 2)
    closing = InThread(lambda: s.run(close))
    before = s.run(is_closed)
    return [before, s.run(q.dequeue_many(3)), putting.outcome(), closing.outcome(), s.run(is_closed)]


@question("QUE-11")
def closing_may_cancel_those_who_put_in(tf: Any) -> Any:
    q, s = integers(tf, capacity=2)
    many, size, cancel = q.enqueue_many([[1, 2, 3]]), q.size(), q.close(cancel_pending_enqueues=True)
    putting = InThread(lambda: s.run(many))
    until_size(s, size, 2)
    s.run(cancel)
    return [putting.outcome(), s.run(size), outcome(lambda: s.run(q.enqueue(1))), s.run(q.dequeue_many(2))]


@question("QUE-10")
def closing_gives_back_what_was_taken(tf: Any) -> Any:
    q, s = integers(tf)
    s.run(q.enqueue_many([[1, 2]]))
    many, size = q.dequeue_many(5), q.size()
    taking = InThread(lambda: s.run(many))
    until_size(s, size, 0)
    s.run(q.close())
    return [taking.outcome(), s.run(size), s.run(q.dequeue_many(2))]


@question("QUE-10")
def closing_ends_a_dequeue_up_to(tf: Any) -> Any:
    q, s = integers(tf)
    s.run(q.enqueue_many([[1, 2]]))
    up_to, size = q.dequeue_up_to(5), q.size()
    taking = InThread(lambda: s.run(up_to))
    until_size(s, size, 0)
    s.run(q.close())
    return [taking.outcome(), s.run(size)]


@question("QUE-10")
def closing_ends_those_who_take_out(tf: Any) -> Any:
    q, s = integers(tf)
    one, up_to, close = q.dequeue(), q.dequeue_up_to(2), q.close()
    taking = [InThread(lambda: s.run(one)), InThread(lambda: s.run(up_to))]
    s.run(close)
    return [thread.outcome() for thread in taking]


# ---- what fits


@question("QUE-13")
def elements_of_the_wrong_shape(tf: Any) -> Any:
    q = tf.FIFOQueue(5, [tf.int32, tf.float32], [[], [2]], name="q")
    s, p, r = tf.Session(), tf.placeholder(tf.int32), tf.placeholder(tf.float32)
    one, many = q.enqueue((p, r)), q.enqueue_many((p, r))

    def run(op: Any, first: Any, second: Any) -> Any:
        return lambda: s.run(op, {p: first, r: second})

    return outcomes(
        run(one, [1], [1, 2]), run(one, 1, [1, 2, 3]), run(one, 1, 1), run(many, [1], [1, 2]),
        run(many, [1], [[1, 2], [3, 4]]),
        run(many, [1], [[1, 2, 3]]), run(many, [[1]], [[1, 2]]), run(many, [], np.zeros((0, 2))),
        lambda: s.run(q.size()),
    )  # fmt: skip


@question("QUE-13")
def components_of_the_wrong_type(tf: Any) -> Any:
    raw, s = tf.raw_ops, tf.Session()
    types, shapes = [tf.int32, tf.float32], [[], [2]]
    new = raw.FIFOQueueV2(component_types=types, shapes=shapes, shared_name="k", name="new")
    old = raw.FIFOQueue(component_types=types, shapes=shapes, shared_name="k", name="old")
    one = {"component_types": [tf.half]}
    return outcomes(
        lambda: s.run(raw.QueueEnqueueV2(handle=new, components=[1])),
        lambda: s.run(raw.QueueEnqueueManyV2(handle=new, components=[[1.0], [[1.0, 2.0]]])),
        lambda: s.run(raw.QueueEnqueue(handle=old, components=["a"])),
        lambda: s.run(raw.QueueDequeueV2(handle=new, **one)),
        lambda: s.run(raw.QueueDequeueManyV2(handle=new, n=1, **one)),
        lambda: s.run(raw.QueueDequeueUpToV2(handle=new, n=1, **one)),
        lambda: s.run(raw.QueueDequeue(handle=old, **one)), lambda: s.run(raw.QueueDequeueMany(handle=old, n=1, **one)),
    )  # fmt: skip


@question("QUE-9", "QUE-13")
def counts_while_running(tf: Any) -> Any:
    q, s = integers(tf)
    n = tf.placeholder(tf.int32)
    many, up_to = q.dequeue_many(n), q.dequeue_up_to(n)
    return outcomes(*[lambda op=op, count=count: s.run(op, {n: count}) for op in (many, up_to) for count in (-1, 0)])


@question("QUE-9")
def batches_of_a_queue_without_shapes(tf: Any) -> Any:
    q, s = tf.FIFOQueue(5, tf.int32, name="q"), tf.Session()
    s.run([q.enqueue_many([[1, 2]])])
    s.run(q.enqueue([[3, 4]]))
    first = outcomes(*[lambda op=op: s.run(op) for op in (q.dequeue_many(1), q.dequeue_up_to(1), q.dequeue_many(0))])
    return [first, [s.run(q.dequeue()) for _ in range(3)]]


@question("QUE-8")
def rows_that_differ_in_number(tf: Any) -> Any:
    q, s = tf.FIFOQueue(9, [tf.int32] * 2, name="q"), tf.Session()
    p, r = tf.placeholder(tf.int32), tf.placeholder(tf.int32)
    many = q.enqueue_many([p, r])
    feeds = [([1, 2], [1]), ([1, 2], [1, 2, 3]), ([1, 2], [[1], [2]])]
    return [
        outcomes(*[lambda a=a, b=b: s.run(many, {p: a, r: b}) for a, b in feeds]),
        s.run(q.size()),
        s.run(q.dequeue()),
    ]


@question("QUE-13")
def queues_that_cannot_be_made(tf: Any) -> Any:
    raw, i, s = tf.raw_ops, tf.int32, tf.Session()

    def size(op: Any, types: Any, shapes: Any, **named: Any) -> Any:
        name = f"{op.__name__} {len(types)} {shapes}"
        return lambda: s.run(
            raw.QueueSizeV2(handle=op(component_types=types, shapes=shapes, shared_name=name, **named))
        )

    fifo, padding, random = raw.FIFOQueueV2, raw.PaddingFIFOQueueV2, raw.RandomShuffleQueueV2
    return outcomes(
        size(fifo, [i], [[None]]), size(fifo, [i], [[], []]), size(fifo, [i], [[2, None], []]), size(padding, [i], []),
        size(padding, [i], [None]), size(padding, [i], [None, []]), size(padding, [i], [[], []]),
        size(padding, [i] * 2, [[]]),
        size(random, [i], [[]], capacity=3, min_after_dequeue=5),
        size(random, [i], [[]], capacity=3, min_after_dequeue=3),
        size(random, [i], [[]], capacity=3, min_after_dequeue=-3),
        size(random, [i], [[None]], capacity=3, min_after_dequeue=5),
        size(raw.PriorityQueueV2, [i], []), size(raw.PriorityQueueV2, [i], [[None]]),
        size(raw.PriorityQueueV2, [i], [[], []]),
    )  # fmt: skip


@question("QUE-2")
def unlimited_capacity(tf: Any) -> Any:
    sizes = []
    for capacity in (-1, -5):
        q, s = tf.FIFOQueue(capacity, tf.int32, [[]]), tf.Session()
        s.run(q.enqueue_many([np.arange(5000)]))
        sizes.append(s.run(q.size()))
    return sizes


@question("ERR-9")
def error_whose_words_have_double_brackets(tf: Any) -> Any:
    s = tf.Session()
    tf.constant(1, name="word")
    shown = [[[1, 2], [3, 4]], [["word", "b"]], [["words", "b"]], ["word", "b"]]
    return outcomes(*[lambda d=d: s.run(tf.Assert(tf.constant(False), [d], name="a")) for d in shown])


# ---- the kinds


@question("QUE-14")
def elements_of_several_components(tf: Any) -> Any:
    q, s = tf.FIFOQueue(9, [tf.int32, tf.string, tf.bool], [[], [2], []]), tf.Session()
    s.run(q.enqueue((1, ["a", "b"], True)))
    s.run(q.enqueue_many(([2, 3], [["c", "d"], ["e", "f"]], [False, True])))
    return [s.run(q.dequeue()), s.run(q.dequeue_many(2))]


@question("QUE-15")
def order_of_a_random_queue(tf: Any) -> Any:
    orders = []
    for seed, count in ((3, 10), (5, 30), (0, 7)):
        q, s = tf.RandomShuffleQueue(99, 0, tf.int32, [[]], seed=seed), tf.Session()
        s.run(q.enqueue_many([np.arange(count)]))
        one, some = q.dequeue(), q.dequeue_many(count - 4)
        orders.append([[s.run(one) for _ in range(4)], s.run(some)])
    return orders


@question("QUE-15")
def order_of_a_random_queue_that_is_filled_up(tf: Any) -> Any:
    q, s = tf.RandomShuffleQueue(50, 2, tf.int32, [[]], seed=11), tf.Session()
    orders = []
    for start in (0, 10, 20):
        s.run(q.enqueue_many([np.arange(start, start + 10)]))
        orders.append([s.run(q.dequeue_many(4)), s.run(q.dequeue_up_to(3)), s.run(q.dequeue())])
    s.run(q.close())
    return [orders, s.run(q.dequeue_up_to(99))]


@question("QUE-15")
def seeds_of_random_queues(tf: Any) -> Any:
    def seeds(**named: Any) -> Any:
        op = tf.RandomShuffleQueue(3, 1, tf.int32, **named).queue_ref.op
        return [op.get_attr("seed"), op.get_attr("seed2")]

    given: Any = [{}, {"shared_name": "abc"}, {"seed": 3}, {"shared_name": "abc", "seed": 0}, {"seed": 0}]
    without = [seeds(**named) for named in given]
    tf.set_random_seed(7)
    return [without, [seeds(**named) for named in given], seeds(shared_name="abd")]


@question("QUE-15")
def a_random_queue_keeps_some_elements(tf: Any) -> Any:
    q, s = tf.RandomShuffleQueue(10, 3, tf.int32, [[]], seed=3, name="q", shared_name="sq"), tf.Session()
    s.run(q.enqueue_many([np.arange(4)]))
    many, size = q.dequeue_many(3), q.size()
    taking = InThread(lambda: s.run(many))
    until_size(s, size, 3)
    s.run(q.enqueue(9))
    sizes = [s.run(size)]
    s.run(q.close())
    rest = outcomes(lambda: s.run(q.dequeue_many(9)), lambda: s.run(q.dequeue_up_to(9)), lambda: s.run(q.dequeue()))
    return [taking.outcome(), sizes, rest, outcome(lambda: s.run(q.enqueue(1)))]


@question("QUE-10", "QUE-15")
def a_random_queue_gets_elements_back(tf: Any) -> Any:
    found = []
    for count in (5, 7):
        q, s = tf.RandomShuffleQueue(20, 2, tf.int32, [[]], seed=3, name="q", shared_name="sq"), tf.Session()
        s.run(q.enqueue_many([np.arange(count)]))
        many, size, close = q.dequeue_many(9), q.size(), q.close()
        taking = InThread(lambda many=many, s=s: s.run(many))
        until_size(s, size, 2)
        s.run(close)
        found.append([taking.outcome(), s.run(size), s.run(q.dequeue_many(count))])
    return found


@question("QUE-16")
def padding_of_batches(tf: Any) -> Any:
    dtypes = [tf.float32, tf.string, tf.bool, tf.complex64, tf.int64]
    q = tf.PaddingFIFOQueue(9, dtypes, [[None, None], [2, None], [None], [None], []])
    s, p = tf.Session(), [tf.placeholder(dtype) for dtype in dtypes]
    enqueue = q.enqueue(p)
    for element in (
        [np.ones((1, 3)), [["a"], ["b"]], [True], [1j], 1],
        [np.ones((2, 1)), [["a", "b"], ["c", "d"]], [], [1j, 2], 2],
    ):
        s.run(enqueue, dict(zip(p, element)))  # noqa: B905
    size = s.run(q.size())
    return [size, s.run(q.dequeue_many(2)), s.run(q.dequeue_many(0))]


@question("QUE-16")
def a_padding_queue_pads_only_batches(tf: Any) -> Any:
    q, s = tf.PaddingFIFOQueue(10, tf.int32, [[None, 2]], shared_name="sq", name="q"), tf.Session()
    p = tf.placeholder(tf.int32)
    one, many = q.enqueue([p]), q.enqueue_many([p])
    s.run(one, {p: [[1, 2]]})
    s.run(many, {p: np.arange(12).reshape(2, 3, 2)})
    refused = outcomes(
        lambda: s.run(one, {p: [[1, 2, 3]]}), lambda: s.run(one, {p: [1]}),
        lambda: s.run(many, {p: np.zeros((1, 1, 3))}),
        lambda: s.run(many, {p: [[1, 2]]}),
    )  # fmt: skip
    return [refused, s.run(q.dequeue()), s.run(q.dequeue_many(2))]


@question("QUE-16")
def a_closed_padding_queue(tf: Any) -> Any:
    q, s = tf.PaddingFIFOQueue(10, tf.int32, [[None]], shared_name="sq", name="q"), tf.Session()
    s.run(q.enqueue([[1]]))
    s.run(q.enqueue([[2, 3]]))
    s.run(q.close())
    return outcomes(
        lambda: s.run(q.dequeue_many(3)), lambda: s.run(q.dequeue_up_to(3)), lambda: s.run(q.dequeue()),
        lambda: s.run(q.dequeue_up_to(3)), lambda: s.run(q.enqueue([[1]])), lambda: s.run(q.close()),
    )  # fmt: skip


@question("QUE-17")
def order_of_a_priority_queue(tf: Any) -> Any:
    q, s = tf.PriorityQueue(99, tf.string, [[]]), tf.Session()
    s.run(q.enqueue_many(([3, 1, 2, 1, -5, 3, 1], ["a", "b", "c", "d", "e", "f", "g"])))
    return [s.run(q.dequeue()), s.run(q.dequeue_many(6))]


@question("QUE-17")
def order_of_equal_priorities(tf: Any) -> Any:
    q, s = tf.PriorityQueue(99, tf.int32, [[]]), tf.Session()
    priorities = [(7 * n * n + 3 * n) % 5 for n in range(40)]
    s.run(q.enqueue_many((priorities, np.arange(40))))
    first = s.run(q.dequeue_many(20))
    s.run(q.enqueue_many((priorities[:10], np.arange(100, 110))))
    return [first, s.run(q.dequeue_many(30))]


@question("QUE-17")
def components_of_priority_queues(tf: Any) -> Any:
    def described(*args: Any, **named: Any) -> Any:
        def ask() -> Any:
            q = tf.PriorityQueue(3, *args, **named)
            return [
                q.dtypes,
                q.shapes,
                q.names,
                sorted(q.dequeue()) if q.names else q.dequeue()[0].dtype,
                tf.Session().run(q.size()),
            ]

        return ask

    i = tf.int32
    q = tf.PriorityQueue(3, i, [[]])
    return outcomes(
        described(i, [[]]), described([i], [[]], names=["p", "v"]), described([i], [[]], names=["v"]), described([i]),
        described([i], []), described([tf.int64, i], [[], []]), described([i], [[None]]), described([], []),
        lambda: q.enqueue((1.5, 1)),
        lambda: q.enqueue((tf.constant(1), 1)), lambda: q.enqueue([[1, 2], 1]), lambda: q.dequeue_many(-1),
    )  # fmt: skip


@question("QUE-17")
def a_priority_queue_serves_whole_batches(tf: Any) -> Any:
    q, s = tf.PriorityQueue(9, tf.int32, [[]]), tf.Session()
    s.run(q.enqueue_many([[3, 1], [3, 1]]))
    many = q.dequeue_many(3)
    taking = InThread(lambda: s.run(many))
    before = s.run(q.size())
    s.run(q.enqueue((0, 0)))
    return [before, taking.outcome(), s.run(q.size())]


@question("QUE-17")
def a_closed_priority_queue(tf: Any) -> Any:
    q, s = tf.PriorityQueue(9, tf.int32, [[]], shared_name="sq", name="q"), tf.Session()
    s.run(q.enqueue_many([[3, 1, 2], [3, 1, 2]]))
    s.run(q.close())
    return outcomes(
        lambda: s.run(q.dequeue_many(5)), lambda: s.run(q.size()), lambda: s.run(q.dequeue()),
        lambda: s.run(q.dequeue_up_to(5)),
        lambda: s.run(q.size()), lambda: s.run(q.dequeue_up_to(1)), lambda: s.run(q.enqueue((1, 1))),
    )  # fmt: skip


# ---- in larger graphs


@question("QUE-9")
def dequeue_on_a_branch_not_taken(tf: Any) -> Any:
    q, s = integers(tf)
    s.run(q.enqueue(1))
    if_false, if_true = tf.raw_ops.Switch(data=tf.constant(5), pred=tf.constant(False))
    with tf.control_dependencies([tf.identity(if_true)]):
        dead = q.dequeue()
    merged = tf.raw_ops.Merge(inputs=[dead, if_false])
    return [s.run(merged[0]), s.run(q.size())]


@question("QUE-5")
def queue_in_an_imported_graph(tf: Any) -> Any:
    q, s = integers(tf)
    s.run(q.enqueue(4))
    graph_def = tf.get_default_graph().as_graph_def()
    with tf.Graph().as_default():
        tf.import_graph_def(graph_def, name="")
        with tf.Session() as other:
            other.run("q_enqueue")
            raw = tf.raw_ops.QueueDequeueV2(
                handle=tf.get_default_graph().get_tensor_by_name("q:0"), component_types=[tf.int32]
            )
            return [other.run(raw), raw[0].shape]


@question("QUE-5", "QUE-6")
def a_queue_that_another_operation_made_anew(tf: Any) -> Any:
    q, s = integers(tf)
    larger = tf.FIFOQueue(4, tf.int32, [[]], shared_name="sq", name="larger")
    s.run(q.size())
    first = outcome(lambda: s.run(larger.size()))
    s.run(tf.raw_ops.DestroyResourceOp(resource=q.queue_ref))
    return [first, *outcomes(lambda: s.run(larger.enqueue(1)), lambda: s.run(q.size()))]


@question("QUE-9")
def dequeue_counts_of_zero_for_every_kind(tf: Any) -> Any:
    s = tf.Session()
    queues = [
        tf.FIFOQueue(3, tf.int32, [[2]]), tf.RandomShuffleQueue(3, 1, tf.string, [[]]),
        tf.PaddingFIFOQueue(3, tf.bool, [[None, 3]]), tf.PriorityQueue(3, tf.float32, [[1]]),
    ]  # fmt: skip
    return [s.run([q.dequeue_many(0), q.dequeue_up_to(0)]) for q in queues]


@question("QUE-13")
def components_that_are_too_few(tf: Any) -> Any:
    q, s = tf.FIFOQueue(3, [tf.int32, tf.string], name="q"), tf.Session()
    return outcomes(lambda: s.run(q.enqueue(1)), lambda: s.run(q.enqueue_many([[1]])), lambda: s.run(q.size()))


@question("QUE-13")
def queue_operations_with_a_time_limit(tf: Any) -> Any:
    raw = tf.raw_ops
    q, s = integers(tf)
    s.run(q.enqueue(1))
    named = {"handle": q.queue_ref, "timeout_ms": 5}
    types = {"component_types": [tf.int32]}
    return outcomes(
        lambda: s.run(raw.QueueEnqueueV2(components=[1], **named)),
        lambda: s.run(raw.QueueEnqueueManyV2(components=[[1]], **named)),
        lambda: s.run(raw.QueueDequeueV2(**types, **named)),
        lambda: s.run(raw.QueueDequeueManyV2(n=1, **types, **named)),
        lambda: s.run(raw.QueueDequeueUpToV2(n=1, **types, **named)), lambda: s.run(q.size()),
    )  # fmt: skip


@question("QUE-2", "QUE-3")
def queue_operations_in_blocks(tf: Any) -> Any:
    with tf.device("/cpu:0"), tf.control_dependencies([tf.no_op("first")]):
        q = tf.FIFOQueue(3, tf.int32, name="q")
        enqueue = q.enqueue(tf.Variable(1, name="v"))
    op = q.queue_ref.op
    return [
        [c.name for c in op.control_inputs],
        op.device,
        [c.name for c in enqueue.control_inputs],
        enqueue.inputs[1].name,
    ]


@question("QUE-2")
def names_that_queues_may_have(tf: Any) -> Any:
    def name(value: Any, **named: Any) -> Any:
        return lambda: tf.FIFOQueue(3, tf.string, name=value, **named).name

    return outcomes(name(None), name(""), name("a/b"), name("a/b"), name("a", shared_name=5))


@question("QUE-3")
def a_list_is_several_components(tf: Any) -> Any:
    q, s = tf.FIFOQueue(3, tf.string, [[]]), tf.Session()
    s.run([q.enqueue("abc"), q.enqueue(["abc"]), q.enqueue(("abc",))])
    return [s.run(q.dequeue_many(3)), outcome(lambda: q.enqueue([["abc"]]))]
