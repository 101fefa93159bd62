"""In which precision sums of products are taken."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np

Array = np.ndarray[Any, Any]


def widened(array: Array) -> Array:
    """Floats of 16 bits as float32; all else as it is."""
    return array.astype(np.float32) if array.dtype.itemsize == np.float16().itemsize else array


def widened_bfloat16(array: Array) -> Array:
    """bfloat16 as float32; all else, half too, as it is: some sums round every term."""
    return array.astype(np.float32) if array.dtype == ml_dtypes.bfloat16 else array
