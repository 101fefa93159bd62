"""The ops that name a queue, and make it when they first run in a session (QUE-1, QUE-5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference.errors import InvalidArgumentError
from reference.opdef.record import OpRecord, op
from reference.ops.queues.fifo import FIFOQueue
from reference.ops.queues.padding import PaddingFIFOQueue
from reference.ops.queues.priority import PriorityQueue
from reference.ops.queues.queue import Queue
from reference.ops.queues.random_shuffle import RandomShuffleQueue
from reference.runtime.context import Context
from reference.runtime.handles import reference_handle, resource_handle

KIND = "N10tensorflow14QueueInterfaceE"  # how TensorFlow's messages name this kind of resource
_NAMES = 'container: string = "", shared_name: string = ""'
_COMPONENTS = "component_types: list(type) >= 1, shapes: list(shape) >= 0 = [], capacity: int = -1"
_PLAIN = f"{_COMPONENTS}, {_NAMES}"


def handle_ops(name: str, attrs: str) -> tuple[OpRecord, OpRecord]:
    """The two ops of one kind of queue: the older with a reference to two strings, the newer with a resource."""
    older = op(name, outputs="handle: Ref(string)", attrs=attrs, stateful=True)
    newer = op(f"{name}V2", outputs="handle: resource", attrs=attrs, stateful=True)
    older.shape(lambda: (2,))
    newer.shape(lambda: ())
    return older, newer


def handle(context: Context, container: str, shared_name: str, make: Callable[[str], Queue]) -> Any:
    """The handle of the queue, made where there is none; InvalidArgumentError where another kind of queue is shared.

    A queue that others made under the shared name must be what ``make`` would make (QUE-5).
    """

    def check(queue: Queue) -> None:
        asked_for = make(queue.name)
        if type(queue) is not type(asked_for):
            raise InvalidArgumentError(None, None, f"Expected {type(queue).__name__}, found {context.operation.type}")
        queue.check_same(asked_for)

    is_resource = context.operation.outputs[0].dtype.name == "resource"
    handle_of = resource_handle if is_resource else reference_handle
    return handle_of(context, KIND, container, shared_name, make, check)


FIFOQueueOp, FIFOQueueV2Op = handle_ops("FIFOQueue", _PLAIN)
PaddingFIFOQueueOp, PaddingFIFOQueueV2Op = handle_ops("PaddingFIFOQueue", _PLAIN)
PriorityQueueOp, PriorityQueueV2Op = handle_ops(
    "PriorityQueue", f"component_types: list(type) >= 0 = [], shapes: list(shape) >= 0, capacity: int = -1, {_NAMES}"
)
RandomShuffleQueueOp, RandomShuffleQueueV2Op = handle_ops(
    "RandomShuffleQueue", f"{_COMPONENTS}, min_after_dequeue: int = 0, seed: int = 0, seed2: int = 0, {_NAMES}"
)


def _plain_kernel(kind: Callable[..., Queue]) -> Callable[..., Any]:
    """The kernel of the kinds of queues that have no attributes of their own."""

    def kernel(
        *, context: Context, component_types: Any, shapes: Any, capacity: int, container: str, shared_name: str
    ) -> Any:
        changes = context.session.changes
        return handle(
            context, container, shared_name, lambda name: kind(name, component_types, shapes, capacity, changes)
        )

    return kernel


for _kind, _records in {
    FIFOQueue: (FIFOQueueOp, FIFOQueueV2Op),
    PaddingFIFOQueue: (PaddingFIFOQueueOp, PaddingFIFOQueueV2Op),
    PriorityQueue: (PriorityQueueOp, PriorityQueueV2Op),
}.items():
    for _record in _records:
        _record.kernel(_plain_kernel(_kind))


@RandomShuffleQueueOp.kernel
@RandomShuffleQueueV2Op.kernel
def _(
    *, context: Context, component_types: Any, shapes: Any, capacity: int, container: str, shared_name: str,
    min_after_dequeue: int, seed: int, seed2: int,
) -> Any:  # fmt: skip
    def make(name: str) -> Queue:
        return RandomShuffleQueue(
            name, component_types, shapes, capacity, context.session.changes,
            min_after_dequeue=min_after_dequeue, seeds=(seed, seed2),
        )  # fmt: skip

    return handle(context, container, shared_name, make)
