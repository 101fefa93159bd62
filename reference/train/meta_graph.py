"""A graph with its collections and its saver as one message or file, and back (CKP-35, CKP-37)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from reference.graph.defaults import get_default_graph
from reference.graph.graph import Graph
from reference.interchange.files import file_errors, path_of
from reference.interchange.import_graph_def import import_graph_def
from reference.interchange.messages import is_message, message, text_of
from reference.interchange.op_def import op_def_of
from reference.opdef.record import REGISTRY
from reference.public import public
from reference.train.collection_def import add_collection, restore_collections
from reference.train.graph_def_parts import below_scope, without_default_attrs, without_other_savers

TENSORFLOW_VERSION = "1.15.5"


# ---- export


@public("train.export_meta_graph")
def export_meta_graph(
    filename: str | None = None,
    meta_info_def: Any = None,
    graph_def: Any = None,
    saver_def: Any = None,
    collection_list: Sequence[str] | None = None,
    as_text: bool = False,
    graph: Graph | None = None,
    export_scope: str | None = None,
    clear_devices: bool = False,
    clear_extraneous_savers: bool = False,
    strip_default_attrs: bool = False,
    save_debug_info: bool = False,
) -> Any:
    """The default graph, or ``graph``, with its collections as a `MetaGraphDef`; ``filename`` is where it is written.

    ``export_scope`` takes only what is below a name scope; ``clear_extraneous_savers`` takes out the operations of
    savers other than the one of ``saver_def``.  Raises TypeError for arguments that are not the messages that they
    should be.
    """
    _check_message("meta_info_def", meta_info_def, "MetaInfoDef")
    _check_message("graph_def", graph_def, "GraphDef")
    _check_message("saver_def", saver_def, "SaverDef")
    graph = get_default_graph() if graph is None else graph
    meta_graph = message("MetaGraphDef")()
    if meta_info_def is not None:
        meta_graph.meta_info_def.CopyFrom(meta_info_def)
    meta_graph.graph_def.CopyFrom(graph.as_graph_def(add_shapes=True) if graph_def is None else graph_def)
    if saver_def is not None:
        meta_graph.saver_def.CopyFrom(saver_def)
    for name in graph.get_all_collection_keys() if collection_list is None else collection_list:
        add_collection(meta_graph, graph, name, export_scope)
    if export_scope is not None:
        below_scope(meta_graph, export_scope)
    if clear_devices:
        for node in meta_graph.graph_def.node:
            node.device = ""
    if clear_extraneous_savers:
        without_other_savers(meta_graph)
    _describe_ops(meta_graph, strip_default_attrs)
    if filename:
        _write(meta_graph, filename, as_text)
    return meta_graph


def _check_message(argument: str, value: Any, name: str) -> None:
    if value is not None and not is_message(value, name):
        raise TypeError(f"{argument} must be of type {name}, not %s", type(value))


def _describe_ops(meta_graph: Any, strip_default_attrs: bool) -> None:
    """Notes which ops the graph uses, and leaves attributes out that have their default values, if asked for."""
    info = meta_graph.meta_info_def
    used = {node.op for node in meta_graph.graph_def.node}
    del info.stripped_op_list.op[:]
    info.stripped_op_list.SetInParent()
    info.stripped_op_list.op.extend([op_def_of(REGISTRY[name]) for name in sorted(used) if name in REGISTRY])
    info.tensorflow_version = TENSORFLOW_VERSION
    info.tensorflow_git_version = "unknown"
    if strip_default_attrs:
        without_default_attrs(meta_graph.graph_def)
        info.stripped_default_attrs = True


def _write(meta_graph: Any, path: str, as_text: bool) -> None:
    folder = os.path.dirname(path)
    with file_errors(path):
        if folder:
            os.makedirs(folder, exist_ok=True)
        with open(path, "wb") as file:
            file.write(text_of(meta_graph).encode() if as_text else meta_graph.SerializeToString(deterministic=True))


# ---- import


@public("train.import_meta_graph")
def import_meta_graph(
    meta_graph_or_file: Any, clear_devices: bool = False, import_scope: str | None = None, **kwargs: Any
) -> Any:
    """Adds the graph and the collections of a `MetaGraphDef`, or of a file with one, to the default graph.

    Gives the saver that the message tells of; where it tells of none, a new one of the variables, and None where
    there are none.  Keywords are those of `tf.import_graph_def`: ``input_map``, ``return_elements``.  Raises OSError
    for a file that does not exist or holds no such message.
    """
    from reference.train.saver import Saver, all_saveable

    unknown = next((key for key in kwargs if key not in ("input_map", "return_elements")), None)
    if unknown is not None:
        raise TypeError(f"import_meta_graph() got an unexpected keyword argument '{unknown}'")
    given = is_message(meta_graph_or_file, "MetaGraphDef")
    meta_graph = meta_graph_or_file if given else read_meta_graph(meta_graph_or_file)
    graph = get_default_graph()
    below = graph.unique_name((import_scope or "").rstrip("/"), mark_as_used=False)
    scope = below.rstrip("/")
    _import(meta_graph, clear_devices, import_scope or below, **kwargs)
    restore_collections(meta_graph, graph, scope)
    if meta_graph.HasField("saver_def"):
        return Saver(saver_def=meta_graph.saver_def, name=scope)
    return Saver() if all_saveable(scope or None) else None


def _import(
    meta_graph: Any, clear_devices: bool, name: str,
    input_map: Mapping[str, Any] | None = None, return_elements: Sequence[str] | None = None,
) -> None:  # fmt: skip
    graph_def = meta_graph.graph_def
    if clear_devices:
        graph_def = message("GraphDef")()
        graph_def.CopyFrom(meta_graph.graph_def)
        for node in graph_def.node:
            node.device = ""
    ops = meta_graph.meta_info_def.stripped_op_list
    import_graph_def(graph_def, input_map, return_elements, name=name, producer_op_list=ops)


def read_meta_graph(path: Any) -> Any:
    """The `MetaGraphDef` that a file holds, in binary form or as text; OSError if it holds none."""
    from google.protobuf import text_format
    from google.protobuf.message import DecodeError

    path = path_of(path)
    if not os.path.exists(path):
        raise OSError(f"File {path} does not exist.")
    with file_errors(path), open(path, "rb") as file:
        contents = file.read()
    meta_graph = message("MetaGraphDef")()
    try:
        meta_graph.ParseFromString(contents)
    except DecodeError:
        try:
            text_format.Parse(contents.decode(), meta_graph)
        except text_format.ParseError as error:
            problem = str(error).replace('"tensorboard.', '"tensorflow.')
            raise OSError(f"Cannot parse file {path}: {problem}.") from None
    return meta_graph
