"""The reference answers every recorded question about dtypes, shapes and errors as TensorFlow 1.15.5 did."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from reference import dtypes, errors, tensor_shape

HERE = Path(__file__).parent
ASKING = runpy.run_path(str(HERE / "value_questions.py"))
RECORDED: dict[str, dict[str, str]] = json.loads((HERE / "recorded_values.json").read_text("utf-8"))
FLOOR = {"dtypes": 800, "dimensions": 1050, "shapes": 1700, "errors": 140}
NAMES: dict[str, Any] = {
    "as_dtype": dtypes.as_dtype,
    "DType": dtypes.DType,
    "Dimension": tensor_shape.Dimension,
    "TensorShape": tensor_shape.TensorShape,
    "errors": errors,
}


@pytest.mark.parametrize("topic", FLOOR)
def test_answers_are_tensorflows(topic: str) -> None:
    recorded = RECORDED[topic]

    given = {question: ASKING["answer"](question, NAMES) for question in recorded}

    wrong = {question: (said, recorded[question]) for question, said in given.items() if said != recorded[question]}
    assert not wrong


@pytest.mark.parametrize("topic", FLOOR)
def test_the_record_holds_every_question(topic: str) -> None:
    asked = set(ASKING["QUESTIONS"][topic]())

    assert asked == set(RECORDED[topic])
    assert len(asked) >= FLOOR[topic]
