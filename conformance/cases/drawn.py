"""Cases of random programs with a fault each, all of one kind that is aimed at certain clauses."""

from __future__ import annotations

from functools import partial

from conformance.backend import Backend, ModuleBackend
from conformance.cases.case import Case, CaseResult, pieces
from conformance.difference import Difference
from conformance.generator.choices import RandomBlocks
from conformance.generator.faults import FAULTS
from conformance.generator.programs import generated_ops, invalid_program
from conformance.judgement import judge
from conformance.known import Known, built_in
from conformance.program import Program
from conformance.report import disagreement_lines

EXAMPLES = 10  # programs of each kind: a run of the suite draws more of all kinds
_MAX_NODES = 4


def random_cases() -> list[Case]:
    """A case for each kind of fault; what is right is what the reference makes of the programs."""
    return [
        Case("random programs with " + name, "random", fault.clauses, partial(_judge_some, name))
        for name, fault in FAULTS.items()
    ]


def drawn_with(fault: str, ops: tuple[str, ...]) -> list[Program]:
    """The same few programs each time, over these ops; one that has no place for the fault stays valid."""
    return [
        invalid_program(RandomBlocks(f"{fault} {number}", number), ops, _MAX_NODES, fault) for number in range(EXAMPLES)
    ]


def _judge_some(fault: str, backend: Backend) -> CaseResult:
    known = backend.capabilities().ops
    ops = tuple(op for op in generated_ops() if known is None or op in known)
    if not ops:
        return CaseResult("unsupported", ("random graphs are made of none of its ops",))
    reference, excused = ModuleBackend("reference"), _excused()
    agreed = 0
    deviations: list[str] = []
    lines: list[str] = []
    differences: list[Difference] = []
    for program in drawn_with(fault, ops):
        judgement = judge(program, reference, backend, excused)
        if not lines:  # a reader looks at one program first
            lines = [line for each in judgement.disagreements for line in disagreement_lines(each)]
        differences += pieces(program, (each.mismatch for each in judgement.disagreements))
        agreed += judgement.steps_agreed
        deviations += judgement.deviations
    if differences:
        return CaseResult("disagree", tuple(lines), differences=tuple(differences))
    if not agreed:
        return CaseResult("unsupported", ("no step of the programs could be compared",))
    return CaseResult("agree", tuple(sorted(set(deviations))))


def _excused() -> tuple[Known, ...]:
    """The numbered deviations, of an implementation from the reference and of the reference from TensorFlow."""
    return (*built_in(), *(known.mirrored() for known in built_in()))
