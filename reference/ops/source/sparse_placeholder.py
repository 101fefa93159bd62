"""Placeholders for sparse tensors."""

from __future__ import annotations

from typing import Any

from reference import dtypes
from reference.convert import to_tensor
from reference.graph.tensor import Tensor
from reference.ops.source.placeholder import placeholder
from reference.public import public
from reference.sparse import SparseTensor
from reference.tensor_shape import TensorShape


@public("sparse_placeholder", "sparse.placeholder")
def sparse_placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> SparseTensor:
    """A `SparseTensor` whose parts every step that needs them must be fed (FEE-20).

    ``shape``: the dense shape, which then need not be fed; None, or None for a size: any may be fed.

    >>> import reference as tf
    >>> x = tf.sparse_placeholder(tf.float32, [2, None])
    >>> tf.Session().run(x.values, {x: tf.SparseTensorValue([[0, 1]], [3.0], [2, 5])})
    array([3.], dtype=float32)
    """
    part = {key: f"{name}/{key}" if name is not None else None for key in ("shape", "values", "indices")}
    dense_shape = _dense_shape(shape, part["shape"])
    rank = dense_shape._static[0] if dense_shape._static else None
    values = placeholder(dtype, [None], part["values"])
    indices = placeholder(dtypes.int64, [None, rank], part["indices"])
    return SparseTensor(indices, values, dense_shape)


def _dense_shape(shape: Any, name: str | None) -> Tensor:
    if shape is None:
        return placeholder(dtypes.int64, [None], name)
    if isinstance(shape, list | tuple) and None in shape:
        return placeholder(dtypes.int64, [len(shape)], name)
    if isinstance(shape, TensorShape):
        len(shape)  # ValueError where the rank is not known
    return to_tensor(shape, dtypes.int64, name)
