"""Parts of tensors, and the text by which `SaveV2` and `RestoreV2` name them (CKP-13).

"4 3 0,2:-"     of a tensor of shape [4, 3]: from row 0 on, 2 rows; all columns
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reference.errors import InternalError, InvalidArgumentError
from reference.tensor_shape import static_repr

Extent = tuple[int, int] | None  # start and length; None: all of the dimension
Shape = tuple[int, ...]


@dataclass(frozen=True)
class TensorSlice:
    """A box in a tensor: an extent in each dimension."""

    extents: tuple[Extent, ...]

    def __str__(self) -> str:
        return ":".join("-" if extent is None else f"{extent[0]},{extent[1]}" for extent in self.extents)

    def bounds(self, shape: Shape) -> list[tuple[int, int]]:
        """Where the slice begins and ends in each dimension of a tensor of ``shape``."""
        pairs = zip(self.extents, shape, strict=True)
        return [(0, size) if extent is None else (extent[0], sum(extent)) for extent, size in pairs]

    def shape_in(self, shape: Shape) -> Shape:
        """The shape of this slice of a tensor of ``shape``."""
        return tuple(end - begin for begin, end in self.bounds(shape))

    def overlap(self, other: TensorSlice, shape: Shape) -> list[tuple[int, int]] | None:
        """What both cover of a tensor of ``shape``, or None."""
        pairs = zip(self.bounds(shape), other.bounds(shape), strict=True)
        common = [(max(a[0], b[0]), min(a[1], b[1])) for a, b in pairs]
        return common if all(begin < end for begin, end in common) else None


def whole(rank: int) -> TensorSlice:
    """The slice that is all of a tensor."""
    return TensorSlice((None,) * rank)


def parse_shape_and_slice(text: str) -> tuple[Shape, TensorSlice]:
    """The shape of a tensor and a slice of it.

    Raises InvalidArgumentError for a text that cannot be read, InternalError for a slice that does not fit the shape.
    """
    *sizes, extents = text.split(" ")
    if not sizes:
        raise _invalid(f"Need least two elements in shape_and_slice specification: {text}")
    if not all(re.fullmatch(r"\d+", size) and int(size) < 2**63 for size in sizes):
        raise _invalid(f"Non numerical dimension in shape_and_slice: {text}")
    shape = tuple(map(int, sizes))
    part = _parse_slice(extents)
    check_fits(part, shape)
    return shape, part


def _parse_slice(text: str) -> TensorSlice:
    return TensorSlice(tuple(_parse_extent(word, text) for word in text.split(":") if word))


def _parse_extent(word: str, text: str) -> Extent:
    if word == "-":
        return None
    match = re.fullmatch(r"(-?\d+),(-?\d+)", word)
    if match is None:
        raise _invalid(f"Expected a pair of numbers or '-' but got '{word}': string = {text}")
    start, length = int(match[1]), int(match[2])
    if start < 0 or length <= 0:
        raise _invalid(
            f"Expected non-negative start and positive length but got start = {start}, length = {length}: "
            f"string = {text}"
        )
    return start, length


def check_fits(part: TensorSlice, shape: Shape) -> None:
    """Raises InternalError for a slice that is no part of a tensor of ``shape``."""
    if len(part.extents) != len(shape):
        raise InternalError(None, None, f"Mismatching ranks: shape = {static_repr(shape)}, slice = {part}")
    for axis, (extent, size) in enumerate(zip(part.extents, shape, strict=True)):
        if extent is not None and sum(extent) > size:
            raise InternalError(
                None, None, f"Extent in dimension {axis} out of bounds: shape = {static_repr(shape)}, slice = {part}"
            )


def _invalid(message: str) -> InvalidArgumentError:
    return InvalidArgumentError(None, None, message)
