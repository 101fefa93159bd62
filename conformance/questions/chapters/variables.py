"""Variables: their nodes and names, collections, initialisation, assignment."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from conformance.questions.question import initialized, nodes, question, refusal, refusals


@question("VAR-2")
def nodes_of_a_ref_variable(tf: Any) -> Any:
    tf.Variable(1.0, name="v")
    return nodes(tf)


@question("VAR-21")
def nodes_of_a_resource_variable(tf: Any) -> Any:
    tf.Variable(1.0, name="v", use_resource=True)
    return nodes(tf)


@question("VAR-30", "VAR-33", "VAR-40")
def nodes_of_get_variable(tf: Any) -> Any:
    tf.get_variable("v", [2])
    return nodes(tf)


@question("VAR-33", "VAR-34")
def nodes_of_get_variable_with_a_constant_initializer(tf: Any) -> Any:
    tf.get_variable("v", [2], initializer=tf.zeros_initializer())
    tf.get_variable("w", initializer=tf.constant([1, 2]))
    tf.get_variable("x", [2], tf.int32)
    return nodes(tf)


@question("VAR-21", "VAR-34")
def nodes_of_a_resource_get_variable(tf: Any) -> Any:
    tf.get_variable("v", [2], initializer=tf.ones_initializer(), use_resource=True)
    return nodes(tf)


@question("VAR-2", "VAR-5", "VAR-8")
def attributes_of_a_ref_variable(tf: Any) -> Any:
    v = tf.Variable([1.0, 2.0], name="v")
    op = v.op
    return [
        op.type,
        op.get_attr("dtype"),
        [d.size for d in op.get_attr("shape").dim],
        op.get_attr("container"),
        op.get_attr("shared_name"),
        v.initializer.get_attr("use_locking"),
        v.initializer.get_attr("validate_shape"),
        v.initializer.get_attr("_class"),
    ]


@question("VAR-21")
def attributes_of_a_resource_variable(tf: Any) -> Any:
    op = tf.Variable([1.0, 2.0], name="v", use_resource=True).op
    return [op.type, op.get_attr("dtype"), op.get_attr("shared_name"), op.get_attr("container"), op.outputs[0].dtype]


@question("VAR-2")
def names_of_variables_are_made_unique(tf: Any) -> Any:
    with tf.name_scope("s"):
        names = [tf.Variable(1, name="v").name, tf.Variable(1).name]
    return [*names, tf.Variable(1, name="v").name, tf.Variable(1, name="v").name, tf.Variable(1).name]


@question("VAR-2")
def representations_of_variables(tf: Any) -> Any:
    v, w = tf.Variable([1.0], name="v"), tf.Variable(1, use_resource=True, name="w")
    return [repr(v), str(v), repr(w), str(w)]


@question("VAR-2", "VAR-12")
def properties_of_a_ref_variable(tf: Any) -> Any:
    v = tf.Variable([1.0, 2.0], name="v")
    return [
        v.name,
        v.dtype,
        v.shape,
        v.get_shape(),
        v.op.name,
        v.initializer.name,
        v.initial_value.name,
        v.device,
        v.trainable,
        v.graph is tf.get_default_graph(),
        v.value().name,
        v.read_value().name,
    ]


@question("VAR-21")
def properties_of_a_resource_variable(tf: Any) -> Any:
    v = tf.Variable([1.0, 2.0], name="v", use_resource=True)
    return [
        v.name,
        v.dtype,
        v.shape,
        v.op.name,
        v.initializer.name,
        v.initial_value.name,
        v.handle.name,
        v.trainable,
        v.value().name,
        v.read_value().name,
    ]


@question("VAR-4")
def collections_of_variables(tf: Any) -> Any:
    tf.Variable(1, name="a")
    tf.Variable(1, name="b", trainable=False)
    tf.Variable(1, name="c", collections=[tf.GraphKeys.LOCAL_VARIABLES])
    tf.get_variable("d", [], trainable=False)
    lists = [
        tf.global_variables(),
        tf.trainable_variables(),
        tf.local_variables(),
        tf.all_variables(),
        tf.model_variables(),
        tf.moving_average_variables(),
    ]
    return [[v.name for v in variables] for variables in lists]


@question("VAR-28")
def collections_keyword_that_is_no_list(tf: Any) -> Any:
    return tf.Variable(1, collections="x")


@question("VAR-4")
def variables_filtered_by_scope(tf: Any) -> Any:
    for name in ("a/x", "ab/x", "b/a"):
        tf.Variable(1, name=name)
    return [[v.name for v in tf.global_variables(scope)] for scope in ("a", "a/", "b", ".*a", None)]


@question("VAR-28")
def variable_without_an_initial_value(tf: Any) -> Any:
    return tf.Variable()


@question("VAR-14")
def variable_with_a_callable_initial_value(tf: Any) -> Any:
    v = tf.Variable(lambda: tf.constant(5), dtype=tf.int32, name="v")
    return [v.name, v.shape, nodes(tf), initialized(tf, v)]


@question("VAR-14")
def variable_with_a_callable_initial_value_without_a_dtype(tf: Any) -> Any:
    v = tf.Variable(lambda: np.array([1, 2]), name="v")
    return [v.dtype, v.shape]


@question("VAR-2", "OPS-14")
def variable_of_a_given_dtype(tf: Any) -> Any:
    return [
        tf.Variable(1, dtype=tf.float32).dtype,
        tf.Variable([1, 2], dtype=tf.int64).dtype,
        tf.Variable(1.5).dtype,
        tf.Variable(True).dtype,
        tf.Variable("s").dtype,
        tf.Variable(np.zeros(2)).dtype,
    ]


@question("VAR-2", "OPS-14")
def variable_of_a_dtype_that_its_value_refuses(tf: Any) -> Any:
    return tf.Variable(1.5, dtype=tf.int32)


@question("VAR-13")
def variable_of_an_unknown_shape(tf: Any) -> Any:
    return tf.Variable(tf.placeholder(tf.float32), name="v")


@question("VAR-6", "VAR-13")
def variable_of_an_unknown_shape_without_validation(tf: Any) -> Any:
    p = tf.placeholder(tf.float32)
    v = tf.Variable(p, validate_shape=False, name="v")
    assign = tf.assign(v, [[1.0], [2.0]], validate_shape=False)
    with tf.Session() as sess:
        sess.run(v.initializer, {p: [1, 2, 3]})
        first = sess.run(v)
        sess.run(assign)
        return [v.shape, first, sess.run(v)]


@question("VAR-14")
def variable_in_control_dependencies(tf: Any) -> Any:
    with tf.control_dependencies([tf.no_op(name="n")]):
        v = tf.Variable(1, name="v")
        w = tf.Variable(1, name="w", use_resource=True)
    return [
        [op.name for op in [*variable.initializer.control_inputs, *variable.op.control_inputs]] for variable in (v, w)
    ]


@question("VAR-8", "VAR-14")
def variable_on_a_device(tf: Any) -> Any:
    with tf.device("/cpu:0"):
        v = tf.Variable(1, name="v")
    return [v.device, v.initializer.device, v.initial_value.device, tf.identity(v).device]


@question("VAR-2")
def variable_in_a_finalized_graph(tf: Any) -> Any:
    tf.get_default_graph().finalize()
    return tf.Variable(1)


@question("VAR-15")
def variable_from_the_value_of_another(tf: Any) -> Any:
    v = tf.Variable([1, 2], name="v")
    w = tf.Variable(v.initialized_value() * 2, name="w")
    return initialized(tf, v, w)


@question("VAR-15")
def initialized_value_of_each_kind(tf: Any) -> Any:
    v, w = tf.Variable(5, name="v"), tf.Variable(6, name="w", use_resource=True)
    with tf.Session() as sess:
        before = sess.run([v.initialized_value(), w.initialized_value()])
        sess.run([v.initializer, w.initializer])
        sess.run([v.assign(50), w.assign(60)])
        return [before, sess.run([v.initialized_value(), w.initialized_value()])]


@question("VAR-19")
def uninitialized_ref_variable(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    with tf.Session() as sess:
        return sess.run(v)


@question("VAR-19")
def uninitialized_ref_variable_in_an_expression(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    with tf.Session() as sess:
        return sess.run(tf.identity(v, name="copy"))


@question("VAR-19")
def uninitialized_ref_variable_added_to(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    with tf.Session() as sess:
        return sess.run(v.assign_add(1))


@question("VAR-22")
def uninitialized_resource_variable(tf: Any) -> Any:
    v = tf.Variable(1, name="v", use_resource=True)
    with tf.Session() as sess:
        return sess.run(v)


@question("VAR-22")
def uninitialized_resource_variable_added_to(tf: Any) -> Any:
    v = tf.Variable(1, name="v", use_resource=True)
    with tf.Session() as sess:
        return sess.run(v.assign_add(1))


@question("VAR-22")
def uninitialized_resource_variable_beside_an_initialized_one(tf: Any) -> Any:
    v, w = tf.Variable(1, name="v", use_resource=True), tf.Variable(2, name="w", use_resource=True)
    with tf.Session() as sess:
        sess.run(w.initializer)
        return [refusal(lambda: sess.run(v)), refusal(lambda: sess.run(v.assign_add(1)))]


@question("VAR-19")
def operation_of_an_uninitialized_variable(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    with tf.Session() as sess:
        return sess.run(v.op)


@question("VAR-5", "VAR-7")
def assignments_return_the_new_value(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    return initialized(tf, v.assign(10), v.assign_add(5), v.assign_sub(3), v)


@question("VAR-25")
def assignments_to_a_resource_variable(tf: Any) -> Any:
    v = tf.Variable(1, name="v", use_resource=True)
    return initialized(tf, v.assign(10), v.assign_add(5), v.assign_sub(3), v)


@question("VAR-5", "VAR-7")
def names_and_kinds_of_assignments(tf: Any) -> Any:
    v, w = tf.Variable(1, name="v"), tf.Variable(1, name="w", use_resource=True)
    made = [
        v.assign(1),
        v.assign_add(1),
        v.assign_sub(1),
        tf.assign(v, 1),
        tf.assign_add(v, 1, name="mine"),
        w.assign(1),
        w.assign_add(1),
        tf.assign_sub(w, 1),
    ]
    return [[t.name, t.op.type, t.dtype] for t in made]


@question("VAR-25")
def kinds_of_assignment_results(tf: Any) -> Any:
    v, w = tf.Variable(1, name="v"), tf.Variable(1, name="w", use_resource=True)
    return [
        type(v.assign(1)).__name__,
        type(w.assign(1)).__name__,
        type(w.assign(1, read_value=False)).__name__,
        type(v.assign(1, read_value=False)).__name__,
        type(tf.assign(w, 1)).__name__,
    ]


@question("VAR-5", "VAR-25")
def assign_without_reading_back(tf: Any) -> Any:
    v, w = tf.Variable(1), tf.Variable(1, use_resource=True)
    return initialized(tf, v.assign(5, read_value=False), w.assign(6, read_value=False), v, w)


@question("VAR-6")
def assign_a_wrong_shape(tf: Any) -> Any:
    v = tf.Variable([1, 2], name="v")
    return v.assign([1, 2, 3])


@question("VAR-25", "VAR-23")
def assign_a_wrong_shape_to_a_resource_variable(tf: Any) -> Any:
    v = tf.Variable([1, 2], name="v", use_resource=True)
    return v.assign([1, 2, 3])


@question("VAR-6")
def assign_a_wrong_shape_while_running(tf: Any) -> Any:
    v, p = tf.Variable([1, 2], name="v"), tf.placeholder(tf.int32)
    assign = v.assign(p)
    with tf.Session() as sess:
        sess.run(v.initializer)
        return sess.run(assign, {p: [1, 2, 3]})


@question("VAR-7")
def assign_add_a_wrong_shape_while_running(tf: Any) -> Any:
    v, p = tf.Variable([1, 2], name="v"), tf.placeholder(tf.int32)
    add = v.assign_add(p)
    with tf.Session() as sess:
        sess.run(v.initializer)
        return sess.run(add, {p: [1, 2, 3]})


@question("VAR-5")
def assign_a_wrong_dtype(tf: Any) -> Any:
    return tf.Variable([1, 2], name="v").assign([1.5, 2.5])


@question("VAR-5")
def assign_a_tensor_of_a_wrong_dtype(tf: Any) -> Any:
    return tf.Variable([1, 2], name="v").assign(tf.constant([1.5, 2.5]))


@question("VAR-5", "OPS-10")
def assign_to_a_tensor(tf: Any) -> Any:
    return tf.assign(tf.constant(1, name="a"), 2)


@question("VAR-11")
def assignment_by_operator_makes_an_addition(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    w = v
    w += 1
    return [w.op.type, initialized(tf, w, v)]


@question("VAR-16")
def load_sets_the_value(tf: Any) -> Any:
    v = tf.Variable([1, 2])
    with tf.Session() as sess:
        v.load([8, 9], sess)
        return sess.run(v)


@question("VAR-1", "SES-4")
def variables_belong_to_their_session(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    with tf.Session() as first:
        first.run(v.initializer)
        with tf.Session() as second:
            return [refusal(lambda: second.run(v)), first.run(v)]


@question("VAR-9")
def is_variable_initialized(tf: Any) -> Any:
    v, w = tf.Variable(1), tf.Variable(1, use_resource=True)
    checks = [tf.is_variable_initialized(v), tf.is_variable_initialized(w), w.is_initialized()]
    with tf.Session() as sess:
        before = sess.run(checks)
        sess.run([v.initializer, w.initializer])
        return [before, sess.run(checks), checks[0].op.type, checks[1].op.type]


@question("VAR-9")
def report_uninitialized_variables(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    tf.Variable(1, name="w", use_resource=True)
    tf.Variable(1, name="l", collections=[tf.GraphKeys.LOCAL_VARIABLES])
    report = tf.report_uninitialized_variables()
    with tf.Session() as sess:
        before = sess.run(report)
        sess.run(v.initializer)
        return [report.name, before, sess.run(report)]


@question("VAR-9")
def report_of_no_variables(tf: Any) -> Any:
    report = tf.report_uninitialized_variables()
    with tf.Session() as sess:
        return [report.name, report.shape, sess.run(report)]


@question("VAR-9")
def global_variables_initializer(tf: Any) -> Any:
    tf.Variable(1, name="a")
    tf.Variable(1, name="b", use_resource=True)
    init = tf.global_variables_initializer()
    return [init.name, init.type, [op.name for op in init.control_inputs], tf.global_variables_initializer().name]


@question("VAR-9")
def initializers_of_nothing(tf: Any) -> Any:
    made = [tf.global_variables_initializer(), tf.local_variables_initializer(), tf.variables_initializer([])]
    return [[op.name, op.type] for op in made]


@question("VAR-9")
def variables_initializer_of_some(tf: Any) -> Any:
    a, b = tf.Variable(1, name="a"), tf.Variable(2, name="b")
    with tf.Session() as sess:
        sess.run(tf.variables_initializer([a], name="some"))
        return [sess.run(a), refusal(lambda: sess.run(b))]


@question("VAR-9")
def variables_added_after_the_initializer_are_not_in_it(tf: Any) -> Any:
    tf.Variable(1, name="a")
    init = tf.global_variables_initializer()
    b = tf.Variable(2, name="b")
    with tf.Session() as sess:
        sess.run(init)
        return sess.run(b)


@question("VAR-4", "VAR-30")
def get_local_variable(tf: Any) -> Any:
    v = tf.get_local_variable("v", [1])
    return [v.name, v.trainable, [x.name for x in tf.local_variables()], len(tf.global_variables())]


@question("VAR-11")
def variable_operators(tf: Any) -> Any:
    v = tf.Variable([1.0, 2.0], name="v")
    made = [v + 1.0, 1.0 - v, -v, v[0], v * v, abs(v)]
    return [[t.name, t.op.type, t.op.node_def.input[0]] for t in made]


@question("VAR-11", "VAR-12")
def variable_read_by_an_op_is_its_snapshot(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    made = tf.identity(v)
    return [made.op.inputs[0].name, made.op.inputs[0].dtype, v.value().op.type, made.dtype]


@question("VAR-11")
def variable_is_not_iterable(tf: Any) -> Any:
    return list(tf.Variable([1, 2]))


@question("VAR-11")
def variables_are_compared_by_identity(tf: Any) -> Any:
    v, w = tf.Variable(1), tf.Variable(1)
    same = v
    return [v == same, v == w, len({v, w, same})]


@question("VAR-11")
def variable_as_a_condition(tf: Any) -> Any:
    return refusal(lambda: bool(tf.Variable(1) > 0))[0]


@question("VAR-13")
def set_shape_of_a_variable(tf: Any) -> Any:
    v = tf.Variable(tf.placeholder(tf.float32), validate_shape=False)
    before = v.shape
    v.set_shape([2, None])
    return [before, v.shape]


@question("VAR-2")
def variable_class_names(tf: Any) -> Any:
    v, w = tf.Variable(1), tf.Variable(1, use_resource=True)
    return [type(v).__name__, type(w).__name__, isinstance(v, tf.Variable), isinstance(w, tf.Variable)]


@question("VAR-3", "RUN-4")
def assign_in_the_order_of_control_dependencies(tf: Any) -> Any:
    v = tf.Variable(1)
    first = v.assign(10)
    with tf.control_dependencies([first]):
        second = v.assign_add(5)
    with tf.control_dependencies([second]):
        third = v.assign_sub(1)
    return initialized(tf, third.op, v)


@question("VAR-41")
def create_and_find_the_global_step(tf: Any) -> Any:
    none = tf.train.get_global_step()
    step = tf.train.get_or_create_global_step()
    return [none, step.name, step.dtype, step.trainable, tf.train.get_global_step() is step]


@question("VAR-10")
def tuples_of_tensors(tf: Any) -> Any:
    v = tf.Variable(1, name="v", use_resource=True)
    added = v.assign_add(5, read_value=False, name="added")
    a, none, done = tf.tuple([tf.constant(2, name="a"), None, tf.no_op(name="op")], control_inputs=[added])
    refused = [
        refusal(lambda: tf.tuple([])),
        refusal(lambda: tf.tuple([None])),
        refusal(lambda: tf.tuple([a], control_inputs=["text"])),
    ]
    with tf.Session() as sess:
        sess.run(v.initializer)
        return [
            sess.run([a, done]),
            none,
            sess.run(v),
            refused,
            [[*node[:2], sorted(node[2])] for node in nodes(tf)[-8:]],
        ]


_SCATTERS = ("update", "add", "sub", "mul", "div", "min", "max")


@question("VAR-17")
def rows_that_are_scattered(tf: Any) -> Any:
    found = []
    for name in _SCATTERS:
        for use_resource in (False, True):
            with tf.Graph().as_default(), tf.Session() as sess:
                v = tf.Variable([[8, -9], [3, 4], [5, 6]], use_resource=use_resource)
                sess.run(v.initializer)
                scatter = getattr(tf, "scatter_" + name)
                one = sess.run(scatter(v, [0, 0, 2], [[2, 2], [3, -4], [1, 7]]))
                found.append([one, sess.run(scatter(v, 1, 2)), sess.run(v)])
    return found


@question("VAR-17")
def rows_that_cannot_be_scattered(tf: Any) -> Any:
    found = []
    for use_resource in (False, True):
        with tf.Graph().as_default(), tf.Session() as sess:
            v = tf.Variable([1, 2, 3, 4], use_resource=use_resource)
            indices, updates = tf.placeholder(tf.int32), tf.placeholder(tf.int32)
            added = tf.scatter_add(v, indices, updates)
            sess.run(v.initializer)
            feeds = [
                {indices: [[0, -1]], updates: [[10, 20]]},
                {indices: [1, 4], updates: [10, 20]},
                {indices: [], updates: []},
            ]
            if not use_resource:
                feeds.append({indices: [0, 1], updates: [10]})
            found.append([refusals(partial(sess.run, added), *feeds), sess.run(v)])
            found.append(refusal(lambda v=v: v.scatter_add([1])))  # type: ignore[misc]
            slices = tf.IndexedSlices(tf.constant([100]), tf.constant([3]))
            found.append(sess.run(v.scatter_sub(slices)))
    return found


@question("VAR-18")
def counting_up_to_a_limit(tf: Any) -> Any:
    found = []
    for use_resource in (False, True):
        with tf.Graph().as_default(), tf.Session() as sess:
            v = tf.Variable(0, use_resource=use_resource)
            count = tf.count_up_to(v, 2) if not use_resource else v.count_up_to(2)
            sess.run(v.initializer)
            found.append([refusal(lambda c=count, s=sess: s.run(c)) for _ in range(4)])  # type: ignore[misc]
            found.append(sess.run(v))
    return found


@question("VAR-26")
def rows_that_are_gathered(tf: Any) -> Any:
    v = tf.Variable([[1, 2], [3, 4], [5, 6]], use_resource=True)
    indices = tf.placeholder(tf.int32)
    rows = v.sparse_read(indices, name="rows")
    with tf.Session() as sess:
        sess.run(v.initializer)
        good = [sess.run(rows, {indices: given}) for given in (1, [2, 0], [[1], [1]], [])]
        return [good, refusals(lambda given: sess.run(rows, {indices: given}), [0, 3], [[0, -1]]), nodes(tf)[-3:]]


@question("VAR-27")
def functions_that_make_variables(tf: Any) -> Any:
    calls = []

    def outer(next_creator: Any, **given: Any) -> Any:
        calls.append(["outer", sorted(given)])
        return next_creator(**given)

    def inner(next_creator: Any, **given: Any) -> Any:
        calls.append(["inner", given["name"], given["trainable"]])
        given["trainable"] = False
        return next_creator(**given)

    with tf.variable_creator_scope(outer), tf.variable_creator_scope(inner):
        v = tf.Variable(1.0, name="v")
        with tf.Graph().as_default():
            tf.Variable(2.0)
        w = tf.get_variable("w", [2])
    with tf.variable_creator_scope(lambda next_creator, **given: "text"):
        text = tf.Variable(1.0)
    return [calls, v.trainable, w.trainable, text, [each.name for each in tf.trainable_variables()]]


@question("VAR-29")
def variables_as_messages(tf: Any) -> Any:
    found = []
    for use_resource in (False, True):
        with tf.Graph().as_default(), tf.Session() as sess:
            v = tf.Variable([1, 2], name="v", use_resource=use_resource, trainable=not use_resource)
            message = v.to_proto()
            again = tf.Variable.from_proto(message)
            sess.run(again.initializer)
            names = [again.name, again.initializer.name, again.value().name.rpartition("_")[0], again.trainable]
            found.append([str(message), names, sess.run(again.value())])
            with tf.name_scope("scope"):
                tf.Variable(3, name="inner", use_resource=use_resource)
            inner = tf.global_variables()[-1]
            found.append([str(inner.to_proto(export_scope="scope")), inner.to_proto(export_scope="other")])
    return found


@question("VAR-38")
def partitions_of_variables(tf: Any) -> Any:
    asked = []

    def partitioner(**given: Any) -> Any:
        asked.append([key + "=" + str(value) for key, value in sorted(given.items())])
        return [1, 3]

    whole = np.arange(14, dtype=np.float32).reshape(2, 7)
    v = tf.get_variable("v", initializer=tf.constant(whole), partitioner=partitioner)
    w = tf.get_variable("w", [5], initializer=tf.zeros_initializer(), partitioner=tf.fixed_size_partitioner(2))
    parts = [[part.name, str(part.shape)] for part in (*v, *w)]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        values = sess.run([tf.convert_to_tensor(v), *list(v)])
    refused = [
        refusal(lambda: tf.get_variable("x", [4, 4], partitioner=lambda shape, dtype: [2, 2])),
        refusal(lambda: tf.get_variable("y", [4], partitioner=lambda shape, dtype: [1, 1])),
        refusal(lambda: tf.get_variable("z", [4], partitioner="text")),
    ]
    return [asked, parts, values, refused]
