"""Variables held by resource handle: their operations, and the order of reads and assignments."""

from collections.abc import Iterator
from typing import Any

import pytest

import reference as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def first_line(caught: Any) -> str:
    return str(caught.value.message).splitlines()[0]


def handle(shape: Any, name: str, dtype: Any = tf.float32, **attrs: Any) -> Any:
    return tf.raw_ops.VarHandleOp(shape=shape, dtype=dtype, shared_name=name, name=name, **attrs)


def read(resource: Any, dtype: Any = tf.float32) -> Any:
    return tf.raw_ops.ReadVariableOp(resource=resource, dtype=dtype)


def test_var_20_which_kind_is_made() -> None:
    assert tf.Variable(1.0).dtype.is_ref_dtype if hasattr(tf.Variable(1.0).dtype, "is_ref_dtype") else True
    assert tf.Variable(1.0, use_resource=True).dtype == tf.float32
    with tf.variable_scope("scope", use_resource=True):
        assert tf.Variable(1.0).dtype == tf.float32
        assert tf.Variable(1.0, use_resource=False).dtype == tf.as_dtype("float32_ref")


def test_var_20_the_default_can_be_changed() -> None:
    tf.enable_resource_variables()
    try:
        assert tf.resource_variables_enabled()
        assert tf.Variable(1.0).dtype == tf.get_variable("v", []).dtype == tf.float32
    finally:
        tf.disable_resource_variables()
    assert tf.Variable(1.0).dtype == tf.as_dtype("float32_ref")


def test_var_21_the_operations_of_a_resource_variable(graph: Any) -> None:
    variable = tf.Variable([1.0, 2.0], name="r", use_resource=True)
    assert [(op.name, op.type) for op in graph.get_operations()] == [
        ("r/Initializer/initial_value", "Const"), ("r", "VarHandleOp"),
        ("r/IsInitialized/VarIsInitializedOp", "VarIsInitializedOp"), ("r/Assign", "AssignVariableOp"),
        ("r/Read/ReadVariableOp", "ReadVariableOp"),
    ]  # fmt: skip
    assert graph.as_graph_element(variable).name == "r/Read/ReadVariableOp:0"
    assert variable.op.get_attr("shared_name") == b"r"
    assert repr(variable) == "<tf.Variable 'r:0' shape=(2,) dtype=float32>"


def test_var_21_a_cached_value_is_what_every_use_reads(graph: Any) -> None:
    variable = tf.Variable(1.0, name="r", use_resource=True, caching_device="/cpu:0")
    assert variable.value().name == "r/Read/Identity:0"
    assert variable.value().device == "/device:CPU:0"


def test_var_21_a_declared_shape_must_fit() -> None:
    assert tf.Variable([1.0, 2.0], shape=[None], use_resource=True).shape.as_list() == [None]
    with pytest.raises(
        ValueError, match=r"^The initial value's shape \(\(2,\)\) is not compatible with the explicitly"
    ):
        tf.Variable([1.0, 2.0], shape=[3], use_resource=True)
    with pytest.raises(NotImplementedError, match=r"^ResourceVariable does not implement set_shape"):
        tf.Variable([1.0, 2.0], use_resource=True).set_shape([2])


def test_var_22_a_variable_that_does_not_exist() -> None:
    missing, present = handle([2], "missing"), handle([2], "present")
    nothing = "Container localhost does not exist. (Could not find resource: localhost/missing)"
    with tf.Session() as session:
        with pytest.raises(tf.errors.NotFoundError) as caught:
            session.run(tf.raw_ops.AssignAddVariableOp(resource=missing, value=[1.0, 2.0]))
        assert first_line(caught) == nothing
        session.run(tf.raw_ops.AssignVariableOp(resource=present, value=[1.0, 2.0]))
        with pytest.raises(tf.errors.FailedPreconditionError) as unread:
            session.run(read(missing))
        assert not session.run(tf.raw_ops.VarIsInitializedOp(resource=missing))
    assert first_line(unread) == (
        "Error while reading resource variable missing from Container: localhost. This could mean that the variable "
        "was uninitialized. Not found: Resource localhost/missing/N10tensorflow3VarE does not exist."
    )


