"""Building from values: constants, conversion, operators, slices, dtypes, shapes as objects."""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.questions.question import question, refusal, shapes


@question("OPS-5")
def constants_of_python_values(tf: Any) -> Any:
    made = [tf.constant(v) for v in (1, 1.5, True, "s", b"s", 1j, [1, 2], [[1.0]], [], (1, 2))]
    return [[t.dtype, str(t.shape)] for t in made]


@question("OPS-5")
def constants_of_numpy_values(tf: Any) -> Any:
    values = (
        np.int64(1),
        np.float64(1),
        np.zeros([2, 0], np.float16),
        np.array(["a", "b"]),
        np.array([True]),
        np.uint8(3),
    )
    return [[tf.constant(v).dtype, str(tf.constant(v).shape)] for v in values]


@question("OPS-5")
def constant_too_large_for_int32(tf: Any) -> Any:
    return [tf.constant(2**31 - 1).dtype, tf.constant(2**31).dtype, tf.constant([2**40, 1]).dtype]


@question("OPS-14")
def constant_too_large_for_its_dtype_wraps(tf: Any) -> Any:
    with tf.Session() as sess:
        return sess.run([tf.constant(2**40 + 5, tf.int32), tf.constant([300, -1], tf.uint8)])


@question("OPS-7")
def constant_fills_its_shape(tf: Any) -> Any:
    a = tf.constant(7, shape=[2, 2])
    b = tf.constant([1, 2], shape=[2, 2])
    with tf.Session() as sess:
        return sess.run([a, b])


@question("OPS-7")
def constant_with_too_many_values(tf: Any) -> Any:
    return tf.constant([1, 2, 3], shape=[2])


@question("OPS-7")
def constant_that_verifies_its_shape(tf: Any) -> Any:
    return tf.constant([1, 2], shape=[3], verify_shape=True)


@question("OPS-14")
def constant_of_a_wrong_dtype(tf: Any) -> Any:
    return [
        refusal(lambda: tf.constant(1.5, tf.int32)),
        refusal(lambda: tf.constant("a", tf.float32)),
        refusal(lambda: tf.constant([1, 2.5], tf.int32)),
        refusal(lambda: tf.constant(1, tf.string)),
        refusal(lambda: tf.constant(True, tf.int32)),
        refusal(lambda: tf.constant(1, tf.bool)),
    ]


@question("OPS-5")
def constant_of_mixed_values(tf: Any) -> Any:
    return [tf.constant([1, 2.5]).dtype, refusal(lambda: tf.constant([1, "a"])), refusal(lambda: tf.constant([2.5, 1]))]


@question("OPS-5")
def constant_of_none(tf: Any) -> Any:
    return tf.constant(None)


@question("OPS-15")
def constant_of_a_ragged_list(tf: Any) -> Any:
    return refusal(lambda: tf.constant([[1, 2], [3]]))


@question("OPS-5")
def constant_of_a_tensor(tf: Any) -> Any:
    return refusal(lambda: tf.constant(tf.constant(1)))[0]


@question("OPS-5")
def constant_of_an_object(tf: Any) -> Any:
    return refusal(lambda: tf.constant(object()))[0]


@question("OPS-4", "OPS-13")
def convert_to_tensor_keeps_tensors(tf: Any) -> Any:
    a = tf.constant(1)
    return [tf.convert_to_tensor(a) is a, tf.convert_to_tensor([1, 2]).op.type, tf.convert_to_tensor([a, a]).op.type]


@question("OPS-4")
def convert_to_tensor_of_another_dtype(tf: Any) -> Any:
    return tf.convert_to_tensor(tf.constant(1), tf.float32)


@question("OPS-4")
def convert_to_tensor_prefers_a_dtype(tf: Any) -> Any:
    return [
        tf.convert_to_tensor(1, preferred_dtype=tf.float64).dtype,
        tf.convert_to_tensor(1.5, preferred_dtype=tf.int32).dtype,
    ]


@question("OPS-6")
def operator_with_a_constant_of_another_dtype(tf: Any) -> Any:
    a = tf.constant(1, name="a")
    return a + 1.5


@question("OPS-6")
def operator_with_a_tensor_of_another_dtype(tf: Any) -> Any:
    return tf.constant(1, name="a") + tf.constant(1.5, name="b")


