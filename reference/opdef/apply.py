"""From a call of an op's function to an operation in the graph.

The dtypes that the inputs have decide the attributes that the caller cannot give.  Every Python
value among the inputs becomes a constant, in a name scope of the operation's own name (OPS-2).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from reference.convert import to_tensor
from reference.dtypes import DType
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.elements import common_graph
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.attributes import attribute_value, not_allowed
from reference.opdef.record import OpRecord
from reference.opdef.signature import Argument


def apply_op(record: OpRecord, name: str | None, arguments: dict[str, Any]) -> Operation:
    """Adds an operation; ``arguments`` has inputs and attributes by name.

    Raises TypeError for dtypes that do not fit, ValueError for shapes, lengths and attributes that do not.
    """
    inputs = [arguments[argument.name] for argument in record.signature.inputs]
    graph = common_graph([item for value in inputs for item in (value if isinstance(value, list | tuple) else (value,))])
    graph = graph or DEFAULT_GRAPHS.get_default()
    if all(isinstance(value, Tensor) for value in inputs):  # nothing to convert: no scope is needed
        tensors, attrs = _inputs(record, inputs)
        return _add(graph, record, tensors, attrs, arguments, name)
    with graph.as_default(), graph.name_scope(name or record.name) as scope:
        tensors, attrs = _inputs(record, inputs)
        return _add(graph, record, tensors, attrs, arguments, scope)


def _add(
    graph: Any, record: OpRecord, tensors: list[Tensor], attrs: dict[str, Any], arguments: dict[str, Any], name: str | None
) -> Operation:
    for attr in record.signature.given:
        value = arguments.get(attr.name)
        attrs[attr.name] = attr.default if value is None and attr.has_default else attribute_value(record, attr, value)
    types = output_types(record, attrs)
    if not record.signature.references:
        return graph.add_operation(record, tensors, attrs, types, name)  # type: ignore[no-any-return]
    with ExitStack() as blocks:  # what changes a variable stands where the variable stands (VAR-8)
        for position in record.signature.references:
            blocks.enter_context(graph.colocate_with(tensors[position]))
        return graph.add_operation(record, tensors, attrs, types, name)  # type: ignore[no-any-return]


def output_types(record: OpRecord, attrs: dict[str, Any]) -> list[DType]:
    """The dtype of every output of an op with these attributes."""
    types: list[DType] = []
    for argument in record.signature.outputs:
        if argument.type_list_attr:
            types.extend(attrs[argument.type_list_attr])
            continue
        dtype = argument.dtype or attrs[argument.type_attr or ""]
        dtype = dtype._as_ref if argument.is_ref else dtype
        types.extend([dtype] * (attrs[argument.number_attr] if argument.number_attr else 1))
    return types


def _inputs(record: OpRecord, values: Sequence[Any]) -> tuple[list[Tensor], dict[str, Any]]:
    """All input tensors, and the attributes that they determine."""
    attrs: dict[str, Any] = {}
    tensors: list[Tensor] = []
    deciding: dict[str, str] = {}  # which argument decided an attribute
    for argument, value in zip(record.signature.inputs, values, strict=True):
        if argument.is_list:
            tensors.extend(_list_input(record, argument, value, attrs))
        else:
            tensors.append(_single_input(record, argument, value, attrs, deciding))
    return tensors, attrs


def _single_input(
    record: OpRecord, argument: Argument, value: Any, attrs: dict[str, Any], deciding: dict[str, str]
) -> Tensor:
    attr_name = argument.type_attr
    wanted = argument.dtype if attr_name is None else attrs.get(attr_name)
    tensor = value
    if not isinstance(value, Tensor):
        tensor = _convert(record, argument, value, wanted)
    if argument.is_ref and not tensor._dtype.is_ref_dtype:
        raise TypeError(
            f"'{record.name}' Op requires that input '{argument.name}' be a mutable tensor (e.g.: a tf.Variable)"
        )
    base = tensor._dtype.base_dtype
    if attr_name is None:
        if base != wanted:
            raise TypeError(
                f"Input '{argument.name}' of '{record.name}' Op has type {base.name} "
                f"that does not match expected type of {wanted.name if wanted else None}."
            )
    elif wanted is None:
        attr = record.signature.attrs[attr_name]
        if attr.allowed is not None and base not in attr.allowed:
            raise not_allowed(base, attr, argument.name)
        attrs[attr_name], deciding[attr_name] = base, argument.name
    elif base != wanted:
        raise TypeError(
            f"Input '{argument.name}' of '{record.name}' Op has type {base.name} "
            f"that does not match type {wanted.name} of argument '{deciding[attr_name]}'."
        )
    return tensor  # type: ignore[no-any-return]


def _convert(record: OpRecord, argument: Argument, value: Any, wanted: DType | None) -> Tensor:
    attr = record.signature.attrs.get(argument.type_attr or "")
    preferred = attr.default if attr is not None and attr.has_default else None
    try:
        tensor = to_tensor(value, None, argument.name, wanted or preferred, argument.is_ref) if wanted is None else to_tensor(
            value, wanted, argument.name, None, argument.is_ref
        )
    except TypeError as error:
        if wanted is None:
            raise
        raise TypeError(
            f"Expected {wanted.name} passed to parameter '{argument.name}' of op '{record.name}', "
            f"got {value!r} of type '{type(value).__name__}' instead. Error: {error}"
        ) from None
    except ValueError:
        if wanted is None:
            raise
        found = to_tensor(value, None, argument.name, None, argument.is_ref)  # says what the value is, to name its dtype
        raise _mismatch(record, argument, found._dtype.base_dtype, wanted) from None
    return tensor


def _mismatch(record: OpRecord, argument: Argument, found: DType, wanted: DType) -> TypeError:
    expected = f"expected type of {wanted.name}" if argument.type_attr is None else f"type {wanted.name} of argument"
    return TypeError(f"Input '{argument.name}' of '{record.name}' Op has type {found.name} that does not match {expected}.")


def _list_input(record: OpRecord, argument: Argument, value: Any, attrs: dict[str, Any]) -> list[Tensor]:
    from reference.opdef.attributes import snake_case

    if not isinstance(value, list | tuple):
        raise TypeError(f"Expected list for '{argument.name}' argument to '{snake_case(record.name)}' Op, not {value!r}.")
    tensors = _list_tensors(record, argument, value, attrs)
    if argument.number_attr:
        _check_count(record, argument, argument.number_attr, len(tensors), attrs)
        attrs[argument.number_attr] = len(tensors)
    if argument.type_list_attr:
        attr = record.signature.attrs[argument.type_list_attr]
        if attr.minimum is not None and len(tensors) < attr.minimum:
            raise ValueError(
                f"List argument '{argument.name}' to '{record.name}' Op with length {len(tensors)} "
                f"shorter than minimum length {attr.minimum}."
            )
        attrs[attr.name] = [tensor._dtype.base_dtype for tensor in tensors]
    elif argument.type_attr and tensors:
        _note_type(record, argument, argument.type_attr, tensors, attrs)
    return tensors


def _list_tensors(record: OpRecord, argument: Argument, values: Sequence[Any], attrs: dict[str, Any]) -> list[Tensor]:
    wanted = argument.dtype if argument.type_attr is None else attrs.get(argument.type_attr)
    if wanted is None and argument.number_attr:
        wanted = next((value._dtype.base_dtype for value in values if isinstance(value, Tensor)), None)
    try:
        return [
            to_tensor(value, None if isinstance(value, Tensor) else wanted, f"{argument.name}_{index}", None, argument.is_ref)
            for index, value in enumerate(values)
        ]
    except (TypeError, ValueError):
        if not argument.number_attr:
            raise
        types = [_type_name(value) for value in values]
        raise TypeError(
            f"Tensors in list passed to '{argument.name}' of '{record.name}' Op have types "
            f"[{', '.join(types)}] that don't all match."
        ) from None


def _type_name(value: Any) -> str:
    try:
        return to_tensor(value)._dtype.base_dtype.name
    except (TypeError, ValueError):
        return "<NOT CONVERTIBLE TO TENSOR>"


def _check_count(record: OpRecord, argument: Argument, attr_name: str, count: int, attrs: dict[str, Any]) -> None:
    known = attrs.get(attr_name)
    minimum = record.signature.attrs[attr_name].minimum or 0
    if known is not None and known != count:
        raise ValueError(
            f"List argument '{argument.name}' to '{record.name}' Op with length {count} must match length {known} "
            f"of argument '{argument.name}'."
        )
    if count < minimum:
        raise ValueError(
            f"List argument '{argument.name}' to '{record.name}' Op with length {count} shorter than minimum length {minimum}."
        )


def _note_type(record: OpRecord, argument: Argument, attr_name: str, tensors: list[Tensor], attrs: dict[str, Any]) -> None:
    types = [tensor._dtype.base_dtype for tensor in tensors]
    if any(dtype != types[0] for dtype in types):
        names = ", ".join(dtype.name for dtype in types)
        raise TypeError(
            f"Tensors in list passed to '{argument.name}' of '{record.name}' Op have types [{names}] that don't all match."
        )
    attr = record.signature.attrs[attr_name]
    if attr.allowed is not None and types[0] not in attr.allowed:
        raise not_allowed(types[0], attr, argument.name)
    attrs[attr_name] = types[0]


def results(record: OpRecord, operation: Operation) -> Any:
    """What an op's function gives back: the operation, a tensor, a list of them or a named tuple."""
    outputs = operation._outputs
    signature = record.signature.outputs
    if not signature:
        return operation
    if len(signature) == 1:
        return outputs if signature[0].is_list else outputs[0]
    return _named_outputs(record)(*_grouped(record, operation))


def _grouped(record: OpRecord, operation: Operation) -> list[Any]:
    from reference.opdef.record import count_of

    grouped: list[Any] = []
    start = 0
    for argument in record.signature.outputs:
        count = count_of(argument, operation._attrs)
        grouped.append(operation._outputs[start : start + count] if argument.is_list else operation._outputs[start])
        start += count
    return grouped


def _named_outputs(record: OpRecord) -> Any:
    from collections import namedtuple

    if "named_outputs" not in record.__dict__:
        names = [argument.name for argument in record.signature.outputs]
        record.__dict__["named_outputs"] = namedtuple(record.name, names)  # noqa: PYI024
    return record.__dict__["named_outputs"]
