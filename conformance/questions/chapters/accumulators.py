"""Accumulators, barriers and stacks: what they hold, when they wait, how they end."""

from __future__ import annotations

import functools
import threading
from typing import Any

from conformance.questions.question import first_line, nodes, question, refusal


def _barrier_class(tf: Any) -> Any:
    module = __import__(f"{tf.__name__}.python.ops.data_flow_ops", fromlist=["Barrier"])
    return module.Barrier


def _attempts(tf: Any, *fetches: Any) -> Any:
    """What each of these steps gives in one session, or how it is refused."""
    outcomes = []
    with tf.Session() as sess:
        for fetch, *feeds in (fetch if isinstance(fetch, tuple) else (fetch,) for fetch in fetches):
            outcomes.append(_attempt(tf, sess, fetch, *feeds))
    return outcomes


def _attempt(tf: Any, sess: Any, fetch: Any, feeds: Any = None) -> Any:
    try:
        return sess.run(fetch, feeds)
    except tf.errors.OpError as error:
        return [type(error).__name__, first_line(error)]


# ---- accumulators of tensors


@question("ACC-1", "ACC-11")
def nodes_of_an_accumulator(tf: Any) -> Any:
    accumulator = tf.ConditionalAccumulator(tf.float32, shape=[2], name="a")
    accumulator.apply_grad([1.0, 2.0])
    accumulator.apply_grad([1.0, 2.0], local_step=tf.constant(1, tf.int64), name="apply")
    taken = accumulator.take_grad(1)
    number = accumulator.num_accumulated()
    accumulator.set_global_step(3)
    return [nodes(tf), str(taken.shape), str(number.shape), str(accumulator.accumulator_ref.shape)]


@question("ACC-1", "ACC-8", "ACC-11")
def nodes_of_an_accumulator_of_slices(tf: Any) -> Any:
    accumulator = tf.SparseConditionalAccumulator(tf.float32, shape=[2, None])
    known = accumulator.apply_grad([0], [[1.0, 2.0]], grad_shape=[2, 2])
    slices = tf.IndexedSlices(tf.constant([[1.0, 2.0]]), tf.constant([0], tf.int64))
    unknown = accumulator.apply_indexed_slices_grad(slices, local_step=1, name="apply")
    taken = accumulator.take_grad(1)
    again = accumulator.take_indexed_slices_grad(2)
    accumulator.num_accumulated()
    accumulator.set_global_step(3)
    flags = [op.get_attr("has_known_shape") for op in (known, unknown)]
    shapes = [str(tensor.shape) for tensor in (taken.indices, taken.values, taken.shape)]
    return [nodes(tf), flags, shapes, type(taken).__name__, type(again).__name__, known.get_attr("_class")]


@question("ACC-1", "ACC-11")
def attributes_of_accumulators(tf: Any) -> Any:
    with tf.container("box"), tf.name_scope("scope"):
        made = [
            tf.ConditionalAccumulator(tf.float64, name="a", shared_name="s", reduction_type="SUM"),
            tf.SparseConditionalAccumulator("float16", shape=[3]),
        ]
    names = ("container", "shared_name", "reduction_type", "dtype")
    attributes = [[one.accumulator_ref.op.get_attr(name) for name in names] for one in made]
    numbers = [one.num_accumulated().name for one in made]
    is_base = all(isinstance(one, tf.ConditionalAccumulatorBase) for one in made)
    return [attributes, [one.name for one in made], [str(one.dtype) for one in made], numbers, is_base]


@question("ACC-2", "ACC-3", "ACC-5")
def means_and_sums_of_gradients(tf: Any) -> Any:
    outcomes = []
    for reduction in ("MEAN", "SUM"):
        for dtype in (tf.float16, tf.float32, tf.float64):
            accumulator = tf.ConditionalAccumulator(dtype, shape=[2], reduction_type=reduction)
            gradient = tf.placeholder(dtype)
            apply = accumulator.apply_grad(gradient)
            steps = [(apply, {gradient: value}) for value in ([0.1, 3], [0.3, 5], [0.7, 4])]
            outcomes.append(_attempts(tf, *steps, accumulator.take_grad(2), accumulator.num_accumulated()))
    return outcomes


@question("ACC-2")
def reductions_that_are_none(tf: Any) -> Any:
    return [
        refusal(lambda: tf.ConditionalAccumulator(tf.float32, reduction_type="MAX")),
        refusal(lambda: tf.SparseConditionalAccumulator(tf.float32, reduction_type="sum")),
        refusal(lambda: tf.ConditionalAccumulator(tf.float32, reduction_type=1)),
        refusal(lambda: tf.ConditionalAccumulator(tf.float32, reduction_type=None)),
    ]


@question("ACC-3", "ACC-4", "ACC-5")
def stale_gradients_are_dropped(tf: Any) -> Any:
    accumulator = tf.ConditionalAccumulator(tf.float32, shape=[2])
    gradient, step = tf.placeholder(tf.float32), tf.placeholder(tf.int64)
    apply, number = accumulator.apply_grad(gradient, step), accumulator.num_accumulated()
    set_step, take = accumulator.set_global_step(step), accumulator.take_grad(1)
    return _attempts(
        tf,
        (apply, {gradient: [1, 2], step: 0}), take, (apply, {gradient: [1, 2], step: 0}), number,
        (apply, {gradient: [1, 2], step: 1}), number, (set_step, {step: 10}), number,
        (apply, {gradient: [9, 9], step: 9}), (apply, {gradient: [9, 9, 9], step: 9}), number,
        (set_step, {step: 3}), (apply, {gradient: [3, 4], step: 5}), number, take,
        (apply, {gradient: [3, 4], step: 3}), number, (apply, {gradient: [3, 4], step: 4}), number,
    )  # fmt: skip


