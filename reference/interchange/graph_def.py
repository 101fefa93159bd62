"""Operations and graphs as `NodeDef` and `GraphDef` messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.interchange.attr_value import fill_attr
from reference.interchange.messages import message

if TYPE_CHECKING:
    from reference.graph.graph import Graph
    from reference.graph.operation import Operation


def node_def_of(operation: Operation) -> Any:
    """An operation as a new `NodeDef` (GRA-19)."""
    node = message("NodeDef")()
    _fill_node(node, operation, [f"^{other._name}" for other in operation._control_inputs])
    return node


def graph_def_of(graph: Graph, from_version: int | None = None, add_shapes: bool = False) -> Any:
    """A graph as a new `GraphDef` (GRA-19).

    Control inputs stand in the order of their names.  ``from_version`` is accepted and makes no difference, as in
    TensorFlow 1.15; ``add_shapes`` adds the static shapes of each operation's outputs as ``_output_shapes``.
    """
    graph_def = message("GraphDef")()
    graph_def.versions.CopyFrom(version_def(graph))
    for operation in graph.get_operations():
        node = graph_def.node.add()
        _fill_node(node, operation, sorted([f"^{other._name}" for other in operation._control_inputs]))
        if add_shapes and operation._outputs:
            shapes = [tensor._static for tensor in operation._outputs]
            fill_attr(node.attr["_output_shapes"], "list(shape)", shapes)
    if graph._functions:
        graph_def.library.function.extend(graph._functions.values())
    return graph_def


def version_def(graph: Graph | None = None) -> Any:
    """The versions that a graph's message carries: this project's, narrowed by what was imported (GRA-20, INT-10)."""
    from reference.graph.graph import VERSION_MIN_CONSUMER, VERSION_PRODUCER

    if graph is not None and graph._versions is not None:
        return graph._versions
    return message("VersionDef")(producer=VERSION_PRODUCER, min_consumer=VERSION_MIN_CONSUMER)


def _fill_node(node: Any, operation: Operation, control_inputs: list[str]) -> None:
    node.name = operation._name
    node.op = operation._record.name
    node.input.extend([input_name(tensor) for tensor in operation._inputs])
    if control_inputs:
        node.input.extend(control_inputs)
    if operation._device:
        node.device = operation._device
    known = operation._record.signature.attrs
    forms = operation._tensor_forms
    for name, value in operation._attrs.items():
        attr = known.get(name)
        fill_attr(node.attr[name], None if attr is None else attr.kind, value, forms.get(name))


def input_name(tensor: Any) -> str:
    """A tensor as an entry of ``NodeDef.input``: output 0 is the operation's name alone."""
    return f"{tensor._op._name}:{tensor._value_index}" if tensor._value_index else tensor._op._name
