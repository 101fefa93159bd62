"""The first node at which two implementations part is found by giving every node the same inputs."""

from __future__ import annotations

import numpy as np

from conformance.backend import ModuleBackend
from conformance.divergence import everything, first_divergence, inexact_ops, inner_values, needed
from conformance.graph import Attr, Graph, Node
from conformance.outcome import Outcome, RunError, Unsupported
from conformance.planted import PLANTED, Planted
from conformance.program import Program, Run
from conformance.values import TensorValue

FLOAT = Attr("type", "float32")
REFERENCE = ModuleBackend("reference")
X = TensorValue.of(np.float32([0.5, 2.0]))

PROGRAM = Program(
    Graph(
        (
            Node("x", "Placeholder", (), {"dtype": FLOAT, "shape": Attr("shape", None)}),
            Node("sin", "Sin", ("x",), {"T": FLOAT}),
            Node("noise", "Exp", ("x",), {"T": FLOAT}),
            Node("y", "Square", ("sin", "^noise"), {"T": FLOAT}),
        )
    ),
    (Run(feeds={"x:0": X}, fetches=("y:0",)), Run(feeds={"sin:0": X, "x:0": X}, fetches=("y:0",))),
)


def inner(step: int = 0) -> dict[str, TensorValue]:
    values = inner_values(PROGRAM, step, REFERENCE)
    assert values is not None
    return values


def test_nodes_come_after_what_they_depend_on() -> None:
    nodes = {node.name: node for node in PROGRAM.graph.nodes}

    order = needed(nodes, ["y:0"], [])
    assert sorted(order) == ["noise", "sin", "x", "y"]
    assert order[0] == "x"
    assert order[-1] == "y"
    assert "sin" not in needed(nodes, ["y:0"], ["sin:0"])


def test_a_control_edge_makes_no_value_inexact() -> None:
    assert inexact_ops(PROGRAM, 0) == ["Sin"]
    assert inexact_ops(PROGRAM, 1) == []


def test_everything_behind_a_step_is_fetched_but_what_is_fed() -> None:
    assert set(everything(PROGRAM, 0).steps[-1].fetches) == {"sin:0", "noise:0", "y:0"}
    assert set(everything(PROGRAM, 1).steps[-1].fetches) == {"noise:0", "y:0"}


def test_an_implementation_does_not_part_from_itself() -> None:
    assert first_divergence(PROGRAM, 0, inner(), REFERENCE) is None
    assert first_divergence(PROGRAM, 1, inner(1), REFERENCE) is None


def test_conf_8_the_node_that_is_wrong_is_named_with_its_inputs() -> None:
    divergence = first_divergence(PROGRAM, 0, inner(), PLANTED["a sine a fifth too large"](REFERENCE))

    assert divergence is not None
    assert (divergence.node.name, divergence.inputs) == ("sin", {"x:0": X})


def test_a_step_that_fails_is_a_divergence() -> None:
    def failing(program: Program, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        return tuple(RunError("InternalError", 13, None, "no") for _ in outcomes)

    divergence = first_divergence(PROGRAM, 0, inner(), Planted(REFERENCE, after=failing))

    assert divergence is not None
    assert isinstance(divergence.actual, RunError)


def test_one_outcome_for_all_of_them_is_a_divergence() -> None:
    refusing = Planted(REFERENCE, after=lambda program, outcomes: (Unsupported(("Sin",)),))

    divergence = first_divergence(PROGRAM, 0, inner(), refusing)

    assert divergence is not None
    assert isinstance(divergence.actual, Unsupported)


def test_the_same_value_is_right_though_no_magnitude_is_known() -> None:
    """A range of negative numbers fails for their absolute values."""
    nodes = [
        Node(name, "Const", (), {"dtype": FLOAT, "value": Attr("tensor", TensorValue.of(np.float32(value)))})
        for name, value in (("start", -4), ("limit", -2), ("delta", 1))
    ]
    program = Program(
        Graph((*nodes, Node("range", "Range", ("start", "limit", "delta"), {"Tidx": FLOAT}))),
        (Run(fetches=("range:0",)),),
    )
    values = inner_values(program, 0, REFERENCE)

    assert values is not None
    assert first_divergence(program, 0, values, REFERENCE) is None
