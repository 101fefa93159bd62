"""What fills a table: tensors, or the lines of a file (TAB-15)."""

from __future__ import annotations

import uuid
from typing import Any

from reference import dtypes
from reference.convert import to_tensor
from reference.dtypes import as_dtype
from reference.graph.collections import GraphKeys
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.lookup.text_file import LINE_NUMBER, WHOLE_LINE
from reference.ops.source.constant import constant
from reference.public import public


@public("contrib.lookup.TableInitializerBase")
class TableInitializerBase:
    """What knows the dtypes of a table, and the operation that fills it."""

    def __init__(self, key_dtype: Any, value_dtype: Any) -> None:
        self._key_dtype, self._value_dtype = as_dtype(key_dtype), as_dtype(value_dtype)

    key_dtype = property(lambda self: self._key_dtype, doc="The dtype of the keys.")
    value_dtype = property(lambda self: self._value_dtype, doc="The dtype of the values.")

    @property
    def _shared_name(self) -> str:
        """A name that no other table has, unless the table is a copy of a file."""
        return f"hash_table_{uuid.uuid4()}"

    def initialize(self, table: Any) -> Operation:
        """The operation that fills ``table``."""
        raise NotImplementedError

    def _check(self, table: Any) -> None:
        """TypeError if the table is of other dtypes."""
        for word, wanted, held in (
            ("key", table.key_dtype, self._key_dtype),
            ("value", table.value_dtype, self._value_dtype),
        ):
            if wanted.base_dtype != held:
                raise TypeError(f"Invalid {word} dtype, expected {wanted} but got {held}.")


@public("lookup.KeyValueTensorInitializer", "contrib.lookup.KeyValueTensorInitializer")
class KeyValueTensorInitializer(TableInitializerBase):
    """Fills a table with two vectors, ``keys`` and ``values`` (TAB-15)."""

    def __init__(
        self, keys: Any, values: Any, key_dtype: Any = None, value_dtype: Any = None, name: str | None = None
    ) -> None:
        self._keys = to_tensor(keys, key_dtype, "keys")
        self._values = to_tensor(values, value_dtype, "values")
        self._name = "key_value_init" if name is None else name
        super().__init__(self._keys.dtype, self._values.dtype)

    def initialize(self, table: Any) -> Operation:
        """The operation that fills ``table``; TypeError if that is of other dtypes."""
        self._check(table)
        with name_scope(self._name, None, [table.resource_handle, self._keys, self._values]):
            filled = build(
                "LookupTableImportV2", None, table_handle=table.resource_handle, keys=self._keys, values=self._values
            )
        DEFAULT_GRAPHS.get_default().add_to_collection(GraphKeys.TABLE_INITIALIZERS, filled)
        return filled  # type: ignore[no-any-return]


@public("lookup.TextFileIndex", "contrib.lookup.TextFileIndex")
class TextFileIndex:
    """What of a line is meant, where it is no column: all of it, or its number."""

    WHOLE_LINE = WHOLE_LINE
    LINE_NUMBER = LINE_NUMBER


@public("lookup.TextFileInitializer", "contrib.lookup.TextFileInitializer")
class TextFileInitializer(TableInitializerBase):
    """Fills a table with the lines of a file (TAB-8); ValueError for indices, sizes or dtypes that cannot be."""

    def __init__(
        self,
        filename: Any,
        key_dtype: Any,
        key_index: int,
        value_dtype: Any,
        value_index: int,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str | None = None,
    ) -> None:
        if not isinstance(filename, Tensor) and not filename:
            raise ValueError(f"Filename required for {name}.")
        key_dtype, value_dtype = as_dtype(key_dtype), as_dtype(value_dtype)
        _check_columns(key_dtype, key_index, value_dtype, value_index)
        if vocab_size is not None and vocab_size <= 0:
            raise ValueError(f"Invalid vocab_size {vocab_size}.")
        super().__init__(key_dtype, value_dtype)
        self._indices = {"key_index": key_index, "value_index": value_index}
        self._vocab_size, self._delimiter = vocab_size, delimiter
        self._name = "text_file_init" if name is None else name
        self._filename_arg = filename
        if isinstance(filename, Tensor):
            self._filename = filename
        else:
            with DEFAULT_GRAPHS.get_default().device("CPU"):
                self._filename = constant(filename, dtypes.string, name="asset_path")

    @property
    def _shared_name(self) -> str:
        """The same for all tables that are filled from the same file in the same way."""
        size = [] if self._vocab_size is None else [self._vocab_size]
        return "_".join(map(str, ("hash_table", self._filename_arg, *size, *self._indices.values())))

    def initialize(self, table: Any) -> Operation:
        """The operation that fills ``table``; TypeError if that is of other dtypes."""
        self._check(table)
        graph = DEFAULT_GRAPHS.get_default()
        with name_scope(self._name, None, [table.resource_handle]):
            filled = build(
                "InitializeTableFromTextFileV2", None,
                table_handle=table.resource_handle, filename=self._filename, delimiter=self._delimiter,
                vocab_size=-1 if self._vocab_size is None else self._vocab_size, **self._indices,
            )  # fmt: skip
        graph.add_to_collection(GraphKeys.TABLE_INITIALIZERS, filled)
        graph.add_to_collection(GraphKeys.ASSET_FILEPATHS, self._filename)  # TAB-18
        return filled  # type: ignore[no-any-return]


def _check_columns(key_dtype: Any, key_index: int, value_dtype: Any, value_index: int) -> None:
    """ValueError for a column that cannot be, or that is not of its dtype."""
    if key_index < WHOLE_LINE:
        raise ValueError(f"Invalid key index {key_index}.")
    if key_index == LINE_NUMBER and key_dtype != dtypes.int64:
        raise ValueError(f"Signature mismatch. Keys must be dtype {dtypes.int64}, got {key_dtype}.")
    if key_index == WHOLE_LINE and not key_dtype.is_integer and key_dtype != dtypes.string:
        raise ValueError(f"Signature mismatch. Keys must be integer or string, got {key_dtype}.")
    if value_index < WHOLE_LINE:
        raise ValueError(f"Invalid value index {value_index}.")
    required = {LINE_NUMBER: dtypes.int64, WHOLE_LINE: dtypes.string}.get(value_index)
    if required is not None and value_dtype != required:
        raise ValueError(f"Signature mismatch. Values must be dtype {required}, got {value_dtype}.")


@public("contrib.lookup.TextFileStringTableInitializer")
class TextFileStringTableInitializer(TextFileInitializer):
    """Fills a table from line numbers to lines."""

    def __init__(
        self,
        filename: Any,
        key_column_index: int = LINE_NUMBER,
        value_column_index: int = WHOLE_LINE,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str = "text_file_string_table_init",
    ) -> None:
        super().__init__(
            filename, dtypes.int64, key_column_index, dtypes.string, value_column_index, vocab_size, delimiter, name
        )


@public("contrib.lookup.TextFileIdTableInitializer")
class TextFileIdTableInitializer(TextFileInitializer):
    """Fills a table from lines to line numbers."""

    def __init__(
        self,
        filename: Any,
        key_column_index: int = WHOLE_LINE,
        value_column_index: int = LINE_NUMBER,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str = "text_file_id_table_init",
        key_dtype: Any = dtypes.string,
    ) -> None:
        super().__init__(
            filename, key_dtype, key_column_index, dtypes.int64, value_column_index, vocab_size, delimiter, name
        )
