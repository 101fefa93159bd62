"""How a step is spread over devices: one graph for each, and what they send to each other (TRC-10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reference.runtime.step_graph import Edge, StepNode, in_order_of_inputs, renamed

if TYPE_CHECKING:
    from reference.dtypes import DType
    from reference.graph.tensor import Tensor


@dataclass(frozen=True)
class Transfer:
    """A tensor that goes from one device to another, under a name that both know."""

    name: str
    dtype: DType | None  # None: a control dependency, for which an empty tensor is sent
    source: str
    target: str


@dataclass
class Partition:
    """The nodes of a step on one device; those that send and receive have a transfer."""

    device: str
    nodes: list[StepNode] = field(default_factory=list)
    transfers: dict[str, Transfer] = field(default_factory=dict)  # by the name of the node


def partitions(nodes: Sequence[StepNode], device_of: Callable[[StepNode], str]) -> list[Partition]:
    """The parts of a step, by device, in the order in which the devices come up."""
    return _Split(nodes, device_of).result()


class _Split:
    def __init__(self, nodes: Sequence[StepNode], device_of: Callable[[StepNode], str]) -> None:
        self._nodes = nodes
        self._device = {node.name: device_of(node) for node in nodes}
        self._dtypes = {
            (node.name, index): tensor._dtype
            for node in nodes
            for index, tensor in enumerate(_outputs(node))
        }  # fmt: skip
        self._parts: dict[str, Partition] = {}
        self._received: dict[tuple[Edge | str, str], str] = {}  # what has been sent, where to, and its name there
        self._numbers = 0

    def result(self) -> list[Partition]:
        for node in self._nodes:
            device = self._device[node.name]
            inputs = {edge: (self._send(edge, device), 0) for edge in node.inputs if self._device[edge[0]] != device}
            controls = {
                name: self._signal(name, device) for name in node.control_inputs if self._device[name] != device
            }
            self._part(device).nodes.append(renamed(node, inputs, controls))
        for part in self._parts.values():
            part.nodes = list(in_order_of_inputs(part.nodes))
        return list(self._parts.values())

    def _part(self, device: str) -> Partition:
        return self._parts.setdefault(device, Partition(device))

    def _send(self, edge: Edge, target: str) -> str:
        """The node on the other device that receives a tensor."""
        if (edge, target) not in self._received:
            self._received[edge, target] = self._transfer(edge[0], edge, self._dtypes.get(edge), target)
        return self._received[edge, target]

    def _signal(self, name: str, target: str) -> str:
        """The node on the other device that may be waited for instead of ``name``."""
        if (name, target) not in self._received:
            empty = self._name(name)
            self._part(self._device[name]).nodes.append(
                StepNode(empty, "Const", control_inputs=(name,), stands_for=name)
            )
            received = self._transfer(name, (empty, 0), None, target)
            waited = self._name(name)
            self._part(target).nodes.append(StepNode(waited, "Identity", ((received, 0),), stands_for=name))
            self._received[name, target] = waited
        return self._received[name, target]

    def _transfer(self, name: str, edge: Edge, dtype: DType | None, target: str) -> str:
        source = self._device[name]
        sender, receiver = self._name(name), self._name(name)
        transfer = Transfer(f"edge_{self._numbers // 2}_{name}", dtype, source, target)
        sending, receiving = self._part(source), self._part(target)
        sending.nodes.append(StepNode(sender, "_Send", (edge,), stands_for=name))
        sending.transfers[sender] = transfer
        receiving.nodes.append(StepNode(receiver, "_Recv", stands_for=name))
        receiving.transfers[receiver] = transfer
        return receiver

    def _name(self, of: str) -> str:
        self._numbers += 1
        return f"{of}/_{self._numbers - 1}"


def _outputs(node: StepNode) -> Sequence[Tensor]:
    if node.operation is not None:
        return node.operation._outputs
    return [node.tensor] if node.op == "_Arg" and node.tensor is not None else []
