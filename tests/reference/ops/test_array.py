"""Array ops build the nodes, shapes, values and errors that TensorFlow 1.15.5 was seen to build."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

import reference as tf

HERE = Path(__file__).parent
ASKING = runpy.run_path(str(HERE / "array_questions.py"))
RECORDED: dict[str, str] = json.loads((HERE / "array_answers.json").read_text("utf-8"))


@pytest.mark.parametrize("question", RECORDED)
def test_the_answer_is_tensorflows(question: str) -> None:
    assert ASKING["answer"](tf, question) == RECORDED[question]


def test_no_question_is_lost() -> None:
    assert len(RECORDED) >= 1000


def run(tensor, feed_dict=None):
    with tf.Session(graph=tensor.graph) as session:
        return session.run(tensor, feed_dict)


def test_a_slice_of_a_tensor_is_the_slice_of_its_value() -> None:
    value = np.arange(24).reshape(2, 3, 4)
    with tf.Graph().as_default():
        fed = tf.placeholder(tf.int64)
        for key in np.s_[1, ::-1, 1:3], np.s_[..., None, -1], np.s_[:, 5:, ::2], np.s_[None, 0, 1, 2], np.s_[...]:
            np.testing.assert_array_equal(run(fed[key], {fed: value}), value[key])


def test_a_list_that_holds_tensors_becomes_one() -> None:
    with tf.Graph().as_default():
        packed = tf.convert_to_tensor([[tf.constant(1.0), 2], (3, 4)], name="x")

        assert [op.name for op in packed.graph.get_operations()] == ["Const", "x/0/1", "x/0", "x/1_1", "x"]
        np.testing.assert_array_equal(run(packed), [[1, 2], [3, 4]])


def test_what_is_known_of_a_shape_survives_its_being_put_together() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 7, 3])

        flat = tf.reshape(x, tf.concat([[-1], tf.shape(x)[2:]], 0))

        assert flat.shape.as_list() == [None, 3]


def test_batches_are_gathered_from_by_themselves() -> None:
    params = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    with tf.Graph().as_default():
        rows = tf.gather_nd(params, [[[0], [1]], [[1], [1]]], batch_dims=1)
        elements = tf.gather_nd(params, [[[0], [1]], [[1], [1]]], batch_dims=2)

        np.testing.assert_array_equal(run(rows), [[[1, 2], [3, 4]], [[7, 8], [7, 8]]])
        np.testing.assert_array_equal(run(elements), [[1, 4], [6, 8]])


def test_newaxis_is_none() -> None:
    assert tf.newaxis is None
