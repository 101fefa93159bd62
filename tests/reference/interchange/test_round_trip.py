"""Graphs that go out as messages come back as they were."""

import numpy as np
from google.protobuf import text_format
from hypothesis import given
from hypothesis import strategies as st

import reference as tf

DTYPES = [tf.float32, tf.int32, tf.float16, tf.bool, tf.string, tf.complex64]


@st.composite
def graphs(draw):
    """A graph of constants, placeholders, identities and lists, with scopes, devices and control inputs."""
    with tf.Graph().as_default() as graph:
        tensors = [_constant(draw)]
        for _ in range(draw(st.integers(0, 12))):
            controls = draw(st.lists(st.sampled_from(graph.get_operations()), max_size=3))
            device = draw(st.sampled_from([None, "/cpu:0", "/job:w/task:1", "/device:GPU:*"]))
            scope = draw(st.sampled_from([None, "s", "s/t", "a"]))
            with graph.control_dependencies(controls), graph.device(device), graph.name_scope(scope):
                tensors.append(draw(st.sampled_from(STEPS))(draw, tensors))
    return graph


def _constant(draw, tensors=()):
    dtype = draw(st.sampled_from(DTYPES))
    shape = draw(st.lists(st.integers(0, 3), max_size=2))
    values = [b"", b"x"] if dtype == tf.string else np.array([0, 1], dtype.as_numpy_dtype).tolist()
    return tf.constant(draw(st.sampled_from(values)), dtype, shape)


def _placeholder(draw, tensors):
    shape = draw(st.none() | st.lists(st.none() | st.integers(0, 3), max_size=3))
    return tf.placeholder(draw(st.sampled_from(DTYPES)), shape)


def _identity(draw, tensors):
    source = draw(st.sampled_from(tensors))
    with tf.get_default_graph().colocate_with(draw(st.sampled_from(tensors)).op):
        return tf.identity(source)


def _default(draw, tensors):
    source = draw(st.sampled_from(tensors))
    return tf.placeholder_with_default(source, source.shape)


STEPS = [_constant, _placeholder, _identity, _default]


def imported(graph_def):
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_def, name="")
    return graph


@given(graphs(), st.booleans())
def test_int_4_a_graph_comes_back_from_bytes(graph, add_shapes):
    graph_def = graph.as_graph_def(add_shapes=add_shapes)
    read = tf.GraphDef.FromString(graph_def.SerializeToString())
    assert imported(read).as_graph_def(add_shapes=add_shapes) == graph_def


@given(graphs())
def test_int_1_a_graph_comes_back_from_text(graph):
    graph_def = graph.as_graph_def()
    read = text_format.Parse(str(graph_def), tf.GraphDef())
    assert read == graph_def
    assert imported(read).as_graph_def() == graph_def


@given(graphs(), st.randoms(use_true_random=False))
def test_int_5_the_order_of_the_nodes_does_not_matter(graph, random):
    graph_def = graph.as_graph_def()
    nodes = list(graph_def.node)
    random.shuffle(nodes)
    shuffled = tf.GraphDef(node=nodes, versions=graph_def.versions)
    again = imported(shuffled)
    assert {node.name: node for node in again.as_graph_def().node} == {node.name: node for node in graph_def.node}
    made = [operation.name for operation in again.get_operations()]
    for operation in again.get_operations():
        before = [tensor.op for tensor in operation.inputs] + operation.control_inputs
        assert all(made.index(source.name) < made.index(operation.name) for source in before)


@given(graphs())
def test_int_4_static_shapes_are_found_again(graph):
    again = imported(graph.as_graph_def())
    for operation in graph.get_operations():
        shapes = [tensor.shape.static for tensor in again.get_operation_by_name(operation.name).outputs]
        assert shapes == [tensor.shape.static for tensor in operation.outputs]
