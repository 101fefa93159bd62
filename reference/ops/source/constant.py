"""Constants."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reference.convert import register_tensor_conversion_function
from reference.dtypes import as_dtype
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.tensor import Tensor
from reference.literal import as_array
from reference.opdef.record import op
from reference.public import public
from reference.tensor_shape import Dimension, TensorShape

Const = op("Const", outputs="output: dtype", attrs="value: tensor, dtype: type")


@Const.shape
def _(*, value: Any) -> Any:
    return value.shape


@Const.kernel
def _(*, value: Any) -> Any:
    return value


@public("constant")
def constant(
    value: Any, dtype: Any = None, shape: Any = None, name: str = "Const", verify_shape: bool = False
) -> Tensor:
    """A tensor that has this value in every step (OPS-5).

    ``value`` is a Python number, string, nested list of them, or array.  With ``shape``, its elements fill
    that shape in order and the last one is repeated; ``verify_shape`` forbids both.

    >>> constant([1, 2, 3], shape=[2, 2]).shape
    TensorShape([Dimension(2), Dimension(2)])
    """
    sizes = None if shape is None else [int(size) for size in shape]
    array, found = as_array(value, None if dtype is None else as_dtype(dtype).base_dtype, sizes)
    given = array.size
    if sizes is not None:
        array = _shaped(array, sizes, verify_shape)
    graph = DEFAULT_GRAPHS.get_default()
    owned = array if array.flags.owndata and array is not value else array.copy()
    operation = graph.add_operation(Const, [], {"value": owned, "dtype": found}, [found], name)
    if given < owned.size:
        operation._tensor_forms = {"value": given}  # a message lists what was given, and no more
    return operation._outputs[0]


def _shaped(array: Any, shape: list[int], verify_shape: bool) -> Any:
    """The elements in another shape, the last one repeated where they are too few (OPS-7)."""
    if array.shape == tuple(shape):
        return array
    if verify_shape:
        raise TypeError(f"Expected Tensor's shape: {tuple(shape)}, got {array.shape}.")
    size = math.prod(shape)
    if array.size > size:
        raise ValueError(f"Too many elements provided. Needed at most {size}, but received {array.size}")
    if array.size == 0:
        return np.full(shape, b"", object) if array.dtype == object else np.zeros(shape, array.dtype)
    flat = array.ravel()
    return np.concatenate([flat, np.repeat(flat[-1:], size - array.size)]).reshape(shape)


def _constant_converter(value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    return constant(value, dtype=dtype, name=name or "Const")


def _shape_converter(value: TensorShape, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    """A fully known shape as a vector of int32, or of int64 where that is asked for or needed (OPS-4)."""
    if not value.is_fully_defined():
        raise ValueError(f"Cannot convert a partially known TensorShape to a Tensor: {value}")
    sizes = [size for size in value.as_list() if size is not None]
    too_large = next((size for size in sizes if size >= 2**31), None)
    if dtype is None:
        dtype = as_dtype("int32" if too_large is None else "int64")
    if dtype not in (as_dtype("int32"), as_dtype("int64")):
        raise TypeError(f"Cannot convert a TensorShape to dtype: {dtype}")
    if dtype == as_dtype("int32") and too_large is not None:
        raise ValueError(f"Cannot convert a TensorShape to dtype int32; a dimension is too large ({too_large})")
    return constant(np.array(sizes, dtype.as_numpy_dtype), name=name or "shape_as_tensor")


def _dimension_converter(value: Dimension, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    if value.value is None:
        raise ValueError(f"Cannot convert an unknown Dimension to a Tensor: {value}")
    if dtype is not None and dtype not in (as_dtype("int32"), as_dtype("int64")):
        raise TypeError(f"Cannot convert a TensorShape to dtype: {dtype}")
    return constant(value.value, dtype=dtype, name=name or "shape_as_tensor")


register_tensor_conversion_function(object, _constant_converter, 200)
register_tensor_conversion_function(TensorShape, _shape_converter, 100)
register_tensor_conversion_function(Dimension, _dimension_converter, 100)
