"""Device names: ``/job:worker/replica:0/task:1/device:GPU:0``, any part of which may be left out."""

from typing import Any


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
        self.job = job
        self.replica = None if replica is None else int(replica)
        self.task = None if task is None else int(task)
        self.device_type = device_type
        self.device_index = None if device_index is None else int(device_index)

    @property
    def device_type(self) -> str | None:
        """The kind of device, such as ``"CPU"``, or None."""
        return self._device_type

    @device_type.setter
    def device_type(self, device_type: str | None) -> None:
        self._device_type = device_type.upper() if device_type and _is_short(device_type) else device_type

    @staticmethod
    def from_string(spec: str) -> "DeviceSpec":
        """The `DeviceSpec` that a string names; ValueError if it cannot be read (GRA-26)."""
        return DeviceSpec().parse_from_string(spec)

    def parse_from_string(self, spec: str) -> "DeviceSpec":
        """Replaces all parts by what the string names; ValueError if it cannot be read (GRA-26)."""
        self.__init__()  # type: ignore[misc]
        for part in filter(None, (spec or "").split("/")):
            self._set_part(part, spec)
        return self

    def _set_part(self, part: str, spec: str) -> None:
        key, *values = part.split(":")
        if key == "job" and len(values) == 1:
            self.job = values[0]
        elif key in ("replica", "task") and len(values) == 1:
            setattr(self, key, int(values[0]))
        elif key == "device" and len(values) == 2:
            self._set_device(values[0], values[1], spec)
        elif _is_short(key) and len(values) < 2:
            self._set_device(key, values[0] if values else "*", spec)
        else:
            raise ValueError(f"Unknown attribute: '{key}' in '{spec}'")

    def _set_device(self, device_type: str, index: str, spec: str) -> None:
        if self.device_type is not None:
            raise ValueError(f"Cannot specify multiple device types: {spec}")
        self.device_type = device_type
        if index != "*":
            self.device_index = int(index)

    def to_string(self) -> str:
        """The name, in its canonical form."""
        parts = [f"/{key}:{value}" for key in ("job", "replica", "task") if (value := getattr(self, key)) is not None]
        if self.device_type is not None:
            index = "*" if self.device_index is None else self.device_index
            parts.append(f"/device:{self.device_type}:{index}")
        return "".join(parts)

    def merge_from(self, dev: "DeviceSpec") -> None:
        """Takes over every part that ``dev`` gives (GRA-12)."""
        for key in ("job", "replica", "task", "device_type", "device_index"):
            if getattr(dev, key) is not None:
                setattr(self, key, getattr(dev, key))

    def _parts(self) -> tuple[Any, ...]:
        return self.job, self.replica, self.task, self.device_type, self.device_index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceSpec) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())


def _is_short(device_type: str) -> bool:
    """Whether a kind of device may be written in small letters, and without ``device:`` before it."""
    return device_type.upper() in ("CPU", "GPU")


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
