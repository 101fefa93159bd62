"""Graphs in files."""

import pytest

import reference as tf
from reference.interchange.graph_file import read_graph_file


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        tf.identity(tf.constant("é", name="c"), name="i")
    return graph


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize("of_message", [True, False])
def test_int_17_what_is_written_can_be_read(graph, as_text, of_message, tmp_path):
    given = graph.as_graph_def() if of_message else graph
    path = tf.io.write_graph(given, str(tmp_path / "new" / "folder"), "graph.pb", as_text=as_text)
    assert path == str(tmp_path / "new" / "folder" / "graph.pb")
    assert read_graph_file(path) == (graph.as_graph_def(), None)


def test_int_17_a_folder_that_cannot_be_made_is_refused(graph, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(tf.OpError):
        tf.train.write_graph(graph, str(tmp_path / "file" / "folder"), "graph.pb")


def test_a_file_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(tf.errors.NotFoundError, match=r"nope.pb; No such file or directory"):
        read_graph_file(tmp_path / "nope.pb")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty"),
        (b"print('hello')\n", 'not a GraphDef as text: 1:1 : Message type "tensorflow.GraphDef" has no field named'),
        (b'node { nome: "a" }', 'not a GraphDef as text: 1:8 : Message type "tensorflow.NodeDef" has no field'),
        (b"graph_def { ", "not a MetaGraphDef as text: "),
        (b"\x00\x01\x02\x03", "neither a GraphDef nor a MetaGraphDef, or cut short"),
        (b"\x08\x01\x12\x04\x12\x02\x0a\x00", "a SavedModel, not a single graph"),
    ],
)
def test_a_file_without_a_graph_is_refused_with_its_name(content, problem, tmp_path):
    path = tmp_path / "graph.pb"
    path.write_bytes(content)
    with pytest.raises(ValueError) as caught:
        read_graph_file(path)
    assert str(caught.value).startswith(f"{path}: {problem}")
