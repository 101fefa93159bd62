"""Initialisers, and the functions that draw random numbers."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import reference as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def run(fetch: Any) -> Any:
    with tf.Session() as session:
        return session.run(fetch)


def constants(tensor: Any) -> dict[str, Any]:
    """The constants that a tensor is computed from, by the last part of their names."""
    operations = tensor.graph.get_operations()
    return {op.name.split("/")[-1]: run(op.outputs[0]) for op in operations if op.type == "Const"}


def test_var_40_zeros_ones_and_constants() -> None:
    assert run(tf.zeros_initializer()([2], dtype=tf.int32)).tolist() == [0, 0]
    assert run(tf.ones_initializer(tf.float64)([2])).tolist() == [1.0, 1.0]
    assert run(tf.constant_initializer([1, 2, 3])([2, 2])).tolist() == [[1.0, 2.0], [3.0, 3.0]]
    with pytest.raises(TypeError, match=r"^Expected Tensor's shape: \(4,\), got \(3,\)."):
        tf.constant_initializer([1, 2, 3], verify_shape=True)([4])
    with pytest.raises(TypeError, match=r"^Invalid type for initial value: <class 'NoneType'>"):
        tf.constant_initializer(None)


@pytest.mark.parametrize(
    ("shape", "inputs", "outputs"), [([], 1, 1), ([3], 3, 3), ([2, 5], 2, 5), ([3, 3, 4, 5], 36, 45)]
)
def test_var_40_the_limits_of_variance_scaling(shape: Any, inputs: int, outputs: int) -> None:
    limits = {
        tf.glorot_uniform_initializer(): math.sqrt(3 / ((inputs + outputs) / 2)),
        tf.initializers.lecun_uniform(): math.sqrt(3 / inputs),
        tf.initializers.he_uniform(): math.sqrt(6 / inputs),
        tf.variance_scaling_initializer(mode="fan_out", distribution="uniform"): math.sqrt(3 / outputs),
    }
    for initializer, limit in limits.items():
        with tf.Graph().as_default():
            assert constants(initializer(shape))["max"] == pytest.approx(limit, rel=1e-6)


def test_var_40_the_deviation_of_truncated_numbers() -> None:
    found = constants(tf.glorot_normal_initializer()([2, 3]))
    assert found["stddev"] == np.float32(math.sqrt(1 / 2.5) / 0.87962566103423978)
    with tf.Graph().as_default():
        untruncated = tf.variance_scaling_initializer(distribution="untruncated_normal")([4, 3])
        assert constants(untruncated)["stddev"] == 0.5


def test_var_40_unit_scaling_and_identity() -> None:
    found = constants(tf.uniform_unit_scaling_initializer(factor=2.0)([3, 3, 4, 5]))
    assert found["max"] == np.float32(2 * math.sqrt(3 / 36))
    assert run(tf.initializers.identity(gain=2.0)([2, 3])).tolist() == [[2, 0, 0], [0, 2, 0]]
    with pytest.raises(ValueError, match=r"^Identity matrix initializer can only be used for 2D matrices."):
        tf.initializers.identity()([2])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: tf.random_normal_initializer(dtype=tf.int32), "Expected floating point type, got <dtype: 'int32'>."),
        (lambda: tf.variance_scaling_initializer(scale=0), "`scale` must be positive float."),
        (lambda: tf.random_uniform_initializer(dtype=tf.int32)([2]), "Must specify maxval for integer dtype tf.int32"),
    ],
)
def test_var_40_what_cannot_initialize(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        make()


def test_var_40_an_initializer_can_be_described_and_made_again() -> None:
    config = tf.random_uniform_initializer(-1, 1, seed=3).get_config()
    assert config == {"minval": -1, "maxval": 1, "seed": 3, "dtype": "float32"}
    assert tf.random_uniform_initializer.from_config(config).get_config() == config


def test_rnd_3_seeds_reach_the_operations() -> None:
    tf.set_random_seed(1)
    drawn = [tf.random_uniform([1]), tf.random_uniform([1], seed=5), tf.random_normal([1])]
    operations = [tensor.op.inputs[0].op.inputs[0].op for tensor in drawn]
    assert [(op.get_attr("seed"), op.get_attr("seed2")) for op in operations] == [(1, 3), (1, 5), (1, 17)]
    assert tf.get_seed(3) == (1, 3)


def test_rnd_6_the_nodes_of_random_uniform(graph: Any) -> None:
    tf.random_uniform([2], 1.0, 5.0, seed=3)
    assert [(op.name, op.type) for op in graph.get_operations()] == [
        ("random_uniform/shape", "Const"), ("random_uniform/min", "Const"), ("random_uniform/max", "Const"),
        ("random_uniform/RandomUniform", "RandomUniform"), ("random_uniform/sub", "Sub"),
        ("random_uniform/mul", "Mul"), ("random_uniform", "Add"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "draw",
    [
        lambda: tf.random_uniform([1000], 2.0, 3.0, seed=1),
        lambda: tf.random_uniform([1000], 2, 3, dtype=tf.int32, seed=1),
        lambda: tf.random_normal([1000], 2.5, 0.01, seed=1),
        lambda: tf.truncated_normal([1000], 2.5, 0.2, seed=1),
    ],
)
def test_rnd_9_numbers_go_on_from_step_to_step(draw: Any) -> None:
    drawn = draw()
    with tf.Session() as session:
        first, second = session.run(drawn), session.run(drawn)
    assert ((first >= 2) & (first < 3)).all()
    assert run(drawn).tolist() == first.tolist()
    assert len(set(first)) == 1 or first.tolist() != second.tolist()


def test_rnd_15_shuffled_rows_are_the_same_rows() -> None:
    assert sorted(run(tf.random_shuffle(list(range(20)), seed=1)).tolist()) == list(range(20))


def test_rnd_16_classes_by_their_probability() -> None:
    drawn = run(tf.multinomial([[0.0, -1000.0, -1000.0]], 5, seed=1))
    assert (drawn.tolist(), drawn.dtype) == ([[0] * 5], np.int64)
    assert tf.random.categorical([[1.0, 2.0]], 3, dtype=tf.int32).dtype == tf.int32
