"""``python -m conformance``: what it prints, and its exit status."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import numpy as np
import pytest

from conformance import __main__ as command
from conformance.backend import ModuleBackend
from conformance.campaign import Plan, some_programs
from conformance.graph import Attr, Graph, Node
from conformance.program import Program, Run
from conformance.recording import RecordedBackend, record
from conformance.values import TensorValue

REFERENCE = ModuleBackend("reference")
FLOAT = Attr("type", "float32")
CONSTANT = Node("c", "Const", (), {"dtype": FLOAT, "value": Attr("tensor", TensorValue.of(np.float32([1.5, -2])))})
ONE = Program(Graph((CONSTANT, Node("sin", "Sin", ("c",), {"T": FLOAT}))), (Run(fetches=("sin:0",)),))
HERE = ["--jobs", "0"]
SINE = "planted:a sine a fifth too large"
QUICK = [*HERE, "--examples", "40", "--max-nodes", "3", "--most", "1", "--op", "Sin"]


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Recorded outcomes of the reference stand in for TensorFlow."""
    path = tmp_path / "programs.jsonl.gz"
    record([*some_programs(Plan(examples=20, seed=4, max_nodes=4)), ONE], REFERENCE, path)
    monkeypatch.setattr(RecordedBackend.__init__, "__defaults__", (path,))
    return path


@pytest.fixture
def sine(tmp_path: Path) -> Path:
    path = tmp_path / "sine.json"
    path.write_text(json.dumps(ONE.to_json()))
    return path


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--help"])

    out = capsys.readouterr().out
    assert ended.value.code == 0
    assert "exit status" in out
    assert "examples:" in out
    assert all(name in out for name in command.COMMANDS if name != "run")


