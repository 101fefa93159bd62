"""What arithmetic gives at the edges: zero, infinity, the ends of whole numbers, shapes that do not fit."""

import numpy as np
import pytest

import reference as tf
from reference.opdef.functions import build

INF, NAN = float("inf"), float("nan")


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def run(tensor):
    with tf.Session() as session:
        return session.run(tensor)


def unknown(value, dtype=None):
    """A tensor of this value of which nothing but the dtype is known while building."""
    return tf.placeholder_with_default(tf.constant(value, dtype), None)


@pytest.mark.parametrize(
    ("op_type", "wanted"),
    [("FloorDiv", [3, -4, -4, 3]), ("FloorMod", [1, 1, -1, -1]), ("TruncateDiv", [3, -3, -3, 3]),
     ("TruncateMod", [1, -1, 1, -1]), ("Div", [3, -3, -3, 3]), ("Mod", [1, -1, 1, -1])],
)  # fmt: skip
def test_division_of_whole_numbers_rounds_as_its_name_says(op_type, wanted):
    assert run(build(op_type, x=[7, -7, 7, -7], y=[2, 2, -2, -2])).tolist() == wanted


@pytest.mark.parametrize(
    ("op_type", "wanted"),
    [("RealDiv", [INF, NAN, -INF]), ("FloorDiv", [INF, NAN, -INF]), ("FloorMod", [NAN] * 3), ("DivNoNan", [0.0] * 3)],
)
def test_floats_can_be_divided_by_zero(op_type, wanted):
    np.testing.assert_array_equal(run(build(op_type, x=[1.0, 0.0, -1.0], y=0.0)), wanted)


def test_nothing_can_be_divided_by_zero_without_complaint():
    empty = tf.zeros([0], tf.int32)
    assert run(tf.floordiv(empty, unknown(0))).tolist() == []
    assert run(tf.floordiv(unknown(1), empty)).tolist() == []


def test_the_floor_remainder_of_infinity_is_infinite_on_the_other_side():
    assert run(tf.floormod([5.0, -5.0, 5.0], [-INF, INF, INF])).tolist() == [-INF, INF, 5.0]


def test_whole_numbers_wrap():
    assert run(tf.constant(2**31 - 1) + 1) == -(2**31)
    assert run(tf.constant([200], tf.uint8) * 2).tolist() == [144]
    assert run(tf.pow(tf.constant(3), 40)) == 689956897


def test_maximum_keeps_the_first_operand_beside_nan():
    np.testing.assert_array_equal(run(tf.maximum([NAN, 1.0], [1.0, NAN])), [NAN, 1.0])
    np.testing.assert_array_equal(run(tf.minimum([NAN, 1.0], [1.0, NAN])), [NAN, 1.0])


def test_the_sign_of_nan_is_zero():
    assert run(tf.sign([NAN, -0.0, -INF])).tolist() == [0.0, 0.0, -1.0]


def test_a_complex_squared_difference_is_real():
    assert run(tf.squared_difference(tf.constant(3 + 4j), tf.constant(0j))) == 25


def test_shifts_stay_within_the_word():
    assert run(tf.bitwise.left_shift(tf.constant([1, 1, 3], tf.int8), [8, -1, 7])).tolist() == [-128, 1, -128]
    assert run(tf.bitwise.right_shift(tf.constant([-7, -7]), [100, -100])).tolist() == [-1, -7]


def test_equality_may_say_that_shapes_differ():
    same = build("Equal", x=unknown([1, 2]), y=unknown([1, 2, 3]), incompatible_shape_error=False)
    differ = build("NotEqual", x=[1, 2], y=[1, 2, 3], incompatible_shape_error=False)
    assert [run(same).tolist(), run(differ).tolist()] == [False, True]
    assert (same.shape.ndims, differ.shape.ndims) == (None, 0)


def test_ops_22_static_shapes_broadcast():
    shapes = [tf.placeholder(tf.float32, shape) for shape in ([3, 1], [None], [2, None, 1], None)]
    one, row, deep, any_shape = shapes
    assert (one + row).shape.as_list() == [3, None]
    assert (row + tf.zeros([4])).shape.as_list() == [4]
    assert (one * deep).shape.as_list() == [2, 3, 1]
    assert (one - any_shape).shape.ndims is None


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("rint", [0.0, 2.0, 2.0, -2.0]), ("round", [0.0, 2.0, 2.0, -2.0]), ("ceil", [1.0, 2.0, 3.0, -1.0])],
)
def test_rounding(name, wanted):
    assert run(getattr(tf, name)([0.5, 1.5, 2.5, -1.5])).tolist() == wanted


def test_whole_numbers_are_rounded_already():
    a = tf.placeholder(tf.int32)
    assert tf.round(a) is a


def test_divide_is_pythons_own_for_numbers_of_python():
    assert tf.divide(6, 3) == 2.0
    assert tf.divide(tf.constant(6), 3, name="share").op.name == "share"


def test_div_divides_whole_numbers_rounded_down():
    assert [tf.div(7, 2).op.type, tf.div(7.0, 2.0).op.type] == ["FloorDiv", "RealDiv"]
    with pytest.raises(TypeError, match=r"Expected int32, got 2.5 of type 'float' instead\."):
        tf.div(tf.constant(7), 2.5)


def test_logical_xor_is_made_of_or_and_not():
    result = tf.logical_xor([True, True, False], [True, False, False])
    assert result.op.name == "LogicalXor"
    assert run(result).tolist() == [False, True, False]


def test_abs_of_complex_numbers_is_real():
    assert run(tf.abs(tf.constant([3 + 4j], tf.complex64))).tolist() == [5.0]
    assert tf.abs(tf.placeholder(tf.complex128)).dtype == tf.float64


def test_conj_leaves_real_numbers_alone():
    a = tf.placeholder(tf.float32)
    assert tf.conj(a) is a
    assert run(tf.conj(tf.constant(1 + 2j))) == 1 - 2j
    with pytest.raises(TypeError, match=r"Expected numeric or variant tensor, got dtype tf\.string"):
        tf.conj("text")


def test_special_functions_at_their_poles():
    np.testing.assert_array_equal(run(tf.lgamma([0.0, -1.0, INF, 1.0])), [INF, INF, INF, 0.0])
    np.testing.assert_array_equal(run(tf.digamma([0.0, -2.0])), [INF, INF])
    np.testing.assert_allclose(run(tf.digamma(tf.constant([0.5, -0.5, 30.0], tf.float64))),
                               [-1.9635100260214235, 0.03648997397857652, 3.3844381326855248], rtol=1e-7)  # fmt: skip


def test_scalar_mul_wants_a_scalar():
    assert run(tf.scalar_mul(2, tf.constant([1.0, 2.0]))).tolist() == [2.0, 4.0]
    with pytest.raises(ValueError, match=r"Only scalar multiply works, got shape \(2,\)"):
        tf.scalar_mul(tf.constant([1.0, 2.0]), tf.constant(1.0))


def test_the_third_argument_of_equality_is_the_name():
    assert [tf.equal(1, 2, "same").op.name, tf.not_equal(1, 2, "other").op.name] == ["same", "other"]
