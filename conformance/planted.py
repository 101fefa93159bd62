"""Faults planted in an implementation that is right: each is one that the suite must find.

A fault either changes the program before it runs, or the outcomes afterwards, or both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from conformance.backend import Backend
from conformance.graph import Attr, Node
from conformance.outcome import BuildError, Outcome, RunError, Unsupported, Value
from conformance.program import Program, Run
from conformance.protocol import Capabilities
from conformance.ulp import FLOATS
from conformance.values import TensorValue

Outcomes = tuple[Outcome, ...]


@dataclass
class Planted:
    """An implementation with a fault."""

    inner: Backend
    before: Callable[[Program], Program] = lambda program: program
    after: Callable[[Program, Outcomes], Outcomes] = lambda program, outcomes: outcomes

    def capabilities(self) -> Capabilities:
        """Those of the implementation."""
        return self.inner.capabilities()

    def run(self, program: Program) -> Outcomes:
        """What the implementation makes of the program, but for the fault."""
        return self.after(program, self.inner.run(self.before(program)))

    def close(self) -> None:
        """Closes the implementation."""
        self.inner.close()


# ---- faults in how a program is run


def _nodes(change: Callable[[Node], list[Node]]) -> Callable[[Program], Program]:
    def before(program: Program) -> Program:
        nodes = tuple(new for node in program.graph.nodes for new in change(node))
        return replace(program, graph=replace(program.graph, nodes=nodes))

    return before


def _steps(change: Callable[[Program, Run], Run]) -> Callable[[Program], Program]:
    def before(program: Program) -> Program:
        return replace(program, steps=tuple(change(program, step) for step in program.steps))

    return before


def _too_large(op: str) -> Callable[[Program], Program]:
    """The results of an op are a fifth too large."""

    def change(node: Node) -> list[Node]:
        dtype = node.attrs["T"].value if node.op == op and "T" in node.attrs else None
        if dtype not in ("float32", "float64"):
            return [node]
        raw, factor = f"{node.name}_raw", f"{node.name}_factor"
        value = TensorValue.of(np.asarray(1.2, dtype))
        attrs = {"dtype": Attr("type", dtype), "value": Attr("tensor", value)}
        return [
            replace(node, name=raw),
            Node(factor, "Const", (), attrs),
            Node(node.name, "Mul", (raw, factor), {"T": Attr("type", dtype)}),
        ]

    return _nodes(change)


def _other_op(op: str, other: str) -> Callable[[Program], Program]:
    return _nodes(lambda node: [replace(node, op=other) if node.op == op else node])


def _no_control_edges(node: Node) -> list[Node]:
    return [replace(node, inputs=tuple(source for source in node.inputs if not source.startswith("^")))]


def _no_inner_feeds(program: Program, step: Run) -> Run:
    placeholders = {f"{node.name}:0" for node in program.graph.nodes if node.op == "Placeholder"}
    return replace(step, feeds={name: value for name, value in step.feeds.items() if name in placeholders})


def _fed_nodes_too(program: Program, step: Run) -> Run:
    """What is fed is run all the same."""
    nodes = {node.name: node for node in program.graph.nodes}
    fed = [nodes[name.partition(":")[0]] for name in step.feeds if name.partition(":")[0] in nodes]
    effects = tuple(source[1:] for node in fed for source in node.inputs if source.startswith("^"))
    return replace(step, targets=(*step.targets, *effects))


# ---- faults in what comes of it


def _each(change: Callable[[Program, Run, Outcome], Outcome]) -> Callable[[Program, Outcomes], Outcomes]:
    def after(program: Program, outcomes: Outcomes) -> Outcomes:
        if len(outcomes) != len(program.steps) or isinstance(outcomes[0], BuildError):
            return outcomes
        return tuple(change(program, *both) for both in zip(program.steps, outcomes, strict=True))

    return after


def _values(change: Callable[[TensorValue], TensorValue]) -> Callable[[Program, Outcomes], Outcomes]:
    def each(program: Program, step: Run, outcome: Outcome) -> Outcome:
        if not isinstance(outcome, Value):
            return outcome
        return Value(tuple(None if value is None else change(value) for value in outcome.values))

    return _each(each)


def _last_element(change: Callable[[Any], Any]) -> Callable[[Program, Outcomes], Outcomes]:
    """One element of every floating-point value is another."""

    def changed(value: TensorValue) -> TensorValue:
        if value.dtype not in ("float32", "float64") or not value.data:
            return value
        array = value.array()
        array[(-1,) * array.ndim] = change(array[(-1,) * array.ndim])
        return TensorValue.of(array)

    return _values(changed)


def _up(steps: int) -> Callable[[Any], Any]:
    def change(item: Any) -> Any:
        for _ in range(steps):
            item = np.nextafter(item, item.dtype.type(np.inf)) if np.isfinite(item) else item
        return item

    return change


def _transposed(value: TensorValue) -> TensorValue:
    return value if value.data is None else TensorValue.of(np.ascontiguousarray(value.array().T))


def _flattened(value: TensorValue) -> TensorValue:
    return value if len(value.shape) < 2 else replace(value, shape=(int(np.prod(value.shape)),))


def _wider(value: TensorValue) -> TensorValue:
    return TensorValue.of(value.array().astype(np.float64)) if value.dtype == "float32" else value


def _nan_as_zero(value: TensorValue) -> TensorValue:
    if value.dtype not in FLOATS or value.data is None:
        return value
    array = value.array()
    return TensorValue.of(np.where(np.isnan(array), array.dtype.type(0), array))


def _one_element_less(value: TensorValue) -> TensorValue:
    return value if not value.shape else TensorValue.of(value.array()[:-1])


def _uninitialised_as_zero(program: Program, step: Run, outcome: Outcome) -> Outcome:
    if not isinstance(outcome, RunError) or "uninitialized" not in outcome.message:
        return outcome
    variable = next(node for node in program.graph.nodes if node.op == "VariableV2")
    zero = np.zeros(variable.attrs["shape"].value, variable.attrs["dtype"].value)
    return Value((TensorValue.of(zero),) * len(step.fetches))


def _error(**fields: Any) -> Callable[[Program, Outcomes], Outcomes]:
    return _each(lambda program, step, outcome: replace(outcome, **fields) if _is_error(outcome) else outcome)


def _is_error(outcome: Outcome) -> bool:
    return isinstance(outcome, RunError)


def _backwards(program: Program, step: Run, outcome: Outcome) -> Outcome:
    return Value(outcome.values[::-1]) if isinstance(outcome, Value) else outcome


def _nothing_refused(program: Program, outcomes: Outcomes) -> Outcomes:
    if isinstance(outcomes[0], BuildError):
        return tuple(Value((TensorValue.of(np.float32(0)),) * len(step.fetches)) for step in program.steps)
    return outcomes


def _all_refused(program: Program, outcomes: Outcomes) -> Outcomes:
    return (Unsupported(program.graph.ops(), "nothing is supported"),)


def _plus_zero(value: TensorValue) -> TensorValue:
    return TensorValue.of(value.array() + 0) if value.dtype in ("float32", "float64") else value


def _before(before: Callable[[Program], Program]) -> Callable[[Backend], Planted]:
    return lambda inner: Planted(inner, before=before)


def _after(after: Callable[[Program, Outcomes], Outcomes]) -> Callable[[Backend], Planted]:
    return lambda inner: Planted(inner, after=after)


PLANTED: dict[str, Callable[[Backend], Planted]] = {
    "a sine a fifth too large": _before(_too_large("Sin")),
    "a hyperbolic tangent a fifth too large": _before(_too_large("Tanh")),
    "a matrix product a fifth too large": _before(_too_large("MatMul")),
    "a mean a fifth too large": _before(_too_large("Mean")),
    "a maximum that is a minimum": _before(_other_op("Maximum", "Minimum")),
    "a floor that rounds": _before(_other_op("Floor", "Rint")),
    "control edges that are dropped": _before(_nodes(_no_control_edges)),
    "variables that sessions share": _before(_steps(lambda program, step: replace(step, session="main"))),
    "variables that each step has anew": _before(
        lambda program: replace(
            program, steps=tuple(replace(step, session=f"{index}") for index, step in enumerate(program.steps))
        )
    ),
    "feeds of inner tensors that are ignored": _before(_steps(_no_inner_feeds)),
    "fed operations that run all the same": _before(_steps(_fed_nodes_too)),
    "variables that read as zero before they are initialised": _after(_each(_uninitialised_as_zero)),
    "an element 3 ULP off": _after(_last_element(_up(3))),
    "an element 50 ULP off": _after(_last_element(_up(50))),
    "an element that is NaN": _after(_last_element(lambda item: item.dtype.type(np.nan))),
    "an element that is infinite": _after(_last_element(lambda item: item.dtype.type(np.inf))),
    "NaN that reads as zero": _after(_values(_nan_as_zero)),
    "a zero that loses its sign": _after(_values(_plus_zero)),
    "another dtype": _after(_values(_wider)),
    "values transposed": _after(_values(_transposed)),
    "values flattened": _after(_values(_flattened)),
    "a row that is missing": _after(_values(_one_element_less)),
    "fetches in another order": _after(_each(_backwards)),
    "errors of another class": _after(_error(error_class="InternalError")),
    "errors of another code": _after(_error(code=13)),
    "errors that name no operation": _after(_error(op=None)),
    "errors with another message": _after(_error(message="something went wrong")),
    "invalid graphs that are taken": _after(_nothing_refused),
    "outcomes for fewer steps": _after(lambda program, outcomes: outcomes[:-1]),
}
"""Ways to be wrong."""

REFUSES_ALL = _after(_all_refused)
"""An implementation that supports nothing: it disagrees with nobody, and agrees with nobody."""
