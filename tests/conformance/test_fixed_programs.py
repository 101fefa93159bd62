"""Fixed programs: which outcomes are right where several are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest

from conformance.allowed import explore
from conformance.cases.fixed import CORPUS, FixedProgram, differences, fixed_programs, program_cases
from conformance.outcome import Outcome
from conformance.program import Program
from conformance.protocol import Capabilities

CASES = {case.name: case for case in program_cases()}
ORDERS = 300  # that are tried of each program; few have more
RACING = [fixed for fixed in fixed_programs() if len(fixed.allowed) > 1]


@dataclass
class Answering:
    """An implementation that gives these outcomes, whatever it is asked."""

    outcomes: tuple[Outcome, ...]

    def capabilities(self) -> Capabilities:
        return Capabilities("answering", "0")

    def run(self, program: Program) -> tuple[Outcome, ...]:
        return self.outcomes

    def close(self) -> None:
        pass


def mixtures(fixed: FixedProgram) -> list[tuple[Outcome, ...]]:
    """Outcomes each of which is right, from members of the set that differ."""
    found = set(product(*zip(*fixed.allowed, strict=True)))
    return [mixed for mixed in found if mixed not in fixed.allowed]


def test_conf_10_each_member_of_the_set_is_right() -> None:
    assert RACING
    for fixed in RACING:
        for right in fixed.allowed:
            assert CASES[fixed.name].run(Answering(right)).verdict == "agree"


def test_conf_10_parts_of_different_members_make_no_right_whole() -> None:
    mixed = [(fixed.name, outcomes) for fixed in RACING for outcomes in mixtures(fixed)]

    assert mixed
    assert {CASES[name].run(Answering(outcomes)).verdict for name, outcomes in mixed} == {"disagree"}


@pytest.mark.parametrize("fixed", [*fixed_programs(), *fixed_programs(CORPUS)], ids=lambda fixed: fixed.name)
def test_conf_10_the_outcomes_of_every_order_are_right(fixed: FixedProgram) -> None:
    right = (*fixed.allowed, fixed.reference) if fixed.deviation else fixed.allowed
    wrong = [
        outcomes
        for outcomes in explore(fixed.program, limit=ORDERS).outcomes
        if all(differences(fixed.program, each, outcomes) for each in right)
    ]
    assert wrong == []
