"""Outcomes survive JSON, and only those that a program can have are let through."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from conformance.format_strategies import outcomes
from conformance.outcome import (
    BuildError,
    Crash,
    Hang,
    Outcome,
    RunError,
    Unsupported,
    Value,
    check,
    from_json,
    to_json,
)
from conformance.program import Program, Run
from conformance.reading import Malformed
from conformance.values import TensorValue

ONE = TensorValue.of(np.float32(1))
TWO_STEPS = Program(steps=(Run(fetches=("x:0",)), Run(targets=("init",))))


@given(outcomes())
def test_wire_18_an_outcome_survives_json(outcome: Outcome) -> None:
    assert from_json(json.loads(json.dumps(to_json(outcome), allow_nan=False))) == outcome


@pytest.mark.parametrize(
    ("outcome", "data"),
    [
        (
            Value((ONE, None)),
            {"outcome": "value", "values": [{"dtype": "float32", "shape": [], "data": "AACAPw=="}, None]},
        ),
        (
            BuildError("ValueError", None, None, "no"),
            {"outcome": "build_error", "class": "ValueError", "code": None, "op": None, "message": "no"},
        ),
        (
            RunError("AbortedError", 10, "x", "no"),
            {"outcome": "run_error", "class": "AbortedError", "code": 10, "op": "x", "message": "no"},
        ),
        (Unsupported(("Conv3D",)), {"outcome": "unsupported", "ops": ["Conv3D"], "message": ""}),
        (
            Crash(-11, "died", ("last words",)),
            {"outcome": "crash", "status": -11, "message": "died", "stderr": ["last words"]},
        ),
        (Hang(2.5), {"outcome": "hang", "seconds": 2.5}),
    ],
)
def test_wire_18_the_json_of_an_outcome(outcome: Outcome, data: Any) -> None:
    assert to_json(outcome) == data
    assert from_json(data) == outcome


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            None,
            "an object with 'outcome' is wanted, one of value, build_error, run_error, ",
        ),
        ({"outcome": "pass"}, "an object with 'outcome' is wanted"),
        ({"outcome": ["value"]}, "an object with 'outcome' is wanted"),
        ({"outcome": "value"}, "misses values"),
        ({"outcome": "value", "values": [1]}, "values[0]: an object is wanted, not an integer"),
        (
            {"outcome": "run_error", "class": "E", "code": "3x", "op": None, "message": ""},
            "code: an integer is wanted",
        ),
        ({"outcome": "hang", "seconds": -1}, "seconds: a number of seconds is wanted"),
    ],
)
def test_what_is_no_outcome_is_refused(data: Any, message: str) -> None:
    with pytest.raises(Malformed) as caught:
        from_json(data)

    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "outcomes_of_two_steps",
    [
        (Value((ONE,)), Value()),
        (RunError("E", 1, None, ""), Unsupported(("Conv3D",))),
        (BuildError("ValueError", None, None, ""),),
        (Unsupported(("Conv3D",)),),
        (Crash(1, ""),),
        (Hang(1),),
    ],
)
def test_wire_18_one_outcome_a_step_or_one_for_all(outcomes_of_two_steps: tuple[Outcome, ...]) -> None:
    assert check(TWO_STEPS, outcomes_of_two_steps) == outcomes_of_two_steps


@pytest.mark.parametrize(
    ("impossible", "message"),
    [
        ((), "0 outcomes for 2 steps"),
        ((Value((ONE,)),), "1 outcomes for 2 steps"),
        ((Value(), Value()), "[0]: 0 values for 1 fetches"),
        ((Value((ONE,)), BuildError("E", None, None, "")), "[1]: a step cannot have the outcome BuildError"),
        ((Value((ONE,)), Crash(None, "")), "[1]: a step cannot have the outcome Crash"),
    ],
)
def test_wire_18_outcomes_that_the_program_cannot_have_are_refused(
    impossible: tuple[Outcome, ...], message: str
) -> None:
    with pytest.raises(Malformed) as caught:
        check(TWO_STEPS, impossible)

    assert str(caught.value) == message
