"""Ops that measure a tensor: Shape, ShapeN, Size and Rank."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.convert import to_tensor
from reference.dtypes import DType, as_dtype, int32
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import count_elements, is_full
from reference.ops.source.constant import constant
from reference.public import public

Shape = op("Shape", "input: T", "output: out_type", "T: type, out_type: {int32, int64} = int32")


@Shape.shape
def _(input: StaticShape) -> StaticShape:
    return (None if input is None else len(input),)


@Shape.kernel
def _(input: Any, *, out_type: DType) -> Any:
    return np.array(input.shape, out_type.as_numpy_dtype)


Shape.example([[1, 2, 3]], gives=[1, 3])


@Shape.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"input": draw.tensor(draw.dtype()), "out_type": draw.dtype("int32", "int64")}


@public("shape")
def shape(input: Any, name: str | None = None, out_type: Any = int32) -> Tensor:
    """The shape of ``input``; a constant where it is known while building."""
    return _measure("Shape", input, name, out_type, lambda known: known if is_full(known) else None)


ShapeN = op(
    "ShapeN",
    "input: N * T",
    "output: N * out_type",
    "N: int >= 1, T: type, out_type: {int32, int64} = int32",
)


@ShapeN.shape
def _(input: list[StaticShape]) -> list[StaticShape]:
    return [(None if shape is None else len(shape),) for shape in input]


@ShapeN.kernel
def _(input: list[Any], *, out_type: DType) -> list[Any]:
    return [np.array(value.shape, out_type.as_numpy_dtype) for value in input]


ShapeN.example([[1, 2, 3], [[4]]], gives=[[3], [1, 1]])


@ShapeN.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype = draw.dtype()
    return {
        "input": [draw.tensor(dtype) for _ in range(draw.integer(1, 3))],
        "out_type": draw.dtype("int32", "int64"),
    }


@public("shape_n")
def shape_n(input: Any, out_type: Any = int32, name: str | None = None) -> list[Tensor]:
    """The shapes of several tensors of one dtype."""
    return build("ShapeN", name, input=input, out_type=out_type)  # type: ignore[no-any-return]


Size = op("Size", "input: T", "output: out_type", "T: type, out_type: {int32, int64} = int32")


@Size.shape
def _(input: StaticShape) -> StaticShape:
    return ()


@Size.kernel
def _(input: Any, *, out_type: DType) -> Any:
    return np.array(input.size, out_type.as_numpy_dtype)


Size.example([[1, 2, 3], [4, 5, 6]], gives=6)


@Size.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"input": draw.tensor(draw.dtype()), "out_type": draw.dtype("int32", "int64")}


@public("size")
def size(input: Any, name: str | None = None, out_type: Any = int32) -> Tensor:
    """The number of elements of ``input``; a constant where it is known while building."""
    return _measure("Size", input, name, out_type, count_elements)


Rank = op("Rank", "input: T", "output: int32", "T: type")


@Rank.shape
def _(input: StaticShape) -> StaticShape:
    return ()


@Rank.kernel
def _(input: Any) -> Any:
    return np.array(input.ndim, np.int32)


Rank.example([[1, 2, 3]], gives=2)


@Rank.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"input": draw.tensor(draw.dtype())}


@public("rank")
def rank(input: Any, name: str | None = None) -> Tensor:
    """The number of dimensions of ``input``; a constant where it is known while building."""
    return _measure("Rank", input, name, None, lambda known: None if known is None else len(known))


def _measure(op_type: str, input: Any, name: str | None, out_type: Any, read: Any) -> Tensor:
    """A constant with what ``read`` gets from the static shape, else an operation that measures when run (OPS-18)."""
    with name_scope(name, op_type, [input]) as scope:
        tensor = to_tensor(input)
        known = read(tensor._static)
        if known is not None:
            return constant(known, int32 if out_type is None else as_dtype(out_type), name=scope)
        attrs = {} if out_type is None else {"out_type": out_type}
        return build(op_type, scope, input=tensor, **attrs)  # type: ignore[no-any-return]
