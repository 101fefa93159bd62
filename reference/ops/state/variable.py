"""Variables whose ops pass references: the op that holds one, and the ops that assign to it (VAR-1 to VAR-8)."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.record import op
from reference.opdef.static_shape import merge
from reference.runtime.failure import undeclared_output
from reference.runtime.resources import Ref, check_names
from reference.tensor_shape import static_repr

_HOLDER = 'shape: shape, dtype: type, container: string = "", shared_name: string = ""'
_DTYPE_WORDS = {"float32": "float", "float64": "double", "float16": "half"}

VariableV2 = op("VariableV2", outputs="ref: Ref(dtype)", attrs=_HOLDER, stateful=True)
Variable = op("Variable", outputs="ref: Ref(dtype)", attrs=_HOLDER, stateful=True)


@VariableV2.shape
def _(*, shape: Any) -> Any:
    return shape


@Variable.shape
def _(*, shape: Any) -> Any:
    return shape or None  # the older op cannot tell a scalar from a variable of unknown shape


@VariableV2.kernel
@Variable.kernel
def _(*, context: Any, shape: Any, dtype: Any, container: str, shared_name: str) -> Ref:
    """The reference itself; it is one for all operations with the same ``shared_name`` (VAR-2)."""
    if shape is not None and None in shape:
        raise InvalidArgumentError(None, None, f"Shape {static_repr(shape)} is not fully defined")
    check_names(container, shared_name)  # SES-20
    name = shared_name or context.operation.name
    ref: Ref = context.resources.lookup_or_create(container, name, lambda: _fresh(name, shape or (), dtype), "variable")
    if ref.dtype is not dtype:
        raise undeclared_output(context.operation, 0, f"{word_of(ref.dtype)}_ref", f"{word_of(dtype)}_ref")
    return ref


def _fresh(name: str, shape: tuple[int, ...], dtype: Any) -> Ref:
    """A variable without a value; one without elements has nothing to wait for, and can be read at once (VAR-19)."""
    ref = Ref(name, shape, dtype)
    if 0 in shape:
        ref.assign(np.empty(shape, dtype.as_numpy_dtype))
    return ref


def word_of(dtype: Any) -> str:
    """A dtype as the messages of the runtime name it."""
    return _DTYPE_WORDS.get(dtype.name, str(dtype.name))


Assign = op(
    "Assign",
    "ref: Ref(T), value: T",
    "output_ref: Ref(T)",
    "T: type, validate_shape: bool = true, use_locking: bool = true",
    allows_uninitialized=True,
)


@Assign.shape
def _(ref: Any, value: Any, *, validate_shape: bool) -> Any:
    return merge(ref, value) if validate_shape else value


@Assign.kernel
def _(ref: Ref, value: Any, *, validate_shape: bool) -> Ref:
    """Replaces the value, and its shape too where that is not validated (VAR-5, VAR-6)."""
    value = np.asarray(value)
    with ref.lock:
        shape = ref.shape if ref.value is None else ref.value.shape
        if validate_shape and shape != value.shape:
            raise InvalidArgumentError(
                None, None, "Assign requires shapes of both tensors to match. "
                f"lhs shape= {static_repr(shape)} rhs shape= {static_repr(value.shape)}"
            )  # fmt: skip
        ref.assign(value)
    return ref


_UPDATE = "T: numeric, use_locking: bool = false"
AssignAdd = op("AssignAdd", "ref: Ref(T), value: T", "output_ref: Ref(T)", _UPDATE)
AssignSub = op("AssignSub", "ref: Ref(T), value: T", "output_ref: Ref(T)", _UPDATE)


@AssignAdd.shape
@AssignSub.shape
def _(ref: Any, value: Any) -> Any:
    return merge(ref, value)


@AssignAdd.kernel
def _(ref: Ref, value: Any) -> Ref:
    return _update(ref, value, np.add)


@AssignSub.kernel
def _(ref: Ref, value: Any) -> Ref:
    return _update(ref, value, np.subtract)


def _update(ref: Ref, value: Any, function: np.ufunc) -> Ref:
    """Replaces the value by ``function`` of it and ``value``, as one step (VAR-7)."""
    with ref.lock:
        old: Any = ref.value
        if old.shape != np.shape(value):
            raise InvalidArgumentError(None, None, "Parameters and update must be the same size")
        ref.assign(np.asarray(function(old, value)))
    return ref


IsVariableInitialized = op(
    "IsVariableInitialized", "ref: Ref(dtype)", "is_initialized: bool", "dtype: type", allows_uninitialized=True
)


@IsVariableInitialized.shape
def _(ref: Any) -> Any:
    return ()


@IsVariableInitialized.kernel
def _(ref: Ref) -> Any:
    return np.bool_(ref.value is not None)
