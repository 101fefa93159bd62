"""Arithmetic of static shapes, in which dimensions and even the rank may be unknown.

A static shape is a tuple of sizes with None for an unknown one, or None if the rank is unknown.  A
rule that is broken is a ValueError with TensorFlow's words; the name of the op and the shapes of its
inputs are added where the rule was asked for (`reference.opdef.inference`).
"""

from collections.abc import Iterable, Sequence

from reference.opdef.record import StaticShape
from reference.tensor_shape import static_repr

Dimension = int | None


def with_rank(shape: StaticShape, rank: int) -> tuple[Dimension, ...]:
    """``shape``, which must have this rank."""
    if shape is None:
        return (None,) * rank
    if len(shape) != rank:
        raise ValueError(f"Shape must be rank {rank} but is rank {len(shape)}")
    return shape


def with_rank_at_least(shape: StaticShape, rank: int) -> StaticShape:
    """``shape``, which must have at least this rank."""
    if shape is not None and len(shape) < rank:
        raise ValueError(f"Shape must be at least rank {rank} but is rank {len(shape)}")
    return shape


def with_rank_at_most(shape: StaticShape, rank: int) -> StaticShape:
    """``shape``, which must have at most this rank."""
    if shape is not None and len(shape) > rank:
        raise ValueError(f"Shape must be at most rank {rank} but is rank {len(shape)}")
    return shape


def merge_dimension(one: Dimension, other: Dimension) -> Dimension:
    """The size that both agree on."""
    if one is None:
        return other
    if other is None or one == other:
        return one
    raise ValueError(f"Dimensions must be equal, but are {one} and {other}")


def with_size(dimension: Dimension, size: int) -> int:
    """``size``, which the dimension must be."""
    if dimension is not None and dimension != size:
        raise ValueError(f"Dimension must be {size} but is {dimension}")
    return size


def check_strings(handle: StaticShape) -> None:
    """ValueError unless the shape may be that of the two strings of an older handle, ``[container, name]``."""
    sizes = with_rank(handle, 1)
    with_size(sizes[0], 2)


def merge(one: StaticShape, other: StaticShape) -> StaticShape:
    """The shape that both agree on, with all that either knows."""
    if one is None:
        return other
    if other is None:
        return one
    if len(one) != len(other):
        raise ValueError(f"Shapes must be equal rank, but are {len(one)} and {len(other)}")
    for axis, (a, b) in enumerate(zip(one, other, strict=True)):
        if a is not None and b is not None and a != b:
            raise ValueError(
                f"Dimension {axis} in both shapes must be equal, but are {a} and {b}. "
                f"Shapes are {static_repr(one)} and {static_repr(other)}."
            )
    return tuple(b if a is None else a for a, b in zip(one, other, strict=True))


def broadcast(one: StaticShape, other: StaticShape) -> StaticShape:
    """The shape of an elementwise result, with NumPy's broadcasting (OPS-22)."""
    if one == other and one is not None and None not in one:
        return one
    if one is None or other is None:
        return None
    rank = max(len(one), len(other))
    left: Sequence[Dimension] = (1,) * (rank - len(one)) + tuple(one)
    right: Sequence[Dimension] = (1,) * (rank - len(other)) + tuple(other)
    return tuple(map(_broadcast_dimension, left, right))


def _broadcast_dimension(one: Dimension, other: Dimension) -> Dimension:
    if one == 1:
        return other
    if other == 1:
        return one
    if one is None or other is None:
        known = one if other is None else other
        return known if known is not None and known > 1 else None
    return merge_dimension(one, other)


def is_full(shape: StaticShape) -> bool:
    """Whether every size is known."""
    return shape is not None and None not in shape


def count_elements(shape: StaticShape) -> Dimension:
    """The number of elements, or None where that is not known."""
    return None if shape is None else multiply(shape)


def multiply(sizes: Iterable[Dimension]) -> Dimension:
    """The product of sizes; a zero makes it zero whatever the unknown ones are."""
    product: Dimension = 1
    for size in sizes:
        if size == 0:
            return 0
        product = None if product is None or size is None else product * size
    return product


def concatenate(one: StaticShape, other: StaticShape) -> StaticShape:
    """The dimensions of one, then of the other."""
    return None if one is None or other is None else one + other


def check_axis(axis: int, rank: int) -> int:
    """A possibly negative axis as one in [0, rank); ValueError as TensorFlow's shape rules word it."""
    if not -rank <= axis < rank:
        raise ValueError(f"Dimension {axis} must be in the range [{-rank}, {rank})")  # as most ops word it
    return axis % rank
