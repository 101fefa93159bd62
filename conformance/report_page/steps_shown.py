"""The steps of a counterexample side by side: what was asked, what was expected, and what came."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from conformance import outcome as outcomes
from conformance.nest import Nest
from conformance.reading import Malformed
from conformance.report_page.values_shown import Piece, pieces
from conformance.results import CounterexampleRecord
from conformance.showing import outcome_text, value_text
from conformance.values import TensorValue

_NAMED = 8  # fetches and targets in the title of a step
_RAW = 300  # characters of what is no outcome

_HEADING = re.compile(r"(?:the program|step (?P<step>\d+))(?:, .*?)?: another ")


@dataclass(frozen=True)
class NumberedStep:
    """A step, also one of a thread, with its number in the program (WIRE-16): ``2``, or ``3, in thread 1``."""

    number: int
    place: str
    path: tuple[int, ...]
    data: Mapping[str, Any]

    @property
    def feeds(self) -> tuple[str, ...]:
        """The names of the tensors that are fed."""
        return _names(self.data.get("feeds"))

    @property
    def fetches(self) -> tuple[str, ...]:
        """The names of what is fetched."""
        return _names(self.data.get("fetches"))

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the operations that run."""
        return _names(self.data.get("targets"))


@dataclass(frozen=True)
class Row:
    """What came of one fetch, or of a whole step; ``mark`` is ``same``, ``rounded`` or ``differs``."""

    what: str
    expected: tuple[Piece, ...]
    actual: tuple[Piece, ...]
    mark: str


@dataclass(frozen=True)
class ShownStep:
    """A step as the page shows it."""

    place: str
    title: str
    feeds: tuple[tuple[str, str], ...]
    fetches: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def differs(self) -> bool:
        """Whether the step is part of the disagreement."""
        return any(row.mark == "differs" for row in self.rows)


def numbered_steps(program: Mapping[str, Any]) -> Iterator[NumberedStep]:
    """All steps of a program, those of threads too, in order."""
    number = 0
    for index, step in enumerate(_list(program.get("steps"))):
        data = step if isinstance(step, dict) else {}
        if data.get("do") != "at_once":
            yield NumberedStep(number, str(number), (index,), data)
            number += 1
            continue
        for thread, steps in enumerate(_list(data.get("threads"))):
            for inner, each in enumerate(_list(steps)):
                place = f"{number}, in thread {thread}"
                yield NumberedStep(number, place, (index, thread, inner), each if isinstance(each, dict) else {})
                number += 1


def shown_steps(example: CounterexampleRecord) -> tuple[ShownStep, ...]:
    """The steps of a counterexample with feeds and outcomes; first the whole program, where it has one outcome."""
    steps = list(numbered_steps(example.program))
    wrong = _disagreeing(example.lines)
    sides = (example.expected, example.actual)
    shown = [ShownStep(step.place, _title(step), _fed(step), step.fetches, _rows(step, sides, wrong)) for step in steps]
    if any(_of_all(side, len(_list(example.program.get("steps")))) for side in sides):
        texts = [_outcome_text(side[0]) if side else "not known" for side in sides]
        differ = list(example.expected) != list(example.actual)
        whole = [((text, differ),) for text in texts]
        row = Row("the whole program", whole[0], whole[1], "differs" if differ else "same")
        shown = [ShownStep("", "the program", (), (), (row,)), *(replace(each, rows=()) for each in shown)]
    return tuple(shown)


def _names(data: Any) -> tuple[str, ...]:
    return tuple(map(str, data)) if isinstance(data, dict | list) else ()


def _list(data: Any) -> list[Any]:
    return data if isinstance(data, list) else []


def _title(step: NumberedStep) -> str:
    data = step.data
    label = data.get("callable") or data.get("handle") or ""
    words = {
        "run": "run",
        "run_nested": f"run {_nest_text(data.get('nest'))} of",
        "make_callable": f"make callable {label}",
        "call": f"call {label}",
        "partial_run_setup": f"set up partial run {label}",
        "partial_run": f"partial run {label}",
        "close": "close",
        "reset": "reset " + ", ".join(_names(data.get("containers"))),
    }
    action = str(data.get("do"))
    title = words.get(action, action).strip()
    names = (*step.fetches, *step.targets)
    asked = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    session = data.get("session", "main")
    return " ".join([title, *([asked] if asked else []), *([] if session == "main" else [f"in session {session}"])])


