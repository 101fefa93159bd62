"""Clauses OPS on conversion: what Python's values and arrays become."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import reference as tf
from reference.literal import as_array

NUMBERS = st.booleans() | st.integers(-(2**31), 2**31 - 1) | st.floats(-1e30, 1e30)
plain_dtype = st.sampled_from(["bool", "int8", "uint16", "int32", "int64", "float16", "float32", "complex64"])


@st.composite
def dense(draw, elements=NUMBERS):
    """A nested list, and the shape that it has."""
    shape = draw(st.lists(st.integers(1, 3), max_size=3))

    def nest(sizes):
        return [nest(sizes[1:]) for _ in range(sizes[0])] if sizes else draw(elements)

    return nest(shape), tuple(shape)


def value_of(tensor):
    with tf.Session(graph=tensor.graph) as session:
        return session.run(tensor)


@pytest.fixture(autouse=True)
def own_graph():
    with tf.Graph().as_default():
        yield


@given(dense())
def test_ops_5_dense_lists_have_numpys_values_in_32_bits(case):
    value, shape = case
    array, dtype = as_array(value)
    expected = np.array(value)
    assert array.shape == shape
    assert dtype == {"f": tf.float32, "i": tf.int32, "b": tf.bool}[expected.dtype.kind]
    np.testing.assert_array_equal(array, expected.astype(array.dtype))


@given(arrays.arrays(plain_dtype, arrays.array_shapes(min_dims=0, min_side=0, max_side=3)))
def test_ops_5_arrays_keep_their_dtype_and_are_copied(array):
    tensor = tf.constant(array)
    before = array.copy()
    assert (tensor.dtype, tuple(tensor.shape.as_list())) == (tf.as_dtype(array.dtype), array.shape)
    array[...] = 1
    np.testing.assert_array_equal(value_of(tensor), before)


class Table:
    """An object that NumPy makes an array of: always the same one."""

    def __init__(self):
        self.held = np.array([1, 2], np.int16)

    def __array__(self, dtype=None, copy=None):
        return self.held


def test_ops_5_objects_with_an_array_are_copied_too():
    table = Table()
    tensor = tf.constant(table)
    table.held[0] = 9
    assert (tensor.dtype, value_of(tensor).tolist()) == (tf.int16, [1, 2])


@pytest.mark.parametrize("value", [bytearray(b"ab"), memoryview(b"ab")])
def test_ops_5_buffers_are_arrays(value):
    assert (tf.constant(value).dtype, value_of(tf.constant(value)).tolist()) == (tf.uint8, [97, 98])


@given(st.lists(st.text(max_size=3) | st.binary(max_size=3), max_size=4))
def test_ops_5_texts_become_bytes(texts):
    encoded = [text.encode() if isinstance(text, str) else text for text in texts]
    array, dtype = as_array(texts, tf.string)
    assert (array.tolist(), dtype) == (encoded, tf.string)


@given(dense(st.integers(-(2**63), 2**63 - 1)), st.sampled_from(["uint8", "int16", "int32", "uint64"]))
def test_ops_14_whole_numbers_are_cut_to_the_bits_of_the_dtype(case, name):
    value, _ = case
    array, _ = as_array(value, tf.as_dtype(name))
    np.testing.assert_array_equal(array, np.array(value, np.int64).astype(name))


KINDS = [  # one element of each kind, and the dtypes that take it
    (True, ("bool", "int32", "float32", "complex64")),
    (3, ("int32", "float32", "complex64")),
    (2.5, ("float32", "complex64")),
    (1j, ("complex64",)),
    ("text", ("string",)),
    (b"bytes", ("string",)),
    (None, ()),
]


@pytest.mark.parametrize("nest", [lambda value: [value], lambda value: [[value]], lambda value: (value,)])
@pytest.mark.parametrize(("value", "accepting"), KINDS, ids=lambda part: repr(part))
@pytest.mark.parametrize("name", ["bool", "int32", "float32", "complex64", "string"])
def test_ops_14_an_element_must_be_of_the_kind_of_the_dtype(value, accepting, name, nest):
    if name in accepting:
        assert tf.constant(nest(value), name).dtype == tf.as_dtype(name)
    else:
        message = f"Expected {name}, got {value!r} of type '{type(value).__name__}' instead."
        with pytest.raises(TypeError) as refused:
            tf.constant(nest(value), name)
        assert str(refused.value) == message


def test_ops_14_a_quantised_number_is_a_tuple():
    assert value_of(tf.constant([(1,), (-2,)], tf.qint8))["qint8"].tolist() == [1, -2]
    with pytest.raises(TypeError, match="Expected qint8, got 1 of type 'int' instead"):
        tf.constant([1], tf.qint8)


@pytest.mark.parametrize("dtype", [tf.resource, tf.variant])
def test_ops_14_handles_have_no_constants(dtype):
    with pytest.raises(TypeError, match=f"Incompatible types: <dtype: '{dtype.name}'> vs. int64. Value is 1"):
        tf.constant(1, dtype)


@given(dense(), st.data())
def test_ops_15_lists_that_are_not_dense_are_refused(case, data):
    value, shape = case
    if not shape:
        return
    path = [data.draw(st.integers(0, size - 1)) for size in shape]
    inner = value
    for index in path[:-1]:
        inner = inner[index]
    inner[path[-1]] = [0]  # one element becomes a list; in a list of one it is still dense
    if all(size == 1 for size in shape):
        assert as_array(value)[0].shape == (*shape, 1)
        return
    with pytest.raises((ValueError, TypeError), match=r"Argument must be a dense tensor|Failed to convert object"):
        as_array(value)
    with pytest.raises(ValueError, match="setting an array element with a sequence"):
        as_array(value, tf.complex128)


@pytest.mark.parametrize(
    ("value", "got", "wanted"),
    [([[1], [2, 3]], [2], [2, 1]), ([[[1]], [[2, 3]]], [2, 1], [2, 1, 1]), ([[1], 2], [2], [2, 1]),
     ([[], [1]], [2], [2, 0]), (range(3), [3], []), ([np.array([1.0])], [1, 1], [1])],
    ids=repr,
)  # fmt: skip
def test_ops_15_the_message_says_what_all_items_have_and_what_the_first_ones_have(value, got, wanted):
    with pytest.raises(ValueError) as refused:
        tf.constant(value)
    assert str(refused.value) == f"Argument must be a dense tensor: {value} - got shape {got}, but wanted {wanted}."


@given(st.lists(st.integers(-9, 9), max_size=6), st.lists(st.integers(1, 3), max_size=3))
def test_ops_7_elements_fill_a_shape_and_the_last_one_is_repeated(elements, shape):
    size = int(np.prod(shape, dtype=np.int64))
    if len(elements) > size:
        with pytest.raises(ValueError, match=f"Needed at most {size}, but received {len(elements)}"):
            tf.constant(elements, tf.int32, shape)
        return
    filled = elements + [elements[-1] if elements else 0] * (size - len(elements))
    assert value_of(tf.constant(elements, tf.int32, shape)).tolist() == np.reshape(filled, shape).tolist()


@pytest.mark.parametrize(("value", "dtype"), [([1], tf.float32), ("s", tf.float32), (np.int8([]), tf.int8)], ids=repr)
def test_ops_7_of_a_shape_without_elements_only_an_array_is_looked_at(value, dtype):
    tensor = tf.constant(value, shape=[0, 2])
    assert (tensor.dtype, value_of(tensor).shape) == (dtype, (0, 2))


@given(st.data())
def test_ops_13_a_list_with_tensors_has_the_value_of_the_list_without(data):
    value, shape = data.draw(dense(st.integers(-9, 9)))
    if not shape:
        return
    packed = tf.convert_to_tensor(with_tensors(value, data.draw(st.integers(0, 2**9 - 1)) | 1))
    assert packed.op.type == "Pack"
    np.testing.assert_array_equal(value_of(packed), value)


def with_tensors(value, which, position=0):
    """The list, with tensors in the place of the elements that the bits of ``which`` choose."""
    positions = iter(range(27))

    def replace(item):
        if isinstance(item, list):
            return [replace(inner) for inner in item]
        return tf.constant(item) if which >> next(positions) & 1 else item

    return replace(value)


class Length:
    """A type that is no number, and can become one."""

    def __init__(self, metres):
        self.metres = metres


def register(priority, convert):
    tf.register_tensor_conversion_function(Length, convert, priority)


@pytest.fixture
def registered(monkeypatch):
    """Lets a test register functions, and forgets them afterwards."""
    from reference import convert

    monkeypatch.setattr(convert, "_CONVERTERS", list(convert._CONVERTERS))
    monkeypatch.setattr(convert, "_CHOSEN", {})


def test_ops_17_the_function_of_the_smallest_priority_is_asked_first(registered):
    register(100, lambda value, dtype=None, name=None, as_ref=False: tf.constant(0))
    register(50, lambda value, dtype=None, name=None, as_ref=False: tf.constant(value.metres, dtype, name=name))
    register(50, lambda value, dtype=None, name=None, as_ref=False: tf.constant(2))
    register(10, lambda value, dtype=None, name=None, as_ref=False: NotImplemented)
    tensor = tf.identity(Length(7), name="i")
    assert (value_of(tensor), tensor.op.inputs[0].name) == (7, "i/input:0")


def test_ops_17_a_function_must_give_a_tensor_of_the_dtype(registered):
    register(100, lambda value, dtype=None, name=None, as_ref=False: 5)
    with pytest.raises(RuntimeError, match="returned non-Tensor: 5"):
        tf.convert_to_tensor(Length(7))
    register(50, lambda value, dtype=None, name=None, as_ref=False: tf.constant(5))
    with pytest.raises(RuntimeError, match="returned incompatible dtype: requested = float32, actual = int32"):
        tf.convert_to_tensor(Length(7), tf.float32)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((5, len), "base_type must be a type or a tuple of types."), ((Length, 5), "conversion_func must be callable.")],
)
def test_ops_17_what_cannot_be_registered(registered, arguments, message):
    with pytest.raises(TypeError, match=message):
        tf.register_tensor_conversion_function(*arguments)


def test_ops_4_both_preferred_dtypes_at_once_are_refused():
    with pytest.raises(ValueError, match="Cannot specify both 'preferred_dtype' and 'dtype_hint'"):
        tf.convert_to_tensor(1, preferred_dtype=tf.float32, dtype_hint=tf.float32)


def test_ops_4_an_operation_is_no_value():
    with pytest.raises(TypeError, match="Can't convert Operation 'n' to Tensor"):
        tf.convert_to_tensor(tf.no_op(name="n"))
