"""`tf.QueueBase`: a queue in a graph, as a Python object with a method for each operation (QUE-3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reference.convert import to_tensor
from reference.dtypes import DType
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.array.gathering import gather
from reference.ops.array.joining import stack
from reference.ops.debugging.static_value import static_value
from reference.public import public
from reference.tensor_shape import TensorShape


@public("QueueBase", "queue.QueueBase", "io.QueueBase")
class QueueBase:
    """A queue of elements, each a tuple of components with ``dtypes`` and, where given, ``shapes`` and ``names``.

    Made by its subclasses, which add the operation of the queue; ``queue_ref`` is that operation's output
    (QUE-2).  Raises ValueError unless there are as many shapes and names as dtypes.
    """

    def __init__(self, dtypes: Any, shapes: Any, names: Any, queue_ref: Any) -> None:
        if shapes is not None and len(shapes) != len(dtypes):
            raise ValueError("Queue shapes must have the same length as dtypes")
        if names is not None and len(names) != len(dtypes):
            raise ValueError("Queue names must have the same length as dtypes")
        self._dtypes = dtypes
        self._shapes = [TensorShape(None)] * len(dtypes) if shapes is None else [TensorShape(shape) for shape in shapes]
        self._names = names
        self._queue_ref = queue_ref
        self._name = queue_ref.op.name.split("/")[-1]  # with which the names of its operations begin

    @staticmethod
    def from_list(index: Any, queues: Any) -> QueueBase:
        """The queue at ``index``, which a step computes, of a list of queues with the same components (QUE-4).

        Raises TypeError for anything but a list of queues, and where their dtypes or names differ.
        """
        if not queues or not isinstance(queues, list) or not all(isinstance(queue, QueueBase) for queue in queues):
            raise TypeError("A list of queues expected")
        first = queues[0]
        if any(queue.dtypes != first.dtypes for queue in queues):
            raise TypeError("Queues do not have matching component dtypes.")
        if any(queue.names != first.names for queue in queues):
            raise TypeError("Queues do not have matching component names.")
        shapes = [_common_shape(of_one) for of_one in zip(*(queue.shapes for queue in queues), strict=True)]
        chosen = gather(stack([queue.queue_ref for queue in queues]), index)
        return QueueBase(first.dtypes, shapes, first.names, chosen)

    @property
    def queue_ref(self) -> Tensor:
        """The handle of the queue, which its operations take."""
        return self._queue_ref  # type: ignore[no-any-return]

    @property
    def name(self) -> str:
        """The name of the operation of the queue."""
        return self._queue_ref.op.name  # type: ignore[no-any-return]

    @property
    def dtypes(self) -> list[DType]:
        """The dtype of every component."""
        return self._dtypes  # type: ignore[no-any-return]

    @property
    def shapes(self) -> list[TensorShape]:
        """The shape of every component."""
        return self._shapes

    @property
    def names(self) -> list[str] | None:
        """The name of every component, or None."""
        return self._names  # type: ignore[no-any-return]

    # ---- putting in

    def enqueue(self, vals: Any, name: str | None = None) -> Operation:
        """An operation that puts one element in and waits until there is room (QUE-8).

        ``vals`` is one value, a list or tuple of as many as there are components, or a dictionary by name.
        Raises ValueError where a shape or the names do not fit.
        """
        with name_scope(name, f"{self._name}_enqueue", _in_scope(vals)) as scope:
            components = self._components(vals)
            for component, shape in zip(components, self._shapes, strict=False):
                component.shape.assert_is_compatible_with(shape)
            return build("QueueEnqueueV2", scope, handle=self._queue_ref, components=components)  # type: ignore[no-any-return]

    def enqueue_many(self, vals: Any, name: str | None = None) -> Operation:
        """An operation that puts in one element for each row of the components (QUE-8).

        ``vals`` is as for `enqueue`, but each value has a dimension more, the first, of the same size.
        """
        with name_scope(name, f"{self._name}_EnqueueMany", _in_scope(vals)) as scope:
            components = self._components(vals)
            rows = components[0].shape.with_rank_at_least(1)[0]
            for component, shape in zip(components, self._shapes, strict=False):
                batch = component.shape.with_rank_at_least(1)
                rows = rows.merge_with(batch[0])
                batch[1:].assert_is_compatible_with(shape)
            return build("QueueEnqueueManyV2", scope, handle=self._queue_ref, components=components)  # type: ignore[no-any-return]

    def _components(self, vals: Any) -> list[Tensor]:
        """The values as tensors of the dtypes of the queue, in the order of the components."""
        if isinstance(vals, dict):
            vals = self._in_order(vals)
        elif self._names:
            raise ValueError("You must enqueue a dictionary in a Queue with names")
        elif not isinstance(vals, list | tuple):
            vals = [vals]
        return [
            to_tensor(value, dtype, f"component_{index}")
            for index, (value, dtype) in enumerate(zip(vals, self._dtypes, strict=False))
        ]

    def _in_order(self, vals: dict[str, Any]) -> list[Any]:
        if not self._names:
            raise ValueError("Queue must have names to enqueue a dictionary")
        given, wanted = sorted(vals), sorted(self._names)
        if given != wanted:
            raise ValueError(
                "Keys in dictionary to enqueue do not match names of Queue.  "
                f"Dictionary: ({given}), Queue: ({wanted})"
            )  # fmt: skip
        return [vals[key] for key in self._names]

    # ---- taking out

    def dequeue(self, name: str | None = None) -> Any:
        """Takes one element out and waits until there is one (QUE-9): a tensor, or a list or dictionary of them."""
        return self._taken("Dequeue", name)

    def dequeue_many(self, n: Any, name: str | None = None) -> Any:
        """Takes ``n`` elements out, one tensor with ``n`` rows for each component (QUE-9).

        A queue without shapes refuses that when it runs, with InvalidArgumentError.
        """
        return self._taken("DequeueMany", name, n=n)

    def dequeue_up_to(self, n: Any, name: str | None = None) -> Any:
        """As `dequeue_many`, but a closed queue gives what is left (QUE-10)."""
        return self._taken("DequeueUpTo", name, n=n)

    def _taken(self, what: str, name: str | None, **count: Any) -> Any:
        """The components of an operation that takes elements out, with all that is known of their shapes (QUE-9)."""
        outputs = build(
            f"Queue{what}V2", self._named(name, what), handle=self._queue_ref, component_types=self._dtypes, **count
        )
        rows = _rows_of(outputs[0].op)
        for output, shape in zip(outputs, self._shapes, strict=True):
            output.set_shape(TensorShape(rows).concatenate(shape))
        if self._names:
            return dict(zip(self._names, outputs, strict=True))
        return outputs[0] if len(outputs) == 1 else outputs

    # ---- about the queue

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> Operation:
        """An operation after which nobody puts anything in (QUE-11).

        It waits for those who already wait to put something in, unless they are to be cancelled.
        """
        return build(  # type: ignore[no-any-return]
            "QueueCloseV2", self._named(name, "Close"), handle=self._queue_ref,
            cancel_pending_enqueues=cancel_pending_enqueues,
        )  # fmt: skip

    def is_closed(self, name: str | None = None) -> Tensor:
        """Whether the queue is closed, a boolean."""
        return build("QueueIsClosedV2", self._named(name, "Is_Closed"), handle=self._queue_ref)  # type: ignore[no-any-return]

    def size(self, name: str | None = None) -> Tensor:
        """How many elements are in the queue, an int32."""
        return build("QueueSizeV2", self._named(name, "Size"), handle=self._queue_ref)  # type: ignore[no-any-return]

    def _named(self, name: str | None, suffix: str) -> str:
        return f"{self._name}_{suffix}" if name is None else name


def _in_scope(vals: Any) -> list[Any]:
    """The values whose graph is that of the new operation."""
    if isinstance(vals, dict):
        return list(vals.values())
    return list(vals) if isinstance(vals, list | tuple) else [vals]


def _rows_of(operation: Operation) -> list[int | None]:
    """The leading dimension of what an operation takes out, if it has one."""
    if operation.type == "QueueDequeueV2":
        return []
    count = static_value(operation.inputs[1]) if operation.type == "QueueDequeueManyV2" else None
    return [None if count is None else int(count)]


def _common_shape(shapes: Sequence[TensorShape]) -> TensorShape:
    """What shapes agree on; nothing where their ranks differ."""
    common = shapes[0]
    for shape in shapes[1:]:
        common = common.most_specific_compatible_shape(shape)
    return common
