"""Options of sessions and of steps, beside the recorded questions about them."""

from pathlib import Path

import pytest

import reference as tf
from reference.session.options import SessionOptions, StepOptions, session_options, step_options
from reference.session.report import CostModels
from tests.reference.runtime.own_ops import own_op


@pytest.fixture(autouse=True)
def fresh_graph():
    with tf.Graph().as_default():
        yield


def never_ready(*, context):
    while True:
        yield


def test_opt_1_the_message_is_read_when_the_session_is_made():
    config = tf.ConfigProto()
    never = own_op(never_ready, outputs="output: int32")()
    with tf.Session(config=config) as session:
        config.operation_timeout_in_ms = 10**9
        config.device_count["CPU"] = 3
        options = tf.RunOptions(timeout_in_ms=1)
        with pytest.raises(tf.errors.DeadlineExceededError):
            session.run(never, options=options)
        assert [device.name[-5:] for device in session.list_devices()] == ["CPU:0"]


def test_opt_4_the_placement_is_logged_when_it_is_made(capsys):
    v = tf.Variable(1.0, name="v")
    with tf.device("/cpu:1"):
        y = tf.add(v, tf.constant(2.0, name="k"), name="y")
    with tf.Session(config=tf.ConfigProto(log_device_placement=True, device_count={"CPU": 2})) as session:
        assert capsys.readouterr().err == "Device mapping: no known devices.\n"
        session.run(v.initializer)
        cpu = "/job:localhost/replica:0/task:0/device:CPU"
        assert capsys.readouterr().err.splitlines() == [
            f"v: (VariableV2): {cpu}:0",
            f"v/Assign: (Assign): {cpu}:0",
            f"v/read: (Identity): {cpu}:0",
            f"y: (Add): {cpu}:1",
            f"v/initial_value: (Const): {cpu}:0",
            f"k: (Const): {cpu}:1",
        ]
        session.run(y)
        assert capsys.readouterr() == ("", "")
        session.run(tf.constant(3, name="more"))
        assert capsys.readouterr().err.count("\n") == 7


def test_opt_4_a_pruned_graph_is_logged_for_each_kind_of_step(capsys):
    config = tf.ConfigProto(log_device_placement=True)
    config.graph_options.place_pruned_graph = True
    a, b = tf.constant(1, name="a"), tf.constant(2, name="b")
    with tf.Session(config=config) as session:
        seen = []
        for fetches in (a, b, a, [a, tf.no_op(name="n")]):
            capsys.readouterr()
            session.run(fetches)
            seen.append([line.split(":")[0] for line in capsys.readouterr().err.splitlines()])
    assert seen == [["_retval_a_0_0", "a"], ["_retval_b_0_0", "b"], [], ["n", "_retval_a_0_0", "a"]]


def test_without_being_asked_nothing_is_logged(capsys):
    with tf.Session(config=tf.ConfigProto()) as session:
        session.run(tf.constant(1))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("step, session, limit", [(0, 0, 0), (5, 0, 5), (0, 7, 7), (5, 7, 5), (9, 7, 9), (-1, 7, 7)])
def test_opt_5_what_the_step_says_counts_before_what_the_session_says(step, session, limit):
    assert SessionOptions(timeout_ms=session).timeout_of(StepOptions(timeout_ms=step)) == limit


def test_opt_5_a_step_that_never_ends_is_ended():
    never = own_op(never_ready, outputs="output: int32")()
    with tf.Session(config=tf.ConfigProto(operation_timeout_in_ms=1)) as session:
        with pytest.raises(tf.errors.DeadlineExceededError):
            session.run(never)
        assert session.run(tf.constant(1)) == 1


