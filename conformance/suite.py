"""What does the units of a run: a case, or a batch of random programs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from conformance.ahead import AheadBackend
from conformance.asking import outcomes_of
from conformance.backend import Backend, CommandBackend
from conformance.backends import identity, open_backend
from conformance.campaign import Counterexample, Plan, Tally, judge_batch, recorded_campaign
from conformance.cases import Case, all_cases
from conformance.citing import clauses_touched
from conformance.difference import difference_lines
from conformance.generator.programs import generated_ops
from conformance.grouping import likeness_of, op_at_fault
from conformance.known import excuses
from conformance.outcome import Outcome
from conformance.outcome import to_json as outcome_to_json
from conformance.program import Program
from conformance.protocol import Capabilities
from conformance.reading import Malformed
from conformance.recording import RecordedBackend
from conformance.report import disagreement_lines, program_lines
from conformance.request import Batch, Extent, OneCase, Request, Unit
from conformance.results import (
    FAULTS,
    CaseRecord,
    CounterexampleRecord,
    DeviationRecord,
    Identity,
    OpRecord,
    Results,
    Verdict,
)

Trying = Callable[[Any], None]
"""Told of each program before the implementation is given it."""


def selected_cases(request: Request) -> list[Case]:
    """The cases of the chapters and clauses that are asked for; all, if none are named."""
    if not request.with_cases:
        return []
    cases = all_cases()
    if not request.chapters and not request.clauses:
        return cases
    clauses = set(request.clauses)
    return [case for case in cases if case.chapter in request.chapters or not clauses.isdisjoint(case.clauses)]


class _Announced:
    """The implementation, with each program announced before it runs, in case nothing more is heard of it."""

    def __init__(self, inner: Backend, trying: Trying) -> None:
        self._inner = inner
        self._trying = trying

    @property
    def module(self) -> Any:
        """What questions are asked of."""
        return getattr(self._inner, "module", None)

    @property
    def is_recording(self) -> bool:
        """Whether it knows nothing but what was recorded."""
        return bool(getattr(self._inner, "is_recording", False))

    @property
    def command(self) -> Any:
        """What is spoken to beside the programs."""
        return getattr(self._inner, "command", None)

    def capabilities(self) -> Capabilities:
        """Those of the implementation."""
        return self._inner.capabilities()

    def run(self, program: Program) -> tuple[Outcome, ...]:
        """The implementation's outcomes."""
        self._trying(program)
        return self._inner.run(program)

    def close(self) -> None:
        """Closes the implementation."""
        self._inner.close()


