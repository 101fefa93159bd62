"""Nests of fetches: as data, as what is asked for and as what comes back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from conformance.accuracy import exactly
from conformance.backend import ModuleBackend
from conformance.compare import compare
from conformance.format_strategies import nests
from conformance.graph import Attr, Graph, Node
from conformance.nest import DEEPEST, FETCH, Nest, taken_apart
from conformance.outcome import Crash, Value, check, from_json, to_json
from conformance.program import Program, Run, RunNested
from conformance.reading import Malformed
from conformance.report import step_text
from conformance.shrinking import shrunk
from conformance.values import TensorValue

PAIR = Nest("list", (FETCH, Nest("dict", (Nest("tuple", (FETCH,)), FETCH), ("a", "b"))))


def constant(name: str, value: int) -> Node:
    tensor = TensorValue.of(np.int32(value))
    return Node(name, "Const", (), {"dtype": Attr("type", "int32"), "value": Attr("tensor", tensor)})


NODES = tuple(constant(f"c{number}", number) for number in range(3))
FETCHES = ("c0:0", "c1", "c2:0")
PROGRAM = Program(Graph(NODES), (RunNested(fetches=FETCHES, nest=PAIR),))


@given(nests())
def test_wire_28_a_nest_survives_being_written_and_read(nest: Nest) -> None:
    assert Nest.from_json(nest.to_json()) == nest


@given(nests())
def test_what_is_put_in_a_nest_is_found_in_it(nest: Nest) -> None:
    things = list(range(nest.places))

    assert taken_apart(nest.put(things)) == (nest, things)


@given(nests())
def test_each_nest_within_a_nest_stands_for_some_of_its_places(nest: Nest) -> None:
    things = list(range(nest.places))
    for first, inner, rest in nest.inner():
        assert inner.places + rest.places == nest.places
        assert taken_apart(inner.put(things[first : first + inner.places]))[0] == inner
        assert rest.size + inner.size == nest.size


def test_wire_28_members_of_an_object_are_in_the_order_of_their_keys() -> None:
    nest = Nest.from_json({"dict": {"b": None, "a": {"tuple": [None]}}})

    assert nest.put(["x", "y"]) == {"a": ("x",), "b": "y"}


@pytest.mark.parametrize(
    "data", ["x", 0, [], {}, {"set": []}, {"list": [], "tuple": []}, {"list": {}}, {"dict": []}, {"tuple": [[]]}]
)
def test_wire_28_what_is_no_nest_is_refused(data: object) -> None:
    with pytest.raises(Malformed):
        Nest.from_json(data)


def test_wire_28_a_nest_that_is_too_deep_is_refused() -> None:
    data: object = None
    for _ in range(DEEPEST):
        data = {"list": [data]}

    assert Nest.from_json(data).size == DEEPEST
    with pytest.raises(Malformed, match="at most 32 deep"):
        Nest.from_json({"list": [data]})


def test_wire_28_a_nest_must_have_a_place_for_each_fetch() -> None:
    data = Program(Graph(NODES), (RunNested(fetches=FETCHES[:2], nest=PAIR),)).to_json()

    with pytest.raises(Malformed, match=r"steps\[0\]\.nest: 3 places for 2 fetches"):
        Program.from_json(data)


def test_wire_28_the_outcome_has_the_values_and_how_they_came_nested() -> None:
    (outcome,) = ModuleBackend("reference").run(PROGRAM)

    assert outcome == Value((TensorValue.of(np.int32(0)), None, TensorValue.of(np.int32(2))), PAIR)
    assert from_json(to_json(outcome)) == outcome
    assert to_json(outcome)["nest"] == {"list": [None, {"dict": {"a": {"tuple": [None]}, "b": None}}]}


def test_wire_28_a_fetch_alone_comes_alone() -> None:
    (outcome,) = ModuleBackend("reference").run(Program(Graph(NODES), (RunNested(fetches=("c1:0",)),)))

    assert outcome == Value((TensorValue.of(np.int32(1)),), FETCH)


def test_wire_18_a_nest_is_the_outcome_of_nested_runs_alone() -> None:
    plain = Program(Graph(NODES), (Run(fetches=("c0:0",)),))
    values = (TensorValue.of(np.int32(0)),)

    with pytest.raises(Malformed, match="nest"):
        check(plain, (Value(values, FETCH),))
    with pytest.raises(Malformed, match="nest"):
        check(PROGRAM, (Value(values * 3),))


def test_conf_5_another_nest_is_a_mismatch() -> None:
    (right,) = ModuleBackend("reference").run(PROGRAM)
    assert isinstance(right, Value)
    flat = Value(right.values, Nest("list", (FETCH,) * 3))

    (mismatch,) = compare(PROGRAM, (right,), (flat,), exactly).mismatches

    assert mismatch.aspect == "nesting"
    assert (mismatch.expected, mismatch.actual) == ("[·, {'a': (·,), 'b': ·}]", "[·, ·, ·]")


def test_a_result_of_another_number_of_things_is_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = ModuleBackend("reference")
    monkeypatch.setattr(backend.module.Session, "run", lambda session, fetches, feeds=None: [1])

    (outcome,) = backend.run(PROGRAM)

    assert isinstance(outcome, Crash)
    assert outcome.message == "what came is nested as [·], not as [·, {'a': (·,), 'b': ·}]"


def test_a_nested_run_is_shown_as_one_writes_it() -> None:
    assert step_text(PROGRAM.steps[0]) == ": run [c0:0, {'a': (c1,), 'b': c2:0}]"  # type: ignore[arg-type]


def test_a_nest_is_made_small() -> None:
    def has_a_tuple(program: Program) -> bool:
        return any(isinstance(step, RunNested) and "tuple" in str(step.nest.to_json()) for step in program.steps)

    small = shrunk(PROGRAM, has_a_tuple, ModuleBackend("reference").run)

    assert small.steps == (RunNested(fetches=(), nest=Nest("tuple")),)
