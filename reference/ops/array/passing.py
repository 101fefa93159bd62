"""Ops that pass tensors on: PreventGradient, IdentityN, Snapshot, EnsureShape, and Bitcast."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import merge, with_rank_at_least
from reference.ops.array.faults import invalid
from reference.public import public
from reference.tensor_shape import as_static, compatible, static_repr

PreventGradient = op("PreventGradient", "input: T", "output: T", 'T: type, message: string = ""')
Snapshot = op("Snapshot", "input: T", "output: T", "T: type")
IdentityN = op("IdentityN", "input: T", "output: T", "T: list(type) >= 1", public="identity_n")


@PreventGradient.shape
@Snapshot.shape
@IdentityN.shape
def _(*input: StaticShape) -> Any:
    return input[0]


@PreventGradient.kernel
@Snapshot.kernel
@IdentityN.kernel
def _(input: Any) -> Any:
    return input


PreventGradient.example([1.0, 2.0], gives=[1.0, 2.0])
Snapshot.example([1.0, 2.0], gives=[1.0, 2.0])
IdentityN.example([1, 2.0], gives=[1, 2.0])


@PreventGradient.arguments
@Snapshot.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"input": draw.tensor(draw.dtype())}


@IdentityN.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"input": [draw.tensor(draw.dtype("float32", "int32", "bool")) for _ in range(draw.integer(1, 3))]}


EnsureShape = op("EnsureShape", "input: T", "output: T", "shape: shape, T: type")


@EnsureShape.shape
def _(input: StaticShape, *, shape: StaticShape) -> StaticShape:
    if input is not None and shape is not None and len(input) != len(shape):
        raise ValueError(f"Shape must be rank {len(shape)} but is rank {len(input)}")
    return merge(shape, input)


@EnsureShape.kernel
def _(input: Any, *, shape: StaticShape, context: Any) -> Any:
    if not compatible(shape, input.shape):
        name = context.operation.inputs[0].op.name
        raise invalid(
            f"Shape of tensor {name} {static_repr(input.shape)} "
            f"is not compatible with expected shape {static_repr(shape)}."
        )
    return input


EnsureShape.example([1, 2], gives=[1, 2], shape=(None,))
EnsureShape.rejects([1, 2], error=InvalidArgumentError, message="Shape of tensor ", shape=(3,))
EnsureShape.rejects(
    [1, 2],
    error=ValueError,
    message="Dimension 0 in both shapes must be equal, but are 3 and 2. Shapes are [3] and [2].",
    building=True,
    shape=(3,),
)


@EnsureShape.arguments
def _(draw: Any) -> dict[str, Any]:
    input = draw.tensor(draw.dtype())
    return {"input": input, "shape": tuple(None if draw.boolean() else size for size in input.shape)}


@public("ensure_shape")
def ensure_shape(x: Any, shape: Any, name: str | None = None) -> Tensor:
    """``x``, which is known to have this shape from here on, and refused when run if it has not (DBG-24)."""
    return build("EnsureShape", name, input=x, shape=as_static(shape))  # type: ignore[no-any-return]


_BITS = (
    "{bfloat16, half, float, double, int64, int32, uint8, uint16, uint32, uint64, int8, int16, "
    "complex64, complex128, qint8, quint8, qint16, quint16, qint32}"
)
Bitcast = op("Bitcast", "input: T", "output: type", f"T: {_BITS}, type: {_BITS}", public="bitcast")


@Bitcast.shape
def _(input: StaticShape, *, T: DType, type: DType) -> StaticShape:
    if input is None or T.size == type.size:
        return input
    if T.size > type.size:
        return (*input, T.size // type.size)
    with_rank_at_least(input, 1)
    count = type.size // T.size
    if input[-1] not in (None, count):
        raise ValueError(f"Cannot bitcast due to shape. {input[-1]} does not match {count}")
    return input[:-1]


@Bitcast.kernel
def _(input: Any, *, T: DType, type: DType) -> Any:
    before, after = T.size, type.size
    if before < after and (input.ndim == 0 or input.shape[-1] * before != after):
        raise invalid(f"Cannot bitcast from {T.as_datatype_enum} to {type.as_datatype_enum}")
    shape = input.shape if before == after else (*input.shape, before // after) if before > after else input.shape[:-1]
    flat = np.ascontiguousarray(input).reshape(-1)
    return flat.view(type.as_numpy_dtype).reshape(shape)


Bitcast.example([1.0], gives=[1065353216], type="int32")
Bitcast.example([1.0], gives=[[0, 0, 128, 63]], type="uint8")
Bitcast.rejects([1, 2], error=InvalidArgumentError, message="Cannot bitcast from 3 to 18", type="complex128")


@Bitcast.arguments
def _(draw: Any) -> dict[str, Any]:
    return {
        "input": draw.tensor(draw.dtype("int32", "uint32", "float32")),
        "type": draw.dtype("int32", "uint8"),
    }
