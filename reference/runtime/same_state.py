"""Whether two moments of a program are the same for all that comes after: digests that can be compared."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from reference.runtime.frames import DEAD
from reference.runtime.resources import Ref, ResourceHandle

if TYPE_CHECKING:
    from reference.runtime.context import SessionState


class CannotTell(Exception):
    """There is something whose state cannot be compared."""


def digest_of_value(value: Any) -> Hashable:
    """What tells a value from others; raises CannotTell for what is no value of a tensor."""
    if value is DEAD:
        return "dead"
    if isinstance(value, Ref):
        return ("reference", value.name)
    if value.dtype != object:
        return (value.dtype.str, value.shape, value.tobytes())
    elements = tuple(value.flat)
    if all(isinstance(element, bytes) for element in elements):
        return (value.shape, elements)
    if len(elements) == 1 and isinstance(elements[0], ResourceHandle):
        return ("handle", elements[0].container, elements[0].kind, elements[0].name)
    raise CannotTell


def digest_of_session(state: SessionState) -> Hashable:
    """What tells the state of a session from others; raises CannotTell where something has no digest."""
    if not all(isinstance(kept, str) for kept in state.of_operations.values()):  # names, but no generators
        raise CannotTell
    return frozenset((key, _digest_of_resource(resource)) for key, resource in state.resources.items())


def _digest_of_resource(resource: Any) -> Hashable:
    if isinstance(resource, Ref):
        return None if resource.value is None else digest_of_value(resource.value)
    if not hasattr(resource, "digest"):
        raise CannotTell
    digest: Hashable = resource.digest()
    return digest
