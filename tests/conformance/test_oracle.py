"""Real TensorFlow 1.15 is found where it is, and answers as a worker."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from conformance.backend import CommandBackend
from conformance.graph import Attr, Graph, Node
from conformance.oracle import ORACLE_ENVIRONMENT, find_oracle, oracle_command
from conformance.outcome import BuildError, RunError, Value
from conformance.program import Program, Run
from conformance.values import TensorValue


def test_an_oracle_that_is_named_and_not_there_is_not_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRAPHSESSION_ORACLE", str(tmp_path / "python"))

    found, why = find_oracle()

    assert found is None
    assert why == f"GRAPHSESSION_ORACLE is {tmp_path / 'python'}, but there is no such program"


def test_a_python_that_is_not_3_7_is_no_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSESSION_ORACLE", sys.executable)

    found, why = find_oracle()

    assert found is None
    assert "it is not Python 3.7 but" in why


@pytest.fixture(scope="module")
def tensorflow() -> Iterator[CommandBackend]:
    python, why = find_oracle()
    if python is None:
        pytest.skip(why)
    with CommandBackend(oracle_command(python, threads=1), ORACLE_ENVIRONMENT) as backend:
        yield backend


FLOAT = Attr("type", "float32")
TWO = TensorValue.of(np.float32([1, 2]))
COUNTER = Graph(
    (
        Node("x", "Placeholder", attrs={"dtype": FLOAT, "shape": Attr("shape", (2,))}),
        Node("v", "VariableV2", attrs={"dtype": FLOAT, "shape": Attr("shape", (2,))}),
        Node("start", "Const", attrs={"dtype": FLOAT, "value": Attr("tensor", TWO)}),
        Node("init", "Assign", ("v", "start"), {"T": FLOAT}),
        Node("add", "AssignAdd", ("v", "x"), {"T": FLOAT}),
    )
)


@pytest.mark.oracle
def test_tensorflow_says_what_it_can_do(tensorflow: CommandBackend) -> None:
    capabilities = tensorflow.capabilities()

    assert (capabilities.name, capabilities.version[:5]) == ("tensorflow", "1.15.")
    assert capabilities.ops is not None
    assert {"MatMul", "VariableV2", "Switch"} <= capabilities.ops


@pytest.mark.oracle
def test_wire_16_tensorflow_runs_a_program_with_state_and_errors(tensorflow: CommandBackend) -> None:
    feeds = {"x:0": TensorValue.of(np.float32([-0.0, np.inf]))}
    program = Program(
        COUNTER,
        (
            Run(fetches=("v:0",)),
            Run(targets=("init",)),
            Run(feeds=feeds, fetches=("add:0", "x:0")),
            Run(fetches=("v:0",)),
            Run("other", fetches=("v:0",)),
            Run(fetches=("add:0",)),
            Run(fetches=("nowhere:0",)),
        ),
    )

    outcomes = tensorflow.run(program)

    uninitialized = RunError(
        "FailedPreconditionError",
        9,
        None,
        "Attempting to use uninitialized value v\n\t [[{{node _retval_v_0_0}}]]",
    )
    added = TensorValue.of(np.float32([1, np.inf]))
    assert outcomes[:5] == (
        uninitialized,
        Value(),
        Value((added, feeds["x:0"])),
        Value((added,)),
        uninitialized,
    )
    assert outcomes[5] == RunError(
        "InvalidArgumentError",
        3,
        "x",
        "You must feed a value for placeholder tensor 'x' with dtype float and shape [2]\n\t [[node x]]",
    )
    assert isinstance(outcomes[6], RunError)
    assert (outcomes[6].error_class, outcomes[6].code) == ("ValueError", None)


@pytest.mark.oracle
def test_tensorflow_refuses_a_graph_once_for_all_steps(tensorflow: CommandBackend) -> None:
    graph = Graph((Node("y", "Identity", ("nope",), {"T": FLOAT}),))

    outcomes = tensorflow.run(Program(graph, (Run(), Run())))

    assert outcomes == (BuildError("ValueError", None, None, "Node 'y': Unknown input node 'nope'"),)


@pytest.mark.oracle
@pytest.mark.parametrize("dtype", ["bfloat16", "qint8", "quint16", "string", "complex128", "bool", "uint64"])
def test_wire_12_tensorflow_takes_and_gives_every_kind_of_value(tensorflow: CommandBackend, dtype: str) -> None:
    contents = {"string": (b"a\0", b"\xff"), "complex128": bytes(range(32)), "bool": b"\0\1"}
    sizes = {"bfloat16": 4, "qint8": 2, "quint16": 4, "uint64": 16}
    data = contents[dtype] if dtype in contents else bytes(range(sizes[dtype]))
    value = TensorValue(dtype, (2,), data)
    attr = {"dtype": Attr("type", dtype)}
    graph = Graph(
        (
            Node("fed", "Placeholder", attrs=attr),
            Node("constant", "Const", attrs={**attr, "value": Attr("tensor", value)}),
        )
    )

    (outcome,) = tensorflow.run(Program(graph, (Run(feeds={"fed:0": value}, fetches=("fed:0", "constant:0")),)))

    assert isinstance(outcome, Value), outcome
    for fetched in outcome.values:
        assert fetched is not None
        assert (fetched.dtype.removeprefix("q"), fetched.data) == (dtype.removeprefix("q"), value.data)
