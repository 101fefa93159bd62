"""`tf.Assert`: what stops a step, with which words, and which operations it is made of."""

import numpy as np
import pytest

import reference as tf
from reference.errors import InvalidArgumentError


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def failure(condition, data, **options):
    """The first line of the message of an assertion that fails."""
    check = tf.Assert(tf.placeholder_with_default(condition, None), data, **options)
    with tf.Session() as session, pytest.raises(InvalidArgumentError) as caught:
        session.run(check)
    return caught.value.message.splitlines()[0]


def operations():
    return [operation.name for operation in tf.get_default_graph().get_operations()]


def test_ops_23_a_true_condition_lets_the_step_go_on():
    with tf.control_dependencies([tf.Assert(tf.constant(True), ["never shown", 1.5])]):
        assert tf.Session().run(tf.constant(2)) == 2


@pytest.mark.parametrize("number", [1, 1.5])
def test_ops_23_a_false_condition_ends_the_step(number):
    assert failure(False, ["size", number]) == f"assertion failed: [size] [{number}]"


MATRIX = np.arange(24).reshape(4, 6)


@pytest.mark.parametrize(
    ("data", "summarize", "words"),
    [
        ([1, 2, 3, 4], None, "1 2 3..."),
        ([1, 2, 3, 4], 4, "1 2 3 4"),
        ([1, 2, 3, 4], -1, "1 2 3 4"),
        ([1, 2, 3, 4], 0, "..."),
        (5, 0, "..."),
        (np.zeros([2, 0]), None, ""),
        (MATRIX, None, "[0 1 2...]..."),
        (MATRIX, 6, "[0 1 2 3 4 5]..."),
        (MATRIX, 7, "[0 1 2 3 4 5][6...]..."),
        (MATRIX[:2, :2], -1, "[0 1][6 7]"),
        (MATRIX.reshape(4, 3, 2), 7, "[[0 1][2 3][4 5]][[6...]]..."),
        (np.float32([1.5, 1 / 3, np.nan]), None, "1.5 0.333333343 nan"),
        (np.float16([1 / 3]), None, "0.333251953"),
        ([True, False], None, "1 0"),
        (np.complex64([1, 2]), None, "? ?"),
        ([b"a\n\"", b"\xff"], None, 'a\\n\\" \\377'),
    ],
)  # fmt: skip
def test_ops_23_the_message_shows_the_first_elements(data, summarize, words):
    assert failure(False, [data], summarize=summarize) == f"assertion failed: [{words}]"


def test_ops_23_the_condition_has_no_dimensions():
    assert failure([False], ["a"]) == "In[0] should be a scalar: [1]"
    assert failure([False], [1.5]) == "The second input must be a scalar, but it has shape [1]"


def test_ops_23_data_is_a_sequence():
    with pytest.raises(TypeError, match=r"^values must be a sequence\.$"):
        tf.Assert(True, 1.0)
    with pytest.raises(ValueError, match=r"^Attr 'T' of 'Assert' Op passed list of length 0 less than minimum 1"):
        tf.Assert(True, [])


def test_ops_23_data_of_texts_and_int32_is_taken_as_it_is():
    assert tf.Assert(tf.placeholder(tf.bool), [tf.constant("a"), tf.constant(1)], name="check").name == "check/Assert"
    assert operations() == ["Placeholder", "Const", "Const_1", "check/Assert"]


def test_ops_23_other_data_is_taken_only_where_the_condition_is_false():
    condition = tf.placeholder(tf.bool, [], name="p")
    check = tf.Assert(condition, [1.0, tf.placeholder(tf.float32, name="x")])
    assert check.name == "Assert/AssertGuard/Merge"
    below = "Assert/AssertGuard/"
    assert operations() == ["p", "x", "Assert/Const"] + [
        below + name
        for name in (
            "Switch", "switch_t", "switch_f", "pred_id", "NoOp", "control_dependency", "Assert/data_0", "Assert",
            "Assert/Switch", "Assert/Switch_1", "control_dependency_1", "Merge",
        )
    ]  # fmt: skip
    assertion = tf.get_default_graph().get_operation_by_name(below + "Assert")
    assert [tensor.op.name.removeprefix(below) for tensor in assertion.inputs] == [
        "Assert/Switch", "Assert/data_0", "Assert/Switch_1",
    ]  # fmt: skip
    assert assertion.inputs[2].op.colocation_groups() == [b"loc:@x"]
    assert assertion.control_inputs == []


def test_ops_23_a_guarded_assertion_names_itself():
    check = tf.Assert(tf.placeholder_with_default(False, []), [1.5], name="check")
    with tf.Session() as session, pytest.raises(InvalidArgumentError) as caught:
        session.run(check)
    assert caught.value.op.name == "check/AssertGuard/Assert"
