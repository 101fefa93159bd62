"""Programs with several legal outcomes: all are found, what is among them agrees, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import reference as tf
from conformance import races, shuffled
from conformance.allowed import allowed_outcomes, explore, waits_for_ever
from conformance.backend import CommandBackend, ModuleBackend
from conformance.graph import Graph
from conformance.graph_def import from_graph_def, to_graph_def
from conformance.judgement import judge
from conformance.oracle import ORACLE_ENVIRONMENT, find_oracle, oracle_command
from conformance.outcome import AtOnceOutcome, Hang, Outcome, RunError, Unsupported, Value
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
from conformance.protocol import Capabilities
from conformance.values import TensorValue
from reference.session import outcomes as outcomes_module
from reference.session.outcomes import all_outcomes

REFERENCE = ModuleBackend("reference")


def graph() -> Graph:
    with tf.Graph().as_default() as built:
        x = tf.get_variable("x", [], tf.int32, initializer=tf.zeros_initializer(), use_resource=False)
        r = tf.get_variable("r", [], tf.int32, initializer=tf.zeros_initializer(), use_resource=True)
        tf.group(x.initializer, r.initializer, name="initialize")
        tf.assign(x, 1, name="one")
        tf.assign(x, 2, name="two")
        tf.assign(x, x + 1, name="read_and_add")
        tf.assign_add(x, 1, name="increase")
        tf.identity(x, name="read")
        tf.identity(r.assign_add(5), name="add_to_r")
        tf.identity(r.read_value(), name="read_r")
        with tf.control_dependencies([tf.get_default_graph().get_operation_by_name("one")]):
            tf.assign(x, 7, name="seven_after_one")
        queue = tf.FIFOQueue(3, tf.int32, shapes=[[]], name="queue")
        queue.enqueue(3, name="enqueue")
        queue.enqueue(4, name="enqueue_other")
        queue.dequeue(name="dequeue")
        queue.size(name="size")
        queue.close(name="close_queue")
        fed = tf.placeholder(tf.int32, [], name="fed")
        tf.assign(x, fed, name="assign_fed")
        tf.check_numerics(tf.divide(1.0, tf.constant(0.0)), "first", name="fail_first")
        tf.check_numerics(tf.divide(0.0, tf.constant(0.0)), "second", name="fail_second")
    return from_graph_def(built.as_graph_def())


GRAPH = graph()
INITIALIZE = Run(targets=("initialize",))
READ = Run(fetches=("read:0",))
TARGETS = ("one", "two", "read_and_add", "increase", "seven_after_one", "enqueue", "enqueue_other", "close_queue")
FETCHES = ("read:0", "x:0", "add_to_r:0", "read_r:0", "dequeue:0", "size:0", "increase:0")


def run(*names: str) -> Run:
    return Run(
        fetches=tuple(name for name in names if ":" in name), targets=tuple(name for name in names if ":" not in name)
    )


def program(*steps: Step) -> Program:
    return Program(GRAPH, (INITIALIZE, *steps))


def seen(outcome: Outcome) -> Any:
    """An outcome as numbers; an error as its class, or its operation where it has one."""
    if isinstance(outcome, AtOnceOutcome):
        return tuple(tuple(seen(each) for each in thread) for thread in outcome.threads)
    if isinstance(outcome, Value):
        return tuple(None if value is None else value.array().item() for value in outcome.values)
    if isinstance(outcome, RunError):
        return outcome.op or outcome.error_class
    return outcome


def allowed(*steps: Step) -> set[Any]:
    found = allowed_outcomes(program(*steps))
    assert found is not None, "there are too many orders"
    return shown(found)


def shown(found: Iterable[Sequence[Outcome]]) -> set[Any]:
    return {tuple(seen(outcome) for outcome in outcomes[1:]) for outcomes in found}


def test_sch_6_two_assignments_in_one_step_leave_either_value() -> None:
    assert allowed(run("one", "two"), READ) == {((), (1,)), ((), (2,))}


def test_sch_6_two_assignments_in_two_threads_leave_either_value() -> None:
    assert allowed(AtOnce(((run("one"),), (run("two"),))), READ) == {
        ((((),), ((),)), (1,)),
        ((((),), ((),)), (2,)),
    }


def test_sch_6_two_threads_that_read_and_add_lose_one_addition_or_none() -> None:
    finals = {final for _, (final,) in allowed(AtOnce(((run("read_and_add"),), (run("read_and_add"),))), READ)}

    assert finals == {1, 2}


def test_sch_6_additions_in_threads_are_never_lost() -> None:
    finals = {final for _, (final,) in allowed(AtOnce(((run("increase"), run("increase")), (run("increase"),))), READ)}

    assert finals == {3}


def test_sch_6_steps_of_one_thread_stay_in_order() -> None:
    assert allowed(AtOnce(((run("one"), run("two")), (READ,)))) == {((((), ()), ((value,),)),) for value in (0, 1, 2)}


def test_sch_6_the_races_of_one_step_go_on_in_the_next_ones() -> None:
    assert allowed(run("one", "two"), READ, run("read_and_add", "increase"), READ) == {
        ((), (first,), (), (last,)) for first in (1, 2) for last in (first + 1, first + 2)
    }


def test_sch_6_an_enqueue_beside_a_close_of_its_queue() -> None:
    threads = AtOnce(((run("enqueue"),), (run("close_queue"),)))

    assert allowed(threads, run("size:0")) == {
        ((((),), ((),)), (1,)),
        ((("enqueue",), ((),)), (0,)),
    }


def test_sch_6_two_operations_that_fail() -> None:
    assert allowed(run("fail_first", "fail_second")) == {("fail_first",), ("fail_second",)}


def test_run_10_a_step_beside_the_close_of_its_session() -> None:
    assert allowed(AtOnce(((READ,), (Close(),)))) == {
        ((((0,),), ((),)),),
        ((("CancelledError",), ((),)),),
        ((("RuntimeError",), ((),)),),
    }


def test_ses_12_a_step_beside_a_reset() -> None:
    assert allowed(AtOnce(((READ,), (Reset(),))), READ) == {
        ((((0,),), ((),)), "CancelledError"),
        ((("CancelledError",), ((),)), "CancelledError"),
    }


def test_ses_4_sessions_in_threads_have_a_state_each() -> None:
    other = replace(INITIALIZE, session="other")
    reads = Run("other", fetches=("read:0",))

    assert allowed(other, AtOnce(((run("one"),), (Run("other", targets=("two",)), reads))), READ, reads) == {
        ((), (((),), ((), (2,))), (1,), (2,))
    }


def test_run_9_a_dequeue_waits_for_another_thread_or_for_ever() -> None:
    assert allowed(AtOnce(((run("dequeue:0"),), (run("enqueue"),)))) == {((((3,),), ((),)),)}
    assert allowed(AtOnce(((run("dequeue:0"), READ), (READ,))), run("enqueue"), run("size:0")) == {
        (((Hang(0.0), Hang(0.0)), ((0,),)), (), (0,))  # what waits still takes the element
    }


def test_run_10_a_dequeue_with_a_time_limit_ends_by_itself() -> None:
    waiting = Run(fetches=("dequeue:0",), timeout_ms=50)

    assert allowed(AtOnce(((waiting,), (READ,)))) == {((("DeadlineExceededError",), ((0,),)),)}


def test_ses_15_callables_race_as_steps_do() -> None:
    one, two = TensorValue.of(np.int32(1)), TensorValue.of(np.int32(2))
    make = MakeCallable("assign", feeds=("fed:0",), targets=("assign_fed",))

    finals = {
        outcomes[-1] for outcomes in allowed(make, AtOnce(((Call("assign", (one,)),), (Call("assign", (two,)),))), READ)
    }

    assert finals == {(1,), (2,)}


def test_ses_14_parts_of_steps_race_as_steps_do() -> None:
    nine = TensorValue.of(np.int32(9))
    setup = PartialRunSetup("h", feeds=("fed:0",), fetches=("assign_fed:0",))
    part = PartialRun("h", feeds={"fed:0": nine}, fetches=("assign_fed:0",))

    assert allowed(setup, part, READ) == {((), (9,), (9,))}
    assert allowed(setup, AtOnce(((part,), (run("two"),))), READ) == {
        ((), (((fetched,),), ((),)), (final,)) for fetched, final in ((9, 9), (9, 2), (2, 2))
    }


def test_a_program_with_too_many_orders_has_no_set() -> None:
    many = program(AtOnce(((run("read_and_add"),) * 3,) * 3))

    assert allowed_outcomes(many, limit=20) is None
    assert explore(many, limit=20).outcomes


def test_a_handle_that_threads_share_cannot_be_explored() -> None:
    part = PartialRun("h", fetches=("read:0",))

    assert allowed_outcomes(program(PartialRunSetup("h", fetches=("read:0",)), AtOnce(((part,), (part,))))) is None


# ---- judged


def one_step() -> st.SearchStrategy[Run]:
    names = st.lists(st.sampled_from((*TARGETS, *FETCHES)), min_size=1, max_size=2, unique=True)
    return names.map(lambda chosen: run(*chosen))


def racing_programs() -> st.SearchStrategy[Program]:
    threads = st.lists(st.lists(one_step(), min_size=1, max_size=2).map(tuple), min_size=2, max_size=2).map(tuple)
    steps = st.one_of(one_step(), threads.map(AtOnce))
    return st.lists(steps, min_size=1, max_size=2).map(lambda chosen: program(*chosen, READ))


def hangs(outcome: Outcome) -> bool:
    if isinstance(outcome, AtOnceOutcome):
        return any(hangs(each) for thread in outcome.threads for each in thread)
    return isinstance(outcome, Hang)


@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
@given(racing_programs(), st.integers(0, 2**32 - 1))
def test_wire_21_shuffled_schedules_never_disagree(racing: Program, seed: int) -> None:
    explored = explore(racing, limit=200)
    assume(explored.is_complete and not any(map(hangs, (one for each in explored.outcomes for one in each))))
    shuffled.begin(seed)

    judgement = judge(racing, REFERENCE, ModuleBackend("conformance.shuffled"))

    assert not judgement.disagreements, judgement.disagreements[0]
    assert not judgement.undecided


def as_seen(outcome: Any) -> Any:
    """An outcome of ``all_outcomes``, as :func:`seen` shows one."""
    if isinstance(outcome, outcomes_module.Failure):
        return outcome.op or outcome.kind
    if isinstance(outcome, outcomes_module.WaitsForEver):
        return Hang(0.0)
    return tuple(value for value in outcome.value if value is not None)


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(one_step(), one_step())
def test_sch_4_two_ways_to_try_all_orders_find_the_same(first: Run, second: Run) -> None:
    built = tf.Graph()
    with built.as_default():
        tf.import_graph_def(to_graph_def(GRAPH, tf.GraphDef()), name="")
    steps = [[*step.fetches, *step.targets] for step in (first, second)]
    before = [["initialize"]]

    found = allowed_outcomes(program(AtOnce(((first,), (second,))), READ))
    assume(found is not None)
    assert found is not None
    one_way = shown(found)
    other_way = all_outcomes(built, steps[0], steps[1], before=before, after=[["read:0"]])

    assume(not any(Hang(0.0) in thread for at_once, _ in one_way for thread in at_once))
    assert one_way == {(((as_seen(one),), (as_seen(other),)), as_seen(final)) for one, other, final in other_way}


RACES = {
    "assignments": program(AtOnce(((run("one"),), (run("two"), READ))), READ),
    "increments": program(AtOnce(((run("read_and_add"),) * 3, (run("read_and_add"),) * 2)), READ),
    "a read beside an assignment": program(AtOnce(((run("read:0", "one"),), (run("x:0", "two"),)))),
    "an enqueue beside a close": program(AtOnce(((run("enqueue"),), (run("close_queue"),))), run("size:0")),
    "dequeues": program(run("enqueue"), run("enqueue_other"), AtOnce(((run("dequeue:0"),), (run("dequeue:0"),)))),
}


@pytest.mark.oracle
@pytest.mark.parametrize("name", RACES)
def test_sch_6_what_tensorflow_gives_is_among_what_is_allowed(name: str) -> None:
    python, why = find_oracle()
    if python is None:
        pytest.skip(why)
    with CommandBackend(oracle_command(python), ORACLE_ENVIRONMENT) as tensorflow:
        for _ in range(8):
            judgement = judge(RACES[name], REFERENCE, tensorflow)
            assert not judgement.disagreements, judgement.disagreements[0]
            assert not judgement.undecided


@dataclass
class WithoutControlEdges:
    """The reference, but for control edges."""

    def capabilities(self) -> Capabilities:
        return REFERENCE.capabilities()

    def run(self, asked: Program) -> tuple[Outcome, ...]:
        nodes = tuple(
            replace(node, inputs=tuple(name for name in node.inputs if not name.startswith("^")))
            if node.name == "two_after_one"
            else node
            for node in asked.graph.nodes
        )
        return REFERENCE.run(replace(asked, graph=replace(asked.graph, nodes=nodes)))

    def close(self) -> None:
        pass


def test_wire_21_a_broken_control_edge_is_seen_beside_a_race() -> None:
    two = next(node for node in GRAPH.nodes if node.name == "two")
    ordered = replace(two, name="two_after_one", inputs=(*two.inputs, "^one"))
    first = tuple(node for node in GRAPH.nodes if node.name != "one")
    one = next(node for node in GRAPH.nodes if node.name == "one")
    without_seven = tuple(node for node in first if node.name != "seven_after_one")
    whole = Graph((*without_seven, ordered, one))
    racing = Program(whole, (INITIALIZE, AtOnce(((run("two_after_one", "one"),), (READ,))), READ))

    assert not judge(racing, REFERENCE, REFERENCE).disagreements
    judgement = judge(racing, REFERENCE, WithoutControlEdges())

    assert [each.mismatch.step for each in judgement.disagreements] == [3]
    assert judgement.disagreements[0].remark == "the program may give 3 different things, this step: int32[] 2"


@dataclass
class Says:
    """An implementation that says this, whatever it is asked."""

    outcomes: tuple[Outcome, ...]

    def capabilities(self) -> Capabilities:
        return REFERENCE.capabilities()

    def run(self, asked: Program) -> tuple[Outcome, ...]:
        return self.outcomes

    def close(self) -> None:
        pass


def number(value: int) -> Value:
    return Value((TensorValue.of(np.int32(value)),))


def test_wire_21_both_sides_must_be_among_what_is_allowed() -> None:
    racing = program(run("one", "two"), READ)
    wrong, one, two = (Says((Value(), Value(), number(value))) for value in (3, 1, 2))

    assert not judge(racing, one, two).disagreements
    assert judge(racing, one, two).steps_agreed == 3
    assert judge(racing, one, wrong).disagreements
    assert judge(racing, wrong, one).disagreements


def test_wire_21_steps_with_too_many_orders_are_undecided_and_no_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(races, "explore", partial(explore, limit=50))
    many = program(AtOnce(((run("read_and_add"),) * 4,) * 4), READ)
    threads = AtOnceOutcome(((Value(),) * 4,) * 4)
    nine, ten = (Says((Value(), threads, number(value))) for value in (9, 10))

    judgement = judge(many, nine, ten)

    assert (judgement.steps_agreed, judgement.undecided, judgement.disagreements) == (17, 1, ())


def test_wire_20_what_is_unsupported_in_a_race_is_no_agreement() -> None:
    racing = program(run("one", "two"), READ)
    one = Says((Value(), Value(), number(1)))
    two = Says((Unsupported(()), Value(), number(2)))

    judgement = judge(racing, one, two)

    assert (judgement.steps_agreed, judgement.unsupported, judgement.disagreements) == (2, 1, ())


def test_conf_10_threads_of_which_one_is_not_supported_stay_undecided() -> None:
    racing = program(AtOnce(((run("read_and_add"),), (run("read_and_add"),))), READ)
    one = Says((Value(), AtOnceOutcome(((Value(),), (Value(),))), number(2)))
    two = Says((Value(), AtOnceOutcome(((Unsupported(()),), (RunError("AbortedError", 10, None, "no"),))), number(1)))

    judgement = judge(racing, one, two)

    assert (judgement.steps_agreed, judgement.unsupported, judgement.undecided) == (1, 1, 2)
    assert not judgement.disagreements


def test_run_10_a_step_that_a_close_ends_may_say_so_in_other_words() -> None:
    racing = program(AtOnce(((READ,), (Close(),))))

    def ended(error: RunError) -> Says:
        return Says((Value(), AtOnceOutcome(((error,), (Value(),)))))

    other_words = ended(RunError("CancelledError", 1, "read", "Enqueue operation was cancelled"))
    other_class = ended(RunError("AbortedError", 10, None, "Session has been closed."))

    assert not judge(racing, REFERENCE, other_words).disagreements
    assert judge(racing, REFERENCE, other_class).disagreements


def test_a_dequeue_that_nothing_is_enqueued_for_waits_for_ever() -> None:
    with tf.Graph().as_default() as graph:
        queue = tf.FIFOQueue(1, tf.int32, shapes=[[]], name="q")
        queue.enqueue(1, name="put")
        queue.dequeue(name="take")
    put, take = Run(targets=("put",)), Run(fetches=("take:0",))
    described = from_graph_def(graph.as_graph_def())

    assert waits_for_ever(Program(described, (take,)))
    assert waits_for_ever(Program(described, (put, take, take)))
    assert not waits_for_ever(Program(described, (put, take)))
    assert not waits_for_ever(Program(described, (Run(fetches=("nowhere:0",)),)))
