"""Cases that ask a ``tf``-like module one of the recorded questions, about the Python API."""

from __future__ import annotations

import importlib
import json
from functools import cache, partial
from pathlib import Path
from typing import Any

from conformance.backend import Backend, CommandBackend
from conformance.cases.case import Case, CaseResult, failure_among
from conformance.difference import Difference, answer_text, difference_lines, differences_of_answers
from conformance.outcome import Crash, Hang, Unsupported
from conformance.questions.ask import answer, recorded_answers
from conformance.questions.question import Question, all_questions

Answer = dict[str, Any]

DEVIATIONS = Path(__file__).resolve().parents[1] / "questions" / "deviations.json"


def question_cases() -> list[Case]:
    """A case for each question; only modules that look like tf support it, in this process or behind a worker."""
    return [Case(question.name, "question", question.clauses, partial(_ask, question)) for question in all_questions()]


def _ask(question: Question, backend: Backend) -> CaseResult:
    given = _given(question, backend)
    recorded = _recorded(question.chapter)[question.name]
    if not isinstance(given, dict):
        return _without_answer(recorded, given)
    if given == recorded:
        return CaseResult("agree")
    deviation = _deviations().get(question.name)
    if deviation is not None and given == answer(question, importlib.import_module("reference")):
        return CaseResult("deviation", (deviation["reason"],), deviation["deviation"])
    found = differences_of_answers(recorded, given)
    return CaseResult("disagree", difference_lines(found), differences=found)


def _given(question: Question, backend: Backend) -> Answer | Unsupported | Crash | Hang:
    """The answer of the module behind an implementation, in this process or behind a command (CONF-4)."""
    module = getattr(backend, "module", None)
    if module is not None:
        return answer(question, module)
    command = getattr(backend, "command", None)
    if isinstance(command, CommandBackend):
        return command.ask(question.name)
    return Unsupported((), "questions are asked of modules of Python that look like tf")


def _without_answer(recorded: Answer, failure: Unsupported | Crash | Hang) -> CaseResult:
    result = failure_among((failure,))
    assert result is not None
    if isinstance(failure, Unsupported):
        return result
    difference = Difference("outcome", answer_text(recorded), f"{result.verdict}: {result.details[0]}")
    return CaseResult(result.verdict, result.details, differences=(difference,))


@cache
def _recorded(chapter: str) -> dict[str, Any]:
    return recorded_answers(chapter)


@cache
def _deviations() -> dict[str, dict[str, str]]:
    return dict(json.loads(DEVIATIONS.read_text("utf-8")))
