"""Dropout: some elements become zero, the others larger, so that the sum is expected to stay."""

from __future__ import annotations

import numbers
from typing import Any

from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.constant_value import constant_value
from reference.ops.array.extent import shape
from reference.ops.math.casting import cast
from reference.ops.random.functions import random_uniform
from reference.public import public
from reference.tensor_shape import TensorShape


@public("nn.dropout")
def dropout(
    x: Any,
    keep_prob: Any = None,
    noise_shape: Any = None,
    seed: Any = None,
    name: str | None = None,
    rate: Any = None,
) -> Tensor:
    """``x`` with each element kept with probability ``1 - rate`` and scaled by its inverse, else zero.

    ``keep_prob`` is the old way to say ``1 - rate``.  Elements along a dimension that ``noise_shape`` has as one
    stay or go together.  Raises ValueError for a rate outside [0, 1) and for integers.
    """
    rate = _rate_of(keep_prob, rate)
    with name_scope(name, "dropout", [x]):
        x = to_tensor(x, name="x")
        if not x.dtype.is_floating:
            raise ValueError(
                f"x has to be a floating point tensor since it's going to be scaled. Got a {x.dtype} tensor instead."
            )
        if isinstance(rate, numbers.Real):
            if not 0 <= float(rate) < 1:
                raise ValueError(f"rate must be a scalar tensor or a float in the range [0, 1), got {rate:g}")
            if rate == 0:
                return x  # type: ignore[no-any-return]
        rate = to_tensor(rate, dtype=x.dtype, name="rate")
        rate.shape.assert_has_rank(0)
        if rate.op.type == "Const" and constant_value(rate) == 0:
            return x  # type: ignore[no-any-return]
        draws = random_uniform(_noise_shape(x, noise_shape), seed=seed, dtype=x.dtype)
        scale = 1 / (1 - rate)
        kept = draws >= rate
        result = x * scale * cast(kept, x.dtype)
        result.set_shape(x.shape)
        return result  # type: ignore[no-any-return]


def _rate_of(keep_prob: Any, rate: Any) -> Any:
    if keep_prob is None:
        if rate is None:
            raise ValueError("You must provide a rate to dropout.")
        return rate
    try:
        from_keep_prob = 1.0 - keep_prob
    except TypeError:
        raise ValueError(f"keep_prob must be a floating point number or Tensor (got {keep_prob!r})") from None
    if rate is not None:
        raise ValueError("Cannot specify both 'keep_prob' and 'rate'")
    return from_keep_prob


def _noise_shape(x: Tensor, noise_shape: Any) -> Any:
    """What was asked for, with the sizes of ``x`` where it says None."""
    if noise_shape is None:
        return shape(x)
    if isinstance(noise_shape, Tensor):
        return noise_shape
    wanted = TensorShape(noise_shape)
    if x.shape.dims is None or wanted.dims is None or len(x.shape) != len(wanted):
        return noise_shape
    sizes = zip(x.shape.as_list(), wanted.as_list(), strict=True)
    return TensorShape([own if size is None else size for own, size in sizes])
