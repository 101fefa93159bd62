"""StridedSlice and its gradient: what Python's ``x[1:, ..., None, 2]`` means for tensors.

A slice is a list of specs, each with a begin, an end and a stride.  Masks, with one bit a spec, say
which specs are an ellipsis, a new axis or a single index (which shrinks its axis), and which begins
and ends are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reference.errors import InvalidArgumentError
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import merge, with_rank
from reference.ops.array.faults import invalid
from reference.ops.array.filling import ones_like
from reference.public import public
from reference.tensor_shape import static_repr

_MASK_NAMES = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")
_MASKS = ", ".join(f"{name}: int = 0" for name in _MASK_NAMES)
StridedSlice = op(
    "StridedSlice",
    "input: T, begin: Index, end: Index, strides: Index",
    "output: T",
    f"T: type, Index: {{int32, int64}}, {_MASKS}",
)
StridedSliceGrad = op(
    "StridedSliceGrad",
    "shape: Index, begin: Index, end: Index, strides: Index, dy: T",
    "output: T",
    f"T: type, Index: {{int32, int64}}, {_MASKS}",
)


_MASK = 0xFFFFFFFF  # a mask has 32 bits


@dataclass(frozen=True)
class Masks:
    """Which specs are special: bit i is about spec i."""

    begin: int
    end: int
    ellipsis: int
    new_axis: int
    shrink_axis: int


@dataclass(frozen=True)
class Place:
    """A dimension of the result: a new axis, an axis of the input whole, or the part that spec ``spec`` takes of it."""

    axis: int | None = None
    spec: int | None = None


def places_of(rank: int, count: int, masks: Masks) -> list[Place]:
    """What ``count`` specs mean for a tensor of this rank; ValueError for too many specs or ellipses."""
    if (masks.ellipsis & _MASK).bit_count() > 1:  # also where there are fewer specs
        raise ValueError("Multiple ellipses in slice spec not allowed")
    places: list[Place] = []
    axis = 0
    for spec in range(count):
        if masks.ellipsis >> spec & 1:
            later = sum(not masks.new_axis >> index & 1 for index in range(spec + 1, count))
            places += [Place(whole) for whole in range(axis, rank - later)]
            axis = max(axis, rank - later)
        elif masks.new_axis >> spec & 1:
            places.append(Place())
        elif axis == rank:
            raise ValueError(f"Index out of range using input dim {axis}; input has only {rank} dims")
        else:
            places.append(Place(axis, spec))
            axis += 1
    return places + [Place(whole) for whole in range(axis, rank)]


def sliced_shape(shape: tuple[int | None, ...], begin: Any, end: Any, strides: Any, masks: Masks) -> StaticShape:
    """The static shape of a slice whose begins and ends may be unknown (None); ValueError for a bad spec."""
    sizes: list[int | None] = []
    for place in places_of(len(shape), len(strides), masks):
        size = 1 if place.axis is None else shape[place.axis]
        if place.axis is not None and place.spec is not None:
            first, last = (None if bounds is None else bounds[place.spec] for bounds in (begin, end))
            part = _part(place.axis, place.spec, size, first, last, strides[place.spec], masks)
            if isinstance(part, int):
                continue
            size = None if part is None or size is None else len(range(*part.indices(size)))
        sizes.append(size)
    return tuple(sizes)


def index_of(shape: tuple[int, ...], begin: Any, end: Any, strides: Any, masks: Masks) -> tuple[Any, ...]:
    """The slice as NumPy takes it; ValueError for a bad spec."""
    index: list[Any] = []
    for place in places_of(len(shape), len(strides), masks):
        if place.axis is None:
            index.append(None)
        elif place.spec is None:
            index.append(slice(None))
        else:
            bounds = begin[place.spec], end[place.spec], strides[place.spec]
            index.append(_part(place.axis, place.spec, shape[place.axis], *bounds, masks))
    return (*index, ...)  # so that even a single element is an array


def _part(
    axis: int, spec: int, size: int | None, begin: int | None, end: int | None, stride: int, masks: Masks
) -> int | slice | None:
    """What a spec takes of an axis: one index, a slice, or None where that is not known."""
    if stride == 0:
        raise ValueError(f"strides[{axis}] must be non-zero")
    if masks.shrink_axis >> spec & 1:
        return _single(axis, size, begin, stride)
    without_begin, without_end = masks.begin >> spec & 1, masks.end >> spec & 1
    if without_begin and without_end:
        return slice(None, None, stride)
    if begin is None or end is None:
        return None
    return slice(None if without_begin else begin, None if without_end else end, stride)


def _single(axis: int, size: int | None, index: int | None, stride: int) -> int:
    if size is None:
        return 0
    if stride < 0:
        raise ValueError("only stride 1 allowed on non-range indexing.")
    if index is None:
        return 0
    place = index + size if index < 0 else index
    if not 0 <= place < size:
        raise ValueError(f"slice index {place} of dimension {axis} out of bounds.")
    return place


@StridedSlice.shape
def _(
    input: StaticShape,
    begin: StaticShape,
    end: StaticShape,
    strides: StaticShape,
    *,
    strides_value: Any,
    begin_value: Any,
    end_value: Any,
    begin_mask: int,
    end_mask: int,
    ellipsis_mask: int,
    new_axis_mask: int,
    shrink_axis_mask: int,
) -> StaticShape:
    ranked = [with_rank(bounds, 1) for bounds in (begin, end, strides)]
    merge(merge(ranked[0], ranked[1]), ranked[2])
    if input is None or strides_value is None:
        return None
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return sliced_shape(input, _listed(begin_value), _listed(end_value), _listed(strides_value), masks)


def _listed(value: Any) -> list[int] | None:
    return None if value is None else value.tolist()


def checked_index(shape: tuple[int, ...], bounds: list[Any], masks: Masks) -> tuple[Any, ...]:
    """The slice that begins, ends and strides say, as NumPy takes it; InvalidArgumentError for what says none."""
    if any(bound.ndim != 1 or bound.size != bounds[0].size for bound in bounds):
        shapes = [static_repr(bound.shape) for bound in bounds]
        raise invalid(
            "Expected begin, end, and strides to be 1D equal size tensors, "
            f"but got shapes {shapes[0]}, {shapes[1]}, and {shapes[2]} instead."
        )
    try:
        begin, end, strides = (bound.tolist() for bound in bounds)
        return index_of(shape, begin, end, strides, masks)
    except ValueError as problem:
        raise invalid(str(problem)) from None


@StridedSlice.kernel
def _(
    input: Any,
    begin: Any,
    end: Any,
    strides: Any,
    *,
    begin_mask: int,
    end_mask: int,
    ellipsis_mask: int,
    new_axis_mask: int,
    shrink_axis_mask: int,
) -> Any:
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return input[checked_index(input.shape, [begin, end, strides], masks)]


@StridedSliceGrad.shape
def _(shape: StaticShape, *_: StaticShape, shape_as_shape: StaticShape) -> StaticShape:
    with_rank(shape, 1)
    return shape_as_shape


@StridedSliceGrad.kernel
def _(
    shape: Any,
    begin: Any,
    end: Any,
    strides: Any,
    dy: Any,
    *,
    begin_mask: int,
    end_mask: int,
    ellipsis_mask: int,
    new_axis_mask: int,
    shrink_axis_mask: int,
) -> Any:
    """Zeros of the shape that was sliced, with ``dy`` where the slice was taken from."""
    masks = Masks(begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    result = np.full(shape.tolist(), b"" if dy.dtype == object else 0, dy.dtype)
    index = checked_index(result.shape, [begin, end, strides], masks)
    taken = result[index].shape
    if dy.shape != taken:
        raise invalid(f"shape of dy was {static_repr(dy.shape)} instead of {static_repr(taken)}")
    result[index] = dy
    return result


StridedSlice.example([1, 2, 3, 4], [3], [0], [-2], gives=[4, 2])
StridedSlice.example([[1, 2], [3, 4]], [0, 1], [0, 2], [1, 1], gives=[2, 4], ellipsis_mask=1, shrink_axis_mask=2)
StridedSlice.rejects(
    [1, 2],
    [2],
    [3],
    [1],
    error=InvalidArgumentError,
    message="slice index 2 of dimension 0 out of bounds.",
    shrink_axis_mask=1,
)
StridedSlice.rejects(
    [1, 2],
    [0, 0],
    [1, 1],
    [1, 1],
    error=ValueError,
    message="Index out of range using input dim 1",
    building=True,
)
StridedSliceGrad.example([4], [3], [0], [-2], [8, 9], gives=[0, 9, 0, 8])
StridedSliceGrad.rejects(
    [4], [0], [2], [1], [8], error=InvalidArgumentError, message="shape of dy was [1] instead of [2]"
)


def _drawn(draw: Any) -> tuple[Any, dict[str, int], dict[str, Any]]:
    """An input, masks, and bounds as vectors of one length."""
    input = draw.tensor(draw.dtype(), draw.shape(1, 3))
    masks = dict.fromkeys(_MASK_NAMES, 0)
    bounds: list[tuple[int, int, int]] = []

    def add(begin: int, end: int, stride: int, *names: str) -> None:
        for name in names:
            masks[name] |= 1 << len(bounds)
        bounds.append((begin, end, stride))

    for size in input.shape[: draw.choice([len(input.shape), *range(len(input.shape))])]:
        if draw.integer(0, 5) == 5:
            add(0, 0, 1, "new_axis_mask")
        if size and draw.integer(0, 3) == 3:
            index = draw.integer(-size, size - 1)
            add(index, index + 1, 1, "shrink_axis_mask")
        else:
            names = [name for name in ("begin_mask", "end_mask") if draw.integer(0, 2) == 2]
            stride = draw.choice([-2, -1, 1, 2])
            begin, end = draw.integer(-size - 1, size + 1), draw.integer(-size - 1, size + 1)
            if (begin > end) == (stride > 0) and draw.integer(0, 3):  # else most slices would be empty
                begin, end = end, begin
            add(begin, end, stride, *names)
    if draw.integer(0, 3) == 3:
        add(0, 0, 1, "ellipsis_mask")
    columns = np.array(bounds, np.int32).reshape(-1, 3).T
    vectors = {
        name: draw.constant(column.copy()) for name, column in zip(("begin", "end", "strides"), columns, strict=True)
    }
    return input, masks, vectors


@StridedSlice.arguments
def _(draw: Any) -> dict[str, Any]:
    input, masks, bounds = _drawn(draw)
    return {"input": input, **bounds, **masks}


@StridedSliceGrad.arguments
def _(draw: Any) -> dict[str, Any]:
    size, stride = draw.integer(1, 4), draw.integer(1, 2)
    begin = draw.integer(0, size)
    taken = len(range(begin, size, stride))
    vectors = {"shape": [size], "begin": [begin], "end": [size], "strides": [stride]}
    constants = {name: draw.constant(np.array(vector, np.int32)) for name, vector in vectors.items()}
    return {**constants, "dy": draw.tensor(draw.dtype("float32", "int32", "float64"), (taken,))}


@public("strided_slice")
def strided_slice(
    input_: Any,
    begin: Any,
    end: Any,
    strides: Any = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Tensor:
    """The part of ``input_`` that begins, ends and strides (one, if left out) describe."""
    if strides is None:
        strides = ones_like(begin)
    return build(  # type: ignore[no-any-return]
        "StridedSlice",
        name,
        input=input_,
        begin=begin,
        end=end,
        strides=strides,
        begin_mask=begin_mask,
        end_mask=end_mask,
        ellipsis_mask=ellipsis_mask,
        new_axis_mask=new_axis_mask,
        shrink_axis_mask=shrink_axis_mask,
    )
