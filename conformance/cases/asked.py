"""Cases that ask a ``tf``-like module one of the recorded questions, about the Python API."""

from __future__ import annotations

import importlib
import json
from functools import cache, partial
from pathlib import Path
from typing import Any

from conformance.backend import Backend
from conformance.cases.case import Case, CaseResult
from conformance.questions.ask import answer, recorded_answers
from conformance.questions.question import Question, all_questions

DEVIATIONS = Path(__file__).resolve().parents[1] / "questions" / "deviations.json"


def question_cases() -> list[Case]:
    """A case for each question; backends that are no module of Python do not support it."""
    return [Case(question.name, "question", question.clauses, partial(_ask, question)) for question in all_questions()]


def _ask(question: Question, backend: Backend) -> CaseResult:
    module = getattr(backend, "module", None)
    if module is None:
        return CaseResult("unsupported", ("questions are asked of modules of Python that look like tf",))
    given = answer(question, module)
    recorded = _recorded(question.chapter)[question.name]
    if given == recorded:
        return CaseResult("agree")
    deviation = _deviations().get(question.name)
    if deviation is not None and given == answer(question, importlib.import_module("reference")):
        return CaseResult("deviation", (deviation["reason"],), deviation["deviation"])
    return CaseResult("disagree", (f"TensorFlow: {json.dumps(recorded)}", f"given: {json.dumps(given)}"))


@cache
def _recorded(chapter: str) -> dict[str, Any]:
    return recorded_answers(chapter)


@cache
def _deviations() -> dict[str, dict[str, str]]:
    return dict(json.loads(DEVIATIONS.read_text("utf-8")))
