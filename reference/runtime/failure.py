"""From what a kernel raised to the error that a user sees (ERR-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference.errors import InternalError, OpError
from reference.graph import creation_stack
from reference.runtime.memory import out_of_memory

if TYPE_CHECKING:
    from reference.runtime.pruning import Node


def failure_of(node: Node, error: Exception) -> OpError:
    """The error of a step in which ``node`` raised ``error``: it names the operation and where that was created."""
    if not isinstance(error, OpError):
        error = _unforeseen(error)
    if node.operation is None:
        return type(error)(None, None, f"{error.message}\n\t [[{{{{node {node.name}}}}}]]")  # type: ignore[call-arg]
    file_name, line_number = creation_stack.innermost(node.operation._stack)
    where = f"\n\t [[node {node.name} (defined at {file_name}:{line_number}) ]]"
    return error.with_op(node.operation, error.message + where)


def _unforeseen(error: Exception) -> OpError:
    """An error that no kernel means to raise: memory that is not there, or a defect of the interpreter (RUN-17)."""
    if isinstance(error, MemoryError):
        return out_of_memory(error)
    return InternalError(None, None, f"{type(error).__name__}: {error}")
