"""OneHot: each index as a vector that is off everywhere but there."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.convert import to_tensor
from reference.dtypes import as_dtype, float32
from reference.errors import InvalidArgumentError
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.ops.array.faults import invalid
from reference.public import public
from reference.tensor_shape import static_repr

OneHot = op(
    "OneHot",
    "indices: TI, depth: int32, on_value: T, off_value: T",
    "output: T",
    "axis: int = -1, T: type, TI: {uint8, int32, int64} = int64",
)


@OneHot.shape
def _(
    indices: StaticShape,
    depth: StaticShape,
    on_value: StaticShape,
    off_value: StaticShape,
    *,
    axis: int,
    depth_value: Any,
) -> StaticShape:
    if axis < -1:
        raise ValueError("axis must be >= -1")
    if depth_value is not None and depth_value.ndim:
        raise ValueError(f"Input must be scalar but has rank {depth_value.ndim}")
    if depth_value is not None and depth_value < 0:
        raise ValueError(f"Dimension size, given by scalar input 1, must be non-negative but is {depth_value}")
    if indices is None:
        return None
    place = axis % (len(indices) + 1)  # an axis too far is an error of the kernel alone
    return (*indices[:place], None if depth_value is None else int(depth_value), *indices[place:])


@OneHot.kernel
def _(indices: Any, depth: Any, on_value: Any, off_value: Any, *, axis: int) -> Any:
    if axis != -1 and not 0 <= axis <= indices.ndim:
        raise invalid(f"Expected axis to be -1 or between [0, {indices.ndim + 1}).  But received: {axis}")
    for name, value in (("depth", depth), ("on_value", on_value), ("off_value", off_value)):
        if value.ndim:
            raise invalid(f"{name} must be a scalar, but got: {static_repr(value.shape)}")
    if depth < 0:
        raise invalid(f"depth must be non-negative, got: {depth}")
    is_on = np.expand_dims(indices, -1).astype(np.int64) == np.arange(depth)
    return np.moveaxis(np.where(is_on, on_value, off_value), -1, axis)


OneHot.example([0, 2], 3, 5, -1, gives=[[5, -1, -1], [-1, -1, 5]])
OneHot.example([0, 9], 2, 1.0, 0.0, gives=[[1.0, 0.0], [0.0, 0.0]], axis=0)
OneHot.rejects([0], -3, 1.0, 0.0, error=InvalidArgumentError, message="depth must be non-negative, got: -3")
OneHot.rejects([0], 3, 1.0, 0.0, error=ValueError, message="axis must be >= -1", building=True, axis=-2)


@OneHot.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype = draw.dtype("float32", "int32", "bool")
    indices = draw.tensor(draw.choice([as_dtype("int32"), as_dtype("int64")]), draw.shape(0, 2), low=-1, high=4)
    return {
        "indices": indices,
        "depth": draw.constant(np.array(draw.integer(0, 4), np.int32)),
        "on_value": draw.tensor(dtype, ()),
        "off_value": draw.tensor(dtype, ()),
        "axis": draw.integer(-1, len(indices.shape)),
    }


@public("one_hot")
def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """A vector of ``depth`` elements for each index: ``on_value`` (1) at the index, ``off_value`` (0) elsewhere.

    The vectors lie along ``axis``, the last one if left out.  TypeError if the dtypes of the values differ.
    """
    with name_scope(name, "one_hot", [indices, depth, on_value, off_value, axis, dtype]) as scope:
        given = None if dtype is None else as_dtype(dtype).base_dtype
        on_dtype, off_dtype = (
            None if value is None else to_tensor(value).dtype.base_dtype for value in (on_value, off_value)
        )
        for which, found in (("on_value", on_dtype), ("off_value", off_dtype)):
            if found is not None and given is not None and found != given:
                raise TypeError(f"dtype {found} of {which} does not match dtype parameter {given}")
        if on_dtype is not None and off_dtype is not None and on_dtype != off_dtype:
            raise TypeError(f"dtype {on_dtype} of on_value does not match dtype {off_dtype} of off_value")
        dtype = given or on_dtype or off_dtype or float32
        return build(  # type: ignore[no-any-return]
            "OneHot",
            scope,
            indices=indices,
            depth=depth,
            on_value=to_tensor(1, dtype, "on_value") if on_value is None else on_value,
            off_value=to_tensor(0, dtype, "off_value") if off_value is None else off_value,
            axis=axis,
        )