@question("ACC-4")
def steps_that_are_no_scalars(tf: Any) -> Any:
    accumulator = tf.ConditionalAccumulator(tf.float32, shape=[])
    step = tf.placeholder(tf.int64)
    building = [
        refusal(lambda: accumulator.apply_grad(1.0, local_step=[1])),
        refusal(lambda: accumulator.apply_grad(1.0, local_step=None)),
        refusal(lambda: accumulator.set_global_step([1, 2])),
        refusal(lambda: accumulator.take_grad([1])),
        refusal(lambda: accumulator.take_grad(1.5)),
        refusal(lambda: accumulator.take_grad(None)),
    ]
    operations = [accumulator.apply_grad(1.0, step), accumulator.set_global_step(step)]
    return [building, _attempts(tf, *[(operation, {step: [1]}) for operation in operations])]


@question("ACC-5")
def numbers_of_gradients_that_are_not_positive(tf: Any) -> Any:
    accumulator = tf.ConditionalAccumulator(tf.float32, shape=[])
    slices = tf.SparseConditionalAccumulator(tf.float32)
    return _attempts(tf, accumulator.take_grad(0), accumulator.take_grad(-1), slices.take_grad(0))


@question("ACC-5")
def taking_gives_all_that_there_is(tf: Any) -> Any:
    accumulator = tf.ConditionalAccumulator(tf.float32, shape=[])
    gradient = tf.placeholder(tf.float32)
    apply = accumulator.apply_grad(gradient)
    steps = [(apply, {gradient: value}) for value in (1, 2, 6)]
    return _attempts(tf, *steps, accumulator.take_grad(1), accumulator.num_accumulated())


@question("ACC-5", "ACC-6")
def taking_waits_for_gradients_of_the_same_step(tf: Any) -> Any:
    accumulator = tf.ConditionalAccumulator(tf.float32, shape=[])
    slices = tf.SparseConditionalAccumulator(tf.float32, shape=[3])
    take, taken = accumulator.take_grad(2), slices.take_grad(1)
    applied = [accumulator.apply_grad(1.0), accumulator.apply_grad(3.0), slices.apply_grad([2], [5.0])]
    with tf.Session() as sess:
        return sess.run([take, list(taken), applied])


@question("ACC-6")
def takes_that_wait_are_served_in_turn(tf: Any) -> Any:
    accumulator = tf.ConditionalAccumulator(tf.float32, shape=[])
    gradient = tf.placeholder(tf.float32)
    apply, number = accumulator.apply_grad(gradient, 100), accumulator.num_accumulated()
    takes = [accumulator.take_grad(3), accumulator.take_grad(1)]
    outcomes = {}
    with tf.Session() as sess:
        sess.run(number)
        threads = []
        for place, take in enumerate(takes):
            thread = threading.Thread(target=lambda place=place, take=take: outcomes.update({place: sess.run(take)}))
            thread.start()
            threads.append(thread)
            threading.Event().wait(0.3)
        for value in (1.0, 2.0, 6.0, 9.0):
            sess.run(apply, {gradient: value})
        for thread in threads:
            thread.join()
        return [outcomes[0], outcomes[1], sess.run(number)]


@question("ACC-6")
def a_take_that_runs_out_of_time_leaves_the_line(tf: Any) -> Any:
    accumulator = tf.ConditionalAccumulator(tf.float32, shape=[])
    apply, take = accumulator.apply_grad(5.0, 100), accumulator.take_grad(1)
    with tf.Session() as sess:
        late = refusal(lambda: sess.run(take, options=tf.RunOptions(timeout_in_ms=100)))
        sess.run(apply)
        return [late, sess.run(take), sess.run(accumulator.num_accumulated())]


@question("ACC-7")
def gradients_of_other_shapes(tf: Any) -> Any:
    outcomes = []
    for shape in ([2], None, [None], [None, 2], []):
        accumulator = tf.ConditionalAccumulator(tf.float32, shape=shape)
        gradient = tf.placeholder(tf.float32)
        apply, take = accumulator.apply_grad(gradient, 100), accumulator.take_grad(1)
        values = ([1, 2], [[1, 2]], 1, [1, 2, 3])
        steps = [(apply, {gradient: value}) for value in values]
        outcomes.append([str(take.shape), _attempts(tf, *steps, accumulator.num_accumulated())])
    return outcomes


@question("ACC-7")
def the_shape_is_open_again_after_a_take(tf: Any) -> Any:
    accumulator = tf.ConditionalAccumulator(tf.float32)
    gradient = tf.placeholder(tf.float32)
    apply, take = accumulator.apply_grad(gradient, 100), accumulator.take_grad(1)
    return _attempts(tf, (apply, {gradient: [[1, 2]]}), take, (apply, {gradient: [1, 2, 3]}), take)


