"""Dilated windows from plain ones: every image becomes several, each with some of the places of the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.constant_value import constant_value
from reference.opdef.functions import build
from reference.ops.array.extent import shape
from reference.ops.array.filling import zeros_like
from reference.ops.array.joining import stack
from reference.ops.source.constant import constant
from reference.public import public


def with_dilation(
    op: Callable[[Tensor, str], Tensor], images: Tensor, filter: Tensor, rate: Any, padding: str, data_format: Any
) -> Tensor:
    """``op(images, padding)``, or with rates other than one what it would give with a dilated window.

    ``rate`` has a number for each spatial axis.  Raises ValueError for rates that are no positive numbers.
    """
    filter_shape = shape(filter)
    rates = to_tensor(rate, dtype="int32", name="dilation_rate")
    if rates.shape.ndims not in (1, None):
        raise ValueError("rate must be rank 1")
    known = constant_value(rates)
    if known is not None:
        if (known < 1).any():
            raise ValueError("dilation_rate must be positive")
        if (known == 1).all():
            return op(images, padding)
    first = 2 if str(data_format).startswith("NC") else 1
    blocks, paddings, crops = _blocks(images, first, rates, padding, filter_shape)
    spread = build("SpaceToBatchND", None, input=images, block_shape=blocks, paddings=paddings)
    return build("BatchToSpaceND", None, input=op(spread, "VALID"), block_shape=blocks, crops=crops)  # type: ignore[no-any-return]


def _blocks(images: Tensor, first: int, rates: Tensor, padding: str, filter_shape: Tensor) -> tuple[Any, Any, Any]:
    """Block sizes, paddings and crops for the axes from 1 on; numbers where they are known while building."""
    known, taps = constant_value(rates), constant_value(filter_shape)
    count = int(rates.shape[0])
    base: Any = np.zeros((count, 2), np.int32)
    if padding == "SAME":
        base = _same_padding(rates if known is None else known, filter_shape if taps is None else taps)
    elif padding != "VALID":
        raise ValueError(f"Invalid padding method {padding!r}")
    sizes = None if images._static is None else images._static[first : first + count]
    if sizes is None or None in sizes:
        paddings, crops = space_to_batch_paddings(shape(images)[first : first + count], rates, base)
    else:
        paddings, crops = space_to_batch_paddings(sizes, rates, base)
    found = [constant_value(rates), constant_value(paddings), constant_value(crops)]
    values: list[Any] = [rates, paddings, crops] if any(value is None for value in found) else found
    return tuple(values) if first == 1 else tuple(map(_after_channels, values))


def _same_padding(rates: Any, filter_shape: Any) -> Tensor:
    """Half of what a dilated window reaches beyond its first place before, the rest after."""
    extra = (filter_shape[: rates.shape[0]] - 1) * rates
    sides = [extra // 2, extra - extra // 2]
    return stack(sides, 1) if isinstance(extra, Tensor) else stack(np.transpose(sides).tolist())


def _after_channels(value: Any) -> Any:
    """Block sizes or widths with a block of one, not widened, for the channels in front."""
    is_blocks = len(value.shape) == 1
    front = np.ones(1, np.int32) if is_blocks else np.zeros((1, 2), np.int32)
    if isinstance(value, np.ndarray):
        return np.concatenate([front, value])
    return build("ConcatV2", None, values=[constant(front), value], axis=0)


@public("required_space_to_batch_paddings")
def space_to_batch_paddings(
    input_shape: Any, block_shape: Any, base_paddings: Any = None, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The least paddings that blocks divide, and the crops that undo what is added to ``base_paddings``."""
    with name_scope(name, "required_space_to_batch_paddings", [input_shape, block_shape]):
        sizes = to_tensor(input_shape, dtype="int32", name="input_shape")
        blocks = to_tensor(block_shape, dtype="int32", name="block_shape")
        if base_paddings is None:
            base_paddings = constant(np.zeros((int(blocks.shape[0]), 2), np.int32), name="zeros")
        base = to_tensor(base_paddings, dtype="int32", name="base_paddings")
        known: list[Any] = [constant_value(tensor) for tensor in (sizes, blocks, base)]
        if all(value is not None for value in known):
            paddings, crops = _required(known[0], known[1], known[2], np.stack, np.zeros_like)
            return constant(paddings, name="paddings"), constant(crops, name="crops")
        return _required(sizes, blocks, base, stack, zeros_like)


def _required(sizes: Any, blocks: Any, base: Any, stack: Any, zeros_like: Any) -> tuple[Any, Any]:
    start, end = base[:, 0], base[:, 1]
    total = sizes + start + end
    more = (blocks - total % blocks) % blocks
    return stack([start, end + more], 1), stack([zeros_like(more), more], 1)
