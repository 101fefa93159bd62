"""From what a user gives for an attribute to the plain value that an operation keeps, with every check."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from reference.dtypes import DType, as_dtype
from reference.opdef.record import OpRecord, StaticShape
from reference.opdef.signature import Attribute
from reference.tensor_shape import as_static


def attribute_value(record: OpRecord, attr: Attribute, value: Any) -> Any:
    """``value`` as attribute ``attr`` of an op; TypeError or ValueError with TensorFlow's words (OPS-8)."""
    argument = record.renamed.get(attr.name, attr.name)
    if attr.is_list:
        if not isinstance(value, list | tuple):
            called = snake_case(record.name)
            raise TypeError(f"Expected list for '{argument}' argument to '{called}' Op, not {value!r}.")
        plain = [_plain_value(attr.element, argument, item) for item in value]
        for item in plain:
            check_allowed(record, attr, item)
        if attr.minimum is not None and len(plain) < attr.minimum:
            raise ValueError(
                f"Attr '{attr.name}' of '{record.name}' Op passed list of length {len(plain)} "
                f"less than minimum {attr.minimum}."
            )
        return plain
    plain_value = _plain_value(attr.element, argument, value)
    check_allowed(record, attr, plain_value)
    if attr.minimum is not None and plain_value < attr.minimum:
        raise ValueError(
            f"Attr '{attr.name}' of '{record.name}' Op passed {plain_value} less than minimum {attr.minimum}."
        )
    return plain_value


def _plain_value(kind: str, argument: str, value: Any) -> Any:
    if kind == "int":
        return _number(int, "int", argument, value)
    if kind == "float":
        return float(np.float32(_number(float, "float", argument, value)))  # as GraphDef keeps it
    if kind == "bool":
        if not isinstance(value, bool):
            raise TypeError(f"Expected bool for argument '{argument}' not {value!r}.")
        return value
    if kind == "string":
        if not isinstance(value, str | bytes):
            raise TypeError(f"Expected string for argument '{argument}' not {value!r}.")
        return value.encode() if isinstance(value, str) else value
    if kind == "type":
        return _dtype(argument, value)
    if kind == "shape":
        return _shape(argument, value)
    return value  # a tensor is an array already, a function a message


def _number(convert: type, kind: str, name: str, value: Any) -> Any:
    if isinstance(value, str | bytes):
        raise TypeError(f"Expected {kind} for argument '{name}' not {value!r}.")
    try:
        return convert(value)
    except (TypeError, ValueError):
        raise TypeError(f"Expected {kind} for argument '{name}' not {value!r}.") from None


def _dtype(name: str, value: Any) -> DType:
    try:
        return as_dtype(value).base_dtype
    except TypeError:
        raise TypeError(f"Expected DataType for argument '{name}' not {value!r}.") from None


def _shape(name: str, value: Any) -> StaticShape:
    try:
        return as_static(value)
    except (TypeError, ValueError) as error:
        raise type(error)(f"Error converting {name} to a TensorShape: {error}.") from None


def check_allowed(record: OpRecord, attr: Attribute, value: Any) -> None:
    """Raises for a string that is not among those allowed, or a dtype that is not."""
    if attr.allowed is None or value in attr.allowed:
        return
    if attr.element == "string":
        allowed = '", "'.join(word.decode() for word in attr.allowed)
        raise ValueError(
            f"Attr '{attr.name}' of '{record.name}' Op passed string '{value.decode()}' not in: \"{allowed}\"."
        )
    raise not_allowed(value, attr, attr.name)


def not_allowed(dtype: DType, attr: Attribute, parameter: str) -> TypeError:
    """The error for a dtype that an op does not take."""
    names = ", ".join(allowed.name for allowed in attr.allowed or ())
    return TypeError(
        f"Value passed to parameter '{parameter}' has DataType {dtype.name} not in list of allowed values: {names}"
    )


def snake_case(name: str) -> str:
    """``MatMul`` as ``mat_mul``, ``Conv2D`` as ``conv2d``: the name of an op's generated function."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])", "_", name)
    return spaced.lower()
