"""How soon random programs show a fault, and with how small a counterexample."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from conformance.backend import ModuleBackend
from conformance.campaign import Counterexample, Plan, made_small
from conformance.judgement import judge
from conformance.outcome import Outcome
from conformance.planted.fault import Fault
from conformance.program import Program
from conformance.protocol import Capabilities

EXAMPLES = 2000  # within which every fault must be found
SOON = 200  # within which nine of ten must be


@dataclass(frozen=True)
class Found:
    """What a search for a fault came to.

    ``examples`` is how many random programs it took up to the first that shows the fault, or all of them if
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

    @property
    def verdict(self) -> str:
        """What the smallest program shows, in a line."""
        return "" if self.counterexample is None else str(self.counterexample.disagreements[0].mismatch)


def find(fault: Fault, examples: int = EXAMPLES, seed: int = 0) -> Found:
    """Judges random programs over all ops, one after the other, until one shows the fault, and makes that one small."""
    expected, actual = Remembering(), fault.backend()
    for number in range(examples):
        program = _program(seed, number)
        if may_show(fault, program) and (disagreements := judge(program, expected, actual).disagreements):
            shown = Counterexample(program, disagreements)
            return Found(number + 1, made_small(shown, ModuleBackend("reference"), actual))
    return Found(examples, None)


def may_show(fault: Fault, program: Program) -> bool:
    """Whether the fault can have to do with the program at all."""
    return not fault.ops or not set(fault.ops).isdisjoint(program.graph.ops())


def first_shown(fault: Fault, programs: Iterable[Program]) -> int | None:
    """How many of these programs it takes to see the fault; None if they do not show it."""
    expected, actual = ModuleBackend("reference"), fault.backend()
    for number, program in enumerate(programs, 1):
        if may_show(fault, program) and judge(program, expected, actual).disagreements:
            return number
    return None


@cache
def _program(seed: int, number: int) -> Program:
    """A random program over all ops: the same for every fault."""
    return Plan(seed=seed).program(number)


class Remembering:
    """The reference, which runs a program once however many faults are looked for in it."""

    def __init__(self) -> None:
        self._inner = ModuleBackend("reference")

    def capabilities(self) -> Capabilities:
        """Those of the reference."""
        return self._inner.capabilities()

    def run(self, program: Program) -> tuple[Outcome, ...]:
        """What comes of the program, or came of it before."""
        known = _OUTCOMES.get(id(program))
        if known is None or known[0] is not program:
            known = _OUTCOMES[id(program)] = program, self._inner.run(program)
        return known[1]

    def close(self) -> None:
        """Closes the reference."""
        self._inner.close()


_OUTCOMES: dict[int, tuple[Program, tuple[Outcome, ...]]] = {}  # by the program, which is kept
