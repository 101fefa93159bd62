"""``python -m reference graph --trace``."""

import json

from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader

import reference as tf
from reference.__main__ import main
from tests.reference.tracing.chrome_trace_rules import faults


def graph_file(folder):
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [None], name="x")
        tf.reduce_sum(tf.multiply(x, x, name="square"), name="total")
    path = folder / "graph.pb"
    path.write_bytes(graph.as_graph_def().SerializeToString())
    return str(path)


def test_trc_16_a_step_is_shown_in_two_ways(tmp_path, capsys):
    folder = tmp_path / "traced"
    arguments = ["--feed", "x=[1.0, 2.0]", "--fetch", "total", "--trace", str(folder)]
    assert main(["graph", graph_file(tmp_path), *arguments]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "5.0"

    trace = json.loads((folder / "trace.json").read_text())
    assert faults(trace) == []
    regions = {event["args"]["name"] for event in trace["traceEvents"] if event["ph"] == "X"}
    assert {"_SOURCE", "_arg_x_0_0", "square", "total", "_retval_total_0_0"} <= regions

    (path,) = folder.glob("events.out.tfevents.*")
    events = [tf.Event.FromString(data) for data in RawEventFileLoader(str(path)).Load()]
    names = [node.name for event in events if event.graph_def for node in tf.GraphDef.FromString(event.graph_def).node]
    assert names == ["x", "square", "Const", "total"]
    (tagged,) = [event.tagged_run_metadata for event in events if event.HasField("tagged_run_metadata")]
    metadata = tf.RunMetadata.FromString(tagged.run_metadata)
    assert tagged.tag == "step"
    assert "square" in {node.node_name for node in metadata.step_stats.dev_stats[1].node_stats}


def test_a_trace_needs_something_to_fetch(tmp_path, capsys):
    assert main(["graph", graph_file(tmp_path), "--trace", str(tmp_path)]) == 2
    assert "say what to fetch" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_to(tmp_path, capsys):
    path = graph_file(tmp_path)
    arguments = ["--feed", "x=[1.0]", "--fetch", "total", "--trace", f"{path}/below"]
    assert main(["graph", path, *arguments]) == 2
    assert "below" in capsys.readouterr().err
