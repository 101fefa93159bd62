"""Strings put one behind the other."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import merge
from reference.tensor_shape import static_repr

StringJoin = op(
    "StringJoin", "inputs: N * string", "output: string", 'N: int >= 1, separator: string = ""',
    public="strings.join string_join",
)  # fmt: skip


@StringJoin.shape
def _(inputs: Any) -> Any:
    """All but scalars must agree; a tensor of unknown rank may be a scalar."""
    others = [shape for shape in inputs if shape != ()]
    return reduce(merge, others, None) if others else ()


@StringJoin.kernel
def _(inputs: Any, *, separator: str) -> Any:
    shapes = [value.shape for value in inputs if value.ndim]
    for shape in shapes:
        if shape != shapes[0]:
            raise InvalidArgumentError(
                None, None, f"Input shapes do not match: {static_repr(shapes[0])} vs. {static_repr(shape)}"
            )
    between = separator.encode("utf-8", "surrogateescape")
    result = np.empty(shapes[0] if shapes else (), object)
    broadcast = [np.broadcast_to(value, result.shape).ravel() for value in inputs]
    result.ravel()[:] = [between.join(parts) for parts in zip(*broadcast, strict=True)]
    return result


StringJoin.example(["a", ["b", "c"]], separator="-", gives=["a-b", "a-c"])
StringJoin.rejects([["a"], ["b", "c"]], error=InvalidArgumentError, message="Input shapes do not match: [1] vs. [2]")
StringJoin.rejects(
    [["a"], ["b", "c"]], error=ValueError, building=True,
    message="Dimension 0 in both shapes must be equal, but are 1 and 2. Shapes are [1] and [2].",
)  # fmt: skip


@StringJoin.arguments
def _(draw: Any) -> dict[str, Any]:
    string, shape = draw.dtype("string"), draw.shape()
    inputs = [draw.tensor(string, draw.choice([(), shape])) for _ in range(draw.choice([2, 1, 3]))]
    return {"inputs": inputs, "separator": draw.choice(["", ", ", ""])}
