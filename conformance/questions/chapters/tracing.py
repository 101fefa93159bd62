"""Reports of steps shown as traces, and event files."""

from __future__ import annotations

import importlib
import json
import os
import warnings
from typing import Any

from conformance.questions.folder import Folder
from conformance.questions.question import question, refusal, refusals


def _timeline(tf: Any) -> Any:
    name = "tensorflow" if tf.__name__.startswith("tensorflow") else tf.__name__
    try:
        return importlib.import_module(name + ".python.client.timeline").Timeline
    except ImportError:
        return tf.python.client.timeline.Timeline


def _stats(tf: Any) -> Any:
    return tf.RunMetadata().step_stats


def _node(device: Any, name: str, label: str, start: int, micros: int, **sizes: int) -> Any:
    """A node with one output for each of ``sizes``: an allocator and how many bytes it gave."""
    node = device.node_stats.add(node_name=name, timeline_label=label)
    node.all_start_micros, node.all_end_rel_micros, node.op_end_rel_micros = start, micros, micros
    for slot, (allocator, count) in enumerate(sizes.items()):
        node.output.add(slot=slot).tensor_description.dtype = 1
        memory = node.output[slot].tensor_description.allocation_description
        memory.allocator_name, memory.requested_bytes, memory.allocated_bytes = allocator, count, count + 24
    return node


def _example(tf: Any) -> Any:
    stats = _stats(tf)
    cpu = stats.dev_stats.add(device="/job:localhost/replica:0/task:0/device:CPU:0")
    _node(cpu, "a", "a = Const()", 100, 5, cpu=4)
    _node(cpu, "b", "b = Const()", 102, 10, cpu=8)
    _node(cpu, "two", "two = Split(a, b)", 120, 7, cpu=16, host=32)
    _node(cpu, "sum", "[cpu 4B] sum = Add(two, two:1, ^b)", 130, 3, cpu=2)
    _node(cpu, "RecvTensor", "edge_1_b from elsewhere", 131, 9, cpu=1)
    other = stats.dev_stats.add(device="/job:w/device:CPU:0")
    _node(other, "late", "late = Neg(two/_3)", 140, 1, host=3)
    stream = stats.dev_stats.add(device="/device:GPU:0/stream:all")
    _node(stream, "sum:Add", "", 150, 2)
    return stats


def _trace(tf: Any, stats: Any, **shown: bool) -> Any:
    return json.loads(_timeline(tf)(stats).generate_chrome_trace_format(**shown))


@question("TRC-1")
def a_trace_of_a_report(tf: Any) -> Any:
    return _trace(tf, _example(tf), show_dataflow=False)


@question("TRC-1")
def rows_of_a_trace(tf: Any) -> Any:
    stats = _stats(tf)
    cpu = stats.dev_stats.add(device="/device:CPU:0")
    for number, (start, micros) in enumerate(((10, 5), (12, 1), (13, 9), (15, 5), (16, 1), (40, 0), (40, 0))):
        _node(cpu, "n%s" % number, "n%s = NoOp()" % number, start, micros)  # noqa: UP031
    return [[event["name"], event.get("tid"), event.get("ts")] for event in _trace(tf, stats)["traceEvents"]]


@question("TRC-1")
def what_is_no_report_has_no_trace(tf: Any) -> Any:
    timeline = _timeline(tf)
    refused = refusals(lambda stats: timeline(stats).generate_chrome_trace_format(), None, "text", tf.RunOptions())
    return [refused, _trace(tf, _stats(tf))]


@question("TRC-2")
def arrows_of_a_trace(tf: Any) -> Any:
    return _trace(tf, _example(tf), show_dataflow=True)


@question("TRC-3")
def memory_in_a_trace(tf: Any) -> Any:
    return _trace(tf, _example(tf), show_dataflow=False, show_memory=True)


@question("TRC-3")
def the_most_memory_of_a_report(tf: Any) -> Any:
    found = []
    for shown in (True, False):
        analysis = _timeline(tf)(_example(tf)).analyze_step_stats(show_memory=shown)
        maximums = sorted(analysis.allocator_maximums.items())
        found.append([[name, most.timestamp, most.num_bytes, sorted(most.tensors)] for name, most in maximums])
    return found


# ---- event files


def _events(tf: Any, folder: Folder) -> Any:
    """The events of all files of a folder, without what differs from time to time."""
    found = []
    for name in sorted(os.listdir(folder.root)):
        for event in tf.train.summary_iterator(folder.path(name)):
            event.ClearField("wall_time")
            if hasattr(event, "source_metadata"):  # newer writers sign their files
                event.ClearField("source_metadata")
            found.append(event)
    return found


def _shown(event: Any) -> Any:
    return [event.WhichOneof("what"), event.step, str(event) if event.ByteSize() < 200 else ""]


