"""Random programs whose threads race for one thing with state."""

import pytest

from conformance.allowed import explore
from conformance.backend import ModuleBackend
from conformance.backends import ShuffledBackend
from conformance.flat import flat_outcomes
from conformance.generator.choices import RandomBlocks
from conformance.generator.programs import mixed_program
from conformance.generator.racing import racing_kinds, racing_program
from conformance.judgement import judge
from conformance.outcome import Hang
from conformance.program import AtOnce, Program

SHARE = 25  # one program in so many races


def races(kind, count):
    return [racing_program(RandomBlocks(number), kinds=[kind]) for number in range(count)]


def has_threads(program):
    return any(isinstance(step, AtOnce) for step in program.steps)


@pytest.mark.parametrize("kind", racing_kinds())
def test_all_that_a_race_may_give_is_found_and_nothing_waits_for_good(kind):
    programs = races(kind, 25)
    found = [explore(program) for program in programs]
    assert all(each.is_complete for each in found)
    outcomes = [outcome for each in found for row in each.outcomes for outcome in flat_outcomes(row)]
    assert not any(isinstance(outcome, Hang) for outcome in outcomes)
    assert sum(map(has_threads, programs)) > 10
    assert any(len(each.outcomes) > 1 for each in found)


@pytest.mark.parametrize("kind", racing_kinds())
def test_what_shuffled_steps_give_of_a_race_is_legal(kind):
    for program in races(kind, 10):
        judgement = judge(program, ModuleBackend("reference"), ShuffledBackend())
        assert judgement.disagreements == ()
        assert judgement.undecided == 0


def test_some_random_programs_race_unless_their_ops_or_steps_are_others():
    assert sum(map(races_for_one_thing, mixed(4 * SHARE))) >= 3
    assert not any(map(races_for_one_thing, mixed(SHARE, ops=["Add"])))
    assert not any(map(has_threads, mixed(SHARE, steps=frozenset({"run"}))))


def mixed(count, **wanted):
    return [mixed_program(RandomBlocks(number, number), max_nodes=3, **wanted) for number in range(count)]


def races_for_one_thing(program: Program) -> bool:
    threads = [step.threads for step in program.steps if isinstance(step, AtOnce)]
    return any({one.session for thread in each for one in thread} == {"main"} and len(each) > 1 for each in threads)
