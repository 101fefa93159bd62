"""Variables in random programs: initialised or not, updated one at a time, read in steps of their own.

A step that reads a variable and updates it has several legal outcomes.  Random programs stay with
those that have one: each step either reads, or runs a single update of each variable.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from conformance.generator.drawing import Drawing
from conformance.graph import Attr, Node
from conformance.program import Run
from conformance.values import TensorValue
from reference.dtypes import DType


@dataclass(frozen=True)
class DrawnVariable:
    """The names of a variable's operations."""

    read: str
    initializer: str
    updates: tuple[str, ...]
    after_update: tuple[str, str, TensorValue]  # a tensor made after an update, one made of it, what to feed the first


def add_variable(drawing: Drawing) -> DrawnVariable:
    """Adds a reference variable, its initialiser, a read and some updates."""
    dtype = drawing.dtype("float32", "int32", "float64")
    shape = drawing.shape(max_rank=2)
    type_attr = Attr("type", dtype.name)
    name = drawing.fresh_name("variable")
    drawing.nodes.append(Node(name, "VariableV2", (), {"dtype": type_attr, "shape": Attr("shape", shape), **_shared()}))
    updates = [_update(drawing, name, "Assign", dtype, shape, {"validate_shape": Attr("bool", True)})]
    for _ in range(drawing.integer(0, 2)):
        op = drawing.choice(["AssignAdd", "AssignSub"])
        updates.append(_update(drawing, name, op, dtype, shape, {}))
    read = drawing.fresh_name(f"{name}_read")
    drawing.nodes.append(Node(read, "Identity", (name,), {"T": type_attr}))
    after = _after_update(drawing, name, dtype, shape)
    return DrawnVariable(f"{read}:0", updates[0], tuple(updates[1:]), after)


def _after_update(
    drawing: Drawing, variable: str, dtype: DType, shape: tuple[int, ...]
) -> tuple[str, str, TensorValue]:
    """A tensor that waits for an update, and one made of it: whoever is fed the first must not update."""
    update = _update(drawing, variable, "AssignAdd", dtype, shape, {})
    value = drawing.constant(np.asarray(drawing.contents(dtype, shape)), dtype)
    waiting, made = drawing.fresh_name(f"{variable}_waiting"), drawing.fresh_name(f"{variable}_made")
    attrs = {"T": Attr("type", dtype.name)}
    drawing.nodes.append(Node(waiting, "Identity", (value.name.removesuffix(":0"), f"^{update}"), attrs))
    drawing.nodes.append(Node(made, "Identity", (waiting,), attrs))
    return f"{waiting}:0", f"{made}:0", TensorValue.of(drawing.contents(dtype, shape))


def _shared() -> dict[str, Attr]:
    return {"container": Attr("string", b""), "shared_name": Attr("string", b"")}


def _update(
    drawing: Drawing, variable: str, op: str, dtype: DType, shape: tuple[int, ...], attrs: dict[str, Attr]
) -> str:
    value = drawing.constant(np.asarray(drawing.contents(dtype, shape)), dtype)
    name = drawing.fresh_name(f"{variable}_{op.lower()}")
    spelled = {"T": Attr("type", dtype.name), "use_locking": Attr("bool", False), **attrs}
    drawing.nodes.append(Node(name, op, (variable, value.name.removesuffix(":0")), spelled))
    return name


def variable_steps(drawing: Drawing, variables: list[DrawnVariable]) -> list[Run]:
    """Steps over the variables: initialise (or forget to), update, read; in one session or two."""
    steps: list[Run] = []
    for variable in variables:
        session = drawing.choice(["main", "main", "other"])
        if drawing.integer(0, 5) < 5:
            steps.append(Run(session, targets=(variable.initializer,)))
        steps += [Run(session, fetches=(f"{update}:0",)) for update in variable.updates]
        read = Run(session, fetches=(variable.read,))
        waiting, made, fed = variable.after_update
        steps.append(read)
        if drawing.boolean():
            steps += [Run(session, fetches=(made,)), read]
        if drawing.boolean():
            steps += [Run(session, feeds={waiting: fed}, fetches=(made,)), read]
        if drawing.boolean():
            steps.append(Run("other" if session == "main" else "main", fetches=(variable.read,)))
    return steps
