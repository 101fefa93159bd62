"""Which operations a step needs, and how values travel between them.

Pruning walks backwards from the fetches and targets along data and control edges, and stops at fed
tensors (RUN-2, RUN-3).  Each operation that is left becomes a `Node`; so does each fetch, because
reading a fetched value is a thing that happens at some moment of the step (RUN-8).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reference.opdef.record import bind_kernel
from reference.runtime.loops import check_no_circle, find_frames
from reference.runtime.references import Named, check_fed_references, find_references, reads_and_updates

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor

_AFTER_OPERATIONS = 2**62  # in the order of creation
_CONTROL_FLOW = {f"Ref{name}": name for name in ("Switch", "Merge", "Enter", "Exit", "NextIteration")}  # FLOW-14

Slot = int  # where a value stands in an iteration: one for every tensor that a step uses


@dataclass(eq=False, slots=True)
class Node:
    """An operation, or a fetch, as the executor sees it."""

    name: str
    kind: str  # the op's name; the executor treats the ops of control flow in their own ways
    operation: Operation | None  # None for a fetch
    order: int  # creation order; fetches come after all operations, in the order of their numbers
    kernel: Callable[[Sequence[Any]], Any]  # gives the outputs, or a generator that returns them
    inputs: list[Slot]
    outputs: list[Slot]
    reads: Named  # inputs that are references but values for the op, and whose: read when it fires
    updates: Named  # inputs that are references to state that must be initialised, and whose
    arrivals: int = 0  # tokens to wait for: all of them, or for a Merge one value and every control input
    consumers: list[list[Node]] = field(default_factory=list)  # for each output, those that take it
    control_consumers: list[Node] = field(default_factory=list)
    frame_name: str = ""  # of an Enter: the frame that it enters
    waits: bool = False  # whether the kernel is a generator, since it may have to wait (RUN-9)

    @property
    def number(self) -> int:
        """Of a fetch: its place among the fetched tensors in the order of their names (RUN-8)."""
        return self.order - _AFTER_OPERATIONS


@dataclass(eq=False)
class PrunedGraph:
    """The nodes of a step."""

    nodes: list[Node]
    sources: list[Node]  # those that wait for nothing
    feed_slots: dict[Tensor, Slot]
    feed_consumers: dict[Tensor, list[Node]]
    fetches: list[Node]
    enters: dict[str, int]  # for each frame, how many Enter nodes lead into it
    exits: dict[str, list[Node]]  # for each frame, the Exit nodes that lead out of it


def needed_operations(
    feeds: Iterable[Tensor], fetches: Iterable[Tensor], targets: Iterable[Operation]
) -> dict[Operation, list[Operation]]:
    """The operations that must run, in the order of their creation (RUN-2, RUN-3).

    Each has those that must run before it, once for each edge.
    """
    fed = set(feeds)
    waits_for: dict[Operation, list[Operation]] = {}
    pending = [*targets, *(tensor._op for tensor in fetches if tensor not in fed)]
    while pending:
        operation = pending.pop()
        if operation not in waits_for:
            sources = [tensor._op for tensor in operation._inputs if tensor not in fed]
            waits_for[operation] = sources + _awaited(operation, fed)
            pending.extend(waits_for[operation])
    return {operation: waits_for[operation] for operation in sorted(waits_for, key=lambda operation: operation._id)}


def _awaited(operation: Operation, fed: Collection[Tensor]) -> list[Operation]:
    """The control inputs that the operation waits for: all but placeholders that are fed (RUN-3)."""
    return [
        controller
        for controller in operation._control_inputs
        if not (controller.type == "Placeholder" and controller._outputs[0] in fed)
    ]


def prune(
    feeds: Sequence[Tensor],
    fetches: Sequence[Tensor],
    operations: Mapping[Operation, Sequence[Operation]],
    context_of: Callable[[Operation], Any],
) -> PrunedGraph:
    """The nodes for the needed ``operations``, wired; ``context_of`` makes what kernels with effects are given."""
    slots: dict[Any, Slot] = {tensor: slot for slot, tensor in enumerate(feeds)}
    for operation in operations:
        for tensor in operation._outputs:
            slots.setdefault(tensor, len(slots))
    fed = set(feeds)
    check_fed_references(operations, feeds)
    check_no_circle(operations)
    references = find_references(operations, fed)
    node_of = {operation: _node(operation, slots, fed, references, context_of) for operation in operations}
    consumers: dict[Tensor, list[Node]] = {}
    for operation, node in node_of.items():
        for tensor in operation._inputs:
            consumers.setdefault(tensor, []).append(node)
        for controller in _awaited(operation, fed):
            node_of[controller].control_consumers.append(node)
            node.arrivals += 1
    fetch_nodes = _fetch_nodes(fetches, slots, consumers, references)
    for operation, node in node_of.items():
        node.consumers = [[] if tensor in fed else consumers.get(tensor, []) for tensor in operation._outputs]
    nodes = [*node_of.values(), *fetch_nodes]
    feed_consumers = {tensor: consumers.get(tensor, []) for tensor in feeds}
    enters, exits = find_frames(nodes, [(tensor.op.name, group) for tensor, group in feed_consumers.items()])
    return PrunedGraph(
        nodes=nodes,
        sources=[node for node in nodes if node.arrivals == 0],
        feed_slots={tensor: slots[tensor] for tensor in feeds},
        feed_consumers=feed_consumers,
        fetches=fetch_nodes,
        enters=enters,
        exits=exits,
    )


def _node(
    operation: Operation,
    slots: dict[Tensor, Slot],
    fed: set[Tensor],
    references: set[Tensor],
    context_of: Callable[[Operation], Any],
) -> Node:
    record = operation._record
    reads, updates = reads_and_updates(operation, references)
    context = context_of(operation) if "context" in record.kernel_keywords else None
    kind = _CONTROL_FLOW.get(record.name, record.name)
    return Node(
        name=operation._name,
        kind=kind,
        operation=operation,
        order=operation._id,
        kernel=bind_kernel(record, operation._attrs, operation._name, context),
        inputs=[slots[tensor] for tensor in operation._inputs],
        outputs=[-1 if tensor in fed else slots[tensor] for tensor in operation._outputs],
        reads=reads,
        updates=updates,
        arrivals=1 if kind == "Merge" else len(operation._inputs),
        frame_name=operation._attrs["frame_name"].decode() if kind == "Enter" else "",
        waits=record.waits,
    )


def _pass_on(values: Sequence[Any]) -> Sequence[Any]:
    return values


def _fetch_nodes(
    fetches: Sequence[Tensor], slots: dict[Any, Slot], consumers: dict[Tensor, list[Node]], references: set[Tensor]
) -> list[Node]:
    in_order_of_names = sorted(fetches, key=lambda tensor: tensor.name.encode())
    numbers = {tensor: number for number, tensor in enumerate(in_order_of_names)}  # RUN-8
    nodes = []
    for tensor in fetches:
        slots["fetch", tensor] = slot = len(slots)
        node = Node(
            name=f"_retval_{tensor.op.name}_{tensor.value_index}_{numbers[tensor]}",
            kind="_Retval",
            operation=None,
            order=_AFTER_OPERATIONS + numbers[tensor],
            kernel=_pass_on,
            inputs=[slots[tensor]],
            outputs=[slot],
            reads=(),
            updates=[(0, tensor.op.name)] if tensor in references else (),  # read when the step is over (RUN-8)
            arrivals=1,
            consumers=[[]],
        )
        consumers.setdefault(tensor, []).append(node)
        nodes.append(node)
    return nodes
