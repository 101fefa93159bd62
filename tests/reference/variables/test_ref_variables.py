"""Variables held by reference: their operations, their values, and what reads see of assignments."""

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import reference as tf
from reference.runtime.resources import Ref


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def initialized(session: Any) -> Any:
    session.run(tf.global_variables_initializer())
    return session


def first_line(caught: Any) -> str:
    return str(caught.value.message).splitlines()[0]


def test_var_1_every_session_holds_a_value_of_its_own() -> None:
    variable = tf.Variable(1)
    with tf.Session() as one, tf.Session() as other:
        initialized(one), initialized(other)
        one.run(variable.assign(5))
        assert (one.run(variable), other.run(variable)) == (5, 1)


def test_var_1_a_value_ends_with_its_session() -> None:
    variable = tf.Variable(1)
    with tf.Session() as session:
        initialized(session)
    with tf.Session() as session, pytest.raises(tf.errors.FailedPreconditionError):
        session.run(variable)


def test_var_2_the_operations_of_a_variable(graph: Any) -> None:
    variable = tf.Variable([1.0, 2.0], name="v")
    assert [(op.name, op.type) for op in graph.get_operations()] == [
        ("v/initial_value", "Const"), ("v", "VariableV2"), ("v/Assign", "Assign"), ("v/read", "Identity"),
    ]  # fmt: skip
    assert variable.dtype == tf.as_dtype("float32_ref")
    assert (variable.op.name, variable.name, variable.initializer.name) == ("v", "v:0", "v/Assign")


def test_var_2_a_tensor_is_assigned_as_it_is(graph: Any) -> None:
    initial = tf.constant(1.0)
    assert tf.Variable(initial, name="v").initial_value is initial
    assert [op.name for op in graph.get_operations()] == ["Const", "v", "v/Assign", "v/read"]


def test_var_2_names_are_made_unique_as_name_scopes() -> None:
    assert [tf.Variable(1.0).name for _ in range(2)] == ["Variable:0", "Variable_1:0"]
    with tf.name_scope("scope"):
        assert tf.Variable(1.0, name="v").name == "scope/v:0"


def holder(shape: Any, name: str, **attrs: Any) -> Any:
    return tf.raw_ops.VariableV2(shape=shape, dtype=tf.float32, name=name, **attrs)


def test_var_2_holders_of_one_shared_name_share_a_value() -> None:
    one, other = holder([2], "one", shared_name="s"), holder([2], "other", shared_name="s")
    elsewhere = holder([2], "elsewhere", shared_name="s", container="c")
    with tf.Session() as session:
        session.run(tf.assign(one, [1.0, 2.0]))
        assert session.run(other).tolist() == [1.0, 2.0]
        with pytest.raises(tf.errors.FailedPreconditionError):
            session.run(elsewhere)


def test_var_2_a_partly_known_shape_cannot_be_held() -> None:
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError) as caught:
        session.run(holder([None, 2], "v").op)
    assert first_line(caught) == "Shape [?,2] is not fully defined"


def test_var_3_a_value_that_was_computed_stays() -> None:
    variable = tf.Variable([1.0, 2.0])
    computed = tf.negative(variable)
    with tf.control_dependencies([computed]):
        change = variable.assign([5.0, 6.0])
    with tf.Session() as session:
        assert [list(value) for value in initialized(session).run([computed, change])] == [[-1.0, -2.0], [5.0, 6.0]]


@pytest.mark.parametrize("pass_on", [lambda v: v.value(), lambda v: tf.identity(v.value()), lambda v: v.read_value()])
def test_var_3_what_passes_a_reference_on_shows_later_assignments(pass_on: Any) -> None:
    variable = tf.Variable(0)
    read = pass_on(variable)
    with tf.control_dependencies([read]):
        change = variable.assign_add(1)
    with tf.control_dependencies([change]):
        later = tf.negative(read)
    with tf.Session() as session:
        assert initialized(session).run([read, later]) == [1, -1]


