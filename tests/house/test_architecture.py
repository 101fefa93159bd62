"""Who may import whom, and how long a function may be."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEART = [
    "reference/runtime/executor.py",
    "reference/runtime/pruning.py",
    "reference/session/fetches.py",
    "reference/session/feeds.py",
    "reference/graph/defaults.py",
]
SCREEN = 40  # lines
LONGEST = 60


def _sources(package):
    return sorted((ROOT / package).rglob("*.py"))


def _functions(path):
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _length(function):
    return function.end_lineno - function.lineno + 1


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def test_the_reference_does_not_know_those_above_it():
    for path in _sources("reference"):
        assert not {"conformance", "accel", "tests"} & set(_imported(path)), path


def test_importing_and_running_needs_numpy_alone():
    program = """
import sys
import reference as tf
x = tf.placeholder(tf.float32, [2])
with tf.Session() as session:
    session.run(tf.reduce_sum(x * 2.0), {x: [1.0, 2.0]})
print([name for name in ("google.protobuf", "tensorboard", "hypothesis", "cupy", "PIL") if name in sys.modules])
"""
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("path", HEART)
def test_no_function_of_the_heart_is_longer_than_a_screen(path):
    assert {
        function.name: _length(function) for function in _functions(ROOT / path) if _length(function) > SCREEN
    } == {}


@pytest.mark.parametrize("package", ["reference", "conformance"])
def test_no_function_is_long(package):
    long = {
        f"{path.relative_to(ROOT)}:{function.name}": _length(function)
        for path in _sources(package)
        for function in _functions(path)
        if _length(function) > LONGEST
    }
    assert long == {}


def test_no_file_is_named_for_what_it_is_not():
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert not [path for package in ("reference", "conformance") for path in _sources(package) if path.stem in vague]
