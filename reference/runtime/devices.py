"""The devices that an engine has."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

CPU = "/job:localhost/replica:0/task:0/device:CPU:0"


@dataclass(frozen=True, eq=False)
class DeviceAttributes:
    """A device: its full name, its type, how many bytes of memory it has, and a number of its own (SES-13)."""

    name: str
    device_type: str
    memory_limit: int
    incarnation: int

    @property
    def memory_limit_bytes(self) -> int:
        """The same as ``memory_limit``, under the name that TensorFlow's own object has."""
        return self.memory_limit

    def __repr__(self) -> str:
        return f"_DeviceAttributes({self.name}, {self.device_type}, {self.memory_limit}, {self.incarnation})"


def host() -> DeviceAttributes:
    """The CPU of this machine, with all of its memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    return DeviceAttributes(CPU, "CPU", memory, int.from_bytes(os.urandom(8), "little"))


def with_more_hosts(devices: Sequence[DeviceAttributes], config: Any) -> list[DeviceAttributes]:
    """``devices``, with the CPU under as many names as the ``device_count`` of a `ConfigProto` asks for (SES-13)."""
    count = config.device_count.get("CPU", 1) if config is not None else 1
    listed, first = [replace(device) for device in devices], devices[0]
    for number in range(1, count):
        listed.insert(number, replace(first, name=f"{CPU[:-1]}{number}", incarnation=first.incarnation + number))
    return listed
