"""What a fault is: a change of a valid program that one clause, or a few, must answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from conformance.allowed import may_wait
from conformance.divergence import needed
from conformance.flat import runs
from conformance.generator.choices import Choices
from conformance.graph import Attr, Node
from conformance.program import Program, Run, Step
from conformance.values import TensorValue

T = TypeVar("T")
Change = Callable[[Choices, Program], Program | None]


@dataclass(frozen=True)
class Fault:
    """A kind of fault: the clauses that it aims at, the thing with state that it needs, and how it is put in.

    ``change`` gives None where a program has no place for it.
    """

    name: str
    clauses: tuple[str, ...]
    thing: str
    change: Change


FAULTS: dict[str, Fault] = {}
"""What can be wrong, by the name of its kind."""


def fault(name: str, *clauses: str, thing: str = "") -> Callable[[Change], Change]:
    """Registers a kind of fault."""

    def register(change: Change) -> Change:
        FAULTS[name] = Fault(name, clauses, thing, change)
        return change

    return register


# ---- places in a program, and changes of them


def some(choices: Choices, things: Sequence[T]) -> T | None:
    """One of the things; None where there are none."""
    return choices.choice(things) if things else None


def changed(program: Program, old: Node, new: Node) -> Program:
    """The program with another node in the place of one."""
    nodes = tuple(new if node is old else node for node in program.graph.nodes)
    return replace(program, graph=replace(program.graph, nodes=nodes))


def more(program: Program, nodes: Sequence[Node], steps: Iterable[Step]) -> Program | None:
    """The program with further nodes and steps; where names are taken, all the new ones get a scope of their own.

    None where they would be taken in that scope too, or other steps than runs would have to follow their names.
    """
    taken = {node.name for node in program.graph.nodes}
    own = {node.name for node in nodes}
    scope = "fault/" if taken & own else ""
    if scope and (taken & {scope + name for name in own} or not all(isinstance(step, Run) for step in steps)):
        return None

    def scoped(name: str) -> str:
        is_own = name.removeprefix("^").partition(":")[0] in own
        if not is_own:
            return name
        return f"^{scope}{name[1:]}" if name.startswith("^") else f"{scope}{name}"

    added = [
        replace(node, name=scoped(node.name), inputs=tuple(map(scoped, node.inputs)), attrs=_moved(node.attrs, scoped))
        for node in nodes
    ]
    graph = replace(program.graph, nodes=(*program.graph.nodes, *added))
    ran = [_scoped(step, scoped) if isinstance(step, Run) else step for step in steps]
    return replace(program, graph=graph, steps=(*program.steps, *ran))


def _scoped(step: Run, scoped: Callable[[str], str]) -> Run:
    return replace(
        step,
        feeds={scoped(name): value for name, value in step.feeds.items()},
        fetches=tuple(map(scoped, step.fetches)),
        targets=tuple(map(scoped, step.targets)),
    )


def _moved(attrs: Mapping[str, Attr], scoped: Callable[[str], str]) -> Mapping[str, Attr]:
    """The attributes, with places (``loc:@NAME``) that follow their nodes."""
    if "_class" not in attrs:
        return attrs
    places = tuple(f"loc:@{scoped(place.decode()[5:])}".encode() for place in attrs["_class"].value)
    return {**attrs, "_class": Attr("list(string)", places)}


def last_step(program: Program, step: Step) -> Program:
    """The program's first step, then this one."""
    return replace(program, steps=(*program.steps[:1], step))


def nodes_of(program: Program, *ops: str) -> list[Node]:
    """The nodes with these ops."""
    return [node for node in program.graph.nodes if node.op in ops]


def placeholders_fed(program: Program) -> dict[str, TensorValue]:
    """A value for every placeholder of the graph that some step feeds."""
    names = {f"{node.name}:0" for node in nodes_of(program, "Placeholder")}
    fed = {name: value for step in runs(program) for name, value in step.feeds.items()}
    return {name: value for name, value in fed.items() if name in names}


def constant(name: str, value: object) -> Node:
    """A constant."""
    tensor = TensorValue.of(value)
    return Node(name, "Const", (), {"dtype": Attr("type", tensor.dtype), "value": Attr("tensor", tensor)})


def identity(name: str, source: str, dtype: str) -> Node:
    """An Identity."""
    return Node(name, "Identity", (source,), {"T": Attr("type", dtype)})


def repeatable(program: Program) -> tuple[Run, ...]:
    """The steps that fetch something and may be run once more.

    Left out are those that may be in another order later (TAB-12), and those that may have to wait: for ever, where
    they have taken what there was.
    """
    nodes = {node.name: node for node in program.graph.nodes}
    others = {name for name, node in nodes.items() if node.op.startswith("LookupTableExport") or may_wait(node)}
    return tuple(
        run
        for run in runs(program)
        if run.fetches and not (others and others.intersection(needed(nodes, (*run.fetches, *run.targets), run.feeds)))
    )


def keeps_waiting(program: Program) -> bool:
    """Whether operations wait for what others do: for ever, where a change keeps these from it."""
    return any(map(may_wait, program.graph.nodes))


def first_run(program: Program) -> Run | None:
    """The first such step, as a run of what it fetches; None where no step fetches anything."""
    return next(iter(repeatable(program)), None)
