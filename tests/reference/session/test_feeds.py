"""Clauses FEE of spec/feeds.md that recorded questions do not hold."""

import collections
import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import reference as tf
from tests.reference.runtime.own_ops import failing_op

INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
NUMBERS = [*INTEGERS, "float16", "float32", "float64", "complex64", "complex128", "bool"]


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def fed(dtype, value, shape=None):
    """What a tensor has as its value in a step in which it is fed."""
    with tf.Graph().as_default(), tf.Session() as session:
        placeholder = tf.placeholder(dtype, shape, name="p")
        return session.run(tf.identity(placeholder), {placeholder: value})


# ---- the dictionary and its keys


@pytest.mark.parametrize("nothing", [None, {}, [], (), 0, ""])
def test_fee_1_nothing_is_fed(session, nothing):
    assert session.run(tf.constant(1), nothing) == 1


@pytest.mark.parametrize("kind", [collections.OrderedDict, collections.UserDict, types.MappingProxyType])
def test_fee_1_any_mapping_will_do(session, kind):
    value = tf.constant(1)
    assert session.run(tf.negative(value), kind({value: 4})) == -4


@pytest.mark.parametrize("other", [5, "p:0", [("p:0", 1)], {"p:0"}])
def test_fee_1_what_is_no_mapping_is_refused(session, other):
    tf.placeholder(tf.int32, name="p")
    with pytest.raises(TypeError, match=r"^input must be a dictionary$"):
        session.run("p:0", other)


def test_fee_2_a_key_may_be_bytes(session):
    placeholder = tf.placeholder(tf.int32, name="p")
    assert session.run(tf.negative(placeholder), {b"p:0": 4}) == -4


@pytest.mark.parametrize("values", [(1, (2, 3)), [1, 2, 3], [[1], [[2], 3]], ((1, 2), 3)])
def test_fee_5_leaves_are_taken_in_order_however_they_are_nested(session, values):
    p, q, r = (tf.placeholder(tf.int32, name=name) for name in "pqr")
    triple = collections.namedtuple("Triple", "p q r")
    for key in ((p, (q, r)), ((p,), (q, r)), triple(p, "q:0", r)):
        assert session.run([p, q, r], {key: values}) == [1, 2, 3]


def test_fee_5_an_array_is_one_leaf(session):
    p, q = (tf.placeholder(tf.int32, name=name) for name in "pq")
    both = session.run([p, q], {(p, q): (np.array([1, 2]), np.array([3]))})
    assert [value.tolist() for value in both] == [[1, 2], [3]]
    with pytest.raises(ValueError, match=r"^Could not flatten dictionary\. Key had 2 elements, but value had 1 elem"):
        session.run([p, q], {(p, q): np.array([1, 2])})


def test_fee_13_a_sparse_tensor_is_fed_part_by_part(session):
    sparse = tf.SparseTensor([[0]], [1], [2])
    value = tf.SparseTensorValue([[1]], [7], [9])
    for given_value in (value, tuple(value), list(value), (*value, "further")):
        result = session.run(sparse, {sparse: given_value})
        assert [part.tolist() for part in result] == [[[1]], [7], [9]]
    partly = session.run(sparse, {sparse: ([[1]], [7])})
    assert [part.tolist() for part in partly] == [[[1]], [7], [2]]
    for no_value in (5, None, sparse):
        with pytest.raises(TypeError):
            session.run(sparse, {sparse: no_value})


@pytest.mark.parametrize("dense_shape", [None, [7]])
def test_fee_13_indexed_slices_are_fed_part_by_part(session, dense_shape):
    shape = None if dense_shape is None else tf.constant(dense_shape)
    slices = tf.IndexedSlices(tf.constant([1.0]), tf.constant([3]), shape)
    value = session.run(slices)._replace(values=[5.0], indices=[1])
    for given_value in (value, ([5.0], [1], dense_shape)[: 2 if dense_shape is None else 3]):
        result = session.run(slices, {slices: given_value})
        assert (result.values.tolist(), result.indices.tolist()) == ([5.0], [1])


