"""The nodes of a `GraphDef`, with their inputs resolved, and the order in which they can be added to a graph."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor

_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\-/]*")
_OUTPUT = re.compile(r"(.*):([0-9]+)", re.S)
_CONTROL = -1  # as an output: the edge carries no value
_MERGES = frozenset({"Merge", "RefMerge"})
_NEXT_ITERATIONS = frozenset({"NextIteration", "RefNextIteration"})

Key = tuple[str, int]  # a tensor of the GraphDef: node and output; or a node, as a control input


@dataclass(eq=False, slots=True)
class ImportedNode:
    """A node to import; a source is the index of a node and one of its outputs, or something of the graph."""

    proto: Any
    inputs: list[tuple[int, int] | Tensor]
    controls: list[int | Operation]


def read_key(text: str) -> Key:
    """``a:1`` as ("a", 1), ``a`` as ("a", 0), ``^a`` as ("a", -1)."""
    if text[:1] == "^":
        return text[1:], _CONTROL
    match = _OUTPUT.fullmatch(text) if ":" in text else None
    return (match[1], int(match[2])) if match else (text, 0)


def read_nodes(protos: Any, mapped: Mapping[Key, Tensor]) -> list[ImportedNode]:
    """The nodes with their sources; ValueError for names and inputs that cannot be (INT-7).

    ``mapped`` says which tensors of the graph stand for tensors, or control inputs, of the message.
    """
    index_of: dict[str, int] = {}
    for index, proto in enumerate(protos):
        _check_node(proto, index_of)
        index_of[proto.name] = index
    return [_resolve(proto, index_of, mapped) for proto in protos]


def _check_node(proto: Any, seen: Mapping[str, int]) -> None:
    name = proto.name
    if not _NAME.fullmatch(name):
        raise ValueError(f"Node '{name}': Node name contains invalid characters")
    if name in seen:
        raise ValueError(f"Node '{name}' is not unique")
    if not proto.op:
        raise ValueError(f"Node '{name}' does not specify an operation")
    after_control = False
    for text in proto.input:
        is_control = text[:1] == "^"
        if after_control and not is_control:
            raise ValueError(f"Node '{name}': Control dependencies must come after regular dependencies")
        after_control = is_control


def _resolve(proto: Any, index_of: Mapping[str, int], mapped: Mapping[Key, Tensor]) -> ImportedNode:
    node = ImportedNode(proto, [], [])
    for text in proto.input:
        index = index_of.get(text)  # most inputs are the output 0 of a node
        key = (text, 0) if index is not None else read_key(text)
        if key in mapped:
            tensor = mapped[key]
            if key[1] == _CONTROL:
                node.controls.append(tensor.op)
            else:
                node.inputs.append(tensor)
            continue
        index = index_of.get(key[0])
        if index is None:
            raise ValueError(f"Node '{proto.name}': Unknown input node '{text}'")
        if key[1] == _CONTROL:
            node.controls.append(index)
        else:
            node.inputs.append((index, key[1]))
    return node


def creation_order(nodes: list[ImportedNode]) -> Iterator[int]:
    """The indices of the nodes, every node after its sources, else as they stand (INT-5).

    The edge from a NextIteration back to its Merge may close a cycle; ValueError, at the end, for any other cycle.
    """
    consumers: list[list[int]] = [[] for _ in nodes]
    waiting: list[int] = []
    for index, node in enumerate(nodes):
        sources = _sources(node, nodes)
        waiting.append(len(sources))
        for source in sources:
            consumers[source].append(index)
    ready = [index for index, count in enumerate(waiting) if not count]  # in order, so a heap already
    left = len(nodes)
    while ready:
        index = heapq.heappop(ready)
        left -= 1
        yield index
        for consumer in consumers[index]:
            waiting[consumer] -= 1
            if not waiting[consumer]:
                heapq.heappush(ready, consumer)
    if left:
        raise ValueError(f"{left} nodes in a cycle")


def _sources(node: ImportedNode, nodes: list[ImportedNode]) -> list[int]:
    sources = [source[0] for source in node.inputs if isinstance(source, tuple)]
    if node.proto.op in _MERGES:
        entering = [index for index in sources if nodes[index].proto.op not in _NEXT_ITERATIONS]
        sources = entering or sources
    return sources + [source for source in node.controls if isinstance(source, int)]
