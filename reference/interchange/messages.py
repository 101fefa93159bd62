"""The protobuf messages, imported when the first of them is needed.

They are TensorBoard's copies of TensorFlow's own messages: the same on the wire and as text.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

_HOMES = {  # the module of each message
    "attr_value": "AttrValue NameAttrList",
    "cluster": "ClusterDef JobDef",
    "config": "ConfigProto GPUOptions GraphOptions OptimizerOptions RunMetadata RunOptions ThreadPoolOptionProto",
    "cost_graph": "CostGraphDef",
    "debug": "DebugOptions",
    "event": "Event LogMessage SessionLog TaggedRunMetadata",
    "function": "FunctionDef FunctionDefLibrary GradientDef",
    "graph": "GraphDef",
    "histogram": "HistogramProto",
    "meta_graph": "AssetFileDef CollectionDef MetaGraphDef SignatureDef TensorInfo",
    "node_def": "NodeDef",
    "op_def": "OpDef OpList",
    "resource_handle": "ResourceHandleProto",
    "rewriter_config": "RewriterConfig",
    "saver": "SaverDef",
    "step_stats": "DeviceStepStats NodeExecStats StepStats",
    "summary": "Summary SummaryDescription SummaryMetadata",
    "tensor": "TensorProto",
    "tensor_shape": "TensorShapeProto",
    "variable": "SaveSliceInfoDef VariableDef",
    "versions": "VersionDef",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


@cache
def message(name: str) -> Any:
    """The class of a message by its name, such as ``"GraphDef"`` (INT-1)."""
    if name == "QueueRunnerDef":  # TensorBoard does not need it
        from reference.interchange.queue_runner_def import queue_runner_def

        return queue_runner_def()
    module = importlib.import_module(f"tensorboard.compat.proto.{_HOME_OF[name]}_pb2")
    found = getattr(module, name)
    print_in_order(found.DESCRIPTOR)
    return found


def text_of(proto: Any) -> str:
    """A message as text, as TensorFlow 1.15 prints it: attributes in the order of their names, floats as such."""
    from google.protobuf import text_format

    return text_format.MessageToString(proto, as_utf8=False)


_IN_ORDER: set[str] = set()  # the messages that print as TensorFlow's do


def print_in_order(descriptor: Any) -> None:
    """Lets ``str`` of a message and of all messages in it be `text_of`.

    The ``str`` of today's protobuf gives the entries of a map backwards and ``1.0`` as ``1``; programs and
    recorded outputs of the 1.x years expect otherwise.
    """
    from google.protobuf.message_factory import GetMessageClass

    if descriptor.full_name in _IN_ORDER:
        return
    _IN_ORDER.add(descriptor.full_name)
    found: Any = GetMessageClass(descriptor)
    found.__str__ = found.__repr__ = text_of
    for field in descriptor.fields:
        if field.message_type is not None:
            print_in_order(field.message_type)


def is_message(value: Any, name: str) -> bool:
    """Whether ``value`` is a message of that name, from whichever package its class comes."""
    descriptor = getattr(value, "DESCRIPTOR", None)
    return descriptor is not None and descriptor.name == name
