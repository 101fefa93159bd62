"""Fetches: from any nest of graph elements to the tensors to run, and from their values back to the nest.

run({"loss": loss, "both": [a, init]})   →   elements loss, a, init   →   {"loss": 0.5, "both": [1.0, None]}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reference.graph.operation import Operation
from reference.graph.tensor import Tensor
from reference.session.conversions import conversion_for

if TYPE_CHECKING:
    from reference.graph.graph import Graph

Element = Tensor | Operation
Values = Mapping[Element, Any]  # what each element gave; None for an operation
Rebuild = Callable[[Values], Any]


class InaccessibleTensorError(ValueError):
    """A fetch names an element that its graph forbids to fetch."""


@dataclass(frozen=True)
class Fetches:
    """The elements of a nest, each once, and how their values are put into the shape of the nest."""

    elements: list[Element]
    rebuild: Rebuild

    @cached_property
    def tensors(self) -> list[Tensor]:
        """The elements that have a value."""
        return [element for element in self.elements if isinstance(element, Tensor)]

    @cached_property
    def operations(self) -> list[Operation]:
        """The elements that are run for their effects (FET-2)."""
        return [element for element in self.elements if isinstance(element, Operation)]


def parse_fetches(graph: Graph, fetches: Any) -> Fetches:
    """Reads what a user gave as fetches (FET-1).

    Raises TypeError for what cannot be a fetch, ValueError for an element that is not in the graph or may
    not be fetched.
    """
    found: dict[Element, None] = {}  # in order, each element once (FET-7)
    rebuild = _parse(graph, fetches, found)
    return Fetches(list(found), rebuild)


def _parse(graph: Graph, fetch: Any, found: dict[Element, None]) -> Rebuild:
    if fetch is None:  # FET-12
        raise TypeError(f"Fetch argument {fetch!r} has invalid type {type(fetch)!r}")
    if isinstance(fetch, list | tuple):
        return _sequence(graph, fetch, found)
    if isinstance(fetch, Mapping):
        return _mapping(graph, fetch, found)
    if hasattr(type(fetch), "__attrs_attrs__"):
        return _attrs_class(graph, fetch, found)
    return _leaf(graph, fetch, found)


def _sequence(graph: Graph, fetch: Sequence[Any], found: dict[Element, None]) -> Rebuild:
    """A list gives a list, a tuple a tuple, a namedtuple one of its own class (FET-5)."""
    parts = [_parse(graph, item, found) for item in fetch]
    kind = type(fetch)
    if isinstance(fetch, list):
        return lambda values: [part(values) for part in parts]
    if hasattr(kind, "_fields"):
        return lambda values: kind(*(part(values) for part in parts))
    return lambda values: tuple(part(values) for part in parts)


def _mapping(graph: Graph, fetch: Mapping[Any, Any], found: dict[Element, None]) -> Rebuild:
    """A dictionary gives one of its own class with the same keys (FET-6)."""
    parts = {key: _parse(graph, item, found) for key, item in fetch.items()}
    kind = type(fetch)

    def rebuild(values: Values) -> Any:
        result = kind()
        for key, part in parts.items():
            result[key] = part(values)  # type: ignore[index]
        return result

    return rebuild


def _attrs_class(graph: Graph, fetch: Any, found: dict[Element, None]) -> Rebuild:
    """An object of a class made by the attrs package gives another of that class (FET-16)."""
    parts = [_parse(graph, getattr(fetch, field.name), found) for field in type(fetch).__attrs_attrs__]
    kind = type(fetch)
    return lambda values: kind(*(part(values) for part in parts))


def _leaf(graph: Graph, fetch: Any, found: dict[Element, None]) -> Rebuild:
    conversion = conversion_for(fetch)
    stand_ins, combine = conversion.fetch(fetch)
    elements = [_element(graph, item) for item in stand_ins]
    found.update(dict.fromkeys(elements))
    if not elements:
        return lambda values: None  # FET-8
    return lambda values: combine([values[element] for element in elements])


def _element(graph: Graph, item: Any) -> Element:
    """The element that one fetch is, names or stands for (FET-2 to FET-4, FET-17), if it may be fetched (FET-9)."""
    try:
        element = graph.as_graph_element(item)
    except TypeError as error:  # FET-12
        raise TypeError(
            f"Fetch argument {item!r} has invalid type {type(item)!r}, must be a string or Tensor. ({error})"
        ) from None
    except (ValueError, KeyError) as error:  # FET-13
        raise ValueError(f"Fetch argument {item!r} cannot be interpreted as a Tensor. ({error})") from None
    if not graph.is_fetchable(element):
        operation = element if isinstance(element, Operation) else element.op
        raise InaccessibleTensorError(
            f"Operation {operation.name!r} has been marked as not fetchable. Typically this happens when it is defined "
            "in another function or code block. Use return values,explicit Python locals or TensorFlow collections "
            "to access it."
        )
    return element
