"""The ops that put elements into a queue, take them out, close it, and ask about it (QUE-8 to QUE-13)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import InvalidArgumentError
from reference.opdef.record import OpRecord, op
from reference.opdef.static_shape import check_strings, with_rank
from reference.ops.queues.creating import KIND
from reference.ops.queues.queue import Queue
from reference.runtime.context import Context
from reference.runtime.handles import resource_of
from reference.runtime.resources import Ref
from reference.tensor_shape import static_repr

Outputs = Generator[None, None, Any]
_PUTS = "Tcomponents: list(type) >= 1, timeout_ms: int = -1"
_TAKES = "component_types: list(type) >= 1, timeout_ms: int = -1"


def _ops(name: str, inputs: str = "", outputs: str = "", attrs: str = "") -> tuple[OpRecord, OpRecord]:
    """The op whose handle is a reference, and the one whose handle is a resource."""
    after = f", {inputs}" if inputs else ""
    return (
        op(name, f"handle: Ref(string){after}", outputs, attrs),
        op(f"{name}V2", f"handle: resource{after}", outputs, attrs, stateful=True),
    )


def queue_of(handle: Any, context: Context) -> Queue:
    """The queue that an operation's first input means; NotFoundError where there is none (QUE-6)."""
    found: Queue = resource_of(handle, KIND, context)
    return found


def _checked(
    handle: Any, context: Context, types: list[DType], timeout_ms: int, *, puts: bool, more_inputs: str = ""
) -> Queue:
    """The same; InvalidArgumentError unless its components are of these types, and for any time limit (QUE-13)."""
    if timeout_ms != -1:
        raise InvalidArgumentError(None, None, "Timeout not supported yet.")
    queue = queue_of(handle, context)
    queue.check_signature(("string_ref" if isinstance(handle, Ref) else "resource") + more_inputs, types, puts)
    return queue


QueueEnqueue, QueueEnqueueV2 = _ops("QueueEnqueue", "components: Tcomponents", attrs=_PUTS)
QueueEnqueueMany, QueueEnqueueManyV2 = _ops("QueueEnqueueMany", "components: Tcomponents", attrs=_PUTS)


@QueueEnqueue.kernel
@QueueEnqueueV2.kernel
def _(handle: Any, components: list[Any], *, context: Context, Tcomponents: list[DType], timeout_ms: int) -> Outputs:
    yield from _checked(handle, context, Tcomponents, timeout_ms, puts=True).enqueue(components)


@QueueEnqueueMany.kernel
@QueueEnqueueManyV2.kernel
def _(handle: Any, components: list[Any], *, context: Context, Tcomponents: list[DType], timeout_ms: int) -> Outputs:
    yield from _checked(handle, context, Tcomponents, timeout_ms, puts=True).enqueue_many(components)


QueueDequeue, QueueDequeueV2 = _ops("QueueDequeue", outputs="components: component_types", attrs=_TAKES)
QueueDequeueMany, QueueDequeueManyV2 = _ops("QueueDequeueMany", "n: int32", "components: component_types", _TAKES)
QueueDequeueUpTo, QueueDequeueUpToV2 = _ops("QueueDequeueUpTo", "n: int32", "components: component_types", _TAKES)


@QueueDequeue.shape
@QueueDequeueV2.shape
def _(handle: Any, *, component_types: list[DType]) -> Any:
    return [None] * len(component_types)


@QueueDequeueMany.shape
@QueueDequeueUpTo.shape
@QueueDequeueUpToV2.shape
def _(handle: Any, n: Any, *, component_types: list[DType]) -> Any:
    return [None] * len(component_types)


@QueueDequeueManyV2.shape
def _(handle: Any, n: Any, *, n_value: Any, component_types: list[DType]) -> Any:
    with_rank(n, 0)
    if n_value is not None and n_value < 0:
        raise ValueError(f"Input 'n' must be >= 0, but is {n_value}")
    return [None] * len(component_types)


@QueueDequeue.kernel
@QueueDequeueV2.kernel
def _(handle: Any, *, context: Context, component_types: list[DType], timeout_ms: int) -> Outputs:
    return (yield from _checked(handle, context, component_types, timeout_ms, puts=False).dequeue())


@QueueDequeueMany.kernel
@QueueDequeueManyV2.kernel
def _(handle: Any, n: Any, *, context: Context, component_types: list[DType], timeout_ms: int) -> Outputs:
    queue = _checked(handle, context, component_types, timeout_ms, puts=False, more_inputs=", int32")
    return (yield from queue.dequeue_many(_count(n)))


@QueueDequeueUpTo.kernel
@QueueDequeueUpToV2.kernel
def _(handle: Any, n: Any, *, context: Context, component_types: list[DType], timeout_ms: int) -> Outputs:
    queue = _checked(handle, context, component_types, timeout_ms, puts=False, more_inputs=", int32")
    return (yield from queue.dequeue_up_to(_count(n)))


def _count(n: Any) -> int:
    if n.ndim:
        raise InvalidArgumentError(None, None, f"n must be a scalar, but has shape {static_repr(n.shape)}")
    return int(n)


QueueClose, QueueCloseV2 = _ops("QueueClose", attrs="cancel_pending_enqueues: bool = false")


@QueueClose.shape
def _(handle: Any, *, cancel_pending_enqueues: bool) -> Any:
    check_strings(handle)
    return []


@QueueClose.kernel
@QueueCloseV2.kernel
def _(handle: Any, *, context: Context, cancel_pending_enqueues: bool) -> Outputs:
    yield from queue_of(handle, context).close(cancel_pending_enqueues)


QueueSize, QueueSizeV2 = _ops("QueueSize", outputs="size: int32")
QueueIsClosed, QueueIsClosedV2 = _ops("QueueIsClosed", outputs="is_closed: bool")


@QueueSizeV2.shape
def _(handle: Any) -> Any:
    return handle  # () as a rule; where the shape of the handle is not known, that of the size is not either


@QueueSize.shape
def _(handle: Any) -> Any:
    check_strings(handle)
    return ()


@QueueIsClosed.shape
@QueueIsClosedV2.shape
def _(handle: Any) -> Any:
    return ()


@QueueSize.kernel
@QueueSizeV2.kernel
def _(handle: Any, *, context: Context) -> Any:
    return np.int32(queue_of(handle, context).size)


@QueueIsClosed.kernel
@QueueIsClosedV2.kernel
def _(handle: Any, *, context: Context) -> Any:
    return np.bool_(queue_of(handle, context).closed)
