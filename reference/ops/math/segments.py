"""Reductions over the rows that belong to one segment, in any order of the segments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import OpRecord, StaticShape, op
from reference.opdef.static_shape import with_rank, with_rank_at_least
from reference.ops.array.faults import invalid
from reference.tensor_shape import static_repr

_INDICES = "Tindices: {int32, int64}, Tnumsegments: {int32, int64} = int32"


def _segment_op(kind: str, types: str, of_nothing: Callable[[Any], Any], add: Callable[..., None]) -> OpRecord:
    """Makes the record of an op; ``add`` takes rows in at their segments, which begin as ``of_nothing`` says."""
    name = f"unsorted_segment_{kind.lower()}"
    record = op(f"UnsortedSegment{kind}", "data: T, segment_ids: Tindices, num_segments: Tnumsegments", "output: T",
                f"T: {types}, {_INDICES}", public=f"{name} math.{name}",
                accuracy="sum" if kind in ("Sum", "Prod") else "exact")  # fmt: skip
    record.shape(_segments_shape)

    @record.kernel
    def _(data: Any, segment_ids: Any, num_segments: Any) -> Any:
        _check(data, segment_ids, num_segments)
        inner = data.shape[segment_ids.ndim :]
        segments = np.full((int(num_segments), *inner), of_nothing(data.dtype), data.dtype)
        taken = segment_ids >= 0  # a row of a negative segment belongs to none
        add(segments, segment_ids[taken], data[taken])
        return segments

    record.rejects([1, 2], [0, 3], 3, error=InvalidArgumentError, message="segment_ids[1] = 3 is out of range [0, 3)")
    record.rejects([1, 2], [0], 3, error=InvalidArgumentError, message="data.shape = [2] does not start with segment_")
    record.rejects([1, 2], [0, 1], -1, error=ValueError, building=True, message="Dimension size, given by scalar input")
    record.arguments(_drawn)
    return record


def _segments_shape(
    data: StaticShape, segment_ids: StaticShape, num_segments: StaticShape, *, num_segments_value: Any
) -> StaticShape:
    with_rank(num_segments, 0)
    if segment_ids is None:
        return None
    with_rank_at_least(data, len(segment_ids))
    if num_segments_value is not None and num_segments_value < 0:
        raise ValueError(f"Dimension size, given by scalar input 2, must be non-negative but is {num_segments_value}")
    if data is None:
        return None
    for size, count in zip(data, segment_ids, strict=False):
        if None not in (size, count) and size != count:
            raise ValueError(f"Dimensions must be equal, but are {size} and {count}")
    return (None if num_segments_value is None else int(num_segments_value), *data[len(segment_ids) :])


def _check(data: Any, segment_ids: Any, num_segments: Any) -> None:
    if num_segments.ndim:
        raise invalid(f"num_segments should be a scalar, not shape {static_repr(num_segments.shape)}")
    if data.shape[: segment_ids.ndim] != segment_ids.shape:
        shapes = static_repr(data.shape), static_repr(segment_ids.shape)
        raise invalid(f"data.shape = {shapes[0]} does not start with segment_ids.shape = {shapes[1]}")
    if num_segments < 0:
        raise invalid(f"Input num_segments == {num_segments} must not be negative.")
    for place in np.argwhere(segment_ids >= num_segments)[:1]:
        where = f"[{','.join(map(str, place))}]" if len(place) else ""
        raise invalid(f"segment_ids{where} = {segment_ids[tuple(place)]} is out of range [0, {num_segments})")


def _one_by_one(is_kept: np.ufunc) -> Callable[..., None]:
    """Takes each element in, unless what its segment holds ``is_kept`` against it, which nothing is against NaN."""

    def add(segments: Any, ids: Any, rows: Any) -> None:
        for segment, row in zip(ids, rows, strict=True):
            segments[segment] = np.where(is_kept(segments[segment], row), segments[segment], row)

    return add


def _limits(dtype: Any) -> Any:
    return (ml_dtypes.iinfo if np.dtype(dtype).kind in "iu" else ml_dtypes.finfo)(dtype)


def _drawn(draw: Any) -> dict[str, Any]:
    shape = draw.shape(min_rank=1, max_rank=3)
    count, ids = draw.integer(1, 4), shape[: draw.integer(1, len(shape))]
    return {
        "data": draw.tensor(draw.dtype("float32", "int32", "float64", "int64"), shape),
        "segment_ids": draw.tensor(draw.choice(["int32", "int64"]), ids, low=-1, high=count - 1),
        "num_segments": draw.constant(np.array(count, np.int32)),
    }


_SUM = _segment_op("Sum", "numeric", lambda dtype: 0, np.add.at)
_SUM.example([[1, 2], [3, 4], [5, 6]], [2, 0, 2], 3, gives=[[3, 4], [0, 0], [6, 8]])
_PROD = _segment_op("Prod", "numeric", lambda dtype: 1, np.multiply.at)
_PROD.example([2.0, 3.0, 4.0], [0, 0, -1], 2, gives=[6.0, 1.0])
_MAX = _segment_op("Max", "real", lambda dtype: _limits(dtype).min, _one_by_one(np.greater))
_MAX.example([1, 5, 3], [1, 1, 0], 2, gives=[3, 5])
_MIN = _segment_op("Min", "real", lambda dtype: _limits(dtype).max, _one_by_one(np.less))
_MIN.example([1, 5, 3], [1, 1, 0], 2, gives=[3, 1])
