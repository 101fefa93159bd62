"""How soon random programs show a fault, and with how small a counterexample."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.backend import ModuleBackend
from conformance.campaign import Counterexample, Plan, random_campaign
from conformance.judgement import judge
from conformance.planted.fault import Fault
from conformance.program import Program

EXAMPLES = 2000  # within which every fault must be found


@dataclass(frozen=True)
class Found:
    """What a search for a fault came to.

    ``examples`` is how many programs were judged up to the first that shows the fault, or all of them if
    ``counterexample`` is None: none did.
    """

    examples: int
    counterexample: Counterexample | None

    @property
    def caught(self) -> bool:
        """Whether the fault was found."""
        return self.counterexample is not None

    @property
    def nodes(self) -> int | None:
        """The nodes of the smallest program found."""
        return None if self.counterexample is None else len(self.counterexample.program.graph.nodes)


def find(fault: Fault, examples: int = EXAMPLES, seed: int = 0) -> Found:
    """Judges random programs over all ops until one shows the fault, and makes that one small."""
    plan = Plan(examples=examples, seed=seed, most=1)
    tally = random_campaign(plan, ModuleBackend("reference"), fault.backend(), lambda tally: None)
    return Found(tally.programs, tally.counterexamples[0] if tally.counterexamples else None)


def first_shown(fault: Fault, programs: Iterable[Program]) -> int | None:
    """How many of these programs it takes to see the fault; None if they do not show it."""
    expected, actual = ModuleBackend("reference"), fault.backend()
    for number, program in enumerate(programs, 1):
        if judge(program, expected, actual).disagreements:
            return number
    return None
