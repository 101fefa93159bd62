"""Importing: what the recorded questions do not show."""

import numpy as np
import pytest
from google.protobuf import text_format

import reference as tf


def parse(text):
    return text_format.Parse(text, tf.GraphDef())


PLACEHOLDER = 'node { name: "a" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } }'
IDENTITY = 'node { name: "b" op: "Identity" input: "a" attr { key: "T" value { type: DT_FLOAT } } }'
REFUSED = [
    IDENTITY.replace('"b"', '"c"').replace("FLOAT", "INT32"),
    'node { name: "c" op: "Nope" }',
    'node { name: "c" op: "NoOp" input: "^c" }',
    'node { name: "c" op: "NoOp" device: "garbage" }',
    'node { name: "c" op: "NoOp" attr { key: "_class" value { list { s: "loc:@q" } } } }',
    'node { name: "c" op: "Neg" input: "x:7" attr { key: "T" value { type: DT_FLOAT } } }',
]


@pytest.mark.parametrize("text", REFUSED)
def test_int_4_a_refused_import_leaves_the_graph_as_it_was(text):
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, name="x")
        first = tf.no_op(name="first")
        before = graph.as_graph_def()
        message = parse(PLACEHOLDER + IDENTITY + 'node { name: "d" op: "NoOp" input: "^b" }' + text)
        with pytest.raises((ValueError, tf.OpError)), graph.control_dependencies([first]):
            tf.import_graph_def(message, input_map={"a": x})
        assert graph.as_graph_def() == before
        assert x.consumers() == []
        assert first._control_outputs == []
        assert graph.version == 2
        assert tf.import_graph_def(parse(PLACEHOLDER), name="import", return_elements=["a"])[0].name == "import_1/a"


@pytest.mark.parametrize(
    "keywords", [{"return_elements": ["a", "q"]}, {"input_map": {"q": 1.0}}, {"return_elements": ["a:4"]}]
)
def test_int_4_arguments_that_do_not_fit_add_no_node_of_the_message(keywords):
    with tf.Graph().as_default() as graph:
        with pytest.raises(ValueError, match=r"not found in graph def|not found in graph_def|Invalid return output"):
            tf.import_graph_def(parse(PLACEHOLDER), **keywords)
        assert [operation.type for operation in graph.get_operations()] in ([], ["Const"])


def test_int_4_only_a_graph_def_can_be_imported():
    for given in (None, b"", "", tf.NodeDef(), tf.MetaGraphDef(), []):
        with pytest.raises(TypeError, match=r"^graph_def must be a GraphDef proto.$"):
            tf.import_graph_def(given)


def test_int_4_a_finalized_graph_takes_nothing():
    with tf.Graph().as_default() as graph:
        graph.finalize()
        with pytest.raises(RuntimeError, match=r"Graph is finalized and cannot be modified."):
            tf.import_graph_def(parse(PLACEHOLDER))


def test_int_6_imported_names_count_as_used():
    with tf.Graph().as_default():
        tf.import_graph_def(parse(PLACEHOLDER + IDENTITY), name="")
        assert [tf.no_op(name=name).name for name in ("a", "A", "b")] == ["a_1", "A_2", "b_1"]


@pytest.mark.parametrize(("value", "fits"), [("false", True), ("true", False)])
def test_int_11_an_attribute_that_says_what_was_the_default_is_dropped(value, fits):
    message = parse(PLACEHOLDER + IDENTITY)
    message.node[1].attr["newer"].b = value == "true"
    ops = text_format.Parse(
        'op { name: "Identity" attr { name: "newer" type: "bool" default_value { b: false } } }', op_list()
    )
    with tf.Graph().as_default():
        if fits:
            (b,) = tf.import_graph_def(message, return_elements=["b"], producer_op_list=ops)
            assert sorted(b.node_def.attr) == ["T"]
        else:
            with pytest.raises(ValueError, match=r"^NodeDef mentions attr 'newer' not in Op<name=Identity;"):
                tf.import_graph_def(message, producer_op_list=ops)
    assert message.node[1].attr["newer"].b == (value == "true")


