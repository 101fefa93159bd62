"""Ops on diagonals: Diag, DiagPart, the Matrix ops on the last two axes, and `tf.eye`."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import is_full, merge, merge_dimension, with_rank, with_rank_at_least
from reference.ops.array.faults import invalid
from reference.public import public
from reference.tensor_shape import static_repr

_NUMBERS = "{bfloat16, half, float, double, int32, int64, complex64, complex128}"
Diag = op("Diag", "diagonal: T", "output: T", f"T: {_NUMBERS}", public="diag linalg.tensor_diag")
DiagPart = op("DiagPart", "input: T", "diagonal: T", f"T: {_NUMBERS}", public="diag_part linalg.tensor_diag_part")


@Diag.shape
def _(diagonal: StaticShape) -> StaticShape:
    with_rank_at_least(diagonal, 1)
    return None if diagonal is None else diagonal + diagonal


@Diag.kernel
def _(diagonal: Any) -> Any:
    if diagonal.ndim < 1:
        raise invalid(f"Input must be at least rank 1, got {diagonal.ndim}")
    return _diagonal_matrix(diagonal.ravel()).reshape(diagonal.shape * 2)


def _diagonal_matrix(diagonal: Any) -> Any:
    """A matrix with the last axis of ``diagonal`` on its diagonal."""
    size = diagonal.shape[-1]
    result = np.full((*diagonal.shape, size), b"" if diagonal.dtype == object else 0, diagonal.dtype)
    result[..., np.arange(size), np.arange(size)] = diagonal
    return result


@DiagPart.shape
def _(input: StaticShape) -> StaticShape:
    if input is None:
        return None
    if not input or len(input) % 2:
        raise ValueError(f"Input must have even and non-zero rank, input rank is {len(input)}")
    half = len(input) // 2
    return tuple(map(merge_dimension, input[:half], input[half:]))


@DiagPart.kernel
def _(input: Any) -> Any:
    rank = input.ndim
    if rank == 0:  # whatever the message says
        return input
    if rank % 2:
        space = " " * 42  # so TensorFlow's message has it
        raise invalid(f"The rank of the tensor should be{space}even and positive, got shape {static_repr(input.shape)}")
    half = input.shape[: rank // 2]
    for axis, (one, other) in enumerate(zip(half, input.shape[rank // 2 :], strict=True)):
        if one != other:
            where = f"dimensions {axis} and {axis + rank // 2}"
            raise invalid(f"Invalid shape {static_repr(input.shape)}: {where} do not match.")
    count = int(np.prod(half))
    return np.diagonal(input.reshape(count, count)).reshape(half)


Diag.example([1, 2], gives=[[1, 0], [0, 2]])
Diag.rejects(1.0, error=InvalidArgumentError, message="Input must be at least rank 1, got 0")
DiagPart.example([[1, 2], [3, 4]], gives=[1, 4])
DiagPart.rejects([[1, 2]], error=InvalidArgumentError, message="Invalid shape [1,2]: dimensions 0 and 1 do not match.")
DiagPart.rejects([[1, 2]], error=ValueError, message="Dimensions must be equal, but are 1 and 2", building=True)


@Diag.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"diagonal": draw.tensor(draw.dtype("float32", "int32", "float64"), draw.shape(1, 2))}


@DiagPart.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = draw.shape(1, 2)
    return {"input": draw.tensor(draw.dtype("float32", "int32", "float64"), shape * 2)}


MatrixDiag = op("MatrixDiag", "diagonal: T", "output: T", "T: type")
MatrixDiagPart = op("MatrixDiagPart", "input: T", "diagonal: T", "T: type")
MatrixSetDiag = op("MatrixSetDiag", "input: T, diagonal: T", "output: T", "T: type")
MatrixBandPart = op(
    "MatrixBandPart",
    "input: T, num_lower: Tindex, num_upper: Tindex",
    "band: T",
    "T: type, Tindex: {int32, int64} = int64",
    public="matrix_band_part linalg.band_part",
)


@MatrixDiag.shape
def _(diagonal: StaticShape) -> StaticShape:
    with_rank_at_least(diagonal, 1)
    return None if diagonal is None else (*diagonal, diagonal[-1])


@MatrixDiag.kernel
def _(diagonal: Any) -> Any:
    if diagonal.ndim < 1:
        raise invalid(f"diagonal must be at least 1-dim, received shape: {static_repr(diagonal.shape)}")
    return _diagonal_matrix(diagonal)


@MatrixDiagPart.shape
def _(input: StaticShape) -> StaticShape:
    with_rank_at_least(input, 2)
    return None if input is None else (*input[:-2], _smaller(input[-2], input[-1]))


def _smaller(rows: int | None, columns: int | None) -> int | None:
    if rows == 0 or columns == 0:
        return 0
    return None if rows is None or columns is None else min(rows, columns)


def _check_matrix(input: Any) -> None:
    if input.ndim < 2:
        raise invalid(f"input must be at least 2-dim, received shape: {static_repr(input.shape)}")


@MatrixDiagPart.kernel
def _(input: Any) -> Any:
    _check_matrix(input)
    return np.diagonal(input, axis1=-2, axis2=-1)


@MatrixSetDiag.shape
def _(input: StaticShape, diagonal: StaticShape) -> StaticShape:
    with_rank_at_least(input, 2)
    with_rank_at_least(diagonal, 1)
    if input is None:
        return None if diagonal is None else (*diagonal[:-1], None, None)
    ends = with_rank(diagonal, len(input) - 1)
    merge_dimension(_smaller(input[-2], input[-1]), ends[-1])
    return input if is_full(input) else merge(input, (*ends[:-1], None, None))


@MatrixSetDiag.kernel
def _(input: Any, diagonal: Any) -> Any:
    _check_matrix(input)
    size = min(input.shape[-2:])
    if diagonal.shape != (*input.shape[:-2], size):
        raise invalid(
            "Either first dimensions of diagonal don't match input.shape[:-2], or diagonal.shape[:-1] is not equal "
            "to the longests diagonal in range [lower_diag_index:upper_diag_index]."
        )
    result = np.array(input)
    result[..., np.arange(size), np.arange(size)] = diagonal
    return result


@MatrixBandPart.shape
def _(input: StaticShape, num_lower: StaticShape, num_upper: StaticShape) -> StaticShape:
    return input


@MatrixBandPart.kernel
def _(input: Any, num_lower: Any, num_upper: Any) -> Any:
    """Keeps so many diagonals below and above the main one; all of them for a negative number."""
    _check_matrix(input)
    rows, columns = input.shape[-2:]
    for name, limit, what, number in (
        ("num_lower", rows, "rows", num_lower),
        ("num_upper", columns, "columns", num_upper),
    ):
        if number.ndim:
            raise invalid(f"{name} must be scalar, got shape {static_repr(number.shape)}")
        if number > limit:
            raise invalid(f"{name} must be negative or less or equal to number of {what} ({limit}) got: {number}")
    below = np.arange(rows)[:, None] - np.arange(columns)
    kept = ((num_lower < 0) | (below <= num_lower)) & ((num_upper < 0) | (-below <= num_upper))
    zero = np.array(b"" if input.dtype == object else 0, input.dtype)
    return np.where(kept, input, zero)


MatrixDiag.example([[1, 2]], gives=[[[1, 0], [0, 2]]])
MatrixDiag.rejects(1, error=InvalidArgumentError, message="diagonal must be at least 1-dim, received shape: []")
MatrixDiagPart.example([[1, 2, 3], [4, 5, 6]], gives=[1, 5])
MatrixDiagPart.rejects([1], error=InvalidArgumentError, message="input must be at least 2-dim, received shape: [1]")
MatrixSetDiag.example([[1, 2, 3], [4, 5, 6]], [9, 8], gives=[[9, 2, 3], [4, 8, 6]])
MatrixSetDiag.rejects([1], [1], error=InvalidArgumentError, message="input must be at least 2-dim, received shape: [1]")
MatrixBandPart.example([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 1, 0, gives=[[1, 0, 0], [4, 5, 0], [0, 8, 9]])
MatrixBandPart.rejects(
    [[1, 2]],
    4,
    0,
    error=InvalidArgumentError,
    message="num_lower must be negative or less or equal to number of rows (1) got: 4",
)


@MatrixDiag.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"diagonal": draw.tensor(draw.dtype(), draw.shape(1, 2))}


@MatrixDiagPart.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"input": draw.tensor(draw.dtype(), draw.shape(2, 3))}


@MatrixSetDiag.arguments
def _(draw: Any) -> dict[str, Any]:
    dtype, shape = draw.dtype("float32", "int32", "float64"), draw.shape(2, 3)
    return {
        "input": draw.tensor(dtype, shape),
        "diagonal": draw.tensor(dtype, (*shape[:-2], min(shape[-2:]))),
    }


@MatrixBandPart.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = draw.shape(2, 3)
    numbers = [draw.constant(np.array(draw.integer(-1, size), np.int64)) for size in shape[-2:]]
    return {
        "input": draw.tensor(draw.dtype("float32", "int32", "float64"), shape),
        "num_lower": numbers[0],
        "num_upper": numbers[1],
    }


@public("matrix_diag", "linalg.diag")
def matrix_diag(
    diagonal: Any,
    name: str = "diag",
    k: Any = 0,
    num_rows: Any = -1,
    num_cols: Any = -1,
    padding_value: Any = 0,
) -> Tensor:
    """Square matrices with ``diagonal`` on their diagonals; TensorFlow 1.15 looks at no other argument."""
    return build("MatrixDiag", name, diagonal=diagonal)  # type: ignore[no-any-return]


@public("matrix_diag_part", "linalg.diag_part")
def matrix_diag_part(input: Any, name: str = "diag_part", k: Any = 0, padding_value: Any = 0) -> Tensor:
    """The diagonals of matrices; TensorFlow 1.15 looks at no other argument."""
    return build("MatrixDiagPart", name, input=input)  # type: ignore[no-any-return]


@public("matrix_set_diag", "linalg.set_diag")
def matrix_set_diag(input: Any, diagonal: Any, name: str = "set_diag", k: Any = 0) -> Tensor:
    """Matrices with other diagonals; TensorFlow 1.15 looks at no other argument."""
    return build("MatrixSetDiag", name, input=input, diagonal=diagonal)  # type: ignore[no-any-return]
