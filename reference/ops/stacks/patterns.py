"""How random programs use stacks: pushes and pops of one step, each after the one before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from reference.dtypes import DType
from reference.ops.stacks import operations

KIND = "stack"

Effect = Callable[["StackModel"], bool]


@dataclass
class StackModel:
    """What is known of a stack at the beginning of a step."""

    lasts: ClassVar[bool] = False  # ACC-30

    dtype: DType
    max_size: int  # negative: without limit
    size: int = 0
    is_closed: bool = False


@operations.Stack.pattern(KIND)
def _(draw: Any) -> Any:
    dtype = draw.dtype()
    return {"elem_type": dtype, "stack_name": _name(draw)}, StackModel(dtype, -1)


@operations.StackV2.pattern(KIND)
def _(draw: Any) -> Any:
    dtype, max_size = draw.dtype(), draw.choice([-1, 3, 1, 2])
    attrs = {"elem_type": dtype, "stack_name": _name(draw), "max_size": draw.constant(max_size)}
    return attrs, StackModel(dtype, max_size)


def _name(draw: Any) -> str:
    return str(draw.choice(["", "", "numbers"]))


@operations.StackPush.pattern(KIND)
@operations.StackPushV2.pattern(KIND)
def _(draw: Any, model: StackModel) -> Any:
    array = draw.contents(model.dtype, draw.shape(max_rank=2), moved=True)
    value = draw.placeholder(array, model.dtype) if draw.boolean() else draw.constant(array, model.dtype)
    return {"elem": value, "swap_memory": draw.boolean()}, _pushes


def _pushes(model: StackModel) -> bool:
    if model.is_closed or 0 <= model.max_size <= model.size:
        return False
    model.size += 1
    return True


@operations.StackPop.pattern(KIND)
@operations.StackPopV2.pattern(KIND)
def _(draw: Any, model: StackModel) -> Any:
    return {"elem_type": model.dtype}, _pops


def _pops(model: StackModel) -> bool:
    if model.is_closed or not model.size:
        return False
    model.size -= 1
    return True


@operations.StackClose.pattern(KIND)
@operations.StackCloseV2.pattern(KIND)
def _(draw: Any, model: StackModel) -> Any:
    return None if draw.integer(0, 3) < 3 else ({}, _closes)


def _closes(model: StackModel) -> bool:
    model.is_closed = True
    return True
