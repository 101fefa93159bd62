"""Whether two implementations made the same of a program, and if not, where they part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from conformance.flat import flat_outcomes, runs
from conformance.outcome import OF_WHOLE_PROGRAM, BuildError, Crash, Outcome, RunError, Unsupported, Value
from conformance.program import Program
from conformance.showing import outcome_text, value_text
from conformance.tolerance import Accuracy, Budget, Tolerance
from conformance.ulp import FLOATS, differing_bits, ulp_distances
from conformance.values import TensorValue

Magnitudes = Mapping[tuple[int, str], float]
"""By step and fetch: the largest number that went into the fetched value, where the caller knows it."""

_SHOWN = 200  # characters of a value in a report


@dataclass(frozen=True)
class Mismatch:
    """One difference between what was expected and what came.

    ``aspect`` is what differs: outcome, class, code, op, message, nesting, dtype, shape or value. For values ``index``
    is the worst element, ``count`` how many are out of bounds, ``ulps`` the distance (None where there is no
    such measure), ``budget`` what was allowed, and ``inexact`` the op types behind it that are not exact.
    """

    step: int | None
    fetch: str | None
    aspect: str
    expected: str
    actual: str
    index: tuple[int, ...] | None = None
    ulps: float | None = None
    budget: float | None = None
    count: int = 1
    inexact: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = "program" if self.step is None else f"step {self.step}"
        if self.fetch is not None:
            place += f", fetch {self.fetch}"
        if self.index:
            place += f"{list(self.index)}"
        text = f"{place}: {self.aspect} {self.actual}, expected {self.expected}"
        if self.ulps is not None:
            text += f" ({self.ulps:g} ULP apart, {self.budget:g} allowed)"
        return text if self.count == 1 else f"{text}; {self.count} elements differ"


@dataclass(frozen=True)
class Comparison:
    """The mismatches, and how many outcomes were compared and found the same, or could not be compared."""

    agreed: int
    unsupported: int
    mismatches: tuple[Mismatch, ...]

    @property
    def verdict(self) -> Literal["agree", "disagree", "unsupported"]:
        """What to count the program as: anything unsupported keeps it from agreeing."""
        if self.mismatches:
            return "disagree"
        return "unsupported" if self.unsupported else "agree"


def compare(
    program: Program,
    expected: Sequence[Outcome],
    actual: Sequence[Outcome],
    accuracy: Accuracy,
    magnitudes: Magnitudes | None = None,
) -> Comparison:
    """Hold one implementation's outcomes of a program against another's (WIRE-21).

    Integers, booleans, strings and whatever only exact ops made must be the same in every bit, signed zeros
    included; other floating-point values within the budget that ``accuracy`` gives the ops behind them. NaN
    is the same as NaN. Errors agree in kind, class, code, op and the first line of the message (CONF-6). A crash
    agrees with nothing.
    """
    tolerance = Tolerance(program, accuracy)
    agreed = unsupported = 0
    mismatches: list[Mismatch] = []
    for step, wanted, came in _pairs(flat_outcomes(expected), flat_outcomes(actual)):
        kinds = {type(wanted), type(came)}
        if Unsupported in kinds and Crash not in kinds:
            unsupported += 1
            continue
        found = list(_outcome(program, step, wanted, came, tolerance, magnitudes or {}))
        agreed += not found
        mismatches += found
    return Comparison(agreed, unsupported, tuple(mismatches))


def first_lines(message: str) -> frozenset[str]:
    """The first line of a message, or, where it gathers several errors, the first lines of these.

    Which errors are gathered, and in which order, is left to chance when several nodes fail in one run. What a
    message says of the process alone is left out: the name of the machine is replaced by ``HOST``, the number in
    the name of a resource of one operation or of a stack by ``N`` (QUE-5), and the devices that there are do not count
    (SES-19).

    >>> sorted(first_lines("2 root error(s) found.\\n  (0) Aborted: a\\n\\t [[x]]\\n  (1) Aborted: b\\n"))
    ['a', 'b']
    """
    first = message.partition("\n")[0]
    gathered = _ROOT_ERROR.findall(message) if _ROOT_ERRORS.match(first) else []
    return frozenset(_of_any_process(line) for line in gathered or [first])


def _of_any_process(line: str) -> str:
    line = _MACHINE.sub("running on HOST. ", _NUMBERED_NAME.sub("_N_", _STACK.sub("N", line)))
    placed = _NOT_PLACED.match(line)
    return placed[0] if placed else line


_ROOT_ERRORS = re.compile(r"\d+ root error\(s\) found\.$")
_ROOT_ERROR = re.compile(r"^  \(\d+\) [A-Z][A-Za-z ]*: (.*)$", re.MULTILINE)
_MACHINE = re.compile(r"running on \S+\. ")
_NUMBERED_NAME = re.compile(r"(?<=['/ ])_\d+_(?=[A-Za-z0-9.])")
_STACK = re.compile(r"(?<=_)\d+(?=\] (?:is empty|has already|overflowed))")  # counts the stacks of the process
_DERIVED = "[_Derived_]"  # before the message of an error that another one of the step led to
_NOT_PLACED = re.compile(r"Cannot assign a device for operation \S+: ")


def _pairs(expected: Sequence[Outcome], actual: Sequence[Outcome]) -> Iterator[tuple[int | None, Outcome, Outcome]]:
    """The outcomes side by side; one that stands for a whole program beside the first of the other's."""
    if any(len(outcomes) == 1 and isinstance(outcomes[0], OF_WHOLE_PROGRAM) for outcomes in (expected, actual)):
        yield None, (expected or (Value(),))[0], (actual or (Value(),))[0]
        return
    for step, (wanted, came) in enumerate(zip(expected, actual, strict=True)):
        yield step, wanted, came


