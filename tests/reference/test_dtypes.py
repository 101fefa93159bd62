"""Clauses DTY of spec/values.md."""

import copy
import pickle
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference import dtypes
from reference.dtypes import ALL_DTYPES, DType, as_dtype

REFERENCES = tuple(dtype._as_ref for dtype in ALL_DTYPES)
any_dtype = st.sampled_from(ALL_DTYPES + REFERENCES)
value_dtype = st.sampled_from(ALL_DTYPES)
anything = st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.binary(), st.lists(st.integers()))


def test_dty_1_numbers_and_names_are_those_of_the_table() -> None:
    table = """
        float32 float64 int32 uint8 int16 int8 string complex64 int64 bool qint8 quint8 qint32 bfloat16 qint16
        quint16 uint16 complex128 float16 resource variant uint32 uint64
    """

    assert [dtype.name for dtype in ALL_DTYPES] == table.split()
    assert [dtype.as_datatype_enum for dtype in ALL_DTYPES] == list(range(1, 24))
    assert all(getattr(dtypes, dtype.name) is dtype for dtype in ALL_DTYPES)


def test_dty_1_half_and_double_are_second_names() -> None:
    assert dtypes.half is dtypes.float16
    assert dtypes.double is dtypes.float64


@given(value_dtype)
def test_dty_2_a_reference_is_numbered_100_higher(dtype: DType) -> None:
    reference = dtype._as_ref

    assert reference.as_datatype_enum == dtype.as_datatype_enum + 100
    assert reference.name == dtype.name + "_ref"
    assert reference.base_dtype is dtype.base_dtype is dtype
    assert reference.is_ref_dtype
    assert not dtype.is_ref_dtype
    assert reference._as_ref is reference


@given(value_dtype)
def test_dty_2_a_reference_is_of_the_kind_of_its_base(dtype: DType) -> None:
    kinds = (
        "is_floating",
        "is_integer",
        "is_unsigned",
        "is_complex",
        "is_bool",
        "is_quantized",
        "is_numpy_compatible",
    )

    assert [getattr(dtype._as_ref, kind) for kind in kinds] == [getattr(dtype, kind) for kind in kinds]


@pytest.mark.parametrize("dtype", [dtypes.resource, dtypes.variant, dtypes.resource._as_ref])
def test_dty_3_resource_and_variant_have_no_numpy_type(dtype: DType) -> None:
    assert not dtype.is_numpy_compatible
    with pytest.raises(KeyError) as caught:
        _ = dtype.as_numpy_dtype
    assert caught.value.args == (dtype.as_datatype_enum,)


def test_dty_3_strings_and_booleans_are_pythons_types() -> None:
    assert dtypes.string.as_numpy_dtype is object
    assert dtypes.bool.as_numpy_dtype is bool
    assert dtypes.bfloat16.as_numpy_dtype is ml_dtypes.bfloat16
    assert dtypes.quint16.as_numpy_dtype == np.dtype([("quint16", np.uint16)])


@given(any_dtype)
def test_dty_4_as_dtype_undoes_number_name_and_numpy_type(dtype: DType) -> None:
    assert as_dtype(dtype) is dtype
    assert as_dtype(dtype.as_datatype_enum) is dtype
    assert as_dtype(dtype.name) is dtype
    if dtype.is_numpy_compatible:
        assert as_dtype(dtype.as_numpy_dtype) is dtype.base_dtype
        assert as_dtype(np.dtype(dtype.as_numpy_dtype)) is dtype.base_dtype
        assert as_dtype(np.zeros(2, dtype.as_numpy_dtype).dtype) is dtype.base_dtype


@given(value_dtype)
def test_dty_4_either_byte_order_is_accepted(dtype: DType) -> None:
    if dtype.is_numpy_compatible and not dtype.is_quantized:
        assert as_dtype(dtype.numpy_dtype.newbyteorder("S")) is dtype


@pytest.mark.parametrize("value", [int, str, "f4", "int", "INT32", None, 24, 100, "", np.dtype("V3"), np.floating, ()])
def test_dty_4_what_stands_for_no_dtype_is_refused(value: Any) -> None:
    with pytest.raises(TypeError) as caught:
        as_dtype(value)
    assert str(caught.value) == f"Cannot convert value {value!r} to a TensorFlow DType."


def test_dty_4_what_cannot_be_hashed_raises_pythons_error() -> None:
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        as_dtype([])


@given(any_dtype, anything)
def test_dty_5_equal_exactly_when_as_dtype_gives_that_dtype(dtype: DType, value: Any) -> None:
    try:
        expected = as_dtype(value) is dtype
    except TypeError:
        expected = False

    assert (dtype == value) is expected
    assert (dtype != value) is not expected


