"""A table in a checkpoint: its keys and its values, read together and brought back together (TAB-21)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reference.graph.collections import GraphKeys
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.name_scope import name_scope
from reference.graph.of_default_graph import colocate_with
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import build


@dataclass(frozen=True)
class TablePart:
    """The keys of a table, or its values, as one tensor of a checkpoint."""

    name: str
    dtype: Any
    read: Callable[[], Tensor]
    slice_spec: str = ""


class SavedTable:
    """What a `Saver` knows of a table."""

    def __init__(self, handle: Tensor, name: str, keys: Tensor, values: Tensor) -> None:
        self.op = handle.op
        self.name = name
        self.specs = [
            TablePart(f"{name}-keys", keys.dtype, lambda: keys),
            TablePart(f"{name}-values", values.dtype, lambda: values),
        ]
        self._handle = handle

    @property
    def device(self) -> str:
        """Where the table is."""
        return self.op.device

    def restore(self, values: Sequence[Tensor], reshape: bool) -> Operation:
        """The operation that gives the table its keys and values back; tables are never reshaped."""
        keys, held = values
        with name_scope(f"{self.name}_table_restore"), colocate_with(self._handle):
            return build("LookupTableImportV2", None, table_handle=self._handle, keys=keys, values=held)  # type: ignore[no-any-return]


def saved_table(table: Any) -> SavedTable:
    """A table that changes, as a `Saver` is to know it; adds the operation that exports it."""
    return SavedTable(table.resource_handle, table.name, *table.export())


def add_to_saved(table: Any) -> None:
    """Lets a `Saver` of the whole graph save a table."""
    DEFAULT_GRAPHS.get_default().add_to_collection(GraphKeys.SAVEABLE_OBJECTS, saved_table(table))
