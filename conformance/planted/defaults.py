"""Attributes that are left out and do not get the op's own default."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.graph import Attr, Node
from conformance.planted.changed_programs import nodes
from conformance.planted.fault import OfOps, Plant, faults


def _default(name: str, kind: str, value: Any, *ops: str) -> Plant:
    """An attribute that these ops leave out has this value."""

    def change(node: Node) -> list[Node]:
        if node.op not in ops or name in node.attrs:
            return [node]
        return [replace(node, attrs={**node.attrs, name: Attr(kind, value)})]

    return OfOps(nodes(change), ops)


FAULTS = faults(
    "defaults",
    {
        "reduced axes that stay unless the graph says otherwise": (
            "INT-8",
            _default("keep_dims", "bool", True, "All", "Any", "Max", "Mean", "Min", "Prod", "Sum"),
        ),
        "scans that run backwards unless the graph says otherwise": (
            "INT-8",
            _default("reverse", "bool", True, "Cumsum", "Cumprod"),
        ),
        "positions of 32 bits unless the graph says otherwise": (
            "INT-8",
            _default("output_type", "type", "int32", "ArgMax", "ArgMin"),
        ),
        "matrices that are transposed unless the graph says otherwise": (
            "INT-8",
            _default("transpose_a", "bool", True, "MatMul"),
        ),
        "strings that keep empty parts out unless the graph says otherwise": (
            "INT-8",
            _default("separator", "string", b" ", "StringJoin", "ReduceJoin"),
        ),
        "placeholders that are scalars unless the graph says otherwise": (
            "INT-8 FEE-7",
            _default("shape", "shape", (), "Placeholder"),
        ),
    },
)
