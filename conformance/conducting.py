"""A whole run: units are given out to processes, and what comes back is put together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

from conformance.campaign import BATCH
from conformance.citing import LOST
from conformance.grouping import group
from conformance.known import Known
from conformance.outcome import Crash, Hang
from conformance.outcome import to_json as outcome_to_json
from conformance.processes import BenchProcess, Lost, heard_of
from conformance.request import RECORDED_AT_ONCE, Batch, Extent, OneCase, Request, SomeRecorded, Unit
from conformance.results import (
    CaseRecord,
    CounterexampleRecord,
    Identity,
    OpRecord,
    Results,
    Verdict,
    merged,
)
from conformance.suite import Bench

_MOST_LOST = 20  # processes that may die in a run before it is given up
_MOST_HANGS = 5  # cases and programs that may hang
_ENOUGH = 20  # programs that an op must have taken part in before a known difference of it is missed
_ALIKE = 3  # counterexamples for each that a run may have: many may be like others
_GLANCE = 0.25  # seconds between looks at what has become of the processes

Progress = Callable[[Results, Extent], None]


class Run:
    """A run that goes on: what there is to do, and what has come so far."""

    def __init__(self, request: Request, progress: Progress) -> None:
        self._request = request
        self._progress = progress
        self._began = time.monotonic()
        self._lost = self._hangs = 0
        self._given_out = 0  # random programs
        self._firsts = count(0, BATCH)
        self._fixed: Iterator[Unit] = iter(())
        self.extent: Extent | None = None
        self.results = Results(Identity(request.backend), Identity(request.against), request.seed)

    def begin(self, extent: Extent) -> None:
        """Notes who takes part."""
        self.extent = extent
        self.results = Results(
            extent.implementation,
            extent.against,
            self._request.seed,
            self.examples,
            date=self._request.date,
            ops={op: OpRecord(unsupported=1) for op in extent.lacking},
            remarks=extent.remarks,
        )
        self._fixed = _fixed_units(extent)

    @property
    def examples(self) -> int:
        """How many random programs there are to be."""
        if self.extent is not None and self.extent.recorded is not None:
            return self.extent.recorded
        return self._request.examples if self.extent is None or self.extent.ops else 0

    def next_unit(self) -> Unit | None:
        """The next unit, or None while there is none to be given out."""
        if self._lost >= _MOST_LOST or self._hangs >= _MOST_HANGS:
            return None
        return next(self._fixed, None) or self._next_batch()

    def take(self, unit: Unit, part: Results) -> None:
        """Puts what came of a unit to the rest."""
        if isinstance(unit, Batch):
            self._given_out -= unit.size - part.programs  # a batch ends at its first disagreement
        self._hangs += sum(case.verdict == "hang" for case in part.cases)
        self._hangs += sum("hang" in _kinds(example) for example in part.counterexamples)
        self.results = replace(merged([self.results, part]), seconds=time.monotonic() - self._began)
        assert self.extent is not None
        self._progress(self.results, self.extent)

    def lose(self, lost: Lost) -> None:
        """Notes a unit whose process is gone: that is the outcome of the case or program in hand (CONF-12)."""
        self._lost += 1
        line, verdict = _said_of(lost.outcome)
        assert self.extent is not None
        part = Results(self.results.implementation, self.results.against)
        if isinstance(lost.unit, OneCase):
            name, chapter, clauses, kind = self.extent.cases[lost.unit.number]
            part = replace(part, cases=(CaseRecord(name, chapter, clauses, kind, verdict, (line,)),))
        else:
            part = replace(part, programs=lost.tried, counterexamples=_of_lost(lost, line))
        self.take(lost.unit, part)

    def finished(self, interrupted: bool = False) -> Results:
        """The results of the whole run, with what was not met or not run."""
        results = replace(self.results, interrupted=interrupted, seconds=time.monotonic() - self._began)
        if interrupted or self.extent is None:
            return results
        given_up = self._lost >= _MOST_LOST or self._hangs >= _MOST_HANGS
        if given_up:
            results = replace(results, remarks=(*results.remarks, "given up after so many crashes and hangs"))
            return replace(results, cases=(*results.cases, *self._not_run()))
        return replace(results, cases=self._in_order(results), stale=tuple(self._stale(results)))

    def _next_batch(self) -> Unit | None:
        assert self.extent is not None
        size = min(BATCH, self.examples - self._given_out)
        if self.extent.recorded is not None or size <= 0 or self._has_enough():
            return None
        self._given_out += size
        return Batch(next(self._firsts), size)

    def _has_enough(self) -> bool:
        """Whether there are as many counterexamples as there may be: those alike count once, but not without end."""
        found, most = self.results.counterexamples, self._request.most
        return len(group(found)) >= most or len(found) >= _ALIKE * most

    def _not_run(self) -> list[CaseRecord]:
        assert self.extent is not None
        run = {case.name for case in self.results.cases}
        missing = [case for case in self.extent.cases if case[0] not in run]
        return [CaseRecord(*case, "unsupported", ("not run",)) for case in missing]

    def _in_order(self, results: Results) -> tuple[CaseRecord, ...]:
        assert self.extent is not None
        order = {case[0]: number for number, case in enumerate(self.extent.cases)}
        return tuple(sorted(results.cases, key=lambda case: order[case.name]))

    def _stale(self, results: Results) -> Iterator[str]:
        """The known differences that no longer differ, though what they are about has been run (CONF-16)."""
        met = {deviation.id for deviation in results.deviations}
        for known in self._request.declared:
            if known.cases and not known.seldom:
                yield from _stale_in_cases(known, results)
            elif known.id not in met and not known.seldom and _took_part(known, results):
                yield known.id


def _stale_in_cases(known: Known, results: Results) -> Iterator[str]:
    """What an entry about cases by name names in vain: each that was run, and did not differ by it."""
    ran = [case for case in results.cases if case.name in known.cases and case.verdict in ("agree", "deviation")]
    for case in ran:
        if known.id not in case.deviations:
            yield known.id if len(known.cases) == 1 else f"{known.id}, of {case.name}"


def _took_part(known: Known, results: Results) -> bool:
    """Whether what an entry is about was run, often enough to be missed."""
    if known.clause:
        return any(known.clause in case.clauses for case in results.cases if case.verdict == "agree")
    records = [results.ops.get(op, OpRecord()) for op in known.ops]
    seen = any(record.agreed + record.disagreed >= _ENOUGH for record in records)
    return seen or (not known.ops and results.programs >= _ENOUGH)


def _fixed_units(extent: Extent) -> Iterator[Unit]:
    yield from map(OneCase, range(len(extent.cases)))
    recorded = extent.recorded or 0
    for first in range(0, recorded, RECORDED_AT_ONCE):
        yield SomeRecorded(first, min(first + RECORDED_AT_ONCE, recorded))


def _said_of(outcome: Crash | Hang) -> tuple[str, Verdict]:
    if isinstance(outcome, Hang):
        return f"no answer within {outcome.seconds:g} s", "hang"
    return outcome.message, "crash"


def _kinds(example: CounterexampleRecord) -> set[str]:
    return {outcome["outcome"] for outcome in example.actual}


def _of_lost(lost: Lost, line: str) -> tuple[CounterexampleRecord, ...]:
    if lost.program is None:
        return ()
    program = lost.program.to_json()
    outcome = outcome_to_json(lost.outcome)
    likeness = ("", "outcome", str(outcome["outcome"]))
    return (CounterexampleRecord(0, program, LOST, (line,), (), (outcome,), likeness=likeness),)


def conduct(request: Request, jobs: int, progress: Progress = lambda results, extent: None) -> Results:
    """Runs the suite in so many processes, in this one for 0; raises NoBackend.

    Ctrl-C ends the run; the results so far are returned.
    """
    run = Run(request, progress)
    interrupted = False
    try:
        if jobs:
            _in_processes(run, request, jobs)
        else:
            _here(run, request)
    except KeyboardInterrupt:
        interrupted = True
    return run.finished(interrupted)


def _here(run: Run, request: Request) -> None:
    bench = Bench(request)
    try:
        run.begin(bench.extent())
        while (unit := run.next_unit()) is not None:
            run.take(unit, bench.do(unit))
    finally:
        bench.close()


def _in_processes(run: Run, request: Request, jobs: int) -> None:
    processes = [BenchProcess(request) for _ in range(jobs)]
    try:
        for process in processes:
            extent = process.ready()
            if run.extent is None:
                run.begin(extent)
        while True:
            for process in processes:
                if process.unit is None and (unit := run.next_unit()) is not None:
                    process.begin(unit)
            busy = [process for process in processes if process.unit is not None]
            if not busy:
                return
            heard_of(busy, _GLANCE)
            for process in busy:
                _hear(process, run, request, processes)
    finally:
        for process in processes:
            process.end()


def _hear(process: BenchProcess, run: Run, request: Request, processes: list[BenchProcess]) -> None:
    unit, came = process.unit, process.heard()
    if isinstance(came, Results):
        assert unit is not None
        run.take(unit, came)
    elif isinstance(came, Lost):
        run.lose(came)
        process.end()
        replacement = BenchProcess(request)
        processes[processes.index(process)] = replacement
        replacement.ready()
