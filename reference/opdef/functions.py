"""The functions that stand for ops: `tf.raw_ops` and the public wrappers, both made from the record."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from reference.opdef.apply import apply_op, results
from reference.opdef.record import REGISTRY, OpRecord, plain_value
from reference.opdef.signature import Attribute
from reference.public import publish


def op_function(record: OpRecord, name: str) -> Callable[..., Any]:
    """A function of the op's inputs, then its attributes, then ``name`` (OPS-12)."""
    parameters = _parameters(record)
    names = [parameter.name for parameter in parameters]
    required = [parameter.name for parameter in parameters if parameter.default is parameter.empty]

    def function(*args: Any, **kwargs: Any) -> Any:
        if len(args) > len(names):
            raise TypeError(
                f"{name}() takes from {len(required)} to {len(names)} positional arguments but {len(args)} were given"
            )
        arguments = dict(zip(names, args, strict=False))
        for key, value in kwargs.items():
            if key not in names:
                raise TypeError(f"{name}() got an unexpected keyword argument '{key}'")
            if key in arguments:
                raise TypeError(f"{name}() got multiple values for argument '{key}'")
            arguments[key] = value
        missing = [key for key in required if key not in arguments]
        if missing:
            raise _missing_arguments(name, missing)
        for key, own_name in record.renamed.items():
            arguments[key] = arguments.pop(own_name, None)
        return results(record, apply_op(record, arguments.pop("name", None), arguments))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = _describe(record)
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return function


def _parameters(record: OpRecord) -> list[inspect.Parameter]:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    inputs = [inspect.Parameter(argument.name, kind) for argument in record.signature.inputs]
    attrs = [
        inspect.Parameter(attr.name, kind, default=_shown(attr) if attr.has_default else inspect.Parameter.empty)
        for attr in record.signature.given
    ]
    inputs, attrs = ([_renamed(record, item) for item in group] for group in (inputs, attrs))
    return [*inputs, *attrs, inspect.Parameter("name", kind, default=None)]


def _shown(attr: Attribute) -> Any:
    """The default of an attribute as a caller would write it: 0.1, not the float32 nearest to it."""
    if attr.kind == "float" and not isinstance(attr.default, list):
        return float(str(np.float32(attr.default)))
    return plain_value(attr.default)


def _renamed(record: OpRecord, parameter: inspect.Parameter) -> inspect.Parameter:
    return parameter.replace(name=record.renamed.get(parameter.name, parameter.name))


def _missing_arguments(name: str, missing: list[str]) -> TypeError:
    quoted = [f"'{key}'" for key in missing]
    listed = " and ".join(quoted) if len(quoted) < 3 else f"{', '.join(quoted[:-1])}, and {quoted[-1]}"
    plural = "argument" if len(missing) == 1 else "arguments"
    return TypeError(f"{name}() missing {len(missing)} required positional {plural}: {listed}")


def raw_function(record: OpRecord) -> Callable[..., Any]:
    """The function of `tf.raw_ops`: keyword arguments only (OPS-12)."""
    function = op_function(record, record.name)
    names = [parameter.name for parameter in _parameters(record)]

    def raw(*args: Any, **kwargs: Any) -> Any:
        if args:
            raise TypeError(
                f"{record.name} only takes keyword args (possible keys: {names}). "
                "Please pass these args as kwargs instead."
            )
        return function(**kwargs)

    raw.__name__ = raw.__qualname__ = record.name
    raw.__doc__ = function.__doc__
    raw.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    return raw


def _describe(record: OpRecord) -> str:
    signature = record.signature
    lines = [f"The op {record.name}.", ""]
    lines += [f"    {attr.name}: {attr.kind}" for attr in signature.attrs.values()]
    inputs = ", ".join(argument.name for argument in signature.inputs) or "nothing"
    outputs = ", ".join(argument.name for argument in signature.outputs) or "nothing"
    return "\n".join([*lines, "", f"Takes {inputs}; gives {outputs}."])


def publish_ops() -> None:
    """Puts every registered op into `tf.raw_ops`, and under the public names that its record gives."""
    for record in REGISTRY.values():
        publish(f"raw_ops.{record.name}", raw_function(record))
        functions: dict[str, Callable[..., Any]] = {}
        for path in record.public:
            name = path.rpartition(".")[2]
            functions.setdefault(name, op_function(record, name))
            publish(path, functions[name])


def build(op_type: str, name: str | None = None, /, **arguments: Any) -> Any:
    """Adds an operation of a registered op and gives its result; for the functions written by hand."""
    record = REGISTRY[op_type]
    return results(record, apply_op(record, name, arguments))
