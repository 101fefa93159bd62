"""From a call of an op's function to an operation in the graph.

The dtypes that the inputs have decide the attributes that the caller cannot give (OPS-3).  Every Python
value among the inputs becomes a constant, in a name scope of the operation's own name (OPS-2, NAM-12).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from reference.convert import to_tensor
from reference.dtypes import DType
from reference.graph.defaults import DEFAULT_GRAPHS
from reference.graph.elements import common_graph
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.opdef.attributes import attribute_value, not_allowed, snake_case
from reference.opdef.record import OpRecord, count_of
from reference.opdef.signature import Argument

Attrs = dict[str, Any]


def apply_op(record: OpRecord, name: str | None, arguments: dict[str, Any]) -> Operation:
    """Adds an operation; ``arguments`` has inputs and attributes by name.

    Raises TypeError for dtypes that do not fit, ValueError for shapes, lengths and attributes that do not,
    NotImplementedError for an op that graphs of this version have no more.
    """
    values = [arguments[argument.name] for argument in record.signature.inputs]
    items = [item for value in values for item in (value if isinstance(value, list | tuple) else (value,))]
    graph = common_graph(items) or DEFAULT_GRAPHS.get_default()
    removal = record.removal(graph._producer)
    if removal:
        raise NotImplementedError(removal)
    if all(isinstance(value, Tensor) for value in values):  # nothing to convert: no scope is needed
        return _add(record, values, arguments, graph, name)
    with graph.as_default(), graph.name_scope(record.name if name is None else name) as scope:
        return _add(record, values, arguments, graph, scope)


def _add(record: OpRecord, values: Sequence[Any], arguments: dict[str, Any], graph: Any, name: str | None) -> Operation:
    attrs: Attrs = {}
    tensors: list[Tensor] = []
    deciding: dict[str, str] = {}  # which argument decided an attribute
    for argument, value in zip(record.signature.inputs, values, strict=True):
        if argument.is_list:
            tensors.extend(_list_input(record, argument, value, attrs))
        else:
            tensors.append(_single_input(record, argument, value, attrs, deciding))
    for attr in record.signature.given:
        value = arguments.get(attr.name)
        use_default = value is None and attr.has_default
        attrs[attr.name] = attr.default if use_default else attribute_value(record, attr, value)
    types = output_types(record, attrs)
    if not record.signature.references:
        return graph.add_operation(record, tensors, attrs, types, name)  # type: ignore[no-any-return]
    with ExitStack() as blocks:  # VAR-8: what changes a variable stands where the variable stands
        for position in record.signature.references:
            blocks.enter_context(graph.colocate_with(tensors[position]))
        return graph.add_operation(record, tensors, attrs, types, name)  # type: ignore[no-any-return]


def output_types(record: OpRecord, attrs: Attrs) -> list[DType]:
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


# ---- an input that is one tensor (OPS-3, OPS-10)


def _single_input(record: OpRecord, argument: Argument, value: Any, attrs: Attrs, deciding: dict[str, str]) -> Tensor:
    attr_name = argument.type_attr
    wanted = argument.dtype if attr_name is None else attrs.get(attr_name)
    tensor = value if isinstance(value, Tensor) else _converted(record, argument, value, wanted, deciding)
    found = tensor._dtype.base_dtype
    if wanted is None:
        assert attr_name is not None
        attr = record.signature.attrs[attr_name]
        if attr.allowed is not None and found not in attr.allowed:
            raise not_allowed(found, attr, argument.name)
        attrs[attr_name], deciding[attr_name] = found, argument.name
    elif found != wanted:
        raise _mismatch(record, argument, tensor._dtype, wanted, deciding)
    if argument.is_ref and not tensor._dtype.is_ref_dtype:
        raise TypeError(
            f"'{record.name}' Op requires that input '{argument.name}' be a mutable tensor (e.g.: a tf.Variable)"
        )
    return tensor


def _converted(
    record: OpRecord, argument: Argument, value: Any, wanted: DType | None, deciding: dict[str, str]
) -> Tensor:
    """A value that is no tensor as one: of the dtype that is wanted, else of the attribute's default if it fits."""
    if wanted is None:
        attr = record.signature.attrs[argument.type_attr or ""]
        return _as_found(argument, value, attr.default if attr.has_default else None)
    try:
        return to_tensor(value, wanted, argument.name, None, argument.is_ref)
    except TypeError as error:
        raise TypeError(
            f"Expected {wanted.name} passed to parameter '{argument.name}' of op '{record.name}', "
            f"got {value!r} of type '{type(value).__name__}' instead. Error: {error}"
        ) from None
    except ValueError:
        found = _as_found(argument, value, None)._dtype.base_dtype
        if found == wanted:
            raise
        raise _mismatch(record, argument, found, wanted, deciding) from None


def _as_found(argument: Argument, value: Any, preferred: DType | None) -> Tensor:
    """A value as a tensor of the dtype that it asks for itself."""
    try:
        return to_tensor(value, None, argument.name, preferred, argument.is_ref)
    except ValueError as error:
        raise ValueError(f"Tried to convert '{argument.name}' to a tensor and failed. Error: {error}") from None


def _mismatch(record: OpRecord, argument: Argument, found: DType, wanted: DType, deciding: dict[str, str]) -> TypeError:
    decided_by = deciding.get(argument.type_attr or "")
    expected = f"type {wanted.name} of argument '{decided_by}'" if decided_by else f"expected type of {wanted.name}"
    return TypeError(
        f"Input '{argument.name}' of '{record.name}' Op has type {found.name} that does not match {expected}."
    )


