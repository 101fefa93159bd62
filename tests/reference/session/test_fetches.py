"""Clauses FET of spec/fetches.md that recorded questions do not hold."""

import collections
import types
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.session import conversions
from reference.session.conversions import register_session_run_conversion_functions
from tests.reference.runtime.own_ops import logging_op


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


@pytest.fixture
def registry(monkeypatch):
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(conversions, "_CONVERSIONS", list(conversions._CONVERSIONS))


class Pair(NamedTuple):
    first: object
    second: object


LEAVES = st.sampled_from(["tensor", "operation", "name", "name of an operation"])
NESTS = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.lists(parts, max_size=3),
        st.lists(parts, max_size=3).map(tuple),
        st.tuples(parts, parts).map(lambda both: Pair(*both)),
        st.dictionaries(st.one_of(st.integers(), st.text(max_size=3)), parts, max_size=3),
        st.dictionaries(st.text(max_size=3), parts, max_size=3).map(collections.OrderedDict),
    ),
    max_leaves=12,
)


def in_nest(nest, of_leaf):
    """The same nest with something else at its leaves."""
    if isinstance(nest, Pair):
        return Pair(*(in_nest(part, of_leaf) for part in nest))
    if isinstance(nest, list | tuple):
        return type(nest)(in_nest(part, of_leaf) for part in nest)
    if isinstance(nest, dict):
        return type(nest)((key, in_nest(part, of_leaf)) for key, part in nest.items())
    return of_leaf(nest)


def types_of(nest):
    """The classes of a nest's structures, leaves left out."""
    if isinstance(nest, dict):
        return type(nest), [types_of(part) for part in nest.values()]
    return (type(nest), [types_of(part) for part in nest]) if isinstance(nest, list | tuple) else None


@given(nest=NESTS)
def test_fet_1_and_fet_5_and_fet_6_what_comes_back_has_the_shape_of_the_fetches(nest):
    with tf.Graph().as_default(), tf.Session() as session:
        tensor = tf.constant(7, name="t")
        elements = {"tensor": tensor, "operation": tensor.op, "name": "t:0", "name of an operation": "t"}
        values = {"tensor": 7, "operation": None, "name": 7, "name of an operation": None}
        result = session.run(in_nest(nest, elements.get))
    assert result == in_nest(nest, values.get)
    assert types_of(result) == types_of(nest)


def test_fet_2_an_operation_is_run_for_its_effects(session):
    log = []
    operation = logging_op(log)(inputs=[], name="effect")
    assert session.run([operation, {"again": operation}]) == [None, {"again": None}]
    assert log == ["effect"]


def test_fet_3_writing_into_a_value_changes_nothing_else(session):
    constant = tf.constant([1, 2])
    same = tf.identity(constant)
    variable = tf.Variable([3, 4])
    session.run(variable.initializer)
    first = session.run([constant, same, variable])
    for value in first:
        value[0] = 99
    assert [value.tolist() for value in first] == [[99, 2], [99, 2], [99, 4]]
    assert [value.tolist() for value in session.run([constant, same, variable])] == [[1, 2], [1, 2], [3, 4]]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "complex64", "uint32", "bool", "qint8", "quint16"])
def test_fet_3_the_numpy_type_is_that_of_the_dtype(session, dtype):
    dtype = tf.as_dtype(dtype)
    zeros = np.zeros([2], np.dtype(dtype.as_numpy_dtype))
    assert session.run(tf.identity(tf.placeholder(dtype, name="p")), {"p:0": zeros}).dtype == zeros.dtype


class TestMappings:
    def test_fet_6_any_mapping_that_can_be_made_empty_and_filled(self, session):
        value = tf.constant(1)
        for kind in (collections.UserDict, collections.Counter, collections.OrderedDict):
            result = session.run(kind({"k": value}))
            assert type(result) is kind
            assert dict(result) == {"k": 1}

    @pytest.mark.parametrize("kind", [types.MappingProxyType, lambda items: ReadOnly(items)])
    def test_fet_6_others_fail_when_the_step_has_run(self, session, kind):
        log = []
        operation = logging_op(log)(inputs=[], name="ran")
        with pytest.raises(TypeError):
            session.run(kind({"k": operation}))
        assert log == ["ran"]


class ReadOnly(collections.abc.Mapping):
    def __init__(self, items=()):
        self.items_ = dict(items)

    def __getitem__(self, key):
        return self.items_[key]

    def __iter__(self):
        return iter(self.items_)

    def __len__(self):
        return len(self.items_)


class Interval:
    def __init__(self, low, high):
        self.low, self.high = low, high


class OpenInterval(Interval):
    pass


def register_interval(**functions):
    register_session_run_conversion_functions(
        Interval, lambda interval: ([interval.low, interval.high], lambda values: ("interval", *values)), **functions
    )


