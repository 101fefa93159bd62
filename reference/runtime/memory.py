"""Arrays that are too large: what is said of them (RUN-17, ERR-11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from reference import dtypes
from reference.errors import InvalidArgumentError, ResourceExhaustedError
from reference.opdef.dtype_words import dtype_words
from reference.runtime.devices import CPU, host
from reference.tensor_shape import static_repr

_MOST_ELEMENTS = 2**63 - 1
_MEMORY = host().memory_limit or _MOST_ELEMENTS  # bytes of this machine: what is larger is not even tried


def out_of_memory(error: MemoryError) -> ResourceExhaustedError:
    """The error of an operation that NumPy had no memory for, with the shape and dtype that it asked for."""
    shape, dtype = getattr(error, "shape", None), getattr(error, "dtype", None)
    if shape is None or dtype is None:
        return ResourceExhaustedError(None, None, f"OOM when allocating tensor: {error}")
    return _no_room(shape, dtype)


def _no_room(shape: Sequence[int], dtype: Any) -> ResourceExhaustedError:
    kind = dtypes.string if np.dtype(dtype) == object else dtypes.as_dtype(dtype)
    size = static_repr(tuple(shape))
    words = f"OOM when allocating tensor with shape{size} and type {dtype_words(kind)} on {CPU} by allocator cpu"
    return ResourceExhaustedError(None, None, words)


def check_size(shape: Sequence[int], dtype: Any) -> None:
    """Refuses an array that this machine can never hold, before anything of it is taken (ERR-11)."""
    elements = 1
    for size in shape:
        elements *= size
    if elements > _MOST_ELEMENTS:
        raise InvalidArgumentError(
            None, None, f"Shape {static_repr(tuple(shape))} would have more than 2**63 - 1 elements"
        )
    if elements * np.dtype(dtype).itemsize > _MEMORY:
        raise _no_room(shape, dtype)
