"""What is known of a tensor's shape before it is run: `TensorShape`, `Dimension`, and their plain form.

The engine works on the plain form, a *static shape*: a tuple with an int or None for each dimension, or None
where even the rank is unknown. Users see `TensorShape`, as in version 1: its items are `Dimension` objects.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, cast, overload

StaticShape = tuple[int | None, ...] | None


class Dimension:
    """The size of one dimension: a number, or None where it is not known.

    >>> import reference as tf
    >>> tf.Dimension(3) * 2, tf.Dimension(3) + None, tf.Dimension(3) == tf.Dimension(None)
    (Dimension(6), Dimension(None), None)

    Source: SHP-1 to SHP-5.
    """

    __slots__ = ("_value",)
    _value: Any  # an int, or None where the size is not known

    def __init__(self, value: Any) -> None:
        if value is None:
            self._value = None
        elif isinstance(value, Dimension):
            self._value = value._value
        else:
            number = int(value)
            if not isinstance(value, str | bytes) and value != number:  # SHP-1
                raise ValueError(f"Ambiguous dimension: {value}")
            if number < 0:
                raise ValueError(f"Dimension {number} must be >= 0")
            self._value = number

    @property
    def value(self) -> int | None:
        """The size, or None where it is not known."""
        return cast("int | None", self._value)

    def __repr__(self) -> str:
        return f"Dimension({self._value})"

    def __str__(self) -> str:
        return "?" if self._value is None else str(self._value)

    def __int__(self) -> int:
        return cast(int, self._value)  # SHP-2: None makes Python raise TypeError

    def __index__(self) -> int:
        return cast(int, self._value)

    def __reduce__(self) -> tuple[type[Dimension], tuple[int | None]]:
        return Dimension, (self._value,)

    # Comparison: None, which is falsy, when one of the two sizes is not known (SHP-3).

    def __eq__(self, other: object) -> bool | None:  # type: ignore[override]
        converted = _converted(other)
        if converted is None:
            return NotImplemented
        return None if _unknown(self, converted) else self._value == converted._value

    def __ne__(self, other: object) -> bool | None:  # type: ignore[override]
        converted = _converted(other)
        if converted is None:
            return NotImplemented
        return None if _unknown(self, converted) else self._value != converted._value

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: Any) -> bool | None:
        other = as_dimension(other)
        return None if _unknown(self, other) else self._value < other._value

    def __le__(self, other: Any) -> bool | None:
        other = as_dimension(other)
        return None if _unknown(self, other) else self._value <= other._value

    def __gt__(self, other: Any) -> bool | None:
        other = as_dimension(other)
        return None if _unknown(self, other) else self._value > other._value

    def __ge__(self, other: Any) -> bool | None:
        other = as_dimension(other)
        return None if _unknown(self, other) else self._value >= other._value

    # Arithmetic: an unknown size makes the result unknown (SHP-4).

    def __add__(self, other: Any) -> Dimension:
        converted = _converted(other)
        if converted is None:
            return NotImplemented
        return Dimension(None if _unknown(self, converted) else self._value + converted._value)

    def __radd__(self, other: Any) -> Any:
        return self + other

    def __sub__(self, other: Any) -> Dimension:
        converted = _converted(other)
        if converted is None:
            return NotImplemented
        return Dimension(None if _unknown(self, converted) else self._value - converted._value)

    def __rsub__(self, other: Any) -> Any:
        return as_dimension(other) - self

    def __mul__(self, other: Any) -> Dimension:
        converted = _converted(other)
        if converted is None:
            return NotImplemented
        return Dimension(None if _unknown(self, converted) else self._value * converted._value)

    def __rmul__(self, other: Any) -> Any:
        return self * other

    def __floordiv__(self, other: Any) -> Dimension:
        converted = _converted(other)
        if converted is None:
            return NotImplemented
        return Dimension(None if _unknown(self, converted) else self._value // converted._value)

    def __rfloordiv__(self, other: Any) -> Any:
        return as_dimension(other) // self

    def __mod__(self, other: Any) -> Dimension:
        other = as_dimension(other)
        return Dimension(None if _unknown(self, other) else self._value % other._value)

    def __rmod__(self, other: Any) -> Any:
        return as_dimension(other) % self

    def __truediv__(self, other: Any) -> Dimension:
        raise TypeError(_NO_TRUE_DIVISION.format("Dimension", type(other).__name__))

    def __rtruediv__(self, other: Any) -> Dimension:
        raise TypeError(_NO_TRUE_DIVISION.format(type(other).__name__, "Dimension"))

    # Merging (SHP-5).

    def is_compatible_with(self, other: Any) -> bool:
        """Whether the two sizes may be the same one: they are equal, or one of them is not known."""
        converted = _converted(other)
        if converted is None:
            return cast(bool, NotImplemented)  # SHP-5
        return bool(_unknown(self, converted) or self._value == converted._value)

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raises ValueError where the two sizes cannot be the same one."""
        if self.is_compatible_with(other) is False:
            raise ValueError(f"Dimensions {self} and {other} are not compatible")

    def merge_with(self, other: Any) -> Dimension:
        """The size that the two together tell; ValueError where they contradict each other."""
        converted = _converted(other)
        if converted is None:
            return cast(Dimension, NotImplemented)  # SHP-5
        self.assert_is_compatible_with(converted)
        return Dimension(converted._value if self._value is None else self._value)