def test_fet_8_a_registered_type_is_fetched_and_fed_and_so_are_its_subclasses(session, registry):
    register_interval(
        feed_function=lambda key, value: [(key.low, value[0]), (key.high, value[1])],
        feed_function_for_partial_run=lambda key: [key.low, key.high],
    )
    interval = OpenInterval(tf.placeholder(tf.int32, [], name="low"), tf.placeholder(tf.int32, [], name="high"))
    doubled = Interval(*(tf.add(end, end) for end in (interval.low, interval.high)))
    assert session.run([interval, {"d": doubled}], {interval: (1, 2)}) == [
        ("interval", 1, 2),
        {"d": ("interval", 2, 4)},
    ]
    handle = session.partial_run_setup(doubled, interval)
    assert session.partial_run(handle, doubled, {interval: (3, 4)}) == ("interval", 6, 8)


def test_fet_8_the_type_registered_last_is_used_and_a_base_comes_too_late(session, registry):
    register_interval()
    low = tf.constant(1)
    register_session_run_conversion_functions(OpenInterval, lambda interval: ([low], lambda values: ("open", *values)))
    assert session.run(OpenInterval(low, 2)) == ("open", 1)
    for kind in (OpenInterval, Interval, object, tf.SparseTensor, tf.IndexedSlices):
        with pytest.raises(ValueError, match="has already been registered so ignore it"):
            register_session_run_conversion_functions(kind, lambda fetch: ([], list))


def test_fet_8_elements_of_a_registered_type_are_checked_like_all_others(session, registry):
    register_interval()
    with pytest.raises(TypeError, match=r"^Fetch argument 2 has invalid type <class 'int'>"):
        session.run(Interval(tf.constant(1), 2))


@pytest.mark.parametrize("index", [0, 1, 2])
def test_fet_9_no_part_of_a_sparse_tensor_may_be_forbidden(session, index):
    sparse = tf.SparseTensor([[0]], [1], [2])
    parts = [sparse.indices, sparse.values, sparse.dense_shape]
    session.graph.prevent_fetching(parts[index].op)
    assert [session.graph.is_fetchable(part) for part in parts] == [number != index for number in range(3)]
    with pytest.raises(ValueError, match="has been marked as not fetchable") as failure:
        session.run({"k": [sparse]})
    assert type(failure.value).__name__ == "InaccessibleTensorError"


def test_fet_10_and_fet_11_values_of_several_tensors_stand_where_they_were_asked_for(session):
    sparse = tf.SparseTensor([[0]], [1], [2])
    slices = tf.IndexedSlices(tf.constant([1.0]), tf.constant([3]))
    result = session.run({"both": (sparse, [slices]), "part": sparse.values})
    assert isinstance(result["both"][0], tf.SparseTensorValue)
    assert result["both"][0].values is result["part"]
    values, indices, dense_shape = result["both"][1][0]
    assert (values.tolist(), indices.tolist(), dense_shape) == ([1.0], [3], None)


@pytest.mark.parametrize(
    "fetch", [True, 1.5, object, len, range(2), collections.deque(), np.int64(3), tf.int32, b"a".join, {1: 2}.keys()]
)
def test_fet_12_what_can_be_no_fetch(session, fetch):
    tf.constant(1)
    with pytest.raises(TypeError) as failure:
        session.run(["Const:0", {"k": fetch}])
    expected = f"Fetch argument {fetch!r} has invalid type {type(fetch)!r}, must be a string or Tensor. "
    assert str(failure.value) == expected + f"(Can not convert a {type(fetch).__name__} into a Tensor or Operation.)"


def test_fet_13_a_name_is_taken_literally(session):
    tf.constant(1, name="a")
    for name in ("^a", "/a", "a/", "import/a"):
        with pytest.raises(ValueError, match="cannot be interpreted as a Tensor") as failure:
            session.run(name)
        assert f'"The name {name!r} refers to an Operation not in the graph."' in str(failure.value)


def test_fet_15_a_fetch_that_is_refused_keeps_all_others_from_running(session):
    log = []
    operation = logging_op(log)(inputs=[], name="ran")
    for bad in (5, "nope", None, "ran:7"):
        with pytest.raises((TypeError, ValueError)):
            session.run([operation, bad])
    assert log == []


def test_fet_16_an_attrs_object_gives_another_of_its_class(session):
    class Point:
        """What the attrs package makes of a class, as far as a session looks."""

        __attrs_attrs__ = (types.SimpleNamespace(name="x"), types.SimpleNamespace(name="y"))

        def __init__(self, x, y):
            self.x, self.y = x, y

    value = tf.constant(3)
    result = session.run([Point(value, {"op": value.op})])[0]
    assert isinstance(result, Point)
    assert (result.x, result.y) == (3, {"op": None})


@pytest.mark.parametrize("use_resource", [False, True])
def test_fet_17_a_variable_stands_for_an_element(session, use_resource):
    variable = tf.Variable([1, 2], use_resource=use_resource)
    session.run(variable.initializer)
    stands_for = session.graph.as_graph_element(variable)
    values = session.run([variable, stands_for])
    assert values[0] is values[1]
    assert values[0].tolist() == [1, 2]


def test_fet_18_empty_fetches_run_nothing_but_are_a_step_all_the_same(session):
    tf.constant(1)
    assert session.run({"a": [], "b": ((), {})}) == {"a": [], "b": ((), {})}
