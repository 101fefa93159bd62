"""The suite finds faults that are planted in an implementation that is right, and none where there is none."""

from __future__ import annotations

from conformance.backend import Backend, ModuleBackend
from conformance.campaign import Plan, Tally, random_campaign, recorded_campaign, some_programs
from conformance.planted import PLANTED, REFUSES_ALL

MOST_EXAMPLES = 200


def held(actual: Backend, plan: Plan) -> Tally:
    return random_campaign(plan, ModuleBackend("reference"), actual, lambda tally: None)


def test_the_reference_agrees_with_itself() -> None:
    tally = held(ModuleBackend("reference"), Plan(examples=200, seed=1))

    assert tally.counterexamples == []
    assert tally.programs == 200
    assert tally.unsupported == 0
    assert tally.steps_agreed > 200
    assert len(tally.ops) > 120


def test_conf_13_an_implementation_that_refuses_everything_agrees_with_nothing() -> None:
    tally = held(REFUSES_ALL(ModuleBackend("reference")), Plan(examples=50))

    assert tally.steps_agreed == 0
    assert tally.unsupported >= 50
    assert tally.counterexamples == []


def test_a_campaign_ends_after_as_many_counterexamples_as_it_may_have() -> None:
    actual = PLANTED["another dtype"](ModuleBackend("reference"))

    tally = held(actual, Plan(examples=MOST_EXAMPLES, most=2, max_nodes=3))

    assert len(tally.counterexamples) == 2
    assert tally.programs < MOST_EXAMPLES


def test_conf_15_the_same_seed_gives_the_same_programs_and_another_gives_others() -> None:
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
