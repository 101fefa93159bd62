"""Faults in the use of accumulators and barriers; each happens in a session of its own."""

from __future__ import annotations

import numpy as np

from conformance.generator.choices import Choices
from conformance.generator.faults.fault import constant, more
from conformance.generator.faults.things import another_dtype, fault_of, own_run, value_of, zeros
from conformance.graph import Attr, Node
from conformance.program import Program

# ---- accumulators


def _accumulator_op(maker: Node, name: str, op: str, *inputs: str, **attrs: Attr) -> Node:
    form = "Resource" if maker.op.startswith("Resource") else "Sparse" if "Gradient" in op and _is_sparse(maker) else ""
    return Node(name, f"{form}Accumulator{op}", (maker.name, *inputs), attrs)


def _is_sparse(maker: Node) -> bool:
    return maker.op.startswith("Sparse")


def _apply(maker: Node, shape: tuple[int, ...], indices: tuple[int, ...] = ()) -> list[Node]:
    """A gradient, in slices where the accumulator takes these."""
    dtype = maker.attrs["dtype"].value
    nodes = [constant("step", np.int64(0)), zeros("gradient", dtype, shape)]
    if not _is_sparse(maker):
        return [*nodes, _accumulator_op(maker, "apply", "ApplyGradient", "step", "gradient", dtype=Attr("type", dtype))]
    nodes += [constant("indices", np.array(indices, np.int64)), constant("whole", np.array([], np.int64))]
    attrs = {"dtype": Attr("type", dtype), "has_known_shape": Attr("bool", False)}
    return [
        *nodes,
        _accumulator_op(maker, "apply", "ApplyGradient", "step", "indices", "gradient", "whole", **attrs),
    ]


@fault_of("accumulator", "a gradient of another shape", "ACC-7", "ACC-8", "ACC-9")
def _(choices: Choices, program: Program, accumulator: Node) -> Program | None:
    known = value_of(accumulator, "shape", None)
    if known is None:
        return None
    shape = tuple(1 if size is None else size for size in known)
    if not _is_sparse(accumulator):
        return more(program, _apply(accumulator, (*shape, 2)), [own_run("apply")])
    slices = [
        ((), ()),
        ((1, *shape[1:]), (0, 1)),
        ((1, *shape[1:]), (9,)),
    ]
    return more(program, _apply(accumulator, *choices.choice(slices)), [own_run("apply")])


@fault_of("accumulator", "a number of gradients that is not positive", "ACC-5")
def _(choices: Choices, program: Program, accumulator: Node) -> Program | None:
    dtype = Attr("type", accumulator.attrs["dtype"].value)
    take = _accumulator_op(accumulator, "take", "TakeGradient", "number", dtype=dtype)
    return more(program, [constant("number", np.int32(-choices.integer(0, 2))), take], [own_run("take:0")])


@fault_of("accumulator", "a step that is no scalar", "ACC-4")
def _(choices: Choices, program: Program, accumulator: Node) -> Program | None:
    node = _accumulator_op(accumulator, "set", "SetGlobalStep", "steps")
    return more(
        program, [constant("steps", np.zeros(choices.choice([(1,), (0,), (1, 1)]), np.int64)), node], [own_run("set")]
    )


# ---- barriers


def _insert(maker: Node, name: str, component: int, dtype: str, shape: tuple[int, ...], *keys: bytes) -> list[Node]:
    rows = zeros(f"{name}_values", dtype, (len(keys), *shape))
    inputs = (maker.name, f"{name}_keys", rows.name)
    attrs = {"T": Attr("type", dtype), "component_index": Attr("int", component)}
    return [constant(f"{name}_keys", np.array(keys, object)), rows, Node(name, "BarrierInsertMany", inputs, attrs)]


def _first(maker: Node) -> tuple[str, tuple[int, ...]]:
    """The dtype and shape of the first component."""
    return maker.attrs["component_types"].value[0], value_of(maker, "shapes", (None,))[0] or ()


def _close(maker: Node, name: str, cancels: bool) -> Node:
    return Node(name, "BarrierClose", (maker.name,), {"cancel_pending_enqueues": Attr("bool", cancels)})


def _take(maker: Node, number: int, small: bool = False) -> list[Node]:
    attrs = {"component_types": maker.attrs["component_types"], "allow_small_batch": Attr("bool", small)}
    return [constant("n", np.int32(number)), Node("take", "BarrierTakeMany", (maker.name, "n"), attrs)]


@fault_of("barrier", "a component that an element has", "ACC-15")
def _(choices: Choices, program: Program, barrier: Node) -> Program | None:
    if len(barrier.attrs["component_types"].value) < 2:
        return None
    return more(program, _insert(barrier, "insert", 0, *_first(barrier), b"a", b"b", b"a"), [own_run("insert")])


@fault_of("barrier", "a component that a barrier does not have", "ACC-29")
def _(choices: Choices, program: Program, barrier: Node) -> Program | None:
    number = len(barrier.attrs["component_types"].value) + choices.integer(0, 2)
    return more(program, _insert(barrier, "insert", number, *_first(barrier), b"a"), [own_run("insert")])


@fault_of("barrier", "a component of another dtype", "ACC-29")
def _(choices: Choices, program: Program, barrier: Node) -> Program | None:
    dtype, shape = _first(barrier)
    return more(program, _insert(barrier, "insert", 0, another_dtype(dtype), shape, b"a"), [own_run("insert")])


@fault_of("barrier", "a component without elements", "ACC-16")
def _(choices: Choices, program: Program, barrier: Node) -> Program | None:
    dtype, shape = _first(barrier)
    return more(program, _insert(barrier, "insert", 0, dtype, (*shape, 0), b"a"), [own_run("insert")])


@fault_of("barrier", "a key for a closed barrier", "ACC-24", "ACC-25")
def _(choices: Choices, program: Program, barrier: Node) -> Program | None:
    nodes = [
        *_insert(barrier, "insert", 0, *_first(barrier), b"a"),
        *_insert(barrier, "late", 0, *_first(barrier), b"b"),
    ]
    nodes.append(_close(barrier, "close", choices.boolean()))
    return more(program, nodes, [own_run("insert"), own_run("close"), own_run("late")])


@fault_of("barrier", "a barrier that is closed twice", "ACC-25")
def _(choices: Choices, program: Program, barrier: Node) -> Program | None:
    nodes = [_close(barrier, "close", choices.boolean()), _close(barrier, "again", False)]
    return more(program, nodes, [own_run("close"), own_run("again")])


@fault_of("barrier", "more elements than a closed barrier has", "ACC-22")
def _(choices: Choices, program: Program, barrier: Node) -> Program | None:
    nodes = [_close(barrier, "close", False), *_take(barrier, choices.integer(0, 2), choices.boolean())]
    return more(program, nodes, [own_run("close"), own_run("take:0")])
