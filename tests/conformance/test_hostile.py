"""Implementations that misbehave: each is reported as what it is, the run goes on, and nothing of them is left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance.asking import outcomes_of, own_copy
from conformance.backend import Backend, BackendFailure, CommandBackend, ModuleBackend
from conformance.backends import ObjectBackend
from conformance.campaign import Plan, random_campaign, recorded_campaign, some_programs
from conformance.graph import Attr, Graph, Node
from conformance.judgement import judge
from conformance.outcome import BuildError, Crash, Hang, Outcome, RunError, Unsupported, Value
from conformance.planted import REFUSES_ALL
from conformance.program import Program, Run
from conformance.values import TensorValue

WORKER = Path(__file__).with_name("hostile_worker.py")
REPOSITORY = Path(__file__).parents[2]
SEVEN = (Value((TensorValue.of(np.int8(7)),)),)
ASKED = Program(Graph((Node("x", "Seven"),)), (Run(fetches=("x:0",)),))
SHORT = 0.5  # seconds; only where nothing ever comes
LONG = 60.0
MIB = 1 << 20

Open = Callable[[str], CommandBackend]


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Open]:
    opened: list[CommandBackend] = []

    def start(mode: str) -> CommandBackend:
        command = [sys.executable, "-I", "-S", str(WORKER), mode, str(tmp_path)]
        opened.append(CommandBackend(command, limit=LONG, start_limit=LONG, longest_reply=8 * MIB))
        return opened[-1]

    yield start
    for backend in opened:
        backend.close()


def processes(folder: Path) -> list[int]:
    return [int(line) for line in (folder / "processes").read_text().split()]


def is_gone(pid: int) -> bool:
    """Whether a process has ended; killing takes a moment, and an orphan's remains are not ours to bury."""
    for _ in range(500):
        try:
            parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return True
        if parts[0] == "Z" and int(parts[1]) != os.getpid():
            return True
        time.sleep(0.01)
    return False


def the_crash(outcomes: tuple[Outcome, ...]) -> Crash:
    (outcome,) = outcomes
    assert isinstance(outcome, Crash), outcome
    return outcome


# ---- commands


def test_wire_8_a_worker_that_dies_at_the_start_is_a_crash_of_every_program(hostile: Open) -> None:
    backend = hostile("dies at start")

    crashes = [the_crash(backend.run(ASKED)) for _ in range(3)]

    assert {crash.status for crash in crashes} == {7}
    assert crashes[0].message == "the worker ended with status 7 before it replied"
    assert crashes[0].stderr == ("no such library",)


def test_wire_8_a_worker_that_hangs_at_the_start_is_a_hang(hostile: Open) -> None:
    backend = hostile("hangs at start")
    backend.start_limit = SHORT

    assert backend.run(ASKED) == (Hang(SHORT),)


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("prints before it is asked", "the line is not JSON"),
        ("has a number for a name", "capabilities.name: a string is wanted"),
        ("speaks another protocol", "protocol 2 is not known, only 1"),
    ],
)
def test_wire_3_a_worker_that_says_no_proper_hello_is_a_crash(hostile: Open, mode: str, words: str) -> None:
    backend = hostile(mode)

    assert words in the_crash(backend.run(ASKED)).message
    with pytest.raises(BackendFailure, match="Crash"):
        backend.capabilities()


def test_wire_8_only_the_program_that_kills_the_worker_is_a_crash(hostile: Open) -> None:
    backend = hostile("dies on the third program")

    outcomes = [backend.run(ASKED) for _ in range(5)]

    assert the_crash(outcomes.pop(2)).status == 9
    assert outcomes == [SEVEN] * 4
    assert backend.starts == 2


@pytest.mark.parametrize(
    ("mode", "first"),
    [
        ("dies once", Crash(-9, "the worker ended with status -9 before it replied")),
        ("hangs once", Hang(SHORT)),
        ("stops itself once", Hang(SHORT)),
    ],
)
def test_wire_8_the_run_goes_on_with_another_worker(hostile: Open, mode: str, first: Outcome) -> None:
    backend = hostile(mode)
    backend.capabilities()
    backend.limit = LONG if isinstance(first, Crash) else SHORT
    came = backend.run(ASKED)
    backend.limit = LONG

    assert came == (first,)
    assert [backend.run(ASKED) for _ in range(2)] == [SEVEN] * 2
    assert backend.starts == 2


