"""The ops of barriers."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import InvalidArgumentError
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import merge, with_rank, with_rank_at_least, with_size
from reference.ops.barriers.barrier import KIND
from reference.ops.barriers.barrier import Barrier as BarrierState
from reference.ops.state.variable import word_of
from reference.runtime.handles import reference_handle, resource_of
from reference.tensor_shape import static_repr

Barrier = op(
    "Barrier",
    outputs="handle: Ref(string)",
    attrs="component_types: list(type) >= 1, shapes: list(shape) >= 0 = [], capacity: int = -1, "
    'container: string = "", shared_name: string = ""',
    stateful=True,
)


@Barrier.shape
def _() -> Any:
    return (2,)


@Barrier.kernel
def _(*, context: Any, component_types: list[DType], shapes: list[StaticShape], capacity: int, container: str,
      shared_name: str) -> Any:  # fmt: skip
    """The handle of the barrier with this name, which has no limit to its size (ACC-13, ACC-21, ACC-28)."""
    _check_attributes(component_types, shapes, capacity)
    barrier: BarrierState | None = None

    def made(name: str) -> BarrierState:
        nonlocal barrier
        barrier = BarrierState(name, component_types, shapes)
        return barrier

    handle = reference_handle(context, KIND, container, shared_name, made)
    if barrier is None:
        _check_shared(resource_of(handle, KIND, context), component_types, shapes)
    return handle


def _check_attributes(component_types: list[DType], shapes: list[StaticShape], capacity: int) -> None:
    if capacity != -1:
        raise InvalidArgumentError(
            None, None, "Barrier only accepts capacity=-1.  Feed the inputs to your Barrier through a queue "
            "to enforce a limited capacity."
        )  # fmt: skip
    if len(shapes) != len(component_types):
        raise InvalidArgumentError(None, None, "All of the component shapes must be specified")
    for shape in shapes:
        if shape is not None and None in shape:
            raise InvalidArgumentError(None, None, f"Shape {static_repr(shape)} is not fully defined")


def _check_shared(barrier: BarrierState, component_types: Sequence[DType], shapes: Sequence[StaticShape]) -> None:
    """InvalidArgumentError if the barrier that is there already is of another kind (ACC-28)."""
    for what, held, asked in (
        ("types", _words(barrier.dtypes), _words(component_types)),
        ("shapes", _listed(barrier.shapes), _listed(shapes)),
    ):
        if held != asked:
            raise InvalidArgumentError(
                None, None, f"Shared barrier '{barrier.name}' has component {what} {held} "
                f"but requested component {what} were {asked}"
            )  # fmt: skip


def _words(component_types: Sequence[DType]) -> str:
    return ", ".join(map(word_of, component_types))


def _listed(shapes: Sequence[StaticShape]) -> str:
    return f"[{', '.join(static_repr(shape or ()) for shape in shapes)}]"


BarrierInsertMany = op(
    "BarrierInsertMany",
    "handle: Ref(string), keys: string, values: T",
    attrs="T: type, component_index: int",
)


@BarrierInsertMany.shape
def _(handle: StaticShape, keys: StaticShape, values: StaticShape) -> Any:
    _check_handle(handle)
    (count,) = with_rank(keys, 1)
    values = with_rank_at_least(values, 1)
    if values is not None:
        merge((count,), values[:1])
    return []


@BarrierInsertMany.kernel
def _(handle: Any, keys: Any, values: Any, *, context: Any, T: DType, component_index: int) -> None:
    barrier = _barrier(handle, context)
    count = len(barrier.dtypes)
    if not 0 <= component_index < count:
        raise InvalidArgumentError(
            None, None, f"The component ID is out of range {component_index} > num_components (= {count})"
        )
    expected = barrier.dtypes[component_index]
    _check_signature(f"string_ref, string, {word_of(T)}->", f"string_ref, string, {word_of(expected)}->", T is expected)
    keys, values = np.ravel(keys), np.atleast_1d(values)
    if len(keys) and not values.size:
        raise InvalidArgumentError(
            None, None, f"Tensors with no elements are not supported {barrier.name}: "
            f"received shape {static_repr(values.shape)}"
        )  # fmt: skip
    if len(values) < len(keys):
        raise InvalidArgumentError(None, None, f"There are {len(keys)} keys, but only {len(values)} values.")
    rows = [values[row, ...] for row in range(len(keys))]  # arrays, be they of strings
    barrier.insert(component_index, keys.tolist(), rows, context.session.changes)


BarrierTakeMany = op(
    "BarrierTakeMany",
    "handle: Ref(string), num_elements: int32",
    "indices: int64, keys: string, values: component_types",
    "component_types: list(type) >= 1, allow_small_batch: bool = false, wait_for_incomplete: bool = false, "
    "timeout_ms: int = -1",
)


@BarrierTakeMany.shape
def _(handle: Any, num_elements: Any, *, component_types: list[DType]) -> Any:
    return [None] * (2 + len(component_types))


@BarrierTakeMany.kernel
def _(
    handle: Any, num_elements: Any, *, context: Any, component_types: list[DType], allow_small_batch: bool,
    timeout_ms: int,
) -> Generator[None, None, Any]:  # fmt: skip
    """Indices, keys and components of ready elements; ``wait_for_incomplete`` has no effect (ACC-18, ACC-21)."""
    if timeout_ms != -1:
        raise InvalidArgumentError(None, None, "Timeout not supported yet.")
    barrier = _barrier(handle, context)
    if np.ndim(num_elements):
        raise InvalidArgumentError(None, None, "num_elements must be a scalar.")
    number = int(num_elements)
    if number < 0:
        raise InvalidArgumentError(None, None, f"num_elements must not be negative, but was {number}.")
    taken = "string_ref, int32->int64, string, "
    have, expected = taken + _words(component_types), taken + _words(barrier.dtypes)
    _check_signature(have, expected, tuple(component_types) == barrier.dtypes)
    elements = yield from barrier.take(number, allow_small_batch, context.session.changes)
    keys = np.array([element.key for element in elements], object)
    indices = np.array([element.index for element in elements], np.int64)
    return [indices, keys, *(barrier.batch(elements, component) for component in range(len(component_types)))]


BarrierClose = op("BarrierClose", "handle: Ref(string)", attrs="cancel_pending_enqueues: bool = false")
BarrierReadySize = op("BarrierReadySize", "handle: Ref(string)", "size: int32")
BarrierIncompleteSize = op("BarrierIncompleteSize", "handle: Ref(string)", "size: int32")


@BarrierClose.shape
def _(handle: Any) -> Any:
    _check_handle(handle)
    return []


@BarrierReadySize.shape
@BarrierIncompleteSize.shape
def _(handle: Any) -> Any:
    _check_handle(handle)
    return ()


@BarrierClose.kernel
def _(handle: Any, *, context: Any, cancel_pending_enqueues: bool) -> None:
    _barrier(handle, context).close(cancel_pending_enqueues, context.session.changes)


@BarrierReadySize.kernel
def _(handle: Any, *, context: Any) -> Any:
    return np.int32(_barrier(handle, context).ready_size)


@BarrierIncompleteSize.kernel
def _(handle: Any, *, context: Any) -> Any:
    return np.int32(_barrier(handle, context).incomplete_size)


def _barrier(handle: Any, context: Any) -> BarrierState:
    barrier: BarrierState = resource_of(handle, KIND, context)
    return barrier


def _check_handle(handle: StaticShape) -> None:
    (size,) = with_rank(handle, 1)
    with_size(size, 2)


def _check_signature(have: str, expected: str, is_right: bool) -> None:
    """InvalidArgumentError if an operation means a barrier with components of other dtypes (ACC-29)."""
    if not is_right:
        raise InvalidArgumentError(None, None, f"Signature mismatch, have: {have} expected: {expected}")
