"""Cases for commands: whether a worker keeps to the protocol of ``spec/worker.md`` (WIRE-1 to WIRE-7)."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from conformance import protocol
from conformance.backend import Backend, CommandBackend
from conformance.cases.case import Case, CaseResult
from conformance.cases.malformed import FORMATS, GOOD, GRAPHS, LABELS, REQUESTS, STEPS, UNKNOWN_FIELDS, VALUES
from conformance.outcome import Unsupported
from conformance.program import Program
from conformance.protocol import Capabilities
from conformance.questions.question import all_questions
from conformance.reading import Malformed
from conformance.worker_process import Babbling, Died, Silent, WorkerProcess
from reference.opdef.record import REGISTRY

_FAREWELL = 10.0  # seconds that a worker has to end in

Problems = Iterator[str]
Faults = dict[str, Callable[[Any], object]]


class Conversation:
    """A worker of its own, to which anything may be said."""

    def __init__(self, backend: CommandBackend) -> None:
        self._process: WorkerProcess | None = backend.another_worker()
        self._limit = backend.limit
        self.capabilities = protocol.read_hello(self.say({"id": 1, "request": "hello"}, backend.start_limit), 1)

    def say(self, line: bytes | dict[str, Any], limit: float | None = None) -> Any:
        """The reply to a line, read; raises Malformed, Silent, Died, Babbling."""
        assert self._process is not None
        written = line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n"
        return protocol.read_line(self._process.exchange(written, self._limit if limit is None else limit))

    def end(self, patience: float = 0.0) -> int | None:
        """Ends the worker; gives its exit status if it went by itself in time."""
        process, self._process = self._process, None
        return process.end(patience) if process is not None else None

    def hang_up(self) -> bytes | None:
        """What the worker still says when its input ends; None if it lives on."""
        assert self._process is not None
        return self._process.hang_up(_FAREWELL)

    def run(self, program: Program, number: int = 7) -> Any:
        """What a worker makes of a program, checked."""
        reply = self.say({"id": number, "request": "run", "program": program.to_json()})
        return protocol.read_outcomes(reply, number, program)


def protocol_cases() -> list[Case]:
    """A case for each rule of the protocol; implementations that are no command do not support them."""
    return [Case(name, "protocol", clauses, partial(_converse, check)) for name, (check, clauses) in _checks().items()]


def _converse(check: Callable[[Conversation], Problems], backend: Backend) -> CaseResult:
    command = getattr(backend, "command", None)
    if not isinstance(command, CommandBackend):
        return CaseResult("unsupported", ("only commands speak the protocol",))
    conversation = None
    try:
        conversation = Conversation(command)
        problems = tuple(check(conversation))
    except Malformed as fault:
        problems = (str(fault),)
    except Babbling as fault:
        problems = (str(fault),)
    except Silent:
        return CaseResult("hang", ("no reply came",))
    except Died:
        return CaseResult("crash", ("the worker ended before it replied",))
    except OSError as error:
        return CaseResult("crash", (f"the worker cannot be started: {error}",))
    finally:
        if conversation is not None:
            conversation.end()
    return CaseResult("disagree" if problems else "agree", problems)


def _hello(conversation: Conversation) -> Problems:
    """A worker says who it is, the same each time (WIRE-3)."""
    again = protocol.read_hello(conversation.say({"id": 2, "request": "hello"}), 2)
    if again != conversation.capabilities:
        yield "hello has another answer the second time"
    if not again.name:
        yield "the name is empty"
    if "run" not in again.steps:
        yield "the kind of step run is not known"


def _replies_bear_the_id(conversation: Conversation) -> Problems:
    """Whatever integer the id is (WIRE-2)."""
    for number in (0, 1, -1, 12345, 2**31, 2**53 - 1):
        reply = conversation.say({"id": number, "request": "hello"})
        if type(reply) is not dict or reply.get("id") != number:
            yield f"the reply to request {number} is {str(reply)[:200]}"


def _spaces_and_order_do_not_count(conversation: Conversation) -> Problems:
    """A request is any JSON that says it (WIRE-1): fields in any order, spaces, escapes."""
    for line in (b'  { "request" : "hello" , "id" : 5 } \n', b'{"id":5,"\\u0072equest":"hell\\u006f"}\r\n'):
        protocol.read_hello(conversation.say(line), 5)
    yield from ()


def _a_program_has_outcomes(conversation: Conversation) -> Problems:
    """One for each step, or one for all (WIRE-4, WIRE-18)."""
    for count in (0, 1, 3):
        data = {**GOOD, "steps": GOOD["steps"] * count}
        conversation.run(Program.from_json(data))
    yield from ()


def _malformed_programs_are_errors(conversation: Conversation, faults: Faults) -> Problems:
    """And the worker goes on (WIRE-6)."""
    yield from _refuses(conversation, faults)
    conversation.run(Program.from_json(GOOD))


def _labels_are_made_once_and_before_they_are_used(conversation: Conversation) -> Problems:
    """Where the worker knows callables (WIRE-22)."""
    if {"make_callable", "call"} <= conversation.capabilities.steps:
        yield from _refuses(conversation, LABELS)


def _refuses(conversation: Conversation, faults: Faults) -> Problems:
    for what, spoil in faults.items():
        program = copy.deepcopy(GOOD)
        spoil(program)
        reply = conversation.say({"id": 9, "request": "run", "program": program})
        if not _is_error(reply, 9) and not _is_unsupported(reply):
            yield f"{what}: an error is wanted, not {str(reply)[:200]}"


def _a_line_that_is_no_request_is_an_error(conversation: Conversation) -> Problems:
    """And the worker goes on (WIRE-6)."""
    for line, number in REQUESTS:
        reply = conversation.say(line + b"\n")
        if not _is_error(reply, number):
            yield f"{line[:80]!r}: an error with the id {number} is wanted, not {str(reply)[:200]}"
    protocol.read_hello(conversation.say({"id": 3, "request": "hello"}), 3)


def _is_error(reply: Any, number: int | None) -> bool:
    return type(reply) is dict and reply.keys() == {"id", "error"} and reply["id"] == number and bool(reply["error"])


def _is_unsupported(reply: Any) -> bool:
    """Whether the worker says that it cannot do the program: it looked no further, and was not misled."""
    outcomes = reply.get("outcomes") if type(reply) is dict else None
    return type(outcomes) is list and [each.get("outcome") for each in outcomes if type(each) is dict] == [
        "unsupported"
    ]


def _questions_have_answers(conversation: Conversation) -> Problems:
    """Where the worker says that it can be asked; a name that no question has is an error (WIRE-27)."""
    unknown = conversation.say({"id": 6, "request": "ask", "question": "no_such_question"})
    if not _is_error(unknown, 6):
        yield f"no_such_question: an error is wanted, not {str(unknown)[:200]}"
    if conversation.capabilities.questions:
        question = all_questions()[0].name
        protocol.read_answer(conversation.say({"id": 7, "request": "ask", "question": question}), 7)


def _programs_leave_nothing_behind(conversation: Conversation) -> Problems:
    """The same program has the same outcomes again (WIRE-17)."""
    program = Program.from_json(GOOD)
    first, second = conversation.run(program), conversation.run(program, 8)
    if first != second:
        yield f"a program has other outcomes the second time: {first}, {second}"


def _what_is_lacking_is_unsupported(conversation: Conversation) -> Problems:
    """An op of the language that is not among the worker's (WIRE-20)."""
    op = _lacking(conversation.capabilities)
    if op is not None:
        program = Program.from_json({**GOOD, "graph": {"producer": 134, "nodes": [{"name": "n", "op": op}]}})
        outcomes = conversation.run(program)
        if not isinstance(outcomes[0], Unsupported):
            yield f"{op} is not among the ops, and its outcome is {outcomes[0]}"