@question("ACC-7")
def gradients_refused_while_building(tf: Any) -> Any:
    accumulator = tf.ConditionalAccumulator(tf.float32, shape=[None, 2])
    return [
        refusal(lambda: accumulator.apply_grad([1.0, 2.0, 3.0])),
        refusal(lambda: accumulator.apply_grad(tf.placeholder(tf.float32, [3, 3]))),
        refusal(lambda: accumulator.apply_grad(tf.placeholder(tf.float32, [3, None]))),
        refusal(lambda: accumulator.apply_grad(["a"])),
        refusal(lambda: accumulator.apply_grad(tf.constant([[1, 2]]))),
        refusal(lambda: tf.ConditionalAccumulator(tf.string)),
        refusal(lambda: tf.ConditionalAccumulator(tf.float32, shape=[-1])),
        refusal(lambda: tf.ConditionalAccumulator(tf.float32, shape="x")),
    ]


# ---- accumulators of slices


def _slices(tf: Any, shape: Any, **arguments: Any) -> Any:
    """An accumulator, and a function that makes a step which applies a gradient to it."""
    accumulator = tf.SparseConditionalAccumulator(tf.float32, shape=shape, **arguments)
    indices, values, whole = (tf.placeholder(dtype) for dtype in (tf.int64, tf.float32, tf.int64))
    known = accumulator.apply_grad(indices, values, whole, local_step=100)
    unknown = accumulator.apply_grad(indices, values, local_step=100)

    def step(index: Any, value: Any, shape: Any = None) -> Any:
        feeds = {indices: index, values: value}
        return (unknown, feeds) if shape is None else (known, {**feeds, whole: shape})

    return accumulator, step


@question("ACC-10")
def sums_of_slices(tf: Any) -> Any:
    outcomes = []
    for reduction in ("MEAN", "SUM"):
        accumulator, step = _slices(tf, [4, 2], reduction_type=reduction)
        gradients = [([0, 2], [[1, 2], [3, 4]]), ([1, 2], [[5, 6], [8, 9]]), ([2, 3], [[1, 1], [7, 7]])]
        outcomes.append(_attempts(tf, *[step(*gradient) for gradient in gradients], accumulator.take_grad(3)))
    return [[list(item) if isinstance(item, tuple) else item for item in outcome] for outcome in outcomes]


@question("ACC-10")
def slices_out_of_order_and_repeated(tf: Any) -> Any:
    outcomes = []
    for gradients in (
        [([2, 1], [5, 7]), ([0, 2], [1, 3])],
        [([1, 1], [5, 7])],
        [([1, 1, 0], [5, 7, 1]), ([1], [2])],
        [([1], [2]), ([1, 1, 0], [5, 7, 1])],
        [([], []), ([1], [2])],
        [([-1], [5]), ([2, -1], [1, 1])],
    ):
        accumulator, step = _slices(tf, [3])
        taken = _attempts(tf, *[step(*gradient) for gradient in gradients], accumulator.take_grad(1))[-1]
        outcomes.append(list(taken))
    return outcomes


@question("ACC-10")
def shapes_of_what_is_taken(tf: Any) -> Any:
    outcomes = []
    for shape in (None, [3], [None], [3, None], [None, 2]):
        accumulator, step = _slices(tf, shape)
        outcomes.append(list(_attempts(tf, step([0], [[1, 2]], [3, 2]), accumulator.take_grad(1))[1]))
    return outcomes


@question("ACC-10")
def taken_slices_as_indexed_slices(tf: Any) -> Any:
    accumulator, _ = _slices(tf, [3])
    apply = accumulator.apply_indexed_slices_grad(tf.IndexedSlices(tf.constant([5.0]), tf.constant([2])))
    with tf.Session() as sess:
        sess.run(apply)
        taken = sess.run(accumulator.take_indexed_slices_grad(1))
        return [type(taken).__name__, list(taken)]


@question("ACC-8")
def malformed_slices(tf: Any) -> Any:
    accumulator, step = _slices(tf, None)
    gradients = [([[0]], [1]), (0, [1]), ([0], 1), ([0, 1], [1]), ([], [1]), ([[0]], 1), ([0], [1])]
    return _attempts(tf, *[step(*gradient) for gradient in gradients], accumulator.num_accumulated())


@question("ACC-9")
def slices_that_do_not_fit(tf: Any) -> Any:
    gradients = [
        ([0], [[1, 2, 3]]), ([0], [1]), ([0], [[[1, 2]]]), ([0], [[1, 2]], [3, 3]), ([0], [[1, 2]], [4, 2]),
        ([0], [[1, 2]], [3]), ([0], [[1, 2]], 3), ([0], [[1, 2]], [-1, 2]), ([0, 7], [[1, 2], [1, 2]]),
        ([7], [[1, 2, 3]]), ([7], [[1, 2]], [9, 2]), ([0], [[1, 2]], []), ([], []), ([0], [[1, 2]], [3, 2, 1]),
    ]  # fmt: skip
    outcomes = []
    for shape in ([3, 2], [None, 2], [3, None], None, [3], [2, 2, 2]):
        for gradient in gradients:
            _, step = _slices(tf, shape)
            outcomes += _attempts(tf, step(*gradient))
    return outcomes


@question("ACC-9")
def slices_that_do_not_fit_the_sum(tf: Any) -> Any:
    accumulator, step = _slices(tf, [3])
    gradients = [([0], [[1, 2, 3]]), ([0], [[1, 2]]), ([0], [1]), ([0], [[[1, 2, 3]]]), ([2], [[1, 2, 3]], [3, 1])]
    return _attempts(tf, *[step(*gradient) for gradient in gradients], accumulator.num_accumulated())


