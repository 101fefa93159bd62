"""The reference's answers to the recorded questions are TensorFlow's, known deviations apart."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from conformance.questions.ask import RECORDED as FOLDER
from conformance.questions.ask import answer, recorded_answers
from conformance.questions.question import Question, all_chapters, all_questions

CONFORMANCE = Path(__file__).resolve().parents[2] / "conformance"
RECORDED: dict[str, Any] = {
    name: entry for chapter in all_chapters() for name, entry in recorded_answers(chapter).items()
}
DEVIATIONS: dict[str, Any] = json.loads((CONFORMANCE / "questions/deviations.json").read_text("utf-8"))
FLOOR = 1450

QUESTIONS = all_questions()


@pytest.fixture(scope="module")
def reference() -> Any:
    return importlib.import_module("reference")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: "-".join((*q.clauses, q.name)))
def test_answer(question: Question, reference: Any) -> None:
    given, recorded = answer(question, reference), RECORDED[question.name]
    deviation = DEVIATIONS.get(question.name)
    if deviation is None:
        assert given == recorded
    else:
        assert given != recorded, f"agrees with TensorFlow, so {deviation['deviation']} no longer holds"


def test_every_question_has_a_recorded_answer_and_vice_versa() -> None:
    assert {q.name for q in QUESTIONS} == set(RECORDED)


def test_every_file_of_answers_belongs_to_a_chapter() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(all_chapters())


def test_no_question_is_broken_itself() -> None:
    assert [name for name, recorded in RECORDED.items() if recorded.get("class") == "NameError"] == []


def test_conf_17_no_question_has_gone() -> None:
    assert len(QUESTIONS) >= FLOOR


def test_every_question_names_a_clause() -> None:
    assert [q.name for q in QUESTIONS if not q.clauses] == []


def test_deviations_are_of_known_questions_and_say_why() -> None:
    assert set(DEVIATIONS) <= {q.name for q in QUESTIONS}
    for name, entry in DEVIATIONS.items():
        assert entry["deviation"].startswith("DEV-") and entry["reason"], name