def _outcome(
    program: Program,
    step: int | None,
    wanted: Outcome,
    came: Outcome,
    tolerance: Tolerance,
    magnitudes: Magnitudes,
) -> Iterator[Mismatch]:
    if type(wanted) is not type(came) or isinstance(came, Crash):
        yield Mismatch(step, None, "outcome", outcome_text(wanted), outcome_text(came))
    elif isinstance(wanted, (BuildError, RunError)) and isinstance(came, (BuildError, RunError)):
        yield from _errors(step, wanted, came)
    elif isinstance(wanted, Value) and isinstance(came, Value) and step is not None:
        if wanted.nest != came.nest:
            yield Mismatch(step, None, "nesting", str(wanted.nest), str(came.nest))
        for fetch, left, right in zip(runs(program)[step].fetches, wanted.values, came.values, strict=True):
            mismatch = _form(step, fetch, left, right)
            if mismatch is None and left is not None and right is not None and left != right:
                budget = tolerance.budget(step, fetch, left.dtype)
                mismatch = _contents(step, fetch, left, right, budget, magnitudes.get((step, fetch)))
            if mismatch is not None:
                yield mismatch


def _errors(step: int | None, wanted: BuildError | RunError, came: BuildError | RunError) -> Iterator[Mismatch]:
    aspects = (
        ("class", wanted.error_class, came.error_class),
        ("code", wanted.code, came.code),
        ("op", wanted.op, came.op),
    )
    for aspect, left, right in aspects:
        if left != right:
            yield Mismatch(step, None, aspect, _shown(left), _shown(right))
    lines = first_lines(wanted.message), first_lines(came.message)
    own, others = ({line.replace(_DERIVED, "", 1) for line in each} for each in lines)
    if not own & others:
        yield Mismatch(step, None, "message", " | ".join(sorted(lines[0])), " | ".join(sorted(lines[1])))


def _form(step: int, fetch: str, wanted: TensorValue | None, came: TensorValue | None) -> Mismatch | None:
    """A difference that can be told without looking at the elements."""
    if wanted is None or came is None:
        return None if wanted is came else Mismatch(step, fetch, "value", value_text(wanted), value_text(came))
    if wanted.dtype != came.dtype:
        return Mismatch(step, fetch, "dtype", wanted.dtype, came.dtype)
    if wanted.shape != came.shape:
        return Mismatch(step, fetch, "shape", str(list(wanted.shape)), str(list(came.shape)))
    return None


def _contents(
    step: int,
    fetch: str,
    wanted: TensorValue,
    came: TensorValue,
    budget: Budget,
    magnitude: float | None,
) -> Mismatch | None:
    """A difference between the elements of two values of one dtype and shape that are not the same bits."""
    left, right = wanted.array(), came.array()
    if wanted.dtype not in FLOATS:
        differing = np.asarray(left != right)
        index = _first(differing)
        ulps = allowed = None
    else:
        distances = ulp_distances(wanted, came, magnitude if budget.ulps else None)
        differing = distances > budget.ulps if budget.ulps else differing_bits(wanted, came)
        if not differing.any():
            return None
        index = _first(differing & (distances == distances[differing].max()))
        ulps, allowed = float(distances[index]), budget.ulps
    count = int(differing.sum())
    shown = _shown(left[index]), _shown(right[index])
    return Mismatch(step, fetch, "value", *shown, index, ulps, allowed, count, budget.inexact)


def _first(where: np.ndarray[Any, Any]) -> tuple[int, ...]:
    """The index of the first true element."""
    return tuple(int(axis) for axis in np.unravel_index(int(np.argmax(where)), where.shape))


def _shown(thing: object) -> str:
    text = str(thing) if isinstance(thing, np.generic) else repr(thing)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
