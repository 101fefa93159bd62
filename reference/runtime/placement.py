"""Whether a session has the devices that operations ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from reference.errors import InvalidArgumentError
from reference.graph.device import DeviceSpec
from reference.runtime.colocation import Groups, cannot_follow, follows, place_of

if TYPE_CHECKING:
    from reference.graph.operation import Operation

_WHERE = ("job", "replica", "task")
_WHICH = ("device_type", "device_index")


def check_placement(operations: Collection[Operation], devices: Sequence[str], soft: bool) -> None:
    """InvalidArgumentError if an operation asks for a device that is none of ``devices`` (SES-19, SES-22).

    With ``soft`` placement any device of the same task will do.
    """
    asked = {operation._device for operation in operations}
    if asked <= {""}:
        return
    missing = _missing(asked, devices, _WHERE if soft else (*_WHERE, *_WHICH))
    if not soft and (len(asked - {""}) > 1 or (missing and len(asked) > 1)):  # groups matter
        _check_groups(operations, devices)
        return
    misplaced = [operation for operation in operations if operation._device in missing and not follows(operation)]
    if misplaced:
        raise _no_such_device(min(misplaced, key=is_source), devices)


def _check_groups(operations: Collection[Operation], devices: Sequence[str]) -> None:
    """The same where some operations must run on one device (SES-22)."""
    groups = Groups(operations)
    if groups.conflict is not None:
        raise groups.conflict.error()
    asked = {operation: groups.asked_of(operation) for operation in operations}
    missing = _missing(asked.values(), devices, (*_WHERE, *_WHICH))
    misplaced = [operation for operation in operations if asked[operation] in missing]
    if not misplaced:
        return
    first = min(misplaced, key=is_source)
    if first.device == asked[first]:
        raise _no_such_device(first, devices)
    raise cannot_follow(first, asked[first], devices)


def _missing(asked: Iterable[str], devices: Sequence[str], parts: Sequence[str]) -> set[str]:
    """The names among ``asked`` that no device has, as far as these parts of them go."""
    available = [DeviceSpec.from_string(name) for name in devices]
    wanted = {name: DeviceSpec.from_string(name) for name in set(asked)}
    return {name for name, spec in wanted.items() if not any(_is_one(spec, device, parts) for device in available)}


def matches(asked: DeviceSpec, device: DeviceSpec) -> bool:
    """Whether a device has all the parts of a name that are asked for."""
    return _is_one(asked, device, (*_WHERE, *_WHICH))


def _is_one(asked: DeviceSpec, device: DeviceSpec, parts: Sequence[str]) -> bool:
    return all(getattr(asked, part) in (None, getattr(device, part)) for part in parts)


def is_source(operation: Operation) -> bool:
    """Whether it only makes a value: such operations are placed last, where their value is wanted."""
    outputs = operation._outputs
    return not operation._inputs and len(outputs) == 1 and not outputs[0]._dtype.is_ref_dtype


def _no_such_device(operation: Operation, devices: Sequence[str]) -> InvalidArgumentError:
    name, device = operation.name, operation.device
    graphics = DeviceSpec.from_string(device).device_type == "GPU"
    return InvalidArgumentError(
        None,
        None,
        f"Cannot assign a device for operation {name}: {place_of(operation)} was "
        f"explicitly assigned to {device} but available devices are [ {', '.join(devices)} ]. Make sure the device "
        "specification refers to a valid device."
        f"{' The requested device appears to be a GPU, but CUDA is not enabled.' if graphics else ''}"
        f"\n\t [[{name}]]",
    )
