"""What state an operation may read or change when it fires: what decides whether its order matters (SCH-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from reference.runtime.resources import HandleRef, Ref, ResourceHandle

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.runtime.context import SessionState
    from reference.runtime.frames import Activation

Touched = dict[Any, bool]  # pieces of state, and whether each may be changed or is only read
EVERYTHING = "everything"
_ONLY_READ = {"ReadVariableOp", "VarIsInitializedOp", "VariableShape", "ResourceGather", "ResourceGatherNd"}
_READ_FILES = {"ReadFile", "MatchingFiles"}  # which have no effects, but see those of WriteFile


def touched_by(activation: Activation, state: SessionState) -> Touched:
    """The state of a session that an operation that is ready may touch; too much rather than too little."""
    node, iteration, is_dead = activation
    if is_dead:
        return {}
    if node.kind in _READ_FILES:
        return {"files": False}
    read = {index for index, _ in node.reads}
    touched: Touched = {}
    for index, slot in enumerate(node.inputs):
        piece = piece_of(iteration.values.get(slot))
        if piece is not None:
            changes = index not in read and node.kind not in _ONLY_READ and node.operation is not None
            touched[piece] = touched.get(piece, False) or changes
    if not touched and node.operation is not None and node.operation._record.stateful:
        return _touched_without_a_handle(node.operation, state)
    return touched


def commute(one: Touched, other: Touched) -> bool:
    """Whether two moves give the same in either order (SCH-2, SCH-5)."""
    if EVERYTHING in one or EVERYTHING in other:
        return not ((any(one.values()) and other) or (any(other.values()) and one))
    return not any(one[state] or other[state] for state in one.keys() & other.keys())


def piece_of(value: Any) -> Any:
    """The piece of state that a value names, by a name that is the same whenever the program runs."""
    if isinstance(value, HandleRef):
        return (value.handle.container, value.handle.kind, value.handle.name)
    if isinstance(value, Ref):
        return value.name
    if isinstance(value, np.ndarray) and value.dtype == object and value.ndim == 0:
        handle = value[()]
        if isinstance(handle, ResourceHandle):
            return (handle.container, handle.kind, handle.name)
    return None


def _touched_without_a_handle(operation: Operation, state: SessionState) -> Touched:
    """What an op with effects touches that is given no handle; one that only names what is there touches nothing."""
    attrs = operation._attrs
    if "seed" in attrs:  # a random op: the generator of its own
        return {("generator", operation.name): True}
    makes_handles = all(tensor._dtype.is_ref_dtype or tensor._dtype.name == "resource" for tensor in operation._outputs)
    if operation._outputs and makes_handles:
        shared = attrs.get("shared_name")
        return {("shared", shared): True} if shared and not _is_there(operation, state) else {}
    return {EVERYTHING: True}


def _is_there(operation: Operation, state: SessionState) -> bool:
    """Whether an op that makes handles makes no more than that, now or ever."""
    if operation.type == "VarHandleOp" or operation.name in state.of_operations:
        return True
    container, shared_name = operation._attrs["container"].decode(), operation._attrs["shared_name"].decode()
    return state.resources.lookup(container, shared_name, "variable") is not None
