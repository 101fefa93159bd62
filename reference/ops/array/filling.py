"""Ops that make a tensor of one repeated value: Fill, ZerosLike, OnesLike, and LinSpace, which spaces values evenly."""

from __future__ import annotations

import math
import operator
from functools import reduce
from typing import Any

import numpy as np

from reference.convert import to_tensor
from reference.dtypes import DType, as_dtype, float32, int32, string
from reference.dtypes import bool as bool_dtype
from reference.errors import InvalidArgumentError
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import is_full, with_rank
from reference.ops.array.extent import shape as shape_of
from reference.ops.array.faults import invalid
from reference.ops.source.constant import constant
from reference.public import public
from reference.runtime.memory import check_size
from reference.tensor_shape import TensorShape, static_repr

Fill = op(
    "Fill",
    "dims: index_type, value: T",
    "output: T",
    "T: type, index_type: {int32, int64} = int32",
    public="fill",
)


@Fill.shape
def _(dims: StaticShape, value: StaticShape, *, dims_as_shape: StaticShape, dims_value: Any) -> StaticShape:
    with_rank(dims, 1)
    with_rank(value, 0)
    if dims_value is not None and (dims_value < 0).any():
        raise ValueError("Fill dimensions must be >= 0")
    return dims_as_shape


@Fill.kernel
def _(dims: Any, value: Any) -> Any:
    if dims.ndim != 1:
        raise invalid(f"dims must be a vector, got shape {static_repr(dims.shape)}")
    if value.ndim:
        raise invalid(f"value must be a scalar, got shape {static_repr(value.shape)}")
    for size in dims.tolist():
        if size < 0:
            raise invalid(f"Dimension {size} must be >= 0")
    check_size(dims.tolist(), value.dtype)
    return np.full(dims.tolist(), value, value.dtype)


Fill.example([2, 3], 7, gives=[[7, 7, 7], [7, 7, 7]])
Fill.rejects([2, -1], 7, error=InvalidArgumentError, message="Dimension -1 must be >= 0")
Fill.rejects([2], [7], error=ValueError, message="Shape must be rank 0 but is rank 1", building=True)


@Fill.arguments
def _(draw: Any) -> dict[str, Any]:
    dims = draw.constant(np.array(draw.shape(), np.int32))
    return {"dims": dims, "value": draw.tensor(draw.dtype(), ())}


ZerosLike = op("ZerosLike", "x: T", "y: T", "T: type")
OnesLike = op(
    "OnesLike",
    "x: T",
    "y: T",
    "T: {bfloat16, half, float, double, int8, uint8, int16, uint16, int32, int64, complex64, complex128, bool}",
)


@ZerosLike.shape
@OnesLike.shape
def _(x: StaticShape) -> StaticShape:
    return x


@ZerosLike.kernel
def _(x: Any) -> Any:
    return np.full(x.shape, b"", object) if x.dtype == object else np.zeros_like(x)


@OnesLike.kernel
def _(x: Any) -> Any:
    return np.ones_like(x)


ZerosLike.example([[1.0, 2.0]], gives=[[0.0, 0.0]])
ZerosLike.example(["a"], gives=[""])
OnesLike.example([[5, 6]], gives=[[1, 1]])


@ZerosLike.arguments
@OnesLike.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"x": draw.tensor(draw.dtype())}


# A constant holds what has fewer elements than this; a longer value is filled in when run.
_FILLED_FROM = 1000


@public("zeros")
def zeros(shape: Any, dtype: Any = float32, name: str | None = None) -> Tensor:
    """A tensor of zeros, of False or of empty strings."""
    dtype = as_dtype(dtype).base_dtype
    zero = False if dtype == bool_dtype else "" if dtype == string else 0
    return _repeated(shape, zero, dtype, name, "zeros")


@public("ones")
def ones(shape: Any, dtype: Any = float32, name: str | None = None) -> Tensor:
    """A tensor of ones, or of True."""
    dtype = as_dtype(dtype).base_dtype
    return _repeated(shape, True if dtype == bool_dtype else 1, dtype, name, "ones")


def _repeated(shape: Any, value: Any, dtype: DType, name: str | None, default_name: str) -> Tensor:
    """A constant if the shape is known and small, else a Fill (OPS-18)."""
    with name_scope(name, default_name, [shape]) as scope:
        if not isinstance(shape, Tensor):
            known = _small_shape(shape)
            if known is not None:
                return constant(value, dtype, shape=known, name=scope)
            shape = _as_dims(shape)
        if shape._static is None or len(shape._static) == 0:
            shape = build("Reshape", None, tensor=shape, shape=[-1])
        return build("Fill", scope, dims=shape, value=constant(value, dtype))  # type: ignore[no-any-return]


