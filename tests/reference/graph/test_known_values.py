"""Clauses GRA-29 and GRA-30: what is known while building is what a session computes."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import reference as tf
from reference.opdef.constant_value import constant_as_shape, constant_value

SIZES = st.integers(0, 3)
UNARY = (tf.identity, tf.negative, tf.shape, tf.size, tf.rank)
BINARY = (tf.add, tf.subtract, tf.multiply, tf.maximum)


@st.composite
def programs(draw):
    """Tensors that are computed from constants and from a placeholder of partly known shape."""
    shape = draw(st.lists(SIZES, max_size=2))
    fed = np.arange(int(np.prod(shape)), dtype=np.int32).reshape(shape)
    known = [length if draw(st.booleans()) else None for length in shape]
    placeholder = tf.placeholder(tf.int32, draw(st.just(known) | st.just(None)))
    vector = tf.constant(draw(st.lists(SIZES, max_size=3)), tf.int32)
    tensors = [placeholder, vector, tf.constant(draw(st.integers(-5, 5)))]
    for _ in range(draw(st.integers(0, 6))):
        operand = draw(st.sampled_from(tensors))
        if draw(st.booleans()):
            tensors.append(draw(st.sampled_from(UNARY))(operand))
        else:
            tensors.append(draw(st.sampled_from(BINARY))(operand, tf.constant(draw(st.integers(-3, 3)))))
    return placeholder, fed, tensors


@settings(max_examples=60)
@given(st.data())
def test_gra_29_a_known_value_is_the_one_that_a_step_computes(data):
    with tf.Graph().as_default(), tf.Session() as session:
        placeholder, fed, tensors = data.draw(programs())
        for tensor, value in zip(tensors, session.run(tensors, {placeholder: fed}), strict=True):
            known = constant_value(tensor)
            if known is not None:
                assert known.dtype == np.asarray(value).dtype
                np.testing.assert_array_equal(known, value)


@settings(max_examples=60)
@given(st.data())
def test_gra_15_the_shape_of_a_value_is_compatible_with_the_static_shape(data):
    with tf.Graph().as_default(), tf.Session() as session:
        placeholder, fed, tensors = data.draw(programs())
        for tensor, value in zip(tensors, session.run(tensors, {placeholder: fed}), strict=True):
            assert tensor.shape.is_compatible_with(np.shape(value))


@st.composite
def vectors_of_sizes(draw, placeholder):
    """A vector of sizes that is put together from the shape of a placeholder and from numbers."""
    vector = tf.raw_ops.Shape(input=placeholder)
    for _ in range(draw(st.integers(0, 4))):
        how = draw(st.sampled_from(["slice", "join", "stack"]))
        if how == "slice":
            vector = vector[draw(st.none() | SIZES) : draw(st.none() | st.integers(-3, 3))]
        elif how == "join":
            vector = tf.concat([vector, tf.constant(draw(st.lists(SIZES, max_size=2)), tf.int32)], 0)
        else:
            vector = tf.stack([draw(SIZES), tf.raw_ops.Size(input=vector)])
    return vector


@settings(max_examples=60)
@given(st.data())
def test_gra_30_what_is_known_of_a_vector_of_sizes_is_what_a_step_computes(data):
    shape = data.draw(st.lists(SIZES, min_size=1, max_size=3))
    known = [length if data.draw(st.booleans()) else None for length in shape]
    with tf.Graph().as_default(), tf.Session() as session:
        placeholder = tf.placeholder(tf.int32, known)
        vector = data.draw(vectors_of_sizes(placeholder))
        sizes = constant_as_shape(vector)
        computed = session.run(vector, {placeholder: np.zeros(shape, np.int32)}).tolist()
    assert sizes is None or len(sizes) == len(computed)
    assert all(size in (None, value) for size, value in zip(sizes or [None] * len(computed), computed, strict=True))


def test_gra_29_values_that_a_step_may_change_are_not_known():
    with tf.Graph().as_default():
        variable = tf.Variable([2, 3])
        made = [
            tf.placeholder(tf.int32, [2]), tf.placeholder_with_default([2, 3], [2]), variable.value(),
            tf.random_uniform([2], maxval=5, dtype=tf.int32), tf.identity(tf.placeholder_with_default([2, 3], [2])),
        ]  # fmt: skip
        assert [constant_value(tensor) for tensor in made] == [None] * len(made)


def test_gra_29_a_chain_of_any_length_is_followed():
    with tf.Graph().as_default():
        tensor = tf.constant(7)
        for _ in range(3000):
            tensor = tf.identity(tensor)
        assert constant_value(tensor) == 7
