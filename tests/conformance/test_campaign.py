"""The suite finds faults that are planted in an implementation that is right, and none where there is none."""

from __future__ import annotations

import pytest

from conformance.backend import Backend, ModuleBackend
from conformance.campaign import Plan, Tally, random_campaign, recorded_campaign, some_programs
from conformance.planted import PLANTED, REFUSES_ALL

SOURCES = ("Const", "Placeholder", "VariableV2")
MOST_EXAMPLES = 200
CALCULATING = (
    "Add", "Cast", "Ceil", "Cos", "Exp", "Floor", "MatMul", "Maximum", "Mean", "Mul", "Relu", "Reshape", "Sin", "Sub",
    "Sum", "Tanh", "Transpose",
)  # fmt: skip

# What shrinks to more than four nodes besides sources needs a variable with all that belongs to it.
LARGE = {"variables that sessions share": 8, "variables that each step has anew": 8}


def held(actual: Backend, plan: Plan) -> Tally:
    return random_campaign(plan, ModuleBackend("reference"), actual, lambda tally: None)


def test_the_reference_agrees_with_itself() -> None:
    tally = held(ModuleBackend("reference"), Plan(examples=200, seed=1))

    assert tally.counterexamples == []
    assert tally.programs == 200
    assert tally.unsupported == 0
    assert tally.steps_agreed > 200
    assert len(tally.ops) > 120


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found_and_made_small(fault: str) -> None:
    actual = PLANTED[fault](ModuleBackend("reference"))

    ops = CALCULATING if fault.endswith(("fifth too large", "minimum", "rounds")) else None
    tally = held(actual, Plan(examples=MOST_EXAMPLES, seed=1, ops=ops, max_nodes=4, most=1))

    assert len(tally.counterexamples) == 1, f"{fault}: not found in {tally.programs} programs"
    nodes = [node for node in tally.counterexamples[0].program.graph.nodes if node.op not in SOURCES]
    assert len(nodes) <= LARGE.get(fault, 4), [f"{node.name}: {node.op}" for node in nodes]


def test_an_implementation_that_refuses_everything_agrees_with_nothing() -> None:
    tally = held(REFUSES_ALL(ModuleBackend("reference")), Plan(examples=50))

    assert tally.steps_agreed == 0
    assert tally.unsupported >= 50
    assert tally.counterexamples == []


def test_a_campaign_ends_after_as_many_counterexamples_as_it_may_have() -> None:
    actual = PLANTED["another dtype"](ModuleBackend("reference"))

    tally = held(actual, Plan(examples=MOST_EXAMPLES, most=2, max_nodes=3))

    assert len(tally.counterexamples) == 2
    assert tally.programs < MOST_EXAMPLES


def test_the_same_seed_gives_the_same_programs_and_another_gives_others() -> None:
    plan = Plan(examples=20, seed=5)

    assert some_programs(plan) == some_programs(plan)
    assert some_programs(plan) != some_programs(Plan(examples=20, seed=6))


def test_programs_tried_to_make_a_counterexample_small_do_not_count() -> None:
    actual = PLANTED["a row that is missing"](ModuleBackend("reference"))
    seen: list[int] = []

    tally = random_campaign(
        Plan(examples=30, most=1), ModuleBackend("reference"), actual, lambda so_far: seen.append(so_far.programs)
    )

    assert tally.programs <= 30
    assert seen == sorted(seen)


def test_given_programs_are_judged_one_by_one() -> None:
    programs = some_programs(Plan(examples=20, seed=2))
    actual = PLANTED["another dtype"](ModuleBackend("reference"))

    tally = recorded_campaign(programs, ModuleBackend("reference"), actual, lambda so_far: None)

    assert tally.programs == 20
    assert 0 < len(tally.counterexamples) < 20
