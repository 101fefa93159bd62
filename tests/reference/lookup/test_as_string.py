"""Numbers written as strings."""

import numpy as np
import pytest

import reference as tf


def written(value: object, dtype: object = None, **format: object) -> list[bytes]:
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(tf.as_string(tf.constant(value, dtype), **format)).tolist()


def test_zeros_are_not_put_before_what_is_not_finite() -> None:
    values = [np.nan, -np.nan, -np.inf, -1.5]
    assert written(values, tf.float32, width=9, fill="0") == [b"      nan", b"     -nan", b"     -inf", b"-1.500000"]


def test_a_sign_and_a_side_are_chosen_by_fill() -> None:
    assert written([1.0, -2.0, np.inf], tf.float32, fill="+") == [b"+1.000000", b"-2.000000", b"+inf"]
    assert written([1, -2], fill="-", width=4) == [b"1   ", b"-2  "]
    assert written([np.inf], tf.float32, fill="-", width=5) == [b"inf  "]


def test_floats_are_written_in_three_notations() -> None:
    values = [1e-5, 123456789.0]
    assert written(values, tf.float64) == [b"0.000010", b"123456789.000000"]
    assert written(values, tf.float64, scientific=True, precision=2) == [b"1.00e-05", b"1.23e+08"]
    assert written(values, tf.float64, shortest=True) == [b"1e-05", b"1.23457e+08"]


def test_complex_numbers_stand_in_brackets() -> None:
    assert written([1 + 2j], tf.complex64, precision=1) == [b"(1.0,2.0)"]


def test_truth_values_are_never_padded() -> None:
    assert written([True, False], width=8, fill="0") == [b"true", b"false"]


@pytest.mark.parametrize(
    ("value", "format", "message"),
    [
        ([1], {"precision": 1, "fill": "xy"}, "precision not supported for datatype int32"),
        ([1], {"scientific": True}, "scientific and shortest format not supported for datatype int32"),
        ([True], {"shortest": True}, "scientific and shortest format not supported for datatype bool"),
        ([1.5], {"scientific": True, "shortest": True, "fill": "xy"}, "Fill string must be one or fewer characters"),
        ([1.5], {"fill": "q"}, 'Fill argument not supported: "q"'),
    ],
)
def test_a_format_that_does_not_suit_is_refused(value: list[object], format: dict[str, object], message: str) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        written(value, **format)
    assert caught.value.message.split("\n")[0] == message
