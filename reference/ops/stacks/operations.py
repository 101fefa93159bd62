"""The ops of stacks, with handles of both kinds."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import with_rank, with_size
from reference.ops.stacks.stack import handle_of, new_stack, reference_to, stack_of
from reference.ops.state.variable import word_of
from reference.runtime.failure import undeclared_output
from reference.runtime.resources import Ref
from reference.tensor_shape import static_repr

_ELEMENT = 'elem_type: type, stack_name: string = ""'
_PUSH = "T: type, swap_memory: bool = false"  # where the values are kept is nothing that a program can see

Stack = op("Stack", outputs="handle: Ref(string)", attrs=_ELEMENT, stateful=True)
StackV2 = op("StackV2", "max_size: int32", "handle: resource", _ELEMENT, stateful=True)


@Stack.shape
def _() -> Any:
    return (2,)


@StackV2.shape
def _(max_size: Any) -> Any:
    return (2,)  # of the strings of the older handle; the resource tensor, a scalar, is said to have it too


@Stack.kernel
def _(*, context: Any, elem_type: DType, stack_name: str) -> Ref:
    name = context.operation.name
    return reference_to(new_stack(stack_name, name, elem_type), name)


@StackV2.kernel
def _(max_size: Any, *, context: Any, elem_type: DType, stack_name: str) -> Any:
    if np.ndim(max_size):
        shape = static_repr(np.shape(max_size))
        raise InvalidArgumentError(None, None, f"Stack size must be a scalar, but had shape: {shape}")
    return handle_of(new_stack(stack_name, context.operation.name, elem_type, int(max_size)))


StackPush = op("StackPush", "handle: Ref(string), elem: T", "output: T", _PUSH)
StackPushV2 = op("StackPushV2", "handle: resource, elem: T", "output: T", _PUSH, stateful=True)


@StackPush.shape
@StackPushV2.shape
def _(handle: Any, elem: Any) -> Any:
    return elem


@StackPush.kernel
@StackPushV2.kernel
def _(handle: Any, elem: Any, *, context: Any, T: DType) -> Any:
    stack = stack_of(handle, context)
    if T is not stack.dtype:
        expected, given = stack.dtype.as_datatype_enum, T.as_datatype_enum
        raise InvalidArgumentError(None, None, f"Must have type {expected} but got {given}")
    stack.push(elem)
    return elem


StackPop = op("StackPop", "handle: Ref(string)", "elem: elem_type", "elem_type: type")
StackPopV2 = op("StackPopV2", "handle: resource", "elem: elem_type", "elem_type: type", stateful=True)


@StackPop.shape
@StackPopV2.shape
def _(handle: Any) -> Any:
    return None


@StackPop.kernel
@StackPopV2.kernel
def _(handle: Any, *, context: Any, elem_type: DType) -> Any:
    stack = stack_of(handle, context)
    value = stack.pop()
    if elem_type is not stack.dtype:  # ACC-31
        raise undeclared_output(context.operation, 0, word_of(stack.dtype), word_of(elem_type))
    return value


StackClose = op("StackClose", "handle: Ref(string)")
StackCloseV2 = op("StackCloseV2", "handle: resource", stateful=True)


@StackClose.shape
@StackCloseV2.shape
def _(handle: Any) -> Any:
    (size,) = with_rank(handle, 1)
    with_size(size, 2)
    return []


@StackClose.kernel
@StackCloseV2.kernel
def _(handle: Any, *, context: Any) -> None:
    stack_of(handle, context).close()