def test_var_3_a_fetch_gives_the_value_at_the_end_of_the_step() -> None:
    variable = tf.Variable(0)
    change = variable.assign(7)
    with tf.Session() as session:
        assert initialized(session).run([variable, change]) == [7, 7]


def test_var_3_a_fetched_array_never_changes() -> None:
    variable = tf.Variable([0, 0])
    change = variable.assign_add([1, 1])
    with tf.Session() as session:
        before = initialized(session).run(variable)
        session.run(change)
        assert before.tolist() == [0, 0]


def test_var_3_a_fed_variable_is_what_was_fed() -> None:
    variable = tf.Variable(1)
    with tf.Session() as session:
        assert session.run(variable.value(), {variable: 5}) == 5
        assert session.run(tf.negative(variable), {variable.value(): 5}) == -5


def test_var_4_collections() -> None:
    variable = tf.Variable(1.0, name="a")
    named = tf.Variable(1.0, name="b", collections=["mine"], trainable=False)
    empty = tf.Variable(1.0, name="c", collections=[])
    assert tf.global_variables() == [variable]
    assert tf.trainable_variables() == [variable, empty]
    assert tf.get_default_graph().get_collection("mine") == [named]
    assert tf.global_variables("b") == []


def test_var_4_a_variable_read_by_replicas_is_not_trained() -> None:
    assert not tf.Variable(1.0, synchronization=tf.VariableSynchronization.ON_READ).trainable


def test_var_5_assign_gives_the_reference_once_it_is_assigned() -> None:
    variable = tf.Variable([1.0, 2.0], name="v")
    result = variable.assign([3.0, 4.0])
    assert result.dtype == tf.as_dtype("float32_ref")
    assert variable.assign([0.0, 0.0], read_value=False).type == "Assign"
    assert not result.op.get_attr("use_locking")
    assert tf.assign(variable, [0.0, 0.0]).op.get_attr("use_locking")
    with tf.Session() as session:
        assert session.run(result).tolist() == [3.0, 4.0]


def test_var_5_assignments_follow_one_another() -> None:
    variable = tf.Variable(1.0)
    with tf.Session() as session:
        assert initialized(session).run(tf.assign_add(tf.assign(variable, 5.0), 2.0)) == 7.0


def test_var_5_a_wrong_dtype_is_refused() -> None:
    variable = tf.Variable([1.0, 2.0])
    with pytest.raises(
        TypeError, match=r"Input 'value' of 'Assign' Op has type int32 that does not match type float32"
    ):
        variable.assign(tf.constant([1, 2]))
    with pytest.raises(AttributeError, match=r"'Tensor' object has no attribute 'assign'"):
        tf.assign(variable.value(), [1.0, 2.0])


def test_var_6_a_wrong_static_shape_is_refused() -> None:
    variable = tf.Variable([1.0, 2.0])
    with pytest.raises(
        ValueError, match=r"^Dimension 0 in both shapes must be equal, but are 2 and 3. Shapes are \[2\]"
    ):
        variable.assign([1.0, 2.0, 3.0])
    assert tf.assign(variable, [1.0, 2.0, 3.0], validate_shape=False).shape.as_list() == [3]


def test_var_6_a_wrong_shape_is_refused_when_it_runs() -> None:
    variable, fed = tf.Variable([1.0, 2.0]), tf.placeholder(tf.float32)
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError) as caught:
        session.run(variable.assign(fed), {fed: [1, 2, 3]})
    assert first_line(caught) == "Assign requires shapes of both tensors to match. lhs shape= [2] rhs shape= [3]"


def test_var_6_a_holder_of_unknown_shape_counts_as_a_scalar_at_first() -> None:
    fed = tf.placeholder(tf.float32)
    variable = tf.Variable(fed, validate_shape=False)
    with tf.Session() as session:
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            session.run(tf.assign(variable, fed), {fed: [1, 2]})
        session.run(variable.initializer, {fed: [1, 2, 3]})
        assert session.run(tf.assign(variable, fed), {fed: [4, 5, 6]}).tolist() == [4, 5, 6]
    assert first_line(caught) == "Assign requires shapes of both tensors to match. lhs shape= [] rhs shape= [2]"


