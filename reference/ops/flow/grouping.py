"""Operations that only wait for others: `tf.group` and `tf.tuple`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reference.convert import to_tensor
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.elements import common_graph, stands_for
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.public import public


@public("group")
def group(*inputs: Any, **kwargs: Any) -> Operation:
    """An operation that is done when all ``inputs`` are (VAR-9).

    ``inputs`` are operations, tensors, variables, and nested lists, tuples and dictionaries of them.  Inputs
    that ask for several devices are waited for on each device first.  The only keyword is ``name``.
    Raises TypeError for an input of another kind and ValueError for another keyword.
    """
    name = kwargs.pop("name", None)
    if kwargs:
        raise ValueError(f"Unknown keyword arguments: {', '.join(kwargs)}")
    elements = [_element(item) for item in _flatten(inputs)]
    graph = common_graph([item for item in elements if isinstance(item, Tensor)]) or DEFAULT_GRAPHS.get_default()
    with graph.as_default():
        by_device: dict[str, list[Any]] = {}
        for element in elements:
            by_device.setdefault(element.device, []).append(element)
        if len(by_device) <= 1:
            return _wait_for(elements, name or "group_deps")
        with name_scope(name, "group_deps", elements) as scope:
            parts = [_wait_for(by_device[device], None) for device in sorted(by_device)]
            with graph.control_dependencies(parts):
                return build("NoOp", scope)  # type: ignore[no-any-return]


def _wait_for(elements: Sequence[Any], name: str | None) -> Operation:
    graph = DEFAULT_GRAPHS.get_default()
    device = elements[0].device if elements else ""
    with graph.control_dependencies(elements):
        if not device:
            return build("NoOp", name)  # type: ignore[no-any-return]
        with graph.device(device):
            return build("NoOp", name)  # type: ignore[no-any-return]


def _element(item: Any) -> Any:
    convert = getattr(item, "_as_control_input", None)
    element = stands_for(item) if convert is None else convert()
    if not isinstance(element, Tensor | Operation):
        raise TypeError(f"Expected tf.group() expected Tensor arguments not '{item}' with type '{type(item)}'")
    return element


def _flatten(structure: Any) -> Iterator[Any]:
    """The leaves of nested sequences and dictionaries, dictionaries in the order of their keys."""
    if isinstance(structure, list | tuple):
        for item in structure:
            yield from _flatten(item)
    elif isinstance(structure, Mapping):
        for key in sorted(structure):
            yield from _flatten(structure[key])
    elif hasattr(structure, "values") and hasattr(structure, "indices"):  # IndexedSlices
        yield from (structure.values, structure.indices)
    else:
        yield structure


@public("tuple")
def tuple_of(tensors: Any, name: str | None = None, control_inputs: Any = None) -> list[Any]:
    """``tensors``, each of which has its value only when all of them and ``control_inputs`` have run (VAR-10).

    An operation among them is waited for by the operation that stands in its place; None stays None.
    Raises ValueError if there is nothing but None, TypeError for a control input that is no graph element.
    """
    given = list(tensors if tensors else [])
    values = [_tuple_member(item) for item in given]
    with name_scope(name, "tuple", [value for value in values if isinstance(value, Tensor)]):
        if all(value is None for value in values):
            raise ValueError(f"Must have at least one Tensor: {tensors}")
        waited = [value for value in values if value is not None]
        gate = group(*waited, *[_control_input(item) for item in control_inputs or ()])
        return [None if value is None else with_dependencies([gate], value) for value in values]


def _tuple_member(item: Any) -> Any:
    element = stands_for(item)
    return element if element is None or isinstance(element, Operation) else to_tensor(item)


def _control_input(item: Any) -> Any:
    element = stands_for(item)
    if not isinstance(element, Tensor | Operation):
        raise TypeError(f"Control input must be Operation or Tensor: {item}")
    return element


def with_dependencies(dependencies: Sequence[Any], value: Any, name: str | None = None) -> Any:
    """``value``, available only when ``dependencies`` have run; for an operation, one that waits for all."""
    if isinstance(value, Operation):
        return group(*dependencies, value, name=name)
    with name_scope(name, "control_dependency", [*dependencies, value]) as scope:
        graph = value.graph
        with graph.colocate_with(value), graph.control_dependencies(dependencies):
            return build("Identity", scope, input=value)
