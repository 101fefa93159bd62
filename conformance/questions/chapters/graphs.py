"""Graphs: their operations and tensors, lookups by name, finalizing, seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.questions.question import question, refusal


@question("GRA-2")
def get_operations_in_order_of_creation(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    tf.add(a, 2, name="sum")
    return [op.name for op in tf.get_default_graph().get_operations()]


@question("GRA-2")
def get_operations_returns_a_fresh_list(tf: Any) -> Any:
    tf.constant(1)
    tf.get_default_graph().get_operations().append("x")
    return len(tf.get_default_graph().get_operations())


@question("GRA-22")
def version_counts_operations(tf: Any) -> Any:
    graph = tf.get_default_graph()
    versions = [graph.version]
    tf.constant(1)
    versions.append(graph.version)
    tf.add(1, 2)
    versions.append(graph.version)
    return versions


@question("GRA-20")
def graph_def_versions(tf: Any) -> Any:
    versions = tf.get_default_graph().graph_def_versions
    return [versions.producer, versions.min_consumer]


@question("GRA-17")
def finalized_graph_refuses_operations(tf: Any) -> Any:
    graph = tf.get_default_graph()
    graph.finalize()
    tf.constant(1)


@question("GRA-17")
def finalized_flag(tf: Any) -> Any:
    graph = tf.get_default_graph()
    before = graph.finalized
    graph.finalize()
    return [before, graph.finalized]


@question("GRA-17")
def finalized_graph_refuses_collections(tf: Any) -> Any:
    graph = tf.get_default_graph()
    graph.finalize()
    graph.add_to_collection("c", 1)


@question("GRA-17")
def finalized_graph_still_runs(tf: Any) -> Any:
    graph = tf.get_default_graph()
    a = tf.constant(5)
    graph.finalize()
    with tf.Session() as sess:
        return int(sess.run(a))


@question("GRA-4")
def as_graph_element_of_a_tensor_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    graph = tf.get_default_graph()
    return [graph.as_graph_element("a:0").name, graph.as_graph_element("a").name]


@question("GRA-4")
def as_graph_element_of_an_unknown_operation(tf: Any) -> Any:
    return tf.get_default_graph().as_graph_element("a")


@question("GRA-4")
def as_graph_element_of_an_unknown_tensor(tf: Any) -> Any:
    return tf.get_default_graph().as_graph_element("a:0")


@question("GRA-4")
def as_graph_element_of_an_output_that_does_not_exist(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a:3")


@question("GRA-4")
def as_graph_element_of_a_malformed_tensor_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a:x")


@question("GRA-4")
def as_graph_element_of_two_colons(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a:0:0")


@question("GRA-4")
def as_graph_element_of_a_negative_output(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a:-1")


@question("GRA-4")
def as_graph_element_of_a_number(tf: Any) -> Any:
    return tf.get_default_graph().as_graph_element(5)


@question("GRA-4")
def as_graph_element_allowing_nothing(tf: Any) -> Any:
    return tf.get_default_graph().as_graph_element("a", allow_tensor=False, allow_operation=False)


@question("GRA-4")
def as_graph_element_wants_an_operation_but_gets_a_tensor_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a:0", allow_tensor=False)


@question("GRA-4")
def as_graph_element_wants_a_tensor_but_gets_an_operation_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a", allow_operation=False)


@question("GRA-4")
def as_graph_element_wants_a_tensor_but_gets_a_bare_unknown_name(tf: Any) -> Any:
    return tf.get_default_graph().as_graph_element("zzz", allow_operation=False)


@question("GRA-4")
def as_graph_element_wants_a_tensor_but_gets_an_operation(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element(a.op, allow_operation=False)


@question("GRA-4")
def as_graph_element_wants_an_operation_but_gets_a_tensor(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element(a, allow_tensor=False)


@question("GRA-4")
def as_graph_element_of_another_graphs_tensor(tf: Any) -> Any:
    with tf.Graph().as_default():
        a = tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element(a)


@question("GRA-4")
def as_graph_element_of_another_graphs_operation(tf: Any) -> Any:
    with tf.Graph().as_default():
        a = tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element(a.op)


@question("GRA-4", "VAR-11")
def as_graph_element_of_a_variable(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    return tf.get_default_graph().as_graph_element(v).name


@question("GRA-21")
def get_tensor_by_name(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    return tf.get_default_graph().get_tensor_by_name("a:0") is a


@question("GRA-21")
def get_tensor_by_an_operations_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().get_tensor_by_name("a")


@question("GRA-21")
def get_tensor_by_unknown_name(tf: Any) -> Any:
    return tf.get_default_graph().get_tensor_by_name("b:0")


@question("GRA-21")
def get_tensor_by_name_of_the_wrong_type(tf: Any) -> Any:
    return tf.get_default_graph().get_tensor_by_name(5)


@question("GRA-21")
def get_operation_by_name(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    return tf.get_default_graph().get_operation_by_name("a") is a.op


@question("GRA-21")
def get_operation_by_a_tensors_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().get_operation_by_name("a:0")


@question("GRA-21")
def get_operation_by_unknown_name(tf: Any) -> Any:
    return tf.get_default_graph().get_operation_by_name("b")


@question("GRA-21")
def get_operation_by_name_of_the_wrong_type(tf: Any) -> Any:
    return tf.get_default_graph().get_operation_by_name(tf.constant(1))


@question("GRA-10")
def representations_of_a_tensor(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, [None, 3], name="a")
    return [repr(a), str(a), repr(tf.placeholder(tf.string)), str(tf.placeholder(tf.string, name="s"))]


@question("GRA-10")
def representations_of_an_operation(tf: Any) -> Any:
    a = tf.constant([1.5], name="a")
    return [repr(a.op), str(a.op).splitlines()]


@question("GRA-10")
def representation_of_inputs_and_outputs(tf: Any) -> Any:
    total = tf.add(tf.constant(1, name="a"), tf.constant(2, name="b"), name="sum")
    return [repr(list(total.op.inputs)), repr(total.op.outputs), repr(total.op.control_inputs)]


@question("GRA-3")
def consumers_of_a_tensor(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    tf.add(a, a, name="twice")
    tf.identity(a, name="once")
    return [op.name for op in a.consumers()]


@question("FEE-9", "FET-9")
def prevent_feeding_and_fetching(tf: Any) -> Any:
    graph = tf.get_default_graph()
    a, b = tf.constant(1, name="a"), tf.constant(2, name="b")
    graph.prevent_feeding(a)
    graph.prevent_fetching(b.op)
    return [
        graph.is_feedable(a),
        graph.is_feedable(b),
        graph.is_fetchable(a),
        graph.is_fetchable(b),
        graph.is_fetchable(b.op),
        graph.is_fetchable(a.op),
    ]


@question("RND-1", "RND-6")
def seeds_of_ops_without_seeds(tf: Any) -> Any:
    op = tf.random_uniform([1]).graph.get_operation_by_name("random_uniform/RandomUniform")
    return [op.get_attr("seed"), op.get_attr("seed2")]


@question("RND-1", "RND-3")
def seeds_of_ops_with_a_graph_seed(tf: Any) -> Any:
    tf.set_random_seed(7)
    ops = []
    for name in ("a", "b"):
        tf.random_uniform([1], name=name)
        ops.append(tf.get_default_graph().get_operation_by_name(name + "/RandomUniform"))
    return [[op.get_attr("seed"), op.get_attr("seed2")] for op in ops] + [tf.get_default_graph().seed]


@question("RND-2")
def seeds_of_ops_with_an_op_seed(tf: Any) -> Any:
    tf.random_uniform([1], seed=5, name="a")
    tf.set_random_seed(7)
    tf.random_uniform([1], seed=5, name="b")
    ops = [tf.get_default_graph().get_operation_by_name(name + "/RandomUniform") for name in ("a", "b")]
    return [[op.get_attr("seed"), op.get_attr("seed2")] for op in ops]


@question("RND-1", "RND-2", "RND-4", "RND-5")
def get_seed_pairs(tf: Any) -> Any:
    pairs = [tf.get_seed(None), tf.get_seed(3), tf.get_seed(0)]
    tf.set_random_seed(0)
    pairs += [tf.get_seed(0), tf.get_seed(None), tf.get_seed(2**31)]
    return pairs


@question("GRA-9")
def tensor_is_not_a_bool(tf: Any) -> Any:
    return bool(tf.constant(True))


@question("GRA-9")
def if_on_a_tensor(tf: Any) -> Any:
    return 1 if tf.constant(3) > 2 else 0


@question("GRA-9")
def tensor_is_not_iterable(tf: Any) -> Any:
    return list(tf.constant([1, 2]))


@question("GRA-9")
def unpacking_a_tensor(tf: Any) -> Any:
    first, second = tf.constant([1, 2])
    return [first.name, second.name]


@question("GRA-9")
def length_of_a_tensor(tf: Any) -> Any:
    return len(tf.constant([1, 2]))


@question("GRA-9")
def membership_in_a_tensor(tf: Any) -> Any:
    return 1 in tf.constant([1, 2])


@question("GRA-23")
def tensors_are_compared_by_identity_and_hashed(tf: Any) -> Any:
    a, b = tf.constant(1), tf.constant(1)
    same = a
    return [a == same, a == b, a != b, len({a, b, a}), a == 1, a is not None]


@question("GRA-9")
def tensor_as_a_number(tf: Any) -> Any:
    return [
        refusal(lambda: int(tf.constant(1)))[0],
        refusal(lambda: float(tf.constant(1)))[0],
        refusal(lambda: [1, 2][tf.constant(1)])[0],
    ]


@question("GRA-9")
def tensor_as_an_array(tf: Any) -> Any:
    return np.asarray(tf.constant(1)).dtype.name


@question("GRA-5")
def inputs_of_two_graphs(tf: Any) -> Any:
    with tf.Graph().as_default():
        a = tf.constant(1, name="a")
    return tf.add(a, tf.constant(2, name="b")).name


@question("GRA-5")
def inputs_of_another_graph_make_the_op_there(tf: Any) -> Any:
    graph = tf.Graph()
    with graph.as_default():
        a = tf.constant(1, name="a")
    return [tf.identity(a).graph is graph, (a + 1).graph is graph]


@question("GRA-3")
def operation_outputs_and_properties(tf: Any) -> Any:
    a = tf.split(tf.zeros([4]), 2, name="parts")[1]
    n = tf.no_op(name="n")
    return [a.value_index, a.op.type, len(a.op.outputs), a.dtype, a.op.graph is a.graph, n.outputs, list(n.inputs)]


@question("INT-21")
def create_op_by_hand(tf: Any) -> Any:
    graph = tf.get_default_graph()
    op = graph.create_op("NoOp", [], [], name="mine")
    return [op.name, op.type, len(op.outputs)]


@question("INT-10", "INT-21")
def create_op_of_an_unknown_type(tf: Any) -> Any:
    return tf.get_default_graph().create_op("NoSuchOp", [], [], name="mine").name


@question("GRA-1")
def a_fresh_graph_is_empty(tf: Any) -> Any:
    graph = tf.Graph()
    return [
        graph.get_operations(),
        graph.version,
        graph.get_all_collection_keys(),
        graph.seed,
        graph.finalized,
        graph.building_function,
    ]
