"""What is known of the tensors of a program's graph before it runs: dtype and static shape, as a short text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import reference as tf
from conformance.graph import Graph, Node
from conformance.graph_def import to_graph_def
from conformance.reading import Malformed
from reference.opdef.record import REGISTRY, count_of


def tensor_kinds(data: Mapping[str, Any]) -> dict[str, str]:
    """By name (``x:0``), what the reference knows of each tensor: ``float32[2,?]``; ``int8`` where no shape is known.

    Of a graph that the reference refuses, the dtypes that the attributes of its nodes give.
    """
    try:
        graph = Graph.from_json(data)
    except Malformed:
        return {}
    try:
        return _imported(graph)
    except Exception:  # a program may be refused on purpose, and in any way
        return {name: kind for node in graph.nodes for name, kind in _by_attributes(node)}


def _imported(graph: Graph) -> dict[str, str]:
    module: Any = tf  # its names are made when it is imported
    made = module.Graph()
    with made.as_default():
        module.import_graph_def(to_graph_def(graph, module.GraphDef()), name="")
    outputs = [tensor for operation in made.get_operations() for tensor in operation.outputs]
    return {tensor.name: tensor.dtype.name + _shape_text(tensor.shape) for tensor in outputs}


def _shape_text(shape: Any) -> str:
    if shape.dims is None:
        return "[…]"
    return "[" + ",".join("?" if size is None else str(size) for size in shape.as_list()) + "]"


def _by_attributes(node: Node) -> Iterable[tuple[str, str]]:
    record = REGISTRY.get(node.op)
    if record is None:
        return
    attrs = {name: attr.value for name, attr in node.attrs.items()}
    index = 0
    for argument in record.signature.outputs:
        try:
            count = count_of(argument, attrs)
            kinds = attrs[argument.type_list_attr] if argument.type_list_attr else [_dtype(argument, attrs)] * count
        except (KeyError, TypeError):
            return  # how many outputs come before the next is not known
        for kind in kinds:
            yield f"{node.name}:{index}", str(kind)
            index += 1


def _dtype(argument: Any, attrs: Mapping[str, Any]) -> str:
    return str(argument.dtype.name if argument.dtype else attrs[argument.type_attr])
