"""Device names: ``/job:worker/replica:0/task:1/device:GPU:0``, any part of which may be left out."""

import re
from typing import Any

_FULL_TYPE = re.compile(r"device:([^:]+)(?::(\d+|\*))?")


class DeviceSpec:
    """A device name, in parts; None for a part that is left open.

    >>> DeviceSpec.from_string("/job:worker/gpu:1").to_string()
    '/job:worker/device:GPU:1'
    """

    def __init__(
        self,
        job: str | None = None,
        replica: int | None = None,
        task: int | None = None,
        device_type: str | None = None,
        device_index: int | None = None,
    ) -> None:
        self.job = job or None
        self.replica = None if replica is None else int(replica)
        self.task = None if task is None else int(task)
        self.device_type = _canonical_type(device_type)
        self.device_index = None if device_index is None else int(device_index)

    @staticmethod
    def from_string(spec: str) -> "DeviceSpec":
        """The `DeviceSpec` that a string names; ValueError if it cannot be read."""
        return DeviceSpec().parse_from_string(spec)

    def parse_from_string(self, spec: str) -> "DeviceSpec":
        """Replaces all parts by what the string names; ValueError if it cannot be read."""
        self.__init__()  # type: ignore[misc]
        for part in filter(None, (part.strip() for part in spec.split("/"))):
            self._set_part(part, spec)
        return self

    def _set_part(self, part: str, spec: str) -> None:
        key, *values = part.split(":")
        if key in ("job", "replica", "task") and len(values) == 1:
            setattr(self, key, values[0] if key == "job" else int(values[0]))
            return
        words = values if key == "device" else [key, *values]
        device_type = (words[0] if words else "").upper()
        known = (key == "device" and len(words) in (1, 2)) or (device_type in ("CPU", "GPU", "TPU") and len(words) <= 2)
        if not known:
            raise ValueError(f"Unknown attribute: '{key}' in '{spec}'")
        if self.device_type is not None:
            raise ValueError(f"Cannot specify multiple device types: {spec}")
        self.device_type = _canonical_type(words[0])
        if len(words) == 2 and words[1] != "*":
            self.device_index = int(words[1])

    def to_string(self) -> str:
        """The name, in its canonical form."""
        parts = [f"/{key}:{value}" for key in ("job", "replica", "task") if (value := getattr(self, key)) is not None]
        if self.device_type is not None:
            index = "*" if self.device_index is None else self.device_index
            parts.append(f"/device:{self.device_type}:{index}")
        return "".join(parts)

    def merge_from(self, dev: "DeviceSpec") -> None:
        """Takes over every part that ``dev`` gives."""
        for key in ("job", "replica", "task", "device_type", "device_index"):
            if getattr(dev, key) is not None:
                setattr(self, key, getattr(dev, key))

    def _parts(self) -> tuple[Any, ...]:
        return self.job, self.replica, self.task, self.device_type, self.device_index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceSpec) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())


def _canonical_type(device_type: str | None) -> str | None:
    return device_type.upper() if device_type and device_type.upper() in ("CPU", "GPU") else device_type


def canonical_device_name(device: Any) -> str:
    """A device name, spelled one way."""
    if isinstance(device, DeviceSpec):
        return device.to_string()
    return DeviceSpec.from_string(device).to_string() if device else ""


def merge_device(default: str, override: str) -> str:
    """A device name of the parts that ``override`` gives, and ``default`` for the others (GRA-12)."""
    merged = DeviceSpec.from_string(default)
    merged.merge_from(DeviceSpec.from_string(override))
    return merged.to_string()
