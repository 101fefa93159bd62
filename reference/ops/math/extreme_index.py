"""Where along an axis the largest or smallest element stands."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np

from reference.dtypes import int64
from reference.errors import InvalidArgumentError
from reference.opdef.functions import build
from reference.opdef.record import OpRecord, StaticShape, op
from reference.opdef.static_shape import with_rank
from reference.ops.array.faults import invalid
from reference.public import public
from reference.tensor_shape import static_repr


def _without_axis(input: StaticShape, dimension: StaticShape, *, dimension_value: Any, input_dtype: Any) -> StaticShape:
    with_rank(dimension, 0)
    if input is None:
        return None
    if len(input) <= 1:
        return ()
    if dimension_value is None:
        return (None,) * (len(input) - 1)
    axis, rank = int(dimension_value), len(input)
    if not -rank <= axis < rank:
        raise ValueError(
            f"Dimension ({axis}) must be in the range [{-rank}, {rank}), "
            f"where {rank} is the number of dimensions in the input."
        )
    return tuple(size for index, size in enumerate(input) if index != axis % rank)


def _checked_axis(input: Any, dimension: Any) -> int:
    if dimension.ndim:
        raise invalid(f"dim must be a scalar, but received tensor of shape: {static_repr(dimension.shape)}")
    axis, rank = int(dimension), int(input.ndim)
    if not -rank <= axis < rank:
        raise invalid(f"Expected dimension in the range [{-rank}, {rank}), but got {axis}")
    axis = axis % rank
    if input.shape[axis] == 0:
        raise invalid(f"Reduction axis {axis} is empty in shape {static_repr(input.shape)}")
    return axis


def _limits(dtype: Any) -> Any:
    return ml_dtypes.finfo(dtype)  # type: ignore[no-untyped-call]


def _largest(x: Any, axis: int) -> Any:
    return np.argmax(x if x.dtype.kind in "iuc" else np.fmax(x, _limits(x.dtype).min), axis)


def _smallest(x: Any, axis: int) -> Any:
    return np.argmin(x if x.dtype.kind in "iuc" else np.fmin(x, _limits(x.dtype).max), axis)


def _index_op(name: str, find: Any, gives: list[int]) -> OpRecord:
    """The record of ArgMax or ArgMin: the first of equal elements, never NaN unless there is nothing else."""
    record = op(name, "input: T, dimension: Tidx", "output: output_type",
                "T: numeric, Tidx: {int32, int64} = int32, output_type: {int32, int64} = int64")  # fmt: skip
    record.shape(_without_axis)

    @record.kernel
    def _(input: Any, dimension: Any, *, output_type: Any) -> Any:
        return find(input, _checked_axis(input, dimension)).astype(output_type.as_numpy_dtype)

    record.example([[1.0, 9.0, 4.0], [5.0, 2.0, 5.0]], 1, gives=gives)
    record.rejects([1.0, 2.0], 1, error=InvalidArgumentError,
                   message="Expected dimension in the range [-1, 1), but got 1")  # fmt: skip
    record.rejects([[1.0, 2.0]], 2, error=ValueError, building=True,
                   message="Dimension (2) must be in the range [-2, 2), where 2 is the number of")  # fmt: skip

    @record.arguments
    def _(draw: Any) -> dict[str, Any]:
        shape = tuple(max(size, 1) for size in draw.shape(min_rank=1))
        dtype = draw.dtype("float32", "float64", "int32", "int64")
        axis = draw.constant(np.array(draw.axis(len(shape)), np.int32))
        return {"input": draw.tensor(dtype, shape), "dimension": axis, "output_type": draw.dtype("int32", "int64")}

    return record


_index_op("ArgMax", _largest, [1, 0])
_index_op("ArgMin", _smallest, [0, 1])


def _axis_of(axis: Any, dimension: Any) -> Any:
    """The axis that a caller gave under one of two names, else the first."""
    if dimension is None:
        return 0 if axis is None else axis
    if axis is not None:
        raise ValueError("Cannot specify both 'dimension' and 'axis'")
    return dimension


@public("argmax", "math.argmax")
def argmax(
    input: Any, axis: Any = None, name: str | None = None, dimension: Any = None, output_type: Any = int64
) -> Any:
    """The index of the largest element along ``axis`` (0 by default); ``dimension`` is its old name."""
    return build("ArgMax", name, input=input, dimension=_axis_of(axis, dimension), output_type=output_type)


@public("argmin", "math.argmin")
def argmin(
    input: Any, axis: Any = None, name: str | None = None, dimension: Any = None, output_type: Any = int64
) -> Any:
    """The index of the smallest element along ``axis`` (0 by default); ``dimension`` is its old name."""
    return build("ArgMin", name, input=input, dimension=_axis_of(axis, dimension), output_type=output_type)


@public("arg_max")
def arg_max(input: Any, dimension: Any, output_type: Any = int64, name: str | None = None) -> Any:
    """`argmax` with the arguments of old."""
    return build("ArgMax", name, input=input, dimension=dimension, output_type=output_type)


@public("arg_min")
def arg_min(input: Any, dimension: Any, output_type: Any = int64, name: str | None = None) -> Any:
    """`argmin` with the arguments of old."""
    return build("ArgMin", name, input=input, dimension=dimension, output_type=output_type)
