"""`tf.graph_util`: from a `GraphDef` to a smaller one."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from reference.dtypes import as_dtype, resource
from reference.graph.graph import Graph
from reference.interchange.attr_value import to_attr_value
from reference.interchange.messages import is_message, message
from reference.public import public
from reference.tensor_shape import TensorShape

_REFERENCE_VARIABLES = frozenset({"Variable", "VariableV2"})
_PASS_A_HANDLE_ON = frozenset({"Identity", "Enter", "Switch", "Merge", "NextIteration", "Exit"})


def node_name(text: str) -> str:
    """The node that an entry of ``NodeDef.input`` names: ``a`` for ``a``, ``a:1`` and ``^a``."""
    return text.removeprefix("^").split(":")[0]


@public("graph_util.extract_sub_graph")
def extract_sub_graph(graph_def: Any, dest_nodes: Collection[str]) -> Any:
    """The part of a `GraphDef` that some nodes need, as a new one with its nodes in the same order (INT-18).

    Raises TypeError for arguments of other kinds, AssertionError for a name that no node has.
    """
    if not is_message(graph_def, "GraphDef"):
        raise TypeError("graph_def must be a graph_pb2.GraphDef proto.")
    if isinstance(dest_nodes, str):
        raise TypeError("dest_nodes must be a list.")
    sources = {node.name: [node_name(text) for text in node.input] for node in graph_def.node}
    for name in dest_nodes:
        if name not in sources:
            raise AssertionError(f"{name} is not in graph")
    needed: set[str] = set()
    pending = deque(dest_nodes)
    while pending:
        name = pending.popleft()
        if name not in needed:
            needed.add(name)
            pending.extend(sources[name])
    return _with_nodes(graph_def, [node for node in graph_def.node if node.name in needed], versions=True)


def _with_nodes(graph_def: Any, nodes: Iterable[Any], versions: bool) -> Any:
    result = message("GraphDef")()
    result.node.extend(nodes)
    result.library.CopyFrom(graph_def.library)
    if versions:
        result.versions.CopyFrom(graph_def.versions)
    return result


@public("graph_util.convert_variables_to_constants")
def convert_variables_to_constants(
    sess: Any,
    input_graph_def: Any,
    output_node_names: Collection[str],
    variable_names_whitelist: Collection[str] | None = None,
    variable_names_blacklist: Collection[str] | None = None,
) -> Any:
    """The part of a `GraphDef` that outputs need, with the values of variables in ``sess`` as constants (INT-19)."""
    graph_def = extract_sub_graph(input_graph_def, output_node_names)
    readers = {
        name: reader
        for name, reader in _variable_readers(graph_def).items()
        if (variable_names_whitelist is None or name in variable_names_whitelist)
        and (variable_names_blacklist is None or name not in variable_names_blacklist)
    }
    values = dict(zip(readers, sess.run(list(readers.values())), strict=True)) if readers else {}
    handles = _handles(graph_def, values)
    nodes: list[Any] = []
    for node in graph_def.node:
        if node.name in values:
            nodes.append(_constant(node.name, values[node.name]))
        else:
            nodes.extend(_without_handles(node, handles))
    return _with_nodes(graph_def, nodes, versions=False)


def _variable_readers(graph_def: Any) -> dict[str, str]:
    """For each variable, the tensor that has its value."""
    readers = {node.name: f"{node.name}:0" for node in graph_def.node if node.op in _REFERENCE_VARIABLES}
    handles = [node.name for node in graph_def.node if node.op == "VarHandleOp"]
    return readers | {name: f"{name}/Read/ReadVariableOp:0" for name in handles}


def _handles(graph_def: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The dtype of the variable, for each node that gives a handle of it or, from now on, its value."""
    found = {node.name: as_dtype(values[node.name].dtype) for node in graph_def.node if node.name in values}
    changed = True
    while changed:
        changed = False
        for node in graph_def.node:
            passes = node.op in _PASS_A_HANDLE_ON and node.attr["T"].type == resource.as_datatype_enum
            source = next((node_name(text) for text in node.input if node_name(text) in found), None)
            if passes and node.name not in found and source is not None:
                found[node.name] = found[source]
                changed = True
    return found


def _constant(name: str, value: Any) -> Any:
    node = message("NodeDef")(name=name, op="Const")
    node.attr["dtype"].type = as_dtype(value.dtype).as_datatype_enum
    node.attr["value"].CopyFrom(to_attr_value("tensor", value))
    return node


def _without_handles(node: Any, handles: Mapping[str, Any]) -> list[Any]:
    """The node, or the nodes that do the same with a value in place of a handle."""
    dtype = handles.get(node_name(node.input[0])) if node.input else None
    if dtype is None:
        return [node]
    if node.name in handles:
        passing = message("NodeDef")()
        passing.CopyFrom(node)
        passing.attr["T"].type = dtype.as_datatype_enum
        return [passing]
    if node.op == "ReadVariableOp":
        read = message("NodeDef")(name=node.name, op="Identity", input=node.input, device=node.device)
        read.attr["T"].type = dtype.as_datatype_enum
        if "_class" in node.attr:
            read.attr["_class"].CopyFrom(node.attr["_class"])
        return [read]
    return _gather(node) if node.op == "ResourceGather" else [node]


def _gather(node: Any) -> list[Any]:
    import numpy as np

    axis = _constant(f"{node.name}/axis", np.int32(0))
    first, second, *controls = node.input
    gather = message("NodeDef")(name=node.name, op="GatherV2", input=[first, second, axis.name, *controls])
    gather.attr["Tparams"].CopyFrom(node.attr["dtype"])
    gather.attr["Tindices"].CopyFrom(node.attr["Tindices"])
    gather.attr["Taxis"].CopyFrom(axis.attr["dtype"])
    if "_class" in node.attr:
        gather.attr["_class"].CopyFrom(node.attr["_class"])
    return [axis, gather]


@public("graph_util.remove_training_nodes")
def remove_training_nodes(input_graph: Any, protected_nodes: Collection[str] | None = None) -> Any:
    """A copy of a `GraphDef` without the Identity and CheckNumerics nodes that only pass a value on (INT-20).

    A node stays that is protected, has control inputs or is the control input of another.
    """
    controlling = {text[1:] for node in input_graph.node for text in node.input if text.startswith("^")}
    kept = controlling | set(protected_nodes or ())
    source = {
        node.name: node.input[0]
        for node in input_graph.node
        if node.op in ("Identity", "CheckNumerics") and node.name not in kept and len(node.input) == 1
    }
    nodes = []
    for node in input_graph.node:
        if node.name in source:
            continue
        copy = message("NodeDef")()
        copy.CopyFrom(node)
        copy.input[:] = [_before(text, source) for text in node.input]
        nodes.append(copy)
    return _with_nodes(input_graph, nodes, versions=True)


def _before(text: str, source: Mapping[str, str]) -> str:
    while text.removesuffix(":0") in source:
        text = source[text.removesuffix(":0")]
    return text


@public("graph_util.tensor_shape_from_node_def_name")
def tensor_shape_from_node_def_name(graph: Graph, input_name: str) -> TensorShape:
    """The static shape of a tensor by its name, which may leave out ``:0`` (INT-20)."""
    return graph.get_tensor_by_name(input_name if ":" in input_name else f"{input_name}:0").shape
