"""`Graph.create_op`: an operation from its op's name, its inputs and attributes given as messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reference.dtypes import DType
from reference.graph.tensor import Tensor
from reference.interchange.attr_value import from_attr_value, to_attr_value
from reference.interchange.known_ops import find_record
from reference.interchange.messages import is_message
from reference.interchange.node_attributes import node_attributes
from reference.interchange.op_summary import dtype_constant, dtype_word, op_summary
from reference.opdef.apply import output_types
from reference.opdef.record import OpRecord
from reference.opdef.signature import Argument

if TYPE_CHECKING:
    from reference.graph.graph import Graph
    from reference.graph.operation import Operation


def create_op(
    graph: Graph, op_type: str, inputs: Sequence[Tensor], name: str | None, attr_protos: Mapping[str, Any]
) -> Operation:
    """Adds an operation; what ``attr_protos`` does not say comes from the dtypes of the inputs, or is the default.

    INT-21.  Raises NotFoundError for an unknown op, TypeError for inputs that are no tensors, ValueError for inputs,
    attributes and shapes that do not fit.
    """
    for index, tensor in enumerate(inputs):
        if not isinstance(tensor, Tensor):
            raise TypeError(f"Input #{index} is not a tensor: {tensor}")
        if tensor.graph is not graph:
            raise ValueError(f"Input #{index} is a tensor of another graph: {tensor}")
    record = find_record(op_type, graph._functions, 0)
    label = name or op_type
    for key, proto in attr_protos.items():
        if not is_message(proto, "AttrValue"):
            raise TypeError(f"attribute {key!r} of '{label}' must be an AttrValue, not {type(proto).__name__}")
    inferred = _inferred(record, label, inputs, attr_protos)
    protos = {key: to_attr_value(record.signature.attrs[key].kind, value) for key, value in inferred.items()}
    attrs = node_attributes(record, label, {**attr_protos, **protos}, inputs)
    return graph.add_operation(record, list(inputs), attrs, output_types(record, attrs), name)


def _inferred(record: OpRecord, name: str, inputs: Sequence[Tensor], given: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that the inputs determine; ValueError where they disagree with each other or with those given."""
    building = f" while building NodeDef '{name}' using {op_summary(record)}"
    attrs: dict[str, Any] = {}
    for argument, tensors in _grouped(record, name, inputs, given):
        types = [tensor._dtype.base_dtype for tensor in tensors]
        if argument.number_attr:
            attrs[argument.number_attr] = len(tensors)
        if argument.type_list_attr:
            attrs[argument.type_list_attr] = types
        for tensor, dtype in zip(tensors, types, strict=True):
            if argument.is_ref and not tensor._dtype.is_ref_dtype:
                raise ValueError(f"Input '{argument.name}' passed {dtype_word(dtype)} expected ref type{building}")
            if argument.dtype is not None and dtype is not argument.dtype:
                expected = dtype_word(argument.dtype)
                raise ValueError(f"Input '{argument.name}' passed {dtype_word(dtype)} expected {expected}{building}")
            if argument.type_attr:
                _agree(attrs.setdefault(argument.type_attr, dtype), dtype, argument.type_attr, building)
    for key, value in attrs.items():
        if isinstance(value, DType) and key in given:
            _agree(value, from_attr_value(given[key]), key, building)
    return attrs


def _agree(one: DType, other: Any, key: str, building: str) -> None:
    if one is not other:
        shown = dtype_constant(other) if isinstance(other, DType) else repr(other)
        raise ValueError(f"Inconsistent values for attr '{key}' {dtype_constant(one)} vs. {shown}{building}")


def _grouped(
    record: OpRecord, name: str, inputs: Sequence[Tensor], given: Mapping[str, Any]
) -> Iterator[tuple[Argument, Sequence[Tensor]]]:
    """The inputs of each argument; a list takes as many as its attribute says, or all that the others leave."""
    arguments = record.signature.inputs
    left = len(inputs) - sum(not argument.is_list for argument in arguments)
    start = 0
    for argument in arguments:
        count = 1
        if argument.is_list:
            count = _given_count(argument, given, left)
            left -= count
        yield argument, inputs[start : start + count]
        start += count
    if left or start != len(inputs):
        raise ValueError(f"'{name}' has {len(inputs)} inputs, which do not fit {op_summary(record)}")


def _given_count(argument: Argument, given: Mapping[str, Any], left: int) -> int:
    attr = given.get(argument.number_attr or argument.type_list_attr or "")
    if attr is None:
        return left
    return int(attr.i) if argument.number_attr else len(attr.list.type)
