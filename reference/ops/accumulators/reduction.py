"""What an accumulator makes of the sum of its gradients: the sum itself or the mean (ACC-2)."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def mean(total: Array, count: Any) -> Array:
    """``total`` divided by ``count`` in its own dtype, towards zero where that has no fractions."""
    divisor = np.asarray(count).astype(total.dtype)
    if total.dtype.kind in "iu":
        return np.asarray(np.sign(total) * (np.abs(total) // divisor), total.dtype)
    return np.asarray(total / divisor, total.dtype)
