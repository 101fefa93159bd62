"""The worker as a process of its own: where it runs, what it imports, and that its replies stay clean."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import conformance
from conformance.backend import CommandBackend
from conformance.oracle import find_oracle, oracle_command
from conformance.outcome import Crash, to_json
from conformance.program import Program
from conformance.protocol import Capabilities, read_outcomes

PACKAGE = Path(conformance.__file__).parent
FOR_PYTHON_3_7 = (
    "__init__",
    "reading",
    "values",
    "graph",
    "graph_def",
    "steps",
    "program",
    "outcome",
    "protocol",
    "lanes",
    "stage",
    "module_backend",
    "worker",
)


def test_wire_1_replies_stay_clean_though_the_module_prints(tmp_path: Path) -> None:
    (tmp_path / "noisy.py").write_text(
        "import os, sys\n"
        "print('loading')\n"
        "os.write(1, b'from below')\n"
        "os.system('echo from a child')\n"
        "class GraphDef:\n"
        "    def __init__(self): print('hello'); raise KeyError('no graphs here')\n"
        "Graph = object\n"
    )
    command = [sys.executable, str(PACKAGE / "worker.py"), "--module", "noisy"]

    with CommandBackend(command, {"PYTHONPATH": str(tmp_path)}) as backend:
        assert backend.capabilities() == Capabilities("noisy", "", None, frozenset(["run", "run_nested", "at_once"]))
        (crash,) = backend.run(Program())

    assert isinstance(crash, Crash)
    assert "no graphs here" in crash.message
    assert {"loading", "from belowfrom a child", "hello"} <= set(crash.stderr)


def test_wire_5_the_worker_ends_with_its_input() -> None:
    command = [sys.executable, str(PACKAGE / "worker.py"), "--module", "math"]

    ended = subprocess.run(command, input=b"", capture_output=True, check=False)

    assert (ended.returncode, ended.stdout) == (0, b"")


@pytest.mark.parametrize("name", FOR_PYTHON_3_7)
def test_what_a_worker_needs_is_python_3_7(name: str) -> None:
    ast.parse((PACKAGE / (name + ".py")).read_text("utf-8"), feature_version=(3, 7))


def test_what_a_worker_needs_imports_little() -> None:
    script = (
        "import sys, conformance.worker, conformance.module_backend\n"
        "heavy = {'google', 'tensorboard', 'tensorflow', 'hypothesis', 'ml_dtypes'}\n"
        "print(*sorted(heavy & {name.partition('.')[0] for name in sys.modules}))\n"
    )

    seen = subprocess.run(
        [sys.executable, "-c", script], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )

    assert seen.stdout.strip() == ""


def example_exchange() -> list[tuple[Any, Any]]:
    """The requests and replies in the chapter's example."""
    chapter = (PACKAGE.parent / "spec" / "worker.md").read_text("utf-8")
    lines = chapter.partition("```text\n")[2].partition("```")[0].splitlines()
    assert [line[:2] for line in lines] == ["> ", "< "] * (len(lines) // 2)
    texts = [json.loads(line[2:]) for line in lines]
    return list(zip(texts[::2], texts[1::2], strict=True))


def test_wire_4_the_example_in_the_chapter_is_written_as_we_write() -> None:
    for request, reply in example_exchange():
        if request["request"] == "run":
            program = Program.from_json(request["program"])
            assert program.to_json() == request["program"]
            assert [to_json(each) for each in read_outcomes(reply, request["id"], program)] == reply["outcomes"]


@pytest.mark.oracle
def test_wire_4_the_example_in_the_chapter_is_what_tensorflow_answers() -> None:
    python, why = find_oracle()
    if python is None:
        pytest.skip(why)
    exchange = example_exchange()
    lines = "".join(json.dumps(request) + "\n" for request, _ in exchange)

    ended = subprocess.run(oracle_command(python), input=lines, capture_output=True, text=True, check=True)

    hello, *replies = [json.loads(line) for line in ended.stdout.splitlines()]
    expected_hello, *expected = [reply for _, reply in exchange]
    assert replies == expected
    assert set(expected_hello["capabilities"].pop("ops")) <= set(hello["capabilities"].pop("ops"))
    assert hello == expected_hello
