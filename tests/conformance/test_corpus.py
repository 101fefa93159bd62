"""The corpus: where its programs come from, that each still shows what it showed, and how one is added."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conformance.backend import ModuleBackend
from conformance.cases import keep
from conformance.cases.fixed import CORPUS, PROGRAMS, FixedProgram, Origin, corpus_cases, fixed_programs, read
from conformance.cases.keep import add, with_outcomes
from conformance.judgement import judge
from conformance.planted import FAULTS
from conformance.program import Program
from conformance.results import FAULTS as BAD

PLANTED = read(CORPUS / "planted.json")
NODES = 6  # a reader takes in at a glance what has no more
CAUGHT = 148  # planted faults that the corpus alone must show: with fewer, one would have been lost


@pytest.mark.parametrize("fixed", fixed_programs(CORPUS), ids=lambda fixed: fixed.name)
def test_conf_17_it_is_known_where_a_program_comes_from(fixed: FixedProgram) -> None:
    assert fixed.origin is not None
    assert re.fullmatch(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]", fixed.origin.date)
    assert fixed.origin.showed.endswith(".")
    assert fixed.clauses


def test_programs_that_no_defect_showed_have_no_origin() -> None:
    assert [fixed.name for fixed in fixed_programs(PROGRAMS) if fixed.origin is not None] == []


@pytest.mark.parametrize("fixed", PLANTED, ids=lambda fixed: fixed.name)
def test_conf_17_a_program_still_shows_the_fault_for_which_it_is_kept(fixed: FixedProgram) -> None:
    fault = FAULTS[fixed.name]
    assert fixed.clauses == fault.clauses
    assert judge(fixed.program, ModuleBackend("reference"), fault.backend()).disagreements


def test_conf_17_the_corpus_alone_catches_the_planted_faults() -> None:
    cases = {case.name: case for case in corpus_cases()}

    caught = {
        name for name, fault in FAULTS.items() if name in cases and cases[name].run(fault.backend()).verdict in BAD
    }

    assert len(caught) >= CAUGHT


def test_what_is_kept_is_small() -> None:
    sizes = sorted(len(fixed.program.graph.nodes) for fixed in PLANTED)
    assert sizes[len(sizes) // 2] <= 4
    assert sizes[-1] <= NODES


def test_a_program_that_is_kept_takes_the_place_of_the_one_of_its_name(tmp_path: Path) -> None:
    path, reference = tmp_path / "found.json", ModuleBackend("reference")
    for date in ("2026-01-02", "2026-03-04"):
        origin = Origin(date, "A defect.", 7)
        for name in ("b", "a"):
            add(with_outcomes(name, ("RUN-1",), PLANTED[0].program, origin, reference), path)
    kept = read(path)
    assert [fixed.name for fixed in kept] == ["a", "b"]
    assert {fixed.origin for fixed in kept} == {Origin("2026-03-04", "A defect.", 7)}


def test_a_counterexample_is_kept_by_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tensorflow(ModuleBackend):
        def __init__(self, *_: object) -> None:
            super().__init__("reference")

        def __enter__(self) -> Tensorflow:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    path, file = tmp_path / "found.json", tmp_path / "program.json"
    file.write_text(json.dumps(PLANTED[0].program.to_json()))
    monkeypatch.setattr(keep, "CommandBackend", Tensorflow)
    monkeypatch.setattr(keep, "find_oracle", lambda: (Path("python"), ""))
    monkeypatch.setattr(keep, "add", lambda kept: add(kept, path))
    words = ["--name", "n", "--clause", "RUN-3", "--clause", "FEE-1", "--showed", "A defect.", "--seed", "7"]

    assert keep.main([str(file), *words]) == 0

    (kept,) = read(path)
    assert (kept.name, kept.clauses) == ("n", ("RUN-3", "FEE-1"))
    assert kept.program == Program.from_json(json.loads(file.read_text()))
