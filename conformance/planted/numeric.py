"""Wrong numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from conformance.planted.changed_outcomes import each_array
from conformance.planted.fault import Plant, faults, kernels

_FLOATS = ("float32", "float64")
_OVERFLOWING = ("Add", "AddV2", "Cosh", "Exp", "Expm1", "Inv", "Mul", "Reciprocal", "Rsqrt", "Sinh", "Square", "Sub")


def _too_large(kernel: Callable[..., Any], *inputs: Any, **attrs: Any) -> Any:
    result = np.asarray(kernel(*inputs, **attrs))
    return (result * 1.2).astype(result.dtype) if result.dtype.kind in "fc" else result


def _last_element(change: Callable[[Any], Any]) -> Plant:
    """The last element of every floating-point value is another."""

    def changed(array: Any) -> Any:
        if array.size:
            array[(-1,) * array.ndim] = change(array[(-1,) * array.ndim])
        return array

    return each_array(changed, *_FLOATS)


def _up(ulps: int) -> Callable[[Any], Any]:
    def change(item: Any) -> Any:
        for _ in range(ulps):
            item = np.nextafter(item, item.dtype.type(np.inf)) if np.isfinite(item) else item
        return item

    return change


def _saturating(exact: Callable[..., Any]) -> Callable[..., Any]:
    """Whole numbers beyond the range become the nearest within."""

    def change(kernel: Callable[..., Any], *inputs: Any, **attrs: Any) -> Any:
        result = np.asarray(kernel(*inputs, **attrs))
        if result.dtype.kind not in "iu":
            return result
        limits = np.iinfo(result.dtype)
        with np.errstate(all="ignore"):
            wide = exact(*(np.asarray(value).astype(object) for value in inputs))
        return np.asarray(np.clip(wide, limits.min, limits.max), object).astype(result.dtype)

    return change


def _truncated(kernel: Callable[..., Any], x: Any, y: Any, **attrs: Any) -> Any:
    result = np.asarray(kernel(x, y, **attrs))
    if result.dtype.kind != "i":
        return result
    remainder = np.fmod(x, y)
    return result + ((remainder != 0) & ((x < 0) != (y < 0))).astype(result.dtype)


def _truncated_remainder(kernel: Callable[..., Any], x: Any, y: Any, **attrs: Any) -> Any:
    kernel(x, y, **attrs)
    return np.fmod(x, y)


def _away_from_zero(kernel: Callable[..., Any], x: Any, **attrs: Any) -> Any:
    result = np.asarray(kernel(x, **attrs))
    if result.dtype.kind != "f":
        return result
    return np.where(np.abs(x - np.trunc(x)) == 0.5, x + np.copysign(x.dtype.type(0.5), x), result).astype(result.dtype)


def _rounded_cast(kernel: Callable[..., Any], x: Any, **attrs: Any) -> Any:
    result = np.asarray(kernel(x, **attrs))
    is_narrowing = x.dtype.kind == "f" and result.dtype.kind in "iu"
    return np.asarray(kernel(np.rint(x), **attrs)) if is_narrowing else result


def _nan_equal(kernel: Callable[..., Any], x: Any, y: Any, **attrs: Any) -> Any:
    result = np.asarray(kernel(x, y, **attrs))
    if x.dtype.kind not in "fc":
        return result
    either = np.isnan(x) | np.isnan(y)
    return np.where(either, ~result, result)


def _last_extreme(kernel: Callable[..., Any], x: Any, axis: Any, **attrs: Any) -> Any:
    """The last of several equal elements is found."""
    result = np.asarray(kernel(x, axis, **attrs))
    last = x.shape[int(axis)] - 1
    return (last - np.asarray(kernel(np.flip(x, int(axis)), axis, **attrs))).astype(result.dtype)


def _unshifted_softmax(kernel: Callable[..., Any], logits: Any, **attrs: Any) -> Any:
    result = np.asarray(kernel(logits, **attrs))
    powers = np.exp(logits)
    return (powers / powers.sum(-1, keepdims=True, dtype=powers.dtype)).astype(result.dtype)


def _nan_lost(kernel: Callable[..., Any], features: Any, **attrs: Any) -> Any:
    result = np.asarray(kernel(features, **attrs))
    return np.where(np.isnan(features), result.dtype.type(0), result) if result.dtype.kind == "f" else result


def _beyond_half(kernel: Callable[..., Any], *inputs: Any, **attrs: Any) -> Any:
    """Numbers of 16 bits that are too large become the largest there is, as if they were kept with more bits."""
    result = np.asarray(kernel(*inputs, **attrs))
    if result.dtype != np.float16:
        return result
    given = [np.isinf(np.asarray(value, np.float32)).any() for value in inputs]
    return result if any(given) else np.nan_to_num(result, nan=np.nan)


def _signless(array: Any) -> Any:
    return array + array.dtype.type(0)


FAULTS = faults(
    "numeric",
    {
        "a sine a fifth too large": ("WIRE-21", kernels(_too_large, "Sin")),
        "a hyperbolic tangent a fifth too large": ("WIRE-21", kernels(_too_large, "Tanh")),
        "a matrix product a fifth too large": ("OPS-20", kernels(_too_large, "MatMul")),
        "a mean a fifth too large": ("OPS-21", kernels(_too_large, "Mean")),
        "a maximum that is a minimum": ("WIRE-21", kernels(lambda kernel, x, y: np.minimum(x, y), "Maximum")),
        "a floor that rounds": ("WIRE-21", kernels(lambda kernel, x: np.rint(x), "Floor")),
        "an element 3 ULP off": ("WIRE-21", _last_element(_up(3))),
        "an element 50 ULP off": ("WIRE-21", _last_element(_up(50))),
        "an element that is NaN": ("WIRE-21", _last_element(lambda item: item.dtype.type(np.nan))),
        "an element that is infinite": ("WIRE-21", _last_element(lambda item: item.dtype.type(np.inf))),
        "NaN that reads as zero": (
            "RUN-18 WIRE-21",
            each_array(lambda array: np.where(np.isnan(array), array.dtype.type(0), array), *_FLOATS),
        ),
        "a zero that loses its sign": ("RUN-18 WIRE-12", each_array(_signless, *_FLOATS)),
        "numbers of 64 bits computed with 32": (
            "DTY-1 WIRE-21",
            each_array(lambda array: array.astype(np.float32).astype(np.float64), "float64"),
        ),
        "numbers of 16 bits that overflow later": ("DTY-1 RUN-18", kernels(_beyond_half, *_OVERFLOWING)),
        "sums of whole numbers that saturate": (
            "RUN-18",
            kernels(_saturating(lambda x, y: x + y), "Add", "AddV2"),
        ),
        "products of whole numbers that saturate": ("RUN-18", kernels(_saturating(lambda x, y: x * y), "Mul")),
        "a negation of the least number that saturates": ("RUN-18", kernels(_saturating(lambda x: -x), "Neg")),
        "a floor division that truncates": ("OPS-19", kernels(_truncated, "FloorDiv")),
        "a remainder with the sign of the dividend": ("OPS-6", kernels(_truncated_remainder, "FloorMod")),
        "halves rounded away from zero": ("WIRE-21", kernels(_away_from_zero, "Round", "Rint")),
        "casts that round": ("WIRE-21", kernels(_rounded_cast, "Cast")),
        "NaN that equals everything": ("RUN-18", kernels(_nan_equal, "Equal", "NotEqual")),
        "the last of several equal maxima": ("WIRE-21", kernels(_last_extreme, "ArgMax", "ArgMin")),
        "a softmax that overflows": ("RUN-18", kernels(_unshifted_softmax, "Softmax")),
        "a rectifier that swallows NaN": ("RUN-18", kernels(_nan_lost, "Relu", "Relu6", "Elu", "Selu")),
    },
)
