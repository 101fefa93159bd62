"""Rows of a table of parameters."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.array.gathering import gather
from reference.public import public


@public("nn.embedding_lookup")
def embedding_lookup(
    params: Any,
    ids: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    validate_indices: bool = True,
    max_norm: float | None = None,
) -> Tensor:
    """The rows of ``params`` that ``ids`` number; ``params`` is one table, or a list that holds one.

    Raises ValueError if there is no table or more than one, or for a ``max_norm``.
    """
    if params is None:
        raise ValueError("params must be specified")
    tables = list(params) if isinstance(params, list) else [params]
    if not tables:
        raise ValueError("Need at least one param")
    with name_scope(name, "embedding_lookup", [*tables, ids]) as scope:
        if len(tables) > 1:
            raise ValueError(f"embedding_lookup takes one table, not {len(tables)}")
        if max_norm is not None:
            raise ValueError("embedding_lookup takes no max_norm")
        table = tables[0]
        if not (isinstance(table, Tensor) or hasattr(table, "sparse_read")):
            table = to_tensor(table, name="params_0")
        rows = gather(table, to_tensor(ids, name="ids"), name=scope)
        return build("Identity", None, input=rows)  # type: ignore[no-any-return]
