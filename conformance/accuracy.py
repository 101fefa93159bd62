"""How far an op may be from the reference, as its record says (CONF-7)."""

from __future__ import annotations

import numpy as np

from conformance.ulp import FLOATS, differing_bits, ulp_distances
from conformance.values import TensorValue
from reference.opdef.record import REGISTRY

SUM_ULPS = 8.0  # per op: a sum of terms may be off by this many ULPs of the sum of their absolute values
_NO_SIGN_OF_ZERO = 0.5  # ULPs: less than that is the same number
_ANY_SIGN_OF_ZERO = frozenset(
    ["Max", "Min", "Neg", "ResourceScatterMax", "ResourceScatterMin", "ScatterMax", "ScatterMin", "Xdivy"]
)  # DEV-34


def is_exact(op: str) -> bool:
    """Whether every implementation must give the same bits."""
    return op not in REGISTRY or (REGISTRY[op].accuracy == "exact" and op not in _ANY_SIGN_OF_ZERO)


def is_sum(op: str) -> bool:
    """Whether the op adds terms up, so that its error is relative to their absolute values."""
    return op in REGISTRY and REGISTRY[op].accuracy == "sum"


def has_terms(op: str) -> bool:
    """Whether the op's error, in ULPs, is relative to the terms that its result is a sum of."""
    return op in REGISTRY and REGISTRY[op].accuracy.endswith("ulp of terms")


def exactly(op: str, dtype: str) -> float:
    """No tolerance at all, in the form that `conformance.compare` takes."""
    return 0.0


def within(op: str, expected: TensorValue, actual: TensorValue, magnitude: TensorValue | None) -> bool:
    """Whether one op's result is close enough; ``magnitude`` is what its terms have as the sum of absolute values."""
    if (expected.dtype, expected.shape) != (actual.dtype, actual.shape):
        return False
    same = not differing_bits(expected, actual).any() if expected.dtype in FLOATS else expected == actual
    if same or expected.dtype not in FLOATS or is_exact(op):
        return same
    if is_sum(op):
        return magnitude is not None and _within_sum(expected, actual, magnitude, SUM_ULPS)
    if has_terms(op) and magnitude is not None:
        return _within_sum(expected, actual, magnitude, _ulps(op))
    return bool((ulp_distances(expected, actual, None) <= _ulps(op)).all())


def _within_sum(expected: TensorValue, actual: TensorValue, magnitude: TensorValue, ulps: float) -> bool:
    left, right, size = (value.array().astype(np.complex128) for value in (expected, actual, magnitude))
    with np.errstate(all="ignore"):
        near = np.abs(left - right) <= ulps * FLOATS[expected.dtype].epsilon * np.abs(size)
    near &= np.isfinite(left) & np.isfinite(right)  # infinity is near nothing but itself
    same = ~differing_bits(expected, actual)
    return bool((near | same).all())


def loosely(op: str, dtype: str) -> float:
    """Each op's own tolerance in ULPs, for values of one implementation that fused its ops differently."""
    if is_exact(op):
        return 0.0
    return 8 * SUM_ULPS if is_sum(op) else max(_ulps(op), _NO_SIGN_OF_ZERO)


def _ulps(op: str) -> float:
    return 0.0 if op in _ANY_SIGN_OF_ZERO else float(REGISTRY[op].accuracy.split()[0])
