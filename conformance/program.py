"""A program: a graph and the steps run on it, as data that travels (runs on Python 3.7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from conformance import reading
from conformance.graph import Graph
from conformance.reading import Malformed
from conformance.steps import (
    STEPS,
    AtOnce,
    Call,
    Close,
    MakeCallable,
    OneStep,
    PartialRun,
    PartialRunSetup,
    Reset,
    Run,
    RunNested,
    Step,
    read_step,
)

__all__ = [
    "STEPS",
    "AtOnce",
    "Call",
    "Close",
    "MakeCallable",
    "OneStep",
    "PartialRun",
    "PartialRunSetup",
    "Program",
    "Reset",
    "Run",
    "RunNested",
    "Step",
    "check_labels",
    "fetched_by",
    "has_its_labels",
    "makers",
]

FORMAT = "graphsession.program"
VERSION = 1


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
        version = data.get("version") if type(data) is dict and data.get("format") == FORMAT else VERSION
        if type(version) is not int or version != VERSION:
            raise Malformed(f"version {version!r} of the format is not known, only {VERSION}")
        fields = reading.record(data, ("format", "version", "graph", "steps"))
        if fields["format"] != FORMAT:
            raise Malformed(f"{FORMAT!r} is wanted", "format")
        program = cls(
            reading.field(fields, "graph", Graph.from_json),
            reading.field(fields, "steps", lambda steps: reading.array(steps, read_step)),
        )
        check_labels(program)
        return program

    def kinds(self) -> frozenset[str]:
        """The kinds of step in the program, as JSON names them."""
        names = {kind: name for name, kind in STEPS.items()}
        inner = [one for step in self.steps if isinstance(step, AtOnce) for thread in step.threads for one in thread]
        return frozenset(names[type(step)] for step in (*self.steps, *inner))


def makers(program: Program) -> dict[tuple[type[Step], str], MakeCallable | PartialRunSetup]:
    """The steps that make callables and handles, by the kind of step that uses them and their label."""
    found: dict[tuple[Any, str], MakeCallable | PartialRunSetup] = {}
    for step in program.steps:
        for thread in step.threads if isinstance(step, AtOnce) else ((step,),):
            for one in thread:
                if isinstance(one, MakeCallable):
                    found[Call, one.callable] = one
                elif isinstance(one, PartialRunSetup):
                    found[PartialRun, one.handle] = one
    return found


def fetched_by(program: Program, step: OneStep) -> tuple[str, ...]:
    """The names that the outcome of a step has values for (WIRE-18)."""
    if isinstance(step, (Run, RunNested, PartialRun)):
        return step.fetches
    return makers(program)[Call, step.callable].fetches if isinstance(step, Call) else ()


def has_its_labels(program: Program) -> bool:
    """Whether every label is made once, and before it is used."""
    try:
        check_labels(program)
    except Malformed:
        return False
    return True


def check_labels(program: Program) -> None:
    """Raises Malformed for a label that is made twice or used before it is made (WIRE-22, WIRE-23), or a wrong nest.

    What one thread makes is there for its own later steps, and for those after all threads.
    """
    made: set[tuple[Any, str]] = set()
    for index, step in enumerate(program.steps):
        threads = step.threads if isinstance(step, AtOnce) else ((step,),)
        before = frozenset(made)
        for number, thread in enumerate(threads):
            usable = set(before)
            for place, one in enumerate(thread):
                inside = f".threads[{number}][{place}]" if isinstance(step, AtOnce) else ""
                new = _checked(program, one, usable, made, f"steps[{index}]{inside}")
                usable |= new
                made |= new


def _checked(
    program: Program, step: OneStep, usable: set[tuple[Any, str]], made: set[tuple[Any, str]], where: str
) -> set[tuple[Any, str]]:
    """What a step makes, where it uses what is there and makes what is not."""
    if isinstance(step, Call):
        maker = makers(program).get((Call, step.callable))
        if (Call, step.callable) not in usable or not isinstance(maker, MakeCallable):
            raise Malformed(f"no callable {step.callable!r} is made before", where + ".callable")
        if len(step.values) > len(maker.feeds or ()):
            raise Malformed("there are more values than the callable has feeds", where + ".values")
    elif isinstance(step, RunNested) and step.nest.places != len(step.fetches):
        raise Malformed(f"{step.nest.places} places for {len(step.fetches)} fetches", where + ".nest")
    elif isinstance(step, PartialRun) and (PartialRun, step.handle) not in usable:
        raise Malformed(f"no handle {step.handle!r} is set up before", where + ".handle")
    elif isinstance(step, MakeCallable):
        if (Call, step.callable) in made:
            raise Malformed(f"the callable {step.callable!r} is made twice", where + ".callable")
        return {(Call, step.callable)}
    elif isinstance(step, PartialRunSetup):
        if (PartialRun, step.handle) in made:
            raise Malformed(f"the handle {step.handle!r} is set up twice", where + ".handle")
        return {(PartialRun, step.handle)}
    return set()
