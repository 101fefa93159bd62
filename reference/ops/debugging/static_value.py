"""What an assertion may take for known while the graph is built (DBG-14)."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.graph.tensor import Tensor
from reference.opdef.constant_value import constant_value

_FROM_STATIC_SHAPE = {"Shape", "Size", "Rank"}
_LOOKED_THROUGH = {"Cast", "Concat", "ConcatV2", "Equal", "Fill", "NotEqual", "Pack", "Range"}


def static_value(tensor: Tensor) -> np.ndarray[Any, Any] | None:
    """The value of a constant, or of the few ops on constants that programs make shapes with; else None.

    It knows less than `constant_value`, on purpose: what is checked while building, and what in a step, is
    to be seen by the user.
    """
    pending = [tensor]
    while pending:
        op = pending.pop().op
        if op.type in _LOOKED_THROUGH:
            pending.extend(op.inputs)
        elif op.type != "Const" and op.type not in _FROM_STATIC_SHAPE:
            return None
    return constant_value(tensor)
