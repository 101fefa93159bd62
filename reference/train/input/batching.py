"""Batching: single examples in, batches of them out, by way of a queue (PIPE-18 to PIPE-20)."""

from __future__ import annotations

from functools import partial
from typing import Any

from reference.ops.queues.queue_kinds import FIFOQueue, PaddingFIFOQueue, RandomShuffleQueue
from reference.public import public
from reference.train.input.batch_queues import Batching, batched


def _in_order(
    batch_size: Any, capacity: int, enqueue_many: bool, shapes: Any, dynamic_pad: bool, or_smaller: bool,
    shared_name: str | None,
) -> Batching:  # fmt: skip
    """Batches of examples in the order in which they come."""
    queue = PaddingFIFOQueue if dynamic_pad else FIFOQueue
    make_queue = partial(queue, capacity=capacity, shared_name=shared_name)
    return Batching(batch_size, capacity, enqueue_many, shapes, or_smaller, make_queue)


def _shuffled(
    batch_size: Any, capacity: int, least: int, seed: int | None, enqueue_many: bool, shapes: Any, or_smaller: bool,
    shared_name: str | None,
) -> Batching:  # fmt: skip
    """Batches of examples in random order."""
    make_queue = partial(
        RandomShuffleQueue, capacity=capacity, min_after_dequeue=least, seed=seed, shared_name=shared_name
    )
    return Batching(batch_size, capacity, enqueue_many, shapes, or_smaller, make_queue, least)


@public("train.batch")
def batch(
    tensors: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of examples, one of which ``tensors`` is, in the order in which the threads compute them (PIPE-18)."""
    options = _in_order(batch_size, capacity, enqueue_many, shapes, dynamic_pad, allow_smaller_final_batch, shared_name)
    return batched("batch", name, [tensors], True, options, num_threads)


@public("train.batch_join")
def batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of examples, which each set of ``tensors_list`` computes in a thread of its own (PIPE-18)."""
    options = _in_order(batch_size, capacity, enqueue_many, shapes, dynamic_pad, allow_smaller_final_batch, shared_name)
    return batched("batch_join", name, tensors_list, True, options)


@public("train.shuffle_batch")
def shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches of examples, one of which ``tensors`` is, in random order (PIPE-19)."""
    options = _shuffled(
        batch_size, capacity, min_after_dequeue, seed, enqueue_many, shapes, allow_smaller_final_batch, shared_name
    )
    return batched("shuffle_batch", name, [tensors], True, options, num_threads)


@public("train.shuffle_batch_join")
def shuffle_batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """Batches in random order of examples, which each set of ``tensors_list`` computes in a thread (PIPE-19)."""
    options = _shuffled(
        batch_size, capacity, min_after_dequeue, seed, enqueue_many, shapes, allow_smaller_final_batch, shared_name
    )
    return batched("shuffle_batch_join", name, tensors_list, True, options)


@public("train.maybe_batch")
def maybe_batch(
    tensors: Any,
    keep_input: Any,
    batch_size: Any,
    num_threads: int = 1,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `batch`, but only of the examples for which ``keep_input`` is true (PIPE-20)."""
    options = _in_order(batch_size, capacity, enqueue_many, shapes, dynamic_pad, allow_smaller_final_batch, shared_name)
    return batched("batch", name, [tensors], keep_input, options, num_threads)


@public("train.maybe_batch_join")
def maybe_batch_join(
    tensors_list: Any,
    keep_input: Any,
    batch_size: Any,
    capacity: int = 32,
    enqueue_many: bool = False,
    shapes: Any = None,
    dynamic_pad: bool = False,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `batch_join`, but only of the examples for which ``keep_input`` is true (PIPE-20)."""
    options = _in_order(batch_size, capacity, enqueue_many, shapes, dynamic_pad, allow_smaller_final_batch, shared_name)
    return batched("batch_join", name, tensors_list, keep_input, options)


@public("train.maybe_shuffle_batch")
def maybe_shuffle_batch(
    tensors: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    num_threads: int = 1,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `shuffle_batch`, but only of the examples for which ``keep_input`` is true (PIPE-20)."""
    options = _shuffled(
        batch_size, capacity, min_after_dequeue, seed, enqueue_many, shapes, allow_smaller_final_batch, shared_name
    )
    return batched("shuffle_batch", name, [tensors], keep_input, options, num_threads)


@public("train.maybe_shuffle_batch_join")
def maybe_shuffle_batch_join(
    tensors_list: Any,
    batch_size: Any,
    capacity: int,
    min_after_dequeue: int,
    keep_input: Any,
    seed: int | None = None,
    enqueue_many: bool = False,
    shapes: Any = None,
    allow_smaller_final_batch: bool = False,
    shared_name: str | None = None,
    name: str | None = None,
) -> Any:
    """As `shuffle_batch_join`, but only of the examples for which ``keep_input`` is true (PIPE-20)."""
    options = _shuffled(
        batch_size, capacity, min_after_dequeue, seed, enqueue_many, shapes, allow_smaller_final_batch, shared_name
    )
    return batched("shuffle_batch_join", name, tensors_list, keep_input, options)
