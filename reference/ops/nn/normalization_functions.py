"""Means, variances, and what is normalized by them."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.dtypes import float16, float32
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.renamed_argument import given_once
from reference.ops.array.reshaping import squeeze
from reference.ops.math.casting import cast
from reference.ops.math.reduce_functions import reduce_mean, reduce_sum
from reference.ops.source.constant import constant
from reference.public import public

_SMALLEST_EPSILON = 1.001e-5


@public("nn.fused_batch_norm")
def fused_batch_norm(
    x: Any,
    scale: Any,
    offset: Any,
    mean: Any = None,
    variance: Any = None,
    epsilon: float = 0.001,
    data_format: str = "NHWC",
    is_training: bool = True,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """``x`` normalized per channel, and the mean and the (unbiased) variance of the batch.

    In training they come from ``x``, and ``mean`` and ``variance`` must be None (else ValueError); otherwise
    ``x`` is normalized with those given.
    """
    x, scale, offset = to_tensor(x, name="input"), to_tensor(scale, name="scale"), to_tensor(offset, name="offset")
    if is_training and not (mean is None and variance is None):
        raise ValueError("Both 'mean' and 'variance' must be None if is_training is True.")
    result = build(
        "FusedBatchNormV3",
        name,
        x=x,
        scale=scale,
        offset=offset,
        mean=constant([]) if mean is None else mean,
        variance=constant([]) if variance is None else variance,
        epsilon=max(epsilon, _SMALLEST_EPSILON),
        data_format=data_format,
        is_training=is_training,
    )
    return result.y, result.batch_mean, result.batch_variance


@public("nn.batch_normalization")
def batch_normalization(
    x: Any, mean: Any, variance: Any, offset: Any, scale: Any, variance_epsilon: float, name: str | None = None
) -> Tensor:
    """``(x - mean) / sqrt(variance + variance_epsilon) * scale + offset``; scale and offset may be None."""
    with name_scope(name, "batchnorm", [x, mean, variance, scale, offset]):
        inverse = build("Rsqrt", None, x=variance + variance_epsilon)
        if scale is not None:
            inverse *= scale
        scaled = x * cast(inverse, x.dtype)
        return scaled + cast(offset - mean * inverse if offset is not None else -mean * inverse, x.dtype)  # type: ignore[no-any-return]


@public("nn.moments")
def moments(
    x: Any,
    axes: Any,
    shift: Any = None,
    name: str | None = None,
    keep_dims: bool | None = None,
    keepdims: bool | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean and variance of ``x`` over ``axes``; half is summed as float32.  ``shift`` is not used."""
    keep = given_once("keepdims", keepdims, "keep_dims", keep_dims)
    with name_scope(name, "moments", [x, axes]):
        y = cast(x, float32) if x.dtype == float16 else x
        mean = reduce_mean(y, axes, keepdims=True, name="mean")
        centre = build("StopGradient", None, input=mean)
        squares = build("SquaredDifference", None, x=y, y=centre)
        variance = reduce_mean(squares, axes, keepdims=True, name="variance")
        if not keep:
            mean, variance = squeeze(mean, axes), squeeze(variance, axes)
        if x.dtype == float16:
            return cast(mean, float16), cast(variance, float16)
        return mean, variance


@public("nn.l2_normalize", "math.l2_normalize", "linalg.l2_normalize")
def l2_normalize(x: Any, axis: Any = None, epsilon: float = 1e-12, name: str | None = None, dim: Any = None) -> Tensor:
    """``x`` over the square root of its sum of squares along ``axis``, of which ``epsilon`` is the least."""
    axis = given_once("axis", axis, "dim", dim)
    with name_scope(name, "l2_normalize", [x]) as scope:
        x = to_tensor(x, name="x")
        total = reduce_sum(build("Square", None, x=x), axis, keepdims=True)
        inverse = build("Rsqrt", None, x=build("Maximum", None, x=total, y=epsilon))
        return build("Mul", scope, x=x, y=inverse)  # type: ignore[no-any-return]