def test_var_7_adding_and_subtracting() -> None:
    variable = tf.Variable([1, 2])
    add, subtract = variable.assign_add([10, 20]), tf.assign_sub(variable, [1, 1])
    with tf.Session() as session:
        assert initialized(session).run(add).tolist() == [11, 22]
        assert session.run(subtract).tolist() == [10, 21]


def test_var_7_no_assignment_comes_between_an_old_value_and_the_new_one_made_of_it() -> None:
    ref = Ref("v")
    ref.assign(np.asarray(1))
    other = threading.Thread(target=ref.assign, args=(np.asarray(100),))
    with ref.lock:  # as AssignAdd and its like hold it
        old = ref.value
        other.start()
        other.join(0.1)
        assert ref.value is old
        ref.assign(np.asarray(2))
    other.join()
    assert ref.value == 100


def test_var_7_nothing_is_broadcast() -> None:
    variable, fed = tf.Variable([1.0, 2.0]), tf.placeholder(tf.float32)
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError) as caught:
        initialized(session).run(variable.assign_add(fed), {fed: 1.0})
    assert first_line(caught) == "Parameters and update must be the same size"


def test_var_7_what_cannot_be_added_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^Value passed to parameter 'ref' has DataType string not in list of allowed"):
        tf.Variable("a").assign_add("b")


def test_var_8_operations_are_placed_with_the_variable() -> None:
    with tf.device("/cpu:0"):
        variable = tf.Variable(1.0, name="v")
    change = variable.assign(2.0).op
    assert (change.device, change.get_attr("_class")) == ("/device:CPU:0", [b"loc:@v"])
    assert variable.value().op.get_attr("_class") == [b"loc:@v"]
    cached = tf.Variable(1.0, caching_device="/cpu:0")
    assert cached.value().device == "/device:CPU:0"


def test_var_9_one_operation_runs_all_initializers() -> None:
    one, other = tf.Variable(1), tf.Variable(2, collections=["local_variables"])
    init = tf.global_variables_initializer()
    assert (init.name, init.control_inputs) == ("init", [one.initializer])
    assert tf.local_variables_initializer().control_inputs == [other.initializer]
    assert tf.variables_initializer([other, one]).control_inputs == [other.initializer, one.initializer]
    assert tf.variables_initializer([]).control_inputs == []


def test_var_9_a_group_waits_on_each_device_first() -> None:
    one = tf.constant(1)
    with tf.device("/cpu:0"):
        other = tf.constant(2)
    group = tf.group([one], {"key": other}, name="g")
    assert [(op.name, op.device) for op in group.control_inputs] == [("g/NoOp", ""), ("g/NoOp_1", "/device:CPU:0")]


def test_var_9_a_group_of_something_else_is_refused() -> None:
    with pytest.raises(
        TypeError, match=r"Expected tf.group\(\) expected Tensor arguments not '1' with type '<class 'int'"
    ):
        tf.group(1)


def test_var_9_which_variables_have_a_value() -> None:
    one, other = tf.Variable(1, name="one"), tf.Variable(2, name="other", use_resource=True)
    asked = [tf.is_variable_initialized(one), tf.is_variable_initialized(other)]
    with tf.Session() as session:
        assert session.run(asked) == [False, False]
        session.run(one.initializer)
        assert session.run(asked) == [True, False]
        session.run(other.initializer)
        assert session.run(asked) == [True, True]


def test_var_9_names_of_uninitialized_variables() -> None:
    one, _ = tf.Variable(1, name="one"), tf.Variable(2, name="other")
    report, nothing = tf.report_uninitialized_variables(), tf.report_uninitialized_variables([])
    with tf.Session() as session:
        session.run(one.initializer)
        assert session.run(report).tolist() == [b"other"]
        assert session.run(nothing).tolist() == []


