"""Numbers as TensorFlow's messages write them."""

from __future__ import annotations

from typing import Any

import numpy as np


def number_words(value: Any) -> str:
    """A NumPy number with few digits if they give the same number back, else with all that tell it from others.

    A NaN has its sign.

    >>> number_words(np.float32(1.0)), number_words(np.float32(0.1)), number_words(np.float64(1 / 3))
    ('1', '0.1', '0.33333333333333331')
    """
    if value.dtype.kind != "f":
        return str(value)
    if np.isnan(value):
        return "-nan" if np.signbit(value) else "nan"
    few, all_digits = (6, 9) if value.dtype == np.float32 else (15, 17)
    text = f"{value:.{few}g}"
    return text if value.dtype.type(text) == value else f"{value:.{all_digits}g}"
