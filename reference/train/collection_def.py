"""Collections of a graph as messages, and back (CKP-36)."""

from __future__ import annotations

import logging
import numbers
from collections.abc import Callable
from typing import Any, NamedTuple

from reference.graph.graph import Graph
from reference.interchange.messages import message

_log = logging.getLogger("tensorflow")


class ItemForm(NamedTuple):
    """How the items of a collection are written as messages, of which class, and read again."""

    message_class: Callable[[], Any]
    to_proto: Callable[[Any, str | None], Any]  # None for an item that is not below the exported scope
    from_proto: Callable[[Any, str | None], Any]


def _variable(proto: Any, scope: str | None) -> Any:
    from reference.variables.variable import Variable

    return Variable.from_proto(proto, import_scope=scope)


def _saver(proto: Any, scope: str | None) -> Any:
    from reference.train.saver import Saver

    return Saver.from_proto(proto, import_scope=scope)


_VARIABLES = ItemForm(lambda: message("VariableDef"), lambda item, scope: item.to_proto(scope), _variable)
VARIABLE_COLLECTIONS = (
    "variables", "trainable_variables", "local_variables", "model_variables", "metric_variables",
    "moving_average_variables", "global_step",
)  # fmt: skip
FORMS: dict[str, ItemForm] = {
    **dict.fromkeys(VARIABLE_COLLECTIONS, _VARIABLES),
    "savers": ItemForm(lambda: message("SaverDef"), lambda item, scope: item.to_proto(scope), _saver),
}  # a module whose objects stand in a collection adds their form here


# ---- to messages


def add_collection(meta_graph: Any, graph: Graph, name: Any, scope: str | None = None) -> None:
    """Adds a collection to a `MetaGraphDef`; one that cannot be written is left out, with a warning."""
    items = graph.get_collection(name)
    if not isinstance(name, str) or not items:
        return
    collection = message("CollectionDef")()
    try:
        _fill(collection, items, FORMS.get(name), scope)
    except (TypeError, ValueError, AttributeError) as error:
        _log.warning("Issue encountered when serializing %s: %s", name, error)
        return
    if collection.WhichOneof("kind") is not None:
        meta_graph.collection_def[name].CopyFrom(collection)


def _fill(collection: Any, items: list[Any], form: ItemForm | None, scope: str | None) -> None:
    first = items[0]
    if form is not None:
        protos = [form.to_proto(item, scope) for item in items]
        _list(collection.bytes_list, [proto.SerializeToString() for proto in protos if proto is not None])
    elif isinstance(first, str | bytes):
        _list(collection.bytes_list, [_as_bytes(item) for item in items])
    elif isinstance(first, numbers.Integral) and not hasattr(first, "dtype"):
        _list(collection.int64_list, [int(item) if isinstance(item, bool) else item for item in items])
    elif isinstance(first, float) and not hasattr(first, "dtype"):
        _list(collection.float_list, items)
    else:
        names = [item.name for item in items]
        if scope:
            names = [name.removeprefix(f"{scope}/") for name in names if name.startswith(f"{scope}/")]
        _list(collection.node_list, names)


def _list(field: Any, values: list[Any]) -> None:
    if values:
        field.value.extend(values)


def _as_bytes(text: Any) -> bytes:
    return text if isinstance(text, bytes) else str.encode(text)


# ---- from messages


def restore_collections(meta_graph: Any, graph: Graph, scope: str) -> None:
    """Adds the items of the collections in a `MetaGraphDef` to the graph; a variable in several stays one."""
    known: dict[bytes, Any] = {}
    for name in sorted(meta_graph.collection_def):
        collection = meta_graph.collection_def[name]
        kind = collection.WhichOneof("kind")
        if kind is None:
            _log.error("Cannot identify data type for collection %s. Skipping.", name)
            continue
        for value in getattr(collection, kind).value:
            graph.add_to_collection(name, _item(name, kind, value, graph, scope, known))


def _item(name: str, kind: str, value: Any, graph: Graph, scope: str, known: dict[bytes, Any]) -> Any:
    form = FORMS.get(name)
    if kind == "node_list":
        return graph.as_graph_element(f"{scope}/{value}" if scope else value)
    if kind != "bytes_list" or form is None:
        return value
    if name in VARIABLE_COLLECTIONS and value in known:
        return known[value]
    item = form.from_proto(form.message_class().FromString(value), scope or None)
    if name in VARIABLE_COLLECTIONS:
        known[value] = item
    return item
