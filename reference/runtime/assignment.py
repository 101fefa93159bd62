"""On which device each operation runs, where a session has several (OPT-11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reference.graph.device import DeviceSpec
from reference.runtime.placement import is_source, matches
from reference.runtime.references import takes_reference

if TYPE_CHECKING:
    from reference.graph.operation import Operation

_OF_SHAPES = frozenset({"Shape", "Size", "Rank"})  # they look at no element: they run where their input is
_COLOCATED = b"loc:@"


def assign_devices(operations: Sequence[Operation], devices: Sequence[str]) -> dict[Operation, str]:
    """The full name of the device of each operation; those that only make a value are given theirs last."""
    groups = _groups(operations)
    wanted = {spec: _matching(spec, devices) for spec in {operation._device for operation in operations}}
    assigned: dict[Operation, str] = {}
    sources = []
    for operation in operations:
        if operation in assigned:
            continue
        group = groups[operation]
        possible = _in_all([wanted[member._device] for member in group])
        if len(group) == 1 and is_source(operation):
            sources.append(operation)
            continue
        device = possible[0]
        if operation.type in _OF_SHAPES and assigned.get(operation._inputs[0]._op) in possible:
            device = assigned[operation._inputs[0]._op]
        assigned.update(dict.fromkeys(group, device))
    for operation in sources:
        possible = wanted[operation._device]
        takers = {assigned.get(taker, "") for taker in _takers(operation)}
        (only,) = takers if len(takers) == 1 else ("",)
        assigned[operation] = only if only in possible else possible[0]
    return assigned


def _groups(operations: Sequence[Operation]) -> dict[Operation, list[Operation]]:
    """The operations that must run on one device with each: by colocation, and by references and handles."""
    group_of = {operation: [operation] for operation in operations}
    by_name = {operation.name: operation for operation in operations}
    for operation in operations:
        for other in _bound_to(operation, by_name):
            if other in group_of and group_of[other] is not group_of[operation]:
                joined = group_of[other]
                joined.extend(group_of[operation])
                for member in group_of[operation]:
                    group_of[member] = joined
    return group_of


def _bound_to(operation: Operation, by_name: dict[str, Operation]) -> list[Operation]:
    found = [
        tensor._op
        for index, tensor in enumerate(operation._inputs)
        if tensor._dtype.name == "resource" or (tensor._dtype.is_ref_dtype and takes_reference(operation, index))
    ]
    for word in operation._attrs.get("_class", ()):
        name = word.removeprefix(_COLOCATED).decode()
        if word.startswith(_COLOCATED) and name in by_name:
            found.append(by_name[name])
    return found


def _takers(operation: Operation) -> list[Operation]:
    """The operations that take the value of a source, or wait for it."""
    return [*operation._outputs[0].consumers(), *operation._control_outputs]


def _matching(asked: str, devices: Sequence[str]) -> list[str]:
    """The devices that an operation may run on; all of them if it asks for one that is not there (SES-19)."""
    spec = DeviceSpec.from_string(asked)
    return [name for name in devices if matches(spec, DeviceSpec.from_string(name))] or list(devices)


def _in_all(choices: Sequence[Sequence[str]]) -> Sequence[str]:
    """What is in every one of several lists, or else the first list."""
    return [name for name in choices[0] if all(name in choice for choice in choices)] or choices[0]
