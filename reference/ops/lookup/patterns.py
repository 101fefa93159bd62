"""How random programs use tables: what is written to them, and what is looked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from reference.dtypes import DType, as_dtype
from reference.ops.lookup import creating, using

KIND = "table"
_WORDS = (b"a", b"b", b"", b"xyz", b"\x00\xff", b"f", b"g", b"h")
_NO_KEYS = {"empty_key": (-1, b"no key"), "deleted_key": (-2, b"gone")}  # for numbers and for strings

Effect = Callable[["TableModel"], bool | None]


@dataclass
class TableModel:
    """What is known of a table while a program is drawn."""

    races_waiting: ClassVar[bool] = False  # nothing waits: an export of several keys is to be avoided in every order

    key_dtype: DType
    value_dtype: DType
    value_shape: tuple[int, ...] = ()
    is_static: bool = False
    is_dense: bool = False
    is_filled: bool = False
    keys: frozenset[Any] = frozenset()

    def key(self, number: int) -> Any:
        """One of the keys that programs use."""
        return _WORDS[number % len(_WORDS)] if self.key_dtype.name == "string" else number

    def some_keys(self, draw: Any, min_rank: int = 0, max_rank: int = 2) -> Any:
        """A tensor of keys; those of a dense table are a vector."""
        if self.is_dense:
            min_rank = max_rank = 1
        shape = draw.shape(min_rank, max_rank, max_size=3)
        if self.key_dtype.name == "string":
            return draw.constant(draw.contents(self.key_dtype, shape), self.key_dtype)
        return draw.tensor(self.key_dtype, shape, 0, len(_WORDS))

    def values(self, draw: Any, shape: tuple[int, ...]) -> Any:
        """A tensor of values for keys of this shape."""
        bounds = (-4, 9) if self.is_static else ()  # a NaN is another value than itself (TAB-7)
        array = draw.contents(self.value_dtype, (*shape, *self.value_shape), *bounds, moved=not self.is_static)
        return draw.placeholder(array, self.value_dtype) if draw.boolean() else draw.constant(array, self.value_dtype)


def _maker(dtypes: dict[str, tuple[str, ...]], **traits: Any) -> Callable[[Any], Any]:
    def pattern(draw: Any) -> Any:
        key = draw.choice(list(dtypes))
        value = draw.choice([name for name in dtypes[key] if name != "variant"])
        attrs = {"key_dtype": as_dtype(key), "value_dtype": as_dtype(value), "shared_name": draw.shared_name()}
        return attrs, TableModel(attrs["key_dtype"], attrs["value_dtype"], **traits)

    return pattern


for _record in (creating.HashTable, creating.HashTableV2):
    _record.pattern(KIND)(_maker(creating.STATIC, is_static=True))
for _record in (creating.MutableHashTable, creating.MutableHashTableV2):
    _record.pattern(KIND)(_maker(creating.MUTABLE))


@creating.MutableHashTableOfTensors.pattern(KIND)
@creating.MutableHashTableOfTensorsV2.pattern(KIND)
def _(draw: Any) -> Any:
    return _of_vectors(draw, *_maker(creating.OF_TENSORS)(draw))


def _of_vectors(draw: Any, attrs: dict[str, Any], model: TableModel) -> Any:
    model.value_shape = (draw.integer(1, 3),)
    return {**attrs, "value_shape": model.value_shape}, model


@creating.MutableDenseHashTableV2.pattern(KIND)  # no program can use the older op (TAB-1)
def _(draw: Any) -> Any:
    attrs, model = _maker(creating.DENSE, is_dense=True)(draw)
    if draw.boolean():
        attrs, model = _of_vectors(draw, attrs, model)
    is_text = model.key_dtype.name == "string"
    marks = {name: draw.constant(keys[is_text], model.key_dtype) for name, keys in _NO_KEYS.items()}
    return {**attrs, **marks, "initial_num_buckets": draw.choice([4, 8])}, model


@using.InitializeTable.pattern(KIND)
@using.InitializeTableV2.pattern(KIND)
def _(draw: Any, model: TableModel) -> Any:
    return _all_anew(draw, model) if model.is_static else None


@using.LookupTableImport.pattern(KIND)
@using.LookupTableImportV2.pattern(KIND)
def _(draw: Any, model: TableModel) -> Any:
    return None if model.is_dense or model.value_shape else _all_anew(draw, model)


def _all_anew(draw: Any, model: TableModel) -> Any:
    start, count = draw.integer(0, 3), draw.integer(1, 3)
    listed = [model.key(start + index) for index in range(count)]
    keys = draw.constant(draw.array(listed, model.key_dtype), model.key_dtype)

    def fill(table: TableModel) -> bool:
        if table.is_static and table.is_filled:
            return bool(len(table.keys) == count)  # TAB-6: it stays as it is
        table.is_filled, table.keys = True, frozenset(listed)
        return True

    return {"keys": keys, "values": model.values(draw, (count,))}, fill


@using.LookupTableInsert.pattern(KIND)
@using.LookupTableInsertV2.pattern(KIND)
def _(draw: Any, model: TableModel) -> Any:
    if model.is_static:
        return None
    keys = model.some_keys(draw)
    return {"keys": keys, "values": model.values(draw, keys.shape)}, _with(keys)


def _with(keys: Any) -> Effect:
    def effect(table: TableModel) -> bool:
        table.keys |= frozenset(keys.value.ravel().tolist())
        return True

    return effect


@using.LookupTableRemoveV2.pattern(KIND)
def _(draw: Any, model: TableModel) -> Any:
    if model.is_static:
        return None
    keys = model.some_keys(draw, 1)

    def effect(table: TableModel) -> bool:
        table.keys -= frozenset(keys.value.ravel().tolist())
        return True

    return {"keys": keys}, effect


@using.LookupTableFind.pattern(KIND)
@using.LookupTableFindV2.pattern(KIND)
def _(draw: Any, model: TableModel) -> Any:
    return {"keys": model.some_keys(draw), "default_value": model.values(draw, ())}, _can_look


def _can_look(table: TableModel) -> bool:
    return table.is_filled or not table.is_static


@using.LookupTableSize.pattern(KIND)
@using.LookupTableSizeV2.pattern(KIND)
def _(draw: Any, model: TableModel) -> Any:
    return {}, lambda table: True


@using.LookupTableExport.pattern(KIND)
@using.LookupTableExportV2.pattern(KIND)
def _(draw: Any, model: TableModel) -> Any:
    attrs = {"Tkeys": model.key_dtype, "Tvalues": model.value_dtype}
    return attrs, lambda table: _can_look(table) and (len(table.keys) <= 1 or None)  # TAB-5: no order is promised
