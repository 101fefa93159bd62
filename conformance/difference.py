"""Where two answers to a question part, piece by piece, so that each difference can be judged by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_OF_AN_ERROR = ("phase", "class", "code", "op", "message")
_MANY = 5  # strings in a list that differ one by one
_SHOWN = 400  # characters of either side in a line for a reader


@dataclass(frozen=True)
class Difference:
    """One thing that is not as expected: the ``aspect`` that differs, at a ``place``, and how it looks on both sides.

    ``aspect`` is that of a mismatch (``outcome``, ``class``, ``code``, ``op``, ``message``, ``dtype``, ``shape``,
    ``value``), or ``phase``, or ``text`` for a string within an answer. ``ops`` are those of the program, None where it
    is an answer to a question that differs.
    """

    aspect: str
    expected: str
    actual: str
    place: str = ""
    ops: frozenset[str] | None = None

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        return f"{place}{self.aspect} {_cut(self.actual)}, expected {_cut(self.expected)}"


def differences_of_answers(expected: dict[str, Any], given: dict[str, Any]) -> tuple[Difference, ...]:
    """Each piece of an answer (WIRE-27) that is not the expected one, in the order of the answer."""
    if expected["kind"] != given["kind"]:
        return (Difference("outcome", answer_text(expected), answer_text(given)),)
    if expected["kind"] == "value":
        return tuple(_parted(expected["value"], given["value"], ""))
    return tuple(
        Difference(name, _text(expected[name]), _text(given[name]))
        for name in _OF_AN_ERROR
        if expected[name] != given[name]
    )


def answer_text(answer: dict[str, Any]) -> str:
    """A whole answer, as a person reads it."""
    if answer["kind"] == "value":
        return "the value " + json.dumps(answer["value"], ensure_ascii=False, sort_keys=True)
    return f"{answer['class']} when {answer['phase']}: {answer['message']}"


def _parted(expected: Any, given: Any, place: str) -> Iterator[Difference]:
    if isinstance(expected, dict) and isinstance(given, dict) and expected.keys() == given.keys():
        for key in expected:
            yield from _parted(expected[key], given[key], f"{place}.{key}")
    elif isinstance(expected, list) and isinstance(given, list):
        yield from _lists(expected, given, place)
    elif expected != given or type(expected) is not type(given):
        aspect = "text" if isinstance(expected, str) and isinstance(given, str) else "value"
        yield Difference(aspect, _text(expected), _text(given), place)


def _lists(expected: list[Any], given: list[Any], place: str) -> Iterator[Difference]:
    """Lists of one length element by element; of others only what lies between the ends that are the same.

    So it is with lists of strings, such as the lines of a text, that differ in many places: one of them has moved.
    """
    if len(expected) == len(given) and not _has_moved(expected, given):
        for index, (left, right) in enumerate(zip(expected, given, strict=True)):
            yield from _parted(left, right, f"{place}[{index}]")
        return
    shorter = min(len(expected), len(given))
    first = next((i for i in range(shorter) if expected[i] != given[i]), shorter)
    behind = next((i for i in range(shorter - first) if expected[-1 - i] != given[-1 - i]), shorter - first)
    left, right = expected[first : len(expected) - behind], given[first : len(given) - behind]
    yield Difference("value", _text(left), _text(right), f"{place}[{first}:]")


def _has_moved(expected: list[Any], given: list[Any]) -> bool:
    differing = sum(left != right for left, right in zip(expected, given, strict=True))
    return differing > _MANY and all(isinstance(piece, str) for piece in (*expected, *given))


def _text(piece: Any) -> str:
    return piece if isinstance(piece, str) else json.dumps(piece, ensure_ascii=False, sort_keys=True)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def difference_lines(differences: Sequence[Difference]) -> tuple[str, ...]:
    """The differences, a line each."""
    return tuple(str(each).replace("\n", "\\n") for each in differences)
