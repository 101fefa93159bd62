"""Products of matrices, one by one or in batches."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import broadcast, merge, merge_dimension, with_rank, with_rank_at_least
from reference.ops.array.faults import invalid
from reference.ops.math.elementwise import broadcasts
from reference.ops.math.reductions import accumulator
from reference.tensor_shape import static_repr

_TYPES = "{bfloat16, half, float, double, int32, int64, complex64, complex128}"
_DRAWN = ("float32", "float64", "int32", "int64")


def _product(a: Any, b: Any) -> Any:
    """The matrix product, added up in float32 where the numbers are shorter floats."""
    wide = accumulator(a.dtype)
    return np.matmul(a.astype(wide, copy=False), b.astype(wide, copy=False)).astype(a.dtype, copy=False)


# ---- two matrices

MatMul = op("MatMul", "a: T, b: T", "product: T",
            f"transpose_a: bool = false, transpose_b: bool = false, T: {_TYPES}", accuracy="sum")  # fmt: skip


@MatMul.shape
def product_shape(a: StaticShape, b: StaticShape, *, transpose_a: bool, transpose_b: bool) -> StaticShape:
    """The shape of a product of two matrices."""
    a, b = with_rank(a, 2), with_rank(b, 2)
    rows, inner = reversed(a) if transpose_a else a
    other_inner, columns = reversed(b) if transpose_b else b
    merge_dimension(inner, other_inner)
    return rows, columns


@MatMul.kernel
def product_of_matrices(a: Any, b: Any, *, transpose_a: bool, transpose_b: bool) -> Any:
    """The product of two matrices, each of which may be transposed before."""
    for index, matrix in enumerate((a, b)):
        if matrix.ndim != 2:
            raise invalid(f"In[{index}] is not a matrix. Instead it has shape {static_repr(matrix.shape)}")
    left, right = a.T if transpose_a else a, b.T if transpose_b else b
    if left.shape[1] != right.shape[0]:
        raise invalid(f"Matrix size-incompatible: In[0]: {static_repr(a.shape)}, In[1]: {static_repr(b.shape)}")
    return _product(left, right)


MatMul.example([[1.0, 2.0]], [[3.0], [4.0]], gives=[[11.0]])
MatMul.example([[1, 2]], [[3, 4]], gives=[[11]], transpose_b=True)
MatMul.rejects([[1.0, 2.0]], [[3.0, 4.0]], error=InvalidArgumentError,
               message="Matrix size-incompatible: In[0]: [1,2], In[1]: [1,2]")  # fmt: skip
MatMul.rejects([1.0, 2.0], [[3.0, 4.0]], error=InvalidArgumentError,
               message="In[0] is not a matrix. Instead it has shape [2]")  # fmt: skip
MatMul.rejects([[1.0, 2.0]], [[3.0, 4.0]], error=ValueError, building=True,
               message="Dimensions must be equal, but are 2 and 1 for")  # fmt: skip


@MatMul.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype = draw.dtype(*_DRAWN)
    rows, inner, columns = (draw.integer(0, 4) for _ in range(3))
    turned = draw.boolean(), draw.boolean()
    a = draw.tensor(dtype, (inner, rows) if turned[0] else (rows, inner), low=-4, high=4)
    b = draw.tensor(dtype, (columns, inner) if turned[1] else (inner, columns), low=-4, high=4)
    return {"a": a, "b": b, "transpose_a": turned[0], "transpose_b": turned[1]}


SparseMatMul = op(
    "SparseMatMul", "a: Ta, b: Tb", "product: float",
    "transpose_a: bool = false, transpose_b: bool = false, a_is_sparse: bool = false, b_is_sparse: bool = false, "
    "Ta: {float, bfloat16} = float, Tb: {float, bfloat16} = float",
    accuracy="sum", public="sparse_matmul",
)  # fmt: skip
SparseMatMul.shape(product_shape)


@SparseMatMul.kernel
def _(a: Any, b: Any, *, transpose_a: bool, transpose_b: bool) -> Any:
    """The product of matrices with many zeros, which the kernel may skip and this one does not."""
    for name, matrix in (("a", a), ("b", b)):
        if matrix.ndim != 2:
            raise invalid(f"{name} is not a matrix")
    left, right = (matrix.astype(np.float32) for matrix in (a.T if transpose_a else a, b.T if transpose_b else b))
    if left.shape[1] != right.shape[0]:
        raise invalid(f"Matrix size incompatible: a: {static_repr(a.shape)}, b: {static_repr(b.shape)}")
    return _product(left, right)


SparseMatMul.example([[1.0, 0.0]], [[3.0], [4.0]], gives=[[3.0]])
SparseMatMul.rejects([[1.0, 2.0]], [[3.0, 4.0]], error=InvalidArgumentError,
                     message="Matrix size incompatible: a: [1,2], b: [1,2]")  # fmt: skip
SparseMatMul.rejects([1.0, 2.0], [[3.0, 4.0]], error=InvalidArgumentError, message="a is not a matrix")
SparseMatMul.rejects([[1.0, 2.0]], [[3.0, 4.0]], error=ValueError, building=True,
                     message="Dimensions must be equal, but are 2 and 1 for")  # fmt: skip


@SparseMatMul.arguments
def _(draw: Any) -> dict[str, Any]:
    rows, inner, columns = (draw.integer(1, 4) for _ in range(3))
    a = draw.tensor("float32", (rows, inner), low=-4, high=4)
    return {"a": a, "b": draw.tensor("float32", (inner, columns), low=-4, high=4)}


# ---- batches of matrices

_BATCHED = f"T: {_TYPES}, adj_x: bool = false, adj_y: bool = false"


def _matrix_parts(x: StaticShape, y: StaticShape, adj_x: bool, adj_y: bool) -> tuple[Any, Any]:
    """Rows and columns of the product; the ranks, if known, are at least 2."""
    rows, inner = ((None, None) if x is None else x[-2:])[:: -1 if adj_x else 1]
    other_inner, columns = ((None, None) if y is None else y[-2:])[:: -1 if adj_y else 1]
    merge_dimension(inner, other_inner)
    return rows, columns


def _batched_product(x: Any, y: Any, adj_x: bool, adj_y: bool) -> Any:
    left, right = _adjoint(x) if adj_x else x, _adjoint(y) if adj_y else y
    if left.shape[-1] != right.shape[-2]:
        flags = f"{int(adj_x)} {int(adj_y)}"
        raise invalid(
            f"In[0] mismatch In[1] shape: {left.shape[-1]} vs. {right.shape[-2]}: "
            f"{static_repr(x.shape)} {static_repr(y.shape)} {flags}"
        )
    return _product(left, right)


def _adjoint(x: Any) -> Any:
    return np.conjugate(x).swapaxes(-1, -2) if x.dtype.kind == "c" else x.swapaxes(-1, -2)


BatchMatMul = op("BatchMatMul", "x: T, y: T", "output: T", _BATCHED, accuracy="sum")


@BatchMatMul.shape
def _(x: StaticShape, y: StaticShape, *, adj_x: bool, adj_y: bool) -> StaticShape:
    with_rank_at_least(x, 2)
    with_rank_at_least(y, 2)
    batch = merge(None if x is None else x[:-2], None if y is None else y[:-2])
    sizes = _matrix_parts(x, y, adj_x, adj_y)
    return None if batch is None else batch + sizes


@BatchMatMul.kernel
def _(x: Any, y: Any, *, adj_x: bool, adj_y: bool) -> Any:
    shapes = static_repr(x.shape), static_repr(y.shape)
    if x.ndim != y.ndim:
        raise invalid(f"In[0] and In[1] has different ndims: {shapes[0]} vs. {shapes[1]}")
    if x.ndim < 2:
        raise invalid(f"In[0] and In[1] ndims must be >= 2: {x.ndim}")
    for axis in range(x.ndim - 2):
        if x.shape[axis] != y.shape[axis]:
            raise invalid(f"In[0].dim({axis}) and In[1].dim({axis}) must be the same: {shapes[0]} vs {shapes[1]}")
    return _batched_product(x, y, adj_x, adj_y)


BatchMatMul.example([[[1.0, 2.0]], [[3.0, 4.0]]], [[[1.0], [1.0]], [[2.0], [0.5]]], gives=[[[3.0]], [[8.0]]])
BatchMatMul.rejects([[1.0]], [[[1.0]]], error=InvalidArgumentError,
                    message="In[0] and In[1] has different ndims: [1,1] vs. [1,1,1]")  # fmt: skip


@BatchMatMul.arguments
def _(draw: Any) -> dict[str, Any]:
    return _draw_batches(draw, broadcasting=False)


BatchMatMulV2 = op("BatchMatMulV2", "x: T, y: T", "output: T", _BATCHED, accuracy="sum")


@BatchMatMulV2.shape
def _(x: StaticShape, y: StaticShape, *, adj_x: bool, adj_y: bool) -> StaticShape:
    with_rank_at_least(x, 2)
    with_rank_at_least(y, 2)
    sizes = _matrix_parts(x, y, adj_x, adj_y)
    batch = None if x is None or y is None else broadcast(x[:-2], y[:-2])
    return None if batch is None else batch + sizes


@BatchMatMulV2.kernel
def _(x: Any, y: Any, *, adj_x: bool, adj_y: bool) -> Any:
    for index, matrices in enumerate((x, y)):
        if matrices.ndim < 2:
            raise invalid(f"In[{index}] ndims must be >= 2: {matrices.ndim}")
    if not broadcasts(x.shape[:-2], y.shape[:-2]):
        shapes = f"{static_repr(x.shape)} vs. {static_repr(y.shape)}"
        raise invalid(f"In[0] and In[1] must have compatible batch dimensions: {shapes}")
    return _batched_product(x, y, adj_x, adj_y)


BatchMatMulV2.example([[[1.0, 2.0]], [[3.0, 4.0]]], [[1.0], [1.0]], gives=[[[3.0]], [[7.0]]])
BatchMatMulV2.rejects([1.0], [[1.0]], error=InvalidArgumentError, message="In[0] ndims must be >= 2: 1")


@BatchMatMulV2.arguments
def _(draw: Any) -> dict[str, Any]:
    return _draw_batches(draw, broadcasting=True)


def _draw_batches(draw: Any, broadcasting: bool) -> dict[str, Any]:
    dtype, batch = draw.dtype(*_DRAWN), draw.shape(max_rank=2, max_size=3)
    rows, inner, columns = (draw.integer(1, 3) for _ in range(3))
    adj_x, adj_y = draw.boolean(), draw.boolean()
    other = draw.broadcastable(batch) if broadcasting else batch
    x = draw.tensor(dtype, (*batch, *((inner, rows) if adj_x else (rows, inner))), low=-4, high=4)
    y = draw.tensor(dtype, (*other, *((columns, inner) if adj_y else (inner, columns))), low=-4, high=4)
    return {"x": x, "y": y, "adj_x": adj_x, "adj_y": adj_y}
