"""Damaged and malicious graphs: a plain error at most, never a crash, and nothing half done."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reference as tf
from reference.interchange.graph_file import read_graph_file

RECORDED = Path(__file__).parent / "recorded"
GRAPHS = [(RECORDED / f"{name}.pb").read_bytes() for name in ("constants", "scopes", "variables", "branches_and_loops")]


def import_into_empty(graph_def):
    """Imports, or sees that a refused message has left nothing behind."""
    with tf.Graph().as_default() as graph:
        try:
            tf.import_graph_def(graph_def)
        except (ValueError, tf.OpError) as error:
            assert str(error)
            assert graph.get_operations() == []


@pytest.mark.parametrize("content", GRAPHS, ids=["constants", "scopes", "variables", "branches_and_loops"])
def test_a_file_that_is_cut_short_is_refused_or_a_smaller_graph(content, tmp_path):
    path = tmp_path / "cut.pb"
    for length in range(0, len(content), 7):
        path.write_bytes(content[:length])
        try:
            import_into_empty(read_graph_file(path).graph_def)
        except ValueError as error:
            assert str(error).startswith(f"{path}: ")


@settings(max_examples=300)
@given(st.sampled_from(GRAPHS), st.data())
def test_a_file_with_other_bytes_is_refused_or_another_graph(content, data):
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        graph_def = tf.GraphDef.FromString(bytes(damaged))
    except Exception as error:
        assert type(error).__name__ == "DecodeError"
        return
    import_into_empty(graph_def)


@settings(max_examples=200)
@given(st.sampled_from(GRAPHS), st.data())
def test_nodes_that_are_mixed_up_are_refused_or_another_graph(content, data):
    graph_def = tf.GraphDef.FromString(content)
    nodes = graph_def.node
    for _ in range(data.draw(st.integers(1, 3))):
        one, other = (nodes[data.draw(st.integers(0, len(nodes) - 1))] for _ in range(2))
        data.draw(st.sampled_from(MIX_UPS))(one, other)
    import_into_empty(graph_def)


def _swap_ops(one, other):
    one.op, other.op = other.op, one.op


def _take_attributes(one, other):
    for key in list(other.attr):
        one.attr[key].CopyFrom(other.attr[key])


def _exchange_values(one, other):
    keys = sorted(one.attr)
    for key, value in zip(keys, sorted(other.attr), strict=False):
        one.attr[key].CopyFrom(other.attr[value])


def _lose_attributes(one, other):
    one.attr.clear()


def _take_inputs(one, other):
    one.input.extend(other.input)


def _take_as_input(one, other):
    one.input.insert(0, f"{other.name}:{len(other.input)}")


def _lose_inputs(one, other):
    del one.input[:]


def _wait_for(one, other):
    one.input.append(f"^{other.name}")


def _take_the_name(one, other):
    one.name = other.name


MIX_UPS = [
    _swap_ops, _take_attributes, _exchange_values, _lose_attributes, _take_inputs, _take_as_input, _lose_inputs,
    _wait_for, _take_the_name,
]  # fmt: skip


@pytest.mark.parametrize("count", [2**31 - 1, 2**31, 2**63 - 1])
@pytest.mark.parametrize("op", ["Unpack", "Split", "Pack"])
def test_a_number_of_billions_is_refused_at_once(op, count):
    graph_def = tf.GraphDef()
    node = graph_def.node.add(name="a", op="Placeholder")
    node.attr["dtype"].type = 3
    node = graph_def.node.add(name="b", op=op, input=["a", "a"] if op == "Split" else ["a"])
    node.attr["T"].type = 3
    node.attr[{"Unpack": "num", "Split": "num_split", "Pack": "N"}[op]].i = count
    with tf.Graph().as_default(), pytest.raises(ValueError, match=str(count)):
        tf.import_graph_def(graph_def)