def test_var_10_a_tuple_waits_for_all() -> None:
    one, other = tf.Variable(1), tf.Variable(2)
    before = tf.no_op()
    first, _, nothing = tf.tuple([one.assign(3), other.assign(4), None], control_inputs=[before])
    assert first.op.control_inputs[0].control_inputs == [
        one.assign(0).graph.get_operation_by_name("Assign"),
        *(first.graph.get_operation_by_name(name) for name in ("Assign_1", "NoOp")),
    ]
    assert nothing is None
    with tf.Session() as session:
        session.run(first)
        assert session.run(other) == 4


def test_var_10_a_tuple_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^Must have at least one Tensor"):
        tf.tuple([None])
    with pytest.raises(TypeError, match=r"^Control input must be Operation or Tensor: 1"):
        tf.tuple([tf.constant(1)], control_inputs=[1])


def test_var_11_what_a_variable_stands_for(graph: Any) -> None:
    variable = tf.Variable(1.0, name="v")
    assert tf.convert_to_tensor(variable).name == "v/read:0"
    assert graph.as_graph_element(variable).name == "v:0"
    assert tf.assign(variable, 1.0).op.inputs[0].name == "v:0"
    with pytest.raises(
        ValueError, match=r"^Incompatible type conversion requested to type 'int32' for variable of type 'fl"
    ):
        tf.convert_to_tensor(variable, tf.int32)


def test_var_11_a_variable_as_a_python_object() -> None:
    variable = tf.Variable([1.0, 2.0])
    with pytest.raises(TypeError, match=r"^'Variable' object is not iterable."):
        list(variable)
    assert variable == variable
    assert variable != tf.Variable(1.0)
    assert {variable: 1}[variable] == 1
    assert isinstance(variable, tf.Variable)


def test_var_11_operators_work_on_the_value() -> None:
    variable = tf.Variable([1.0, 2.0], name="v")
    total = 1.0 + variable * 2.0
    assert (variable * 2.0).op.inputs[0].name == "v/read:0"
    with tf.Session() as session:
        assert initialized(session).run([total, variable[1], -variable])[0].tolist() == [3.0, 5.0]


def test_var_12_only_a_new_read_waits() -> None:
    variable = tf.Variable(1)
    change = variable.assign(2)
    with tf.control_dependencies([change]):
        assert variable.read_value().op.control_inputs == [change.op]
        assert variable.value() is variable.value()


def test_var_13_the_shape_must_be_known() -> None:
    fed = tf.placeholder(tf.float32, [None], name="fed")
    with pytest.raises(ValueError, match=r"^initial_value must have a shape specified: Tensor"):
        tf.Variable(fed)
    assert tf.Variable(fed, validate_shape=False).shape.ndims is None
    assert tf.Variable(fed, validate_shape=False, shape=[3]).shape.as_list() == [3]


def test_var_14_a_function_makes_the_initial_value(graph: Any) -> None:
    with tf.device("/cpu:0"), tf.control_dependencies([tf.no_op()]):
        variable = tf.Variable(lambda: tf.constant(1.0, name="one"), name="v")
    initial = variable.initial_value.op
    assert (initial.name, initial.device, initial.control_inputs) == ("v/Initializer/one", "", [])
    assert initial.get_attr("_class") == variable.op.get_attr("_class") == [b"loc:@v"]
    assert (variable.op.device, variable.op.control_inputs) == ("/device:CPU:0", [])


def test_var_14_a_dtype_is_asked_of_the_initial_value() -> None:
    assert tf.Variable(3, dtype=tf.float64).dtype == tf.as_dtype("float64_ref")
    with pytest.raises(TypeError, match=r"^Expected int32, got 1.5 of type 'float' instead."):
        tf.Variable(1.5, dtype=tf.int32)
    with pytest.raises(ValueError, match=r"^Tensor conversion requested dtype int32 for Tensor with dtype float32"):
        tf.Variable(lambda: tf.constant(1.0), dtype=tf.int32)


def test_var_15_the_initialized_value_is_the_value_or_else_the_initial_one() -> None:
    variable = tf.Variable(1)
    either = variable.initialized_value()
    with tf.Session() as session:
        assert session.run(either) == 1
        session.run(variable.assign(5))
        assert session.run(either) == 5


