"""What came of a program: a closed sum (runs on Python 3.7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance import reading
from conformance.program import Program
from conformance.reading import Malformed
from conformance.values import TensorValue

if TYPE_CHECKING:
    from typing import TypeAlias  # Python 3.7 has none


@dataclass(frozen=True)
class Value:
    """The step ended well: one value a fetch, in order; None where a fetch named an operation."""

    values: tuple[TensorValue | None, ...] = ()


@dataclass(frozen=True)
class BuildError:
    """The graph was refused; the fields are those of RunError."""

    error_class: str
    code: int | None
    op: str | None
    message: str


@dataclass(frozen=True)
class RunError:
    """The step failed: the error's class, its code if it has one, the op if it names one, and its message."""

    error_class: str
    code: int | None
    op: str | None
    message: str


@dataclass(frozen=True)
class Unsupported:
    """The implementation says that it does not have what this needs: never a pass."""

    ops: tuple[str, ...]
    message: str = ""


@dataclass(frozen=True)
class Crash:
    """The implementation died or broke the protocol.

    ``status`` is its exit status, negative for a signal, None if it was alive; ``stderr`` its last lines.
    """

    status: int | None
    message: str
    stderr: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hang:
    """The implementation gave no answer within ``seconds``."""

    seconds: float


Outcome: TypeAlias = "Value | BuildError | RunError | Unsupported | Crash | Hang"

OF_WHOLE_PROGRAM = (BuildError, Unsupported, Crash, Hang)
"""An outcome of these kinds may stand alone for a program of any number of steps."""

OF_STEP = (Value, RunError, Unsupported)


def to_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome as an object tagged with its kind (WIRE-18).

    >>> to_json(Hang(2.5))
    {'outcome': 'hang', 'seconds': 2.5}
    """
    if isinstance(outcome, Value):
        values = [None if value is None else value.to_json() for value in outcome.values]
        return {"outcome": "value", "values": values}
    if isinstance(outcome, (BuildError, RunError)):
        return {
            "outcome": "build_error" if isinstance(outcome, BuildError) else "run_error",
            "class": outcome.error_class,
            "code": outcome.code,
            "op": outcome.op,
            "message": outcome.message,
        }
    if isinstance(outcome, Unsupported):
        return {"outcome": "unsupported", "ops": list(outcome.ops), "message": outcome.message}
    if isinstance(outcome, Crash):
        stderr = list(outcome.stderr)
        return {"outcome": "crash", "status": outcome.status, "message": outcome.message, "stderr": stderr}
    return {"outcome": "hang", "seconds": outcome.seconds}


def from_json(data: Any) -> Outcome:
    """The inverse of :func:`to_json`; raises Malformed."""
    kind = data.get("outcome") if type(data) is dict else None
    if type(kind) is not str or kind not in _READ:
        raise Malformed("an object with 'outcome' is wanted, one of " + ", ".join(_READ))
    return _READ[kind](data)


def check(program: Program, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """The outcomes, if the program can have these (WIRE-18): one a step, or one for all; raises Malformed."""
    if len(outcomes) == 1 and isinstance(outcomes[0], OF_WHOLE_PROGRAM):
        return outcomes
    if len(outcomes) != len(program.steps):
        raise Malformed(f"{len(outcomes)} outcomes for {len(program.steps)} steps")
    for index, outcome in enumerate(outcomes):
        if not isinstance(outcome, OF_STEP):
            raise Malformed("a step cannot have the outcome " + type(outcome).__name__, f"[{index}]")
        fetches = program.steps[index].fetches
        if isinstance(outcome, Value) and len(outcome.values) != len(fetches):
            raise Malformed(f"{len(outcome.values)} values for {len(fetches)} fetches", f"[{index}]")
    return outcomes


def _value(data: Any) -> Value:
    fields = reading.record(data, ("outcome", "values"))
    read = reading.optional(TensorValue.from_json)
    return Value(reading.field(fields, "values", lambda values: reading.array(values, read)))


def _error_fields(data: Any) -> tuple[str, int | None, str | None, str]:
    fields = reading.record(data, ("outcome", "class", "code", "op", "message"))
    return (
        reading.field(fields, "class", reading.text),
        reading.field(fields, "code", reading.optional(reading.integer)),
        reading.field(fields, "op", reading.optional(reading.text)),
        reading.field(fields, "message", reading.text),
    )


def _texts(data: Any) -> tuple[str, ...]:
    return reading.array(data, reading.text)


def _unsupported(data: Any) -> Unsupported:
    fields = reading.record(data, ("outcome", "ops", "message"))
    return Unsupported(reading.field(fields, "ops", _texts), reading.field(fields, "message", reading.text))


def _crash(data: Any) -> Crash:
    fields = reading.record(data, ("outcome", "status", "message", "stderr"))
    return Crash(
        reading.field(fields, "status", reading.optional(reading.integer)),
        reading.field(fields, "message", reading.text),
        reading.field(fields, "stderr", _texts),
    )


def _seconds(data: Any) -> float:
    if type(data) not in (int, float) or not 0 <= data < float("inf"):
        raise Malformed("a number of seconds is wanted, not " + reading.kind(data))
    return float(data)


def _hang(data: Any) -> Hang:
    return Hang(reading.field(reading.record(data, ("outcome", "seconds")), "seconds", _seconds))


_READ: dict[str, Callable[[Any], Outcome]] = {
    "value": _value,
    "build_error": lambda data: BuildError(*_error_fields(data)),
    "run_error": lambda data: RunError(*_error_fields(data)),
    "unsupported": _unsupported,
    "crash": _crash,
    "hang": _hang,
}
