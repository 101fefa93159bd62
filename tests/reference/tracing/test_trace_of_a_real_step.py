"""The frozen network, fed from a queue, traced by a script of the time."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader

import reference as tf
from tests.reference.tracing.chrome_trace_rules import faults

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("trace_a_real_step.py")


def test_run_14_a_real_step_is_traced_from_end_to_end(tmp_path):
    command = [sys.executable, "-m", "reference", "run", str(SCRIPT), str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)

    trace = json.loads((tmp_path / "trace.json").read_text())
    assert faults(trace) == []
    (path,) = tmp_path.glob("events.out.tfevents.*")
    events = [tf.Event.FromString(data) for data in RawEventFileLoader(str(path)).Load()]
    (graph_def,) = [tf.GraphDef.FromString(event.graph_def) for event in events if event.graph_def]
    (tagged,) = [event.tagged_run_metadata for event in events if event.HasField("tagged_run_metadata")]
    traced = tf.RunMetadata.FromString(tagged.run_metadata).step_stats.dev_stats[1].node_stats

    names = {node.node_name for node in traced}
    in_graph = {node.name for node in graph_def.node}
    assert names - in_graph == {"_SOURCE", "_retval_classes_0_0"}  # TensorBoard finds all others in the graph
    assert {"pipeline/batch", "pipeline/fill", "network/predictions", "classes"} <= names
    computed = [node for node in traced if node.node_name == "network/conv1/Conv2D"]
    assert computed[0].memory[0].total_bytes > 0