@question("ACC-3")
def stale_slices_are_not_looked_at(tf: Any) -> Any:
    accumulator, step = _slices(tf, [3, 2])
    gradients = [([[0]], 1.0), ([0, 1], [[1, 1]]), ([7], [[1, 1]])]
    return _attempts(
        tf,
        accumulator.set_global_step(101),
        *[step(*gradient) for gradient in gradients],
        accumulator.num_accumulated(),
    )


# ---- their handles


@question("ACC-12")
def accumulators_with_one_shared_name(tf: Any) -> Any:
    made = [
        tf.ConditionalAccumulator(tf.float32, [2], "s"),
        tf.ConditionalAccumulator(tf.float32, [3], "s"),
        tf.ConditionalAccumulator(tf.float64, [2], "s"),
        tf.ConditionalAccumulator(tf.float32, [2], "s", reduction_type="SUM"),
        tf.SparseConditionalAccumulator(tf.float32, [2], "s"),
    ]
    steps = [made[0].apply_grad([1.0, 2.0]), *[one.num_accumulated() for one in made]]
    others = [made[1].apply_grad([1.0, 2.0, 3.0]), made[4].apply_grad([0], [1.0])]
    return _attempts(tf, *steps, *others, made[4].accumulator_ref)


@question("ACC-12")
def a_tensor_for_an_accumulator_of_slices(tf: Any) -> Any:
    handle = tf.SparseConditionalAccumulator(tf.float32, [2]).accumulator_ref
    return _attempts(tf, tf.raw_ops.AccumulatorApplyGradient(handle=handle, local_step=1, gradient=[1.0, 2.0]))


@question("ACC-12")
def accumulators_by_reference(tf: Any) -> Any:
    raw = tf.raw_ops
    handle = raw.ConditionalAccumulator(dtype=tf.float32, shape=[2], name="a", shared_name="s")
    apply = raw.AccumulatorApplyGradient(handle=handle, local_step=0, gradient=[1.0, 2.0])
    take = raw.AccumulatorTakeGradient(handle=handle, num_required=1, dtype=tf.float32)
    number = raw.AccumulatorNumAccumulated(handle=handle)
    steps = [apply, number, take, number, handle, raw.AccumulatorSetGlobalStep(handle=handle, new_global_step=5)]
    return [str(handle.shape), str(take.shape), str(number.shape), _attempts(tf, *steps, apply, number)]


@question("ACC-12")
def handles_that_mean_no_accumulator(tf: Any) -> Any:
    variable = tf.Variable(1.0, use_resource=True)
    number = tf.raw_ops.ResourceAccumulatorNumAccumulated(handle=variable.handle)
    return [
        _attempts(tf, variable.initializer, number)[1:],
        refusal(lambda: tf.raw_ops.AccumulatorNumAccumulated(handle=tf.constant("a"))),
    ]


# ---- barriers


def _barrier(tf: Any, *, name: str = "s", components: int = 2) -> Any:
    """A barrier of scalars, and functions that make steps which insert into it and take from it."""
    barrier = _barrier_class(tf)((tf.float32,) * components, shapes=((),) * components, shared_name=name)
    keys, values, number = tf.placeholder(tf.string), tf.placeholder(tf.float32), tf.placeholder(tf.int32)
    inserts = [barrier.insert_many(component, keys, values) for component in range(components)]
    takes = [barrier.take_many(number, allow_small_batch=small) for small in (False, True)]

    def insert(component: int, *pairs: Any) -> Any:
        return (inserts[component], {keys: [key for key, _ in pairs], values: [value for _, value in pairs]})

    def take(count: int, small: bool = False) -> Any:
        return ([takes[small].indices, takes[small].keys, takes[small].values], {number: count})

    return barrier, insert, take


def _sizes(barrier: Any) -> Any:
    return [barrier.ready_size(), barrier.incomplete_size()]


@question("ACC-13", "ACC-27")
def nodes_of_a_barrier(tf: Any) -> Any:
    with tf.name_scope("scope"):
        barrier = _barrier_class(tf)((tf.float32, tf.int32), shapes=((), (2,)), name="b")
        operations = [barrier.insert_many(0, ["k"], [1.0]), barrier.close(), barrier.close(True, name="end")]
        taken = barrier.take_many(1)
    small, unknown = barrier.take_many(3, allow_small_batch=True), barrier.take_many(tf.placeholder(tf.int32))
    shapes = [str(tensor.shape) for batch in (taken, small, unknown) for tensor in [*batch[:2], *batch.values]]
    shapes += [str(tensor.shape) for tensor in [*_sizes(barrier), barrier.barrier_ref]]
    flags = [op.get_attr("cancel_pending_enqueues") for op in operations[1:]]
    return [nodes(tf), shapes, flags, barrier.name, type(taken).__name__, operations[0].get_attr("_class")]


@question("ACC-27")
def shapes_of_barriers(tf: Any) -> Any:
    make = _barrier_class(tf)
    given = [None, (None,), [[None]], 3, "x", (2,), [2, 3], (0,), ((2, 0),), [], ((),), tf.TensorShape([2]), [[2]]]
    shapes = []
    for shape in given[5:7] + given[9:]:
        values = make(tf.float32, shapes=shape).take_many(1).values
        shapes.append(str(values[0].shape))
    return [[refusal(functools.partial(make, tf.float32, shapes=shape)) for shape in given], shapes]


