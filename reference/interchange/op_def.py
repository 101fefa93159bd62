"""An op's signature as an `OpDef` message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.interchange.attr_value import fill_attr
from reference.interchange.messages import message

if TYPE_CHECKING:
    from reference.opdef.record import OpRecord
    from reference.opdef.signature import Argument, Attribute


def op_def_of(record: OpRecord) -> Any:
    """The signature of an op as a new `OpDef`, equal to TensorFlow's but for the words that describe it."""
    op_def = message("OpDef")(name=record.name)
    for argument in record.signature.inputs:
        _fill_argument(op_def.input_arg.add(), argument)
    for argument in record.signature.outputs:
        _fill_argument(op_def.output_arg.add(), argument)
    for attr in record.signature.attrs.values():
        _fill_attribute(op_def.attr.add(), attr)
    op_def.is_commutative = record.commutative
    op_def.is_aggregate = record.aggregate
    op_def.is_stateful = record.stateful
    op_def.allows_uninitialized_input = record.allows_uninitialized
    if record.removed is not None:
        op_def.deprecation.version, op_def.deprecation.explanation = record.removed
    return op_def


def _fill_argument(proto: Any, argument: Argument) -> None:
    proto.name = argument.name
    proto.is_ref = argument.is_ref
    if argument.dtype is not None:
        proto.type = argument.dtype.as_datatype_enum
    proto.type_attr = argument.type_attr or ""
    proto.number_attr = argument.number_attr or ""
    proto.type_list_attr = argument.type_list_attr or ""


def _fill_attribute(proto: Any, attr: Attribute) -> None:
    proto.name = attr.name
    proto.type = attr.kind
    if attr.minimum is not None:
        proto.has_minimum = True
        proto.minimum = attr.minimum
    if attr.allowed is not None:
        fill_attr(proto.allowed_values, f"list({attr.element})", list(attr.allowed))
    if attr.has_default:
        fill_attr(proto.default_value, attr.kind, attr.default)