_NO_TRUE_DIVISION = "unsupported operand type(s) for /: '{}' and '{}', please use // instead"


def as_dimension(value: Any) -> Dimension:
    """`value` itself if it is a Dimension, else the Dimension of that size, with the errors of SHP-1."""
    return value if isinstance(value, Dimension) else Dimension(value)


def _converted(value: Any) -> Dimension | None:
    """As `as_dimension`, with None for what is no size: there the other operand has its turn."""
    try:
        return as_dimension(value)
    except (TypeError, ValueError):
        return None


def _unknown(a: Dimension, b: Any) -> Any:
    return a._value is None or b._value is None


class TensorShape:
    """What is known of a shape: nothing at all, its rank, or the size of some or of all dimensions.

    >>> import reference as tf
    >>> shape = tf.TensorShape([2, None])
    >>> shape, str(shape), shape.merge_with([None, 3]).as_list(), shape[0]
    (TensorShape([Dimension(2), Dimension(None)]), '(2, ?)', [2, 3], Dimension(2))

    `static` is the plain form, a tuple of int or None, or None. Source: SHP-6 to SHP-16.
    """

    __slots__ = ("_dims", "static")
    static: StaticShape
    _dims: list[Dimension] | None  # made from `static` when a user first looks at them

    def __init__(self, dims: Any) -> None:
        self._dims = None
        if dims is None:
            self.static = None
        elif isinstance(dims, TensorShape):
            self.static = dims.static
            self._dims = dims.dims
        elif type(dims) in (tuple, list) and all(map(_is_plain, dims)):
            self.static = tuple(dims)
        else:
            self._set(_listed(dims))

    def _set(self, dims: list[Dimension] | None) -> None:
        self._dims = dims
        self.static = None if dims is None else tuple([dim._value for dim in dims])

    @classmethod
    def from_static(cls, static: StaticShape) -> TensorShape:
        """The TensorShape of a static shape, unchecked and cheap."""
        made = cls.__new__(cls)
        made.static = static
        made._dims = None
        return made

    @property
    def dims(self) -> list[Dimension] | None:
        """The Dimensions, or None where the rank is not known."""
        if self.static is None:
            return None
        if self._dims is None:
            self._dims = [Dimension(size) for size in self.static]
        return list(self._dims)

    @property
    def rank(self) -> int | None:
        """The number of dimensions, or None where it is not known."""
        return None if self.static is None else len(self.static)

    @property
    def ndims(self) -> int | None:
        """The number of dimensions, or None where it is not known."""
        return None if self.static is None else len(self.static)

    def __repr__(self) -> str:
        return f"TensorShape({self.dims})"

    def __str__(self) -> str:
        if self.static is None:
            return "<unknown>"
        sizes = ["?" if size is None else str(size) for size in self.static]
        return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"

    def __reduce__(self) -> tuple[type[TensorShape], tuple[list[Dimension] | None]]:
        return TensorShape, (self.dims,)

    def __len__(self) -> int:
        if self.static is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")  # SHP-9
        return len(self.static)

    def __bool__(self) -> bool:
        return self.static is not None

    def __iter__(self) -> Iterator[Dimension]:
        dims = self.dims
        if dims is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")  # SHP-9
        return iter(dims)

    @overload
    def __getitem__(self, key: int) -> Dimension: ...
    @overload
    def __getitem__(self, key: slice) -> TensorShape: ...
    def __getitem__(self, key: Any) -> Dimension | TensorShape:
        dims = self.dims
        if dims is not None:
            found = dims[key]  # SHP-8
            return TensorShape(found) if isinstance(key, slice) else cast(Dimension, found)
        if not isinstance(key, slice):
            return Dimension(None)
        if key.step is not None:  # SHP-10
            raise ValueError("Steps are not yet handled")
        start = 0 if key.start is None else key.start
        if key.stop is None or start < 0 or key.stop < 0:
            return TensorShape(None)
        return unknown_shape(key.stop - start)

    # Equality (SHP-7).

    def __eq__(self, other: object) -> bool:
        try:
            shape = as_shape(other)
        except TypeError:
            return NotImplemented
        return self._same(shape)

    def __ne__(self, other: object) -> bool:
        try:
            shape = as_shape(other)
        except TypeError:
            return NotImplemented
        if self.static is None or shape.static is None:
            raise ValueError("The inequality of unknown TensorShapes is undefined.")
        return not self._same(shape)

    __hash__ = None  # type: ignore[assignment]

    def _same(self, other: TensorShape) -> bool:
        """Whether the shapes are equal: an unknown dimension equals only itself, as an object."""
        if self.static != other.static or self.static is None:
            return self.static is None and other.static is None
        return None not in self.static or self.dims == other.dims

    # Putting shapes together (SHP-11 to SHP-13).

    def concatenate(self, other: Any) -> TensorShape:
        """The dimensions of this shape, then those of `other`; of unknown rank if one of the two is."""
        mine, theirs = self.dims, as_shape(other).dims
        return TensorShape(None if mine is None or theirs is None else mine + theirs)

    def __add__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def __radd__(self, other: Any) -> TensorShape:
        return as_shape(other).concatenate(self)

    def merge_with(self, other: Any) -> TensorShape:
        """The shape that the two together tell; ValueError where they contradict each other."""
        other = as_shape(other)
        if self.static is None:
            return cast(TensorShape, other)
        if not compatible(self.static, other.static):
            raise ValueError(f"Shapes {self} and {other} are not compatible")
        return TensorShape.from_static(merged(self.static, other.static))

    def is_compatible_with(self, other: Any) -> bool:
        """Whether one shape could be both: ranks and sizes are equal as far as they are known."""
        return compatible(self.static, as_shape(other).static)

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raises ValueError where no shape could be both."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {other} are incompatible")

    def most_specific_compatible_shape(self, other: Any) -> TensorShape:
        """The shape that keeps what the two agree on and leaves the rest unknown."""
        other = as_shape(other)
        if self.static is None or other.static is None or len(self.static) != len(other.static):
            return TensorShape(None)
        agreed = tuple([a if a == b else None for a, b in zip(self.static, other.static, strict=True)])
        return TensorShape.from_static(agreed)

    # Rank (SHP-14).

    def assert_same_rank(self, other: Any) -> None:
        """Raises ValueError where both ranks are known and differ."""
        other = as_shape(other)
        if self.rank is not None and other.rank is not None and self.rank != other.rank:
            raise ValueError(f"Shapes {self} and {other} must have the same rank")

    def assert_has_rank(self, rank: int | None) -> None:
        """Raises ValueError where the rank is known and is not `rank`."""
        if self.rank not in (None, rank):
            raise ValueError(f"Shape {self} must have rank %d" % (rank,))

    def with_rank(self, rank: int | None) -> TensorShape:
        """This shape, known to have that rank; ValueError where it has another."""
        wanted = unknown_shape(rank)
        if not compatible(self.static, wanted.static):
            raise ValueError(f"Shape {self} must have rank %d" % (rank,))
        return self.merge_with(wanted)

    def with_rank_at_least(self, rank: int) -> TensorShape:
        """This shape; ValueError where its rank is known and smaller."""
        if self.rank is not None and self.rank < rank:
            raise ValueError(f"Shape {self} must have rank at least %d" % (rank,))
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        """This shape; ValueError where its rank is known and larger."""
        if self.rank is not None and self.rank > rank:
            raise ValueError(f"Shape {self} must have rank at most %d" % (rank,))
        return self

    # What is known (SHP-15, SHP-16).

    def is_fully_defined(self) -> bool:
        """Whether the rank and every size are known."""
        return self.static is not None and None not in self.static

    def assert_is_fully_defined(self) -> None:
        """Raises ValueError where the rank or a size is not known."""
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def num_elements(self) -> int | None:
        """The product of the sizes, or None where one of them is not known."""
        if self.static is None or None in self.static:
            return None
        return math.prod(cast(tuple[int, ...], self.static))

    def as_list(self) -> list[int | None]:
        """The sizes, None for each that is not known; ValueError where the rank is not."""
        if self.static is None:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self.static)

    def as_proto(self) -> Any:
        """The shape as a TensorShapeProto message, -1 for each size that is not known."""
        from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto

        if self.static is None:
            return TensorShapeProto(unknown_rank=True)
        sizes = [TensorShapeProto.Dim(size=-1 if size is None else size) for size in self.static]
        return TensorShapeProto(dim=sizes)


