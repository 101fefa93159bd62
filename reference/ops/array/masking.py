"""Masks: `tf.boolean_mask` picks by one, `tf.sequence_mask` makes one."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference import dtypes
from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.array.extent import shape as shape_of
from reference.ops.array.gathering import gather
from reference.ops.array.joining import concat
from reference.ops.array.reshaping import expand_dims, squeeze
from reference.ops.source.constant import constant
from reference.public import public
from reference.tensor_shape import TensorShape


@public("boolean_mask")
def boolean_mask(tensor: Any, mask: Any, name: str | None = "boolean_mask", axis: int | None = None) -> Tensor:
    """The elements or slices of ``tensor`` where ``mask`` is true, along one new dimension.

    ``mask`` stands beside the dimensions of ``tensor`` from ``axis`` on.  ValueError if its rank is not
    known or 0, or if its shape does not fit.
    """
    with name_scope(name, values=[tensor, mask]):
        tensor, mask = to_tensor(tensor, name="tensor"), to_tensor(mask, name="mask")
        rank = mask.shape.ndims
        if rank == 0:
            raise ValueError("mask cannot be scalar.")
        if rank is None:
            raise ValueError(
                "Number of mask dimensions must be specified, even if some dimensions are None.  "
                "E.g. shape=[None] is ok, but shape=None is not."
            )
        axis = 0 if axis is None else axis
        masked: TensorShape = tensor.shape[axis : axis + rank]
        masked.assert_is_compatible_with(mask.shape)
        flat = _with_one_dimension(tensor, axis, rank)
        flat.set_shape(
            TensorShape(tensor.shape[:axis])
            .concatenate([masked.num_elements()])
            .concatenate(tensor.shape[axis + rank :])
        )
        where = build("Where", None, input=build("Reshape", None, tensor=mask, shape=[-1]))
        return gather(flat, squeeze(where, axis=[1]), axis=axis)


def _with_one_dimension(tensor: Tensor, axis: int, rank: int) -> Tensor:
    """``tensor`` with ``rank`` of its dimensions from ``axis`` on made one."""
    size = build("Prod", None, input=shape_of(tensor)[axis : axis + rank], reduction_indices=[0])
    sizes = [shape_of(tensor)[:axis], [size], shape_of(tensor)[axis + rank :]]
    return build("Reshape", None, tensor=tensor, shape=concat(sizes, 0))  # type: ignore[no-any-return]


@public("sequence_mask")
def sequence_mask(lengths: Any, maxlen: Any = None, dtype: Any = dtypes.bool, name: str | None = None) -> Tensor:
    """For each length n, a row of ``maxlen`` elements of which the first n are true.

    Without ``maxlen`` the largest length is taken.  ValueError if ``maxlen`` is not a scalar.
    """
    with name_scope(name, "SequenceMask", [lengths, maxlen]):
        lengths = to_tensor(lengths)
        maxlen = _largest(lengths) if maxlen is None else to_tensor(maxlen)
        if maxlen.shape.ndims not in (None, 0):
            raise ValueError("maxlen must be scalar for sequence_mask")
        start, delta = (constant(value, maxlen.dtype) for value in (0, 1))
        columns = build("Range", None, start=start, limit=maxlen, delta=delta)
        rows = expand_dims(lengths, -1)
        mask = build("Less", None, x=columns, y=build("Cast", None, x=rows, DstT=maxlen.dtype))
        if dtypes.as_dtype(dtype) == dtypes.bool:
            return mask  # type: ignore[no-any-return]
        return build("Cast", None, x=mask, DstT=dtype)  # type: ignore[no-any-return]


def _largest(lengths: Tensor) -> Tensor:
    """The largest of the lengths, and at least 0."""
    rank = lengths.shape.ndims
    axes = constant(np.arange(rank, dtype=np.int32)) if rank is not None else _axes(lengths)
    largest = build("Max", None, input=lengths, reduction_indices=axes)
    return build("Maximum", None, x=constant(0, lengths.dtype), y=largest)  # type: ignore[no-any-return]


def _axes(tensor: Tensor) -> Tensor:
    rank = build("Rank", None, input=tensor)
    return build("Range", None, start=0, limit=rank, delta=1)  # type: ignore[no-any-return]
