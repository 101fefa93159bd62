"""Methods of `Graph` as functions of the default graph: ``tf.device``, ``tf.control_dependencies``, …"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from reference.graph.defaults import DEFAULT_GRAPHS
from reference.public import public


@public("device")
def device(device_name_or_function: Any) -> AbstractContextManager[None]:
    """`Graph.device` of the default graph."""
    return DEFAULT_GRAPHS.get_default().device(device_name_or_function)


@public("control_dependencies")
def control_dependencies(control_inputs: Sequence[Any] | None) -> AbstractContextManager[None]:
    """`Graph.control_dependencies` of the default graph."""
    return DEFAULT_GRAPHS.get_default().control_dependencies(control_inputs)


@public("colocate_with")
def colocate_with(op: Any, ignore_existing: bool = False) -> AbstractContextManager[None]:
    """`Graph.colocate_with` of the default graph."""
    return DEFAULT_GRAPHS.get_default().colocate_with(op, ignore_existing)


@public("container")
def container(container_name: str) -> AbstractContextManager[str]:
    """`Graph.container` of the default graph."""
    return DEFAULT_GRAPHS.get_default().container(container_name)


@public("add_to_collection")
def add_to_collection(name: Any, value: Any) -> None:
    """`Graph.add_to_collection` of the default graph."""
    DEFAULT_GRAPHS.get_default().add_to_collection(name, value)


@public("add_to_collections")
def add_to_collections(names: Iterable[Any], value: Any) -> None:
    """`Graph.add_to_collections` of the default graph."""
    DEFAULT_GRAPHS.get_default().add_to_collections(names, value)


@public("get_collection")
def get_collection(key: Any, scope: str | None = None) -> list[Any]:
    """`Graph.get_collection` of the default graph."""
    return DEFAULT_GRAPHS.get_default().get_collection(key, scope)


@public("get_collection_ref")
def get_collection_ref(key: Any) -> list[Any]:
    """`Graph.get_collection_ref` of the default graph."""
    return DEFAULT_GRAPHS.get_default().get_collection_ref(key)


@public("op_scope")
def op_scope(values: Any, name: str | None, default_name: str | None = None) -> AbstractContextManager[str]:
    """`name_scope` with its arguments in the order of old programs."""
    from reference.graph.name_scope import name_scope

    return name_scope(name, default_name, values)
