"""Every kind of step, done by the reference and by TensorFlow, with the same outcomes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import reference as tf
from conformance.backend import Backend, CommandBackend, ModuleBackend
from conformance.graph import Graph
from conformance.graph_def import from_graph_def
from conformance.oracle import ORACLE_ENVIRONMENT, find_oracle, oracle_command
from conformance.outcome import AtOnceOutcome, Hang, Outcome, RunError, Value
from conformance.program import (
    AtOnce,
    Call,
    Close,
    MakeCallable,
    PartialRun,
    PartialRunSetup,
    Program,
    Reset,
    Run,
    Step,
)
from conformance.values import TensorValue

INITIALIZE = Run(targets=("x/Assign",))
READ = Run(fetches=("read:0",))
ADD_ONE = Run(targets=("add_one",))
DEQUEUE = Run(fetches=("dequeue:0",))
NOT_SET_UP = "Must run 'setup' before performing partial runs!"
NOTHING_ASKED = "Must specify at least one target to fetch or execute."
NOT_FED = "You must feed a value for placeholder tensor '{}' with dtype float"
CLOSED = ("RuntimeError", None, None, "Attempted to use a closed Session.")
RESET = ("CancelledError", 1, None, "Session has been closed.")


def number(value: float) -> TensorValue:
    return TensorValue.of(np.float32(value))


def graph() -> Graph:
    with tf.Graph().as_default() as built:
        a, b, c = (tf.placeholder(tf.float32, [], name=name) for name in "abc")
        tf.multiply(tf.add(a, b, name="sum"), c, name="product")
        tf.constant(5.0, name="five")
        x = tf.get_variable("x", [], initializer=tf.zeros_initializer(), use_resource=False)
        tf.assign_add(x, 1.0, name="add_one")
        tf.identity(x, name="read")
        queue = tf.FIFOQueue(2, tf.float32, shapes=[[]], name="queue")
        queue.dequeue(name="dequeue")
        queue.enqueue(tf.constant(7.0), name="enqueue")
    return from_graph_def(built.as_graph_def())


GRAPH = graph()


@pytest.fixture(scope="module", params=["reference", pytest.param("tensorflow", marks=pytest.mark.oracle)])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if request.param == "reference":
        yield ModuleBackend("reference", limit=1.0)
        return
    python, why = find_oracle()
    if python is None:
        pytest.skip(why)
    with CommandBackend([*oracle_command(python), "--limit", "1"], ORACLE_ENVIRONMENT) as command:
        yield command


def seen(outcome: Outcome) -> object:
    """An outcome as numbers, or as class, code, operation and first line."""
    if isinstance(outcome, Value):
        return [None if value is None else value.array().tolist() for value in outcome.values]
    if isinstance(outcome, AtOnceOutcome):
        return [[seen(each) for each in thread] for thread in outcome.threads]
    if isinstance(outcome, RunError):
        return (outcome.error_class, outcome.code, outcome.op, outcome.message.partition("\n")[0])
    return outcome


def outcomes(backend: Backend, *steps: Step) -> list[object]:
    return [seen(outcome) for outcome in backend.run(Program(GRAPH, steps))]


def test_wire_22_a_callable_feeds_the_values_of_each_call(backend: Backend) -> None:
    assert outcomes(
        backend,
        MakeCallable("add", feeds=("a:0", "b:0"), fetches=("sum:0",)),
        Call("add", (number(1), number(2))),
        Call("add", (number(1),)),
    ) == [[], [3.0], ("InvalidArgumentError", 3, "b", NOT_FED.format("b"))]


def test_wire_22_a_callable_without_a_list_of_feeds_is_made_in_another_way(backend: Backend) -> None:
    assert outcomes(
        backend,
        MakeCallable("five", fetches=("five:0",), targets=("five",)),
        Call("five"),
        MakeCallable("not fed", fetches=("a:0",)),
        Call("not fed"),
        MakeCallable("nothing"),
        Call("nothing"),
    ) == [
        [],
        [5.0],
        [],
        ("InvalidArgumentError", 3, None, NOT_FED.format("a")),
        [],
        ("InvalidArgumentError", 3, None, NOTHING_ASKED),
    ]


def test_wire_22_a_call_of_what_could_not_be_made_has_the_outcome_of_making_it(backend: Backend) -> None:
    made, called = outcomes(backend, MakeCallable("bad", fetches=("nowhere:0",)), Call("bad"))

    assert made == called
    assert isinstance(made, tuple)
    assert made[0] == "ValueError"


def test_wire_22_a_callable_outlives_no_session(backend: Backend) -> None:
    assert outcomes(backend, MakeCallable("five", "s", (), ("five:0",)), Close("s"), Call("five")) == [[], [], CLOSED]


def test_wire_23_a_step_in_parts(backend: Backend) -> None:
    assert outcomes(
        backend,
        PartialRunSetup("h", feeds=("a:0", "b:0", "c:0"), fetches=("sum:0", "product:0")),
        PartialRun("h", feeds={"a:0": number(1), "b:0": number(2)}, fetches=("sum:0",)),
        PartialRun("h", feeds={"c:0": number(3)}, fetches=("product:0",)),
        PartialRun("h", fetches=("product:0",)),
    ) == [[], [3.0], [9.0], ("InvalidArgumentError", 3, None, NOT_SET_UP)]


def test_wire_23_a_handle_counts_in_the_session_that_it_was_set_up_in(backend: Backend) -> None:
    assert outcomes(
        backend,
        PartialRunSetup("h", feeds=("a:0", "b:0"), fetches=("sum:0",)),
        PartialRun("h", "other", {"a:0": number(1), "b:0": number(2)}, ("sum:0",)),
    ) == [[], ("InvalidArgumentError", 3, None, NOT_SET_UP)]


def test_wire_23_a_part_of_what_could_not_be_set_up_has_the_outcome_of_setting_it_up(backend: Backend) -> None:
    refused = ("InvalidArgumentError", 3, None, "a:0 is both fed and fetched.")

    assert outcomes(
        backend, PartialRunSetup("h", feeds=("a:0",), fetches=("a:0",)), PartialRun("h", fetches=("a:0",))
    ) == [refused, refused]


def test_wire_24_a_closed_session_stays_closed_and_others_stay_open(backend: Backend) -> None:
    other = Run("other", targets=("x/Assign",))

    assert outcomes(backend, INITIALIZE, READ, other, Close(), READ, Close(), Run("other", fetches=("read:0",))) == [
        [],
        [0.0],
        [],
        [],
        CLOSED,
        [],
        [0.0],
    ]


def test_wire_24_a_reset_ends_every_session_that_there_is(backend: Backend) -> None:
    later = Run("later", targets=("x/Assign",))

    assert outcomes(backend, INITIALIZE, Run("b", fetches=("five:0",)), Reset(("any",)), READ, Reset(), later) == [
        [],
        [5.0],
        [],
        RESET,
        [],
        [],
    ]
    assert outcomes(backend, INITIALIZE, READ) == [[], [0.0]]


def test_wire_16_a_step_has_as_long_as_it_asks_for(backend: Backend) -> None:
    assert outcomes(
        backend,
        Run(fetches=("dequeue:0",), timeout_ms=50),
        Run(targets=("enqueue",)),
        Run(fetches=("dequeue:0",), timeout_ms=60_000),
    ) == [("DeadlineExceededError", 4, None, "Timed out waiting for notification"), [], [7.0]]


def test_wire_25_threads_run_at_once_and_wait_for_one_another(backend: Backend) -> None:
    enqueue = Run(targets=("enqueue",))

    assert outcomes(backend, AtOnce(((DEQUEUE, DEQUEUE), (enqueue,), (enqueue,)))) == [[[[7.0], [7.0]], [[]], [[]]]]


def test_wire_25_no_thread_loses_what_another_adds(backend: Backend) -> None:
    assert outcomes(backend, INITIALIZE, AtOnce(((ADD_ONE,) * 20,) * 3), READ) == [[], [[[]] * 20] * 3, [60.0]]


def test_wire_25_what_one_thread_makes_others_use_afterwards(backend: Backend) -> None:
    assert outcomes(
        backend,
        AtOnce(((MakeCallable("five", fetches=("five:0",)), Call("five")), (INITIALIZE,))),
        AtOnce(((Call("five"),), (Call("five"), READ))),
    ) == [[[[], [5.0]], [[]]], [[[5.0]], [[5.0], [0.0]]]]


def test_wire_25_a_step_that_never_comes_back_hangs_and_so_do_those_after_it_in_its_thread(backend: Backend) -> None:
    hang = Hang(1.0)

    assert outcomes(backend, INITIALIZE, AtOnce(((DEQUEUE, ADD_ONE), (ADD_ONE,))), READ) == [
        [],
        [[hang, hang], [[]]],
        [1.0],
    ]


def test_wire_16_a_step_that_never_comes_back_does_not_keep_the_next_ones_from_running(backend: Backend) -> None:
    assert outcomes(backend, INITIALIZE, DEQUEUE, ADD_ONE, READ) == [[], Hang(1.0), [], [1.0]]
