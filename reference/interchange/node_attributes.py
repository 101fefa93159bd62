"""The attributes of a `NodeDef` as an operation keeps them: checked against the op's signature, defaults added."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reference.dtypes import DType, as_dtype
from reference.graph.tensor import Tensor
from reference.interchange.attr_value import KINDS, from_attr_value, static_shape_of
from reference.interchange.op_summary import dtype_word, op_summary
from reference.interchange.tensor_proto import AS_CONTENT, array_of, cannot_parse, form_of, usual_form
from reference.opdef.record import OpRecord
from reference.opdef.signature import Attribute
from reference.tensor_shape import static_repr

_REFERENCES = 100  # numbers of reference dtypes are above


class InvalidAttribute(ValueError):
    """What is wrong with the value of an attribute; the name of the node is added where it is known."""


def node_attributes(
    record: OpRecord, name: str, protos: Mapping[str, Any], inputs: Sequence[Tensor | None]
) -> dict[str, Any]:
    """The plain attributes of a node ``name``; ValueError with TensorFlow's words for what does not fit (INT-8).

    Some of these words show the shapes of the ``inputs``, of which one that a loop gives later is None. Attributes
    whose name begins with an underscore belong to no signature and are kept as they are.
    """
    known = record.signature.attrs
    attrs: dict[str, Any] = {}
    for key, proto in protos.items():
        attr = known.get(key)
        if attr is not None:
            attrs[key] = _checked(record, attr, name, proto, inputs)
        elif key[:1] == "_":
            attrs[key] = _private(key, name, proto)
        else:
            raise ValueError(
                f"NodeDef mentions attr '{key}' not in {op_summary(record)}; NodeDef: {{{{node {name}}}}}. (Check "
                "whether your GraphDef-interpreting binary is up to date with your GraphDef-generating binary.)."
            )
    if not known.keys() <= attrs.keys():
        _add_defaults(record, name, attrs)
    if record.name == "Const" and as_dtype(attrs["value"].dtype) != attrs["dtype"]:
        value, dtype = dtype_word(as_dtype(attrs["value"].dtype)), dtype_word(attrs["dtype"])
        raise ValueError(f"Type mismatch between value ({value}) and dtype ({dtype}) for '{name}' (op: 'Const')")
    return attrs


def _add_defaults(record: OpRecord, name: str, attrs: dict[str, Any]) -> None:
    missing = []
    for attr in record.signature.attrs.values():
        if attr.name in attrs:
            continue
        if attr.has_default:
            attrs[attr.name] = list(attr.default) if attr.is_list else attr.default
        else:
            missing.append(f"'{attr.name}'")
    if missing:
        plural = "attr" if len(missing) == 1 else "attrs"
        raise ValueError(
            f"NodeDef missing {plural} {', '.join(missing)} from {op_summary(record)}; NodeDef: {{{{node {name}}}}}"
        )


def tensor_forms(protos: Mapping[str, Any]) -> dict[str, int]:
    """For each tensor among the attributes that is not written in the usual form: how its message holds it."""
    forms = {}
    for key, proto in protos.items():
        if proto.WhichOneof("value") == "tensor":
            tensor = proto.tensor
            form = form_of(tensor)
            size = _size(tensor.tensor_shape)
            if form != usual_form(as_dtype(tensor.dtype), size):
                forms[key] = form if form == AS_CONTENT else min(form, size)
    return forms


def _size(shape: Any) -> int:
    size = 1
    for dim in shape.dim:
        size *= dim.size
    return size


# ---- one attribute


def _private(key: str, name: str, proto: Any) -> Any:
    try:
        return from_attr_value(proto)
    except (ValueError, TypeError) as problem:
        raise ValueError(f"{problem}\n\t for attr '{key}'\n\t; NodeDef: {{{{node {name}}}}}") from None


def _checked(record: OpRecord, attr: Attribute, name: str, proto: Any, inputs: Sequence[Tensor | None]) -> Any:
    try:
        return plain_value(attr, proto)
    except InvalidAttribute as problem:
        raise ValueError(f"{problem}\n\t; NodeDef: {{{{node {name}}}}}; {op_summary(record)}") from None
    except ValueError as problem:  # of a tensor or a shape
        shapes = [None if tensor is None else tensor._static for tensor in inputs]
        described = ", ".join("?" if shape is None else static_repr(shape) for shape in shapes)
        raise ValueError(f"{problem} for '{name}' (op: '{record.name}') with input shapes: {described}.") from None


def plain_value(attr: Attribute, proto: Any) -> Any:
    """What an `AttrValue` is worth for an attribute of a signature; InvalidAttribute or ValueError if nothing."""
    field = proto.WhichOneof("value")
    if attr.kind.startswith("list("):
        return _plain_list(attr, field, proto)
    kind = KINDS.get(field)
    if kind != attr.kind:
        raise InvalidAttribute(f"{_wrong_kind(attr, field, proto)}\n\t for attr '{attr.name}'")
    value = _CONVERT[kind](attr, getattr(proto, field))
    if attr.allowed is not None and value not in attr.allowed:
        raise _not_allowed(attr, value)
    if attr.minimum is not None and value < attr.minimum:
        raise InvalidAttribute(f"Value for attr '{attr.name}' of {value} must be at least minimum {attr.minimum}")
    return value


def _plain_list(attr: Attribute, field: str | None, proto: Any) -> list[Any]:
    if field not in ("list", None):
        raise InvalidAttribute(f"{_wrong_kind(attr, field, proto)}\n\t for attr '{attr.name}'")
    values: list[Any] = []
    for descriptor, items in proto.list.ListFields():
        kind = KINDS[descriptor.name]
        if kind != attr.element:
            raise InvalidAttribute(f"{_wrong_kind(attr, field, proto)}\n\t for attr '{attr.name}'")
        values = [_CONVERT[kind](attr, item) for item in items]
    for value in values:
        if attr.allowed is not None and value not in attr.allowed:
            raise _not_allowed(attr, value)
    if attr.minimum is not None and len(values) < attr.minimum:
        raise InvalidAttribute(
            f"Length for attr '{attr.name}' of {len(values)} must be at least minimum {attr.minimum}"
        )
    return values


def _wrong_kind(attr: Attribute, field: str | None, proto: Any) -> str:
    if field == "placeholder":
        return "AttrValue had value with unexpected type 'placeholder'"
    found = [KINDS[field]] if field in KINDS else []
    if field == "list":
        kinds = [KINDS[descriptor.name] for descriptor, _ in proto.list.ListFields()]
        found = [f"list({kind})" for kind in kinds if f"list({kind})" != attr.kind]
    if not found:
        return f"AttrValue missing value with expected type '{attr.kind}'"
    return f"AttrValue had value with type '{found[0]}' when '{attr.kind}' expected"


def _not_allowed(attr: Attribute, value: Any) -> InvalidAttribute:
    if attr.element == "string":
        shown, allowed = f'"{_text(value)}"', [f'"{_text(word)}"' for word in attr.allowed or ()]
    else:
        shown, allowed = dtype_word(value), [dtype_word(dtype) for dtype in attr.allowed or ()]
    return InvalidAttribute(
        f"Value for attr '{attr.name}' of {shown} is not in the list of allowed values: {', '.join(allowed)}"
    )


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _dtype(attr: Attribute, number: int) -> DType:
    if number == 0:
        problem = f"AttrValue {'contains' if attr.is_list else 'has'} invalid DataType"
    elif number > _REFERENCES:
        known = number - _REFERENCES in _NUMBERS
        problem = (
            f"AttrValue must not have reference type value of {dtype_word(as_dtype(number))}"
            if known
            else f"AttrValue has invalid DataType enum: {number}"
        )
    elif number not in _NUMBERS:
        problem = f"AttrValue has invalid DataType enum: {number}"
    else:
        return as_dtype(number)
    raise InvalidAttribute(f"{problem}\n\t for attr '{attr.name}'")


_NUMBERS = frozenset(range(1, 24))


def _as_it_is(attr: Attribute, value: Any) -> Any:
    return value


_CONVERT: dict[str, Callable[[Attribute, Any], Any]] = {
    "string": _as_it_is,
    "int": _as_it_is,
    "float": _as_it_is,
    "bool": _as_it_is,
    "func": _as_it_is,
    "type": _dtype,
    "shape": lambda attr, proto: static_shape_of(proto),
    "tensor": lambda attr, proto: _array(proto),
}


def _array(proto: Any) -> Any:
    try:
        return array_of(proto)
    except TypeError:  # a number that is no dtype, or a dtype without elements
        raise cannot_parse(proto) from None
