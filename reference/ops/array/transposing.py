"""Ops that permute axes: Transpose, ConjugateTranspose, and InvertPermutation."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.convert import to_tensor
from reference.errors import InvalidArgumentError
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import with_rank
from reference.ops.array.faults import invalid
from reference.public import public
from reference.tensor_shape import static_repr

_SIGNATURE = ("x: T, perm: Tperm", "y: T", "T: type, Tperm: {int32, int64} = int32")
Transpose = op("Transpose", *_SIGNATURE)
ConjugateTranspose = op("ConjugateTranspose", *_SIGNATURE)


@Transpose.shape
@ConjugateTranspose.shape
def _(x: StaticShape, perm: StaticShape, *, perm_value: Any) -> StaticShape:
    (length,) = with_rank(perm, 1)
    if perm_value is not None:
        length = perm_value.size
    rank = length if x is None else len(x)
    if rank is None:
        return None
    if length is not None and length != rank:
        raise ValueError(f"Dimension must be {rank} but is {length}")
    if rank < 2 and (x is None or perm_value is not None):
        return x
    if perm_value is None:
        return (None,) * rank
    for axis in perm_value.tolist():
        if not -rank <= axis < rank:
            raise ValueError(f"perm dim {axis} is out of range of input rank {rank}")
    return (None,) * rank if x is None else tuple(x[axis] for axis in perm_value.tolist())


@Transpose.kernel
def _(x: Any, perm: Any) -> Any:
    return _transposed(x, perm)


@ConjugateTranspose.kernel
def _(x: Any, perm: Any) -> Any:
    y = _transposed(x, perm)
    return np.conj(y) if y.dtype.kind == "c" else y


def _transposed(x: Any, perm: Any) -> Any:
    if perm.ndim != 1:
        raise invalid(f"perm must be a vector, not {static_repr(perm.shape)}")
    if perm.size != x.ndim:
        raise invalid(f"transpose expects a vector of size {x.ndim}. But input(1) is a vector of size {perm.size}")
    axes = perm.tolist()
    for axis in axes:
        if not 0 <= axis < x.ndim:
            raise invalid(f"{axis} is out of range [0 .. {x.ndim})")
    for axis in range(x.ndim):
        if axis not in axes:
            raise invalid(f"{axis} is missing from {{{','.join(map(str, axes))}}}.")
    return np.transpose(x, axes)


Transpose.example([[1, 2, 3], [4, 5, 6]], [1, 0], gives=[[1, 4], [2, 5], [3, 6]])
Transpose.rejects([[1, 2]], [0, 0], error=InvalidArgumentError, message="1 is missing from {0,0}.")
Transpose.rejects([[1, 2]], [0], error=ValueError, message="Dimension must be 2 but is 1", building=True)
ConjugateTranspose.example([[1j, 2]], [1, 0], gives=[[-1j], [2]])
ConjugateTranspose.rejects([[1, 2]], [0, 2], error=InvalidArgumentError, message="2 is out of range [0 .. 2)")


@Transpose.arguments
def _(draw: Any) -> dict[str, Any]:
    x = draw.tensor(draw.dtype(), draw.shape(draw.choice([0, 2, 3]), 4))
    axes = list(range(len(x.shape)))
    perm = [axes.pop(draw.integer(0, len(axes) - 1)) for _ in x.shape]
    return {"x": x, "perm": draw.constant(np.array(perm, np.int32))}


@ConjugateTranspose.arguments
def _(draw: Any) -> dict[str, Any]:
    """TensorFlow's kernel dies of dtypes that are not complex, and where nothing is moved."""
    shape = tuple(draw.integer(2, 4) for _ in range(draw.integer(2, 3)))
    perm = np.arange(len(shape), dtype=np.int32)[::-1]
    return {"x": draw.tensor(draw.dtype("complex64", "complex128"), shape), "perm": draw.constant(perm)}


@public("transpose")
def transpose(a: Any, perm: Any = None, name: str = "transpose", conjugate: bool = False) -> Tensor:
    """``a`` with its axes in the order ``perm``, reversed if that is left out; ``conjugate`` its complex values too."""
    with name_scope(name, "transpose", [a]) as scope:
        if perm is None:
            a = to_tensor(a, name="a")
            perm = _reversed_axes(a)
        conjugate = conjugate and to_tensor(a).dtype.is_complex
        op_type = "ConjugateTranspose" if conjugate else "Transpose"
        return build(op_type, scope, x=a, perm=perm)  # type: ignore[no-any-return]


def _reversed_axes(a: Tensor) -> Any:
    """The axes of ``a`` from the last to the first; worked out when run where the rank is not known."""
    if a._static:
        return np.arange(len(a._static), dtype=np.int32)[::-1]
    rank = build("Rank", None, input=a)
    last = build("Sub", "sub", x=rank, y=1)
    axes = build("Range", None, start=0, limit=rank, delta=1)
    return build("Sub", "sub", x=last, y=axes)


@public("matrix_transpose", "linalg.matrix_transpose", "linalg.transpose")
def matrix_transpose(a: Any, name: str = "matrix_transpose", conjugate: bool = False) -> Tensor:
    """``a`` with its last two axes swapped; ValueError if it has fewer."""
    with name_scope(name, values=[a]):
        a = to_tensor(a, name="a")
        static = a._static
        if static is None:
            return transpose(a, _axes_with_last_two_swapped(a), conjugate=conjugate)
        if len(static) < 2:
            raise ValueError(f"Argument 'a' should be a (batch) matrix, with rank >= 2.  Found: {a.shape}")
        rank = len(static)
        return transpose(a, [*range(rank - 2), rank - 1, rank - 2], conjugate=conjugate)


def _axes_with_last_two_swapped(a: Tensor) -> Any:
    rank = build("Rank", None, input=a)
    axes = build("Range", None, start=0, limit=build("Sub", "sub", x=rank, y=2), delta=1)
    last_two = [build("Sub", "sub", x=rank, y=1), build("Sub", "sub", x=rank, y=2)]
    return build("ConcatV2", "concat", values=[axes, last_two], axis=0)


InvertPermutation = op(
    "InvertPermutation",
    "x: T",
    "y: T",
    "T: {int32, int64} = int32",
    public="invert_permutation math.invert_permutation",
)


@InvertPermutation.shape
def _(x: StaticShape) -> StaticShape:
    return with_rank(x, 1)


@InvertPermutation.kernel
def _(x: Any) -> Any:
    if x.ndim != 1:
        raise invalid("invert_permutation expects a 1D vector.")
    y = np.full_like(x, -1)
    for place, value in enumerate(x.tolist()):
        if not 0 <= value < x.size:
            raise invalid(f"{value} is not between 0 and {x.size}")
        if y[value] != -1:
            raise invalid(f"{value} is duplicated in the input.")
        y[value] = place
    return y


InvertPermutation.example([2, 0, 1], gives=[1, 2, 0])
InvertPermutation.rejects([0, 0], error=InvalidArgumentError, message="0 is duplicated in the input.")


@InvertPermutation.arguments
def _(draw: Any) -> dict[str, Any]:
    numbers = list(range(draw.integer(0, 4)))
    permuted = [numbers.pop(draw.integer(0, len(numbers) - 1)) for _ in range(len(numbers))]
    return {"x": draw.constant(np.array(permuted, np.int32))}
