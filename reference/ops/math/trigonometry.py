"""Sine, cosine and tangent, of the circle and of the hyperbola, and their inverses."""

from __future__ import annotations

import numpy as np

from reference.ops.math.elementwise import FLOATING, FLOATING_OR_COMPLEX, SIGNED_OR_COMPLEX, Unary, binary, unary

_ANGLES = (-9.0, 9.0)
_CIRCLE = (-1.0, 1.0)

# name, function, dtypes, an example, where random graphs use it
_TABLE = (
    ("Sin", np.sin, FLOATING_OR_COMPLEX, (0.5, 0.47942555), _ANGLES),
    ("Cos", np.cos, FLOATING_OR_COMPLEX, (0.5, 0.87758255), _ANGLES),
    ("Tan", np.tan, SIGNED_OR_COMPLEX, (0.5, 0.5463025), _CIRCLE),
    ("Asin", np.arcsin, SIGNED_OR_COMPLEX, (0.5, 0.5235988), _CIRCLE),
    ("Acos", np.arccos, SIGNED_OR_COMPLEX, (0.5, 1.0471976), _CIRCLE),
    ("Atan", np.arctan, SIGNED_OR_COMPLEX, (0.5, 0.4636476), _ANGLES),
    ("Sinh", np.sinh, FLOATING_OR_COMPLEX, (0.5, 0.5210953), _ANGLES),
    ("Cosh", np.cosh, FLOATING_OR_COMPLEX, (0.5, 1.127626), _ANGLES),
    ("Asinh", np.arcsinh, FLOATING_OR_COMPLEX, (0.5, 0.4812118), _ANGLES),
    ("Acosh", np.arccosh, FLOATING_OR_COMPLEX, (1.5, 0.9624236), (1.0, 9.0)),
    ("Atanh", np.arctanh, FLOATING_OR_COMPLEX, (0.5, 0.54930615), (-0.9, 0.9)),
)


def _of_given_dtype(function: Unary) -> Unary:
    """``function``, whose result has the dtype of ``x`` even for whole numbers."""
    return lambda x: function(x).astype(x.dtype)


for _name, _function, _types, _example, _between in _TABLE:
    _public = _name.lower()
    unary(_name, _of_given_dtype(_function), _types, _example, between=_between, drawn=("float32", "float64"),
          public=f"{_public} math.{_public}", accuracy="4 ulp")  # fmt: skip

binary("Atan2", np.arctan2, FLOATING, (1.0, -1.0, 2.3561945), inputs=("y", "x"),
       public="atan2 math.atan2", accuracy="4 ulp")  # fmt: skip
