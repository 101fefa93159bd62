"""Comparison: what must be the same to the bit, how far the rest may be, and what a mismatch says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conformance.compare import Comparison, Mismatch, compare, first_lines
from conformance.format_strategies import tensor_values
from conformance.graph import Attr, Graph, Node
from conformance.outcome import BuildError, Crash, Hang, Outcome, RunError, Unsupported, Value
from conformance.program import Program, Run
from conformance.tolerance import Budget, Tolerance
from conformance.ulp import FLOATS, ulp_distances
from conformance.values import DTYPES, TensorValue

REAL_FLOATS = ("float16", "bfloat16", "float32", "float64")
DISCRETE = tuple(name for name in DTYPES if name not in FLOATS and name not in ("resource", "variant"))
FETCH = Program(Graph((Node("x", "Exp"),)), (Run(fetches=("x:0",)),))


def exact(op: str, dtype: str) -> float:
    return 0


def two_ulps(op: str, dtype: str) -> float:
    return 2


def unspecified(op: str, dtype: str) -> float:
    return float("inf")


def held(expected: Any, actual: Any, accuracy: Any = exact, **more: Any) -> Comparison:
    sides = [(Value((None if side is None else TensorValue.of(side),)),) for side in (expected, actual)]
    return compare(FETCH, *sides, accuracy, **more)


def only(comparison: Comparison) -> Mismatch:
    (mismatch,) = comparison.mismatches
    assert comparison.verdict == "disagree"
    return mismatch


def step_up(value: np.float32, steps: int) -> np.float32:
    return (value.view(np.int32) + np.int32(steps)).view(np.float32)


@given(tensor_values())
def test_wire_21_a_value_agrees_with_itself(value: TensorValue) -> None:
    comparison = compare(FETCH, [Value((value,))], [Value((value,))], exact)

    assert (comparison.verdict, comparison.agreed) == ("agree", 1)


@given(st.data())
def test_wire_21_discrete_values_agree_only_when_equal_whatever_the_budget(data: st.DataObject) -> None:
    dtype = data.draw(st.sampled_from(DISCRETE))
    left, right = (data.draw(tensor_values((dtype,))) for _ in range(2))
    assume(left != right)

    comparison = compare(FETCH, [Value((left,))], [Value((right,))], unspecified)

    assert comparison.verdict == "disagree"


@given(st.data())
def test_wire_21_a_dtype_is_never_within_tolerance(data: st.DataObject) -> None:
    left, right = data.draw(tensor_values()), data.draw(tensor_values())
    assume(left.dtype != right.dtype)

    comparison = compare(FETCH, [Value((left,))], [Value((right,))], unspecified)

    assert only(comparison) == Mismatch(0, "x:0", "dtype", left.dtype, right.dtype)


@given(st.data())
def test_distance_is_symmetric_zero_for_itself_and_never_nan(data: st.DataObject) -> None:
    dtype = data.draw(st.sampled_from(REAL_FLOATS))
    left = data.draw(tensor_values((dtype,)))
    size = len(left.data or b"")
    right = TensorValue(dtype, left.shape, data.draw(st.binary(min_size=size, max_size=size)))

    distances = ulp_distances(left, right)

    assert not np.isnan(distances).any()
    assert np.array_equal(distances, ulp_distances(right, left))
    assert not ulp_distances(left, left).any()


@given(tensor_values(("complex64", "complex128")))
def test_distance_of_a_complex_value_from_itself_is_zero(value: TensorValue) -> None:
    assert not ulp_distances(value, value).any()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@given(data=st.data())
def test_the_next_number_is_one_ulp_away(dtype: str, data: st.DataObject) -> None:
    width = DTYPES[dtype].itemsize * 8
    number = np.array(data.draw(st.floats(width=width, allow_nan=False, allow_infinity=False)), dtype)  # type: ignore[call-overload]

    with np.errstate(over="ignore"):
        following = np.nextafter(number, number.dtype.type(np.inf))

    assert ulp_distances(TensorValue.of(number), TensorValue.of(following)) == 1


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        (np.float32(0.0), np.float32(-0.0), 0),
        (np.float32(1e-45), np.float32(-1e-45), 2),
        (np.finfo(np.float32).max, np.float32(np.inf), 1),
        (np.float32(np.nan), np.float32(1), np.inf),
        (np.float32(1), np.float32(np.nan), np.inf),
        (np.float64(-np.inf), np.float64(np.inf), 2.0 * 0x7FF0000000000000),
        (np.complex64(1 + 1e-10j), np.complex64(1), 1e-10 / 2**-23),
        (np.complex64(1 + 1e-10j), np.complex64(1 + 2.0**-23 + 1e-10j), 1),
        (np.complex64(complex(np.inf, 1)), np.complex64(complex(np.inf, 2)), 2**23),
    ],
)
def test_distance(left: Any, right: Any, distance: float) -> None:
    assert ulp_distances(TensorValue.of(left), TensorValue.of(right)) == pytest.approx(distance)


def test_distance_in_ulps_of_the_largest_inner_value() -> None:
    left, right = TensorValue.of(np.float32([0, 2**20])), TensorValue.of(np.float32([1, 2**20 + 1]))

    assert ulp_distances(left, right, magnitude=2.0**23).tolist() == [1, 1]
    assert ulp_distances(left, right, magnitude=2.0**10).tolist() == [2**13, 8]


def test_wire_21_within_the_budget_agrees_and_beyond_does_not() -> None:
    one = np.float32(1)

    assert held(one, step_up(one, 2), two_ulps).verdict == "agree"
    assert held(one, step_up(one, 3), two_ulps).verdict == "disagree"


def test_a_magnitude_widens_the_budget_of_inexact_values_only() -> None:
    magnitudes = {(0, "x:0"): 2.0**23}

    assert held(np.float32(0), np.float32(2), two_ulps, magnitudes=magnitudes).verdict == "agree"
    assert held(np.float32(0), np.float32(2), exact, magnitudes=magnitudes).verdict == "disagree"


def test_wire_21_zeros_differ_only_where_the_ops_are_exact() -> None:
    zeros = np.float32([0.0, -0.0])

    assert held(zeros, -zeros, two_ulps).verdict == "agree"
    mismatch = only(held(zeros, -zeros, exact))
    assert (mismatch.expected, mismatch.actual, mismatch.ulps, mismatch.count) == (
        "0.0",
        "-0.0",
        0,
        2,
    )


@pytest.mark.parametrize("accuracy", [exact, two_ulps])
def test_wire_21_nan_is_nan_whatever_its_payload(accuracy: Any) -> None:
    nans = np.array([0x7FC00000, 0xFFC12345], np.uint32).view(np.float32)

    assert held(nans, nans[::-1], accuracy).verdict == "agree"


def test_an_unspecified_value_still_has_its_dtype_and_shape() -> None:
    assert held(np.float32([1, 2]), np.float32([7, np.nan]), unspecified).verdict == "agree"
    assert only(held(np.float32([1, 2]), np.float32([1]), unspecified)).aspect == "shape"
    assert only(held(np.float32([1, 2]), np.float64([1, 2]), unspecified)).aspect == "dtype"


def test_a_mismatch_says_where_what_and_how_far() -> None:
    expected = np.float32([[1, 2], [3, 4]])
    actual = expected.copy()
    actual[1, 0] = step_up(np.float32(3), 7)
    actual[0, 1] = step_up(np.float32(2), 3)

    mismatch = only(held(expected, actual, two_ulps))

    assert (mismatch.step, mismatch.fetch, mismatch.index) == (0, "x:0", (1, 0))
    assert (mismatch.ulps, mismatch.budget, mismatch.count, mismatch.inexact) == (7, 2, 2, ("Exp",))
    assert str(mismatch) == (
        "step 0, fetch x:0[1, 0]: value 3.0000017, expected 3.0 (7 ULP apart, 2 allowed); 2 elements differ"
    )


def test_a_mismatch_of_strings() -> None:
    mismatch = only(held([b"a", b"b"], [b"a", b"c"]))

    assert str(mismatch) == "step 0, fetch x:0[1]: value b'c', expected b'b'"


def test_an_operation_in_place_of_a_tensor_is_a_mismatch() -> None:
    assert held(None, None).verdict == "agree"
    assert only(held(None, b"x")).aspect == "value"


ERROR = RunError("InvalidArgumentError", 3, "x", "no good\n\t [[node x]]")


@pytest.mark.parametrize(
    ("other", "aspects"),
    [
        (RunError("InvalidArgumentError", 3, "x", "no good\nelse"), []),
        (RunError("AbortedError", 3, "x", "no good"), ["class"]),
        (RunError("InvalidArgumentError", None, "x", "no good"), ["code"]),
        (RunError("InvalidArgumentError", 3, None, "no good"), ["op"]),
        (RunError("InvalidArgumentError", 3, "x", "no good!"), ["message"]),
        (RunError("AbortedError", 10, "y", "bad"), ["class", "code", "op", "message"]),
        (Value((None,)), ["outcome"]),
        (Hang(1), ["outcome"]),
        (Crash(1, "died"), ["outcome"]),
        (BuildError("InvalidArgumentError", 3, "x", "no good"), ["outcome"]),
    ],
)
def test_wire_21_and_conf_6_errors_agree_in_all_but_the_rest_of_the_message(other: Outcome, aspects: list[str]) -> None:
    comparison = compare(FETCH, [ERROR], [other], exact)

    assert [mismatch.aspect for mismatch in comparison.mismatches] == aspects


def test_wire_21_gathered_errors_agree_if_any_first_line_does() -> None:
    gathered = (
        "2 root error(s) found.\n  (0) Invalid argument: first\n\t [[node x]]\n\t [[x]]\n"
        "  (1) Out of range: second\n\t [[node y]]\n0 successful operations."
    )

    assert first_lines(gathered) == {"first", "second"}
    for message in ("first", "second"):
        alone = RunError("InvalidArgumentError", 3, "x", message)
        assert compare(FETCH, [RunError("InvalidArgumentError", 3, "x", gathered)], [alone], exact).verdict == "agree"


def test_wire_21_the_name_of_the_machine_does_not_count() -> None:
    texts = [f"Op type not registered 'Bogus' in binary running on {host}. Make sure" for host in ("vm", "a.b-c")]

    assert first_lines(texts[0]) == first_lines(texts[1])


def test_wire_21_a_crash_agrees_with_nothing() -> None:
    crash = Crash(-11, "died")

    assert compare(FETCH, [crash], [crash], exact).verdict == "disagree"
    assert compare(FETCH, [crash], [Unsupported(("Exp",))], exact).verdict == "disagree"
    assert compare(FETCH, [Unsupported(("Exp",))], [crash], exact).verdict == "disagree"


def test_wire_21_two_hangs_agree() -> None:
    assert compare(FETCH, [Hang(1)], [Hang(2)], exact).verdict == "agree"


TWO_STEPS = Program(FETCH.graph, (Run(fetches=("x:0",)), Run(fetches=("x:0",))))
ONE = Value((TensorValue.of(np.float32(1)),))


def test_wire_20_unsupported_is_never_a_pass() -> None:
    comparison = compare(TWO_STEPS, [ONE, ONE], [ONE, Unsupported(("Exp",))], exact)

    assert (comparison.verdict, comparison.agreed, comparison.unsupported) == ("unsupported", 1, 1)


def test_a_mismatch_weighs_more_than_unsupported() -> None:
    comparison = compare(TWO_STEPS, [ONE, ONE], [Value((None,)), Unsupported(("Exp",))], exact)

    assert comparison.verdict == "disagree"


def test_an_outcome_for_the_whole_program_is_compared_once() -> None:
    refused = BuildError("ValueError", None, None, "bad")

    assert compare(TWO_STEPS, [refused], [refused], exact).agreed == 1
    assert only(compare(TWO_STEPS, [ONE, ONE], [refused], exact)).step is None
    assert only(compare(TWO_STEPS, [refused], [ONE, ONE], exact)).aspect == "outcome"
    assert only(compare(Program(), [], [refused], exact)).aspect == "outcome"
    assert compare(Program(), [], [], exact).verdict == "agree"
    assert compare(TWO_STEPS, [ONE, ONE], [Unsupported(("Exp",))], exact).unsupported == 1


FLOAT = {"T": Attr("type", "float32")}
CHAIN = Graph(
    (
        Node("x", "Placeholder", attrs={"dtype": Attr("type", "float32")}),
        Node("e", "Exp", ("x",), FLOAT),
        Node("t", "Tanh", ("e",), FLOAT),
        Node("s", "Sin", ("x",), FLOAT),
        Node("sum", "Add", ("t", "e:0", "^s"), FLOAT),
        Node("wide", "Cast", ("t",), {"SrcT": Attr("type", "float32"), "DstT": Attr("type", "float64")}),
        Node("n", "Exp", ("x",), {"T": Attr("type", "int32")}),
        Node("v", "VariableV2", attrs={"dtype": Attr("type", "float32")}),
        Node("init", "Assign", ("v", "e"), FLOAT),
        Node("again", "AssignAdd", ("init", "s"), FLOAT),
        Node("read", "Identity", ("v",), FLOAT),
        Node("loop", "Tanh", ("loop",), FLOAT),
    )
)
ULPS = {"Exp": 1.0, "Tanh": 10.0, "Sin": 100.0}


def budget(fetch: str, *steps: Run, dtype: str = "float32") -> Budget:
    program = Program(CHAIN, (*steps, Run(fetches=(fetch,))))
    return Tolerance(program, lambda op, dtype: ULPS.get(op, 0.0)).budget(len(steps), fetch, dtype)


@pytest.mark.parametrize(
    ("fetch", "ulps", "inexact"),
    [
        ("x:0", 0, ()),
        ("e:0", 1, ("Exp",)),
        ("t:0", 11, ("Exp", "Tanh")),
        ("sum:0", 11, ("Exp", "Tanh")),
        ("n:0", 0, ()),
        ("loop:0", 10, ("Tanh",)),
        ("nowhere:0", 0, ()),
    ],
)
def test_budgets_add_up_over_the_data_a_fetch_depends_on(fetch: str, ulps: float, inexact: tuple[str, ...]) -> None:
    assert budget(fetch) == Budget(ulps, inexact)


def test_a_budget_ends_at_a_fed_tensor() -> None:
    program = Program(CHAIN, (Run(feeds={"e": TensorValue.of(np.float32(1))}, fetches=("t:0",)),))

    assert Tolerance(program, lambda op, dtype: ULPS.get(op, 0.0)).budget(0, "t:0", "float32").ulps == 10


def test_a_budget_is_counted_in_ulps_of_the_fetched_dtype() -> None:
    assert budget("wide:0", dtype="float64").ulps == 11 * 2**29


def test_a_discrete_fetch_has_no_budget_and_tells_what_is_behind() -> None:
    assert budget("t:0", dtype="int32") == Budget(0, ("Exp", "Tanh"))


def test_what_a_variable_holds_may_be_off_by_what_every_run_adds() -> None:
    assert budget("read:0").ulps == 101
    assert budget("read:0", Run(targets=("again",)), Run(targets=("again",))).ulps == 303
    assert budget("read:0", Run("other", targets=("again",))).ulps == 101


def test_que_5_the_number_in_the_name_of_a_private_resource_does_not_count():
    mine, theirs = (f"FIFOQueue '_{number}_a/queue' is closed.\n\t [[node put]]" for number in (0, 12))
    assert first_lines(mine) == first_lines(theirs) == {"FIFOQueue '_N_a/queue' is closed."}
    assert first_lines("no '_a_1_b' and no '_1'") == {"no '_a_1_b' and no '_1'"}
    assert first_lines("Stack[a_7] is empty when calling Pop().") == {"Stack[a_N] is empty when calling Pop()."}


def test_ses_19_of_a_device_that_is_not_there_only_the_beginning_of_the_message_counts():
    message = (
        "Cannot assign a device for operation x: node x was explicitly assigned to /gpu:0 but there are [ /cpu:0 ]."
    )
    assert first_lines(message) == {"Cannot assign a device for operation x: "}


def test_wire_21_that_an_error_is_derived_does_not_count() -> None:
    derived, own, other = (
        RunError("NotFoundError", 5, "a", text)
        for text in ("[_Derived_]gone\n\t [[a]]", "gone\n\t [[{{node a}}]]", "lost")
    )
    program = Program(steps=(Run(targets=("a",)),))
    assert not compare(program, (derived,), (own,), lambda op, dtype: 0.0).mismatches
    (mismatch,) = compare(program, (derived,), (other,), lambda op, dtype: 0.0).mismatches
    assert mismatch.expected == "[_Derived_]gone"


def test_wire_21_the_number_of_a_stack_does_not_count() -> None:
    one, other, third = (f"Stack[{name}] is empty when calling Pop()." for name in ("a_b_90", "a_b_7", "a_c_7"))
    assert first_lines(one) == first_lines(other) != first_lines(third)
