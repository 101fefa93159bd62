"""Elements chosen by truth values, and where the true ones stand."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference import dtypes
from reference.convert import to_tensor
from reference.errors import InvalidArgumentError
from reference.graph.name_scope import name_scope
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.signature import TYPE_SETS
from reference.opdef.static_shape import broadcast, merge
from reference.ops.array.faults import check_same_shape, invalid
from reference.ops.math.elementwise import broadcasts
from reference.public import public
from reference.tensor_shape import static_repr

_DRAWN = ("float32", "int32", "float64", "int64", "bool", "string")

Select = op("Select", "condition: bool, t: T, e: T", "output: T", "T: type", renamed={"t": "x", "e": "y"})


@Select.shape
def _(condition: StaticShape, t: StaticShape, e: StaticShape) -> StaticShape:
    data = merge(t, e)
    if condition is None or data is None or condition == ():
        return data
    if len(condition) != 1 or len(data) == 0:
        return merge(data, condition)
    merge(condition, data[:1])  # a vector chooses whole rows
    return data


@Select.kernel
def _(condition: Any, t: Any, e: Any, *, operation_name: str) -> Any:
    if condition.ndim == 0:
        _check_same_size(t, e)
        return t if condition else e
    if condition.ndim == 1 and t.ndim != 1:
        return _rows(condition, t, e)
    check_same_shape([condition, t, e], "Select", operation_name)
    return np.where(condition, t, e)


def _rows(condition: Any, t: Any, e: Any) -> Any:
    """Whole rows of ``t`` and ``e``."""
    if t.ndim == 0:
        raise invalid("'then' must be at least a vector, but saw shape: []")
    if len(t) != len(condition):
        saw = f"{len(t)} vs. {len(condition)}"
        raise invalid(f"Number of batches of 'then' must match size of 'cond', but saw: {saw}")
    _check_same_size(t, e)
    return np.where(condition.reshape(-1, *[1] * (t.ndim - 1)), t, e)


def _check_same_size(t: Any, e: Any) -> None:
    if t.shape != e.shape:
        received = f"{static_repr(t.shape)} vs. {static_repr(e.shape)}"
        raise invalid(f"'then' and 'else' must have the same size.  but received: {received}")


Select.example([True, False], [1.0, 2.0], [3.0, 4.0], gives=[1.0, 4.0])
Select.example([True, False], [[1, 2], [3, 4]], [[5, 6], [7, 8]], gives=[[1, 2], [7, 8]])
Select.rejects(True, [1.0, 2.0], [1.0], error=InvalidArgumentError,
               message="'then' and 'else' must have the same size.  but received: [2] vs. [1]")  # fmt: skip
Select.rejects(True, [1.0, 2.0], [1.0], error=ValueError, building=True,
               message="Dimension 0 in both shapes must be equal, but are 2 and 1. Shapes are [2]")  # fmt: skip


@Select.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype, shape = draw.dtype(*_DRAWN), draw.shape()
    condition = draw.choice([shape, shape[:1], ()])
    return {
        "condition": draw.tensor("bool", condition),
        "t": draw.tensor(dtype, shape),
        "e": draw.tensor(dtype, shape),
    }


SelectV2 = op("SelectV2", "condition: bool, t: T, e: T", "output: T", "T: type")


@SelectV2.shape
def _(condition: StaticShape, t: StaticShape, e: StaticShape) -> StaticShape:
    return broadcast(condition, broadcast(t, e))


@SelectV2.kernel
def _(condition: Any, t: Any, e: Any) -> Any:
    cond, then, other = (static_repr(array.shape) for array in (condition, t, e))
    if not broadcasts(t.shape, e.shape):
        raise invalid(f"then {then} and else {other} must be broadcastable")
    if not broadcasts(condition.shape, np.broadcast_shapes(t.shape, e.shape)):
        raise invalid(f"condition {cond}, then {then}, and else {other} must be broadcastable")
    return np.where(condition, t, e)


SelectV2.example([[True], [False]], [1, 2, 3], 0, gives=[[1, 2, 3], [0, 0, 0]])
SelectV2.rejects(True, [1, 2], [1, 2, 3], error=InvalidArgumentError, message="then [2] and else [3] must be broad")


@SelectV2.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype, shape = draw.dtype(*_DRAWN), draw.shape()
    return {
        "condition": draw.tensor("bool", draw.broadcastable(shape)),
        "t": draw.tensor(dtype, shape),
        "e": draw.tensor(dtype, draw.broadcastable(shape)),
    }


_COUNTABLE = f"{{{TYPE_SETS['numeric']}, bool}}"
Where = op("Where", "input: T", "index: int64", f"T: {_COUNTABLE} = bool", renamed={"input": "condition"})


@Where.shape
def _(input: StaticShape) -> StaticShape:
    return (None, None if input is None else len(input))


@Where.kernel
def _(input: Any) -> Any:
    if input.ndim == 0:
        raise invalid("WhereOp : Unhandled input dimensions: 0")
    return np.argwhere(input)


Where.example([[True, False], [True, True]], gives=[[0, 0], [1, 0], [1, 1]])
Where.rejects(True, error=InvalidArgumentError, message="WhereOp : Unhandled input dimensions: 0")


@Where.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"input": draw.tensor(draw.dtype("bool", "float32", "int32", "int64"), draw.shape(min_rank=1))}


@public("where")
def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Any:
    """The elements (or rows) of ``x`` where ``condition`` is true, else of ``y``; without both, where it is true.

    >>> import reference as tf
    >>> tf.Session().run(tf.where([True, False, True]))
    array([[0],
           [2]])
    """
    return _chosen("Select", condition, x, y, name)


@public("where_v2")
def where_v2(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Any:
    """`where`, with arguments that broadcast."""
    return _chosen("SelectV2", condition, x, y, name)


def _chosen(op_type: str, condition: Any, x: Any, y: Any, name: str | None) -> Any:
    if x is None and y is None:
        with name_scope(name, "Where", [condition]) as scope:
            return build("Where", scope, input=to_tensor(condition, None, "condition", dtypes.bool))
    if x is None or y is None:
        raise ValueError("x and y must both be non-None or both be None.")
    return build(op_type, name, condition=condition, t=x, e=y)