class Bench:
    """Both implementations, open, and what does the units of a run; raises NoBackend."""

    def __init__(self, request: Request, trying: Trying = lambda program: None) -> None:
        self._request = request
        inner = open_backend(request.backend, request.limit)
        self._who = identity(request.backend, inner)
        capabilities = inner.capabilities()
        self._known_ops, self._known_steps = capabilities.ops, capabilities.steps
        self._recorded = inner if isinstance(inner, RecordedBackend) else None
        self._actual = AheadBackend(inner) if isinstance(inner, CommandBackend) else _Announced(inner, trying)
        self._expected = _ahead(open_backend(request.against, request.limit))
        if isinstance(self._expected, RecordedBackend):
            self._recorded = self._expected

    def extent(self) -> Extent:
        """How large the run is."""
        cases = tuple((case.name, case.chapter, case.clauses, case.kind) for case in self._cases)
        return Extent(
            self._who,
            identity(self._request.against, self._expected),
            cases,
            None if self._recorded is None else len(self._programs),
            self._ops,
            () if self._request.ops else tuple(sorted(set(generated_ops()) - set(self._ops))),
            tuple(self._remarks()),
        )

    def program(self, number: int) -> Program:
        """The random program of this number (CONF-15)."""
        return self._plan.program(number)

    def do(self, unit: Unit) -> Results:
        """What came of a unit."""
        if isinstance(unit, OneCase):
            return self._case(self._cases[unit.number])
        tally = Tally()
        if isinstance(unit, Batch):
            judge_batch(self._plan, unit.first, unit.size, self._expected, self._actual, tally, lambda tally: None)
        else:
            programs = self._programs[unit.first : unit.last]
            tally = recorded_campaign(programs, self._expected, self._actual, lambda tally: None, self._request.excused)
        return self._results(tally)

    def close(self) -> None:
        """Closes both implementations."""
        self._actual.close()
        self._expected.close()

    @cached_property
    def _cases(self) -> list[Case]:
        return [] if self._request.backend == "recorded" else selected_cases(self._request)

    @cached_property
    def _programs(self) -> list[Program]:
        assert self._recorded is not None
        wanted = set(self._request.ops)
        programs = list(self._recorded.programs())
        return [program for program in programs if not wanted or not wanted.isdisjoint(program.graph.ops())]

    @cached_property
    def _ops(self) -> tuple[str, ...]:
        """The ops of random programs: those asked for, else those that the implementation says it has (CONF-1)."""
        if self._request.ops:
            return self._request.ops
        return tuple(op for op in generated_ops() if self._known_ops is None or op in self._known_ops)

    @cached_property
    def _plan(self) -> Plan:
        request = self._request
        return Plan(
            request.examples,
            request.seed,
            self._ops if len(self._ops) < len(generated_ops()) else None,
            request.max_nodes,
            not request.valid_only,
            request.most,
            request.excused,
            self._known_steps,
        )

    def _remarks(self) -> list[str]:
        left_out = len(generated_ops()) - len(self._ops) if not self._request.ops else 0
        remarks = []
        if left_out:
            remarks.append(f"random graphs are made of {len(self._ops)} ops; {left_out} more are not supported")
        if self._recorded is not None:
            remarks.append("only recorded programs can be judged: nothing else is known of TensorFlow here")
        return remarks

    def _case(self, case: Case) -> Results:
        began = time.perf_counter()
        result = case.run(self._actual)
        seconds = time.perf_counter() - began
        verdict: Verdict = result.verdict
        met = {result.number: result.details[0]} if verdict == "deviation" else {}
        lines = result.details
        if verdict in FAULTS:
            found = excuses(self._request.declared, case.name, case.clauses, lines, result.differences)
            met = {known.id: known.reason for known in found.met}
            if found.met:
                verdict = "deviation" if found.complete else verdict
                lines = tuple(met.values()) if found.complete else difference_lines(found.left)
        record = CaseRecord(case.name, case.chapter, case.clauses, case.kind, verdict, lines, seconds, tuple(met))
        deviations = tuple(DeviationRecord(number, 1, reason) for number, reason in met.items())
        return replace(self._nothing, cases=(record,), deviations=deviations)

    @property
    def _nothing(self) -> Results:
        return Results(self._who, Identity(self._request.against), self._request.seed, date=self._request.date)

    def _results(self, tally: Tally) -> Results:
        reasons = {known.id: known.reason for known in self._request.excused}
        disagreed = [ops_at_fault(example) for example in tally.counterexamples]
        ops = {
            op: OpRecord(tally.agreed_ops[op], sum(op in ops for ops in disagreed), tally.unsupported_ops[op])
            for op in tally.ops
        }
        return replace(
            self._nothing,
            programs=tally.programs,
            steps_agreed=tally.steps_agreed,
            steps_unsupported=tally.unsupported,
            steps_undecided=tally.undecided,
            ops=ops,
            lacking=dict(tally.lacking),
            counterexamples=tuple(self._counterexample(example) for example in tally.counterexamples),
            deviations=tuple(
                DeviationRecord(name, count, reasons.get(name, "")) for name, count in tally.deviations.items()
            ),
        )

    def _counterexample(self, example: Counterexample) -> CounterexampleRecord:
        program, found = example.program, example.disagreements
        expected, actual = (outcomes_of(backend, program) for backend in (self._expected, self._actual))
        return CounterexampleRecord(
            0,
            program.to_json(),
            clauses_touched(program, found, expected),
            counterexample_lines(example),
            tuple(map(outcome_to_json, expected)),
            tuple(map(outcome_to_json, actual)),
            likeness=tuple(likeness_of(program, found)),
        )


def _ahead(backend: Backend) -> Backend:
    """A command is asked for programs before they are judged; whatever is in this process is as it was."""
    return AheadBackend(backend) if isinstance(backend, CommandBackend) else backend


def ops_at_fault(example: Counterexample) -> frozenset[str]:
    """The ops where the two part; all ops of the graph where that is not known."""
    found = {op_at_fault(example.program, each) for each in example.disagreements} - {""}
    return frozenset(found or example.program.graph.ops())


def counterexample_lines(example: Counterexample) -> tuple[str, ...]:
    """What disagrees, as a person reads it."""
    return tuple(line for each in example.disagreements for line in disagreement_lines(each))


def shown(example: CounterexampleRecord) -> list[str]:
    """A counterexample as a person reads it: the program, and what disagrees."""
    try:
        lines = list(program_lines(Program.from_json(example.program)))
    except Malformed as fault:  # that is the generator's fault, and has to be seen
        lines = [f"what was made is no program: {fault}"]
    return [*lines, "", *example.lines]
