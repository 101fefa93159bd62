"""Assertions on what is always known while a graph is built: dtypes, scalars, iterables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from reference import dtypes
from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.public import public
from reference.sparse import SparseTensor


@public("assert_type", "debugging.assert_type")
def assert_type(tensor: Any, tf_type: Any, message: Any = None, name: str | None = None) -> Operation:
    """An operation that does nothing; TypeError unless ``tensor`` has the dtype ``tf_type`` (DBG-20)."""
    with name_scope(name, "assert_type", [tensor]):
        tensor = to_tensor(tensor, name="tensor")
        if tensor.dtype != tf_type:
            raise TypeError(f"{message or ''}  {tensor.name} must be of type {tf_type}")
        return build("NoOp", "statically_determined_correct_type")  # type: ignore[no-any-return]


@public("assert_integer", "debugging.assert_integer")
def assert_integer(x: Any, message: Any = None, name: str | None = None) -> Operation:
    """An operation that does nothing; TypeError unless ``x`` holds integers, quantized ones not counted (DBG-20)."""
    with name_scope(name, "assert_integer", [x]):
        x = to_tensor(x, name="x")
        if not x.dtype.is_integer:
            raise TypeError(f'{message or ""}  Expected "x" to be integer type.  Found: {x.name} of dtype {x.dtype}')
        return build("NoOp", "statically_determined_was_integer")  # type: ignore[no-any-return]


@public("assert_scalar", "debugging.assert_scalar")
def assert_scalar(tensor: Any, name: str | None = None, message: Any = None) -> Tensor:
    """``tensor``, which must be known to have no dimensions: ValueError otherwise (DBG-20)."""
    with name_scope(name, "assert_scalar", [tensor]) as scope:
        tensor = to_tensor(tensor, name=scope)
        if tensor.shape.ndims != 0:
            raise ValueError(f"{message or ''}Expected scalar shape for {tensor.name}, saw shape: {tensor.shape}.")
        return tensor  # type: ignore[no-any-return]


@public("assert_proper_iterable", "debugging.assert_proper_iterable")
def assert_proper_iterable(values: Any) -> None:
    """TypeError unless ``values`` is an iterable and no tensor, array or text (DBG-20)."""
    if isinstance(values, Tensor | SparseTensor | np.ndarray | bytes | str):
        raise TypeError(f'Expected argument "values" to be a "proper" iterable.  Found: {type(values)}')
    if not hasattr(values, "__iter__"):
        raise TypeError(f'Expected argument "values" to be iterable.  Found: {type(values)}')


@public("assert_same_float_dtype", "debugging.assert_same_float_dtype")
def assert_same_float_dtype(tensors: Any = None, dtype: Any = None) -> Any:
    """The float dtype that all ``tensors`` have, ``dtype`` where that is given, float32 without both (DBG-21).

    None among the tensors is passed over.  Raises ValueError for two dtypes and for one that is no float.
    """
    if tensors:
        dtype = _common_dtype(tensors, dtype)
    if not dtype:
        return dtypes.float32
    dtype = dtypes.as_dtype(dtype)
    if not dtype.is_floating:
        raise ValueError(f"Expected floating point type, got {dtype}.")
    return dtype


def _common_dtype(tensors: Iterable[Any], dtype: Any) -> Any:
    first = None
    for tensor in tensors:
        if tensor is None:
            continue
        own = tensor.dtype.base_dtype
        if dtype is None:
            first, dtype = tensor, own
        elif own != dtype:
            like = "" if first is None else f" as {first.name}"
            raise ValueError(f"{tensor.name}, type={own}, must be of the same type ({dtype}){like}.")
    return dtype


_NUMERIC = (dtypes.float32, dtypes.float64, dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64, dtypes.uint8,
            dtypes.complex64, dtypes.qint8, dtypes.qint32, dtypes.quint8)  # fmt: skip


@public("is_numeric_tensor", "debugging.is_numeric_tensor")
def is_numeric_tensor(tensor: Any) -> bool:
    """Whether ``tensor`` is a `tf.Tensor` of one of the eleven dtypes that count as numbers here (DBG-22)."""
    return isinstance(tensor, Tensor) and tensor.dtype in _NUMERIC
