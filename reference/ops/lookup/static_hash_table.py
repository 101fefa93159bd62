"""`tf.lookup.StaticHashTable`, and the operation that fills all such tables (TAB-15, TAB-18)."""

from __future__ import annotations

from typing import Any

from reference.graph.collections import GraphKeys
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.name_scope import name_scope
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build
from reference.ops.flow.grouping import group
from reference.ops.lookup.lookup_interface import InitializableLookupTableBase, set_exported_shapes
from reference.public import public


@public("lookup.StaticHashTable")
class StaticHashTable(InitializableLookupTableBase):
    """A table that ``initializer`` fills; keys that are not in it have ``default_value``, a scalar (TAB-15)."""

    def __init__(self, initializer: Any, default_value: Any, name: str | None = None) -> None:
        self._shared_name = self._choose_shared_name(initializer)
        self._name = name or "hash_table"
        super().__init__(default_value, initializer)

    def _choose_shared_name(self, initializer: Any) -> str:
        return str(initializer._shared_name)

    def _create_resource(self) -> Tensor:
        return build(  # type: ignore[no-any-return]
            "HashTableV2", self._name,
            shared_name=self._shared_name, key_dtype=self._key_dtype, value_dtype=self._value_dtype,
        )  # fmt: skip

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and their values, two vectors in no particular order (TAB-12)."""
        with name_scope(name, f"{self.name}_Export", [self._resource_handle]):
            keys, values = build(
                "LookupTableExportV2", None,
                table_handle=self._resource_handle, Tkeys=self._key_dtype, Tvalues=self._value_dtype,
            )  # fmt: skip
        set_exported_shapes(keys, values)
        return keys, values


@public("contrib.lookup.HashTable")
class HashTable(StaticHashTable):
    """A static table whose ``shared_name`` the caller chooses; private to its operation without one."""

    def __init__(
        self, initializer: Any, default_value: Any, shared_name: str | None = None, name: str | None = None
    ) -> None:
        self._given_shared_name = shared_name or ""
        super().__init__(initializer, default_value, name)

    def _choose_shared_name(self, initializer: Any) -> str:
        return self._given_shared_name

    @property
    def init(self) -> Operation:
        """The operation that fills the table."""
        return self.initializer


@public("tables_initializer", "initializers.tables_initializer", "initialize_all_tables")
def tables_initializer(name: str | None = "init_all_tables") -> Operation:
    """An operation that fills all tables of the graph; it does nothing where there are none (TAB-18)."""
    initializers = DEFAULT_GRAPHS.get_default().get_collection(GraphKeys.TABLE_INITIALIZERS)
    return group(*initializers, name=name) if initializers else build("NoOp", name)
