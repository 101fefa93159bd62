"""Names: which are allowed, how they are made unique, and what name scopes do."""

from __future__ import annotations

from functools import partial
from typing import Any

from conformance.questions.question import question, refusal


@question("NAM-10")
def default_name_is_the_kind_of_op(tf: Any) -> Any:
    return [
        tf.constant(1).name,
        tf.placeholder(tf.float32).name,
        tf.zeros([2]).name,
        tf.no_op().name,
        tf.identity(1.0).name,
        tf.add(1, 2).name,
        tf.fill([2], 1).name,
    ]


@question("NAM-3")
def same_name_gets_a_number(tf: Any) -> Any:
    return [tf.constant(1, name="a").name for _ in range(4)]


@question("NAM-3")
def a_number_already_taken_is_skipped(tf: Any) -> Any:
    return [tf.constant(1, name=name).op.name for name in ("a_1", "a", "a", "a", "a_1", "a_1_1", "a_1")]


@question("NAM-4")
def names_are_unique_without_regard_to_case(tf: Any) -> Any:
    return [tf.constant(1, name=name).op.name for name in ("A", "a", "B", "b", "b", "B")]


@question("NAM-3")
def a_name_with_a_slash_makes_a_scope_unavailable(tf: Any) -> Any:
    first = tf.constant(1, name="x/y")
    with tf.name_scope("x") as scope:
        second = tf.constant(1, name="y")
    return [first.name, scope, second.name]


@question("NAM-3")
def an_op_and_a_scope_share_one_name_space(tf: Any) -> Any:
    names = [tf.constant(1, name="s").name]
    with tf.name_scope("s") as scope:
        names.append(scope)
    names.append(tf.constant(1, name="s").name)
    return names


@question("NAM-3")
def unique_name_marks_the_name_as_used(tf: Any) -> Any:
    graph = tf.get_default_graph()
    return [graph.unique_name("u"), graph.unique_name("u"), tf.constant(1, name="u").name]


@question("NAM-3")
def unique_name_may_only_look(tf: Any) -> Any:
    graph = tf.get_default_graph()
    return [
        graph.unique_name("u", mark_as_used=False),
        graph.unique_name("u", mark_as_used=False),
        tf.constant(1, name="u").name,
        graph.unique_name("u", mark_as_used=False),
    ]


@question("NAM-3", "NAM-7")
def unique_name_stands_in_the_scope(tf: Any) -> Any:
    with tf.name_scope("s"):
        return tf.get_default_graph().unique_name("u")


@question("NAM-3")
def unique_name_of_a_nested_name_marks_every_part(tf: Any) -> Any:
    graph = tf.get_default_graph()
    return [graph.unique_name("a/b/c"), graph.unique_name("a"), graph.unique_name("a/b"), graph.unique_name("a/b/c")]


@question("NAM-1")
def name_starting_with_an_underscore(tf: Any) -> Any:
    return tf.constant(1, name="_a").name


@question("NAM-1")
def name_starting_with_an_underscore_inside_a_scope(tf: Any) -> Any:
    with tf.name_scope("s"):
        return tf.constant(1, name="_a").name


@question("NAM-1")
def name_with_a_space(tf: Any) -> Any:
    return tf.constant(1, name="a b").name


@question("NAM-1")
def name_with_a_colon(tf: Any) -> Any:
    return tf.constant(1, name="a:0").name


@question("NAM-1")
def every_character_that_names_allow(tf: Any) -> Any:
    return [tf.constant(1, name=name).name for name in ("9", ".a", "A-b", "a.b-c_d/e", "a/-", "a//b")]


@question("NAM-1")
def characters_that_names_refuse(tf: Any) -> Any:
    names = ("-a", "/a", "\\a", "a\\b", "a$", "a+b", "a,b", "a>b", "\u00e9", "a\n")
    return [refusal(partial(tf.constant, 1, name=name)) for name in names]


