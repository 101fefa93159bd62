"""``python -m reference graph``."""

import numpy as np
import pytest

import reference as tf
from reference.__main__ import main
from reference.interchange.messages import message


@pytest.fixture
def path(tmp_path):
    """A graph of y = x + 1, a greeting and a target, in a file."""
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        tf.add(x, 1.0, name="y")
        tf.identity(tf.placeholder(tf.string, name="s"), name="greeting")
        tf.split(tf.constant([1, 2]), 2, name="parts")
        tf.no_op(name="target")
    return tf.train.write_graph(graph, str(tmp_path), "graph.pb", as_text=False)


def refused(capsys, *arguments):
    """The one line on stderr of a command that ends with status 2 and prints nothing else."""
    assert main(["graph", *map(str, arguments)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    (line,) = output.err.splitlines()
    return line.removeprefix("python -m reference graph: ")


def test_a_graph_is_listed(path, capsys):
    assert main(["graph", path]) == 0
    assert (
        capsys.readouterr().out
        == f"""{path}: 10 operations

INPUTS
name  op           dtype    shape
x     Placeholder  float32  (?, 2)
s     Placeholder  string   <unknown>

OUTPUTS
name        op        dtype    shape
y:0         Add       float32  (?, 2)
greeting:0  Identity  string   <unknown>
parts:0     Split     int32    (1,)
parts:1     Split     int32    (1,)
target      NoOp      -        -

OPERATIONS
name             op           dtype    shape
x                Placeholder  float32  (?, 2)
y/y              Const        float32  ()
y                Add          float32  (?, 2)
s                Placeholder  string   <unknown>
greeting         Identity     string   <unknown>
Const            Const        int32    (2,)
Const_1          Const        int32    ()
parts/split_dim  Const        int32    ()
parts            Split        int32    (1,)
parts:1          Split        int32    (1,)
target           NoOp         -        -
"""
    )


def test_a_graph_is_run(path, capsys):
    fetches = ["--fetch", "y", "--fetch", "target", "--fetch", "parts:1"]
    assert main(["graph", path, "--feed", "x=[[1, 2.5]]", *fetches]) == 0
    assert capsys.readouterr().out == "y:0  float32 (1, 2)\n[[2.  3.5]]\nparts:1  int32 (1,)\n[2]\n"


def test_text_needs_no_quotes(path, capsys):
    assert main(["graph", path, "--feed", "s:0=hello", "--fetch", "greeting:0"]) == 0
    assert capsys.readouterr().out == "greeting:0  string ()\nb'hello'\n"


def test_arrays_come_from_files_and_go_to_files(path, tmp_path, capsys):
    np.save(tmp_path / "x.npy", np.array([[1, 2], [3, 4]], np.float32))
    saved = tmp_path / "out.npz"
    assert main(["graph", path, "--feed", f"x={tmp_path / 'x.npy'}", "--fetch", "y:0", "--save", str(saved)]) == 0
    assert capsys.readouterr().out == "y:0  float32 (2, 2)\n[[2. 3.]\n [4. 5.]]\n"
    with np.load(saved) as values:
        assert {name: values[name].tolist() for name in values} == {"y:0": [[2.0, 3.0], [4.0, 5.0]]}


def test_ses_19_a_graph_made_for_other_devices_is_run_on_those_that_are_there(tmp_path, capsys):
    with tf.Graph().as_default() as graph, tf.device("/gpu:0"):
        tf.constant(7, name="seven")
    path = tf.train.write_graph(graph, str(tmp_path), "graph.pb", as_text=False)
    assert main(["graph", path, "--fetch", "seven"]) == 0
    assert "7" in capsys.readouterr().out


def test_ops_without_a_kernel_are_pointed_out(tmp_path, capsys):
    graph_def = message("GraphDef")()
    graph_def.node.add(name="z", op="Placeholder").attr["dtype"].type = 8
    graph_def.node.add(name="f", op="FFT3D", input=["z"]).attr["Tcomplex"].type = 8
    path = tf.train.write_graph(graph_def, str(tmp_path), "graph.pbtxt")
    assert main(["graph", path]) == 0
    assert capsys.readouterr().out.endswith("\n\nThese ops cannot be run here: FFT3D (1)\n")
    line = refused(capsys, path, "--feed", "z=1j", "--fetch", "f")
    assert line.startswith("NotFoundError: Op type not registered 'FFT3D'")


def test_an_empty_list_is_said_to_be_empty(tmp_path, capsys):
    with tf.Graph().as_default() as graph:
        tf.constant(1, name="c")
    main(["graph", tf.train.write_graph(graph, str(tmp_path), "graph.pbtxt")])
    assert "\n\nINPUTS: none\n\nOUTPUTS: none\n\nOPERATIONS\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--fetch", "yy"], "there is no 'yy' in the graph; did you mean 'y/y' or 'y'?"),
        (["--fetch", "y:3"], "there is no 'y:3' in the graph; did you mean 'y'?"),
        (["--fetch", "unlike anything"], "there is no 'unlike anything' in the graph"),
        (["--fetch", "y", "--feed", "x"], "--feed 'x': write NAME=VALUE or NAME=FILE.npy"),
        (["--fetch", "y", "--feed", "x=abc"], "--feed x: 'abc' is neither a float32 value nor a .npy file"),
        (["--fetch", "y", "--feed", "x=no.npy"], "--feed x: cannot open 'no.npy': No such file or directory"),
        (["--fetch", "y", "--feed", "parts=1"],
         "--feed 'parts=1': 'parts' is not a tensor; add the number of the output, as in parts:0"),
        (["--fetch", "y", "--feed", "x=1.5"],
         "ValueError: Cannot feed value of shape () for Tensor 'x:0', which has shape '(?, 2)'"),
        (["--fetch", "y"],
         "InvalidArgumentError: You must feed a value for placeholder tensor 'x' with dtype float and shape [?,2]"),
        (["--feed", "x=1"], "nothing to run: say what to fetch with --fetch NAME"),
        (["--fetch", "parts:0", "--save", "/no/out"], "cannot write '/no/out.npz': No such file or directory"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_refused_in_one_line(arguments, line, path, capsys):
    if "--save" in arguments:
        assert main(["graph", path, *arguments]) == 2
        assert capsys.readouterr().err == f"python -m reference graph: {line}\n"
    else:
        assert refused(capsys, path, *arguments) == line


def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path, capsys):
    assert refused(capsys, tmp_path / "no.pb") == f"cannot open '{tmp_path}/no.pb': No such file or directory"
    assert refused(capsys, tmp_path) == f"cannot open '{tmp_path}': Is a directory"
    (tmp_path / "text.pb").write_text("hello")
    assert refused(capsys, tmp_path / "text.pb").startswith(f"{tmp_path}/text.pb: not a GraphDef as text: 1:1 : ")


def test_a_graph_that_cannot_be_imported_is_refused_in_one_line(tmp_path, capsys):
    (tmp_path / "graph.pbtxt").write_text('node { name: "a" op: "NoSuchOp" }')
    line = refused(capsys, tmp_path / "graph.pbtxt")
    assert line.startswith(f"{tmp_path}/graph.pbtxt: Op type not registered 'NoSuchOp'")


@pytest.mark.parametrize("arguments", [["--help"], ["graph", "--help"], ["run", "--help"]])
def test_help_is_given(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: python -m reference")


def test_a_command_is_needed(capsys):
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
