"""What is excused as rounding and what is not; which deviations are known."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance.backend import ModuleBackend
from conformance.graph import Attr, Graph, Node
from conformance.judgement import judge
from conformance.known import DEVIATIONS, Known
from conformance.outcome import Outcome, Unsupported, Value
from conformance.planted import REFUSES_ALL, Planted
from conformance.program import Program, Run
from conformance.values import TensorValue

ROOT = Path(__file__).parents[2]
FLOAT = Attr("type", "float32")
X = np.float32([0.5, 2.0])


def constant(name: str, value: object) -> Node:
    tensor = TensorValue.of(np.asarray(value))
    return Node(name, "Const", (), {"dtype": Attr("type", tensor.dtype), "value": Attr("tensor", tensor)})


# An exact op behind an inexact one, and one after it: neg(exp(neg(x))).
CHAIN = Program(
    Graph(
        (
            constant("x", X),
            Node("before", "Neg", ("x",), {"T": FLOAT}),
            Node("exp", "Exp", ("before",), {"T": FLOAT}),
            Node("after", "Neg", ("exp",), {"T": FLOAT}),
        )
    ),
    (Run(fetches=("after:0",)),),
)
RIGHT = ModuleBackend("reference")


def altered(node: str, change: object) -> Planted:
    """The reference, but that this node's value is altered wherever it is computed."""

    def before(program: Program) -> Program:
        nodes: list[Node] = []
        for each in program.graph.nodes:
            if each.name != node:
                nodes.append(each)
                continue
            added = constant(f"{node}_by", np.float32(change))  # type: ignore[arg-type]
            nodes += [replace(each, name=f"{node}_raw"), added]
            nodes.append(Node(node, "Mul", (f"{node}_raw", added.name), {"T": FLOAT}))
        return replace(program, graph=Graph(tuple(nodes)))

    return Planted(RIGHT, before=before)


