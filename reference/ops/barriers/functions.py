"""The class that stands for a barrier in a graph (ACC-27)."""

from __future__ import annotations

from typing import Any

from reference.opdef.constant_value import constant_value
from reference.opdef.functions import build
from reference.public import public
from reference.tensor_shape import TensorShape


@public("python.ops.data_flow_ops.Barrier")
class Barrier:
    """Puts tuples together from parts that are inserted by key (ACC-13, ACC-27)."""

    def __init__(self, types: Any, shapes: Any = None, shared_name: str | None = None, name: str = "barrier") -> None:
        assert types is not None
        self._types = list(types) if isinstance(types, list | tuple) else [types]
        self._shapes = [TensorShape(None)] * len(self._types) if shapes is None else _shape_list(shapes)
        for position, shape in enumerate(self._shapes):
            if shape.num_elements() == 0:
                raise ValueError(f"Empty tensors are not supported, but received shape '{shape}' at index {position}")
        self._barrier_ref = build(
            "Barrier", name, component_types=self._types, shapes=self._shapes, shared_name=shared_name
        )
        self._name = self._barrier_ref.op.name.rpartition("/")[2]

    @property
    def barrier_ref(self) -> Any:
        """The handle: a reference to strings."""
        return self._barrier_ref

    @property
    def name(self) -> str:
        """The name of the operation that makes the handle."""
        return str(self._barrier_ref.op.name)

    def insert_many(self, component_index: int, keys: Any, values: Any, name: str | None = None) -> Any:
        """An operation that gives the elements of these keys a component: ``values[i]`` to ``keys[i]`` (ACC-14)."""
        return self._build(
            "BarrierInsertMany", name, keys=keys, values=values, component_index=component_index
        )  # fmt: skip

    def take_many(
        self, num_elements: Any, allow_small_batch: bool = False, timeout: Any = None, name: str | None = None
    ) -> Any:
        """Indices, keys and a list of components of complete elements, oldest first (ACC-18).

        ``timeout`` stands, as in TensorFlow, for the attribute ``wait_for_incomplete``, which has no effect (ACC-21).
        """
        taken = self._build(
            "BarrierTakeMany", name, num_elements=num_elements, component_types=self._types,
            allow_small_batch=allow_small_batch, wait_for_incomplete=timeout,
        )  # fmt: skip
        number = None if allow_small_batch else constant_value(taken.indices.op.inputs[1])
        batch = TensorShape([None if number is None else int(number)])
        taken.indices.set_shape(batch)
        taken.keys.set_shape(batch)
        for value, shape in zip(taken.values, self._shapes, strict=False):
            value.set_shape(batch.concatenate(shape))
        return taken

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> Any:
        """An operation that lets no further keys in (ACC-24, ACC-25)."""
        return self._build("BarrierClose", name, cancel_pending_enqueues=cancel_pending_enqueues)

    def ready_size(self, name: str | None = None) -> Any:
        """How many elements are complete: int32 scalar (ACC-26)."""
        return self._build("BarrierReadySize", name)

    def incomplete_size(self, name: str | None = None) -> Any:
        """How many elements lack a component: int32 scalar (ACC-26)."""
        return self._build("BarrierIncompleteSize", name)

    def _build(self, op_type: str, name: str | None, **arguments: Any) -> Any:
        return build(
            op_type, f"{self._name}_{op_type}" if name is None else name, handle=self._barrier_ref, **arguments
        )


def _shape_list(shapes: Any) -> list[TensorShape]:
    """One shape for each component; a list of sizes is the one shape of one component."""
    if isinstance(shapes, TensorShape):
        shapes = [shapes]
    if not isinstance(shapes, list | tuple):
        raise TypeError("shapes must be a TensorShape or a list or tuple of TensorShapes.")
    if all(size is None or isinstance(size, int) for size in shapes):
        shapes = [shapes]
    listed = [TensorShape(shape) for shape in shapes]
    if not all(shape.is_fully_defined() for shape in listed):
        raise ValueError(f"All shapes must be fully defined: {listed}")
    return listed