@question("TRC-12")
def event_files_that_are_made(tf: Any) -> Any:
    with Folder() as folder:
        root = os.path.join(folder.root, "a", "b")
        writer = tf.summary.FileWriter(root)
        before = os.listdir(root)
        writer.add_summary(tf.Summary(), 3)
        writer.flush()
        (name,) = os.listdir(root)
        with tf.summary.FileWriter(folder.path("c"), filename_suffix=".own") as other:
            (suffixed,) = os.listdir(folder.path("c"))
        return [
            before,
            name.startswith("events.out.tfevents."),
            suffixed.endswith(".own"),
            folder.stable([writer.get_logdir(), other.get_logdir()]),
            [event.WhichOneof("what") for event in tf.train.summary_iterator(os.path.join(root, name))],
        ]


@question("TRC-13")
def graphs_in_event_files(tf: Any) -> Any:
    graph = tf.get_default_graph()
    tf.identity(tf.placeholder(tf.float32, [None, 2], name="p"), name="i")
    with Folder() as folder:
        with tf.summary.FileWriter(folder.root, graph) as writer:
            writer.add_graph(graph, global_step=5)
            writer.add_graph(None, graph_def=graph.as_graph_def())
            refused = [
                refusal(lambda: writer.add_graph("text")),
                refusal(lambda: writer.add_graph(None)),
                refusal(lambda: writer.add_graph(graph, graph_def=graph.as_graph_def())),
            ]
        shown = []
        for event in _events(tf, folder):
            kind = event.WhichOneof("what")
            message = tf.GraphDef()
            if kind == "graph_def":
                message.ParseFromString(event.graph_def)
            if kind == "meta_graph_def":
                meta = type(tf.train.export_meta_graph())()
                meta.ParseFromString(event.meta_graph_def)
                message = meta.graph_def
            shown.append([kind, event.step, [[node.name, sorted(node.attr)] for node in message.node]])
        return [refused, shown]


@question("TRC-14")
def what_writers_add(tf: Any) -> Any:
    value = tf.Summary.Value(tag="t", simple_value=1.5)
    value.metadata.display_name = "name"
    summary = tf.Summary(value=[value])
    with Folder() as folder:
        with tf.summary.FileWriter(folder.root) as writer:
            writer.add_run_metadata(tf.RunMetadata(), "tag", 7)
            refused = [
                refusal(lambda: writer.add_run_metadata(tf.RunMetadata(), "tag")),
                refusal(lambda: writer.add_meta_graph("text")),
                refusal(lambda: writer.add_run_metadata("text", "other")),
            ]
            writer.add_summary(summary, 1)
            writer.add_summary(summary.SerializeToString(), global_step=2.0)
            writer.add_session_log(tf.SessionLog(status=tf.SessionLog.START), 3)
            writer.add_event(tf.Event(step=9, file_version="own"))
        return [refused, [_shown(event) for event in _events(tf, folder)]]


@question("TRC-15")
def writers_closed_and_reopened(tf: Any) -> Any:
    with Folder() as folder:
        writer = tf.summary.FileWriter(folder.root, filename_suffix=".one")
        writer.add_summary(tf.Summary(), 1)
        writer.close()
        writer.close()
        with warnings.catch_warnings(record=True) as given:
            warnings.simplefilter("always")
            writer.add_summary(tf.Summary(), 2)
            writer.flush()
        words = [str(warning.message) for warning in given]
        writer.reopen()
        writer.reopen()
        writer.add_summary(tf.Summary(), 3)
        writer.close()
        steps = [event.step for event in _events(tf, folder)]
        return [words, 2 in steps, 3 in steps]  # a new file of the same second takes the place of the first


@question("TRC-15")
def one_writer_for_a_folder(tf: Any) -> Any:
    cache = tf.summary.FileWriterCache
    with Folder() as folder:
        one, same, other = cache.get(folder.path("a")), cache.get(folder.path("a")), cache.get(folder.path("b"))
        cache.clear()
        again = cache.get(folder.path("a"))
        cache.clear()
        return [one is same, one is other, one is again]


@question("TRC-17")
def events_that_are_read(tf: Any) -> Any:
    with Folder() as folder:
        with tf.python_io.TFRecordWriter(folder.path("events")) as records:
            records.write(tf.Event(step=1).SerializeToString())
            records.write(tf.Event(step=2, file_version="x").SerializeToString())
        whole = folder.bytes_of("events")
        folder.put("broken", whole[:-3])
        folder.put("damaged", whole[:14] + b"x" + whole[15:])
        with tf.python_io.TFRecordWriter(folder.path("other")) as records:
            records.write(b"\xff\xff")

        def steps(name: str) -> Any:
            found = []
            events = tf.train.summary_iterator(folder.path(name))
            try:
                for event in events:
                    found.append(event.step)
            except Exception as error:
                found.append([type(error).__name__, getattr(error, "error_code", None)])
            return found

        return [steps(name) for name in ("events", "broken", "damaged", "other", "nowhere")]
