"""Activation functions: one number in, one number out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.opdef.record import OpRecord, op

_FLOATS = "{half, bfloat16, float, double}"
_REAL = "{float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64%s}"

_SELU_SCALE = 1.0507009873554804934193349852946
_SELU_SCALE_ALPHA = _SELU_SCALE * 1.6732632423543772848170429916717


def _relu(x: Any) -> Any:
    """The larger of x and zero; NaN stays, and so does -0.0."""
    result = np.maximum(x, x.dtype.type(0), out=np.empty_like(x))
    np.copyto(result, x, where=x == 0)  # of two zeros maximum takes either
    return result


def _relu6(x: Any) -> Any:
    return np.minimum(_relu(x), x.dtype.type(6))


def _elu(x: Any) -> Any:
    return np.where(x < 0, np.exp(x) - x.dtype.type(1), x)


def _selu(x: Any) -> Any:
    scale, scale_alpha = x.dtype.type(_SELU_SCALE), x.dtype.type(_SELU_SCALE_ALPHA)
    return np.where(x < 0, scale_alpha * (np.exp(x) - x.dtype.type(1)), scale * x)


def _softplus(x: Any) -> Any:
    """log(exp(x) + 1), which is x itself, or exp(x), where the other term is lost in rounding."""
    negligible = np.log(_ROUNDING[x.dtype.name]) + 2
    power = np.exp(x)
    return np.where(x > -negligible, x, np.where(x < negligible, power, np.log(power + x.dtype.type(1))))


# What is lost in rounding beside 1, as TensorFlow takes it: its figure for half is an eighth of the true one.
_ROUNDING = {"float64": 2.0**-52, "float32": 2.0**-23, "float16": 2.0**-13, "bfloat16": 2.0**-7}


def _softsign(x: Any) -> Any:
    return x / (np.abs(x) + x.dtype.type(1))


def _activation(name: str, types: str, function: Callable[[Any], Any], accuracy: str, public: str) -> OpRecord:
    record = op(name, "features: T", "activations: T", f"T: {types}", accuracy=accuracy, public=public)
    record.shape(lambda features: features)
    record.kernel(function)
    return record


Relu = _activation("Relu", _REAL % ", qint8", _relu, "exact", "nn.relu")
Relu6 = _activation("Relu6", _REAL % "", _relu6, "exact", "nn.relu6")
Elu = _activation("Elu", _FLOATS, _elu, "8 ulp", "nn.elu")
Selu = _activation("Selu", _FLOATS, _selu, "8 ulp", "nn.selu")
Softplus = _activation("Softplus", _FLOATS, _softplus, "8 ulp", "nn.softplus math.softplus")
Softsign = _activation("Softsign", _FLOATS, _softsign, "exact", "nn.softsign math.softsign")

LeakyRelu = op(
    "LeakyRelu", "features: T", "activations: T", f"alpha: float = 0.20000000298023224, T: {_FLOATS} = float"
)


@LeakyRelu.shape
def _(features: Any) -> Any:
    return features


@LeakyRelu.kernel
def _(features: Any, *, alpha: float) -> Any:
    scaled = features.dtype.type(alpha) * features
    return np.maximum(features, scaled) if 0 < alpha <= 1 else np.where(features > 0, features, scaled)


# ---- examples and random uses

Relu.example([-1.0, 0.0, 2.5], gives=[0.0, 0.0, 2.5])
Relu6.example([-1.0, 3, 7.5], gives=[0.0, 3.0, 6.0])
Elu.example([-1.0, 0.0, 2.0], gives=[-0.63212055, 0.0, 2.0])
Selu.example([-1.0, 0.0, 2.0], gives=[-1.1113307, 0.0, 2.101402])
Softplus.example([0.0, 100.0, -100.0], gives=[0.6931472, 100.0, 3.783506e-44])
Softsign.example([-1.0, 0.0, 3.0], gives=[-0.5, 0.0, 0.75])
LeakyRelu.example([-1.0, 2.0], gives=[-0.2, 2.0])
LeakyRelu.example([-1.0, 2.0], alpha=0.5, gives=[-0.5, 2.0])

for _record in (Relu, Relu6, Elu, Selu, Softplus, Softsign, LeakyRelu):
    _record.rejects(
        ["text"],
        error=TypeError,
        message="Value passed to parameter 'features' has DataType string not in",
        building=True,
    )


@Relu.arguments
@Relu6.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"features": draw.tensor(draw.dtype("float32", "float64", "int32", "int64"))}


@Softsign.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"features": draw.tensor(draw.dtype("float32", "float64"))}


@Elu.arguments
@Selu.arguments
@Softplus.arguments
def _(draw: Any) -> dict[str, Any]:
    """Numbers far enough from where exp(x) - 1 and log(exp(x) + 1) lose digits, or not negative."""
    quarters = np.array([draw.integer(-8, 80) for _ in range(draw.choice([2, 1, 3, 4, 0]))]) / 4
    if quarters.size and draw.integer(0, 3) == 3:
        quarters[-1] = np.nan
    return {"features": draw.constant(quarters.astype(draw.dtype("float32", "float64").as_numpy_dtype))}


@LeakyRelu.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"features": draw.tensor(draw.dtype("float32", "float64")), "alpha": draw.choice([0.0, 0.1, 0.2, 0.5])}
