"""``python -m conformance``: what it prints, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from conformance import __main__ as command
from conformance.backend import ModuleBackend
from conformance.campaign import Plan, some_programs
from conformance.graph import Attr, Graph, Node
from conformance.planted import PLANTED
from conformance.program import Program, Run
from conformance.recording import RecordedBackend, record
from conformance.values import TensorValue

REFERENCE = ModuleBackend("reference")
FLOAT = Attr("type", "float32")
CONSTANT = Node("c", "Const", (), {"dtype": FLOAT, "value": Attr("tensor", TensorValue.of(np.float32([1.5, -2])))})
ONE = Program(Graph((CONSTANT, Node("sin", "Sin", ("c",), {"T": FLOAT}))), (Run(fetches=("sin:0",)),))


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Recorded outcomes of the reference stand in for TensorFlow."""
    path = tmp_path / "programs.jsonl.gz"
    record([*some_programs(Plan(examples=20, seed=4)), ONE], REFERENCE, path)
    monkeypatch.setattr(RecordedBackend.__init__, "__defaults__", (path,))
    monkeypatch.setattr(command, "find_oracle", lambda: (None, "none here"))
    return path


def plant(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    monkeypatch.setattr(command, "ModuleBackend", lambda module: PLANTED[fault](REFERENCE))


def test_help_says_what_the_exit_status_means(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--help"])

    assert ended.value.code == 0
    assert "exit status" in capsys.readouterr().out


def test_an_op_that_is_not_there_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--op", "Frobnicate", "--op", "Sin"]) == 2
    assert capsys.readouterr().err == "conformance: no random graphs are made of Frobnicate\n"


@pytest.mark.parametrize("arguments", [["--examples", "many"], ["--nonsense"]])
def test_a_wrong_command_ends_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2


def test_a_module_that_is_not_there_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--module", "no.such.module"]) == 2
    assert capsys.readouterr().err.startswith("conformance: ")


@pytest.mark.usefixtures("recorded")
def test_agreement_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--recorded"]) == 0

    out = capsys.readouterr().out
    assert "disagreements" in out
    assert out.rstrip().endswith("agree")


@pytest.mark.usefixtures("recorded")
def test_a_disagreement_ends_with_1_is_shown_and_can_be_replayed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(monkeypatch, "a sine a fifth too large")
    folder = tmp_path / "found"

    assert command.main(["--recorded", "--save", str(folder)]) == 1

    out = capsys.readouterr().out
    assert "sin = Sin(c, T=float32)" in out
    assert "c = Const(dtype=float32, value=float32[2] [1.5, -2.0])" in out
    assert "TensorValue(" not in out
    saved = [path for path in folder.iterdir() if "Sin" in path.read_text()]
    assert saved

    sine = tmp_path / "sine.json"
    sine.write_text(json.dumps(ONE.to_json()))
    assert command.main(["--replay", str(sine)]) == 1
    assert "It begins at sin = Sin(c, T=float32)" in capsys.readouterr().out
    monkeypatch.setattr(command, "ModuleBackend", ModuleBackend)
    assert command.main(["--replay", str(sine)]) == 0


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("content", [None, "{", "{}", "[1]"])
def test_a_file_that_holds_no_program_is_refused_in_one_line(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "program.json"
    if content is not None:
        path.write_text(content)

    assert command.main(["--replay", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
