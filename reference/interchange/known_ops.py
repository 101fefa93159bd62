"""Ops that a message may name: those of the registry, and those of TensorFlow that have no kernel here.

``tensorflow_ops.pb.gz`` holds what TensorFlow 1.15.5 says of the signatures of all its ops.
"""

from __future__ import annotations

import gzip
import platform
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from reference.dtypes import as_dtype
from reference.errors import NotFoundError, UnimplementedError
from reference.interchange.attr_value import from_attr_value
from reference.interchange.messages import message
from reference.opdef.record import REGISTRY, OpRecord
from reference.opdef.signature import MISSING, Argument, Attribute, Signature

_FILE = Path(__file__).with_name("tensorflow_ops.pb.gz")
_TRAITS = {  # field of an OpDef: trait of a record
    "is_stateful": "stateful",
    "is_commutative": "commutative",
    "is_aggregate": "aggregate",
    "allows_uninitialized_input": "allows_uninitialized",
}


@cache
def tensorflow_ops() -> dict[str, Any]:
    """The `OpDef` of every op of TensorFlow 1.15.5, without its documentation."""
    op_list = message("OpList").FromString(gzip.decompress(_FILE.read_bytes()))
    return {op_def.name: op_def for op_def in op_list.op}


def find_record(op_type: str, functions: Mapping[str, Any], producer: int) -> OpRecord:
    """The record of an op, made without a kernel where TensorFlow has the op and the registry does not.

    ``functions`` are the `FunctionDef`s that a node may call by name, ``producer`` the version of the graph.
    Raises NotFoundError for a name that no op has, UnimplementedError for an op that graphs of that
    version must not use (INT-10).
    """
    record = REGISTRY.get(op_type)
    if record is None and op_type in functions:
        return record_of(functions[op_type].signature)
    if record is None:
        if op_type not in tensorflow_ops():
            raise unknown_op(op_type)
        record = _without_kernel(op_type)
    removal = record.removal(producer)
    if removal:
        raise UnimplementedError(None, None, removal)
    return record


@cache
def _without_kernel(op_type: str) -> OpRecord:
    return record_of(tensorflow_ops()[op_type])


def record_of(op_def: Any) -> OpRecord:
    """The record, without a kernel, of an op of which only the `OpDef` is known."""
    signature = Signature(
        tuple(map(_argument, op_def.input_arg)),
        tuple(map(_argument, op_def.output_arg)),
        {attr.name: _attribute(attr) for attr in op_def.attr},
    )
    deprecation = op_def.deprecation if op_def.HasField("deprecation") else None
    removed = None if deprecation is None else (deprecation.version, deprecation.explanation)
    traits = {trait: getattr(op_def, field) for field, trait in _TRAITS.items()}
    return OpRecord(op_def.name, signature, removed=removed, **traits)


def _argument(arg: Any) -> Argument:
    dtype = as_dtype(arg.type) if arg.type else None
    return Argument(
        arg.name, dtype, arg.type_attr or None, arg.number_attr or None, arg.type_list_attr or None, arg.is_ref
    )


def _attribute(attr: Any) -> Attribute:
    allowed = from_attr_value(attr.allowed_values) if attr.HasField("allowed_values") else None
    return Attribute(
        attr.name,
        attr.type,
        None if allowed is None else tuple(allowed),
        attr.minimum if attr.has_minimum else None,
        from_attr_value(attr.default_value) if attr.HasField("default_value") else MISSING,
    )


def unknown_op(op_type: str) -> NotFoundError:
    """The error for an op that neither TensorFlow nor the registry knows."""
    return NotFoundError(
        None, None, f"Op type not registered '{op_type}' in binary running on {platform.node()}. "
        "Make sure the Op and Kernel are registered in the binary running in this process. Note that if you are "
        "loading a saved graph which used ops from tf.contrib, accessing (e.g.) `tf.contrib.resampler` should be done "
        "before importing the graph, as contrib ops are lazily registered when the module is first accessed."
    )  # fmt: skip
