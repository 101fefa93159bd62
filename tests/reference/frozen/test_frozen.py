"""A convolutional network that TensorFlow 1.15.5 froze: run here, it answers the same (see record.py)."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import reference as tf

HERE = Path(__file__).parent
TOLERANCE = {"rtol": 0, "atol": 1e-5}  # of probabilities


@pytest.fixture(scope="module")
def images():
    return np.load(HERE / "images.npy")


@pytest.fixture(scope="module")
def predictions():
    return np.load(HERE / "predictions.npy")


@pytest.fixture(scope="module")
def graph_def():
    return tf.GraphDef.FromString((HERE / "frozen.pb").read_bytes())


def test_the_network_has_every_kind_of_layer(graph_def):
    layers = {"Conv2D", "DepthwiseConv2dNative", "FusedBatchNormV3", "Relu", "Relu6", "MaxPool", "AvgPool"}
    assert layers | {"BiasAdd", "MatMul", "Softmax"} <= {node.op for node in graph_def.node}


def test_the_answers_are_not_all_the_same(predictions):
    assert len(set(predictions.argmax(-1))) > 1


def test_an_imported_network_answers_as_in_tensorflow(graph_def, images, predictions):
    with tf.Graph().as_default(), tf.Session() as session:
        (output,) = tf.import_graph_def(graph_def, return_elements=["predictions:0"], name="")
        assert output.shape.as_list() == [None, 10]
        answers = session.run(output, {"images:0": images})
    np.testing.assert_allclose(answers, predictions, **TOLERANCE)


def test_one_image_is_answered_as_in_a_batch(graph_def, images, predictions):
    with tf.Graph().as_default(), tf.Session() as session:
        (output,) = tf.import_graph_def(graph_def, return_elements=["predictions:0"])
        answer = session.run(output, {"import/images:0": images[:1]})
    np.testing.assert_allclose(answer, predictions[:1], **TOLERANCE)


def test_a_batch_of_none_is_answered(graph_def, images):
    with tf.Graph().as_default(), tf.Session() as session:
        (output,) = tf.import_graph_def(graph_def, return_elements=["predictions:0"], name="")
        assert session.run(output, {"images:0": images[:0]}).shape == (0, 10)


def test_the_command_answers_as_in_tensorflow(predictions, tmp_path):
    command = [sys.executable, "-m", "reference", "graph", "frozen.pb", "--feed", "images=images.npy"]
    saved = tmp_path / "answers.npz"
    result = subprocess.run(
        [*command, "--fetch", "predictions", "--save", saved], cwd=HERE, capture_output=True, text=True, check=True
    )
    header, printed = result.stdout.split("\n", 1)
    assert header == "predictions:0  float32 (8, 10)"
    (answers,) = np.load(saved).values()
    np.testing.assert_allclose(answers, predictions, **TOLERANCE)
    numbers = [float(word) for word in printed.replace("[", " ").replace("]", " ").split()]
    np.testing.assert_allclose(np.reshape(numbers, predictions.shape), predictions, **TOLERANCE)
