"""Numbers from one to another, at equal distances."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reference import dtypes
from reference.convert import to_tensor
from reference.errors import InvalidArgumentError
from reference.graph.name_scope import name_scope
from reference.opdef.functions import build
from reference.opdef.number_words import number_words
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import with_rank
from reference.ops.array.faults import invalid
from reference.ops.math.casting import cast
from reference.public import public
from reference.runtime.memory import check_size
from reference.tensor_shape import static_repr

Range = op("Range", "start: Tidx, limit: Tidx, delta: Tidx", "output: Tidx",
           "Tidx: {bfloat16, float, double, int32, int64} = int32", accuracy="sum")  # fmt: skip


def _scalar_of(name: str, shape: StaticShape) -> None:
    try:
        with_rank(shape, 0)
    except ValueError as problem:
        raise ValueError(f"{problem}\n\t for '{name}'") from None


@Range.shape
def _(
    start: StaticShape, limit: StaticShape, delta: StaticShape,
    *, start_value: Any, limit_value: Any, delta_value: Any,
) -> StaticShape:  # fmt: skip
    for name, shape in (("start", start), ("limit", limit), ("delta", delta)):
        _scalar_of(name, shape)
    if start_value is None or limit_value is None or delta_value is None:
        return (None,)
    first, last, step = (value[()] for value in (start_value, limit_value, delta_value))
    problem = _problem(first, last, step)
    if problem:
        raise ValueError(problem)
    return (_count(first, last, step),)


def _problem(start: Any, limit: Any, delta: Any) -> str | None:
    """What forbids to count from ``start`` to ``limit``, or None."""
    if delta > 0 and not start <= limit:
        return f"Requires start <= limit when delta > 0: {number_words(start)}/{number_words(limit)}"
    if delta < 0 and not start >= limit:
        return f"Requires start >= limit when delta < 0: {number_words(start)}/{number_words(limit)}"
    return None if delta else "Requires delta != 0"


def _count(start: Any, limit: Any, delta: Any) -> int:
    if start.dtype.kind == "i":
        return -(-abs(int(limit) - int(start)) // abs(int(delta)))
    return math.ceil(float(abs((limit - start) / delta)))


@Range.kernel
def _(start: Any, limit: Any, delta: Any) -> Any:
    for name, value in (("start", start), ("limit", limit), ("delta", delta)):
        if value.ndim:
            raise invalid(f"{name} must be a scalar, not shape {static_repr(value.shape)}")
    first, last, step = start[()], limit[()], delta[()]
    problem = _problem(first, last, step)
    if problem:
        raise invalid(problem if step else f"{problem}: 0")
    count = _count(first, last, step)
    check_size([count], start.dtype)
    steps = np.full(count, step, start.dtype)
    steps[:1] = first
    return np.add.accumulate(steps, dtype=start.dtype)  # one after the other, with what that rounds away


Range.example(2, 10, 3, gives=[2, 5, 8])
Range.example(1.0, 0.0, -0.25, gives=[1.0, 0.75, 0.5, 0.25])
Range.rejects(5, 1, 1, error=InvalidArgumentError, message="Requires start <= limit when delta > 0: 5/1")
Range.rejects(1, 5, 0, error=InvalidArgumentError, message="Requires delta != 0: 0")
Range.rejects(1, 5, 0, error=ValueError, building=True, message="Requires delta != 0 for")


@Range.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype = draw.dtype("int32", "int64", "float32", "float64")
    delta = draw.choice([1, 2, 3, -1, -2])
    start, extent = draw.integer(-5, 5), draw.integer(0, 8)
    values = {"start": start, "limit": start + extent * (1 if delta > 0 else -1), "delta": delta}
    return {name: draw.constant(np.array(value, dtype.as_numpy_dtype)) for name, value in values.items()}


_ORDER = [dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64]


@public("range")
def sequence(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: str | None = "range") -> Any:
    """The numbers from ``start`` (0 if only one is given) up to ``limit``, ``delta`` apart, without ``limit``.

    The dtype is the widest of the three in the order int32, int64, float32, float64, unless ``dtype`` is given.
    """
    if limit is None:
        start, limit = 0, start
    with name_scope(name, "Range", [start, limit, delta]) as scope:
        bounds = [
            to_tensor(value, dtype, bound) for value, bound in ((start, "start"), (limit, "limit"), (delta, "delta"))
        ]
        if dtype is None:
            assert all(bound.dtype.base_dtype in _ORDER for bound in bounds)
            widest = max((bound.dtype.base_dtype for bound in bounds), key=_ORDER.index)
            bounds = [cast(bound, widest) for bound in bounds]
        return build("Range", scope, start=bounds[0], limit=bounds[1], delta=bounds[2])
