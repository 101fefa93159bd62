"""`tf.tensordot`: sums of products over chosen axes of two tensors, as one product of matrices."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reference import dtypes
from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.array.extent import shape as shape_of
from reference.ops.array.gathering import gather
from reference.ops.array.joining import concat, stack
from reference.ops.array.transposing import transpose
from reference.ops.math.product_functions import matmul
from reference.ops.math.reduce_functions import reduce_prod
from reference.public import public

Axes = list[int]


@public("tensordot", "linalg.tensordot")
def tensordot(a: Any, b: Any, axes: Any, name: str | None = None) -> Any:
    """The sum of products of ``a`` and ``b`` over some axes of each.

    ``axes``: a number n for the last n axes of ``a`` and the first n of ``b``, or a pair of axes or of lists of
    axes.  The result has the other axes of ``a``, then those of ``b``.  Raises ValueError for axes that do not
    fit, and where the rank of a tensor or an axis is not known while building.
    """
    with name_scope(name, "Tensordot", [a, b, axes]) as scope:
        a, b = to_tensor(a, name="a"), to_tensor(b, name="b")
        a_axes, b_axes = _both_axes(a, axes)
        left, left_free, left_static = _as_matrix(a, a_axes, axes_first=False)
        right, right_free, right_static = _as_matrix(b, b_axes, axes_first=True)
        product = matmul(left, right)
        if isinstance(left_free, list) and isinstance(right_free, list):
            return build("Reshape", scope, tensor=product, shape=left_free + right_free)
        sizes = [to_tensor(free, dtypes.int32) for free in (left_free, right_free)]
        result = build("Reshape", scope, tensor=product, shape=concat(sizes, 0))
        result.set_shape((*left_static, *right_static))
        return result


def _both_axes(a: Tensor, axes: Any) -> tuple[Axes, Axes]:
    if isinstance(axes, int | np.integer):
        if axes < 0:
            raise ValueError("'axes' must be at least 0.")
        rank = _rank(a)
        if axes > rank:
            raise ValueError(f"'axes' must not be larger than the number of dimensions of tensor {a}.")
        return list(range(rank - int(axes), rank)), list(range(int(axes)))
    if isinstance(axes, Tensor):
        raise ValueError("'axes' must be known while the graph is built.")
    if len(axes) != 2:
        raise ValueError("'axes' must be an integer or have length 2.")
    a_axes, b_axes = ([int(axis) for axis in np.ravel(item)] for item in axes)
    if len(a_axes) != len(b_axes):
        raise ValueError(f"Different number of contraction axes 'a' and 'b', {len(a_axes)} != {len(b_axes)}.")
    return a_axes, b_axes


def _rank(x: Tensor) -> int:
    if x._static is None:
        raise ValueError(f"The rank of {x} must be known while the graph is built.")
    return len(x._static)


def _as_matrix(x: Tensor, axes: Axes, axes_first: bool) -> tuple[Tensor, Any, tuple[int | None, ...]]:
    """``x`` as a matrix whose columns (or rows) run over ``axes``; the sizes of its other axes, and what is known
    of them: a list if all are known, else a tensor."""
    rank = _rank(x)
    axes = [axis % rank if -rank <= axis < 0 else axis for axis in axes]
    free = [axis for axis in range(rank) if axis not in axes]
    static: Any = list(x._static or ())
    known = tuple(static[axis] for axis in free)
    order = axes + free if axes_first else free + axes
    if None not in static:
        sizes = [math.prod(known), math.prod(static[axis] for axis in axes)]
        turned = transpose(x, order)
        matrix = build("Reshape", tensor=turned, shape=sizes[::-1] if axes_first else sizes)
        return matrix, list(known), known
    return (*_dynamic_matrix(x, axes, free, axes_first), known)


def _dynamic_matrix(x: Tensor, axes: Axes, free: Axes, axes_first: bool) -> tuple[Tensor, Tensor]:
    """`_as_matrix` with sizes that are found when the graph runs."""
    axes_tensor = to_tensor(axes, dtypes.int32, "axes")
    free_tensor = to_tensor(free, dtypes.int32, "free")
    shape = shape_of(x)
    free_sizes = gather(shape, free_tensor)
    axes_sizes = gather(shape, axes_tensor)
    sizes = [reduce_prod(free_sizes), reduce_prod(axes_sizes)]
    orders = [axes_tensor, free_tensor] if axes_first else [free_tensor, axes_tensor]
    order = concat(orders, 0)
    matrix_shape = stack(sizes[::-1] if axes_first else sizes)
    return build("Reshape", tensor=transpose(x, order), shape=matrix_shape), free_sizes
