"""What may be fetched and fed besides tensors and operations: values made of several tensors.

Each type has one `Conversion`, found by ``isinstance``; the last entry takes everything else as a
single graph element.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reference.public import public
from reference.sparse import IndexedSlices, IndexedSlicesValue, SparseTensor, SparseTensorValue

Combine = Callable[[Sequence[Any]], Any]


@dataclass(frozen=True)
class Conversion:
    """How values of a type are fetched and fed."""

    kind: type
    fetch: Callable[[Any], tuple[Sequence[Any], Combine]]  # the elements, and what their values make together
    feed: Callable[[Any, Any], Sequence[tuple[Any, Any]]]  # key and value → keys and values of tensors
    feed_for_partial_run: Callable[[Any], Sequence[Any]]


def _single(values: Sequence[Any]) -> Any:
    return values[0]


def _parts_of(names: Sequence[str]) -> Callable[[Any], list[Any]]:
    return lambda composite: [part for name in names if (part := getattr(composite, name)) is not None]


def _feed_parts(names: Sequence[str]) -> Callable[[Any, Any], list[tuple[Any, Any]]]:
    parts = _parts_of(names)

    def feed(key: Any, value: Any) -> list[tuple[Any, Any]]:
        return list(zip(parts(key), value, strict=False))  # a value is a tuple, in the order of the names

    return feed


# FET-10 and FET-11 say what they give, FEE-13 what they take.
_SPARSE = ("indices", "values", "dense_shape")
_SLICES = ("values", "indices", "dense_shape")


def _sparse_value(values: Sequence[Any]) -> SparseTensorValue:
    return SparseTensorValue(*values)


def _slices_value(values: Sequence[Any]) -> IndexedSlicesValue:
    return IndexedSlicesValue(*values, *(None,) * (3 - len(values)))


_CONVERSIONS: list[Conversion] = [
    Conversion(
        kind=SparseTensor,
        fetch=lambda fetch: (_parts_of(_SPARSE)(fetch), _sparse_value),
        feed=_feed_parts(_SPARSE),
        feed_for_partial_run=_parts_of(_SPARSE),
    ),
    Conversion(
        kind=IndexedSlices,
        fetch=lambda fetch: (_parts_of(_SLICES)(fetch), _slices_value),
        feed=_feed_parts(_SLICES),
        feed_for_partial_run=_parts_of(_SLICES),
    ),
    Conversion(object, lambda fetch: ([fetch], _single), lambda key, value: [(key, value)], lambda key: [key]),
]


def conversion_for(value: Any) -> Conversion:
    """The conversion of a fetch or feed key."""
    return next(conversion for conversion in _CONVERSIONS if isinstance(value, conversion.kind))


@public("python.client.session.register_session_run_conversion_functions")
def register_session_run_conversion_functions(
    tensor_type: type,
    fetch_function: Callable[[Any], tuple[Sequence[Any], Combine]],
    feed_function: Callable[[Any, Any], Sequence[tuple[Any, Any]]] | None = None,
    feed_function_for_partial_run: Callable[[Any], Sequence[Any]] | None = None,
) -> None:
    """Lets values of a type be fetched and fed; ValueError if that or a base of it is registered (FET-8)."""
    for conversion in _CONVERSIONS[:-1]:
        if issubclass(conversion.kind, tensor_type):
            raise ValueError(f"{tensor_type} has already been registered so ignore it.")
    functions: Any = fetch_function, feed_function, feed_function_for_partial_run  # a missing one fails when called
    _CONVERSIONS.insert(0, Conversion(tensor_type, *functions))
