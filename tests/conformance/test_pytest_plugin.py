"""The suite as tests of pytest: names, verdicts, JUnit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from conformance.campaign import Plan
from conformance.program import Program
from conformance.report import program_lines

ROOT = Path(__file__).resolve().parents[2]
KNOWN = [] if entry_points(group="pytest11", name="conformance") else ["-p", "conformance.pytest_plugin"]
PLAN = Plan(25, max_nodes=3)
FEW = ["--conformance-examples", "25", "--conformance-max-nodes", "3"]


def run(*words: str, folder: Path = ROOT, at: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    command = [sys.executable, "-m", "pytest", *KNOWN, "-p", "no:cacheprovider", "--pyargs", "conformance", *words]
    return subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, timeout=120)


def test_nothing_is_collected_without_the_option() -> None:
    done = run("-q")

    assert "no tests ran" in done.stdout, done.stdout + done.stderr


def test_every_case_and_program_is_a_test_with_a_stable_name() -> None:
    listed = [run("--conformance-backend", "reference", *FEW, "--collect-only", "-q").stdout for _ in range(2)]

    assert listed[0].partition(" in ")[0] == listed[1].partition(" in ")[0]
    assert "::fetches-FET-1-" in listed[0]
    assert "::random-program-0\n" in listed[0]
    assert "::random-program-24\n" in listed[0]
    assert "::random-program-25" not in listed[0]


def test_very_many_programs_are_tests_by_batches() -> None:
    words = ["--conformance-examples", "1005", "--collect-only", "-q", "-k", "random and programs"]

    listed = run("--conformance-backend", "reference", *words).stdout

    assert "::random-programs-0-to-19\n" in listed
    assert "::random-programs-1000-to-1004\n" in listed


def test_random_programs_are_chosen_by_their_ops_and_steps() -> None:
    ops = {number: {op.lower() for op in program.graph.ops()} for number, program in enumerate(PLAN.programs(0, 25))}
    every = sorted(set().union(*ops.values()))
    wanted = next(op for op in every if sum(op in other for other in [*every, "random many program run"]) == 1)
    words = [*FEW, "--collect-only", "-q", "-k", f"random and {wanted}"]
    expected = [number for number, own in ops.items() if wanted in own]

    listed = run("--conformance-backend", "reference", *words).stdout

    assert [int(number) for number in re.findall(r"::random-program-(\d+)", listed)] == expected


def test_cases_are_chosen_by_clause_and_pass_without_xdist(tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    words = [*FEW, "-k", "FET-1 or random-program-0", f"--junit-xml={report}", "-p", "no:xdist"]

    done = run("--conformance-backend", "reference", *words)

    assert done.returncode == 0, done.stdout
    assert "conformance: reference against reference" in done.stdout
    cases = list(ElementTree.parse(report).iter("testcase"))
    assert any(case.get("name", "").startswith("fetches-FET-1-") for case in cases)
    assert any(prop.get("value") == "FET-1" for prop in ElementTree.parse(report).iter("property"))


def test_a_disagreement_fails_is_shown_whole_and_can_be_replayed(tmp_path: Path) -> None:
    fault = "planted:another dtype"
    words = ["--conformance-backend", fault, *FEW, "-k", "random-program-0", "--junit-xml=junit.xml"]

    done = run(*words, at=tmp_path)

    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stdout
    (failure,) = ElementTree.parse(tmp_path / "junit.xml").iter("failure")
    for said in (done.stdout, failure.text or ""):
        assert "another dtype" in said
        assert "step 0: run" in said
        assert "about: FET-3, DTY-3" in said
        assert f"replay counterexamples/random-program-0.json --backend '{fault}'" in said
    assert ": another dtype (" in failure.get("message", "").partition("\n")[0]
    ops = {prop.get("value") for prop in ElementTree.parse(tmp_path / "junit.xml").iter("property")}
    assert set(PLAN.program(0).graph.ops()) <= ops
    program = Program.from_json(json.loads((tmp_path / "counterexamples" / "random-program-0.json").read_text()))
    assert "\n".join(program_lines(program)) in done.stdout


def test_what_is_unsupported_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "refusing.py").write_text(
        "from conformance.outcome import Unsupported\n"
        "class Backend:\n"
        "    def run(self, program):\n"
        "        return (Unsupported(program.graph.ops()),)\n"
    )

    done = run("--conformance-backend", "refusing:Backend", *FEW, "-k", "FET-1 or random-program", folder=tmp_path)

    assert done.returncode == 0, done.stdout
    assert " passed" not in done.stdout
    assert " skipped" in done.stdout


def test_an_implementation_that_cannot_be_had_is_told_in_one_line() -> None:
    done = run("--conformance-backend", "no.such:thing")

    assert done.returncode != 0
    assert "no.such:thing: ModuleNotFoundError" in done.stdout
    assert "Traceback" not in done.stdout


def test_programs_and_cases_run_in_several_processes() -> None:
    pytest.importorskip("xdist")

    done = run("--conformance-backend", "reference", *FEW, "-k", "random-program or FET-1", "-n", "2")

    assert done.returncode == 0, done.stdout
    assert "failed" not in done.stdout and "error" not in done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed and int(passed[1]) > 25