def test_var_15_nodes_of_the_initialized_value(graph: Any) -> None:
    known = len(graph.get_operations()) + 4
    tf.Variable(1, name="v").initialized_value()
    assert {op.name: op.type for op in graph.get_operations()[known:]} == {
        "IsVariableInitialized": "IsVariableInitialized", "cond/Switch": "Switch", "cond/switch_t": "Identity",
        "cond/switch_f": "Identity", "cond/pred_id": "Identity", "cond/read/Switch": "RefSwitch",
        "cond/read": "Identity", "cond/Switch_1": "Switch", "cond/Merge": "Merge",
    }  # fmt: skip


def test_var_15_variables_may_be_initialized_in_any_order() -> None:
    first = tf.Variable([1, 2], name="first")
    doubled = tf.add(first, first)
    second = tf.Variable(doubled, name="second")
    assert second.initial_value is doubled
    assert second.initializer.inputs[1].name == "Add_second:0"
    with tf.Session() as session:
        session.run(second.initializer)
        assert session.run(second).tolist() == [2, 4]
        session.run(first.assign([5, 5]))
        session.run(second.initializer)
        assert session.run(second).tolist() == [10, 10]


def test_var_15_an_initialized_value_is_read_safely_itself() -> None:
    first = tf.Variable(3, name="first")
    second = tf.Variable(first.initialized_value(), name="second")
    with tf.Session() as session:
        session.run(second.initializer)
        assert session.run(second) == 3


