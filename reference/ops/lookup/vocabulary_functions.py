"""`tf.contrib.lookup`: tables between words and their numbers (TAB-19)."""

from __future__ import annotations

from typing import Any

from reference import dtypes
from reference.convert import to_tensor
from reference.dtypes import as_dtype
from reference.graph.name_scope import name_scope
from reference.graph.tensor import Tensor
from reference.ops.array.extent import size
from reference.ops.lookup.static_hash_table import StaticHashTable
from reference.ops.lookup.table_initializers import KeyValueTensorInitializer, TextFileInitializer
from reference.ops.lookup.text_file import LINE_NUMBER, WHOLE_LINE
from reference.ops.lookup.vocabulary_table import FastHashSpec, HasherSpec, IdTableWithHashBuckets
from reference.ops.math.casting import cast
from reference.ops.math.sequences import sequence
from reference.public import public

_UNKNOWN = "UNK"


@public("contrib.lookup.index_table_from_file")
def index_table_from_file(
    vocabulary_file: Any = None,
    num_oov_buckets: Any = 0,
    vocab_size: int | None = None,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    key_dtype: Any = dtypes.string,
    name: str | None = None,
    key_column_index: int = WHOLE_LINE,
    value_column_index: int = LINE_NUMBER,
    delimiter: str = "\t",
) -> Any:
    """A table from the words of a file to their line numbers; ValueError or TypeError where none is (TAB-19)."""
    _check_file(vocabulary_file)
    _check_buckets(num_oov_buckets)
    if vocab_size is not None and vocab_size < 1:
        message = f"vocab_size must be greater than 0, got {vocab_size}. vocabulary_file: {vocabulary_file}"
        raise ValueError(message)
    key_dtype = _checked_key_dtype(key_dtype)
    with name_scope(name, "string_to_index"), name_scope(None, "hash_table"):
        initializer = TextFileInitializer(
            vocabulary_file, dtypes.int64 if key_dtype.is_integer else key_dtype, key_column_index, dtypes.int64,
            value_column_index, vocab_size, delimiter, name="table_init",
        )  # fmt: skip
        table = StaticHashTable(initializer, default_value)
    return _with_buckets(table, num_oov_buckets, hasher_spec, key_dtype)


@public("contrib.lookup.index_table_from_tensor")
def index_table_from_tensor(
    mapping: Any,
    num_oov_buckets: Any = 0,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    dtype: Any = dtypes.string,
    name: str | None = None,
) -> Any:
    """A table from the elements of a vector to their positions; ValueError or TypeError where none is (TAB-19)."""
    _check_mapping(mapping)
    _check_buckets(num_oov_buckets)
    dtype = _checked_key_dtype(dtype)
    with name_scope(name, "string_to_index"):
        keys = to_tensor(mapping)
        if keys.dtype.is_integer != dtype.is_integer:
            expected = "integer" if dtype.is_integer else "non-integer"
            raise ValueError(f"Expected {expected}, got {keys.dtype}.")
        if not dtype.is_integer and keys.dtype.base_dtype != dtype:
            raise ValueError(f"Expected {dtype}, got {keys.dtype}.")
        values = _positions(keys)
        with name_scope(None, "hash_table"):
            keys = cast(keys, dtypes.int64) if keys.dtype.is_integer else keys
            initializer = KeyValueTensorInitializer(
                keys, values, keys.dtype.base_dtype, dtypes.int64, name="table_init"
            )
            table = StaticHashTable(initializer, default_value)
    return _with_buckets(table, num_oov_buckets, hasher_spec, dtype)


