"""The graph of one step as a report shows it: the operations that it needs, its feeds and its fetches (TRC-9)."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reference.runtime.pruning import needed_operations

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor

_NEXT_ITERATIONS = frozenset({"NextIteration", "RefNextIteration"})

Edge = tuple[str, int]  # a node and one of its outputs


@dataclass(frozen=True)
class StepNode:
    """A node of a step: an operation, or a tensor that is fed (`_Arg`) or fetched (`_Retval`)."""

    name: str
    op: str
    inputs: tuple[Edge, ...] = ()
    control_inputs: tuple[str, ...] = ()
    operation: Operation | None = None
    tensor: Tensor | None = None  # that is fed or fetched
    number: int = 0  # of the feed or the fetch
    stands_for: str = ""  # of a node that moves a value to another device: the node that made it

    @property
    def input_names(self) -> list[str]:
        """The inputs as a NodeDef lists them."""
        names = [f"{name}:{index}" if index else name for name, index in self.inputs]
        return names + [f"^{name}" for name in self.control_inputs]

    @property
    def label(self) -> str:
        """The node, its op and its inputs, as in ``y = Add(a, b:1, ^c)`` (TRC-5)."""
        return f"{self.name} = {self.op}({', '.join(self.input_names)})"


def feed_names(feeds: Iterable[Tensor]) -> dict[Tensor, str]:
    """The nodes that stand for the feeds of a step, by the names of all that it is fed, sorted as bytes (TRC-4)."""
    in_order = sorted(feeds, key=lambda tensor: tensor.name.encode())
    return {tensor: _numbered("_arg", tensor, number) for number, tensor in enumerate(in_order)}


def step_nodes(feeds: Collection[Tensor], fetches: Sequence[Tensor], targets: Sequence[Operation]) -> list[StepNode]:
    """The nodes of a step: operations in the order of their creation, then feeds, then fetches (TRC-9)."""
    given = feed_names(feeds)
    operations = [_of_operation(operation, given) for operation in needed_operations(feeds, fetches, targets)]
    in_order = sorted(set(fetches), key=lambda tensor: tensor.name.encode())
    results = [
        StepNode(_numbered("_retval", tensor, number), "_Retval", (_edge(tensor, given),), tensor=tensor, number=number)
        for number, tensor in enumerate(in_order)
    ]
    taken = {name for node in [*operations, *results] for name, _ in node.inputs}
    taken |= {name for node in operations for name in node.control_inputs}
    arguments = [
        StepNode(name, "_Arg", tensor=tensor, number=number)
        for number, (tensor, name) in enumerate(given.items())
        if name in taken
    ]
    return [*operations, *arguments, *results]


def in_order_of_inputs(nodes: Sequence[StepNode]) -> Iterator[StepNode]:
    """The nodes, each after those that it takes from, else as they stand; loops begin at their Merge."""
    place = {node.name: number for number, node in enumerate(nodes)}
    sources = [
        {place[name] for name in _sources(node) if nodes[place[name]].op not in _NEXT_ITERATIONS} for node in nodes
    ]
    consumers: list[list[int]] = [[] for _ in nodes]
    for number, found in enumerate(sources):
        for source in found:
            consumers[source].append(number)
    ready = [number for number, found in enumerate(sources) if not found]
    while ready:
        number = heapq.heappop(ready)
        yield nodes[number]
        for consumer in consumers[number]:
            sources[consumer].discard(number)
            if not sources[consumer]:
                heapq.heappush(ready, consumer)


def _sources(node: StepNode) -> list[str]:
    return [name for name, _ in node.inputs] + list(node.control_inputs)


def renamed(node: StepNode, inputs: dict[Edge, Edge], control_inputs: dict[str, str]) -> StepNode:
    """The node with other inputs."""
    return replace(
        node,
        inputs=tuple(inputs.get(edge, edge) for edge in node.inputs),
        control_inputs=tuple(control_inputs.get(name, name) for name in node.control_inputs),
    )


def _of_operation(operation: Operation, given: dict[Tensor, str]) -> StepNode:
    controls = {_controller(other, given) for other in operation._control_inputs}
    inputs = tuple(_edge(tensor, given) for tensor in operation._inputs)
    return StepNode(operation.name, operation.type, inputs, tuple(sorted(controls)), operation)


def _controller(operation: Operation, given: dict[Tensor, str]) -> str:
    """The node to wait for: a placeholder that is fed is not needed, its feed is (RUN-3)."""
    if operation.type == "Placeholder" and operation._outputs[0] in given:
        return given[operation._outputs[0]]
    return operation.name


def _edge(tensor: Tensor, given: dict[Tensor, str]) -> Edge:
    return (given[tensor], 0) if tensor in given else (tensor.op.name, tensor.value_index)


def _numbered(prefix: str, tensor: Tensor, number: int) -> str:
    return f"{prefix}_{tensor.op.name}_{tensor.value_index}_{number}"
