"""A program: a graph and the steps run on it, as data that travels (runs on Python 3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance import reading
from conformance.graph import Graph, texts
from conformance.reading import Malformed
from conformance.values import TensorValue

FORMAT = "graphsession.program"
VERSION = 1


@dataclass(frozen=True)
class Run:
    """One ``Session.run``; each name in ``session`` stands for a session of its own over the program's graph.

    ``feeds`` and ``fetches`` are names of tensors (``x:0``), ``targets`` names of operations (``init``). A
    name is handed to the implementation as it is, so that a program can ask for what is not there.
    """

    session: str = "main"
    feeds: Mapping[str, TensorValue] = field(default_factory=dict)
    fetches: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The step as an object tagged with what it does (WIRE-16); what is empty is left out."""
        data: dict[str, Any] = {"do": "run", "session": self.session}
        if self.feeds:
            data["feeds"] = {name: value.to_json() for name, value in self.feeds.items()}
        if self.fetches:
            data["fetches"] = list(self.fetches)
        if self.targets:
            data["targets"] = list(self.targets)
        return data

    @classmethod
    def from_json(cls, data: Any) -> Run:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("do", "session"), ("feeds", "fetches", "targets"))
        return cls(
            reading.field(fields, "session", reading.text),
            reading.field(fields, "feeds", _feeds) if "feeds" in fields else {},
            reading.field(fields, "fetches", texts) if "fetches" in fields else (),
            reading.field(fields, "targets", texts) if "targets" in fields else (),
        )


Step = Run
"""What a program may do; a new kind of step is one more class here and one more row in STEPS."""

STEPS = {"run": Run}


@dataclass(frozen=True)
class Program:
    """A graph and the steps run on it, one after the other.

    >>> from conformance.graph import Attr, Node
    >>> no_op = Program(Graph((Node("done", "NoOp"),)), (Run(targets=("done",)),))
    >>> Program.from_json(no_op.to_json()) == no_op
    True
    """

    graph: Graph = field(default_factory=Graph)
    steps: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The program as JSON data that names its format and version (WIRE-13)."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "graph": self.graph.to_json(),
            "steps": [step.to_json() for step in self.steps],
        }

    @classmethod
    def from_json(cls, data: Any) -> Program:
        """The inverse of :meth:`to_json`; raises Malformed with the path to the first fault."""
        if type(data) is dict and data.get("format") == FORMAT and data.get("version") != VERSION:
            raise Malformed(f"version {data.get('version')!r} of the format is not known, only {VERSION}")
        fields = reading.record(data, ("format", "version", "graph", "steps"))
        if fields["format"] != FORMAT:
            raise Malformed(f"{FORMAT!r} is wanted", "format")
        return cls(
            reading.field(fields, "graph", Graph.from_json),
            reading.field(fields, "steps", lambda steps: reading.array(steps, _step)),
        )


def _step(data: Any) -> Step:
    action = data.get("do") if type(data) is dict else None
    if type(action) is not str or action not in STEPS:
        raise Malformed("an object with 'do' is wanted, one of " + ", ".join(STEPS))
    return STEPS[action].from_json(data)


def _feeds(data: Any) -> dict[str, TensorValue]:
    return reading.mapping(data, TensorValue.from_json)
