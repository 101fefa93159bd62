"""Ops that look for equal elements: Unique and its kin, ListDiff."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.dtypes import DType, int32
from reference.errors import InvalidArgumentError
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import with_rank
from reference.ops.array.faults import invalid
from reference.public import public

_ATTRS = "T: type, out_idx: {int32, int64} = int32"
_ATTRS_V2 = "T: type, Taxis: {int32, int64} = int64, out_idx: {int32, int64} = int32"
_COUNTED = "y: T, idx: out_idx, count: out_idx"
Unique = op("Unique", "x: T", "y: T, idx: out_idx", _ATTRS, public="unique")
UniqueWithCounts = op("UniqueWithCounts", "x: T", _COUNTED, _ATTRS, public="unique_with_counts")
UniqueV2 = op("UniqueV2", "x: T, axis: Taxis", "y: T, idx: out_idx", _ATTRS_V2)
UniqueWithCountsV2 = op("UniqueWithCountsV2", "x: T, axis: Taxis", _COUNTED, _ATTRS_V2)


@Unique.shape
def _(x: StaticShape) -> list[StaticShape]:
    return [(None,), with_rank(x, 1) if x is not None else None]


@UniqueWithCounts.shape
def _(x: StaticShape) -> list[StaticShape]:
    return [(None,), x, (None,)]


@UniqueV2.shape
def _(x: StaticShape, axis: StaticShape) -> list[StaticShape]:
    return [(None,), x]


@UniqueWithCountsV2.shape
def _(x: StaticShape, axis: StaticShape) -> list[StaticShape]:
    return [(None,), x, (None,)]


@Unique.kernel
def _(x: Any, *, out_idx: DType) -> list[Any]:
    return _unique(x, _only_axis(x), out_idx)[:2]


@UniqueWithCounts.kernel
def _(x: Any, *, out_idx: DType) -> list[Any]:
    return _unique(x, _only_axis(x), out_idx)


@UniqueV2.kernel
def _(x: Any, axis: Any, *, out_idx: DType) -> list[Any]:
    return _unique(x, _given_axis(x, axis), out_idx)[:2]


@UniqueWithCountsV2.kernel
def _(x: Any, axis: Any, *, out_idx: DType) -> list[Any]:
    return _unique(x, _given_axis(x, axis), out_idx)


def _only_axis(x: Any) -> int:
    if x.ndim != 1:
        raise invalid("unique expects a 1D vector.")
    return 0


def _given_axis(x: Any, axis: Any) -> int:
    if axis.ndim != 1:
        raise invalid("axis expects a 1D vector.")
    if axis.size == 0:
        return _only_axis(x)
    if axis.size > 1:
        raise invalid("axis does not support input tensors larger than 1 elements")
    place = int(axis[0])
    if not -x.ndim <= place < x.ndim:
        raise invalid(f"axis has to be between [0, {x.ndim})")
    return place % x.ndim  # type: ignore[no-any-return]


def _unique(x: Any, axis: int, out_idx: DType) -> list[Any]:
    """The different slices in the order of their first places, each slice's number, and how often each stands."""
    slices = np.moveaxis(x, axis, 0)
    keys = slices.tolist() if x.ndim == 1 else [tuple(part.ravel().tolist()) for part in slices]
    numbers: dict[Any, int] = {}
    idx = [numbers.setdefault(key, len(numbers)) for key in keys]  # NaN is equal to nothing
    first = [idx.index(number) for number in range(len(numbers))]
    count = np.bincount(idx, minlength=len(numbers)) if idx else np.zeros(0)
    dtype = out_idx.as_numpy_dtype
    return [np.take(x, np.array(first, np.int64), axis), np.array(idx, dtype), count.astype(dtype)]


Unique.example([3, 1, 3], gives=[[3, 1], [0, 1, 0]])
Unique.rejects([[3]], error=InvalidArgumentError, message="unique expects a 1D vector.")
UniqueWithCounts.example([3, 1, 3], gives=[[3, 1], [0, 1, 0], [2, 1]])
UniqueV2.example([3, 1, 3], [0], gives=[[3, 1], [0, 1, 0]])
UniqueV2.rejects([3], [1], error=InvalidArgumentError, message="axis has to be between [0, 1)")
UniqueWithCountsV2.example([3, 1, 3], [0], gives=[[3, 1], [0, 1, 0], [2, 1]])


@Unique.arguments
@UniqueWithCounts.arguments
def _(draw: Any) -> dict[str, Any]:
    x = draw.tensor(draw.dtype("int32", "int64", "float32"), draw.shape(1, 1), low=0, high=2)
    return {"x": x, "out_idx": draw.dtype("int32", "int64")}


@UniqueV2.arguments
@UniqueWithCountsV2.arguments
def _(draw: Any) -> dict[str, Any]:
    x = draw.tensor(draw.dtype("int32", "int64"), draw.shape(1, 1), low=0, high=2)
    return {"x": x, "axis": draw.constant(np.array([0], np.int64)), "out_idx": draw.dtype("int32", "int64")}


ListDiff = op("ListDiff", "x: T, y: T", "out: T, idx: out_idx", _ATTRS)


@ListDiff.shape
def _(x: StaticShape, y: StaticShape) -> list[StaticShape]:
    with_rank(x, 1)
    with_rank(y, 1)
    return [(None,), (None,)]


@ListDiff.kernel
def _(x: Any, y: Any, *, out_idx: DType) -> list[Any]:
    """The elements of ``x`` that are not in ``y``, and where they stand."""
    for name, value in (("x", x), ("y", y)):
        if value.ndim != 1:
            raise invalid(f"{name} should be a 1D vector.")
    excluded = set(y.tolist())
    idx = np.array([place for place, value in enumerate(x.tolist()) if value not in excluded], out_idx.as_numpy_dtype)
    return [x[idx], idx]


ListDiff.example([3, 1, 3], [1], gives=[[3, 3], [0, 2]])
ListDiff.rejects([1], [[1]], error=InvalidArgumentError, message="y should be a 1D vector.")


@ListDiff.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype = draw.dtype("int32", "int64", "float32")
    x, y = (draw.tensor(dtype, draw.shape(1, 1), low=0, high=2) for _ in range(2))
    return {"x": x, "y": y}


@public("setdiff1d")
def setdiff1d(x: Any, y: Any, index_dtype: Any = int32, name: str | None = None) -> Any:
    """The elements of ``x`` that are not in ``y``, in their order, and their places in ``x``."""
    return build("ListDiff", name, x=x, y=y, out_idx=index_dtype)
