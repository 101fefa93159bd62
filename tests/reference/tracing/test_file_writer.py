"""Event files: what a FileWriter writes, read again with TensorBoard's own reader."""

import os
import socket

import numpy as np
import pytest
from google.protobuf.message import DecodeError
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader

import reference as tf

CLOSED = "Attempting to use a closed FileWriter"


@pytest.fixture(autouse=True)
def fresh_graph():
    with tf.Graph().as_default():
        yield


def files(folder):
    return sorted(os.path.join(folder, name) for name in os.listdir(folder))


def events(folder):
    """The events of all files of a folder without those that begin a file."""
    read = [tf.Event.FromString(data) for path in files(folder) for data in RawEventFileLoader(path).Load()]
    assert read[0].file_version == "brain.Event:2"
    return [event for event in read if not event.file_version]


def summary(value=1.5, **fields):
    return tf.Summary(value=[tf.Summary.Value(tag="t", simple_value=value, **fields)])


def test_trc_12_the_file_is_made_with_the_first_event(tmp_path):
    folder = tmp_path / "a" / "b"
    writer = tf.summary.FileWriter(folder)
    assert writer.get_logdir() == str(folder) and files(folder) == []
    writer.add_summary(summary(), 3)
    writer.flush()
    (event,) = events(folder)
    assert (event.step, event.summary.value[0].simple_value) == (3, 1.5)
    writer.close()
    (path,) = files(folder)
    assert os.path.basename(path).startswith("events.out.tfevents.") and socket.gethostname() in path


def test_trc_12_with_a_suffix_it_is_made_at_once(tmp_path):
    with tf.summary.FileWriter(str(tmp_path), filename_suffix=".own"):
        assert len(files(tmp_path)) == 1
    assert files(tmp_path)[0].endswith(".own") and events(tmp_path) == []


def test_trc_12_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(tf.errors.OpError):
        tf.summary.FileWriter(str(tmp_path / "file" / "below"))


def test_trc_13_a_graph_is_written_with_shapes(tmp_path):
    tf.placeholder(tf.float32, [2, None], name="x")
    graph = tf.get_default_graph()
    with tf.summary.FileWriter(str(tmp_path), graph) as writer:
        writer.add_graph(graph.as_graph_def(), 7)
        writer.add_graph(None, graph_def=graph.as_graph_def())
    first, meta, second, third = events(tmp_path)
    (node,) = tf.GraphDef.FromString(first.graph_def).node
    assert [dim.size for dim in node.attr["_output_shapes"].list.shape[0].dim] == [2, -1]
    written = tf.MetaGraphDef.FromString(meta.meta_graph_def)
    assert list(written.graph_def.node) == [node] and not written.collection_def
    assert second.step == 7 and second.graph_def == third.graph_def
    assert tf.GraphDef.FromString(second.graph_def) == graph.as_graph_def()


@pytest.mark.parametrize("graph", [None, "x", 5])
def test_trc_13_what_is_no_graph_is_refused(tmp_path, graph):
    writer = tf.summary.FileWriter(str(tmp_path))
    with pytest.raises(TypeError, match="The passed graph must be an instance of `Graph`"):
        writer.add_graph(graph)
    with pytest.raises(ValueError, match="Please pass only graph, or graph_def"):
        tf.summary.FileWriter(str(tmp_path), tf.Graph(), graph_def=tf.GraphDef())


def test_trc_14_a_report_is_written_once_under_a_tag(tmp_path):
    metadata = tf.RunMetadata()
    with tf.Session() as session:
        session.run(tf.constant(1), options=tf.RunOptions(trace_level=1), run_metadata=metadata)
    writer = tf.summary.FileWriter(str(tmp_path))
    writer.add_run_metadata(metadata, "step", 3)
    writer.close()
    writer.reopen()
    with pytest.raises(ValueError, match="The provided tag was already used for this event type"):
        writer.add_run_metadata(metadata, "step")
    with pytest.raises(AttributeError, match="SerializeToString"):
        writer.add_run_metadata("x", "other")
    (event,) = events(tmp_path)
    assert (event.step, event.tagged_run_metadata.tag) == (3, "step")
    assert tf.RunMetadata.FromString(event.tagged_run_metadata.run_metadata) == metadata


