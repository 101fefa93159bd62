"""Which operations a step needs, and how values travel between them.

Pruning walks backwards from the fetches and targets along data and control edges, and stops at fed
tensors (RUN-2, RUN-3).  Each operation that is left becomes a `Node`; so does each fetch, because
reading a fetched value is a thing that happens at some moment of the step (RUN-8).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from reference.opdef.record import bind_kernel

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor

Slot = int  # where a value stands in an iteration: one for every tensor that a step uses


@dataclass(eq=False, slots=True)
class Node:
    """An operation, or a fetch, as the executor sees it."""

    name: str
    kind: str  # the op's name; the executor treats the ops of control flow in their own ways
    operation: Operation | None  # None for a fetch
    order: int  # creation order; fetches come after all operations
    kernel: Callable[[Sequence[Any]], Sequence[Any]]
    inputs: list[Slot]
    outputs: list[Slot]
    reads: list[tuple[int, str]]  # inputs that are references but values for the op, and whose: read when it fires
    updates: list[tuple[int, str]]  # inputs that are references to state that must be initialised, and whose
    arrivals: int = 0  # tokens to wait for: all of them, or for a Merge one value and every control input
    consumers: list[list[Node]] = field(default_factory=list)  # for each output, those that take it
    control_consumers: list[Node] = field(default_factory=list)
    frame_name: str = ""  # of an Enter: the frame that it enters


@dataclass(eq=False)
class PrunedGraph:
    """The nodes of a step."""

    nodes: list[Node]
    sources: list[Node]  # those that wait for nothing
    feed_slots: dict[Tensor, Slot]
    feed_consumers: dict[Tensor, list[Node]]
    fetch_slots: list[Slot]
    enters: dict[str, int]  # for each frame, how many Enter nodes lead into it
    exits: dict[str, list[Node]]  # for each frame, the Exit nodes that lead out of it


def needed_operations(
    feeds: Iterable[Tensor], fetches: Iterable[Tensor], targets: Iterable[Operation]
) -> list[Operation]:
    """The operations that must run, in the order of their creation (RUN-2, RUN-3)."""
    fed = set(feeds)
    found: set[Operation] = set()
    pending = [*targets, *(tensor.op for tensor in fetches if tensor not in fed)]
    while pending:
        operation = pending.pop()
        if operation in found:
            continue
        found.add(operation)
        pending.extend(tensor._op for tensor in operation._inputs if tensor not in fed)
        pending.extend(_awaited(operation, fed))
    return sorted(found, key=lambda operation: operation._id)


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
    operations: Sequence[Operation],
    context_of: Callable[[Operation], Any],
) -> PrunedGraph:
    """The nodes for ``operations``, wired; ``context_of`` makes what kernels with effects are given."""
    slots: dict[Any, Slot] = {tensor: slot for slot, tensor in enumerate(feeds)}
    for operation in operations:
        for tensor in operation._outputs:
            slots.setdefault(tensor, len(slots))
    fed = set(feeds)
    references = _references(operations, fed)
    node_of = {operation: _node(operation, slots, fed, references, context_of) for operation in operations}
    consumers: dict[Tensor, list[Node]] = {}
    for operation, node in node_of.items():
        for tensor in operation._inputs:
            consumers.setdefault(tensor, []).append(node)
        for controller in _awaited(operation, fed):
            node_of[controller].control_consumers.append(node)
    fetch_nodes = _fetch_nodes(fetches, slots, consumers, references)
    for operation, node in node_of.items():
        node.consumers = [[] if tensor in fed else consumers.get(tensor, []) for tensor in operation._outputs]
    nodes = [*node_of.values(), *fetch_nodes]
    feed_consumers = {tensor: consumers.get(tensor, []) for tensor in feeds}
    enters, exits = _frames(nodes, feed_consumers)
    return PrunedGraph(
        nodes=nodes,
        sources=[node for node in nodes if node.arrivals == 0],
        feed_slots={tensor: slots[tensor] for tensor in feeds},
        feed_consumers=feed_consumers,
        fetch_slots=[node.outputs[0] for node in fetch_nodes],
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
    reads, updates = _reads_and_updates(operation, references)
    kernel = bind_kernel(record, operation._attrs)
    context = context_of(operation) if "context" in record.kernel_keywords else None
    data = 1 if operation.type in ("Merge", "RefMerge") else len(operation._inputs)
    return Node(
        name=operation.name,
        kind=operation.type.removeprefix("Ref") if operation.type in _REFERENCE_CONTROL_FLOW else operation.type,
        operation=operation,
        order=operation._id,
        kernel=partial(kernel, context),
        inputs=[slots[tensor] for tensor in operation._inputs],
        outputs=[-1 if tensor in fed else slots[tensor] for tensor in operation._outputs],
        reads=reads,
        updates=updates,
        arrivals=data + len(_awaited(operation, fed)),
        frame_name=operation._attrs["frame_name"].decode() if operation.type in ("Enter", "RefEnter") else "",
    )


# FLOW-14
_REFERENCE_CONTROL_FLOW = {"RefSwitch", "RefMerge", "RefEnter", "RefExit", "RefNextIteration"}
_PASS_REFERENCES = _REFERENCE_CONTROL_FLOW | {"RefIdentity"}
_PASS_WHAT_THEY_ARE_GIVEN = {"Identity", "StopGradient", "PreventGradient"}


def _references(operations: Sequence[Operation], fed: set[Tensor]) -> set[Tensor]:
    """The tensors that are references while the step runs: variables, and what passes one on unread (VAR-3)."""
    found: set[Tensor] = set()
    for operation in operations:  # inputs come first, but for the back edges of loops
        if operation.type in _PASS_WHAT_THEY_ARE_GIVEN and operation._inputs[0] in found:
            found.update(operation._outputs)
        found.update(tensor for tensor in operation._outputs if tensor._dtype.is_ref_dtype)
        found -= fed
    return found


def _reads_and_updates(
    operation: Operation, references: set[Tensor]
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Which inputs are read when the operation fires, and which must only be initialised (VAR-19)."""
    if operation.type in _PASS_REFERENCES or references.isdisjoint(operation._inputs):
        return [], []
    record = operation._record
    passes_on = operation.type in _PASS_WHAT_THEY_ARE_GIVEN
    taken = set(record.signature.references)  # an op has references only before any list
    reads, updates = [], []
    for index, tensor in enumerate(operation._inputs):
        if tensor in references:
            if index not in taken and not passes_on:
                reads.append((index, tensor.op.name))
            elif not record.allows_uninitialized:
                updates.append((index, tensor.op.name))
    return reads, updates


