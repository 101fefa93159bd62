"""What the documents say in words and show in no example; each test is a row of spec/statements.md."""

import gc
import importlib
import tracemalloc

import pytest

import reference as tf

MEGABYTES = 1 << 20


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as graph:
        yield graph


def held_memory():
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def keep(kind, sess, size):
    """Lets the session hold `size` bytes in a resource of some kind, from one step to the next."""
    ones = tf.fill([size], tf.constant(1, tf.uint8))
    if kind == "queue":
        return sess.run(tf.FIFOQueue(9, [tf.uint8]).enqueue(ones))
    if kind == "handle":
        return sess.run(tf.get_session_handle(ones))
    return sess.run(tf.Variable(ones, use_resource=kind == "resource variable").initializer)


@pytest.mark.parametrize("kind", ["variable", "resource variable", "queue", "handle"])
def test_ses_7_closing_gives_the_memory_back(kind):
    sess = tf.Session()
    tracemalloc.start()
    try:
        before = held_memory()
        kept = keep(kind, sess, 8 * MEGABYTES)
        assert held_memory() - before >= 8 * MEGABYTES
        sess.close()
        assert held_memory() - before <= 1 * MEGABYTES, kept
    finally:
        tracemalloc.stop()


def test_def_6_and_def_9_an_operation_runs_in_the_session_of_the_block():
    variable = tf.Variable(1)
    first, second = tf.Session(), tf.Session()
    for sess in (first, second):
        with sess.as_default():
            variable.initializer.run()
    with second.as_default():
        variable.assign(5).op.run()
        assert variable.eval() == 5
    assert first.run(variable) == 1


def test_ses_13_the_limit_of_memory_is_a_number_of_bytes_by_both_names():
    devices = tf.Session().list_devices()
    assert isinstance(devices, list)
    for device in devices:
        assert isinstance(device.memory_limit, int)
        assert device.memory_limit == device.memory_limit_bytes > 0


def test_ses_12_variables_lose_value_and_shape():
    with tf.container("spare"):
        value = tf.placeholder(tf.int32)
        variable = tf.Variable(value, validate_shape=False)
    sess = tf.Session()
    sess.run(variable.initializer, {value: [1, 2, 3]})
    tf.Session.reset("", ["spare"], tf.ConfigProto())
    with tf.Session() as sess:
        assert not sess.run(tf.is_variable_initialized(variable))
        sess.run(variable.initializer, {value: [[4]]})
        assert sess.run(variable).tolist() == [[4]]


@pytest.mark.parametrize("containers", [[], None, ["spare"]])
def test_ses_12_containers_that_are_named_or_not(containers):
    variable = tf.Variable(1)
    sess = tf.Session()
    sess.run(variable.initializer)
    tf.Session.reset("", containers=containers, config=None)
    with pytest.raises(tf.errors.CancelledError):
        sess.run(variable)


def test_def_5_the_session_is_found_from_within_functions():
    tensor = tf.constant(3, name="intermediate")

    def callback():
        return tf.get_default_session().run("intermediate:0")

    with tf.Session():
        assert callback() == 3
    assert tf.get_default_session() is None
    assert tensor.graph is tf.get_default_graph()


def test_def_10_an_interactive_session_has_all_methods_of_the_page():
    p = tf.placeholder(tf.float32, [], name="p")
    doubled = p * 2.0
    sess = tf.InteractiveSession()
    try:
        assert sess.graph is tf.get_default_graph()
        assert [node.name for node in sess.graph_def.node] == [op.name for op in sess.graph.get_operations()]
        assert sess.sess_str == b""
        assert sess.run(doubled, {p: 2}) == 4
        assert sess.make_callable(doubled, [p])(3) == 6
        assert sess.partial_run(sess.partial_run_setup(doubled, p), doubled, {p: 4}) == 8
        assert sess.list_devices()[0].device_type == "CPU"
        with tf.Session(), sess.as_default() as entered:
            assert tf.get_default_session() is entered is sess
    finally:
        sess.close()
    with pytest.raises(RuntimeError, match=r"^Attempted to use a closed Session\.$"):
        sess.run(doubled, {p: 2})


def test_def_10_sessions_stand_in_the_module_that_the_documents_name():
    module = importlib.import_module("reference.python.client.session")
    assert module.Session is tf.Session
    assert module.InteractiveSession is tf.InteractiveSession
    assert module.BaseSession in module.Session.__bases__


def test_ckp_2_saving_again_replaces_what_is_there(tmp_path):
    variable = tf.Variable(1)
    saver = tf.train.Saver()
    with tf.Session() as sess:
        for value in (1, 2):
            variable.load(value, sess)
            path = saver.save(sess, str(tmp_path / "model"))
    with tf.Session() as sess:
        saver.restore(sess, path)
        assert sess.run(variable) == 2


def test_rea_5_a_file_that_was_cut_is_as_much_as_is_there(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"all of it")
    queue = tf.FIFOQueue(2, tf.string, [[]])
    value = tf.WholeFileReader().read(queue).value
    with tf.Session() as sess:
        sess.run(queue.enqueue_many([[str(file)] * 2]))
        assert sess.run(value) == b"all of it"
        file.write_bytes(b"all")
        assert sess.run(value) == b"all"


def test_err_3_unknown_error_has_code_2_unless_it_is_given_one():
    assert tf.errors.UnknownError(None, None, "words").error_code == 2
    assert tf.errors.UnknownError(None, None, "words", error_code=77).error_code == 77


@pytest.mark.parametrize("name", ["Session", "InteractiveSession", "ConfigProto", "RunOptions", "RunMetadata"])
def test_ses_2_and_int_1_names_of_other_versions_mean_the_same(name):
    assert getattr(tf.compat.v1, name) is getattr(tf, name)
