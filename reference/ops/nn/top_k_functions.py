"""`tf.nn.top_k` and `tf.nn.in_top_k`."""

from __future__ import annotations

from typing import Any

from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.public import public


@public("nn.top_k", "math.top_k")
def top_k(input: Any, k: Any = 1, sorted: bool = True, name: str | None = None) -> Any:
    """The ``k`` largest entries along the last axis and their indices, the largest first."""
    return build("TopKV2", name, input=input, k=k, sorted=sorted)


@public("nn.in_top_k", "math.in_top_k")
def in_top_k(predictions: Any, targets: Any, k: Any, name: str | None = None) -> Tensor:
    """Whether the entry that each target names is among the ``k`` largest of its row."""
    with name_scope(name, "in_top_k"):
        return build("InTopKV2", name, predictions=predictions, targets=targets, k=k)  # type: ignore[no-any-return]
