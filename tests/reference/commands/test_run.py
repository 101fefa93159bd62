"""``python -m reference run``."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def run(folder, text, *arguments):
    """What a script prints, what it says on stderr, and its exit status."""
    (folder / "script.py").write_text(text)
    command = [sys.executable, "-m", "reference", "run", "script.py", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout, done.stderr, done.returncode


def test_tensorflow_is_the_reference_in_a_script(tmp_path):
    (tmp_path / "beside.py").write_text("import tensorflow as tf\nanswer = 42\n")
    text = """
import sys
import tensorflow as tf
import tensorflow.compat.v1 as v1
from tensorflow import errors
from tensorflow.compat.v1 import train
from tensorflow.core.framework import graph_pb2
from tensorflow.core.protobuf import config_pb2
import beside
v1.disable_v2_behavior()
assert v1.Session is tf.Session and beside.tf is tf and graph_pb2.GraphDef is tf.GraphDef
assert errors.OpError is tf.OpError and train.write_graph is tf.train.write_graph
assert tf.ConfigProto is config_pb2.ConfigProto and tf.__version__ == tf.VERSION == "1.15.5"
if __name__ == "__main__":
    with tf.Session() as sess:
        print(sess.run(tf.constant(beside.answer)), sys.argv, __file__)
"""
    assert run(tmp_path, text, "--help", "-x") == ("42 ['script.py', '--help', '-x'] script.py\n", "", 0)


def test_an_error_of_the_script_is_shown_as_python_shows_it(tmp_path):
    text = "import tensorflow as tf\nx = tf.no_op(name='x')\ndef f():\n    raise KeyError(x.name)\nf()\n"
    output, errors, status = run(tmp_path, text)
    assert (output, status) == ("", 1)
    assert errors == (
        "Traceback (most recent call last):\n"
        '  File "script.py", line 5, in <module>\n    f()\n'
        '  File "script.py", line 4, in f\n    raise KeyError(x.name)\n'
        "KeyError: 'x'\n"
    )


def test_where_an_operation_was_made_is_told_without_the_command(tmp_path):
    text = """import tensorflow as tf
x = tf.placeholder(tf.float32, name="x")
try:
    tf.Session().run(x)
except tf.OpError as error:
    print(error)
"""
    output, errors, status = run(tmp_path, text)
    assert (errors, status) == ("", 0)
    assert output.splitlines()[-4:] == [
        "Original stack trace for 'x':",
        '  File "script.py", line 2, in <module>',
        '    x = tf.placeholder(tf.float32, name="x")',
        "",
    ]


def test_a_script_that_is_no_python_is_shown_as_python_shows_it(tmp_path):
    output, errors, status = run(tmp_path, "def f(:\n")
    assert (output, status) == ("", 1)
    assert errors.startswith('  File "script.py", line 1\n    def f(:\n')
    assert errors.endswith("SyntaxError: invalid syntax\n")


def test_the_exit_status_is_that_of_the_script(tmp_path):
    assert run(tmp_path, "import sys; sys.exit(7)") == ("", "", 7)


def test_what_is_not_there_cannot_be_imported(tmp_path):
    _, errors, status = run(tmp_path, "import tensorflow.graph\n")
    assert status == 1
    assert errors.endswith("ModuleNotFoundError: No module named 'tensorflow.graph'\n")


def test_a_script_that_does_not_exist_is_refused_in_one_line(tmp_path):
    command = [sys.executable, "-m", "reference", "run", "no.py"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr == "python -m reference run: cannot open 'no.py': No such file or directory\n"
