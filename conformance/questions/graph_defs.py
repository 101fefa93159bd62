"""GraphDefs: attributes and node definitions of operations, graphs as messages, importing them."""
from __future__ import annotations

from typing import Any

from conformance.questions.question import question


@question("GRA")
def operation_attributes(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, [2, None], name="a")
    b = tf.matmul(a, a, transpose_a=True)
    return [a.op.get_attr("dtype"), b.op.get_attr("T"), b.op.get_attr("transpose_a"),
            b.op.get_attr("transpose_b"),
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
    nodes = [tf.matmul([[1.0]], [[1.0]]), tf.constant(1), tf.reduce_sum(x), tf.nn.relu(x),
             tf.cast(x, tf.int32),
             tf.nn.max_pool(x, 2, 2,
                            "VALID"), tf.random_uniform([1]).op.inputs[0], tf.squeeze(x), tf.argmax(x)]
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
