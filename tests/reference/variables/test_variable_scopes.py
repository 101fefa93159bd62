"""Variables by name: scopes, reuse, and what a scope gives to its variables."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

import reference as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def test_var_30_names_come_from_variable_scopes_alone() -> None:
    with tf.variable_scope("s"), tf.name_scope("n"):
        assert tf.get_variable("v", [2]).name == "s/v:0"
        assert tf.Variable(1.0, name="v").name == "s/n/v:0"
    assert tf.get_variable("a/b", [2]).name == "a/b:0"


def test_var_30_nodes_of_a_shared_variable(graph: Any) -> None:
    with tf.variable_scope("s"):
        tf.get_variable("v", [2], initializer=tf.zeros_initializer())
    assert [op.name for op in graph.get_operations()] == ["s/v/Initializer/zeros", "s/v", "s/v/Assign", "s/v/read"]


def test_var_31_a_name_that_is_taken() -> None:
    variable = tf.get_variable("v", [2])
    with pytest.raises(ValueError, match=r"^Variable v already exists, disallowed. Did you mean to set reuse=True or"):
        tf.get_variable("v", [2])
    with tf.variable_scope("", reuse=True):
        assert tf.get_variable("v", [2]) is variable
        assert tf.get_variable("v") is variable
    with tf.variable_scope("", reuse=tf.AUTO_REUSE):
        assert tf.get_variable("v", [2]) is variable


def test_var_31_a_name_that_is_not_taken() -> None:
    with (
        tf.variable_scope("", reuse=True),
        pytest.raises(ValueError, match=r"^Variable v does not exist, or was not created with tf.get_variable()"),
    ):
        tf.get_variable("v", [2])
    with tf.variable_scope("", reuse=tf.AUTO_REUSE):
        assert tf.get_variable("v", [2]).name == "v:0"


def test_var_31_what_is_reused_must_fit() -> None:
    tf.get_variable("v", [2])
    with tf.variable_scope("", reuse=True):
        with pytest.raises(
            ValueError, match=r"^Trying to share variable v, but specified shape \(3,\) and found shape"
        ):
            tf.get_variable("v", [3])
        with pytest.raises(
            ValueError, match=r"^Trying to share variable v, but specified dtype int32 and found dtype flo"
        ):
            tf.get_variable("v", [2], tf.int32)


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        (None, None, False), (True, None, True), (True, False, True), (False, True, True),
        (tf.AUTO_REUSE, None, tf.AUTO_REUSE), (tf.AUTO_REUSE, True, True), (True, tf.AUTO_REUSE, tf.AUTO_REUSE),
    ],
)  # fmt: skip
def test_var_31_reuse_is_inherited_by_name(outer: Any, inner: Any, expected: Any) -> None:
    with tf.variable_scope("outer", reuse=outer), tf.variable_scope("inner", reuse=inner) as scope:
        assert scope.reuse == expected


def test_var_31_a_scope_entered_again_keeps_its_own_reuse() -> None:
    with tf.variable_scope("plain") as plain:
        pass
    with tf.variable_scope("reusing", reuse=True) as reusing, tf.variable_scope(plain) as scope:
        assert not scope.reuse
    with tf.variable_scope(reusing, reuse=False) as scope:
        assert scope.reuse


def test_var_31_reuse_from_now_on() -> None:
    with tf.variable_scope("s") as scope:
        variable = tf.get_variable("v", [2])
        scope.reuse_variables()
        assert tf.get_variable("v", [2]) is variable
    assert not tf.get_variable_scope().reuse


def test_var_32_what_a_scope_gives_to_its_variables() -> None:
    ones = tf.ones_initializer()
    with tf.variable_scope("outer", initializer=ones, dtype=tf.float64, use_resource=True, constraint=abs) as outer:
        variable = tf.get_variable("v", [2])
        with tf.variable_scope("inner") as inner:
            assert (inner.initializer, inner.dtype, inner.use_resource, inner.constraint) == (
                ones,
                tf.float64,
                True,
                None,
            )
    assert (variable.dtype, variable.constraint) == (tf.float64, abs)
    assert variable.initial_value.name == "outer/v/Initializer/ones:0"
    with tf.variable_scope(outer, dtype=tf.float32) as again:
        assert (again.initializer, again.dtype, again.constraint, again is outer) == (ones, tf.float32, abs, False)


def test_var_32_a_scope_belongs_to_a_graph_and_a_thread(graph: Any) -> None:
    seen: list[str] = []

    def look() -> None:
        with graph.as_default():
            seen.append(tf.get_variable_scope().name)

    with tf.variable_scope("s"):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        with tf.Graph().as_default():
            seen.append(tf.get_variable_scope().name)
        assert tf.get_variable_scope().name == "s"
    assert seen == ["", ""]


def test_var_32_the_graph_of_the_values_becomes_the_default() -> None:
    other = tf.Graph()
    with other.as_default():
        value = tf.constant(1.0)
    with tf.variable_scope("s", values=[value]):
        assert tf.get_variable("v", []).graph is other


def test_var_32_a_scope_is_left_when_an_error_passes() -> None:
    with pytest.raises(RuntimeError), tf.variable_scope("s"):
        raise RuntimeError
    assert tf.get_variable_scope().name == ""


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((None,), TypeError, "If default_name is None then name_or_scope is required"),
        ((3,), TypeError, "VariableScope: name_or_scope must be a string or VariableScope."),
        (("s", None, None, None, None, None, None, None, 3), ValueError, "The reuse parameter must be True or False"),
        (
            (None, "d", None, None, None, None, None, None, True),
            ValueError,
            "reuse=True cannot be used without a name_",
        ),
    ],
)
def test_var_32_arguments_that_open_no_scope(arguments: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=f"^{message}"), tf.variable_scope(*arguments):
        pass


@pytest.mark.parametrize(
    ("dtype", "initial"),
    [
        (tf.float32, "v/Initializer/random_uniform"),
        (tf.int32, "v/Initializer/zeros"),
        (tf.string, "v/Initializer/zeros"),
    ],
)
def test_var_33_what_initializes_when_nothing_is_said(dtype: Any, initial: str) -> None:
    assert tf.get_variable("v", [2], dtype).initial_value.op.name == initial


def test_var_33_some_dtypes_need_an_initializer() -> None:
    with pytest.raises(ValueError, match=r"^An initializer for variable v of <dtype: 'complex64'> is required"):
        tf.get_variable("v", [2], tf.complex64)


def test_var_34_a_value_is_the_initial_value() -> None:
    assert tf.get_variable("v", initializer=[1, 2]).dtype == tf.as_dtype("int32_ref")
    with pytest.raises(ValueError, match=r"^If initializer is a constant, do not specify shape."):
        tf.get_variable("w", [2], initializer=[1, 2])
    with pytest.raises(
        ValueError, match=r"^Initializer type '<dtype: 'int32'>' and explicit dtype '<dtype: 'float32'>' d"
    ):
        tf.get_variable("x", initializer=1, dtype=tf.float32)


def test_var_34_a_function_of_a_shape_or_of_nothing() -> None:
    asked: list[Any] = []

    def ones(shape: Any, dtype: Any, partition_info: Any) -> Any:
        asked.append((shape, dtype, partition_info))
        return tf.ones(shape, dtype)

    assert tf.get_variable("v", [2], initializer=ones).shape.as_list() == [2]
    assert asked == [([2], tf.float32, None)]
    assert tf.get_variable("w", initializer=lambda: tf.ones([3])).shape.as_list() == [3]
    assert tf.get_variable("x", [2], initializer=tf.ones_initializer).initial_value.op.name == "x/Initializer/ones"
    with pytest.raises(
        ValueError, match=r"^The initializer passed is not valid. It should be a callable with no argument"
    ):
        tf.get_variable("y", [None], initializer=tf.ones_initializer())


def test_var_35_default_names_are_made_unique() -> None:
    names = []
    for _ in range(2):
        with tf.variable_scope("outer"):
            for _ in range(2):
                with tf.variable_scope(None, "layer") as scope:
                    names.append(scope.name)
    assert names == ["outer/layer", "outer/layer_1"] * 2


def test_var_35_a_scope_entered_again_leaves_the_counts() -> None:
    with tf.variable_scope("outer") as outer:
        with tf.variable_scope(None, "layer"):
            pass
        with tf.variable_scope(outer), tf.variable_scope(None, "layer") as within:
            assert within.name == "outer/layer_1"
        with tf.variable_scope(None, "layer") as after:
            assert after.name == "outer/layer_1"


def test_var_36_regularization_losses(graph: Any) -> None:
    with tf.device("/cpu:0"), tf.variable_scope("s", regularizer=lambda v: tf.negative(v, name="loss")):
        tf.get_variable("v", [])
        tf.get_variable("w", [], regularizer=tf.no_regularizer)
    (loss,) = graph.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    assert (loss.name, loss.device, loss.op.get_attr("_class")) == (
        "s/v/Regularizer/loss:0",
        "/device:CPU:0",
        [b"loc:@s/v"],
    )


def test_var_37_getters_stand_in_for_the_lookup() -> None:
    seen: list[str] = []

    def noting(word: str) -> Any:
        def custom(getter: Any, name: str, **kwargs: Any) -> Any:
            seen.append(f"{word} {name} {kwargs['shape']}")
            return getter(name, **kwargs)

        return custom

    with tf.variable_scope("s", custom_getter=noting("outer")):
        with tf.variable_scope("t", custom_getter=noting("inner")):
            tf.get_variable("v", [2])
        tf.get_variable("w", [3], custom_getter=noting("own"))
    assert seen == ["inner s/t/v [2]", "outer s/t/v [2]", "own s/w [3]"]
    with pytest.raises(ValueError, match=r"^Passed a custom_getter which is not callable: 3"):
        tf.get_variable("x", [2], custom_getter=3)


def test_var_38_a_variable_in_parts() -> None:
    whole = tf.get_variable("v", [5, 2], initializer=tf.ones_initializer(), partitioner=tf.fixed_size_partitioner(2))
    assert [(part.name, part.shape.as_list()) for part in whole] == [("v/part_0:0", [3, 2]), ("v/part_1:0", [2, 2])]
    assert tf.convert_to_tensor(whole).shape.as_list() == [5, 2]
    with tf.variable_scope("", reuse=True):
        again = tf.get_variable("v", [5, 2], partitioner=tf.fixed_size_partitioner(2))
    assert again is whole
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(whole.assign([[1.0, 2], [3, 4], [5, 6], [7, 8], [9, 10]]))
        assert session.run(tf.identity(whole)).tolist() == [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]


@pytest.mark.parametrize(
    ("partitions", "message"),
    [
        ([1], "Partitioner returned a partition list that does not match the Variable's rank"),
        ([2, 2], "Can only slice a variable along one dimension"),
        ([0, 1], "Partitioner returned zero partitions for some axes"),
        (3, "Partitioner must return a sequence, but saw: 3"),
    ],
)
def test_var_38_partitions_that_cannot_be(partitions: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        tf.get_variable("v", [4, 2], partitioner=lambda **_: partitions)


def test_var_39_a_variable_scope_opens_a_name_scope() -> None:
    with tf.variable_scope("s") as scope, tf.variable_scope("t") as inner:
        assert tf.no_op(name="o").name == "s/t/o"
    with tf.variable_scope(inner):
        assert (tf.no_op(name="o").name, tf.get_variable("v", []).name) == ("t/o", "s/t/v:0")
    with tf.variable_scope("s", auxiliary_name_scope=False):
        assert tf.no_op(name="o").name == "o"
    with tf.variable_scope("s"):
        assert tf.no_op(name="o").name == "s_1/o"
    assert (scope.original_name_scope, inner.original_name_scope) == ("s/", "s/t/")


def test_var_39_one_block_entered_twice_keeps_its_name_scope() -> None:
    block = tf.variable_scope("s")
    with block as one:
        pass
    with block as other:
        assert (one.original_name_scope, other.original_name_scope) == ("s/", "s/")


def test_var_4_local_variables() -> None:
    variable = tf.get_local_variable("v", [2])
    assert (tf.local_variables(), tf.global_variables(), variable.trainable) == ([variable], [], False)


def test_var_41_the_counter_of_steps() -> None:
    assert tf.train.get_global_step() is None
    step = tf.train.create_global_step()
    assert (step.name, step.dtype.base_dtype, step.shape.as_list(), step.trainable) == (
        "global_step:0",
        tf.int64,
        [],
        False,
    )
    assert tf.train.get_or_create_global_step() is tf.train.get_global_step() is step
    with pytest.raises(ValueError, match=r'^"global_step" already exists.'):
        tf.train.create_global_step()
    with tf.Session() as session:
        session.run(step.initializer)
        assert tf.train.global_step(session, step) == 0


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.0, "Existing \"global_step\" does not have integer type: <dtype: 'float32'>"),
        ([1], 'Existing "global_step" is not scalar: \\(1,\\)'),
    ],
)
def test_var_41_what_cannot_count_steps(value: Any, message: str) -> None:
    tf.constant(value, name="global_step")
    with pytest.raises(TypeError, match=f"^{message}"):
        tf.train.get_global_step()