@public("contrib.lookup.index_to_string_table_from_file")
def index_to_string_table_from_file(
    vocabulary_file: Any,
    vocab_size: int | None = None,
    default_value: str = _UNKNOWN,
    name: str | None = None,
    key_column_index: int = LINE_NUMBER,
    value_column_index: int = WHOLE_LINE,
    delimiter: str = "\t",
) -> StaticHashTable:
    """A table from line numbers of a file to its words; ValueError for no file or no size (TAB-19)."""
    _check_file(vocabulary_file)
    if vocab_size is not None and vocab_size < 1:
        raise ValueError(f"vocab_size must be greater than 0, got {vocab_size}.")
    with name_scope(name, "index_to_string"):
        initializer = TextFileInitializer(
            vocabulary_file, dtypes.int64, key_column_index, dtypes.string, value_column_index, vocab_size, delimiter,
            name="table_init",
        )  # fmt: skip
        return StaticHashTable(initializer, default_value)


@public("contrib.lookup.index_to_string_table_from_tensor")
def index_to_string_table_from_tensor(
    mapping: Any, default_value: str = _UNKNOWN, name: str | None = None
) -> StaticHashTable:
    """A table from positions in a vector of strings to the strings; ValueError without a vector (TAB-19)."""
    _check_mapping(mapping)
    with name_scope(name, "index_to_string"):
        values = to_tensor(mapping, dtypes.string)
        initializer = KeyValueTensorInitializer(
            _positions(values), values, dtypes.int64, dtypes.string, name="table_init"
        )
        return StaticHashTable(initializer, default_value)


@public("contrib.lookup.string_to_index_table_from_file")
def string_to_index_table_from_file(
    vocabulary_file: Any = None,
    num_oov_buckets: Any = 0,
    vocab_size: int | None = None,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    name: str | None = None,
) -> Any:
    """The older name of `index_table_from_file`."""
    return index_table_from_file(
        vocabulary_file, num_oov_buckets, vocab_size, default_value, hasher_spec, dtypes.string, name
    )


@public("contrib.lookup.string_to_index_table_from_tensor")
def string_to_index_table_from_tensor(
    mapping: Any,
    num_oov_buckets: Any = 0,
    default_value: int = -1,
    hasher_spec: HasherSpec = FastHashSpec,
    name: str | None = None,
) -> Any:
    """The older name of `index_table_from_tensor`."""
    return index_table_from_tensor(mapping, num_oov_buckets, default_value, hasher_spec, dtypes.string, name)


@public("contrib.lookup.string_to_index")
def string_to_index(tensor: Any, mapping: Any, default_value: int = -1, name: str | None = None) -> Any:
    """The position of each string of ``tensor`` in ``mapping``, by a table of its own (TAB-19)."""
    return index_table_from_tensor(mapping, default_value=default_value, name=name).lookup(tensor)


@public("contrib.lookup.index_to_string")
def index_to_string(tensor: Any, mapping: Any, default_value: str = _UNKNOWN, name: str | None = None) -> Any:
    """The string of ``mapping`` at each position, by a table of its own (TAB-19)."""
    return index_to_string_table_from_tensor(mapping, default_value, name).lookup(tensor)


# ---- checks


def _check_file(vocabulary_file: Any) -> None:
    if vocabulary_file is None or (isinstance(vocabulary_file, str) and not vocabulary_file):
        raise ValueError("vocabulary_file must be specified and must not be empty.")


def _check_mapping(mapping: Any) -> None:
    if mapping is None:
        raise ValueError("mapping must be specified.")


def _check_buckets(num_oov_buckets: Any) -> None:
    if num_oov_buckets < 0:
        raise ValueError(f"num_oov_buckets must be greater or equal than 0, got {num_oov_buckets}.")


def _checked_key_dtype(dtype: Any) -> Any:
    dtype = as_dtype(dtype)
    if not dtype.is_integer and dtype != dtypes.string:
        raise TypeError("Only integer and string keys are supported.")
    return dtype


def _positions(elements: Tensor) -> Tensor:
    return cast(sequence(size(elements)), dtypes.int64)  # type: ignore[no-any-return]


def _with_buckets(table: StaticHashTable, num_oov_buckets: Any, hasher_spec: HasherSpec, key_dtype: Any) -> Any:
    if not num_oov_buckets:
        return table
    return IdTableWithHashBuckets(table, num_oov_buckets, hasher_spec, key_dtype=key_dtype)
