"""A table with open addressing: one key marks the free buckets, one those of deleted keys (TAB-13)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import InternalError, InvalidArgumentError
from reference.ops.lookup.signature import Array
from reference.ops.strings.string_hashes import murmur
from reference.tensor_shape import static_repr

_MASK = 2**64 - 1
_SPREAD = 0x9E3779B97F4A7800  # of the golden ratio, as in Boost's hash_combine; held against TensorFlow's buckets
Key = tuple[Any, ...]


class DenseTable:
    """Keys and values that are scalars or vectors; buckets are probed at distances 1, 3, 6, 10, ..."""

    def __init__(
        self,
        name: str,
        dtypes: tuple[DType, DType],
        value_shape: tuple[int, ...],
        marks: tuple[Array, Array],
        bucket_count: int,
        max_load_factor: float,
    ) -> None:
        """``dtypes``: of keys and values; ``marks``: the key of free buckets and the key of deleted ones."""
        empty, deleted = marks
        self.name = name
        self.key_dtype, self.value_dtype = dtypes
        self.key_shape, self.value_shape = tuple(empty.shape), value_shape
        self._empty, self._deleted = _as_keys(empty, 1)[0], _as_keys(deleted, 1)[0]
        self._max_load_factor = max_load_factor
        self._lock = threading.Lock()
        self._clear(bucket_count)

    def _clear(self, bucket_count: int) -> None:
        nothing = np.zeros((1, *(self.value_shape or (1,))), self.value_dtype.as_numpy_dtype)
        if nothing.dtype == object:
            nothing.fill(b"")
        self._keys: list[Key] = [self._empty] * bucket_count
        self._values: list[Any] = [nothing[0]] * bucket_count
        self._count = 0

    # ---- what the ops ask for

    def find(self, keys: Array, default: Array) -> Array:
        """The value of each key, ``default`` for a key that has none."""
        shape = keys.shape[: keys.ndim - len(self.key_shape)] + self.value_shape
        found = np.empty((self._count_of(keys), *(self.value_shape or (1,))), default.dtype)
        with self._lock:
            for index, key in enumerate(self._checked(keys)):
                bucket = self._bucket_of(key, "lookup")
                found[index] = default if bucket is None else self._values[bucket]
        return found.reshape(shape)

    def insert(self, keys: Array, values: Array) -> None:
        """Sets the value of each key; the buckets are doubled first until all keys, new or not, fit."""
        count = self._count_of(keys)
        rows = values.reshape((count, *(self.value_shape or (1,))))
        with self._lock:
            self._make_room(count)
            for key, value in zip(self._checked(keys), rows, strict=True):
                self._insert(key, value)

    def remove(self, keys: Array) -> None:
        """Marks the bucket of each key as deleted."""
        if not keys.ndim and not self.key_shape:  # TensorFlow looks for a size that a scalar has not
            raise InvalidArgumentError(None, None, "Expected key shape [2] got []")
        self._count_of(keys)
        with self._lock:
            for key in self._checked(keys):
                bucket = self._bucket_of(key, "remove")
                if bucket is not None:
                    self._keys[bucket] = self._deleted
                    self._count -= 1

    def replace(self, keys: Array, values: Array) -> None:
        """Takes two matrices as the buckets, as `export` gave them (TAB-14)."""
        with self._lock:
            self._keys = _as_keys(keys, len(keys))
            self._values = list(values)
            self._count = sum(key not in (self._empty, self._deleted) for key in self._keys)

    def export(self) -> tuple[Array, Array]:
        """All buckets, the free ones too; scalars as rows of one."""
        with self._lock:
            size = len(self._keys[0]) if self._keys else 1
            keys = np.empty((len(self._keys), size), self.key_dtype.as_numpy_dtype)
            keys[:] = self._keys
            values = np.empty((len(self._keys), *(self.value_shape or (1,))), self.value_dtype.as_numpy_dtype)
            for index, value in enumerate(self._values):
                values[index] = value
            return keys, values

    def size(self) -> int:
        """How many buckets hold a key."""
        return self._count

    # ---- keys

    def _count_of(self, keys: Array) -> int:
        """How many keys there are, by the first dimension; InvalidArgumentError if there are more or fewer."""
        count = keys.shape[0] if keys.ndim else 1
        if keys.size != count * int(np.prod(self.key_shape)):
            expected = static_repr((count, *self.key_shape))
            raise InvalidArgumentError(None, None, f"Expected key shape {expected} got {static_repr(keys.shape)}")
        return int(count)

    def _checked(self, keys: Array) -> Iterator[Key]:
        """Each key; InvalidArgumentError at one that marks a bucket."""
        for key in _as_keys(keys, self._count_of(keys)):
            if key == self._empty:
                raise InvalidArgumentError(None, None, "Using the empty_key as a table key is not allowed")
            if key == self._deleted:
                raise InvalidArgumentError(None, None, "Using the deleted_key as a table key is not allowed")
            yield key

    # ---- buckets

    def _probes(self, key: Key) -> Iterator[int]:
        """The buckets where a key may be, in order."""
        bucket = _hash(key)
        for distance in range(1, len(self._keys) + 1):
            bucket &= len(self._keys) - 1
            yield bucket
            bucket += distance

    def _bucket_of(self, key: Key, action: str) -> int | None:
        for bucket in self._probes(key):
            if self._keys[bucket] == key:
                return bucket
            if self._keys[bucket] == self._empty:
                return None
        raise InternalError(None, None, f"Internal error in MutableDenseHashTable {action}")  # TAB-13

    def _insert(self, key: Key, value: Any) -> None:
        """Into the first bucket that is free or deleted, though the key may stand in a later one (TAB-13)."""
        for bucket in self._probes(key):
            held = self._keys[bucket]
            if held in (key, self._empty, self._deleted):
                self._count += held != key
                self._keys[bucket], self._values[bucket] = key, value
                return
        raise InternalError(None, None, "Internal error in MutableDenseHashTable insert")

    def _make_room(self, count: int) -> None:
        buckets = len(self._keys)
        while self._count + count > buckets * self._max_load_factor:
            buckets *= 2
        if buckets == len(self._keys):
            return
        held = list(zip(self._keys, self._values, strict=True))
        self._clear(buckets)
        for key, value in held:
            if key not in (self._empty, self._deleted):
                self._insert(key, value)


def _as_keys(keys: Array, count: int) -> list[Key]:
    return [tuple(row) for row in keys.reshape((count, -1) if keys.size else (count, 0)).tolist()]


def _hash(key: Key) -> int:
    """A number is its own hash; those of a vector's parts are folded."""
    parts = [murmur(part) if isinstance(part, bytes) else part & _MASK for part in key]
    if len(parts) == 1:
        return parts[0]
    folded = 0
    for part in parts:
        folded ^= part + _SPREAD + (folded << 10) + (folded >> 4) & _MASK
    return folded
