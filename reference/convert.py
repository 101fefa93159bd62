"""From Python values to tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from reference.dtypes import DType, as_dtype
from reference.graph.defaults import get_default_graph
from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.public import public

Converter = Callable[..., Any]
_CONVERTERS: list[tuple[int, Any, Converter]] = []  # (priority, type or types, function), lowest priority first
_CHOSEN: dict[type, list[Converter]] = {}  # by the type of the value, until a converter is added


@public("register_tensor_conversion_function")
def register_tensor_conversion_function(base_type: Any, conversion_func: Converter, priority: int = 100) -> None:
    """Says how values of a type become tensors (OPS-17).

    ``conversion_func(value, dtype=None, name=None, as_ref=False)`` gives a tensor or ``NotImplemented``; of
    several functions for a value the one of the lowest ``priority``, then the first registered, is asked first.
    """
    types = base_type if isinstance(base_type, tuple) else (base_type,)
    if not all(isinstance(item, type) for item in types):
        raise TypeError("base_type must be a type or a tuple of types.")
    if not callable(conversion_func):
        raise TypeError("conversion_func must be callable.")
    _CONVERTERS.append((priority, base_type, conversion_func))
    _CONVERTERS.sort(key=lambda entry: entry[0])
    _CHOSEN.clear()


@public("convert_to_tensor")
def convert_to_tensor(
    value: Any,
    dtype: Any = None,
    name: str | None = None,
    preferred_dtype: Any = None,
    dtype_hint: Any = None,
) -> Tensor:
    """``value`` as a tensor of the default graph (OPS-4).

    ``dtype`` is required of the result; ``preferred_dtype`` (or ``dtype_hint``) is tried first and given up
    where the value does not fit it.  Raises TypeError, ValueError or RuntimeError where no conversion fits.
    """
    if preferred_dtype is not None and dtype_hint is not None:
        raise ValueError("Cannot specify both 'preferred_dtype' and 'dtype_hint'")
    return to_tensor(value, dtype, name, preferred_dtype if dtype_hint is None else dtype_hint)


def to_tensor(
    value: Any, dtype: Any = None, name: str | None = None, preferred: Any = None, as_ref: bool = False
) -> Tensor:
    """`convert_to_tensor`, which may also be asked to keep a reference to a variable (``as_ref``)."""
    dtype = None if dtype is None else as_dtype(dtype)
    if isinstance(value, Tensor):
        if dtype is not None and not dtype.is_compatible_with(value._dtype):
            raise ValueError(
                f"Tensor conversion requested dtype {dtype.name} for Tensor with dtype {value._dtype.name}: {value!r}"
            )
        return value
    kind = type(value)
    for convert in _CHOSEN.get(kind) or _choose(kind):
        result = _converted(convert, value, dtype, name, preferred, as_ref)
        if result is not NotImplemented:
            return _checked(convert, result, value, dtype)
    raise TypeError(f"Cannot convert {value!r} with type {kind} to Tensor: no conversion function registered.")


def _choose(kind: type) -> list[Converter]:
    chosen = [convert for _, types, convert in _CONVERTERS if issubclass(kind, types)]
    _CHOSEN[kind] = chosen
    return chosen


def _converted(
    convert: Converter, value: Any, dtype: DType | None, name: str | None, preferred: Any, as_ref: bool
) -> Any:
    if dtype is None and preferred is not None:
        try:
            result = convert(value, dtype=as_dtype(preferred), name=name, as_ref=as_ref)
        except (TypeError, ValueError):
            result = NotImplemented
        if result is not NotImplemented:
            found, wanted = result.dtype, as_dtype(preferred)
            if not wanted.is_compatible_with(found):
                raise TypeError(f"convert_to_tensor did not convert to the preferred dtype: {found} vs {wanted} ")
            return result
    return convert(value, dtype=dtype, name=name, as_ref=as_ref)


def _checked(convert: Converter, result: Any, value: Any, dtype: DType | None) -> Tensor:
    if not isinstance(result, Tensor):
        raise RuntimeError(f"Conversion function {convert} for type {type(value)} returned non-Tensor: {result!r}")
    if dtype is not None and not dtype.is_compatible_with(result._dtype):
        raise RuntimeError(
            f"Conversion function {convert} for type {type(value)} returned incompatible dtype: "
            f"requested = {dtype.name}, actual = {result._dtype.name}"
        )
    return result


def to_tensors(values: Sequence[Any], dtype: Any = None, name: str | None = None, as_ref: bool = False) -> list[Tensor]:
    """Every value as a tensor, named ``name_0``, ``name_1``, …"""
    return [
        to_tensor(value, dtype, None if name is None else f"{name}_{index}", as_ref=as_ref)
        for index, value in enumerate(values)
    ]


def as_operations(values: Sequence[Any]) -> list[Operation]:
    """The operations that tensors, operations and variables among ``values`` stand for."""
    graph = get_default_graph()
    return [
        element.op if isinstance(element, Tensor) else element
        for element in (graph.as_graph_element(value) for value in values)
    ]


def _refuse_operation(value: Operation, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    raise TypeError(
        f"Can't convert Operation '{value.name}' to Tensor (target dtype={dtype!r}, name={name!r}, as_ref={as_ref!r})"
    )


register_tensor_conversion_function(Operation, _refuse_operation)