@pytest.mark.parametrize(
    ("shape", "dense_shape", "indices"),
    [
        (None, ("Placeholder", (None,)), (None, None)),
        ([2, None], ("Placeholder", (2,)), (None, 2)),
        ([2, 3], ("Const", (2,)), (None, 2)),
        (tf.TensorShape([2, 3]), ("Const", (2,)), (None, 2)),
    ],
)
def test_fee_20_a_sparse_placeholder_is_made_of_placeholders(shape, dense_shape, indices):
    with tf.Graph().as_default() as graph:
        sparse = tf.sparse_placeholder(tf.int8, shape, name="s")
        assert [operation.name for operation in graph.get_operations()] == ["s/shape", "s/values", "s/indices"]
        tf.sparse_placeholder(tf.int8, shape)
        unnamed = [operation.name for operation in graph.get_operations()[3:]]
        assert unnamed[-1] == ("Placeholder_2" if dense_shape[0] == "Placeholder" else "Placeholder_1")
    assert (sparse.dense_shape.op.type, tuple(sparse.dense_shape.shape.as_list())) == dense_shape
    assert (sparse.values.dtype, sparse.indices.dtype) == (tf.int8, tf.int64)
    assert tuple(sparse.indices.shape.as_list()) == indices


@pytest.mark.parametrize("shape", [tf.TensorShape([2, None]), tf.TensorShape(None)])
def test_fee_20_an_unknown_shape_is_no_shape_of_a_sparse_placeholder(shape):
    with pytest.raises(ValueError, match=r"partially known|unknown rank"):
        tf.sparse_placeholder(tf.float32, shape)


@pytest.mark.parametrize("use_resource", [False, True])
def test_fee_14_feeding_a_variable_leaves_what_the_session_holds(session, use_resource):
    variable = tf.Variable(1, use_resource=use_resource)
    session.run(variable.initializer)
    assert session.run([variable, tf.identity(session.graph.as_graph_element(variable))], {variable: 5}) == [5, 5]
    assert session.run(variable) == 1


def test_fee_14_an_uninitialized_variable_may_be_fed(session):
    variable = tf.Variable(1.0)
    assert session.run(tf.negative(variable), {variable: 5.0}) == -5.0


def test_fee_16_a_fed_reference_cannot_be_assigned_to(session):
    variable, other = tf.Variable(1, name="v"), tf.Variable(1)
    session.run([variable.initializer, other.initializer])
    also = other.assign_add(1)
    with pytest.raises(tf.errors.InvalidArgumentError) as failure:
        session.run([variable.assign_add(1), also], {variable: 5})
    expected = "Input 0 of node AssignAdd_1 was passed int32 from _arg_v_0_0:0 incompatible with expected int32_ref."
    assert failure.value.message.splitlines()[0] == expected
    assert session.run([variable, other]) == [1, 1]


def test_fee_9_only_the_forbidden_tensor_cannot_be_fed(session):
    first, second = tf.split(tf.constant([1, 2]), 2)
    session.graph.prevent_feeding(first)
    assert [session.graph.is_feedable(tensor) for tensor in (first, second)] == [False, True]
    with pytest.raises(ValueError, match="may not be fed"):
        session.run(second, {first: [5]})
    assert session.run(tf.negative(second), {second: [5]}).tolist() == [-5]


@pytest.mark.parametrize("turn", [1, -1])
def test_fee_18_the_last_of_several_values_counts(session, turn):
    placeholder = tf.placeholder(tf.int32, name="p")
    feeds = [(placeholder, 1), ("p:0", 2)][::turn]
    assert session.run([placeholder, tf.negative(placeholder)], dict(feeds)) == [feeds[1][1], -feeds[1][1]]


# ---- values


@given(data=st.data(), name=st.sampled_from(NUMBERS))
def test_fee_3_an_array_of_the_dtype_is_its_own_value(data, name):
    array = data.draw(arrays.arrays(name, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)))
    value = fed(tf.as_dtype(name), array)
    assert (value.shape, value.dtype) == (array.shape, array.dtype)
    assert value.tobytes() == array.tobytes()


@given(numbers=st.lists(st.integers(-(2**63), 2**63 - 1)), name=st.sampled_from(INTEGERS))
def test_fee_3_integers_in_lists_wrap_around(numbers, name):
    bits = 8 * np.dtype(name).itemsize
    value = fed(tf.as_dtype(name), numbers)
    assert [int(item) % 2**bits for item in value] == [number % 2**bits for number in numbers]


class Convertible:
    def __array__(self, dtype=None, copy=None):
        return np.array([1, 2], dtype)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Convertible(), [1, 2]), (range(3), [0, 1, 2]), ([np.float32(1), 2], [1, 2]), (np.array([1, 2], ">f4"), [1, 2]),
        (["1.5", b"2.5"], [1.5, 2.5]), ("1e3", 1000), ([True, 1.5], [1, 1.5]), (np.array([1, 2], object), [1, 2]),
        (np.arange(6).reshape(2, 3).T, [[0, 3], [1, 4], [2, 5]]), (np.array(["7"]), [7]),
    ],
)  # fmt: skip
def test_fee_3_whatever_numpy_makes_an_array_of(value, expected):
    assert fed(tf.float32, value).tolist() == expected


