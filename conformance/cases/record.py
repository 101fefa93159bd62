"""Ask TensorFlow 1.15.5 what comes of the fixed programs, and write both down.

python -m conformance.cases.record            # every chapter
python -m conformance.cases.record steps      # one
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace

from conformance import shuffled
from conformance.allowed import allowed_outcomes
from conformance.asking import outcomes_of
from conformance.backend import Backend, CommandBackend, ModuleBackend, find_oracle
from conformance.cases.building.script import CHAPTERS, DEFECTS, Written, programs_of
from conformance.cases.fixed import CORPUS, PROGRAMS, FixedProgram, Origin, Outcomes, differences, write
from conformance.oracle import ORACLE_ENVIRONMENT, oracle_command
from conformance.outcome import BuildError, Crash, Outcome, RunError, to_json
from conformance.program import Program

_MACHINE = re.compile(r"running on \S+\. ")
ORDERS = 200  # of the operations of a racing program: each has a handful that make a difference


def main(arguments: Sequence[str]) -> int:
    """Records chapters; the exit status is 1 where the reference is not right and no deviation says so."""
    python, sentence = find_oracle()
    if python is None:
        print(sentence, file=sys.stderr)
        return 2
    wrong: list[str] = []
    with CommandBackend(oracle_command(python, plain=True, threads=1), ORACLE_ENVIRONMENT) as tensorflow:
        reference = ModuleBackend("reference")
        for chapter in arguments or (*CHAPTERS, DEFECTS):
            recorded = [recorded_outcomes(written, tensorflow, reference) for written in programs_of(chapter)]
            write((CORPUS if chapter == DEFECTS else PROGRAMS) / f"{chapter}.json", recorded)
            wrong += [line for each in recorded for line in unexplained(each, reference)]
            wrong += [line for each in recorded if not each.deviation for line in unexplained(each, tensorflow)]
            print(f"{chapter}: {len(recorded)} programs written down")
    print("\n".join(wrong))
    return 1 if wrong else 0


def recorded_outcomes(written: Written, tensorflow: Backend, reference: Backend) -> FixedProgram:
    """A program with what TensorFlow makes of it, and the reference where the two differ on purpose."""
    program = written.program
    own: Outcomes = ()
    if written.racing:
        allowed = every_outcome(program)
    else:
        allowed = (without_places(outcomes_of(tensorflow, program)),)
        own = outcomes_of(reference, program) if written.deviation or written.several else ()
    if written.several:
        allowed, own = (*allowed, own), ()
    origin = Origin(written.found, written.showed) if written.showed else None
    told = (written.deviation, written.reason, own)
    return FixedProgram(written.name, written.clauses, program, allowed, *told, origin)


def every_outcome(program: Program) -> tuple[Outcomes, ...]:
    """What may come of a program: of all its orders (SCH-4), or, where they are too many, of many shuffled ones."""
    found = allowed_outcomes(program)
    if found is None:
        backend = ModuleBackend("conformance.shuffled")
        found = set()
        for seed in range(ORDERS):
            shuffled.begin(seed)
            found.add(outcomes_of(backend, program))
    return tuple(sorted(found, key=lambda outcomes: json.dumps([to_json(each) for each in outcomes])))


def without_places(outcomes: Outcomes) -> Outcomes:
    """The outcomes without what is about one machine: its name, and the last words of a process that ended."""
    return tuple(map(_without_place, outcomes))


def _without_place(outcome: Outcome) -> Outcome:
    if isinstance(outcome, Crash):
        return replace(outcome, stderr=())
    if isinstance(outcome, (BuildError, RunError)):
        return replace(outcome, message=_MACHINE.sub("running on HOST. ", outcome.message))
    return outcome


def unexplained(fixed: FixedProgram, reference: Backend) -> list[str]:
    """How the reference differs from TensorFlow in a program, or that a deviation no longer does."""
    came = outcomes_of(reference, fixed.program)
    found = [differences(fixed.program, right, came) for right in fixed.allowed]
    if fixed.deviation:
        return [f"{fixed.name}: {fixed.deviation} no longer deviates"] if () in found else []
    return [] if () in found else [f"{fixed.name}: {line}" for line in found[0]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
