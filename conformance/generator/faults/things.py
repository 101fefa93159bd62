"""What faults in the use of things with state have in common; each happens in a session of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from conformance.generator.choices import Choices
from conformance.generator.faults.fault import Change, constant, fault, some
from conformance.generator.state import gives_handle
from conformance.graph import Node
from conformance.program import Program, Run
from conformance.values import DTYPES
from reference.opdef.record import REGISTRY

OWN_SESSION = "fault"

Put = Callable[[Choices, Program, Node], Program | None]


def fault_of(thing: str, name: str, *clauses: str) -> Callable[[Put], Put]:
    """Registers a fault that is put in beside an operation which names a variable, queue or table."""

    def register(put: Put) -> Put:
        fault(name, *clauses, thing=thing)(_beside(thing, put))
        return put

    return register


def _beside(thing: str, put: Put) -> Change:
    def change(choices: Choices, program: Program) -> Program | None:
        makers = [node for node in program.graph.nodes if _names_a(thing, node)]
        maker = some(choices, makers)
        return None if maker is None else put(choices, program, maker)

    return change


def _names_a(thing: str, node: Node) -> bool:
    record = REGISTRY.get(node.op)
    return record is not None and record.pattern_kind == thing and gives_handle(record)


def own_run(*fetches: str, timeout_ms: int = 0) -> Run:
    """Fetches tensors and runs operations."""
    tensors = tuple(name for name in fetches if ":" in name)
    return Run(OWN_SESSION, {}, tensors, tuple(name for name in fetches if ":" not in name), timeout_ms)


def zeros(name: str, dtype: str, shape: Sequence[int | None] | None) -> Node:
    sizes = [1 if size is None else size for size in shape or ()]
    if dtype == "string":
        empty = np.empty(sizes, object)
        empty[...] = b""
        return constant(name, empty)
    return constant(name, np.zeros(sizes, DTYPES[dtype].numpy))


def another_dtype(dtype: str) -> str:
    return "float32" if dtype != "float32" else "int32"


def form(maker: Node) -> str:
    return "V2" if maker.op.endswith("V2") else ""


def value_of(node: Node, attr: str, default: Any) -> Any:
    """The value of an attribute, which may have been left out."""
    return node.attrs[attr].value if attr in node.attrs else default
