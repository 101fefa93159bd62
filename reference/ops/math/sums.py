"""Sums of several tensors of one shape."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from reference.convert import to_tensor
from reference.dtypes import as_dtype
from reference.errors import InvalidArgumentError
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.signature import TYPE_SETS
from reference.opdef.static_shape import merge
from reference.ops.array.faults import check_same_shape, invalid
from reference.public import public
from reference.sparse import IndexedSlices
from reference.tensor_shape import TensorShape, as_static

_ADDABLE = f"{{{TYPE_SETS['numeric']}, variant}}"
AddN = op("AddN", "inputs: N * T", "sum: T", f"N: int >= 1, T: {_ADDABLE}",
          commutative=True, aggregate=True, accuracy="sum")  # fmt: skip


@AddN.shape
def _(inputs: list[StaticShape]) -> StaticShape:
    shape = inputs[-1]
    for index in reversed(range(len(inputs) - 1)):
        try:
            shape = merge(inputs[index], shape)
        except ValueError as problem:
            raise ValueError(f"{problem}\n\tFrom merging shape {index} with other shapes.") from None
    return shape


@AddN.kernel
def _(inputs: Sequence[Any], *, operation_name: str) -> Any:
    check_same_shape(inputs, "AddN", operation_name)
    return functools.reduce(np.add, inputs)


AddN.example([[1.0, 2.0], [3.0, 4.0], [0.5, 0.5]], gives=[4.5, 6.5])
AddN.rejects([[1.0, 2.0], [1.0]], error=InvalidArgumentError, message="Inputs to operation AddN of type AddN must")

AccumulateNV2 = op("AccumulateNV2", "inputs: N * T", "sum: T", "N: int >= 1, T: numeric, shape: shape",
                   commutative=True, aggregate=True, accuracy="sum")  # fmt: skip


@AccumulateNV2.shape
def _(inputs: list[StaticShape], *, shape: StaticShape) -> StaticShape:
    return shape


@AccumulateNV2.kernel
def _(inputs: Sequence[Any]) -> Any:
    if any(other.shape != inputs[0].shape for other in inputs):
        raise invalid("Parameters and update must be the same size")
    return functools.reduce(np.add, inputs)


AccumulateNV2.example([[1, 2], [3, 4]], gives=[4, 6], shape=(2,))
AccumulateNV2.rejects([[1.0, 2.0], [1.0]], error=InvalidArgumentError, shape=(2,), message="Parameters and update")


def _draw_alike(draw: Any) -> list[Any]:
    dtype, shape = draw.dtype("float32", "float64", "int32", "int64"), draw.shape()
    return [draw.tensor(dtype, shape) for _ in range(draw.integer(1, 4))]


@AddN.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"inputs": _draw_alike(draw)}


@AccumulateNV2.arguments
def _(draw: Any) -> dict[str, Any]:
    inputs = _draw_alike(draw)
    return {"inputs": inputs, "shape": inputs[0].shape}


@public("add_n", "math.add_n")
def add_n(inputs: Any, name: str | None = None) -> Any:
    """The sum of a list of tensors of one shape and dtype; a single one is given back (OPS-18).

    Raises ValueError where there is nothing to add, TypeError where the dtypes differ.
    """
    if not isinstance(inputs, list | tuple) or not inputs:
        for _ in () if inputs is None else inputs:  # a tensor says why it is no list
            break
        raise ValueError("inputs must be a list of at least one Tensor/IndexedSlices with the same dtype and shape")
    values = [item if isinstance(item, IndexedSlices) else to_tensor(item) for item in inputs]
    if len(values) > 1:
        return build("AddN", name, inputs=values)
    only = to_tensor(values[0])
    return build("Identity", name, input=only) if name else only


@public("accumulate_n", "math.accumulate_n")
def accumulate_n(inputs: Any, shape: Any = None, tensor_dtype: Any = None, name: str | None = None) -> Any:
    """The sum of a list of tensors, whose shape may be said if it is not known.

    Raises ValueError where there is nothing to add or dtypes or shapes differ, TypeError if the dtype is not
    ``tensor_dtype``.
    """
    problem = ValueError("inputs must be a list of at least one Tensor with the same dtype and shape")
    if not inputs or not isinstance(inputs, list | tuple):
        raise problem
    values = [to_tensor(item) for item in inputs]
    dtype = values[0].dtype.base_dtype
    if any(value.dtype.base_dtype != dtype for value in values):
        raise problem
    static = TensorShape(None) if shape is None else TensorShape.from_static(as_static(shape))
    for value in values:
        static = static.merge_with(value.shape)
    if tensor_dtype is not None and as_dtype(tensor_dtype) != dtype:
        raise TypeError(f"tensor_dtype is {as_dtype(tensor_dtype)}, but input is of type {dtype}")
    if len(values) == 1:
        return values[0] if name is None else build("Identity", name, input=values[0])
    return build("AccumulateNV2", name, inputs=values, shape=static)
