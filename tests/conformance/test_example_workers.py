"""The examples that an implementer starts from: the two workers are right about random graphs, the backend is not."""

from __future__ import annotations

import ast
import io
import json
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance.backend import CommandBackend, ModuleBackend
from conformance.campaign import Plan, Tally, random_campaign
from conformance.cases import all_cases
from conformance.cases.malformed import GOOD
from conformance.cases.protocol_cases import protocol_cases
from conformance.examples import tiny_backend
from conformance.examples.tiny_backend import TinyBackend
from conformance.graph import Attr, Graph, Node
from conformance.outcome import BuildError, Outcome, RunError, Unsupported, Value
from conformance.program import Program, Run
from conformance.values import TensorValue

EXAMPLES = Path(__file__).parents[2] / "conformance" / "examples"
OPS = ("Add", "AddV2", "Identity", "MatMul", "Mul", "Neg", "Reshape", "Sub", "Sum")
LANGUAGES = ("python", "javascript")
KNOWN = {"python": 12, "javascript": 16}  # ops
PROTOCOL = {case.name: case for case in protocol_cases()}
FLOAT = Attr("type", "float32")
STATE = {"container": Attr("string", b""), "shared_name": Attr("string", b"")}


def command(language: str) -> list[str]:
    """How the example worker in a language is started."""
    if language == "python":
        return [sys.executable, str(EXAMPLES / "tiny_worker.py")]
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node on the path, which runs the worker in JavaScript")
    return [node, str(EXAMPLES / "tiny_worker.js")]


def outcomes(language: str, *nodes: Node, steps: tuple[Run, ...]) -> tuple[Outcome, ...]:
    """What a worker makes of a program."""
    with CommandBackend(command(language)) as worker:
        return worker.run(Program(Graph(nodes), steps))


def placeholder(name: str, shape: Any = None) -> Node:
    return Node(name, "Placeholder", (), {"dtype": FLOAT, "shape": Attr("shape", shape)})


def variable(name: str, *sizes: int) -> Node:
    return Node(name, "VariableV2", (), {"dtype": FLOAT, "shape": Attr("shape", sizes), **STATE})


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_worker_disagrees_with_the_reference_about_no_random_graph(language: str) -> None:
    with CommandBackend(command(language)) as worker:
        plan = Plan(examples=500, seed=1, ops=OPS, max_nodes=6, steps=worker.capabilities().steps)
        tally = random_campaign(plan, ModuleBackend("reference"), worker, lambda so_far: None)

    assert tally.counterexamples == []
    assert tally.programs == 500
    assert tally.steps_agreed > 50
    assert tally.unsupported > 0  # counted apart: other dtypes, and whatever the generator adds to these ops


@pytest.mark.parametrize("name", PROTOCOL)
@pytest.mark.parametrize("language", LANGUAGES)
def test_conf_3_an_example_worker_keeps_to_the_protocol(language: str, name: str) -> None:
    with CommandBackend(command(language), limit=20.0) as worker:
        result = PROTOCOL[name].run(worker)

    assert (result.verdict, result.details) == ("agree", ())


def after(*path: str | int, value: Any) -> dict[str, Any]:
    """A request to run the usual program with another value in one place."""
    program = json.loads(json.dumps(GOOD))
    holder = program
    for place in path[:-1]:
        holder = holder[place]
    holder[path[-1]] = value
    return {"id": 1, "request": "run", "program": program}


