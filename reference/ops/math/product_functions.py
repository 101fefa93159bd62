"""`tf.matmul` and `tf.scalar_mul`: which product the operands mean (OPS-20)."""

from __future__ import annotations

from typing import Any

from reference import dtypes
from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.math.complex_numbers import conj
from reference.public import public
from reference.sparse import IndexedSlices


@public("matmul", "linalg.matmul")
def matmul(
    a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False, adjoint_a: bool = False,
    adjoint_b: bool = False, a_is_sparse: bool = False, b_is_sparse: bool = False, name: str | None = None,
) -> Any:  # fmt: skip
    """The product of matrices, or of batches of matrices where one operand has (or may have) more dimensions.

    ``adjoint_a``: ``a`` transposed and conjugated; ``a_is_sparse``: ``a`` has many zeros.  Raises ValueError if
    both ``transpose_a`` and ``adjoint_a`` are asked for.
    """
    with name_scope(name, "MatMul", [a, b]) as scope:
        for letter, both in (("a", transpose_a and adjoint_a), ("b", transpose_b and adjoint_b)):
            if both:
                raise ValueError(f"Only one of transpose_{letter} and adjoint_{letter} can be True.")
        a, b = to_tensor(a, name="a"), to_tensor(b, name="b")
        sparse = a_is_sparse or b_is_sparse
        if not sparse and (_may_be_batch(a) or _may_be_batch(b)):
            x, adj_x = (conj(a), True) if transpose_a else (a, adjoint_a)
            y, adj_y = (conj(b), True) if transpose_b else (b, adjoint_b)
            return build("BatchMatMulV2", scope, x=x, y=y, adj_x=adj_x, adj_y=adj_y)
        a, transpose_a = (conj(a), True) if adjoint_a else (a, transpose_a)
        b, transpose_b = (conj(b), True) if adjoint_b else (b, transpose_b)
        turned = {"transpose_a": transpose_a, "transpose_b": transpose_b}
        if sparse and {a.dtype.base_dtype, b.dtype.base_dtype} <= {dtypes.float32, dtypes.bfloat16}:
            return build("SparseMatMul", scope, a=a, b=b, a_is_sparse=a_is_sparse, b_is_sparse=b_is_sparse, **turned)
        return build("MatMul", scope, a=a, b=b, **turned)


def _may_be_batch(x: Tensor) -> bool:
    return x._static is None or len(x._static) > 2


@public("scalar_mul", "math.scalar_mul")
def scalar_mul(scalar: Any, x: Any, name: str | None = None) -> Any:
    """``scalar`` times ``x`` (a tensor or `IndexedSlices`); ValueError if it is not known to be a scalar."""
    scalar = to_tensor(scalar, x.dtype.base_dtype, "scalar")
    if scalar._static != ():
        raise ValueError(f"Only scalar multiply works, got shape {scalar.shape}")
    if isinstance(x, IndexedSlices):
        return IndexedSlices(build("Mul", name, x=scalar, y=x.values), x.indices, x.dense_shape)
    return build("Mul", name, x=scalar, y=x)
