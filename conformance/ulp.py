"""How far apart two floating-point arrays are, in units in the last place."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from conformance.values import TensorValue

Distances = np.ndarray[Any, np.dtype[np.float64]]


class FloatFormat(NamedTuple):
    """A floating-point dtype: the integers its bits make, bits of fraction, least exponent, parts."""

    bits: str
    fraction: int
    least_exponent: int
    parts: int = 1

    @property
    def epsilon(self) -> float:
        """The distance from 1 to the next number."""
        return 2.0**-self.fraction


FLOATS = {
    "float16": FloatFormat("<i2", 10, -14),
    "bfloat16": FloatFormat("<i2", 7, -126),
    "float32": FloatFormat("<i4", 23, -126),
    "float64": FloatFormat("<i8", 52, -1022),
    "complex64": FloatFormat("<i4", 23, -126, parts=2),
    "complex128": FloatFormat("<i8", 52, -1022, parts=2),
}


def ulp_distances(expected: TensorValue, actual: TensorValue, magnitude: float | None = None) -> Distances:
    """The distance of each element in ULPs, for values of the same floating-point dtype and the same shape.

    NaN is at 0 from NaN whatever its payload, and at infinity from anything else; the zeros are at 0 from
    each other; infinity is 1 beyond the largest number. A complex element is measured in the ULPs of its
    larger part, since the smaller may be what cancellation left. ``magnitude``, where given, is the largest
    number that went into the values: finite elements are then measured in its ULPs where those are larger.
    """
    form = FLOATS[expected.dtype]
    distances = _steps_between(expected, actual, form)
    if form.parts == 2 or magnitude is not None:
        parts = _parts(expected), _parts(actual)
        with np.errstate(invalid="ignore", over="ignore"):
            differences = np.abs(parts[0] - parts[1])
            sizes = np.abs(parts[0]).max(axis=-1, keepdims=True)
            units = _spacing(sizes if magnitude is None else np.maximum(sizes, magnitude), form)
            measured = differences / units
        finite = np.isfinite(parts[0]).all(axis=-1) & np.isfinite(parts[1]).all(axis=-1)
        distances = np.where(finite[:, None], measured, distances)
    worst: Distances = distances.max(axis=-1, initial=0.0)
    return worst.reshape(expected.shape)


def differing_bits(expected: TensorValue, actual: TensorValue) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where elements differ in any bit, other than in the payload of a NaN; the zeros differ."""
    form = FLOATS[expected.dtype]
    same = (_bits(expected, form) == _bits(actual, form)) | (_nan(expected) & _nan(actual))
    differing: np.ndarray[Any, np.dtype[np.bool_]] = ~same.all(axis=-1)
    return differing.reshape(expected.shape)


def _bits(value: TensorValue, form: FloatFormat) -> np.ndarray[Any, Any]:
    assert isinstance(value.data, bytes)
    return np.frombuffer(value.data, form.bits).reshape(-1, form.parts)


def _parts(value: TensorValue) -> np.ndarray[Any, Any]:
    """The elements as rows of float64 parts."""
    flat = value.array().reshape(-1)
    parts = np.stack([flat.real, flat.imag], axis=-1) if flat.dtype.kind == "c" else flat[:, None]
    with np.errstate(invalid="ignore"):  # what a signalling NaN raises
        return parts.astype(np.float64)


def _nan(value: TensorValue) -> np.ndarray[Any, Any]:
    nan: np.ndarray[Any, Any] = np.isnan(_parts(value))
    return nan


def _steps_between(expected: TensorValue, actual: TensorValue, form: FloatFormat) -> Distances:
    """How many representable numbers lie between the parts of two values."""
    ranks = [_ranks(_bits(value, form)) for value in (expected, actual)]
    low, high = np.minimum(*ranks), np.maximum(*ranks)
    steps: Distances = (high - low).view(np.uint64).astype(np.float64)  # wraps around to the true distance
    expected_nan, actual_nan = _nan(expected), _nan(actual)
    steps[expected_nan ^ actual_nan] = np.inf
    steps[expected_nan & actual_nan] = 0.0
    return steps


def _ranks(bits: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Integers in the order of the numbers, both zeros at 0."""
    wide = bits.astype(np.int64)
    return np.where(wide >= 0, wide, np.int64(np.iinfo(bits.dtype).min) - wide)


def _spacing(sizes: np.ndarray[Any, Any], form: FloatFormat) -> Distances:
    """The distance from each size to the next larger number of the format."""
    exponents = np.frexp(sizes)[1] - 1
    spacing: Distances = np.ldexp(1.0, np.maximum(exponents, form.least_exponent) - form.fraction)
    return spacing
