"""What is known of a tensor's value while the graph is built: shape rules depend on it.

A tensor has a constant value if its operation is pure and all inputs of that have one: then the
kernel itself says what the value is.  The shape, rank and size of a tensor are constant where its
static shape says enough.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from reference.opdef.record import StaticShape, bind_kernel

if TYPE_CHECKING:
    from reference.graph.operation import Operation
    from reference.graph.tensor import Tensor

_UNKNOWN: Any = object()  # in Tensor._constant: examined, and not known; None there means not examined yet
_LARGEST = 100_000  # elements: nothing larger is evaluated while building
_CONTROL_FLOW = {"Switch", "Merge", "Enter", "Exit", "NextIteration", "LoopCond"}  # their value depends on the turn
_NEVER = {"Placeholder", "PlaceholderWithDefault"} | _CONTROL_FLOW  # a step may feed placeholders anything


def constant_value(tensor: Tensor) -> np.ndarray[Any, Any] | None:
    """The value that ``tensor`` has in every step that does not feed it, or None if that is not known (GRA-29)."""
    pending = [tensor]
    while pending:  # a loop, not a recursion: graphs are deeper than Python's stack
        current = pending[-1]
        if current._constant is not None:
            pending.pop()
            continue
        missing = [source for source in _sources(current) if source._constant is None]
        if missing:
            pending.append(missing[0])
        else:
            _evaluate(current)
    return None if tensor._constant is _UNKNOWN else tensor._constant


def _sources(tensor: Tensor) -> list[Tensor]:
    """The inputs whose values decide the value of ``tensor``, cut short at the first that has none."""
    operation = tensor._op
    if not _is_pure(operation) or operation.type in _FROM_STATIC_SHAPE:
        return []
    if any(source._constant is _UNKNOWN for source in operation._inputs):
        return []
    return operation._inputs


def _is_pure(operation: Operation) -> bool:
    record = operation._record
    return not (
        record.stateful
        or record.kernel_function is None
        or "context" in record.kernel_keywords
        or operation.type in _NEVER
        or any(tensor._dtype.is_ref_dtype for tensor in operation._outputs)
    )


def _evaluate(tensor: Tensor) -> None:
    operation = tensor._op
    for output in operation._outputs:
        output._constant = _UNKNOWN
    if operation.type in _FROM_STATIC_SHAPE:
        known = _FROM_STATIC_SHAPE[operation.type](operation._inputs[0]._static)
        if known is not None:
            tensor._constant = np.asarray(known, tensor._dtype.as_numpy_dtype)
        return
    sources = operation._inputs
    if not _is_pure(operation) or any(source._constant is _UNKNOWN for source in sources):
        return
    if any(_is_large(output._static) for output in operation._outputs):
        return
    try:
        with np.errstate(all="ignore"):
            values = bind_kernel(operation._record, operation._attrs)([source._constant for source in sources])
    except Exception:  # whatever is wrong shows itself, with its proper error, when the operation runs
        return
    for output, value in zip(operation._outputs, values, strict=True):
        output._constant = np.asarray(value, output._dtype.as_numpy_dtype)


def _is_large(shape: StaticShape) -> bool:
    size = 1
    for dimension in shape or ():
        size *= dimension if dimension is not None else 1
    return size > _LARGEST


def _known_shape(shape: StaticShape) -> Any:
    return None if shape is None or None in shape else shape


def _known_rank(shape: StaticShape) -> Any:
    return None if shape is None else len(shape)


def _known_size(shape: StaticShape) -> Any:
    return None if shape is None or None in shape else int(np.prod(shape, dtype=np.int64))  # type: ignore[arg-type]


_FROM_STATIC_SHAPE: dict[str, Callable[[StaticShape], Any]] = {
    "Shape": _known_shape,
    "Rank": _known_rank,
    "Size": _known_size,
}


def constant_as_shape(tensor: Tensor) -> StaticShape:
    """The static shape that the value of a shape vector describes, as far as it is known (GRA-30).

    It looks through the ops with which programs put shapes together, and no others, so that one unknown
    dimension does not hide the others.
    """
    value = constant_value(tensor)
    if value is not None:
        return _as_sizes(value)
    read = _PARTIAL.get(tensor._op.type)
    known = read(tensor._op) if read else None
    if known is not None:
        return known
    if tensor._static is not None and len(tensor._static) == 1 and tensor._static[0] is not None:
        return (None,) * tensor._static[0]
    return None


def _as_sizes(value: np.ndarray[Any, Any]) -> StaticShape:
    sizes = np.ravel(value).tolist()
    for size in sizes:
        if size < -1:
            raise ValueError(f"Invalid value in tensor used for shape: {size}")
    return tuple(None if size == -1 else size for size in sizes)


def _of_shape(operation: Operation) -> StaticShape:
    return operation._inputs[0]._static


def _of_pack(operation: Operation) -> StaticShape:
    values = [constant_value(tensor) for tensor in operation._inputs]
    if any(tensor._static != () for tensor in operation._inputs):
        return None
    return tuple(None if value is None or value < 0 else int(value) for value in values)


def _of_concat(operation: Operation) -> StaticShape:
    parts = [constant_as_shape(tensor) for tensor in operation._inputs[:-1]]
    return None if None in parts else tuple(size for part in parts for size in part or ())


def _of_strided_slice(operation: Operation) -> StaticShape:
    source, *bounds = operation._inputs
    whole = constant_as_shape(source)
    begin, end, strides = (constant_value(bound) for bound in bounds)
    attrs = operation._attrs
    if whole is None or begin is None or end is None or strides is None or begin.size != 1:
        return None
    if attrs["ellipsis_mask"] or attrs["new_axis_mask"] or attrs["shrink_axis_mask"]:
        return None
    first = None if attrs["begin_mask"] & 1 else int(begin[0])
    last = None if attrs["end_mask"] & 1 else int(end[0])
    return whole[first : last : int(strides[0])]


_PARTIAL: dict[str, Callable[[Operation], StaticShape]] = {
    "Shape": _of_shape,
    "Pack": _of_pack,
    "ConcatV2": _of_concat,
    "StridedSlice": _of_strided_slice,
}
