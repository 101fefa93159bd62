"""The parts of a step as `GraphDef` messages (TRC-9, TRC-10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reference.interchange.graph_def import node_def_of, version_def
from reference.interchange.messages import message

if TYPE_CHECKING:
    from reference.graph.graph import Graph
    from reference.runtime.partition import Partition, Transfer
    from reference.runtime.step_graph import StepNode


def partition_graph(graph: Graph, part: Partition, incarnations: Mapping[str, int]) -> Any:
    """The nodes of one device as a new GraphDef; ``incarnations`` are the numbers of the devices."""
    graph_def = message("GraphDef")()
    graph_def.library.SetInParent()
    graph_def.versions.CopyFrom(version_def(graph))
    for node in part.nodes:
        node_def = graph_def.node.add()
        if node.operation is not None:
            node_def.CopyFrom(node_def_of(node.operation))
            del node_def.input[:]
        else:
            _fill_own(node_def, node, part.transfers.get(node.name), incarnations)
        node_def.name, node_def.op, node_def.device = node.name, node.op, part.device
        node_def.input.extend(node.input_names)
        node_def.experimental_debug_info.original_node_names.append(node.stands_for or node.name)
    return graph_def


def _fill_own(node_def: Any, node: StepNode, transfer: Transfer | None, incarnations: Mapping[str, int]) -> None:
    """The attributes of a node that the graph itself does not have."""
    if node.tensor is not None:
        node_def.attr["T"].type = node.tensor._dtype.as_datatype_enum
        node_def.attr["index"].i = node.number
    elif transfer is not None:
        dtype = 1 if transfer.dtype is None else transfer.dtype.as_datatype_enum
        node_def.attr["T" if node.op == "_Send" else "tensor_type"].type = dtype
        node_def.attr["tensor_name"].s = transfer.name.encode()
        node_def.attr["send_device"].s = transfer.source.encode()
        node_def.attr["recv_device"].s = transfer.target.encode()
        node_def.attr["send_device_incarnation"].i = _signed(incarnations.get(transfer.source, 0))
        node_def.attr["client_terminated"].b = False
    elif node.op == "Const":  # sent so that the other side may wait for it
        node_def.attr["dtype"].type = 1
        node_def.attr["value"].tensor.dtype = 1
        node_def.attr["value"].tensor.tensor_shape.dim.add(size=0)
    else:
        node_def.attr["T"].type = 1


def _signed(number: int) -> int:
    """A number of 64 bits as an attribute holds it."""
    return (number + 2**63) % 2**64 - 2**63