@question("NAM-1")
def constant_with_an_empty_name(tf: Any) -> Any:
    return tf.constant(1, name="").op.name


@question("NAM-1", "NAM-10")
def empty_and_absent_names(tf: Any) -> Any:
    return [
        refusal(lambda: tf.placeholder(tf.int32, name="")),
        refusal(lambda: tf.identity(1, name="")),
        tf.placeholder(tf.int32, name=None).op.name,
        tf.add(1, 1, name=None).op.name,
    ]


@question("NAM-6")
def name_ending_with_a_slash_is_taken_as_it_is(tf: Any) -> Any:
    return [tf.constant(1, name="a/").name, refusal(lambda: tf.constant(1, name="a/"))]


@question("NAM-1")
def bytes_name_is_text(tf: Any) -> Any:
    return [tf.placeholder(tf.int32, name="a").name, tf.placeholder(tf.int32, name=b"b").name]


@question("NAM-7")
def scope_prefixes_names(tf: Any) -> Any:
    with tf.name_scope("outer") as outer, tf.name_scope("inner") as inner:
        return [outer, inner, tf.constant(1, name="c").name, tf.get_default_graph().get_name_scope()]


@question("NAM-7")
def same_scope_twice_gets_a_number(tf: Any) -> Any:
    scopes = []
    for _ in range(3):
        with tf.name_scope("s") as scope:
            scopes.append([scope, tf.constant(1, name="c").name])
    return scopes


@question("NAM-8")
def scope_with_a_trailing_slash_is_entered_again(tf: Any) -> Any:
    with tf.name_scope("s") as scope:
        first = tf.constant(1, name="c")
    with tf.name_scope(scope) as again:
        second = tf.constant(1, name="c")
    return [first.name, again, second.name]


@question("NAM-8")
def scope_with_a_trailing_slash_ignores_the_outer_scope(tf: Any) -> Any:
    with tf.name_scope("outer"), tf.name_scope("other/") as scope:
        return [scope, tf.constant(1, name="c").name]


@question("NAM-8")
def empty_or_none_scope_returns_to_the_top(tf: Any) -> Any:
    graph = tf.get_default_graph()
    with graph.name_scope("s"):
        with graph.name_scope(None) as none:
            first = tf.constant(1, name="c").name
        with graph.name_scope("") as empty:
            second = tf.constant(1, name="c").name
        third = tf.constant(1, name="c").name
    return [none, first, empty, second, third]


@question("NAM-8")
def empty_tf_name_scope(tf: Any) -> Any:
    with tf.name_scope("s"), tf.name_scope("") as scope:
        return [scope, tf.constant(1, name="c").name]


@question("NAM-7")
def scope_ends_when_an_error_leaves_it(tf: Any) -> Any:
    try:
        with tf.name_scope("s"):
            raise KeyError("x")
    except KeyError:
        pass
    return [tf.get_default_graph().get_name_scope(), tf.constant(1, name="c").name]


@question("NAM-2")
def scope_with_a_bad_first_character(tf: Any) -> Any:
    with tf.name_scope("_s"):
        return tf.constant(1).name


@question("NAM-2")
def scope_with_an_underscore_inside_another(tf: Any) -> Any:
    with tf.name_scope("s"), tf.name_scope("_t") as scope:
        return scope


@question("NAM-2")
def scope_with_a_bad_character(tf: Any) -> Any:
    with tf.name_scope("a b"):
        return tf.constant(1).name


@question("NAM-2")
def inner_scope_with_a_bad_character(tf: Any) -> Any:
    with tf.name_scope("s"), tf.name_scope("a:b"):
        return tf.constant(1).name


@question("NAM-2")
def scope_that_is_not_a_string(tf: Any) -> Any:
    return refusal(tf.name_scope(5).__enter__)[0]


@question("NAM-2")
def graph_name_scope_that_is_not_a_string(tf: Any) -> Any:
    return refusal(tf.get_default_graph().name_scope(5).__enter__)[0]


