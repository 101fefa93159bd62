"""Input producers: queues that hold the rows of a tensor, again and again (PIPE-16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import dtypes
from reference.convert import to_tensor, to_tensors
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.array.extent import shape, size
from reference.ops.array.gathering import gather
from reference.ops.control_flow.assertion import assert_true
from reference.ops.math.sequences import sequence
from reference.ops.queues.queue_kinds import FIFOQueue
from reference.ops.random.functions import random_shuffle
from reference.public import public
from reference.train.input.epochs import limit_epochs
from reference.train.input.fullness import summarize_fullness
from reference.train.queue_runner import QueueRunner, add_queue_runner


@public("train.input_producer")
def input_producer(
    input_tensor: Any,
    element_shape: Any = None,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    summary_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> FIFOQueue:
    """A queue of the rows of ``input_tensor``, kept full by a queue runner (PIPE-16).

    Raises ValueError unless the shape of a row is fully known from the tensor or ``element_shape``.
    """
    with name_scope(name, "input_producer", [input_tensor]):
        input_tensor = to_tensor(input_tensor, name="input_tensor")
        element_shape = input_tensor.shape[1:].merge_with(element_shape)
        if not element_shape.is_fully_defined():
            raise ValueError(
                "Either `input_tensor` must have a fully defined shape or `element_shape` must be specified"
            )
        if shuffle:
            input_tensor = random_shuffle(input_tensor, seed=seed)
        input_tensor = limit_epochs(input_tensor, num_epochs)
        queue = FIFOQueue(
            capacity=capacity,
            dtypes=[input_tensor.dtype.base_dtype],
            shapes=[element_shape],
            shared_name=shared_name,
            name=name,  # type: ignore[arg-type]
        )
        add_queue_runner(QueueRunner(queue, [queue.enqueue_many([input_tensor])], cancel_op=cancel_op))
        if summary_name is not None:
            summarize_fullness(summary_name, queue.size(), capacity)
        return queue


@public("train.string_input_producer")
def string_input_producer(
    string_tensor: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
    cancel_op: Any = None,
) -> FIFOQueue:
    """A queue of the strings of a vector, such as names of files (PIPE-16).

    Raises ValueError for an empty list; an empty tensor is InvalidArgumentError when it is enqueued.
    """
    none_given = "string_input_producer requires a non-null input tensor"
    if not isinstance(string_tensor, Tensor) and np.size(string_tensor) == 0:
        raise ValueError(none_given)
    with name_scope(name, "input_producer", [string_tensor]) as scope:
        string_tensor = to_tensor(string_tensor, dtypes.string)
        there_is_one = assert_true(build("Greater", x=size(string_tensor), y=0), [none_given])
        with DEFAULT_GRAPHS.get_default().control_dependencies([there_is_one]):
            string_tensor = build("Identity", input=string_tensor)
        return input_producer(
            string_tensor,
            [],
            num_epochs=num_epochs,
            shuffle=shuffle,
            seed=seed,
            capacity=capacity,
            shared_name=shared_name,
            name=scope,
            summary_name=f"fraction_of_{capacity}_full",
            cancel_op=cancel_op,
        )


@public("train.range_input_producer")
def range_input_producer(
    limit: Any,
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> FIFOQueue:
    """A queue of the numbers from 0 to ``limit - 1`` (PIPE-16)."""
    with name_scope(name, "input_producer", [limit]) as scope:
        return input_producer(
            sequence(limit),
            [],
            num_epochs=num_epochs,
            shuffle=shuffle,
            seed=seed,
            capacity=capacity,
            shared_name=shared_name,
            name=scope,
            summary_name=f"fraction_of_{capacity}_full",
        )


@public("train.slice_input_producer")
def slice_input_producer(
    tensor_list: Sequence[Any],
    num_epochs: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    capacity: int = 32,
    shared_name: str | None = None,
    name: str | None = None,
) -> list[Tensor]:
    """One row of each tensor of a list, the same one of all of them, by a queue of their numbers (PIPE-16).

    Raises ValueError for an empty list.
    """
    with name_scope(name, "input_producer", tensor_list):
        if not tensor_list:
            raise ValueError("Expected at least one tensor in slice_input_producer().")
        tensors = to_tensors(tensor_list)
        row_count = shape(tensors[0])[0]
        queue = range_input_producer(
            row_count, num_epochs=num_epochs, shuffle=shuffle, seed=seed, capacity=capacity, shared_name=shared_name
        )
        index = queue.dequeue()
        return [gather(tensor, index) for tensor in tensors]