MALFORMED = {
    "a request with a field too many": {"id": 1, "request": "hello", "program": None},
    "a version that is no number": after("version", value=True),
    "a producer of nothing": after("graph", value={"nodes": []}),
    "attributes that are no object": after("graph", "nodes", 1, "attrs", value=[]),
    "a node that is none": after("graph", "nodes", 1, value="n"),
    "a name that is no text": after("graph", "nodes", 1, "name", value=7),
    "a device that is no text": after("graph", "nodes", 1, "device", value=None),
    "a value with a field too many": after(
        "graph", "nodes", 0, "attrs", "value", "tensor", value={"dtype": "float32", "shape": [], "data": "", "x": 1}
    ),
    "a size with a fraction": after("graph", "nodes", 0, "attrs", "value", "tensor", "shape", value=[1.5]),
    "a truth where a size is wanted": after("graph", "nodes", 0, "attrs", "value", "tensor", "shape", value=[True]),
    "a session that is no text": after("steps", 0, "session", value=None),
    "targets that are no texts": after("steps", 0, "targets", value=[1]),
    "feeds that are no object": after("steps", 0, "feeds", value=[]),
    "half of a surrogate pair": after("steps", 0, "session", value="\ud800"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_wire_6_an_example_worker_refuses_what_is_malformed_and_goes_on(language: str) -> None:
    lines = [json.dumps(each) for each in (*MALFORMED.values(), after("version", value=1))]

    ended = subprocess.run(command(language), input="\n".join(lines), capture_output=True, text=True, check=True)

    *refused, good = map(json.loads, ended.stdout.splitlines())
    assert [what for what, reply in zip(MALFORMED, refused, strict=True) if reply.keys() != {"id", "error"}] == []
    assert good["outcomes"][0]["outcome"] == "value"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_worker_is_wrong_about_no_fixed_program(language: str) -> None:
    with CommandBackend(command(language)) as worker:
        verdicts = {case.name: case.run(worker) for case in all_cases() if case.kind in ("program", "corpus")}

    assert [name for name, result in verdicts.items() if result.verdict not in ("agree", "unsupported")] == []
    assert sum(result.verdict == "agree" for result in verdicts.values()) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_conf_3_an_example_worker_answers_as_the_protocol_says(language: str) -> None:
    requests = [{"id": 1, "request": "hello"}, {"id": 2, "request": "nonsense"}, {"id": 3, "request": "run"}]
    lines = "".join(json.dumps(each) + "\n" for each in [*requests, {"id": 4, "request": "close"}])

    ended = subprocess.run(command(language), input="]\n" + lines, capture_output=True, text=True, check=True)

    no_json, hello, unknown, incomplete, closed = map(json.loads, ended.stdout.splitlines())
    assert no_json["id"] is None and "error" in no_json
    assert hello["capabilities"]["protocol"] == 1
    assert len(hello["capabilities"]["ops"]) == KNOWN[language]
    assert hello["capabilities"]["steps"] == ["run"]
    assert (unknown["id"], incomplete["id"]) == (2, 3)
    assert "error" in unknown and "error" in incomplete
    assert closed == {"id": 4, "closed": True}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_worker_knows_the_commonest_errors(language: str) -> None:
    came = outcomes(language, placeholder("x", (None, 2)), steps=(Run(fetches=("x:0",)),))

    unfed = "You must feed a value for placeholder tensor 'x' with dtype float and shape [?,2]"
    assert came == (RunError("InvalidArgumentError", 3, "x", unfed),)


def test_the_worker_in_javascript_knows_the_errors_of_variables() -> None:
    read = Node("read", "Identity", ("v",), {"T": FLOAT})

    came = outcomes("javascript", variable("v", 2), read, steps=(Run(fetches=("read:0",)), Run(fetches=("v:0",))))

    uninitialised = "Attempting to use uninitialized value v"
    assert came == (
        RunError("FailedPreconditionError", 9, "read", uninitialised),
        RunError("FailedPreconditionError", 9, None, uninitialised),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_worker_refuses_a_graph_that_is_none(language: str) -> None:
    steps = (Run(targets=("x",)),)
    twice = outcomes(language, placeholder("x"), placeholder("x"), steps=steps)
    unknown = outcomes(language, placeholder("x"), Node("n", "NoOp", ("^nowhere",)), steps=steps)

    assert twice == (BuildError("ValueError", None, None, "Node 'x' is not unique"),)
    assert unknown == (BuildError("ValueError", None, None, "Node 'n': Unknown input node '^nowhere'"),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_worker_runs_what_a_step_needs_and_nothing_else(language: str) -> None:
    double = Node("double", "Add", ("x", "x"), {"T": FLOAT})
    late = Node("late", "Neg", ("double", "^unfed"), {"T": FLOAT})
    nodes = placeholder("x"), placeholder("unfed"), double, late
    one, two = TensorValue.of(np.float32([1])), TensorValue.of(np.float32([2]))
    steps = (
        Run(feeds={"x:0": one}, fetches=("double:0", "x:0")),
        Run(feeds={"x:0": one}, fetches=("late:0",)),
        Run(feeds={"double:0": two, "late:0": one}, fetches=("late:0",), targets=("double",)),
    )

    first, second, third = outcomes(language, *nodes, steps=steps)

    assert first == Value((two, one))
    assert isinstance(second, RunError) and second.op == "unfed"
    assert isinstance(third, RunError) and third.op == "x"  # a target runs though its output is fed


def test_the_worker_in_javascript_keeps_its_variables() -> None:
    assign = Node("assign", "Assign", ("v", "x"), {"T": FLOAT})
    done = Node("done", "NoOp", ("^assign",))
    late = Node("late", "Identity", ("v", "^done"), {"T": FLOAT})
    value = TensorValue.of(np.float32([1, -0.0]))
    steps = (
        Run(feeds={"x:0": value}, fetches=("late:0",)),
        Run(fetches=("v:0",)),
        Run("other", fetches=("v:0",)),
        Run("other", feeds={"late:0": value}, fetches=("late:0",)),
    )

    nodes = placeholder("x"), variable("v", 2), assign, done, late
    first, second, third, fourth = outcomes("javascript", *nodes, steps=steps)

    assert first == second == fourth == Value((value,))
    assert isinstance(third, RunError)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_worker_keeps_all_bits_of_an_int64(language: str) -> None:
    number = TensorValue.of(np.int64(2**62 + 1))
    constant = Node("c", "Const", (), {"dtype": Attr("type", "int64"), "value": Attr("tensor", number)})
    twice = Node("twice", "Add", ("c", "c"), {"T": Attr("type", "int64")})

    (came,) = outcomes(language, constant, twice, steps=(Run(fetches=("c:0", "twice:0")),))

    assert came == Value((number, TensorValue.of(np.int64(-(2**63) + 2))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_wire_20_an_example_worker_says_which_op_it_lacks(language: str) -> None:
    (came,) = outcomes(language, Node("f", "Fact"), steps=(Run(fetches=("f:0",)),))

    assert isinstance(came, Unsupported)
    assert came.ops == ("Fact",)


def test_the_worker_in_python_is_small_and_stands_alone() -> None:
    text = (EXAMPLES / "tiny_worker.py").read_text("utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}

    assert lines_of_code(text) < 150
    assert imported == {"base64", "json", "re", "sys", "numpy"}
    assert not any(isinstance(node, ast.ImportFrom) for node in nodes)


def test_the_worker_in_javascript_needs_no_package() -> None:
    text = (EXAMPLES / "tiny_worker.js").read_text("utf-8")

    assert [part.partition('"')[0] for part in text.split('require("')[1:]] == ["node:readline"]


def lines_of_code(text: str) -> int:
    """The lines that are neither blank, comment nor docstring."""
    blank = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in blank and not token.string.startswith('"""'):
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines)


def test_the_small_backend_is_wrong_about_no_other_fixed_program(monkeypatch: pytest.MonkeyPatch) -> None:
    mend(monkeypatch)

    verdicts = {case.name: case.run(TinyBackend()) for case in all_cases() if case.kind in ("program", "corpus")}

    assert [name for name, result in verdicts.items() if result.verdict not in ("agree", "unsupported")] == []
    assert sum(result.verdict == "agree" for result in verdicts.values()) > 10


def mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the change that the guide tells."""
    wrong = tiny_backend.evaluate

    def evaluate(nodes: Any, tensor: str, feeds: Any) -> Any:
        return feeds[tensor] if tensor in feeds else wrong(nodes, tensor, feeds)

    monkeypatch.setattr(tiny_backend, "evaluate", evaluate)


def red(examples: int) -> Tally:
    plan = Plan(examples=examples, ops=("Add", "Mul", "Neg", "Square"), max_nodes=6, invalid=False, most=1)
    return random_campaign(plan, ModuleBackend("reference"), TinyBackend(), lambda so_far: None)


def test_conf_2_the_small_backend_is_wrong_about_feeds_of_inner_tensors_and_nothing_else() -> None:
    tally = red(examples=2000)

    assert tally.counterexamples
    assert tally.steps_agreed > 0
    for counterexample in tally.counterexamples:
        operations = {node.name: node.op for node in counterexample.program.graph.nodes}
        fed = {operations[name.partition(":")[0]] for step in counterexample.program.steps for name in step.feeds}
        assert fed - {"Placeholder"}, counterexample.program
        assert len(operations) <= 4


def test_with_its_mistake_mended_the_small_backend_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    mend(monkeypatch)

    assert red(examples=200).counterexamples == []


def test_the_small_backend_is_small() -> None:
    assert len((EXAMPLES / "tiny_backend.py").read_text("utf-8").splitlines()) < 100
