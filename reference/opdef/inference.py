"""Static shapes of an operation's outputs, found while the graph is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.opdef.constant_value import constant_as_shape, constant_value
from reference.opdef.handles import held_by, table_held_by
from reference.opdef.record import count_of, group_inputs, plain_value
from reference.opdef.tensor_words import tensor_words
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
    grouped = group_inputs(record, operation._attrs, shapes)
    keywords = {key: _keyword(operation, key, seen) for key in record.shape_keywords}
    try:
        result = record.shape_function(*grouped, **keywords)
    except ValueError:
        raise ValueError(_explain(operation, grouped, keywords, seen)) from None
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
    if question == "values":
        return [constant_value(tensor) for tensor in _list_input(operation, name)]
    tensor = _input(operation, name)
    if question == "dtype":
        return tensor._dtype
    if question == "handle":
        return held_by(tensor)
    if question == "table":
        return table_held_by(tensor)
    seen[key] = constant_value(tensor)
    return seen[key]


def _input(operation: Operation, name: str) -> Any:
    return operation._inputs[_position(operation, name)]


def _list_input(operation: Operation, name: str) -> list[Any]:
    argument = next(argument for argument in operation._record.signature.inputs if argument.name == name)
    start = _position(operation, name)
    return operation._inputs[start : start + count_of(argument, operation._attrs)]


def _position(operation: Operation, name: str) -> int:
    start = 0
    for argument in operation._record.signature.inputs:
        if argument.name == name:
            return start
        start += operation._attrs[argument.number_attr] if argument.number_attr else 1
    raise KeyError(f"the shape rule of {operation.type} asks for {name!r}, which is no input of it")


def _explain(operation: Operation, grouped: list[Any], keywords: dict[str, Any], seen: dict[str, Any]) -> str:
    """What is wrong, the name of the operation, the shapes of its inputs, the values that show the fault (GRA-31)."""
    problem, used = _first_problem(operation, grouped, keywords, seen)
    shapes = [tensor._static for tensor in operation._inputs]
    described = ", ".join("?" if shape is None else static_repr(shape) for shape in shapes)
    text = f"{problem} for '{operation.name}' (op: '{operation.type}') with input shapes: {described}"
    values: dict[int, str] = {}
    partials: dict[int, str] = {}
    for key, value in used.items():
        name, _, question = key.rpartition("_")
        position = _position(operation, name.removesuffix("_as"))
        if question == "shape":
            partials[position] = "" if not value else f"input[{position}] = {static_repr(value)}"
        elif value is not None:
            values[position] = f"input[{position}] = <{tensor_words(value)}>"
    values = {position: words for position, words in values.items() if position not in partials}
    partials = {position: words for position, words in partials.items() if words}
    if values:
        text += " and with computed input tensors: " + ", ".join(words for _, words in sorted(values.items()))
    if partials:
        listed = ",".join(words for _, words in sorted(partials.items()))
        text += f" and with input tensors computed as partial shapes: {listed}"
    return text + "."


def _first_problem(
    operation: Operation, grouped: list[Any], keywords: dict[str, Any], seen: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """The fault that shows itself with the fewest values: with none, with the first one asked for, with all.

    SplitV asks for all of its values at once.
    """
    rule = operation._record.shape_function
    assert rule is not None
    known = keywords | {key: _not_yet_known(operation, key) for key in seen}
    first = {} if operation.type == "SplitV" else dict(list(seen.items())[:1])
    for used in ({}, first, seen):
        known.update(used)
        try:
            rule(*grouped, **known)
        except ValueError as problem:
            return str(problem), used
    raise AssertionError(f"the shape rule of {operation.type} does not give the same twice")


def _not_yet_known(operation: Operation, key: str) -> Any:
    """What a rule is told before TensorFlow has looked at values: of a shape, how many sizes it has."""
    name, _, question = key.rpartition("_")
    length = _input(operation, name.removesuffix("_as"))._static if question == "shape" else None
    return (None,) * length[0] if length is not None and len(length) == 1 and length[0] is not None else None
