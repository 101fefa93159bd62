"""Handles: how operations name the resources of a session, such as queues, tables and readers (SES-4).

Older ops pass a reference to the two strings ``[container, name]``; newer ones pass a `resource`
tensor.  Both mean the same resource, made when the op of the handle first runs in the session.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reference import dtypes
from reference.errors import InvalidArgumentError, NotFoundError
from reference.runtime.context import Context
from reference.runtime.resources import HandleRef, Ref, ResourceHandle, check_names
from reference.tensor_shape import static_repr

Array = np.ndarray[Any, Any]
Factory = Callable[[str], Any]  # from the name to the resource
Check = Callable[[Any], None]


def resource_handle(
    context: Context, kind: str, container: str, shared_name: str, factory: Factory, check: Check | None = None
) -> Array:
    """A `resource` tensor that means the resource of this name, made by ``factory(name)`` where there is none.

    Without a ``shared_name`` the resource belongs to the operation alone.  ``check`` is called once with the
    resource, which others may have made, and raises an error where that will not do.  Raises
    `errors.InvalidArgumentError` for a shared name that begins with an underscore.
    """
    return _create(context, kind, container, shared_name, factory, check).as_array()


def reference_handle(
    context: Context, kind: str, container: str, shared_name: str, factory: Factory, check: Check | None = None
) -> Ref:
    """The same as `resource_handle`, as a reference to the strings ``[container, name]``."""
    handle = _create(context, kind, container, shared_name, factory, check)
    reference = HandleRef(context.operation.name, (2,), dtypes.string, handle)
    reference.assign(np.array([handle.container.encode(), handle.name.encode()], object))
    return reference


def _create(
    context: Context, kind: str, container: str, shared_name: str, factory: Factory, check: Check | None
) -> ResourceHandle:
    """The handle, the same in every step: a resource that was deleted is not made again by the same operation."""
    check_names(container, shared_name)  # SES-20

    def first() -> ResourceHandle:
        name = shared_name or f"_{next(context.session.numbers)}_{context.operation.name}"
        handle = ResourceHandle(context.resources, container, name, kind)
        resource = handle.create(lambda: factory(name))
        if check is not None:
            check(resource)
        return handle

    return context.state(first)


def resource_of(handle: Any, kind: str, context: Context) -> Any:
    """The resource that an input means, be it a `resource` tensor or a reference to strings.

    Raises `errors.NotFoundError` where there is none, `errors.InvalidArgumentError` for a handle of another kind.
    """
    if isinstance(handle, Ref):
        strings: Any = handle.read()
        if strings.size != 2:
            raise InvalidArgumentError(
                None, None, f"Resource handle must have 2 elements, but had shape: {static_repr(strings.shape)}"
            )
        container, name = (part.decode() for part in strings.ravel())
        return _found(ResourceHandle(context.resources, container, name, kind))
    meant: ResourceHandle = handle[()]
    if meant.kind != kind:
        raise InvalidArgumentError(
            None, None, f"Trying to access resource using the wrong type. Expected {meant.kind} got {kind}"
        )
    return _found(meant)


def not_found(handle: ResourceHandle) -> NotFoundError:
    """The error of whoever asks for a resource that is not there (SES-4)."""
    if not handle.resources.has_container(handle.container):
        where = f"(Could not find resource: {handle.container}/{handle.name})"
        return NotFoundError(None, None, f"Container {handle.container} does not exist. {where}")
    return NotFoundError(None, None, f"Resource {handle.container}/{handle.name}/{handle.kind} does not exist.")


def _found(handle: ResourceHandle) -> Any:
    resource = handle.resource
    if resource is None:
        raise not_found(handle)
    return resource
