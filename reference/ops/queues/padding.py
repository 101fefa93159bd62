"""The queue whose elements may differ in shape: batches of them are filled up (QUE-16)."""

from __future__ import annotations

import numpy as np

from reference import dtypes
from reference.errors import InvalidArgumentError
from reference.opdef.record import StaticShape
from reference.ops.queues.fifo import FIFOQueue
from reference.ops.queues.queue import Array
from reference.tensor_shape import compatible, static_repr


class PaddingFIFOQueue(FIFOQueue):
    """A queue that knows of every component the rank, and pads where it does not know the size."""

    title_of_many = "PaddingFIFOQueue"

    def check_shapes(self) -> None:
        for shape in self.shapes:
            if shape is None:
                raise InvalidArgumentError(None, None, f"shape {static_repr(shape)} must have known rank.")

    def check_count_of_shapes(self) -> None:
        super().check_count_of_shapes()
        if not self.shapes:
            raise InvalidArgumentError(
                None, None, "Shapes must be provided for all components, but received "
                f"{len(self.component_types)} dtypes and 0 shapes."
            )  # fmt: skip

    def batch(self, index: int, values: list[Array]) -> Array:
        """The values filled up with zeros, false or empty strings to the largest size in each unknown dimension."""
        shape = self.shapes[index]
        if not values or shape is None or None not in shape:
            return super().batch(index, values)
        sizes = [max(value.shape[axis] for value in values) for axis in range(len(shape))]
        dtype = self.component_types[index]
        batch = np.full((len(values), *sizes), b"" if dtype is dtypes.string else 0, dtype.as_numpy_dtype)
        for row, value in zip(batch, values, strict=True):
            row[tuple(slice(size) for size in value.shape)] = value
        return batch

    def has_shapes(self, shapes: list[StaticShape]) -> bool:
        """Whether these could be the shapes of the components."""
        return len(shapes) == len(self.shapes) and all(map(compatible, self.shapes, shapes))
