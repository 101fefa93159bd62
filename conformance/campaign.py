"""A campaign: many random programs, judged one after the other, with the smallest that show a disagreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from conformance.asking import outcomes_of
from conformance.backend import Backend
from conformance.generator.programs import generated_ops, mixed_programs, programs
from conformance.judgement import Disagreement, judge
from conformance.known import Known
from conformance.program import Program
from conformance.shrinking import shrunk

BATCH = 20  # programs drawn in one go, with one order of the ops
MOST = 10  # counterexamples after which a campaign ends: making them small takes time
_TRIES = 200  # programs that are tried to make a counterexample small
_SEEDS = 1_000_000  # batches of one campaign do not occur in that of the next seed


@dataclass(frozen=True)
class Counterexample:
    """A program on which two implementations disagree, as small as could be found."""

    program: Program
    disagreements: tuple[Disagreement, ...]


@dataclass
class Tally:
    """What a campaign has found so far; programs that are tried to make a counterexample small do not count.

    ``ops`` counts the programs that an op took part in, ``agreed_ops`` and ``unsupported_ops`` those of them in
    which everything agreed, or something was not supported.
    """

    programs: int = 0
    steps_agreed: int = 0
    unsupported: int = 0
    undecided: int = 0
    deviations: Counter[str] = field(default_factory=Counter)
    ops: Counter[str] = field(default_factory=Counter)
    agreed_ops: Counter[str] = field(default_factory=Counter)
    unsupported_ops: Counter[str] = field(default_factory=Counter)
    counterexamples: list[Counterexample] = field(default_factory=list)


class _Found(Exception):
    """Carries a counterexample out of Hypothesis, which goes on to make it smaller."""

    def __init__(self, counterexample: Counterexample) -> None:
        super().__init__("the implementations disagree")
        self.counterexample = counterexample


class _Enough(BaseException):
    """Ends Hypothesis's search for a smaller counterexample; it lets through what is no Exception."""


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

    def strategy(self, number: int) -> SearchStrategy[Program]:
        """The programs to draw a batch from.

        Hypothesis likes the first of several choices best: each batch has the ops in another order.
        """
        ops = list(self.ops or generated_ops())
        Random(number).shuffle(ops)
        return (mixed_programs if self.invalid else programs)(ops, self.max_nodes, steps=self.steps)

    def batches(self) -> Iterator[int]:
        """The numbers of the plan's batches, without end; those of two seeds have none in common."""
        return count(self.seed * _SEEDS)


def random_campaign(plan: Plan, expected: Backend, actual: Backend, progress: Callable[[Tally], None]) -> Tally:
    """Judges random programs; a disagreement is made small, noted, and the campaign goes on."""
    tally = Tally()
    for number in plan.batches():
        if tally.programs >= plan.examples or len(tally.counterexamples) >= plan.most:
            return tally
        judge_batch(plan, min(BATCH, plan.examples - tally.programs), number, expected, actual, tally, progress)
    return tally


def judge_batch(
    plan: Plan,
    size: int,
    number: int,
    expected: Backend,
    actual: Backend,
    tally: Tally,
    progress: Callable[[Tally], None],
) -> None:
    """Judges one batch of a campaign, up to the first disagreement, which is made small and noted."""
    try:
        _batch(plan, size, number, expected, actual, tally, progress)
    except _Found as found:
        tally.counterexamples.append(_trimmed(found.counterexample, expected, actual, plan.known))


def _batch(
    plan: Plan,
    size: int,
    number: int,
    expected: Backend,
    actual: Backend,
    tally: Tally,
    progress: Callable[[Tally], None],
) -> None:
    """Judges programs until one shows a disagreement, which is made small and raised."""
    found: list[Counterexample] = []
    tries = 0

    def agree(program: Program) -> None:
        nonlocal tries
        try:
            _judge_one(program, expected, actual, Tally() if found else tally, plan.known)
        except _Found as disagreement:
            found.append(disagreement.counterexample)
            raise
        finally:
            tries += bool(found)
            if tries > _TRIES:
                raise _Enough
        progress(tally)

    try:
        _drawn(plan.strategy(number), size, number, (Phase.generate, Phase.shrink), agree)
    except (_Found, _Enough):
        raise _Found(min(found, key=_size)) from None


def _size(counterexample: Counterexample) -> tuple[int, int]:
    program = counterexample.program
    return len(program.graph.nodes) + len(program.steps), len(str(program.to_json()))


def _drawn(
    strategy: SearchStrategy[Program],
    size: int,
    number: int,
    phases: tuple[Phase, ...],
    use: Callable[[Program], None],
) -> None:
    """Hands random programs to a function: always the same ones for the same number."""

    @seed(number)
    @settings(
        max_examples=size,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    @given(strategy)
    def each(program: Program) -> None:
        use(program)

    each()


def _trimmed(
    counterexample: Counterexample, expected: Backend, actual: Backend, known: Sequence[Known] | None
) -> Counterexample:
    """The counterexample without what it does not need to differ in the same aspect."""
    aspects = {each.mismatch.aspect for each in counterexample.disagreements}
    smallest = counterexample

    def keeps(program: Program) -> bool:
        nonlocal smallest
        disagreements = judge(program, expected, actual, known).disagreements
        if all(each.mismatch.aspect not in aspects for each in disagreements):
            return False
        smallest = Counterexample(program, disagreements)
        return True

    shrunk(counterexample.program, keeps, lambda program: outcomes_of(expected, program), _TRIES)
    return smallest


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
        try:
            _judge_one(program, expected, actual, tally, known)
        except _Found as found:
            tally.counterexamples.append(found.counterexample)
        progress(tally)
    return tally


def _judge_one(
    program: Program, expected: Backend, actual: Backend, tally: Tally, known: Sequence[Known] | None
) -> None:
    judgement = judge(program, expected, actual, known)
    tally.programs += 1
    tally.steps_agreed += judgement.steps_agreed
    tally.unsupported += judgement.unsupported
    tally.undecided += judgement.undecided
    tally.deviations.update(judgement.deviations)
    ops = program.graph.ops()
    tally.ops.update(ops)
    if judgement.unsupported:
        tally.unsupported_ops.update(ops)
    elif not judgement.disagreements and not judgement.undecided:
        tally.agreed_ops.update(ops)
    if judgement.disagreements:
        raise _Found(Counterexample(program, judgement.disagreements))


def some_programs(plan: Plan) -> list[Program]:
    """The first random programs of a plan, without judging them: what a recording is made of."""
    drawn: list[Program] = []
    for number in plan.batches():
        if len(drawn) >= plan.examples:
            break
        drawn += programs_of_batch(plan, min(BATCH, plan.examples - len(drawn)), number)
    return drawn


def programs_of_batch(plan: Plan, size: int, number: int) -> list[Program]:
    """The first random programs of one batch, without judging them."""
    drawn: list[Program] = []
    _drawn(plan.strategy(number), size, number, (Phase.generate,), drawn.append)
    return drawn
