"""Graphs: operations, tensors, lookups, scopes of devices and dependencies, collections, seeds, GraphDefs."""
from __future__ import annotations

from typing import Any

import numpy as np

from conformance.questions.question import question, refusal


@question("GRA")
def get_operations_in_order_of_creation(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    tf.add(a, 2, name="sum")
    return [op.name for op in tf.get_default_graph().get_operations()]


@question("GRA")
def get_operations_returns_a_fresh_list(tf: Any) -> Any:
    tf.constant(1)
    tf.get_default_graph().get_operations().append("x")
    return len(tf.get_default_graph().get_operations())


@question("GRA")
def version_counts_operations(tf: Any) -> Any:
    graph = tf.get_default_graph()
    versions = [graph.version]
    tf.constant(1)
    versions.append(graph.version)
    tf.add(1, 2)
    versions.append(graph.version)
    return versions


@question("GRA")
def graph_def_versions(tf: Any) -> Any:
    versions = tf.get_default_graph().graph_def_versions
    return [versions.producer, versions.min_consumer]


@question("GRA")
def finalized_graph_refuses_operations(tf: Any) -> Any:
    graph = tf.get_default_graph()
    graph.finalize()
    tf.constant(1)


@question("GRA")
def finalized_flag(tf: Any) -> Any:
    graph = tf.get_default_graph()
    before = graph.finalized
    graph.finalize()
    return [before, graph.finalized]


@question("GRA")
def finalized_graph_refuses_collections(tf: Any) -> Any:
    graph = tf.get_default_graph()
    graph.finalize()
    graph.add_to_collection("c", 1)


@question("GRA")
def finalized_graph_still_runs(tf: Any) -> Any:
    graph = tf.get_default_graph()
    a = tf.constant(5)
    graph.finalize()
    with tf.Session() as sess:
        return int(sess.run(a))


@question("GRA")
def as_graph_element_of_a_tensor_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    graph = tf.get_default_graph()
    return [graph.as_graph_element("a:0").name, graph.as_graph_element("a").name]


@question("GRA")
def as_graph_element_of_an_unknown_operation(tf: Any) -> Any:
    return tf.get_default_graph().as_graph_element("a")


@question("GRA")
def as_graph_element_of_an_unknown_tensor(tf: Any) -> Any:
    return tf.get_default_graph().as_graph_element("a:0")


@question("GRA")
def as_graph_element_of_an_output_that_does_not_exist(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a:3")


@question("GRA")
def as_graph_element_of_a_malformed_tensor_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a:x")


@question("GRA")
def as_graph_element_of_two_colons(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a:0:0")


@question("GRA")
def as_graph_element_of_a_negative_output(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a:-1")


@question("GRA")
def as_graph_element_of_a_number(tf: Any) -> Any:
    return tf.get_default_graph().as_graph_element(5)


@question("GRA")
def as_graph_element_allowing_nothing(tf: Any) -> Any:
    return tf.get_default_graph().as_graph_element("a", allow_tensor=False, allow_operation=False)


@question("GRA")
def as_graph_element_wants_an_operation_but_gets_a_tensor_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a:0", allow_tensor=False)


@question("GRA")
def as_graph_element_wants_a_tensor_but_gets_an_operation_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element("a", allow_operation=False)


@question("GRA")
def as_graph_element_wants_a_tensor_but_gets_a_bare_unknown_name(tf: Any) -> Any:
    return tf.get_default_graph().as_graph_element("zzz", allow_operation=False)


@question("GRA")
def as_graph_element_wants_a_tensor_but_gets_an_operation(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element(a.op, allow_operation=False)


@question("GRA")
def as_graph_element_wants_an_operation_but_gets_a_tensor(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element(a, allow_tensor=False)


@question("GRA")
def as_graph_element_of_another_graphs_tensor(tf: Any) -> Any:
    with tf.Graph().as_default():
        a = tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element(a)


@question("GRA")
def as_graph_element_of_another_graphs_operation(tf: Any) -> Any:
    with tf.Graph().as_default():
        a = tf.constant(1, name="a")
    return tf.get_default_graph().as_graph_element(a.op)


@question("GRA")
def as_graph_element_of_a_variable(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    return tf.get_default_graph().as_graph_element(v).name


@question("GRA")
def get_tensor_by_name(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    return tf.get_default_graph().get_tensor_by_name("a:0") is a


@question("GRA")
def get_tensor_by_an_operations_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().get_tensor_by_name("a")


@question("GRA")
def get_tensor_by_unknown_name(tf: Any) -> Any:
    return tf.get_default_graph().get_tensor_by_name("b:0")


@question("GRA")
def get_tensor_by_name_of_the_wrong_type(tf: Any) -> Any:
    return tf.get_default_graph().get_tensor_by_name(5)


@question("GRA")
def get_operation_by_name(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    return tf.get_default_graph().get_operation_by_name("a") is a.op


@question("GRA")
def get_operation_by_a_tensors_name(tf: Any) -> Any:
    tf.constant(1, name="a")
    return tf.get_default_graph().get_operation_by_name("a:0")


@question("GRA")
def get_operation_by_unknown_name(tf: Any) -> Any:
    return tf.get_default_graph().get_operation_by_name("b")


@question("GRA")
def get_operation_by_name_of_the_wrong_type(tf: Any) -> Any:
    return tf.get_default_graph().get_operation_by_name(tf.constant(1))


@question("GRA")
def representations_of_a_tensor(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, [None, 3], name="a")
    return [repr(a), str(a), repr(tf.placeholder(tf.string)), str(tf.placeholder(tf.string, name="s"))]


@question("GRA")
def representations_of_an_operation(tf: Any) -> Any:
    a = tf.constant([1.5], name="a")
    return [repr(a.op), str(a.op).splitlines()]


@question("GRA")
def representation_of_inputs_and_outputs(tf: Any) -> Any:
    total = tf.add(tf.constant(1, name="a"), tf.constant(2, name="b"), name="sum")
    return [repr(list(total.op.inputs)), repr(total.op.outputs), repr(total.op.control_inputs)]


@question("GRA")
def consumers_of_a_tensor(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    tf.add(a, a, name="twice")
    tf.identity(a, name="once")
    return [op.name for op in a.consumers()]


@question("GRA")
def operation_attributes(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, [2, None], name="a")
    b = tf.matmul(a, a, transpose_a=True)
    return [a.op.get_attr("dtype"), b.op.get_attr("T"), b.op.get_attr("transpose_a"), b.op.get_attr("transpose_b"),
            [d.size for d in a.op.get_attr("shape").dim], a.op.get_attr("shape").unknown_rank]


@question("GRA")
def unknown_attribute(tf: Any) -> Any:
    return tf.constant(1, name="a").op.get_attr("nope")


@question("GRA")
def attribute_lists_strings_and_integers(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [1, 4, 4, 2])
    pooled = tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
    packed = tf.stack([x, x], axis=1)
    squeezed = tf.squeeze(tf.zeros([1, 2, 1]), [0, 2])
    return [pooled.op.get_attr("ksize"), pooled.op.get_attr("padding"), packed.op.get_attr("N"),
            packed.op.get_attr("axis"), squeezed.op.get_attr("squeeze_dims")]


@question("GRA")
def node_def_of_a_placeholder(tf: Any) -> Any:
    return str(tf.placeholder(tf.float32, [2, None], name="a").op.node_def).splitlines()


@question("GRA")
def node_def_lists_inputs_and_control_inputs(tf: Any) -> Any:
    first = tf.no_op(name="first")
    parts = tf.split(tf.zeros([4]), 2, name="parts")
    with tf.control_dependencies([first]):
        total = tf.add(parts[0], parts[1], name="sum")
    return list(total.op.node_def.input)


@question("GRA")
def op_def_of_an_operation(tf: Any) -> Any:
    op_def = tf.add(1, 2).op.op_def
    return [op_def.name, [a.name for a in op_def.input_arg], [a.name for a in op_def.output_arg],
            [a.name for a in op_def.attr]]


@question("GRA")
def which_attributes_a_node_def_holds(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [1, 4, 4, 2])
    nodes = [tf.matmul([[1.0]], [[1.0]]), tf.constant(1), tf.reduce_sum(x), tf.nn.relu(x), tf.cast(x, tf.int32),
             tf.nn.max_pool(x, 2, 2, "VALID"), tf.random_uniform([1]).op.inputs[0], tf.squeeze(x), tf.argmax(x)]
    return [[t.op.type, sorted(t.op.node_def.attr)] for t in nodes]


@question("GRA")
def graph_def_of_a_small_graph(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, name="a")
    tf.identity(a, name="b")
    graph_def = tf.get_default_graph().as_graph_def()
    return [[[n.name, n.op, list(n.input), n.device] for n in graph_def.node], graph_def.versions.producer]


@question("GRA")
def graph_def_from_a_version(tf: Any) -> Any:
    tf.constant(1, name="a")
    graph = tf.get_default_graph()
    version = graph.version
    tf.constant(1, name="b")
    return [n.name for n in graph.as_graph_def(from_version=version).node]


@question("GRA")
def graph_def_with_shapes(tf: Any) -> Any:
    tf.placeholder(tf.float32, [2, None], name="a")
    node = tf.get_default_graph().as_graph_def(add_shapes=True).node[0]
    return [sorted(node.attr), [d.size for d in node.attr["_output_shapes"].list.shape[0].dim]]


@question("GRA")
def graph_def_is_a_copy(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    tf.get_default_graph().as_graph_def().node[0].name = "z"
    return a.op.name


@question("GRA")
def import_graph_def_prefixes_names(tf: Any) -> Any:
    tf.add(tf.constant(1, name="a"), 2, name="b")
    graph_def = tf.get_default_graph().as_graph_def()
    with tf.Graph().as_default() as graph:
        result = tf.import_graph_def(graph_def)
        tf.import_graph_def(graph_def)
        tf.import_graph_def(graph_def, name="")
        return [result, [op.name for op in graph.get_operations()]]


@question("GRA")
def import_graph_def_returns_elements(tf: Any) -> Any:
    tf.add(tf.constant(1, name="a"), 2, name="b")
    graph_def = tf.get_default_graph().as_graph_def()
    with tf.Graph().as_default():
        op, tensor = tf.import_graph_def(graph_def, return_elements=["a", "b:0"], name="g")
        return [op.name, tensor.name, type(op) is tf.Operation, type(tensor) is tf.Tensor]


@question("GRA")
def import_graph_def_maps_inputs(tf: Any) -> Any:
    a = tf.placeholder(tf.int32, name="a")
    tf.add(a, 1, name="b")
    graph_def = tf.get_default_graph().as_graph_def()
    with tf.Graph().as_default(), tf.Session() as sess:
        b, = tf.import_graph_def(graph_def, input_map={"a:0": tf.constant(41)}, return_elements=["b:0"])
        return [int(sess.run(b)), b.op.inputs[0].name]


@question("GRA")
def import_graph_def_of_a_missing_return_element(tf: Any) -> Any:
    tf.import_graph_def(tf.GraphDef(), return_elements=["nope"])


@question("GRA")
def import_graph_def_of_a_missing_mapped_input(tf: Any) -> Any:
    tf.import_graph_def(tf.GraphDef(), input_map={"nope:0": tf.constant(1)})


@question("GRA")
def import_graph_def_of_the_wrong_type(tf: Any) -> Any:
    tf.import_graph_def("text")


@question("GRA")
def import_graph_def_of_an_unknown_op(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    graph_def.node.add(name="a", op="NoSuchOp")
    tf.import_graph_def(graph_def)


@question("GRA")
def import_graph_def_of_a_missing_input(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    node = graph_def.node.add(name="a", op="Identity", input=["b"])
    node.attr["T"].type = tf.float32.as_datatype_enum
    tf.import_graph_def(graph_def)


@question("GRA")
def import_graph_def_of_a_cycle(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    for name, other in (("a", "b"), ("b", "a")):
        node = graph_def.node.add(name=name, op="Identity", input=[other])
        node.attr["T"].type = tf.float32.as_datatype_enum
    tf.import_graph_def(graph_def)


@question("GRA")
def import_graph_def_of_a_missing_attribute(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    graph_def.node.add(name="a", op="Placeholder")
    tf.import_graph_def(graph_def)


@question("GRA")
def import_graph_def_of_a_wrong_input_type(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    graph_def.node.add(name="a", op="Placeholder").attr["dtype"].type = tf.int32.as_datatype_enum
    graph_def.node.add(name="b", op="Identity", input=["a"]).attr["T"].type = tf.float32.as_datatype_enum
    tf.import_graph_def(graph_def)


@question("GRA")
def import_graph_def_of_a_duplicate_name(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    graph_def.node.add(name="a", op="NoOp")
    graph_def.node.add(name="a", op="NoOp")
    tf.import_graph_def(graph_def)


@question("GRA")
def import_graph_def_of_a_bad_name(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    graph_def.node.add(name="a b", op="NoOp")
    tf.import_graph_def(graph_def)


@question("GRA")
def import_graph_def_fills_in_default_attributes(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    for name in ("a", "b"):
        node = graph_def.node.add(name=name, op="Placeholder")
        node.attr["dtype"].type = tf.float32.as_datatype_enum
    graph_def.node.add(name="c", op="MatMul", input=["a", "b"]).attr["T"].type = tf.float32.as_datatype_enum
    c, = tf.import_graph_def(graph_def, return_elements=["c"])
    return [c.get_attr("transpose_a"), c.get_attr("transpose_b"), c.outputs[0].shape]


@question("GRA")
def device_scope_names_devices(tf: Any) -> Any:
    with tf.device("/cpu:0"):
        a = tf.constant(1)
    with tf.device("cpu:0"):
        b = tf.constant(1)
    with tf.device("/device:CPU:1"):
        c = tf.constant(1)
    with tf.device("/job:worker/replica:1/task:2/gpu:*"):
        d = tf.constant(1)
    return [a.device, b.device, c.device, d.device, tf.constant(1).device]


@question("GRA")
def device_scopes_merge(tf: Any) -> Any:
    with tf.device("/job:ps"), tf.device("/task:1"), tf.device("/device:GPU:2"):
        first = tf.constant(1)
        with tf.device("/task:3"):
            second = tf.constant(1)
    return [first.device, second.device]


@question("GRA")
def device_scope_none_clears(tf: Any) -> Any:
    with tf.device("/job:ps/device:CPU:0"):
        with tf.device(None):
            first = tf.constant(1)
        with tf.device(""):
            second = tf.constant(1)
    return [first.device, second.device]


@question("GRA")
def device_scope_takes_a_function(tf: Any) -> Any:
    def by_type(op: Any) -> str:
        return "/cpu:0" if op.type == "Const" else "/device:GPU:1"

    with tf.device("/job:w"), tf.device(by_type):
        a = tf.constant(1.0)
        b = a * 2.0
    return [a.device, b.device]


@question("GRA")
def device_functions_run_from_the_inside_out(tf: Any) -> Any:
    seen = []

    def outer(op: Any) -> str:
        seen.append(["outer", op.device])
        return "/job:o/task:1"

    def inner(op: Any) -> str:
        seen.append(["inner", op.device])
        return "/job:i"

    with tf.device(outer), tf.device(inner):
        device = tf.constant(1).device
    return [device, seen]


@question("GRA")
def malformed_device(tf: Any) -> Any:
    with tf.device("/nonsense:1"):
        return tf.constant(1).device


@question("GRA")
def malformed_device_without_a_slash(tf: Any) -> Any:
    with tf.device("nonsense"):
        return tf.constant(1).device


@question("GRA")
def two_devices_in_one_name(tf: Any) -> Any:
    with tf.device("/cpu:0/gpu:0"):
        return tf.constant(1).device


@question("GRA")
def control_dependencies_add_control_inputs(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    n = tf.no_op(name="n")
    with tf.control_dependencies([n, a]):
        b = tf.constant(2, name="b")
    return [op.name for op in b.op.control_inputs]


@question("GRA")
def control_dependencies_nest(tf: Any) -> Any:
    n, m = tf.no_op(name="n"), tf.no_op(name="m")
    with tf.control_dependencies([n]), tf.control_dependencies([m, n]):
        b = tf.constant(2)
    return [op.name for op in b.op.control_inputs]


@question("GRA")
def control_dependencies_none_clears(tf: Any) -> Any:
    n, m = tf.no_op(name="n"), tf.no_op(name="m")
    with tf.control_dependencies([n]):
        with tf.control_dependencies(None):
            b = tf.constant(2)
            with tf.control_dependencies([m]):
                c = tf.constant(3)
        d = tf.constant(4)
    return [[op.name for op in t.op.control_inputs] for t in (b, c, d)]


@question("GRA")
def control_dependency_on_an_input_is_left_out(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    with tf.control_dependencies([a]):
        b = tf.identity(a)
    return [op.name for op in b.op.control_inputs]


@question("GRA")
def control_dependency_that_an_input_already_has_is_left_out(tf: Any) -> Any:
    n = tf.no_op(name="n")
    with tf.control_dependencies([n]):
        a = tf.constant(1, name="a")
        b = tf.identity(a, name="b")
        c = tf.identity(b, name="c")
    return [[op.name for op in t.op.control_inputs] for t in (a, b, c)]


@question("GRA")
def control_dependencies_on_a_name(tf: Any) -> Any:
    tf.no_op(name="n")
    with tf.control_dependencies(["n"]):
        return [op.name for op in tf.constant(2).op.control_inputs]


@question("GRA")
def control_dependencies_on_a_variable(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    with tf.control_dependencies([v]):
        return [op.name for op in tf.constant(2).op.control_inputs]


@question("GRA")
def control_dependencies_on_a_number(tf: Any) -> Any:
    with tf.control_dependencies([5]):
        return tf.constant(2).name


@question("GRA")
def control_dependencies_on_a_single_tensor(tf: Any) -> Any:
    with tf.control_dependencies(tf.constant(5)):
        return tf.constant(2).name


@question("GRA")
def control_dependencies_on_another_graph(tf: Any) -> Any:
    with tf.Graph().as_default():
        a = tf.constant(1)
    with tf.control_dependencies([a]):
        return tf.constant(2).name


@question("GRA")
def colocation_is_an_attribute(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    with tf.colocate_with(a):
        b = tf.constant(2, name="b")
    return [b.op.get_attr("_class"), b.op.colocation_groups(), a.op.colocation_groups()]


@question("GRA")
def colocation_takes_the_device(tf: Any) -> Any:
    with tf.device("/device:CPU:1"):
        a = tf.constant(1, name="a")
    with tf.device("/device:CPU:0"), tf.colocate_with(a.op):
        b = tf.constant(2, name="b")
    return b.device


@question("GRA")
def colocation_of_colocated_ops(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    c = tf.constant(1, name="c")
    with tf.colocate_with(a), tf.colocate_with(c):
        b = tf.constant(2, name="b")
    with tf.colocate_with(b):
        d = tf.constant(3, name="d")
    return [b.op.colocation_groups(), d.op.colocation_groups()]


@question("GRA")
def colocation_can_be_ignored(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    with tf.colocate_with(a), tf.colocate_with(None, ignore_existing=True):
        b = tf.constant(2, name="b")
    return b.op.colocation_groups()


@question("GRA")
def colocation_with_nothing(tf: Any) -> Any:
    with tf.get_default_graph().colocate_with(None):
        return tf.constant(2).op.colocation_groups()


@question("GRA")
def collections_keep_order_and_duplicates(tf: Any) -> Any:
    for value in (3, 1, 3):
        tf.add_to_collection("c", value)
    return tf.get_collection("c")


@question("GRA")
def get_collection_copies_and_its_ref_does_not(tf: Any) -> Any:
    graph = tf.get_default_graph()
    graph.get_collection("c").append(1)
    graph.get_collection_ref("c").append(2)
    return [graph.get_collection("c"), graph.get_all_collection_keys()]


@question("GRA")
def collection_filtered_by_scope(tf: Any) -> Any:
    with tf.name_scope("x"):
        tf.add_to_collection("c", tf.constant(1, name="a"))
    with tf.name_scope("y"):
        tf.add_to_collection("c", tf.constant(1, name="xa"))
    tf.add_to_collection("c", "no name")
    return [[t.name for t in tf.get_collection("c", scope=s)] for s in ("x", "y", "y/.a", "z", ".*a")]


@question("GRA")
def add_to_several_collections(tf: Any) -> Any:
    tf.get_default_graph().add_to_collections(["c", "d", "c"], 1)
    tf.get_default_graph().add_to_collections("e", 2)
    return [tf.get_collection(name) for name in ("c", "d", "e", "f")]


@question("GRA")
def clear_collection(tf: Any) -> Any:
    tf.add_to_collection("c", 1)
    tf.get_default_graph().clear_collection("c")
    tf.get_default_graph().clear_collection("never was")
    return [tf.get_collection("c"), tf.get_default_graph().get_all_collection_keys()]


@question("GRA")
def names_of_the_standard_collections(tf: Any) -> Any:
    keys = tf.GraphKeys
    return [keys.GLOBAL_VARIABLES, keys.TRAINABLE_VARIABLES, keys.LOCAL_VARIABLES, keys.MODEL_VARIABLES,
            keys.REGULARIZATION_LOSSES, keys.LOSSES, keys.UPDATE_OPS, keys.SUMMARIES, keys.INIT_OP, keys.GLOBAL_STEP]


@question("GRA")
def gradient_override_map_sets_an_attribute(tf: Any) -> Any:
    with tf.get_default_graph().gradient_override_map({"Identity": "Mine"}):
        inside = tf.identity(1.0)
        other = tf.negative(1.0)
    outside = tf.identity(1.0)
    return [inside.op.get_attr("_gradient_op_type"), sorted(other.op.node_def.attr), sorted(outside.op.node_def.attr)]


@question("GRA")
def gradient_override_map_of_the_wrong_type(tf: Any) -> Any:
    with tf.get_default_graph().gradient_override_map([]):
        return "entered"


@question("GRA")
def gradient_override_map_to_a_number(tf: Any) -> Any:
    with tf.get_default_graph().gradient_override_map({"Identity": 5}):
        return "entered"


@question("GRA")
def prevent_feeding_and_fetching(tf: Any) -> Any:
    graph = tf.get_default_graph()
    a, b = tf.constant(1, name="a"), tf.constant(2, name="b")
    graph.prevent_feeding(a)
    graph.prevent_fetching(b.op)
    return [graph.is_feedable(a), graph.is_feedable(b), graph.is_fetchable(a), graph.is_fetchable(b),
            graph.is_fetchable(b.op), graph.is_fetchable(a.op)]


@question("GRA")
def seeds_of_ops_without_seeds(tf: Any) -> Any:
    op = tf.random_uniform([1]).graph.get_operation_by_name("random_uniform/RandomUniform")
    return [op.get_attr("seed"), op.get_attr("seed2")]


@question("GRA")
def seeds_of_ops_with_a_graph_seed(tf: Any) -> Any:
    tf.set_random_seed(7)
    ops = []
    for name in ("a", "b"):
        tf.random_uniform([1], name=name)
        ops.append(tf.get_default_graph().get_operation_by_name(name + "/RandomUniform"))
    return [[op.get_attr("seed"), op.get_attr("seed2")] for op in ops] + [tf.get_default_graph().seed]


@question("GRA")
def seeds_of_ops_with_an_op_seed(tf: Any) -> Any:
    tf.random_uniform([1], seed=5, name="a")
    tf.set_random_seed(7)
    tf.random_uniform([1], seed=5, name="b")
    ops = [tf.get_default_graph().get_operation_by_name(name + "/RandomUniform") for name in ("a", "b")]
    return [[op.get_attr("seed"), op.get_attr("seed2")] for op in ops]


@question("GRA")
def get_seed_pairs(tf: Any) -> Any:
    pairs = [tf.get_seed(None), tf.get_seed(3), tf.get_seed(0)]
    tf.set_random_seed(0)
    pairs += [tf.get_seed(0), tf.get_seed(None), tf.get_seed(2 ** 31)]
    return pairs


@question("GRA")
def tensor_is_not_a_bool(tf: Any) -> Any:
    return bool(tf.constant(True))


@question("GRA")
def if_on_a_tensor(tf: Any) -> Any:
    return 1 if tf.constant(3) > 2 else 0


@question("GRA")
def tensor_is_not_iterable(tf: Any) -> Any:
    return list(tf.constant([1, 2]))


@question("GRA")
def unpacking_a_tensor(tf: Any) -> Any:
    first, second = tf.constant([1, 2])
    return [first.name, second.name]


@question("GRA")
def length_of_a_tensor(tf: Any) -> Any:
    return len(tf.constant([1, 2]))


@question("GRA")
def membership_in_a_tensor(tf: Any) -> Any:
    return 1 in tf.constant([1, 2])


@question("GRA")
def tensors_are_compared_by_identity_and_hashed(tf: Any) -> Any:
    a, b = tf.constant(1), tf.constant(1)
    same = a
    return [a == same, a == b, a != b, len({a, b, a}), a == 1, a is not None]


@question("GRA")
def tensor_as_a_number(tf: Any) -> Any:
    return [refusal(lambda: int(tf.constant(1)))[0], refusal(lambda: float(tf.constant(1)))[0],
            refusal(lambda: [1, 2][tf.constant(1)])[0]]


@question("GRA")
def tensor_as_an_array(tf: Any) -> Any:
    return np.asarray(tf.constant(1)).dtype.name


@question("GRA")
def inputs_of_two_graphs(tf: Any) -> Any:
    with tf.Graph().as_default():
        a = tf.constant(1, name="a")
    return tf.add(a, tf.constant(2, name="b")).name


@question("GRA")
def inputs_of_another_graph_make_the_op_there(tf: Any) -> Any:
    graph = tf.Graph()
    with graph.as_default():
        a = tf.constant(1, name="a")
    return [tf.identity(a).graph is graph, (a + 1).graph is graph]


@question("GRA")
def operation_outputs_and_properties(tf: Any) -> Any:
    a = tf.split(tf.zeros([4]), 2, name="parts")[1]
    n = tf.no_op(name="n")
    return [a.value_index, a.op.type, len(a.op.outputs), a.dtype, a.op.graph is a.graph, n.outputs, list(n.inputs)]


@question("GRA")
def create_op_by_hand(tf: Any) -> Any:
    graph = tf.get_default_graph()
    op = graph.create_op("NoOp", [], [], name="mine")
    return [op.name, op.type, len(op.outputs)]


@question("GRA")
def create_op_of_an_unknown_type(tf: Any) -> Any:
    return tf.get_default_graph().create_op("NoSuchOp", [], [], name="mine").name


@question("GRA")
def a_fresh_graph_is_empty(tf: Any) -> Any:
    graph = tf.Graph()
    return [graph.get_operations(), graph.version, graph.get_all_collection_keys(), graph.seed, graph.finalized,
            graph.building_function]
