"""A table that gets its keys and values once, before the first look (TAB-6)."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import AbortedError, FailedPreconditionError, InvalidArgumentError, OpError, UnimplementedError
from reference.ops.lookup.element_words import element_words
from reference.ops.lookup.signature import Array

_NO_UPDATE = "not supported by InitializableLookupTable implementations"


class StaticTable:
    """Keys and values, both scalars."""

    key_shape: tuple[int, ...] = ()
    value_shape: tuple[int, ...] = ()

    def __init__(self, name: str, key_dtype: DType, value_dtype: DType) -> None:
        self.name, self.key_dtype, self.value_dtype = name, key_dtype, value_dtype
        self.is_initialized = False
        self._held: dict[Any, Any] = {}
        self._lock = threading.Lock()

    def initialize(self, pairs: Iterable[tuple[Any, Any]], count: int | None) -> None:
        """Fills the table; a table that is full already is left as it is (TAB-6).

        ``count``: how many pairs there are, None where that is not known.  Raises FailedPreconditionError where an
        initialised table has another number of keys, or where a key comes twice with different values (TAB-7).
        """
        with self._lock:
            if self.is_initialized:
                if count is not None and count != len(self._held):
                    raise _failed("Table was already initialized with different data.")
                return
            for key, value in pairs:
                held = self._held.setdefault(key, value)
                if held != value:  # so does a NaN from itself
                    raise self._different(key, held, value)
            self.is_initialized = True

    def _different(self, key: Any, held: Any, value: Any) -> OpError:
        key_words = element_words(key, self.key_dtype)
        held_words, value_words = (element_words(item, self.value_dtype) for item in (held, value))
        return _failed(
            "HashTable has different value for same key. "
            f"Key {key_words} has {held_words} and trying to add value {value_words}"
        )

    def find(self, keys: Array, default: Array) -> Array:
        """The value of each key, ``default`` for a key that has none."""
        if not self.is_initialized:
            raise _failed("Table not initialized.")
        found = np.empty(keys.shape, default.dtype)
        otherwise = default[()]
        found.ravel()[:] = [self._held.get(key, otherwise) for key in keys.ravel().tolist()]
        return found

    def insert(self, keys: Array, values: Array) -> None:
        """A static table takes no keys but its first (TAB-10)."""
        raise UnimplementedError(None, None, f"Insert {_NO_UPDATE}")

    def remove(self, keys: Array) -> None:
        """A static table keeps its keys (TAB-10)."""
        raise UnimplementedError(None, None, f"Remove {_NO_UPDATE}")

    def replace(self, keys: Array, values: Array) -> None:
        """Initialises the table."""
        if not keys.size:
            raise InvalidArgumentError(None, None, "keys and values cannot be empty tensors.")
        self.initialize(zip(keys.ravel().tolist(), values.ravel().tolist(), strict=True), keys.size)

    def export(self) -> tuple[Array, Array]:
        """All keys and their values."""
        if not self.is_initialized:
            raise AbortedError(None, None, "HashTable is not initialized.")
        keys, values = list(self._held), list(self._held.values())
        return np.array(keys, self.key_dtype.as_numpy_dtype), np.array(values, self.value_dtype.as_numpy_dtype)

    def size(self) -> int:
        """How many keys there are: none before the table is initialised."""
        return len(self._held) if self.is_initialized else 0


def _failed(message: str) -> FailedPreconditionError:
    return FailedPreconditionError(None, None, message)
