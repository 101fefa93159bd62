"""`IndexedSlices` as tensors."""

from __future__ import annotations

import math
import warnings
from typing import Any

from reference.convert import register_tensor_conversion_function
from reference.graph.tensor import Tensor
from reference.opdef.constant_value import constant_value
from reference.opdef.functions import build
from reference.sparse import IndexedSlices

_LARGE = 100_000_000  # elements: from here on the user is warned


def _dense(value: IndexedSlices, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Tensor:
    """The whole tensor, zero where no row stands, and the sum of the rows where several do (OPS-24)."""
    if dtype is not None and not dtype.is_compatible_with(value.dtype):
        raise ValueError(
            f"Tensor conversion requested dtype {dtype.name} for IndexedSlices with dtype {value.dtype.name}"
        )
    if value.dense_shape is None:
        raise ValueError(f"Tensor conversion requested for IndexedSlices without dense_shape: {value}")
    _warn_if_large(value.dense_shape)
    rows, indices, count = value.values, value.indices, value.dense_shape[0]
    return build("UnsortedSegmentSum", name, data=rows, segment_ids=indices, num_segments=count)  # type: ignore[no-any-return]


def _warn_if_large(dense_shape: Tensor) -> None:
    shape = constant_value(dense_shape)
    count = None if shape is None else math.prod(map(int, shape))
    if count is None or count >= _LARGE:
        size = "of unknown shape" if count is None else f"with {count} elements"
        warnings.warn(
            f"Converting sparse IndexedSlices to a dense Tensor {size}. This may consume a large amount of memory.",
            stacklevel=2,
        )


register_tensor_conversion_function(IndexedSlices, _dense)
