"""Random programs: what they are made of, and that they say what they mean."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, seed, settings

from conformance.backend import ModuleBackend
from conformance.campaign import Plan, some_programs
from conformance.divergence import needed
from conformance.flat import flat_outcomes, runs
from conformance.generator.choices import Choices, RandomBlocks
from conformance.generator.drawing import Drawing
from conformance.generator.faults import FAULTS
from conformance.generator.faults.fault import repeatable
from conformance.generator.growing import grow
from conformance.generator.programs import generated_ops, valid_program
from conformance.generator.state import pattern_kinds
from conformance.generator.strategies import invalid_programs, mixed_programs, programs
from conformance.outcome import Value
from conformance.program import STEPS, Program
from conformance.values import TensorValue
from reference.opdef.record import REGISTRY

SPEC = Path(__file__).parents[2] / "spec"
CLAUSES = {
    clause for path in SPEC.glob("*.md") for clause in re.findall(r"^\*\*([A-Z]+-\d+)\*\*", path.read_text(), re.M)
}

# Ops that no random program is made of, and why.
LEFT_OUT = {
    "kept tensors live in a session and are exercised by recorded questions": {
        "GetSessionHandle", "GetSessionHandleV2", "GetSessionTensor", "DeleteSessionTensor",
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
    },
    "they act on tokens and pass references on": {
        "RefEnter", "RefExit", "RefMerge", "RefNextIteration", "RefSwitch",
    },
    "no program can use the older op of dense tables (TAB-1)": {"MutableDenseHashTable"},
    "no graph of today's version may have them (REA-1)": {
        "IdentityReader", "TextLineReader", "TFRecordReader", "FixedLengthRecordReader",
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
        outcomes = flat_outcomes(ModuleBackend("reference").run(program))
        assert [outcome for outcome in outcomes if not isinstance(outcome, Value)] == []

    run()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(programs(max_nodes=6))
def test_the_reference_gives_every_step_an_outcome(program):
    outcomes = ModuleBackend("reference").run(program)
    assert len(outcomes) == len(program.steps)


def test_nothing_counts_on_what_waits_for_an_operation_that_fails():
    waiting = 0
    for number in range(200):
        source = RandomBlocks(f"waiting {number}", number)
        drawing = Drawing(Choices(source.one()))
        for op in ("Gather", "Neg", "Square", "Abs"):
            drawing.choices.begin(source.one())
            grow(drawing, REGISTRY[op])
        nodes = {node.name: node for node in drawing.nodes}
        waiting += sum(not drawing.failing.isdisjoint(control_inputs_of(node)) for node in drawing.nodes)
        for tensor in drawing.tensors:
            assert drawing.failing.isdisjoint(needed(nodes, (tensor.name,), {}))
    assert waiting


def control_inputs_of(node):
    return [source[1:] for source in node.inputs if source.startswith("^")]


def test_no_step_that_may_wait_is_run_once_more():
    left_out = 0
    for number in range(30):
        program = valid_program(RandomBlocks(f"waiting {number}", number), max_nodes=2, kinds=["queue"])
        nodes = {node.name: node for node in program.graph.nodes}
        again = repeatable(program)
        for run in again:
            ops = {nodes[name].op for name in needed(nodes, (*run.fetches, *run.targets), run.feeds)}
            assert [op for op in ops if REGISTRY[op].waits] == []
        left_out += len([run for run in runs(program) if run.fetches]) - len(again)
    assert left_out


@pytest.mark.parametrize(
    "name",
    [
        "an attribute that is missing",
        "an attribute with a value that it cannot have",
        "an input of another dtype or shape",
    ],
)
def test_a_fault_that_may_be_none_keeps_nobody_waiting(name):
    tried = 0
    for number in range(20):
        source = RandomBlocks(f"queues {number}", number)
        program = valid_program(source, max_nodes=0, kinds=["queue"])
        if any(REGISTRY[node.op].waits for node in program.graph.nodes):
            assert FAULTS[name].change(Choices(source.one()), program) is None
            tried += 1
    assert tried


@pytest.mark.parametrize("op", generated_ops())
def test_graphs_of_one_op_run(op):
    """Each op's ``arguments`` are ones that it accepts."""
    reference = ModuleBackend("reference")
    found = [valid_program(RandomBlocks(number, number), [op], max_nodes=1) for number in range(12)]
    first = [outcome for program in found for outcome in flat_outcomes(reference.run(program))[:1]]
    assert np.mean([isinstance(outcome, Value) for outcome in first]) >= 0.5, "most programs of one op should run"


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
    assert any(not isinstance(outcome, Value) for program in outcomes for outcome in flat_outcomes(program))