def test_wire_8_half_a_line_is_a_crash_where_the_worker_ends_and_a_hang_where_it_does_not(hostile: Open) -> None:
    assert the_crash(hostile("prints half a line and dies").run(ASKED)).status == 1

    waiting = hostile("prints half a line and waits")
    waiting.capabilities()
    waiting.limit = SHORT
    assert waiting.run(ASKED) == (Hang(SHORT),)


def test_complaints_do_not_hold_up_a_reply(hostile: Open) -> None:
    assert hostile("complains and answers").run(ASKED) == SEVEN


def test_wire_8_complaints_without_an_end_are_a_hang(hostile: Open) -> None:
    backend = hostile("complains without an end")
    backend.capabilities()
    backend.limit = SHORT

    assert backend.run(ASKED) == (Hang(SHORT),)


MEASURE = """
import resource, sys
from conformance.backend import CommandBackend
from conformance.graph import Graph, Node
from conformance.program import Program, Run

limit = int(sys.argv[1])
backend = CommandBackend(sys.argv[2:], longest_reply=limit)
backend.capabilities()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
(outcome,) = backend.run(Program(Graph((Node("x", "Seven"),)), (Run(fetches=("x:0",)),)))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(outcome.message)
print(after - before)
"""


def test_wire_8_an_answer_of_ten_gigabytes_is_cut_off_at_the_limit(tmp_path: Path) -> None:
    limit = 16 * MIB
    worker = [sys.executable, "-I", "-S", str(WORKER), "answers without an end", str(tmp_path)]

    driver = subprocess.run(
        [sys.executable, "-c", MEASURE, str(limit), *worker], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )

    message, grown_kib = driver.stdout.splitlines()
    assert message == f"a reply of more than {limit} bytes"
    assert int(grown_kib) * 1024 < 3 * limit
    assert all(map(is_gone, processes(tmp_path)))


@pytest.mark.parametrize("mode", ["ignores close", "answers close and stays"])
def test_wire_5_a_worker_that_does_not_end_is_ended(hostile: Open, tmp_path: Path, mode: str) -> None:
    backend = hostile(mode)
    backend.farewell = SHORT
    assert backend.run(ASKED) == SEVEN

    backend.close()

    assert all(map(is_gone, processes(tmp_path)))


def test_wire_8_no_child_of_a_worker_is_left(hostile: Open, tmp_path: Path) -> None:
    backend = hostile("starts children")
    assert [backend.run(ASKED) for _ in range(2)] == [SEVEN] * 2

    backend.close()

    assert len(processes(tmp_path)) == 3
    assert all(map(is_gone, processes(tmp_path)))


def test_a_campaign_counts_what_a_dying_worker_did_and_goes_on(hostile: Open) -> None:
    backend = hostile("dies on the third program")
    right = Answering(lambda program: SEVEN)

    tally = recorded_campaign([ASKED] * 7, right, backend, lambda tally: None)

    assert tally.programs == 7
    assert tally.steps_agreed == 5
    shown = [each.disagreements[0].mismatch.actual for each in tally.counterexamples]
    assert len(shown) == 2
    assert all("crash" in words for words in shown)


# ---- replies that are no outcomes of the program

