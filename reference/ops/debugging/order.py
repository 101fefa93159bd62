"""Whether the elements of a tensor ascend: `tf.is_non_decreasing`, `tf.is_strictly_increasing`."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.debugging.kinds import is_numeric_tensor
from reference.ops.math.reduce_functions import reduce_all
from reference.public import public


@public("is_non_decreasing", "debugging.is_non_decreasing")
def is_non_decreasing(x: Any, name: str | None = None) -> Tensor:
    """True where no element of ``x``, row by row, is less than the one before; TypeError unless numbers (DBG-22)."""
    return _ascends("is_non_decreasing", "LessEqual", x, name)


@public("is_strictly_increasing", "debugging.is_strictly_increasing")
def is_strictly_increasing(x: Any, name: str | None = None) -> Tensor:
    """True where every element of ``x``, row by row, is greater than the last; TypeError unless numbers (DBG-22)."""
    return _ascends("is_strictly_increasing", "Less", x, name)


def _ascends(own_name: str, relation: str, x: Any, name: str | None) -> Tensor:
    with name_scope(name, own_name, [x]):
        flat = build("Reshape", tensor=x, shape=[-1])
        if not is_numeric_tensor(flat):
            raise TypeError(f"Expected x to be numeric, instead found: {flat}")
        steps = flat[1:] - flat[:-1]
        zero = to_tensor(0, dtype=steps.dtype)
        return reduce_all(build(relation, x=zero, y=steps))  # type: ignore[no-any-return]
