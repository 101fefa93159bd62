"""Products of matrices, of batches of them, and over chosen axes."""

import numpy as np
import pytest

import reference as tf

A = np.arange(12, dtype=np.float32).reshape(2, 2, 3)
B = np.arange(6, dtype=np.float32).reshape(3, 2)


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def run(tensor, feeds=None):
    with tf.Session() as session:
        return session.run(tensor, feeds)


def test_ops_20_matrices_of_known_rank_make_a_matmul():
    result = tf.matmul(A[0], B, name="product")
    assert (result.op.type, result.op.name, result.shape.as_list()) == ("MatMul", "product", [2, 2])
    np.testing.assert_array_equal(run(result), A[0] @ B)


@pytest.mark.parametrize("shape", [None, [2, None, 3]])
def test_ops_20_what_may_be_a_batch_makes_a_batch(shape):
    batch = tf.placeholder(tf.float32, shape)
    result = tf.matmul(batch, B)
    assert result.op.type == "BatchMatMulV2"
    np.testing.assert_array_equal(run(result, {batch: A}), A @ B)


def test_ops_20_transposed_and_adjoint_exclude_each_other():
    with pytest.raises(ValueError, match=r"Only one of transpose_a and adjoint_a can be True\."):
        tf.matmul(A[0], B, transpose_a=True, adjoint_a=True)
    with pytest.raises(ValueError, match=r"Only one of transpose_b and adjoint_b can be True\."):
        tf.matmul(A[0], B, transpose_b=True, adjoint_b=True)


def test_ops_20_adjoint_matrices_are_conjugated():
    z = np.array([[1 + 2j, 3 - 1j]], np.complex64)
    np.testing.assert_array_equal(run(tf.matmul(z, z, adjoint_b=True)), z @ z.conj().T)
    np.testing.assert_array_equal(run(tf.matmul(z[None], z[None], transpose_a=True)), z.T[None] @ z[None])
    assert [operation.type for operation in tf.get_default_graph().get_operations()].count("Conj") == 2


def test_ops_20_sparse_floats_have_a_product_of_their_own():
    result = tf.matmul(A[0], B, b_is_sparse=True)
    assert (result.op.type, result.op.name) == ("SparseMatMul", "MatMul")
    assert tf.matmul([[1]], [[2]], b_is_sparse=True).op.type == "MatMul"


def test_batches_broadcast():
    x, y = tf.placeholder(tf.float32, [None, 1, 3, 4]), tf.placeholder(tf.float32, [6, 4, 5])
    assert tf.matmul(x, y).shape.as_list() == [None, 6, 3, 5]
    assert run(tf.matmul(np.ones([1, 2, 3]), np.ones([4, 3, 1]))).shape == (4, 2, 1)


@pytest.mark.parametrize("axes", [1, [2, 0], [[2], [0]], [[-1], [-2]]])
def test_tensordot_sums_over_axes(axes):
    result = tf.tensordot(A, B, axes)
    assert (result.op.name, result.shape.as_list()) == ("Tensordot", [2, 2, 2])
    np.testing.assert_array_equal(run(result), np.tensordot(A, B, 1))


def test_tensordot_of_sizes_that_are_not_known():
    a = tf.placeholder(tf.float32, [None, None, 3])
    result = tf.tensordot(a, B, [[1, 2], [1, 0]])
    assert result.shape.as_list() == [None]
    np.testing.assert_array_equal(run(result, {a: A}), np.tensordot(A, B, [[1, 2], [1, 0]]))


@pytest.mark.parametrize(
    ("axes", "message"),
    [(-1, "'axes' must be at least 0."), (4, "'axes' must not be larger than the number of dimensions of tensor"),
     ([0, 1, 2], "'axes' must be an integer or have length 2."),
     ([[0, 1], [0]], "Different number of contraction axes 'a' and 'b', 2 != 1.")],
)  # fmt: skip
def test_tensordot_refuses_axes(axes, message):
    with pytest.raises(ValueError, match=message):
        tf.tensordot(A, B, axes)
