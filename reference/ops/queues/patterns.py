"""How random programs use queues: what is put in and taken out, so that nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reference.dtypes import DType, int64
from reference.ops.queues import creating, using

KIND = "queue"
_DTYPES = ("int32", "float32", "string", "bool", "float64", "int64")
_UNLIMITED = 2**31 - 1

Shape = tuple[int | None, ...]
Effect = Callable[["QueueModel"], bool | None]


@dataclass
class QueueModel:
    """What is known of a queue while a program is drawn: what an element is, and how many there are."""

    dtypes: tuple[DType, ...]
    shapes: tuple[Shape, ...] | None  # None: elements of any shapes, which are taken out one by one
    capacity: int
    least: int = 0  # what must stay in it until it is closed
    has_priority: bool = False
    put: int = 0  # how many elements there have ever been: each has another priority, a model of them is no heap
    size: int = 0
    closed: bool = False

    def holds(self, count: int) -> bool:
        """Whether this many can be taken out at once, without waiting."""
        return self.size - (0 if self.closed else self.least) >= count

    def element(self, draw: Any, rows: tuple[int, ...] = ()) -> list[Any]:
        """One tensor for each component, with a first dimension where there are ``rows``."""
        components = []
        for index, dtype in enumerate(self.dtypes):
            shape = draw.shape(max_rank=2) if self.shapes is None else self.shapes[index]
            sizes = tuple(draw.integer(0, 3) if size is None else size for size in shape)
            array = draw.contents(dtype, (*rows, *sizes), moved=True)
            is_constant = self.has_priority or not draw.boolean()
            components.append(draw.constant(array, dtype) if is_constant else draw.placeholder(array, dtype))
        return components


def _attrs(draw: Any) -> dict[str, Any]:
    count = 1 if draw.integer(0, 2) < 2 else 2
    types = [draw.dtype(*_DTYPES) for _ in range(count)]
    capacity = draw.choice([3, 5, 1, 10, -1])
    shapes = [draw.shape(max_rank=2, max_size=3) for _ in types]
    return {"component_types": types, "shapes": shapes, "capacity": capacity, "shared_name": draw.shared_name()}


def _model(attrs: dict[str, Any], **more: Any) -> QueueModel:
    capacity = _UNLIMITED if attrs["capacity"] < 0 else attrs["capacity"]
    shapes = tuple(attrs["shapes"]) if attrs["shapes"] else None
    return QueueModel(tuple(attrs["component_types"]), shapes, capacity, **more)


@creating.FIFOQueueOp.pattern(KIND)
@creating.FIFOQueueV2Op.pattern(KIND)
def _(draw: Any) -> Any:
    attrs = _attrs(draw)
    if draw.integer(0, 4) == 4:
        attrs["shapes"] = []
    return attrs, _model(attrs)


@creating.RandomShuffleQueueOp.pattern(KIND)
@creating.RandomShuffleQueueV2Op.pattern(KIND)
def _(draw: Any) -> Any:
    attrs = _attrs(draw)
    least = 0 if attrs["capacity"] == 1 else draw.integer(0, 2)
    seeds = {
        "seed": draw.integer(1, 9),
        "seed2": draw.integer(0, 9),
    }  # QUE-15: without one the order is anybody's guess
    return {**attrs, "min_after_dequeue": least, **seeds}, _model(attrs, least=least)


@creating.PaddingFIFOQueueOp.pattern(KIND)
@creating.PaddingFIFOQueueV2Op.pattern(KIND)
def _(draw: Any) -> Any:
    attrs = _attrs(draw)
    attrs["shapes"] = [tuple(None if draw.boolean() else size for size in shape) for shape in attrs["shapes"]]
    return attrs, _model(attrs)


@creating.PriorityQueueOp.pattern(KIND)
@creating.PriorityQueueV2Op.pattern(KIND)
def _(draw: Any) -> Any:
    attrs = _attrs(draw)
    model = _model(attrs, has_priority=True)
    model.dtypes = (int64, *model.dtypes)
    model.shapes = ((), *(model.shapes or ()))
    return attrs, model


@using.QueueEnqueue.pattern(KIND)
@using.QueueEnqueueV2.pattern(KIND)
def _(draw: Any, model: QueueModel) -> Any:
    return {"components": model.element(draw)}, _puts(1)


@using.QueueEnqueueMany.pattern(KIND)
@using.QueueEnqueueManyV2.pattern(KIND)
def _(draw: Any, model: QueueModel) -> Any:
    if model.shapes is None:
        return None
    count = draw.choice([2, 1, 3, 0])
    return {"components": model.element(draw, (count,))}, _puts(count)


def _puts(count: int) -> Effect:
    def effect(model: QueueModel) -> bool | None:
        if model.closed or model.size + count > model.capacity:
            return False if model.closed else None
        model.size += count
        return True

    return effect


@using.QueueDequeue.pattern(KIND)
@using.QueueDequeueV2.pattern(KIND)
def _(draw: Any, model: QueueModel) -> Any:
    return {"component_types": list(model.dtypes)}, _takes(1)


@using.QueueDequeueMany.pattern(KIND)
@using.QueueDequeueManyV2.pattern(KIND)
def _(draw: Any, model: QueueModel) -> Any:
    return _several(draw, model, _takes)


@using.QueueDequeueUpTo.pattern(KIND)
@using.QueueDequeueUpToV2.pattern(KIND)
def _(draw: Any, model: QueueModel) -> Any:
    return _several(draw, model, _takes_up_to)


def _several(draw: Any, model: QueueModel, effect: Callable[[int], Effect]) -> Any:
    if model.shapes is None:
        return None  # QUE-9
    count = draw.choice([1, 2, 3, 0])
    return {"n": draw.constant(count), "component_types": list(model.dtypes)}, effect(count)


def _takes(count: int) -> Effect:
    def effect(model: QueueModel) -> bool | None:
        if not model.holds(count):
            return False if model.closed else None
        model.size -= count
        return True

    return effect


def _takes_up_to(count: int) -> Effect:
    def effect(model: QueueModel) -> bool | None:
        taken = min(count, model.size) if model.closed and not model.has_priority else count
        return (taken > 0 or count == 0) and _takes(taken)(model)

    return effect


@using.QueueClose.pattern(KIND)
@using.QueueCloseV2.pattern(KIND)
def _(draw: Any, model: QueueModel) -> Any:
    if draw.integer(0, 3) < 3:
        return None  # a closed queue takes nothing more: seldom
    cancels = draw.boolean()
    return {"cancel_pending_enqueues": cancels}, _closes_at_once if cancels else _closes


def _closes(model: QueueModel) -> bool:
    was_closed, model.closed = model.closed, True
    return not was_closed


def _closes_at_once(model: QueueModel) -> bool:
    model.closed = True
    return True


@using.QueueSize.pattern(KIND)
@using.QueueSizeV2.pattern(KIND)
@using.QueueIsClosed.pattern(KIND)
@using.QueueIsClosedV2.pattern(KIND)
def _(draw: Any, model: QueueModel) -> Any:
    return {}, lambda model: True