BAD_REPLIES: dict[str, tuple[str, str]] = {
    "nothing": ("null", "an object is wanted"),
    "a list": ("[1, 2]", "an object is wanted"),
    "a text for a number": ('{"id": "2", "outcomes": []}', "has the id '2'"),
    "a field too many": ('{"id": 2, "outcomes": [], "remark": "all well"}', "remark"),
    "no outcomes": ('{"id": 2}', "outcomes"),
    "one outcome and no list": ('{"id": 2, "outcomes": {"outcome": "value", "values": []}}', "an array is wanted"),
    "an outcome of no kind": ('{"id": 2, "outcomes": [{"outcome": "success"}]}', "an object with 'outcome' is wanted"),
    "a negative size": ("[-1]", "a dimension is not negative"),
    "a size that is no integer": ("[1.5]", "an integer is wanted"),
    "a size beyond all memory": ("[1000000000000000000]", "larger than any memory"),
    "too many axes": (str([1] * 33), "more than 32 dimensions"),
    "infinity": ("[Infinity]", "Infinity is not a number in JSON"),
    "a number with a million digits": ("[" + "9" * 1_000_000 + "]", "the line is not JSON"),
}


@pytest.mark.parametrize("name", BAD_REPLIES)
def test_wire_18_a_reply_that_is_no_outcome_is_a_crash(tmp_path: Path, name: str) -> None:
    line, words = BAD_REPLIES[name]
    if line.startswith("[") and name != "a list":
        value = f'{{"dtype":"int8","shape":{line},"data":"Bw=="}}'
        line = f'{{"id":2,"outcomes":[{{"outcome":"value","values":[{value}]}}]}}'
    hello = {"protocol": 1, "name": "bad", "version": "0", "ops": None, "steps": ["run"]}
    (tmp_path / "lines").write_text(json.dumps({"id": 1, "capabilities": hello}) + "\n" + line + "\n")
    reader = "import sys\nfor line in open(sys.argv[1]):\n    sys.stdin.readline()\n    print(line, end='', flush=True)"

    with CommandBackend([sys.executable, "-I", "-S", "-c", reader, str(tmp_path / "lines")]) as backend:
        crash = the_crash(backend.run(ASKED))

    assert words in crash.message, crash.message


# ---- objects in this process


class Answering:
    """An implementation that is one function."""

    def __init__(self, answer: Callable[[Program], Any]) -> None:
        self._answer = answer

    def capabilities(self) -> Any:
        return ModuleBackend("reference").capabilities()

    def run(self, program: Program) -> Any:
        return self._answer(program)

    def close(self) -> None:
        pass


def raising(error: BaseException) -> Backend:
    def answer(program: Program) -> Any:
        raise error

    return Answering(answer)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
        (RecursionError("too deep"), "RecursionError: too deep"),
        (MemoryError(), "MemoryError"),
        (NotImplementedError("later"), "NotImplementedError: later"),
        (SystemExit(3), "SystemExit: 3"),
        (AssertionError("two\nlines"), "AssertionError: two"),
    ],
)
def test_what_an_object_raises_is_a_crash_with_its_words(error: BaseException, words: str) -> None:
    crash = the_crash(outcomes_of(raising(error), ASKED))

    assert words in crash.message
    assert crash.status is None
    assert any("raise error" in line for line in crash.stderr)


def test_a_user_who_interrupts_is_heard() -> None:
    with pytest.raises(KeyboardInterrupt):
        outcomes_of(raising(KeyboardInterrupt()), ASKED)