def test_var_22_a_destroyed_variable_is_gone() -> None:
    variable = tf.Variable([1.0, 2.0], use_resource=True)
    destroy = tf.raw_ops.DestroyResourceOp(resource=variable.handle, ignore_lookup_error=False)
    with tf.Session() as session:
        session.run(variable.initializer)
        session.run(destroy)
        assert not session.run(variable.is_initialized())
        with pytest.raises(tf.errors.NotFoundError):
            session.run(destroy)


def test_var_22_handles_of_one_name_mean_one_variable() -> None:
    one, other = handle([2], "v"), tf.raw_ops.VarHandleOp(shape=[2], dtype=tf.float32, shared_name="v")
    with tf.Session() as session:
        session.run(tf.raw_ops.AssignVariableOp(resource=one, value=[1.0, 2.0]))
        assert session.run(read(other)).tolist() == [1.0, 2.0]


def test_var_23_a_handle_carries_shape_and_dtype() -> None:
    resource = handle([2, None], "v")
    assert read(tf.identity(resource)).shape.as_list() == [2, None]
    with pytest.raises(ValueError, match=r"^Shapes must be equal rank, but are 2 and 1"):
        tf.raw_ops.AssignVariableOp(resource=resource, value=[1.0])
    with pytest.raises(ValueError, match=r"^Trying to read variable with wrong dtype. Expected float got int32"):
        read(resource, tf.int32)


def test_var_23_dtypes_are_checked_when_it_runs() -> None:
    one, other = handle([2], "v"), tf.raw_ops.VarHandleOp(shape=[2], dtype=tf.int32, shared_name="v")
    with tf.Session() as session:
        session.run(tf.raw_ops.AssignVariableOp(resource=one, value=[1.0, 2.0]))
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            session.run(tf.raw_ops.AssignVariableOp(resource=other, value=[1, 2]))
        assert first_line(caught) == "Trying to assign variable with wrong dtype. Expected float got int32"
        with pytest.raises(tf.errors.InvalidArgumentError) as unread:
            session.run(read(other, tf.int32))
        assert first_line(unread) == "Trying to read variable with wrong dtype. Expected int32 got float"


def test_var_23_any_shape_is_taken_when_it_runs() -> None:
    resource, fed = handle([2], "v"), tf.placeholder(tf.float32)
    with tf.Session() as session:
        session.run(tf.raw_ops.AssignVariableOp(resource=resource, value=fed), {fed: [1, 2, 3]})
        assert session.run(tf.raw_ops.VariableShape(input=resource)).tolist() == [3]


def test_var_24_every_use_is_a_new_read_that_waits() -> None:
    variable = tf.Variable(1.0, use_resource=True)
    with tf.control_dependencies([tf.no_op(name="first")]):
        one, other = variable.value(), variable.value()
    assert one is not other
    assert [op.name for op in one.op.control_inputs] == ["first"]


def test_var_24_a_read_is_placed_with_the_handle_alone() -> None:
    with tf.device("/cpu:0"):
        variable = tf.Variable(1.0, use_resource=True)
    elsewhere = tf.Variable(1.0, use_resource=True)
    with tf.device("/gpu:0"):
        assert (variable.value().device, elsewhere.value().device) == ("/device:CPU:0", "")


def test_var_24_what_was_read_stays_what_it_was() -> None:
    variable = tf.Variable(0, use_resource=True)
    before = variable.value()
    with tf.control_dependencies([before]):
        change = variable.assign_add(1, read_value=False)
    with tf.control_dependencies([change]):
        after = variable.value()
    with tf.Session() as session:
        session.run(variable.initializer)
        assert session.run([before, after]) == [0, 1]


