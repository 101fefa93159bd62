"""Differences that are known and excused (CONF-16), with reasons: the numbered deviations, and those of a file.

A file is a JSON array of objects.  Each has a ``reason`` and says what it is about: ``clause``, ``case`` or ``cases``,
by name, or ``op`` or ``ops`` (of programs; ``*`` for any).  ``aspects``, ``expected`` and ``actual`` narrow it: what
differs (see ``Mismatch`` and ``Difference``), and words that the two sides must have; ``words`` are several such pairs,
any of which will do::

    [{"op": "Sin", "aspects": ["value"], "reason": "two ULP off on this processor"},
     {"clause": "QUE-7", "reason": "closing twice is an error here"}]

What differs in a case is excused piece by piece: each piece must be covered by an entry.  ``number`` is what an entry
is counted under, ``clauses`` are those that it breaks, for the reader.  One that is ``"seldom": true`` is not missed in
a run that does not meet it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from conformance import reading
from conformance.difference import Difference
from conformance.graph import texts
from conformance.reading import Malformed

DEVIATIONS = Path(__file__).parent / "deviations.json"
ANY = "*"
_LEAST_NORMAL = 2.0**-126
_NUMBER = re.compile(r"-?(?:\d+\.?\d*(?:e[+-]?\d+)?|inf|nan)")
_SUBJECTS = ("op", "ops", "clause", "case", "cases")
_NARROWING = ("aspects", "expected", "actual", "words")


@dataclass(frozen=True)
class Known:
    """One difference that is known; ``id`` is what it is counted under."""

    id: str
    reason: str
    ops: frozenset[str] = frozenset()
    aspects: frozenset[str] = frozenset()
    expected: str = ""
    actual: str = ""
    clause: str = ""
    cases: frozenset[str] = frozenset()
    seldom: bool = False
    clauses: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    anywhere: bool = False  # whether its ops need only be in the graph, not behind the step
    flushed: bool = False  # whether it is a subnormal number in the place of 0

    @property
    def is_of_a_case(self) -> bool:
        """Whether it is about cases by name or clause, not about programs by op."""
        return bool(self.clause or self.cases)

    def covers(
        self, aspect: str, expected: str, actual: str, ops: Collection[str], in_graph: Collection[str] = ()
    ) -> bool:
        """Whether a mismatch of a program is this one; ``ops`` are those behind the step, beside all ``in_graph``."""
        return (
            not self.is_of_a_case
            and (not self.ops or not self.ops.isdisjoint(in_graph if self.anywhere else ops))
            and self._narrowed_to(aspect, expected, actual)
        )

    def covers_difference(self, name: str, clauses: Sequence[str], difference: Difference) -> bool:
        """Whether a piece in which the case of this name differs is this one."""
        aspect, expected, actual = difference.aspect, difference.expected, difference.actual
        if self.is_of_a_case:
            return self.means(name, clauses) and self._narrowed_to(aspect, expected, actual)
        return difference.ops is not None and self.covers(aspect, expected, actual, difference.ops)

    def covers_case(self, name: str, clauses: Sequence[str], lines: Sequence[str]) -> bool:
        """Whether a case that cannot be taken apart is excused; its lines must have the entry's words."""
        text = "\n".join(lines)
        return self.means(name, clauses) and self.expected in text and self.actual in text

    def means(self, name: str, clauses: Sequence[str]) -> bool:
        """Whether it is about the case of this name, by name or by one of its clauses."""
        return name in self.cases or (bool(self.clause) and self.clause in clauses)

    def _narrowed_to(self, aspect: str, expected: str, actual: str) -> bool:
        return (
            (not self.aspects or aspect in self.aspects)
            and self.expected in expected
            and self.actual in actual
            and (not self.words or any(left in expected and right in actual for left, right in self.words))
            and (not self.flushed or _is_flushed(expected, actual))
        )

    def mirrored(self) -> Known:
        """The same difference, seen from the other side."""
        words = tuple((right, left) for left, right in self.words)
        return replace(self, expected=self.actual, actual=self.expected, words=words)


def _is_flushed(expected: str, actual: str) -> bool:
    """Whether of two elements, or some of two values, one is 0 and the other subnormal, if only as a float32."""
    sides = [[float(number) for number in _NUMBER.findall(side.rpartition("] [")[2])] for side in (expected, actual)]
    if len(sides[0]) != len(sides[1]):
        return False
    differing = [sorted(map(abs, pair)) for pair in zip(*sides, strict=True) if pair[0] != pair[1]]
    return bool(differing) and all(small == 0 < large < _LEAST_NORMAL for small, large in differing)


