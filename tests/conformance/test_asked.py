"""Questions asked of a worker: the answers are those given here, and one that fails is reported as what it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import conformance
from conformance.backend import CommandBackend, ModuleBackend
from conformance.cases.asked import question_cases
from conformance.cases.case import Case
from conformance.conducting import conduct
from conformance.known import Known
from conformance.outcome import Crash, Unsupported
from conformance.questions.ask import recorded_answers
from conformance.request import Request
from conformance.results import Results

PACKAGE = Path(conformance.__file__).parent
CASES = {case.name: case for case in question_cases()}
DEVIATIONS = json.loads((PACKAGE / "questions" / "deviations.json").read_text("utf-8"))
PHRASES = ("feed_", "fetch_", "print_", "queue_", "session_")

# A worker that answers a few questions and fails at others, whatever they are about.
FAILING_WORKER = """
import json, os, sys, time

RECORDED = json.loads(sys.argv[1])
AT = dict(zip(("dies", "hangs", "babbles", "refuses", "errs"), sys.argv[2:]))
for line in sys.stdin:
    request = json.loads(line)
    reply = {"id": request["id"]}
    if request["request"] == "hello":
        reply["capabilities"] = {
            "protocol": 1, "name": "failing", "version": "0", "ops": None, "steps": ["run"], "questions": True}
    elif request["request"] == "close":
        reply["closed"] = True
    elif request["question"] == AT["dies"]:
        os._exit(3)
    elif request["question"] == AT["hangs"]:
        time.sleep(600)
    elif request["question"] == AT["babbles"]:
        reply["answer"] = {"kind": "value", "value": 1, "truth": 0}
    elif request["question"] == AT["refuses"]:
        reply["error"] = "not today"
    elif request["question"] == AT["errs"]:
        reply["answer"] = {"kind": "error", "phase": "building", "class": "TypeError", "code": None, "message": "no",
                           "op": None}
    else:
        reply["answer"] = RECORDED[request["question"]]
    print(json.dumps(reply), flush=True)
    if request["request"] == "close":
        break
"""
NAMES = sorted(recorded_answers("feeds"))[:6]


@pytest.fixture(scope="module")
def worker() -> Iterator[CommandBackend]:
    """The reference behind a command."""
    command = [sys.executable, str(PACKAGE / "worker.py"), "--module", "reference"]
    with CommandBackend(command, {"PYTHONPATH": str(PACKAGE.parent)}) as backend:
        yield backend


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[CommandBackend]:
    script = tmp_path / "failing_worker.py"
    script.write_text(FAILING_WORKER)
    command = [sys.executable, "-I", "-S", str(script), json.dumps(recorded_answers("feeds")), *NAMES]
    with CommandBackend(command, limit=5.0) as backend:
        yield backend


@pytest.mark.parametrize(
    "case", [case for case in CASES.values() if case.name.startswith(PHRASES)], ids=lambda c: c.name
)
def test_wire_27_the_reference_answers_behind_a_command_as_it_does_here(case: Case, worker: CommandBackend) -> None:
    assert case.run(worker) == case.run(ModuleBackend("reference"))
    assert worker.starts == 1


@pytest.mark.parametrize("name", DEVIATIONS)
def test_conf_16_the_numbered_deviations_are_told_apart_behind_a_command_too(name: str, worker: CommandBackend) -> None:
    result = CASES[name].run(worker)
    assert (result.verdict, result.number) == ("deviation", DEVIATIONS[name]["deviation"])


def test_wire_6_a_question_that_there_is_not_is_a_fault_of_the_driver(worker: CommandBackend) -> None:
    outcome = worker.ask("no_such_question")
    assert isinstance(outcome, Crash)
    assert "no question is called 'no_such_question'" in outcome.message


def test_conf_4_what_has_no_questions_is_not_asked(tmp_path: Path) -> None:
    command = [sys.executable, str(PACKAGE / "worker.py"), "--module", "math"]
    with CommandBackend(command, {"PYTHONPATH": str(PACKAGE.parent)}) as backend:
        assert not backend.capabilities().questions
        assert isinstance(backend.ask(NAMES[0]), Unsupported)
        assert CASES[NAMES[0]].run(backend).verdict == "unsupported"


def test_wire_8_a_worker_that_fails_at_a_question_is_reported_as_what_it_is(failing: CommandBackend) -> None:
    dies, hangs, babbles, refuses, errs, answers = (CASES[name] for name in NAMES)
    failing.limit = 1.0

    found = [case.run(failing) for case in (answers, dies, answers, hangs, answers, babbles, refuses, errs, answers)]

    verdicts = [result.verdict for result in found]
    assert verdicts == ["agree", "crash", "agree", "hang", "agree", "crash", "crash", "disagree", "agree"]
    assert "ended with status 3" in found[1].details[0]
    assert "unknown field 'truth'" in found[5].details[0]
    assert "not today" in found[6].details[0]
    assert failing.starts == 5


def test_what_differs_is_named_piece_by_piece(failing: CommandBackend) -> None:
    result = CASES[NAMES[4]].run(failing)

    assert result.differences
    assert result.details == tuple(map(str, result.differences))
    assert all(difference.ops is None for difference in result.differences)


def test_a_crash_is_a_difference_too(failing: CommandBackend) -> None:
    (difference,) = CASES[NAMES[0]].run(failing).differences

    assert difference.aspect == "outcome"
    assert difference.actual.startswith("crash: the worker ended with status 3")


def run_of(known: tuple[Known, ...]) -> Results:
    """A run of a few cases with the reference behind a command, all of whose numbered deviations are met."""
    command = f"{sys.executable} {PACKAGE / 'worker.py'} --module reference"
    return conduct(Request(command, examples=0, clauses=CLAUSES, known=known), 0)


CLAUSES = CASES["list_devices"].clauses
AGREES = next(name for name, case in CASES.items() if case.clauses == CLAUSES and name not in DEVIATIONS)


def test_conf_4_a_run_asks_a_command_the_questions_and_counts_its_deviations() -> None:
    results = run_of(())

    verdicts = {case.name: (case.verdict, case.deviations) for case in results.cases if case.kind == "question"}
    assert verdicts["list_devices"] == ("deviation", ("DEV-11",))
    assert verdicts[AGREES] == ("agree", ())
    assert not results.failed


def test_conf_16_an_entry_that_names_a_case_in_vain_makes_the_run_fail() -> None:
    unmet = Known("MY-1", "why", cases=frozenset([AGREES]))
    several = Known("MY-2", "why", cases=frozenset([AGREES, "list_devices", "not of this run"]))
    seldom = Known("MY-3", "why", cases=frozenset([AGREES]), seldom=True)

    results = run_of((unmet, several, seldom))

    assert results.stale == ("MY-1", f"MY-2, of {AGREES}", "MY-2, of list_devices")
    assert results.failed