def test_trc_14_a_summary_is_described_once(tmp_path):
    described = summary(metadata=tf.SummaryMetadata(display_name="shown"))
    with tf.summary.FileWriter(str(tmp_path)) as writer:
        writer.add_summary(described, np.int64(1))
        writer.add_summary(described.SerializeToString(), "2")
        with pytest.raises(AttributeError, match="has no attribute 'value'"):
            writer.add_summary(5)
        with pytest.raises(ValueError):
            writer.add_summary(described, "x")
    first, second = events(tmp_path)
    assert (first.step, second.step) == (1, 2)
    assert first.summary.value[0].HasField("metadata") and not second.summary.value[0].HasField("metadata")


def test_trc_14_events_of_other_kinds(tmp_path):
    with tf.summary.FileWriter(str(tmp_path)) as writer:
        writer.add_session_log(tf.SessionLog(status=tf.SessionLog.START), 4)
        writer.add_meta_graph(tf.MetaGraphDef(), 5)
        writer.add_event(tf.Event(wall_time=5, step=9))
        with pytest.raises(TypeError, match="meta_graph_def must be type MetaGraphDef, saw type: <class 'str'>"):
            writer.add_meta_graph("x")
        with pytest.raises(TypeError):
            writer.add_event("x")
    log, meta, own = events(tmp_path)
    assert (log.step, log.session_log.status, meta.step, own.step, own.wall_time) == (4, tf.SessionLog.START, 5, 9, 5)
    assert log.wall_time > 10**9


def test_trc_15_a_closed_writer_warns_until_it_is_reopened(tmp_path):
    writer = tf.summary.FileWriter(str(tmp_path))
    writer.add_summary(summary(1), 1)
    writer.close()
    writer.close()
    for attempt in (writer.flush, lambda: writer.add_summary(summary(2), 2), lambda: writer.add_graph(tf.Graph())):
        with pytest.warns(UserWarning, match=CLOSED):
            attempt()
    writer.reopen()
    writer.reopen()
    writer.add_summary(summary(3), 3)
    writer.close()
    assert [event.step for event in events(tmp_path)] == [1, 3] and len(files(tmp_path)) == 2


def test_trc_15_one_writer_for_each_folder(tmp_path):
    tf.constant(1, name="a")
    cache = tf.summary.FileWriterCache
    one, other = str(tmp_path / "one"), str(tmp_path / "other")
    writer = cache.get(one)
    assert cache.get(one) is writer and cache.get(other) is not writer
    cache.clear()
    assert cache.get(one) is not writer
    cache.clear()
    with pytest.warns(UserWarning, match=CLOSED):
        writer.flush()
    assert [node.name for node in tf.GraphDef.FromString(events(one)[0].graph_def).node] == ["a"]


def test_trc_17_events_are_read_until_one_is_damaged(tmp_path):
    with tf.summary.FileWriter(str(tmp_path)) as writer:
        writer.add_summary(summary(), 3)
    (path,) = files(tmp_path)
    assert [event.step for event in tf.train.summary_iterator(path)] == [0, 3]
    with open(path, "rb+") as file:
        file.truncate(os.path.getsize(path) - 3)
    read = tf.train.summary_iterator(path)
    assert next(read).file_version == "brain.Event:2"
    with pytest.raises(tf.errors.DataLossError, match="truncated record"):
        next(read)


def test_trc_17_what_is_no_event_file(tmp_path):
    with pytest.raises(tf.errors.NotFoundError):
        next(tf.train.summary_iterator(str(tmp_path / "none")))
    with tf.python_io.TFRecordWriter(str(tmp_path / "records")) as writer:
        writer.write(b"\xff\xff")
    with pytest.raises(DecodeError):
        next(tf.train.summary_iterator(str(tmp_path / "records")))
