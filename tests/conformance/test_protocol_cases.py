"""The cases about the protocol: a worker that keeps to it passes all, and each fault of another shows in some."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conformance.backend import CommandBackend, ModuleBackend
from conformance.cases.protocol_cases import protocol_cases

CASES = {case.name: case for case in protocol_cases()}

GOOD = """
import sys
from conformance.outcome import Value
from conformance.protocol import Capabilities
from conformance.values import TensorValue
from conformance.worker import serve

class Tiny:
    def capabilities(self):
        return Capabilities("tiny", "1", None, frozenset(["run", "make_callable", "call"]))
    def run(self, program):
        import numpy
        return tuple(Value(tuple(TensorValue.of(numpy.float32(0)) for _ in step.fetches)) for step in program.steps)
    def close(self):
        pass

serve(Tiny(), sys.stdin.buffer, sys.stdout.buffer)
"""

FAULTY = """
import json, sys
HELLO = {"protocol": 1, "name": "faulty", "version": "1", "ops": ["Const", "Identity"], "steps": ["run"]}
HELLO["questions"] = FAULT == "answers"
for number, line in enumerate(sys.stdin):
    try:
        request = json.loads(line)
    except ValueError:
        request = {}
    asked = request.get("request")
    reply = {"id": 1 if FAULT == "id" else request.get("id")}
    if asked == "hello":
        reply["capabilities"] = {**HELLO, "name": str(number)} if FAULT == "name" else HELLO
    elif asked == "run":
        zero = {"dtype": "float32", "shape": [], "data": "AAAAAA=="}
        value = {"outcome": "value", "values": [zero if FAULT != "memory" else {**zero, "data": "AAAA%02dA=" % number}]}
        reply["outcomes"] = [value for _ in request["program"].get("steps", ())]
    elif asked == "close":
        reply["closed"] = True
    elif asked == "ask" and FAULT == "questions":
        reply["answer"] = {"kind": "value", "value": None}
    elif asked == "ask" and FAULT == "answers" and request["question"] != "no_such_question":
        reply["answer"] = {"kind": "value"}
    else:
        reply = {"id": None, "error": "" if FAULT == "silent error" else "no"}
    if FAULT == "noise" and number:
        print("so be it")
    print(json.dumps(reply), flush=True)
    if asked == "close":
        sys.exit(3 if FAULT == "status" else 0)
if FAULT == "farewell":
    print("farewell", flush=True)
"""

SHOWN_BY = {
    "id": "replies_bear_the_id_of_their_request",
    "name": "a_worker_says_who_it_is",
    "silent error": "lines_that_are_no_requests_are_refused",
    "noise": "replies_bear_the_id_of_their_request",
    "status": "close_ends_a_worker",
    "farewell": "the_end_of_the_input_ends_a_worker",
    "versions": "formats_and_versions_that_are_not_known_are_refused",
    "fields": "unknown_fields_are_refused",
    "graphs": "malformed_graphs_are_refused",
    "values": "malformed_values_are_refused",
    "steps": "malformed_steps_are_refused",
    "ops": "what_is_lacking_is_unsupported",
    "memory": "programs_leave_nothing_behind",
    "questions": "questions_have_answers",
    "answers": "questions_have_answers",
}


def worker(folder: Path, text: str) -> CommandBackend:
    path = folder / "some_worker.py"
    path.write_text(text, "utf-8")
    root = Path(__file__).resolve().parents[2]
    return CommandBackend([sys.executable, str(path)], {"PYTHONPATH": str(root)}, limit=20.0)


@pytest.mark.parametrize("name", CASES)
def test_a_worker_that_keeps_to_the_protocol_passes(name: str, tmp_path: Path) -> None:
    result = CASES[name].run(worker(tmp_path, GOOD))
    assert (result.verdict, result.details) == ("agree", ())


@pytest.mark.parametrize("fault", SHOWN_BY)
def test_a_fault_is_shown(fault: str, tmp_path: Path) -> None:
    result = CASES[SHOWN_BY[fault]].run(worker(tmp_path, f"FAULT = {fault!r}\n{FAULTY}"))
    assert result.verdict in ("disagree", "crash")
    assert result.details


def test_wire_8_a_worker_that_ends_or_is_silent(tmp_path: Path) -> None:
    case = CASES["a_worker_says_who_it_is"]
    silent = CommandBackend([sys.executable, "-c", "import sys; sys.stdin.read()"], limit=0.5, start_limit=0.5)
    assert case.run(worker(tmp_path, "import sys; sys.exit(1)")).verdict == "crash"
    assert case.run(silent).verdict == "hang"
    assert case.run(CommandBackend(["/no/such/command"])).verdict == "crash"


def test_what_is_no_command_does_not_support_them() -> None:
    backend = ModuleBackend("reference")
    assert {case.run(backend).verdict for case in CASES.values()} == {"unsupported"}
