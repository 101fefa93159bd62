"""A counterexample as the page shows it: its drawing, its steps, and in two words what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from conformance.grouping import SOURCES, Group
from conformance.program import Program
from conformance.report import program_lines
from conformance.report_page.drawing import Drawing, drawing_of, first_divergence
from conformance.report_page.steps_shown import ShownStep, shown_steps
from conformance.results import CounterexampleRecord

_ASPECT = re.compile(r".*: (another \w+)$")
_FETCHED = re.compile(r"step \d+, fetch (.*?)(?::\d+)?(?:\[[\d, ]+\])?: another ")
_ENDS = {"crash": "crash", "hang": "no answer"}


@dataclass(frozen=True)
class Alike:
    """A counterexample that is like one that is shown whole: the program as text."""

    record: CounterexampleRecord
    listing: tuple[str, ...]


@dataclass(frozen=True)
class ShownCounterexample:
    """A counterexample as the page shows it."""

    record: CounterexampleRecord
    others: tuple[Alike, ...]  # those that are like it
    culprit: str  # the op at which the two part
    aspect: str  # what it gives: "another value"
    drawing: Drawing
    steps: tuple[ShownStep, ...]
    listing: tuple[str, ...]
    is_open: bool

    @property
    def expected(self) -> str:
        """What was expected, in one line."""
        return self._said("expected")

    @property
    def actual(self) -> str:
        """What came, in one line."""
        return self._said("actual")

    def _said(self, side: str) -> str:
        """What the first disagreement says of a side, of the node where it begins if that is known."""
        own = takewhile(lambda line: line.startswith(" "), self.record.lines[1:])
        said = [line.strip().removeprefix(side).strip() for line in own if line.strip().startswith(side + "  ")]
        return said[-1] if said else ""


def shown_counterexample(group: Group[CounterexampleRecord], is_open: bool) -> ShownCounterexample:
    """What the page shows of counterexamples that are alike: the smallest whole, the others as text."""
    example = group.first
    return ShownCounterexample(
        example,
        tuple(Alike(other, listing(other.program)) for other in group.others),
        _culprit(example),
        _aspect(example),
        drawing_of(example),
        shown_steps(example),
        listing(example.program),
        is_open,
    )


def _aspect(example: CounterexampleRecord) -> str:
    """What differs, in two words: ``another value``, or how the implementation ended."""
    kinds = [outcome.get("outcome") for outcome in example.actual if isinstance(outcome, dict)]
    ended = next((_ENDS[kind] for kind in kinds if kind in _ENDS), "")
    return ended or next((match[1] for line in example.lines if (match := _ASPECT.match(line))), "disagreement")


def _culprit(example: CounterexampleRecord) -> str:
    """The op at which the two part; where that is not known, the one that is fetched or the only one that computes."""
    nodes = {node["name"]: node["op"] for node in example.program["graph"]["nodes"]}
    fetched = next((match[1] for line in example.lines if (match := _FETCHED.match(line))), "")
    diverging, asked = nodes.get(first_divergence(example)), nodes.get(fetched)
    if diverging or (asked and asked not in SOURCES):
        return diverging or asked or ""
    computing = {op for op in nodes.values() if op not in SOURCES}
    suspects = computing or set(nodes.values() if len(nodes) == 1 else ())
    return min(suspects) if len(suspects) == 1 else ""


def listing(program: Mapping[str, object]) -> tuple[str, ...]:
    """The program as text, one line a node and one line a step."""
    try:
        return tuple(program_lines(Program.from_json(program)))
    except ValueError:
        return ()
