"""Ops that deal slices out and bring them together again: DynamicPartition, DynamicStitch."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import merge, merge_dimension, with_rank_at_least
from reference.ops.array.faults import invalid
from reference.tensor_shape import static_repr

_STITCH = ("indices: N * int32, data: N * T", "merged: T", "N: int >= 1, T: type")
DynamicStitch = op("DynamicStitch", *_STITCH, public="dynamic_stitch")
ParallelDynamicStitch = op("ParallelDynamicStitch", *_STITCH)


@DynamicStitch.shape
@ParallelDynamicStitch.shape
def _(indices: list[StaticShape], data: list[StaticShape], *, indices_values: list[Any]) -> StaticShape:
    rest: StaticShape = None
    for places, values in zip(indices, data, strict=True):
        if places is None or values is None:
            continue
        with_rank_at_least(values, len(places))
        for one, other in zip(values, places, strict=False):
            merge_dimension(one, other)
        rest = merge(rest, values[len(places) :])
    if rest is None:
        return None
    if any(value is None for value in indices_values):
        return (None, *rest)
    return (max(0, *(int(value.max(initial=-1)) + 1 for value in indices_values), 0), *rest)


@DynamicStitch.kernel
@ParallelDynamicStitch.kernel
def _(indices: list[Any], data: list[Any]) -> Any:
    """Row ``indices[i][j]`` of the result is ``data[i][j]``; the last of several wins."""
    for index, places in enumerate(indices):
        _check_stitch(index, indices, data)
        wrong = np.flatnonzero(np.ravel(places) < 0)
        if len(wrong):
            raise invalid(f"indices[{wrong[0]}] is out of range")
    rest = data[0].shape[indices[0].ndim :]
    count = max(int(places.max(initial=-1)) for places in indices) + 1
    merged = np.full((count, *rest), b"" if data[0].dtype == object else 0, data[0].dtype)
    for places, values in zip(indices, data, strict=True):
        merged[places, ...] = values
    return merged


def _check_stitch(index: int, indices: list[Any], data: list[Any]) -> None:
    places, values = indices[index].shape, data[index].shape
    if values[: len(places)] != places:
        raise invalid(
            f"data[{index}].shape = {static_repr(values)} does not start with "
            f"indices[{index}].shape = {static_repr(places)}"
        )
    first_places, first_values = indices[0].shape, data[0].shape
    if values[len(places) :] != first_values[len(first_places) :]:
        raise invalid(
            f"Need data[0].shape[{len(first_places)}:] = data[{index}].shape[{len(places)}:], "
            f"got data[0].shape = {static_repr(first_values)}, data[{index}].shape = {static_repr(values)}, "
            f"indices[0].shape = {static_repr(first_places)}, indices[{index}].shape = {static_repr(places)}"
        )


for _record in (DynamicStitch, ParallelDynamicStitch):
    _record.example([[0, 2], [1]], [[10, 30], [20]], gives=[10, 20, 30])
    _record.rejects([[0, -1]], [[1, 2]], error=InvalidArgumentError, message="indices[1] is out of range")


@DynamicStitch.arguments
@ParallelDynamicStitch.arguments
def _(draw: Any) -> dict[str, Any]:
    rest, dtype = draw.shape(0, 1), draw.dtype("float32", "int32", "bool")
    places = list(range(draw.integer(1, 5)))
    places = [places.pop(draw.integer(0, len(places) - 1)) for _ in range(len(places))]
    cut = draw.integer(0, len(places))
    parts = [places[:cut], places[cut:]]
    return {
        "indices": [draw.constant(np.array(part, np.int32)) for part in parts],
        "data": [draw.tensor(dtype, (len(part), *rest)) for part in parts],
    }


DynamicPartition = op(
    "DynamicPartition",
    "data: T, partitions: int32",
    "outputs: num_partitions * T",
    "num_partitions: int >= 1, T: type",
    public="dynamic_partition",
)


@DynamicPartition.shape
def _(data: StaticShape, partitions: StaticShape, *, num_partitions: int) -> list[StaticShape]:
    if data is None or partitions is None:
        return [None] * num_partitions
    with_rank_at_least(data, len(partitions))
    for one, other in zip(data, partitions, strict=False):
        merge_dimension(one, other)
    return [(None, *data[len(partitions) :])] * num_partitions


@DynamicPartition.kernel
def _(data: Any, partitions: Any, *, num_partitions: int) -> list[Any]:
    if data.shape[: partitions.ndim] != partitions.shape:
        raise invalid(
            "data.shape must start with partitions.shape, "
            f"got data.shape = {static_repr(data.shape)}, partitions.shape = {static_repr(partitions.shape)}"
        )
    wrong = np.argwhere((partitions < 0) | (partitions >= num_partitions))
    if len(wrong):
        place = tuple(wrong[0].tolist())
        where = f"[{','.join(map(str, place))}]" if place else ""
        raise invalid(f"partitions{where} = {partitions[place]} is not in [0, {num_partitions})")
    return [data[partitions == part] for part in range(num_partitions)]


DynamicPartition.example([1, 2, 3, 4], [0, 1, 0, 1], gives=[[1, 3], [2, 4]], num_partitions=2)
DynamicPartition.rejects(
    [1, 2], [0, 2], error=InvalidArgumentError, message="partitions[1] = 2 is not in [0, 2)", num_partitions=2
)
DynamicPartition.rejects(
    [1, 2],
    [0, 1, 0],
    error=ValueError,
    message="Dimensions must be equal, but are 2 and 3",
    building=True,
    num_partitions=2,
)


@DynamicPartition.arguments
def _(draw: Any) -> dict[str, Any]:
    data, count = draw.tensor(draw.dtype(), draw.shape(1, 2)), draw.integer(1, 3)
    partitions = [draw.integer(0, count - 1) for _ in range(data.shape[0])]
    return {
        "data": data,
        "partitions": draw.constant(np.array(partitions, np.int32)),
        "num_partitions": count,
    }