@pytest.mark.parametrize("value", [{1}, {"a": 1}, (x for x in [1]), object()])
def test_fee_3_objects_are_refused(value):
    with pytest.raises(TypeError):
        fed(tf.float32, value)


@given(value=st.one_of(st.integers(-(2**63), 2**63 - 1), st.booleans()), name=st.sampled_from([*INTEGERS, "bool"]))
def test_fee_12_an_int_that_stands_alone_must_be_a_value_of_the_dtype(value, name):
    dtype = tf.as_dtype(name)
    fits = value in (0, 1) if name == "bool" else dtype.min <= value <= dtype.max
    if fits:
        assert fed(dtype, value) == value
    else:
        message = f"^Type of feed value {value} with type {type(value)} is not compatible with Tensor type "
        with pytest.raises(TypeError, match=message):
            fed(dtype, value)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("float32", 2**24, None), ("float32", 2**24 + 1, TypeError), ("float16", 2**24 + 1, TypeError),
        ("float64", 2**24 + 1, None), ("complex64", 2**24 + 1, TypeError), ("float32", 2**70, None),
        ("float16", 2**70, TypeError), ("float32", 2**1100, OverflowError), ("complex128", 2**1100, OverflowError),
        ("int64", 2**70, OverflowError), ("int8", -(2**70), OverflowError), ("string", 5, TypeError),
        ("string", True, TypeError),
    ],
)  # fmt: skip
def test_fee_12_large_ints(name, value, error):
    if error is None:
        assert fed(tf.as_dtype(name), value) == value
    else:
        with pytest.raises(error):
            fed(tf.as_dtype(name), value)


def test_fee_12_holds_of_subclasses_of_int():
    class Index(int):
        pass

    assert fed(tf.uint8, Index(7)) == 7
    with pytest.raises(TypeError, match=r"^Type of feed value 300 "):
        fed(tf.uint8, Index(300))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.array([b"a\0b", b"c"]), [b"a\0b", b"c"]), (np.array([b"x\0"], object), [b"x\0"]),
        (("a", b"b"), [b"a", b"b"]), ([["a"], ["é"]], [[b"a"], [b"\xc3\xa9"]]), (np.str_("ab"), b"ab"), ([], []),
    ],
)  # fmt: skip
def test_fee_11_strings(value, expected):
    result = fed(tf.string, value)
    assert (result if isinstance(result, bytes) else result.tolist()) == expected


@pytest.mark.parametrize("value", [None, 1.5, [1], ["a", ["b"]], bytearray(b"a"), {"a": 1}])
def test_fee_11_other_objects_are_refused_when_the_step_runs(session, value):
    placeholder = tf.placeholder(tf.string, name="p")
    with pytest.raises(tf.errors.InternalError, match=r"^Unsupported object type "):
        session.run(tf.identity(placeholder), {placeholder: value})
    session.run(tf.constant(1), {placeholder: np.array(["not", "needed"], object)})


@given(static=st.one_of(st.none(), st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=3)), data=st.data())
def test_fee_4_the_shape_must_be_compatible(static, data):
    shape = tuple(data.draw(st.lists(st.integers(0, 3), max_size=3)))
    if tf.TensorShape(static).is_compatible_with(shape):
        assert np.shape(fed(tf.float32, np.zeros(shape), static)) == shape
    else:
        with pytest.raises(ValueError) as failure:
            fed(tf.float32, np.zeros(shape), static)
        described = f"which has shape {str(tf.TensorShape(static))!r}"
        assert str(failure.value) == f"Cannot feed value of shape {shape} for Tensor 'p:0', {described}"


def test_fee_6_holds_in_nests_and_for_tensors_of_other_graphs(session):
    p, q = tf.placeholder(tf.float32, name="p"), tf.placeholder(tf.float32, name="q")
    with tf.Graph().as_default():
        other = tf.constant(1.0)
    for feeds in ({p: other}, {(p, q): (1.0, q)}):
        with pytest.raises(TypeError, match=r"^The value of a feed cannot be a tf\.Tensor object\."):
            session.run(p, feeds)


