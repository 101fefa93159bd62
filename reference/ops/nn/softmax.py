"""Logits to probabilities, along the last axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank_at_least
from reference.ops.nn.precision import widened
from reference.tensor_shape import static_repr

Softmax = op("Softmax", "logits: T", "softmax: T", "T: {half, bfloat16, float, double}", accuracy="16 ulp")
LogSoftmax = op("LogSoftmax", "logits: T", "logsoftmax: T", "T: {half, bfloat16, float, double}", accuracy="16 ulp")


def _shape(logits: Any) -> Any:
    return with_rank_at_least(logits, 1)


Softmax.shape(_shape)
LogSoftmax.shape(_shape)


def _shifted(logits: Any) -> Any:
    """The logits less the largest of their row, so that no power is too large."""
    if logits.ndim < 1:
        raise InvalidArgumentError(None, None, f"logits must have >= 1 dimension, got {static_repr(logits.shape)}")
    return logits - np.max(logits, -1, keepdims=True) if logits.size else logits


@Softmax.kernel
def _(logits: Any) -> Any:
    powers = np.exp(_shifted(logits))
    return (powers / widened(powers).sum(-1, keepdims=True)).astype(logits.dtype)


@LogSoftmax.kernel
def _(logits: Any) -> Any:
    shifted = _shifted(logits)
    return (shifted - np.log(widened(np.exp(shifted)).sum(-1, keepdims=True))).astype(logits.dtype)


# ---- examples and random uses

Softmax.example([[0.0, 0.0], [1000.0, 0.0]], gives=[[0.5, 0.5], [1.0, 0.0]])
Softmax.example([0.0, 0.6931472, 1.3862944], gives=[1 / 7, 2 / 7, 4 / 7])
Softmax.rejects(1.0, error=InvalidArgumentError, message="logits must have >= 1 dimension, got []")
Softmax.rejects(1.0, error=ValueError, message="Shape must be at least rank 1 but is rank 0", building=True)
LogSoftmax.example([[0.0, 0.0], [1000.0, 0.0]], gives=[[-0.6931472, -0.6931472], [0.0, -1000.0]])
LogSoftmax.rejects(1.0, error=InvalidArgumentError, message="logits must have >= 1 dimension, got []")


@Softmax.arguments
@LogSoftmax.arguments
def _(draw: Any) -> dict[str, Any]:
    """Logits near each other: the logarithm of a probability next to 1 keeps few digits; some are large."""
    low = draw.choice([-2, -2, 998])
    return {"logits": draw.tensor(draw.dtype("float32", "float64"), draw.shape(min_rank=1), low=low, high=low + 4)}
