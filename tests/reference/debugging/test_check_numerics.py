"""Numbers that are not finite, and the functions that look for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf

FLOATS = [tf.float16, tf.bfloat16, tf.float32, tf.float64]


@pytest.mark.parametrize("dtype", FLOATS)
@given(values=st.lists(st.sampled_from([0.0, -1.5, np.nan, np.inf, -np.inf]), max_size=4))
def test_dbg_11_what_is_not_finite_is_named(dtype: Any, values: list[float]) -> None:
    found = [word for word, test in (("Inf", np.isinf), ("NaN", np.isnan)) if np.any(test(np.array(values)))]
    with tf.Graph().as_default(), tf.Session() as sess:
        checked = tf.check_numerics(tf.constant(values, dtype, [len(values)]), "loss")
        if not found:
            assert sess.run(checked).tolist() == values
            return
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            sess.run(checked)
    assert caught.value.message.splitlines()[0] == f"loss : Tensor had {' and '.join(found)} values"
    assert caught.value.op is checked.op


def test_dbg_12_the_value_waits_for_the_check() -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32)
        finite = tf.verify_tensor_all_finite(x, "m")
        assert sess.run(finite, {x: [1.0]}).tolist() == [1.0]
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"^m : Tensor had NaN values"):
            sess.run(finite, {x: [np.nan]})


def test_dbg_13_every_float_tensor_is_checked_in_order() -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, name="x")
        tf.log(x, name="logarithm")
        checks = tf.add_check_numerics_ops()
        sess.run(checks, {x: 1.0})
        for value, name in ((np.nan, "x:0"), (-1.0, "logarithm:0")):
            with pytest.raises(tf.errors.InvalidArgumentError, match=f"^{name} : Tensor had NaN values"):
                sess.run(checks, {x: value})


@pytest.mark.parametrize("control_flow", ["branch", "loop"])
def test_dbg_13_branches_and_loops_are_refused(control_flow: str) -> None:
    raw = tf.raw_ops
    with tf.Graph().as_default():
        number = tf.placeholder(tf.int32, [])
        if control_flow == "branch":
            taken = raw.Switch(data=number, pred=tf.constant(True)).output_true
        else:
            taken = raw.Enter(data=number, frame_name="frame")
        assert tf.add_check_numerics_ops().type == "NoOp"
        tf.cast(taken, tf.float32)
        with pytest.raises(ValueError, match="not compatible with TensorFlow control flow"):
            tf.add_check_numerics_ops()


def test_dbg_13_what_comes_after_a_branch_is_checked() -> None:
    raw = tf.raw_ops
    with tf.Graph().as_default(), tf.Session() as sess:
        number = tf.placeholder(tf.int32, [])
        branch = raw.Switch(data=number, pred=tf.constant(True))
        merged = raw.Merge(inputs=[branch.output_false, branch.output_true]).output
        tf.cast(merged, tf.float32, name="after")
        checks = tf.add_check_numerics_ops()
        assert [op.name for op in checks.graph.get_operations() if op.type == "CheckNumerics"] == ["CheckNumerics"]
        sess.run(checks, {number: 1})


def test_dbg_24_ensure_shape_narrows_what_is_known() -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None, 2])
        ensured = tf.ensure_shape(x, [3, None])
        assert ensured.shape.as_list() == [3, 2]
        assert sess.run(ensured, {x: np.ones([3, 2])}).shape == (3, 2)
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"is not compatible with expected shape \[3,\?\]"):
            sess.run(ensured, {x: np.ones([4, 2])})
