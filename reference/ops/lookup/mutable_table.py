"""A table that takes and gives up keys at any time (TAB-11)."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.ops.lookup.signature import Array


class MutableTable:
    """Keys that are scalars, values that are scalars or vectors of one size."""

    key_shape: tuple[int, ...] = ()

    def __init__(self, name: str, key_dtype: DType, value_dtype: DType, value_shape: tuple[int, ...] = ()) -> None:
        self.name, self.key_dtype, self.value_dtype = name, key_dtype, value_dtype
        self.value_shape = value_shape
        self._held: dict[Any, Any] = {}
        self._lock = threading.Lock()

    def find(self, keys: Array, default: Array) -> Array:
        """The value of each key, ``default`` for a key that has none."""
        found = np.empty((keys.size, *self.value_shape), default.dtype)
        otherwise = default[()]
        with self._lock:
            for index, key in enumerate(keys.ravel().tolist()):
                found[index] = self._held.get(key, otherwise)
        return found.reshape(keys.shape + self.value_shape)

    def insert(self, keys: Array, values: Array) -> None:
        """Sets the value of each key; the last one of a key that comes twice."""
        with self._lock:
            self._insert(keys, values)

    def _insert(self, keys: Array, values: Array) -> None:
        rows = values.reshape((keys.size, *self.value_shape))
        self._held.update(zip(keys.ravel().tolist(), rows, strict=True))

    def remove(self, keys: Array) -> None:
        """Forgets each key that there is."""
        with self._lock:
            for key in keys.ravel().tolist():
                self._held.pop(key, None)

    def replace(self, keys: Array, values: Array) -> None:
        """Forgets all keys, then sets these."""
        with self._lock:
            self._held.clear()
            self._insert(keys, values)

    def export(self) -> tuple[Array, Array]:
        """All keys and their values."""
        with self._lock:
            values = np.empty((len(self._held), *self.value_shape), self.value_dtype.as_numpy_dtype)
            for index, value in enumerate(self._held.values()):
                values[index] = value
            return np.array(list(self._held), self.key_dtype.as_numpy_dtype), values

    def size(self) -> int:
        """How many keys there are."""
        return len(self._held)
