"""What a session holds from step to step: variables and other resources, in containers (SES-4).

Nothing here is ever written into: a variable's array is replaced by another one, so an array that
was read from it stays what it was (VAR-3).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import InvalidArgumentError

Array = np.ndarray[Any, Any]
DEFAULT_CONTAINER = "localhost"


_CONTAINER = re.compile(r"[A-Za-z0-9.][A-Za-z0-9.\-/]*", re.ASCII)


def check_names(container: str, shared_name: str) -> None:
    """InvalidArgumentError for names that no container or shared resource may have (SES-20)."""
    if container and not _CONTAINER.fullmatch(container):
        raise InvalidArgumentError(None, None, f"container contains invalid characters: {container}")
    if shared_name.startswith("_"):
        raise InvalidArgumentError(None, None, f"shared_name cannot start with '_':{shared_name}")


class Ref:
    """The place where a variable keeps its value; None until it is initialised."""

    __slots__ = ("name", "value", "lock", "shape", "dtype")

    def __init__(self, name: str, shape: tuple[int, ...] = (), dtype: DType | None = None) -> None:
        self.name = name
        self.value: Array | None = None
        self.lock = threading.RLock()  # held by whoever computes a new value from the old one
        self.shape = shape  # what a first value must have, if the op that assigns it checks shapes
        self.dtype = dtype

    def read(self) -> Array | None:
        """The value now."""
        return self.value

    def assign(self, value: Array) -> None:
        """Replaces the value, once nobody computes a new one; nobody writes into ``value`` from then on."""
        with self.lock:
            self.value = value

    def __repr__(self) -> str:
        return f"<Ref {self.name!r} {'uninitialized' if self.value is None else self.value!r}>"


class HandleRef(Ref):
    """A reference to the two strings that name a resource, as older ops pass it."""

    __slots__ = ("handle",)

    def __init__(self, name: str, shape: tuple[int, ...], dtype: DType, handle: ResourceHandle) -> None:
        super().__init__(name, shape, dtype)
        self.handle = handle


class ResourceHandle:
    """The value of a ``resource`` tensor: which resource of which session is meant."""

    __slots__ = ("container", "name", "kind", "resources")

    def __init__(self, resources: Resources, container: str, name: str, kind: str) -> None:
        self.resources = resources
        self.container = container or DEFAULT_CONTAINER
        self.name = name
        self.kind = kind

    @property
    def resource(self) -> Any:
        """The resource, or None where it has not been made yet or is deleted."""
        return self.resources.lookup(self.container, self.name, self.kind)

    def create(self, factory: Callable[[], Any]) -> Any:
        """The resource, made by ``factory`` where there is none."""
        return self.resources.lookup_or_create(self.container, self.name, factory, self.kind)

    def delete(self) -> bool:
        """Deletes the resource; false where there is none."""
        return self.resources.delete(self.container, self.name, self.kind)

    def as_array(self) -> Array:
        """This handle as the value of a scalar tensor."""
        array = np.empty((), dtype=object)
        array[()] = self
        return array

    def __repr__(self) -> str:
        return f"<ResourceHandle {self.container}/{self.name}>"


class Resources:
    """The resources of one session by container, kind and name.  Kinds do not see each other's names."""

    def __init__(self) -> None:
        self._containers: dict[str, dict[tuple[str, str], Any]] = {}
        self._lock = threading.RLock()

    def items(self) -> list[tuple[tuple[str, str, str], Any]]:
        """All resources, by container, kind and name."""
        with self._lock:
            return [
                ((container, *key), resource)
                for container, held in self._containers.items()
                for key, resource in held.items()
            ]

    def release(self) -> None:
        """Lets every resource give up what it has outside of this session, such as an open file (SES-7)."""
        for _, resource in self.items():
            release = getattr(resource, "release", None)
            if release is not None:
                release()

    def has_container(self, container: str) -> bool:
        """Whether anything was ever made in a container."""
        return (container or DEFAULT_CONTAINER) in self._containers

    def lookup(self, container: str, name: str, kind: str = "") -> Any:
        """The resource, or None."""
        with self._lock:
            return self._containers.get(container or DEFAULT_CONTAINER, {}).get((kind, name))

    def lookup_or_create(self, container: str, name: str, factory: Callable[[], Any], kind: str = "") -> Any:
        """The resource, made by ``factory`` where there is none."""
        with self._lock:
            held = self._containers.setdefault(container or DEFAULT_CONTAINER, {})
            if (kind, name) not in held:
                held[kind, name] = factory()
            return held[kind, name]

    def delete(self, container: str, name: str, kind: str = "") -> bool:
        """Forgets a resource; false where there is none."""
        with self._lock:
            return self._containers.get(container or DEFAULT_CONTAINER, {}).pop((kind, name), None) is not None
