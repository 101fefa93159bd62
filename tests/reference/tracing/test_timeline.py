"""Timeline, held against what TensorFlow's own makes of the same messages, and against the rules of the format."""

import base64
import gzip
import json
from pathlib import Path

import pytest

import reference as tf
from reference.interchange.messages import message
from tests.reference.tracing.chrome_trace_rules import faults

Timeline = tf.python.client.timeline.Timeline
FORMS = [{}, {"show_memory": True}, {"show_dataflow": False}, {"show_dataflow": False, "show_memory": True}]
RECORDED = json.loads(gzip.decompress((Path(__file__).parent / "recorded" / "timelines.json.gz").read_bytes()))


def step_stats(recorded):
    return message("StepStats").FromString(base64.b64decode(recorded["step_stats"]))


def check_traces(form):
    for number, recorded in enumerate(RECORDED):
        shown = json.loads(Timeline(step_stats(recorded)).generate_chrome_trace_format(**FORMS[form]))
        assert shown == recorded["traces"][form], f"message {number}"


def test_trc_1_the_trace_is_that_of_tensorflow():
    check_traces(2)


def test_trc_2_with_arrows_it_is_too():
    check_traces(0)


def test_trc_3_with_memory_it_is_too():
    check_traces(1)
    check_traces(3)


def test_trc_3_the_maximums_are_those_of_tensorflow():
    for recorded in RECORDED:
        maximums = Timeline(step_stats(recorded)).analyze_step_stats().allocator_maximums
        found = {name: [most.timestamp, most.num_bytes, sorted(most.tensors)] for name, most in maximums.items()}
        assert found == recorded["maximums"]


@pytest.mark.parametrize("form", range(len(FORMS)))
def test_trc_1_a_trace_keeps_the_rules_of_the_format(form):
    trace = json.loads(Timeline(step_stats(RECORDED[0])).generate_chrome_trace_format(**FORMS[form]))
    assert faults(trace) == []
    assert len(trace["traceEvents"]) > 10


def test_the_rules_of_the_format_find_faults():
    assert faults([]) and faults({"traceEvents": [{"ph": "?"}]})
    region = {"ph": "X", "cat": "Op", "name": "a", "pid": 1, "tid": 0, "ts": 1, "dur": 1, "args": {}}
    assert faults({"traceEvents": [region]}) == []
    for name in ("name", "pid", "tid", "ts", "dur"):
        assert faults({"traceEvents": [{key: value for key, value in region.items() if key != name}]})
    assert faults({"traceEvents": [region | {"dur": -1}]})
    arrow = {"ph": "t", "cat": "DataFlow", "name": "a", "pid": 1, "tid": 0, "ts": 1, "id": 0}
    assert faults({"traceEvents": [arrow]}) and not faults({"traceEvents": [arrow | {"ph": "s"}, arrow]})
    seen = {"ph": "O", "cat": "T", "name": "a", "pid": 1, "tid": 0, "ts": 1, "id": 0, "args": {"snapshot": {}}}
    assert faults({"traceEvents": [seen]}) and not faults({"traceEvents": [seen | {"ph": "N"}, seen]})
    assert faults({"traceEvents": [{"ph": "M", "name": "process_name", "pid": 0, "args": {}}]})


@pytest.mark.parametrize("other", ["text", None, 5, tf.RunMetadata()])
def test_trc_1_what_is_no_step_stats_has_no_dev_stats(other):
    with pytest.raises(AttributeError, match="dev_stats"):
        Timeline(other).generate_chrome_trace_format()
