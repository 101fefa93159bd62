"""Puts the ``tf`` module together from the names that each definition gives itself."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

from reference import dtypes, errors, ops, tensor_shape
from reference.graph.collections import GraphKeys
from reference.graph.defaults import get_default_graph, get_default_session, reset_default_graph
from reference.graph.device import DeviceSpec
from reference.graph.graph import Graph
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.functions import publish_ops
from reference.public import PUBLIC, fill_namespace, publish, submodule

_CLASSES = {
    "Graph": Graph, "Operation": Operation, "Tensor": Tensor, "GraphKeys": GraphKeys, "DeviceSpec": DeviceSpec,
    "TensorShape": tensor_shape.TensorShape, "Dimension": tensor_shape.Dimension, "DType": dtypes.DType,
    "as_dtype": dtypes.as_dtype, "OpError": errors.OpError, "errors": errors,
    "get_default_graph": get_default_graph, "get_default_session": get_default_session,
    "reset_default_graph": reset_default_graph,
}  # fmt: skip

# Modules beside the ops whose definitions give themselves public names.
_HOMES = ("convert", "graph.name_scope", "graph.of_default_graph", "sparse", "session.session", "session.interactive")

# Names whose home needs the protobuf messages: imported when they are first asked for.
_LAZY: dict[str, str] = {}


def assemble(root: ModuleType) -> None:
    """Sets every public name on ``root``, ``root.compat.v1`` and the modules below them."""
    ops.import_all()
    for home in _HOMES:
        importlib.import_module(f"reference.{home}")
    publish_ops()
    for name, thing in _CLASSES.items():
        publish(name, thing)
    for dtype in dtypes.ALL_DTYPES:
        publish(dtype.name, dtype)
    fill_namespace(root)
    compat = submodule(root, "compat.v1")
    for name in PUBLIC:
        top = name.split(".")[0]
        setattr(compat, top, getattr(root, top))


def lazy_attribute(name: str) -> Any:
    """A public name that is imported when it is first used; AttributeError as for any module."""
    raise AttributeError(f"module {sys.modules['reference'].__name__!r} has no attribute {name!r}")
