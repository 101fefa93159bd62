"""The code examples of the five documents, run as programs: they do and print what the documents say.

Where an example leaves something open (``...``), the smallest thing that fits is filled in.
"""

import contextlib
import io

import numpy as np
import pytest

import reference as tf


def run_program(text, **names):
    """Runs a program in a fresh default graph; gives what it printed."""
    tf.reset_default_graph()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, "<example>", "exec"), {"tf": tf, **names})
    return printed.getvalue().split()


BUILD = """
a = tf.constant(5.0)
b = tf.constant(6.0)
c = a * b
"""


@pytest.mark.parametrize("session", ["tf.Session()", "tf.compat.v1.Session()"])
def test_ses_1_a_graph_is_built_and_launched(session):
    assert run_program(f"{BUILD}sess = {session}\nprint(sess.run(c))") == ["30.0"]


def test_ses_5_close_and_the_context_manager_are_equivalent():
    by_hand = "sess = tf.compat.v1.Session()\nprint(sess.run(c))\nsess.close()"
    by_block = "with tf.compat.v1.Session() as sess:\n  print(sess.run(c))"
    refused = "\ntry:\n  sess.run(c)\nexcept RuntimeError as error:\n  print(error)"
    assert run_program(BUILD + by_hand + refused) == run_program(BUILD + by_block + refused)


def test_ses_3_a_configuration_is_accepted():
    program = """
sess = tf.compat.v1.Session(config=tf.compat.v1.ConfigProto(
    allow_soft_placement=True,
    log_device_placement=True))
print(sess.run(c))
sess = tf.Session(config=tf.ConfigProto(allow_soft_placement=True,
                                        log_device_placement=True))
print(sess.run(c))
"""
    assert run_program(BUILD + program) == ["30.0", "30.0"]


def test_def_6_as_default_makes_the_session_the_default():
    program = """
c = tf.constant(4.0)
sess = tf.compat.v1.Session()
with sess.as_default():
  assert tf.compat.v1.get_default_session() is sess
  print(c.eval())
"""
    assert run_program(program) == ["4.0"]


def test_def_6_as_default_does_not_close_the_session():
    program = """
c = tf.constant(4.0)
sess = tf.Session()
with sess.as_default():
  print(c.eval())
# ...
with sess.as_default():
  print(c.eval())

sess.close()
"""
    assert run_program(program) == ["4.0", "4.0"]


def test_ses_13_the_devices_of_a_session_have_names():
    program = """
sess = tf.Session()
devices = sess.list_devices()
for d in devices:
  print(d.name)
"""
    assert run_program(program)[0] == "/job:localhost/replica:0/task:0/device:CPU:0"


def test_ses_14_a_step_runs_in_two_parts():
    program = """
a = array_ops.placeholder(dtypes.float32, shape=[])
b = array_ops.placeholder(dtypes.float32, shape=[])
c = array_ops.placeholder(dtypes.float32, shape=[])
r1 = math_ops.add(a, b)
r2 = math_ops.multiply(r1, c)

h = sess.partial_run_setup([r1, r2], [a, b, c])
res = sess.partial_run(h, r1, feed_dict={a: 1, b: 2})
print(res)
res = sess.partial_run(h, r2, feed_dict={c: res})
print(res)
"""
    tf.reset_default_graph()
    graph = tf.get_default_graph()
    with tf.Session(graph=graph) as sess:
        names = {"array_ops": tf, "dtypes": tf, "math_ops": tf, "sess": sess}
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(program, names)
    assert printed.getvalue().split() == ["3.0", "9.0"]


