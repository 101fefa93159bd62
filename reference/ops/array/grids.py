"""Tensors that coordinates make: `tf.meshgrid`, `tf.eye`."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.dtypes import as_dtype, float32, int32
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.array.diagonals import matrix_diag, matrix_set_diag
from reference.ops.array.extent import size
from reference.ops.array.filling import ones, zeros
from reference.ops.array.joining import concat, stack
from reference.public import public


@public("meshgrid")
def meshgrid(*args: Any, **kwargs: Any) -> list[Tensor]:
    """The coordinates of a grid whose axes are given: one tensor an axis, each of the shape of the grid.

    ``indexing`` is "xy" (the first two axes swapped, as in pictures) or "ij"; ValueError for another one.
    """
    indexing, name = kwargs.pop("indexing", "xy"), kwargs.pop("name", "meshgrid")
    if kwargs:
        raise TypeError(f"'{next(iter(kwargs))}' is an invalid keyword argument for this function")
    if indexing not in ("xy", "ij"):
        raise ValueError("indexing parameter must be either 'xy' or 'ij'")
    with name_scope(name, "meshgrid", args):
        rank = len(args)
        axes = [_along(stack(values), axis, rank) for axis, values in enumerate(args)]
        sizes = [size(values) for values in args]
        dtype = to_tensor(args[0]).dtype.base_dtype
        if indexing == "xy" and rank > 1:
            axes[0], axes[1] = _along(axes[0], 1, rank), _along(axes[1], 0, rank)
            sizes[0], sizes[1] = sizes[1], sizes[0]
        all_ones = ones(sizes, dtype)
        return [build("Mul", "mul", x=values, y=all_ones) for values in axes]


def _along(values: Tensor, axis: int, rank: int) -> Tensor:
    """``values`` along one axis of ``rank`` axes, the others of size 1."""
    shape = [-1 if place == axis else 1 for place in range(rank)]
    return build("Reshape", None, tensor=values, shape=shape)  # type: ignore[no-any-return]


@public("eye", "linalg.eye")
def eye(
    num_rows: Any,
    num_columns: Any = None,
    batch_shape: Any = None,
    dtype: Any = float32,
    name: str | None = None,
) -> Tensor:
    """Matrices with ones on the diagonal and zeros elsewhere; square if ``num_columns`` is left out."""
    with name_scope(name, default_name="eye", values=[num_rows, num_columns, batch_shape]):
        dtype = as_dtype(dtype)
        is_square = num_columns is None or (isinstance(num_rows, int) and num_rows == num_columns)
        columns = num_rows if num_columns is None else num_columns
        if isinstance(num_rows, int) and isinstance(columns, int):
            diagonal_size: Any = min(num_rows, columns)
        else:
            diagonal_size = build("Minimum", None, x=num_rows, y=columns)
        batch = [] if batch_shape is None else batch_shape
        if isinstance(batch, Tensor) or not isinstance(diagonal_size, int):
            batch = to_tensor(batch, int32, "shape")
        diagonal_shape = _joined(batch, [diagonal_size])
        if is_square:
            return matrix_diag(ones(diagonal_shape, dtype))
        shape = _joined(batch, [num_rows, columns])
        diagonal = ones(diagonal_shape, dtype)
        return matrix_set_diag(zeros(shape, dtype), diagonal)


def _joined(batch: Any, sizes: list[Any]) -> Any:
    """A shape written out, or a concatenation where the batch is a tensor."""
    return concat([batch, sizes], 0) if isinstance(batch, Tensor) else [*batch, *sizes]
