"""Which kind of variable a call makes, and the functions that may step in between (VAR-27)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from reference.graph.defaults import DEFAULT_GRAPHS
from reference.public import public
from reference.variables.synchronization import VariableAggregation, VariableSynchronization

Creator = Callable[..., Any]


class _Defaults:
    resources = False  # whether variables are held by resource handle where nothing else is said


@public("enable_resource_variables")
def enable_resource_variables() -> None:
    """Makes resource variables the default from now on (VAR-20)."""
    _Defaults.resources = True


@public("disable_resource_variables")
def disable_resource_variables() -> None:
    """Makes variables held by reference the default from now on, as they are at first (VAR-20)."""
    _Defaults.resources = False


@public("resource_variables_enabled")
def resource_variables_enabled() -> bool:
    """Whether resource variables are the default."""
    return _Defaults.resources


def _variable_v1_call(
    initial_value: Any = None,
    trainable: Any = None,
    collections: Any = None,
    validate_shape: bool = True,
    caching_device: Any = None,
    name: str | None = None,
    variable_def: Any = None,
    dtype: Any = None,
    expected_shape: Any = None,
    import_scope: str | None = None,
    constraint: Any = None,
    use_resource: bool | None = None,
    synchronization: Any = VariableSynchronization.AUTO,
    aggregation: Any = VariableAggregation.NONE,
    shape: Any = None,
) -> Any:
    """A new variable, made by the innermost creator in force."""
    arguments = dict(locals())
    creator: Creator = default_creator
    for outer in _creators():
        creator = _link(outer, creator)
    return creator(**arguments)


create_variable = _variable_v1_call  # its own name is what users see in a TypeError


def _creators() -> list[Creator]:
    return DEFAULT_GRAPHS.get_default()._threads.variable_stores.get("creators", [])  # type: ignore[no-any-return]


def _link(creator: Creator, following: Creator) -> Creator:
    return lambda **arguments: creator(following, **arguments)


@public("variable_creator_scope")
@contextmanager
def variable_creator_scope(variable_creator: Creator) -> Iterator[None]:
    """A block in which ``variable_creator(next_creator, **kwargs)`` makes the variables (VAR-27).

    It may change the arguments, make the variable by ``next_creator(**kwargs)``, or return another one.
    """
    stores = DEFAULT_GRAPHS.get_default()._threads.variable_stores
    outer = stores.get("creators", [])
    stores["creators"] = [*outer, variable_creator]
    try:
        yield
    finally:
        stores["creators"] = outer


def default_creator(next_creator: Any = None, **arguments: Any) -> Any:
    """Makes a variable by reference or by resource handle, as argument, scope and default say (VAR-20)."""
    from reference.variables.ref_variable import RefVariable
    from reference.variables.resource_variable import ResourceVariable
    from reference.variables.scope import get_variable_scope

    use_resource = arguments.pop("use_resource", None)
    if arguments.get("variable_def") is not None:
        use_resource = getattr(arguments["variable_def"], "is_resource", use_resource)
    if use_resource is None:
        use_resource = get_variable_scope().use_resource
    if use_resource is None:
        use_resource = _Defaults.resources
    if use_resource:
        arguments.pop("expected_shape", None)
        return ResourceVariable(**arguments)
    return RefVariable(**arguments)
