"""Scopes of a graph: devices, control dependencies, colocation, gradients; and its collections."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from conformance.questions.question import question, refusal


@question("GRA-11", "GRA-26")
def device_scope_names_devices(tf: Any) -> Any:
    with tf.device("/cpu:0"):
        a = tf.constant(1)
    with tf.device("cpu:0"):
        b = tf.constant(1)
    with tf.device("/device:CPU:1"):
        c = tf.constant(1)
    with tf.device("/job:worker/replica:1/task:2/gpu:*"):
        d = tf.constant(1)
    return [a.device, b.device, c.device, d.device, tf.constant(1).device]


@question("GRA-12")
def device_scopes_merge(tf: Any) -> Any:
    with tf.device("/job:ps"), tf.device("/task:1"), tf.device("/device:GPU:2"):
        first = tf.constant(1)
        with tf.device("/task:3"):
            second = tf.constant(1)
    return [first.device, second.device]


@question("GRA-11")
def device_scope_none_clears(tf: Any) -> Any:
    with tf.device("/job:ps/device:CPU:0"):
        with tf.device(None):
            first = tf.constant(1)
        with tf.device(""):
            second = tf.constant(1)
    return [first.device, second.device]


@question("GRA-11")
def device_scope_takes_a_function(tf: Any) -> Any:
    def by_type(op: Any) -> str:
        return "/cpu:0" if op.type == "Const" else "/device:GPU:1"

    with tf.device("/job:w"), tf.device(by_type):
        a = tf.constant(1.0)
        b = a * 2.0
    return [a.device, b.device]


@question("GRA-11")
def device_functions_run_from_the_inside_out(tf: Any) -> Any:
    seen = []

    def outer(op: Any) -> str:
        seen.append(["outer", op.device])
        return "/job:o/task:1"

    def inner(op: Any) -> str:
        seen.append(["inner", op.device])
        return "/job:i"

    with tf.device(outer), tf.device(inner):
        device = tf.constant(1).device
    return [device, seen]


@question("GRA-26")
def malformed_device(tf: Any) -> Any:
    with tf.device("/nonsense:1"):
        return tf.constant(1).device


@question("GRA-26")
def malformed_device_without_a_slash(tf: Any) -> Any:
    with tf.device("nonsense"):
        return tf.constant(1).device


@question("GRA-26")
def two_devices_in_one_name(tf: Any) -> Any:
    with tf.device("/cpu:0/gpu:0"):
        return tf.constant(1).device


@question("GRA-6")
def control_dependencies_add_control_inputs(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    n = tf.no_op(name="n")
    with tf.control_dependencies([n, a]):
        b = tf.constant(2, name="b")
    return [op.name for op in b.op.control_inputs]


@question("GRA-6")
def control_dependencies_nest(tf: Any) -> Any:
    n, m = tf.no_op(name="n"), tf.no_op(name="m")
    with tf.control_dependencies([n]), tf.control_dependencies([m, n]):
        b = tf.constant(2)
    return [op.name for op in b.op.control_inputs]


@question("GRA-7")
def control_dependencies_none_clears(tf: Any) -> Any:
    n, m = tf.no_op(name="n"), tf.no_op(name="m")
    with tf.control_dependencies([n]):
        with tf.control_dependencies(None):
            b = tf.constant(2)
            with tf.control_dependencies([m]):
                c = tf.constant(3)
        d = tf.constant(4)
    return [[op.name for op in t.op.control_inputs] for t in (b, c, d)]


@question("GRA-6")
def control_dependency_on_an_input_is_left_out(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    with tf.control_dependencies([a]):
        b = tf.identity(a)
    return [op.name for op in b.op.control_inputs]


@question("GRA-6")
def control_dependency_that_an_input_already_has_is_left_out(tf: Any) -> Any:
    n = tf.no_op(name="n")
    with tf.control_dependencies([n]):
        a = tf.constant(1, name="a")
        b = tf.identity(a, name="b")
        c = tf.identity(b, name="c")
    return [[op.name for op in t.op.control_inputs] for t in (a, b, c)]


@question("GRA-8")
def control_dependencies_on_a_name(tf: Any) -> Any:
    tf.no_op(name="n")
    with tf.control_dependencies(["n"]):
        return [op.name for op in tf.constant(2).op.control_inputs]


@question("GRA-8")
def control_dependencies_on_a_variable(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    with tf.control_dependencies([v]):
        return [op.name for op in tf.constant(2).op.control_inputs]


@question("GRA-8")
def control_dependencies_on_a_number(tf: Any) -> Any:
    with tf.control_dependencies([5]):
        return tf.constant(2).name


@question("GRA-8", "GRA-9")
def control_dependencies_on_a_single_tensor(tf: Any) -> Any:
    with tf.control_dependencies(tf.constant(5)):
        return tf.constant(2).name


@question("GRA-8")
def control_dependencies_on_another_graph(tf: Any) -> Any:
    with tf.Graph().as_default():
        a = tf.constant(1)
    with tf.control_dependencies([a]):
        return tf.constant(2).name


@question("GRA-13")
def colocation_is_an_attribute(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    with tf.colocate_with(a):
        b = tf.constant(2, name="b")
    return [b.op.get_attr("_class"), b.op.colocation_groups(), a.op.colocation_groups()]


@question("GRA-13")
def colocation_takes_the_device(tf: Any) -> Any:
    with tf.device("/device:CPU:1"):
        a = tf.constant(1, name="a")
    with tf.device("/device:CPU:0"), tf.colocate_with(a.op):
        b = tf.constant(2, name="b")
    return b.device


@question("GRA-13")
def colocation_of_colocated_ops(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    c = tf.constant(1, name="c")
    with tf.colocate_with(a), tf.colocate_with(c):
        b = tf.constant(2, name="b")
    with tf.colocate_with(b):
        d = tf.constant(3, name="d")
    return [b.op.colocation_groups(), d.op.colocation_groups()]


@question("GRA-13")
def colocation_can_be_ignored(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    with tf.colocate_with(a), tf.colocate_with(None, ignore_existing=True):
        b = tf.constant(2, name="b")
    return b.op.colocation_groups()


@question("GRA-13")
def colocation_with_nothing(tf: Any) -> Any:
    with tf.get_default_graph().colocate_with(None):
        return tf.constant(2).op.colocation_groups()


@question("GRA-16")
def collections_keep_order_and_duplicates(tf: Any) -> Any:
    for value in (3, 1, 3):
        tf.add_to_collection("c", value)
    return tf.get_collection("c")


@question("GRA-16", "GRA-32")
def get_collection_copies_and_its_ref_does_not(tf: Any) -> Any:
    graph = tf.get_default_graph()
    graph.get_collection("c").append(1)
    graph.get_collection_ref("c").append(2)
    return [graph.get_collection("c"), graph.get_all_collection_keys()]


@question("GRA-16")
def collection_filtered_by_scope(tf: Any) -> Any:
    with tf.name_scope("x"):
        tf.add_to_collection("c", tf.constant(1, name="a"))
    with tf.name_scope("y"):
        tf.add_to_collection("c", tf.constant(1, name="xa"))
    tf.add_to_collection("c", "no name")
    return [[t.name for t in tf.get_collection("c", scope=s)] for s in ("x", "y", "y/.a", "z", ".*a")]


@question("GRA-16")
def add_to_several_collections(tf: Any) -> Any:
    tf.get_default_graph().add_to_collections(["c", "d", "c"], 1)
    tf.get_default_graph().add_to_collections("e", 2)
    return [tf.get_collection(name) for name in ("c", "d", "e", "f")]


@question("GRA-32")
def clear_collection(tf: Any) -> Any:
    tf.add_to_collection("c", 1)
    tf.get_default_graph().clear_collection("c")
    tf.get_default_graph().clear_collection("never was")
    return [tf.get_collection("c"), tf.get_default_graph().get_all_collection_keys()]


@question("GRA-32")
def names_of_the_standard_collections(tf: Any) -> Any:
    keys = tf.GraphKeys
    return [
        keys.GLOBAL_VARIABLES,
        keys.TRAINABLE_VARIABLES,
        keys.LOCAL_VARIABLES,
        keys.MODEL_VARIABLES,
        keys.REGULARIZATION_LOSSES,
        keys.LOSSES,
        keys.UPDATE_OPS,
        keys.SUMMARIES,
        keys.INIT_OP,
        keys.GLOBAL_STEP,
    ]


@question("GRA-14")
def gradient_override_map_sets_an_attribute(tf: Any) -> Any:
    with tf.get_default_graph().gradient_override_map({"Identity": "Mine"}):
        inside = tf.identity(1.0)
        other = tf.negative(1.0)
    outside = tf.identity(1.0)
    return [inside.op.get_attr("_gradient_op_type"), sorted(other.op.node_def.attr), sorted(outside.op.node_def.attr)]


@question("GRA-14")
def gradient_override_map_of_the_wrong_type(tf: Any) -> Any:
    with tf.get_default_graph().gradient_override_map([]):
        return "entered"


@question("GRA-14")
def gradient_override_map_to_a_number(tf: Any) -> Any:
    with tf.get_default_graph().gradient_override_map({"Identity": 5}):
        return "entered"


@question("GRA-11", "GRA-26")
def device_scope_of_a_device_spec(tf: Any) -> Any:
    spec = tf.DeviceSpec(job="w", task=3, device_type="CPU", device_index=0)
    with tf.device(spec):
        return [tf.constant(1).device, spec.to_string(), tf.DeviceSpec.from_string("/cpu:1").to_string()]


@question("GRA-11")
def device_scope_of_a_number(tf: Any) -> Any:
    return refusal(lambda: tf.device(5).__enter__())[0]


@question("GRA-12")
def device_of_another_type_replaces_the_device(tf: Any) -> Any:
    with tf.device("/device:CPU:3"), tf.device("/gpu:0"):
        first = tf.constant(1)
        with tf.device("/device:CPU:*"):
            second = tf.constant(1)
    return [first.device, second.device]


@question("GRA-11")
def device_function_that_returns_nothing(tf: Any) -> Any:
    with tf.device("/cpu:0"), tf.device(lambda op: None):
        return tf.constant(1).device


@question("GRA-11")
def device_scopes_around_none(tf: Any) -> Any:
    with tf.device("/job:a"), tf.device(None), tf.device("/task:2"):
        return tf.constant(1).device


@question("GRA-25")
def container_scope_marks_variables(tf: Any) -> Any:
    with tf.container("mine"):
        v, w = tf.Variable(1, name="v"), tf.Variable(1, name="w", use_resource=True)
    return [v.op.get_attr("container"), w.op.get_attr("container")]


@question("GRA-8", "VAR-25")
def control_dependencies_on_a_resource_variable(tf: Any) -> Any:
    v = tf.Variable(1, name="v", use_resource=True)
    with tf.control_dependencies([v]):
        return [op.name for op in tf.constant(2).op.control_inputs]


@question("GRA-6")
def control_dependencies_on_nothing(tf: Any) -> Any:
    with tf.control_dependencies([]):
        return [op.name for op in tf.constant(2).op.control_inputs]


@question("GRA-6")
def control_dependencies_of_a_graph_that_is_not_default(tf: Any) -> Any:
    graph = tf.Graph()
    with graph.as_default():
        n = tf.no_op(name="n")
    with graph.control_dependencies([n]):
        outside = tf.constant(1)
        with graph.as_default():
            inside = tf.constant(1)
    return [[op.name for op in t.op.control_inputs] for t in (outside, inside)]


@question("GRA-13")
def colocation_with_a_variable(tf: Any) -> Any:
    v = tf.Variable(1, name="v")
    with tf.colocate_with(v):
        return tf.constant(1).op.colocation_groups()


@question("GRA-13")
def colocation_and_another_device(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    with tf.colocate_with(a), tf.device("/device:CPU:1"):
        return tf.constant(1).device


@question("GRA-24")
def blocks_of_control_dependencies_must_nest(tf: Any) -> Any:
    graph = tf.get_default_graph()
    a, b = tf.no_op(name="a"), tf.no_op(name="b")
    outer, inner = tf.control_dependencies([a]), tf.control_dependencies([b])
    outer.__enter__()
    inner.__enter__()
    crossed = refusal(lambda: outer.__exit__(None, None, None))
    both = tf.no_op(name="both")
    inner.__exit__(None, None, None)
    one = tf.no_op(name="one")
    outer.__exit__(None, None, None)
    with outer:
        again = tf.no_op(name="again")
    none = graph.create_op("NoOp", [], [], name="none")
    return [crossed, [[op.name, list(op.node_def.input)] for op in (both, one, again, none)]]


def _in_a_thread(task: Any) -> Any:
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(task).result()


@question("GRA-27", "NAM-9")
def blocks_belong_to_the_graph_until_it_is_told_otherwise(tf: Any) -> Any:
    found = []
    for own in (False, True):
        with tf.Graph().as_default() as graph:
            if own:
                graph.switch_to_thread_local()

            def make(graph: Any = graph) -> Any:
                with graph.as_default():
                    op = tf.no_op(name="made")
                return [op.name, op.device, list(op.node_def.input), [str(group) for group in op.colocation_groups()]]

            before = tf.no_op(name="before")
            beside = tf.colocate_with(before, ignore_existing=True)
            with tf.device("/cpu:1"), tf.control_dependencies([before]), tf.name_scope("scope"), beside:
                inside = [make(), _in_a_thread(make)]
            found.append([inside, make()])
    return found


@question("NAM-9")
def name_scopes_belong_to_threads(tf: Any) -> Any:
    graph = tf.get_default_graph()

    def make() -> Any:
        with graph.as_default():
            first = tf.no_op(name="n").name
            with tf.name_scope("scope"):
                return [first, tf.no_op(name="n").name, graph.get_name_scope()]

    with tf.name_scope("outer"):
        threaded = _in_a_thread(make)
        return [threaded, make(), graph.get_name_scope()]


@question("GRA-34")
def calls_that_made_an_operation(tf: Any) -> Any:
    def make() -> Any:
        return tf.no_op()

    frames = [frame for frame in make().traceback if frame[0].endswith("graph_scopes.py")]
    return [[os.path.basename(frame[0]), frame[2], frame[3]] for frame in frames[-2:]]
