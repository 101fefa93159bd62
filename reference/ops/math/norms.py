"""Half the sum of squares."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.opdef.record import StaticShape, op
from reference.ops.math.reductions import accumulator

L2Loss = op("L2Loss", "t: T", "output: T", "T: {half, bfloat16, float, double}", accuracy="sum", public="nn.l2_loss")


@L2Loss.shape
def _(t: StaticShape) -> StaticShape:
    return ()


@L2Loss.kernel
def _(t: Any) -> Any:
    wide = t.astype(accumulator(t.dtype))
    return (np.add.reduce(wide * wide, None) / 2).astype(t.dtype)


L2Loss.example([[1.0, 2.0], [3.0, 4.0]], gives=15.0)
L2Loss.rejects([1, 2], error=TypeError, building=True, message="Value passed to parameter 't' has DataType int32 not")


@L2Loss.arguments
def _(draw: Any) -> dict[str, Any]:
    return {"t": draw.tensor(draw.dtype("float32", "float64"))}
