"""Ops that turn axes round: ReverseV2, Reverse, ReverseSequence, Roll."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.renamed_argument import given_once
from reference.opdef.static_shape import merge, merge_dimension, with_rank, with_rank_at_least, with_rank_at_most
from reference.ops.array.faults import invalid
from reference.public import public
from reference.tensor_shape import static_repr

ReverseV2 = op(
    "ReverseV2",
    "tensor: T, axis: Tidx",
    "output: T",
    "Tidx: {int32, int64} = int32, T: {uint8, int8, uint16, int16, int32, int64, bool, bfloat16, half, float, "
    "double, complex64, complex128, string}",
    public="reverse reverse_v2 manip.reverse",
)
Reverse = op(
    "Reverse",
    "tensor: T, dims: bool",
    "output: T",
    "T: {uint8, int8, uint16, int16, int32, int64, bool, half, float, double, complex64, complex128, string}",
)


@ReverseV2.shape
def _(tensor: StaticShape, axis: StaticShape, *, axis_value: Any) -> StaticShape:
    with_rank(axis, 1)
    if tensor is None:
        return None
    if len(tensor) > 8:
        raise ValueError("reverse does not work on tensors with more than 8 dimensions")
    if axis_value is not None:
        _checked_axes(axis_value, len(tensor))
    return tensor


def _checked_axes(axes: Any, rank: int) -> list[int]:
    found: list[int] = []
    for place, axis in enumerate(axes.tolist()):
        canonical = rank + axis if axis < 0 else axis
        if not 0 <= canonical < rank:
            raise ValueError(f"'axis'[{place}] = {axis} is out of valid range [0, {rank - 1}")
        if canonical in found:
            raise ValueError(f"axis {canonical} specified more than once.")
        found.append(canonical)
    return found


@ReverseV2.kernel
def _(tensor: Any, axis: Any) -> Any:
    if tensor.ndim == 0:
        return tensor
    if axis.ndim != 1:
        raise invalid(f"'dims' must be 1-dimension, not {axis.ndim}")
    try:
        return np.flip(tensor, tuple(_checked_axes(axis, tensor.ndim)))
    except ValueError as problem:
        raise invalid(str(problem)) from None


@Reverse.shape
def _(tensor: StaticShape, dims: StaticShape) -> StaticShape:
    (rank,) = with_rank(dims, 1)
    if tensor is not None and len(tensor) > 8:
        raise ValueError("reverse does not work on tensors with more than 8 dimensions")
    return tensor if rank is None else with_rank(tensor, rank)


@Reverse.kernel
def _(tensor: Any, dims: Any) -> Any:
    if tensor.ndim == 0:
        return tensor
    if dims.ndim != 1:
        raise invalid(f"'dims' must be 1-dimension, not {dims.ndim}")
    if dims.size != tensor.ndim:
        raise invalid(
            "'dims' must have the same number of values as 'input' has dimensions. "
            f"'input' has {tensor.ndim}'dims' has {dims.size} values"
        )
    return np.flip(tensor, tuple(np.flatnonzero(dims).tolist()))


ReverseV2.example([[1, 2], [3, 4]], [1], gives=[[2, 1], [4, 3]])
ReverseV2.rejects([1, 2], [1], error=InvalidArgumentError, message="'axis'[0] = 1 is out of valid range [0, 0")
ReverseV2.rejects([1, 2], [0, -1], error=ValueError, message="axis 0 specified more than once.", building=True)
Reverse.example([[1, 2], [3, 4]], [True, False], gives=[[3, 4], [1, 2]])
Reverse.rejects([1], [[True]], error=InvalidArgumentError, message="'dims' must be 1-dimension, not 2")


@ReverseV2.arguments
def _(draw: Any) -> dict[str, Any]:
    tensor = draw.tensor(draw.dtype())
    axes = [axis for axis in range(len(tensor.shape)) if draw.boolean()]
    return {"tensor": tensor, "axis": draw.constant(np.array(axes, np.int32))}


@Reverse.arguments
def _(draw: Any) -> dict[str, Any]:
    tensor = draw.tensor(draw.dtype())
    return {
        "tensor": tensor,
        "dims": draw.constant(np.array([draw.boolean() for _ in tensor.shape], np.bool_)),
    }


ReverseSequence = op(
    "ReverseSequence",
    "input: T, seq_lengths: Tlen",
    "output: T",
    "seq_dim: int, batch_dim: int = 0, T: type, Tlen: {int32, int64} = int64",
)


@ReverseSequence.shape
def _(input: StaticShape, seq_lengths: StaticShape, *, seq_dim: int, batch_dim: int) -> StaticShape:
    (count,) = with_rank(seq_lengths, 1)
    if input is None:
        return None
    for name, axis in (("batch_dim", batch_dim), ("seq_dim", seq_dim)):
        if axis >= len(input):
            raise ValueError(f"{name} must be < input rank: {axis} vs. {len(input)}")
    sizes = list(input)
    sizes[batch_dim] = merge_dimension(input[batch_dim], count)
    return tuple(sizes)


@ReverseSequence.kernel
def _(input: Any, seq_lengths: Any, *, seq_dim: int, batch_dim: int) -> Any:
    _check_sequences(input, seq_lengths, seq_dim, batch_dim)
    moved = np.moveaxis(input, (batch_dim, seq_dim), (0, 1))
    result = moved.copy()
    for row, length in enumerate(seq_lengths.tolist()):
        result[row, :length] = moved[row, :length][::-1]
    return np.moveaxis(result, (0, 1), (batch_dim, seq_dim))


def _check_sequences(input: Any, lengths: Any, seq_dim: int, batch_dim: int) -> None:
    if batch_dim == seq_dim:
        raise invalid(f"batch_dim == seq_dim == {seq_dim}")
    for name, axis in (("seq_dim", seq_dim), ("batch_dim", batch_dim)):
        if axis >= input.ndim:
            raise invalid(f"{name} must be < input.dims()( {axis} vs. {input.ndim})")
    if lengths.ndim != 1:
        raise invalid(f"seq_lens input must be 1-dim, not {lengths.ndim}")
    if lengths.size != input.shape[batch_dim]:
        raise invalid(f"len(seq_lens) != input.dims({batch_dim}), ({lengths.size} vs. {input.shape[batch_dim]})")
    for row, length in enumerate(lengths.tolist()):
        if length < 0:
            raise invalid(f"seq_lens({row}) < 0")
        if length > (input.shape[seq_dim] if seq_dim >= 0 else 0):
            raise invalid(f"seq_lens({row}) > input.dims({seq_dim})")


ReverseSequence.example([[1, 2, 3], [4, 5, 6]], [2, 3], gives=[[2, 1, 3], [6, 5, 4]], seq_dim=1)
ReverseSequence.rejects([[1, 2]], [3], error=InvalidArgumentError, message="seq_lens(0) > input.dims(1)", seq_dim=1)
ReverseSequence.rejects(
    [1, 2],
    [1, 1],
    error=ValueError,
    message="seq_dim must be < input rank: 1 vs. 1",
    building=True,
    seq_dim=1,
)


@ReverseSequence.arguments
def _(draw: Any) -> dict[str, Any]:
    shape = draw.shape(2, 3)
    lengths = [draw.integer(0, shape[1]) for _ in range(shape[0])]
    return {
        "input": draw.tensor(draw.dtype(), shape),
        "seq_lengths": draw.constant(np.array(lengths, np.int64)),
        "seq_dim": 1,
        "batch_dim": 0,
    }


@public("reverse_sequence")
def reverse_sequence(
    input: Any,
    seq_lengths: Any,
    seq_axis: int | None = None,
    batch_axis: int | None = None,
    name: str | None = None,
    seq_dim: int | None = None,
    batch_dim: int | None = None,
) -> Tensor:
    """``input`` with the first so many elements of each sequence turned round; sequences lie along ``seq_axis``.

    ``seq_dim`` and ``batch_dim`` are the old names of the axes.
    """
    seq_axis = given_once("seq_axis", seq_axis, "seq_dim", seq_dim)
    batch_axis = given_once("batch_axis", batch_axis, "batch_dim", batch_dim)
    return build(  # type: ignore[no-any-return]
        "ReverseSequence", name, input=input, seq_lengths=seq_lengths, seq_dim=seq_axis, batch_dim=batch_axis
    )


Roll = op(
    "Roll",
    "input: T, shift: Tshift, axis: Taxis",
    "output: T",
    "T: type, Tshift: {int32, int64}, Taxis: {int32, int64}",
    public="roll manip.roll",
)


@Roll.shape
def _(input: StaticShape, shift: StaticShape, axis: StaticShape) -> StaticShape:
    with_rank_at_least(input, 1)
    with_rank_at_most(shift, 1)
    with_rank_at_most(axis, 1)
    merge(shift, axis)
    return input


@Roll.kernel
def _(input: Any, shift: Any, axis: Any) -> Any:
    if input.ndim < 1:
        raise invalid("input must be 1-D or higher")
    for name, value in (("shift", shift), ("axis", axis)):
        if value.ndim > 1:
            raise invalid(f"{name} must be a scalar or a 1-D vector. Found: {static_repr(value.shape)}")
    if shift.shape != axis.shape:
        raise invalid("shift and axis must have the same size")
    for place in np.ravel(axis).tolist():
        if not -input.ndim <= place < input.ndim:
            raise invalid(f"axis {place} is out of range")
    return np.roll(input, shift.tolist(), axis.tolist())


Roll.example([1, 2, 3], 1, 0, gives=[3, 1, 2])
Roll.rejects([1, 2], 1, 1, error=InvalidArgumentError, message="axis 1 is out of range")


@Roll.arguments
def _(draw: Any) -> dict[str, Any]:
    input = draw.tensor(draw.dtype(), draw.shape(1, 3))
    shift, axis = draw.integer(-5, 5), draw.axis(len(input.shape))
    return {
        "input": input,
        "shift": draw.constant(np.array(shift, np.int32)),
        "axis": draw.constant(np.array(axis, np.int32)),
    }
