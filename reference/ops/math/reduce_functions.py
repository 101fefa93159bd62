"""`tf.reduce_sum` and its like: reductions over some axes, by default over all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.renamed_argument import given_once
from reference.ops.array.extent import rank
from reference.ops.math.sequences import sequence
from reference.ops.source.constant import constant
from reference.public import public

_DOCUMENTATION = """{what} over the axes ``axis`` (None: over all of them).

    ``keepdims`` leaves the axes with size one; ``reduction_indices`` and ``keep_dims`` are old names of the
    two.  Raises ValueError if an argument is given under both names."""


def _reduce_function(op_type: str, what: str) -> Callable[..., Any]:
    def reduce(
        input_tensor: Any, axis: Any = None, keepdims: bool | None = None, name: str | None = None,
        reduction_indices: Any = None, keep_dims: bool | None = None,
    ) -> Any:  # fmt: skip
        axis = given_once("axis", axis, "reduction_indices", reduction_indices)
        keep = bool(given_once("keepdims", keepdims, "keep_dims", keep_dims))
        axes = all_axes(input_tensor) if axis is None else axis
        result = build(op_type, name, input=input_tensor, reduction_indices=axes, keep_dims=keep)
        if axis is None and not keep and result._static is None:
            result._static = ()
        return result

    public_name = f"reduce_{op_type.lower()}"
    reduce.__name__ = reduce.__qualname__ = public_name
    reduce.__doc__ = _DOCUMENTATION.format(what=what)
    return public(public_name, f"math.{public_name}")(reduce)


def all_axes(x: Any) -> Tensor:
    """A tensor of all axes of ``x``: a constant if the rank is known, else a range up to the rank (OPS-21)."""
    if isinstance(x, Tensor) and x._static is not None:
        return constant(np.arange(len(x._static), dtype=np.int32))
    return sequence(0, rank(x))  # type: ignore[no-any-return]


reduce_sum = _reduce_function("Sum", "The sum of elements")
reduce_mean = _reduce_function("Mean", "The mean of elements")
reduce_prod = _reduce_function("Prod", "The product of elements")
reduce_max = _reduce_function("Max", "The largest element")
reduce_min = _reduce_function("Min", "The smallest element")
reduce_all = _reduce_function("All", "Whether all elements are true")
reduce_any = _reduce_function("Any", "Whether any element is true")
