"""Tables of words with buckets for the words that are not in them (TAB-17)."""

from __future__ import annotations

import numbers
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from reference import dtypes
from reference.dtypes import DType, as_dtype
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.lookup.lookup_interface import LookupInterface, check_keys, like
from reference.ops.lookup.static_hash_table import StaticHashTable
from reference.ops.math.casting import cast
from reference.ops.source.constant import constant
from reference.public import public, publish


@public("contrib.lookup.HasherSpec")
class HasherSpec(NamedTuple):
    """Which hash function chooses the bucket, and its key."""

    hasher: Any
    key: Any


FastHashSpec = HasherSpec("fasthash", None)
publish("contrib.lookup.FastHashSpec", FastHashSpec)


@public("contrib.lookup.StrongHashSpec")
class StrongHashSpec(HasherSpec):
    """The strong hash with a key of two whole numbers; ValueError or TypeError for another key."""

    __slots__ = ()

    def __new__(cls, key: Sequence[int]) -> StrongHashSpec:
        """The spec with this key."""
        if len(key) != 2:
            raise ValueError(f"key must have size 2, got {len(key)}.")
        if not all(isinstance(half, numbers.Integral) for half in key):
            raise TypeError(f"Invalid key {key}. Must be unsigned integer values.")
        return super().__new__(cls, "stronghash", key)


def _bucket_function(spec: HasherSpec) -> Callable[[Any, Any], Tensor]:
    """What adds the operation that hashes strings; ValueError for a hasher that is not known."""
    if spec.hasher == "fasthash":
        return lambda strings, count: build("StringToHashBucketFast", "hash_bucket", input=strings, num_buckets=count)
    if spec.hasher == "legacy":
        return lambda strings, count: build(
            "StringToHashBucket", "hash_bucket", string_tensor=strings, num_buckets=count
        )
    if spec.hasher == "stronghash":
        return partial(_strong_bucket, list(spec.key))
    raise ValueError(f"Unknown hasher {spec.hasher}")


def _strong_bucket(key: list[int], strings: Any, count: Any) -> Tensor:
    return build("StringToHashBucketStrong", "hash_bucket", input=strings, num_buckets=count, key=key)  # type: ignore[no-any-return]


class _TableWithBuckets(LookupInterface):
    """A table of whole numbers, or none; the keys that it lacks get the numbers after its own."""

    _table: Any
    _name: str
    _hasher_spec: HasherSpec
    _num_oov_buckets: Any

    @property
    def name(self) -> str:
        """The name that was given, or that of the table within."""
        return self._name

    @property
    def resource_handle(self) -> Any:
        """The tensor that means the table within; None without one."""
        return None if self._table is None else self._table.resource_handle

    @property
    def initializer(self) -> Any:
        """The operation that fills the table within; one that does nothing without a table."""
        if self._table is not None:
            return self._table.initializer
        with name_scope(None, "init"):
            return build("NoOp")

    def size(self, name: str | None = None) -> Any:
        """How many numbers a lookup can give: those of the keys and those of the buckets."""
        with name_scope(name, f"{self.name}_Size"):
            count = constant(0, dtypes.int64) if self._table is None else self._table.size()
            return count + self._num_oov_buckets

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The number of each key, or of its bucket; TypeError for keys of another dtype (TAB-17)."""
        check_keys(keys, self._key_dtype)
        tensor = getattr(keys, "values", keys)
        if self._table is not None and self._table.key_dtype.base_dtype == dtypes.int64:
            tensor = cast(tensor, dtypes.int64)
        if not self._num_oov_buckets:
            return like(keys, self._table.lookup(tensor, name=name))
        with name_scope(name, f"{self.name}_Lookup"):
            strings = tensor if tensor.dtype == dtypes.string else build("AsString", None, input=tensor)
            buckets = _bucket_function(self._hasher_spec)(strings, self._num_oov_buckets)
            return like(keys, buckets if self._table is None else self._known_or(tensor, buckets))

    def _known_or(self, keys: Tensor, buckets: Tensor) -> Tensor:
        """The numbers that the table within knows, and those of buckets, which come after."""
        numbers_ = self._table.lookup(keys)
        buckets = build("Add", "Add", x=buckets, y=self._table.size())
        is_known = build("NotEqual", "NotEqual", x=numbers_, y=self._table.default_value)
        return build("SelectV2", "SelectV2", condition=is_known, t=numbers_, e=buckets)  # type: ignore[no-any-return]


def _check_value_dtype(dtype: DType) -> None:
    if dtype != dtypes.int64:
        raise TypeError(f"Invalid value dtype, expected {dtypes.int64} but got {dtype}.")


def _check_key_dtypes(held: DType, asked: DType) -> None:
    """TypeError unless both are whole numbers or both are strings."""
    if held.is_integer != asked.is_integer:
        expected = "integer" if asked.is_integer else "non-integer"
        raise TypeError(f"Invalid key dtype, expected {expected} but got {held}.")


def _check_asked_dtype(dtype: DType) -> None:
    if not dtype.is_integer and dtype != dtypes.string:
        raise TypeError(f"Invalid key_dtype, expected integer or string, got {dtype}.")


@public("contrib.lookup.IdTableWithHashBuckets")
class IdTableWithHashBuckets(_TableWithBuckets):
    """A table from keys to numbers, with ``num_oov_buckets`` buckets for other keys (TAB-17)."""

    def __init__(
        self,
        table: Any,
        num_oov_buckets: Any,
        hasher_spec: HasherSpec = FastHashSpec,
        name: str | None = None,
        key_dtype: Any = None,
    ) -> None:
        asked = key_dtype if key_dtype is not None else dtypes.string if table is None else table.key_dtype
        asked = as_dtype(asked)
        if table is not None:
            _check_key_dtypes(table.key_dtype, asked)
            _check_value_dtype(table.value_dtype)
        elif num_oov_buckets <= 0:
            raise ValueError("oov_buckets must be > 0 if no table is supplied.")
        _check_asked_dtype(asked)
        if not isinstance(hasher_spec, HasherSpec):
            raise TypeError(f"hasher_spec must be of type HasherSpec, got {hasher_spec}")
        self._name = name or ("hash_bucket" if table is None else table.name)
        self._table, self._num_oov_buckets, self._hasher_spec = table, num_oov_buckets, hasher_spec
        super().__init__(asked, dtypes.int64)

    @property
    def init(self) -> Any:
        """The same as ``initializer``."""
        return self.initializer


@public("lookup.StaticVocabularyTable")
class StaticVocabularyTable(_TableWithBuckets):
    """A table of words that ``initializer`` fills, with at least one bucket for other words (TAB-17)."""

    def __init__(
        self, initializer: Any, num_oov_buckets: Any, lookup_key_dtype: Any = None, name: str | None = None
    ) -> None:
        if num_oov_buckets <= 0:
            raise ValueError("oov_buckets must be > 0.")
        self._table, self._num_oov_buckets, self._hasher_spec = None, num_oov_buckets, FastHashSpec
        self._name = name or "hash_bucket"
        asked = dtypes.string
        if initializer is not None:
            held = initializer.key_dtype
            if held not in (dtypes.int64, dtypes.string):
                raise TypeError(f"Invalid key dtype, expected one of (tf.int64, tf.string), but got {held}.")
            asked = held if lookup_key_dtype is None else as_dtype(lookup_key_dtype)
            _check_key_dtypes(held, asked)
            _check_value_dtype(initializer.value_dtype)
            self._table = StaticHashTable(initializer, default_value=-1)
            self._name = name or self._table.name
            _check_asked_dtype(asked)
        super().__init__(asked, dtypes.int64)