def test_var_25_what_an_assignment_gives_is_the_variable_after_it() -> None:
    variable = tf.Variable([1.0, 2.0], name="r", use_resource=True)
    changed = variable.assign([3.0, 4.0]).assign_add([1.0, 1.0])
    assert changed.op.type == "AssignAddVariableOp"
    assert repr(changed) == "<tf.Variable 'AssignAddVariableOp' shape=(2,) dtype=float32>"
    with tf.Session() as session:
        session.run(variable.initializer)
        assert session.run(changed).tolist() in ([4.0, 5.0], [2.0, 3.0])
    assert variable.assign([1.0, 1.0], read_value=False).type == "AssignVariableOp"


def test_var_25_a_value_that_cannot_fit_is_refused(graph: Any) -> None:
    variable = tf.Variable([1.0, 2.0], use_resource=True)
    with pytest.raises(ValueError, match=r"^Shapes \(2,\) and \(3,\) are incompatible"):
        variable.assign([1.0, 2.0, 3.0])


def test_var_25_what_a_control_dependency_waits_for() -> None:
    variable = tf.Variable(1.0, name="r", use_resource=True)
    changed = variable.assign(2.0)
    with tf.control_dependencies([variable, changed]):
        assert tf.no_op().control_inputs == [variable.op, changed.op]
    assert tf.group(variable, changed).control_inputs == [variable.op, changed.op]


def test_var_7_a_resource_variable_is_not_broadcast_either() -> None:
    variable, fed = tf.Variable([1.0, 2.0], use_resource=True), tf.placeholder(tf.float32)
    with tf.Session() as session:
        session.run(variable.initializer)
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            session.run(variable.assign_add(fed), {fed: [1, 2, 3]})
    assert first_line(caught) == (
        "Cannot update variable with shape [2] using a Tensor with shape [3], shapes must be equal."
    )


def test_var_26_some_rows_are_read() -> None:
    variable, indices = tf.Variable([[1, 2], [3, 4], [5, 6]], use_resource=True), tf.placeholder(tf.int32)
    rows = variable.sparse_read(indices)
    with tf.Session() as session:
        session.run(variable.initializer)
        assert session.run(rows, {indices: [[0, 1], [2, 2]]}).tolist() == [[[1, 2], [3, 4]], [[5, 6], [5, 6]]]
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            session.run(rows, {indices: [[0, 3]]})
    assert first_line(caught) == "indices[0,1] = 3 is not in [0, 3)"


def test_var_26_rows_within_batches() -> None:
    variable = tf.Variable([[1, 2, 3], [4, 5, 6]], use_resource=True)
    rows = tf.raw_ops.ResourceGather(resource=variable.handle, indices=[[0, 2], [1, 1]], dtype=tf.int32, batch_dims=1)
    assert rows.shape.as_list() == [2, 2]
    with tf.Session() as session:
        session.run(variable.initializer)
        assert session.run(rows).tolist() == [[1, 3], [5, 5]]


def test_var_15_the_initialized_value_of_a_resource_variable() -> None:
    variable = tf.Variable(1, use_resource=True)
    either = variable.initialized_value()
    with tf.Session() as session:
        assert session.run(either) == 1
        session.run(variable.assign(5, read_value=False))
        assert session.run(either) == 5


def test_var_27_creators_stand_in_for_the_constructor() -> None:
    seen: list[Any] = []

    def outer(next_creator: Any, **kwargs: Any) -> Any:
        seen.append(("outer", kwargs["name"]))
        return next_creator(**kwargs)

    def inner(next_creator: Any, **kwargs: Any) -> Any:
        seen.append(("inner", kwargs["name"]))
        return next_creator(**{**kwargs, "name": "renamed"})

    with tf.variable_creator_scope(outer), tf.variable_creator_scope(inner):
        assert tf.Variable(1.0, name="v").name == "renamed:0"
    assert seen == [("inner", "v"), ("outer", "renamed")]
    tf.Variable(1.0)
    assert len(seen) == 2
