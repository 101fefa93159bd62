"""Variable scopes: get_variable, sharing and its refusals, initializers."""

from __future__ import annotations

from typing import Any

from conformance.questions.question import initialized, question


@question("VAR-31")
def get_variable_twice(tf: Any) -> Any:
    tf.get_variable("v", [1])
    tf.get_variable("v", [1])


@question("VAR-31")
def get_variable_twice_with_reuse(tf: Any) -> Any:
    with tf.variable_scope("s"):
        v = tf.get_variable("v", [1])
    with tf.variable_scope("s", reuse=True):
        return [tf.get_variable("v", [1]) is v, tf.get_variable("v") is v]


@question("VAR-31")
def get_variable_with_reuse_but_no_variable(tf: Any) -> Any:
    with tf.variable_scope("s", reuse=True):
        return tf.get_variable("v", [1])


@question("VAR-31")
def get_variable_with_automatic_reuse(tf: Any) -> Any:
    made = []
    for _ in range(2):
        with tf.variable_scope("s", reuse=tf.AUTO_REUSE):
            made.append(tf.get_variable("v", [1]))
    return [made[0] is made[1], made[0].name]


@question("VAR-31")
def get_variable_with_reuse_and_another_shape(tf: Any) -> Any:
    tf.get_variable("v", [1])
    with tf.variable_scope("", reuse=True):
        return tf.get_variable("v", [2])


@question("VAR-31")
def get_variable_with_reuse_and_another_dtype(tf: Any) -> Any:
    tf.get_variable("v", [1])
    with tf.variable_scope("", reuse=True):
        return tf.get_variable("v", [1], tf.int32)


@question("VAR-31")
def get_variable_does_not_find_tf_variable(tf: Any) -> Any:
    tf.Variable(1.0, name="v")
    with tf.variable_scope("", reuse=True):
        return tf.get_variable("v")


@question("VAR-30")
def get_variable_beside_tf_variable_gets_another_name(tf: Any) -> Any:
    tf.Variable(1.0, name="v")
    return tf.get_variable("v", []).name


@question("VAR-34")
def get_variable_without_a_shape(tf: Any) -> Any:
    return tf.get_variable("v")


@question("VAR-34")
def get_variable_with_a_partial_shape(tf: Any) -> Any:
    return tf.get_variable("v", [None, 2])


@question("VAR-34")
def get_variable_with_a_shape_and_a_tensor(tf: Any) -> Any:
    return tf.get_variable("v", [2], initializer=tf.constant([1.0, 2.0]))


@question("VAR-34")
def get_variable_with_a_tensor_of_another_dtype(tf: Any) -> Any:
    return tf.get_variable("v", dtype=tf.int32, initializer=tf.constant(1.0))


@question("VAR-33")
def get_variable_of_a_string_without_initializer(tf: Any) -> Any:
    return initialized(tf, tf.get_variable("v", [2], tf.string))


@question("VAR-33")
def get_variable_default_initializers(tf: Any) -> Any:
    made = [tf.get_variable(t.name, [2], t) for t in (tf.float32, tf.int32, tf.bool, tf.float64)]
    return [[v.name, v.initial_value.op.type] for v in made]


@question("VAR-30")
def get_variable_of_an_empty_name(tf: Any) -> Any:
    return tf.get_variable("", [1])


@question("VAR-30")
def get_variable_ignores_name_scopes(tf: Any) -> Any:
    with tf.name_scope("n"):
        v = tf.get_variable("v", [1])
        w = tf.Variable(1, name="w")
    return [v.name, w.name, v.initializer.name]


@question("VAR-30", "VAR-39")
def variable_scope_prefixes_both_kinds(tf: Any) -> Any:
    with tf.variable_scope("s"):
        v, w = tf.get_variable("v", [1]), tf.Variable(1, name="w")
        with tf.variable_scope("t") as scope:
            x = tf.get_variable("x", [1])
    return [v.name, w.name, x.name, scope.name, scope.original_name_scope, (v + 1).name]


@question("VAR-32", "VAR-39")
def variable_scope_entered_again_by_its_object(tf: Any) -> Any:
    with tf.variable_scope("s") as scope:
        tf.get_variable("v", [1])
    with tf.variable_scope("other"), tf.variable_scope(scope, reuse=True):
        v = tf.get_variable("v", [1])
        return [v.name, tf.constant(1, name="c").name, tf.get_variable_scope().name]


@question("VAR-35")
def variable_scope_default_name_is_made_unique(tf: Any) -> Any:
    names = []
    for _ in range(2):
        with tf.variable_scope(None, default_name="d"):
            names.append(tf.get_variable("v", [1]).name)
    return names


@question("VAR-32")
def variable_scope_without_a_name(tf: Any) -> Any:
    with tf.variable_scope(None):
        return "entered"


