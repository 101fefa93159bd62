"""What came of holding one implementation against another, as plain data that travels.

The summary on the terminal and the report are made from a :class:`Results` alone; several runs (the processes of
``--jobs``, several backends' parts) are put together with :func:`merged`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Self, get_args

from conformance.reading import Malformed

FORMAT = "graphsession.results"
VERSION = 1

Verdict = Literal["agree", "disagree", "unsupported", "deviation", "crash", "hang"]
"""What a case comes to (CONF-12). Only ``agree`` and ``deviation`` (known, with a reason) are no fault; ``unsupported``
is neither agreement nor fault, and never counts as a success."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

_LONG = 50  # characters from which on a command is too long to be a name

_LAST_WORDS = 10  # lines

_LACKING = 100  # things that an implementation may say it lacks: its words may be others each time

FAULTS: frozenset[Verdict] = frozenset(("disagree", "crash", "hang"))
"""The verdicts that make a run fail."""


@dataclass(frozen=True)
class Identity:
    """Which implementation: the name and version it gives itself, and how the command called for it.

    ``follows`` is what it was made after, ``TensorFlow 1.15.5`` for the reference, whose version is its own.
    """

    name: str
    version: str = ""
    called: str = ""
    follows: str = ""

    def __str__(self) -> str:
        name = f"{self.name} {self.version}".rstrip() + (f", which follows {self.follows}" if self.follows else "")
        return name if self.called in ("", self.name) or len(self.called) > _LONG else f"{self.called} ({name})"


@dataclass(frozen=True)
class CaseRecord:
    """One case that was run: a question, a fixed program, or the random programs aimed at a chapter.

    ``kind`` is ``question``, ``program`` or ``random``; ``seconds`` what the implementation took; ``deviations`` are
    the known differences that were met in it.
    """

    name: str
    chapter: str
    clauses: tuple[str, ...]
    kind: str
    verdict: Verdict
    lines: tuple[str, ...] = ()
    seconds: float = 0.0
    deviations: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """A name that stays the same from run to run: chapter, first clause and name."""
        return case_id(self.chapter, self.clauses, self.name)


@dataclass(frozen=True)
class OpRecord:
    """In how many steps of random programs an op took part, by what came of them."""

    agreed: int = 0
    disagreed: int = 0
    unsupported: int = 0

    def __add__(self, other: OpRecord) -> OpRecord:
        return OpRecord(
            self.agreed + other.agreed,
            self.disagreed + other.disagreed,
            self.unsupported + other.unsupported,
        )


@dataclass(frozen=True)
class CounterexampleRecord:
    """A program on which the two disagree, as small as could be found.

    ``program`` is its JSON data; ``lines`` say what disagrees, as a person reads it; ``expected`` and ``actual``
    are the outcomes' JSON data, one a step; ``replay`` is the command that judges it again.  ``clauses`` are those to
    read about it; those that have the same ``likeness`` (see ``grouping``) seem to show the same defect.
    """

    number: int
    program: Mapping[str, Any]
    clauses: tuple[str, ...]
    lines: tuple[str, ...]
    expected: tuple[Any, ...] = ()
    actual: tuple[Any, ...] = ()
    replay: str = ""
    likeness: tuple[str, ...] = ()

    @property
    def nodes(self) -> int:
        """How many nodes the graph has."""
        return len(self.program["graph"]["nodes"])

    @property
    def last_words(self) -> tuple[str, ...]:
        """The last lines that the implementation wrote to its standard error before it crashed; none if it did not."""
        crashes = [outcome for outcome in self.actual if isinstance(outcome, dict) and outcome.get("stderr")]
        return tuple(crashes[0]["stderr"][-_LAST_WORDS:]) if crashes else ()

    @property
    def size(self) -> tuple[int, int, int]:
        """What counterexamples are sorted by: nodes, steps, characters."""
        return self.nodes, len(self.program["steps"]), len(json.dumps(self.program))


@dataclass(frozen=True)
class DeviationRecord:
    """A known difference that was met: its number or name, how often, and why it is no fault."""

    id: str
    count: int
    reason: str = ""


@dataclass(frozen=True)
class ClauseRecord:
    """A clause of the specification: its chapter and its Markdown, so that a report can be read without it."""

    chapter: str
    text: str


@dataclass(frozen=True)
class Score:
    """How the cases of a chapter, or of a clause, came out."""

    agree: int = 0
    disagree: int = 0
    unsupported: int = 0
    deviation: int = 0

    @property
    def total(self) -> int:
        """All cases."""
        return self.agree + self.disagree + self.unsupported + self.deviation

    @property
    def share(self) -> float:
        """The part of all cases that agree, from 0 to 1; what is unsupported counts against it (CONF-13, CONF-14)."""
        return self.agree / self.total if self.total else 0.0


