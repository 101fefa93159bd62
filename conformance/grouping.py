"""Which counterexamples show the same defect, as far as can be told from outside: they are shown together (CONF-15)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from conformance.compare import Mismatch
from conformance.flat import flat_steps, runs
from conformance.graph import Graph
from conformance.judgement import Disagreement
from conformance.program import Program, Run

SOURCES = frozenset(("Const", "Placeholder", "NoOp"))
"""Ops that compute nothing: what is wrong about them is seldom their own."""

CRASH = "crash: "
"""How the text of an outcome that is a crash begins."""

_NEAR = 1024.0  # units in the last place within which two numbers are nearly the same
_ERROR = re.compile(r"(\w+) when (?:building|running): (.*)")
_ODD = {"nan": "NaN", "inf": "an infinity", "-inf": "an infinity"}
_QUOTED = re.compile(r"'[^']*'|`[^`]*`|\"[^\"]*\"")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")


class Likeness(NamedTuple):
    """What counterexamples of one defect have in common.

    ``subject`` is the op where two implementations part, or what else they part at; ``aspect`` what differs, as in
    ``Mismatch``; ``kind`` how it differs, without the names and numbers of one program.
    """

    subject: str
    aspect: str
    kind: str = ""

    def __str__(self) -> str:
        what = f"{self.subject}: another {self.aspect}" if self.subject else f"another {self.aspect}"
        return what + (f" ({self.kind})" if self.kind else "")


class Judged(Protocol):
    """A program with what two implementations see differently in it, the most telling first."""

    @property
    def program(self) -> Program:
        """The program."""

    @property
    def disagreements(self) -> Sequence[Disagreement]:
        """What they see differently."""


class Likened(Protocol):
    """What knows what it is like."""

    @property
    def likeness(self) -> Sequence[str]:
        """A Likeness, or as many texts; empty where nothing is known."""


Shown = TypeVar("Shown", bound=Likened)


@dataclass(frozen=True)
class Group(Generic[Shown]):
    """Counterexamples that are alike; the first stands for all."""

    examples: tuple[Shown, ...]

    @property
    def first(self) -> Shown:
        """The one that stands for all."""
        return self.examples[0]

    @property
    def others(self) -> tuple[Shown, ...]:
        """Those like it."""
        return self.examples[1:]


def group(counterexamples: Iterable[Shown]) -> list[Group[Shown]]:
    """Counterexamples with those like them, in the order of the first of each group.

    One of which it is not known what it is like stands by itself.
    """
    groups: dict[object, list[Shown]] = {}
    for number, example in enumerate(counterexamples):
        groups.setdefault(tuple(example.likeness) or number, []).append(example)
    return [Group(tuple(examples)) for examples in groups.values()]


def is_like(one: Judged, other: Judged) -> bool:
    """Whether two counterexamples seem to show the same defect: same op, same aspect, same kind of mismatch."""
    return likeness_of(one.program, one.disagreements) == likeness_of(other.program, other.disagreements)


def likeness_of(program: Program, disagreements: Sequence[Disagreement]) -> Likeness:
    """What a counterexample is like, by the first of its disagreements."""
    if not disagreements:
        return Likeness("", "outcome")
    first = disagreements[0]
    return Likeness(_subject(program, first), first.mismatch.aspect, _kind(first.mismatch, program.graph))


def op_at_fault(program: Program, disagreement: Disagreement) -> str:
    """The op where two implementations part; the one that is fetched, or the only one that computes; or empty."""
    if disagreement.divergence is not None:
        return disagreement.divergence.node.op
    ops = {node.name: node.op for node in program.graph.nodes}
    fetched = ops.get((disagreement.mismatch.fetch or "").partition(":")[0], "")
    if fetched and fetched not in SOURCES:
        return fetched
    computing = set(ops.values()) - SOURCES
    suspects = computing or set(ops.values() if len(ops) == 1 else ())
    return min(suspects) if len(suspects) == 1 else ""


def _subject(program: Program, disagreement: Disagreement) -> str:
    """An op, a fed tensor, or a kind of step: whatever two implementations part at."""
    mismatch = disagreement.mismatch
    if mismatch.step is None:
        return "the graph"
    if mismatch.fetch is not None and mismatch.fetch in runs(program)[mismatch.step].feeds:
        return "a fed tensor"  # whatever op would have made it
    step = flat_steps(program)[mismatch.step]
    if disagreement.divergence is None and not isinstance(step, Run):
        return str(step.to_json()["do"])
    return op_at_fault(program, disagreement)


def _kind(mismatch: Mismatch, graph: Graph) -> str:
    if mismatch.aspect == "value":
        return _kind_of_values(mismatch)
    if mismatch.aspect == "shape":
        return "of another rank" if mismatch.expected.count(",") != mismatch.actual.count(",") else "of another size"
    if mismatch.aspect == "op":
        return ""
    if mismatch.actual.startswith(CRASH):
        return _plain(mismatch.actual, graph)  # whatever should have come
    sides = [mismatch.expected, mismatch.actual]
    is_text = mismatch.aspect in ("outcome", "message")
    sides = [_plain(side, graph) if is_text else side.strip("'") for side in sides]
    return f"{sides[1]} in place of {sides[0]}"


def _kind_of_values(mismatch: Mismatch) -> str:
    sides = [_ODD.get(side, "") for side in (mismatch.expected, mismatch.actual)]
    if any(sides):
        wanted, came = (side or "a number" for side in sides)
        return f"{came} in place of {wanted}"
    if mismatch.ulps is None:
        return ""
    if mismatch.ulps == 0:
        return "a zero of the other sign"
    return "nearly the same" if mismatch.ulps <= _NEAR else ""


def _plain(text: str, graph: Graph) -> str:
    """The kind of an outcome, or the words of a message: without what another program would have another of."""
    error = _ERROR.match(text)
    if error:
        return f"{error[1]} {_words(error[2], graph)}"
    if re.match(r"(?:float|b?float|u?int|complex|bool|string|q|resource|variant)\w*\[", text) or text == "done":
        return "a value"
    return _words(text, graph)


def _words(text: str, graph: Graph) -> str:
    names = sorted((re.escape(node.name) for node in graph.nodes), key=len, reverse=True)
    plain = _QUOTED.sub("'…'", text)
    if names:
        plain = re.sub(rf"(?<![\w/])(?:{'|'.join(names)})(?![\w/])", "…", plain)
    return _NUMBER.sub("N", plain)