@question("ACC-14", "ACC-21", "ACC-27", "ACC-29")
def barrier_operations_refused_while_building(tf: Any) -> Any:
    barrier = _barrier_class(tf)((tf.float32, tf.int32), shapes=((), (2,)))
    return [
        refusal(lambda: barrier.insert_many(0, "k", 1.0)),
        refusal(lambda: barrier.insert_many(0, [["k"]], [[1.0]])),
        refusal(lambda: barrier.insert_many(0, ["k"], 1.0)),
        refusal(lambda: barrier.insert_many(0, ["k"], [1.0, 2.0])),
        refusal(lambda: barrier.insert_many(0, [1], [1.0])),
        refusal(lambda: barrier.insert_many("a", ["k"], [1.0])),
        refusal(lambda: barrier.insert_many(5, ["k"], ["text"])),
        refusal(lambda: barrier.take_many(1.5)),
        refusal(lambda: barrier.take_many(None)),
        refusal(lambda: barrier.take_many(-1)),
        refusal(lambda: barrier.take_many(1, timeout=5)),
        refusal(lambda: barrier.take_many(1, timeout=True)),
        refusal(lambda: barrier.close(1)),
        refusal(lambda: _barrier_class(tf)([])),
    ]


@question("ACC-13", "ACC-14", "ACC-18", "ACC-26")
def elements_of_a_barrier(tf: Any) -> Any:
    barrier, insert, take = _barrier(tf)
    sizes = _sizes(barrier)
    return _attempts(
        tf,
        sizes, insert(0, ("a", 1), ("b", 2)), sizes, insert(1, ("b", 20)), sizes, insert(0, ("c", 3)),
        insert(1, ("c", 30), ("a", 10)), sizes, take(3), sizes, insert(0, ("a", 4)), sizes, take(0),
        take(0, small=True),
    )  # fmt: skip


@question("ACC-14", "ACC-15", "ACC-17")
def components_that_are_there_already(tf: Any) -> Any:
    barrier, insert, take = _barrier(tf)
    sizes = _sizes(barrier)
    return _attempts(
        tf,
        insert(0, ("a", 1), ("a", 2)), sizes, insert(0, ("b", 1), ("a", 3), ("c", 1)), sizes, insert(0, ("e", 5)),
        insert(1, ("b", 2), ("z", 1), ("z", 2)), sizes, insert(1, ("a", 9), ("e", 8)), sizes, take(2), insert(0), sizes,
    )  # fmt: skip


@question("ACC-16", "ACC-17")
def components_of_other_shapes(tf: Any) -> Any:
    barrier = _barrier_class(tf)((tf.float32, tf.float32), shapes=((), (2,)), shared_name="s")
    keys, values, sizes = tf.placeholder(tf.string), tf.placeholder(tf.float32), _sizes(barrier)
    first, second = barrier.insert_many(0, keys, values), barrier.insert_many(1, keys, values)
    return _attempts(
        tf,
        (second, {keys: ["a", "b", "c"], values: [[1], [2], [3]]}), sizes, (first, {keys: ["b"], values: [1]}), sizes,
        (first, {keys: ["d", "e"], values: [1, 2]}), (second, {keys: ["d", "e"], values: [1, 2]}), sizes,
        (second, {keys: ["e"], values: [[1, 2]]}), sizes, (first, {keys: ["f"], values: [[1]]}),
        (second, {keys: ["f"], values: [[1, 2]]}), sizes,
    )  # fmt: skip


@question("ACC-16", "ACC-28")
def components_of_unknown_shape(tf: Any) -> Any:
    barrier = _barrier_class(tf)((tf.float32, tf.string), name="b", shared_name="s")
    known = _barrier_class(tf)((tf.float32, tf.string), shapes=((), (2,)), shared_name="s")
    keys, numbers, words = tf.placeholder(tf.string), tf.placeholder(tf.float32), tf.placeholder(tf.string)
    first, second = barrier.insert_many(0, keys, numbers), barrier.insert_many(1, keys, words)
    return _attempts(
        tf,
        (first, {keys: ["a", "b", "c"], numbers: [1, 2, 3]}), (second, {keys: ["a", "b"], words: ["x", "y"]}),
        (second, {keys: ["c"], words: [["z"]]}), list(barrier.take_many(2)[1:]), *_sizes(barrier), known.ready_size(),
    )  # fmt: skip


@question("ACC-16")
def components_without_elements(tf: Any) -> Any:
    barrier = _barrier_class(tf)((tf.float32, tf.float32), shapes=((), (2,)), shared_name="s")
    keys, values, sizes = tf.placeholder(tf.string), tf.placeholder(tf.float32), _sizes(barrier)
    insert, close = barrier.insert_many(1, keys, values), barrier.close()
    steps = [(insert, {keys: ["a", "b"], values: [[], []]}), (insert, {keys: [], values: []}), sizes, close]
    return _attempts(tf, *steps, steps[0], (insert, {keys: ["a", "a"], values: [[], []]}), sizes)