@dataclass(frozen=True)
class Results:
    """A whole run: ``implementation`` held against ``against``.

    ``programs`` counts random programs; ``steps_agreed``, ``steps_unsupported`` and ``steps_undecided`` (those that
    differ where there are too many orders to try) count their steps.  ``seconds`` is the whole run, ``date`` an ISO
    date as the command was given it (empty where none was).  ``stale`` are the entries of the file of deviations
    that met no difference.  ``lacking`` counts the random programs for which the implementation said that it lacks
    something, by what that is, the most frequent.  ``clauses`` are those of the specification; they are filled in
    where a report is written.
    """

    implementation: Identity
    against: Identity
    seed: int = 0
    examples: int = 0
    programs: int = 0
    steps_agreed: int = 0
    steps_unsupported: int = 0
    steps_undecided: int = 0
    seconds: float = 0.0
    date: str = ""
    interrupted: bool = False
    cases: tuple[CaseRecord, ...] = ()
    ops: Mapping[str, OpRecord] = field(default_factory=dict)
    counterexamples: tuple[CounterexampleRecord, ...] = ()
    deviations: tuple[DeviationRecord, ...] = ()
    stale: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    clauses: Mapping[str, ClauseRecord] = field(default_factory=dict)
    lacking: Mapping[str, int] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether anything disagreed, or a deviation that is declared was not met."""
        return bool(self.counterexamples or self.stale or any(case.verdict in FAULTS for case in self.cases))

    @property
    def score(self) -> Score:
        """All cases together."""
        return score(self.cases)

    def by_chapter(self) -> dict[str, Score]:
        """The score of each chapter, by name."""
        chapters = sorted({case.chapter for case in self.cases})
        return {name: score(case for case in self.cases if case.chapter == name) for name in chapters}

    def by_clause(self) -> dict[str, Score]:
        """The score of each clause that a case is about."""
        cases: dict[str, list[CaseRecord]] = {}
        for case in self.cases:
            for clause in case.clauses:
                cases.setdefault(clause, []).append(case)
        return {clause: score(cases[clause]) for clause in sorted(cases, key=clause_key)}

    def to_json(self) -> dict[str, Any]:
        """The results as JSON data that names its format and version."""
        return {"format": FORMAT, "version": VERSION, **json.loads(json.dumps(asdict(self)))}

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The inverse of :meth:`to_json`; raises Malformed."""
        if type(data) is not dict or data.get("format") != FORMAT or data.get("version") != VERSION:
            raise Malformed(f"{FORMAT!r}, version {VERSION}, is wanted")
        plain = {name: value for name, value in data.items() if name not in ("format", "version")}
        try:
            return cls(**{**plain, **{name: read(plain[name]) for name, read in _READERS.items() if name in plain}})
        except (TypeError, AttributeError) as fault:
            raise Malformed(f"no results: {fault}") from None

    def write(self, path: Path) -> None:
        """Writes the results as a JSON file."""
        path.write_text(json.dumps(self.to_json(), indent=1) + "\n", "utf-8")


def case_id(chapter: str, clauses: Sequence[str], name: str) -> str:
    """``chapter-CLAUSE-name``, in characters that need no quoting in a shell or a file name.

    >>> case_id("queues", ("QUE-7", "QUE-8"), "closing twice")
    'queues-QUE-7-closing_twice'
    """
    parts = [chapter, *clauses[:1], name]
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in "-".join(part for part in parts if part))


def clause_key(clause: str) -> tuple[str, int]:
    """Sorts ``RUN-10`` behind ``RUN-9``."""
    prefix, _, number = clause.rpartition("-")
    return prefix, int(number) if number.isdigit() else 0


def score(cases: Iterable[CaseRecord]) -> Score:
    """How cases came out; a crash or a hang is a disagreement."""
    count = Counter("disagree" if case.verdict in FAULTS else case.verdict for case in cases)
    return Score(count["agree"], count["disagree"], count["unsupported"], count["deviation"])


def merged(parts: Sequence[Results]) -> Results:
    """Parts of one run as one: cases in order, counterexamples smallest first and numbered anew."""
    first = parts[0]
    ops: dict[str, OpRecord] = {}
    deviations: Counter[str] = Counter()
    reasons: dict[str, str] = {}
    lacking: Counter[str] = Counter()
    for part in parts:
        lacking.update(part.lacking)
        for name, record in part.ops.items():
            ops[name] = ops.get(name, OpRecord()) + record
        for deviation in part.deviations:
            deviations[deviation.id] += deviation.count
            reasons[deviation.id] = reasons.get(deviation.id) or deviation.reason
    return Results(
        first.implementation,
        first.against,
        first.seed,
        sum(part.examples for part in parts),
        sum(part.programs for part in parts),
        sum(part.steps_agreed for part in parts),
        sum(part.steps_unsupported for part in parts),
        sum(part.steps_undecided for part in parts),
        max(part.seconds for part in parts),
        first.date,
        any(part.interrupted for part in parts),
        tuple(case for part in parts for case in part.cases),
        dict(sorted(ops.items())),
        numbered(example for part in parts for example in part.counterexamples),
        tuple(DeviationRecord(name, deviations[name], reasons[name]) for name in sorted(deviations, key=clause_key)),
        tuple(sorted({name for part in parts for name in part.stale})),
        tuple(dict.fromkeys(remark for part in parts for remark in part.remarks)),
        lacking=dict(lacking.most_common(_LACKING)),
    )


def numbered(examples: Iterable[CounterexampleRecord]) -> tuple[CounterexampleRecord, ...]:
    """Counterexamples, smallest first, numbered from 1."""
    ordered = sorted(examples, key=lambda example: example.size)
    return tuple(replace(example, number=number) for number, example in enumerate(ordered, 1))


def _tupled(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**data, **{name: tuple(data[name]) for name in names if name in data}}


_READERS: dict[str, Any] = {
    "implementation": lambda data: Identity(**data),
    "against": lambda data: Identity(**data),
    "cases": lambda data: tuple(CaseRecord(**_tupled(case, "clauses", "lines", "deviations")) for case in data),
    "ops": lambda data: {name: OpRecord(**record) for name, record in data.items()},
    "counterexamples": lambda data: tuple(
        CounterexampleRecord(**_tupled(example, "clauses", "lines", "expected", "actual", "likeness"))
        for example in data
    ),
    "deviations": lambda data: tuple(DeviationRecord(**deviation) for deviation in data),
    "stale": tuple,
    "remarks": tuple,
    "clauses": lambda data: {name: ClauseRecord(**record) for name, record in data.items()},
}
