"""How far an op may be off: by the bit, by units in the last place, or by those of a sum of absolute values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from conformance.accuracy import SUM_ULPS, within
from conformance.graph import Attr, Node
from conformance.terms import terms
from conformance.values import TensorValue

ONE = np.float32(1)
UP = np.nextafter(ONE, np.float32(2))


def is_within(op: str, expected: Any, actual: Any, magnitude: Any = None) -> bool:
    sizes = None if magnitude is None else TensorValue.of(np.float32(magnitude))
    return within(op, TensorValue.of(expected), TensorValue.of(actual), sizes)


def steps_up(value: np.float32, steps: int) -> np.float32:
    return np.float32(value + steps * np.spacing(value))


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (ONE, UP),
        (np.float32(0.0), np.float32(-0.0)),
        (np.int32(1), np.int32(2)),
        (np.float32(np.inf), np.float32(np.nan)),
    ],
)
def test_conf_7_an_exact_op_is_the_same_in_every_bit(expected: Any, actual: Any) -> None:
    assert is_within("Add", expected, expected)
    assert not is_within("Add", expected, actual)


def test_conf_7_an_op_may_be_off_by_the_units_that_it_says_and_no_more() -> None:
    assert is_within("Exp", ONE, steps_up(ONE, 3))
    assert not is_within("Exp", ONE, steps_up(ONE, 4))
    assert is_within("Exp", np.float32(np.nan), np.float32(np.nan))
    assert not is_within("Exp", ONE, np.float32(np.nan))


def test_conf_7_a_sum_may_be_off_by_units_of_the_sum_of_absolute_values() -> None:
    near = steps_up(np.float32(0), 1)
    off = np.float32(SUM_ULPS * 1000 * np.finfo(np.float32).eps)

    assert is_within("Sum", near, off, magnitude=1001)  # terms of a thousand that cancel
    assert not is_within("Sum", near, off, magnitude=1)
    assert not is_within("Sum", near, np.float32(np.inf), magnitude=np.inf)


def test_conf_7_a_batch_normalization_may_be_off_by_units_of_its_terms() -> None:
    near, off = np.float32(0.125), np.float32(0.125 + 8 * 2**-23)

    assert is_within("FusedBatchNormV2", near, off, magnitude=4)  # 2.0 less 1.875
    assert not is_within("FusedBatchNormV2", near, off, magnitude=0.125)
    assert not is_within("FusedBatchNormV2", near, off)


@pytest.mark.parametrize("data_format", ["NHWC", "NCHW"])
@pytest.mark.parametrize("is_training", [True, False])
def test_conf_7_the_terms_of_a_batch_normalization(data_format: str, is_training: bool) -> None:
    x = np.float32([[[[1], [3]]]]) if data_format == "NHWC" else np.float32([[[[1, 3]]]])
    mean, variance = ([], []) if is_training else ([2], [1])
    attrs = {"data_format": Attr("string", data_format.encode()), "is_training": Attr("bool", is_training)}
    node = Node("y", "FusedBatchNormV3", ("x", "s", "o", "m", "v"), {**attrs, "epsilon": Attr("float", 0.0)})
    inputs = [TensorValue.of(np.float32(value)) for value in (x, [-2], [-5], mean, variance)]
    found = terms(node, inputs)

    assert found is not None
    assert found.array().ravel().tolist() == [(1 + 2) * 2 + 5, (3 + 2) * 2 + 5]
