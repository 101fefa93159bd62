"""A Python object as an implementation, small enough to copy, and wrong in one place: the suite finds where.

It knows eight ops on five dtypes; a program with anything else in it, or with a fault, is ``Unsupported``.

    python -m conformance --backend conformance.examples.tiny_backend:TinyBackend
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.graph import Graph, Node
from conformance.outcome import Outcome, Unsupported, Value
from conformance.program import Program, Run
from conformance.protocol import Capabilities
from conformance.values import TensorValue

KERNELS: dict[str, Callable[..., Any]] = {
    "Identity": lambda x: x,
    "Neg": lambda x: -x,
    "Square": lambda x: x * x,
    "Add": lambda x, y: x + y,
    "Sub": lambda x, y: x - y,
    "Mul": lambda x, y: x * y,
}
ATTRS = {**{op: {"T": "type"} for op in KERNELS}, "Const": {"dtype": "type", "value": "tensor"}}
ATTRS["Placeholder"] = {"dtype": "type", "shape": "shape"}
DTYPES = ("float32", "float64", "float16", "int32", "int64")


class TinyBackend:
    """Any object with these three methods is an implementation (CONF-2)."""

    def capabilities(self) -> Capabilities:
        """Who this is, and which ops and kinds of step it knows."""
        return Capabilities("tiny backend", "1", frozenset(ATTRS), frozenset(["run"]))

    def run(self, program: Program) -> tuple[Outcome, ...]:
        """One outcome for each step, or one for the whole program."""
        try:
            with np.errstate(all="ignore"):
                return tuple(fetched(program, step) for step in checked_steps(program))
        except (KeyError, TypeError, ValueError) as fault:
            return (Unsupported(tuple(sorted(set(program.graph.ops()) - ATTRS.keys())), repr(fault)),)

    def close(self) -> None:
        """Nothing to let go of."""


def checked_steps(program: Program) -> list[Run]:
    """The steps, if everything is known here; raises where it is not, or is invalid: no words are here for that."""
    dtypes: dict[str, Any] = {}
    shapes = {f"{node.name}:0": node.attrs["shape"].value for node in program.graph.nodes if "shape" in node.attrs}
    for node in program.graph.nodes:
        kinds = {name: attr.kind for name, attr in node.attrs.items()}
        dtype = node.attrs["T" if node.op in KERNELS else "dtype"].value
        know(kinds == ATTRS[node.op] and node.device in ("", "/cpu:0", "/device:CPU:0"), "attributes or devices")
        know(dtype in DTYPES, "such dtypes")
        know(re.fullmatch(r"[A-Za-z0-9.][A-Za-z0-9_.\\/-]*", node.name) and f"{node.name}:0" not in dtypes, "names")
        for source in node.inputs:
            know(dtypes.get(source + ":0") == dtype, "control inputs, or inputs of another dtype,")
        dtypes[f"{node.name}:0"] = dtype
    steps = [step for step in program.steps if isinstance(step, Run) and not step.targets]
    know(program.graph.nodes and len(steps) == len(program.steps), "such steps")
    know(replace(program.graph, nodes=()) == Graph(), "such versions")
    know(all(dtypes.keys() >= set(step.fetches) for step in steps), "such fetches")
    for step in steps:
        for name, value in step.feeds.items():
            sizes = shapes.get(name, value.shape)
            fits = sizes is None or all(size in (None, came) for size, came in zip(sizes, value.shape, strict=True))
            know(fits and dtypes[name] == value.dtype, "such feeds")
    return steps


def know(condition: object, what: str) -> None:
    if not condition:
        raise ValueError(f"{what} are not known")


def fetched(program: Program, step: Run) -> Value:
    nodes = {node.name: node for node in program.graph.nodes}
    feeds = {name: value.array() for name, value in step.feeds.items()}
    return Value(tuple(TensorValue.of(evaluate(nodes, name, feeds)) for name in step.fetches))


def evaluate(nodes: Mapping[str, Node], tensor: str, feeds: Mapping[str, Any]) -> Any:
    """The value of a tensor.  Here is the mistake: every tensor may be fed, and this asks placeholders alone."""
    node = nodes[tensor.removesuffix(":0")]
    if node.op == "Placeholder":
        return feeds[tensor]
    if node.op == "Const":
        return node.attrs["value"].value.array()
    inputs = [evaluate(nodes, f"{name}:0", feeds) for name in node.inputs]
    return np.asarray(KERNELS[node.op](*inputs))
