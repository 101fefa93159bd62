"""A worker that dies, hangs or babbles is reported as what it is, and the run goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from conformance.backend import BackendFailure, CommandBackend
from conformance.graph import Graph, Node
from conformance.outcome import Crash, Hang, Unsupported, Value
from conformance.program import Close, Program, Run
from conformance.protocol import Capabilities
from conformance.values import TensorValue

# A worker that does what the op of the program's first node says.
FAKE_WORKER = """
import json, os, subprocess, sys, time

def reply(**fields):
    sys.stdout.write(json.dumps(fields) + "\\n")
    sys.stdout.flush()

VALUE = {"outcome": "value", "values": [{"dtype": "int8", "shape": [], "data": "Bw=="}]}
for line in sys.stdin:
    request = json.loads(line)
    number = request["id"]
    if request["request"] == "hello":
        reply(id=number, capabilities={
            "protocol": 1, "name": "fake", "version": "0", "ops": ["Seven"], "steps": ["run"]})
    elif request["request"] == "close":
        reply(id=number, closed=True)
        break
    else:
        op = request["program"]["graph"]["nodes"][0]["op"]
        if op == "Seven":
            reply(id=number, outcomes=[VALUE])
        elif op == "Die":
            sys.stderr.write("first\\n" * 100 + "last words\\nunfinished")
            sys.stderr.flush()
            os._exit(3)
        elif op == "DieOfSignal":
            os.kill(os.getpid(), 11)
        elif op == "DieButLeaveAChild":
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            os._exit(4)
        elif op == "DieAfterALongReply":
            VALUE["values"][0] = {"dtype": "int8", "shape": [300000], "data": "AAAA" * 100000}
            reply(id=number, outcomes=[VALUE])
            os._exit(5)
        elif op == "CloseOutput":
            os.close(1)
            time.sleep(600)
        elif op == "Hang":
            time.sleep(600)
        elif op == "Garbage":
            sys.stdout.write("Segmentation fault (core dumped)\\n")
            sys.stdout.flush()
        elif op == "NotUnicode":
            sys.stdout.buffer.write(b"\\xff\\xfe\\n")
            sys.stdout.flush()
        elif op == "DeepNesting":
            sys.stdout.write("[" * 1000000 + "\\n")
            sys.stdout.flush()
        elif op == "NotANumber":
            sys.stdout.write('{"id": NaN}\\n')
            sys.stdout.flush()
        elif op == "EndlessLine":
            while True:
                sys.stdout.write("x" * 65536)
        elif op == "EndlessErrors":
            while True:
                sys.stderr.write("x" * 65536 + "\\n")
        elif op == "TwoReplies":
            reply(id=number, outcomes=[VALUE])
            reply(id=number, outcomes=[VALUE])
        elif op == "WrongNumber":
            reply(id=number + 1, outcomes=[VALUE])
        elif op == "WrongCount":
            reply(id=number, outcomes=[VALUE, VALUE])
        elif op == "WrongValues":
            reply(id=number, outcomes=[{"outcome": "value", "values": []}])
        elif op == "WrongBytes":
            VALUE["values"][0]["data"] = "BwcH"
            reply(id=number, outcomes=[VALUE])
        elif op == "Refuse":
            reply(id=number, error="not today")
        elif op == "MuchOnStderr":
            sys.stderr.write("warning " * 100000)
            reply(id=number, outcomes=[VALUE])
