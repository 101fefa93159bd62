"""Random programs: what they are made of, and that they say what they mean."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from conformance.backend import ModuleBackend
from conformance.generator.faults import FAULTS
from conformance.generator.programs import generated_ops, invalid_programs, programs
from conformance.generator.state import pattern_kinds
from conformance.outcome import Value
from conformance.program import Program
from reference.opdef.record import REGISTRY

SPEC = Path(__file__).parents[2] / "spec"
CLAUSES = {
    clause for path in SPEC.glob("*.md") for clause in re.findall(r"^\*\*([A-Z]+-\d+)\*\*", path.read_text(), re.M)
}

# Ops that no random program is made of, and why.
LEFT_OUT = {
    "maps of sparse tensors live in a session and are exercised by recorded questions": {
        "AddSparseToTensorsMap", "AddManySparseToTensorsMap", "TakeManySparseFromTensorsMap",
    },
    "kept tensors live in a session and are exercised by recorded questions": {
        "GetSessionHandle", "GetSessionHandleV2", "GetSessionTensor", "DeleteSessionTensor",
    },
    "staging areas live in a session and are exercised by recorded questions": {
        "Stage", "Unstage", "StagePeek", "StageSize", "StageClear",
    },
    "sources are drawn wherever an op needs an input": {"Const", "Placeholder"},
    "they act on tokens, not on values": {
        "Switch", "Merge", "Enter", "Exit", "NextIteration", "LoopCond", "ControlTrigger", "NoOp",
    },
    "files are written and read by tests of their own": {
        "SaveV2", "RestoreV2", "MergeV2Checkpoints", "ReadFile", "WriteFile", "MatchingFiles",
    },
    "a function of Python is no part of a program that travels": {"PyFunc", "PyFuncStateless"},
    "what they print is held by tests of their own": {"Print", "PrintV2"},
    "no file travels with a program": {
        "InitializeTableFromTextFile", "InitializeTableFromTextFileV2",
        *(name for name in REGISTRY if "Reader" in name),
    },
    "they act on tokens and pass references on": {
        "RefEnter", "RefExit", "RefMerge", "RefNextIteration", "RefSwitch",
    },
    "no program can use the older op of dense tables (TAB-1)": {"MutableDenseHashTable"},
    "a stack lives within a step": {
        "Stack", "StackV2", "StackPop", "StackPopV2", "StackPush", "StackPushV2", "StackClose", "StackCloseV2",
    },
    "they are exercised by recorded questions": {
        *(name for name in REGISTRY if "Accumulator" in name or "Barrier" in name),
    },
}  # fmt: skip


def test_every_registered_op_takes_part_or_is_listed_with_a_reason():
    assert set(REGISTRY) - set(generated_ops()) == set().union(*LEFT_OUT.values())


@settings(max_examples=50, deadline=None, derandomize=True)
@given(programs())
def test_a_program_survives_being_written_and_read(program):
    assert Program.from_json(program.to_json()) == program


@pytest.mark.parametrize("kind", pattern_kinds())
def test_every_step_that_uses_a_thing_with_state_ends_well(kind):
    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(programs(kinds=[kind], max_nodes=0))
    def run(program):
        outcomes = ModuleBackend("reference").run(program)
        assert [outcome for outcome in outcomes if not isinstance(outcome, Value)] == []

    run()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(programs(max_nodes=6))
def test_the_reference_gives_every_step_an_outcome(program):
    outcomes = ModuleBackend("reference").run(program)
    assert len(outcomes) == len(program.steps)


@pytest.mark.parametrize("op", generated_ops())
def test_graphs_of_one_op_run(op):
    """Each op's ``arguments`` are ones that it accepts."""
    seen = []

    @settings(max_examples=10, deadline=None, database=None, derandomize=True)
    @given(programs([op], max_nodes=1))
    def run(program):
        outcomes = ModuleBackend("reference").run(program)
        seen.extend(isinstance(outcome, Value) for outcome in outcomes[:1])

    run()
    assert np.mean(seen) >= 0.5, "most programs of one op should run"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_aims_at_clauses_that_there_are_and_is_not_taken(name):
    outcomes = []

    @settings(max_examples=20, deadline=None, database=None, derandomize=True)
    @given(invalid_programs(max_nodes=4, fault=name))
    def run(program):
        outcomes.append(ModuleBackend("reference").run(program))

    run()
    assert FAULTS[name].clauses
    assert set(FAULTS[name].clauses) <= CLAUSES
    assert any(not isinstance(outcome, Value) for program in outcomes for outcome in program)