def test_fet_5_fetches_have_the_shape_that_was_asked_for():
    import collections

    tf.reset_default_graph()
    session = tf.Session()
    a = tf.constant([10, 20])
    b = tf.constant([1.0, 2.0])
    v = session.run(a)
    assert v.tolist() == [10, 20]
    v = session.run([a, b])
    assert isinstance(v, list)
    assert [part.tolist() for part in v] == [[10, 20], [1.0, 2.0]]
    MyData = collections.namedtuple("MyData", ["a", "b"])
    v = session.run({"k1": MyData(a, b), "k2": [b, a]})
    assert isinstance(v["k1"], MyData)
    assert v["k1"].a.tolist() == [10, 20]
    assert v["k1"].b.tolist() == [1.0, 2.0]
    assert [part.tolist() for part in v["k2"]] == [[1.0, 2.0], [10, 20]]


def test_def_10_an_interactive_session_needs_no_session_argument():
    program = f"""
sess = tf.InteractiveSession()
{BUILD}
# We can just use 'c.eval()' without passing 'sess'
print(c.eval())
sess.close()
"""
    assert run_program(program) == ["30.0"]


def test_def_7_a_session_block_makes_it_the_default():
    assert run_program(f"{BUILD}with tf.Session():\n  # We can also use 'c.eval()' here.\n  print(c.eval())") == [
        "30.0"
    ]


class TestTheBlog:
    """The graph with one variable and three operations, and its sessions."""

    def setup_method(self):
        graph = tf.Graph()
        with graph.as_default():
            self.variable = tf.Variable(42, name="foo")
            self.initialize = tf.global_variables_initializer()
            self.assign = self.variable.assign(13)
        self.graph = graph

    def test_var_3_the_first_session_prints_13(self, capsys):
        with tf.Session(graph=self.graph) as sess:
            sess.run(self.initialize)
            sess.run(self.assign)
            print(sess.run(self.variable))
        assert capsys.readouterr().out == "13\n"

    def test_var_4_the_second_session_finds_the_variable_uninitialized(self):
        with tf.Session(graph=self.graph) as sess:
            sess.run(self.initialize)
            sess.run(self.assign)
        with (
            tf.Session(graph=self.graph) as sess,
            pytest.raises(tf.errors.FailedPreconditionError, match=r"^Attempting to use uninitialized value foo"),
        ):
            print(sess.run(self.variable))

    def test_ses_4_the_third_session_starts_anew(self, capsys):
        with tf.Session(graph=self.graph) as sess:
            sess.run(self.initialize)
            sess.run(self.assign)
        with tf.Session(graph=self.graph) as sess:
            sess.run(self.initialize)
            print(sess.run(self.variable))
        assert capsys.readouterr().out == "42\n"

    def test_var_1_printing_the_python_object_does_not_print_the_value(self):
        with tf.Session(graph=self.graph) as sess:
            sess.run(self.initialize)
            assert "42" not in repr(self.variable)


def test_run_2_a_reader_asks_why_new_value_need_not_be_run():
    program = """
state = tf.Variable(0, name='counter')
one = tf.constant(1)
new_value = tf.add(state, one)
update = tf.assign(state, new_value)
init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    for _ in range(3):
        sess.run(update)
    print(sess.run(state))
"""
    assert run_program(program) == ["3"]


def test_ckp_1_a_reader_takes_values_to_another_session(tmp_path):
    program = """
v = tf.Variable([1.0, 2.0], name='v')
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(v.assign([3.0, 4.0]))
    saver.save(sess, save_file)
with tf.Session() as sess:
    saver.restore(sess, save_file)
    print(*sess.run(v))
"""
    assert run_program(program, save_file=str(tmp_path / "model.ckpt")) == ["3.0", "4.0"]


def test_feed_values_of_the_documents_are_accepted():
    with tf.Graph().as_default(), tf.Session() as session:
        number, word, row = tf.placeholder(tf.float32), tf.placeholder(tf.string), tf.placeholder(tf.int64, [3])
        feeds = {number: 1, word: "text", row: [1, 2, 3]}
        values = session.run([tf.identity(number), tf.identity(word), tf.identity(row)], feeds)
    assert values[0] == np.float32(1)
    assert values[1] == b"text"
    assert values[2].tolist() == [1, 2, 3]
