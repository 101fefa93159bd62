"""Ops that change some rows of a variable: one for each function, by reference and by resource handle (VAR-17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.opdef.functions import build
from reference.opdef.record import op
from reference.opdef.static_shape import concatenate, merge
from reference.ops.state.resource_variable import not_a_row, static_shape_of, variable_of
from reference.public import publish
from reference.runtime.resources import Ref
from reference.tensor_shape import static_repr

Array = np.ndarray[Any, Any]


def _replace(rows: Array, indices: Array, updates: Array) -> None:
    rows[indices] = updates  # of several rows for one index the last one stays


def _divide(rows: Array, indices: Array, updates: Array) -> None:
    if rows.dtype.kind not in "iu":
        np.divide.at(rows, indices, updates)
        return
    for index, update in zip(indices, np.broadcast_to(updates, (len(indices), *rows.shape[1:])), strict=True):
        quotient = np.abs(rows[index]) // np.abs(update)  # integers are cut off towards zero
        rows[index] = np.where((rows[index] < 0) ^ (update < 0), -quotient, quotient)


def _least(rows: Array, indices: Array, updates: Array) -> None:
    """A NaN in the rows stays, and one among the updates changes nothing."""
    np.minimum.at(rows, indices, _without_nan(updates, np.inf))


def _greatest(rows: Array, indices: Array, updates: Array) -> None:
    np.maximum.at(rows, indices, _without_nan(updates, -np.inf))


def _without_nan(updates: Array, neutral: float) -> Array:
    is_nan = np.asarray(updates != updates)
    return np.where(is_nan, updates.dtype.type(neutral), updates) if is_nan.any() else updates


_FUNCTIONS: dict[str, Callable[[Array, Array, Array], None]] = {
    "Update": _replace,
    "Add": np.add.at,
    "Sub": np.subtract.at,
    "Mul": np.multiply.at,
    "Div": _divide,
    "Min": _least,
    "Max": _greatest,
}
KINDS = tuple(_FUNCTIONS)


def first_outside(indices: Array, rows: int) -> int:
    """The position, in order, of the first index that names no row; as many as there are if all do."""
    outside = np.flatnonzero((indices < 0) | (indices >= rows))
    return int(outside[0]) if outside.size else indices.size


def _scattered(variable: Ref, kind: str, indices: Any, updates: Any) -> None:
    """Changes the rows one after the other; those before an index that names no row stay changed (VAR-17)."""
    with variable.lock:
        value: Any = np.array(variable.value)
        if value.ndim == 0:
            raise InvalidArgumentError(None, None, "params must be at least 1-D, got shape []")
        flat, count = np.ravel(indices), first_outside(np.ravel(indices), len(value))
        rows = updates if updates.ndim == 0 else updates.reshape(flat.size, *value.shape[1:])[:count]
        _FUNCTIONS[kind](value, flat[:count], rows)
        variable.assign(value)
    if count < flat.size:
        raise not_a_row(np.asarray(indices), count, len(value))


def _check_updates(indices: Any, updates: Any, variable: Any) -> None:
    """What the shapes must be, as far as they are known; a scalar is taken for every row."""
    if variable is not None and updates is not None and len(updates) > 0:
        merge(updates, concatenate(indices, variable[1:]))


def _shape(variable: Ref) -> tuple[int, ...]:
    value: Any = variable.value
    return value.shape  # type: ignore[no-any-return]


def _by_reference(kind: str) -> None:
    locking = "true" if kind == "Update" else "false"
    types = {"Update": "type", "Min": "{half, bfloat16, float, double, int32, int64}"}
    types["Max"] = types["Min"]
    record = op(
        f"Scatter{kind}",
        "ref: Ref(T), indices: Tindices, updates: T",
        "output_ref: Ref(T)",
        f"T: {types.get(kind, 'numeric')}, Tindices: index, use_locking: bool = {locking}",
    )

    @record.shape
    def _(ref: Any, indices: Any, updates: Any) -> Any:
        _check_updates(indices, updates, ref)
        return ref

    @record.kernel
    def _(ref: Ref, indices: Any, updates: Any) -> Ref:
        indices, updates, held = np.asarray(indices), np.asarray(updates), _shape(ref)
        if updates.ndim and updates.shape != (*indices.shape, *held[1:]):
            raise InvalidArgumentError(
                None, None, "Must have updates.shape = indices.shape + params.shape[1:] or updates.shape = [], "
                f"got updates.shape {static_repr(updates.shape)}, indices.shape {static_repr(indices.shape)}, "
                f"params.shape {static_repr(held)}"
            )  # fmt: skip
        _scattered(ref, kind, indices, updates)
        return ref


def _by_handle(kind: str) -> None:
    record = op(
        f"ResourceScatter{kind}",
        "resource: resource, indices: Tindices, updates: dtype",
        attrs=f"dtype: {'type' if kind == 'Update' else 'numeric'}, Tindices: index",
        stateful=True,
    )

    @record.shape
    def _(resource: Any, indices: Any, updates: Any, *, resource_handle: Any, dtype: Any) -> Any:
        _check_updates(indices, updates, static_shape_of(resource_handle, dtype))
        return []

    @record.kernel
    def _(resource: Any, indices: Any, updates: Any) -> None:
        variable, indices, updates = variable_of(resource), np.asarray(indices), np.asarray(updates)
        held = _shape(variable)
        if not indices.size:
            return
        if updates.ndim and updates.size != indices.size * int(np.prod(held[1:])):
            raise InvalidArgumentError(
                None, None, f"shape of indices ({static_repr(indices.shape)}) is not compatible with "
                f"the shape of updates ({static_repr(updates.shape)})"
            )  # fmt: skip
        _scattered(variable, kind, indices, updates)


def _public_function(kind: str) -> Callable[..., Any]:
    """``tf.scatter_add`` and its siblings, for variables of both kinds."""
    locking_default = kind == "Update"

    def scatter(
        ref: Any, indices: Any, updates: Any, use_locking: bool = locking_default, name: str | None = None
    ) -> Any:
        if ref.dtype.is_ref_dtype:
            return build(f"Scatter{kind}", name, ref=ref, indices=indices, updates=updates, use_locking=use_locking)
        return ref._lazy_read(
            build(f"ResourceScatter{kind}", name, resource=ref.handle, indices=indices, updates=updates)
        )

    scatter.__name__ = scatter.__qualname__ = f"scatter_{kind.lower()}"
    scatter.__doc__ = f"Changes the rows ``indices`` of a variable by ``updates``: {kind.lower()} (VAR-17)."
    return scatter


for _kind in _FUNCTIONS:
    _by_reference(_kind)
    _by_handle(_kind)
    publish(f"scatter_{_kind.lower()}", _public_function(_kind))
