"""The clauses that a counterexample touches: those that state its message, or are about what differs."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.backend import ModuleBackend
from conformance.cases.chapters import CHAPTERS
from conformance.citing import JUDGED_BY, LOST, OF_ASPECTS, OF_OPS, OF_QUEUES, OF_STEPS, clauses_touched
from conformance.compare import Mismatch
from conformance.graph import Attr, Graph, Node
from conformance.judgement import Disagreement, judge
from conformance.planted import FAULTS
from conformance.planted.shown import read
from conformance.program import Call, MakeCallable, Program, Run
from conformance.specification import clauses_of
from conformance.stated import that_name, that_state
from conformance.values import TensorValue

REFERENCE = ModuleBackend("reference")
FLOAT = Attr("type", "float32")
ONE, TWO = TensorValue.of(np.float32(1)), TensorValue.of(np.float32(2))
X = Node("x", "Placeholder", (), {"dtype": FLOAT, "shape": Attr("shape", None)})
C = Node("c", "Const", (), {"dtype": FLOAT, "value": Attr("tensor", ONE)})
NEG = Node("neg", "Neg", ("c",), {"T": FLOAT})
SQUARE = Node("square", "Square", ("neg",), {"T": FLOAT})
FOUND = 0.7  # of the planted faults, for how many one of the clauses that they break is named: a floor


def touched(mismatch: Mismatch, *steps: Run | MakeCallable | Call) -> tuple[str, ...]:
    """The clauses of a disagreement about a step of a small graph."""
    program = Program(Graph((X, C, NEG, SQUARE)), steps)
    return clauses_touched(program, (Disagreement(mismatch, None),), REFERENCE.run(program))


def value(fetch: str, step: int = 0, expected: str = "1.0", actual: str = "2.0", ulps: float = 2.0**23) -> Mismatch:
    return Mismatch(step, fetch, "value", expected, actual, (), ulps, 0.0)


@pytest.mark.parametrize(
    ("message", "clauses"),
    [
        ("You must feed a value for placeholder tensor 'x' with dtype float", ["FEE-7"]),
        ("Attempting to use uninitialized value v_1", ["FLOW-14", "VAR-19"]),
        ("Node 'const': Unknown input node '^nowhere'", ["INT-7"]),
        ("bad", []),
    ],
)
def test_the_clauses_that_state_a_message_are_found_by_its_words(message: str, clauses: list[str]) -> None:
    assert list(that_state(message))[: len(clauses) or 1] == clauses


def test_the_clauses_that_name_an_op_are_found_unless_it_is_a_word_like_others() -> None:
    assert that_name("Switch")[0] == "FLOW-3"
    assert that_name("All") == ()


@pytest.mark.parametrize(
    ("mismatch", "steps", "first"),
    [
        (value("square:0"), (Run(feeds={"neg:0": TWO}, fetches=("square:0",)),), "FEE-14"),
        (value("neg:0"), (Run(feeds={"neg:0": TWO}, fetches=("neg:0",)),), "FEE-8"),
        (value("c:0"), (Run(fetches=("c:0", "c:0")),), "FET-7"),
        (value("neg"), (Run(fetches=("neg",)),), "FET-2"),
        (value("c:0", 1), (MakeCallable("f", fetches=("c:0",)), Call("f")), "SES-15"),
        (value("neg:0", 0, "nan", "0.0"), (Run(fetches=("neg:0",)),), "RUN-18"),
        (Mismatch(0, None, "op", "'x'", "None"), (Run(fetches=("x:0",)),), "FEE-7"),
        (Mismatch(0, "c:0", "dtype", "float32", "float64"), (Run(fetches=("c:0",)),), "FET-3"),
        (Mismatch(None, None, "outcome", "done", "crash: it ended"), (Run(fetches=("c:0",)),), "WIRE-18"),
        (Mismatch(0, None, "outcome", "ValueError when running: Feed x", "crash: it"), (Run(),), "WIRE-18"),
    ],
)
def test_what_a_disagreement_is_about_says_where_to_read(
    mismatch: Mismatch, steps: tuple[Run, ...], first: str
) -> None:
    assert touched(mismatch, *steps)[0] == first


def test_conf_15_there_is_always_a_clause() -> None:
    assert clauses_touched(Program(), (), ()) == (JUDGED_BY,)


def test_every_clause_that_is_named_here_exists() -> None:
    named = {JUDGED_BY, *LOST, *OF_QUEUES.values()}
    for clauses in (*OF_STEPS.values(), *OF_ASPECTS.values(), *(clauses for _, clauses in OF_OPS)):
        named.update(clauses)

    assert named - clauses_of().keys() == set()
    assert {name.partition("-")[0] for name in named} <= CHAPTERS.keys()


def test_the_clauses_that_planted_faults_break_are_named_by_their_counterexamples() -> None:
    found = total = 0
    for name, shown in read().items():
        if FAULTS[name].subject in ("queues", "callables", "races"):
            continue  # these hang now and then, which takes its time
        disagreements = judge(shown.program, REFERENCE, FAULTS[name].backend()).disagreements
        clauses = clauses_touched(shown.program, disagreements, REFERENCE.run(shown.program))
        found += not set(clauses).isdisjoint(FAULTS[name].clauses)
        total += 1

    assert found >= FOUND * total
