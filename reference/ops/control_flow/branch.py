"""Two branches on a condition, of which a step takes one: what goes in moves only where it is wanted (FLOW-3)."""

from __future__ import annotations

from typing import NamedTuple

from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build


class Branches(NamedTuple):
    """Tensors that are alive on one branch each, and the condition for what enters a branch later."""

    if_true: Tensor
    if_false: Tensor
    predicate: Tensor


def branches_on(condition: Tensor) -> Branches:
    """Adds the operations that part the branches, in the name scope in force."""
    if_false, if_true = build("Switch", "Switch", data=condition, pred=condition)
    if_true = build("Identity", "switch_t", input=if_true)
    if_false = build("Identity", "switch_f", input=if_false)
    return Branches(if_true, if_false, build("Identity", "pred_id", input=condition))


def take_from_branch(operation: Operation, predicate: Tensor, taken_if: bool) -> None:
    """Lets inputs from before the branches reach ``operation`` only where ``predicate`` is ``taken_if``."""
    graph = operation.graph
    switched: dict[Tensor, Tensor] = {}
    with graph.name_scope(f"{operation.name}/"), graph.control_dependencies(None):
        for index, tensor in enumerate(operation.inputs):
            if tensor.op._id > predicate.op._id:  # made on the branch
                continue
            if tensor not in switched:
                with graph.colocate_with(tensor.op, ignore_existing=True):
                    switched[tensor] = build("Switch", "Switch", data=tensor, pred=predicate)[taken_if]
            operation._update_input(index, switched[tensor])
