"""Clauses OPS on calls: how arguments become inputs and attributes, and what a call gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.opdef.record import REGISTRY
from tests.reference.runtime.own_ops import own_op

JOIN = own_op(None, "head: T, tail: N * T", "out: T", "T: {int32, float32, string}, N: int >= 1", name="Join")
PYTHON = {"int32": 3, "float32": 1.5, "string": "s"}  # a value that becomes the dtype by itself


@pytest.fixture(autouse=True)
def own_graph():
    with tf.Graph().as_default():
        yield


@given(st.sampled_from(sorted(PYTHON)), st.lists(st.booleans(), min_size=1, max_size=4), st.booleans())
def test_ops_2_values_become_constants_in_the_scope_of_the_operation(dtype, are_tensors, head_is_tensor):
    with tf.Graph().as_default() as graph:
        value = PYTHON[dtype]
        outside = tf.constant(value, name="outside")
        tail = [outside if is_tensor else value for is_tensor in are_tensors]
        made = JOIN(head=outside if head_is_tensor else value, tail=tail, name="made")
        expected = ["outside:0" if head_is_tensor else "made/head:0"]
        expected += ["outside:0" if kept else f"made/tail_{number}:0" for number, kept in enumerate(are_tensors)]
        assert [tensor.name for tensor in made.inputs] == expected
        assert (made.name, made.get_attr("T"), made.get_attr("N")) == ("made", tf.as_dtype(dtype), len(tail))
        assert graph.get_operations()[-1] is made


def test_ops_3_the_first_input_decides_the_dtype_of_the_others():
    assert JOIN(head=tf.constant(1.5), tail=[2]).get_attr("T") == tf.float32
    with pytest.raises(TypeError, match="Input 'y' of 'Add' Op has type int32 that does not match type float32 of"):
        tf.add(1.5, tf.constant(1))


@pytest.mark.parametrize(
    ("items", "types"),
    [([1, 2.5], "int32, float32"), (["s", 1], "string, int32"), ([None, 1], "<NOT CONVERTIBLE TO TENSOR>, int32")],
)
def test_ops_9_items_of_different_dtypes_are_refused_with_all_of_them(items, types):
    with pytest.raises(TypeError) as refused:
        tf.raw_ops.Pack(values=items)
    assert str(refused.value) == (
        f"Tensors in list passed to 'values' of 'Pack' Op have types [{types}] that don't all match."
    )


def test_ops_9_the_first_tensor_says_what_the_other_items_become():
    assert tf.raw_ops.Pack(values=[1, tf.constant(2.5), 3]).dtype == tf.float32


@pytest.mark.parametrize("tail", [5, None, "ab", {1, 2}])
def test_ops_9_a_list_must_be_a_list_or_tuple(tail):
    with pytest.raises(TypeError, match="Expected list for 'tail' argument to 'join' Op, not"):
        JOIN(head=3, tail=tail)


def test_ops_9_lists_that_share_a_length_must_have_it():
    both = own_op(None, "one: N * int32, other: N * int32", "out: int32", "N: int >= 2", name="TwoLists")
    with pytest.raises(ValueError, match="'other' to 'two_lists' Op with length 3 must match length 2 of"):
        both(one=[1, 2], other=[1, 2, 3])
    with pytest.raises(ValueError, match="'one' to 'TwoLists' Op with length 1 shorter than minimum length 2"):
        both(one=[1], other=[1])


def test_ops_10_a_reference_must_be_one():
    with pytest.raises(TypeError, match="'Assign' Op requires that input 'ref' be a mutable tensor"):
        tf.raw_ops.Assign(ref=tf.constant(1), value=2)


def test_ops_10_a_reference_can_be_given_for_a_value():
    (reference,) = tf.Variable(1).op.outputs
    assert (reference.dtype.name, tf.raw_ops.Neg(x=reference).dtype) == ("int32_ref", tf.int32)


def test_ops_10_an_input_of_a_fixed_dtype_is_converted_to_it():
    assert tf.raw_ops.LogicalNot(x=[True]).op.inputs[0].dtype == tf.bool
    with pytest.raises(TypeError, match="Op has type int32 that does not match expected type of bool"):
        tf.raw_ops.LogicalNot(x=tf.constant(1))
    with pytest.raises(TypeError, match="Expected bool passed to parameter 'x' of op 'LogicalNot', got 1 of type"):
        tf.raw_ops.LogicalNot(x=1)


KINDS = {  # of an attribute: values that are accepted, and some that are not
    "int": ([3, True, 2.0], ["3", None, [1]]),
    "float": ([1, 2.5, True], ["1.5", None, [1.5]]),
    "bool": ([True, False], [1, "True", None]),
    "string": (["s", b"s", ""], [1, None]),
    "type": ([tf.int32, "float", 1], [None, "nonsense", 2.5]),
    "shape": ([[2, None], None, 3, tf.TensorShape([])], ["ab", [-1], [2.5]]),
    "list(int)": ([[1, 2], (), (True,)], [5, ["a"], None]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_ops_8_an_attribute_takes_values_of_its_kind(kind):
    use = own_op(None, attrs=f"a: {kind}")
    accepted, refused = KINDS[kind]
    for value in accepted:
        use(a=value)
    for value in refused:
        with pytest.raises((TypeError, ValueError)):
            use(a=value)


def test_ops_8_none_means_the_default():
    assert own_op(None, attrs="a: int = 7")(a=None).get_attr("a") == 7


@pytest.mark.parametrize(
    ("attr", "value", "message"),
    [("int >= 2", 1, "Attr 'a' of 'OwnOp' Op passed 1 less than minimum 2."),
     ("list(int) >= 2", [1], "Attr 'a' of 'OwnOp' Op passed list of length 1 less than minimum 2."),
     ('{"A", "B"}', "C", 'Attr \'a\' of \'OwnOp\' Op passed string \'C\' not in: "A", "B".')],
)  # fmt: skip
def test_ops_8_what_is_not_allowed(attr, value, message):
    with pytest.raises(ValueError) as refused:
        own_op(None, attrs=f"a: {attr}")(a=value)
    assert str(refused.value) == message


def test_ops_11_what_a_call_gives():
    assert isinstance(tf.raw_ops.NoOp(), tf.Operation)
    assert isinstance(tf.raw_ops.Neg(x=1.0), tf.Tensor)
    assert [type(part) for part in tf.raw_ops.Unpack(value=[1, 2], num=2)] == [tf.Tensor, tf.Tensor]
    several = tf.raw_ops.TopKV2(input=[1.0, 3.0], k=1)
    assert (type(several).__name__, several._fields) == ("TopKV2", ("values", "indices"))
    assert several.indices is several[1] is several.values.op.outputs[1]


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_ops_1_every_record_has_a_function_with_its_parameters(name):
    function = getattr(tf.raw_ops, name)
    with pytest.raises(TypeError, match=f"{name} only takes keyword args"):
        function(1)
    with pytest.raises(TypeError, match=r"got an unexpected keyword argument 'no_such_argument'"):
        function(no_such_argument=1)


def test_ops_12_arguments_are_those_of_a_python_function():
    assert tf.add(1, y=2, name="sum").name == "sum:0"
    for arguments, named, message in (
        ((1,), {}, r"add\(\) missing 1 required positional argument: 'y'"),
        ((1, 2, "n", 4), {}, r"add\(\) takes from 2 to 3 positional arguments but 4 were given"),
        ((1, 2), {"x": 3}, r"add\(\) got multiple values for argument 'x'"),
    ):
        with pytest.raises(TypeError, match=message):
            tf.add(*arguments, **named)


def test_ops_12_names_of_one_op_that_end_alike_are_one_function():
    assert tf.read_file is tf.io.read_file
    assert tf.as_string is tf.strings.as_string
