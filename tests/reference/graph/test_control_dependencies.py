"""Clauses GRA on control inputs: what blocks put on operations, and that it is enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.runtime.engine import ReferenceEngine
from reference.runtime.schedule import Shuffled
from reference.runtime.step import Step
from tests.reference.runtime.own_ops import logging_op

# A program: operations that take some of the earlier ones, in blocks that wait for some of the earlier ones.
earlier = st.lists(st.integers(0, 100), max_size=3)
action = st.one_of(
    st.tuples(st.just("op"), earlier),
    st.tuples(st.just("enter"), st.lists(st.integers(0, 100), min_size=1, max_size=2)),
    st.tuples(st.just("enter"), st.none()),
    st.tuples(st.just("leave"), st.none()),
)


class Program:
    """Runs such a program, and keeps what each operation must wait for by the words of the clauses."""

    def __init__(self, log):
        self.logging = logging_op(log)
        self.operations = []
        self.must_wait_for = {}
        self.open_blocks = []  # (block, the operations that it waits for, or None)

    def run(self, actions):
        self.op([])
        for kind, argument in actions:
            getattr(self, kind)(argument)
        while self.open_blocks:
            self.leave(None)

    def chosen(self, numbers):
        return [self.operations[number % len(self.operations)] for number in numbers if self.operations]

    def op(self, numbers):
        sources = self.chosen(numbers)
        made = self.logging(inputs=[source.outputs[0] for source in sources], name=f"n{len(self.operations)}")
        counting = []
        for _, waits in self.open_blocks:
            counting = [] if waits is None else counting + waits
        self.must_wait_for[made] = counting
        self.operations.append(made)

    def enter(self, numbers):
        waits = None if numbers is None else self.chosen(numbers)
        block = tf.control_dependencies(waits)
        block.__enter__()
        self.open_blocks.append((block, waits))

    def leave(self, _):
        if self.open_blocks:
            self.open_blocks.pop()[0].__exit__(None, None, None)


def waits_for(operation):
    """Every operation that an operation waits for, directly or not."""
    found, pending = set(), [operation]
    while pending:
        current = pending.pop()
        for source in [*current.control_inputs, *(tensor.op for tensor in current.inputs)]:
            if source not in found:
                found.add(source)
                pending.append(source)
    return found


@given(st.lists(action, max_size=25))
def test_gra_6_an_operation_waits_for_all_that_its_blocks_name(actions):
    with tf.Graph().as_default():
        program = Program([])
        program.run(actions)
        for operation, waits in program.must_wait_for.items():
            assert set(waits) - {operation} <= waits_for(operation)


@given(st.lists(action, max_size=25))
def test_gra_6_and_gra_7_an_operation_waits_for_nothing_else_and_once(actions):
    with tf.Graph().as_default():
        program = Program([])
        program.run(actions)
        for operation, waits in program.must_wait_for.items():
            assert set(operation.control_inputs) <= set(waits)
            assert len(set(operation.control_inputs)) == len(operation.control_inputs)
            assert not set(operation.control_inputs) & {tensor.op for tensor in operation.inputs}


@given(actions=st.lists(action, max_size=20), seed=st.integers(0, 2**32))
def test_gra_6_control_inputs_run_first_in_every_order_of_a_step(actions, seed):
    log = []
    with tf.Graph().as_default() as graph:
        program = Program(log)
        program.run(actions)
        targets = list(program.operations)
        ReferenceEngine(lambda: Shuffled(seed)).run(Step(graph, {}, [], targets))
    assert sorted(log) == sorted(operation.name for operation in targets)
    for operation, waits in program.must_wait_for.items():
        assert all(log.index(other.name) < log.index(operation.name) for other in waits)


def test_gra_8_rows_are_waited_for_by_their_values_and_sparse_tensors_are_refused():
    with tf.Graph().as_default():
        values, indices = tf.constant([1.0], name="values"), tf.constant([0], name="indices")
        with tf.control_dependencies([tf.IndexedSlices(values, indices), "indices:0", b"indices"]):
            assert [operation.name for operation in tf.no_op().control_inputs] == ["values", "indices"]
        with pytest.raises(TypeError, match="Can not convert a SparseTensor into a Tensor or Operation"):
            tf.control_dependencies([tf.SparseTensor([[0]], [1], [1])])


def test_gra_24_blocks_left_out_of_order_stay_open():
    with tf.Graph().as_default():
        n, m = tf.no_op(name="n"), tf.no_op(name="m")
        outer, inner = tf.control_dependencies([n]), tf.control_dependencies([m])
        outer.__enter__()
        inner.__enter__()
        with pytest.raises(AssertionError):
            outer.__exit__(None, None, None)
        assert tf.no_op().control_inputs == [n, m]
        inner.__exit__(None, None, None)
        assert tf.no_op().control_inputs == [n]


def test_gra_24_a_block_may_be_opened_again_also_within_itself():
    with tf.Graph().as_default():
        n = tf.no_op(name="n")
        block = tf.control_dependencies([n])
        with block, block:
            assert tf.no_op().control_inputs == [n]
        assert tf.no_op().control_inputs == []
        with block:
            assert tf.no_op().control_inputs == [n]
