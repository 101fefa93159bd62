"""Programs about the format: values of every dtype, attributes of every kind, and every kind of step and outcome."""

from __future__ import annotations

import numpy as np

from conformance.cases.building.script import Script, call, names, part, program, step, tf
from conformance.graph import Attr
from conformance.nest import FETCH, Nest
from conformance.steps import AtOnce, Close, MakeCallable, PartialRunSetup, Reset, RunNested

raw_ops = tf.raw_ops
_NUMBERS = (
    "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "complex64", "complex128",
)  # fmt: skip


@program("WIRE-9")
def integers_that_doubles_would_round(script: Script) -> None:
    large = [2**53 - 1, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)]
    script.run(tf.constant(large, tf.int64, name="large") + 0)
    drawn = raw_ops.RandomUniform(shape=[3], dtype=tf.float32, seed=2**62 + 1, seed2=-(2**63))
    near = raw_ops.RandomUniform(shape=[3], dtype=tf.float32, seed=2**62, seed2=-(2**63))
    script.run(drawn, near)


@program("WIRE-10", "WIRE-12")
def texts_of_all_bytes(script: Script) -> None:
    fed = tf.placeholder(tf.string, [None], name="fed")
    texts = np.array([bytes(range(256)), b"", b"\0", "grün".encode(), b"=" * 5], object)
    script.run(tf.identity(fed), tf.identity(tf.constant(texts)), feeds={fed: texts})


@program("WIRE-11", "WIRE-12")
def numbers_of_every_dtype(script: Script) -> None:
    for dtype in _NUMBERS:
        fed = tf.placeholder(dtype, [2, None], name=dtype)
        values = np.array([[0, 1, 2], [100, 3, 0]]).astype(dtype)
        script.run(tf.identity(fed), tf.identity(tf.constant(values)), feeds={fed: values})


@program("WIRE-11")
def dtypes_as_attributes(script: Script) -> None:
    source = tf.constant([0.0, 1.0, 2.5])
    script.run(*(raw_ops.Cast(x=source, DstT=tf.as_dtype(dtype)) for dtype in (*_NUMBERS, "bool")))


@program("WIRE-12")
def bits_of_values_are_kept(script: Script) -> None:
    for name, bits in (
        ("float32", np.array([0x7FC00001, 0xFFC12345, 0x80000000, 1, 0x7F800000], np.uint32)),
        ("float64", np.array([0x7FF8000000000001, 0x8000000000000000, 1], np.uint64)),
    ):
        fed = tf.placeholder(name, [None], name=name)
        kept = raw_ops.Bitcast(input=fed, type=tf.int32 if name == "float32" else tf.int64)
        script.run(kept, feeds={fed: bits.view(name)})


@program("WIRE-12")
def shapes_of_values(script: Script) -> None:
    fed = tf.placeholder(tf.int32, name="fed")
    for shape in ((), (0,), (1,), (2, 0, 3), (1,) * 8):
        script.run(tf.identity(fed), tf.shape(fed), feeds={fed: np.ones(shape, np.int32)})


@program("WIRE-12")
def truths(script: Script) -> None:
    fed = tf.placeholder(tf.bool, [None], name="fed")
    script.run(tf.logical_not(fed), feeds={fed: [True, False, True]})


@program("WIRE-13", "WIRE-18")
def a_program_without_steps(script: Script) -> None:
    tf.constant(1, name="c")


@program("WIRE-13", "SES-9")
def a_program_without_nodes(script: Script) -> None:
    script.run()
    script.run("nowhere:0")


@program("WIRE-14")
def inputs_as_a_graph_spells_them(script: Script) -> None:
    tf.unstack(tf.constant([1.5, 2.5]), name="both")
    kind = Attr("type", "float32")
    script.node("first", "Neg", ["both"], T=kind)
    script.node("also", "Neg", ["both:0"], T=kind)
    script.node("second", "Neg", ["both:1", "^first", "^also"], T=kind)
    script.run("first:0", "also:0", "second:0")


@program("WIRE-14")
def attributes_that_are_left_out(script: Script) -> None:
    tf.constant([[1.0, 2.0], [3.0, 4.0]], name="m")
    tf.constant([0], name="axis")
    script.node("product", "MatMul", ["m", "m"], T=Attr("type", "float32"))
    script.node("sum", "Sum", ["m", "axis"], T=Attr("type", "float32"))
    script.run("product:0", "sum:0")


@program("WIRE-14")
def a_graph_that_needs_a_newer_consumer(script: Script) -> None:
    tf.constant(1, name="c")
    script.versions(min_consumer=100_000)
    script.run("c:0")


