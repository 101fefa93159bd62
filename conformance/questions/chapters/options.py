"""Options of sessions and steps, and what a step reports when it is asked to."""

from __future__ import annotations

from functools import partial
from typing import Any

from conformance.questions.question import question, refusal, refusals

CPU = "/job:localhost/replica:0/task:0/device:CPU:0"


def _plain(tf: Any, **fields: Any) -> Any:
    """A ConfigProto with which TensorFlow runs the graph as it was built."""
    config = tf.ConfigProto(**fields)
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    config.graph_options.optimizer_options.opt_level = tf.OptimizerOptions.L0
    return config


def _report(tf: Any, fetches: Any, feeds: Any = None, config: Any = None, **options: Any) -> Any:
    """The metadata of a step, after the global variables have been initialized."""
    initialize = tf.global_variables_initializer()
    with tf.Session(config=config or _plain(tf)) as sess:
        sess.run(initialize)
        metadata = tf.RunMetadata()
        sess.run(fetches, feeds, options=tf.RunOptions(**options), run_metadata=metadata)
    return metadata


def _run(sess: Any, fetches: Any, options: Any) -> Any:
    return sess.run(fetches, options=options)


def _traced(tf: Any, fetches: Any, feeds: Any = None, **options: Any) -> Any:
    """The statistics of the nodes of a traced step, sorted by name, then label."""
    stats = _report(tf, fetches, feeds, **dict({"trace_level": 1}, **options)).step_stats
    device = next(device for device in stats.dev_stats if device.device == CPU)
    return sorted(device.node_stats, key=lambda node: (node.node_name, node.timeline_label))


def _labels(tf: Any, fetches: Any, feeds: Any = None) -> Any:
    return [node.timeline_label for node in _traced(tf, fetches, feeds)]


def _fields(message: Any) -> Any:
    return sorted(descriptor.name for descriptor, _ in message.ListFields())


def _outputs(nodes: Any) -> Any:
    return [
        [
            node.node_name,
            [
                [
                    output.slot,
                    output.tensor_description.dtype,
                    [dim.size for dim in output.tensor_description.shape.dim],
                    output.tensor_description.allocation_description.requested_bytes,
                    output.tensor_description.allocation_description.allocator_name,
                ]
                for output in node.output
            ],
        ]
        for node in nodes
    ]


def _product(tf: Any) -> Any:
    """A product of a fed matrix with a variable, and its feed."""
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    w = tf.Variable([[1.0], [2.0], [3.0]], name="w")
    return tf.matmul(x, w, name="y"), {x: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}


# ---- what is traced


@question("RUN-14", "TRC-4")
def fields_of_the_report_by_trace_level(tf: Any) -> Any:
    y, feeds = _product(tf)
    return [_fields(_report(tf, y, feeds, trace_level=level)) for level in (0, 1, 2, 3)]


@question("TRC-4", "TRC-8")
def devices_of_the_report_by_trace_level(tf: Any) -> Any:
    y, feeds = _product(tf)
    reports = [_report(tf, y, feeds, trace_level=level) for level in (1, 2, 3)]
    return [sorted(device.device for device in report.step_stats.dev_stats) for report in reports]


@question("TRC-4")
def trace_levels_by_name(tf: Any) -> Any:
    options = tf.RunOptions
    return [options.NO_TRACE, options.SOFTWARE_TRACE, options.HARDWARE_TRACE, options.FULL_TRACE]


@question("TRC-4")
def an_unknown_trace_level_traces_nothing(tf: Any) -> Any:
    return _fields(_report(tf, tf.constant(1), trace_level=9))


@question("TRC-4", "TRC-5")
def nodes_of_a_traced_step(tf: Any) -> Any:
    y, feeds = _product(tf)
    return _labels(tf, y, feeds)


@question("TRC-4")
def traced_targets_have_no_retval(tf: Any) -> Any:
    return _labels(tf, [tf.constant(1, name="a").op, tf.no_op(name="n")])


