"""Programs made smaller: what goes, what stays, and that what is kept still shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance import __main__ as command
from conformance.asking import outcomes_of
from conformance.backend import ModuleBackend
from conformance.campaign import Plan, some_programs
from conformance.graph import Attr, Graph, Node
from conformance.judgement import judge
from conformance.less import shorter
from conformance.outcome import Outcome
from conformance.planted import PLANTED
from conformance.program import (
    AtOnce,
    Call,
    MakeCallable,
    PartialRun,
    PartialRunSetup,
    Program,
    Run,
    has_its_labels,
)
from conformance.shrinking import Keeps, needed_part, shrunk, size
from conformance.values import TensorValue

REFERENCE = ModuleBackend("reference")
FLOAT = {"T": Attr("type", "float32")}


def source(name: str, value: Any) -> Node:
    tensor = TensorValue.of(np.asarray(value, np.float32))
    return Node(name, "Const", (), {"dtype": Attr("type", "float32"), "value": Attr("tensor", tensor)})


def has_op(*ops: str) -> Keeps:
    return lambda program: set(ops) <= {node.op for node in program.graph.nodes}


def run(program: Program) -> tuple[Outcome, ...]:
    return outcomes_of(REFERENCE, program)


LARGE = Program(
    Graph(
        (
            source("a/c", [1.5, 2.25, 3]),
            source("d", [4, 5, 6]),
            Node("a/sum", "AddV2", ("a/c", "d"), FLOAT, "/cpu:0"),
            Node("sin", "Sin", ("a/sum", "^d"), FLOAT),
            Node("end", "Neg", ("sin",), FLOAT),
            Node("other", "Neg", ("d",), FLOAT),
        )
    ),
    (Run(fetches=("end:0", "other:0")), Run("second", fetches=("other:0",), targets=("end",)), Run(fetches=("d:0",))),
)


def test_what_is_not_needed_goes() -> None:
    small = shrunk(LARGE, has_op("Sin", "Const"), run)

    assert sorted(node.op for node in small.graph.nodes) == ["Const", "Sin"]
    assert len(small.steps) == 1
    assert all(not node.device and "/" not in node.name for node in small.graph.nodes)
    assert all(not source.startswith("^") for node in small.graph.nodes for source in node.inputs)
    assert small.graph.nodes[0].attrs["value"].value.shape == (1,)


def test_what_cannot_be_smaller_stays() -> None:
    assert shrunk(LARGE, lambda program: program == LARGE, run) == LARGE


def test_a_node_gives_way_to_its_value() -> None:
    def keeps(program: Program) -> bool:
        nodes = {node.name: node for node in program.graph.nodes}
        return any(step.fetches == ("end:0",) for step in program.steps if isinstance(step, Run)) and (
            "end" in nodes and nodes["end"].op == "Neg" and "sin" in nodes
        )

    small = shrunk(LARGE, keeps, run)

    assert {node.name: node.op for node in small.graph.nodes} == {"sin": "Const", "end": "Neg"}


def test_lists_of_inputs_become_shorter_and_equal_constants_one() -> None:
    ones = [
        Node(f"c{number}", "Const", (), {"dtype": Attr("type", "int32"), "value": Attr("tensor", TensorValue.of(1))})
        for number in range(3)
    ]
    attrs = {"T": Attr("type", "int32"), "N": Attr("int", 3)}
    pack = Node("pack", "Pack", ("c0", "c1", "c2"), attrs)
    program = Program(Graph((*ones, pack)), (Run(fetches=("pack:0",)),))

    def keeps(smaller: Program) -> bool:
        return len(packed(smaller)) > 1 and {node.name for node in smaller.graph.nodes} >= set(packed(smaller))

    small = shrunk(program, keeps, run)

    assert len(set(packed(small))) == 1
    assert [node.op for node in small.graph.nodes] == ["Const", "Pack"]


def packed(program: Program) -> tuple[str, ...]:
    return next((node.inputs for node in program.graph.nodes if node.op == "Pack"), ())


def test_threads_become_steps() -> None:
    program = Program(LARGE.graph, (AtOnce(((Run(fetches=("end:0",)),), (Run(fetches=("other:0",)),))),))

    assert not any(isinstance(step, AtOnce) for step in shrunk(program, has_op("Sin"), run).steps)


def test_no_more_programs_are_tried_than_allowed() -> None:
    tried: list[Program] = []

    def keeps(program: Program) -> bool:
        tried.append(program)
        return False

    shrunk(LARGE, keeps, run, tries=7)

    assert len(tried) == 7


@pytest.mark.parametrize("seed", range(4))
def test_random_programs_shrink_to_programs(seed: int) -> None:
    for program in some_programs(Plan(examples=8, seed=seed)):
        op = program.graph.nodes[-1].op if program.graph.nodes else ""
        if not op or not has_op(op)(needed_part(program)):
            continue
        small = shrunk(program, has_op(op), run, tries=60)
        assert size(small) <= size(program)
        assert has_op(op)(small)
        assert has_its_labels(small)
        assert Program.from_json(small.to_json()) == small


def test_a_disagreement_is_kept() -> None:
    wrong = PLANTED["a sine a fifth too large"](REFERENCE)

    def keeps(program: Program) -> bool:
        return bool(judge(program, REFERENCE, wrong).disagreements)

    small = shrunk(LARGE, keeps, run)

    assert keeps(small)
    assert [node.op for node in small.graph.nodes] == ["Const", "Sin"]


def test_the_command_says_by_how_much(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "large.json"
    path.write_text(json.dumps(LARGE.to_json()))

    assert command.main(["shrink", str(path), "--backend", "planted:a sine a fifth too large"]) == 1

    out = capsys.readouterr().out
    assert "6 nodes, 3 steps" in out
    assert "2 nodes, 1 step" in out
    small = tmp_path / "large.small.json"
    assert len(Program.from_json(json.loads(small.read_text())).graph.nodes) == 2
    assert str(small) in out
    assert command.main(["shrink", str(path), "--backend", "shuffled"]) == 0
    assert "nothing to keep" in capsys.readouterr().out


@pytest.mark.parametrize("length", range(9))
def test_a_row_becomes_shorter_by_halves_of_halves(length: int) -> None:
    row = tuple(range(length))
    found = list(shorter(row))

    assert found[len(found) - length :] == [row[:number] + row[number + 1 :] for number in range(length)]
    assert found == sorted(found, key=len) or length in (3, 5, 6, 7)
    assert not found or len(found[0]) == length // 2


def test_less_is_asked_of_a_callable_and_fed_to_it() -> None:
    feeds = ("end:0", "other:0", "sin:0")
    values = tuple(TensorValue.of(np.float32([number, 2])) for number in range(3))
    make = MakeCallable("f", "main", feeds, ("sin:0", "other:0", "end:0"), ("end",))
    program = Program(LARGE.graph, (make, Call("f", values), Call("f", values)))

    def keeps(smaller: Program) -> bool:
        return any(isinstance(step, Call) and values[1] in step.values for step in smaller.steps)

    small = shrunk(program, keeps, run)

    assert small.steps == (MakeCallable("f", "main", ("other:0",)), Call("f", values[1:2]))


def test_less_is_asked_of_a_step_in_parts_and_fed_to_it() -> None:
    fed = {name: TensorValue.of(np.float32([1, 2])) for name in ("sin:0", "other:0")}
    setup = PartialRunSetup("h", "main", tuple(fed), ("sin:0", "other:0", "end:0"), ("end",))
    parts = PartialRun("h", "main", fed, ("sin:0", "other:0")), PartialRun("h", "main", {}, ("end:0",))

    def keeps(smaller: Program) -> bool:
        return any(isinstance(step, PartialRun) and "other:0" in step.feeds for step in smaller.steps)

    small = shrunk(Program(LARGE.graph, (setup, *parts)), keeps, run)

    assert [type(step) for step in small.steps] == [PartialRunSetup, PartialRun]
    assert small.steps[0] == PartialRunSetup("h", "main", ("other:0",))