def _fetch_nodes(
    fetches: Sequence[Tensor], slots: dict[Any, Slot], consumers: dict[Tensor, list[Node]], references: set[Tensor]
) -> list[Node]:
    nodes = []
    for index, tensor in enumerate(fetches):
        slots["fetch", index] = slot = len(slots)
        node = Node(
            name=f"_retval_{tensor.op.name}_{tensor.value_index}_{index}",
            kind="_Retval",
            operation=None,
            order=2**62 + index,
            kernel=lambda values: values,
            inputs=[slots[tensor]],
            outputs=[slot],
            reads=[],
            updates=[(0, tensor.op.name)] if tensor in references else [],  # read when the step is over (RUN-8)
            arrivals=1,
            consumers=[[]],
        )
        consumers.setdefault(tensor, []).append(node)
        nodes.append(node)
    return nodes


def _frames(
    nodes: Sequence[Node], feed_consumers: dict[Tensor, list[Node]]
) -> tuple[dict[str, int], dict[str, list[Node]]]:
    """How many nodes lead into each frame, and which lead out of it (FLOW-6)."""
    enters = Counter(node.frame_name for node in nodes if node.kind == "Enter")
    exits: dict[str, list[Node]] = {name: [] for name in enters}
    if not enters:
        return {}, {}
    outermost: tuple[str, ...] = ()
    pending = [(node, outermost) for node in nodes if node.arrivals == 0]
    pending += [(node, outermost) for group in feed_consumers.values() for node in group]
    seen: set[Node] = set()
    while pending:
        node, frame = pending.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.kind == "Enter":
            frame = (*frame, node.frame_name)
        elif node.kind == "Exit":
            exits[frame[-1]].append(node)
            frame = frame[:-1]
        followers = [*node.control_consumers, *(consumer for group in node.consumers for consumer in group)]
        pending.extend((follower, frame) for follower in followers)
    return enters, exits
