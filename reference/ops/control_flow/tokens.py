"""The ops from which branches and loops are made.

What they do to the tokens of a step is carried out by `reference.runtime.executor`; a kernel here
only passes its value on.
"""

from __future__ import annotations

from typing import Any

from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import with_rank


def _same(data: StaticShape) -> StaticShape:
    return data


def _pass_on(data: Any) -> Any:
    return data


def _merge_shapes(inputs: list[StaticShape]) -> list[StaticShape]:
    """What all inputs agree on: any of them may be the one that arrives (FLOW-15)."""
    return [_common(inputs), ()]


def _common(shapes: list[StaticShape]) -> StaticShape:
    first = shapes[0]
    if first is None or any(shape is None or len(shape) != len(first) for shape in shapes):
        return None
    sizes = [set(column) for column in zip(*(shape for shape in shapes if shape is not None), strict=True)]
    return tuple(column.pop() if len(column) == 1 else None for column in sizes)


def _switch_shapes(data: StaticShape, pred: StaticShape) -> list[StaticShape]:
    with_rank(pred, 0)  # FLOW-10
    return [data, data]


def _constant_shape(data: StaticShape, *, is_constant: bool) -> StaticShape:
    return data if is_constant else None  # FLOW-15: a loop variable may change its shape from turn to turn


def _decided_by_executor(*inputs: Any) -> Any:
    raise AssertionError("the executor fires Switch and Merge itself")


_FRAME = "T: type, frame_name: string, is_constant: bool = false, parallel_iterations: int = 10"

for prefix, kind in (("", "T"), ("Ref", "Ref(T)")):
    switch = op(
        f"{prefix}Switch",
        f"data: {kind}, pred: bool",
        f"output_false: {kind}, output_true: {kind}",
        "T: type",
        allows_uninitialized=bool(prefix),  # it passes a reference on without looking at its value
    )
    switch.shape(_switch_shapes)
    switch.kernel(_decided_by_executor)

    merge = op(
        f"{prefix}Merge",
        f"inputs: {'Ref(N * T)' if prefix else 'N * T'}",
        f"output: {kind}, value_index: int32",
        "T: type, N: int >= 1",
    )
    merge.shape(_merge_shapes)
    merge.kernel(_decided_by_executor)

    enter = op(f"{prefix}Enter", f"data: {kind}", f"output: {kind}", _FRAME)
    enter.shape(_constant_shape)
    enter.kernel(_pass_on)

    for name in ("Exit", "NextIteration"):
        passing = op(f"{prefix}{name}", f"data: {kind}", f"output: {kind}", "T: type")
        passing.shape(_same)
        passing.kernel(_pass_on)

RefIdentity = op("RefIdentity", "input: Ref(T)", "output: Ref(T)", "T: type", allows_uninitialized=True)
RefIdentity.shape(_same)
RefIdentity.kernel(_pass_on)

LoopCond = op("LoopCond", "input: bool", "output: bool")
LoopCond.example(True, gives=True)


@LoopCond.shape
def _(input: StaticShape) -> StaticShape:
    return with_rank(input, 0)


@LoopCond.kernel
def _(input: Any) -> Any:
    return input


ControlTrigger = op("ControlTrigger")


@ControlTrigger.kernel
def _() -> None:
    return None
