"""Batch normalization: every channel shifted and scaled to a mean and a spread of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import merge_dimension, with_rank
from reference.ops.nn.windows import channel_axis, channels_last, in_format
from reference.tensor_shape import static_repr

_ATTRS = 'epsilon: float = 9.999999747378752e-05, data_format: {"NHWC", "NCHW"} = "NHWC", is_training: bool = true'
_TWO_TYPES = f"T: {{half, bfloat16, float}}, U: {{float}}, {_ATTRS}"
_TWO_TYPES_IN = "x: T, scale: U, offset: U, mean: U, variance: U"
_TWO_TYPES_OUT = "y: T, batch_mean: U, batch_variance: U, reserve_space_1: U, reserve_space_2: U"

FusedBatchNorm = op(
    "FusedBatchNorm",
    "x: T, scale: T, offset: T, mean: T, variance: T",
    "y: T, batch_mean: T, batch_variance: T, reserve_space_1: T, reserve_space_2: T",
    f"T: {{float}}, {_ATTRS}",
    accuracy="16 ulp of terms",
)
FusedBatchNormV2 = op("FusedBatchNormV2", _TWO_TYPES_IN, _TWO_TYPES_OUT, _TWO_TYPES, accuracy="16 ulp of terms")
FusedBatchNormV3 = op(
    "FusedBatchNormV3", _TWO_TYPES_IN, f"{_TWO_TYPES_OUT}, reserve_space_3: U", _TWO_TYPES, accuracy="16 ulp of terms"
)


def _shapes(x: Any, statistics: Any, data_format: str, is_training: bool) -> list[Any]:
    images = with_rank(x, 4)
    axis = channel_axis(data_format)
    depth = images[axis]
    for vector in statistics[: 2 if is_training else 4]:
        (size,) = with_rank(vector, 1)
        depth = merge_dimension(depth, size)
    return [(*images[:axis], depth, *images[axis + 1 :]), *[(depth,)] * 4]


@FusedBatchNorm.shape
def _(x: Any, scale: Any, offset: Any, mean: Any, variance: Any, *, data_format: str, is_training: bool) -> Any:
    return _shapes(x, (scale, offset, mean, variance), data_format, is_training)


FusedBatchNormV2.shape(FusedBatchNorm.shape_function)  # type: ignore[arg-type]


@FusedBatchNormV3.shape
def _(x: Any, scale: Any, offset: Any, mean: Any, variance: Any, *, data_format: str, is_training: bool) -> Any:
    return [*_shapes(x, (scale, offset, mean, variance), data_format, is_training), None]


def _kernel(
    x: Any,
    scale: Any,
    offset: Any,
    mean: Any,
    variance: Any,
    *,
    epsilon: float,
    data_format: str,
    is_training: bool,
) -> tuple[Any, ...]:
    """y, and twice a mean and variance: of the batch in training (the first variance unbiased), else those given.

    TensorFlow leaves all outputs but y unset where it is not training.
    """
    _check(x, (scale, offset, mean, variance), is_training, channel_axis(data_format))
    images = channels_last(x, data_format).astype(np.float32)
    used = variance
    if is_training:
        mean, used, variance = _moments(images)
    scaling = scale / np.sqrt(used + np.float32(epsilon))
    y = (images - mean) * scaling + offset
    return in_format(y.astype(x.dtype), data_format), mean, variance, mean, used


def _moments(images: Any) -> tuple[Any, Any, Any]:
    """Mean, variance and unbiased variance of every channel."""
    places = (0, 1, 2)
    count = np.float32(images.size // max(1, images.shape[-1]))
    mean = images.sum(places) / count
    variance = np.square(images - mean).sum(places) / count
    return mean, variance, variance * (count / np.maximum(count - 1, np.float32(1)))


def _check(x: Any, statistics: tuple[Any, ...], is_training: bool, depth_axis: int) -> None:
    if x.ndim != 4:
        raise InvalidArgumentError(None, None, f"input must be 4-dimensional{static_repr(x.shape)}")
    named = list(zip(("scale", "offset", "estimated_mean", "estimated_variance"), statistics, strict=True))
    for name, vector in named:
        if vector.ndim != 1:
            raise InvalidArgumentError(None, None, f"{name} must be 1-dimensional{static_repr(vector.shape)}")
    if is_training:
        for name, vector in named[2:]:
            if vector.size:
                raise InvalidArgumentError(None, None, f"{name} must be empty for training{static_repr(vector.shape)}")
    depth = x.shape[depth_axis]
    for name, vector in named[: 2 if is_training else 4]:
        if vector.size != depth:  # TensorFlow 1.15 reads past the end here
            raise InvalidArgumentError(
                None,
                None,
                f"{name} must have one element for each of {depth} channels, but has {vector.size}",
            )


FusedBatchNorm.kernel(_kernel)
FusedBatchNormV2.kernel(_kernel)


@FusedBatchNormV3.kernel
def _(*inputs: Any, epsilon: float, data_format: str, is_training: bool) -> Any:
    results = _kernel(*inputs, epsilon=epsilon, data_format=data_format, is_training=is_training)
    return *results, np.zeros((), np.float32)


# ---- examples and random uses

_TWO_CHANNELS = [[[[1.0, 10.0], [3.0, 30.0]]]]
_TRAINED = [[[[-0.99995, -0.9999995], [0.99995, 0.9999995]]]]
_NONE: Any = np.zeros(0, np.float32)

for _record in (FusedBatchNorm, FusedBatchNormV2):
    _record.example(
        _TWO_CHANNELS,
        [1.0, 1.0],
        [0.0, 0.0],
        _NONE,
        _NONE,
        gives=[_TRAINED, [2.0, 20.0], [2.0, 200.0], [2.0, 20.0], [1.0, 100.0]],
    )
    _record.example(
        _TWO_CHANNELS,
        [2.0, 1.0],
        [5.0, 0.0],
        [1.0, 20.0],
        [4.0, 100.0],
        epsilon=0.0,
        is_training=False,
        gives=[[[[[5.0, -1.0], [7.0, 1.0]]]], None, None, None, None],
    )
FusedBatchNormV3.example(
    _TWO_CHANNELS,
    [1.0, 1.0],
    [0.0, 0.0],
    _NONE,
    _NONE,
    gives=[_TRAINED, [2.0, 20.0], [2.0, 200.0], [2.0, 20.0], [1.0, 100.0], None],
)
for _record in (FusedBatchNorm, FusedBatchNormV2, FusedBatchNormV3):
    _record.rejects(
        _TWO_CHANNELS,
        [1.0, 1.0],
        [0.0, 0.0],
        [1.0, 1.0],
        _NONE,
        error=InvalidArgumentError,
        message="estimated_mean must be empty for training[2]",
    )


@FusedBatchNorm.arguments
@FusedBatchNormV2.arguments
@FusedBatchNormV3.arguments
def _(draw: Any) -> dict[str, Any]:
    """Training (else TensorFlow leaves all outputs but the first unset), on numbers whose mean is exact."""
    shape = (draw.choice([1, 2]), draw.choice([1, 2]), draw.choice([1, 2]), draw.integer(1, 3))
    small = [draw.integer(-8, 8) for _ in range(int(np.prod(shape)))]
    vectors = {
        "scale": draw.tensor("float32", shape[3:], low=0.5, high=2),
        "offset": draw.constant(np.zeros(shape[3:], np.float32)),
        "mean": draw.constant(_NONE),
        "variance": draw.constant(_NONE),
    }
    x = draw.constant(np.array(small, np.float32).reshape(shape))
    return {"x": x, **vectors, "epsilon": draw.choice([1e-3, 0.1])}
