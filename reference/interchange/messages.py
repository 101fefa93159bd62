"""The protobuf messages, imported when the first of them is needed.

They are TensorBoard's copies of TensorFlow's own messages: the same on the wire and as text.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

_HOMES: dict[str, str] = {
    "AttrValue": "attr_value", "NameAttrList": "attr_value", "ConfigProto": "config", "GPUOptions": "config",
    "GraphOptions": "config", "OptimizerOptions": "config", "RunMetadata": "config", "RunOptions": "config",
    "ThreadPoolOptionProto": "config", "CostGraphDef": "cost_graph", "DebugOptions": "debug", "Event": "event",
    "LogMessage": "event", "SessionLog": "event", "TaggedRunMetadata": "event", "FunctionDef": "function",
    "FunctionDefLibrary": "function", "GradientDef": "function", "GraphDef": "graph", "HistogramProto": "histogram",
    "AssetFileDef": "meta_graph", "CollectionDef": "meta_graph", "MetaGraphDef": "meta_graph",
    "SignatureDef": "meta_graph", "TensorInfo": "meta_graph", "NodeDef": "node_def", "OpDef": "op_def",
    "OpList": "op_def", "RewriterConfig": "rewriter_config", "SaverDef": "saver", "StepStats": "step_stats",
    "DeviceStepStats": "step_stats", "NodeExecStats": "step_stats", "Summary": "summary",
    "SummaryDescription": "summary", "SummaryMetadata": "summary", "TensorProto": "tensor",
    "TensorShapeProto": "tensor_shape", "SaveSliceInfoDef": "variable", "VariableDef": "variable",
    "VersionDef": "versions",
}  # fmt: skip


@cache
def message(name: str) -> Any:
    """The class of a message by its name, such as ``"GraphDef"``."""
    module = importlib.import_module(f"tensorboard.compat.proto.{_HOMES[name]}_pb2")
    return getattr(module, name)


def is_message(value: Any, name: str) -> bool:
    """Whether ``value`` is a message of that name, from whichever package its class comes."""
    descriptor = getattr(value, "DESCRIPTOR", None)
    return descriptor is not None and descriptor.full_name == f"tensorflow.{name}"
