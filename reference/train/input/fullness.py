"""A summary of how full a queue is (PIPE-17)."""

from __future__ import annotations

from reference import dtypes
from reference.graph.collections import GraphKeys
from reference.graph.defaults import get_default_graph
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.math.casting import cast


def summarize_fullness(name: str, size: Tensor, capacity: int) -> None:
    """Adds a summary of ``size / capacity`` to the collection of summaries."""
    fraction = cast(size, dtypes.float32) * (1.0 / capacity)
    with name_scope(name, values=[fraction]) as scope:
        summary = build("ScalarSummary", scope, tags=scope.rstrip("/"), values=fraction)
    get_default_graph().add_to_collection(GraphKeys.SUMMARIES, summary)
