"""Initialisers: functions of a shape that give a variable its first value (VAR-33, VAR-34, VAR-40).

Each is a class whose instances hold what was asked for; calling one adds the operations to the graph.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from reference.dtypes import DType, as_dtype, float32
from reference.opdef.functions import build
from reference.ops.array.filling import ones, zeros
from reference.ops.random.functions import random_normal, random_uniform, truncated_normal
from reference.ops.source.constant import constant
from reference.public import public

# The standard deviation of a standard normal cut off at -2 and 2, which scaling by variance makes up for.
TRUNCATED_DEVIATION = 0.87962566103423978


class Initializer:
    """A function of a shape, a dtype and what part of a larger variable is meant."""

    dtype: Any

    @abstractmethod
    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        """The first value of a variable of this shape; ``dtype`` goes before the initialiser's own."""

    def get_config(self) -> dict[str, Any]:
        """What this initialiser was made with."""
        return {name: value.name if name == "dtype" else value for name, value in self.__dict__.items()}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """The initialiser that was made with ``config``."""
        return cls(**{name: value for name, value in config.items() if name != "dtype"}, **_dtype_of(config))

    def _chosen(self, dtype: Any) -> Any:
        return self.dtype if dtype is None else as_dtype(dtype)


def _dtype_of(config: dict[str, Any]) -> dict[str, Any]:
    return {"dtype": config["dtype"]} if "dtype" in config else {}


def _floating(dtype: Any) -> DType:
    found = as_dtype(dtype)
    if not found.is_floating:
        raise ValueError(f"Expected floating point type, got {found}.")
    return found


