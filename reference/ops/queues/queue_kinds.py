"""`tf.FIFOQueue` and its siblings: the Python classes of the kinds of queues (QUE-2)."""

from __future__ import annotations

import hashlib
from typing import Any

from reference.dtypes import int64
from reference.opdef.functions import build
from reference.ops.queues.queue_base import QueueBase
from reference.ops.random.functions import get_seed
from reference.public import public
from reference.tensor_shape import TensorShape


@public("FIFOQueue", "queue.FIFOQueue")
class FIFOQueue(QueueBase):
    """A queue that gives its elements in the order in which they came (QUE-14).

    It holds at most ``capacity`` elements, any number if that is negative.  ``shapes``, where given, must be
    fully defined, else ValueError; without them elements can only be taken out one by one.
    """

    def __init__(
        self, capacity: Any, dtypes: Any, shapes: Any = None, names: Any = None, shared_name: Any = None,
        name: str = "fifo_queue",
    ) -> None:  # fmt: skip
        dtypes = _as_types(dtypes)
        shapes, names = _as_shapes(shapes, dtypes), _as_names(names, dtypes)
        handle = build(
            "FIFOQueueV2", name, component_types=dtypes, shapes=shapes, capacity=capacity,
            shared_name=shared_name,
        )  # fmt: skip
        super().__init__(dtypes, shapes, names, handle)


@public("RandomShuffleQueue", "queue.RandomShuffleQueue", "io.RandomShuffleQueue")
class RandomShuffleQueue(QueueBase):
    """A queue that gives its elements in a random order (QUE-15).

    Until it is closed, ``min_after_dequeue`` elements stay in it to choose from.  The order follows from the
    seeds of the graph and of the queue as for any random operation (RND-1).  Else as `FIFOQueue`.
    """

    def __init__(
        self, capacity: Any, min_after_dequeue: Any, dtypes: Any, shapes: Any = None, names: Any = None,
        seed: Any = None, shared_name: Any = None, name: str = "random_shuffle_queue",
    ) -> None:  # fmt: skip
        dtypes = _as_types(dtypes)
        shapes, names = _as_shapes(shapes, dtypes), _as_names(names, dtypes)
        handle = build(
            "RandomShuffleQueueV2", name, component_types=dtypes, shapes=shapes, capacity=capacity,
            min_after_dequeue=min_after_dequeue, shared_name=shared_name, **_seeds(seed, shared_name),
        )  # fmt: skip
        super().__init__(dtypes, shapes, names, handle)


def _seeds(seed: Any, shared_name: Any) -> dict[str, int]:
    """The seeds of a queue; one that is shared has them of its name, wherever in the graph it is made (QUE-15)."""
    graph_seed, own_seed = get_seed(seed)
    if graph_seed is None:
        return {"seed": 0, "seed2": 0}
    if seed is None and shared_name is not None:
        digest = hashlib.md5(f"{graph_seed}{shared_name}".encode(), usedforsecurity=False).hexdigest()
        own_seed = int(digest[:8], 16) & 0x7FFFFFFF
    return {"seed": graph_seed, "seed2": own_seed}


@public("PaddingFIFOQueue", "queue.PaddingFIFOQueue", "io.PaddingFIFOQueue")
class PaddingFIFOQueue(QueueBase):
    """A queue as `FIFOQueue`, of elements whose sizes may differ where ``shapes`` have None (QUE-16).

    Batches are filled up with zeros, false or empty strings.  Raises ValueError unless ``shapes`` is a list
    with one shape of known rank for each component.
    """

    def __init__(
        self, capacity: Any, dtypes: Any, shapes: Any, names: Any = None, shared_name: Any = None,
        name: str = "padding_fifo_queue",
    ) -> None:  # fmt: skip
        dtypes = _as_types(dtypes)
        shapes, names = _as_partial_shapes(shapes), _as_names(names, dtypes)
        if len(shapes) != len(dtypes):
            raise ValueError(
                "Shapes must be provided for all components, but received "
                f"{len(dtypes)} dtypes and {len(shapes)} shapes."
            )  # fmt: skip
        handle = build(
            "PaddingFIFOQueueV2", name, component_types=dtypes, shapes=shapes, capacity=capacity,
            shared_name=shared_name,
        )  # fmt: skip
        super().__init__(dtypes, shapes, names, handle)


@public("PriorityQueue", "queue.PriorityQueue", "io.PriorityQueue")
class PriorityQueue(QueueBase):
    """A queue that gives the element with the lowest priority first (QUE-17).

    Before the components of ``types`` every element has one more, its priority, an int64 scalar.  ``shapes``
    must be given: TypeError where they are not.
    """

    def __init__(
        self, capacity: Any, types: Any, shapes: Any = None, names: Any = None, shared_name: Any = None,
        name: str = "priority_queue",
    ) -> None:  # fmt: skip
        types = _as_types(types)
        shapes = _as_shapes(shapes, types)
        handle = build(
            "PriorityQueueV2", name, component_types=types, shapes=shapes, capacity=capacity,
            shared_name=shared_name,
        )  # fmt: skip
        super().__init__([int64, *types], [TensorShape(()), *(shapes or ())], names, handle)


# ---- what the arguments stand for


def _as_types(dtypes: Any) -> list[Any]:
    """The dtypes of the components: one, or a list or tuple of them."""
    assert dtypes is not None
    return list(dtypes) if isinstance(dtypes, list | tuple) else [dtypes]


def _as_shapes(shapes: Any, dtypes: list[Any]) -> list[TensorShape] | None:
    """The fully defined shapes of the components: one, or a list or tuple of them, or None for not known (QUE-2).

    Raises TypeError for anything else, ValueError for a shape that is not fully defined and a wrong count.
    """
    if shapes is None:
        return None
    listed = _listed(shapes)
    if not all(shape.is_fully_defined() for shape in listed):
        raise ValueError(f"All shapes must be fully defined: {listed}")
    if len(listed) != len(dtypes):
        raise ValueError("Queue shapes must have the same length as dtypes")
    return listed


def _listed(shapes: Any) -> list[TensorShape]:
    if isinstance(shapes, TensorShape):
        return [shapes]
    if not isinstance(shapes, list | tuple):
        raise TypeError("shapes must be a TensorShape or a list or tuple of TensorShapes.")
    if _is_one_shape(shapes):
        return [TensorShape(shapes)]
    return [TensorShape(shape) for shape in shapes]


def _as_partial_shapes(shapes: Any) -> list[TensorShape]:
    """The shapes of the components, of known rank; ValueError for anything but a list or tuple of such shapes."""
    if isinstance(shapes, TensorShape) or not isinstance(shapes, list | tuple) or _are_sizes(shapes):
        raise ValueError("When providing partial shapes, a list of shapes must be provided.")
    listed = [TensorShape(shape) for shape in shapes]
    if any(shape.rank is None for shape in listed):
        raise ValueError(f"All shapes must have a defined rank: {listed}")
    return listed


def _are_sizes(shapes: Any) -> bool:
    return not shapes or any(shape is None or isinstance(shape, int) for shape in shapes)


def _is_one_shape(sizes: Any) -> bool:
    """Whether a list is the sizes of one shape, not a list of shapes."""
    return all(size is None or isinstance(size, int) for size in sizes)


def _as_names(names: Any, dtypes: list[Any]) -> list[Any] | None:
    """The names of the components, or None; ValueError for a wrong count."""
    if names is None:
        return None
    listed = list(names) if isinstance(names, list | tuple) else [names]
    if len(listed) != len(dtypes):
        raise ValueError("List of names must have the same length as the list of dtypes")
    return listed
