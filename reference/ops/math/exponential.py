"""Exponentials, logarithms, roots, and the functions made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.ops.math.elementwise import FLOATING_OR_COMPLEX, WITHOUT_BFLOAT16, binary, unary

E = 2.7182817

unary("Exp", np.exp, FLOATING_OR_COMPLEX, ([0.0, 1.0], [1.0, E]), public="exp math.exp", accuracy="3 ulp")
unary("Expm1", np.expm1, FLOATING_OR_COMPLEX, ([0.0, 1.0], [0.0, E - 1]), public="expm1 math.expm1", accuracy="4 ulp")
unary("Log", np.log, FLOATING_OR_COMPLEX, ([1.0, E], [0.0, 1.0]), public="log math.log", accuracy="4 ulp")
unary("Log1p", np.log1p, FLOATING_OR_COMPLEX, ([0.0, E - 1], [0.0, 1.0]), public="log1p math.log1p", accuracy="4 ulp")
unary("Sqrt", np.sqrt, FLOATING_OR_COMPLEX, ([4.0, 2.0], [2.0, 1.4142135]), public="sqrt math.sqrt",
      between=(0, 16), accuracy="3 ulp")  # fmt: skip


def _reciprocal_root(x: Any) -> Any:
    return np.reciprocal(np.sqrt(x))


unary("Rsqrt", _reciprocal_root, FLOATING_OR_COMPLEX, ([4.0, 0.0], [0.5, float("inf")]),
      public="rsqrt math.rsqrt", between=(0.25, 16), accuracy="4 ulp")  # fmt: skip


def _sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)); TensorFlow's float32 adds tanh(x / 2) to 1, so that its error is relative to 1."""
    one = x.dtype.type(1)
    return one / (one + np.exp(-x))


unary("Sigmoid", _sigmoid, FLOATING_OR_COMPLEX, ([0.0, 2.0], [0.5, 0.8807971]),
      public="sigmoid math.sigmoid nn.sigmoid", accuracy="sum")  # fmt: skip
unary("Tanh", np.tanh, FLOATING_OR_COMPLEX, ([0.0, 1.0], [0.0, 0.7615942]),
      public="tanh math.tanh nn.tanh", accuracy="7 ulp")  # fmt: skip


def _zero_where_zero(x: Any, product: Any) -> Any:
    return np.where(x == 0, x.dtype.type(0), product)


binary("Xdivy", lambda x, y: _zero_where_zero(x, x / y), WITHOUT_BFLOAT16, ([0.0, 3.0], [0.0, 2.0], [0.0, 1.5]),
       public="math.xdivy")  # fmt: skip
binary("Xlogy", lambda x, y: _zero_where_zero(x, x * np.log(y)), WITHOUT_BFLOAT16, ([0.0, 3.0], [0.0, E], [0.0, 3.0]),
       public="math.xlogy", between=(0.25, 4), accuracy="5 ulp")  # fmt: skip
