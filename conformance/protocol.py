"""The lines between a driver and a worker, as ``spec/worker.md`` describes them (runs on Python 3.7)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from conformance import outcome, reading
from conformance.graph import texts
from conformance.program import STEPS, Program
from conformance.reading import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.outcome import Outcome

PROTOCOL = 1


@dataclass(frozen=True)
class Capabilities:
    """What an implementation says of itself (CONF-1); ``ops`` None when it cannot list them.

    ``questions`` is whether questions about the Python API can be asked of it (WIRE-27).
    """

    name: str
    version: str
    ops: frozenset[str] | None = None
    steps: frozenset[str] = frozenset(STEPS)
    questions: bool = False

    def missing(self, program: Program, known: Iterable[str]) -> tuple[str, ...]:
        """The program's ops that are ``known`` to the language and not to this implementation, sorted."""
        if self.ops is None:
            return ()
        return tuple(sorted(set(program.graph.ops()).intersection(known) - self.ops))

    def missing_steps(self, program: Program) -> tuple[str, ...]:
        """The kinds of step in a program that this implementation does not know, sorted."""
        return tuple(sorted(program.kinds() - self.steps))

    def to_json(self) -> dict[str, Any]:
        """The capabilities as an object (WIRE-3)."""
        return {
            "protocol": PROTOCOL,
            "name": self.name,
            "version": self.version,
            "ops": None if self.ops is None else sorted(self.ops),
            "steps": sorted(self.steps),
            **({"questions": True} if self.questions else {}),
        }

    @classmethod
    def from_json(cls, data: Any) -> Capabilities:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("protocol", "name", "version", "ops", "steps"), ("questions",))
        if type(fields["protocol"]) is not int or fields["protocol"] != PROTOCOL:
            raise Malformed(f"protocol {fields['protocol']!r} is not known, only {PROTOCOL}")
        ops = reading.field(fields, "ops", reading.optional(texts))
        return cls(
            reading.field(fields, "name", reading.text),
            reading.field(fields, "version", reading.text),
            None if ops is None else frozenset(ops),
            frozenset(reading.field(fields, "steps", texts)),
            "questions" in fields and reading.field(fields, "questions", reading.boolean),
        )


def write_line(message: dict[str, Any]) -> bytes:
    """A message as one line of JSON (WIRE-1)."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def read_line(line: bytes) -> Any:
    """The JSON data on a line; raises Malformed."""
    try:
        return json.loads(line.decode("utf-8"), parse_constant=_not_json)
    except (ValueError, RecursionError) as fault:
        shown = line[:200].decode("utf-8", "backslashreplace").rstrip("\n")
        raise Malformed(f"the line is not JSON ({fault}): {shown!r}") from None


def read_hello(reply: Any, number: int) -> Capabilities:
    """What the worker answered to ``hello``; raises Malformed."""
    return reading.field(_answer(reply, number, "capabilities"), "capabilities", Capabilities.from_json)


def read_outcomes(reply: Any, number: int, program: Program) -> tuple[Outcome, ...]:
    """What the worker answered to ``run``, if this program can have it; raises Malformed."""
    fields = _answer(reply, number, "outcomes")
    outcomes = reading.field(fields, "outcomes", lambda data: reading.array(data, outcome.from_json))
    try:
        return outcome.check(program, outcomes)
    except Malformed as fault:
        raise fault.inside("outcomes") from None


def read_answer(reply: Any, number: int) -> dict[str, Any]:
    """What the worker answered to a question (WIRE-27); raises Malformed."""
    return reading.field(_answer(reply, number, "answer"), "answer", _answer_to_a_question)


_OF_AN_ERROR = {
    "phase": reading.text,
    "class": reading.text,
    "code": reading.optional(reading.integer),
    "message": reading.text,
    "op": reading.optional(reading.text),
}


def _answer_to_a_question(data: Any) -> dict[str, Any]:
    if type(data) is dict and data.get("kind") == "value":
        return reading.record(data, ("kind", "value"))
    fields = reading.record(data, ("kind", "phase", "class", "code", "message", "op"))
    if fields["kind"] != "error":
        raise Malformed("'value' or 'error' is wanted", "kind")
    for name, read in _OF_AN_ERROR.items():
        reading.field(fields, name, read)
    if fields["phase"] not in ("building", "running"):
        raise Malformed("'building' or 'running' is wanted", "phase")
    return fields


def _answer(reply: Any, number: int, content: str) -> dict[str, Any]:
    if type(reply) is dict and reply.get("id") == number and "error" in reply:
        raise Malformed("the worker refuses the request: " + str(reply["error"]))
    fields = reading.record(reply, ("id", content))
    if fields["id"] != number:  # WIRE-2
        raise Malformed(f"the reply to request {number} has the id {fields['id']!r}")
    return fields


def _not_json(constant: str) -> NoReturn:
    raise ValueError(constant + " is not a number in JSON")
