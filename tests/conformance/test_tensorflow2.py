"""What is known of today's TensorFlow: each difference has a cause and narrow words, and was seen."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import conformance
from conformance.backends import known_of
from conformance.cases import all_cases
from conformance.difference import Difference, differences_of_answers
from conformance.known import Known, excuses
from conformance.questions.ask import recorded_answers
from conformance.questions.question import Question, all_questions
from conformance.request import Request
from reference.opdef.record import REGISTRY

RECORDED = Path(conformance.__file__).parent / "recorded"
EVIDENCE: dict[str, Any] = json.loads((RECORDED / "tensorflow2.json").read_text("utf-8"))
ANSWERS: dict[str, Any] = json.loads(gzip.decompress((RECORDED / "tensorflow2_answers.json.gz").read_bytes()))
KNOWN = known_of("compat")
OF_CASES = [known for known in KNOWN if known.cases]
OF_PROGRAMS = [known for known in KNOWN if not known.cases]
QUESTIONS = {question.name: question for question in all_questions()}
CLAUSES = {case.name: case.clauses for case in all_cases()}


def differences(question: Question) -> tuple[Difference, ...]:
    """Where the recorded answer of today's TensorFlow is not that of TensorFlow 1.15.5."""
    given = ANSWERS[question.name]
    return () if given is None else differences_of_answers(recorded_answers(question.chapter)[question.name], given)


def test_they_are_applied_by_themselves_on_either_side() -> None:
    assert set(Request("compat").declared) == set(KNOWN)
    assert Request("reference", "compat").declared == tuple(known.mirrored() for known in KNOWN)
    assert Request("reference").declared == ()


def test_conf_16_entries_are_numbered_and_say_why() -> None:
    assert [known.id for known in KNOWN] == [f"TF2-{number}" for number in range(1, len(KNOWN) + 1)]
    assert [known.id for known in KNOWN if not known.reason.endswith(".")] == []
    assert len({known.reason for known in OF_CASES}) == len(OF_CASES)


def test_conf_16_entries_of_cases_name_cases_that_there_are_and_their_clauses() -> None:
    for known in OF_CASES:
        assert known.cases <= CLAUSES.keys(), known.id
        assert set(known.clauses) == {CLAUSES[name][0] for name in known.cases}, known.id


def test_conf_16_entries_are_narrow() -> None:
    other = "nothing of the kind"
    for known in KNOWN:
        assert known.aspects, known.id
        assert known.ops or known.words or known.expected or known.actual, known.id
        assert known.ops <= set(REGISTRY), known.id
    for known in OF_CASES:
        name = min(known.cases)
        for aspect in known.aspects:
            assert not known.covers_difference(name, (), Difference(aspect, other, other)), known.id


@pytest.mark.parametrize("name", sorted(ANSWERS.keys() & QUESTIONS.keys()))
def test_conf_16_each_piece_of_a_recorded_answer_that_differs_is_declared(name: str) -> None:
    found = excuses(OF_CASES, name, QUESTIONS[name].clauses, (), differences(QUESTIONS[name]))
    assert found.left == ()


def test_conf_16_nothing_is_declared_in_vain() -> None:
    met = {name: excuses(OF_CASES, name, (), (), differences(QUESTIONS[name])).met for name in ANSWERS}
    for known in OF_CASES:
        silent = {name for name in known.cases if ANSWERS.get(name, "") is None}
        missed = {name for name in known.cases - silent if name in QUESTIONS and known not in met.get(name, ())}
        assert known.seldom or not missed, known.id
        assert known.seldom or silent or not unused_words(known), known.id


def unused_words(known: Known) -> list[tuple[str, str]]:
    """The pairs of words that no recorded answer has."""
    found = [
        piece for name in known.cases & ANSWERS.keys() & QUESTIONS.keys() for piece in differences(QUESTIONS[name])
    ]
    return [
        (left, right)
        for left, right in known.words
        if known.cases <= QUESTIONS.keys() and not any(left in each.expected and right in each.actual for each in found)
    ]


def test_the_report_found_all_of_them_and_nothing_else() -> None:
    met = EVIDENCE["deviations"]
    assert EVIDENCE["cases"]["disagree"] == EVIDENCE["counterexamples"] == 0
    assert EVIDENCE["stale"] == []
    assert {known.id: len(known.cases) for known in OF_CASES if not known.seldom} == {
        known.id: met.get(known.id, 0) for known in OF_CASES if not known.seldom
    }


def test_the_report_asked_the_questions() -> None:
    assert EVIDENCE["questions"]["unsupported"] == 0
    assert EVIDENCE["questions"]["total"] >= 1450
    chance = {name for known in OF_CASES if known.seldom for name in known.cases}
    assert EVIDENCE["questions"]["deviation"] >= len(ANSWERS.keys() - chance)
