"""Ops that take a tensor apart along an axis: Split into equal parts, SplitV into parts of given sizes."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.convert import to_tensor
from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.ops.array.faults import invalid
from reference.public import public

Split = op(
    "Split",
    "split_dim: int32, value: T",
    "output: num_split * T",
    "num_split: int >= 1, T: type",
    renamed={"split_dim": "axis"},
)


@Split.shape
def _(split_dim: StaticShape, value: StaticShape, *, num_split: int, split_dim_value: Any) -> list[StaticShape]:
    axis = _static_axis(split_dim_value, value)
    if value is None:
        return [None] * num_split
    if axis is None:
        return [(None,) * len(value)] * num_split
    size = value[axis]
    if size is not None and size % num_split:
        raise ValueError(
            f"Dimension size must be evenly divisible by {num_split} but is {size}\n\t"
            f"Number of ways to split should evenly divide the split dimension"
        )
    return [_resized(value, axis, None if size is None else size // num_split)] * num_split


def _static_axis(value: Any, shape: StaticShape) -> int | None:
    if value is None or shape is None:
        return None
    if value.ndim:
        raise ValueError(f"Input must be scalar but has rank {value.ndim}")
    axis, rank = int(value), len(shape)
    if not -rank <= axis < rank:
        raise ValueError(f"Dimension size, given by scalar input {axis} must be in range [-{rank}, {rank})")
    return axis % rank


def _resized(shape: tuple[int | None, ...], axis: int, size: int | None) -> StaticShape:
    return (*shape[:axis], size, *shape[axis + 1 :])


@Split.kernel
def _(split_dim: Any, value: Any, *, num_split: int) -> Any:
    if split_dim.ndim:
        raise invalid(f"split_dim must be a scalar but has rank {split_dim.ndim}")
    axis = _axis(int(split_dim), value)
    if value.shape[axis] % num_split:
        raise invalid(
            "Number of ways to split should evenly divide the split dimension, "
            f"but got split_dim {axis} (size = {value.shape[axis]}) and num_split {num_split}"
        )
    return np.split(value, num_split, axis)


def _axis(axis: int, value: Any) -> int:
    if not -value.ndim <= axis < value.ndim:
        raise invalid(f"-input rank(-{value.ndim}) <= split_dim < input rank ({value.ndim}), but got {axis}")
    return int(axis % value.ndim)


Split.example(0, [1, 2, 3, 4], gives=[[1, 2], [3, 4]], num_split=2)
Split.rejects(
    0,
    [1, 2, 3, 4],
    error=InvalidArgumentError,
    message="Number of ways to split should evenly divide the split dimension, "
    "but got split_dim 0 (size = 4) and num_split 3",
    num_split=3,
)
Split.rejects(
    0,
    [1, 2, 3, 4],
    error=ValueError,
    message="Dimension size must be evenly divisible by 3 but is 4",
    building=True,
    num_split=3,
)


@Split.arguments
def _(draw: Any) -> dict[str, Any]:
    shape, num_split = list(draw.shape(1, 3)), draw.integer(1, 3)
    axis = draw.axis(len(shape))
    shape[axis] *= num_split
    value = draw.tensor(draw.dtype(), tuple(shape))
    return {"split_dim": draw.constant(np.array(axis, np.int32)), "value": value, "num_split": num_split}


SplitV = op(
    "SplitV",
    "value: T, size_splits: Tlen, split_dim: int32",
    "output: num_split * T",
    "num_split: int >= 1, T: type, Tlen: {int32, int64} = int64",
    renamed={"split_dim": "axis"},
)


@SplitV.shape
def _(
    value: StaticShape,
    size_splits: StaticShape,
    split_dim: StaticShape,
    *,
    num_split: int,
    size_splits_value: Any,
    split_dim_value: Any,
) -> list[StaticShape]:
    if value == ():
        raise ValueError("Can't split scalars")
    axis = _static_axis(split_dim_value, value)
    if value is None:
        return [None] * num_split
    if size_splits_value is None:
        return [(None,) * len(value) if axis is None else _resized(value, axis, None)] * num_split
    axis = len(value) - 1 if axis is None else axis  # TensorFlow takes an unknown axis for the last
    if size_splits_value.size != num_split:
        raise ValueError("Length of size_splits should be equal to num_outputs")
    return [_resized(value, axis, size) for size in _static_sizes(size_splits_value.tolist(), value[axis])]


def _static_sizes(sizes: list[int], whole: int | None) -> list[int | None]:
    """The sizes, with the one that is -1 worked out where the whole is known."""
    if sizes.count(-1) > 1:
        raise ValueError("size_splits can only have one -1")
    given = sum(size for size in sizes if size != -1)
    free = -1 in sizes
    if whole is not None and (given > whole if free else given != whole):
        raise ValueError(f"can't split axis of size {whole} into pieces of size [{','.join(map(str, sizes))}]")
    rest = None if whole is None else whole - given
    return [rest if size == -1 else size for size in sizes]


@SplitV.kernel
def _(value: Any, size_splits: Any, split_dim: Any, *, num_split: int) -> Any:
    if size_splits.ndim != 1 or size_splits.size != num_split:
        raise invalid(
            "size of the split_tensor must be 1-D and have the same elements as outputs "
            f"got {size_splits.ndim} -D and {size_splits.size} elements"
        )
    axis = _axis(int(split_dim.item()), value)
    sizes = size_splits.tolist()
    if num_split == 1:
        if sizes[0] != value.shape[axis]:  # -1 too
            raise invalid(
                "If there is only one output, it must have the same size as the input. "
                f"Input size: {value.shape[axis]} output size: {sizes[0]}"
            )
        return [value]
    if sizes.count(-1) > 1:
        raise invalid("There can only be one -1 in the input.")
    given, whole = sum(size for size in sizes if size != -1), value.shape[axis]
    if given > whole or (given != whole and -1 not in sizes):
        raise invalid(
            "Determined shape must either match input shape along split_dim exactly if fully specified, "
            f"or be less than the size of the input along split_dim if not fully specified.  Got: {given}"
        )
    sizes = [whole - given if size == -1 else size for size in sizes]
    if min(sizes) < 0:
        raise invalid(f"Split size at index {sizes.index(min(sizes))} must be >= 0. Got: {min(sizes)}")
    return np.split(value, np.cumsum(sizes)[:-1], axis)


SplitV.example([1, 2, 3, 4], [1, 3], 0, gives=[[1], [2, 3, 4]], num_split=2)
SplitV.example([1, 2, 3, 4], [-1, 1], 0, gives=[[1, 2, 3], [4]], num_split=2)
SplitV.rejects(
    [1, 2, 3, 4],
    [1, 2],
    0,
    error=InvalidArgumentError,
    message="Determined shape must either match input shape along split_dim exactly if fully specified, "
    "or be less than the size of the input along split_dim if not fully specified.  Got: 3",
    num_split=2,
)
SplitV.rejects(
    [1, 2, 3, 4],
    [1, 2],
    0,
    error=ValueError,
    message="can't split axis of size 4 into pieces of size [1,2]",
    building=True,
    num_split=2,
)


@SplitV.arguments
def _(draw: Any) -> dict[str, Any]:
    shape, sizes = list(draw.shape(1, 3)), [draw.integer(0, 2) for _ in range(draw.integer(1, 3))]
    axis = draw.axis(len(shape))
    shape[axis] = sum(sizes)
    if len(sizes) > 1 and draw.boolean():
        sizes[draw.integer(0, len(sizes) - 1)] = -1
    return {
        "value": draw.tensor(draw.dtype(), tuple(shape)),
        "size_splits": draw.constant(np.array(sizes, np.int32)),
        "split_dim": draw.constant(np.array(axis, np.int32)),
        "num_split": len(sizes),
    }


@public("split")
def split(
    value: Any, num_or_size_splits: Any, axis: Any = 0, num: int | None = None, name: str = "split"
) -> list[Tensor]:
    """The parts of ``value`` along ``axis``: so many of one size, or of the given sizes.

    ``num`` says how many sizes there are where that is not known; ValueError else.
    """
    sizes = to_tensor(num_or_size_splits)
    if isinstance(num_or_size_splits, int | np.integer):
        return build("Split", name, split_dim=axis, num_split=num_or_size_splits, value=value)  # type: ignore[no-any-return]
    if sizes._static == ():
        raise ValueError(
            "Rank-0 tensors are not supported as the num_or_size_splits argument to split. "
            f"Argument provided: {num_or_size_splits}"
        )
    if num is None:
        num = None if sizes._static is None else sizes._static[0]
        if num is None:
            raise ValueError(f"Cannot infer num from shape {num_or_size_splits}")
    return build("SplitV", name, value=value, size_splits=sizes, split_dim=axis, num_split=num)  # type: ignore[no-any-return]
