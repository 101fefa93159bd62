"""From a message of a graph to another."""

import pytest
from google.protobuf import text_format

import reference as tf

GRAPH = """node { name: "a" op: "Placeholder" } node { name: "i1" op: "Identity" input: "a" }
    node { name: "i2" op: "Identity" input: "i1" } node { name: "i3" op: "Identity" input: "i2" input: "^c" }
    node { name: "c" op: "NoOp" input: "^i1" } node { name: "s" op: "Split" input: "a" input: "a" }
    node { name: "i4" op: "Identity" input: "s:1" } node { name: "f" op: "Neg" input: "i4:0" }
    node { name: "h" op: "Neg" input: "i2" } node { name: "k" op: "Neg" input: "i3" input: "^i2" }"""


def parse(text):
    return text_format.Parse(text, tf.GraphDef())


def nodes(graph_def):
    return {node.name: list(node.input) for node in graph_def.node}


def test_int_18_what_is_needed_stays_in_order():
    part = tf.graph_util.extract_sub_graph(parse(GRAPH + "versions { producer: 7 }"), ["i3", "f"])
    assert list(nodes(part)) == ["a", "i1", "i2", "i3", "c", "s", "i4", "f"]
    assert part.versions.producer == 7


@pytest.mark.parametrize(
    ("graph_def", "names", "error", "text"),
    [
        (GRAPH, "i3", TypeError, "dest_nodes must be a list."),
        (GRAPH, ["i3", "nope"], AssertionError, "nope is not in graph"),
        (GRAPH, ["f:0"], AssertionError, "f:0 is not in graph"),
        (None, [], TypeError, "graph_def must be a graph_pb2.GraphDef proto."),
    ],
)
def test_int_18_what_cannot_be_extracted_is_refused(graph_def, names, error, text):
    with pytest.raises(error) as caught:
        tf.graph_util.extract_sub_graph(graph_def and parse(graph_def), names)
    assert str(caught.value) == text


@pytest.mark.parametrize("by_handle", [False, True])
def test_int_19_variables_become_constants(by_handle):
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        x = tf.placeholder(tf.float32, name="x")
        v = tf.Variable([1.0, 2.0], use_resource=by_handle, name="v")
        tf.add(x, v, name="y")
        sess.run(v.assign([3.0, 4.0]))
        frozen = tf.graph_util.convert_variables_to_constants(sess, graph.as_graph_def(), ["y"])
    assert not {node.op for node in frozen.node} & {"VariableV2", "VarHandleOp", "ReadVariableOp"}
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.import_graph_def(frozen, name="")
        assert sess.run("y:0", {"x:0": 1.0}).tolist() == [4.0, 5.0]


@pytest.mark.parametrize("keywords", [{"variable_names_whitelist": ["other"]}, {"variable_names_blacklist": ["v"]}])
def test_int_19_other_variables_stay(keywords):
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        tf.identity(tf.Variable(1.0, name="v"), name="y")
        frozen = tf.graph_util.convert_variables_to_constants(sess, graph.as_graph_def(), ["y"], **keywords)
    assert frozen.node[0].op == "VariableV2"


def test_int_20_identities_are_left_out_where_nothing_depends_on_them():
    left = nodes(tf.graph_util.remove_training_nodes(parse(GRAPH)))
    assert left == {
        "a": [], "i1": ["a"], "i2": ["i1"], "i3": ["i2", "^c"], "c": ["^i1"], "s": ["a", "a"], "f": ["s:1"],
        "h": ["i2"], "k": ["i3", "^i2"],
    }  # fmt: skip


def test_int_20_protected_identities_stay():
    assert "i4" in nodes(tf.graph_util.remove_training_nodes(parse(GRAPH), ["i4"]))


def test_int_20_the_shape_of_a_tensor_by_name():
    with tf.Graph().as_default() as graph:
        tf.placeholder(tf.float32, [2, None], name="x")
    assert tf.graph_util.tensor_shape_from_node_def_name(graph, "x").as_list() == [2, None]
    assert tf.graph_util.tensor_shape_from_node_def_name(graph, "x:0").as_list() == [2, None]
