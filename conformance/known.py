"""Differences that are known and excused (CONF-16), with reasons: the numbered deviations, and those of a user's file.

A file is a JSON array of objects.  Each has a ``reason`` and says what it is about: ``clause`` or ``case`` (of
questions and fixed programs), or ``op`` (of random programs; ``*`` for any).  ``aspects``, ``expected`` and
``actual`` narrow it: what differs (see ``compare.Mismatch``), and words that the two sides must have::

    [{"op": "Sin", "aspects": ["value"], "reason": "two ULP off on this processor"},
     {"clause": "QUE-7", "reason": "closing twice is an error here"}]

One that is ``"seldom": true`` is not missed in a run that does not meet it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from conformance import reading
from conformance.graph import texts
from conformance.reading import Malformed

DEVIATIONS = Path(__file__).parent / "deviations.json"
ANY = "*"
_NARROWING = ("aspects", "expected", "actual")


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
    case: str = ""
    seldom: bool = False

    @property
    def is_of_a_case(self) -> bool:
        """Whether it is about questions and fixed programs, not about random programs."""
        return bool(self.clause or self.case)

    def covers(self, aspect: str, expected: str, actual: str, ops: Collection[str]) -> bool:
        """Whether a mismatch of a random program is this one; ``ops`` are those behind the step."""
        return (
            not self.is_of_a_case
            and (not self.aspects or aspect in self.aspects)
            and (not self.ops or not self.ops.isdisjoint(ops))
            and self.expected in expected
            and self.actual in actual
        )

    def covers_case(self, name: str, clauses: Sequence[str], lines: Sequence[str]) -> bool:
        """Whether a case that does not agree is excused; its lines must have the entry's words."""
        text = "\n".join(lines)
        is_meant = self.case == name if self.case else bool(self.clause) and self.clause in clauses
        return is_meant and self.expected in text and self.actual in text

    def mirrored(self) -> Known:
        """The same difference, seen from the other side."""
        return replace(self, expected=self.actual, actual=self.expected)


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
        )
        for entry in json.loads(DEVIATIONS.read_text("utf-8"))["random programs"]
    )


def read_known(path: Path) -> tuple[Known, ...]:
    """The entries of a user's file; raises Malformed with the path to the first fault."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise Malformed(str(fault)) from None
    return reading.array(data, _entry)


def _entry(data: Any) -> Known:
    fields = reading.record(data, ("reason",), ("op", "clause", "case", "seldom", *_NARROWING))
    about = [name for name in ("op", "clause", "case") if name in fields]
    if len(about) != 1:
        raise Malformed("exactly one of 'op', 'clause' and 'case' is wanted")
    sides = [name for name in ("expected", "actual") if name in fields]
    words: dict[str, Any] = {name: reading.field(fields, name, reading.text) for name in sides}
    subject = reading.field(fields, about[0], reading.text)
    if not subject or not reading.field(fields, "reason", reading.text).strip():
        raise Malformed("an entry says what it is about, and why that is no fault")
    aspects = frozenset(reading.field(fields, "aspects", texts)) if "aspects" in fields else frozenset()
    name = "; ".join([f"{about[0]} {subject}", *sorted(aspects), *(f"{key} {words[key]!r}" for key in sorted(words))])
    ops = frozenset[str]() if subject == ANY else frozenset([subject])
    given: dict[str, Any] = {"ops": ops} if about[0] == "op" else {about[0]: subject}
    seldom = "seldom" in fields and reading.field(fields, "seldom", reading.boolean)
    return Known(name, fields["reason"], aspects=aspects, seldom=seldom, **words, **given)
