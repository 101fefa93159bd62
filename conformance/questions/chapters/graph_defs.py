"""GraphDefs: attributes and node definitions of operations, graphs as messages, importing them."""

from __future__ import annotations

from typing import Any

from conformance.questions.question import question, refusal


@question("GRA-18")
def operation_attributes(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, [2, None], name="a")
    b = tf.matmul(a, a, transpose_a=True)
    return [
        a.op.get_attr("dtype"),
        b.op.get_attr("T"),
        b.op.get_attr("transpose_a"),
        b.op.get_attr("transpose_b"),
        [d.size for d in a.op.get_attr("shape").dim],
        a.op.get_attr("shape").unknown_rank,
    ]


@question("GRA-18")
def unknown_attribute(tf: Any) -> Any:
    return tf.constant(1, name="a").op.get_attr("nope")


@question("GRA-18")
def attribute_lists_strings_and_integers(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [1, 4, 4, 2])
    pooled = tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
    packed = tf.stack([x, x], axis=1)
    squeezed = tf.squeeze(tf.zeros([1, 2, 1]), [0, 2])
    return [
        pooled.op.get_attr("ksize"),
        pooled.op.get_attr("padding"),
        packed.op.get_attr("N"),
        packed.op.get_attr("axis"),
        squeezed.op.get_attr("squeeze_dims"),
    ]


@question("GRA-19")
def node_def_of_a_placeholder(tf: Any) -> Any:
    return str(tf.placeholder(tf.float32, [2, None], name="a").op.node_def).splitlines()


@question("GRA-19")
def node_def_lists_inputs_and_control_inputs(tf: Any) -> Any:
    first = tf.no_op(name="first")
    parts = tf.split(tf.zeros([4]), 2, name="parts")
    with tf.control_dependencies([first]):
        total = tf.add(parts[0], parts[1], name="sum")
    return list(total.op.node_def.input)


@question("GRA-33")
def op_def_of_an_operation(tf: Any) -> Any:
    op_def = tf.add(1, 2).op.op_def
    return [
        op_def.name,
        [a.name for a in op_def.input_arg],
        [a.name for a in op_def.output_arg],
        [a.name for a in op_def.attr],
    ]


@question("GRA-19")
def which_attributes_a_node_def_holds(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [1, 4, 4, 2])
    nodes = [
        tf.matmul([[1.0]], [[1.0]]),
        tf.constant(1),
        tf.reduce_sum(x),
        tf.nn.relu(x),
        tf.cast(x, tf.int32),
        tf.nn.max_pool(x, 2, 2, "VALID"),
        tf.random_uniform([1]).op.inputs[0],
        tf.squeeze(x),
        tf.argmax(x),
    ]
    return [[t.op.type, sorted(t.op.node_def.attr)] for t in nodes]


@question("GRA-19", "GRA-20")
def graph_def_of_a_small_graph(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, name="a")
    tf.identity(a, name="b")
    graph_def = tf.get_default_graph().as_graph_def()
    return [[[n.name, n.op, list(n.input), n.device] for n in graph_def.node], graph_def.versions.producer]


@question("GRA-19")
def graph_def_from_a_version(tf: Any) -> Any:
    tf.constant(1, name="a")
    graph = tf.get_default_graph()
    version = graph.version
    tf.constant(1, name="b")
    return [n.name for n in graph.as_graph_def(from_version=version).node]


@question("GRA-19")
def graph_def_with_shapes(tf: Any) -> Any:
    tf.placeholder(tf.float32, [2, None], name="a")
    node = tf.get_default_graph().as_graph_def(add_shapes=True).node[0]
    return [sorted(node.attr), [d.size for d in node.attr["_output_shapes"].list.shape[0].dim]]


