"""Slice: a box cut out of a tensor, given by its corner and its sizes."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import merge, with_rank
from reference.ops.array.faults import invalid
from reference.public import public
from reference.tensor_shape import static_repr

Slice = op("Slice", "input: T, begin: Index, size: Index", "output: T", "T: type, Index: {int32, int64}")


@Slice.shape
def _(
    input: StaticShape,
    begin: StaticShape,
    size: StaticShape,
    *,
    begin_as_shape: StaticShape,
    size_as_shape: StaticShape,
    size_value: Any,
) -> StaticShape:
    (count,) = merge(with_rank(begin, 1), with_rank(size, 1)) or (None,)
    if count is not None:
        input = with_rank(input, count)
    if input is None or size_as_shape is None:
        known = input if size_as_shape is None else size_as_shape
        return None if known is None else (None,) * len(known)
    if size_value is None or begin_as_shape is None:
        return size_as_shape
    return tuple(map(_static_size, input, begin_as_shape, size_as_shape))


def _static_size(whole: int | None, begin: int | None, size: int | None) -> int | None:
    if size is not None or whole is None or begin is None:
        return size
    if begin > whole:
        raise ValueError(f"Negative dimension size caused by subtracting {begin} from {whole}")
    return whole - begin


@Slice.kernel
def _(input: Any, begin: Any, size: Any) -> Any:
    if begin.shape != (input.ndim,) or size.shape != (input.ndim,):
        raise invalid(
            f"Expected begin and size arguments to be 1-D tensors of size {input.ndim}, "
            f"but got shapes {static_repr(begin.shape)} and {static_repr(size.shape)} instead."
        )
    index: list[Any] = []
    for axis, (whole, first, count) in enumerate(zip(input.shape, begin.tolist(), size.tolist(), strict=True)):
        if not 0 <= first <= whole:
            raise invalid(f"Expected begin[{axis}] in [0, {whole}], but got {first}")
        rest = whole - first
        count = rest if count == -1 else count
        if not 0 <= count <= rest:
            raise invalid(f"Expected size[{axis}] in [0, {rest}], but got {count}")
        index.append(builtins.slice(first, first + count))
    return input[(*index, ...)]


Slice.example([[1, 2, 3], [4, 5, 6]], [0, 1], [2, -1], gives=[[2, 3], [5, 6]])
Slice.rejects([1, 2, 3], [1], [3], error=InvalidArgumentError, message="Expected size[0] in [0, 2], but got 3")
Slice.rejects(
    [1, 2, 3],
    [4],
    [-1],
    error=ValueError,
    message="Negative dimension size caused by subtracting 4 from 3",
    building=True,
)


@Slice.arguments
def _(draw: Any) -> dict[str, Any]:
    input = draw.tensor(draw.dtype(), draw.shape(1, 3))
    begin = [draw.integer(0, max(size - 1, 0)) if draw.integer(0, 7) else size for size in input.shape]
    rest = [whole - first for whole, first in zip(input.shape, begin, strict=True)]
    size = [draw.choice([1, -1, *range(count + 1)]) if count else 0 for count in rest]
    return {
        "input": input,
        "begin": draw.constant(np.array(begin, np.int32)),
        "size": draw.constant(np.array(size, np.int32)),
    }


@public("slice")
def slice(input_: Any, begin: Any, size: Any, name: str | None = None) -> Tensor:
    """The box of ``input_`` that begins at ``begin`` and has these sizes; -1 is the rest of an axis."""
    return build("Slice", name, input=input_, begin=begin, size=size)  # type: ignore[no-any-return]