JUNK: dict[str, tuple[Any, str]] = {
    "nothing": (None, "a tuple of outcomes is wanted, not NoneType"),
    "a number": (7, "a tuple of outcomes is wanted, not int"),
    "a text": ("done", "a tuple of outcomes is wanted, not str"),
    "a generator": ((outcome for outcome in SEVEN), "a tuple of outcomes is wanted, not generator"),
    "no outcomes": ((), "0 outcomes for 1 steps"),
    "an outcome too many": (SEVEN * 2, "2 outcomes for 1 steps"),
    "a value in place of an outcome": ((TensorValue.of(np.int8(7)),), "[0]: an outcome is wanted, not TensorValue"),
    "an array for a value": ((Value((np.int8(7),)),), "[0].values[0]: a TensorValue is wanted, not int8"),  # type: ignore[arg-type]
    "no values": ((Value(None),), "[0].values: a tuple is wanted, not NoneType"),  # type: ignore[arg-type]
    "values too many": ((Value(SEVEN[0].values * 2),), "[0]: 2 values for 1 fetches"),
    "a dtype that there is none of": ((Value((TensorValue("int7", (), b"\7"),)),), "'int7' is no dtype"),
    "a shape that is a list": ((Value((TensorValue("int8", [], b"\7"),)),), "[] is no shape"),  # type: ignore[arg-type]
    "a negative size": ((Value((TensorValue("int8", (-1,), b"\7"),)),), "(-1,) is no shape"),
    "too few bytes": ((Value((TensorValue("int32", (2,), b"\7"),)),), "holds 1 bytes where dtype and shape want 8"),
    "text for strings": ((Value((TensorValue("string", (), "a"),)),), "keeps its contents as tuple"),  # type: ignore[arg-type]
    "texts for strings": ((Value((TensorValue("string", (1,), ("a",)),)),), "a string is bytes"),  # type: ignore[arg-type]
    "a truth value that is 7": ((Value((TensorValue("bool", (), b"\7"),)),), "a bool is the byte 0 or 1"),
    "an error without a class": ((RunError(None, 3, None, "no"),), "[0].error_class: holds NoneType"),  # type: ignore[arg-type]
    "an error whose code is a text": ((RunError("E", "3", None, "no"),), "[0].code: holds str"),  # type: ignore[arg-type]
    "an error for a message": ((BuildError("E", 3, None, ValueError("no")),), "[0].message: holds ValueError"),  # type: ignore[arg-type]
    "ops that are no texts": ((Unsupported((7,)),), "[0].ops: names of ops are wanted"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", JUNK)
def test_wire_18_what_is_no_outcome_is_a_crash(name: str) -> None:
    junk, words = JUNK[name]

    crash = the_crash(outcomes_of(Answering(lambda program: junk), ASKED))

    assert words in crash.message, crash.message


def test_a_crash_agrees_with_nothing_and_the_campaign_goes_on() -> None:
    answers = iter([SEVEN, None, SEVEN, "junk", SEVEN])

    tally = recorded_campaign(
        [ASKED] * 5, Answering(lambda program: SEVEN), Answering(lambda program: next(answers)), _quiet
    )

    assert tally.programs == 5
    assert tally.steps_agreed == 3
    assert len(tally.counterexamples) == 2
    assert judge(ASKED, raising(ValueError("a")), raising(ValueError("a"))).steps_agreed == 0


def _quiet(tally: Any) -> None:
    pass


def test_an_object_may_change_the_program_that_it_is_given() -> None:
    (program,) = some_programs(Plan(examples=1, seed=3))
    written = json.dumps(program.to_json())

    def spoil(given: Program) -> Any:
        for node in given.graph.nodes:
            node.attrs.clear()  # type: ignore[attr-defined]
        for step in given.steps:
            step.feeds.clear()  # type: ignore[union-attr]
        return ModuleBackend("reference").run(given)

    outcomes_of(ObjectBackend(Answering(spoil), "spoiling"), program)

    assert json.dumps(program.to_json()) == written


def test_a_copy_of_a_program_is_equal() -> None:
    for program in some_programs(Plan(examples=10, seed=4)):
        assert own_copy(program) == program


def test_an_implementation_that_refuses_everything_scores_nothing() -> None:
    tally = random_campaign(
        Plan(examples=40), ModuleBackend("reference"), REFUSES_ALL(ModuleBackend("reference")), _quiet
    )

    assert tally.programs == 40
    assert tally.steps_agreed == 0
    assert tally.unsupported >= 20
    assert not tally.agreed_ops


def test_refusing_does_not_hide_a_wrong_answer() -> None:
    attrs = {"dtype": Attr("type", "int8"), "value": Attr("tensor", TensorValue.of(np.int8(7)))}
    program = Program(Graph((Node("x", "Const", (), attrs),)), (Run(fetches=("x:0",)), Run(fetches=("x:0",))))
    wrong = Value((replace(TensorValue.of(np.int8(8))),))

    judged = judge(program, ModuleBackend("reference"), Answering(lambda program: (Unsupported(("Const",)), wrong)))

    assert judged.unsupported == 1
    assert len(judged.disagreements) == 1
