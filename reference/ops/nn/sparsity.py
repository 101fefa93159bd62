"""How much of a tensor is zero."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.dtypes import float32, int64
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.array.extent import size
from reference.ops.math.casting import cast
from reference.ops.math.reduce_functions import reduce_sum
from reference.public import public


@public("nn.zero_fraction", "math.zero_fraction")
def zero_fraction(value: Any, name: str | None = None) -> Tensor:
    """The number of zeros in ``value`` over the number of its elements, as float32; NaN if it has none."""
    with name_scope(name, "zero_fraction", [value]):
        value = to_tensor(value, name="value")
        count = size(value, out_type=int64)
        with name_scope(None, "count_nonzero"):
            zero = build("Cast", "zeros", x=0, DstT=value.dtype)
            is_nonzero = build("NotEqual", None, x=value, y=zero)
            nonzero = reduce_sum(cast(is_nonzero, int64), name="nonzero_count")
        with name_scope(None, "counts_to_fraction"):
            fraction = cast(count - nonzero, float32) / cast(count, float32)
        return build("Identity", "fraction", input=fraction)  # type: ignore[no-any-return]
