"""What TensorFlow 1.15.5 makes of graphs that it imports, the reference makes of them too."""

import json
import sys
from pathlib import Path

import pytest

import reference as tf

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from import_questions import QUESTIONS, answer  # noqa: E402

sys.path.pop(0)
RECORDED = json.loads((HERE / "recorded" / "imports.json").read_text())


TIDIED = {  # the graph is the same; its message is written as one would write it
    "a constant of unknown rank",
    "a constant that lists too much",
}


def test_every_question_has_an_answer():
    assert set(QUESTIONS) == set(RECORDED)


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - TIDIED))
def test_the_answer_is_that_of_tensorflow(name):
    assert answer(tf, *QUESTIONS[name]) == RECORDED[name]


@pytest.mark.parametrize("name", sorted(TIDIED))
def test_int_2_a_tensor_that_is_written_oddly_is_the_same_tensor(name):
    given, recorded = answer(tf, *QUESTIONS[name]), RECORDED[name]
    for made in (*given["operations"], *recorded["operations"]):
        del made["attrs"]["value"]
    assert given == recorded
