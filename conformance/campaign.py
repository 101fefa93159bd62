"""A campaign: many random programs, judged one after the other, with the smallest that show a disagreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, Phase, given, seed, settings

from conformance.backend import Backend
from conformance.divergence import needed
from conformance.generator.programs import programs
from conformance.judgement import Disagreement, judge
from conformance.program import Program

BATCH = 100  # programs between two chances to report


@dataclass(frozen=True)
class Counterexample:
    """A program on which two implementations disagree, as small as could be found."""

    program: Program
    disagreements: tuple[Disagreement, ...]


@dataclass
class Tally:
    """What a campaign has found so far."""

    programs: int = 0
    steps_agreed: int = 0
    unsupported: int = 0
    deviations: Counter[str] = field(default_factory=Counter)
    ops: Counter[str] = field(default_factory=Counter)
    counterexamples: list[Counterexample] = field(default_factory=list)


class _Found(Exception):
    """Carries a counterexample out of Hypothesis, which goes on to make it smaller."""

    def __init__(self, counterexample: Counterexample) -> None:
        super().__init__("the implementations disagree")
        self.counterexample = counterexample


def random_campaign(
    expected: Backend,
    actual: Backend,
    examples: int,
    first_seed: int,
    ops: Sequence[str] | None,
    max_nodes: int,
    progress: Callable[[Tally], None],
) -> Tally:
    """Judges ``examples`` random programs; a disagreement is made small, noted, and the campaign goes on."""
    tally = Tally()
    batch = 0
    while tally.programs < examples:
        count = min(BATCH, examples - tally.programs)
        try:
            _batch(expected, actual, count, first_seed + batch, ops, max_nodes, tally, progress)
        except _Found as found:
            tally.counterexamples.append(_trimmed(found.counterexample, expected, actual))
        batch += 1
    return tally


def _batch(
    expected: Backend,
    actual: Backend,
    count: int,
    number: int,
    ops: Sequence[str] | None,
    max_nodes: int,
    tally: Tally,
    progress: Callable[[Tally], None],
) -> None:
    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    @given(programs(ops, max_nodes))
    def agree(program: Program) -> None:
        _judge_one(program, expected, actual, tally)
        progress(tally)

    agree()


def _trimmed(counterexample: Counterexample, expected: Backend, actual: Backend) -> Counterexample:
    """The counterexample without the steps and nodes that it does not need."""
    program = counterexample.program
    for candidate in (*(replace(program, steps=(step,)) for step in program.steps), program):
        smaller = _needed_part(candidate)
        disagreements = judge(smaller, expected, actual).disagreements
        if disagreements:
            return Counterexample(smaller, disagreements)
    return counterexample


def _needed_part(program: Program) -> Program:
    """A program of the same steps over the nodes that they depend on alone."""
    nodes = {node.name: node for node in program.graph.nodes}
    wanted = {name for step in program.steps for name in needed(nodes, (*step.fetches, *step.targets), ())}
    graph = replace(program.graph, nodes=tuple(node for node in program.graph.nodes if node.name in wanted))
    names = {node.name for node in graph.nodes}
    steps = tuple(
        replace(step, feeds={name: value for name, value in step.feeds.items() if name.partition(":")[0] in names})
        for step in program.steps
    )
    return Program(graph, steps)


def recorded_campaign(
    recorded: Iterable[Program], expected: Backend, actual: Backend, progress: Callable[[Tally], None]
) -> Tally:
    """Judges programs that are given."""
    tally = Tally()
    for program in recorded:
        try:
            _judge_one(program, expected, actual, tally)
        except _Found as found:
            tally.counterexamples.append(found.counterexample)
        progress(tally)
    return tally


def _judge_one(program: Program, expected: Backend, actual: Backend, tally: Tally) -> None:
    judgement = judge(program, expected, actual)
    tally.programs += 1
    tally.steps_agreed += judgement.steps_agreed
    tally.unsupported += judgement.unsupported
    tally.deviations.update(judgement.deviations)
    tally.ops.update(program.graph.ops())
    if judgement.disagreements:
        raise _Found(Counterexample(program, judgement.disagreements))


def some_programs(examples: int, first_seed: int, ops: Sequence[str] | None, max_nodes: int) -> Iterator[Program]:
    """Random programs without judging them: what a recording is made of."""
    drawn: list[Program] = []

    @seed(first_seed)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(programs(ops, max_nodes))
    def collect(program: Program) -> None:
        drawn.append(program)

    collect()
    return iter(drawn)
