"""Clause SES-22 of spec/sessions.md: operations that must run on one device."""

import pytest

import reference as tf
from reference.errors import InvalidArgumentError


def place(tensor, *names):
    """Says with which operations the one of a tensor is to be placed."""
    places = [b"loc:@" + name.encode() for name in names]
    tensor.op._set_attr("_class", tf.AttrValue(list=tf.AttrValue.ListValue(s=places)))


def session(soft=False):
    return tf.Session(config=tf.ConfigProto(allow_soft_placement=soft, device_count={"CPU": 2}))


@pytest.fixture(autouse=True)
def _graph():
    with tf.Graph().as_default():
        yield


def on(device, name):
    with tf.device(device):
        return tf.identity(1, name=name)


@pytest.mark.parametrize(
    ("first", "second", "several"),
    [
        ("/cpu:0", "/cpu:1", "ids"),
        ("/cpu:0", "/gpu:0", "types"),
        ("/job:a", "/job:b/task:1", "jobs"),
        ("/task:0", "/task:1/gpu:0", "tasks"),
        ("/replica:0/task:0", "/replica:1/task:1", "replicas"),
    ],
)
def test_ses_22_a_group_has_one_device(first, second, several):
    x, y = on(first, "x"), on(second, "y")
    place(y, "x")
    with pytest.raises(InvalidArgumentError) as failure:
        session().run(y)
    assert failure.value.op is y.op
    assert failure.value.message.startswith("Cannot colocate nodes node y (defined at ")
    assert f"Cannot merge devices with incompatible {several}: '{y.device}' and '{x.device}'" in failure.value.message


def test_ses_22_parts_of_a_name_may_come_from_several():
    x, y, z = on("/job:localhost", "x"), on("/cpu:1", "y"), on("/cpu:*", "z")
    place(y, "x")
    place(z, "x")
    assert session().run([x, y, z]) == [1, 1, 1]


def test_ses_22_who_names_another_place_has_none_of_its_own():
    on("/cpu:0", "x")
    y, z = on("", "y"), on("/cpu:1", "z")
    place(y, "x")
    place(z, "y")
    assert session().run(z) == 1


def test_ses_22_the_place_need_not_exist():
    x, y = on("/cpu:0", "x"), on("/cpu:1", "y")
    place(x, "nobody")
    assert session().run(x) == 1
    place(y, "nobody")
    tf.constant(0)  # the graph is looked at again
    with pytest.raises(InvalidArgumentError, match=r"^Cannot colocate nodes node y "):
        session().run(y)


def test_ses_22_a_group_on_a_device_that_is_not_there():
    x, y = on("", "x"), on("/gpu:0", "y")
    place(y, "x")
    with pytest.raises(InvalidArgumentError) as failure:
        session().run(x)
    start = (
        "Cannot assign a device for operation x: Could not satisfy explicit device specification '' because the node "
    )
    assert failure.value.message.startswith(start)
    assert (
        "was colocated with a group of nodes that required incompatible device '/device:GPU:0'" in failure.value.message
    )
    assert failure.value.op is x.op


def test_ses_22_soft_placement_has_no_groups():
    x, y = on("/cpu:0", "x"), on("/gpu:0", "y")
    place(y, "x")
    assert session(soft=True).run([x, y]) == [1, 1]


@pytest.mark.parametrize("soft", [False, True])
@pytest.mark.parametrize("device", ["/gpu:0", "/cpu:1", "/job:w"])
def test_ses_22_who_takes_a_reference_is_where_it_is(soft, device):
    with tf.device("/cpu:0"):
        variable = tf.Variable(1, name="v")
    value = tf.constant(2)
    with tf.device(device):
        assign = tf.raw_ops.Assign(ref=variable._ref(), value=value)
    with session(soft) as running:
        assert running.run(assign) == 2


@pytest.mark.parametrize("soft", [False, True])
@pytest.mark.parametrize("device", ["/gpu:0", "/cpu:1", "/job:w"])
def test_ses_22_who_uses_a_resource_is_where_it_is(soft, device):
    with tf.device("/cpu:0"):
        handle = tf.raw_ops.VarHandleOp(shape=[], dtype=tf.int32)
    with tf.device(device):
        known = tf.raw_ops.VarIsInitializedOp(resource=handle)
    assert not session(soft).run(known)


def test_ses_22_a_resource_without_a_device_is_where_it_is_used():
    handle = tf.raw_ops.VarHandleOp(shape=[], dtype=tf.int32)
    with tf.device("/gpu:0"):
        known = tf.raw_ops.VarIsInitializedOp(resource=handle, name="known")
    with pytest.raises(InvalidArgumentError, match=r"^Cannot assign a device for operation known: node known "):
        session().run(known)
    assert not session(soft=True).run(known)
