"""Ops that exist for a test: records with a kernel that never enter the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference.opdef.apply import apply_op
from reference.opdef.record import OpRecord
from reference.opdef.signature import parse_signature


def own_op(
    kernel: Callable[..., Any] | None, inputs: str = "", outputs: str = "", attrs: str = "", name: str = "OwnOp"
) -> Callable[..., Any]:
    """A function that adds an operation of a new op, whose inputs it takes by keyword, to the default graph."""
    record = OpRecord(name, parse_signature(inputs, outputs, attrs), stateful=True)
    if kernel is not None:
        record.kernel(kernel)

    def use(name: str | None = None, **arguments: Any) -> Any:
        return apply_op(record, name, arguments)

    return use


def logging_op(log: list[str]) -> Callable[..., Any]:
    """An op that writes its operation's name into ``log`` and gives the sum of its inputs, plus one."""

    def kernel(inputs: list[Any], *, context: Any) -> Any:
        log.append(context.operation.name)
        return sum(int(value) for value in inputs) + 1

    return own_op(kernel, "inputs: N * int32", "output: int32", "N: int >= 0")


def failing_op(error: Exception) -> Callable[..., Any]:
    """An op that raises ``error``."""

    def kernel() -> Any:
        raise error

    return own_op(kernel, outputs="output: int32")
