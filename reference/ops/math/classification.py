"""What kind of float a number is."""

import numpy as np

from reference.ops.math.elementwise import FLOATING, unary

_ROW = [1.0, float("inf"), float("nan")]

unary("IsNan", np.isnan, FLOATING, (_ROW, [False, False, True]), output="bool",
      public="is_nan math.is_nan debugging.is_nan")  # fmt: skip
unary("IsInf", np.isinf, FLOATING, (_ROW, [False, True, False]), output="bool",
      public="is_inf math.is_inf debugging.is_inf")  # fmt: skip
unary("IsFinite", np.isfinite, FLOATING, (_ROW, [True, False, False]), output="bool",
      public="is_finite math.is_finite debugging.is_finite")  # fmt: skip
