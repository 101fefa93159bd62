"""The queue between single examples and batches, and the operations on both sides of it (PIPE-18 to PIPE-20)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from reference.convert import to_tensor
from reference.dtypes import DType
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.queues.queue_base import QueueBase
from reference.sparse import SparseTensor
from reference.tensor_shape import TensorShape
from reference.train.input.conditional import enqueue_where
from reference.train.input.fullness import summarize_fullness
from reference.train.input.sparse_components import restored, stored
from reference.train.queue_runner import QueueRunner, add_queue_runner


@dataclass(frozen=True)
class Batching:
    """What the functions of this room have in common: see `batching.batch`."""

    batch_size: Any
    capacity: int
    enqueue_many: bool
    shapes: Any
    allow_smaller_final_batch: bool
    make_queue: Callable[..., QueueBase]
    min_after_dequeue: int | None = None  # for a queue that shuffles


def batched(
    default_name: str,
    name: str | None,
    sets: Sequence[Any],
    keep_input: Any,
    options: Batching,
    num_threads: int | None = None,
) -> Any:
    """Batches of the examples that the ``sets`` of tensors compute, each in a thread of its own.

    With ``num_threads`` there is one set, computed by so many threads.  The result is a dictionary where the
    sets are, a tensor where they have one, else a list.
    """
    listed = _listed(sets)
    with name_scope(name, default_name, [*(value for values in listed for value in values), keep_input]) as scope:
        _check_capacity(options)
        components = [_converted(values) for values in listed]
        if num_threads is not None and not components[0]:
            raise ValueError("Expected at least one tensor in batch().")
        keep = _checked_condition(keep_input, options.enqueue_many)
        tensors, maps = stored(components, options.enqueue_many, keep)
        queue = options.make_queue(dtypes=_common_dtypes(tensors), shapes=_shapes(tensors, options))
        enqueue = partial(_enqueue, queue, keep, options.enqueue_many)
        enqueue_ops = [enqueue(values) for values in tensors]
        if num_threads is not None:
            enqueue_ops = enqueue_ops * num_threads
        add_queue_runner(QueueRunner(queue, enqueue_ops))
        _summarize(queue, options)
        take = queue.dequeue_up_to if options.allow_smaller_final_batch else queue.dequeue_many
        return _like(sets[0], restored(take(options.batch_size, name=scope), maps))


# ---- what goes in


def _listed(sets: Sequence[Any]) -> list[list[Any]]:
    """The values of every set as a list; those of dictionaries in the order of their keys."""
    if not sets:
        raise ValueError("Expected at least one set of tensors")
    if not isinstance(sets[0], dict):
        return [values if isinstance(values, dict) else list(values) for values in sets]  # type: ignore[misc]
    keys = sorted(sets[0])
    if any(set(values.keys()) != set(keys) for values in sets):
        raise ValueError("All dictionaries in tensors_list must have the same keys")
    return [[values[key] for key in keys] for values in sets]


def _converted(values: Any) -> list[Any]:
    """The components as tensors, sparse ones as they are."""
    if not isinstance(values, Sequence):
        raise TypeError("values must be a sequence.")
    return [value if isinstance(value, SparseTensor) else to_tensor(value) for value in values]


def _check_capacity(options: Batching) -> None:
    least = options.min_after_dequeue
    if least is not None and options.capacity <= least:
        raise ValueError(f"capacity {options.capacity} must be bigger than min_after_dequeue {least}.")


def _checked_condition(keep_input: Any, enqueue_many: bool) -> Tensor:
    """Which examples are kept: a scalar, or with ``enqueue_many`` a vector (PIPE-20)."""
    keep = to_tensor(keep_input)
    rank = keep.shape.ndims
    if rank is None:
        raise ValueError("`keep_input` dimensions must be known at graph construction.")
    if rank > 1:
        raise ValueError("`keep_input` must be 0 or 1 dimensions.")
    if rank == 1 and not enqueue_many:
        raise ValueError("`keep_input` cannot be a vector when `enqueue_many=False`.")
    return keep


def _common_dtypes(sets: list[list[Tensor]]) -> list[DType]:
    """The dtypes of the components, which must be the same in every set."""
    for together in zip(*sets, strict=False):
        names = list(dict.fromkeys(tensor.dtype.base_dtype.name for tensor in together))
        if len(names) > 1:
            raise TypeError(f"Expected types to be consistent: {' vs. '.join(names)}.")
    return [tensor.dtype.base_dtype for tensor in sets[0]]


def _shapes(sets: list[list[Tensor]], options: Batching) -> Any:
    """The shapes of the components of one example: those of the first set, with which all others must agree."""
    if options.shapes is not None:
        return options.shapes
    shapes = [[_example_shape(tensor, options.enqueue_many) for tensor in values] for values in sets]
    for first, *others in zip(*shapes, strict=False):
        for shape in others:
            first.merge_with(shape)
    return shapes[0]


def _example_shape(tensor: Tensor, enqueue_many: bool) -> TensorShape:
    shape = tensor.shape
    if shape.ndims is None:
        raise ValueError(f"Cannot infer Tensor's rank: {tensor}")
    return shape.with_rank_at_least(1)[1:] if enqueue_many else shape


def _enqueue(queue: QueueBase, keep: Tensor, enqueue_many: bool, components: list[Tensor]) -> Any:
    """The operation by which a thread puts one example, or one row of many, into the queue."""
    put = queue.enqueue_many if enqueue_many else queue.enqueue
    return enqueue_where(keep, put, components)


# ---- what comes out


def _summarize(queue: QueueBase, options: Batching) -> None:
    least = options.min_after_dequeue
    if least is None:
        summarize_fullness(f"fraction_of_{options.capacity}_full", queue.size(), options.capacity)
        return
    room = options.capacity - least
    over = build("Maximum", x=0, y=queue.size() - least)  # type: ignore[operator]
    summarize_fullness(f"fraction_over_{least}_of_{room}_full", over, room)


def _like(example: Any, taken: Any) -> Any:
    """What is taken out, in the form of what was put in."""
    if not isinstance(example, dict):
        return taken
    values = taken if isinstance(taken, list) else [taken]
    return dict(zip(sorted(example), values, strict=True))
