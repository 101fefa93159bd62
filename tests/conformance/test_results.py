"""The results of a run as data."""

from __future__ import annotations

import json

import pytest

from conformance.reading import Malformed
from conformance.results import (
    CaseRecord,
    CounterexampleRecord,
    DeviationRecord,
    Identity,
    OpRecord,
    Results,
    case_id,
    merged,
    score,
)

PROGRAM = {"graph": {"nodes": [{"name": "a", "op": "NoOp"}]}, "steps": []}


def example(nodes: int) -> CounterexampleRecord:
    program = {"graph": {"nodes": [{"name": f"n{index}", "op": "NoOp"} for index in range(nodes)]}, "steps": []}
    return CounterexampleRecord(0, program, (), (f"{nodes} nodes",))


def results(**changes: object) -> Results:
    return Results(Identity("mine", "2"), Identity("reference", "1.15"), **changes)  # type: ignore[arg-type]


def test_results_survive_json() -> None:
    whole = results(
        seed=3,
        examples=7,
        date="2026-01-01",
        cases=(CaseRecord("twice", "queues", ("QUE-7",), "question", "disagree", ("expected 1",), 0.5),),
        ops={"Add": OpRecord(1, 2, 3)},
        counterexamples=(CounterexampleRecord(1, PROGRAM, ("RUN-1",), ("line",), ({"outcome": "value"},), (), "go"),),
        deviations=(DeviationRecord("DEV-2", 4, "because"),),
        stale=("DEV-3",),
        remarks=("TensorFlow was not found",),
    )
    assert Results.from_json(json.loads(json.dumps(whole.to_json()))) == whole


@pytest.mark.parametrize("data", [None, [], {}, {"format": "graphsession.results", "version": 2}])
def test_what_is_no_results_is_refused(data: object) -> None:
    with pytest.raises(Malformed):
        Results.from_json(data)


def test_results_with_fields_of_another_make_are_refused() -> None:
    with pytest.raises(Malformed):
        Results.from_json({**results().to_json(), "strange": 1})


def test_conf_14_unsupported_is_no_success() -> None:
    cases = [CaseRecord(name, "steps", ("RUN-1",), "program", "unsupported") for name in "abc"]
    assert score(cases).share == 0
    assert score(cases).unsupported == 3


def test_crashes_and_hangs_are_disagreements() -> None:
    cases = [CaseRecord("a", "steps", (), "program", verdict) for verdict in ("crash", "hang", "disagree", "agree")]
    assert score(cases).disagree == 3
    assert score(cases).share == 0.25


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({}, False),
        ({"counterexamples": (example(1),)}, True),
        ({"stale": ("DEV-1",)}, True),
        ({"cases": (CaseRecord("a", "steps", (), "program", "hang"),)}, True),
        ({"cases": (CaseRecord("a", "steps", (), "program", "unsupported"),)}, False),
        ({"cases": (CaseRecord("a", "steps", (), "program", "deviation"),)}, False),
    ],
)
def test_what_fails_a_run(changes: dict[str, object], failed: bool) -> None:
    assert results(**changes).failed is failed


def test_parts_of_a_run_are_put_together() -> None:
    parts = [
        results(
            programs=2,
            steps_agreed=3,
            seconds=1.0,
            ops={"Add": OpRecord(1)},
            counterexamples=(example(3),),
            deviations=(DeviationRecord("DEV-10", 1, "ten"), DeviationRecord("DEV-5", 1, "nine")),
            lacking={"int8": 2},
        ),
        results(
            programs=5,
            steps_agreed=4,
            seconds=2.0,
            ops={"Add": OpRecord(2, 1), "Abs": OpRecord(0, 0, 1)},
            counterexamples=(example(1),),
            deviations=(DeviationRecord("DEV-5", 2),),
            lacking={"int8": 1, "float16": 4},
        ),
    ]
    whole = merged(parts)
    assert (whole.programs, whole.steps_agreed, whole.seconds) == (7, 7, 2.0)
    assert whole.ops == {"Abs": OpRecord(0, 0, 1), "Add": OpRecord(3, 1)}
    assert [(one.number, one.nodes) for one in whole.counterexamples] == [(1, 1), (2, 3)]
    assert whole.lacking == {"float16": 4, "int8": 3}
    assert whole.deviations == (DeviationRecord("DEV-5", 3, "nine"), DeviationRecord("DEV-10", 1, "ten"))


def test_conf_14_scores_by_chapter_and_clause() -> None:
    cases = (
        CaseRecord("a", "steps", ("RUN-10", "RUN-9"), "program", "agree"),
        CaseRecord("b", "queues", ("RUN-9",), "question", "disagree"),
    )
    whole = results(cases=cases)
    assert {name: one.share for name, one in whole.by_chapter().items()} == {"queues": 0.0, "steps": 1.0}
    assert {name: one.share for name, one in whole.by_clause().items()} == {"RUN-9": 0.5, "RUN-10": 1.0}


def test_ids_need_no_quoting() -> None:
    assert case_id("steps", (), "a b/c'd") == "steps-a_b_c_d"
