"""Ops that put elements around a tensor: Pad, PadV2 and MirrorPad."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.constant_value import constant_value
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import merge, with_rank, with_size
from reference.ops.array.faults import invalid
from reference.public import public
from reference.runtime.memory import check_size
from reference.tensor_shape import static_repr

Pad = op("Pad", "input: T, paddings: Tpaddings", "output: T", "T: type, Tpaddings: {int32, int64} = int32")
PadV2 = op(
    "PadV2",
    "input: T, paddings: Tpaddings, constant_values: T",
    "output: T",
    "T: type, Tpaddings: {int32, int64} = int32",
)
_MIRROR = 'T: type, Tpaddings: {int32, int64} = int32, mode: {"REFLECT", "SYMMETRIC"}'
MirrorPad = op("MirrorPad", "input: T, paddings: Tpaddings", "output: T", _MIRROR)
MirrorPadGrad = op("MirrorPadGrad", "input: T, paddings: Tpaddings", "output: T", _MIRROR, accuracy="sum")


@Pad.shape
@MirrorPad.shape
def _(input: StaticShape, paddings: StaticShape, *, paddings_value: Any) -> StaticShape:
    return _padded_shape(input, paddings, paddings_value)


@PadV2.shape
def _(input: StaticShape, paddings: StaticShape, constant_values: StaticShape, *, paddings_value: Any) -> StaticShape:
    return _padded_shape(input, paddings, paddings_value)


def _padded_shape(input: StaticShape, paddings: StaticShape, amounts: Any) -> StaticShape:
    rows, columns = with_rank(paddings, 2)
    with_size(columns, 2)
    if rows is not None and input is not None and len(input) != rows:
        raise ValueError(f"Shape must be rank {rows} but is rank {len(input)}")
    rank = rows if input is None else len(input)
    if rank is None:
        return None
    if amounts is None or input is None:
        return (None,) * rank
    if (amounts < 0).any():
        raise ValueError("Paddings must be non-negative")
    return tuple(
        None if size is None else size + int(before) + int(after)
        for size, (before, after) in zip(input, amounts, strict=True)
    )


@Pad.kernel
def _(input: Any, paddings: Any) -> Any:
    return _padded(input, paddings, b"" if input.dtype == object else 0)


@PadV2.kernel
def _(input: Any, paddings: Any, constant_values: Any) -> Any:
    _check_rows(input, paddings)
    if constant_values.ndim:
        raise invalid(f"constant_values must be a scalar. Found: {static_repr(constant_values.shape)}")
    return _padded(input, paddings, constant_values)


def _check_rows(input: Any, paddings: Any) -> None:
    _check_matrix(paddings)
    if len(paddings) != input.ndim:
        raise invalid(
            "The first dimension of paddings must be the rank of inputs"
            f"{static_repr(paddings.shape)} {static_repr(input.shape)}"
        )


def _padded(input: Any, paddings: Any, value: Any) -> Any:
    _check_rows(input, paddings)
    for before, after in paddings.tolist():
        if before < 0 or after < 0:
            raise invalid(f"Paddings must be non-negative: {before} {after}")
    sizes = np.add(input.shape, paddings.sum(axis=1)).tolist()
    check_size(sizes, input.dtype)
    result = np.full(sizes, value, input.dtype)
    middle: list[Any] = [
        slice(before, before + size) for size, (before, _) in zip(input.shape, paddings.tolist(), strict=True)
    ]
    result[(*middle, ...)] = input
    return result


def _check_matrix(paddings: Any) -> None:
    if paddings.ndim != 2 or paddings.shape[1] != 2:
        raise invalid(f"paddings must be a matrix with 2 columns: {static_repr(paddings.shape)}")


@MirrorPad.kernel
def _(input: Any, paddings: Any, *, mode: str) -> Any:
    _check_mirrored(input, paddings, ",")
    for size, (before, after) in zip(input.shape, paddings.tolist(), strict=True):
        if before < 0 or after < 0:
            raise invalid(f"paddings must be non-negative: {before} {after}")
        if mode == "SYMMETRIC" and (before > size or after > size):
            raise invalid(f"paddings must be no greater than the dimension size: {before}, {after} greater than {size}")
        if mode == "REFLECT" and (before >= size or after >= size):
            raise invalid(f"paddings must be less than the dimension size: {before}, {after} not less than {size}")
    for axis, (size, amounts) in enumerate(zip(input.shape, paddings.tolist(), strict=True)):
        input = np.take(input, _mirrored(size, amounts, mode), axis)
    return input


def _check_mirrored(input: Any, paddings: Any, comma: str) -> None:
    _check_matrix(paddings)
    if len(paddings) != input.ndim:
        raise invalid(
            "The first dimension of paddings must be the rank of inputs"
            f"{static_repr(paddings.shape)}{comma} {static_repr(input.shape)}"
        )


def _mirrored(size: int, amounts: list[int], mode: str) -> Any:
    """Which element of an axis stands at each place of the padded axis."""
    edge = 1 if mode == "REFLECT" else 0  # a reflection leaves out the element at the edge
    places = np.arange(size)
    before = places[edge : edge + amounts[0]][::-1]
    after = places[size - edge - amounts[1] : size - edge][::-1]
    return np.concatenate([before, places, after])


@MirrorPadGrad.shape
def _(input: StaticShape, paddings: StaticShape, *, paddings_value: Any) -> StaticShape:
    rows, _ = with_rank(paddings, 2)
    if rows is None:
        return None
    sizes = with_rank(input, rows)
    merge(paddings, (rows, 2))
    if paddings_value is None:
        return (None,) * rows
    return tuple(map(_without_padding, sizes, paddings_value.tolist()))


def _without_padding(size: int | None, amounts: list[int]) -> int | None:
    if min(amounts) < 0:
        raise ValueError("Paddings must be non-negative")
    amount = sum(amounts)
    if size is not None and amount > size:
        raise ValueError(f"Negative dimension size caused by subtracting {amount} from {size}")
    return None if size is None else size - amount


@MirrorPadGrad.kernel
def _(input: Any, paddings: Any, *, mode: str) -> Any:
    """Adds what was gained for each copy to the element that was copied."""
    _check_mirrored(input, paddings, "")
    for size, (before, after) in zip(input.shape, paddings.tolist(), strict=True):
        inner = size - before - after
        if mode == "SYMMETRIC" and (before > inner or after > inner):
            raise invalid(
                f"paddings must be no greater than the output dimension size: {before}, {after} greater than {inner}"
            )
        if mode == "REFLECT" and (before >= inner or after >= inner):
            raise invalid(
                f"paddings must be less than the output dimension size: {before}, {after} not less than {inner}"
            )
    for axis, (before, after) in enumerate(paddings.tolist()):
        inner = input.shape[axis] - before - after
        moved = np.moveaxis(input, axis, 0)
        folded = np.zeros((inner, *moved.shape[1:]), input.dtype)
        np.add.at(folded, _mirrored(inner, [before, after], mode), moved)
        input = np.moveaxis(folded, 0, axis)
    return input


Pad.example([[1, 2]], [[1, 0], [0, 2]], gives=[[0, 0, 0, 0], [1, 2, 0, 0]])
Pad.rejects([1, 2], [[-1, 0]], error=InvalidArgumentError, message="Paddings must be non-negative: -1 0")
Pad.rejects([1, 2], [[-1, 0]], error=ValueError, message="Paddings must be non-negative", building=True)
PadV2.example([1, 2], [[1, 1]], 7, gives=[7, 1, 2, 7])
PadV2.rejects([1], [[1, 1]], [7], error=InvalidArgumentError, message="constant_values must be a scalar. Found: [1]")
MirrorPad.example([1, 2, 3], [[2, 1]], gives=[3, 2, 1, 2, 3, 2], mode="REFLECT")
MirrorPad.example([1, 2, 3], [[2, 1]], gives=[2, 1, 1, 2, 3, 3], mode="SYMMETRIC")
MirrorPad.rejects(
    [1, 2],
    [[2, 0]],
    error=InvalidArgumentError,
    message="paddings must be less than the dimension size: 2, 0 not less than 2",
    mode="REFLECT",
)
MirrorPadGrad.example([1, 2, 3, 4, 5], [[1, 1]], gives=[3, 3, 9], mode="SYMMETRIC")
MirrorPadGrad.rejects(
    [1, 2, 3],
    [[1, 1]],
    error=InvalidArgumentError,
    message="paddings must be less than the output dimension size: 1, 1 not less than 1",
    mode="REFLECT",
)


def _drawn_paddings(draw: Any, limits: list[int]) -> Any:
    rows = [[draw.integer(0, limit), draw.integer(0, limit)] for limit in limits]
    return draw.constant(np.array(rows, np.int32).reshape(len(rows), 2))


@Pad.arguments
def _(draw: Any) -> dict[str, Any]:
    input = draw.tensor(draw.dtype())
    return {"input": input, "paddings": _drawn_paddings(draw, [2] * len(input.shape))}


@PadV2.arguments
def _(draw: Any) -> dict[str, Any]:
    input = draw.tensor(draw.dtype())
    paddings = _drawn_paddings(draw, [2] * len(input.shape))
    return {"input": input, "paddings": paddings, "constant_values": draw.tensor(input.dtype, ())}


@MirrorPad.arguments
def _(draw: Any) -> dict[str, Any]:
    mode = draw.choice(["REFLECT", "SYMMETRIC"])
    shape = tuple(draw.integer(1, 4) for _ in range(draw.integer(1, 3)))
    limits = [size - 1 if mode == "REFLECT" else size for size in shape]
    return {
        "input": draw.tensor(draw.dtype("float32", "float64", "int32"), shape),
        "paddings": _drawn_paddings(draw, limits),
        "mode": mode,
    }


@MirrorPadGrad.arguments
def _(draw: Any) -> dict[str, Any]:
    inner, amounts = draw.integer(3, 4), [draw.integer(0, 2), draw.integer(0, 2)]
    return {
        "input": draw.tensor(draw.dtype("float32", "float64", "int32"), (inner + sum(amounts),)),
        "paddings": draw.constant(np.array([amounts], np.int32)),
        "mode": draw.choice(["REFLECT", "SYMMETRIC"]),
    }


@public("pad")
def pad(
    tensor: Any, paddings: Any, mode: str = "CONSTANT", name: str | None = None, constant_values: Any = 0
) -> Tensor:
    """``tensor`` with so many elements before and after it along each axis as the rows of ``paddings`` say.

    ``mode`` is CONSTANT, REFLECT or SYMMETRIC, in any case of letters; ValueError for another one.
    """
    kind = mode.upper()
    if kind == "CONSTANT":
        result = _pad_with(tensor, paddings, name, constant_values)
    elif kind in ("REFLECT", "SYMMETRIC"):
        result = build("MirrorPad", name, input=tensor, paddings=paddings, mode=kind)
    else:
        raise ValueError(f"Unknown padding mode: {mode}")
    _note_known_sizes(result)
    return result


def _pad_with(tensor: Any, paddings: Any, name: str | None, value: Any) -> Tensor:
    if not isinstance(value, Tensor) and np.ndim(value) == 0 and value == 0:
        return build("Pad", name, input=tensor, paddings=paddings)  # type: ignore[no-any-return]
    return build("PadV2", name, input=tensor, paddings=paddings, constant_values=value)  # type: ignore[no-any-return]


def _note_known_sizes(result: Tensor) -> None:
    """Sets the sizes of axes whose paddings are known while those of other axes are not."""
    tensor, paddings = result.op._inputs[:2]
    if tensor._static is None or None not in (result._static or (None,)) or paddings.op.type != "Pack":
        return
    amounts = [constant_value(row) for row in paddings.op._inputs]
    sizes = [
        None if size is None or amount is None else size + int(amount.sum())
        for size, amount in zip(tensor._static, amounts, strict=True)
    ]
    result.set_shape(sizes)
