"""The assertion functions: what they find while the graph is built, and what in a step."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf

RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "assert_equal": operator.eq,
    "assert_none_equal": operator.ne,
    "assert_less": operator.lt,
    "assert_less_equal": operator.le,
    "assert_greater": operator.gt,
    "assert_greater_equal": operator.ge,
}
SIGNS: dict[str, Callable[[Any], Any]] = {
    "assert_negative": lambda x: x < 0,
    "assert_positive": lambda x: x > 0,
    "assert_non_negative": lambda x: x >= 0,
    "assert_non_positive": lambda x: x <= 0,
}
numbers = st.lists(st.integers(-2, 2), min_size=2, max_size=2).map(lambda items: np.array(items, np.int32))


def outcome(build: Callable[[], Any], feeds: dict[Any, Any]) -> str:
    """How building and running an assertion ends: passed, or the phase in which it failed."""
    try:
        assertion = build()
    except tf.errors.InvalidArgumentError:
        return "refused"
    with tf.Session() as sess:
        try:
            sess.run(assertion, feeds)
        except tf.errors.InvalidArgumentError:
            return "failed"
    return "passed"


@pytest.mark.parametrize("name", RELATIONS)
@given(x=numbers, y=numbers)
def test_dbg_16_a_relation_must_hold_for_every_element(name: str, x: Any, y: Any) -> None:
    holds = bool(RELATIONS[name](x, y).all())
    with tf.Graph().as_default():
        assert outcome(lambda: getattr(tf, name)(x, y), {}) == ("passed" if holds else "refused")
        fed = tf.placeholder(tf.int32)
        assert outcome(lambda: getattr(tf, name)(fed, y), {fed: x}) == ("passed" if holds else "failed")


@pytest.mark.parametrize("name", SIGNS)
@given(x=numbers)
def test_dbg_17_a_sign_must_hold_for_every_element(name: str, x: Any) -> None:
    holds = bool(SIGNS[name](x).all())
    with tf.Graph().as_default():
        assert outcome(lambda: getattr(tf, name)(x), {}) == ("passed" if holds else "refused")
        fed = tf.placeholder(tf.int32)
        assert outcome(lambda: getattr(tf, name)(fed), {fed: x}) == ("passed" if holds else "failed")


@given(x=st.floats(-10, 10, width=32), y=st.floats(-10, 10, width=32), rtol=st.floats(0, 1), atol=st.floats(0, 1))
def test_dbg_18_the_distance_must_be_below_both_tolerances(x: float, y: float, rtol: float, atol: float) -> None:
    single = np.float32
    near = abs(single(x) - single(y)) < single(atol) + single(rtol) * abs(single(y))
    with tf.Graph().as_default():
        expected = "passed" if near else "failed"
        assert outcome(lambda: tf.assert_near(single(x), single(y), rtol=rtol, atol=atol), {}) == expected


@given(shape=st.lists(st.integers(0, 2), max_size=3), rank=st.integers(0, 3))
def test_dbg_19_a_rank_is_checked_while_building_or_in_a_step(shape: list[int], rank: int) -> None:
    values = np.zeros(shape, np.float32)
    checks = {
        "assert_rank": (rank, len(shape) == rank),
        "assert_rank_at_least": (rank, len(shape) >= rank),
        "assert_rank_in": ([rank, 1], len(shape) in (rank, 1)),
    }
    for name, (wanted, holds) in checks.items():
        with tf.Graph().as_default(), tf.Session() as sess:
            check, fed = getattr(tf, name), tf.placeholder(tf.float32)
            later = check(fed, wanted)
            if holds:
                sess.run([check(values, wanted), later], {fed: values})
                continue
            with pytest.raises(ValueError, match=rf"must have rank.*Received rank {len(shape)}, shape"):
                check(values, wanted)
            with pytest.raises(tf.errors.InvalidArgumentError, match="must have rank"):
                sess.run(later, {fed: values})


def test_dbg_15_a_tensor_equals_itself_without_being_looked_at() -> None:
    with tf.Graph().as_default():
        unfed = tf.placeholder(tf.float32)
        assert tf.assert_equal(unfed, unfed).type == "NoOp"


@pytest.mark.parametrize("names", [["x", "y", 2.0], {"x": 1, "y": None}])
def test_dbg_14_data_replaces_the_words_on_the_operands(names: Any) -> None:
    with tf.Graph().as_default(), pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.assert_less(2, 1, data=names)
    assert caught.value.message == "\n".join(map(str, names))
    assert caught.value.op is None


def test_dbg_23_names_stand_for_one_size() -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        matrix, vector = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
        check = tf.debugging.assert_shapes({matrix: ("N", 3), vector: ("N",)})
        sess.run(check, {matrix: np.zeros([2, 3]), vector: np.zeros(2)})
        for bad in ({matrix: np.zeros([2, 3]), vector: np.zeros(1)}, {matrix: np.zeros([2, 4]), vector: np.zeros(2)}):
            with pytest.raises(tf.errors.InvalidArgumentError, match="must have size"):
                sess.run(check, bad)


@given(values=st.lists(st.integers(-3, 3), max_size=4))
def test_dbg_22_order_is_that_of_neighbours(values: list[int]) -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.constant(values, tf.int32)
        found = sess.run([tf.is_non_decreasing(x), tf.is_strictly_increasing(x)])
    pairs = list(itertools.pairwise(values))
    assert found == [all(a <= b for a, b in pairs), all(a < b for a, b in pairs)]
