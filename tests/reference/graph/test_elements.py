"""Clauses GRA on what is in a graph: every element is found by its name, and edges are known at both ends."""

import collections

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from tests.reference.runtime.own_ops import own_op

JOINT = own_op(None, "inputs: N * int32", "outputs: M * int32", "N: int >= 0, M: int >= 0", name="Joint")


@st.composite
def graphs(draw):
    """A graph of operations with any number of inputs and outputs, in scopes."""
    graph, tensors = tf.Graph(), []
    with graph.as_default():
        for _ in range(draw(st.integers(0, 8))):
            inputs = draw(st.lists(st.sampled_from(tensors), max_size=4)) if tensors else []
            with graph.name_scope(draw(st.sampled_from([None, "a", "a/", "b"]))):
                tensors += JOINT(inputs=inputs, M=draw(st.integers(0, 3))).outputs
    return graph


@given(graphs())
def test_gra_4_and_gra_21_every_element_is_found_by_its_name(graph):
    for operation in graph.get_operations():
        assert graph.get_operation_by_name(operation.name) is operation
        assert graph.as_graph_element(operation.name.encode()) is operation
        for index, tensor in enumerate(operation.outputs):
            assert (tensor.op, tensor.value_index, tensor.name) == (operation, index, f"{operation.name}:{index}")
            assert graph.get_tensor_by_name(tensor.name) is tensor
            assert graph.as_graph_element(tensor) is tensor


@given(graphs())
def test_gra_3_a_tensor_knows_each_use_and_an_operation_each_input(graph):
    uses = collections.Counter()
    for operation in graph.get_operations():
        assert operation.values() == tuple(operation.outputs)
        for tensor in operation.inputs:
            uses[tensor, operation] += 1
    for operation in graph.get_operations():
        for tensor in operation.outputs:
            expected = {user: count for (used, user), count in uses.items() if used is tensor}
            assert collections.Counter(tensor.consumers()) == expected


@given(graphs())
def test_gra_2_and_gra_22_operations_stand_in_order_after_their_inputs(graph):
    operations = graph.get_operations()
    position = {operation: index for index, operation in enumerate(operations)}
    assert graph.version == len(operations)
    for operation in operations:
        assert all(position[tensor.op] < position[operation] for tensor in operation.inputs)


def test_gra_2_and_gra_3_lists_belong_to_the_caller():
    with tf.Graph().as_default() as graph:
        tensor = tf.constant(1)
        lists = (graph.get_operations, tensor.consumers, lambda: tensor.op.control_inputs)
        for give in lists:
            give().append("x")
            assert "x" not in give()
        with pytest.raises(AttributeError):
            tensor.op.inputs.append(tensor)


@pytest.mark.parametrize("attribute", ["op", "name", "dtype", "shape", "graph", "device", "value_index"])
def test_gra_3_tensors_cannot_be_changed(attribute):
    with tf.Graph().as_default(), pytest.raises(AttributeError):
        setattr(tf.constant(1), attribute, None)


@pytest.mark.parametrize("attribute", ["name", "type", "inputs", "outputs", "control_inputs", "device", "graph"])
def test_gra_3_operations_cannot_be_changed(attribute):
    with tf.Graph().as_default(), pytest.raises(AttributeError):
        setattr(tf.no_op(), attribute, None)


def test_gra_34_the_traceback_ends_at_the_call_that_created_the_operation():
    def create():
        return tf.constant(1).op

    with tf.Graph().as_default():
        *_, (outer_file, _, outer, _), (file, line, function, source) = create().traceback
    assert (outer, function, source) == (
        "test_gra_34_the_traceback_ends_at_the_call_that_created_the_operation", "create", "return tf.constant(1).op"
    )  # fmt: skip
    assert outer_file == file == __file__
    assert line == create.__code__.co_firstlineno + 1


def test_gra_34_imported_operations_were_created_by_the_call_that_imported_them():
    with tf.Graph().as_default() as graph:
        tf.no_op(name="nothing")
    graph_def = graph.as_graph_def()
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_def, name="")
    *_, (file, _, function, source) = graph.get_operation_by_name("nothing").traceback
    assert (file, source) == (__file__, 'tf.import_graph_def(graph_def, name="")')
    assert function == "test_gra_34_imported_operations_were_created_by_the_call_that_imported_them"