def _is_plain(size: Any) -> bool:
    return size is None or (type(size) is int and size >= 0)


def _listed(dims: Any) -> list[Dimension] | None:
    """The Dimensions that a message, an iterable or one size stands for (SHP-6)."""
    if isinstance(dims, str | bytes):
        raise TypeError(f"A string has ambiguous TensorShape, please wrap in a list or convert to an int: {dims!s}")
    if type(dims).__name__ == "TensorShapeProto":  # by name, so that no message class need be loaded
        if dims.unknown_rank:
            return None
        return [Dimension(None if dim.size == -1 else dim.size) for dim in dims.dim]
    try:
        sizes = iter(dims)
    except TypeError:
        return [as_dimension(dims)]
    return [as_dimension(size) for size in sizes]


def as_shape(shape: Any) -> TensorShape:
    """`shape` itself if it is a TensorShape, else the TensorShape that it stands for."""
    return shape if isinstance(shape, TensorShape) else TensorShape(shape)


def unknown_shape(rank: Any = None) -> TensorShape:
    """A shape of which the rank alone is known, or nothing."""
    return TensorShape(None if rank is None else [Dimension(None)] * rank)


def compatible(a: StaticShape, b: StaticShape) -> bool:
    """Whether two static shapes could be the shape of one tensor (SHP-12)."""
    if a is None or b is None:
        return True
    if len(a) != len(b):
        return False
    return all(m is None or n is None or m == n for m, n in zip(a, b, strict=True))


def merged(a: StaticShape, b: StaticShape) -> StaticShape:
    """What two compatible static shapes together tell (SHP-13)."""
    if a is None or b is None:
        return b if a is None else a
    return tuple([n if m is None else m for m, n in zip(a, b, strict=True)])


def as_static(shape: Any) -> StaticShape:
    """The static shape that a user's value stands for: TensorShape, iterable, size, message, None (SHP-6)."""
    if shape is None:
        return None
    if isinstance(shape, TensorShape):
        return shape.static
    if type(shape) in (tuple, list) and all(map(_is_plain, shape)):
        return tuple(shape)
    return TensorShape(shape).static


def static_repr(shape: StaticShape) -> str:
    """A static shape as the runtime's messages write it: `[2,?]`, `[]`, `<unknown>` (SHP-17)."""
    if shape is None:
        return "<unknown>"
    return "[" + ",".join(["?" if size is None else str(size) for size in shape]) + "]"
