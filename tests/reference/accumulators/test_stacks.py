"""Clauses ACC-30 to ACC-33 of spec/accumulators.md: values that a step keeps for later."""

import gc
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.ops.stacks.stack import Stack


@pytest.fixture(params=["", "V2"], ids=["reference", "resource"])
def ops(request):
    """How to make a stack, push, pop and close, with each kind of handle."""
    raw, suffix = tf.raw_ops, request.param
    make = (lambda **given: raw.StackV2(max_size=-1, **given)) if suffix else raw.Stack
    return make, *[getattr(raw, f"Stack{verb}{suffix}") for verb in ("Push", "Pop", "Close")]


@given(st.lists(st.none() | st.integers(), max_size=20))
def test_acc_31_the_last_value_pushed_is_popped_first(actions):
    stack, model = Stack("stack", tf.int64, -1), []
    for value in actions:
        if value is not None:
            stack.push(value)
            model.append(value)
        elif model:
            assert stack.pop() == model.pop()
        else:
            with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Stack\[stack\] is empty when calling Pop"):
                stack.pop()


def test_acc_30_each_step_has_a_stack_of_its_own(ops):
    make, push, pop, _ = ops
    with tf.Graph().as_default(), tf.Session() as session:
        handle = make(elem_type=tf.float32, stack_name="name")
        pushed, popped = push(handle=handle, elem=1.0), pop(handle=handle, elem_type=tf.float32)
        session.run(pushed)
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Stack\[name_\d+\] is empty"):
            session.run(popped)


def test_acc_30_operations_with_one_stack_name_have_two_stacks(ops):
    make, push, pop, _ = ops
    with tf.Graph().as_default(), tf.Session() as session:
        one, other = (make(elem_type=tf.float32, stack_name="name") for _ in range(2))
        with tf.control_dependencies([push(handle=one, elem=1.0)]):
            popped = pop(handle=other, elem_type=tf.float32)
        with pytest.raises(tf.errors.InvalidArgumentError, match="is empty"):
            session.run(popped)


def test_acc_30_a_stack_goes_with_its_step(ops, monkeypatch):
    make, push, _, _ = ops
    made = []
    monkeypatch.setattr(Stack, "push", lambda self, value: made.append(weakref.ref(self)))
    with tf.Graph().as_default(), tf.Session() as session:
        session.run(push(handle=make(elem_type=tf.float32), elem=1.0))
        gc.collect()
        assert [reference() for reference in made] == [None]


def test_acc_30_the_older_handle_is_two_strings():
    with tf.Graph().as_default(), tf.Session() as session:
        handle = tf.raw_ops.Stack(elem_type=tf.float32, name="own")
        container, name = session.run(handle)
        assert container == b"_stacks"
        assert name.startswith(b"own_")


def test_acc_31_a_value_of_another_dtype_is_not_popped(ops):
    make, push, pop, _ = ops
    with tf.Graph().as_default(), tf.Session() as session:
        handle = make(elem_type=tf.float32)
        with tf.control_dependencies([push(handle=handle, elem=1.0)]):
            popped = pop(handle=handle, elem_type=tf.int32, name="popped")
        words = "^Output 0 of type float does not match declared output type int32 for node node popped"
        with pytest.raises(tf.errors.InternalError, match=words) as failure:
            session.run(popped)
        assert failure.value.op is None


def test_acc_32_closing_empties_a_stack():
    stack = Stack("stack", tf.float32, 1)
    stack.push(np.float32(1))
    stack.close()
    stack.close()
    for action in stack.pop, lambda: stack.push(np.float32(1)):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"^Stack\[stack\] has already been closed.$"):
            action()


def test_acc_33_two_strings_that_name_no_stack_are_not_found():
    with tf.Graph().as_default(), tf.Session() as session:
        pair = tf.Variable(["_stacks", "st_0"])
        session.run(pair.initializer)
        with pytest.raises(tf.errors.NotFoundError):
            session.run(tf.raw_ops.StackPush(handle=pair.op.outputs[0], elem=1.0))
