"""Clauses FET-14 and FEE-17: tensors that a session keeps by handle, and fed handles."""

import numpy as np
import pytest
from reference.python.ops.session_ops import TensorHandle

import reference as tf

CPU = "/job:localhost/replica:0/task:0/device:CPU:0"


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


@pytest.fixture
def product(session):
    return tf.multiply(tf.constant(10), tf.constant(5), name="product")


@pytest.fixture
def fetch(product):
    return tf.get_session_handle(product)


def added(graph, known):
    """The operations that were added to a graph, without the ``known`` ones."""
    return [(op.name, op.type, op.device) for op in graph.get_operations()[known:]]


def test_fet_14_the_function_keeps_the_tensor_where_it_is(session):
    with tf.device("/cpu:0"):
        data = tf.constant(1.0, name="data")
    handle = tf.get_session_handle(data, name="kept")
    assert (handle.name, handle.dtype, handle.shape.as_list()) == ("kept:0", tf.string, [])
    assert handle.op.type == "GetSessionHandle"
    assert handle.op.device == "/device:CPU:0"
    assert handle.op.get_attr("_class") == [b"loc:@data"]


@pytest.mark.parametrize("data", [5, None, [1.0], "text"])
def test_fet_14_only_tensors_are_kept(session, data):
    with pytest.raises(TypeError, match=r"^`data` must be of type Tensor.$"):
        tf.get_session_handle(data)


def test_fet_14_a_variable_is_no_tensor(session):
    with pytest.raises(TypeError, match=r"^`data` must be of type Tensor.$"):
        tf.get_session_handle(tf.Variable(1))


def test_fet_14_a_fetch_gives_a_handle_that_names_operation_number_and_device(session, fetch):
    first, second = session.run(fetch), session.run([fetch])[0]
    assert isinstance(first, TensorHandle)
    assert (first.handle, str(second)) == (f"GetSessionHandle;0;{CPU}", f"GetSessionHandle;1;{CPU}")


def test_fet_14_one_step_keeps_a_tensor_once(session, fetch):
    first, second = session.run([fetch, fetch])
    assert first is second


def test_fet_14_a_partial_run_gives_a_handle_too(session, fetch):
    assert session.partial_run(session.partial_run_setup([fetch]), fetch).eval() == 50


def test_fet_14_other_operations_take_the_text(session, fetch):
    assert session.run(tf.identity(fetch)) == f"GetSessionHandle;0;{CPU}".encode()


def test_fet_14_eval_reads_what_was_kept(session):
    variable = tf.Variable([1, 2])
    session.run(variable.initializer)
    handle = session.run(tf.get_session_handle(variable + 0))
    session.run(variable.assign([5, 6]))
    assert handle.eval().tolist() == [1, 2]


def test_fet_14_eval_adds_one_reader_for_each_maker(session, product, fetch):
    known = len(session.graph.get_operations())
    handle = session.run(fetch)
    assert handle.eval() == 50
    expected = [("Placeholder", "Placeholder", CPU), ("GetSessionTensor", "GetSessionTensor", CPU)]
    assert added(session.graph, known) == expected
    assert session.run(fetch).eval() == 50
    assert added(session.graph, known) == expected
    other = tf.get_session_handle(product, name="other")
    session.run(other).eval()
    assert [name for name, _, _ in added(session.graph, known)[2:]] == ["other", "Placeholder_1", "GetSessionTensor_1"]


def test_fet_14_delete_adds_one_operation_for_the_graph(session, product, fetch):
    known = len(session.graph.get_operations())
    for _ in range(3):
        session.run(fetch).delete()
    assert [kind for _, kind, _ in added(session.graph, known)] == ["Placeholder", "DeleteSessionTensor"]


def test_fet_14_a_deleted_tensor_is_gone(session, product, fetch):
    handle = session.run(fetch)
    handle.delete()
    for use in (handle.eval, handle.delete):
        with pytest.raises(TypeError, match=f"^Persistent tensor {handle.handle} may have already been deleted.$"):
            use()
    with pytest.raises(tf.errors.InvalidArgumentError) as failure:
        session.run(product + 1, {product: handle})
    assert failure.value.message == f"The tensor with handle '{handle.handle}' is not in the session store."
    assert failure.value.op is None


