"""From what a kernel raised to the error that a user sees (ERR-9, ERR-10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reference.errors import InternalError, OpError
from reference.graph import creation_stack
from reference.runtime.memory import out_of_memory

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.runtime.pruning import Node


class StepFailure(Exception):
    """Carries an error of the step itself out of a kernel: it belongs to no operation."""

    def __init__(self, error: OpError) -> None:
        super().__init__(error)
        self.error = error


def undeclared_output(operation: Operation, position: int, came: str, declared: str) -> StepFailure:
    """The failure of a step in which an output has not the dtype, each named in a word, that its graph declares."""
    file_name, line_number = creation_stack.innermost(operation._stack)
    return StepFailure(InternalError(
        None, None, f"Output {position} of type {came} does not match declared output type {declared} for node node "
        f"{operation.name} (defined at {file_name}:{line_number}) "
    ))  # fmt: skip


def failure_of(node: Node, error: Exception) -> OpError:
    """The error of a step in which ``node`` raised ``error``: it names the operation and where that was created."""
    if isinstance(error, StepFailure):
        return error.error
    if not isinstance(error, OpError):
        error = _unforeseen(error)
    if node.operation is None:
        return type(error)(None, None, f"{error.message}\n\t [[{{{{node {node.name}}}}}]]")  # type: ignore[call-arg]
    if "[[" in error.message:
        return _taken_at_its_words(node.operation, error)
    file_name, line_number = creation_stack.innermost(node.operation._stack)
    where = f"\n\t [[node {node.name} (defined at {file_name}:{line_number}) ]]"
    return error.with_op(node.operation, error.message + where)


def _taken_at_its_words(operation: Operation, error: OpError) -> OpError:
    """An error whose own words have double brackets: what follows them is taken for the operation's name (ERR-9)."""
    message = f"{error.message}\n\t [[{{{{node {operation.name}}}}}]]"
    word = re.split(r"[\s\]}=]", message.partition("[[")[2], maxsplit=1)[0]
    try:
        return error.with_op(operation.graph.get_operation_by_name(word), message)
    except (KeyError, ValueError):
        return type(error)(None, None, message)  # type: ignore[call-arg]


def _unforeseen(error: Exception) -> OpError:
    """An error that no kernel means to raise: memory that is not there, or a defect of the interpreter (RUN-17)."""
    if isinstance(error, MemoryError):
        return out_of_memory(error)
    return InternalError(None, None, f"{type(error).__name__}: {error}")