@question("VAR-32")
def variable_scope_default_name_with_reuse(tf: Any) -> Any:
    with tf.variable_scope(None, default_name="d", reuse=True):
        return "entered"


@question("VAR-32")
def variable_scope_of_the_wrong_type(tf: Any) -> Any:
    with tf.variable_scope(5):
        return "entered"


@question("VAR-31")
def reuse_is_inherited(tf: Any) -> Any:
    seen = [tf.get_variable_scope().reuse]
    with tf.variable_scope("s", reuse=True):
        seen.append(tf.get_variable_scope().reuse)
        with tf.variable_scope("t", reuse=False):
            seen.append(tf.get_variable_scope().reuse)
        with tf.variable_scope("t"):
            seen.append(tf.get_variable_scope().reuse)
    return [*seen, tf.get_variable_scope().reuse]


@question("VAR-31")
def reuse_variables_of_the_current_scope(tf: Any) -> Any:
    with tf.variable_scope("s") as scope:
        v = tf.get_variable("v", [1])
        scope.reuse_variables()
        same = tf.get_variable("v") is v
    return [same, tf.get_variable_scope().reuse]


@question("VAR-32")
def variable_scope_passes_its_initializer_and_dtype(tf: Any) -> Any:
    with tf.variable_scope("s", initializer=tf.constant_initializer(7), dtype=tf.int32):
        v = tf.get_variable("v", [2])
        with tf.variable_scope("t"):
            w = tf.get_variable("w", [])
    return [v.dtype, initialized(tf, v, w)]


@question("VAR-20", "VAR-32")
def variable_scope_passes_use_resource(tf: Any) -> Any:
    with tf.variable_scope("s", use_resource=True):
        return [
            tf.get_variable("v", [2]).op.type,
            tf.get_variable("w", [2], use_resource=False).op.type,
            tf.Variable(1).op.type,
        ]


@question("VAR-36")
def variable_scope_regularizer_fills_a_collection(tf: Any) -> Any:
    with tf.variable_scope("s", regularizer=lambda t: tf.reduce_sum(t)):
        tf.get_variable("v", [2])
    return [t.name for t in tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)]


@question("VAR-37")
def variable_scope_custom_getter(tf: Any) -> Any:
    seen = []

    def watch(getter: Any, name: str, *arguments: Any, **named: Any) -> Any:
        seen.append([name, named.get("shape"), named["trainable"]])
        return getter(name, *arguments, **named)

    with tf.variable_scope("s", custom_getter=watch):
        tf.get_variable("v", [2])
    return seen


@question("VAR-39")
def auxiliary_name_scope_can_be_left_out(tf: Any) -> Any:
    with tf.variable_scope("s", auxiliary_name_scope=False):
        return [tf.get_variable("v", [1]).name, tf.constant(1, name="c").name]


@question("VAR-40")
def values_of_constant_initializers(tf: Any) -> Any:
    made = [
        tf.zeros_initializer(),
        tf.ones_initializer(tf.int32),
        tf.constant_initializer(3),
        tf.constant_initializer([1, 2, 3, 4]),
    ]
    tensors = [initializer([2, 2]) for initializer in made]
    with tf.Session() as sess:
        return [sess.run(tensors), [t.op.name for t in tensors]]


@question("VAR-40")
def constant_initializer_with_too_few_values(tf: Any) -> Any:
    v = tf.get_variable("v", [2, 3], initializer=tf.constant_initializer([1, 2]))
    return initialized(tf, v)


@question("VAR-40")
def constant_initializer_that_verifies_its_shape(tf: Any) -> Any:
    return tf.get_variable("v", [2, 3], initializer=tf.constant_initializer([1, 2], verify_shape=True))


@question("VAR-40")
def constant_initializer_with_too_many_values(tf: Any) -> Any:
    return tf.get_variable("v", [2], initializer=tf.constant_initializer([1, 2, 3]))


@question("VAR-40")
def seeded_initializers(tf: Any) -> Any:
    tf.set_random_seed(5)
    uniform = tf.get_variable("u", [2], initializer=tf.random_uniform_initializer(0, 100, seed=1))
    default = tf.get_variable("d", [2])
    return initialized(tf, uniform, default)


@question("VAR-40")
def config_of_initializers(tf: Any) -> Any:
    made = [
        tf.zeros_initializer(),
        tf.constant_initializer(3),
        tf.random_normal_initializer(),
        tf.truncated_normal_initializer(stddev=2.0),
        tf.glorot_uniform_initializer(seed=3),
    ]
    return [sorted(initializer.get_config()) for initializer in made]


@question("VAR-40")
def nodes_of_the_glorot_initializer(tf: Any) -> Any:
    tf.get_variable("v", [3, 3])
    graph = tf.get_default_graph()
    with tf.Session() as sess:
        names = ("v/Initializer/random_uniform/min:0", "v/Initializer/random_uniform/max:0")
        return [sess.run(graph.get_tensor_by_name(name)) for name in names]