@question("TRC-4")
def the_same_fetch_twice_is_traced_once(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    return _labels(tf, [a, {"again": a}, a.op])


@question("TRC-4", "TRC-5")
def names_of_traced_feeds(tf: Any) -> Any:
    a, b, c = (tf.placeholder(tf.int32, [], name=name) for name in ("a", "b", "a10"))
    unused = tf.placeholder(tf.int32, [], name="A_unused")
    total = tf.add(tf.add(b, a, name="first"), c, name="second")
    return _labels(tf, total, {a: 1, b: 2, c: 3, unused: 4})


@question("TRC-4", "TRC-5")
def a_traced_feed_of_a_second_output(tf: Any) -> Any:
    _, places = tf.unique(tf.constant([1, 1]), name="q")
    return _labels(tf, tf.identity(places, name="i"), {places: [1, 2]})


@question("TRC-4")
def a_fed_op_is_not_traced(tf: Any) -> Any:
    b = tf.add(tf.constant(1, name="a"), 1, name="b")
    return _labels(tf, tf.multiply(b, 3, name="c"), {b: 7})


@question("TRC-4")
def a_fetch_that_is_fed_is_not_traced(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    return [_fields(_report(tf, a, {a: 5}, trace_level=1)), _labels(tf, [a, tf.add(a, 1, name="b")], {a: 5})]


@question("TRC-4", "TRC-5")
def traced_fetches_of_several_outputs(tf: Any) -> Any:
    parts = tf.split(tf.constant([1.0, 2.0, 3.0, 4.0], name="k"), 2, name="s")
    return _labels(tf, [parts[1], parts[0]])


@question("TRC-4")
def a_branch_that_is_not_taken_is_not_traced(tf: Any) -> Any:
    p = tf.placeholder(tf.bool, [], name="p")
    off, on = tf.raw_ops.Switch(data=tf.constant(5, name="d"), pred=p, name="s")
    merged = tf.raw_ops.Merge(inputs=[tf.identity(off, name="no"), tf.identity(on, name="yes")], name="m")[0]
    return [[node.node_name for node in _traced(tf, merged, {p: value})] for value in (True, False)]


@question("TRC-5")
def control_inputs_in_a_label(tf: Any) -> Any:
    with tf.control_dependencies([tf.no_op(name="n")]):
        b = tf.add(tf.constant(1, name="a"), tf.constant(2, name="k"), name="b")
    return _labels(tf, tf.group(b, name="g"))


@question("TRC-5")
def a_label_after_a_placeholder_that_is_fed(tf: Any) -> Any:
    p = tf.placeholder(tf.int32, [], name="p")
    with tf.control_dependencies([p]):
        k = tf.constant(3, name="k")
    return _labels(tf, k, {p: 1})


@question("TRC-5")
def a_label_after_another_op_that_is_fed(tf: Any) -> Any:
    d = tf.identity(tf.constant(5, name="c"), name="d")
    with tf.control_dependencies([d]):
        k = tf.constant(3, name="k")
    return _labels(tf, [k, tf.identity(d, name="e")], {d: 1})


@question("TRC-5")
def labels_of_variables(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    r = tf.get_variable("r", [2], initializer=tf.zeros_initializer(), use_resource=True)
    return [_labels(tf, tf.assign_add(v, 2, name="more").op), _labels(tf, r.read_value())]


@question("TRC-5")
def labels_of_a_queue(tf: Any) -> Any:
    q = tf.FIFOQueue(3, [tf.int32], name="q")
    return _labels(tf, [q.enqueue(5, name="e"), q.dequeue(name="d")])


@question("TRC-5")
def labels_of_nodes_that_take_much_memory(tf: Any) -> Any:
    feeds = {tf.placeholder(tf.float32, [n], name="x"): [1.0] * n for n in (26214, 26215, 37500, 1000000)}
    return [label for label in _labels(tf, [tf.exp(x, name="e") for x in feeds], feeds) if "Exp" in label]


# ---- times, outputs and memory


@question("TRC-6")
def times_of_a_traced_step_are_in_order(tf: Any) -> Any:
    y, feeds = _product(tf)
    return [
        0 <= node.op_start_rel_nanos <= node.op_end_rel_nanos <= node.all_end_rel_nanos
        and node.all_start_micros == node.all_start_nanos // 1000
        for node in _traced(tf, y, feeds)
    ]


@question("TRC-6")
def a_node_is_traced_after_those_it_takes_from(tf: Any) -> Any:
    y, feeds = _product(tf)
    starts = {node.node_name: node.all_start_nanos for node in _traced(tf, y, feeds)}
    return starts["_arg_x_0_0"] <= starts["y"] and starts["w/read"] <= starts["y"] <= starts["_retval_y_0_0"]


@question("TRC-7")
def outputs_of_traced_nodes(tf: Any) -> Any:
    y, feeds = _product(tf)
    return _outputs(_traced(tf, y, feeds))


@question("TRC-7")
def outputs_of_traced_strings(tf: Any) -> Any:
    a = tf.placeholder(tf.string, [2], name="a")
    return _outputs(_traced(tf, [tf.identity(a, name="i"), tf.constant(["x", "yyy"], name="k")], {a: ["b", "cc"]}))


@question("TRC-7")
def outputs_of_traced_constants(tf: Any) -> Any:
    constants = [
        tf.constant([True], name="bool"),
        tf.constant(1.0, tf.float64, name="double"),
        tf.constant(1j, name="complex"),
        tf.constant([], tf.int32, name="empty"),
        tf.constant([[1, 2], [3, 4]], tf.int8, name="small"),
    ]
    return _outputs(_traced(tf, constants))


@question("TRC-7")
def outputs_of_a_traced_handle(tf: Any) -> Any:
    r = tf.get_variable("r", [2], initializer=tf.zeros_initializer(), use_resource=True)
    return _outputs(_traced(tf, r.read_value()))


@question("TRC-7")
def the_outputs_of_a_variable_without_value_are_not_traced(tf: Any) -> Any:
    v = tf.Variable(1.0, name="v")
    metadata = tf.RunMetadata()
    with tf.Session(config=_plain(tf)) as sess:
        sess.run(v.initializer, options=tf.RunOptions(trace_level=1), run_metadata=metadata)
    return _outputs(sorted(metadata.step_stats.dev_stats[0].node_stats, key=lambda node: node.node_name))


@question("TRC-7")
def dead_outputs_are_not_traced(tf: Any) -> Any:
    p = tf.placeholder(tf.bool, [], name="p")
    _, on = tf.raw_ops.Switch(data=tf.constant(5, name="d"), pred=p, name="s")
    return _outputs(_traced(tf, tf.identity(on, name="yes"), {p: True}))


@question("TRC-7")
def memory_of_a_traced_node(tf: Any) -> Any:
    y, feeds = _product(tf)
    return [
        [node.node_name, [[memory.allocator_name, memory.total_bytes, memory.live_bytes] for memory in node.memory]]
        for node in _traced(tf, y, feeds)
    ]


@question("TRC-7")
def memory_that_outlives_a_traced_step(tf: Any) -> Any:
    w = tf.Variable([1.0, 2.0], name="w")
    s = tf.Variable(["a", "bcd"], name="s")
    found = [w, s, tf.constant([1, 2, 3], name="k"), tf.constant(["x", "yy"], name="t")]
    nodes = _traced(tf, [tf.identity(tensor) for tensor in found])
    return [[node.node_name, node.memory_stats.persistent_memory_size] for node in nodes]


@question("TRC-8")
def what_the_threads_of_the_host_ran(tf: Any) -> Any:
    y, feeds = _product(tf)
    stats = _report(tf, [y, tf.reshape(y, [2]), tf.no_op()], feeds, trace_level=3).step_stats
    host = next(device for device in stats.dev_stats if device.device == "/host:CPU")
    return sorted([node.node_name, node.timeline_label.partition(",")[2]] for node in host.node_stats)


# ---- devices


def _devices(tf: Any, fetches: Any) -> Any:
    """The numbers of the CPUs on which the operations of a step run, by name."""
    config = _plain(tf, device_count={"CPU": 3})
    graphs = _report(tf, fetches, None, config, output_partition_graphs=True).partition_graphs
    return sorted([node.name, int(node.device[-1])] for graph in graphs for node in graph.node if "/_" not in node.name)


@question("OPT-11")
def devices_of_sources(tf: Any) -> Any:
    names = ("one", "two", "spread", "waited", "alone")
    one, two, spread, waited, alone = (tf.constant(1.0, name=name) for name in names)
    with tf.device("/cpu:0"):
        fixed = tf.constant(1.0, name="fixed")
    with tf.device("/cpu"):
        typed = tf.constant(1.0, name="typed")
    with tf.device("/cpu:1"):
        a = tf.add(one, two, name="a")
        b = tf.add(two, spread, name="b")
        c = tf.add(fixed, typed, name="c")
        with tf.control_dependencies([waited.op]):
            n = tf.no_op(name="n")
    with tf.device("/cpu:2"):
        d = tf.negative(spread, name="d")
    return _devices(tf, [a, b, c, d, n, tf.identity(alone, name="e")])


@question("OPT-11")
def devices_of_what_looks_at_no_element(tf: Any) -> Any:
    with tf.device("/cpu:1"):
        a = tf.placeholder_with_default([1.0], None, name="a")
    found = [
        tf.raw_ops.Shape(input=a, name="s"),
        tf.raw_ops.Size(input=a, name="z"),
        tf.raw_ops.Rank(input=a, name="r"),
    ]
    with tf.device("/cpu:2"):
        found.append(tf.raw_ops.Shape(input=a, name="fixed"))
    return _devices(tf, [*found, tf.identity(a, name="i")])


@question("OPT-11")
def devices_of_what_belongs_together(tf: Any) -> Any:
    with tf.device("/cpu:2"):
        v = tf.Variable(2.0, name="v")
        k = tf.constant(3.0, name="k")
    with tf.device("/cpu:1"):
        r = tf.get_variable("r", [], initializer=tf.zeros_initializer(), use_resource=True)
    with tf.colocate_with(k.op):
        colocated = tf.add(tf.constant(1.0, name="c"), 2.0, name="s")
    read = tf.add(r.read_value(), 1.0, name="more")
    return _devices(tf, [tf.assign(v, 3.0, name="put"), v, colocated, read, k])


# ---- graphs and costs


def _graph_nodes(metadata: Any) -> Any:
    return [
        [[node.name, node.op, list(node.input), node.device, sorted(node.attr)] for node in graph.node]
        for graph in metadata.partition_graphs
    ]


@question("TRC-9")
def partition_graph_of_a_step(tf: Any) -> Any:
    y, feeds = _product(tf)
    metadata = _report(tf, y, feeds, output_partition_graphs=True)
    return [_fields(metadata), _graph_nodes(metadata)]


@question("TRC-9")
def order_of_a_partition_graph(tf: Any) -> Any:
    b, a, c = (tf.placeholder(tf.int32, [], name=name) for name in ("b", "a", "c"))
    values, places = tf.unique(tf.constant([1, 1]), name="q")
    fetches = [tf.add(a, b, name="s"), tf.subtract(b, c, name="d"), tf.identity(places, name="i"), values]
    metadata = _report(tf, fetches, {a: 1, b: 2, c: 3, places: [1, 2]}, output_partition_graphs=True)
    return [[node.name, list(node.input)] for node in metadata.partition_graphs[0].node]


@question("TRC-9")
def numbers_of_feeds_and_fetches_in_a_partition_graph(tf: Any) -> Any:
    b, a = (tf.placeholder(tf.int32, [], name=name) for name in ("b", "a"))
    metadata = _report(
        tf, [tf.identity(b, name="y"), tf.identity(a, name="x")], {a: 1, b: 2}, output_partition_graphs=True
    )
    nodes = metadata.partition_graphs[0].node
    return [[node.name, node.attr["index"].i, node.attr["T"].type] for node in nodes if "index" in node.attr]


@question("TRC-9")
def control_inputs_of_a_partition_graph(tf: Any) -> Any:
    with tf.control_dependencies([tf.no_op(name="z"), tf.no_op(name="a")]):
        s = tf.add(tf.constant(1, name="m"), 1, name="s")
    metadata = _report(tf, s, output_partition_graphs=True)
    return [[node.name, sorted(node.input)] for node in metadata.partition_graphs[0].node if node.name == "s"]


@question("TRC-9")
def a_partition_graph_of_a_failing_step(tf: Any) -> Any:
    bad = tf.reshape(tf.placeholder_with_default([1, 2], [None]), [3], name="bad")
    metadata = tf.RunMetadata()
    options = tf.RunOptions(trace_level=1, output_partition_graphs=True)
    with tf.Session(config=_plain(tf)) as sess:
        failed = refusal(lambda: sess.run(bad, options=options, run_metadata=metadata))
    return [failed, _fields(metadata)]


@question("TRC-10")
def partition_graphs_of_two_devices(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [], name="x")
    k = tf.constant(1.0, name="k")
    with tf.device("/cpu:1"):
        b = tf.add(x, tf.constant(1.0, name="one"), name="b")
    config = _plain(tf, device_count={"CPU": 2})
    metadata = _report(tf, [b, tf.add(b, k, name="c")], {x: 1.0}, config, output_partition_graphs=True)
    return sorted([node[3][-1], *node[:3]] for nodes in _graph_nodes(metadata) for node in nodes)


@question("TRC-10")
def labels_of_two_devices(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [], name="x")
    with tf.device("/cpu:1"):
        b = tf.add(x, tf.constant(1.0, name="one"), name="b")
    stats = _report(tf, b, {x: 1.0}, _plain(tf, device_count={"CPU": 2}), trace_level=1).step_stats
    return sorted([device.device[-5:], node.timeline_label] for device in stats.dev_stats for node in device.node_stats)


@question("TRC-10")
def a_control_dependency_between_devices(tf: Any) -> Any:
    n = tf.no_op(name="n")
    with tf.device("/cpu:1"), tf.control_dependencies([n]):
        d = tf.no_op(name="d")
    config = _plain(tf, device_count={"CPU": 2})
    metadata = _report(tf, d, None, config, trace_level=1, output_partition_graphs=True)
    nodes = [[node[3][-1], *node[:3]] for nodes in _graph_nodes(metadata) for node in nodes]
    labels = [node.timeline_label for device in metadata.step_stats.dev_stats for node in device.node_stats]
    return [sorted(nodes), sorted(label for label in labels if "/_" not in label.split()[0])]


def _costs(tf: Any, every: int, after: int, steps: int) -> Any:
    config = _plain(tf)
    config.graph_options.build_cost_model = every
    config.graph_options.build_cost_model_after = after
    a = tf.add(tf.constant(1, name="k"), 1, name="a")
    reports = []
    with tf.Session(config=config) as sess:
        for _ in range(steps):
            metadata = tf.RunMetadata()
            sess.run(a, run_metadata=metadata)
            reports.append(metadata)
    return reports


@question("TRC-10")
def partition_graphs_of_three_devices(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [], name="x")
    with tf.device("/cpu:0"):
        a = tf.add(x, tf.constant(1.0, name="one"), name="a")
    with tf.device("/cpu:1"):
        b = tf.add(a, tf.constant(2.0, name="two"), name="b")
        square = tf.multiply(a, a, name="square")
    with tf.device("/cpu:2"):
        with tf.control_dependencies([square]):
            c = tf.add(b, a, name="c")
        n = tf.no_op(name="n")
    with tf.device("/cpu:1"):
        with tf.control_dependencies([n]):
            d = tf.no_op(name="d")
        parts = tf.split(tf.constant([1.0, 2.0], name="k"), 2, name="parts")
    with tf.device("/cpu:0"):
        e = tf.identity(parts[1], name="e")
    config = _plain(tf, device_count={"CPU": 3})
    metadata = _report(tf, [c, d, b, e], {x: 1.0}, config, output_partition_graphs=True)
    graphs = [[[node[3][-1], *node[:3]] for node in nodes] for nodes in _graph_nodes(metadata)]
    return [sorted(node for nodes in graphs for node in nodes), sorted(len(nodes) for nodes in graphs)]


@question("TRC-10")
def attributes_of_what_moves_between_devices(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    with tf.device("/cpu:1"), tf.control_dependencies([tf.no_op(name="n")]):
        b = tf.add(a, 1, name="b")
    config = _plain(tf, device_count={"CPU": 2})
    metadata = _report(tf, b, None, config, output_partition_graphs=True)
    moving = [node for graph in metadata.partition_graphs for node in graph.node if "/_" in node.name]
    types = {node.name: [node.attr[key].type for key in ("T", "tensor_type", "dtype")] for node in moving}
    origins = {node.name: list(node.experimental_debug_info.original_node_names) for node in moving}
    places = {
        node.name: [node.attr[key].s.decode()[-5:] for key in ("send_device", "recv_device")]
        for node in moving
        if node.op in ("_Send", "_Recv")
    }
    return [sorted(named.items()) for named in (types, origins, places)]


@question("TRC-11")
def steps_that_report_a_cost_graph(tf: Any) -> Any:
    plans = [(1, 0), (2, 0), (3, 1), (1, 2), (0, 0), (-1, 0)]
    return [[_fields(report) for report in _costs(tf, every, after, 5)] for every, after in plans]


@question("TRC-11")
def nodes_of_a_cost_graph(tf: Any) -> Any:
    nodes = _costs(tf, 1, 0, 1)[0].cost_graph.node
    return [
        [node.name, node.id, node.device, [[i.preceding_node, i.preceding_port] for i in node.input_info]]
        for node in nodes
    ]


# ---- options of a step


@question("RUN-13")
def a_report_takes_the_place_of_the_last(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    metadata = tf.RunMetadata()
    metadata.step_stats.dev_stats.add().device = "old"
    metadata.partition_graphs.add().versions.producer = 1
    seen = []
    with tf.Session(config=_plain(tf)) as sess:
        for options in (tf.RunOptions(trace_level=1), tf.RunOptions(output_partition_graphs=True), None):
            sess.run(a, options=options, run_metadata=metadata)
            seen.append([[device.device for device in metadata.step_stats.dev_stats], len(metadata.partition_graphs)])
    return seen


@question("RUN-13")
def a_report_of_nothing(tf: Any) -> Any:
    tf.no_op()
    metadata = tf.RunMetadata()
    metadata.step_stats.dev_stats.add().device = "old"
    with tf.Session() as sess:
        value = sess.run([], options=tf.RunOptions(trace_level=1), run_metadata=metadata)
    return [value, _fields(metadata)]


@question("RUN-13")
def a_failing_step_leaves_the_report_alone(tf: Any) -> Any:
    bad = tf.reshape(tf.placeholder_with_default([1, 2], [None]), [3], name="bad")
    metadata = tf.RunMetadata()
    metadata.step_stats.dev_stats.add().device = "old"
    with tf.Session() as sess:
        failed = refusal(lambda: sess.run(bad, options=tf.RunOptions(trace_level=1), run_metadata=metadata))
    return [failed[0], metadata.step_stats.dev_stats[0].device]


@question("RUN-13")
def options_of_other_types(tf: Any) -> Any:
    a = tf.constant(1)
    with tf.Session() as sess:
        return refusals(lambda options: sess.run(a, options=options), "text", 5, {}, b"", False, [1], tf.ConfigProto())


@question("RUN-13")
def metadata_of_other_types(tf: Any) -> Any:
    a = tf.constant(1)
    with tf.Session() as sess:
        return refusals(lambda metadata: sess.run(a, run_metadata=metadata), "text", 5, {}, b"", False, [1])


@question("RUN-13")
def options_that_are_no_run_options(tf: Any) -> Any:
    class Message:
        def __init__(self, data: Any) -> None:
            self.SerializeToString = lambda: data

    a = tf.constant(1)
    with tf.Session() as sess:
        return refusals(lambda data: sess.run(a, options=Message(data)), b"\xff", "text", b"")


@question("RUN-13", "SES-15")
def a_callable_with_options(tf: Any) -> Any:
    a = tf.placeholder(tf.int32, [], name="a")
    b = tf.add(a, tf.constant(1, name="k"), name="b")
    metadata = tf.RunMetadata()
    options = tf.RunOptions(trace_level=1, output_partition_graphs=True)
    with tf.Session(config=_plain(tf)) as sess:
        call = sess.make_callable(b, [a], accept_options=True)
        value = call(1, options=options, run_metadata=metadata)
        nodes = sorted(node.timeline_label for node in metadata.step_stats.dev_stats[0].node_stats)
        return [value, nodes, len(metadata.partition_graphs), refusals(lambda o: call(1, options=o), "text", None)]


@question("OPT-6")
def thread_pools_of_a_step(tf: Any) -> Any:
    a = tf.constant(1)
    asked = []
    for count in (0, 1, 2):
        config = tf.ConfigProto()
        for _ in range(count):
            config.session_inter_op_thread_pool.add()
        with tf.Session(config=config) as sess:
            pools = [tf.RunOptions(inter_op_thread_pool=number) for number in (-2, -1, 0, 1, 2)]
            asked.append(refusals(partial(_run, sess, a), *pools))
    return asked


@question("OPT-6")
def a_thread_pool_of_a_step_in_which_nothing_runs(tf: Any) -> Any:
    a = tf.constant(1)
    options = tf.RunOptions(inter_op_thread_pool=9)
    with tf.Session() as sess:
        return [sess.run([], options=options), sess.run(a, {a: 2}, options=options)]


@question("RUN-10")
def timeouts_below_zero(tf: Any) -> Any:
    a = tf.constant(1)
    with tf.Session() as sess:
        return refusals(lambda ms: sess.run(a, options=tf.RunOptions(timeout_in_ms=ms)), -1, -100, 0)


@question("OPT-9")
def run_options_without_effect(tf: Any) -> Any:
    options = tf.RunOptions(report_tensor_allocations_upon_oom=True)
    options.experimental.use_run_handler_pool = True
    options.experimental.collective_graph_key = 3
    with tf.Session() as sess:
        return sess.run(tf.constant(1), options=options)


@question("OPT-9")
def fields_that_messages_refuse(tf: Any) -> Any:
    return [
        refusals(lambda fields: tf.RunOptions(**fields), {"timeout_in_ms": "x"}, {"nonsense": 1})[0][0],
        refusal(lambda: tf.RunOptions(nonsense=1)),
        refusal(lambda: tf.ConfigProto(nonsense=1)),
        tf.RunOptions(trace_level="FULL_TRACE").trace_level,
        refusal(lambda: tf.ConfigProto(device_count={"CPU": "x"}))[0],
    ]


# ---- options of a session


@question("OPT-5")
def an_operation_that_waits_longer_than_the_session_allows(tf: Any) -> Any:
    queue = tf.FIFOQueue(1, [tf.int32], name="q")
    take, put = queue.dequeue(name="d"), queue.enqueue(3)
    with tf.Session(config=tf.ConfigProto(operation_timeout_in_ms=50)) as sess:
        late = refusal(lambda: sess.run(take))
        zero = refusal(lambda: sess.run(take, options=tf.RunOptions(timeout_in_ms=0)))
        sess.run(put)
        return [late, zero, sess.run(take)]


@question("OPT-5")
def a_step_may_wait_less_than_the_session_allows(tf: Any) -> Any:
    take = tf.FIFOQueue(1, [tf.int32]).dequeue()
    with tf.Session(config=tf.ConfigProto(operation_timeout_in_ms=10000000)) as sess:
        return refusal(lambda: sess.run(take, options=tf.RunOptions(timeout_in_ms=50)))


@question("OPT-2")
def counts_of_devices(tf: Any) -> Any:
    def devices(**counts: int) -> Any:
        with tf.Session(config=tf.ConfigProto(device_count=counts)) as sess:
            return [device.name[-5:] for device in sess.list_devices() if device.device_type == "CPU"]

    return [devices(CPU=3), devices(GPU=1), devices(GPU=-1), devices(OTHER=4), devices(cpu=2)]


@question("OPT-2")
def no_devices(tf: Any) -> Any:
    return refusals(lambda count: tf.Session(config=tf.ConfigProto(device_count={"CPU": count})), 0, -1)


@question("OPT-2", "SES-10")
def no_devices_and_an_unknown_target(tf: Any) -> Any:
    return refusal(lambda: tf.Session("nonsense", config=tf.ConfigProto(device_count={"CPU": 0})))[0]


@question("OPT-7")
def a_session_that_places_pruned_graphs(tf: Any) -> Any:
    with tf.device("/gpu:0"):
        bad = tf.constant(1, name="bad")
    b, other = tf.add(bad, 1, name="b"), tf.constant(2, name="other")
    config = tf.ConfigProto()
    config.graph_options.place_pruned_graph = True
    with tf.Session(config=config) as sess:
        return [sess.run(other), refusal(lambda: sess.run(b))[0], sess.run(b, {bad: 3}), sess.run(other)]


@question("OPT-7")
def a_session_that_places_the_whole_graph(tf: Any) -> Any:
    with tf.device("/gpu:0"):
        tf.constant(1, name="bad")
    other = tf.constant(2, name="other")
    with tf.Session() as sess:
        return refusal(lambda: sess.run(other))[0]


@question("OPT-8")
def types_of_executors(tf: Any) -> Any:
    def run(name: str) -> Any:
        config = tf.ConfigProto()
        config.experimental.executor_type = name
        with tf.Session(config=config) as sess:
            return sess.run(a)

    a = tf.constant(1)
    return refusals(run, "", "DEFAULT", "SINGLE_THREADED_EXECUTOR", "nonsense")


@question("OPT-3")
def options_of_a_session_without_effect(tf: Any) -> Any:
    config = tf.ConfigProto(
        inter_op_parallelism_threads=-3,
        intra_op_parallelism_threads=2,
        use_per_session_threads=True,
        placement_period=-1,
        device_filters=["/job:ps", "nonsense"],
        isolate_session_state=True,
    )
    config.gpu_options.per_process_gpu_memory_fraction = 0.5
    config.gpu_options.visible_device_list = "9,x"
    config.gpu_options.allocator_type = "nonsense"
    config.graph_options.infer_shapes = True
    config.graph_options.timeline_step = 1
    config.graph_options.optimizer_options.opt_level = 5
    config.cluster_def.job.add().name = "ps"
    with tf.Session(config=config) as sess:
        return sess.run(tf.constant(6) * 7)


@question("OPT-3")
def isolated_sessions_share_nothing(tf: Any) -> Any:
    v = tf.Variable(1)
    known = tf.is_variable_initialized(v)
    seen = []
    for isolate in (False, True):
        config = tf.ConfigProto(isolate_session_state=isolate)
        first, second = tf.Session(config=config), tf.Session(config=config)
        first.run(v.initializer)
        seen.append([first.run(known), second.run(known)])
    return seen


@question("OPT-1", "SES-3")
def configs_of_other_types(tf: Any) -> Any:
    return refusals(lambda config: tf.Session(config=config), "x", 5, {}, [], 0, False)


@question("OPT-1")
def a_config_is_read_when_the_session_is_made(tf: Any) -> Any:
    config = tf.ConfigProto()
    a = tf.constant(1)
    with tf.Session(config=config) as sess:
        config.session_inter_op_thread_pool.add()
        config.session_inter_op_thread_pool.add()
        options = tf.RunOptions(inter_op_thread_pool=1)
        return [refusal(lambda: sess.run(a, options=options)), len(config.session_inter_op_thread_pool)]


@question("OPT-10")
def which_fields_of_a_report_are_filled(tf: Any) -> Any:
    y = tf.constant(6) * tf.placeholder_with_default(7, [])
    options = (
        tf.RunOptions(),
        tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE),
        tf.RunOptions(trace_level=tf.RunOptions.HARDWARE_TRACE),
        tf.RunOptions(output_partition_graphs=True),
        tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE, output_partition_graphs=True),
    )
    found = []
    for each in options:
        with tf.Session() as sess:
            metadata = tf.RunMetadata()
            sess.run(y, options=each, run_metadata=metadata)
            found.append([field.name for field, _ in metadata.ListFields()])
    return found
