"""Counterexamples of one defect are shown together: they have the op, the aspect and the kind of mismatch in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from conformance.campaign import Counterexample
from conformance.compare import Mismatch
from conformance.divergence import Divergence
from conformance.graph import Attr, Graph, Node
from conformance.grouping import Likeness, group, is_like, likeness_of
from conformance.judgement import Disagreement
from conformance.program import Call, MakeCallable, Program, Run
from conformance.values import TensorValue

FLOAT = Attr("type", "float32")
ONE = TensorValue.of(np.float32(1))
C = Node("c", "Const", (), {"dtype": FLOAT, "value": Attr("tensor", ONE)})
NEG = Node("neg", "Neg", ("c",), {"T": FLOAT})
SIN = Node("sin", "Sin", ("neg",), {"T": FLOAT})
ALONE = Program(Graph((C, NEG, SIN)), (Run(fetches=("sin:0",)),))
OFF = Mismatch(0, "sin:0", "value", "1.0", "2.0", (), 2.0**23, 0.0)


def example(mismatch: Mismatch = OFF, program: Program = ALONE, node: Node | None = None) -> Counterexample:
    divergence = None if node is None else Divergence(node, f"{node.name}:0", {}, ONE, ONE)
    return Counterexample(program, (Disagreement(mismatch, divergence),))


def likeness(*arguments: object) -> Likeness:
    one = example(*arguments)  # type: ignore[arg-type]
    return likeness_of(one.program, one.disagreements)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (example(), example(replace(OFF, expected="0.5", index=(3, 1), count=7, ulps=1e6))),
        (example(node=NEG), example(replace(OFF, step=1), replace(ALONE, steps=ALONE.steps * 2), NEG)),
        (
            example(Mismatch(0, None, "outcome", "ValueError when running: Shape [2] of 'a'", "float32[] 1.0")),
            example(Mismatch(0, None, "outcome", "ValueError when running: Shape [7] of 'b'", "float64[2] [1, 2]")),
        ),
        (
            example(Mismatch(None, None, "outcome", "done", "crash: the worker ended with status 3")),
            example(Mismatch(None, None, "outcome", "float32[] 1.0", "crash: the worker ended with status 9")),
        ),
        (
            example(Mismatch(0, None, "message", "Attempting to use uninitialized value neg", "no")),
            example(Mismatch(0, None, "message", "Attempting to use uninitialized value c", "no")),
        ),
    ],
)
def test_what_differs_from_program_to_program_does_not_count(one: Counterexample, other: Counterexample) -> None:
    assert is_like(one, other)


@pytest.mark.parametrize(
    "other",
    [
        example(node=NEG),
        example(replace(OFF, ulps=3.0)),
        example(replace(OFF, actual="nan", ulps=float("inf"))),
        example(replace(OFF, actual="-0.0", expected="0.0", ulps=0.0)),
        example(replace(OFF, aspect="shape", expected="[1]", actual="[1, 1]")),
        example(replace(OFF, aspect="dtype", expected="float32", actual="float64")),
        example(replace(OFF, step=None, fetch=None, aspect="outcome")),
    ],
)
def test_conf_15_another_op_aspect_or_kind_is_another_defect(other: Counterexample) -> None:
    assert not is_like(example(), other)


def test_likeness_reads_as_a_sentence() -> None:
    assert str(likeness()) == "Sin: another value"
    assert str(likeness(replace(OFF, actual="inf", ulps=9e9))) == (
        "Sin: another value (an infinity in place of a number)"
    )
    assert str(likeness(Mismatch(0, None, "class", "'A'", "'B'"), Program(Graph((C,)), ALONE.steps))) == (
        "Const: another class (B in place of A)"
    )


def test_a_fed_tensor_is_the_subject_whatever_op_would_have_made_it() -> None:
    fed = Program(ALONE.graph, (Run(feeds={"sin:0": ONE}, fetches=("sin:0",)),))

    assert likeness(OFF, fed).subject == "a fed tensor"


def test_a_kind_of_step_is_the_subject_where_no_node_is_wrong_by_itself() -> None:
    called = Program(ALONE.graph, (MakeCallable("f", fetches=("sin:0",)), Call("f")))

    assert likeness(replace(OFF, step=1), called).subject == "call"
    assert likeness(replace(OFF, step=1), called, SIN).subject == "Sin"


@dataclass(frozen=True)
class Shown:
    number: int
    likeness: tuple[str, ...] = ()


def test_groups_stand_in_the_order_of_their_first() -> None:
    examples = [Shown(1, ("a",)), Shown(2), Shown(3, ("b",)), Shown(4, ("a",)), Shown(5)]

    groups = group(examples)

    assert [[one.number for one in each.examples] for each in groups] == [[1, 4], [2], [3], [5]]
    assert (groups[0].first.number, [one.number for one in groups[0].others]) == (1, [4])
    assert group(()) == []