def _lacking(capabilities: Capabilities) -> str | None:
    """An op without inputs and attributes that must be given, which the worker does not list."""
    plain = (name for name, record in REGISTRY.items() if not record.signature.inputs and not record.signature.given)
    return next((name for name in sorted(plain) if name not in (capabilities.ops or (name,))), None)


def _close_ends_the_worker(conversation: Conversation) -> Problems:
    """With exit status 0 (WIRE-5)."""
    reply = conversation.say({"id": 2, "request": "close"})
    if reply != {"id": 2, "closed": True}:
        yield f"the reply to close is {str(reply)[:200]}"
    status = conversation.end(_FAREWELL)
    if status != 0:
        yield "the worker lives on" if status is None else f"the exit status is {status}"


def _the_end_of_the_input_ends_the_worker(conversation: Conversation) -> Problems:
    """Without another word (WIRE-5)."""
    rest = conversation.hang_up()
    if rest is None:
        yield "the worker lives on"
    elif rest:
        yield f"it says {rest[:200]!r} when its input has ended"


def _checks() -> dict[str, tuple[Callable[[Conversation], Problems], tuple[str, ...]]]:
    """What is checked, by the name of the case, with the clauses that say so."""
    malformed = {
        "formats_and_versions_that_are_not_known_are_refused": (FORMATS, ("WIRE-7", "WIRE-13")),
        "unknown_fields_are_refused": (UNKNOWN_FIELDS, ("WIRE-7",)),
        "malformed_graphs_are_refused": (GRAPHS, ("WIRE-6", "WIRE-14", "WIRE-15", "WIRE-26")),
        "malformed_values_are_refused": (VALUES, ("WIRE-6", "WIRE-9", "WIRE-10", "WIRE-12")),
        "malformed_steps_are_refused": (STEPS, ("WIRE-6", "WIRE-16")),
    }
    return {
        "a_worker_says_who_it_is": (_hello, ("WIRE-3", "WIRE-1")),
        "replies_bear_the_id_of_their_request": (_replies_bear_the_id, ("WIRE-2", "WIRE-9")),
        "requests_are_any_json_that_says_so": (_spaces_and_order_do_not_count, ("WIRE-1",)),
        "a_program_has_outcomes": (_a_program_has_outcomes, ("WIRE-4", "WIRE-13", "WIRE-18")),
        "lines_that_are_no_requests_are_refused": (_a_line_that_is_no_request_is_an_error, ("WIRE-6", "WIRE-1")),
        **{
            name: (partial(_malformed_programs_are_errors, faults=faults), clauses)
            for name, (faults, clauses) in malformed.items()
        },
        "labels_are_made_before_they_are_used": (_labels_are_made_once_and_before_they_are_used, ("WIRE-22",)),
        "questions_have_answers": (_questions_have_answers, ("WIRE-27", "WIRE-6")),
        "programs_leave_nothing_behind": (_programs_leave_nothing_behind, ("WIRE-17",)),
        "what_is_lacking_is_unsupported": (_what_is_lacking_is_unsupported, ("WIRE-20",)),
        "close_ends_a_worker": (_close_ends_the_worker, ("WIRE-5",)),
        "the_end_of_the_input_ends_a_worker": (_the_end_of_the_input_ends_the_worker, ("WIRE-5",)),
    }
