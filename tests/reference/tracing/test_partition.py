"""Clauses TRC-9 and TRC-10 of spec/tracing.md on graphs of all shapes: parts, put together, are the step."""

from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.runtime.partition import partitions
from reference.runtime.step_graph import step_nodes

PLACES = ["/device:CPU:0", "/device:CPU:1", "/device:CPU:2"]


@st.composite
def steps(draw):
    """A graph of additions with control dependencies, what is fed and fetched, and a device for each operation."""
    with tf.Graph().as_default() as graph:
        tensors = [tf.constant(1.0)]
        for _ in range(draw(st.integers(0, 8))):
            waits = draw(st.lists(st.sampled_from(tensors), max_size=2, unique=True))
            with graph.control_dependencies([tensor.op for tensor in waits]):
                tensors.append(tf.add(draw(st.sampled_from(tensors)), draw(st.sampled_from(tensors))))
    feeds = draw(st.lists(st.sampled_from(tensors), max_size=2, unique=True))
    fetches = [tensor for tensor in draw(st.lists(st.sampled_from(tensors), max_size=3)) if tensor not in feeds]
    targets = [tensor.op for tensor in draw(st.lists(st.sampled_from(tensors), max_size=2))]
    device = {operation.name: draw(st.sampled_from(PLACES)) for operation in graph.get_operations()}
    return feeds, fetches, targets, device


def device_of(device):
    return lambda node: device.get(node.name, PLACES[0])


@given(steps())
def test_trc_10_parts_put_together_are_the_step(step):
    feeds, fetches, targets, device = step
    nodes = step_nodes(feeds, fetches, targets)
    parts = partitions(nodes, device_of(device))
    by_name = {node.name: node for part in parts for node in part.nodes}
    moved = moved_values(parts, by_name)

    def origin(edge):
        return moved.get(edge[0], edge)

    for node in nodes:
        found = by_name[node.name]
        assert tuple(map(origin, found.inputs)) == node.inputs
        assert sorted(waited(by_name, moved, name) for name in found.control_inputs) == sorted(node.control_inputs)
    assert {node.name for node in nodes} <= by_name.keys()


@given(steps())
def test_trc_9_every_node_stands_after_those_it_takes_from(step):
    feeds, fetches, targets, device = step
    for part in partitions(step_nodes(feeds, fetches, targets), device_of(device)):
        seen = set()
        for node in part.nodes:
            assert {name for name, _ in node.inputs} | set(node.control_inputs) <= seen
            seen.add(node.name)


@given(steps())
def test_trc_10_nothing_is_sent_twice_to_one_device(step):
    feeds, fetches, targets, device = step
    parts = partitions(step_nodes(feeds, fetches, targets), device_of(device))
    nodes = {node.name: node for part in parts for node in part.nodes}
    sent = [(nodes[name].inputs, transfer) for name, transfer in all_transfers(parts) if nodes[name].op == "_Send"]
    assert all(transfer.source != transfer.target for _, transfer in sent)
    assert len({(inputs, transfer.target) for inputs, transfer in sent}) == len(sent)


def all_transfers(parts):
    return [item for part in parts for item in part.transfers.items()]


def moved_values(parts, by_name):
    """What each node that receives stands for: an output of a node on another device."""
    sent = {transfer: by_name[name].inputs[0] for name, transfer in all_transfers(parts) if by_name[name].op == "_Send"}
    return {name: sent[transfer] for name, transfer in all_transfers(parts) if by_name[name].op == "_Recv"}


def waited(by_name, moved, name):
    """The node that a control input stands for: itself, or what another device has waited for."""
    node = by_name[name]
    if node.op == "Identity" and node.inputs[0][0] in moved:
        (origin,) = by_name[moved[node.inputs[0][0]][0]].control_inputs
        return origin
    return name
