"""Tensor values survive JSON and NumPy to the bit, and what is no value is refused with its place."""

from __future__ import annotations

import json
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given

from conformance.format_strategies import tensor_values
from conformance.reading import Malformed
from conformance.values import DTYPES, TensorValue

ARRAY_DTYPES = (*(name for name, dtype in DTYPES.items() if dtype.numpy), "bfloat16")


@given(tensor_values())
def test_wire_12_a_value_survives_json(value: TensorValue) -> None:
    assert TensorValue.from_json(json.loads(json.dumps(value.to_json()))) == value


@given(tensor_values(ARRAY_DTYPES))
def test_a_value_survives_numpy(value: TensorValue) -> None:
    array = value.array()

    assert array.shape == value.shape
    assert TensorValue.of(array) == value


@given(tensor_values(("qint8", "quint8", "qint16", "quint16", "qint32")))
def test_a_quantised_value_is_an_array_of_integers(value: TensorValue) -> None:
    array = value.array()

    assert array.dtype.name == value.dtype.removeprefix("q")
    assert array.tobytes() == value.data


@given(tensor_values(("qint8", "quint8", "qint32")))
def test_a_type_that_numpy_lacks_can_be_brought_along(value: TensorValue) -> None:
    array = value.array(lambda name: np.dtype([(name, name.removeprefix("q"))]))

    assert array.dtype.names == (value.dtype,)
    assert TensorValue.of(array) == value


@pytest.mark.parametrize(
    "bits",
    [0x7FC00000, 0x7FC12345, 0xFFC00001, 0x7F800001],
    ids=["quiet", "payload", "negative", "signalling"],
)
def test_wire_12_the_payload_of_a_nan_is_kept(bits: int) -> None:
    array = np.array([bits], np.uint32).view(np.float32)

    back = TensorValue.from_json(TensorValue.of(array).to_json()).array()

    assert back.view(np.uint32).tolist() == [bits]


def test_wire_12_the_sign_of_zero_is_kept() -> None:
    assert TensorValue.of(np.float64(-0.0)) != TensorValue.of(np.float64(0.0))


@pytest.mark.parametrize(
    ("given_value", "dtype", "shape", "data"),
    [
        (np.float32(1.5), "float32", (), b"\0\0\xc0\x3f"),
        (np.array([1, 2], ">i2"), "int16", (2,), b"\1\0\2\0"),
        (np.arange(6, dtype=np.uint8).reshape(2, 3).T, "uint8", (3, 2), b"\0\3\1\4\2\5"),
        (np.zeros((0, 3), np.int64), "int64", (0, 3), b""),
        (np.array([True, False]), "bool", (2,), b"\1\0"),
        (np.complex64(1 - 1j), "complex64", (), b"\0\0\x80\x3f\0\0\x80\xbf"),
        (ml_dtypes.bfloat16(1), "bfloat16", (), b"\x80\x3f"),
        (b"a\0", "string", (), (b"a\0",)),
        ("é", "string", (), (b"\xc3\xa9",)),
        ([b"a\0", b""], "string", (2,), (b"a\0", b"")),
        (np.array([["x"], ["y"]]), "string", (2, 1), (b"x", b"y")),
        (np.array([1, 2], np.dtype([("resource", "u1")])), "resource", (), None),
    ],
)
def test_of(given_value: Any, dtype: str, shape: tuple[int, ...], data: Any) -> None:
    assert TensorValue.of(given_value) == TensorValue(dtype, shape, data)


@pytest.mark.parametrize("thing", [None, np.array([None]), np.timedelta64(1), np.longdouble(1), {}])
def test_of_refuses_what_no_tensor_holds(thing: Any) -> None:
    with pytest.raises(Malformed):
        TensorValue.of(thing)


def test_an_array_is_fresh_and_writable() -> None:
    value = TensorValue.of(np.zeros(2, np.float32))

    value.array()[0] = 1

    assert value.array().tolist() == [0, 0]


def test_a_handle_has_no_contents() -> None:
    with pytest.raises(Malformed, match="a resource has no contents"):
        TensorValue("resource", (), None).array()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "an object is wanted, not null"),
        ({"dtype": "int8", "shape": []}, "misses data"),
        ({"dtype": "int8", "shape": [], "data": "AA==", "name": "x"}, "has the unknown field 'name'"),
        ({"dtype": "half", "shape": [], "data": "AA=="}, "dtype: 'half' is no dtype of a value"),
        ({"dtype": "int8_ref", "shape": [], "data": "AA=="}, "dtype: 'int8_ref' is no dtype of a value"),
        ({"dtype": "int8", "shape": [1, -1], "data": "AA=="}, "shape[1]: a dimension is not negative"),
        ({"dtype": "int8", "shape": [True], "data": "AA=="}, "shape[0]: an integer is wanted, not a boolean"),
        ({"dtype": "int8", "shape": [1.0], "data": "AA=="}, "shape[0]: an integer is wanted, not a number"),
        ({"dtype": "int8", "shape": [2**40, 2**40], "data": ""}, "shape: is larger than any memory"),
        ({"dtype": "int8", "shape": [2**63], "data": ""}, "shape[0]: the integer does not fit in 64 bits"),
        (
            {"dtype": "int8", "shape": ["4611686018427387904", 0], "data": ""},
            "shape: is larger than any memory",
        ),
        ({"dtype": "int8", "shape": [1] * 33, "data": "AA=="}, "shape: has more than 32 dimensions"),
        ({"dtype": "int8", "shape": [], "data": "AA"}, "data: the string is not base64"),
        ({"dtype": "int8", "shape": [], "data": "A\nA=="}, "data: the string is not base64"),
        ({"dtype": "int8", "shape": [], "data": "é"}, "data: the string is not base64"),
        ({"dtype": "int8", "shape": [], "data": ["AA=="]}, "data: a string is wanted, not an array"),
        ({"dtype": "int8", "shape": [2], "data": "AA=="}, "data: holds 1 bytes where dtype and shape want 2"),
        ({"dtype": "bool", "shape": [], "data": "Ag=="}, "data: a bool is the byte 0 or 1"),
        (
            {"dtype": "string", "shape": [2], "data": ["AA=="]},
            "data: holds 1 strings where the shape wants 2",
        ),
        ({"dtype": "string", "shape": [1], "data": [1]}, "data[0]: a string is wanted, not an integer"),
        ({"dtype": "resource", "shape": [], "data": ""}, "data: a resource is a scalar without contents"),
    ],
)
def test_wire_12_from_json_refuses(data: Any, message: str) -> None:
    with pytest.raises(Malformed) as caught:
        TensorValue.from_json(data)

    assert str(caught.value).startswith(message)
