"""A program's graph has the same message here as in TensorFlow 1.15.5."""

import sys
from pathlib import Path

import pytest

import reference as tf
from reference.interchange.graph_file import read_graph_file

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from programs import PROGRAMS, graph_of  # noqa: E402

sys.path.pop(0)


def recorded(name):
    return tf.GraphDef.FromString((HERE / "recorded" / name).read_bytes())


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_gra_19_the_message_of_a_program_is_that_of_tensorflow(program):
    assert graph_of(tf, program) == recorded(f"{program.__name__}.pb")


@pytest.mark.parametrize("name", ["constants", "scopes", "variables", "branches_and_loops"])
def test_int_4_what_tensorflow_wrote_comes_back_from_the_graph(name):
    graph_def = recorded(f"{name}.pb")
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_def, name="")
    assert by_name(graph.as_graph_def(add_shapes=True)) == by_name(graph_def)


def by_name(graph_def):
    """The nodes by their names; output 0 of a node may be spelled with or without its number."""
    nodes = {}
    for node in graph_def.node:
        node.input[:] = [text.removesuffix(":0") for text in node.input]
        nodes[node.name] = node
    return nodes


@pytest.mark.parametrize("name", ["graph.pb", "graph.pbtxt", "meta_graph.meta", "meta_graph.pbtxt"])
def test_a_graph_is_read_from_each_form_of_file(name):
    found = read_graph_file(HERE / "recorded" / name)
    assert [node.name for node in found.graph_def.node][:3] == ["x", "v/initial_value", "v"]
    assert (found.producer_op_list is not None) == name.startswith("meta")


def test_int_5_a_loop_that_tensorflow_wrote_can_be_run():
    with tf.Graph().as_default(), tf.Session() as sess:
        graph_def = recorded("branches_and_loops.pb")
        x, looped, branched = tf.import_graph_def(graph_def, return_elements=["x:0", "loop/Exit_1:0", "branch/Merge:0"])
        assert sess.run([looped, branched], {x: 1.0}) == [32.0, 33.0]
