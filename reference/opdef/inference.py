"""Static shapes of an operation's outputs, found while the graph is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from reference.opdef.constant_value import constant_as_shape, constant_value
from reference.opdef.record import group_inputs, plain_value
from reference.tensor_shape import static_repr

if TYPE_CHECKING:
    from reference.graph.operation import Operation


def infer_shapes(operation: Operation) -> None:
    """Sets the static shape of every output; ValueError if the shapes of the inputs cannot be (GRA-15)."""
    record = operation._record
    outputs = operation._outputs
    if record.shape_function is None:
        return
    shapes = [tensor._static for tensor in operation._inputs]
    seen: dict[str, Any] = {}
    try:
        grouped = group_inputs(record, operation._attrs, shapes)
        keywords = {key: _keyword(operation, key, seen) for key in record.shape_keywords}
        result = record.shape_function(*grouped, **keywords)
    except ValueError as error:
        raise ValueError(_explain(str(error), operation, seen)) from None
    several = len(outputs) != 1 or len(record.signature.outputs) > 1 or record.signature.outputs[0].is_list
    for tensor, shape in zip(outputs, result if several else [result], strict=True):
        tensor._static = shape


def _keyword(operation: Operation, key: str, seen: dict[str, Any]) -> Any:
    """What a keyword-only parameter of a shape rule asks for; see `OpRecord.shape`."""
    if key in operation._attrs:
        return plain_value(operation._attrs[key])
    if key == "output_types":
        return [tensor._dtype for tensor in operation._outputs]
    name, _, question = key.rpartition("_")
    if question == "shape":
        tensor = _input(operation, name.removesuffix("_as"))
        seen[key] = constant_as_shape(tensor)
        return seen[key]
    tensor = _input(operation, name)
    if question == "dtype":
        return tensor._dtype
    seen[key] = constant_value(tensor)
    return seen[key]


def _input(operation: Operation, name: str) -> Any:
    start = 0
    for argument in operation._record.signature.inputs:
        if argument.name == name:
            return operation._inputs[start]
        start += operation._attrs[argument.number_attr] if argument.number_attr else 1
    raise KeyError(f"the shape rule of {operation.type} asks for {name!r}, which is no input of it")


def _explain(problem: str, operation: Operation, seen: dict[str, Any]) -> str:
    """The problem with the name of the operation, the shapes of its inputs and the values that were used."""
    described = ", ".join(static_repr(tensor._static) for tensor in operation._inputs)
    text = f"{problem} for '{operation.name}' (op: '{operation.type}') with input shapes: {described}"
    positions = {argument.name: index for index, argument in enumerate(operation._record.signature.inputs)}
    values, partials = [], []
    for key, value in seen.items():
        name, _, question = key.rpartition("_")
        position = _position(operation, positions, name.removesuffix("_as"))
        known = constant_value(operation._inputs[position])
        if known is not None:
            values.append((position, f"input[{position}] = {_summary(known)}"))
        elif question == "shape" and value is not None:
            partials.append((position, f"input[{position}] = {static_repr(value)}"))
    if values:
        text += " and with computed input tensors: " + ", ".join(words for _, words in sorted(values))
    if partials:
        listed = ",".join(words for _, words in sorted(partials))
        text += f" and with input tensors computed as partial shapes: {listed}"
    return text + "."


def _position(operation: Operation, positions: dict[str, int], name: str) -> int:
    tensor = _input(operation, name)
    return next((index for index, other in enumerate(operation._inputs) if other is tensor), positions[name])


def _summary(value: np.ndarray[Any, Any]) -> str:
    """A constant as TensorFlow's messages write it: ``<1 2>``, ``<[1 2][3 4]>``."""

    def write(array: np.ndarray[Any, Any]) -> str:
        if array.ndim == 0:
            return str(array[()])
        if array.ndim == 1:
            return " ".join(str(item) for item in array)
        return "".join(f"[{write(item)}]" for item in array)

    return f"<{write(value)}>"
