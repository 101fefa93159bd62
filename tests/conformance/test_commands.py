"""The subcommands that list clauses and plant faults; progress and summaries."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from conformance import __main__ as command
from conformance.commands import progress, saving
from conformance.commands.progress import RunProgress
from conformance.commands.saving import replay_command, saved
from conformance.commands.summary import print_summary
from conformance.request import Extent, Request
from conformance.results import (
    CaseRecord,
    CounterexampleRecord,
    DeviationRecord,
    Identity,
    OpRecord,
    Results,
)

IDENTITIES = (
    Identity("mine", "2", "mine:Backend"),
    Identity("reference", "0.1", "reference", "TensorFlow 1.15.5"),
)
PROGRAM = {
    "format": "graphsession.program",
    "version": 1,
    "graph": {"producer": 134, "nodes": [{"name": "done", "op": "NoOp"}]},
    "steps": [{"do": "run", "session": "main", "targets": ["done"]}],
}
EXAMPLE = CounterexampleRecord(1, PROGRAM, ("RUN-5",), ("step 0: another outcome",), replay="REPLAY")


def summary_of(results: Results) -> str:
    text = io.StringIO()
    print_summary(results, Console(file=text, width=100))
    return text.getvalue()


def case(name: str, verdict: str, seconds: float = 0.0) -> CaseRecord:
    return CaseRecord(name, "queues", ("QUE-7",), "program", verdict, ("expected 1, came 2",), seconds)  # type: ignore[arg-type]


def test_clauses_are_listed_with_their_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["clauses", "--chapter", "fetches"]) == 0

    out = capsys.readouterr().out
    assert "FET-1 (fetches): " in out
    assert "question" in out
    assert "QUE-1" not in out


def test_clauses_have_verdicts_where_an_implementation_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["clauses", "--clause", "FET-1", "--backend", "reference", "--jobs", "0"]) == 0

    out = capsys.readouterr().out
    assert "  agree" in out
    assert "1 clause, " in out


def test_a_fault_that_is_caught_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["selftest", "--fault", "another dtype", "--examples", "60", "--jobs", "0"]

    assert command.main(words) == 0

    out = capsys.readouterr().out
    assert "1 of 1 faults caught" in out
    assert "another dtype" in out


def test_a_fault_that_escapes_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["selftest", "--fault", "a sine a fifth too large", "--examples", "0", "--jobs", "0"]

    assert command.main(words) == 1
    assert "escaped" in capsys.readouterr().out


def test_a_fault_that_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["selftest", "--fault", "laziness"]) == 2
    assert "no fault is called 'laziness'" in capsys.readouterr().err


def test_a_summary_of_agreement() -> None:
    text = summary_of(
        Results(*IDENTITIES, cases=(case("twice", "agree", 2.0),), seconds=3.0, programs=6, steps_agreed=9)
    )

    assert "mine:Backend (mine 2) held against reference 0.1, which follows TensorFlow 1.15.5\n" in text
    assert "queues" in text
    assert "100 %" in text
    assert "slowest cases: twice 2.0 s" in text
    assert "6 random programs (seed 0, 2 a second): 9 steps agree, 0 unsupported" in text
    assert text.splitlines()[-1] == "agree in 3 s"


def test_conf_14_a_score_in_a_summary_is_never_rounded_up() -> None:
    text = summary_of(Results(*IDENTITIES, cases=(*[case("twice", "agree")] * 1999, case("once", "disagree"))))

    assert "99.9 %" in text
    assert "100 %" not in text


def test_a_summary_of_disagreement() -> None:
    results = Results(
        *IDENTITIES,
        cases=(case("twice", "crash"), case("once", "unsupported")),
        ops={"Sin": OpRecord(1, 1)},
        programs=1,
        counterexamples=(EXAMPLE,),
        deviations=(DeviationRecord("DEV-3", 2, "because"),),
        stale=("op Cos",),
        remarks=("it rained",),
    )

    text = summary_of(results)

    for part in (
        "counterexample 1: 1 node, about RUN-5",
        "done = NoOp()",
        "see RUN-5: ",
        "again: REPLAY",
        "queues-QUE-7-twice: crash",
        "  expected 1, came 2",
        "these disagree: Sin",
        "known difference DEV-3, 2 times: because",
        "no longer differs, so strike it out of the file of deviations: op Cos",
        "it rained",
        "disagree: 1 case, 1 counterexample, 1 deviation out of date",
    ):
        assert part in text


def test_a_summary_says_how_to_find_more_where_nearly_all_is_unsupported() -> None:
    lacking = {"Sin": 3, "float16": 30, "int64": 20, "int8": 7}
    results = Results(*IDENTITIES, programs=40, examples=500, steps_agreed=3, steps_unsupported=70, lacking=lacking)

    text = summary_of(results)

    assert "40 of 500 random programs (seed 0)" in text
    assert "unsupported most often: float16 (30 programs); int64 (20 programs); int8 (7 programs)\n" in text
    assert "most is unsupported: small graphs (--max-nodes 1)" in text
    assert "most is unsupported" not in summary_of(replace(results, steps_agreed=30))


@pytest.mark.parametrize(("unsupported", "told"), [(0, "agree in 0 s"), (1, "agree in 0 s, as far as it is supported")])
def test_agreement_does_not_hide_what_is_unsupported(unsupported: int, told: str) -> None:
    text = summary_of(Results(*IDENTITIES, programs=2, steps_agreed=2, steps_unsupported=unsupported))

    assert text.splitlines()[-1] == told


def test_an_interrupted_run_is_no_agreement() -> None:
    text = summary_of(Results(*IDENTITIES, cases=(case("twice", "agree"),), interrupted=True))

    assert text.splitlines()[-1] == "interrupted after 0 s; nothing disagreed so far"


def test_many_counterexamples_have_a_line_each() -> None:
    examples = tuple(replace(EXAMPLE, number=number) for number in range(1, 7))

    text = summary_of(Results(*IDENTITIES, counterexamples=examples))

    assert text.count("done = NoOp()") == 3
    assert text.count("again: REPLAY") == 6


def test_counterexamples_that_are_alike_take_one_place() -> None:
    numbered = [replace(EXAMPLE, number=number, likeness=("Sin", "value")) for number in range(1, 5)]
    other = replace(EXAMPLE, number=5, likeness=("Cos", "value"))

    text = summary_of(Results(*IDENTITIES, counterexamples=(*numbered, other)))

    assert text.count("done = NoOp()") == 2
    assert "more like it: 3 counterexamples (2 to 4)" in text
    assert "disagree: 5 counterexamples" in text


def test_the_last_words_of_what_crashed_are_shown() -> None:
    crash = {"outcome": "crash", "status": 3, "message": "the worker ended", "stderr": ["one", "[two]"]}

    text = summary_of(Results(*IDENTITIES, counterexamples=(replace(EXAMPLE, actual=(crash,)),)))

    assert "its last words:\n    one\n    [two]\n" in text


def test_what_agrees_in_nothing_does_not_agree() -> None:
    text = summary_of(Results(*IDENTITIES, cases=(case("once", "unsupported"),)))

    assert "0 %" in text
    assert "nothing agrees" in text


def test_counterexamples_are_saved_where_they_are_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "_python", lambda: "python")
    request = Request("mine:Backend", "shuffled", limit=7.5)
    folders = [tmp_path / "a b", tmp_path / "report" / "counterexamples"]

    results = saved(Results(*IDENTITIES, counterexamples=(EXAMPLE,)), folders, request)

    for folder in folders:
        assert [path.name for path in folder.iterdir()] == ["1.json"]
        assert json.loads((folder / "1.json").read_text()) == PROGRAM
    wanted = f"python -m conformance replay '{folders[0]}/1.json' --backend mine:Backend --against shuffled --limit 7.5"
    assert results.counterexamples[0].replay == wanted


def test_counterexamples_take_the_place_of_those_of_an_earlier_run_alone(tmp_path: Path) -> None:
    results = Results(*IDENTITIES, counterexamples=(EXAMPLE, replace(EXAMPLE, number=2)))
    saved(results, [tmp_path], Request("mine:Backend"))
    for name, text in (("3.json", "[]"), ("mine.json", json.dumps(PROGRAM)), ("notes.txt", "")):
        (tmp_path / name).write_text(text)

    saved(replace(results, counterexamples=(EXAMPLE,)), [tmp_path], Request("mine:Backend"))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.json", "3.json", "mine.json", "notes.txt"]


def test_the_command_to_replay_runs_where_it_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("found.json")
    path.write_text(json.dumps(PROGRAM))

    command_line = replay_command(path, Request("shuffled"))

    root = Path(command.__file__).parents[1]
    ended = subprocess.run(
        command_line, shell=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "1 step agrees, 0 unsupported" in ended.stdout


def test_a_python_of_another_folder_is_called_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, outside = tmp_path / "here" / "env" / "python", tmp_path / "there" / "python"
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(shutil, "which", lambda name: str(inside) if name == "python3" else None)

    for executable, word in (
        (inside, "python3"),
        (inside.with_name("python9"), "env/python9"),
        (outside, str(outside)),
    ):
        monkeypatch.setattr(sys, "executable", str(executable))
        assert replay_command(Path("f"), Request("b")).split()[0] == word


@pytest.mark.parametrize("is_terminal", [True, False])
def test_progress_is_shown(is_terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    text = io.StringIO()
    extent = Extent(*IDENTITIES, (("twice", "queues", ("QUE-7",), "program"),), None, ("Sin",), (), ())

    with RunProgress(Console(file=text, width=100, force_terminal=is_terminal), 500) as shown:
        shown.update(Results(*IDENTITIES, cases=(case("twice", "crash"),), programs=40), extent)

    if is_terminal:
        assert "random programs" in text.getvalue()
    else:
        assert "1 of 1 cases, 1 disagree; 40 of 500 random programs, 0 disagree" in text.getvalue()
