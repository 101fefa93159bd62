"""How fetches are nested in lists, tuples and dictionaries, as data (runs on Python 3.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance import reading
from conformance.reading import Malformed

DEEPEST = 32  # lists within lists

_FETCH = "fetch"
_KINDS = ("list", "tuple", "dict")


@dataclass(frozen=True)
class Nest:
    """One fetch, or a list, tuple or dict of nests; the members of a dict are in the order of their keys.

    >>> Nest.from_json({"list": [None, {"dict": {"b": None, "a": None}}]}).put(["x:0", "y:0", "z:0"])
    ['x:0', {'a': 'y:0', 'b': 'z:0'}]
    """

    kind: str = _FETCH
    members: tuple[Nest, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def places(self) -> int:
        """How many fetches it holds."""
        return 1 if self.kind == _FETCH else sum(member.places for member in self.members)

    @property
    def size(self) -> int:
        """How many lists, tuples and dicts it is made of."""
        return 0 if self.kind == _FETCH else 1 + sum(member.size for member in self.members)

    def inner(self) -> Iterator[tuple[int, Nest, Nest]]:
        """Each nest within this one: the place at which it begins, itself, and what is left without it."""
        first = 0
        for number, member in enumerate(self.members):
            yield first, member, self._with(number)
            for place, nest, rest in member.inner():
                yield first + place, nest, self._with(number, rest)
            first += member.places

    def _with(self, number: int, *new: Nest) -> Nest:
        """The nest with other members, or none, in the place of one."""
        members = (*self.members[:number], *new, *self.members[number + 1 :])
        keys = self.keys if new else (*self.keys[:number], *self.keys[number + 1 :])
        return Nest(self.kind, members, keys)

    def put(self, things: Sequence[Any]) -> Any:
        """The list, tuple or dict with these things in its places, or the one thing."""
        return self._put(iter(things))

    def to_json(self) -> Any:
        """The nest as JSON data, null where a fetch is (WIRE-28)."""
        if self.kind == _FETCH:
            return None
        members = [member.to_json() for member in self.members]
        return {self.kind: dict(zip(self.keys, members)) if self.kind == "dict" else members}  # noqa: B905

    @classmethod
    def from_json(cls, data: Any, depth: int = 0) -> Nest:
        """The inverse of :meth:`to_json`; raises Malformed."""
        if data is None:
            return FETCH
        if depth >= DEEPEST:
            raise Malformed(f"nests are at most {DEEPEST} deep")
        if type(data) is not dict or len(data) != 1 or not set(data) <= set(_KINDS):
            raise Malformed("null is wanted, or an object with one of " + ", ".join(_KINDS))
        (kind,) = data
        if kind != "dict":
            read = reading.field(data, kind, lambda members: reading.array(members, cls._reader(depth)))
            return cls(kind, read)
        named = reading.field(data, kind, lambda members: reading.mapping(members, cls._reader(depth)))
        return _of_named(named)

    def __str__(self) -> str:
        return self.text(["·"] * self.places)

    def text(self, names: Sequence[str]) -> str:
        """The nest as a person writes it, with these names in its places."""
        return self._text(iter(names))

    @classmethod
    def _reader(cls, depth: int) -> Any:
        return lambda member: cls.from_json(member, depth + 1)

    def _put(self, things: Iterator[Any]) -> Any:
        if self.kind == _FETCH:
            return next(things)
        members = [member._put(things) for member in self.members]
        if self.kind == "dict":
            return dict(zip(self.keys, members))  # noqa: B905 (Python 3.7)
        return tuple(members) if self.kind == "tuple" else members

    def _text(self, names: Iterator[str]) -> str:
        if self.kind == _FETCH:
            return next(names)
        members = [member._text(names) for member in self.members]
        if self.kind == "dict":
            pairs = zip(self.keys, members)  # noqa: B905 (Python 3.7)
            return "{" + ", ".join(f"{key!r}: {member}" for key, member in pairs) + "}"
        if self.kind == "tuple":
            return "(" + ", ".join(members) + (",)" if len(members) == 1 else ")")
        return "[" + ", ".join(members) + "]"


FETCH = Nest()
"""One fetch alone."""


def taken_apart(result: Any) -> tuple[Nest, list[Any]]:
    """How something is nested, and the things in its places."""
    things: list[Any] = []
    return _nest_of(result, things), things


def _nest_of(result: Any, things: list[Any]) -> Nest:
    if isinstance(result, Mapping):
        keys = sorted(result, key=str)
        return Nest("dict", tuple(_nest_of(result[key], things) for key in keys), tuple(map(str, keys)))
    if isinstance(result, (list, tuple)):
        kind = "list" if isinstance(result, list) else "tuple"
        return Nest(kind, tuple(_nest_of(member, things) for member in result))
    things.append(result)
    return FETCH


def _of_named(named: Mapping[str, Nest]) -> Nest:
    keys = tuple(sorted(named))
    return Nest("dict", tuple(named[key] for key in keys), keys)
