"""What a traced step reports in its RunMetadata."""

import threading

import numpy as np
import pytest

import reference as tf
from reference.runtime.cancellation import Cancellation
from reference.runtime.engine import ReferenceEngine
from reference.runtime.schedule import Shuffled
from reference.runtime.step import Step
from reference.runtime.tracing import Trace
from tests.reference.runtime.own_ops import failing_op, own_op


def report(fetches, feeds=None, config=None, **options):
    with tf.Session(config=config) as session:
        session.run(tf.global_variables_initializer())
        metadata = tf.RunMetadata()
        session.run(fetches, feeds, options=tf.RunOptions(**options), run_metadata=metadata)
    return metadata


def nodes(metadata, device="CPU:0"):
    (found,) = [found for found in metadata.step_stats.dev_stats if found.device.endswith(f"device:{device}")]
    return {node.node_name: node for node in found.node_stats}


@pytest.fixture(autouse=True)
def fresh_graph():
    with tf.Graph().as_default():
        yield


def product():
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    w = tf.Variable([[1.0], [2.0], [3.0]], name="w")
    return tf.matmul(x, w, name="y"), {x: np.ones([2, 3], np.float32)}


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_run_14_tracing_changes_no_value(level):
    y, feeds = product()
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        options = tf.RunOptions(trace_level=level)
        np.testing.assert_array_equal(session.run(y, feeds, options=options), session.run(y, feeds))


@pytest.mark.parametrize("seed", range(10))
def test_trc_4_every_run_of_a_node_is_traced_once_in_any_order(seed):
    y, feeds = product()
    with tf.Session() as session:
        engine = session._engine
        session.run(tf.global_variables_initializer())
        trace = Trace()
        engine._schedule = lambda: Shuffled(seed)
        engine.run(Step(y.graph, feeds, [y], [], trace=trace))
    names = [run.name for run in trace.runs]
    assert sorted(names) == ["_SOURCE", "_arg_x_0_0", "_retval_y_0_0", "w", "w/read", "y"]


def test_trc_4_a_loop_is_traced_turn_by_turn():
    raw = tf.raw_ops
    start = raw.Enter(data=tf.constant(0), frame_name="loop", name="enter")
    merge, _ = raw.Merge(inputs=[start, start], name="merge")
    limit = raw.Enter(data=tf.constant(3), frame_name="loop", is_constant=True, name="limit")
    one = raw.Enter(data=tf.constant(1), frame_name="loop", is_constant=True, name="one")
    out, on = raw.Switch(data=merge, pred=raw.LoopCond(input=tf.less(merge, limit)), name="switch")
    merge.op._update_input(1, raw.NextIteration(data=tf.add(on, one, name="turn")))
    with tf.Session() as session:
        metadata = tf.RunMetadata()
        value = session.run(raw.Exit(data=out), options=tf.RunOptions(trace_level=1), run_metadata=metadata)
    names = [node.node_name for node in metadata.step_stats.dev_stats[0].node_stats]
    assert value == 3
    assert (names.count("turn"), names.count("merge"), names.count("enter")) == (3, 4, 1)


@pytest.mark.parametrize("count, prefix", [(26214, ""), (26215, "[cpu 0.1MB 0.1MB] "), (10**6, "[cpu 3.8MB 3.8MB] ")])
def test_trc_5_a_label_tells_of_much_memory(count, prefix):
    x = tf.placeholder(tf.float32, [None], name="x")
    found = nodes(report(tf.exp(x, name="e"), {x: np.ones([count])}, trace_level=1))
    assert found["e"].timeline_label == f"{prefix}e = Exp(_arg_x_0_0)"


def test_trc_6_times_follow_each_other():
    y, feeds = product()
    found = nodes(report(y, feeds, trace_level=1))
    for node in found.values():
        assert node.scheduled_nanos <= node.all_start_nanos
        assert 0 <= node.op_start_rel_nanos <= node.op_end_rel_nanos <= node.all_end_rel_nanos
        end = (node.all_start_nanos + node.all_end_rel_nanos) // 1000
        assert node.all_end_rel_micros == end - node.all_start_micros
    for earlier, later in [("_SOURCE", "w"), ("w", "w/read"), ("w/read", "y"), ("y", "_retval_y_0_0")]:
        first = found[earlier]
        assert first.all_start_nanos + first.all_end_rel_nanos <= found[later].all_start_nanos


def test_trc_6_an_operation_that_waits_lasts_until_it_is_done():
    gate = {"open": False}

    def wait(*, context):
        while not gate["open"]:
            yield
        return np.int32(1)

    def open_gate(*, context):
        gate["open"] = True
        context.session.changes.announce()
        return np.int32(2)

    waiting = own_op(wait, outputs="output: int32", name="Waits")(name="waiting")
    opening = own_op(open_gate, outputs="output: int32", name="Opens")(name="opening")
    metadata = report([waiting, opening], trace_level=3)
    found = nodes(metadata)
    late, early = found["waiting"], found["opening"]
    assert late.all_start_nanos < early.all_start_nanos
    assert late.all_start_nanos + late.op_end_rel_nanos > early.all_start_nanos + early.op_end_rel_nanos
    labels = {node.node_name: node.timeline_label for node in metadata.step_stats.dev_stats[0].node_stats}
    assert labels["waiting:Waits"].endswith("async=true")
    assert labels["opening:Opens"].endswith("async=false")