def _small_shape(shape: Any) -> list[int] | None:
    """The sizes of a shape that is written out, if the tensor is small."""
    sizes = _written_out(shape)
    return sizes if sizes is not None and math.prod(sizes) < _FILLED_FROM else None


def _written_out(shape: Any) -> list[int] | None:
    if isinstance(shape, list | tuple) and any(isinstance(size, Tensor) for size in shape):
        if not any(isinstance(size, list | tuple) for size in shape):
            reduce(operator.mul, shape) < _FILLED_FROM  # noqa: B015 (TensorFlow leaves these nodes, used by nothing)
        return None
    try:
        sizes = [int(size) for size in (list(shape) if isinstance(shape, TensorShape) else shape)]
    except (TypeError, ValueError):
        return None
    return None if any(size < 0 for size in sizes) else sizes


def _as_dims(shape: Any) -> Tensor:
    shape = [shape] if isinstance(shape, int) else shape
    if not isinstance(shape, TensorShape):
        try:
            shape = TensorShape([int(size) for size in shape])
        except (TypeError, ValueError):
            return to_tensor(shape, int32)
    return to_tensor(shape)


@public("zeros_like")
def zeros_like(tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True) -> Tensor:
    """Zeros of the shape and dtype of ``tensor``; a constant where its shape is known, if ``optimize``."""
    with name_scope(name, "zeros_like", [tensor]) as scope:
        tensor = to_tensor(tensor, name="tensor")
        dtype = tensor.dtype.base_dtype if dtype is None else as_dtype(dtype).base_dtype
        if optimize and is_full(tensor._static):
            return zeros(tensor.shape, dtype, scope)
        if dtype == tensor.dtype.base_dtype:
            return build("ZerosLike", scope, x=tensor)  # type: ignore[no-any-return]
        return zeros(shape_of(tensor), dtype, scope)


@public("ones_like")
def ones_like(tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True) -> Tensor:
    """Ones of the shape and dtype of ``tensor``."""
    with name_scope(name, "ones_like", [tensor]) as scope:
        tensor = to_tensor(tensor, name="tensor")
        dims = shape_of(tensor) if optimize else build("Shape", None, input=tensor)
        result = ones(dims, tensor.dtype if dtype is None else dtype, scope)
        result.set_shape(tensor.shape)
        return result


LinSpace = op(
    "LinSpace",
    "start: T, stop: T, num: Tidx",
    "output: T",
    "T: {bfloat16, float, double}, Tidx: {int32, int64} = int32",
    public="linspace lin_space",
)


@LinSpace.shape
def _(start: StaticShape, stop: StaticShape, num: StaticShape, *, num_value: Any) -> StaticShape:
    for name, shape in (("start", start), ("stop", stop), ("num", num)):
        _check_scalar(name, shape)
    if num_value is None:
        return (None,)
    if num_value <= 0:
        raise ValueError(f"Requires num > 0: {num_value}")
    return (int(num_value),)


def _check_scalar(name: str, shape: StaticShape) -> None:
    try:
        with_rank(shape, 0)
    except ValueError as problem:
        raise ValueError(f"{problem}\n\tfor {name!r}") from None


@LinSpace.kernel
def _(start: Any, stop: Any, num: Any) -> Any:
    for name, value in (("start", start), ("stop", stop), ("num", num)):
        if value.ndim:
            raise invalid(f"{name} must be a scalar, not shape {static_repr(value.shape)}")
    count = int(num)
    if count <= 0:
        raise invalid(f"Requires num > 0: {count}")
    if count == 1:
        return start.reshape(1)
    step = (stop - start) / start.dtype.type(count - 1)
    result = start + step * np.arange(count).astype(start.dtype)
    result[-1] = stop
    return result


LinSpace.example(0.0, 1.0, 5, gives=[0.0, 0.25, 0.5, 0.75, 1.0])
LinSpace.rejects(0.0, 1.0, 0, error=InvalidArgumentError, message="Requires num > 0: 0")


@LinSpace.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype = draw.dtype("float32", "float64")
    start, stop = (draw.tensor(dtype, (), low=-10, high=10) for _ in range(2))
    return {"start": start, "stop": stop, "num": draw.constant(np.array(draw.integer(1, 6), np.int32))}