@program("WIRE-14")
def a_graph_that_refuses_its_consumer(script: Script) -> None:
    tf.constant(1, name="c")
    script.versions(bad_consumers=(134,))
    script.run("c:0")


@program("WIRE-15")
def attributes_of_every_kind(script: Script) -> None:
    x = tf.placeholder(tf.float32, [None, 4, 4, 1], name="x")
    image = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1)
    pooled = raw_ops.MaxPool(input=x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="VALID")
    squeezed = raw_ops.Squeeze(input=pooled, axis=[0, 3])
    parts = raw_ops.Split(axis=0, value=squeezed, num_split=2)
    product = raw_ops.MatMul(a=parts[0], b=parts[1], transpose_b=True)
    leaking = raw_ops.LeakyRelu(features=-product, alpha=0.25)
    script.run(pooled, *parts, product, leaking, feeds={x: image})


@program("WIRE-15")
def attributes_that_are_lists(script: Script) -> None:
    queue = raw_ops.FIFOQueueV2(component_types=[tf.int32, tf.string], shapes=[[], [2]], shared_name="q")
    put = raw_ops.QueueEnqueueV2(handle=queue, components=[7, ["a", "b"]])
    script.run(*raw_ops.QueueDequeueV2(handle=queue, component_types=[tf.int32, tf.string]), targets=[put])


@program("WIRE-15")
def numbers_that_json_cannot_write(script: Script) -> None:
    x = tf.constant([-1.0, 2.0])
    alphas = (float("inf"), float("-inf"), float("nan"), 1e-30, -0.0)
    script.run(*(raw_ops.LeakyRelu(features=x, alpha=alpha) for alpha in alphas))


@program("WIRE-15")
def shapes_that_are_partly_known(script: Script) -> None:
    for number, shape in enumerate((None, [], [None], [2, None])):
        fed = raw_ops.Placeholder(dtype=tf.int32, shape=tf.TensorShape(shape), name=f"p{number}")
        script.run(fed, feeds={fed: np.ones([2] * number, np.int32)})


@program("WIRE-16", "WIRE-17")
def sessions_have_variables_of_their_own(script: Script) -> None:
    v = tf.Variable(1, name="v", use_resource=True)
    read, add = v.read_value(), v.assign_add(10)
    script.run(targets=[v.initializer], session="one")
    script.run(add, session="one")
    script.run(read, session="two")
    script.run(targets=[v.initializer], session="two")
    script.run(read, session="two")
    script.run(read, session="one")


@program("WIRE-16", "WIRE-18")
def an_operation_may_be_fetched(script: Script) -> None:
    script.run("done", tf.constant(1), "done", targets=[tf.no_op(name="done")])


@program("WIRE-16", "FET-3")
def names_of_what_is_not_there(script: Script) -> None:
    tf.constant(1, name="c")
    for fetch in ("nowhere", "nowhere:0", "c:1", "c:x", "^c", ""):
        script.run(fetch)
    script.run(targets=["nowhere"])
    script.do(step("c:0", feeds={"nowhere:0": np.int32(1)}))


@program("WIRE-18", "WIRE-19")
def errors_of_several_classes(script: Script) -> None:
    limit = tf.placeholder(tf.int32, [], name="limit")
    count = tf.Variable(0, name="count", use_resource=True)
    shape = tf.placeholder(tf.int32, [1], name="shape")
    script.run(count.read_value())
    script.run(targets=[count.initializer])
    script.run(raw_ops.ResourceCountUpTo(resource=count.handle, limit=0, T=tf.int32, name="up"))
    script.run(tf.reshape(tf.constant([1, 2]), shape, name="bad"), feeds={shape: [3]})
    script.run(limit)


@program("WIRE-18", "WIRE-19")
def a_graph_that_is_refused(script: Script) -> None:
    script.node("y", "Identity", ["nowhere"], T=Attr("type", "float32"))
    script.run("y:0")


@program("WIRE-20", "INT-7")
def an_op_that_the_language_does_not_have(script: Script) -> None:
    script.node("y", "NoSuchOpAnywhere")
    script.run(targets=["y"])


@program("WIRE-22", "SES-15")
def callables(script: Script) -> None:
    x = tf.placeholder(tf.float32, [None], name="x")
    doubled = tf.multiply(x, 2.0, name="doubled")
    script.do(
        MakeCallable("double", "main", names(x), names(doubled)),
        call("double", np.array([1.0, 2.5], np.float32)),
        call("double", np.array([], np.float32)),
        call("double"),
        MakeCallable("both", "main", names(x), names(doubled, x)),
        call("both", np.array([4.0], np.float32)),
    )