def test_fee_10_the_step_has_values_of_its_own(session):
    array = np.array([1, 2], np.int32)
    variable = tf.Variable([0, 0])
    value = tf.placeholder(tf.int32, [2])
    session.run(variable.assign(value), {value: array})
    array[0] = 99
    assert session.run(variable).tolist() == [1, 2]
    result = session.run(tf.identity(value), {value: array})
    result[1] = 77
    assert array.tolist() == [99, 2]


def test_fee_15_feeds_are_checked_in_order_and_before_fetches(session):
    p, q = (tf.placeholder(tf.float32, [2], name=name) for name in "pq")
    session.graph.prevent_feeding(p)
    cases = [
        ([(5, 1), (p, [1])], "Cannot interpret feed_dict key as Tensor"),
        ([(q, [1]), (5, 1)], "Cannot feed value of shape (1,)"),
        ([(p, p)], "The value of a feed cannot be a tf.Tensor object."),
        ([(p, "abc")], "could not convert string to float: 'abc'"),
        ([(p, [1])], "Cannot feed value of shape (1,)"),
        ([(p, [1, 2])], "Tensor Tensor("),
        ([(5, 1), ((p, q), 1)], "Could not flatten dictionary."),
    ]
    for feeds, message in cases:
        with pytest.raises((TypeError, ValueError)) as failure:
            session.run([failing_op(AssertionError("ran"))(), 5.5], dict(feeds))
        assert str(failure.value).startswith(message)


# ---- fetching what is fed, and placeholders


def test_fee_8_text_comes_back_as_it_was_given(session):
    p = tf.placeholder(tf.string, name="p")
    given_back, encoded = session.run([p, tf.identity(p)], {p: ["a", b"b"]})
    assert (given_back.tolist(), encoded.tolist()) == (["a", b"b"], [b"a", b"b"])


def test_fee_8_the_array_is_the_same_only_if_its_type_is(session):
    p = tf.placeholder(tf.float32, name="p")
    single, double = np.array(3, np.float32), np.array([1, 2], np.float64)
    assert session.run([p, [p]], {p: single})[1][0] is single
    result = session.run(p, {p: double})
    assert result is not double
    assert result.dtype == np.float32


@pytest.mark.parametrize(
    ("dtype", "word"), [("float32", "float"), ("float64", "double"), ("float16", "half"), ("bfloat16", "bfloat16"),
                        ("complex64", "complex64"), ("string", "string"), ("qint8", "qint8"), ("resource", "resource")]
)  # fmt: skip
def test_fee_7_the_dtype_is_named_as_in_c(session, dtype, word):
    with pytest.raises(tf.errors.InvalidArgumentError) as failure:
        session.run(tf.placeholder(tf.as_dtype(dtype), name="p"))
    expected = f"You must feed a value for placeholder tensor 'p' with dtype {word}"
    assert failure.value.message.splitlines()[0] == expected
    assert failure.value.op.name == "p"


@pytest.mark.parametrize(
    ("shape", "described"), [(None, ""), ([], ""), ([0], " and shape [0]"), ([None], " and shape [?]")]
)
def test_fee_7_the_shape_is_named_if_it_has_a_dimension(session, shape, described):
    with pytest.raises(tf.errors.InvalidArgumentError) as failure:
        session.run(tf.placeholder(tf.int32, shape, name="p"))
    assert failure.value.message.splitlines()[0].endswith(f"with dtype int32{described}")


def test_fee_19_the_static_shapes_must_be_compatible(session):
    placeholder = tf.placeholder_with_default([1, 2], [None])
    assert placeholder.shape.as_list() == [None]
    assert session.run([placeholder, placeholder.op], {placeholder: [5]}) == [[5], None]
    message = r"^Dimension 0 in both shapes must be equal, but are 2 and 3\. Shapes are \[2\] and \[3\]\."
    with pytest.raises(ValueError, match=message):
        tf.placeholder_with_default([1, 2], [3])


def test_fee_13_a_dense_shape_of_none_is_a_value(session):
    parts = [tf.placeholder(dtype) for dtype in (tf.float32, tf.int64, tf.int64)]
    slices, shapeless = tf.IndexedSlices(*parts), tf.IndexedSlices(*parts[:2])
    value = session.run(shapeless, {shapeless: ([1.0], [0])})
    assert value.dense_shape is None
    assert session.run(shapeless.values, {shapeless: value}).tolist() == [1.0]
    with pytest.raises(TypeError):
        session.run(slices.values, {slices: value})


def test_fee_13_a_value_is_no_sparse_tensor(session):
    key, value = tf.sparse_placeholder(tf.float32), tf.SparseTensor([[1]], [2.0], [3])
    with pytest.raises(TypeError):
        session.run(key.values, {key: value})
