"""Random programs whose threads race for one thing with state."""

import pytest

from conformance.allowed import explore
from conformance.backend import ModuleBackend
from conformance.backends import ShuffledBackend
from conformance.campaign import Counterexample, made_small
from conformance.flat import flat_outcomes
from conformance.generator.choices import RandomBlocks
from conformance.generator.programs import mixed_program
from conformance.generator.racing import racing_kinds, racing_program
from conformance.judgement import judge
from conformance.outcome import AtOnceOutcome, Hang, Value
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


# ---- answers that do not have the shape of the threads


class Answers:
    """An implementation that gives other outcomes of the threads than there are steps."""

    def __init__(self, change):
        self.inner, self.change = ModuleBackend("reference"), change

    def capabilities(self):
        return self.inner.capabilities()

    def run(self, program):
        return tuple(self.change(each) if isinstance(each, AtOnceOutcome) else each for each in self.inner.run(program))

    def close(self):
        self.inner.close()


SHAPES = {
    "one thread less": lambda came: AtOnceOutcome(came.threads[1:]),
    "one thread more": lambda came: AtOnceOutcome((*came.threads, (Value(),))),
    "no threads": lambda came: AtOnceOutcome(()),
    "a thread without outcomes": lambda came: AtOnceOutcome(((), *came.threads[1:])),
    "a step more in a thread": lambda came: AtOnceOutcome(((*came.threads[0], Value()), *came.threads[1:])),
    "threads in threads": lambda came: AtOnceOutcome(((came,), *came.threads[1:])),
    "the outcome of one step": lambda came: came.threads[0][0],
    "another thread's outcomes": lambda came: AtOnceOutcome(came.threads[::-1]),
    "nothing for threads": lambda came: AtOnceOutcome(None),
    "no outcomes in threads": lambda came: AtOnceOutcome(((None,), *came.threads[1:])),
    "nothing": lambda came: None,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_conf_10_answers_of_another_shape_disagree_and_can_be_made_small(shape):
    actual = Answers(SHAPES[shape])
    programs = [program for kind in racing_kinds() for program in races(kind, 6) if has_threads(program)]
    found = [(program, judge(program, ModuleBackend("reference"), actual).disagreements) for program in programs]
    wrong = [(program, disagreements) for program, disagreements in found if disagreements]
    assert len(wrong) == len(programs) or (wrong and shape == "another thread's outcomes")
    small = made_small(Counterexample(*wrong[0]), ModuleBackend("reference"), actual)
    assert small.disagreements
    assert judge(small.program, ModuleBackend("reference"), actual).disagreements
