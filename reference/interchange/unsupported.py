"""Ops that a graph may hold but that cannot be run, because they have no kernel here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reference.errors import NotFoundError

if TYPE_CHECKING:
    from reference.graph.operation import Operation


def check(operations: Iterable[Operation]) -> None:
    """Raises NotFoundError that names every op without a kernel among the operations of a step (RUN-16)."""
    missing = [operation for operation in operations if operation._record.kernel_function is None]
    if not missing:
        return
    first = {operation.type: operation.name for operation in reversed(missing)}  # of each op, its first operation
    ops = ", ".join(f"'{op_type}'" for op_type in sorted(first))
    needed_by = ", ".join(f"'{name}'" for _, name in sorted(first.items()))
    raise NotFoundError(
        None, missing[0], f"Op type not registered {ops} in this implementation, "
        f"which the fetched part of the graph needs (operations {needed_by})."
    )  # fmt: skip