@pytest.mark.parametrize("fields", [{"intra_op_parallelism_threads": -1}, {"session_inter_op_thread_pool": [{}]}])
def test_opt_6_a_pool_has_no_fewer_than_0_threads(fields):
    config = tf.ConfigProto(**fields)
    for pool in config.session_inter_op_thread_pool:
        pool.num_threads = -2
    with pytest.raises(tf.errors.InvalidArgumentError, match="fewer than 0 threads"):
        tf.Session(config=config)


def test_opt_7_parts_of_a_step_are_placed_as_far_as_they_are_needed():
    config = tf.ConfigProto()
    config.graph_options.place_pruned_graph = True
    with tf.device("/gpu:0"):
        tf.constant(1, name="bad")
    x = tf.placeholder(tf.int32, [], name="x")
    y = tf.add(x, 1)
    with tf.Session(config=config) as session:
        handle = session.partial_run_setup([y], [x])
        assert session.partial_run(handle, y, {x: 1}) == 2
        assert session.make_callable(y, [x])(2) == 3
        with pytest.raises(tf.errors.InvalidArgumentError, match="bad"):
            session.partial_run_setup(["bad:0"])


def test_opt_9_every_field_of_run_options_is_read_or_known_to_have_no_effect():
    read = {"timeout_in_ms", "trace_level", "output_partition_graphs", "inter_op_thread_pool"}
    without_effect = {"debug_options", "report_tensor_allocations_upon_oom", "experimental"}
    assert {field.name for field in tf.RunOptions.DESCRIPTOR.fields} == read | without_effect
    assert step_options(tf.RunOptions(trace_level=2, timeout_in_ms=3)) == StepOptions(3, 2)


FIELDS = {  # of TensorFlow 1.15.5
    "ConfigProto": """device_count intra_op_parallelism_threads inter_op_parallelism_threads use_per_session_threads
        session_inter_op_thread_pool placement_period device_filters gpu_options allow_soft_placement
        log_device_placement graph_options operation_timeout_in_ms rpc_options cluster_def isolate_session_state
        experimental""",
    "GraphOptions": """enable_recv_scheduling optimizer_options build_cost_model build_cost_model_after infer_shapes
        place_pruned_graph enable_bfloat16_sendrecv timeline_step rewrite_options""",
    "ConfigProto.Experimental": """collective_ executor_type recv_buf_max_chunk use_numa_affinity
        share_session_state_in_clusterspec_propagation disable_thread_spinning share_cluster_devices_in_session
        session_metadata optimize_for_static_graph""",
    "RunOptions": """trace_level timeout_in_ms inter_op_thread_pool output_partition_graphs debug_options
        report_tensor_allocations_upon_oom experimental""",
    "RunOptions.Experimental": "collective_graph_key use_run_handler_pool",
    "RunMetadata": "step_stats cost_graph partition_graphs function_graphs",
}


@pytest.mark.parametrize("message", FIELDS)
def test_opt_3_every_field_is_told(message):
    told = (Path(__file__).parents[3] / "spec" / "options.md").read_text()
    assert [name for name in FIELDS[message].split() if name not in told] == []


def test_opt_10_a_report_that_was_not_asked_for_is_empty():
    metadata = tf.RunMetadata()
    with tf.Session() as session:
        session.run(tf.constant(1), options=tf.RunOptions(), run_metadata=metadata)
    assert not metadata.ListFields()


def test_trc_11_a_cost_model_is_due_after_every_so_many_steps():
    def due(every, after):
        models = CostModels(SessionOptions(cost_model_every=every, cost_model_after=after))
        return [number for number in range(1, 9) if models.is_due("a kind")]

    assert due(1, 0) == list(range(1, 9))
    assert due(3, 0) == [3, 6]
    assert due(2, 1) == [3, 5, 7]
    assert not CostModels(SessionOptions()).are_wanted
    assert not CostModels(SessionOptions(cost_model_every=-1)).are_wanted


def test_run_13_nothing_is_read_where_nothing_is_asked_for():
    assert session_options(None) == SessionOptions()
    assert step_options(None) == step_options({}) == StepOptions()