@given(any_dtype, any_dtype)
def test_dty_5_two_dtypes_are_equal_when_they_are_one(a: DType, b: DType) -> None:
    assert (a == b) is (a is b)
    assert (hash(a) == hash(b)) is (a is b)
    assert hash(a) == a.as_datatype_enum


def test_dty_5_a_numpy_dtype_may_stand_on_either_side() -> None:
    assert dtypes.float32 == np.dtype("float32")
    assert np.dtype("float32") == dtypes.float32
    assert np.dtype("float32") != dtypes.float64


@given(any_dtype, any_dtype)
def test_dty_6_compatible_with_itself_and_references_to_it(a: DType, b: DType) -> None:
    assert a.is_compatible_with(b) is (b is a or b.base_dtype is a)


@given(any_dtype)
def test_dty_7_limits_exist_for_numbers_only(dtype: DType) -> None:
    if dtype.is_integer:
        assert np.array([dtype.min, dtype.max], dtype.as_numpy_dtype).tolist() == [dtype.min, dtype.max]
        assert dtype.max - dtype.min == 2 ** (8 * dtype.size) - 1
        assert dtype.limits == (0, dtype.max)
    elif dtype.is_floating:
        assert float(dtype.min) == -float(dtype.max)
        assert np.isfinite(dtype.max)
    else:
        with pytest.raises(TypeError, match=f"^Cannot find minimum value of <dtype: '{dtype.name}'>.$"):
            _ = dtype.min
        with pytest.raises(TypeError, match=f"^Cannot find maximum value of <dtype: '{dtype.name}'>.$"):
            _ = dtype.max


@pytest.mark.parametrize("dtype", [dtypes.float16, dtypes.bfloat16, dtypes.bool, dtypes.string, dtypes.complex64])
def test_dty_7_other_dtypes_have_no_image_range(dtype: DType) -> None:
    with pytest.raises(KeyError) as caught:
        _ = dtype.limits
    assert caught.value.args == (dtype.as_numpy_dtype,)


def test_dty_8_sizes_are_those_of_the_table() -> None:
    assert [dtype.size for dtype in ALL_DTYPES] == [
        4,
        8,
        4,
        1,
        2,
        1,
        8,
        8,
        8,
        1,
        1,
        1,
        4,
        2,
        2,
        2,
        2,
        16,
        2,
        1,
        1,
        4,
        8,
    ]


def test_dty_8_a_reference_to_a_resource_has_no_size() -> None:
    with pytest.raises(KeyError, match="120"):
        _ = dtypes.resource._as_ref.size


@given(any_dtype)
def test_dty_9_pickling_and_copying_keep_the_object(dtype: DType) -> None:
    assert pickle.loads(pickle.dumps(dtype)) is dtype
    assert copy.deepcopy(dtype) is dtype


@given(any_dtype)
def test_dty_9_text(dtype: DType) -> None:
    assert repr(dtype) == f"tf.{dtype.name}"
    assert str(dtype) == f"<dtype: '{dtype.name}'>"


def test_dty_9_a_dtype_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="can't set attribute"):
        dtypes.float32.name = "float64"


@given(any_dtype)
def test_dty_10_a_dtype_is_of_one_kind_at_most(dtype: DType) -> None:
    kinds = (dtype.is_floating, dtype.is_integer, dtype.is_complex, dtype.is_bool, dtype.is_quantized)

    assert sum(kinds) == (dtype.base_dtype.name not in ("string", "resource", "variant"))
    assert dtype.is_integer or not dtype.is_unsigned


@given(any_dtype)
def test_dty_10_only_complex_dtypes_have_another_real_dtype(dtype: DType) -> None:
    if dtype.is_complex:
        assert dtype.real_dtype.size * 2 == dtype.size
        assert not dtype.real_dtype.is_ref_dtype
    else:
        assert dtype.real_dtype is dtype


def test_dty_10_the_quantised_dtypes_and_their_references() -> None:
    names = {dtype.name for dtype in dtypes.QUANTIZED_DTYPES if not dtype.is_ref_dtype}

    assert names == {"qint8", "quint8", "qint16", "quint16", "qint32"}
    assert {dtype._as_ref for dtype in dtypes.QUANTIZED_DTYPES} <= dtypes.QUANTIZED_DTYPES


def test_dty_11_a_dtype_by_its_number() -> None:
    assert DType(1) is dtypes.float32
    with pytest.raises(TypeError, match=r"^type_enum is not a valid types_pb2.DataType: 24$"):
        DType(24)
