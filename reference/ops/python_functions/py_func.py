"""PyFunc: a Python function as an operation; `tf.py_func` and `tf.numpy_function`."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from reference.errors import (
    InvalidArgumentError,
    OpError,
    OutOfRangeError,
    ResourceExhaustedError,
    UnimplementedError,
    UnknownError,
)
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.opdef.functions import build
from reference.opdef.record import op
from reference.ops.python_functions.registry import function_of, register
from reference.ops.python_functions.returned import output_values
from reference.public import public

_INPUTS, _OUTPUTS = "input: Tin", "output: Tout"
_ATTRS = "token: string, Tin: list(type) >= 0, Tout: list(type) >= 0"
PyFunc = op("PyFunc", _INPUTS, _OUTPUTS, _ATTRS, stateful=True)
PyFuncStateless = op("PyFuncStateless", _INPUTS, _OUTPUTS, _ATTRS)


@PyFunc.shape
@PyFuncStateless.shape
def _(input: Any, *, Tout: Any) -> list[None]:
    return [None] * len(Tout)  # DBG-27


# It asks for the context although it needs none: what asks for it is never run while a graph is built (GRA-29).
@PyFunc.kernel
@PyFuncStateless.kernel
def _(input: list[Any], *, token: str, Tout: Any, context: Any) -> list[Any]:
    arguments = [_argument(array) for array in input]
    # No lock is held meanwhile: the function may run steps itself, and others may call it at the same time (DBG-30).
    try:
        result = function_of(token)(*arguments)
    except KeyboardInterrupt:  # somebody wants the program to end
        raise
    except BaseException as error:
        raise _failure(error) from None
    try:
        return output_values(result, Tout, token)
    except OpError:
        raise
    except Exception as error:  # what was given does not let itself be converted
        raise _failure(error) from None


def _argument(array: Any) -> Any:
    """What the function is given (DBG-26): a copy, so that nobody else sees what it writes; a scalar as such."""
    if array.dtype.names:  # quantized numbers, as the integers that they are stored as
        array = array[array.dtype.names[0]]
    return np.array(array)[()]


_CLASSES: list[tuple[Any, type[OpError]]] = [
    ((ValueError, TypeError), InvalidArgumentError),
    (StopIteration, OutOfRangeError),
    (MemoryError, ResourceExhaustedError),
    (NotImplementedError, UnimplementedError),
]


def _failure(error: BaseException) -> OpError:
    """The error of the operation whose function raised ``error`` (DBG-29)."""
    kind = next((kind for types, kind in _CLASSES if isinstance(error, types)), UnknownError)
    try:
        words = f"{type(error).__name__}: {error}"
    except Exception:  # an exception that cannot be written
        words = f"{type(error).__name__}(unknown error message)"
    return kind(None, None, f"{words}\n{''.join(traceback.format_exception(error))}")  # type: ignore[call-arg]


@public("py_func")
def py_func(func: Callable[..., Any], inp: Any, Tout: Any, stateful: bool = True, name: str | None = None) -> Any:
    """What ``func`` gives in a step for the values of the tensors ``inp`` (DBG-25).

    ``Tout`` is a dtype, or a list of them for a function of several results.  Without ``stateful`` the operation has
    no effects.  Raises ValueError if ``func`` cannot be called.
    """
    if not callable(func):
        raise ValueError(f"Expected func to be callable, got func of type {type(func)}")
    several = isinstance(Tout, list | tuple)
    token = register(func, DEFAULT_GRAPHS.get_default())
    op_type = "PyFunc" if stateful else "PyFuncStateless"
    results = build(op_type, name, input=inp, token=token, Tout=list(Tout) if several else [Tout])
    return results if several else results[0]


@public("numpy_function")
def numpy_function(func: Callable[..., Any], inp: Any, Tout: Any, name: str | None = None) -> Any:
    """`py_func` of a function that is run each time (DBG-25)."""
    return py_func(func, inp, Tout, name=name)