@public("zeros_initializer", "initializers.zeros")
class Zeros(Initializer):
    """All zeros; for strings, all empty."""

    def __init__(self, dtype: Any = float32) -> None:
        self.dtype = as_dtype(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        return zeros(shape, self._chosen(dtype))


@public("ones_initializer", "initializers.ones")
class Ones(Initializer):
    """All ones."""

    def __init__(self, dtype: Any = float32) -> None:
        self.dtype = as_dtype(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        return ones(shape, self._chosen(dtype))


@public("constant_initializer", "initializers.constant")
class Constant(Initializer):
    """The elements of ``value`` in order, the last one repeated (OPS-5)."""

    def __init__(self, value: Any = 0, dtype: Any = float32, verify_shape: bool = False) -> None:
        if not (np.isscalar(value) or isinstance(value, list | tuple | np.ndarray)):
            raise TypeError(
                f"Invalid type for initial value: {type(value)} (expected Python scalar, list or tuple of values, "
                "or numpy.ndarray)."
            )
        self.value = value
        self.dtype = as_dtype(dtype)
        self._verify_shape = verify_shape

    def __call__(
        self, shape: Any, dtype: Any = None, partition_info: Any = None, verify_shape: bool | None = None
    ) -> Any:
        verify = self._verify_shape if verify_shape is None else verify_shape
        return constant(self.value, dtype=self._chosen(dtype), shape=shape, verify_shape=verify)

    def get_config(self) -> dict[str, Any]:
        """What this initialiser was made with."""
        return {"value": self.value, "dtype": self.dtype.name}


@public("random_uniform_initializer", "initializers.random_uniform")
class RandomUniform(Initializer):
    """Numbers from ``minval`` up to but not ``maxval`` (RND-11, RND-13)."""

    def __init__(self, minval: Any = 0, maxval: Any = None, seed: Any = None, dtype: Any = float32) -> None:
        self.minval, self.maxval, self.seed = minval, maxval, seed
        self.dtype = as_dtype(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        return random_uniform(shape, self.minval, self.maxval, self._chosen(dtype), seed=self.seed)


@public("random_normal_initializer", "initializers.random_normal")
class RandomNormal(Initializer):
    """Normal numbers of this mean and standard deviation (RND-12)."""

    def __init__(self, mean: Any = 0.0, stddev: Any = 1.0, seed: Any = None, dtype: Any = float32) -> None:
        self.mean, self.stddev, self.seed = mean, stddev, seed
        self.dtype = _floating(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        return random_normal(shape, self.mean, self.stddev, self._chosen(dtype), seed=self.seed)


@public("truncated_normal_initializer", "initializers.truncated_normal")
class TruncatedNormal(Initializer):
    """Normal numbers no further than two standard deviations from the mean (RND-14)."""

    def __init__(self, mean: Any = 0.0, stddev: Any = 1.0, seed: Any = None, dtype: Any = float32) -> None:
        self.mean, self.stddev, self.seed = mean, stddev, seed
        self.dtype = _floating(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        return truncated_normal(shape, self.mean, self.stddev, self._chosen(dtype), seed=self.seed)


@public("uniform_unit_scaling_initializer", "initializers.uniform_unit_scaling")
class UniformUnitScaling(Initializer):
    """Uniform numbers that keep the scale of what they multiply: up to ``factor`` * sqrt(3 / inputs)."""

    def __init__(self, factor: float = 1.0, seed: Any = None, dtype: Any = float32) -> None:
        self.factor, self.seed = factor, seed
        self.dtype = _floating(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        whole = shape if partition_info is None else partition_info.full_shape
        inputs = max(math.prod(float(size) for size in list(whole)[:-1]), 1.0)
        limit = math.sqrt(3 / inputs) * self.factor
        return random_uniform(shape, -limit, limit, self._chosen(dtype), seed=self.seed)


@public("variance_scaling_initializer", "initializers.variance_scaling")
class VarianceScaling(Initializer):
    """Numbers whose variance is ``scale`` / n: n inputs (fan_in), outputs (fan_out) or their mean (fan_avg)."""

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: Any = None,
        dtype: Any = float32,
    ) -> None:
        if scale <= 0.0:
            raise ValueError("`scale` must be positive float.")
        if mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError("Invalid `mode` argument:", mode)
        distribution = distribution.lower()
        if distribution not in ("normal", "uniform", "truncated_normal", "untruncated_normal"):
            raise ValueError("Invalid `distribution` argument:", distribution)
        self.scale, self.mode, self.distribution, self.seed = scale, mode, distribution, seed
        self.dtype = _floating(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        inputs, outputs = _fans(shape if partition_info is None else partition_info.full_shape)
        count = {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}[self.mode]
        variance, dtype = self.scale / max(1.0, count), self._chosen(dtype)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return random_uniform(shape, -limit, limit, dtype, seed=self.seed)
        if self.distribution == "untruncated_normal":
            return random_normal(shape, 0.0, math.sqrt(variance), dtype, seed=self.seed)
        return truncated_normal(shape, 0.0, math.sqrt(variance) / TRUNCATED_DEVIATION, dtype, seed=self.seed)


def _fans(shape: Sequence[Any]) -> tuple[float, float]:
    """How many inputs and outputs a layer with weights of this shape has; what lies before is its window."""
    sizes = [int(size) for size in shape]
    if len(sizes) < 2:
        only = float(sizes[0]) if sizes else 1.0
        return only, only
    window = math.prod(sizes[:-2])
    return float(sizes[-2] * window), float(sizes[-1] * window)


@public("glorot_uniform_initializer", "initializers.glorot_uniform")
class GlorotUniform(VarianceScaling):
    """Uniform numbers up to sqrt(6 / (inputs + outputs)) (Glorot and Bengio, 2010)."""

    def __init__(self, seed: Any = None, dtype: Any = float32) -> None:
        self.scale, self.mode, self.distribution, self.seed = 1.0, "fan_avg", "uniform", seed
        self.dtype = as_dtype(dtype)

    def get_config(self) -> dict[str, Any]:
        """What this initialiser was made with."""
        return {"seed": self.seed, "dtype": self.dtype.name}


@public("glorot_normal_initializer", "initializers.glorot_normal")
class GlorotNormal(VarianceScaling):
    """Truncated normal numbers of variance 2 / (inputs + outputs) (Glorot and Bengio, 2010)."""

    def __init__(self, seed: Any = None, dtype: Any = float32) -> None:
        self.scale, self.mode, self.distribution, self.seed = 1.0, "fan_avg", "truncated_normal", seed
        self.dtype = as_dtype(dtype)

    def get_config(self) -> dict[str, Any]:
        """What this initialiser was made with."""
        return {"seed": self.seed, "dtype": self.dtype.name}


@public("initializers.lecun_normal")
def lecun_normal(seed: Any = None) -> VarianceScaling:
    """Truncated normal numbers of variance 1 / inputs (LeCun and others, 1998)."""
    return VarianceScaling(1.0, "fan_in", "truncated_normal", seed)


@public("initializers.lecun_uniform")
def lecun_uniform(seed: Any = None) -> VarianceScaling:
    """Uniform numbers up to sqrt(3 / inputs) (LeCun and others, 1998)."""
    return VarianceScaling(1.0, "fan_in", "uniform", seed)


@public("initializers.he_normal")
def he_normal(seed: Any = None) -> VarianceScaling:
    """Truncated normal numbers of variance 2 / inputs (He and others, 2015)."""
    return VarianceScaling(2.0, "fan_in", "truncated_normal", seed)


@public("initializers.he_uniform")
def he_uniform(seed: Any = None) -> VarianceScaling:
    """Uniform numbers up to sqrt(6 / inputs) (He and others, 2015)."""
    return VarianceScaling(2.0, "fan_in", "uniform", seed)


@public("initializers.identity")
class Identity(Initializer):
    """The identity matrix times ``gain``; ValueError for a shape that is no matrix."""

    def __init__(self, gain: float = 1.0, dtype: Any = float32) -> None:
        self.gain = gain
        self.dtype = _floating(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        sizes = list(shape if partition_info is None else partition_info.full_shape)
        if len(sizes) != 2:
            raise ValueError("Identity matrix initializer can only be used for 2D matrices.")
        dtype = self._chosen(dtype)
        matrix = constant(np.eye(*(int(size) for size in sizes), dtype=dtype.as_numpy_dtype), name="eye")
        if partition_info is not None:
            matrix = build("Slice", None, input=matrix, begin=partition_info.var_offset, size=shape)
        return build("Mul", "mul", x=self.gain, y=matrix)


glorot_uniform_initializer, zeros_initializer = GlorotUniform, Zeros
