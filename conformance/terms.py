"""The terms that an op's results are sums of, for ops whose error is relative to those (CONF-7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from conformance.graph import Node
from conformance.values import TensorValue

_IMAGES = 4  # axes of what is normalised


def terms(node: Node, inputs: Sequence[TensorValue]) -> TensorValue | None:
    """For each element of the node's first output, the sum of the absolute values of its terms; None if unknown."""
    if not node.op.startswith("FusedBatchNorm") or any(value.dtype == "string" for value in inputs):
        return None
    x, scale, offset, mean, variance = (value.array().astype(np.float64) for value in inputs)
    if x.ndim != _IMAGES:
        return None
    attrs = {name: attr.value for name, attr in node.attrs.items()}
    channels = 1 if attrs.get("data_format") == b"NCHW" else 3
    others = tuple(axis for axis in range(_IMAGES) if axis != channels)
    with np.errstate(all="ignore"):
        if attrs.get("is_training", True):
            mean, variance = x.mean(others), x.var(others)
        factor = np.abs(scale) / np.sqrt(variance + attrs.get("epsilon", 1e-4))
        found = (np.abs(x) + _along(np.abs(mean), channels)) * _along(factor, channels)
        return TensorValue.of(found + _along(np.abs(offset), channels))


def _along(vector: Any, axis: int) -> Any:
    """A vector, laid along one axis of images."""
    return vector.reshape([-1 if each == axis else 1 for each in range(_IMAGES)])