def _nest_text(data: Any) -> str:
    try:
        return str(Nest.from_json(data))
    except Malformed:
        return _raw(data)


def _fed(step: NumberedStep) -> tuple[tuple[str, str], ...]:
    feeds = step.data.get("feeds")
    if isinstance(feeds, dict):
        return tuple((name, _value_text(value)) for name, value in feeds.items())
    values = [(f"argument {index}", _value_text(value)) for index, value in enumerate(_list(step.data.get("values")))]
    return tuple(values) or tuple((name, "") for name in step.feeds)


def _value_text(data: Any) -> str:
    try:
        return value_text(TensorValue.from_json(data))
    except Malformed:
        return _raw(data)


def _raw(data: Any) -> str:
    text = str(data)
    return text if len(text) <= _RAW else text[:_RAW] + "…"


def _of_all(side: Sequence[Any], steps: int) -> bool:
    """Whether one outcome stands for a whole program."""
    if len(side) != 1:
        return steps > 0 and not side
    kind = side[0].get("outcome") if isinstance(side[0], dict) else None
    return kind not in ("value", "run_error", "at_once") and (steps != 1 or kind != "unsupported")


def _nest_rows(wanted: outcomes.Value, came: outcomes.Value) -> tuple[Row, ...]:
    """How the values came nested, where that is not as it should be."""
    if wanted.nest == came.nest:
        return ()
    return (_row("nesting", ((str(wanted.nest), True),), ((str(came.nest), True),), True),)


def _rows(step: NumberedStep, sides: tuple[Sequence[Any], ...], wrong: Callable[[int, str], bool]) -> tuple[Row, ...]:
    expected, actual = (_outcome_at(side, step.path) for side in sides)
    if expected is None and actual is None:
        return ()
    wanted, came = _read(expected), _read(actual)
    if isinstance(wanted, outcomes.Value) and isinstance(came, outcomes.Value):
        counts = {len(wanted.values), len(came.values)}
        if counts == {len(step.fetches)} and step.fetches:
            both = zip(step.fetches, wanted.values, came.values, strict=True)
            rows = tuple(_row(fetch, *pieces(left, right), wrong(step.number, fetch)) for fetch, left, right in both)
            return (*_nest_rows(wanted, came), *rows)
    differs = expected != actual
    left, right = ((_outcome_text(data), differs) for data in (expected, actual))
    return (_row("outcome", (left,), (right,), wrong(step.number, "")),)


def _row(what: str, expected: tuple[Piece, ...], actual: tuple[Piece, ...], wrong: bool) -> Row:
    differs = any(piece[1] for piece in (*expected, *actual))
    return Row(what, expected, actual, "same" if not differs else "differs" if wrong else "rounded")


def _outcome_at(side: Sequence[Any], path: tuple[int, ...]) -> Any:
    """The outcome of a step, found by its place among the outcomes."""
    if path[0] >= len(side):
        return None
    found = side[path[0]]
    if len(path) == 1 or not isinstance(found, dict) or found.get("outcome") != "at_once":
        return found
    threads = _list(found.get("threads"))
    own = _list(threads[path[1]]) if path[1] < len(threads) else []
    return own[path[2]] if path[2] < len(own) else None


def _read(data: Any) -> Any:
    try:
        return outcomes.from_json(data)
    except Malformed:
        return None


def _outcome_text(data: Any) -> str:
    read = _read(data)
    return _raw(data) if read is None else outcome_text(read)


def _disagreeing(lines: Sequence[str]) -> Callable[[int, str], bool]:
    """Whether the lines of a report name a step and fetch; where they cannot be read, all that differs is wrong."""
    found = [(match, line) for line in lines if (match := _HEADING.match(line))]

    def wrong(step: int, fetch: str) -> bool:
        own = [line for match, line in found if match["step"] in (None, str(step))]
        fetched = [line for line in own if ", fetch " in line]
        return not found or any(line not in fetched or not fetch or f", fetch {fetch}" in line for line in own)

    return wrong