def answering(change: object) -> Planted:
    """The reference, but that every value it gives is changed."""

    def after(program: Program, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        return tuple(
            Value(tuple(change(value) for value in each.values)) if isinstance(each, Value) else each  # type: ignore[operator]
            for each in outcomes
        )

    return Planted(RIGHT, after=after)


ONE_ULP = 1 + 2.0**-23


def test_conf_8_rounding_of_an_inexact_op_is_agreement() -> None:
    judged = judge(CHAIN, RIGHT, altered("exp", ONE_ULP))

    assert judged.disagreements == ()
    assert judged.steps_agreed == 1


@pytest.mark.parametrize("node", ["before", "after", "x"])
def test_rounding_of_an_exact_op_beside_an_inexact_one_is_found_there(node: str) -> None:
    (disagreement,) = judge(CHAIN, RIGHT, altered(node, ONE_ULP)).disagreements

    assert disagreement.divergence is not None
    assert disagreement.divergence.node.name == node


@pytest.mark.parametrize(
    "change",
    [
        lambda value: TensorValue.of(value.array().astype(np.float64)),
        lambda value: TensorValue.of(value.array()[None]),
        lambda value: TensorValue.of(value.array() * np.float32(np.nan)),
        lambda value: TensorValue.of(value.array() * np.float32(np.inf)),
    ],
    ids=["dtype", "shape", "nan", "infinity"],
)
def test_conf_5_dtype_shape_nan_and_infinity_are_not_rounding(change: object) -> None:
    assert len(judge(CHAIN, RIGHT, answering(change)).disagreements) == 1


def test_conf_9_parts_that_are_right_and_put_together_wrongly_are_found() -> None:
    def after(program: Program, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        if program != CHAIN:
            return outcomes
        return (Value((TensorValue.of(np.float32([7, 8])),)),)

    (disagreement,) = judge(CHAIN, RIGHT, Planted(RIGHT, after=after)).disagreements

    assert disagreement.divergence is None
    assert disagreement.remark


def test_values_that_cannot_be_looked_behind_are_not_excused() -> None:
    def after(program: Program, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        if program == CHAIN:
            return (Value((TensorValue.of(np.float32([7, 8])),)),)
        return (Unsupported(("Exp",)),)

    assert len(judge(CHAIN, RIGHT, Planted(RIGHT, after=after)).disagreements) == 1
    assert len(judge(CHAIN, Planted(RIGHT, after=after), RIGHT).disagreements) == 1


def test_outcomes_that_a_program_cannot_have_are_a_crash() -> None:
    (disagreement,) = judge(CHAIN, RIGHT, Planted(RIGHT, after=lambda program, outcomes: ())).disagreements

    assert "crash" in disagreement.mismatch.actual


def test_conf_13_what_is_refused_is_not_agreed_on() -> None:
    judged = judge(CHAIN, RIGHT, REFUSES_ALL(RIGHT))

    assert (judged.steps_agreed, judged.unsupported, judged.disagreements) == (0, 1, ())


def test_what_an_implementation_lacks_is_told() -> None:
    both = Planted(RIGHT, after=lambda program, outcomes: (Unsupported(("Exp", "Sin"), "two ops"),))
    words = Planted(RIGHT, after=lambda program, outcomes: (Unsupported((), "no kernel for {{node exp}} here\n"),))

    assert judge(CHAIN, RIGHT, RIGHT).lacking == ()
    assert judge(CHAIN, RIGHT, both).lacking == ("Exp: two ops", "Sin: two ops")
    assert judge(CHAIN, RIGHT, words).lacking == ("no kernel for",)


def test_conf_16_a_known_deviation_is_counted_and_not_a_disagreement() -> None:
    known = Known("DEV-5", "why", frozenset(["Exp"]), frozenset(["dtype"]), "float32", "float64")
    wrong = answering(lambda value: TensorValue.of(value.array().astype(np.float64)))

    assert judge(CHAIN, RIGHT, wrong, [known]).deviations == ("DEV-5",)
    assert judge(CHAIN, RIGHT, wrong, [known]).disagreements == ()

    others: list[dict[str, Any]] = [{"ops": frozenset(["Sin"])}, {"aspects": frozenset(["shape"])}, {"actual": "int32"}]
    for other in others:
        assert len(judge(CHAIN, RIGHT, wrong, [replace(known, **other)]).disagreements) == 1


def test_conf_16_a_known_deviation_of_the_node_where_values_part_is_one() -> None:
    wrong = altered("before", 1.25)
    known = Known("MY-1", "why", frozenset(["Mul"]), frozenset(["value"]), expected="-0.5", actual="-0.625")
    (fault,) = judge(CHAIN, RIGHT, wrong, ()).disagreements
    assert fault.divergence is not None
    known = replace(known, ops=frozenset([fault.divergence.node.op]))

    assert judge(CHAIN, RIGHT, wrong, [known]).deviations == ("MY-1",)
    assert judge(CHAIN, RIGHT, wrong, [known]).disagreements == ()
    assert judge(CHAIN, RIGHT, wrong, [known]).steps_agreed == 0
    for other in ({"ops": frozenset(["Exp"])}, {"actual": "-0.5,"}, {"aspects": frozenset(["shape"])}):
        assert len(judge(CHAIN, RIGHT, wrong, [replace(known, **other)]).disagreements) == 1


def test_each_known_deviation_names_an_entry_of_the_specification_and_is_narrow() -> None:
    numbers = set(re.findall(r"^\*\*(DEV-\d+)\*\*", (ROOT / "spec/deviations.md").read_text(), re.MULTILINE))

    for entry in json.loads(DEVIATIONS.read_text())["random programs"]:
        assert entry["deviation"] in numbers
        assert entry["reason"]
        assert entry["aspects"]
        assert entry.get("ops") or entry.get("expected") or entry.get("actual")


@pytest.mark.parametrize(("off", "is_right"), [(2, True), (50, False)])
def test_conf_8_what_was_read_from_a_variable_may_be_off_as_its_ops_may(off: float, is_right: bool) -> None:
    shared = {"dtype": FLOAT, "shape": Attr("shape", (2,)), "shared_name": Attr("string", b"v")}
    nodes = (
        constant("x", X),
        Node("exp", "Exp", ("x",), {"T": FLOAT}),
        Node("one", "VarHandleOp", (), shared),
        Node("write", "AssignVariableOp", ("one", "exp"), {"dtype": FLOAT}),
        Node("other", "VarHandleOp", (), shared),
        Node("read", "ReadVariableOp", ("other",), {"dtype": FLOAT}),
    )
    program = Program(Graph(nodes), (Run(targets=("write",)), Run(fetches=("read:0",))))
    judgement = judge(program, RIGHT, altered("exp", 1 + off * 2.0**-23), known=())

    assert bool(judgement.disagreements) is not is_right
    assert judgement.steps_agreed == 1 + is_right


def test_conf_8_a_step_may_do_more_than_make_the_value_that_differs() -> None:
    attrs = {"dtype": FLOAT, "shape": Attr("shape", (2,))}
    nodes = (*CHAIN.graph.nodes, Node("v", "VariableV2", (), attrs), Node("write", "Assign", ("v", "x"), {"T": FLOAT}))
    program = Program(Graph(nodes), (Run(fetches=("write:0", "after:0")),))

    assert not judge(program, RIGHT, altered("exp", 1 + 2.0**-23)).disagreements
    assert judge(program, RIGHT, altered("exp", 1.001)).disagreements
