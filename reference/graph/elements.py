"""From what a user writes to an element of a graph: objects, names, and things that stand for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from reference.graph.operation import Operation
from reference.graph.tensor import Tensor

if TYPE_CHECKING:
    from reference.graph.graph import Graph

_TENSOR_NAME_FORM = 'Tensor names must be of the form "<op_name>:<output_index>".'


def as_graph_element(
    graph: Graph, obj: Any, allow_tensor: bool = True, allow_operation: bool = True
) -> Tensor | Operation:
    """The tensor or operation that ``obj`` is, names or stands for (GRA-4).

    Raises TypeError for what can be neither, ValueError for an element of another graph or a name of
    the wrong form, KeyError for a name that is not in the graph.
    """
    if not (allow_tensor or allow_operation):
        raise ValueError("allow_tensor and allow_operation can't both be False.")
    element = stands_for(obj)
    if isinstance(element, str):
        return _by_name(graph, element, allow_tensor, allow_operation)
    allowed = (isinstance(element, Tensor) and allow_tensor) or (isinstance(element, Operation) and allow_operation)
    if not allowed:
        wanted = " or ".join(["Tensor"] * allow_tensor + ["Operation"] * allow_operation)
        raise TypeError(f"Can not convert a {type(element).__name__} into a {wanted}.")
    if element.graph is not graph:
        kind = "Tensor" if isinstance(element, Tensor) else "Operation"
        raise ValueError(f"{kind} {element} is not an element of this graph.")
    return element  # type: ignore[no-any-return]


def stands_for(obj: Any) -> Any:
    """The element that an object such as a variable stands for, else the object; bytes become str."""
    convert = getattr(obj, "_as_graph_element", None)
    if convert is not None and not isinstance(obj, type):
        return convert()
    return obj.decode() if isinstance(obj, bytes) else obj


def _by_name(graph: Graph, name: str, allow_tensor: bool, allow_operation: bool) -> Tensor | Operation:
    if ":" in name:
        if not allow_tensor:
            raise ValueError(f"Name {name!r} appears to refer to a Tensor, not a Operation.")
        return _tensor_by_name(graph, name)
    if not allow_operation:
        found = "an Operation, not a Tensor" if name in graph._operations else "an Operation not in the graph"
        if name in graph._operations:
            raise ValueError(f"The name {name!r} refers to {found}. {_TENSOR_NAME_FORM}")
        raise ValueError(f"The name {name!r} looks like an (invalid) Operation name, not a Tensor. {_TENSOR_NAME_FORM}")
    if name not in graph._operations:
        raise KeyError(f"The name {name!r} refers to an Operation not in the graph.")
    return graph._operations[name]


def _tensor_by_name(graph: Graph, name: str) -> Tensor:
    op_name, _, index_text = name.partition(":")
    try:
        index = int(index_text)
    except ValueError:
        raise ValueError(
            f"The name {name!r} looks a like a Tensor name, but is not a valid one. {_TENSOR_NAME_FORM}"
        ) from None
    operation = graph._operations.get(op_name)
    missing = f"The name {name!r} refers to a Tensor which does not exist."
    if operation is None:
        raise KeyError(f"{missing} The operation, {op_name!r}, does not exist in the graph.")
    try:
        return operation._outputs[index]
    except IndexError:
        count = len(operation._outputs)
        raise KeyError(f"{missing} The operation, {op_name!r}, exists but only has {count} outputs.") from None


def as_operation(graph: Graph, obj: Any) -> Operation:
    """The operation that ``obj`` is, or that makes the tensor it stands for."""
    element = stands_for(obj)
    if isinstance(element, Tensor):
        return element.op
    if isinstance(element, Operation):
        return element
    from reference.convert import convert_to_tensor

    return convert_to_tensor(obj).op


def as_control_input(graph: Graph, obj: Any) -> Operation:
    """The operation to wait for; TypeError, KeyError and ValueError as for `as_graph_element` (GRA-8)."""
    convert = getattr(obj, "_as_control_input", None)  # rows, and a resource variable that is waited for by its handle
    element = as_graph_element(graph, obj if convert is None else convert())
    return element.op if isinstance(element, Tensor) else element


def named_like(items: list[Any], scope: str) -> list[Any]:
    """The items that have a name which the regular expression ``scope`` matches from its start."""
    pattern = re.compile(scope)
    return [item for item in items if hasattr(item, "name") and pattern.match(item.name)]


def common_graph(values: list[Any], graph: Graph | None = None) -> Graph | None:
    """The graph of all tensors and operations among ``values``; ValueError if there are two (GRA-5)."""
    first: Any = None
    for value in values:
        element = None if isinstance(value, bytes) else stands_for(value)  # bytes are data here, no name
        if not isinstance(element, Tensor | Operation):
            continue
        if graph is None:
            graph, first = element.graph, element
        elif element.graph is not graph:
            if first is None:
                raise ValueError(f"{element} is not from the passed-in graph.")
            raise ValueError(f"{element} must be from the same graph as {first}.")
    return graph