def test_fet_14_a_raw_handle_outlives_its_object(session, product, fetch):
    handle = session.run(fetch)
    text = handle.get_raw_handle()
    with pytest.raises(TypeError, match="may have already been deleted"):
        handle.eval()
    del handle
    for _ in range(30):
        session.run(fetch)
    holder, tensor = tf.get_session_tensor(text, tf.int32)
    assert session.run(tensor, {holder: text}) == 50


def test_fet_14_tensors_of_lost_handles_are_forgotten_ten_at_a_time(session, fetch):
    text = str(session.run(fetch))
    holder, tensor = tf.get_session_tensor(text, tf.int32)
    for _ in range(8):
        session.run(fetch)
    assert session.run(tensor, {holder: text}) == 50
    session.run(fetch)
    with pytest.raises(tf.errors.InvalidArgumentError, match="is not in the session store"):
        session.run(tensor, {holder: text})


def test_fet_14_tensors_belong_to_a_session(session, product, fetch):
    handle = session.run(fetch)
    with tf.Session() as other, pytest.raises(tf.errors.InvalidArgumentError, match="is not in the session store"):
        other.run(product + 1, {product: handle})
    session.close()
    for use in (handle.eval, handle.delete):
        with pytest.raises(RuntimeError, match=r"^Attempted to use a closed Session\.$"):
            use()


def test_fet_14_get_session_tensor_brings_it_back(session, fetch):
    text = session.run(fetch).get_raw_handle()
    holder, tensor = tf.get_session_tensor(text, tf.int32, name="back")
    assert (holder.op.type, holder.dtype, holder.op.device) == ("Placeholder", tf.string, CPU)
    assert (tensor.name, tensor.dtype, tensor.op.device, tensor.shape.ndims) == ("back:0", tf.int32, CPU, None)
    assert session.run(tensor, {holder: text}) == 50
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"^The tensor with handle .nonsense;0;"):
        session.run(tensor, {holder: "nonsense;0;" + CPU})


def test_fet_14_a_tensor_of_another_dtype_is_an_internal_error(session, fetch):
    text = session.run(fetch).get_raw_handle()
    holder, tensor = tf.get_session_tensor(text, tf.float32)
    with pytest.raises(tf.errors.InternalError) as failure:
        session.run(tensor, {holder: text})
    start = (
        "Output 0 of type int32 does not match declared output type float for node node GetSessionTensor (defined at "
    )
    assert failure.value.message.startswith(start)


@pytest.mark.parametrize("function", [lambda text: tf.get_session_tensor(text, tf.int32), tf.delete_session_tensor])
def test_fet_14_the_text_must_end_in_a_device(session, function):
    with pytest.raises(ValueError, match=r"^Unknown attribute: 'nonsense' in 'nonsense'$"):
        function("nonsense")
    assert function("a;0;/gpu:3")[0].op.device == "/device:GPU:3"


def test_fet_14_delete_session_tensor_forgets_a_tensor_once(session, fetch):
    text = session.run(fetch).get_raw_handle()
    holder, delete = tf.delete_session_tensor(text)
    assert session.run(delete, {holder: text}) is None
    with pytest.raises(tf.errors.InvalidArgumentError) as failure:
        session.run(delete, {holder: text})
    assert failure.value.message.startswith(f"Failed to delete a tensor with handle '{text}' in the session store.\n")
    assert failure.value.op is delete


def test_fet_14_handles_are_scalars(session):
    for name in ("GetSessionTensor", "DeleteSessionTensor"):
        attributes = {"dtype": tf.int32} if name == "GetSessionTensor" else {}
        with pytest.raises(ValueError, match=r"^Shape must be rank 0 but is rank 1 "):
            getattr(tf.raw_ops, name)(handle=["a", "b"], **attributes)


