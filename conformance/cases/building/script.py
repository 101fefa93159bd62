"""A program under construction: a graph built as in Python, and the steps that run it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from conformance.graph import Attr, Graph, Node
from conformance.graph_def import from_graph_def
from conformance.program import Program
from conformance.steps import Call, PartialRun, Run, Step
from conformance.values import TensorValue

tf: Any = importlib.import_module("reference")

CHAPTERS = ("control_flow", "queues", "schedules", "steps", "threads", "variables", "worker")
"""The modules with programs; each has a file of the same name in ``conformance/cases/programs``."""

DEFECTS = "defects"
"""The module whose programs are part of the corpus."""


class Script:
    """What the steps of a program do; its graph is the default graph while it is written.

    ``late`` are nodes that the reference would not build, put behind those that it has built.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.late: list[Node] = []
        self._sources: dict[tuple[str, int], str] = {}
        self._versions: dict[str, Any] = {}

    def run(
        self,
        *fetches: Any,
        feeds: Mapping[Any, Any] | None = None,
        targets: Iterable[Any] = (),
        session: str = "main",
    ) -> None:
        """One step; tensors, operations, variables and names may be fetched and fed."""
        self.steps.append(step(*fetches, feeds=feeds, targets=targets, session=session))

    def do(self, *steps: Step) -> None:
        """Steps of any kind, made by :func:`step` and its siblings."""
        self.steps += steps

    def node(self, name: str, op: str, inputs: Iterable[str] = (), **attrs: Attr) -> None:
        """A node as it stands in a GraphDef, however wrong."""
        self.late.append(Node(name, op, tuple(inputs), attrs))

    def rewire(self, operation: Any, index: int, source: str) -> None:
        """Another source for an input: a back edge, or one that is not there."""
        self._sources[operation.name, index] = source

    def versions(self, **fields: Any) -> None:
        """What the graph says of its consumers: ``min_consumer``, ``bad_consumers``."""
        self._versions = fields

    def program(self, graph: Any) -> Program:
        """The program so far, over what stands in the graph."""
        built = from_graph_def(graph.as_graph_def())
        nodes = (*map(self._rewired, built.nodes), *self.late)
        return Program(Graph(nodes, built.producer, **self._versions), tuple(self.steps))

    def _rewired(self, node: Node) -> Node:
        inputs = tuple(self._sources.get((node.name, index), source) for index, source in enumerate(node.inputs))
        return replace(node, inputs=inputs)


def step(
    *fetches: Any,
    feeds: Mapping[Any, Any] | None = None,
    targets: Iterable[Any] = (),
    session: str = "main",
    timeout_ms: int = 0,
) -> Run:
    """A ``Session.run`` of tensors, operations, variables or names."""
    return Run(session, _feeds(feeds), names(*fetches), names(*targets), timeout_ms)


def part(handle: str, *fetches: Any, feeds: Mapping[Any, Any] | None = None, session: str = "main") -> PartialRun:
    """A part of a step that was set up."""
    return PartialRun(handle, session, _feeds(feeds), names(*fetches))


def call(label: str, *values: Any) -> Call:
    """A call of a callable with NumPy values."""
    return Call(label, tuple(TensorValue.of(np.asarray(value)) for value in values))


def names(*things: Any) -> tuple[str, ...]:
    """The names of tensors, operations and variables; texts are names already."""
    return tuple(thing if isinstance(thing, str) else str(thing.name) for thing in things)


class Written(NamedTuple):
    """A fixed program as it is written; ``deviation`` and ``reason`` where TensorFlow gives something else."""

    name: str
    clauses: tuple[str, ...]
    program: Program
    deviation: str
    reason: str
    racing: bool
    several: bool
    found: str
    showed: str


_WRITTEN: dict[str, list[Callable[[], Written]]] = {}


def program(
    *clauses: str,
    deviation: str = "",
    reason: str = "",
    racing: bool = False,
    several: bool = False,
    found: str = "",
    showed: str = "",
) -> Callable[[Callable[[Script], None]], Callable[[Script], None]]:
    """Register the decorated function as a fixed program about ``clauses``.

    A ``racing`` program has several right outcomes: those that the reference enumerates (SCH-4). Where
    ``several``, the clauses leave a choice that the reference makes otherwise than TensorFlow: both are right.
    A program of the corpus ``showed`` a defect, which was ``found`` on that date.
    """

    def register(write: Callable[[Script], None]) -> Callable[[Script], None]:
        def written() -> Written:
            script = Script()
            with tf.Graph().as_default() as graph:
                write(script)
            return Written(
                write.__name__, clauses, script.program(graph), deviation, reason, racing, several, found, showed
            )

        _WRITTEN.setdefault(write.__module__.rpartition(".")[2], []).append(written)
        return write

    return register


def programs_of(chapter: str) -> list[Written]:
    """The programs of one module beside this one, in the order of its file."""
    importlib.import_module(f"conformance.cases.building.{chapter}")
    return [written() for written in _WRITTEN[chapter]]


def _feeds(feeds: Mapping[Any, Any] | None) -> dict[str, TensorValue]:
    return {names(tensor)[0]: _value(tensor, value) for tensor, value in (feeds or {}).items()}


def _value(tensor: Any, value: Any) -> TensorValue:
    if isinstance(tensor, str):
        return TensorValue.of(np.asarray(value))
    return TensorValue.of(np.asarray(value, tensor.dtype.base_dtype.as_numpy_dtype))
