"""Feeds that do not arrive, or arrive otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.planted.changed_programs import steps
from conformance.planted.fault import Alteration, altered, before, faults
from conformance.program import Program, Run
from conformance.values import TensorValue
from reference.session import feeds as session_feeds

Feeds = Mapping[str, TensorValue]


def _placeholders(program: Program) -> dict[str, Any]:
    return {f"{node.name}:0": node for node in program.graph.nodes if node.op == "Placeholder"}


def _no_inner_feeds(program: Program, step: Run) -> Run:
    known = _placeholders(program)
    return replace(step, feeds={name: value for name, value in step.feeds.items() if name in known})


def _fed_nodes_too(program: Program, step: Run) -> Run:
    """What is fed is run all the same."""
    nodes = {node.name: node for node in program.graph.nodes}
    fed = [nodes[name.partition(":")[0]] for name in step.feeds if name.partition(":")[0] in nodes]
    effects = tuple(source[1:] for node in fed for source in node.inputs if source.startswith("^"))
    return replace(step, targets=(*step.targets, *effects))


def _only_known(program: Program, step: Run) -> Run:
    """Feeds of what is not there are left out."""
    names = {node.name for node in program.graph.nodes}
    return replace(step, feeds={name: value for name, value in step.feeds.items() if name.partition(":")[0] in names})


def _zeros_where_missing(program: Program, step: Run) -> Run:
    feeds = dict(step.feeds)
    for name, node in _placeholders(program).items():
        shape, dtype = node.attrs.get("shape"), node.attrs.get("dtype")
        if name not in feeds and shape and shape.value is not None and dtype and dtype.kind == "type":
            sizes = tuple(1 if size is None else size for size in shape.value)
            if all(size >= 0 for size in sizes) and str(dtype.value).startswith(("float", "int")):
                feeds[name] = TensorValue.of(np.zeros(sizes, dtype.value))
    return replace(step, feeds=feeds)


def _kept(program: Program) -> Program:
    """What was fed in a step stays fed in the session's later steps."""
    fed: dict[str, Feeds] = {}
    new = []
    for step in program.steps:
        if isinstance(step, Run):
            fed[step.session] = {**fed.get(step.session, {}), **step.feeds}
            step = replace(step, feeds=fed[step.session])
        new.append(step)
    return replace(program, steps=tuple(new))


def _swapped(program: Program, step: Run) -> Run:
    """Two feeds of the same dtype and shape change places."""
    feeds = dict(step.feeds)
    kinds: dict[Any, list[str]] = {}
    for name, value in feeds.items():
        kinds.setdefault((value.dtype, value.shape), []).append(name)
    for names in kinds.values():
        for one, other in zip(names[::2], names[1::2], strict=False):
            feeds[one], feeds[other] = feeds[other], feeds[one]
    return replace(step, feeds=feeds)


def _single_precision(program: Program, step: Run) -> Run:
    def rounded(value: TensorValue) -> TensorValue:
        if value.dtype != "float64":
            return value
        with np.errstate(all="ignore"):
            return TensorValue.of(value.array().astype(np.float32).astype(np.float64))

    return replace(step, feeds={name: rounded(value) for name, value in step.feeds.items()})


def _for_first_consumer(original: Callable[..., Any]) -> Callable[..., Any]:
    """A key whose shape does not fit is no fault."""
    return lambda static, shape: True


def _not_fetched(original: Callable[..., Any]) -> Callable[..., Any]:
    """A fetched tensor that is fed is computed all the same, from the feeds behind it."""

    def values(self: Any, feeds: Any, tensors: Any, operations: Any, report: Any) -> Any:
        behind = {tensor: value for tensor, value in feeds.items() if tensor not in tensors or not tensor.op.inputs}
        return original(self, behind, tensors, operations, report)

    return values


def _fetched_values() -> Any:
    from reference.session.session import BaseSession

    return altered(Alteration(BaseSession, "_values", _not_fetched))


FAULTS = faults(
    "feeds",
    {
        "feeds of inner tensors that are ignored": ("FEE-14", steps(_no_inner_feeds)),
        "fed operations that run all the same": ("RUN-3", steps(_fed_nodes_too)),
        "feeds of nothing that are ignored": ("FEE-2", steps(_only_known)),
        "placeholders that are zero unless they are fed": ("FEE-7", steps(_zeros_where_missing)),
        "feeds that stay for later steps": ("FEE-7 RUN-1", before(_kept)),
        "feeds that change places": ("FEE-1", steps(_swapped)),
        "feeds of 64 bits that pass through 32": ("FEE-3", steps(_single_precision)),
        "feeds of any shape": ("FEE-4", altered(Alteration(session_feeds, "compatible", _for_first_consumer))),
        "fed tensors that are computed where they are fetched": ("FEE-8", _fetched_values()),
    },
)
