"""`MutableHashTable` and `DenseHashTable`: tables that a graph changes (TAB-20)."""

from __future__ import annotations

from typing import Any

from reference.convert import to_tensor
from reference.graph.name_scope import name_scope
from reference.graph.of_default_graph import colocate_with
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.lookup.lookup_interface import LookupInterface, check_keys, last_name, set_exported_shapes
from reference.ops.lookup.saved_table import add_to_saved
from reference.public import public


class ChangingTable(LookupInterface):
    """What both kinds of tables that change have in common; the operations stand where the table stands."""

    _default_value: Tensor
    _resource_handle: Tensor

    resource_handle = property(lambda self: self._resource_handle, doc="The tensor that means the table.")

    @property
    def name(self) -> str:
        """The last part of the name of the operation that names the table."""
        return last_name(self._resource_handle)

    def size(self, name: str | None = None) -> Any:
        """How many keys there are, an int64 scalar."""
        with name_scope(name, f"{self.name}_Size", [self._resource_handle]), colocate_with(self._resource_handle):
            return build("LookupTableSizeV2", None, table_handle=self._resource_handle)

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The value of each key."""
        handle, default = self._resource_handle, self._default_value
        with name_scope(name, f"{self.name}_lookup_table_find", [handle, keys, default]):
            keys = to_tensor(keys, self._key_dtype, "keys")
            with colocate_with(handle):
                return build("LookupTableFindV2", None, table_handle=handle, keys=keys, default_value=default)

    def insert(self, keys: Any, values: Any, name: str | None = None) -> Operation:
        """An operation that sets the value of each key."""
        with name_scope(name, f"{self.name}_lookup_table_insert", [self._resource_handle, keys, values]):
            keys = to_tensor(keys, self._key_dtype, "keys")
            values = to_tensor(values, self._value_dtype, "values")
            with colocate_with(self._resource_handle):
                return build(  # type: ignore[no-any-return]
                    "LookupTableInsertV2", None, table_handle=self._resource_handle, keys=keys, values=values
                )

    def remove(self, keys: Any, name: str | None = None) -> Operation:
        """An operation that forgets each key; TypeError for keys of another dtype."""
        check_keys(keys, self._key_dtype)
        handle = self._resource_handle
        with name_scope(name, f"{self.name}_lookup_table_remove", [handle, keys, self._default_value]):
            return build("LookupTableRemoveV2", None, table_handle=handle, keys=keys)  # type: ignore[no-any-return]

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and their values (TAB-12)."""
        handle = self._resource_handle
        with name_scope(name, f"{self.name}_lookup_table_export_values", [handle]), colocate_with(handle):
            keys, values = build(
                "LookupTableExportV2", None, table_handle=handle, Tkeys=self._key_dtype, Tvalues=self._value_dtype
            )
        set_exported_shapes(keys, values, self._default_value.get_shape())
        return keys, values


@public("contrib.lookup.MutableHashTable")
class MutableHashTable(ChangingTable):
    """A table that takes any keys; ``default_value``, a scalar or vector, gives the shape of the values (TAB-20).

    ``checkpoint``: whether a `Saver` saves the table, under the name of its operation.
    """

    def __init__(
        self,
        key_dtype: Any,
        value_dtype: Any,
        default_value: Any,
        name: str = "MutableHashTable",
        checkpoint: bool = True,
    ) -> None:
        super().__init__(key_dtype, value_dtype)
        self._default_value = to_tensor(default_value, self._value_dtype)
        shape = self._default_value.get_shape()
        attrs: dict[str, Any] = {"key_dtype": self._key_dtype, "value_dtype": self._value_dtype}
        op_type = "MutableHashTableV2"
        if shape.ndims != 0:
            op_type, attrs["value_shape"] = "MutableHashTableOfTensorsV2", shape
        self._resource_handle = build(op_type, name, use_node_name_sharing=checkpoint, **attrs)
        if checkpoint:
            add_to_saved(self)


@public("lookup.experimental.DenseHashTable", "contrib.lookup.MutableDenseHashTable")
class DenseHashTable(ChangingTable):
    """A table with open addressing; ``empty_key`` and ``deleted_key`` can be no keys (TAB-20)."""

    def __init__(
        self,
        key_dtype: Any,
        value_dtype: Any,
        default_value: Any,
        empty_key: Any,
        deleted_key: Any,
        initial_num_buckets: int | None = None,
        name: str = "MutableDenseHashTable",
        checkpoint: bool = True,
    ) -> None:
        super().__init__(key_dtype, value_dtype)
        self._default_value = to_tensor(default_value, self._value_dtype, "default_value")
        self._resource_handle = build(
            "MutableDenseHashTableV2",
            name,
            empty_key=to_tensor(empty_key, self._key_dtype, "empty_key"),
            deleted_key=to_tensor(deleted_key, self._key_dtype, "deleted_key"),
            use_node_name_sharing=checkpoint,
            value_dtype=self._value_dtype,
            value_shape=self._default_value.get_shape(),
            **({} if initial_num_buckets is None else {"initial_num_buckets": initial_num_buckets}),
        )
        if checkpoint:
            add_to_saved(self)

    def insert_or_assign(self, keys: Any, values: Any, name: str | None = None) -> Operation:
        """The same as ``insert``."""
        return self.insert(keys, values, name)

    def erase(self, keys: Any, name: str | None = None) -> Operation:
        """The same as ``remove``."""
        return self.remove(keys, name)