"""
SEVEN = (Value((TensorValue.of(np.int8(7)),)),)
SHORT = 0.2  # seconds; only where nothing ever comes


def asking_for(op: str) -> Program:
    return Program(Graph((Node("x", op),)), (Run(fetches=("x:0",)),))


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[CommandBackend]:
    script = tmp_path / "fake_worker.py"
    script.write_text(FAKE_WORKER)
    with CommandBackend([sys.executable, "-I", "-S", str(script)], longest_reply=1 << 21) as backend:
        yield backend


def only_crash(backend: CommandBackend, op: str) -> Crash:
    (outcome,) = backend.run(asking_for(op))
    assert isinstance(outcome, Crash), outcome
    return outcome


def test_wire_3_and_conf_1_a_worker_says_what_it_can_do(fake: CommandBackend) -> None:
    assert fake.capabilities() == Capabilities("fake", "0", frozenset(["Seven"]), frozenset(["run"]))


def test_missing_ops_are_those_that_the_language_knows() -> None:
    capabilities = Capabilities("fake", "0", frozenset(["Seven"]))

    assert capabilities.missing(asking_for("Conv3D"), known=["Conv3D", "Seven"]) == ("Conv3D",)
    assert capabilities.missing(asking_for("Seven"), known=["Conv3D", "Seven"]) == ()
    assert capabilities.missing(asking_for("NoSuchOp"), known=["Conv3D", "Seven"]) == ()
    assert Capabilities("fake", "0").missing(asking_for("Conv3D"), known=["Conv3D"]) == ()


def test_conf_3_a_worker_is_started_once_for_many_programs(fake: CommandBackend) -> None:
    assert [fake.run(asking_for("Seven")) for _ in range(3)] == [SEVEN] * 3
    assert fake.starts == 1


def test_a_closed_backend_starts_anew(fake: CommandBackend) -> None:
    fake.run(asking_for("Seven"))
    fake.close()

    assert fake.run(asking_for("Seven")) == SEVEN
    assert fake.starts == 2


def test_wire_8_death_is_a_crash_with_status_and_last_words(fake: CommandBackend) -> None:
    crash = only_crash(fake, "Die")

    assert crash.status == 3
    assert crash.message == "the worker ended with status 3 before it replied"
    assert crash.stderr[-2:] == ("last words", "unfinished")
    assert len(crash.stderr) <= 21


def test_wire_8_death_by_signal_is_a_crash_with_a_negative_status(fake: CommandBackend) -> None:
    assert only_crash(fake, "DieOfSignal").status == -11


def test_death_is_noticed_though_a_grandchild_holds_the_output_open(fake: CommandBackend) -> None:
    assert only_crash(fake, "DieButLeaveAChild").status == 4


def test_a_reply_counts_though_the_worker_died_after_it(fake: CommandBackend) -> None:
    (outcome,) = fake.run(asking_for("DieAfterALongReply"))

    assert isinstance(outcome, Value)


def test_wire_8_a_closed_output_is_a_crash(fake: CommandBackend) -> None:
    crash = only_crash(fake, "CloseOutput")

    assert crash.status is None
    assert crash.message == "the worker closed its output before it replied"


def test_wire_8_and_conf_18_no_reply_within_the_limit_is_a_hang(fake: CommandBackend) -> None:
    fake.limit = SHORT

    assert fake.run(asking_for("Hang")) == (Hang(SHORT),)


def test_endless_errors_are_a_hang(fake: CommandBackend) -> None:
    fake.limit = SHORT

    assert fake.run(asking_for("EndlessErrors")) == (Hang(SHORT),)


@pytest.mark.parametrize(
    ("op", "message"),
    [
        ("Garbage", "the line is not JSON (Expecting value: line 1 column 1 (char 0)): 'Segmentation fault"),
        ("NotUnicode", "the line is not JSON ("),
        ("DeepNesting", "the line is not JSON ("),
        ("NotANumber", "the line is not JSON (NaN is not a number in JSON)"),
        ("EndlessLine", "a reply of more than 2097152 bytes"),
        ("WrongNumber", "the reply to request 2 has the id 3"),
        ("WrongCount", "outcomes: 2 outcomes for 1 steps"),
        ("WrongValues", "outcomes[0]: 0 values for 1 fetches"),
        ("WrongBytes", "outcomes[0].values[0].data: holds 3 bytes where dtype and shape want 1"),
        ("Refuse", "the worker refuses the request: not today"),
    ],
)
def test_wire_8_and_conf_12_a_reply_against_the_protocol_is_a_crash_and_the_run_goes_on(
    fake: CommandBackend, op: str, message: str
) -> None:
    crash = only_crash(fake, op)

    assert crash.status is None
    assert crash.message.startswith(message)
    assert fake.run(asking_for("Seven")) == SEVEN
    assert fake.starts == 2


@pytest.mark.parametrize("op", ["Die", "DieOfSignal", "Hang"])
def test_wire_8_after_a_failure_the_run_goes_on(fake: CommandBackend, op: str) -> None:
    fake.limit = SHORT if op == "Hang" else 60.0
    fake.run(asking_for(op))
    fake.limit = 60.0

    assert fake.run(asking_for("Seven")) == SEVEN


def test_wire_2_a_reply_that_nothing_asked_for_is_a_crash(fake: CommandBackend) -> None:
    fake.run(asking_for("TwoReplies"))

    only_crash(fake, "Seven")
    assert fake.run(asking_for("Seven")) == SEVEN


def test_a_worker_that_writes_much_on_its_standard_error_is_heard(fake: CommandBackend) -> None:
    assert fake.run(asking_for("MuchOnStderr")) == SEVEN


def test_a_program_larger_than_a_pipe_arrives(fake: CommandBackend) -> None:
    wide = TensorValue.of(np.zeros(1 << 20, np.int8))
    program = Program(asking_for("Seven").graph, (Run(feeds={"y:0": wide}, fetches=("x:0",)),))

    assert fake.run(program) == SEVEN


def test_a_command_that_does_not_exist_is_a_crash() -> None:
    backend = CommandBackend(["/no/such/program"])

    (outcome,) = backend.run(asking_for("Seven"))

    assert isinstance(outcome, Crash)
    assert outcome.message.startswith("the worker cannot be started: ")


def test_a_command_that_says_no_hello_has_no_capabilities() -> None:
    with pytest.raises(BackendFailure) as caught:
        CommandBackend([sys.executable, "-c", "raise SystemExit('no such library')"]).capabilities()

    assert caught.value.outcome == Crash(1, "the worker ended with status 1 before it replied", ("no such library",))


def test_wire_3_a_kind_of_step_that_a_worker_does_not_know_is_not_sent_to_it(fake: CommandBackend) -> None:
    program = Program(Graph((Node("x", "Die"),)), (Close(), Run()))

    assert fake.run(program) == (Unsupported((), "no steps of the kind close"),)
    assert fake.starts == 1