# ---- an input that is a list of tensors (OPS-9)


def _list_input(record: OpRecord, argument: Argument, value: Any, attrs: Attrs) -> list[Tensor]:
    if not isinstance(value, list | tuple):
        called, shown = (snake_case(record.name), repr(value)) if argument.number_attr else (record.name, str(value))
        raise TypeError(f"Expected list for '{argument.name}' argument to '{called}' Op, not {shown}.")
    tensors = _list_tensors(record, argument, value, attrs)
    if argument.number_attr:
        _note_count(record, argument, argument.number_attr, len(tensors), attrs)
        if argument.type_attr and tensors:
            _note_type(record, argument, argument.type_attr, tensors, attrs)
        elif argument.dtype and any(tensor._dtype.base_dtype != argument.dtype for tensor in tensors):
            raise _types_differ(record, argument, [tensor._dtype.base_dtype.name for tensor in tensors])
    elif argument.type_list_attr:
        minimum = record.signature.attrs[argument.type_list_attr].minimum or 0
        if len(tensors) < minimum:
            raise ValueError(
                f"Attr '{argument.type_list_attr}' of '{record.name}' Op passed list of length {len(tensors)} "
                f"less than minimum {minimum}."
            )
        attrs[argument.type_list_attr] = [tensor._dtype.base_dtype for tensor in tensors]
    return tensors


def _list_tensors(record: OpRecord, argument: Argument, values: Sequence[Any], attrs: Attrs) -> list[Tensor]:
    """Each item as a tensor; in a list of one type, the first tensor says what the other items should be."""
    wanted = argument.dtype if argument.type_attr is None else attrs.get(argument.type_attr)
    if wanted is None and argument.number_attr:
        wanted = next((value._dtype.base_dtype for value in values if isinstance(value, Tensor)), None)
    try:
        return [
            value
            if isinstance(value, Tensor)
            else to_tensor(value, wanted, f"{argument.name}_{index}", None, argument.is_ref)
            for index, value in enumerate(values)
        ]
    except (TypeError, ValueError):
        names = [_type_name(value) for value in values]
        if argument.number_attr:
            raise _types_differ(record, argument, names) from None
        raise TypeError(
            f"Tensors in list passed to '{argument.name}' of '{record.name}' Op have types [{', '.join(names)}] "
            f"that are invalid. Tensors: {values}"
        ) from None


def _type_name(value: Any) -> str:
    try:
        return to_tensor(value)._dtype.base_dtype.name
    except (TypeError, ValueError):
        return "<NOT CONVERTIBLE TO TENSOR>"


def _types_differ(record: OpRecord, argument: Argument, names: list[str]) -> TypeError:
    wrong = f"do not match expected type {argument.dtype.name}" if argument.dtype else "don't all match"
    return TypeError(
        f"Tensors in list passed to '{argument.name}' of '{record.name}' Op have types "
        f"[{', '.join(names)}] that {wrong}."
    )


def _note_count(record: OpRecord, argument: Argument, attr_name: str, count: int, attrs: Attrs) -> None:
    known = attrs.setdefault(attr_name, count)
    if known != count:
        first = next(other.name for other in record.signature.inputs if other.number_attr == attr_name)
        raise ValueError(
            f"List argument '{argument.name}' to '{snake_case(record.name)}' Op with length {count} must match "
            f"length {known} of argument '{first}'."
        )
    _check_length(record, argument, count, record.signature.attrs[attr_name].minimum or 0)


def _check_length(record: OpRecord, argument: Argument, count: int, minimum: int) -> None:
    if count < minimum:
        raise ValueError(
            f"List argument '{argument.name}' to '{record.name}' Op with length {count} "
            f"shorter than minimum length {minimum}."
        )


def _note_type(record: OpRecord, argument: Argument, attr_name: str, tensors: list[Tensor], attrs: Attrs) -> None:
    types = [tensor._dtype.base_dtype for tensor in tensors]
    if any(dtype != types[0] for dtype in types):
        raise _types_differ(record, argument, [dtype.name for dtype in types])
    attr = record.signature.attrs[attr_name]
    if attr.allowed is not None and types[0] not in attr.allowed:
        raise not_allowed(types[0], attr, argument.name)
    attrs[attr_name] = types[0]


# ---- what the caller gets


def results(record: OpRecord, operation: Operation) -> Any:
    """What an op's function gives back: the operation, a tensor, a list of them or a named tuple (OPS-11)."""
    outputs = operation._outputs
    arguments = record.signature.outputs
    if not arguments:
        return operation
    if len(arguments) == 1:
        if arguments[0].type_list_attr and not outputs:
            return operation
        return outputs if arguments[0].is_list else outputs[0]
    grouped: list[Any] = []
    start = 0
    for argument in arguments:
        count = count_of(argument, operation._attrs)
        grouped.append(outputs[start : start + count] if argument.is_list else outputs[start])
        start += count
    return _tuple_class(record)(*grouped)


_TUPLE_CLASSES: dict[str, Any] = {}


def _tuple_class(record: OpRecord) -> Any:
    if record.name not in _TUPLE_CLASSES:
        names = [argument.name for argument in record.signature.outputs]
        _TUPLE_CLASSES[record.name] = namedtuple(record.name, names)
    return _TUPLE_CLASSES[record.name]
