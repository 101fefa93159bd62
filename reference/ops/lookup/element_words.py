"""How messages show a key or a value of a table."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from reference import dtypes
from reference.dtypes import DType


def element_words(element: Any, dtype: DType) -> str:
    """Strings bare, truth values as numbers, floats with the digits that tell them apart from their neighbours."""
    if isinstance(element, bytes):
        return element.decode("utf-8", "replace")
    if isinstance(element, float) and math.isfinite(element):
        few, exact = ("%.6g", "%.9g") if dtype is dtypes.float32 else ("%.15g", "%.17g")
        same = np.dtype(dtype.as_numpy_dtype).type
        return str((few if same(few % element) == same(element) else exact) % element)
    return str(int(element) if isinstance(element, bool) else element)
