"""A campaign: many random programs, judged one after the other, with the smallest that show a disagreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from conformance.ahead import AheadBackend
from conformance.allowed import waits_for_ever
from conformance.asking import outcomes_of
from conformance.backend import Backend
from conformance.generator.choices import RandomBlocks
from conformance.generator.programs import mixed_program, valid_program
from conformance.judgement import Disagreement, judge
from conformance.known import Known
from conformance.program import Program
from conformance.shrinking import shrunk

BATCH = 20  # programs that are judged in one go
MOST = 10  # counterexamples after which a campaign ends: making them small takes time
TRIES = 300  # programs that are judged to make a counterexample small
_MOST_HANGS = 20  # of them that hang: each of these takes its full limit of time
_SEEDS = 1_000_000  # programs of one seed do not have the turns of the next


@dataclass(frozen=True)
class Counterexample:
    """A program on which two implementations disagree, as small as could be found."""

    program: Program
    disagreements: tuple[Disagreement, ...]


@dataclass
class Tally:
    """What a campaign has found so far; programs that are tried to make a counterexample small do not count.

    ``ops`` counts the programs that an op took part in, ``agreed_ops`` and ``unsupported_ops`` those of them in
    which everything agreed, or something was not supported; ``lacking`` those for which something is said to lack.
    """

    programs: int = 0
    steps_agreed: int = 0
    unsupported: int = 0
    undecided: int = 0
    deviations: Counter[str] = field(default_factory=Counter)
    ops: Counter[str] = field(default_factory=Counter)
    agreed_ops: Counter[str] = field(default_factory=Counter)
    unsupported_ops: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)
    counterexamples: list[Counterexample] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """Which random programs a campaign judges (CONF-15), and after how many counterexamples it ends."""

    examples: int = 200
    seed: int = 0
    ops: Sequence[str] | None = None
    max_nodes: int = 12
    invalid: bool = True
    most: int = MOST
    known: Sequence[Known] | None = None  # the differences that are excused: the numbered ones
    steps: frozenset[str] | None = None  # the kinds of steps that programs may have: all

    def program(self, number: int) -> Program:
        """The program of this number: the same in any process, and another one for every seed."""
        source = RandomBlocks(f"{self.seed} {number}", self.seed * _SEEDS + number)
        return (mixed_program if self.invalid else valid_program)(source, self.ops, self.max_nodes, steps=self.steps)

    def programs(self, first: int, size: int) -> Iterator[Program]:
        """The programs from this number on, so many."""
        return map(self.program, range(first, first + size))


def random_campaign(plan: Plan, expected: Backend, actual: Backend, progress: Callable[[Tally], None]) -> Tally:
    """Judges random programs; a disagreement is made small, noted, and the campaign goes on."""
    tally = Tally()
    first = 0
    while tally.programs < plan.examples and len(tally.counterexamples) < plan.most:
        judge_batch(plan, first, min(BATCH, plan.examples - tally.programs), expected, actual, tally, progress)
        first += BATCH
    return tally


def judge_batch(
    plan: Plan,
    first: int,
    size: int,
    expected: Backend,
    actual: Backend,
    tally: Tally,
    progress: Callable[[Tally], None],
) -> None:
    """Judges so many programs of a plan, up to the first disagreement, which is made small and noted."""
    programs = plan.programs(first, size)
    ahead = [backend for backend in (expected, actual) if isinstance(backend, AheadBackend)]
    for backend in ahead:
        programs = backend.announced(programs)
    for program in programs:
        found = _judge_one(program, expected, actual, tally, plan.known)
        progress(tally)
        if found is not None:
            tally.counterexamples.append(made_small(found, expected, actual, plan.known))
            break
    for backend in ahead:
        backend.forget()


def made_small(
    counterexample: Counterexample,
    expected: Backend,
    actual: Backend,
    known: Sequence[Known] | None = None,
    tries: int = TRIES,
) -> Counterexample:
    """The counterexample without what it does not need to differ in the same aspect.

    A program that hangs takes all its time.  One in which something has to wait for ever is tried only where that is
    expected of the counterexample, too; and after some that hang no other is tried.
    """
    aspects = {each.mismatch.aspect for each in counterexample.disagreements}
    may_wait = any(_is_hang(each.mismatch.expected) for each in counterexample.disagreements)
    smallest, hangs = counterexample, 0

    def keeps(program: Program) -> bool:
        nonlocal smallest, hangs
        if hangs >= _MOST_HANGS or (not may_wait and waits_for_ever(program)):
            return False
        disagreements = judge(program, expected, actual, known).disagreements
        hangs += any(
            _is_hang(side) for each in disagreements for side in (each.mismatch.expected, each.mismatch.actual)
        )
        if all(each.mismatch.aspect not in aspects for each in disagreements):
            return False
        smallest = Counterexample(program, disagreements)
        return True

    shrunk(counterexample.program, keeps, lambda program: outcomes_of(expected, program), tries)
    return smallest


def _is_hang(side: str) -> bool:
    return side.startswith("no answer within")


def recorded_campaign(
    recorded: Iterable[Program],
    expected: Backend,
    actual: Backend,
    progress: Callable[[Tally], None],
    known: Sequence[Known] | None = None,
) -> Tally:
    """Judges programs that are given."""
    tally = Tally()
    for program in recorded:
        found = _judge_one(program, expected, actual, tally, known)
        if found is not None:
            tally.counterexamples.append(found)
        progress(tally)
    return tally


def _judge_one(
    program: Program, expected: Backend, actual: Backend, tally: Tally, known: Sequence[Known] | None
) -> Counterexample | None:
    """Judges a program and counts it; the counterexample that it is, if it is one."""
    judgement = judge(program, expected, actual, known)
    tally.programs += 1
    tally.steps_agreed += judgement.steps_agreed
    tally.unsupported += judgement.unsupported
    tally.undecided += judgement.undecided
    tally.deviations.update(judgement.deviations)
    tally.lacking.update(judgement.lacking)
    ops = program.graph.ops()
    tally.ops.update(ops)
    if judgement.unsupported:
        tally.unsupported_ops.update(ops)
    elif not judgement.disagreements and not judgement.undecided:
        tally.agreed_ops.update(ops)
    return Counterexample(program, judgement.disagreements) if judgement.disagreements else None


def some_programs(plan: Plan) -> list[Program]:
    """The first random programs of a plan, without judging them: what a recording is made of."""
    return list(plan.programs(0, plan.examples))
