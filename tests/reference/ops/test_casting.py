"""Casts, ranges and choices."""

import numpy as np
import pytest

import reference as tf
from reference.errors import UnimplementedError
from reference.opdef.functions import build


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def run(tensor):
    with tf.Session() as session:
        return session.run(tensor)


@pytest.mark.parametrize(
    ("value", "source", "target", "wanted"),
    [([1.9, -1.9], tf.float32, tf.int32, [1, -1]), ([300, -1], tf.int32, tf.uint8, [44, 255]),
     ([0.0, float("nan"), 0.1], tf.float32, tf.bool, [False, True, True]), ([3 + 4j], tf.complex64, tf.int32, [3]),
     ([4j], tf.complex64, tf.bool, [False]), ([1.01171875], tf.float32, tf.bfloat16, [1.015625]),
     ([70000], tf.int32, tf.float16, [float("inf")]), ([300], tf.int32, tf.quint8, [44])],
)  # fmt: skip
def test_a_cast_does_what_the_machine_does(value, source, target, wanted):
    result = run(tf.cast(tf.constant(value, source), target))
    plain = result.view(result.dtype[0]) if result.dtype.names else result
    assert plain.astype(np.complex128 if target.is_complex else np.float64).tolist() == wanted


def test_a_cast_may_truncate_instead_of_round():
    result = build("Cast", x=[1.01171875, float("inf")], DstT=tf.bfloat16, Truncate=True)
    assert run(result).astype(np.float32).tolist() == [1.0078125, float("inf")]


@pytest.mark.parametrize(
    ("value", "target", "words"), [("1", tf.float16, "string to half"), (1.0, tf.string, "float to string")]
)
def test_strings_are_no_numbers(value, target, words):
    with pytest.raises(UnimplementedError, match=f"Cast {words}"):
        run(tf.cast(value, target))


def test_ops_18_what_has_the_dtype_is_given_back():
    a = tf.placeholder(tf.float32)
    assert tf.cast(a, "float32", name="unused") is a
    assert tf.to_float(a) is a
    assert tf.cast(1.5, tf.float32).op.name == "Cast/x"


def test_a_cast_keeps_sparse_values_sparse():
    sparse = tf.SparseTensor([[0]], [1.5], [3])
    result = tf.cast(sparse, tf.int32)
    assert (type(result), result.dtype, result.indices) == (tf.SparseTensor, tf.int32, sparse.indices)


@pytest.mark.parametrize(
    ("function", "name", "dtype"),
    [("to_float", "ToFloat", tf.float32), ("to_double", "ToDouble", tf.float64), ("to_int32", "ToInt32", tf.int32),
     ("to_int64", "ToInt64", tf.int64), ("to_bfloat16", "ToBFloat16", tf.bfloat16),
     ("to_complex64", "ToComplex64", tf.complex64), ("to_complex128", "ToComplex128", tf.complex128)],
)  # fmt: skip
def test_casts_with_a_name_of_their_own(function, name, dtype):
    result = getattr(tf, function)(tf.placeholder(tf.uint8))
    assert (result.op.name, result.dtype) == (name, dtype)


def test_a_saturating_cast_stays_within_the_range():
    assert run(tf.saturate_cast([-5, 300, 7], tf.uint8)).tolist() == [0, 255, 7]
    names = [operation.name for operation in tf.get_default_graph().get_operations()]
    assert names[:-1] == [f"saturate_cast/{name}" for name in ("value", "min", "Maximum", "max", "Minimum")]
    assert names[-1] == "saturate_cast"


def test_a_range_has_the_widest_dtype_of_its_bounds():
    assert [tf.range(3).dtype, tf.range(3.0).dtype, tf.range(np.int64(3)).dtype] == [tf.int32, tf.float32, tf.int64]
    assert run(tf.range(0, 1, 0.25)).tolist() == [0.0, 0.25, 0.5, 0.75]
    with pytest.raises(AssertionError):
        tf.range(tf.placeholder(tf.uint8))


def test_a_range_of_floats_adds_up_what_it_rounds_away():
    values = run(tf.range(1.0, 0.0, -0.3))
    np.testing.assert_array_equal(values, np.float32([1.0, 0.7, 0.39999998, 0.09999996423721313]))
    assert run(tf.range(0.0, 0.3, 0.1)).size == 3


def test_the_size_of_a_range_is_known_where_its_bounds_are():
    assert tf.range(10, 0, -3).shape.as_list() == [4]
    assert tf.range(tf.placeholder(tf.int32)).shape.as_list() == [None]
    with pytest.raises(ValueError, match=r"Requires start <= limit when delta > 0: 0\.123456791/-0\.5 for 'range_2'"):
        tf.range(0.123456789, -0.5)


def test_a_vector_chooses_rows():
    result = tf.where([True, False], [[1, 2], [3, 4]], [[5, 6], [7, 8]])
    assert result.op.type == "Select"
    assert run(result).tolist() == [[1, 2], [7, 8]]


def test_where_without_a_choice_says_where():
    result = tf.where([[True, False], [True, True]])
    assert (result.op.type, result.op.inputs[0].name) == ("Where", "Where/condition:0")
    assert result.shape.as_list() == [None, 2]
    assert run(result).tolist() == [[0, 0], [1, 0], [1, 1]]
    with pytest.raises(ValueError, match="x and y must both be non-None or both be None"):
        tf.where([True], [1])


def test_the_choice_of_version_2_broadcasts():
    assert run(tf.where_v2([[True], [False]], [1, 2], 0)).tolist() == [[1, 2], [0, 0]]