@question("ACC-14")
def keys_and_values_of_other_shapes(tf: Any) -> Any:
    barrier = _barrier_class(tf)((tf.float32,), shapes=((),), shared_name="s")
    keys, values = tf.placeholder(tf.string), tf.placeholder(tf.float32)
    insert = barrier.insert_many(0, keys, values)
    steps = [
        (insert, {keys: "k", values: 5.0}),
        (insert, {keys: ["k"], values: [6, 7]}),
        (insert, {keys: [["k"]], values: [8]}),
    ]
    return _attempts(tf, *steps, (insert, {keys: ["", b"\xff\x00"], values: [1, 2]}), list(barrier.take_many(5)[1:]))


@question("ACC-20")
def the_order_of_ready_elements(tf: Any) -> Any:
    _, insert, take = _barrier(tf, components=1)
    steps, value = [], 0
    for count in (5, 3, 7, 1, 4):
        steps.append(insert(0, *[(f"k{key}", value + key) for key in range(count)]))
        value += count
    steps += [take(2), take(6), take(3), insert(0, *[(f"k{key}", value + key) for key in range(4)]), take(13)]
    return _attempts(tf, *steps)


@question("ACC-20")
def an_element_is_as_old_as_its_key(tf: Any) -> Any:
    _, insert, take = _barrier(tf)
    return _attempts(
        tf,
        insert(0, ("a", 1)), insert(0, ("b", 2)), insert(0, ("c", 3)), insert(1, ("c", 3)), insert(1, ("a", 1)),
        take(2), insert(1, ("d", 4), ("b", 2)), insert(0, ("e", 5), ("d", 4)), insert(1, ("e", 5)), take(3),
    )  # fmt: skip


@question("ACC-18", "ACC-19")
def taking_waits_for_elements_of_the_same_step(tf: Any) -> Any:
    barrier = _barrier_class(tf)((tf.float32, tf.string), shapes=((), ()))
    inserted = [barrier.insert_many(1, ["b", "a"], ["x", "y"]), barrier.insert_many(0, ["a", "b"], [1.0, 2.0])]
    keys = barrier.take_many(2).keys
    with tf.Session() as sess:
        return sorted(sess.run([keys, inserted])[0].tolist())


@question("ACC-19")
def a_wait_for_elements_ends_in_time(tf: Any) -> Any:
    barrier, insert, take = _barrier(tf, components=1)
    outcomes = []
    with tf.Session() as sess:
        sess.run(*insert(0, ("a", 1), ("b", 2)))
        options = tf.RunOptions(timeout_in_ms=100)
        for small in (False, True):
            outcomes.append(refusal(functools.partial(sess.run, *take(3, small), options=options)))
            outcomes.append(sess.run(barrier.ready_size()))
        return [*outcomes, sess.run(*take(2))]


@question("ACC-21", "ACC-28")
def attributes_that_barriers_refuse(tf: Any) -> Any:
    raw = tf.raw_ops
    barriers = [
        raw.Barrier(component_types=[tf.float32]),
        raw.Barrier(component_types=[tf.float32], shapes=[[], []]),
        raw.Barrier(component_types=[tf.float32], shapes=[[None, 2]]),
        raw.Barrier(component_types=[tf.float32], shapes=[[]], capacity=3),
        raw.Barrier(component_types=[tf.float32], shapes=[[0]]),
        raw.Barrier(component_types=[tf.float32], shapes=[[]], shared_name="_s"),
    ]
    handle = raw.Barrier(component_types=[tf.float32], shapes=[[]])
    taken = raw.BarrierTakeMany(handle=handle, num_elements=1, component_types=[tf.float32], timeout_ms=5)
    return [
        _attempts(tf, *[raw.BarrierReadySize(handle=barrier) for barrier in barriers], taken.keys),
        str(taken.keys.shape),
    ]


@question("ACC-28")
def barriers_with_one_shared_name(tf: Any) -> Any:
    make = _barrier_class(tf)
    made = [
        make(tf.float32, shapes=((),), shared_name="s"),
        make(tf.float32, shapes=((),), shared_name="s"),
        make(tf.int32, shapes=((),), shared_name="s"),
        make((tf.float32, tf.string), shapes=((), ()), shared_name="s"),
    ]
    steps = [made[0].insert_many(0, ["a"], [1.0]), *[barrier.ready_size() for barrier in made]]
    return _attempts(tf, *steps, made[0].barrier_ref)


@question("ACC-29")
def components_that_a_barrier_does_not_have(tf: Any) -> Any:
    barrier, _, _ = _barrier(tf)
    raw, handle = tf.raw_ops, barrier.barrier_ref
    return _attempts(
        tf,
        barrier.insert_many(0, ["a"], [1]),
        barrier.insert_many(2, ["a"], [1.0]),
        raw.BarrierTakeMany(handle=handle, num_elements=1, component_types=[tf.float32]).keys,
        raw.BarrierTakeMany(handle=handle, num_elements=1, component_types=[tf.float32, tf.int32]).keys,
        *_sizes(barrier),
    )


@question("ACC-22", "ACC-24", "ACC-25")
def closing_a_barrier(tf: Any) -> Any:
    barrier, insert, take = _barrier(tf)
    sizes, close, cancel = _sizes(barrier), barrier.close(), barrier.close(True)
    return _attempts(
        tf,
        insert(0, ("a", 1), ("b", 2), ("c", 3)), insert(1, ("a", 1)), close, sizes, insert(0, ("x", 1)),
        insert(0, ("a", 1)), insert(1, ("x", 1)), insert(1, ("b", 2)), sizes, insert(0, ("c", 1)), take(4),
        take(3, small=True), sizes, insert(1, ("c", 5), ("q", 6)), sizes, take(1, small=True), take(1), take(0),
        close, cancel, cancel,
    )  # fmt: skip


