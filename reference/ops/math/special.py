"""The error function, and the logarithm of the gamma function with its derivative."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from reference.ops.math.elementwise import FLOATING, unary


def _each(function: Callable[[float], float]) -> Callable[[Any], Any]:
    """A function of one float as a function of arrays, computed in float64."""
    of_objects = np.frompyfunc(function, 1, 1)
    return lambda x: np.asarray(of_objects(x.astype(np.float64))).astype(x.dtype)


def _log_gamma(x: float) -> float:
    try:
        return math.lgamma(x)
    except (ValueError, OverflowError):  # zero and the whole numbers below, and what no float64 can hold
        return math.inf


# B(2k) / 2k for k = 1, 2, …: the coefficients of digamma's series in 1 / x**2.
_DIGAMMA = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12)


def _digamma(x: float) -> float:
    """The derivative of the logarithm of gamma: from x up to where its asymptotic series is exact."""
    if math.isinf(x) or (x <= 0 and x == math.floor(x)):
        return math.inf
    if x < 0:
        return _digamma(1 - x) - math.pi / math.tan(math.pi * math.remainder(x, 1))
    below = 0.0
    while x < 10:
        below += 1 / x
        x += 1
    series = sum(coefficient * x ** (-2 * k) for k, coefficient in enumerate(_DIGAMMA, 1))
    return math.log(x) - 0.5 / x - series - below


_FLOATS = ("float32", "float64")
unary("Erf", _each(math.erf), FLOATING, (0.5, 0.5204999), drawn=_FLOATS, between=(-4, 4),
      public="erf math.erf", accuracy="4 ulp")  # fmt: skip
unary("Erfc", _each(math.erfc), FLOATING, (0.5, 0.4795001), drawn=_FLOATS, between=(-4, 4),
      public="erfc math.erfc", accuracy="4 ulp")  # fmt: skip
unary("Lgamma", _each(_log_gamma), FLOATING, ([0.5, 1.0], [0.5723649, 0.0]), drawn=_FLOATS, between=(4, 20),
      public="lgamma math.lgamma", accuracy="8 ulp")  # fmt: skip
unary("Digamma", _each(_digamma), FLOATING, ([1.0, 2.0], [-0.5772157, 0.42278433]), drawn=_FLOATS, between=(4, 20),
      public="digamma math.digamma", accuracy="8 ulp")  # fmt: skip
