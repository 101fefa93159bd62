"""What came of a program: a closed sum (runs on Python 3.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance import reading
from conformance.nest import Nest
from conformance.program import AtOnce, OneStep, Program, RunNested, Step, fetched_by
from conformance.reading import Malformed
from conformance.values import TensorValue

if TYPE_CHECKING:
    from typing import TypeAlias  # Python 3.7 has none


@dataclass(frozen=True)
class Value:
    """The step ended well: one value a fetch, in order; None where a fetch named an operation.

    ``nest`` is how they came nested, of a RunNested alone.
    """

    values: tuple[TensorValue | None, ...] = ()
    nest: Nest | None = None


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
    """The implementation, or one step, gave no answer within ``seconds``."""

    seconds: float


@dataclass(frozen=True)
class AtOnceOutcome:
    """What came of threads that ran at once: for each thread an outcome for each of its steps."""

    threads: tuple[tuple[Outcome, ...], ...] = ()


Outcome: TypeAlias = "Value | BuildError | RunError | Unsupported | Crash | Hang | AtOnceOutcome"

OF_WHOLE_PROGRAM = (BuildError, Unsupported, Crash, Hang)
"""An outcome of these kinds may stand alone for a program of any number of steps."""

OF_STEP = (Value, RunError, Unsupported, Hang)
"""The kinds of outcome that a step may have, but for AtOnce, which has an AtOnceOutcome."""


def to_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome as an object tagged with its kind (WIRE-18).

    >>> to_json(Hang(2.5))
    {'outcome': 'hang', 'seconds': 2.5}
    """
    if isinstance(outcome, Value):
        values = [None if value is None else value.to_json() for value in outcome.values]
        nest = {} if outcome.nest is None else {"nest": outcome.nest.to_json()}
        return {"outcome": "value", "values": values, **nest}
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
    if isinstance(outcome, AtOnceOutcome):
        return {"outcome": "at_once", "threads": [[to_json(each) for each in thread] for thread in outcome.threads]}
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
    _check_steps(program, program.steps, outcomes)
    return outcomes


def _check_steps(program: Program, steps: Sequence[Step], outcomes: Sequence[Outcome]) -> None:
    if len(outcomes) != len(steps):
        raise Malformed(f"{len(outcomes)} outcomes for {len(steps)} steps")
    for index, (step, outcome) in enumerate(zip(steps, outcomes)):  # noqa: B905 (Python 3.7)
        try:
            if isinstance(step, AtOnce):
                _check_threads(program, step, outcome)
            else:
                _check_one(program, step, outcome)
        except Malformed as fault:
            raise fault.inside(f"[{index}]") from None


def _check_one(program: Program, step: OneStep, outcome: Outcome) -> None:
    if not isinstance(outcome, OF_STEP):
        raise Malformed("a step cannot have the outcome " + type(outcome).__name__)
    fetches = fetched_by(program, step)
    if isinstance(outcome, Value) and len(outcome.values) != len(fetches):
        raise Malformed(f"{len(outcome.values)} values for {len(fetches)} fetches")
    if isinstance(outcome, Value) and (outcome.nest is not None) != isinstance(step, RunNested):
        raise Malformed("a nest is the outcome of run_nested, and of nothing else", "nest")


def _check_threads(program: Program, step: AtOnce, outcome: Outcome) -> None:
    if not isinstance(outcome, AtOnceOutcome):
        raise Malformed("threads cannot have the outcome " + type(outcome).__name__)
    if len(outcome.threads) != len(step.threads):
        raise Malformed(f"outcomes of {len(outcome.threads)} threads for {len(step.threads)}", "threads")
    for number, outcomes in enumerate(outcome.threads):
        try:
            _check_steps(program, step.threads[number], outcomes)
        except Malformed as fault:
            raise fault.inside(f"[{number}]").inside("threads") from None


def _value(data: Any) -> Value:
    fields = reading.record(data, ("outcome", "values"), ("nest",))
    read = reading.optional(TensorValue.from_json)
    values = reading.field(fields, "values", lambda values: reading.array(values, read))
    return Value(values, reading.field(fields, "nest", Nest.from_json) if "nest" in fields else None)


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


def _at_once(data: Any) -> AtOnceOutcome:
    fields = reading.record(data, ("outcome", "threads"))
    return AtOnceOutcome(reading.field(fields, "threads", lambda threads: reading.array(threads, _thread)))


def _thread(data: Any) -> tuple[Outcome, ...]:
    return reading.array(data, _of_one_step)


def _of_one_step(data: Any) -> Outcome:
    if type(data) is dict and data.get("outcome") == "at_once":
        raise Malformed("a thread's step cannot have the outcome at_once")
    return from_json(data)


_READ: dict[str, Callable[[Any], Outcome]] = {
    "value": _value,
    "build_error": lambda data: BuildError(*_error_fields(data)),
    "run_error": lambda data: RunError(*_error_fields(data)),
    "unsupported": _unsupported,
    "crash": _crash,
    "hang": _hang,
    "at_once": _at_once,
}