@question("ACC-22", "ACC-24", "ACC-25")
def closing_a_barrier_and_cancelling(tf: Any) -> Any:
    barrier, insert, take = _barrier(tf)
    sizes, close, cancel = _sizes(barrier), barrier.close(), barrier.close(True)
    return _attempts(
        tf,
        insert(0, ("a", 1), ("b", 2)), insert(1, ("a", 1)), cancel, sizes, insert(1, ("b", 2)),
        insert(0, ("x", 1), ("x", 2)), insert(0), take(2), take(1), take(1), take(1, small=True), cancel, close,
    )  # fmt: skip


@question("ACC-24", "ACC-25")
def cancelling_after_closing(tf: Any) -> Any:
    barrier, insert, take = _barrier(tf)
    close, cancel = barrier.close(), barrier.close(True)
    return _attempts(tf, insert(0, ("a", 1)), close, insert(0), cancel, insert(1, ("a", 1)), take(1), cancel, close)


@question("ACC-24")
def inserting_into_an_empty_closed_barrier(tf: Any) -> Any:
    barrier, insert, _ = _barrier(tf)
    return _attempts(tf, barrier.close(), insert(0, ("a", 1), ("b", 1)), insert(0), _sizes(barrier))


@question("ACC-22")
def taking_from_closed_barriers(tf: Any) -> Any:
    outcomes: list[Any] = []
    for ready in (0, 1, 2):
        for incomplete in (0, 1, 2):
            for number in (0, 1, 2, 3):
                for small in (False, True):
                    if not small and ready < number <= ready + incomplete:
                        continue  # waits
                    barrier, insert, take = _barrier(tf, name=f"s{len(outcomes)}")
                    pairs = [(f"r{key}", key) for key in range(ready)]
                    begun = insert(0, *pairs, *[(f"i{key}", key) for key in range(incomplete)])
                    steps = [begun, insert(1, *pairs), barrier.close(), take(number, small)]
                    outcomes.append(_attempts(tf, *steps)[-1])
    return outcomes


@question("ACC-23")
def closing_a_barrier_while_others_wait(tf: Any) -> Any:
    outcomes: list[Any] = []
    for ready, number, small, cancel in (
        (0, 1, False, False),
        (1, 2, False, True),
        (1, 3, True, False),
        (0, 1, True, True),
    ):
        barrier, insert, take = _barrier(tf, name=f"s{len(outcomes)}")
        pairs = [(f"r{key}", key) for key in range(ready)]
        fetches, feeds = take(number, small)
        sizes, close, waited = _sizes(barrier), barrier.close(cancel), []
        with tf.Session() as sess:
            sess.run(*insert(0, *pairs))
            sess.run(*insert(1, *pairs))
            wait = threading.Thread(target=lambda: waited.append(_attempt(tf, sess, fetches, feeds)))  # noqa: B023
            wait.start()
            threading.Event().wait(0.3)
            sess.run(close)
            wait.join()
            outcomes.append([*waited, sess.run(sizes)])
    return outcomes


# ---- stacks


def _in_order(tf: Any, *makers: Any) -> Any:
    """The operations of these makers, each after the one before."""
    made: list[Any] = []
    for maker in makers:
        with tf.control_dependencies([made[-1]] if made else []):
            made.append(maker())
    return made


def _stacks(tf: Any, **arguments: Any) -> Any:
    """Both kinds of stacks: a handle, and functions that push to it, pop from it and close it."""
    raw = tf.raw_ops
    for suffix, handle in (("", raw.Stack(**arguments)), ("V2", raw.StackV2(max_size=-1, **arguments))):
        push, pop, close = (getattr(raw, f"Stack{verb}{suffix}") for verb in ("Push", "Pop", "Close"))
        yield (
            handle,
            lambda value, handle=handle, push=push: lambda: push(handle=handle, elem=value),
            lambda dtype=tf.float32, handle=handle, pop=pop: pop(handle=handle, elem_type=dtype),
            lambda handle=handle, close=close: close(handle=handle),
        )


@question("ACC-30", "ACC-31")
def pushing_and_popping(tf: Any) -> Any:
    outcomes = []
    for handle, push, pop, _ in _stacks(tf, elem_type=tf.float32):
        made = _in_order(tf, push(1.0), push([2.0, 3.0]), pop, push(4.0), pop, pop)
        shapes = [str(tensor.shape) for tensor in [handle, *made]]
        outcomes.append([shapes, _attempts(tf, made, made)])
    return outcomes


@question("ACC-31")
def values_of_other_dtypes_on_a_stack(tf: Any) -> Any:
    outcomes = []
    for _, push, pop, _ in _stacks(tf, elem_type=tf.float32):
        outcomes += _attempts(tf, _in_order(tf, push(tf.placeholder_with_default(1, [])), pop))
        outcomes += _attempts(tf, _in_order(tf, push(tf.placeholder_with_default("text", [])), pop))
    return outcomes


def _without_numbers(messages: Any) -> Any:
    """Messages about stacks without the numbers in the stacks' names, which the process counts."""
    parts = [(class_name, message.partition("]")) for class_name, message in messages]
    return [[class_name, before.rstrip("0123456789"), after] for class_name, (before, _, after) in parts]