@question("GRA-19")
def graph_def_is_a_copy(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    tf.get_default_graph().as_graph_def().node[0].name = "z"
    return a.op.name


@question("INT-4", "INT-6")
def import_graph_def_prefixes_names(tf: Any) -> Any:
    tf.add(tf.constant(1, name="a"), 2, name="b")
    graph_def = tf.get_default_graph().as_graph_def()
    with tf.Graph().as_default() as graph:
        result = tf.import_graph_def(graph_def)
        tf.import_graph_def(graph_def)
        tf.import_graph_def(graph_def, name="")
        return [result, [op.name for op in graph.get_operations()]]


@question("INT-14")
def import_graph_def_returns_elements(tf: Any) -> Any:
    tf.add(tf.constant(1, name="a"), 2, name="b")
    graph_def = tf.get_default_graph().as_graph_def()
    with tf.Graph().as_default():
        op, tensor = tf.import_graph_def(graph_def, return_elements=["a", "b:0"], name="g")
        return [op.name, tensor.name, type(op) is tf.Operation, type(tensor) is tf.Tensor]


@question("INT-13")
def import_graph_def_maps_inputs(tf: Any) -> Any:
    a = tf.placeholder(tf.int32, name="a")
    tf.add(a, 1, name="b")
    graph_def = tf.get_default_graph().as_graph_def()
    with tf.Graph().as_default(), tf.Session() as sess:
        (b,) = tf.import_graph_def(graph_def, input_map={"a:0": tf.constant(41)}, return_elements=["b:0"])
        return [int(sess.run(b)), b.op.inputs[0].name]


@question("INT-14")
def import_graph_def_of_a_missing_return_element(tf: Any) -> Any:
    tf.import_graph_def(tf.GraphDef(), return_elements=["nope"])


@question("INT-13")
def import_graph_def_of_a_missing_mapped_input(tf: Any) -> Any:
    tf.import_graph_def(tf.GraphDef(), input_map={"nope:0": tf.constant(1)})


@question("INT-4")
def import_graph_def_of_the_wrong_type(tf: Any) -> Any:
    tf.import_graph_def("text")


@question("INT-10")
def import_graph_def_of_an_unknown_op(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    graph_def.node.add(name="a", op="NoSuchOp")
    tf.import_graph_def(graph_def)


@question("INT-7")
def import_graph_def_of_a_missing_input(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    node = graph_def.node.add(name="a", op="Identity", input=["b"])
    node.attr["T"].type = tf.float32.as_datatype_enum
    tf.import_graph_def(graph_def)


@question("INT-5")
def import_graph_def_of_a_cycle(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    for name, other in (("a", "b"), ("b", "a")):
        node = graph_def.node.add(name=name, op="Identity", input=[other])
        node.attr["T"].type = tf.float32.as_datatype_enum
    tf.import_graph_def(graph_def)


@question("INT-8")
def import_graph_def_of_a_missing_attribute(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    graph_def.node.add(name="a", op="Placeholder")
    tf.import_graph_def(graph_def)


@question("INT-9")
def import_graph_def_of_a_wrong_input_type(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    graph_def.node.add(name="a", op="Placeholder").attr["dtype"].type = tf.int32.as_datatype_enum
    graph_def.node.add(name="b", op="Identity", input=["a"]).attr["T"].type = tf.float32.as_datatype_enum
    tf.import_graph_def(graph_def)


@question("INT-7")
def import_graph_def_of_a_duplicate_name(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    graph_def.node.add(name="a", op="NoOp")
    graph_def.node.add(name="a", op="NoOp")
    tf.import_graph_def(graph_def)


@question("INT-7")
def import_graph_def_of_a_bad_name(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    graph_def.node.add(name="a b", op="NoOp")
    tf.import_graph_def(graph_def)


@question("INT-8")
def import_graph_def_fills_in_default_attributes(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    for name in ("a", "b"):
        node = graph_def.node.add(name=name, op="Placeholder")
        node.attr["dtype"].type = tf.float32.as_datatype_enum
    graph_def.node.add(name="c", op="MatMul", input=["a", "b"]).attr["T"].type = tf.float32.as_datatype_enum
    (c,) = tf.import_graph_def(graph_def, return_elements=["c"])
    return [c.get_attr("transpose_a"), c.get_attr("transpose_b"), c.outputs[0].shape]


def graph_def_of(tf: Any, *nodes: Any) -> Any:
    """A GraphDef of `(name, op, inputs, {attribute: dtype})` nodes."""
    graph_def = tf.GraphDef()
    for name, op, inputs, dtypes in nodes:
        node = graph_def.node.add(name=name, op=op, input=inputs)
        for key, dtype in dtypes.items():
            node.attr[key].type = dtype.as_datatype_enum
    return graph_def


@question("INT-4")
def import_graph_def_of_nothing(tf: Any) -> Any:
    return [
        tf.import_graph_def(tf.GraphDef()),
        tf.import_graph_def(tf.GraphDef(), return_elements=[]),
        tf.get_default_graph().version,
    ]


@question("INT-5")
def import_graph_def_in_any_order(tf: Any) -> Any:
    graph_def = graph_def_of(
        tf, ("b", "Identity", ["a"], {"T": tf.int32}), ("a", "Placeholder", [], {"dtype": tf.int32})
    )
    tf.import_graph_def(graph_def, name="")
    return [op.name for op in tf.get_default_graph().get_operations()]


@question("INT-15")
def import_graph_def_keeps_control_inputs(tf: Any) -> Any:
    graph_def = graph_def_of(tf, ("n", "NoOp", [], {}), ("m", "NoOp", ["^n"], {}))
    n, m = tf.import_graph_def(graph_def, return_elements=["n", "m"])
    return [list(m.node_def.input), m.control_inputs[0] is n]


@question("INT-15")
def import_graph_def_adds_the_control_dependencies_of_its_scope(tf: Any) -> Any:
    graph_def = graph_def_of(tf, ("n", "NoOp", [], {}), ("m", "NoOp", ["^n"], {}))
    with tf.control_dependencies([tf.no_op(name="first")]):
        made = tf.import_graph_def(graph_def, return_elements=["n", "m"])
    return [list(op.node_def.input) for op in made]


@question("INT-13")
def import_graph_def_maps_control_inputs(tf: Any) -> Any:
    graph_def = graph_def_of(tf, ("n", "NoOp", [], {}), ("m", "NoOp", ["^n"], {}))
    (m,) = tf.import_graph_def(graph_def, input_map={"^n": tf.no_op(name="mine")}, return_elements=["m"])
    return list(m.node_def.input)


@question("INT-15")
def import_graph_def_renames_colocation(tf: Any) -> Any:
    graph_def = graph_def_of(tf, ("a", "NoOp", [], {}), ("b", "NoOp", [], {}))
    graph_def.node[1].attr["_class"].list.s.append(b"loc:@a")
    (b,) = tf.import_graph_def(graph_def, return_elements=["b"], name="g")
    return [b.get_attr("_class"), b.colocation_groups()]


@question("INT-7")
def import_graph_def_of_colocation_with_nothing(tf: Any) -> Any:
    graph_def = graph_def_of(tf, ("b", "NoOp", [], {}))
    graph_def.node[0].attr["_class"].list.s.append(b"loc:@a")
    tf.import_graph_def(graph_def)


@question("INT-15")
def import_graph_def_keeps_and_merges_devices(tf: Any) -> Any:
    graph_def = graph_def_of(tf, ("a", "NoOp", [], {}), ("b", "NoOp", [], {}))
    graph_def.node[0].device = "/device:CPU:1"
    with tf.device("/job:w/device:CPU:0"):
        made = tf.import_graph_def(graph_def, return_elements=["a", "b"])
    return [op.device for op in made]


@question("INT-6")
def import_graph_def_in_a_name_scope(tf: Any) -> Any:
    graph_def = graph_def_of(tf, ("a", "NoOp", [], {}))
    with tf.name_scope("s"):
        (first,) = tf.import_graph_def(graph_def, return_elements=["a"])
        (second,) = tf.import_graph_def(graph_def, return_elements=["a"], name="g")
        (third,) = tf.import_graph_def(graph_def, return_elements=["a"], name="")
    return [first.name, second.name, third.name]


@question("INT-6")
def import_graph_def_of_a_name_that_is_taken(tf: Any) -> Any:
    tf.no_op(name="a")
    tf.import_graph_def(graph_def_of(tf, ("a", "NoOp", [], {})), name="")
    return [op.name for op in tf.get_default_graph().get_operations()]


@question("INT-6")
def import_graph_def_twice_under_one_name(tf: Any) -> Any:
    graph_def = graph_def_of(tf, ("a", "NoOp", [], {}))
    made = [tf.import_graph_def(graph_def, return_elements=["a"], name="g")[0].name for _ in range(2)]
    return [*made, refusal(lambda: tf.import_graph_def(graph_def, name="g/"))]


@question("INT-7")
def import_graph_def_of_an_output_that_does_not_exist(tf: Any) -> Any:
    tf.import_graph_def(
        graph_def_of(tf, ("a", "Placeholder", [], {"dtype": tf.int32}), ("b", "Identity", ["a:3"], {"T": tf.int32}))
    )


@question("INT-14")
def import_graph_def_returning_an_output_that_does_not_exist(tf: Any) -> Any:
    tf.import_graph_def(graph_def_of(tf, ("a", "NoOp", [], {})), return_elements=["a:0"])


@question("INT-9")
def import_graph_def_of_too_few_inputs(tf: Any) -> Any:
    tf.import_graph_def(
        graph_def_of(tf, ("a", "Placeholder", [], {"dtype": tf.int32}), ("b", "Add", ["a"], {"T": tf.int32}))
    )


@question("INT-9")
def import_graph_def_of_too_many_inputs(tf: Any) -> Any:
    tf.import_graph_def(graph_def_of(tf, ("a", "Placeholder", [], {"dtype": tf.int32}), ("b", "NoOp", ["a"], {})))


@question("INT-7")
def import_graph_def_of_a_data_input_after_a_control_input(tf: Any) -> Any:
    tf.import_graph_def(
        graph_def_of(
            tf,
            ("a", "Placeholder", [], {"dtype": tf.int32}),
            ("n", "NoOp", [], {}),
            ("b", "Identity", ["^n", "a"], {"T": tf.int32}),
        )
    )


@question("INT-8")
def import_graph_def_of_a_type_that_the_op_does_not_take(tf: Any) -> Any:
    tf.import_graph_def(
        graph_def_of(tf, ("a", "Placeholder", [], {"dtype": tf.bool}), ("b", "Neg", ["a"], {"T": tf.bool}))
    )


@question("INT-8")
def import_graph_def_of_an_attribute_of_a_wrong_kind(tf: Any) -> Any:
    graph_def = graph_def_of(tf, ("a", "Placeholder", [], {}))
    graph_def.node[0].attr["dtype"].i = 3
    tf.import_graph_def(graph_def)


@question("INT-8")
def import_graph_def_of_an_unknown_attribute(tf: Any) -> Any:
    graph_def = graph_def_of(tf, ("a", "NoOp", [], {}))
    graph_def.node[0].attr["strange"].i = 3
    tf.import_graph_def(graph_def)


@question("INT-8")
def import_graph_def_of_an_unknown_private_attribute(tf: Any) -> Any:
    graph_def = graph_def_of(tf, ("a", "NoOp", [], {}))
    graph_def.node[0].attr["_strange"].i = 3
    return tf.import_graph_def(graph_def, return_elements=["a"])[0].get_attr("_strange")


@question("INT-10")
def import_graph_def_that_needs_a_newer_consumer(tf: Any) -> Any:
    graph_def = tf.GraphDef()
    graph_def.versions.producer = 1000000
    graph_def.versions.min_consumer = 999999
    tf.import_graph_def(graph_def)


@question("INT-9", "GRA-31")
def import_graph_def_of_shapes_that_do_not_fit(tf: Any) -> Any:
    with tf.Graph().as_default() as graph:
        a, b = tf.placeholder(tf.float32, [2, 3], name="a"), tf.placeholder(tf.float32, name="b")
        tf.matmul(a, b, name="m")
        graph_def = graph.as_graph_def()
    graph_def.node[1].attr["shape"].shape.CopyFrom(tf.TensorShape([2, 3]).as_proto())
    tf.import_graph_def(graph_def)


@question("INT-9", "INT-13")
def import_graph_def_of_a_wrong_mapped_type(tf: Any) -> Any:
    graph_def = graph_def_of(
        tf, ("a", "Placeholder", [], {"dtype": tf.int32}), ("b", "Identity", ["a"], {"T": tf.int32})
    )
    tf.import_graph_def(graph_def, input_map={"a:0": tf.constant(1.5)})


@question("INT-13")
def import_graph_def_of_a_wrong_input_map(tf: Any) -> Any:
    return refusal(lambda: tf.import_graph_def(tf.GraphDef(), input_map=[1]))


@question("INT-14")
def import_graph_def_of_wrong_return_elements(tf: Any) -> Any:
    return [
        refusal(lambda: tf.import_graph_def(tf.GraphDef(), return_elements=[5])),
        refusal(lambda: tf.import_graph_def(tf.GraphDef(), return_elements=["a:x"])),
    ]


@question("INT-4", "GRA-17")
def import_graph_def_into_a_finalized_graph(tf: Any) -> Any:
    tf.get_default_graph().finalize()
    tf.import_graph_def(graph_def_of(tf, ("a", "NoOp", [], {})))


@question("INT-1", "INT-4")
def graph_def_goes_through_bytes(tf: Any) -> Any:
    tf.add(tf.constant([1.5, 2.5], name="a"), 1.0, name="b")
    text = tf.get_default_graph().as_graph_def().SerializeToString()
    with tf.Graph().as_default(), tf.Session() as sess:
        (b,) = tf.import_graph_def(tf.GraphDef.FromString(text), return_elements=["b:0"])
        return sess.run(b)