def op_list():
    from tensorboard.compat.proto.op_def_pb2 import OpList

    return OpList()


LIBRARY = """library { function { signature { name: "f" input_arg { name: "x" type: DT_FLOAT }
    output_arg { name: "y" type: DT_FLOAT } } ret { key: "y" value: "x" } } }"""


def test_int_12_functions_become_part_of_the_graph():
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(parse(PLACEHOLDER + 'node { name: "b" op: "f" input: "a" }' + LIBRARY), name="")
        tf.import_graph_def(parse(LIBRARY))
    again = graph.as_graph_def()
    assert [function.signature.name for function in again.library.function] == ["f"]
    assert again.versions.min_consumer == 12
    assert graph.get_tensor_by_name("b:0").dtype == tf.float32


def test_int_12_two_functions_of_one_name_are_refused():
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(parse(LIBRARY))
        with pytest.raises(ValueError, match=r"^Cannot add function 'f' because a different function with the same"):
            tf.import_graph_def(parse(PLACEHOLDER + LIBRARY.replace('value: "x"', 'value: "z"')))
        assert graph.get_operations() == []


def test_int_10_versions_are_narrowed():
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(parse("versions { producer: 21 min_consumer: 3 bad_consumers: 5 }"))
        tf.import_graph_def(parse("versions { producer: 500 min_consumer: 2 bad_consumers: 5 bad_consumers: 6 }"))
    versions = graph.graph_def_versions
    assert (versions.producer, versions.min_consumer, list(versions.bad_consumers)) == (21, 3, [5, 6])


def test_int_13_values_become_constants():
    with tf.Graph().as_default(), tf.Session() as sess:
        (b,) = tf.import_graph_def(parse(PLACEHOLDER + IDENTITY), {"a": [1.0, 2.0]}, ["b:0"], name="g")
        assert b.op.inputs[0].name == "g/_inputs/Const:0"
        assert sess.run(b).tolist() == [1.0, 2.0]


def test_int_13_values_need_a_name_scope():
    with tf.Graph().as_default(), pytest.raises(ValueError, match=r"requires a non-empty `name` if `input_map`"):
        tf.import_graph_def(parse(PLACEHOLDER), {"a": 1.0}, name="")


def test_int_13_a_tensor_of_another_graph_is_refused():
    with tf.Graph().as_default():
        other = tf.placeholder(tf.float32, name="y")
    with tf.Graph().as_default(), pytest.raises(ValueError, match=r"^node 'y' in input_map does not exist in graph"):
        tf.import_graph_def(parse(PLACEHOLDER), {"a": other})


def test_int_13_an_operation_is_no_tensor():
    with tf.Graph().as_default(), pytest.raises(TypeError, match=r"^Can't convert Operation 'mine' to Tensor"):
        tf.import_graph_def(parse(PLACEHOLDER), {"^a": tf.no_op(name="mine")})


def test_int_15_a_device_function_sees_each_operation_with_its_device():
    seen = []

    def choose(operation):
        seen.append((operation.name, operation.device))
        return "/job:chosen"

    with tf.Graph().as_default() as graph, graph.device(choose):
        tf.import_graph_def(parse('node { name: "a" op: "NoOp" device: "/cpu:1" } node { name: "b" op: "NoOp" }'))
    assert seen == [("import/a", "/device:CPU:1"), ("import/b", "")]
    assert [operation.device for operation in graph.get_operations()] == ["/job:chosen"] * 2


def test_int_15_what_takes_an_imported_tensor_in_a_block_waits_already():
    with tf.Graph().as_default() as graph, graph.control_dependencies([tf.no_op(name="first")]):
        (a,) = tf.import_graph_def(parse(PLACEHOLDER), return_elements=["a:0"])
        assert tf.identity(a).op.control_inputs == []


