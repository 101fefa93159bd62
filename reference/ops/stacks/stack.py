"""A stack and the two kinds of handles that mean one; both last as long as the step that made them (ACC-30)."""

from __future__ import annotations

import threading
from itertools import count
from typing import Any

import numpy as np

from reference import dtypes
from reference.dtypes import DType
from reference.errors import InvalidArgumentError, NotFoundError
from reference.runtime.handles import resource_of
from reference.runtime.resources import Array, Ref, ResourceHandle, Resources
from reference.tensor_shape import static_repr

KIND = "N10tensorflow5StackE"  # how TensorFlow's messages name this kind of resource
_CONTAINER = b"_stacks"
_numbers = count()  # no two stacks have the same name


class Stack:
    """Values of one dtype, of which the last pushed is popped first."""

    def __init__(self, name: str, dtype: DType, max_size: int) -> None:
        self.name = name
        self.dtype = dtype
        self._max_size = max_size  # negative: without limit
        self._values: list[Any] = []
        self._is_closed = False
        self._lock = threading.Lock()

    def push(self, value: Any) -> None:
        """Puts a value on top; InvalidArgumentError if the stack is full or closed (ACC-31, ACC-32)."""
        with self._lock:
            self._check_open()
            if 0 <= self._max_size <= len(self._values):
                raise InvalidArgumentError(
                    None, None, f"Stack[{self.name}] overflowed its max_size ({self._max_size})"
                )  # fmt: skip
            self._values.append(value)

    def pop(self) -> Any:
        """Takes the value from the top; InvalidArgumentError where there is none (ACC-31, ACC-32)."""
        with self._lock:
            self._check_open()
            if not self._values:
                raise InvalidArgumentError(None, None, f"Stack[{self.name}] is empty when calling Pop().")
            return self._values.pop()

    def close(self) -> None:
        """Drops all values; nothing can be pushed or popped from then on (ACC-32)."""
        with self._lock:
            self._values.clear()
            self._is_closed = True

    def _check_open(self) -> None:
        if self._is_closed:
            raise InvalidArgumentError(None, None, f"Stack[{self.name}] has already been closed.")


class _StackRef(Ref):
    """A reference to the two strings that name a stack; it keeps the stack, and both go with the step."""

    __slots__ = ("stack",)

    def __init__(self, operation_name: str, stack: Stack) -> None:
        super().__init__(operation_name, (2,), dtypes.string)
        self.stack = stack
        self.assign(np.array([_CONTAINER, stack.name.encode()], object))


def new_stack(stack_name: str, operation_name: str, dtype: DType, max_size: int = -1) -> Stack:
    """A stack that no other operation has, whatever ``stack_name`` is (ACC-30)."""
    return Stack(f"{stack_name or operation_name}_{next(_numbers)}", dtype, max_size)


def reference_to(stack: Stack, operation_name: str) -> Ref:
    """The handle that the older ops pass."""
    return _StackRef(operation_name, stack)


def handle_of(stack: Stack) -> Array:
    """The handle that the newer ops pass: a resource that nothing but the step refers to."""
    handle = ResourceHandle(Resources(), "__per_step", stack.name, KIND)
    handle.create(lambda: stack)
    return handle.as_array()


def stack_of(handle: Any, context: Any) -> Stack:
    """The stack that an input means; NotFoundError or InvalidArgumentError where it means none (ACC-33)."""
    if isinstance(handle, _StackRef):
        return handle.stack
    if isinstance(handle, Ref):
        raise _no_stack(handle)
    stack: Stack = resource_of(handle, KIND, context)
    return stack


def _no_stack(handle: Ref) -> InvalidArgumentError | NotFoundError:
    words = np.asarray(handle.read())
    if words.shape != (2,):
        return InvalidArgumentError(
            None, None, f"Stack handle must have two elements, but had shape: {static_repr(words.shape)}"
        )
    name = "".join(word.decode() for word in words)
    return NotFoundError(None, None, f"Resource __per_step/{name}/{KIND} does not exist.")
