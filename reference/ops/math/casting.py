"""Numbers of one dtype as numbers of another."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference import dtypes
from reference.convert import to_tensor
from reference.dtypes import DType, as_dtype
from reference.errors import UnimplementedError
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import op
from reference.public import public
from reference.sparse import IndexedSlices, SparseTensor

Cast = op("Cast", "x: SrcT", "y: DstT", "SrcT: type, DstT: type, Truncate: bool = false")


@Cast.shape
def _(x: Any) -> Any:
    return x


@Cast.kernel
def _(x: Any, *, SrcT: DType, DstT: DType, Truncate: bool) -> Any:
    if SrcT == DstT:
        return x
    if not (_is_number(SrcT) and _is_number(DstT)):
        raise UnimplementedError(None, None, f"Cast {_words(SrcT)} to {_words(DstT)} is not supported")
    numbers = x.view(x.dtype[0]) if SrcT.is_quantized else x
    if SrcT.is_complex and not DstT.is_complex:
        numbers = numbers.real
    kept = _KEPT_BITS.get((SrcT, DstT)) if Truncate else None
    if kept is not None:
        numbers = _truncated(numbers, kept)
    stored = DstT.numpy_dtype[0] if DstT.is_quantized else DstT.numpy_dtype
    return numbers.astype(stored).view(DstT.numpy_dtype)


def _is_number(dtype: DType) -> bool:
    return dtype not in (dtypes.string, dtypes.resource, dtypes.variant)


def _words(dtype: DType) -> str:
    return {"float32": "float", "float64": "double", "float16": "half"}.get(dtype.name, dtype.name)


# Bits of a float's fraction that a shorter float has room for.
_KEPT_BITS = {
    (dtypes.float64, dtypes.float32): 23,
    (dtypes.float64, dtypes.float16): 10,
    (dtypes.float32, dtypes.float16): 10,
    (dtypes.float32, dtypes.bfloat16): 7,
}


def _truncated(x: Any, kept: int) -> Any:
    """``x`` without the bits of its fraction for which a shorter float has no room."""
    bits, fraction = (np.uint32, 23) if x.dtype == np.float32 else (np.uint64, 52)
    dropped = (1 << (fraction - kept)) - 1
    return np.where(np.isfinite(x), (x.view(bits) & ~bits(dropped)).view(x.dtype), x)


Cast.example([1.7, -1.7], gives=[1, -1], DstT=dtypes.int32)
Cast.example([0, 3], gives=[False, True], DstT=dtypes.bool)
Cast.rejects("1", error=UnimplementedError, message="Cast string to int32 is not supported", DstT=dtypes.int32)

_WHOLE = ("int32", "int64", "uint8", "int16")
_DRAWN = ("float32", "int32", "float64", "int64", "bool", "uint8", "float16", "complex64")


@Cast.arguments
def _(draw: Any) -> dict[str, Any]:
    """What does not fit into the other dtype is not specified: the numbers are small.  Fractions are often lost."""
    source = as_dtype(draw.choice(_DRAWN))
    target = as_dtype(draw.choice(_WHOLE if source.is_floating and draw.boolean() else _DRAWN))
    limits = {} if source.is_bool else {"low": 0 if "uint8" in (source.name, target.name) else -99, "high": 99}
    return {"x": draw.tensor(source, **limits), "DstT": target}


@public("cast", "dtypes.cast")
def cast(x: Any, dtype: Any, name: str | None = None) -> Any:
    """``x`` (a tensor, `SparseTensor` or `IndexedSlices`) with elements of another dtype.

    Floats become whole numbers by dropping their fraction; what has the dtype already is given back (OPS-18).
    """
    wanted = as_dtype(dtype).base_dtype
    if (isinstance(x, Tensor) or hasattr(x, "handle")) and x.dtype == wanted:
        return x
    with name_scope(name, "Cast", [x]) as scope:
        if isinstance(x, SparseTensor):
            return SparseTensor(x.indices, cast(x.values, wanted, scope), x.dense_shape)
        if isinstance(x, IndexedSlices):
            return IndexedSlices(cast(x.values, wanted, scope), x.indices, x.dense_shape)
        x = to_tensor(x, name="x")
        return x if x.dtype.base_dtype == wanted else build("Cast", scope, x=x, DstT=wanted)


@public("saturate_cast", "dtypes.saturate_cast")
def saturate_cast(value: Any, dtype: Any, name: str | None = None) -> Any:
    """`cast`, in which what is out of the dtype's range becomes its smallest or largest number."""
    with name_scope(name, "saturate_cast", [value]) as scope:
        value = to_tensor(value, name="value")
        wanted = as_dtype(dtype).base_dtype
        if value.dtype.min < wanted.min:
            value = build("Maximum", x=value, y=to_tensor(wanted.min, value.dtype.base_dtype, "min"))
        if value.dtype.max > wanted.max:
            value = build("Minimum", x=value, y=to_tensor(wanted.max, value.dtype.base_dtype, "max"))
        return cast(value, wanted, scope)


@public("to_float")
def to_float(x: Any, name: str | None = "ToFloat") -> Any:
    """`cast` to float32."""
    return cast(x, dtypes.float32, name)


@public("to_double")
def to_double(x: Any, name: str | None = "ToDouble") -> Any:
    """`cast` to float64."""
    return cast(x, dtypes.float64, name)


@public("to_int32")
def to_int32(x: Any, name: str | None = "ToInt32") -> Any:
    """`cast` to int32."""
    return cast(x, dtypes.int32, name)


@public("to_int64")
def to_int64(x: Any, name: str | None = "ToInt64") -> Any:
    """`cast` to int64."""
    return cast(x, dtypes.int64, name)


@public("to_bfloat16")
def to_bfloat16(x: Any, name: str | None = "ToBFloat16") -> Any:
    """`cast` to bfloat16."""
    return cast(x, dtypes.bfloat16, name)


@public("to_complex64")
def to_complex64(x: Any, name: str | None = "ToComplex64") -> Any:
    """`cast` to complex64."""
    return cast(x, dtypes.complex64, name)


@public("to_complex128")
def to_complex128(x: Any, name: str | None = "ToComplex128") -> Any:
    """`cast` to complex128."""
    return cast(x, dtypes.complex128, name)
