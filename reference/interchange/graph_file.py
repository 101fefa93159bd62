"""Graphs in files: a `GraphDef` or a `MetaGraphDef`, in binary or as text."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, NamedTuple

from reference.graph.graph import Graph
from reference.interchange.files import file_errors
from reference.interchange.messages import message, text_of
from reference.public import public

_OP_NAME = re.compile(r"[A-Za-z_>][\w>.]*")
_CONTROL_CHARACTERS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_META_GRAPH_FIELDS = re.compile(r"^(meta_info_def|graph_def|saver_def|collection_def|signature_def)\b", re.M)
_SAVED_MODEL = re.compile(rb"\x08.\x12", re.S)  # saved_model_schema_version, then the first of meta_graphs


class GraphFile(NamedTuple):
    """What a file of a graph holds."""

    graph_def: Any
    producer_op_list: Any  # an OpList that says what the ops were for the program that wrote it, or None


def read_graph_file(path: str | os.PathLike[str]) -> GraphFile:
    """The graph in a file, whichever of its forms it has.

    Raises ValueError that names the file where it holds no graph, and the `errors.OpError` of a step where
    it cannot be read.
    """
    name = os.fspath(path)
    with file_errors(name):
        content = Path(name).read_bytes()
    try:
        return _read(content)
    except ValueError as problem:
        raise ValueError(f"{name}: {problem}") from None


def _read(content: bytes) -> GraphFile:
    if not content:
        raise ValueError("the file is empty")
    text = None if _CONTROL_CHARACTERS.search(content) else _decoded(content)
    return _read_binary(content) if text is None else _read_text(text)


def _decoded(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _read_text(text: str) -> GraphFile:
    from google.protobuf import text_format

    kind = "MetaGraphDef" if _META_GRAPH_FIELDS.search(text) else "GraphDef"
    try:
        parsed = text_format.Parse(text, message(kind)())
    except text_format.ParseError as problem:
        raise ValueError(f"not a {kind} as text: {problem}".replace('"tensorboard.', '"tensorflow.')) from None
    return _found(parsed)


def _read_binary(content: bytes) -> GraphFile:
    from google.protobuf.message import DecodeError

    for kind in ("GraphDef", "MetaGraphDef"):
        try:
            found = _found(message(kind).FromString(content))
        except DecodeError:
            continue
        if found.graph_def.node and all(_OP_NAME.fullmatch(node.op) for node in found.graph_def.node):
            return found
    if _SAVED_MODEL.match(content):
        raise ValueError("a SavedModel, not a single graph: give the file of one of its graphs")
    raise ValueError("neither a GraphDef nor a MetaGraphDef, or cut short")


def _found(parsed: Any) -> GraphFile:
    if parsed.DESCRIPTOR.name == "GraphDef":
        return GraphFile(parsed, None)
    info = parsed.meta_info_def
    return GraphFile(parsed.graph_def, info.stripped_op_list if info.HasField("stripped_op_list") else None)


@public("train.write_graph", "io.write_graph")
def write_graph(graph_or_graph_def: Any, logdir: str, name: str, as_text: bool = True) -> str:
    """Writes a `Graph` or `GraphDef` to the file ``name`` in the folder ``logdir``; gives its path (INT-17)."""
    is_graph = isinstance(graph_or_graph_def, Graph)
    graph_def = graph_or_graph_def.as_graph_def() if is_graph else graph_or_graph_def
    content = text_of(graph_def).encode() if as_text else graph_def.SerializeToString(deterministic=True)
    folder, path = os.fspath(logdir), os.path.join(logdir, name)
    with file_errors(folder):
        if folder:
            os.makedirs(folder, exist_ok=True)
    with file_errors(path):
        Path(path).write_bytes(content)
    return path