@pytest.mark.parametrize("name", [name for name in command.COMMANDS if name != "run"])
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main([name, "--help"])

    assert ended.value.code == 0
    assert "usage:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--op", "Frobnicate", "--op", "Sin"], "no random graphs are made of Frobnicate"),
        (["--chapter", "cheese"], "there is no chapter cheese"),
        (["--clause", "queue 7"], "'queue 7' is no clause"),
        (["--clause", "RUN-99999"], "no case is about RUN-99999"),
        (["--backend", "no.such.module", *HERE], "no module"),
        (["--backend", "planted:nothing", *HERE], "no fault is called 'nothing'"),
        (["--deviations", "no/such/file"], "no/such/file"),
        (["frobnicate"], "'frobnicate' is no command"),
        (["replay", "no/such/file"], "no/such/file cannot be read: No such file"),
        (["shrink", "no/such/file"], "no/such/file cannot be read: No such file"),
        (["--op", "Squore"], "no random graphs are made of Squore; is it Square"),
        (["--backend", "./no-such-command", *HERE], "./no-such-command: the worker cannot be started"),
        (["selftest", "--fault", "another dtypes"], "; is it another dtype"),
        (["clauses", "--clause", "RUN-99999"], "no case is about RUN-99999"),
        (["clauses", "--chapter", "queue"], "there is no chapter queue; is it queues"),
        (["clauses", "--chapter", "xyz"], "there is no chapter xyz; there are accumulators, "),
        (["selftest", "--fault", "xyz"], "no fault is called 'xyz'; some of the "),
        (["--report", f"{__file__}/report"], "cannot be written into: "),
        (
            ["--backend", "json", *HERE],
            "json does not look like TensorFlow 1.x: it has no Graph; an object in a module",
        ),
        (["--backend", f"{sys.executable} no/such.py", *HERE], "ended with status 2 before it replied: "),
    ],
)
def test_a_wrong_command_is_refused_in_one_line(
    words: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(words) == 2

    told = capsys.readouterr().err
    assert told.startswith("conformance: ")
    assert line in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("words", [["--examples", "many"], ["--nonsense"], ["--limit", "0"], ["--jobs", "-1"]])
def test_a_wrong_option_is_refused_in_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(words)

    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert told.startswith("conformance: ")
    assert told.count("\n") == 1


def test_agreement_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--backend", "shuffled", *QUICK]) == 0

    out = capsys.readouterr().out
    assert "40 random programs" in out
    assert "which follows TensorFlow 1.15.5) held against reference" in " ".join(out.split())
    assert "\nagree in" in out


@pytest.mark.usefixtures("recorded")
def test_recorded_outcomes_stand_in_for_tensorflow(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--backend", "recorded", *HERE]) == 0

    out = capsys.readouterr().out
    assert "random programs (seed 0" in out
    assert "only recorded programs can be judged" in out


def test_a_disagreement_ends_with_1_is_shown_and_can_be_replayed(
    tmp_path: Path, sine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "found"

    assert command.main(["--backend", SINE, *QUICK, "--save", str(folder)]) == 1

    out = capsys.readouterr().out
    (saved,) = folder.iterdir()
    assert "= Sin(" in out
    assert "It begins at" in out
    assert "TensorValue(" not in out
    assert f" -m conformance replay {saved} --backend '{SINE}'" in out
    assert f"the counterexamples are in {folder}" in out
    assert "disagree: 1 counterexample" in out
    for path in (saved, sine):
        assert command.main(["replay", str(path), "--backend", SINE]) == 1
        assert command.main(["replay", str(path), "--backend", "shuffled"]) == 0


def test_counterexamples_stand_beside_the_report_and_are_replayed_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert command.main(["--backend", SINE, *QUICK, "--report", "out"]) == 1

    (example,) = json.loads((tmp_path / "out" / "results.json").read_text())["counterexamples"]
    assert json.loads((tmp_path / "out" / "counterexamples" / "1.json").read_text()) == example["program"]
    assert f" -m conformance replay out/counterexamples/1.json --backend '{SINE}'" in example["replay"]
    shown = [capsys.readouterr().out, *((tmp_path / "out" / name).read_text() for name in ("index.html", "junit.xml"))]
    assert all("replay out/counterexamples/1.json" in text for text in shown)
    words = shlex.split(example["replay"])
    assert command.main(words[words.index("replay") :]) == 1

    assert command.main(["--backend", "reference", *QUICK, "--report", "out"]) == 0
    assert list((tmp_path / "out" / "counterexamples").iterdir()) == []


def test_counterexamples_for_which_no_place_is_named_are_kept_in_a_folder_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert command.main(["--backend", SINE, *QUICK]) == 1

    assert [path.name for path in (tmp_path / "counterexamples").iterdir()] == ["1.json"]
    assert "the counterexamples are in counterexamples, each in a file of its own" in capsys.readouterr().out


def test_the_cases_of_a_clause_are_run_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--backend", "reference", "--clause", "FET-1", *HERE]) == 0

    out = capsys.readouterr().out
    assert "all cases" in out
    assert "random program" not in out


def test_conf_13_what_refuses_everything_scores_zero(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "refusing.py").write_text(
        "from conformance.outcome import Unsupported\n"
        "class Backend:\n"
        "    def run(self, program):\n"
        "        return (Unsupported(program.graph.ops()),)\n"
    )
    words = ["--backend", "refusing:Backend", "--clause", "FET-1", "--examples", "5", *HERE]

    assert command.main(words) == 0

    out = capsys.readouterr().out
    assert "0 %" in out
    assert "nothing agrees" in out


def test_a_known_difference_is_excused_and_one_that_no_longer_differs_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = tmp_path / "known.json"
    known.write_text(json.dumps([{"op": "Sin", "aspects": ["value"], "reason": "a coarse table"}]))
    words = [*QUICK, "--valid-only", "--deviations", str(known)]

    command.main(["--backend", SINE, *words])
    assert "known difference op Sin; value" in capsys.readouterr().out

    assert command.main(["--backend", "shuffled", *words]) == 1
    assert "no longer differs" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, "{", "{}", "[1]"])
def test_a_file_that_holds_no_program_is_refused_in_one_line(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "program.json"
    if content is not None:
        path.write_text(content)

    assert command.main(["replay", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_options_as_they_were_called_once_still_work(sine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--replay", str(sine), "--module", "shuffled"]) == 0
    assert "1 step agree" in capsys.readouterr().out


def test_a_smaller_program_that_cannot_be_written_is_refused(sine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = sine / "small.json"

    assert command.main(["shrink", str(sine), "--backend", SINE, "--out", str(out)]) == 2

    assert capsys.readouterr().err == f"conformance: {out} cannot be written: Not a directory\n"
