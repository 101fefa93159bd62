"""Whether a session has the devices that operations ask for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from reference.errors import InvalidArgumentError
from reference.graph import creation_stack
from reference.graph.device import DeviceSpec

if TYPE_CHECKING:
    from reference.graph.operation import Operation

_WHERE = ("job", "replica", "task")
_WHICH = ("device_type", "device_index")


def check_placement(operations: Collection[Operation], devices: Sequence[str], soft: bool) -> None:
    """InvalidArgumentError if an operation asks for a device that is none of ``devices`` (SES-19).

    With ``soft`` placement any device of the same task will do.
    """
    parts = _WHERE if soft else (*_WHERE, *_WHICH)
    available = [DeviceSpec.from_string(name) for name in devices]
    asked = {name: DeviceSpec.from_string(name) for name in {operation._device for operation in operations}}
    missing = {name for name, spec in asked.items() if not any(_is_one(spec, device, parts) for device in available)}
    if missing:
        misplaced = [operation for operation in operations if operation._device in missing]
        raise _no_such_device(min(misplaced, key=is_source), devices)


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
    file_name, line_number = creation_stack.innermost(operation._stack)
    graphics = DeviceSpec.from_string(device).device_type == "GPU"
    return InvalidArgumentError(
        None,
        None,
        f"Cannot assign a device for operation {name}: node {name} (defined at {file_name}:{line_number})  was "
        f"explicitly assigned to {device} but available devices are [ {', '.join(devices)} ]. Make sure the device "
        "specification refers to a valid device."
        f"{' The requested device appears to be a GPU, but CUDA is not enabled.' if graphics else ''}"
        f"\n\t [[{name}]]",
    )
