"""What is known of today's TensorFlow: the file of its differences can be read, and is the recorded evidence's."""

from __future__ import annotations

import json
from pathlib import Path

import conformance
from conformance.known import ANY, read_known
from conformance.questions.question import all_questions
from reference.opdef.record import REGISTRY

PACKAGE = Path(conformance.__file__).parent
DEVIATIONS = PACKAGE / "deviations_tensorflow2.json"
EVIDENCE = PACKAGE / "recorded" / "tensorflow2.json"


def test_every_entry_is_about_a_question_or_an_op_and_says_why() -> None:
    questions = {question.name for question in all_questions()}
    for known in read_known(DEVIATIONS):
        assert known.reason
        assert known.case in questions if known.is_of_a_case else known.ops <= set(REGISTRY)


def test_the_evidence_and_the_entries_are_of_the_same_questions() -> None:
    evidence = json.loads(EVIDENCE.read_text("utf-8"))
    grouped = {name for group in evidence["questions"]["groups"] for name in group["questions"]}
    assert grouped == {known.case for known in read_known(DEVIATIONS) if known.case}
    assert len(grouped) == evidence["questions"]["asked"] - evidence["questions"]["agree"]


def test_the_evidence_and_the_entries_are_of_the_same_random_programs() -> None:
    groups = json.loads(EVIDENCE.read_text("utf-8"))["programs"]["groups"]
    listed = [entry for entry in json.loads(DEVIATIONS.read_text("utf-8")) if "op" in entry]
    assert sorted((group["op"], group["reason"]) for group in groups) == sorted(
        (entry["op"], entry["reason"]) for entry in listed
    )
    assert ANY in {entry["op"] for entry in listed}