def test_var_16_load_sets_the_value_without_a_new_operation(graph: Any) -> None:
    variable = tf.Variable([1.0, 2.0])
    known = graph.version
    with tf.Session() as session:
        variable.load([3.0, 4.0], session)
        assert variable.eval(session).tolist() == [3.0, 4.0]
    assert graph.version == known
    with pytest.raises(ValueError, match=r"^Either session argument should be provided or default session should be"):
        variable.load([1.0, 2.0])


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (tf.scatter_update, [-2, 2, 3, 9]), (tf.scatter_add, [6, 2, 3, 13]), (tf.scatter_sub, [-4, 2, 3, -5]),
        (tf.scatter_mul, [-14, 2, 3, 36]), (tf.scatter_div, [0, 2, 3, 0]), (tf.scatter_min, [-2, 2, 3, 4]),
        (tf.scatter_max, [7, 2, 3, 9]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("use_resource", [False, True])
def test_var_17_rows_are_changed_in_order(function: Any, expected: Any, use_resource: bool) -> None:
    variable = tf.Variable([1, 2, 3, 4], use_resource=use_resource)
    change = function(variable, [0, 0, 3], [7, -2, 9])
    with tf.Session() as session:
        assert initialized(session).run(change).tolist() == expected


@pytest.mark.parametrize("function", [tf.scatter_min, tf.scatter_max])
@pytest.mark.parametrize("use_resource", [False, True])
def test_var_17_least_and_greatest_keep_the_row_where_either_is_nan(function: Any, use_resource: bool) -> None:
    variable = tf.Variable([np.nan, 1.0, np.nan], use_resource=use_resource)
    change = function(variable, [0, 1, 2], [2.0, np.nan, np.nan])
    with tf.Session() as session:
        assert np.array_equal(initialized(session).run(change), [np.nan, 1.0, np.nan], equal_nan=True)


def test_var_17_a_scalar_is_taken_for_every_element() -> None:
    variable = tf.Variable(np.zeros((3, 2), np.float32))
    with tf.Session() as session:
        assert initialized(session).run(tf.scatter_add(variable, [[2, 2]], 1.5)).tolist() == [[0, 0], [0, 0], [3, 3]]


def test_var_17_rows_before_a_wrong_index_stay_changed() -> None:
    variable, indices = tf.Variable([1, 2, 3, 4]), tf.placeholder(tf.int32)
    with tf.Session() as session:
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            initialized(session).run(tf.scatter_add(variable, indices, [[5, 5]]), {indices: [[0, -1]]})
        assert first_line(caught) == "indices[0,-1] = -1 is not in [0, 4)".replace("[0,-1]", "[0,1]")
        assert session.run(variable).tolist() == [6, 2, 3, 4]


def test_var_17_updates_must_fit() -> None:
    variable, updates = tf.Variable([1, 2, 3, 4]), tf.placeholder(tf.int32)
    with tf.Session() as session, pytest.raises(tf.errors.InvalidArgumentError) as caught:
        initialized(session).run(tf.scatter_add(variable, [1, 2], updates), {updates: [1]})
    assert first_line(caught) == (
        "Must have updates.shape = indices.shape + params.shape[1:] or updates.shape = [], "
        "got updates.shape [1], indices.shape [2], params.shape [4]"
    )
    with pytest.raises(ValueError, match=r"^Dimension 0 in both shapes must be equal, but are 3 and 2"):
        tf.scatter_add(variable, [1, 2], [1, 2, 3])


def test_var_17_methods_take_indexed_slices() -> None:
    variable = tf.Variable([1.0, 2.0])
    slices = tf.IndexedSlices(tf.constant([1.0]), tf.constant([0]))
    with tf.Session() as session:
        assert initialized(session).run(variable.scatter_sub(slices)).tolist() == [0.0, 2.0]
    with pytest.raises(TypeError, match=r"^sparse_delta is not IndexedSlices: 3"):
        variable.scatter_add(3)


@pytest.mark.parametrize("use_resource", [False, True])
def test_var_18_a_counter_ends_at_its_limit(use_resource: bool) -> None:
    count = tf.Variable(0, use_resource=use_resource).count_up_to(2)
    with tf.Session() as session:
        assert [initialized(session).run(count), session.run(count)] == [0, 1]
        with pytest.raises(tf.errors.OutOfRangeError) as caught:
            session.run(count)
    assert first_line(caught) == "Reached limit of 2"


def test_var_19_a_value_that_was_never_assigned() -> None:
    foo = tf.Variable(42, name="foo")
    with tf.Session() as session:
        for use in (foo, foo.value(), foo.read_value(), tf.negative(foo), foo.assign_add(1)):
            with pytest.raises(tf.errors.FailedPreconditionError) as caught:
                session.run(use)
            assert first_line(caught) == "Attempting to use uninitialized value foo"
        session.run(foo.op)
        assert not session.run(tf.is_variable_initialized(foo))


def test_var_19_the_name_is_that_of_the_holder() -> None:
    with tf.Session() as session, pytest.raises(tf.errors.FailedPreconditionError) as caught:
        session.run(holder([2], "here", shared_name="shared"))
    assert first_line(caught) == "Attempting to use uninitialized value here"


def test_var_28_arguments_that_make_no_variable() -> None:
    with pytest.raises(ValueError, match=r"^initial_value must be specified."):
        tf.Variable()
    with pytest.raises(ValueError, match=r"must be a list, tuple, or set. Got x of type <class 'str'>"):
        tf.Variable(1.0, collections="x")
    with pytest.raises(ValueError, match=r"^The `constraint` argument must be a callable."):
        tf.Variable(1.0, constraint=3)
    with pytest.raises(ValueError, match=r"^Invalid variable aggregation mode: x for variable: v"):
        tf.Variable(1.0, aggregation="x", name="v")
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'foo'"):
        tf.Variable(1.0, foo=1)


@pytest.mark.parametrize("use_resource", [False, True])
def test_var_29_a_variable_is_found_again_by_its_message(use_resource: bool) -> None:
    variable = tf.Variable([1.0, 2.0], name="v", use_resource=use_resource)
    found = tf.Variable.from_proto(variable.to_proto())
    assert repr(found) == repr(variable)
    assert found.initializer is variable.initializer
    assert found.initial_value is variable.initial_value
    assert variable.to_proto(export_scope="elsewhere") is None
    with tf.Session() as session:
        assert initialized(session).run(found).tolist() == [1.0, 2.0]
