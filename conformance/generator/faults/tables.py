"""Faults in the use of tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from conformance.generator.choices import Choices
from conformance.generator.faults.fault import constant, more
from conformance.generator.faults.things import fault_of, form, own_run, zeros
from conformance.graph import Attr, Node
from conformance.program import Program
from conformance.values import DTYPES


def _table_op(table: Node, name: str, op: str, inputs: Sequence[str], **types: str) -> Node:
    attrs = {key: Attr("type", dtype) for key, dtype in types.items()}
    return Node(name, op + form(table), (table.name, *inputs), attrs)


def _dtypes(table: Node) -> tuple[str, str]:
    return table.attrs["key_dtype"].value, table.attrs["value_dtype"].value


def _row(name: str, dtype: str, count: int) -> Node:
    """A vector of different numbers or texts."""
    if dtype == "string":
        texts = np.empty(count, object)
        texts[:] = [b"text %d" % number for number in range(count)]
        return constant(name, texts)
    return constant(name, np.arange(count).astype(DTYPES[dtype].numpy or ""))


@fault_of("table", "a look into a table that is not filled", "TAB-6")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    if not table.op.startswith("HashTable"):
        return None
    keys, values = _dtypes(table)
    nodes = [
        _row("keys", keys, 2),
        zeros("default", values, ()),
        _table_op(table, "look", "LookupTableFind", ["keys", "default"], Tin=keys, Tout=values),
    ]
    return more(program, nodes, [own_run("look:0")])


@fault_of("table", "a table that is filled again with another number of keys", "TAB-6")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    nodes = [node for count in (2, 3) for node in _fill(table, f"fill_{count}", count, count)]
    return more(program, nodes, [own_run("fill_2"), own_run("fill_3"), own_run("fill_2")])


@fault_of("table", "a table that is filled with fewer values than keys", "TAB-6")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    return more(program, _fill(table, "fill", choices.integer(0, 3), 2), [own_run("fill")])


def _fill(table: Node, name: str, keys: int, values: int) -> list[Node]:
    key_dtype, value_dtype = _dtypes(table)
    inputs = [_row(f"{name}_keys", key_dtype, keys), _row(f"{name}_values", value_dtype, values)]
    names = [node.name for node in inputs]
    return [*inputs, _table_op(table, name, "InitializeTable", names, Tkey=key_dtype, Tval=value_dtype)]


@fault_of("table", "keys of another dtype than the table's", "TAB-3")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    keys, values = _dtypes(table)
    wrong = "int32" if keys != "int32" else "string"
    nodes = [
        _row("keys", wrong, 2),
        zeros("default", values, ()),
        _table_op(table, "look", "LookupTableFind", ["keys", "default"], Tin=wrong, Tout=values),
    ]
    return more(program, nodes, [own_run("look:0")])


@fault_of("table", "a default of another shape than the values", "TAB-5")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    keys, values = _dtypes(table)
    nodes = [
        _row("keys", keys, 1),
        zeros("default", values, (7,)),
        _table_op(table, "look", "LookupTableFind", ["keys", "default"], Tin=keys, Tout=values),
    ]
    return more(program, nodes, [own_run("look:0")])


@fault_of("table", "a key for a table that does not change", "TAB-10")
def _(choices: Choices, program: Program, table: Node) -> Program | None:
    if not table.op.startswith("HashTable"):
        return None
    keys, values = _dtypes(table)
    insert = _table_op(table, "insert", "LookupTableInsert", ["keys", "values"], Tin=keys, Tout=values)
    return more(program, [_row("keys", keys, 1), _row("values", values, 1), insert], [own_run("insert")])