@question("OPS-3")
def function_with_a_tensor_of_another_dtype(tf: Any) -> Any:
    return tf.add(tf.constant(1, name="a"), tf.constant(1.5, name="b"))


@question("OPS-3")
def function_with_a_list_of_another_dtype(tf: Any) -> Any:
    return tf.multiply(tf.constant(1, name="a"), [1.5])


@question("OPS-6")
def operator_with_none(tf: Any) -> Any:
    return refusal(lambda: tf.constant(1) + None)


@question("OPS-6")
def operator_with_a_string(tf: Any) -> Any:
    return refusal(lambda: tf.constant(1.5) * "a")


@question("OPS-3")
def dtype_that_an_op_does_not_take(tf: Any) -> Any:
    return tf.exp(tf.constant([1, 2]))


@question("OPS-3")
def bool_that_an_op_does_not_take(tf: Any) -> Any:
    return tf.matmul(tf.constant([[True]]), tf.constant([[True]]))


@question("OPS-6")
def addition_of_strings(tf: Any) -> Any:
    a = tf.constant("a")
    return [(a + "b").op.type, refusal(lambda: a - "b")]


@question("OPS-19")
def division_of_integers(tf: Any) -> Any:
    a = tf.constant(7)
    made = [a / 2, a // 2, tf.div(a, 2), tf.divide(a, 2), tf.truediv(a, 2), tf.floordiv(a, 2)]
    with tf.Session() as sess:
        return [[[t.op.type, t.op.name, t.dtype] for t in made], sess.run(made)]


@question("OPS-19")
def division_of_small_integers(tf: Any) -> Any:
    return [(tf.constant(7, t) / tf.constant(2, t)).dtype for t in (tf.int8, tf.uint8, tf.int16, tf.int64)]


@question("OPS-6")
def logical_operators(tf: Any) -> Any:
    a, b = tf.constant(True), tf.constant(False)
    made = [a & b, a | b, a ^ b, ~a, True & b]
    return [[t.op.name, t.op.type] for t in made]


@question("OPS-6")
def logical_operators_of_integers(tf: Any) -> Any:
    return tf.constant(3) & tf.constant(1)


@question("OPS-6")
def comparison_operators(tf: Any) -> Any:
    a, b = tf.constant(1), tf.constant(2)
    made = [a < b, a <= b, a > b, a >= b, tf.equal(a, b), tf.not_equal(a, b)]
    return [[t.op.name, t.op.type, t.dtype] for t in made]


@question("OPS-6")
def reflected_operators(tf: Any) -> Any:
    a = tf.constant([2.0])
    made = [1 + a, 1 - a, 3 * a, 1 / a, 7 // a, 7 % a, 2**a]
    with tf.Session() as sess:
        return [[list(t.op.node_def.input) for t in made], sess.run(made)]


@question("OPS-6", "OPS-20")
def matmul_operator(tf: Any) -> Any:
    a = tf.constant([[1.0, 2.0]])
    return [(a @ [[1.0], [1.0]]).op.type, ([[1.0]] @ a).shape, (tf.zeros([2, 3, 4]) @ tf.zeros([2, 4, 5])).op.type]


@question("OPS-6")
def numpy_on_the_left_of_an_operator(tf: Any) -> Any:
    made = np.array([1, 2], np.int32) * tf.constant([3, 4])
    return [type(made) is tf.Tensor, made.op.type, made.shape]


@question("OPS-16")
def slicing_of_every_kind(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, [4, 5, 6])
    return shapes(
        a[1],
        a[-1],
        a[1:3],
        a[::2],
        a[..., 0],
        a[:, tf.newaxis],
        a[1:, ..., tf.newaxis],
        a[::-1],
        a[0:0],
        a[2, 3, 4],
        a[:, 1:-1],
        a[100:],
        a[...],
        a[3:1:-1],
    )


@question("OPS-16")
def attributes_of_a_slice(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, [4, 5, 6])
    names = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")
    made = [a[1], a[:2], a[1:], a[..., 0], a[tf.newaxis, 1:2], a[:]]
    return [[t.op.get_attr(name) for name in names] for t in made]


@question("OPS-16")
def values_of_slices(tf: Any) -> Any:
    a = tf.reshape(tf.range(12), [3, 4])
    with tf.Session() as sess:
        return sess.run(
            [a[1], a[-1, ::2], a[1:, -1], a[::-1, 0], a[:, 1:3][0], a[tf.constant(1)], a[tf.constant(0) : 2, 3]]
        )


@question("OPS-16", "GRA-31")
def slice_out_of_range(tf: Any) -> Any:
    return tf.zeros([3])[5]


@question("OPS-16", "GRA-31")
def slice_with_too_many_indices(tf: Any) -> Any:
    return tf.zeros([3])[0, 0]


@question("OPS-16", "GRA-31")
def slice_with_a_step_of_zero(tf: Any) -> Any:
    return tf.zeros([3])[::0]


@question("OPS-16")
def slice_with_a_wrong_index(tf: Any) -> Any:
    a = tf.zeros([3])
    return [
        refusal(lambda: a["a"]),
        refusal(lambda: a[1.5]),
        refusal(lambda: a[[0, 1]]),
        refusal(lambda: a[None].name),
        refusal(lambda: a[True]),
    ]


@question("OPS-16", "GRA-31")
def slice_with_two_ellipses(tf: Any) -> Any:
    return tf.zeros([3])[..., ...]


@question("OPS-16", "GRA-31")
def slice_of_a_scalar(tf: Any) -> Any:
    return tf.constant(1)[0]


@question("OPS-16")
def slices_cannot_be_assigned(tf: Any) -> Any:
    a = tf.zeros([3])
    a[0] = 1.0


@question("VAR-42")
def slice_of_a_variable_can_be_assigned(tf: Any) -> Any:
    v = tf.Variable([1, 2, 3])
    assign = v[1].assign(9)
    with tf.Session() as sess:
        sess.run(v.initializer)
        return [sess.run(assign), assign.op.type]


@question("GRA-28")
def set_shape_refines(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, [None, 3])
    a.set_shape([2, None])
    return [
        a.shape,
        a.get_shape().as_list(),
        tf.identity(a).shape,
        refusal(lambda: a.set_shape([4, 3])),
        refusal(lambda: a.set_shape([2])),
    ]


@question("OPS-18", "FEE-19")
def identity_and_its_siblings(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, [None])
    return [
        tf.identity(a).op.type,
        tf.identity([1, 2]).op.type,
        tf.zeros_like(a).op.type,
        tf.zeros_like(tf.zeros([2])).op.type,
        tf.ones_like(a).op.type,
        tf.stop_gradient(a).op.type,
        tf.placeholder_with_default(1, []).op.type,
    ]


@question("OPS-18")
def zeros_and_ones_nodes(tf: Any) -> Any:
    made = [
        tf.zeros([2]),
        tf.zeros([2000, 2]),
        tf.ones([2], tf.int64),
        tf.zeros([2], tf.string),
        tf.zeros([2], tf.bool),
        tf.zeros([]),
    ]
    return [[t.op.type, t.name, t.dtype] for t in made]


@question("VAR-9")
def group_names_and_kinds(tf: Any) -> Any:
    a, b = tf.constant(1, name="a"), tf.no_op(name="b")
    made = [tf.group(a, b), tf.group(), tf.group([a, b], name="g"), tf.group(a)]
    return [[op.name, op.type, [c.name for c in op.control_inputs]] for op in made]


@question("VAR-9")
def group_of_a_number(tf: Any) -> Any:
    return refusal(lambda: tf.group(5))


@question("OPS-1", "OPS-12")
def raw_ops_take_keywords_only(tf: Any) -> Any:
    made = tf.raw_ops.Add(x=1, y=2, name="sum")
    return [made.name, made.op.type, refusal(lambda: tf.raw_ops.Add(1, 2))[0]]


@question("SHP-6", "SHP-9", "SHP-16")
def tensor_shape_representations(tf: Any) -> Any:
    made = [
        tf.TensorShape(None),
        tf.TensorShape([]),
        tf.TensorShape([2, None]),
        tf.TensorShape(3),
        tf.TensorShape([tf.Dimension(4)]),
    ]
    return [[repr(s), str(s), s.ndims] for s in made]


@question("SHP-11", "SHP-13", "SHP-14")
def tensor_shape_merging(tf: Any) -> Any:
    a, b = tf.TensorShape([2, None]), tf.TensorShape([None, 3])
    c, u = tf.TensorShape([4, 3]), tf.TensorShape(None)
    return [
        a.merge_with(b),
        u.merge_with(a),
        a.merge_with(u),
        a.concatenate(c),
        a.concatenate(u),
        a.with_rank(2),
        refusal(lambda: a.merge_with(c)),
        refusal(lambda: a.merge_with([1])),
        refusal(lambda: a.with_rank(1)),
    ]


@question("SHP-12", "SHP-14", "SHP-15")
def tensor_shape_compatibility(tf: Any) -> Any:
    a, b = tf.TensorShape([2, None]), tf.TensorShape([None, 3])
    c, u = tf.TensorShape([4, 3]), tf.TensorShape(None)
    return [
        a.is_compatible_with(b),
        a.is_compatible_with(c),
        a.is_compatible_with(u),
        u.is_compatible_with([]),
        refusal(lambda: a.assert_is_compatible_with(c)),
        refusal(lambda: a.assert_has_rank(3)),
        refusal(a.assert_is_fully_defined),
    ]


@question("SHP-8", "SHP-9", "SHP-15", "SHP-16")
def tensor_shape_sizes(tf: Any) -> Any:
    a, c, u = tf.TensorShape([2, None]), tf.TensorShape([4, 3]), tf.TensorShape(None)
    return [
        a.num_elements(),
        c.num_elements(),
        u.num_elements(),
        a.is_fully_defined(),
        c.is_fully_defined(),
        len(a),
        a.as_list(),
        a.ndims,
        u.ndims,
        refusal(lambda: len(u)),
        refusal(u.as_list),
    ]


@question("SHP-8", "SHP-9", "SHP-10")
def tensor_shape_items(tf: Any) -> Any:
    a, u = tf.TensorShape([2, None]), tf.TensorShape(None)
    made = [a[0], a[-1], a[1:], u[3], u[1:], u[1:3], list(a)]
    return [repr(item) for item in made] + [refusal(lambda: a[5])[0], refusal(lambda: list(u))]


@question("SHP-7")
def tensor_shape_equality(tf: Any) -> Any:
    a, u = tf.TensorShape([2, None]), tf.TensorShape(None)
    same = tf.TensorShape([2, 3])
    return [
        same == [2, 3],
        a == [2, None],
        u == tf.TensorShape(None),
        refusal(lambda: u != tf.TensorShape(None)),
        same != [2],
        refusal(lambda: a != tf.TensorShape([2, None])),
        bool(u),
        bool(a),
    ]


@question("SHP-2", "SHP-3", "SHP-4", "SHP-5")
def dimensions(tf: Any) -> Any:
    d, n = tf.Dimension(3), tf.Dimension(None)
    results = [
        d,
        n,
        d + 1,
        d * n,
        d // 2,
        7 // d,
        d - 1,
        10 - d,
        d % 2,
        d == 3,
        d == n,
        d < 4,
        d < n,
        n == n.value,
        int(d),
        d.value,
        d.merge_with(n),
        d.is_compatible_with(4),
    ]
    return [repr(result) for result in results]


@question("SHP-1", "SHP-2", "SHP-5")
def dimensions_refused(tf: Any) -> Any:
    d = tf.Dimension(3)
    return [
        refusal(lambda: tf.Dimension(-1)),
        refusal(lambda: d.merge_with(tf.Dimension(4))),
        refusal(lambda: tf.Dimension("a"))[0],
        refusal(lambda: d.assert_is_compatible_with(4)),
        refusal(lambda: [1, 2, 3, 4][d]),
    ]


@question("DTY-1", "DTY-4", "DTY-9", "DTY-10")
def dtypes(tf: Any) -> Any:
    made = [
        tf.as_dtype(x) for x in ("float32", np.float64, tf.int8, bool, 1, "half", "bool_ref", np.dtype("int16"), float)
    ]
    return [[d.name, repr(d), str(d), d.as_datatype_enum, d.is_floating, d.is_integer] for d in made]


@question("DTY-4")
def unknown_dtype(tf: Any) -> Any:
    return refusal(lambda: tf.as_dtype("nonsense"))


@question("DTY-2", "DTY-3", "DTY-6", "DTY-7", "DTY-8")
def limits_of_dtypes(tf: Any) -> Any:
    return [
        tf.int32.max,
        tf.int8.min,
        tf.uint8.limits,
        tf.float32.size,
        tf.int64.as_numpy_dtype.__name__,
        tf.float32.base_dtype,
        tf.float32.is_compatible_with(tf.as_dtype("float32_ref")),
        tf.string.is_integer,
        refusal(lambda: tf.string.max),
    ]


@question("OPS-8")
def attributes_of_wrong_types(tf: Any) -> Any:
    x, image = tf.zeros([1, 1]), tf.zeros([1, 4, 4, 1])
    return [
        refusal(lambda: tf.raw_ops.MatMul(a=x, b=x, transpose_a="yes")),
        refusal(lambda: tf.raw_ops.Pack(values=[x, x], axis="a")),
        refusal(lambda: tf.raw_ops.Squeeze(input=x, axis=["a"])),
        refusal(lambda: tf.raw_ops.Conv2D(input=image, filter=image, strides=5, padding="SAME")),
        refusal(lambda: tf.raw_ops.Conv2D(input=image, filter=image, strides=[1, 1, 1, 1], padding=3)),
        refusal(lambda: tf.raw_ops.Cast(x=x, DstT="nonsense")),
        refusal(lambda: tf.raw_ops.Placeholder(dtype=tf.float32, shape="ab"))[0],
    ]


@question("OPS-9")
def list_arguments_of_wrong_types(tf: Any) -> Any:
    return [
        refusal(lambda: tf.raw_ops.AddN(inputs=5)),
        refusal(lambda: tf.raw_ops.AddN(inputs=[])),
        refusal(lambda: tf.raw_ops.AddN(inputs=[1, 2.5])),
        refusal(lambda: tf.raw_ops.Pack(values=["a", 1])),
    ]


@question("OPS-3", "OPS-12")
def raw_op_without_an_argument(tf: Any) -> Any:
    return [refusal(lambda: tf.raw_ops.Add(x=1))[0], refusal(lambda: tf.raw_ops.Neg(x=None))]


@question("OPS-8")
def raw_op_fills_in_default_attributes(tf: Any) -> Any:
    made = tf.raw_ops.MatMul(a=[[1.0]], b=[[2.0]])
    return [made.op.get_attr("transpose_a"), made.op.get_attr("transpose_b"), [i.name for i in made.op.inputs]]


@question("OPS-4", "VAR-11", "VAR-24")
def variables_as_arguments(tf: Any) -> Any:
    v, w = tf.Variable([1.0], name="v"), tf.Variable([1.0], name="w", use_resource=True)
    return [[i.name for i in tf.add(v, w).op.inputs], tf.add_n([v, w]).op.inputs[0].name, tf.stack([v, w]).shape]


@question("OPS-20")
def matmul_of_an_unknown_rank_is_a_batch_matmul(tf: Any) -> Any:
    a, u = tf.placeholder(tf.float32, [2, 3]), tf.placeholder(tf.float32)
    return [tf.matmul(a, u).op.type, tf.matmul(u, a).op.type, tf.matmul(u, u).op.type, tf.matmul(a, a, True).op.type]


@question("DTY-5")
def what_a_dtype_equals(tf: Any) -> Any:
    ref = tf.Variable(1.0, use_resource=False)._ref().dtype
    others: Any = (
        np.float32,
        "float",
        "float32",
        1,
        np.dtype("float32"),
        tf.float64,
        None,
        "no dtype",
        1.5,
        [],
        ref,
        float,
    )
    return [
        [tf.float32 == other for other in others],
        [tf.float32 != other for other in others],
        [hash(tf.float32), hash(tf.as_dtype("string")), hash(ref), len({tf.float32, tf.as_dtype("float"), tf.int32})],
    ]


@question("DTY-11")
def dtypes_by_number(tf: Any) -> Any:
    made = [tf.DType(number) for number in (1, 7, 101, 21)]
    return [[repr(dtype) for dtype in made], [refusal(lambda n=n: tf.DType(n)) for n in (0, 24, 99, -1)]]  # type: ignore[misc]


@question("SHP-17")
def shapes_in_messages_of_steps(tf: Any) -> Any:
    left, right = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    added = left + right
    with tf.Session() as sess:
        step = refusal(lambda: sess.run(added, {left: np.zeros((2, 3)), right: np.zeros((4,))}))
        missing = refusal(lambda: sess.run(tf.placeholder(tf.float32, [2, None], name="p")))
        unknown = refusal(lambda: sess.run(tf.placeholder(tf.float32, name="q")))
    return [
        step,
        missing,
        unknown,
        refusal(lambda: tf.matmul(tf.zeros([2, 3]), tf.placeholder(tf.float32, [None, 4, 5]))),
    ]
