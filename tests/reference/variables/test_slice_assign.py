"""Assigning to a part of a variable."""

from typing import Any

import pytest

import reference as tf


@pytest.mark.parametrize("use_resource", [False, True])
@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (1, [7, 8, 9], [[1, 2, 3], [7, 8, 9]]),
        ((0, 1), 5, [[1, 5, 3], [4, 5, 6]]),
        ((slice(None), None, slice(None, None, 2)), [[[7, 8]], [[9, 0]]], [[7, 2, 8], [9, 5, 0]]),
        (slice(None, None, -1), [[1, 1, 1], [2, 2, 2]], [[2, 2, 2], [1, 1, 1]]),
    ],
)
def test_var_42_a_part_is_replaced(key: Any, value: Any, expected: Any, use_resource: bool) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        variable = tf.Variable([[1, 2, 3], [4, 5, 6]], use_resource=use_resource)
        session.run(variable.initializer)
        assert session.run(variable[key].assign(value)).tolist() == expected
        assert session.run(variable).tolist() == expected


def test_var_42_names_and_kinds() -> None:
    with tf.Graph().as_default():
        held, handled = tf.Variable([1, 2, 3]), tf.Variable([1, 2, 3], use_resource=True)
        change = held[1:].assign([1, 2])
        assert (change.name, change.op.type) == ("strided_slice/_assign:0", "StridedSliceAssign")
        assert handled[1:].assign([1, 2]).op.type == "ResourceStridedSliceAssign"
        assert held[0].assign(1, name="named").name == "named:0"


def test_var_42_nothing_is_broadcast() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        variable = tf.Variable([1, 2, 3])
        session.run(variable.initializer)
        with pytest.raises(tf.errors.UnimplementedError) as caught:
            session.run(variable[:].assign([1, 2]))
        assert str(caught.value.message).splitlines()[0] == (
            "sliced l-value shape [3] does not match r-value shape [2]. Automatic broadcasting not yet implemented."
        )