@question("ACC-31")
def sizes_of_stacks(tf: Any) -> Any:
    size = tf.placeholder(tf.int32)
    handle = tf.raw_ops.StackV2(max_size=size, elem_type=tf.float32)
    push = functools.partial(tf.raw_ops.StackPushV2, handle=handle, elem=1.0)
    made = _in_order(tf, push, push, push, lambda: tf.raw_ops.StackPopV2(handle=handle, elem_type=tf.float32))
    return [
        _attempts(tf, *[(made, {size: value}) for value in (-5, 3, [1], [])]),
        _without_numbers(_attempts(tf, *[(made, {size: value}) for value in (0, 1, 2)])),
        refusal(lambda: tf.raw_ops.StackV2(max_size=1.5, elem_type=tf.float32)),
        refusal(lambda: tf.raw_ops.StackCloseV2(handle=tf.placeholder(tf.resource, [3]))),
        refusal(lambda: tf.raw_ops.StackCloseV2(handle=tf.placeholder(tf.resource, []))),
        refusal(lambda: tf.raw_ops.StackPush(handle=tf.constant(["a", "b"]), elem=1.0)),
    ]


@question("ACC-31", "ACC-32")
def popping_from_empty_and_closed_stacks(tf: Any) -> Any:
    messages = []
    for name in ("", "given"):
        for _, push, pop, close in _stacks(tf, elem_type=tf.float32, stack_name=name, name="own"):
            empty = _in_order(tf, push(1.0), pop, pop)[-1]
            popped = _in_order(tf, push(1.0), close, close, pop)[-1]
            pushed = _in_order(tf, close, push(1.0), pop)[-1]
            messages += _without_numbers(_attempts(tf, empty, popped, pushed))
    return messages


@question("ACC-33")
def handles_that_mean_no_stack(tf: Any) -> Any:
    variable = tf.Variable(1.0, use_resource=True)
    scalar = tf.Variable("a", name="scalar")
    raw = tf.raw_ops
    return _attempts(
        tf,
        [variable.initializer, scalar.initializer],
        raw.StackPushV2(handle=variable.handle, elem=1.0),
        raw.StackPopV2(handle=variable.handle, elem_type=tf.float32),
        raw.StackPush(handle=scalar.op.outputs[0], elem=1.0),
        raw.StackPop(handle=scalar.op.outputs[0], elem_type=tf.float32),
    )[1:]


# ---- staging areas


def _area(tf: Any, **limits: Any) -> Any:
    """A fed value, and operations on one staging area: stage, unstage, size and clear."""
    raw, value = tf.raw_ops, tf.placeholder(tf.float32)
    arguments = {"dtypes": [tf.float32, tf.int32], "shared_name": "s", **limits}
    stage = raw.Stage(values=[value, tf.constant(1)], shared_name="s", **limits)
    return value, stage, raw.Unstage(**arguments), raw.StageSize(**arguments), raw.StageClear(**arguments)


@question("ACC-34")
def staging_and_unstaging(tf: Any) -> Any:
    value, stage, unstage, size, clear = _area(tf)
    place = tf.placeholder(tf.int32)
    peek = tf.raw_ops.StagePeek(index=place, dtypes=[tf.float32, tf.int32], shared_name="s")
    other = tf.raw_ops.StageSize(dtypes=[])
    steps = [
        size, (stage, {value: 1}), (stage, {value: [2, 3]}), size, (peek, {place: 1}), (peek, {place: [0]}), unstage,
        size, other, clear, size, ([unstage, stage], {value: 5}), size,
    ]  # fmt: skip
    return [str(size.shape), [str(tensor.shape) for tensor in [*unstage, *peek]], _attempts(tf, *steps)]


@question("ACC-34")
def staging_operations_refused_while_building(tf: Any) -> Any:
    raw = tf.raw_ops
    return [
        refusal(lambda: raw.Stage(values=[])),
        refusal(lambda: raw.Stage(values=3)),
        refusal(lambda: raw.Stage(values=[1.0], capacity=-1)),
        refusal(lambda: raw.Unstage(dtypes=[])),
        refusal(lambda: raw.StagePeek(index=[0], dtypes=[tf.float32])),
    ]


@question("ACC-35")
def staging_waits_for_room(tf: Any) -> Any:
    outcomes = []
    for limits in ({"capacity": 1}, {"memory_limit": 12}):
        value, stage, unstage, size, clear = _area(tf, **limits)
        with tf.Session() as sess:
            sess.run(stage, {value: 1})
            for making_room in (unstage, clear):
                outcomes.append(sess.run([making_room, stage], {value: 2})[0])
            outcomes.append([sess.run(size), sess.run(unstage)])
    return outcomes


@question("ACC-35")
def tuples_that_are_too_large(tf: Any) -> Any:
    values = [[""], ["abc"], [["a", "bc"]], ["x" * 40], [1.0], [True], [1.0, [2, 3]]]
    return _attempts(tf, *[tf.raw_ops.Stage(values=value, memory_limit=3) for value in values])


@question("ACC-36")
def unstaging_another_number_of_tensors(tf: Any) -> Any:
    value, stage, _, size, _ = _area(tf)
    fewer = tf.raw_ops.Unstage(dtypes=[tf.float32], shared_name="s")
    peeked = tf.raw_ops.StagePeek(index=0, dtypes=[tf.float32], shared_name="s")
    return _attempts(tf, (stage, {value: 1}), peeked, size, fewer, size)
