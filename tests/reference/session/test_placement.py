"""Devices that operations ask for, and sessions that have them or not."""

import pytest

import reference as tf
from reference.errors import InvalidArgumentError

THIS_TASK = "/job:localhost/replica:0/task:0"
ELSEWHERE = ["/job:worker", "/replica:1", "/task:1", "/job:ps/task:3/cpu:0"]
NOT_HERE = ["/gpu:0", "/device:GPU:*", "/cpu:1", "/device:TPU:0", f"{THIS_TASK}/device:GPU:1"]
HERE = ["", "/cpu:0", "/cpu:*", "/device:CPU:0", "/job:localhost", THIS_TASK, f"{THIS_TASK}/cpu:0"]

SOFT = {"allow_soft_placement": True}


def value_on(device, **options):
    """What a session gives for an operation that asks for a device."""
    with tf.Graph().as_default(), tf.device(device):
        return tf.Session(config=tf.ConfigProto(**options)).run(tf.constant(5, name="a"))


@pytest.mark.parametrize("options", [{}, SOFT])
@pytest.mark.parametrize("device", HERE)
def test_ses_19_a_device_may_be_named_in_part(device, options):
    assert value_on(device, **options) == 5


@pytest.mark.parametrize("device", NOT_HERE)
def test_ses_19_soft_placement_takes_another_device_of_the_task(device):
    with pytest.raises(InvalidArgumentError, match=r"^Cannot assign a device for operation a: "):
        value_on(device)
    assert value_on(device, **SOFT) == 5


@pytest.mark.parametrize("options", [{}, SOFT])
@pytest.mark.parametrize("device", ELSEWHERE)
def test_ses_19_another_task_is_never_there(device, options):
    with pytest.raises(InvalidArgumentError, match=r"^Cannot assign a device for operation a: "):
        value_on(device, **options)


def test_ses_19_the_error_says_which_devices_there_are():
    with pytest.raises(InvalidArgumentError) as failure:
        value_on("/gpu:0")
    assert failure.value.op is None
    message = failure.value.message
    assert message.startswith("Cannot assign a device for operation a: node a (defined at ")
    assert message.endswith(
        ")  was explicitly assigned to /device:GPU:0 but available devices are "
        f"[ {THIS_TASK}/device:CPU:0 ]. Make sure the device specification refers to a valid device. "
        "The requested device appears to be a GPU, but CUDA is not enabled.\n\t [[a]]"
    )


def misplaced_graph():
    """A graph in which the operations on a device that is not there are not needed for ``here``."""
    with tf.Graph().as_default() as graph:
        here = tf.constant(1, name="here")
        with tf.device("/gpu:0"):
            source = tf.constant(2, name="source")
            tf.add(source, source, name="sum")
    return graph, here, source


def test_ses_19_the_whole_graph_is_placed():
    graph, here, source = misplaced_graph()
    with tf.Session(graph=graph) as session:
        for begin in (
            lambda: session.run(here),
            lambda: session.make_callable(here),
            lambda: session.partial_run_setup([here]),
        ):
            with pytest.raises(InvalidArgumentError, match=r"^Cannot assign a device for operation sum: "):
                begin()
        assert session.run(source, {source: 4}) == 4  # nothing has to run


def test_ses_19_a_graph_may_grow_out_of_what_there_is():
    with tf.Graph().as_default(), tf.Session() as session:
        here = tf.constant(1)
        assert session.run(here) == 1
        with tf.device("/gpu:0"):
            tf.constant(2, name="late")
        with pytest.raises(InvalidArgumentError, match="operation late: "):
            session.run(here)


def test_ses_19_the_cpu_may_have_several_names():
    options = {"device_count": {"CPU": 3}}
    assert value_on("/cpu:2", **options) == 5
    with pytest.raises(InvalidArgumentError):
        value_on("/cpu:3", **options)
    names = [device.name for device in tf.Session(config=tf.ConfigProto(**options)).list_devices()]
    assert names == [f"{THIS_TASK}/device:CPU:{number}" for number in range(3)]
