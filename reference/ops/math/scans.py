"""Sums and products of all elements up to each one along an axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.functions import build
from reference.opdef.record import OpRecord, StaticShape, op
from reference.ops.array.faults import invalid
from reference.public import public
from reference.tensor_shape import static_repr


def _scan_op(name: str, accumulate: np.ufunc, neutral: int, gives: list[int]) -> OpRecord:
    record = op(name, "x: T, axis: Tidx", "out: T", "exclusive: bool = false, reverse: bool = false, "
                "T: numeric, Tidx: {int32, int64} = int32", accuracy="sum")  # fmt: skip

    @record.shape
    def _(x: StaticShape, axis: StaticShape) -> StaticShape:
        return x

    @record.kernel
    def _(x: Any, axis: Any, *, exclusive: bool, reverse: bool) -> Any:
        along = np.moveaxis(x, _checked_axis(x, axis), 0)
        along = along[::-1] if reverse else along
        result = accumulate.accumulate(along, axis=0, dtype=x.dtype)
        if exclusive:
            result = np.concatenate([np.full_like(along[:1], neutral), result[:-1]])
        result = result[::-1] if reverse else result
        return np.moveaxis(result, 0, _checked_axis(x, axis))

    record.example([1, 2, 3, 4], 0, gives=gives)
    record.example([1, 2, 3, 4], -1, gives=[neutral, *gives[:-1]], exclusive=True)
    record.rejects([1, 2], 1, error=InvalidArgumentError,
                   message="ScanOp: Expected scan axis in the range [-1, 1), but got 1")  # fmt: skip

    @record.arguments
    def _(draw: Any) -> dict[str, Any]:
        shape = draw.shape(min_rank=1)
        x = draw.tensor(draw.dtype("float32", "float64", "int32", "int64"), shape)
        axis = draw.constant(np.array(draw.axis(len(shape)), np.int32))
        return {"x": x, "axis": axis, "exclusive": draw.boolean(), "reverse": draw.boolean()}

    return record


def _checked_axis(x: Any, axis: Any) -> int:
    if axis.ndim:
        raise invalid(f"ScanOp: axis must be a scalar, not {static_repr(axis.shape)}")
    number = int(axis)
    if not -x.ndim <= number < x.ndim:
        counted = number + x.ndim if number < 0 else number
        raise invalid(f"ScanOp: Expected scan axis in the range [{-x.ndim}, {x.ndim}), but got {counted}")
    return number


_scan_op("Cumsum", np.add, 0, [1, 3, 6, 10])
_scan_op("Cumprod", np.multiply, 1, [1, 2, 6, 24])


@public("cumsum", "math.cumsum")
def cumsum(x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None) -> Any:
    """For each element the sum of those up to it along ``axis``; ``exclusive``: without it, ``reverse``: from the end.

    >>> import reference as tf
    >>> tf.Session().run(tf.cumsum([1, 2, 3], exclusive=True))
    array([0, 1, 3], dtype=int32)
    """
    return build("Cumsum", name, x=x, axis=axis, exclusive=exclusive, reverse=reverse)


@public("cumprod", "math.cumprod")
def cumprod(x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None) -> Any:
    """For each element the product of those up to it along ``axis``; as `cumsum`."""
    return build("Cumprod", name, x=x, axis=axis, exclusive=exclusive, reverse=reverse)
