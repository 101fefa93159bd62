"""Messages of tensors and graphs: how elements are written, imports, files, and graphs cut and frozen."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from conformance.questions.folder import Folder
from conformance.questions.question import nodes, question, refusal, refusals, run


def _tensor(tf: Any, **fields: Any) -> Any:
    message = type(tf.make_tensor_proto(0))(dtype=fields.pop("dtype").as_datatype_enum)
    for size in fields.pop("shape", []):
        message.tensor_shape.dim.add(size=size)
    for name, value in fields.items():
        if isinstance(value, list):
            getattr(message, name).extend(value)
        else:
            setattr(message, name, value)
    return message


# ---- tensors


@question("INT-2")
def elements_that_are_listed(tf: Any) -> Any:
    messages = (
        _tensor(tf, dtype=tf.float32, shape=[4], float_val=[1.5, -0.0]),
        _tensor(tf, dtype=tf.int32, shape=[2, 2], int_val=[]),
        _tensor(tf, dtype=tf.string, shape=[3], string_val=[b"a", b"b"]),
        _tensor(tf, dtype=tf.string, shape=[2]),
        _tensor(tf, dtype=tf.complex64, shape=[2], scomplex_val=[1.0, 2.0, 3.0, 4.0]),
        _tensor(tf, dtype=tf.complex128, shape=[3], dcomplex_val=[1.0, 2.0]),
        _tensor(tf, dtype=tf.float16, shape=[2], half_val=[15360, 49152]),
        _tensor(tf, dtype=tf.bfloat16, shape=[2], half_val=[16256, 49152]),
        _tensor(tf, dtype=tf.bool, shape=[3], bool_val=[True, False]),
        _tensor(tf, dtype=tf.int64, int64_val=[7]),
        _tensor(tf, dtype=tf.int32, shape=[2], int_val=[1, 2, 3]),
    )
    return [_constant(tf, message) for message in messages]


@question("INT-2")
def elements_as_bytes(tf: Any) -> Any:
    messages = (
        _tensor(tf, dtype=tf.int16, shape=[2, 1], tensor_content=b"\1\0\xff\xff"),
        _tensor(tf, dtype=tf.complex64, shape=[1], tensor_content=b"\0\0\x80?\0\0\0@"),
        _tensor(tf, dtype=tf.bfloat16, shape=[1], tensor_content=b"\x80?"),
        _tensor(tf, dtype=tf.float64, shape=[0, 3]),
    )
    return [_constant(tf, message) for message in messages]


def _constant(tf: Any, message: Any) -> Any:
    """The value of a Const with this message, as a step gives it."""
    graph_def = tf.GraphDef()
    node = graph_def.node.add(name="c", op="Const")
    node.attr["dtype"].type = message.dtype
    node.attr["value"].tensor.CopyFrom(message)
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.import_graph_def(graph_def, name="")
        value = sess.run("c:0")
        return value.astype(np.float32) if "bfloat16" in str(value.dtype) else value


@question("INT-3")
def messages_of_values(tf: Any) -> Any:
    make = tf.make_tensor_proto
    values = (
        make(5),
        make([1.5, 2.5]),
        make([[1, 2], [3, 4]], dtype=tf.int64),
        make([True, False]),
        make(np.array([1, 2], np.uint16)),
        make(np.array([1, 2], np.float16)),
        make([1 + 2j, 3]),
        make(["a", b"b"]),
        make(7, shape=[2, 3]),
        make([1, 2], shape=[4]),
        make([], dtype=tf.float32),
        make(np.zeros((2, 0), np.int32)),
        make([1, 2, 3, 4], shape=[2, 2]),
    )
    return [str(message) for message in values]


@question("INT-3")
def values_that_make_no_message(tf: Any) -> Any:
    make = tf.make_tensor_proto
    return [
        refusal(lambda: make([1, 2], shape=[3], verify_shape=True)),
        refusal(lambda: make([1, 2, 3], shape=[2])),
        refusal(lambda: make(None)),
        refusal(lambda: make([[1], [2, 3]])),
        refusal(lambda: make("text", dtype=tf.float32)),
        refusal(lambda: make(1.5, dtype=tf.int32)),
    ]


@question("INT-3")
def arrays_of_messages(tf: Any) -> Any:
    make, array = tf.make_tensor_proto, tf.make_ndarray
    short = _tensor(tf, dtype=tf.int32, shape=[4], int_val=[1, 2])
    listed = array(short)
    listed[0] = 9
    return [
        listed,
        array(short),
        array(make([b"a", b"bc"])).tolist(),
        array(make([1 + 2j, 3j])),
        array(make(np.array([0.5, 2], np.float16))),
        array(make([True, False])),
        refusal(lambda: array(_tensor(tf, dtype=tf.int32, shape=[1], int_val=[1, 2, 3]))),
    ]


# ---- imports


def _graph_def(tf: Any, build: Any) -> Any:
    with tf.Graph().as_default() as graph:
        build()
        return graph.as_graph_def()


@question("INT-11")
def attributes_of_a_newer_producer(tf: Any) -> Any:
    ops = type(tf.train.export_meta_graph().meta_info_def.stripped_op_list)()
    new = ops.op.add(name="Identity").attr.add(name="newer", type="int")

    def attempt(default: Any) -> Any:
        graph_def = _graph_def(tf, lambda: tf.identity(tf.constant(1.0, name="c"), name="i"))
        graph_def.node[-1].attr["newer"].i = 3
        if default is None:
            return tf.import_graph_def(graph_def, name="without")
        new.default_value.i = default
        return tf.import_graph_def(graph_def, name="default", producer_op_list=ops)

    refused = refusals(attempt, None, 4, 3)
    return [refused, [sorted(op.node_def.attr) for op in tf.get_default_graph().get_operations()]]


def _with_function(tf: Any, name: str, op: str) -> Any:
    """A GraphDef with a function of one op, and a node that calls it."""
    graph_def = tf.GraphDef()
    graph_def.versions.producer = 134
    function = graph_def.library.function.add()
    function.signature.name = name
    function.signature.input_arg.add(name="x", type=tf.float32.as_datatype_enum)
    function.signature.output_arg.add(name="y", type=tf.float32.as_datatype_enum)
    node = function.node_def.add(name="n", op=op, input=["x"])
    node.attr["T"].type = tf.float32.as_datatype_enum
    function.ret["y"] = "n:y:0"
    constant = graph_def.node.add(name="c", op="Const")
    constant.attr["dtype"].type = tf.float32.as_datatype_enum
    constant.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(2.0))
    return graph_def


@question("INT-12")
def functions_of_an_imported_graph(tf: Any) -> Any:
    graph = tf.get_default_graph()
    tf.import_graph_def(_with_function(tf, "turn", "Neg"), name="one")
    tf.import_graph_def(_with_function(tf, "turn", "Neg"), name="two")
    other = refusal(lambda: tf.import_graph_def(_with_function(tf, "turn", "Square"), name="three"))
    functions = [function.signature.name for function in graph.as_graph_def().library.function]
    return [functions, other, nodes(tf)[:2]]


@question("INT-16")
def shapes_that_an_imported_graph_tells(tf: Any) -> Any:
    found = []
    for shapes in ([[-1, 3]], [[2], [5]], []):
        graph_def = _graph_def(tf, lambda: tf.placeholder(tf.float32, name="p"))
        told = graph_def.node[0].attr["_output_shapes"].list
        told.SetInParent()
        for sizes in shapes:
            message = told.shape.add()
            for size in sizes:
                message.dim.add(size=size)
        found.append(_imported_shapes(tf, graph_def))
    return found


@question("INT-16")
def shapes_of_some_outputs_of_an_imported_graph(tf: Any) -> Any:
    graph_def = _graph_def(tf, lambda: tf.split(tf.placeholder(tf.float32, name="p"), 2, name="halves"))
    graph_def.node[-1].attr["_output_shapes"].list.shape.add().dim.add(size=3)
    return _imported_shapes(tf, graph_def)


def _imported_shapes(tf: Any, graph_def: Any) -> Any:
    with tf.Graph().as_default() as graph:
        refused = refusal(lambda: tf.import_graph_def(graph_def, name=""))
        tensors = [tensor for op in graph.get_operations() for tensor in op.outputs]
        return [refused, [str(tensor.shape) for tensor in tensors], [sorted(t.op.node_def.attr) for t in tensors]]


@question("INT-16")
def shapes_that_contradict_the_imported_graph(tf: Any) -> Any:
    graph_def = _graph_def(tf, lambda: tf.constant([1.0, 2.0], name="c"))
    graph_def.node[0].attr["_output_shapes"].list.shape.add().dim.add(size=3)
    return refusal(lambda: tf.import_graph_def(graph_def, name=""))


# ---- files, parts of graphs


@question("INT-17")
def graphs_written_to_files(tf: Any) -> Any:
    tf.constant(1.0, name="c")
    graph = tf.get_default_graph()
    with Folder() as folder:
        paths = [
            tf.train.write_graph(graph, folder.path("a", "b"), "text"),
            tf.io.write_graph(graph.as_graph_def(), folder.root, "binary", as_text=False),
            tf.train.write_graph(graph, folder.root, os.path.join("a", "again"), True),
        ]
        read = tf.GraphDef.FromString(folder.bytes_of("binary"))
        text = folder.bytes_of("a/b/text")
        return [folder.stable(paths), folder.files(), read == graph.as_graph_def(), text]


@question("INT-18")
def parts_of_graphs(tf: Any) -> Any:
    with tf.control_dependencies([tf.constant(0, name="before")]):
        a = tf.constant(1, name="a")
    b = tf.constant(2, name="b")
    first, _ = tf.split(tf.stack([a, b], name="both"), 2, name="halves")
    tf.add(first, 1, name="sum")
    tf.negative(b, name="other")
    graph_def = tf.get_default_graph().as_graph_def()
    extract = tf.graph_util.extract_sub_graph
    return [
        [node.name for node in extract(graph_def, ["sum"]).node],
        [node.name for node in extract(graph_def, ["other", "a"]).node],
        extract(graph_def, []).versions.producer,
        refusals(lambda names: extract(graph_def, names), "sum", ["nowhere"]),
        refusal(lambda: extract("text", ["sum"])),
    ]


def _frozen(tf: Any, use_resource: bool, **lists: Any) -> Any:
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        v = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="v", use_resource=use_resource)
        w = tf.Variable(10.0, name="w", use_resource=use_resource)
        rows = tf.gather(v, [1], name="rows") if not use_resource else v.sparse_read([1], name="rows")
        tf.add(rows * w, v, name="out")
        tf.negative(v, name="unused")
        sess.run([v.initializer, w.initializer])
        graph_def = tf.graph_util.convert_variables_to_constants(sess, graph.as_graph_def(), ["out"], **lists)
        shown = [[node.name, node.op, list(node.input)] for node in graph_def.node]
    if lists:
        return shown
    with tf.Graph().as_default():
        tf.import_graph_def(graph_def, name="")
        return [shown, graph_def.versions.producer, run(tf, "out:0")]


@question("INT-19")
def variables_frozen_to_constants(tf: Any) -> Any:
    return [
        _frozen(tf, False),
        _frozen(tf, False, variable_names_whitelist=["v"]),
        _frozen(tf, False, variable_names_blacklist=["v"]),
    ]


@question("INT-19")
def resource_variables_frozen_to_constants(tf: Any) -> Any:
    return _frozen(tf, True)


def _without_training(tf: Any, **protected: Any) -> Any:
    graph_def = tf.get_default_graph().as_graph_def()
    message = tf.graph_util.remove_training_nodes(graph_def, **protected)
    return [[node.name, node.op, list(node.input)] for node in message.node]


@question("INT-20")
def nodes_for_training_removed(tf: Any) -> Any:
    a = tf.constant([1.0], name="a")
    i = tf.identity(a, name="i")
    with tf.control_dependencies([i]):
        late = tf.identity(tf.identity(a, name="first"), name="late")
    tf.negative(late, name="out")
    tf.negative(tf.identity(tf.identity(a, name="x"), name="y"), name="z")
    return [_without_training(tf), _without_training(tf, protected_nodes=["x", "first"])]


@question("INT-20")
def checks_of_numbers_removed(tf: Any) -> Any:
    a = tf.constant([1.0], name="a")
    tf.negative(tf.check_numerics(a, "text", name="checked"), name="out")
    return _without_training(tf)


@question("INT-20")
def shapes_of_tensors_by_name(tf: Any) -> Any:
    tf.split(tf.placeholder(tf.float32, [None, 4], name="p"), 2, axis=1, name="halves")
    shape = tf.graph_util.tensor_shape_from_node_def_name
    graph = tf.get_default_graph()
    return [
        [str(shape(graph, name)) for name in ("p", "halves:1")],
        refusals(lambda name: shape(graph, name), "nowhere", "p:3"),
    ]
