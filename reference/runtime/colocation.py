"""Groups of operations that must run on one device, and the device that a group asks for (SES-22)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import TYPE_CHECKING, NamedTuple

from reference import dtypes
from reference.errors import InvalidArgumentError
from reference.graph import creation_stack
from reference.graph.device import DeviceSpec

if TYPE_CHECKING:
    from reference.graph.operation import Operation

_LOCATION = b"loc:@"
# In the order in which they are compared, with the word for several of them.
_PARTS = (
    ("job", "jobs"),
    ("replica", "replicas"),
    ("task", "tasks"),
    ("device_type", "types"),
    ("device_index", "ids"),
)


class Conflict(Exception):
    """Two devices that no device can be at once."""


class ColocationConflict(NamedTuple):
    """An operation that cannot be where another one is."""

    operation: Operation
    other: Operation
    reason: str

    def error(self) -> InvalidArgumentError:
        """What a session says of it."""
        return InvalidArgumentError(
            self.operation.node_def,
            self.operation,
            f"Cannot colocate nodes {_with_block(self.operation)} and {_with_block(self.other)}: {self.reason}"
            f"\n\t [[{place_of(self.operation)}]]",
        )


def cannot_follow(operation: Operation, device: str, devices: Sequence[str]) -> InvalidArgumentError:
    """The error of an operation whose group asks for a device that is not there."""
    return InvalidArgumentError(
        operation.node_def,
        operation,
        f"Cannot assign a device for operation {operation.name}: Could not satisfy explicit device specification "
        f"'{operation.device}' because the node {_with_block(operation)} was colocated with a group of nodes that "
        f"required incompatible device '{device}'. All available devices [{', '.join(devices)}]. "
        f"\n\t [[{place_of(operation)}]]",
    )


def place_of(operation: Operation) -> str:
    """An operation, and where in the program it was created."""
    file_name, line_number = creation_stack.innermost(operation._stack)
    return f"node {operation.name} (defined at {file_name}:{line_number}) "


def _with_block(operation: Operation) -> str:
    """The same, and whether it was created in a device block, of which a line of its own tells."""
    if not operation._in_device_block:
        block = f"No device assignments were active during op '{operation.name}' creation."
        return f"{place_of(operation)}placed on device {block} "
    block = f"Device assignments active during op '{operation.name}' creation:\n  with tf.device({operation.device})"
    return f"{place_of(operation)}placed on device {block} "


class Group:
    """Operations that run on one device."""

    def __init__(self, asked: DeviceSpec) -> None:
        self.asked = asked
        self.depth = 0  # decides which of two groups takes the other in
        self.inside: Group | None = None

    def root(self) -> Group:
        """The group that has taken this one in, or this one."""
        group = self
        while group.inside is not None:
            group = group.inside
        return group


class Groups:
    """The groups of some operations of a graph, in the order in which these were created."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.conflict: ColocationConflict | None = None
        self._groups: dict[Operation, Group] = {}
        operations = list(operations)
        firsts: dict[bytes, Operation] = {}  # the first operation of each place
        for operation in operations:
            self._groups[operation] = Group(DeviceSpec.from_string("" if follows(operation) else operation._device))
            for place in _places(operation):
                self._colocate(operation, firsts.setdefault(place, operation))
        for operation in operations:
            for tensor in operation._inputs:
                if tensor._dtype is dtypes.resource and tensor.op in self._groups:
                    self._follow(operation, tensor.op)

    def asked_of(self, operation: Operation) -> str:
        """The device that the group of an operation asks for."""
        return self._groups[operation].root().asked.to_string()

    def _colocate(self, operation: Operation, other: Operation) -> None:
        if operation is other or self.conflict is not None:
            return
        try:
            _join(self._groups[operation].root(), self._groups[other].root())
        except Conflict as conflict:
            self.conflict = ColocationConflict(operation, other, str(conflict))

    def _follow(self, operation: Operation, holder: Operation) -> None:
        """Lets an operation run where the resource is that it uses, whatever device it asks for."""
        group, leading = self._groups[operation].root(), self._groups[holder].root()
        try:
            _join(group, leading)
        except Conflict:
            group.inside = leading


def follows(operation: Operation) -> bool:
    """Whether an operation runs where something is that it takes: a reference, or a resource with a device."""
    return any(
        tensor._dtype.is_ref_dtype or (tensor._dtype is dtypes.resource and tensor.op._device != "")
        for tensor in operation._inputs
    )


def _places(operation: Operation) -> list[bytes]:
    """The names of what an operation is to be placed with: itself, unless it says otherwise (GRA-13)."""
    named = [name for name in operation._attrs.get("_class", ()) if name.startswith(_LOCATION)]
    return named or [_LOCATION + operation.name.encode()]


def _join(first: Group, second: Group) -> None:
    """Makes two groups one; `Conflict` if their devices differ."""
    if first is second:
        return
    root, other = (second, first) if first.depth < second.depth else (first, second)
    root.asked = _merged(root.asked, other.asked)
    root.depth = max(root.depth, other.depth + 1)
    other.inside = root


def _merged(device: DeviceSpec, other: DeviceSpec) -> DeviceSpec:
    """A device with the parts of both."""
    merged = copy(device)
    for part, several in _PARTS:
        theirs = getattr(other, part)
        if theirs is None:
            continue
        if getattr(merged, part) not in (None, theirs):
            names = f"'{merged.to_string()}' and '{other.to_string()}'"
            raise Conflict(f"Cannot merge devices with incompatible {several}: {names}")
        setattr(merged, part, theirs)
    return merged
