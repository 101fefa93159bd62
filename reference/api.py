"""Puts the ``tf`` module together from the names that each definition gives itself."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection
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
    "as_dtype": dtypes.as_dtype, "half": dtypes.half, "double": dtypes.double,
    "OpError": errors.OpError, "errors": errors,
    "get_default_graph": get_default_graph, "get_default_session": get_default_session,
    "reset_default_graph": reset_default_graph,
}  # fmt: skip

# Modules beside the ops whose definitions give themselves public names.
_HOMES = ("behavior", "convert", "program_log", "graph.name_scope", "graph.of_default_graph", "sparse",
          "session.session", "session.interactive", "session.keras_session", "interchange.tensor_proto",
          "interchange.import_graph_def", "interchange.graph_file", "interchange.graph_util", "interchange.timeline",
          "interchange.record_file", "files", "variables", "train", "summary")  # fmt: skip

# Messages by the module in which they stand: protobuf is imported when one is first asked for.
_LAZY = {
    "": ("AttrValue", "ConfigProto", "Event", "GPUOptions", "GraphDef", "GraphOptions", "HistogramProto", "LogMessage",
         "MetaGraphDef", "NameAttrList", "NodeDef", "OptimizerOptions", "RunMetadata", "RunOptions", "SessionLog",
         "Summary", "SummaryMetadata", "TensorInfo"),
    "summary": ("Event", "SessionLog", "Summary", "SummaryDescription", "TaggedRunMetadata"),
    "train": ("ClusterDef", "JobDef", "SaverDef"),
}  # fmt: skip


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
    for path, names in _LAZY.items():
        module = submodule(root, path)
        module.__dict__["__getattr__"] = _lazy_attributes(module.__name__, names)
    compat = submodule(root, "compat.v1")
    for name in {name.split(".")[0] for name in (*PUBLIC, *filter(None, _LAZY))}:
        setattr(compat, name, getattr(root, name))
    compat.__dict__["__getattr__"] = _lazy_attributes(compat.__name__, _LAZY[""])


def _lazy_attributes(module: str, names: Collection[str]) -> Callable[[str], Any]:
    """A module's ``__getattr__`` that knows some messages by name."""

    def attribute(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        from reference.interchange.messages import message

        return message(name)

    return attribute
