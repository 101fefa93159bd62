"""Changes of programs: what an implementation runs in place of what it was asked to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from conformance.graph import Node
from conformance.planted.fault import Plant, before
from conformance.program import Program, Run, Step


def nodes(change: Callable[[Node], Iterable[Node]]) -> Plant:
    """Each node becomes others, or none."""

    def changed(program: Program) -> Program:
        new = tuple(node for old in program.graph.nodes for node in change(old))
        return replace(program, graph=replace(program.graph, nodes=new))

    return before(changed)


def steps(change: Callable[[Program, Run], Step]) -> Plant:
    """Each plain step becomes another one."""

    def changed(program: Program) -> Program:
        new = tuple(change(program, step) if isinstance(step, Run) else step for step in program.steps)
        return replace(program, steps=new)

    return before(changed)


def other_op(op: str, other: str) -> Plant:
    """An op is taken for another one."""
    return nodes(lambda node: [replace(node, op=other) if node.op == op else node])


def data_inputs(node: Node) -> tuple[str, ...]:
    """The inputs of a node that carry values."""
    return tuple(source for source in node.inputs if not source.startswith("^"))
