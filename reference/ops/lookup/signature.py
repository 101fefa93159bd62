"""What a table is to those who use it, and the checks on what they bring (TAB-3, TAB-5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from reference.dtypes import DType
from reference.errors import InvalidArgumentError
from reference.ops.state.variable import word_of
from reference.runtime.context import Context
from reference.runtime.handles import resource_of
from reference.runtime.resources import Ref
from reference.tensor_shape import static_repr

KIND = "N10tensorflow6lookup15LookupInterfaceE"  # how TensorFlow's messages name this kind of resource
Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]


class Table(Protocol):
    """A resource that maps keys to values."""

    name: str
    key_dtype: DType
    value_dtype: DType
    key_shape: Shape  # of one key
    value_shape: Shape  # of one value

    def find(self, keys: Array, default: Array) -> Array:
        """The value of each key, ``default`` for a key that has none."""

    def insert(self, keys: Array, values: Array) -> None:
        """Sets the value of each key."""

    def remove(self, keys: Array) -> None:
        """Forgets each key."""

    def replace(self, keys: Array, values: Array) -> None:
        """Forgets all keys, then sets these."""

    def export(self) -> tuple[Array, Array]:
        """All keys and their values."""

    def size(self) -> int:
        """How many keys have a value."""


def table_of(
    handle: Any, context: Context, keys: DType | None = None, values: DType | None = None, gives_values: bool = False
) -> Any:
    """The table that a handle means; InvalidArgumentError if its dtypes are not those of an operation's inputs."""
    table: Table = resource_of(handle, KIND, context)
    if keys is None:
        return table
    of_handle = "string_ref" if isinstance(handle, Ref) else "resource"
    wanted = [(keys, table.key_dtype)] + ([] if values is None else [(values, table.value_dtype)])
    if any(dtype is not held for dtype, held in wanted):
        have, expected = (
            ", ".join([of_handle, *(word_of(pair[side]) for pair in wanted)])
            + "->"
            + (word_of(wanted[1][side]) if gives_values else "")
            for side in (0, 1)
        )
        raise InvalidArgumentError(None, None, f"Signature mismatch, have: {have} expected: {expected}")
    return table


def container_of(handle: Any) -> str:
    """The container of the table that a handle means."""
    if isinstance(handle, Ref):
        container, _ = handle.read()  # type: ignore[misc]
        return str(container.decode())
    return str(handle[()].container)


def count_keys(table: Table, keys: Array) -> Shape:
    """The shape of ``keys`` as one key each; InvalidArgumentError unless it ends in the shape of a key."""
    rank = len(keys.shape) - len(table.key_shape)
    if rank < 0 or keys.shape[rank:] != table.key_shape:
        raise InvalidArgumentError(
            None, None, f"Input key shape {static_repr(keys.shape)} must end with "
            f"the table's key shape {static_repr(table.key_shape)}"
        )  # fmt: skip
    return tuple(keys.shape[:rank])


def check_values(expected: Sequence[int], values: Array, what: str = "value") -> None:
    """InvalidArgumentError unless the values have this shape."""
    if values.shape != tuple(expected):
        raise InvalidArgumentError(
            None, None, f"Expected shape {static_repr(tuple(expected))} for {what}, got {static_repr(values.shape)}"
        )
