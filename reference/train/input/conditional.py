"""Enqueueing only some of the examples (PIPE-20)."""

from __future__ import annotations

from collections.abc import Callable

from reference import dtypes
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.constant_value import constant_value
from reference.opdef.functions import build
from reference.ops.control_flow.branch import branches_on, take_from_branch
from reference.ops.flow.grouping import with_dependencies
from reference.ops.math.casting import cast

Put = Callable[[list[Tensor]], Operation]


def enqueue_where(keep: Tensor, put: Put, components: list[Tensor]) -> Operation:
    """An operation that puts ``components`` into a queue where ``keep`` is true, each row where that is a vector."""
    if keep.shape.ndims == 1:
        return put(_rows_where(keep, components))
    known = constant_value(keep)
    if known is None:
        return _on_branch(keep, put, components)
    return put(components) if known else build("NoOp")


def _rows_where(keep: Tensor, components: list[Tensor]) -> list[Tensor]:
    kept = cast(keep, dtypes.int32)
    return [build("DynamicPartition", data=item, partitions=kept, num_partitions=2)[1] for item in components]


def _on_branch(keep: Tensor, put: Put, components: list[Tensor]) -> Operation:
    """The operation on the branch where ``keep`` is true, and nothing on the other."""
    graph = DEFAULT_GRAPHS.get_default()
    with graph.name_scope("cond"):
        if_true, if_false, predicate = branches_on(keep)
        enqueue = put(components)
        take_from_branch(enqueue, predicate, taken_if=True)
        kept = with_dependencies([enqueue], if_true)
        with graph.control_dependencies([if_false]):
            nothing = build("NoOp")
        dropped = with_dependencies([nothing], if_false)
        return build("Merge", "Merge", inputs=[dropped, kept]).output.op  # type: ignore[no-any-return]