@question("NAM-13")
def name_scope_default_name(tf: Any) -> Any:
    with tf.name_scope(None, "fallback") as first:
        pass
    with tf.name_scope("given", "fallback") as second:
        pass
    return [first, second]


@question("NAM-13")
def name_scope_without_a_name_but_with_values(tf: Any) -> Any:
    with tf.name_scope(None, None, [tf.constant(1)]):
        return tf.constant(1).name


@question("NAM-13", "GRA-5")
def name_scope_values_of_two_graphs(tf: Any) -> Any:
    with tf.Graph().as_default():
        other = tf.constant(1)
    with tf.name_scope("s", values=[tf.constant(1), other]):
        return "entered"


@question("NAM-13")
def name_scope_enters_the_graph_of_its_values(tf: Any) -> Any:
    graph = tf.Graph()
    with graph.as_default():
        value = tf.constant(1)
    with tf.name_scope("s", "default", [value]) as scope:
        return [scope, tf.get_default_graph() is graph, tf.constant(2).name]


@question("NAM-11", "OPS-6")
def operators_name_ops_after_themselves(tf: Any) -> Any:
    a, b = tf.placeholder(tf.float32, name="a"), tf.placeholder(tf.float32, name="b")
    results = [a + 1.0, 1.0 + a, a - b, a * b, a / b, a // b, a % b, a**2.0, -a, a < b, a >= b, abs(a)]
    return [[t.op.name, t.op.type] for t in results]


@question("NAM-11", "OPS-6")
def a_converted_operand_is_named_beside_its_op(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, name="a")
    b = a * 2.0
    c = a * 2.0
    return [[i.name for i in b.op.inputs], [i.name for i in c.op.inputs]]


@question("OPS-16")
def slicing_makes_a_scope_with_its_constants(tf: Any) -> Any:
    a = tf.placeholder(tf.float32, [4, 4], name="a")
    b = a[1:3, 0]
    return [b.name, b.op.type, [i.name for i in b.op.inputs], a[0].name]


@question("NAM-12")
def composite_functions_open_a_scope(tf: Any) -> Any:
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    tf.reduce_mean(x)
    tf.nn.softmax(x)
    tf.ones_like(x)
    tf.zeros([2, 3])
    tf.ones([2])
    return [op.name for op in tf.get_default_graph().get_operations()]


@question("NAM-5")
def tensor_names_count_outputs(tf: Any) -> Any:
    parts = tf.split(tf.zeros([6]), 3, name="parts")
    return [[p.name for p in parts], parts[1].op.name, parts[1].value_index]


@question("NAM-12", "RND-3")
def random_ops_name_their_parts(tf: Any) -> Any:
    tf.random_uniform([2], name="u")
    tf.random_normal([2], name="n")
    tf.truncated_normal([2])
    return [[op.name, op.type] for op in tf.get_default_graph().get_operations()]


@question("VAR-39")
def variable_scope_makes_a_fresh_name_scope(tf: Any) -> Any:
    scopes = []
    for _ in range(2):
        with tf.variable_scope("v", reuse=tf.AUTO_REUSE):
            scopes.append([tf.get_default_graph().get_name_scope(), tf.constant(1, name="c").name])
    return scopes


@question("NAM-7")
def get_name_scope_at_the_top(tf: Any) -> Any:
    return tf.get_default_graph().get_name_scope()


@question("NAM-2")
def name_of_a_nested_scope_starting_with_dot(tf: Any) -> Any:
    with tf.name_scope(".x") as scope:
        return [scope, tf.constant(1, name="-y").name]


@question("NAM-3")
def op_name_is_free_again_in_another_graph(tf: Any) -> Any:
    names = [tf.constant(1, name="a").name]
    with tf.Graph().as_default():
        names.append(tf.constant(1, name="a").name)
    names.append(tf.constant(1, name="a").name)
    return names
