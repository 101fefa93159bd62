"""Python's operators on tensors and on what has a tensor's value."""

import numpy as np
import pytest

import reference as tf
from reference.ops.operators import overload_operators


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def run(tensor):
    with tf.Session() as session:
        return session.run(tensor)


def nodes():
    return [(operation.name, operation.type) for operation in tf.get_default_graph().get_operations()]


NUMBERS = [
    ("a + b", "add", "AddV2", 9), ("a - b", "sub", "Sub", 5), ("a * b", "mul", "Mul", 14),
    ("a / b", "truediv", "RealDiv", 3.5), ("a // b", "floordiv", "FloorDiv", 3), ("a % b", "mod", "FloorMod", 1),
    ("a ** b", "pow", "Pow", 49),
    ("-a", "Neg", "Neg", -7), ("abs(-a)", "Abs", "Abs", 7), ("a < b", "Less", "Less", False),
    ("a <= b", "LessEqual", "LessEqual", False), ("a > b", "Greater", "Greater", True),
    ("a >= b", "GreaterEqual", "GreaterEqual", True),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "name", "op_type", "value"), NUMBERS)
def test_ops_6_an_operator_on_numbers_is_one_operation(expression, name, op_type, value):
    a, b = tf.constant(7.0), tf.constant(2.0)
    result = eval(expression, {"a": a, "b": b})
    assert (result.op.name, result.op.type) == (name, op_type)
    assert run(result) == value


@pytest.mark.parametrize(
    ("expression", "name", "value"),
    [("a & b", "and", [False, False]), ("a | b", "or", [True, True]), ("a ^ b", "xor", [True, True]),
     ("~a", "LogicalNot", [False, True])],
)  # fmt: skip
def test_ops_6_an_operator_on_truth_values(expression, name, value):
    result = eval(expression, {"a": tf.constant([True, False]), "b": tf.constant([False, True])})
    assert result.op.name == name
    assert run(result).tolist() == value


def test_ops_6_exclusive_or_is_made_in_a_scope_of_its_name():
    a = tf.placeholder(tf.bool, name="a")
    _ = a ^ True
    assert nodes()[1:] == [
        ("xor/y", "Const"), ("xor/LogicalOr", "LogicalOr"), ("xor/LogicalAnd", "LogicalAnd"),
        ("xor/LogicalNot", "LogicalNot"), ("xor", "LogicalAnd"),
    ]  # fmt: skip


def test_ops_6_a_number_becomes_a_constant_in_the_scope_of_the_operator():
    a = tf.placeholder(tf.float32, name="a")
    with tf.name_scope("outer"):
        _ = a + 1
        _ = 1 - a
        _ = a + 1
        _ = a < 1
    assert nodes()[1:] == [
        ("outer/add/y", "Const"), ("outer/add", "AddV2"), ("outer/sub/x", "Const"), ("outer/sub", "Sub"),
        ("outer/add_1/y", "Const"), ("outer/add_1", "AddV2"), ("outer/Less/y", "Const"), ("outer/Less", "Less"),
    ]  # fmt: skip


def test_ops_6_an_operator_between_tensors_needs_no_scope_but_takes_its_name():
    a = tf.placeholder(tf.float32, name="a")
    assert [(a + a).op.name, (a + 1).op.inputs[1].name, (a + a).op.name] == ["add", "add_1/y:0", "add_2"]


def test_ops_6_strings_are_joined():
    result = tf.constant(["a", "b"]) + "c"
    assert result.op.type == "Add"
    assert run(result).tolist() == [b"ac", b"bc"]


def test_ops_6_on_the_right_the_dtype_of_the_left_is_preferred():
    whole = tf.placeholder(tf.int32)
    assert (whole + True).dtype == tf.int32
    assert (tf.placeholder(tf.float64) * 2).dtype == tf.float64
    with pytest.raises(TypeError, match="Input 'y' of 'AddV2' Op has type float32 that does not match type int32"):
        whole + 2.5


def test_ops_6_on_the_left_the_dtype_of_the_right_is_required():
    with pytest.raises(TypeError, match=r"Expected int32, got 2.5 of type 'float' instead\."):
        2.5 + tf.placeholder(tf.int32)


def test_ops_6_an_array_of_numpy_on_the_left_gives_way():
    result = np.ones(3) * tf.placeholder(tf.float32, name="a")
    assert (result.op.name, result.op.inputs[0].name, result.dtype) == ("mul", "mul/x:0", tf.float32)


def test_ops_6_an_object_that_knows_tensors_is_asked_when_it_cannot_be_converted():
    class Aware:
        def __radd__(self, other):
            return "asked"

        def __array__(self, *args, **kwargs):
            raise TypeError("no array")

    assert tf.constant(1.0) + Aware() == "asked"


def test_ops_6_equality_is_identity():
    a, b = tf.constant(1.0), tf.constant(1.0)
    assert a == a
    assert a != b
    assert len({a, b}) == 2


def test_ops_6_operators_of_different_graphs_do_not_mix():
    with tf.Graph().as_default():
        other = tf.constant(1.0)
    with pytest.raises(ValueError, match="must be from the same graph as"):
        other + tf.constant(1.0)


def test_ops_6_the_operation_is_added_to_the_graph_of_the_tensor(graph):
    a = tf.constant(1.0)
    with tf.Graph().as_default():
        assert (a + 1).graph is graph
        assert (2 / a).graph is graph


def test_ops_6_division_of_python_2():
    assert tf.constant(7).__div__(2).op.type == "FloorDiv"
    assert tf.constant(7.0).__rdiv__(2).op.name == "div_1"


@pytest.mark.parametrize(
    ("dtype", "quotient"),
    [(tf.int8, tf.float32), (tf.uint16, tf.float32), (tf.int32, tf.float64), (tf.int64, tf.float64),
     (tf.float16, tf.float16), (tf.bfloat16, tf.bfloat16), (tf.complex64, tf.complex64)],
)  # fmt: skip
def test_ops_19_whole_numbers_are_divided_as_floats(dtype, quotient):
    assert (tf.placeholder(dtype) / tf.placeholder(dtype)).dtype == quotient


def test_ops_19_the_casts_of_a_division_stand_in_its_scope():
    a = tf.placeholder(tf.int32, name="a")
    assert [tensor.op.name for tensor in (a / 2).op.inputs] == ["truediv/Cast", "truediv/Cast_1"]


@pytest.mark.parametrize("dtype", [tf.bool, tf.string, tf.uint32, tf.uint64])
def test_ops_19_what_cannot_be_divided(dtype):
    a = tf.placeholder(dtype)
    with pytest.raises(TypeError, match=f"Invalid dtype {dtype!r} in __truediv__"):
        a / a


def test_ops_20_the_matrix_operator_makes_batches_where_the_rank_is_not_known():
    known, unknown = tf.placeholder(tf.float32, [2, 2]), tf.placeholder(tf.float32)
    assert (known @ known).op.type == "MatMul"
    assert (known @ unknown).op.type == "BatchMatMulV2"
    assert (known @ [[1.0], [2.0]]).op.inputs[1].name == "matmul_2/y:0"


def test_ops_6_a_class_with_a_value_gets_the_same_operators():
    class Holder:
        def __init__(self, tensor):
            self.tensor = tensor

        def value(self):
            return self.tensor

    overload_operators(Holder)
    held = Holder(tf.constant([1.0, 4.0]))
    assert run(2 - held).tolist() == [1.0, -2.0]
    assert run(abs(-held) < 2).tolist() == [True, False]