def test_trc_7_new_memory_is_told_from_memory_handed_on():
    x = tf.placeholder(tf.float32, [4], name="x")
    total = tf.identity(tf.add(x, x, name="new"), name="same")
    found = nodes(report(total, {x: [1.0, 2.0, 3.0, 4.0]}, trace_level=1))
    (new,) = [memory.total_bytes for memory in found["new"].memory]
    assert new == 16 and not found["same"].memory
    held = [found[name].output[0].tensor_description.allocation_description for name in ("new", "same")]
    assert held[0].ptr == held[1].ptr != 0
    assert (held[0].allocation_id, held[1].allocation_id) == (1, 0)


def test_trc_7_a_resource_hands_out_what_it_holds():
    r = tf.get_variable("r", [2], initializer=tf.zeros_initializer(), use_resource=True)
    found = nodes(report(tf.add(r.read_value(), 1.0, name="new"), trace_level=1))
    assert {name for name, node in found.items() if node.memory} == {"new"}


def test_trc_8_the_host_tells_the_thread():
    y, feeds = product()
    seen = []

    def run():
        with tf.Session(graph=y.graph) as session:
            session.run(y.graph.get_operation_by_name("w/Assign"))
            metadata = tf.RunMetadata()
            session.run(y, feeds, options=tf.RunOptions(trace_level=2), run_metadata=metadata)
            seen.append(metadata)

    thread = threading.Thread(target=run, name="a thread of the program")
    thread.start()
    thread.join()
    host = seen[0].step_stats.dev_stats[0]
    assert host.device == "/host:CPU"
    assert {host.thread_names[node.thread_id] for node in host.node_stats} == {"a thread of the program"}


def test_trc_9_a_partition_graph_is_a_graph_of_its_own():
    y, feeds = product()
    (graph_def,) = report(y, feeds, output_partition_graphs=True).partition_graphs
    seen = set()
    for node in graph_def.node:
        assert {name.lstrip("^").split(":")[0] for name in node.input} <= seen
        seen.add(node.name)
    assert graph_def.versions == y.graph.as_graph_def().versions


def test_trc_10_what_is_sent_is_received():
    with tf.device("/cpu:0"):
        a = tf.constant(1.0, name="a")
    with tf.device("/cpu:1"):
        b = tf.add(a, a, name="b")
        c = tf.multiply(a, b, name="c")
    config = tf.ConfigProto(device_count={"CPU": 2})
    metadata = report([c, a], None, config, trace_level=1, output_partition_graphs=True)
    graphs = {graph.node[0].device: list(graph.node) for graph in metadata.partition_graphs}
    sends = [node for found in graphs.values() for node in found if node.op == "_Send"]
    receives = [node for found in graphs.values() for node in found if node.op == "_Recv"]
    assert len(sends) == len(receives) == 2  # a once for both that take it, and c for its fetch
    keys = ("tensor_name", "send_device", "recv_device", "send_device_incarnation")
    assert {tuple(str(node.attr[key]) for key in keys) for node in sends} == {
        tuple(str(node.attr[key]) for key in keys) for node in receives
    }
    for device, found in graphs.items():
        assert {node.device for node in found} == {device}
        names = {node.name for node in found}
        assert {name.lstrip("^") for node in found for name in node.input} <= names
    assert nodes(metadata, "CPU:1")["c"].timeline_label == "c = Mul(a/_1, b)"


def test_trc_11_costs_are_counted_for_each_kind_of_step():
    config = tf.ConfigProto()
    config.graph_options.build_cost_model = 2
    a, b = tf.constant(1, name="a"), tf.constant(2, name="b")
    reported = []
    with tf.Session(config=config) as session:
        for fetch in (a, b, a, b, a):
            metadata = tf.RunMetadata()
            session.run(fetch, run_metadata=metadata)
            reported.append([node.name for node in metadata.cost_graph.node])
    names = [["_SOURCE", "_SINK", name, f"_retval_{name}_0_0"] for name in "ab"]
    assert reported == [[], [], names[0], names[1], []]


def test_trc_11_a_cost_graph_tells_sizes_and_times():
    config = tf.ConfigProto()
    config.graph_options.build_cost_model = 1
    y, feeds = product()
    metadata = report(y, feeds, config)
    costs = {node.name: node for node in metadata.cost_graph.node}
    assert [info.size for info in costs["y"].output_info] == [8]
    assert [dim.size for dim in costs["y"].output_info[0].shape.dim] == [2, 1]
    assert costs["y"].compute_cost == nodes(metadata)["y"].all_end_rel_micros
    assert list(costs["_SINK"].control_input) == [0, costs["_retval_y_0_0"].id]


def test_trc_4_steps_of_many_threads_are_traced_apart():
    x = tf.placeholder(tf.float32, [], name="x")
    fetches = [tf.add(x, float(number), name=f"of_{number}") for number in range(8)]
    seen = {}
    with tf.Session() as session:

        def run(number):
            for _ in range(20):
                metadata = tf.RunMetadata()
                options = tf.RunOptions(trace_level=1)
                session.run(fetches[number], {x: 1.0}, options=options, run_metadata=metadata)
                seen.setdefault(number, set()).add(frozenset(nodes(metadata)))

        threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for number in range(8):
        name = f"of_{number}"
        assert seen[number] == {frozenset({"_SOURCE", "_arg_x_0_0", f"{name}/y", name, f"_retval_{name}_0_0"})}


def test_a_failing_step_that_is_traced_fails_as_ever():
    bad = failing_op(tf.errors.DataLossError(None, None, "lost"))()
    with tf.Session() as session, pytest.raises(tf.errors.DataLossError, match="lost"):
        session.run(bad, options=tf.RunOptions(trace_level=3))


def test_an_untraced_step_is_not_watched():
    engine = ReferenceEngine()
    cancellation = Cancellation(engine.state.changes)
    execution = engine._execution(tf.constant(1).graph, (), [tf.constant(1)], (), cancellation)
    assert type(execution).__name__ == "Execution"
