"""What each node of a step cost as a `CostGraphDef` message (TRC-11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reference.interchange.messages import message

if TYPE_CHECKING:
    from reference.runtime.partition import Partition
    from reference.runtime.step_graph import StepNode
    from reference.runtime.tracing import NodeRun, Trace

_SOURCE, _SINK = 0, 1  # the numbers of the nodes at which every step begins and ends


def cost_graph(trace: Trace, parts: Sequence[Partition]) -> Any:
    """The nodes of a step, numbered, with the time that they took and the size of what they made."""
    found = message("CostGraphDef")()
    runs: dict[str, list[NodeRun]] = {}
    for run in trace.runs:
        runs.setdefault(run.name, []).append(run)
    for part in parts:
        offset = len(found.node)
        _fill(found.node.add(name="_SOURCE", id=offset + _SOURCE), runs.get("_SOURCE", ()))
        sink = found.node.add(name="_SINK", id=offset + _SINK, control_input=[offset + _SOURCE])
        numbers = {node.name: offset + _SINK + 1 + place for place, node in enumerate(part.nodes)}
        taken = {name for node in part.nodes for name in [*(name for name, _ in node.inputs), *node.control_inputs]}
        sink.control_input.extend(numbers[node.name] for node in part.nodes if node.name not in taken)
        for node in part.nodes:
            cost = found.node.add(name=node.name, device=part.device, id=numbers[node.name])
            _fill_inputs(cost, node, numbers, offset + _SOURCE)
            _fill(cost, runs.get(node.name, ()))
    return found


def _fill_inputs(cost: Any, node: StepNode, numbers: dict[str, int], source: int) -> None:
    for name, index in node.inputs:
        cost.input_info.add(preceding_node=numbers[name], preceding_port=index)
    cost.control_input.extend(numbers[name] for name in node.control_inputs)
    if not node.inputs and not node.control_inputs:
        cost.control_input.append(source)


def _fill(cost: Any, runs: Sequence[NodeRun]) -> None:
    """The time of all runs in microseconds, and the outputs of the last."""
    cost.compute_cost = sum(run.ended // 1000 - run.started // 1000 for run in runs)
    for run in runs[-1:]:
        cost.persistent_memory_size = run.persistent_bytes
        for made in run.outputs:
            alias = -1 if made.is_new or not run.operation or not run.operation._inputs else 0
            info = cost.output_info.add(size=made.size, alias_input_port=alias, dtype=made.dtype.as_datatype_enum)
            info.shape.SetInParent()
            for size in made.shape:
                info.shape.dim.add(size=size)