FFT = """node { name: "z" op: "Placeholder" attr { key: "dtype" value { type: DT_COMPLEX64 } }
        attr { key: "shape" value { shape { unknown_rank: true } } } }
    node { name: "known" op: "Identity" input: "z" attr { key: "T" value { type: DT_COMPLEX64 } } }
    node { name: "fft" op: "FFT3D" input: "z" attr { key: "Tcomplex" value { type: DT_COMPLEX64 } } }
    node { name: "batch" op: "BatchFFT3D" input: "fft" }
    node { name: "again" op: "FFT3D" input: "batch" attr { key: "Tcomplex" value { type: DT_COMPLEX64 } } }"""


def test_run_16_a_graph_with_ops_without_a_kernel_can_be_imported_and_run_in_part():
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        tf.import_graph_def(parse(FFT), name="")
        assert graph.get_tensor_by_name("fft:0").dtype == tf.complex64
        assert sess.run("known:0", {"z:0": 1j}) == np.complex64(1j)
        assert sess.run("batch:0", {"batch:0": 1j}) == np.complex64(1j)


def test_run_16_a_step_that_needs_ops_without_a_kernel_names_them_all():
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.import_graph_def(parse(FFT), name="")
        with pytest.raises(tf.errors.NotFoundError) as caught:
            sess.run("again:0", {"z:0": 1j})
    assert caught.value.message.startswith("Op type not registered 'BatchFFT3D', 'FFT3D' in this implementation")
    assert "'batch', 'fft'" in caught.value.message


def test_gra_19_a_graph_with_ops_without_a_kernel_goes_out_as_it_came():
    message = parse(FFT + " versions { producer: 12 }")
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(message, name="")
    assert graph.as_graph_def() == message


def test_int_16_shapes_of_outputs_complete_what_the_graph_says():
    message = parse(PLACEHOLDER + IDENTITY)
    shapes = message.node[1].attr["_output_shapes"].list
    shapes.shape.add().dim.add(size=5)
    with tf.Graph().as_default():
        (b,) = tf.import_graph_def(message, return_elements=["b"])
        assert b.outputs[0].shape.as_list() == [5]
        assert sorted(b.node_def.attr) == ["T"]


def test_int_16_shapes_of_outputs_must_not_contradict():
    message = parse(PLACEHOLDER)
    message.node[0].attr["shape"].shape.dim.add(size=3)
    message.node[0].attr["_output_shapes"].list.shape.add().dim.add(size=5)
    with tf.Graph().as_default(), pytest.raises(ValueError) as caught:
        tf.import_graph_def(message)
    assert str(caught.value).startswith(
        "Node 'import/a' has an _output_shapes attribute inconsistent with the GraphDef for output #0: Dimension 0"
    )


def test_int_4_control_inputs_are_in_the_order_of_their_names():
    with tf.Graph().as_default() as graph:
        nodes = [tf.no_op(name=name) for name in ("c", "a", "b")]
        with tf.control_dependencies(nodes):
            tf.no_op(name="end")
    graph_def = graph.as_graph_def()
    del graph_def.node[3].input[:]
    graph_def.node[3].input.extend(["^c", "^a", "^b"])
    with tf.Graph().as_default() as graph, tf.control_dependencies([tf.no_op(name="z"), tf.no_op(name="a")]):
        tf.import_graph_def(graph_def, name="i")
    names = [control.name for control in graph.get_operation_by_name("i/end").control_inputs]
    assert names == ["i/a", "i/b", "i/c", "z", "a"]


@pytest.mark.parametrize("op", ["Placeholder", "FIFOQueueV2", "SparseConditionalAccumulator"])
def test_dev_55_a_shape_that_cannot_be_is_refused_whichever_op_has_it(op):
    message = tf.GraphDef()
    node = message.node.add(name="n", op=op)
    if op == "FIFOQueueV2":
        node.attr["component_types"].list.type.append(1)
        node.attr["shapes"].list.shape.add().dim.add().size = -2
    else:
        node.attr["dtype"].type = 1
        node.attr["shape"].shape.dim.add().size = -2
    with tf.Graph().as_default(), pytest.raises(ValueError, match=r"Shape \[-2\] has dimensions with values below -1"):
        tf.import_graph_def(message)