def test_fet_14_a_handle_is_a_message_for_a_resource_tensor(session, fetch):
    handle = session.run(fetch)
    array = handle.to_numpy_array()
    assert array.dtype == np.dtype([("resource", np.uint8)])
    assert bytes(array["resource"]).startswith(b"\n," + CPU.encode() + b"\x12\x0cTensorHandle\x1a")


@pytest.mark.parametrize("value", [[b"a", b"b"], [[1.5]], 1j, True, np.zeros((0, 2), np.float64)])
def test_fee_17_a_fed_handle_is_its_tensor(session, value):
    data = tf.constant(value)
    place = tf.placeholder(data.dtype)
    handle = session.run(tf.get_session_handle(data))
    expected = session.run(data)
    assert np.array_equal(session.run(tf.identity(place), {place: handle}), expected)
    assert np.array_equal(session.run(place, {place: handle}), expected)


def test_fee_17_any_way_of_feeding_takes_handles(session, product, fetch):
    handle = session.run(fetch)
    doubled = product * 2
    assert session.run([product, doubled], {(product,): (handle,)}) == [50, 100]
    assert session.make_callable(doubled, [product])(handle) == 100
    assert session.partial_run(session.partial_run_setup([doubled], [product]), doubled, {product: handle}) == 100


def test_fee_17_nobody_compares_shapes(session, fetch):
    place = tf.placeholder(tf.int32, [7])
    assert session.run(place * 1, {place: session.run(fetch)}) == 50


def test_fee_17_dtypes_are_compared_when_something_runs(session, fetch):
    x, y, z = (tf.placeholder(dtype, name=name) for dtype, name in ((tf.int32, "x"), (tf.float32, "y"), (tf.half, "z")))
    one, handle = tf.constant(1), session.run(fetch)
    for feeds, number, word in (({z: handle, x: handle}, 1, "half"), ({z: 1, x: handle, y: handle}, 1, "float")):
        with pytest.raises(tf.errors.InvalidArgumentError) as failure:
            session.run(one, feeds)
        assert failure.value.message == f"Expects arg[{number}] to be {word} but int32 is provided"
    assert session.run(z, {z: handle}) == 50
    assert session.run([], {z: handle}) == []


def test_fee_17_no_handle_inside_a_list(session, product, fetch):
    with pytest.raises(TypeError):
        session.run(product + 1, {product: [session.run(fetch)]})


def test_fee_17_a_handle_may_not_be_fed_where_nothing_may(session, product, fetch):
    session.graph.prevent_feeding(product)
    with pytest.raises(ValueError, match="may not be fed"):
        session.run(product + 1, {product: session.run(fetch)})


def test_fee_17_a_fed_variable_is_a_value(session, fetch):
    variable = tf.Variable(3)
    session.run(variable.initializer)
    handle = session.run(fetch)
    assert session.run(variable + 1, {variable: handle}) == 51
    with pytest.raises(tf.errors.InvalidArgumentError, match="incompatible with expected int32_ref"):
        session.run(variable.assign(5), {variable: handle})
    assert session.run(variable) == 3


def test_fet_14_a_tensor_moves_to_the_device_of_the_placeholder(product, fetch):
    task = "/job:localhost/replica:0/task:0"
    with tf.Session(config=tf.ConfigProto(device_count={"CPU": 2})) as session:
        handle = session.run(fetch)
        holder, tensor = tf.get_session_tensor(f"a;0;{task}/device:CPU:1", tf.int32)
        known = len(session.graph.get_operations())
        assert [session.run(tensor, {holder: handle.handle}) for _ in range(2)] == [50, 50]
        assert added(session.graph, known) == [
            ("Placeholder_1", "Placeholder", CPU),
            ("GetSessionTensor_1", "GetSessionTensor", CPU),
            ("GetSessionHandle_1", "GetSessionHandle", f"{task}/device:CPU:1"),
        ]
        assert str(session.run(holder, {holder: handle.handle})).endswith(f"{task}/device:CPU:1")
        with pytest.raises(ValueError, match=r"^Unknown attribute: 'nonsense' in 'nonsense'$"):
            session.run(tensor, {holder: "nonsense"})
