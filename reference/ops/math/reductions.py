"""Sums, means, products, extremes and truth over axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reference import dtypes
from reference.errors import InvalidArgumentError
from reference.opdef.record import OpRecord, StaticShape, op
from reference.opdef.static_shape import with_rank_at_most
from reference.ops.array.faults import invalid

Axes = tuple[int, ...]
Reduction = Callable[..., Any]


def _reduction(name: str, reduce: Reduction, gives: Any, **traits: Any) -> OpRecord:
    """Makes the record of an op that reduces ``input`` over the axes in ``reduction_indices``.

    ``reduce`` takes an array, the axes, and whether the axes stay with size one; ``gives`` is the example's result.
    """
    of_bools = name in ("All", "Any")
    element, attr = ("bool", "") if of_bools else ("T", "T: numeric, ")
    record = op(name, f"input: {element}, reduction_indices: Tidx", f"output: {element}",
                f"keep_dims: bool = false, {attr}Tidx: {{int32, int64}} = int32",
                renamed={"reduction_indices": "axis"}, **traits)  # fmt: skip
    record.shape(_reduced_shape)

    @record.kernel
    def _(input: Any, reduction_indices: Any, *, keep_dims: bool) -> Any:
        return reduce(input, _axes(input, reduction_indices), keep_dims)

    example = [[True, False], [True, True]] if of_bools else [[1, 2], [3, 4]]
    record.example(example, 1, gives=gives)
    record.example(example, [0, -1], gives=[[reduce(np.array(example), (0, 1), False).item()]], keep_dims=True)
    record.rejects(example, 2, error=InvalidArgumentError,
                   message="Invalid reduction dimension (2 for input with 2 dimension(s)")  # fmt: skip
    record.rejects(example, 2, error=ValueError, building=True,
                   message="Invalid reduction dimension 2 for input with 2 dimensions. for")  # fmt: skip

    @record.arguments
    def _(draw: Any) -> dict[str, Any]:
        shape = draw.shape(max_rank=4)
        some = [axis for axis in range(len(shape)) if draw.boolean()]
        dtype = "bool" if of_bools else draw.dtype("float32", "float64", "int32", "int64")
        axes = draw.constant(np.array(some, np.int32))
        return {"input": draw.tensor(dtype, shape), "reduction_indices": axes, "keep_dims": draw.boolean()}

    return record


def _reduced_shape(
    input: StaticShape, reduction_indices: StaticShape, *, keep_dims: bool, reduction_indices_value: Any
) -> StaticShape:
    with_rank_at_most(reduction_indices, 1)
    if input is None:
        return None
    if reduction_indices_value is None:
        return (None,) * len(input) if keep_dims else None
    reduced = set()
    for axis in reduction_indices_value.ravel().tolist():
        if not -len(input) <= axis < len(input):
            raise ValueError(f"Invalid reduction dimension {axis} for input with {len(input)} dimensions.")
        reduced.add(axis % len(input))
    if keep_dims:
        return tuple(1 if axis in reduced else size for axis, size in enumerate(input))
    return tuple(size for axis, size in enumerate(input) if axis not in reduced)


def _axes(input: Any, indices: Any) -> Axes:
    """The axes to reduce, each once; their tensor may have any rank."""
    axes = set()
    for axis in indices.ravel().tolist():
        if not -input.ndim <= axis < input.ndim:
            raise invalid(f"Invalid reduction dimension ({axis} for input with {input.ndim} dimension(s)")
        axes.add(axis % input.ndim)
    return tuple(sorted(axes))


def _count(x: Any, axes: Axes) -> int:
    """How many elements go into each result."""
    return int(np.prod([x.shape[axis] for axis in axes], dtype=np.int64))


def accumulator(dtype: Any) -> Any:
    """The dtype in which numbers of ``dtype`` are added up: float32 for shorter floats, else their own."""
    return np.float32 if dtype in (np.float16, dtypes.bfloat16.as_numpy_dtype) else dtype


def _accumulated(ufunc: Any, x: Any, axes: Axes, keep: bool) -> Any:
    return ufunc.reduce(x, axes, dtype=accumulator(x.dtype), keepdims=keep)


def _sum(x: Any, axes: Axes, keep: bool) -> Any:
    return _accumulated(np.add, x, axes, keep).astype(x.dtype)


def _mean(x: Any, axes: Axes, keep: bool) -> Any:
    """The sum, rounded, divided by the number of terms; whole numbers wrap and drop the fraction."""
    count = _count(x, axes)
    total = _sum(x, axes, keep)
    if x.dtype.kind in "iu":
        terms = x.dtype.type(max(count, 1))
        return ((total - np.fmod(total, terms)) // terms).astype(x.dtype)
    return (total / np.asarray(count, x.dtype)).astype(x.dtype)


def _product(x: Any, axes: Axes, keep: bool) -> Any:
    return _accumulated(np.multiply, x, axes, keep).astype(x.dtype)


def _extreme(choose: np.ufunc, of_floats: np.ufunc, sign: int) -> Reduction:
    """The largest or smallest element.  NaN counts for nothing beside other numbers; nothing at all is -∞ or ∞."""

    def reduce(x: Any, axes: Axes, keep: bool) -> Any:
        if _count(x, axes) == 1:  # the element itself, even NaN
            return x if keep else x.reshape([size for axis, size in enumerate(x.shape) if axis not in axes])
        if x.dtype.kind in "iu":
            limits = np.iinfo(x.dtype)
            return choose.reduce(x, axes, keepdims=keep, initial=limits.min if sign > 0 else limits.max)
        if x.dtype.kind == "c":
            raise invalid("Complex numbers have no order")
        return of_floats.reduce(x, axes, keepdims=keep, initial=x.dtype.type(-np.inf if sign > 0 else np.inf))

    return reduce


def _all(x: Any, axes: Axes, keep: bool) -> Any:
    return np.all(x, axes, keepdims=keep)


def _any(x: Any, axes: Axes, keep: bool) -> Any:
    return np.any(x, axes, keepdims=keep)


_reduction("Sum", _sum, [3, 7], accuracy="sum")
_reduction("Mean", _mean, [1, 3], accuracy="sum")
_reduction("Prod", _product, [2, 12], accuracy="sum")
_reduction("Max", _extreme(np.maximum, np.fmax, 1), [2, 4])
_reduction("Min", _extreme(np.minimum, np.fmin, -1), [1, 3])
_reduction("All", _all, [False, True])
_reduction("Any", _any, [True, True])