@cache
def built_in() -> tuple[Known, ...]:
    """The numbered deviations of the reference (actual) from TensorFlow 1.15.5 (expected) on random programs."""
    return tuple(
        Known(
            entry["deviation"],
            entry["reason"],
            frozenset(entry.get("ops", ())),
            frozenset(entry["aspects"]),
            entry.get("expected", ""),
            entry.get("actual", ""),
            anywhere=entry.get("anywhere", False),
            flushed=entry.get("flushed", False),
        )
        for entry in json.loads(DEVIATIONS.read_text("utf-8"))["random programs"]
    )


def read_known(path: Path) -> tuple[Known, ...]:
    """The entries of a user's file; raises Malformed with the path to the first fault."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise Malformed(f"cannot be read: {fault.strerror}") from None
    except ValueError as fault:
        raise Malformed(f"is no JSON: {fault}") from None
    return reading.array(data, _entry)


@dataclass(frozen=True)
class Excuses:
    """The known differences that were met in a case, and what else is different in it."""

    met: tuple[Known, ...]
    left: tuple[Difference, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is left that is not known."""
        return bool(self.met) and not self.left


def excuses(
    known: Sequence[Known], name: str, clauses: Sequence[str], lines: Sequence[str], differences: Sequence[Difference]
) -> Excuses:
    """What of a case that does not agree is known, by its pieces, or by its lines where it has none (CONF-16)."""
    if not differences:
        return Excuses(tuple(one for one in known if one.covers_case(name, clauses, lines))[:1])
    covering = [
        next((one for one in known if one.covers_difference(name, clauses, each)), None) for each in differences
    ]
    left = tuple(each for each, one in zip(differences, covering, strict=True) if one is None)
    return Excuses(tuple(dict.fromkeys(one for one in covering if one is not None)), left)


def _entry(data: Any) -> Known:
    fields = reading.record(data, ("reason",), (*_SUBJECTS, "number", "clauses", "seldom", *_NARROWING))
    about = [name for name in _SUBJECTS if name in fields]
    if len(about) != 1:
        raise Malformed("exactly one of 'op', 'ops', 'clause', 'case' and 'cases' is wanted")
    subjects = reading.field(fields, about[0], texts if about[0] in ("ops", "cases") else _one_text)
    if not all((*subjects, subjects)) or not reading.field(fields, "reason", reading.text).strip():
        raise Malformed("an entry says what it is about, and why that is no fault")
    named = [side for side in ("expected", "actual") if side in fields]
    sides: dict[str, str] = {side: reading.field(fields, side, reading.text) for side in named}
    aspects = frozenset(reading.field(fields, "aspects", texts)) if "aspects" in fields else frozenset[str]()
    number = reading.field(fields, "number", reading.text) if "number" in fields else ""
    return Known(
        number or _described(about[0], subjects, aspects, sides),
        fields["reason"],
        frozenset(subjects) - {ANY} if about[0] in ("op", "ops") else frozenset(),
        aspects,
        sides.get("expected", ""),
        sides.get("actual", ""),
        subjects[0] if about[0] == "clause" else "",
        frozenset(subjects) if about[0] in ("case", "cases") else frozenset(),
        "seldom" in fields and reading.field(fields, "seldom", reading.boolean),
        reading.field(fields, "clauses", texts) if "clauses" in fields else (),
        reading.field(fields, "words", lambda data: reading.array(data, _pair)) if "words" in fields else (),
    )


def _pair(data: Any) -> tuple[str, str]:
    pair = texts(data)
    if len(pair) != 2:
        raise Malformed("a pair of words is wanted: those expected, and those that come")
    return pair[0], pair[1]


def _one_text(data: Any) -> tuple[str, ...]:
    return (reading.text(data),)


def _described(about: str, subjects: Sequence[str], aspects: Collection[str], sides: Mapping[str, str]) -> str:
    """What an entry without a number is counted under."""
    words = (f"{side} {sides[side]!r}" for side in sorted(sides))
    return "; ".join([f"{about} {', '.join(subjects)}", *sorted(aspects), *words])
