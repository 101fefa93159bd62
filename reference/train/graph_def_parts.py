"""Parts of a `GraphDef` that a `MetaGraphDef` is to hold (CKP-35)."""

from __future__ import annotations

from typing import Any

from reference.interchange.attr_value import from_attr_value
from reference.opdef.record import REGISTRY

_SAVER_OPS = frozenset({"SaveV2", "RestoreV2", "Save", "SaveSlices", "Restore", "RestoreSlice", "MergeV2Checkpoints"})
_UNBOUND = "$unbound_inputs_"


def below_scope(meta_graph: Any, scope: str) -> None:
    """Keeps the nodes below a name scope, under their names there; inputs from outside are marked as unbound."""
    prefix = scope.rstrip("/") + "/"
    nodes = [node for node in meta_graph.graph_def.node if node.name.startswith(prefix)]
    unbound: dict[str, None] = {}
    for node in nodes:
        node.name = node.name.removeprefix(prefix)
        node.input[:] = [_input_below(text, prefix, unbound) for text in node.input]
        groups = node.attr["_class"].list.s if "_class" in node.attr else []
        groups[:] = [group.replace(b"loc:@" + prefix.encode(), b"loc:@") for group in groups]
    kept = [_copy(node) for node in nodes]
    del meta_graph.graph_def.node[:]
    meta_graph.graph_def.node.extend(kept)
    if unbound:
        meta_graph.collection_def["unbound_inputs"].bytes_list.value.extend(name.encode() for name in unbound)


def _copy(node: Any) -> Any:
    copy = type(node)()
    copy.CopyFrom(node)
    return copy


def _input_below(text: str, prefix: str, unbound: dict[str, None]) -> str:
    control, name = ("^", text[1:]) if text.startswith("^") else ("", text)
    if name.startswith(prefix):
        return control + name.removeprefix(prefix)
    unbound[_UNBOUND + name] = None
    return control + _UNBOUND + name


def without_default_attrs(graph_def: Any) -> None:
    """Leaves out the attributes that have the default values of their ops."""
    for node in graph_def.node:
        known = REGISTRY[node.op].signature.attrs if node.op in REGISTRY else {}
        for name, attr in known.items():
            if attr.has_default and name in node.attr and from_attr_value(node.attr[name]) == attr.default:
                del node.attr[name]


def without_other_savers(meta_graph: Any) -> None:
    """Takes out the savers that are not the one of the message: all that is below the name scopes of their ops."""
    own = meta_graph.saver_def.filename_tensor_name.rpartition("/")[0]
    scopes = {node.name.rpartition("/")[0] for node in meta_graph.graph_def.node if node.op in _SAVER_OPS}
    others = tuple(f"{scope}/" for scope in scopes - {own} if scope)
    kept = [_copy(node) for node in meta_graph.graph_def.node if not node.name.startswith(others)]
    del meta_graph.graph_def.node[:]
    meta_graph.graph_def.node.extend(kept)
    if "savers" in meta_graph.collection_def:
        savers = meta_graph.collection_def["savers"].bytes_list.value
        savers[:] = [each for each in savers if each == meta_graph.saver_def.SerializeToString()]
        if not savers:
            del meta_graph.collection_def["savers"]
