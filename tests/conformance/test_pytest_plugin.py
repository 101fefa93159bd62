"""The suite as tests of pytest: names, verdicts, JUnit."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KNOWN = [] if entry_points(group="pytest11", name="conformance") else ["-p", "conformance.pytest_plugin"]
FEW = ["--conformance-examples", "25", "--conformance-max-nodes", "3"]


def run(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    command = [sys.executable, "-m", "pytest", *KNOWN, "-p", "no:cacheprovider", "--pyargs", "conformance", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def test_nothing_is_collected_without_the_option() -> None:
    done = run("-q")

    assert "no tests ran" in done.stdout, done.stdout + done.stderr


def test_every_case_and_batch_is_a_test_with_a_stable_name() -> None:
    listed = [run("--conformance-backend", "reference", *FEW, "--collect-only", "-q").stdout for _ in range(2)]

    assert listed[0].partition(" in ")[0] == listed[1].partition(" in ")[0]
    assert "::fetches-FET-1-" in listed[0]
    assert "::random-programs-0\n" in listed[0]
    assert "::random-programs-20\n" in listed[0]


def test_cases_are_chosen_by_clause_and_pass(tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"

    done = run("--conformance-backend", "reference", *FEW, "-k", "FET-1 or random", f"--junit-xml={report}")

    assert done.returncode == 0, done.stdout
    assert "conformance: reference against reference" in done.stdout
    cases = list(ElementTree.parse(report).iter("testcase"))
    assert any(case.get("name", "").startswith("fetches-FET-1-") for case in cases)
    assert any(prop.get("value") == "FET-1" for prop in ElementTree.parse(report).iter("property"))


def test_a_disagreement_fails_and_is_shown() -> None:
    done = run("--conformance-backend", "planted:another dtype", *FEW, "-k", "random-programs-0")

    assert done.returncode == 1, done.stdout
    assert "another dtype" in done.stdout
    assert "step 0: run" in done.stdout
    assert "Traceback" not in done.stdout


def test_what_is_unsupported_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "refusing.py").write_text(
        "from conformance.outcome import Unsupported\n"
        "class Backend:\n"
        "    def run(self, program):\n"
        "        return (Unsupported(program.graph.ops()),)\n"
    )

    done = run("--conformance-backend", "refusing:Backend", *FEW, "-k", "FET-1 or random", folder=tmp_path)

    assert done.returncode == 0, done.stdout
    assert " passed" not in done.stdout
    assert " skipped" in done.stdout


def test_an_implementation_that_cannot_be_had_is_told_in_one_line() -> None:
    done = run("--conformance-backend", "no.such:thing")

    assert done.returncode != 0
    assert "no.such:thing: ModuleNotFoundError" in done.stdout
    assert "Traceback" not in done.stdout


def test_batches_run_in_several_processes() -> None:
    pytest.importorskip("xdist")

    done = run("--conformance-backend", "shuffled", *FEW, "-k", "random-programs", "-n", "2")

    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
