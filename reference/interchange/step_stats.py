"""What a step did as a `StepStats` message (TRC-4 to TRC-8)."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reference.interchange.messages import message

if TYPE_CHECKING:
    from reference.runtime.partition import Partition
    from reference.runtime.step_graph import StepNode
    from reference.runtime.tracing import MadeTensor, NodeRun, Trace

HOST = "/host:CPU"
_SOURCE = "_SOURCE"
_ALLOCATOR = "cpu"
_MEGABYTE = 2**20
_WORTH_TELLING = 0.1  # megabytes
_CHEAP = frozenset(  # ops that only hold values, hand them on, or tell what is known without looking at elements
    """Const Identity IdentityN RefIdentity PlaceholderWithDefault Placeholder NoOp ControlTrigger StopGradient
    PreventGradient GuaranteeConst Reshape ExpandDims Squeeze Shape ShapeN Size Rank ConcatOffset BroadcastArgs
    BroadcastGradientArgs Switch Merge Enter Exit NextIteration LoopCond RefSwitch RefMerge RefEnter RefExit
    RefNextIteration RefSelect""".split()
)


def step_stats_of(trace: Trace, parts: Sequence[Partition], step_id: int, with_host: bool) -> Any:
    """The message; ``with_host`` adds what the threads of the host did (TRC-8)."""
    stats = message("StepStats")()
    nodes = {node.name: (part.device, node) for part in parts for node in part.nodes}
    if with_host:
        _fill_host(stats.dev_stats.add(device=HOST), trace.runs, nodes, step_id)
    for part in parts:
        on_device = stats.dev_stats.add(device=part.device)
        for run in trace.runs:
            if run.name == _SOURCE:
                _fill_node(on_device.node_stats.add(), run, f"{_SOURCE} = NoOp()")
            elif run.name in nodes and nodes[run.name][0] == part.device:
                _fill_node(on_device.node_stats.add(), run, nodes[run.name][1].label)
    return stats


def _fill_node(stats: Any, run: NodeRun, label: str) -> None:
    """One run of a node; its label tells of memory that is worth it (TRC-5)."""
    stats.node_name = run.name
    _fill_times(stats, run)
    stats.memory_stats.SetInParent()
    if run.persistent_bytes:
        stats.memory_stats.persistent_memory_size = run.persistent_bytes
    new = [made for made in run.outputs if made.is_new and made.size]
    taken = sum(made.size for made in new) / _MEGABYTE
    stats.timeline_label = f"[{_ALLOCATOR} {taken:.1f}MB {taken:.1f}MB] {label}" if taken >= _WORTH_TELLING else label
    for made in run.outputs:
        number = new.index(made) + 1 if made in new else 0
        _fill_output(stats.output.add(slot=made.slot), made, number)
    if new:
        _fill_memory(stats.memory.add(allocator_name=_ALLOCATOR), run, new)


def _fill_times(stats: Any, run: NodeRun) -> None:
    """The times, absolute or from the start of the node, in nanoseconds and in microseconds (TRC-6)."""
    start = run.started
    stats.scheduled_nanos, stats.all_start_nanos = run.scheduled, start
    stats.scheduled_micros, stats.all_start_micros = run.scheduled // 1000, start // 1000
    for name, time in (
        ("op_start_rel", run.kernel_started),
        ("op_end_rel", run.kernel_ended),
        ("all_end_rel", run.ended),
    ):
        setattr(stats, f"{name}_nanos", time - start)
        setattr(stats, f"{name}_micros", time // 1000 - start // 1000)


def _fill_output(output: Any, made: MadeTensor, allocation: int) -> None:
    """One output: its dtype, shape and memory (TRC-7)."""
    description = output.tensor_description
    description.dtype = made.dtype.base_dtype.as_datatype_enum
    description.shape.SetInParent()
    for size in made.shape:
        description.shape.dim.add(size=size)
    if made.size:
        held = description.allocation_description
        held.requested_bytes, held.allocator_name, held.ptr = made.size, _ALLOCATOR, made.address
        if allocation:
            held.allocated_bytes, held.allocation_id, held.has_single_reference = made.size, allocation, True


def _fill_memory(memory: Any, run: NodeRun, new: Sequence[MadeTensor]) -> None:
    """What the node allocated for its outputs (TRC-7)."""
    memory.total_bytes = memory.peak_bytes = memory.live_bytes = sum(made.size for made in new)
    for made in new:
        memory.allocation_records.add(alloc_micros=run.kernel_ended // 1000, alloc_bytes=made.size)


def _fill_host(stats: Any, runs: Sequence[NodeRun], nodes: Mapping[str, tuple[str, StepNode]], step_id: int) -> None:
    """What ran in which thread, but for nodes that only pass values on (TRC-8)."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    for run in runs:
        if run.operation is None or run.operation.type in _CHEAP or run.name not in nodes:
            continue
        device, _ = nodes[run.name]
        label = f"id={step_id},device={device},async={str(run.waits).lower()}"
        node = stats.node_stats.add(node_name=f"{run.name}:{run.operation.type}", timeline_label=label)
        node.all_start_micros = run.kernel_started // 1000
        node.all_end_rel_micros = run.kernel_ended // 1000 - run.kernel_started // 1000
        node.thread_id = run.thread & 0xFFFFFFFF
        stats.thread_names[node.thread_id] = names.get(run.thread, "")
