"""A program that is well-formed, ways to spoil it by what is wrong then, and lines that are no requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

GOOD: dict[str, Any] = {
    "format": "graphsession.program",
    "version": 1,
    "graph": {
        "producer": 134,
        "nodes": [
            {
                "name": "c",
                "op": "Const",
                "attrs": {
                    "dtype": {"type": "float32"},
                    "value": {"tensor": {"dtype": "float32", "shape": [2], "data": "AACAPwAAAEA="}},
                },
            },
            {"name": "n", "op": "Identity", "inputs": ["c"], "attrs": {"T": {"type": "float32"}}},
        ],
    },
    "steps": [{"do": "run", "session": "main", "fetches": ["n:0"]}],
}
"""A constant and its identity, and one step."""

_Spoil = Callable[[Any], object]


def _at(*path: str | int, value: Any) -> _Spoil:
    """Puts a value at a place, or takes away what is there where the value is _GONE."""

    def spoil(program: Any) -> None:
        holder = program
        for place in path[:-1]:
            holder = holder[place]
        if value is _GONE:
            del holder[path[-1]]
        else:
            holder[path[-1]] = value

    return spoil


_GONE = object()
_VALUE = ("graph", "nodes", 0, "attrs", "value", "tensor")
_T = ("graph", "nodes", 1, "attrs", "T")
_STEP = ("steps", 0)

FORMATS: dict[str, _Spoil] = {
    "no format": _at("format", value=_GONE),
    "another format": _at("format", value="graphsession.picture"),
    "a later version": _at("version", value=2),
}
"""Programs of another format or version."""

UNKNOWN_FIELDS: dict[str, _Spoil] = {
    "an unknown field of the program": _at("author", value="nobody"),
    "an unknown field of the graph": _at("graph", "library", value=[]),
    "an unknown field of a node": _at("graph", "nodes", 0, "shape", value=[]),
    "an unknown field of a step": _at(*_STEP, "color", value="red"),
}
"""Objects with fields that the format does not name."""

GRAPHS: dict[str, _Spoil] = {
    "no graph": _at("graph", value=_GONE),
    "nodes that are no array": _at("graph", "nodes", value=None),
    "a producer beyond 32 bits": _at("graph", "producer", value=2**40),
    "a node without a name": _at("graph", "nodes", 0, "name", value=_GONE),
    "a node whose op is no text": _at("graph", "nodes", 0, "op", value=7),
    "an input that is no text": _at("graph", "nodes", 1, "inputs", value=[0]),
    "an attribute of no kind": _at(*_T, value={}),
    "an attribute of two kinds": _at(*_T, value={"type": "float32", "int": 1}),
    "an attribute of an unknown kind": _at(*_T, value={"number": 1}),
    "a dtype that there is not": _at(*_T, value={"type": "float31"}),
    "an integer with a fraction": _at(*_T, value={"int": 1.5}),
    "an integer beyond 64 bits": _at(*_T, value={"int": str(2**63)}),
    "a float as text": _at(*_T, value={"float": "1.0"}),
    "a truth as a number": _at(*_T, value={"bool": 1}),
    "a list of nothing in particular that is not empty": _at(*_T, value={"list": [1]}),
    "text with half of a surrogate pair": _at("graph", "nodes", 1, "name", value="\ud800"),
}
"""Graphs, nodes and attributes that are none."""

VALUES: dict[str, _Spoil] = {
    "a value without a shape": _at(*_VALUE, "shape", value=_GONE),
    "a value of a negative size": _at(*_VALUE, "shape", value=[-2]),
    "a value with too few bytes": _at(*_VALUE, "data", value="AACAPw=="),
    "bytes that are no base64": _at(*_VALUE, "data", value="AACA*w=="),
    "bytes without padding": _at(*_VALUE, "data", value="AACAPwAAAEA"),
}
"""Values whose bytes are not what dtype and shape ask for."""

STEPS: dict[str, _Spoil] = {
    "steps that are no array": _at("steps", value={}),
    "a step without a session": _at(*_STEP, "session", value=_GONE),
    "fetches that are no array": _at(*_STEP, "fetches", value="n:0"),
    "a feed that is no value": _at(*_STEP, "feeds", value={"c:0": 1.0}),
}
"""Steps that are none."""

_MAKE = {"do": "make_callable", "session": "main", "callable": "f", "fetches": ["n:0"]}

LABELS: dict[str, _Spoil] = {
    "a call before the callable is made": _at("steps", value=[{"do": "call", "callable": "f"}, _MAKE]),
    "a callable that is made twice": _at("steps", value=[_MAKE, _MAKE]),
}
"""Labels that do not stand for what was made before; for workers that know callables."""

REQUESTS: tuple[tuple[bytes, int | None], ...] = (
    (b"nonsense", None),
    (b"", None),
    (b"[]", None),
    (b"17", None),
    (b'{"id": 4, "request": "hello"', None),
    (b'{"id": NaN, "request": "hello"}', None),
    (b'{"id": 4, "request": "\xff"}', None),
    (b'{"request": "hello"}', None),
    (b'{"id": 4}', 4),
    (b'{"id": 4, "request": "sing"}', 4),
    (b'{"id": 4, "request": "run"}', 4),
    (b'{"id": 4, "request": "run", "program": null}', 4),
    (b'{"id": 4, "request": "hello", "why": 1}', 4),
)
"""Lines that are no requests, and the id that the error bears."""
