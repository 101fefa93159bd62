"""Local response normalization: every channel divided by how strong its neighbours are."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank
from reference.ops.nn.precision import widened_bfloat16

LRN = op(
    "LRN",
    "input: T",
    "output: T",
    "depth_radius: int = 5, bias: float = 1.0, alpha: float = 1.0, beta: float = 0.5, "
    "T: {half, bfloat16, float} = float",
    accuracy="16 ulp",
    public="nn.local_response_normalization nn.lrn",
)


@LRN.shape
def _(input: Any) -> Any:
    return with_rank(input, 4)


@LRN.kernel
def _(input: Any, *, depth_radius: int, bias: float, alpha: float, beta: float) -> Any:
    if depth_radius < 0:
        raise InvalidArgumentError(None, None, f"depth_radius = {depth_radius} larger than int max")
    if input.ndim != 4:
        raise InvalidArgumentError(None, None, "in must be 4-dimensional")
    values = widened_bfloat16(input)
    number = values.dtype.type
    depth = values.shape[-1]
    near = abs(np.subtract.outer(np.arange(depth), np.arange(depth))) <= depth_radius
    sums = np.square(values) @ near.astype(values.dtype)  # over the channels within the radius
    return (values * (number(bias) + number(alpha) * sums) ** number(-beta)).astype(input.dtype)


# ---- examples and random uses

LRN.example([[[[1.0, 2.0, 3.0]]]], depth_radius=1, bias=0.0, alpha=1.0, beta=1.0, gives=[[[[1 / 5, 2 / 14, 3 / 13]]]])
LRN.rejects([[[1.0]]], error=InvalidArgumentError, message="in must be 4-dimensional")


@LRN.arguments
def _(draw: Any) -> dict[str, Any]:
    return {
        "input": draw.tensor("float32", draw.shape(min_rank=4, max_rank=4), low=-4, high=4),
        "depth_radius": draw.integer(0, 3),
        "bias": draw.choice([1.0, 2.0]),
        "alpha": draw.choice([0.1, 1.0]),
        "beta": draw.choice([0.5, 0.75, 1.0]),
    }