def drawn(strategy, count, number=1):
    """The first programs of a strategy, always the same for the same number."""
    found = []

    @seed(number)
    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate])
    @given(strategy)
    def draw(program):
        found.append(program)

    draw()
    return found


def test_the_same_seed_draws_the_same_programs():
    assert drawn(programs(), 30, 7) == drawn(programs(), 30, 7)
    assert drawn(programs(), 30, 7) != drawn(programs(), 30, 8)


def test_programs_have_all_kinds_of_steps_nodes_and_feeds():
    found = drawn(programs(max_nodes=6), 400)
    nodes = [node for program in found for node in program.graph.nodes]
    kinds = {REGISTRY[node.op].pattern_kind for node in nodes} - {""}
    assert set().union(*(program.kinds() for program in found)) == set(STEPS)
    assert kinds == set(pattern_kinds())
    assert any(source.startswith("^") for node in nodes for source in node.inputs)
    assert any("/" in node.name for node in nodes) and any(node.device for node in nodes)
    assert max(len(program.graph.nodes) for program in found) > 40
    assert min(len(program.graph.nodes) for program in found) <= 3
    sources = [source for program in found for node in program.graph.nodes for source in node.inputs]
    assert len(set(sources)) < len(sources), "some expressions are shared"


def test_every_op_that_graphs_are_grown_of_appears():
    found = some_programs(Plan(examples=400, max_nodes=30, invalid=False))
    grown = {name for name in generated_ops() if REGISTRY[name].argument_function}
    assert grown - {node.op for program in found for node in program.graph.nodes} == set()


@pytest.mark.parametrize("kind", pattern_kinds())
def test_every_op_of_a_pattern_appears(kind):
    found = [valid_program(RandomBlocks(number, number), kinds=[kind], max_nodes=0) for number in range(1500)]
    ops = {name for name, record in REGISTRY.items() if record.pattern_kind == kind}
    assert ops - {node.op for program in found for node in program.graph.nodes} == set()


def test_only_ops_that_are_asked_for_appear():
    ops = ["Add", "VariableV2", "Assign", "Identity"]
    found = drawn(programs(ops=ops), 100)
    assert {node.op for program in found for node in program.graph.nodes} == {*ops, "Const", "Placeholder"}
    found = drawn(programs(ops=["Add", "Identity"]), 100)
    assert {node.op for program in found for node in program.graph.nodes} == {"Add", "Identity", "Const", "Placeholder"}


def test_values_have_every_kind_of_number_and_shapes_zeros_and_ones():
    found = drawn(programs(kinds=["queue"], max_nodes=4), 400)
    values = [attr.value for program in found for node in program.graph.nodes for attr in node.attrs.values()]
    values += [value for program in found for step in runs(program) for value in step.feeds.values()]
    arrays = [value.array() for value in values if isinstance(value, TensorValue) and value.dtype == "float32"]
    numbers = np.concatenate([array.ravel() for array in arrays])
    tiny = np.finfo(np.float32).tiny
    assert np.isnan(numbers).any() and np.isposinf(numbers).any() and np.isneginf(numbers).any()
    assert ((numbers == 0) & np.signbit(numbers)).any()
    assert ((numbers != 0) & (np.abs(numbers) < tiny)).any()
    assert (np.abs(numbers) == np.finfo(np.float32).max).any()
    shapes = {array.shape for array in arrays}
    assert () in shapes and any(0 in shape for shape in shapes) and any(1 in shape for shape in shapes)
    placeholders = [node for program in found for node in program.graph.nodes if node.op == "Placeholder"]
    static = [node.attrs["shape"].value for node in placeholders if "shape" in node.attrs]
    assert None in static and any(None in shape for shape in static if shape)


def test_programs_have_no_other_steps_than_those_asked_for():
    only_runs = frozenset({"run"})
    kinds = {kind for program in drawn(mixed_programs(steps=only_runs), 150) for kind in program.kinds()}
    assert kinds == only_runs
