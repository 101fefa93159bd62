"""Faults in the use of variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from conformance.generator.choices import Choices
from conformance.generator.faults.fault import constant, identity, more
from conformance.generator.faults.things import another_dtype, fault_of, own_run, zeros
from conformance.graph import Attr, Node
from conformance.program import Program


def _is_resource(variable: Node) -> bool:
    return variable.op == "VarHandleOp"


def _dtype(variable: Node) -> str:
    return str(variable.attrs["dtype"].value)


def _shape(variable: Node) -> tuple[int | None, ...] | None:
    shape: tuple[int | None, ...] | None = variable.attrs["shape"].value
    return shape


def _assign(variable: Node, name: str, value: str) -> Node:
    if _is_resource(variable):
        return Node(name, "AssignVariableOp", (variable.name, value), {"dtype": Attr("type", _dtype(variable))})
    return Node(name, "Assign", (variable.name, value), {"T": Attr("type", _dtype(variable))})


def _read(variable: Node) -> Node:
    if _is_resource(variable):
        return Node("read", "ReadVariableOp", (variable.name,), {"dtype": Attr("type", _dtype(variable))})
    return identity("read", variable.name, _dtype(variable))


@fault_of("variable", "a variable without a value", "VAR-19", "VAR-22")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    fetch = f"{variable.name}:0" if choices.boolean() and not _is_resource(variable) else "read:0"
    return more(program, [_read(variable)], [own_run(fetch)])


@fault_of("variable", "a value of another shape than the variable's", "VAR-6", "VAR-23")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    if _shape(variable) is None:
        return None
    value = zeros("value", _dtype(variable), (*(_shape(variable) or ()), 2))
    return more(program, [value, _assign(variable, "assign", "value")], [own_run("assign")])


@fault_of("variable", "a value of another shape that only the step can tell", "VAR-6", "VAR-7")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    dtype, shape = _dtype(variable), _shape(variable)
    if shape is None or _is_resource(variable):
        return None
    change = "Assign" if dtype in ("bool", "string") else choices.choice(["Assign", "AssignAdd", "AssignSub"])
    nodes = [
        zeros("first", dtype, shape),
        _assign(variable, "assign", "first"),
        Node("fed", "Placeholder", (), {"dtype": Attr("type", dtype)}),
        Node("change", change, (variable.name, "fed"), {"T": Attr("type", dtype)}),
        zeros("value", dtype, (*shape, 2)),
    ]
    wrong = nodes[-1].attrs["value"].value
    steps = [own_run("assign"), replace(own_run("change:0"), feeds={"fed:0": wrong}), own_run(f"{variable.name}:0")]
    return more(program, nodes[:-1], steps)


@fault_of("variable", "a row that the variable does not have", "VAR-17", "VAR-26")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    dtype, shape = _dtype(variable), _shape(variable)
    if not shape:
        return None
    types = {"Tindices": Attr("type", "int32"), ("dtype" if _is_resource(variable) else "T"): Attr("type", dtype)}
    op = "ResourceScatterUpdate" if _is_resource(variable) else "ScatterUpdate"
    nodes = [
        zeros("first", dtype, shape),
        _assign(variable, "assign", "first"),
        constant("rows", np.array([0, choices.choice([99, -1])], np.int32)),
        zeros("updates", dtype, (2, *shape[1:])),
        Node("scatter", op, (variable.name, "rows", "updates"), types),
        _read(variable),
    ]
    return more(program, nodes, [own_run("assign"), own_run("scatter"), own_run("read:0")])


@fault_of("variable", "a counter at its limit", "VAR-18")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    dtype, shape = _dtype(variable), _shape(variable)
    if shape != () or dtype not in ("int32", "int64"):
        variable = replace(_counter(), op="VariableV2") if not _is_resource(variable) else _counter()
        grown, dtype = more(program, [variable], []), "int32"
        if grown is None:
            return None
        program = grown
    op = "ResourceCountUpTo" if _is_resource(variable) else "CountUpTo"
    nodes = [
        zeros("zero", dtype, ()),
        _assign(variable, "assign", "zero"),
        Node("count", op, (variable.name,), {"limit": Attr("int", 1), "T": Attr("type", dtype)}),
    ]
    return more(program, nodes, [own_run("assign"), own_run("count:0"), own_run("count:0")])


def _counter() -> Node:
    attrs = {"dtype": Attr("type", "int32"), "shape": Attr("shape", ()), "shared_name": Attr("string", b"counter")}
    return Node("counter", "VarHandleOp", (), attrs)


@fault_of("variable", "a variable that is read as another dtype", "VAR-23", "INT-9")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    read = _read(variable)
    key = "dtype" if _is_resource(variable) else "T"
    return more(
        program, [replace(read, attrs={key: Attr("type", another_dtype(_dtype(variable)))})], [own_run("read:0")]
    )


@fault_of("variable", "a variable that is not there to be deleted", "VAR-22")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    if not _is_resource(variable):
        return None
    delete = Node("delete", "DestroyResourceOp", (variable.name,), {"ignore_lookup_error": Attr("bool", False)})
    return more(program, [delete], [own_run("delete")])


@fault_of("variable", "a variable that two operations make of different dtypes", "VAR-2")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    if _is_resource(variable):
        return None
    shared = {**variable.attrs, "shared_name": Attr("string", b"same")}
    other = {**shared, "dtype": Attr("type", another_dtype(_dtype(variable)))}
    makers = [replace(variable, name="one", attrs=shared), replace(variable, name="two", attrs=other)]
    check = [
        Node(f"is_{maker.name}", "IsVariableInitialized", (maker.name,), {"dtype": maker.attrs["dtype"]})
        for maker in makers
    ]
    return more(program, [*makers, *check], [own_run("is_one:0"), own_run("is_two:0")])


@fault_of("variable", "a variable where a queue is wanted", "QUE-6", "INT-9")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    op = "QueueSizeV2" if _is_resource(variable) else "QueueSize"
    return more(program, [Node("size", op, (variable.name,))], [own_run("size:0")])


@fault_of("variable", "a step that fails after an update", "RUN-12")
def _(choices: Choices, program: Program, variable: Node) -> Program | None:
    dtype, shape = _dtype(variable), _shape(variable)
    if shape is None or 0 in shape:
        return None
    nodes = [
        zeros("first", dtype, shape),
        _assign(variable, "assign", "first"),
        _ones("second", dtype, shape),
        _assign(variable, "change", "second"),
        constant("number", np.float32(np.inf)),
        _check("checked", "number", "^change"),
        _read(variable),
    ]
    return more(program, nodes, [own_run("assign"), own_run("checked:0"), own_run("read:0")])


def _ones(name: str, dtype: str, shape: Sequence[int | None]) -> Node:
    node = zeros(name, dtype, shape)
    array = node.attrs["value"].value.array().copy()
    array[...] = b"one" if dtype == "string" else 1
    return constant(name, array)


def _check(name: str, *inputs: str) -> Node:
    return Node(name, "CheckNumerics", inputs, {"T": Attr("type", "float32"), "message": Attr("string", b"")})
