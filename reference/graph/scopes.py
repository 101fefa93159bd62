"""What a ``with`` block adds to the operations created in it: control inputs, devices, colocation."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reference.graph.device import DeviceSpec, canonical_device_name, merge_device

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from reference.graph.graph import Graph
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor


class Blocks:
    """The blocks that stand around the next operation, whichever thread opened them (GRA-27)."""

    def __init__(self) -> None:
        self.control: list[ControlDependencies] = []
        self.devices: list[DeviceBlock] = []
        self.colocation: list[Operation] = []


class ThreadBlocks(threading.local, Blocks):
    """The same, for each thread its own."""


class ControlDependencies:
    """A `Graph.control_dependencies` block: operations created in it run after ``control_inputs``.

    With None it sets the blocks around it aside (GRA-7).
    """

    def __init__(self, graph: Graph, control_inputs: Sequence[Operation] | None) -> None:
        self._graph = graph
        self._replaces_others = control_inputs is None
        self.control_inputs: Sequence[Operation] = control_inputs or ()
        self._members: set[Operation] = set()
        self._outer: list[list[ControlDependencies]] = []  # the blocks around this one, each time it was entered

    def __enter__(self) -> None:
        around = self._graph._blocks.control
        self._outer.append(around)
        self._graph._blocks.control = [self] if self._replaces_others else [*around, self]

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._graph._blocks.control[-1:] != [self]:  # GRA-24: another block that began later is open
            raise AssertionError
        self._graph._blocks.control = self._outer.pop()

    def add(self, operation: Operation) -> None:
        """Notes an operation that was created in this block."""
        self._members.add(operation)

    def owes(self, inputs: Sequence[Tensor]) -> list[Operation]:
        """The control inputs that an operation with these inputs needs from this block.

        None, where an input was created in the block: it waits already.  An operation that gives an
        input directly is waited for anyway (GRA-6).
        """
        sources = [tensor.op for tensor in inputs]
        if any(source in self._members for source in sources):
            return []
        return [operation for operation in self.control_inputs if operation not in sources]


def required_control_inputs(stack: Sequence[ControlDependencies], inputs: Sequence[Tensor]) -> list[Operation]:
    """The control inputs that the blocks of ``stack`` put on an operation with these inputs."""
    return list(dict.fromkeys(operation for block in stack for operation in block.owes(inputs)))


@dataclass(frozen=True)
class DeviceBlock:
    """A `Graph.device` block: a device name, or a function from an operation to one."""

    function: Callable[[Operation], Any] | None
    name: str = field(default="")
    clears: bool = False  # device(None): the blocks around it are set aside

    @staticmethod
    def of(device_name_or_function: Any) -> DeviceBlock:
        if device_name_or_function is None:
            return DeviceBlock(None, clears=True)
        if callable(device_name_or_function):
            return DeviceBlock(device_name_or_function)
        return DeviceBlock(None, canonical_device_name(device_name_or_function))


def apply_devices(operation: Operation, stack: Sequence[DeviceBlock]) -> None:
    """Sets an operation's device from the blocks around it, the innermost first (GRA-11, GRA-12)."""
    for block in reversed(stack):
        if block.clears:
            return
        if block.function is None:
            operation._set_device(merge_device(block.name, operation.device))
        else:
            operation._device = _device_text(block.function(operation))


def _device_text(chosen: Any) -> str:
    """What a device function gave, as a string; it is not checked before another block is merged into it."""
    if isinstance(chosen, DeviceSpec):
        return chosen.to_string()
    if isinstance(chosen, bytes):
        return chosen.decode()
    if isinstance(chosen, str):
        return chosen
    raise TypeError(f"Expected binary or unicode string, got {chosen!r}")


def colocate(operation: Operation, others: Sequence[Operation]) -> None:
    """Puts the operation into the groups of ``others``, and on the device of the outermost that has one (GRA-13)."""
    groups: set[bytes] = set(operation._attrs.get("_class", ()))
    groups.update(*[other.colocation_groups() for other in others])
    operation._attrs["_class"] = sorted(groups)
    device = next((other.device for other in others if other.device), None)
    if device is not None:
        operation._set_device(device)