@program("WIRE-22", "SES-15")
def callables_that_cannot_be_made(script: Script) -> None:
    tf.constant(1.0, name="c")
    script.do(
        MakeCallable("nowhere", "main", None, ("nowhere:0",)),
        call("nowhere"),
        MakeCallable("plain", "main", None, ("c:0",)),
        call("plain"),
    )


@program("WIRE-23", "SES-14")
def a_step_in_parts(script: Script) -> None:
    a = tf.placeholder(tf.float32, [], name="a")
    b = tf.placeholder(tf.float32, [], name="b")
    first = tf.add(a, 1.0, name="first")
    second = tf.multiply(first, b, name="second")
    script.do(
        PartialRunSetup("h", "main", names(a, b), names(first, second)),
        part("h", first, feeds={a: 2.0}),
        part("h", second, feeds={b: 10.0}),
        part("h", second, feeds={b: 10.0}),
    )


@program("WIRE-23", "SES-14")
def a_step_in_parts_that_misses_a_feed(script: Script) -> None:
    a = tf.placeholder(tf.float32, [], name="a")
    b = tf.placeholder(tf.float32, [], name="b")
    total = tf.add(a, b, name="total")
    script.do(PartialRunSetup("h", "main", names(a, b), names(total)), part("h", total, feeds={a: 2.0}))


@program("WIRE-24", "SES-7", "SES-8")
def a_session_that_is_closed(script: Script) -> None:
    tf.constant(1, name="c")
    script.run("c:0")
    script.do(Close())
    script.run("c:0")
    script.run("c:0", session="other")
    script.do(Close())


@program("WIRE-24", "SES-12")
def containers_that_are_reset(script: Script) -> None:
    v = tf.Variable(1, name="v", use_resource=True)
    script.run(targets=[v.initializer])
    script.do(Reset())
    script.run(v.read_value())
    script.run(v.read_value(), session="new")


@program("WIRE-25")
def threads_that_do_not_meet(script: Script) -> None:
    x = tf.placeholder(tf.int32, [], name="x")
    square = tf.multiply(x, x, name="square")
    script.do(
        AtOnce(
            tuple(
                tuple(step(square, feeds={x: 10 * thread + turn}, session=f"{thread % 2}") for turn in range(3))
                for thread in range(4)
            )
        )
    )


@program("WIRE-25", "RUN-9")
def threads_that_hand_values_on(script: Script) -> None:
    queues = [tf.FIFOQueue(1, tf.int32, [[]], name=name) for name in ("there", "back")]
    value = tf.placeholder(tf.int32, [], name="value")
    put = [queue.enqueue(value) for queue in queues]
    got = [queue.dequeue() for queue in queues]
    asking = (step(targets=[put[0]], feeds={value: 5}), step(got[1]))
    giving = (step(got[0]), step(targets=[put[1]], feeds={value: 6}))
    script.do(AtOnce((asking, giving)))


@program("WIRE-28", "FET-1", "FET-5", "FET-6")
def nested_fetches(script: Script) -> None:
    pair = tf.unstack(tf.constant([1.5, 2.5]), name="pair")
    done = tf.no_op("done")
    asked = (pair[0].name, done.name, pair[1].name, pair[0].name)
    inner = Nest("dict", (Nest("tuple", (FETCH,)), FETCH, Nest("list", (FETCH,))), ("a", "b", "c"))
    script.do(
        RunNested(fetches=asked, nest=Nest("list", (FETCH, inner))),
        RunNested(fetches=asked[2:], nest=Nest("tuple", (FETCH, FETCH))),
        RunNested(fetches=asked[:1]),
        RunNested(fetches=("done",)),
    )


@program("WIRE-28", "FET-1")
def nests_of_nothing(script: Script) -> None:
    tf.constant(1, name="c")
    empty = Nest("list", (Nest("tuple"), Nest("dict"), Nest("list", (Nest("list"),))))
    script.do(RunNested(fetches=(), nest=empty), RunNested(fetches=("c:0",), nest=Nest("tuple", (Nest("dict"), FETCH))))


@program("WIRE-28", "WIRE-16")
def names_that_are_not_there_in_a_nest(script: Script) -> None:
    tf.constant(1, name="c")
    script.do(RunNested(fetches=("c:0", "nowhere:0"), nest=Nest("tuple", (FETCH, Nest("list", (FETCH,))))))
