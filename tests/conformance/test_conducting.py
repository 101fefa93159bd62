"""A run in several processes: what dies or hangs is reported as that, and the run goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import conducting, processes
from conformance.backends import NoBackend
from conformance.conducting import conduct
from conformance.known import Known
from conformance.request import Extent, Request
from conformance.results import CounterexampleRecord, Identity, Results

SMALL = Request("shuffled", examples=40, max_nodes=3, with_cases=False)
IDENTITY = Identity("shuffled")
WRITE = Callable[[str], str]


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WRITE:
    """Writes a backend whose ``run`` has this body, and gives the text that calls for it."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(body: str) -> str:
        name = f"hostile_{abs(hash(body))}"
        (tmp_path / f"{name}.py").write_text(
            "import os, sys, threading\n"
            "from conformance.backend import ModuleBackend\n"
            "REFERENCE = ModuleBackend('reference')\n"
            "class Backend:\n"
            "    count = 0\n"
            "    def run(self, program):\n"
            "        self.count += 1\n"
            f"        {body}\n"
            "        return REFERENCE.run(program)\n"
        )
        return f"{name}:Backend"

    return write


def plain(results: Results) -> Results:
    return replace(results, seconds=0.0)


def test_conf_15_the_number_of_processes_does_not_change_what_comes() -> None:
    assert plain(conduct(SMALL, 2)) == plain(conduct(SMALL, 0))


def test_results_are_in_the_order_of_the_cases() -> None:
    request = Request("reference", examples=0, clauses=("FET-1", "FET-2"))

    names = [[case.name for case in conduct(request, jobs).cases] for jobs in (2, 0)]

    assert names[0] == names[1]
    assert len(names[0]) > 1


def test_conf_12_a_process_that_dies_is_a_crash_of_the_program_in_hand(mine: WRITE) -> None:
    request = replace(SMALL, backend=mine("if self.count == 7: os._exit(3)"), most=2)

    results = conduct(request, 1)

    assert results.failed
    assert len(results.counterexamples) >= 2
    assert {example.lines for example in results.counterexamples} == {("the process ended with status 3",)}
    assert results.counterexamples[0].actual[0]["outcome"] == "crash"
    assert results.programs >= 14


def test_conf_18_a_process_that_hangs_is_ended(mine: WRITE, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_GRACE", 0.5)
    request = replace(SMALL, backend=mine("if self.count == 3: threading.Event().wait()"), most=1, limit=0.5)

    results = conduct(request, 1)

    assert results.counterexamples[0].actual[0]["outcome"] == "hang"


def test_a_run_is_given_up_when_nothing_but_deaths_comes(mine: WRITE, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conducting, "_MOST_LOST", 2)
    request = Request(mine("os._exit(1)"), examples=100, clauses=("FEE-1", "FET-1", "RUN-1"), most=100)

    results = conduct(request, 1)

    assert any("given up" in remark for remark in results.remarks)
    assert results.score.agree == 0
    assert len(results.cases) == len(conduct(replace(request, backend="reference", examples=0), 0).cases)


def test_an_implementation_that_cannot_be_had_is_refused() -> None:
    with pytest.raises(NoBackend):
        conduct(replace(SMALL, backend="no.such:thing"), 1)


def test_an_interrupted_run_gives_what_came_so_far() -> None:
    def interrupt(results: Results, extent: Extent) -> None:
        raise KeyboardInterrupt

    results = conduct(SMALL, 0, interrupt)

    assert results.interrupted
    assert results.programs > 0
    assert threading.active_count() < 20


def test_conf_1_ops_that_an_implementation_lacks_are_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "few_ops.py").write_text(
        "from conformance.backend import ModuleBackend\n"
        "from conformance.protocol import Capabilities\n"
        "class Backend(ModuleBackend):\n"
        "    def __init__(self):\n"
        "        super().__init__('reference')\n"
        "    def capabilities(self):\n"
        "        return Capabilities('few', '1', frozenset(['Add', 'Sin', 'Const', 'Placeholder']))\n"
    )

    results = conduct(replace(SMALL, backend="few_ops:Backend"), 0)

    drawn = {name for name, record in results.ops.items() if record.agreed}
    assert drawn - {"Add", "Sin", "Const", "Placeholder"} <= {"Frobnicate"}  # no op, as a program with a fault may have
    assert results.ops["MatMul"].unsupported == 1
    assert not results.failed


def test_conf_16_a_known_difference_of_an_op_that_took_part_and_agrees_is_out_of_date() -> None:
    known = Known("op Sin", "why", ops=frozenset(["Sin"])), Known("op MatMul", "why", ops=frozenset(["MatMul"]))

    results = conduct(replace(SMALL, ops=("Sin",), examples=60, known=known), 0)

    assert results.stale == ("op Sin",)
    assert results.failed


def test_counterexamples_that_are_alike_count_once_but_not_without_end() -> None:
    def given_out(*likenesses: tuple[str, ...]) -> bool:
        run = conducting.Run(replace(SMALL, most=2), lambda results, extent: None)
        run.begin(Extent(IDENTITY, IDENTITY, (), None, ("Add",), (), ()))
        found = tuple(CounterexampleRecord(0, {}, (), (), likeness=each) for each in likenesses)
        run.results = replace(run.results, counterexamples=found)
        return run.next_unit() is not None

    alike, other = ("Add", "value", ""), ("Add", "shape", "")
    assert given_out(*[alike] * 5)
    assert not given_out(*[alike] * 6)
    assert not given_out(alike, other)
    assert not given_out((), ())
