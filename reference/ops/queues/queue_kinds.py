"""`tf.FIFOQueue` and its siblings: the Python classes of the kinds of queues (QUE-2)."""

from __future__ import annotations

from typing import Any

from reference.opdef.functions import build
from reference.ops.queues.queue_base import QueueBase
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
        dtypes = as_types(dtypes)
        shapes, names = as_shapes(shapes, dtypes), as_names(names, dtypes)
        handle = build(
            "FIFOQueueV2", name, component_types=dtypes, shapes=shapes, capacity=capacity,
            shared_name=shared_name,
        )  # fmt: skip
        super().__init__(dtypes, shapes, names, handle)


# ---- what the arguments stand for


def as_types(dtypes: Any) -> list[Any]:
    """The dtypes of the components: one, or a list or tuple of them."""
    assert dtypes is not None
    return list(dtypes) if isinstance(dtypes, list | tuple) else [dtypes]


def as_shapes(shapes: Any, dtypes: list[Any]) -> list[TensorShape] | None:
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
    if is_one_shape(shapes):
        return [TensorShape(shapes)]
    return [TensorShape(shape) for shape in shapes]


def is_one_shape(sizes: Any) -> bool:
    """Whether a list is the sizes of one shape, not a list of shapes."""
    try:
        TensorShape(sizes)
    except TypeError:
        return False
    except ValueError:
        return True  # which no shape has: whoever makes a TensorShape of it says so
    return True


def as_names(names: Any, dtypes: list[Any]) -> list[Any] | None:
    """The names of the components, or None; ValueError for a wrong count."""
    if names is None:
        return None
    listed = list(names) if isinstance(names, list | tuple) else [names]
    if len(listed) != len(dtypes):
        raise ValueError("List of names must have the same length as the list of dtypes")
    return listed
