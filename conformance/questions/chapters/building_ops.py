"""Building ops: static shapes, constant propagation, and what is refused at once."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np

from conformance.questions.question import nodes, question, refusal, shapes


@question("OPS-22")
def shape_of_broadcasts(tf: Any) -> Any:
    def p(shape: Any) -> Any:
        return tf.placeholder(tf.float32, shape)

    return shapes(
        p([2, 1]) + p([3]),
        p([None]) + p([3]),
        p([None]) + p([1]),
        p([None, 1]) * p([None]),
        p(None) + p([2]),
        p([]) - p([2, 2]),
        p([0]) + p([1]),
    )


@question("OPS-22", "GRA-31")
def incompatible_broadcast(tf: Any) -> Any:
    return tf.zeros([2]) + tf.zeros([3])


@question("OPS-22", "GRA-31")
def incompatible_broadcast_of_constants_in_a_function(tf: Any) -> Any:
    return tf.multiply([1, 2], [1, 2, 3], name="m")


@question("GRA-15")
def shape_of_matmul(tf: Any) -> Any:
    a, b = tf.placeholder(tf.float32, [2, None]), tf.placeholder(tf.float32, [None, 5])
    return shapes(
        tf.matmul(a, b),
        tf.matmul(b, a, transpose_a=True, transpose_b=True),
        tf.matmul(tf.placeholder(tf.float32), b),
        tf.matmul(tf.placeholder(tf.float32, [3, 4, 5]), tf.placeholder(tf.float32, [3, 5, None])),
    )


@question("GRA-31")
def incompatible_matmul(tf: Any) -> Any:
    return tf.matmul(tf.zeros([2, 3]), tf.zeros([2, 3]))


@question("GRA-31")
def matmul_of_vectors(tf: Any) -> Any:
    return tf.matmul(tf.zeros([3]), tf.zeros([3]))


@question("OPS-20")
def matmul_transposed_and_adjoint(tf: Any) -> Any:
    return tf.matmul([[1.0]], [[1.0]], transpose_a=True, adjoint_a=True)


@question("GRA-15", "GRA-29")
def reshape_by_a_known_shape(tf: Any) -> Any:
    a, u = tf.placeholder(tf.float32, [2, 6]), tf.placeholder(tf.float32)
    n = tf.placeholder(tf.float32, [None, 6])
    return shapes(
        tf.reshape(a, [3, 4]),
        tf.reshape(a, [-1]),
        tf.reshape(a, [4, -1]),
        tf.reshape(u, [-1, 2]),
        tf.reshape(n, [-1, 3]),
        tf.reshape(u, []),
        tf.reshape(n, [2, 6]),
        tf.reshape(n, [-1]),
    )


@question("GRA-29", "GRA-30")
def reshape_by_a_computed_shape(tf: Any) -> Any:
    a, n = tf.placeholder(tf.float32, [2, 6]), tf.placeholder(tf.float32, [None, 3])
    return shapes(
        tf.reshape(a, tf.shape(a)),
        tf.reshape(a, tf.stack([tf.shape(n)[0], 3])),
        tf.reshape(a, tf.concat([tf.shape(a)[1:], [2]], 0)),
        tf.reshape(a, tf.placeholder(tf.int32, [3])),
        tf.reshape(a, tf.stack([tf.shape(a)[0] * 3, -1])),
        tf.reshape(a, tf.cast(tf.shape(a), tf.int64)),
        tf.reshape(n, tf.shape(n)),
    )


@question("GRA-30")
def reshape_by_a_reversed_shape(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, [2, 6])
    return tf.reshape(a, tf.shape(a)[::-1])


@question("GRA-31")
def incompatible_reshape(tf: Any) -> Any:
    return tf.reshape(tf.zeros([2, 3]), [4, 2])


@question("GRA-31")
def incompatible_reshape_with_an_unknown_size(tf: Any) -> Any:
    return tf.reshape(tf.zeros([2, 3]), [4, -1])


@question("GRA-15", "GRA-29")
def reshape_with_two_unknown_sizes(tf: Any) -> Any:
    return tf.reshape(tf.zeros([2, 3]), [-1, -1]).shape


@question("GRA-30")
def reshape_with_a_negative_size(tf: Any) -> Any:
    return tf.reshape(tf.zeros([2, 3]), [-2, 3])


@question("GRA-31")
def reshape_by_a_matrix(tf: Any) -> Any:
    return tf.reshape(tf.zeros([4]), [[2, 2]])


@question("OPS-3")
def reshape_by_fractions(tf: Any) -> Any:
    return tf.reshape(tf.zeros([4]), [2.0, 2.0])


@question("GRA-29", "GRA-30")
def shape_of_fill_range_tile_and_pad(tf: Any) -> Any:
    n, u = tf.placeholder(tf.int32, [None, 3]), tf.placeholder(tf.int32, [])
    return shapes(
        tf.fill([2, 3], 1),
        tf.fill(tf.shape(n), 1),
        tf.fill([u, 2], 1),
        tf.range(5),
        tf.range(1, 10, 4),
        tf.range(u),
        tf.tile(n, [2, 3]),
        tf.tile(n, [u, 3]),
        tf.pad(n, [[1, 1], [0, 2]]),
        tf.zeros([u, 4]),
        tf.ones(tf.shape(n)),
        tf.fill(tf.placeholder(tf.int32), 1),
    )


@question("GRA-31")
def fill_of_a_negative_shape(tf: Any) -> Any:
    return tf.fill([-1], 2)


@question("GRA-31")
def fill_of_a_vector(tf: Any) -> Any:
    return tf.fill([2], [1, 2])


@question("GRA-31")
def range_with_a_step_of_zero(tf: Any) -> Any:
    return tf.range(0, 5, 0)


@question("GRA-31")
def range_in_the_wrong_direction(tf: Any) -> Any:
    return tf.range(5, 0)


@question("GRA-15")
def range_dtypes(tf: Any) -> Any:
    return [
        tf.range(3).dtype,
        tf.range(3.0).dtype,
        tf.range(0, 3, 0.5).dtype,
        tf.range(3, dtype=tf.int64).dtype,
        tf.range(np.int64(3)).dtype,
    ]


@question("GRA-15")
def shape_of_concat_stack_split_and_unstack(tf: Any) -> Any:
    a, n = tf.placeholder(tf.float32, [2, 3]), tf.placeholder(tf.float32, [None, 3])
    return shapes(
        tf.concat([a, n], 0),
        tf.concat([a, a], 1),
        tf.concat([a, a], -1),
        tf.concat([a], tf.placeholder(tf.int32, [])),
        tf.stack([a, n]),
        tf.stack([a, a], 2),
        tf.stack([a, a], -1),
        tf.split(a, 3, 1)[0],
        tf.unstack(a)[0],
        tf.unstack(a, axis=1)[0],
        tf.split(n, 2)[1],
    )


@question("GRA-31")
def incompatible_concat(tf: Any) -> Any:
    return tf.concat([tf.zeros([2, 3]), tf.zeros([3, 2])], 0)


@question("GRA-31")
def concat_of_other_ranks(tf: Any) -> Any:
    return tf.concat([tf.zeros([2, 3]), tf.zeros([3])], 0)


@question("GRA-31")
def concat_on_an_axis_that_is_not_there(tf: Any) -> Any:
    return tf.concat([tf.zeros([2]), tf.zeros([2])], 1)


@question("GRA-31")
def concat_of_scalars(tf: Any) -> Any:
    return tf.concat([1, 2], 0)


@question("GRA-15")
def concat_of_other_dtypes(tf: Any) -> Any:
    return tf.concat([tf.constant([1], name="a"), tf.constant([1.5], name="b")], 0)


@question("OPS-18")
def concat_of_one_value(tf: Any) -> Any:
    return [tf.concat([[1, 2]], 0).op.type, tf.concat(tf.zeros([2]), 0).op.type, refusal(lambda: tf.concat([], 0))]


@question("GRA-15", "OPS-18")
def incompatible_stack(tf: Any) -> Any:
    return tf.stack([tf.zeros([2]), tf.zeros([3])])


@question("GRA-15", "OPS-18")
def stack_on_an_axis_that_is_not_there(tf: Any) -> Any:
    return tf.stack([tf.zeros([2]), tf.zeros([2])], axis=3)


@question("OPS-18")
def stack_of_constants_is_a_constant(tf: Any) -> Any:
    return [tf.stack([1, 2]).op.type, tf.stack([tf.constant(1), 2]).op.type, tf.stack([1, 2], axis=0).name]


@question("GRA-15")
def unstack_of_an_unknown_size(tf: Any) -> Any:
    return tf.unstack(tf.placeholder(tf.float32, [None], name="p"))


@question("GRA-15")
def unstack_of_an_unknown_rank(tf: Any) -> Any:
    return tf.unstack(tf.placeholder(tf.float32, name="p"))


@question("GRA-31")
def unstack_a_wrong_number(tf: Any) -> Any:
    return tf.unstack(tf.zeros([2]), 3)


@question("GRA-31")
def split_into_uneven_parts(tf: Any) -> Any:
    return tf.split(tf.zeros([5]), 2)


@question("GRA-15")
def shape_of_transpose_squeeze_and_expand_dims(tf: Any) -> Any:
    a, u = tf.placeholder(tf.float32, [1, None, 3]), tf.placeholder(tf.float32)
    return shapes(
        tf.transpose(a),
        tf.transpose(a, [1, 0, 2]),
        tf.transpose(u),
        tf.squeeze(a),
        tf.squeeze(a, [0]),
        tf.squeeze(u, [0]),
        tf.expand_dims(a, 0),
        tf.expand_dims(a, -1),
        tf.expand_dims(u, 0),
        tf.squeeze(tf.zeros([1, 2, 1])),
        tf.transpose(tf.zeros([2, 3])),
        tf.transpose(a, tf.placeholder(tf.int32)),
    )


@question("GRA-31")
def transpose_of_a_wrong_permutation(tf: Any) -> Any:
    return [
        refusal(lambda: tf.transpose(tf.zeros([2, 3]), [0])),
        refusal(lambda: tf.transpose(tf.zeros([2, 3]), [0, 0])),
        refusal(lambda: tf.transpose(tf.zeros([2, 3]), [0, 2])),
    ]


@question("GRA-31")
def squeeze_of_a_larger_dimension(tf: Any) -> Any:
    return tf.squeeze(tf.zeros([2, 3]), [0])


@question("GRA-31")
def squeeze_of_an_axis_that_is_not_there(tf: Any) -> Any:
    return tf.squeeze(tf.zeros([1]), [3])


@question("GRA-31")
def expand_dims_of_an_axis_that_is_not_there(tf: Any) -> Any:
    return tf.expand_dims(tf.zeros([2]), 5)


@question("GRA-29", "GRA-30")
def shape_of_reductions(tf: Any) -> Any:
    a, u = tf.placeholder(tf.float32, [2, None, 4]), tf.placeholder(tf.float32)
    return shapes(
        tf.reduce_sum(a),
        tf.reduce_sum(a, 1),
        tf.reduce_mean(a, [0, -1]),
        tf.reduce_max(a, 0, keepdims=True),
        tf.reduce_sum(u),
        tf.reduce_sum(u, 0),
        tf.reduce_sum(a, tf.placeholder(tf.int32, [1])),
        tf.argmax(a, 1),
        tf.reduce_sum(a, []),
        tf.reduce_prod(a, keepdims=True),
        tf.argmax(u),
    )


@question("GRA-31")
def reduction_over_an_axis_that_is_not_there(tf: Any) -> Any:
    return tf.reduce_sum(tf.zeros([2, 3]), 2)


@question("GRA-31")
def argmax_over_an_axis_that_is_not_there(tf: Any) -> Any:
    return tf.argmax(tf.zeros([2, 3]), 2)


@question("OPS-21")
def nodes_of_a_reduction_over_everything(tf: Any) -> Any:
    tf.reduce_sum(tf.placeholder(tf.float32, [2, 3], name="a"))
    tf.reduce_sum(tf.placeholder(tf.float32, name="u"))
    return [[op.name, op.type, list(op.node_def.input)] for op in tf.get_default_graph().get_operations()]


@question("OPS-18")
def shape_size_and_rank_are_constants_when_known(tf: Any) -> Any:
    a, n, u = tf.zeros([2, 3]), tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32)
    return [[t.op.type for t in (tf.shape(x), tf.size(x), tf.rank(x))] for x in (a, n, u)]


@question("OPS-18")
def shape_names_and_dtypes(tf: Any) -> Any:
    n = tf.placeholder(tf.float32, [None, 3])
    made = [tf.shape(n), tf.shape(n, out_type=tf.int64), tf.size(n), tf.rank(n), tf.shape(tf.zeros([2]))]
    return [[t.name, t.dtype, str(t.shape)] for t in made]


@question("GRA-29", "GRA-30")
def shape_of_gather_and_slice(tf: Any) -> Any:
    a, i = tf.placeholder(tf.float32, [4, 5]), tf.placeholder(tf.int32, [None, 2])
    return shapes(
        tf.gather(a, i),
        tf.gather(a, i, axis=1),
        tf.gather(a, 1),
        tf.slice(a, [1, 0], [2, -1]),
        tf.slice(a, [0, 0], tf.placeholder(tf.int32, [2])),
        tf.gather(tf.placeholder(tf.float32), i),
    )


@question("GRA-15")
def slice_beyond_the_end(tf: Any) -> Any:
    return tf.slice(tf.zeros([3]), [1], [5]).shape


@question("GRA-31")
def slice_of_a_wrong_rank(tf: Any) -> Any:
    return tf.slice(tf.zeros([3]), [1, 1], [1, 1])


@question("GRA-31")
def gather_from_a_scalar(tf: Any) -> Any:
    return tf.gather(tf.constant(1), [0])


@question("GRA-31")
def tile_of_a_wrong_rank(tf: Any) -> Any:
    return tf.tile(tf.zeros([3]), [1, 1])


@question("GRA-31")
def pad_of_a_wrong_shape(tf: Any) -> Any:
    return tf.pad(tf.zeros([3]), [[1, 1], [1, 1]])


@question("GRA-15", "OPS-8")
def pad_of_an_unknown_mode(tf: Any) -> Any:
    return tf.pad(tf.zeros([3]), [[1, 1]], mode="NOPE")


@question("GRA-31")
def where_of_other_shapes(tf: Any) -> Any:
    return tf.where([True, False], [1, 2, 3], [1, 2, 3])


@question("GRA-15", "OPS-3")
def where_with_one_value(tf: Any) -> Any:
    return tf.where([True], [1])


@question("GRA-15", "OPS-18")
def add_n_of_other_shapes(tf: Any) -> Any:
    return [
        refusal(lambda: tf.add_n([tf.zeros([2]), tf.zeros([3])])),
        refusal(lambda: tf.add_n([])),
        refusal(lambda: tf.add_n(5)),
        tf.add_n([tf.zeros([2])]).op.type,
    ]


@question("OPS-18")
def cast_to_the_same_dtype_makes_nothing(tf: Any) -> Any:
    a = tf.constant(1.5)
    return [tf.cast(a, tf.float32) is a, tf.cast(a, tf.int32).op.type, tf.cast(a, tf.int32).name, tf.to_int64(a).name]


@question("GRA-15")
def cast_to_an_unsupported_dtype(tf: Any) -> Any:
    return refusal(lambda: tf.cast(tf.constant("a"), tf.int32))


@question("GRA-15")
def conv2d_shapes(tf: Any) -> Any:
    x, u = tf.placeholder(tf.float32, [None, 28, 28, 3]), tf.placeholder(tf.float32)
    w = tf.zeros([5, 5, 3, 8])
    return shapes(
        tf.nn.conv2d(x, w, [1, 2, 2, 1], "SAME"),
        tf.nn.conv2d(x, w, 1, "VALID"),
        tf.nn.conv2d(u, w, 1, "SAME"),
        tf.nn.max_pool(x, 2, 2, "VALID"),
        tf.nn.avg_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], "SAME"),
        tf.nn.depthwise_conv2d(x, tf.zeros([3, 3, 3, 2]), [1, 1, 1, 1], "SAME"),
    )


@question("GRA-31")
def conv2d_of_other_channels(tf: Any) -> Any:
    return tf.nn.conv2d(tf.zeros([1, 4, 4, 2]), tf.zeros([2, 2, 3, 1]), 1, "SAME")


@question("GRA-31")
def conv2d_of_a_wrong_rank(tf: Any) -> Any:
    return tf.nn.conv2d(tf.zeros([4, 4, 2]), tf.zeros([2, 2, 2, 1]), 1, "SAME")


@question("OPS-8")
def conv2d_of_a_wrong_padding(tf: Any) -> Any:
    return tf.nn.conv2d(tf.zeros([1, 4, 4, 2]), tf.zeros([2, 2, 2, 1]), 1, "NOPE")


@question("GRA-31")
def conv2d_of_a_filter_that_is_too_large(tf: Any) -> Any:
    return tf.nn.conv2d(tf.zeros([1, 4, 4, 2]), tf.zeros([5, 5, 2, 1]), 1, "VALID")


@question("GRA-31")
def max_pool_of_a_wrong_rank(tf: Any) -> Any:
    return tf.nn.max_pool(tf.zeros([4, 4]), 2, 2, "SAME")


@question("GRA-31")
def bias_add_of_other_channels(tf: Any) -> Any:
    return tf.nn.bias_add(tf.zeros([2, 3]), tf.zeros([2]))


@question("GRA-31")
def softmax_of_a_scalar(tf: Any) -> Any:
    return tf.nn.softmax(tf.constant(1.0))


@question("OPS-2")
def inputs_that_are_converted_are_named_after_the_op(tf: Any) -> Any:
    tf.raw_ops.Pack(values=[1, tf.constant(2), 3], name="p")
    tf.raw_ops.Neg(x=3.0)
    tf.raw_ops.ConcatV2(values=[[1], [2]], axis=0)
    tf.raw_ops.Fill(dims=[2], value=7, name="outer/fill")
    return nodes(tf)


@question("OPS-11")
def what_calls_of_ops_give(tf: Any) -> Any:
    both = tf.raw_ops.TopKV2(input=[1.0, 3.0], k=1)
    switch = tf.raw_ops.Switch(data=1, pred=True)
    return [
        [type(both).__name__, both._fields, switch._fields],
        [type(tf.raw_ops.NoOp()).__name__, type(tf.raw_ops.Neg(x=1.0)).__name__],
        [type(tf.raw_ops.Unpack(value=[1, 2], num=2)).__name__, len(tf.raw_ops.Unpack(value=[1, 2], num=2))],
        repr(tf.raw_ops.Unpack(value=np.zeros((0, 2)), num=0)),
    ]


@question("OPS-17")
def functions_that_convert_values(tf: Any) -> Any:
    class Celsius:
        degrees = 20.0

    class Other(Celsius):
        pass

    calls = []

    def convert(value: Any, dtype: Any = None, name: Any = None, as_ref: bool = False) -> Any:
        calls.append([type(value).__name__, repr(dtype), name, as_ref])
        return tf.constant(value.degrees, dtype, name=name)

    def pass_on(value: Any, dtype: Any = None, name: Any = None, as_ref: bool = False) -> Any:
        calls.append(["passed on", name])
        return NotImplemented

    tf.register_tensor_conversion_function(Celsius, convert)
    tf.register_tensor_conversion_function((Other, bytearray), pass_on, priority=10)
    made = [
        tf.negative(Celsius()),
        tf.convert_to_tensor(Other(), tf.float64, name="other"),
        tf.constant(1.0) + Celsius(),
    ]
    return [calls, [[tensor.name, repr(tensor.dtype)] for tensor in made]]


@question("OPS-17")
def functions_that_convert_wrongly(tf: Any) -> Any:
    class NoTensor:
        pass

    class OtherDtype:
        pass

    register = tf.register_tensor_conversion_function
    register(NoTensor, lambda value, dtype=None, name=None, as_ref=False: "text")
    register(OtherDtype, lambda value, dtype=None, name=None, as_ref=False: tf.constant(1))
    return [
        first_line_without_function(refusal(lambda: tf.convert_to_tensor(NoTensor()))),
        first_line_without_function(refusal(lambda: tf.convert_to_tensor(OtherDtype(), tf.float32))),
        refusal(lambda: register("text", lambda value: None)),
        refusal(lambda: register((int, "text"), lambda value: None)),
        refusal(lambda: register(NoTensor, "text")),
    ]


def first_line_without_function(refused: list[str]) -> list[str]:
    """A refusal without the name and place of the function that it tells."""
    return [refused[0], re.sub(r"<function .*?> for type .*? returned", "FUNCTION for type TYPE returned", refused[1])]


@question("OPS-23")
def assertions_that_fail(tf: Any) -> Any:
    texts = [
        tf.Assert(tf.constant(False), ["sizes", tf.constant([[1, 2], [3, 4]])]),
        tf.Assert(tf.constant(False), ["all", tf.range(6)], summarize=-1),
        tf.Assert(tf.constant(False), ["two", tf.range(6)], summarize=2),
        tf.Assert(tf.placeholder_with_default(False, []), ["floats", tf.constant([0.5, 1.5])]),
        tf.Assert(tf.placeholder_with_default(True, []), [tf.constant([0.5])]),
    ]
    with tf.Session() as sess:
        return [refusal(lambda check=check: sess.run(check)) for check in texts]  # type: ignore[misc]


@question("OPS-23")
def nodes_of_assertions(tf: Any) -> Any:
    given = [
        tf.Assert(tf.constant(True), ["text", tf.constant(1)], name="plain").type,
        tf.Assert(tf.placeholder(tf.bool, []), [1.5], name="branching").type,
    ]
    made = [[name, kind, [source.replace(":0", "") for source in inputs]] for name, kind, inputs in nodes(tf)]
    return [given, made, refusal(lambda: tf.Assert(tf.constant(True), "text"))]


@question("OPS-24")
def slices_that_become_tensors(tf: Any) -> Any:
    slices = tf.IndexedSlices(tf.constant([1.0, 2.0, 4.0]), tf.constant([2, 0, 2]), tf.constant([3]))
    late = tf.IndexedSlices(tf.constant([[1.0], [2.0]]), tf.constant([1, 1]), tf.placeholder_with_default([4, 1], [2]))
    without = tf.IndexedSlices(tf.constant([1.0]), tf.constant([0]))
    large = tf.IndexedSlices(tf.constant([1.0]), tf.constant([0]), tf.constant([100000000]))
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        tensors = [tf.identity(slices), tf.identity(late)]
        tf.identity(large, name="large")
    with tf.Session() as sess:
        values = sess.run(tensors)
    return [
        values,
        [warning.category.__name__ for warning in given],
        [tensor.op.node_def.input[0] for tensor in tensors],
        refusal(lambda: tf.convert_to_tensor(slices, tf.int32)),
        refusal(lambda: tf.identity(without)),
    ]
