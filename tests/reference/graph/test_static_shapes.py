"""Clauses on static shapes: what is said of partly known shapes holds for every shape that they may turn out to be."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import reference as tf
from reference.opdef import static_shape
from reference.tensor_shape import TensorShape

size = st.integers(0, 3)
full = st.lists(size, max_size=4).map(tuple)


@st.composite
def partial(draw, shape):
    """What is known of a full shape: some sizes, or not even the rank."""
    if draw(st.integers(0, 9)) == 0:
        return None
    return tuple(None if draw(st.booleans()) else known for known in shape)


def compatible(one, other):
    return TensorShape.from_static(one).is_compatible_with(TensorShape.from_static(other))


@given(st.data())
def test_gra_28_merging_keeps_every_shape_that_both_allow(data):
    shape = data.draw(full)
    one, other = data.draw(partial(shape)), data.draw(partial(shape))
    merged = static_shape.merge(one, other)
    assert compatible(merged, shape)
    assert merged == static_shape.merge(other, one)
    assert merged == static_shape.merge(merged, one) == static_shape.merge(merged, other)


@given(st.data())
def test_gra_28_set_shape_knows_what_merging_knows(data):
    shape = data.draw(full)
    one, other = data.draw(partial(shape)), data.draw(partial(shape))
    with tf.Graph().as_default():
        tensor = tf.placeholder(tf.float32, one)
        tensor.set_shape(other)
        assert tensor.shape.static == TensorShape.from_static(one).merge_with(other).static
        assert tf.identity(tensor).shape.static == tensor.shape.static


@given(one=full, other=full)
def test_gra_28_full_shapes_merge_only_with_themselves(one, other):
    if one == other:
        assert static_shape.merge(one, other) == one
    else:
        with pytest.raises(ValueError, match=r"Shapes must be equal rank|in both shapes must be equal"):
            static_shape.merge(one, other)


@given(one=full, other=full)
def test_ops_22_full_shapes_broadcast_as_in_numpy(one, other):
    try:
        expected = np.broadcast_shapes(one, other)
    except ValueError:
        with pytest.raises(ValueError, match="Dimensions must be equal, but are"):
            static_shape.broadcast(one, other)
    else:
        assert static_shape.broadcast(one, other) == expected


@given(st.data())
def test_ops_22_what_is_known_of_a_broadcast_shape_holds_for_all_shapes(data):
    one, other = data.draw(full), data.draw(full)
    try:
        expected = np.broadcast_shapes(one, other)
    except ValueError:
        assume(False)
    known = static_shape.broadcast(data.draw(partial(one)), data.draw(partial(other)))
    assert compatible(known, expected)


def shapes_of(partly_known, sizes=(0, 1, 2, 3)):
    return itertools.product(*[sizes if known is None else (known,) for known in partly_known])


def fits(one, other):
    try:
        np.broadcast_shapes(one, other)
    except ValueError:
        return False
    return True


@given(st.lists(st.none() | size, max_size=2), st.lists(st.none() | size, max_size=2))
def test_ops_22_partly_known_shapes_are_refused_only_if_nothing_fits(one, other):
    if any(fits(*pair) for pair in itertools.product(shapes_of(one), shapes_of(other))):
        static_shape.broadcast(tuple(one), tuple(other))
    else:
        with pytest.raises(ValueError, match="Dimensions must be equal"):
            static_shape.broadcast(tuple(one), tuple(other))


@pytest.mark.parametrize(("known", "gives"), [(0, None), (1, None), (2, 2), (3, 3), (None, None)])
def test_ops_22_an_unknown_size_gives_what_is_greater_than_one(known, gives):
    assert static_shape.broadcast((None,), (known,)) == static_shape.broadcast((known,), (None,)) == (gives,)


@given(st.lists(st.none() | st.integers(0, 5), max_size=4))
def test_gra_15_sizes_multiply_as_far_as_they_are_known(sizes):
    product = static_shape.multiply(sizes)
    if 0 in sizes:
        assert product == 0
    else:
        assert product == (None if None in sizes else int(np.prod(sizes, dtype=np.int64)))


def test_gra_15_a_refused_operation_leaves_the_graph_as_it_was():
    with tf.Graph().as_default() as graph:
        a, b = tf.zeros([2]), tf.zeros([3])
        version = graph.version
        with pytest.raises(ValueError, match="Dimensions must be equal, but are 2 and 3"):
            tf.add(a, b)
        assert (graph.version, a.consumers(), b.consumers()) == (version, [], [])
