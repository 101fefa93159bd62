"""The ops that fill a table, look into it and change it (TAB-5 to TAB-14)."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.dtypes import DType
from reference.errors import InvalidArgumentError
from reference.interchange.files import path_of
from reference.opdef.record import StaticShape, op
from reference.opdef.static_shape import check_strings, merge, with_rank, with_rank_at_least, with_rank_at_most
from reference.ops.lookup.dense_table import DenseTable
from reference.ops.lookup.signature import Array, check_values, container_of, count_keys, table_of
from reference.ops.lookup.static_table import StaticTable
from reference.ops.lookup.text_file import TextFile
from reference.ops.state.variable import word_of
from reference.tensor_shape import static_repr

_REFERENCE, _RESOURCE = "table_handle: Ref(string)", "table_handle: resource"
_PAIRS, _PAIR_ATTRS = "keys: Tin, values: Tout", "Tin: type, Tout: type"
_FILE_ATTRS = 'key_index: int >= -2, value_index: int >= -2, vocab_size: int >= -1 = -1, delimiter: string = "\t"'

InitializeTable = op("InitializeTable", f"{_REFERENCE}, keys: Tkey, values: Tval", "", "Tkey: type, Tval: type")
InitializeTableV2 = op(
    "InitializeTableV2", f"{_RESOURCE}, keys: Tkey, values: Tval", "", "Tkey: type, Tval: type", stateful=True
)
InitializeTableFromTextFile = op("InitializeTableFromTextFile", f"{_REFERENCE}, filename: string", "", _FILE_ATTRS)
InitializeTableFromTextFileV2 = op(
    "InitializeTableFromTextFileV2", f"{_RESOURCE}, filename: string", "", _FILE_ATTRS, stateful=True
)
LookupTableFind = op("LookupTableFind", f"{_REFERENCE}, keys: Tin, default_value: Tout", "values: Tout", _PAIR_ATTRS)
LookupTableFindV2 = op(
    "LookupTableFindV2", f"{_RESOURCE}, keys: Tin, default_value: Tout", "values: Tout", _PAIR_ATTRS, stateful=True
)
LookupTableInsert = op("LookupTableInsert", f"{_REFERENCE}, {_PAIRS}", "", _PAIR_ATTRS)
LookupTableInsertV2 = op("LookupTableInsertV2", f"{_RESOURCE}, {_PAIRS}", "", _PAIR_ATTRS, stateful=True)
LookupTableRemoveV2 = op("LookupTableRemoveV2", f"{_RESOURCE}, keys: Tin", "", "Tin: type", stateful=True)
LookupTableSize = op("LookupTableSize", _REFERENCE, "size: int64")
LookupTableSizeV2 = op("LookupTableSizeV2", _RESOURCE, "size: int64", stateful=True)
_EXPORTED, _EXPORT_ATTRS = "keys: Tkeys, values: Tvalues", "Tkeys: type, Tvalues: type"
LookupTableExport = op("LookupTableExport", _REFERENCE, _EXPORTED, _EXPORT_ATTRS)
LookupTableExportV2 = op("LookupTableExportV2", _RESOURCE, _EXPORTED, _EXPORT_ATTRS, stateful=True)
LookupTableImport = op("LookupTableImport", f"{_REFERENCE}, {_PAIRS}", "", _PAIR_ATTRS)
LookupTableImportV2 = op("LookupTableImportV2", f"{_RESOURCE}, {_PAIRS}", "", _PAIR_ATTRS, stateful=True)


# ---- initialising (TAB-6)


@InitializeTable.shape
def _(table_handle: Any, keys: Any, values: Any) -> Any:
    check_strings(table_handle)
    merge(with_rank(keys, 1), values)
    return []


@InitializeTableV2.shape
def _(table_handle: Any, keys: Any, values: Any) -> Any:
    merge(with_rank(keys, 1), values)
    return []


@InitializeTable.kernel
@InitializeTableV2.kernel
def _(table_handle: Any, keys: Array, values: Array, *, context: Any, Tkey: DType, Tval: DType) -> None:
    table = _initializable(table_handle, table_of(table_handle, context, Tkey, Tval))
    for name, array in (("Keys", keys), ("Values", values)):
        if array.ndim != 1:
            raise InvalidArgumentError(
                None, None, f"{name} must be a vector, but received shape{static_repr(array.shape)}"
            )
    if keys.size != values.size:
        raise InvalidArgumentError(None, None, f"Keys and values must have the same size {keys.size} vs {values.size}")
    table.replace(keys, values)


def _initializable(handle: Any, table: Any) -> StaticTable:
    if not isinstance(table, StaticTable):
        where = container_of(handle)
        raise InvalidArgumentError(None, None, f"Table {where} {table.name} is not initializable")
    return table


@InitializeTableFromTextFile.shape
@InitializeTableFromTextFileV2.shape
def _(table_handle: Any, filename: Any) -> Any:
    with_rank(filename, 0)
    return []


@InitializeTableFromTextFile.kernel
@InitializeTableFromTextFileV2.kernel
def _(
    table_handle: Any, filename: Array, *, context: Any, key_index: int, value_index: int, vocab_size: int,
    delimiter: str,
) -> None:  # fmt: skip
    """Opens the file, even for a table that is initialised already (TAB-9)."""
    mark = delimiter.encode("utf-8", "surrogateescape")
    if len(mark) != 1:
        raise InvalidArgumentError(None, None, "delimiter should be only 1 char")
    table = _initializable(table_handle, table_of(table_handle, context))
    if filename.ndim:
        raise InvalidArgumentError(
            None, None, f"filename should be a single string, but got {static_repr(filename.shape)}"
        )
    path = path_of(filename[()])
    if not path:
        raise InvalidArgumentError(None, None, "filename cannot be empty.")
    file = TextFile(path, key_index, value_index, vocab_size, mark, table.key_dtype, table.value_dtype)
    table.initialize(file.pairs(), None)


# ---- looking (TAB-5)


@LookupTableFind.shape
def _(table_handle: Any, keys: Any, default_value: Any) -> Any:
    check_strings(table_handle)
    with_rank_at_most(default_value, 1)
    return None


@LookupTableFindV2.shape
def _(
    table_handle: Any, keys: Any, default_value: Any, *, table_handle_table: Any, Tin: DType, Tout: DType
) -> StaticShape:
    """Known where the graph shows which table it is, and that it is not a static one."""
    with_rank(table_handle, 0)
    with_rank_at_most(default_value, 1)
    held = _checked(table_handle_table, Tin, Tout)
    if held is None or held.key_shape is None or keys is None:
        return None
    if len(keys) < len(held.key_shape):
        raise ValueError(
            f"Expected keys to have suffix {static_repr(held.key_shape)} but saw shape: {static_repr(keys)}"
        )
    return (*keys[: len(keys) - len(held.key_shape)], *held.value_shape)


def _checked(held: Any, keys: DType, values: DType) -> Any:
    """What is known of the table; ValueError if it is of other dtypes."""
    if held is not None:
        for dtype, known in ((keys, held.key_dtype), (values, held.value_dtype)):
            if dtype is not known:
                raise ValueError(
                    f"Trying to read value with wrong dtype. Expected {word_of(known)} got {word_of(dtype)}"
                )
    return held


@LookupTableFind.kernel
@LookupTableFindV2.kernel
def _(table_handle: Any, keys: Array, default_value: Array, *, context: Any, Tin: DType, Tout: DType) -> Array:
    table = table_of(table_handle, context, Tin, Tout, gives_values=True)
    count_keys(table, keys)
    check_values(table.value_shape, default_value, "default value")
    found: Array = table.find(keys, default_value)
    return found


@LookupTableSize.shape
def _(table_handle: Any) -> Any:
    check_strings(table_handle)
    return ()


@LookupTableSizeV2.shape
def _(table_handle: Any) -> Any:
    with_rank(table_handle, 0)
    return ()


@LookupTableSize.kernel
@LookupTableSizeV2.kernel
def _(table_handle: Any, *, context: Any) -> Any:
    return np.int64(table_of(table_handle, context).size())


@LookupTableExport.shape
def _(table_handle: Any) -> Any:
    check_strings(table_handle)
    return [(None,), None]


@LookupTableExportV2.shape
def _(table_handle: Any, *, table_handle_table: Any, Tkeys: DType, Tvalues: DType) -> Any:
    with_rank(table_handle, 0)
    held = _checked(table_handle_table, Tkeys, Tvalues)
    return [(None,), None if held is None else (None, *held.value_shape)]


@LookupTableExport.kernel
@LookupTableExportV2.kernel
def _(table_handle: Any, *, context: Any, Tkeys: DType, Tvalues: DType) -> tuple[Array, Array]:
    table = table_of(table_handle, context)
    exported: tuple[Array, Array] = table.export()
    if (Tkeys, Tvalues) != (table.key_dtype, table.value_dtype):  # DEV-29: TensorFlow's process ends here
        raise InvalidArgumentError(
            None, None, f"Conflicting key/value dtypes {word_of(Tkeys)}->{word_of(Tvalues)} with "
            f"{word_of(table.key_dtype)}-{word_of(table.value_dtype)} for table {table.name}"
        )  # fmt: skip
    return exported


# ---- changing (TAB-11)


@LookupTableInsert.shape
def _(table_handle: Any, keys: Any, values: Any) -> Any:
    check_strings(table_handle)
    return []


@LookupTableInsertV2.shape
def _(table_handle: Any, keys: Any, values: Any) -> Any:
    with_rank(table_handle, 0)
    return []


@LookupTableInsert.kernel
@LookupTableInsertV2.kernel
def _(table_handle: Any, keys: Array, values: Array, *, context: Any, Tin: DType, Tout: DType) -> None:
    table = table_of(table_handle, context, Tin, Tout)
    check_values((*count_keys(table, keys), *table.value_shape), values)
    table.insert(keys, values)


@LookupTableRemoveV2.shape
def _(table_handle: Any, keys: Any) -> Any:
    with_rank(table_handle, 0)
    with_rank_at_least(keys, 1)
    return []


@LookupTableRemoveV2.kernel
def _(table_handle: Any, keys: Array, *, context: Any, Tin: DType) -> None:
    table = table_of(table_handle, context, Tin)
    count_keys(table, keys)
    table.remove(keys)


@LookupTableImport.shape
def _(table_handle: Any, keys: Any, values: Any) -> Any:
    check_strings(table_handle)
    return []


@LookupTableImportV2.shape
def _(table_handle: Any, keys: Any, values: Any) -> Any:
    with_rank(table_handle, 0)
    merge(with_rank(keys, 1), values)
    return []


@LookupTableImport.kernel
@LookupTableImportV2.kernel
def _(table_handle: Any, keys: Array, values: Array, *, context: Any, Tin: DType, Tout: DType) -> None:
    table = table_of(table_handle, context, Tin, Tout)
    if isinstance(table, DenseTable):
        count_keys(table, keys)
        check_values((*keys.shape[:1][: keys.ndim - 1], *(table.value_shape or (1,))), values)
        if keys.ndim != 2:  # DEV-29: TensorFlow's process ends here
            raise InvalidArgumentError(None, None, f"Keys must be a matrix, got shape {static_repr(keys.shape)}")
    else:
        check_values((*count_keys(table, keys), *table.value_shape), values)
    table.replace(keys, values)
