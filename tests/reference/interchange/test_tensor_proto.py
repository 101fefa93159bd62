"""Tensors as messages and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import reference as tf
from reference import dtypes
from reference.interchange.messages import message
from reference.interchange.tensor_proto import array_of, form_of, tensor_message

LISTED = [dtype for dtype in dtypes.ALL_DTYPES if dtype not in (tf.resource, tf.variant)]
QUANTIZED = {dtype for dtype in LISTED if dtype.is_quantized}


def arrays(dtype):
    if dtype == tf.string:
        return hnp.arrays(object, SHAPES, elements=st.binary(max_size=5), fill=st.just(b""))
    return SHAPES.flatmap(lambda shape: contents(dtype, shape))


def contents(dtype, shape):
    """Arrays with any bits."""
    size = int(np.prod(shape)) * dtype.size
    return st.binary(min_size=size, max_size=size).map(
        lambda content: np.frombuffer(content, np.uint8).view(dtype.numpy_dtype).reshape(shape)
    )


SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)


def same(one, other):
    """Whether two arrays are equal, bit by bit but for NaN."""
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    if one.dtype.kind == "c":
        return same(one.real, other.real) and same(one.imag, other.imag)
    if one.dtype.kind == "f":
        return np.array_equal(one, other, equal_nan=True) and np.array_equal(np.signbit(one), np.signbit(other))
    return one.tolist() == other.tolist() if one.dtype == object else one.tobytes() == other.tobytes()


@pytest.mark.parametrize("dtype", LISTED, ids=lambda dtype: dtype.name)
@given(st.data())
def test_int_2_every_array_comes_back(dtype, data):
    array = data.draw(arrays(dtype))
    if dtype == tf.bool:
        array = array.view(np.uint8) % 2 == 1
    proto = tensor_message(array, dtype)
    assert same(array_of(message("TensorProto").FromString(proto.SerializeToString())), array)


@pytest.mark.parametrize("dtype", [tf.float32, tf.int16, tf.float16, tf.complex64, tf.string, tf.bool])
@given(st.integers(0, 6), st.integers(0, 6))
def test_int_2_the_last_element_that_is_listed_is_repeated(dtype, listed, size):
    elements = np.array([b"a", b"b", b"c", b"d", b"e", b"f"], object) if dtype == tf.string else np.arange(6)
    elements = elements.astype(dtype.numpy_dtype)[:listed]
    proto = tensor_message(elements, dtype, listed)
    proto.tensor_shape.dim[0].size = size
    filled = elements[-1] if listed else b"" if dtype == tf.string else np.zeros((), dtype.numpy_dtype)
    expected = [elements[index] if index < listed else filled for index in range(size)]
    assert array_of(proto).tolist() == np.array(expected, dtype.numpy_dtype).tolist()


def test_int_2_strings_in_content_are_lengths_then_bytes():
    proto = message("TensorProto")(dtype=7, tensor_content=b"\x02\x01abc")
    proto.tensor_shape.dim.add(size=2)
    assert array_of(proto).tolist() == [b"ab", b"c"]
    proto.tensor_content = b"\x02\x01ab"
    with pytest.raises(ValueError, match=r"^Cannot parse tensor from proto: dtype: DT_STRING"):
        array_of(proto)


def test_int_2_a_large_repetition_takes_no_memory():
    proto = message("TensorProto")(dtype=1, float_val=[1.5])
    for _ in range(3):
        proto.tensor_shape.dim.add(size=2**20)
    array = array_of(proto)
    assert array.shape == (2**20,) * 3
    assert array[5, 5, 5] == 1.5
    assert form_of(proto) == 1


def test_int_3_a_message_is_given_back_as_it_is():
    proto = tf.make_tensor_proto(1)
    assert tf.make_tensor_proto(proto) is proto


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        (([1, 2, 3], None, [2]), ValueError, "Too many elements provided. Needed at most 2, but received 3"),
        (([1, 2], None, [3], True), TypeError, "Expected Tensor's shape: (3,), got (2,)."),
        (([1, 2], None, [4], False, True), TypeError, "Expected Tensor's shape: (4,), got (2,)."),
        ((None,), ValueError, "None values not supported."),
        ((1.5, tf.int32), TypeError, "Expected int32, got 1.5 of type 'float' instead."),
        (([[1], [2, 3]],), ValueError, "Argument must be a dense tensor: [[1], [2, 3]] - got shape [2], but wanted"),
        ((1, tf.resource), TypeError, "Incompatible types: <dtype: 'resource'> vs. int64. Value is 1"),
    ],
)
def test_int_3_values_that_are_no_tensor_are_refused(arguments, error, text):
    with pytest.raises(error) as caught:
        tf.make_tensor_proto(*arguments)
    assert str(caught.value).startswith(text)


def test_int_3_an_array_from_a_message_is_new_and_can_be_written():
    array = tf.make_ndarray(tf.make_tensor_proto([1, 2]))
    array[0] = 5
    assert array.tolist() == [5, 2]


def test_int_3_a_message_that_lists_too_much_is_refused():
    proto = tf.make_tensor_proto([1, 2], shape=[3])
    proto.tensor_shape.dim[0].size = 1
    with pytest.raises(ValueError, match=r"index can't contain negative values"):
        tf.make_ndarray(proto)


def test_int_3_a_message_without_dtype_is_refused():
    with pytest.raises(TypeError, match=r"^Cannot convert value 0 to a TensorFlow DType.$"):
        tf.make_ndarray(message("TensorProto")())
