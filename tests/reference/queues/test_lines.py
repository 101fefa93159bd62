"""Clauses QUE-7 to QUE-12: who is served when, and what becomes of those who wait."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference.runtime.blocking import StepCancelled
from tests.reference.queues.driving import close, integers, put, take


def test_que_7_only_the_first_of_a_line_is_served():
    queue = integers()
    first, second = take(queue, 2), take(queue)
    put(queue, 1)
    assert not first.go_on().done and not second.go_on().done
    put(queue, 2, 3)
    assert first.go_on().values == [1, 2]
    assert second.go_on().values == 3


def test_que_7_both_lines_move_until_neither_can():
    queue = integers(capacity=1)
    taking, putting = take(queue, 3), put(queue, 1, 2, 3, 4, 5)
    assert taking.go_on().values == [1, 2, 3]
    assert not putting.done and queue.size == 1


def test_que_8_rows_that_come_first_stay_together():
    queue = integers(capacity=2)
    first, second = put(queue, 1, 2, 3), put(queue, 4)
    assert take(queue, 4).values == [1, 2, 3, 4]
    assert first.go_on().done and second.go_on().done


def test_que_8_what_was_put_in_stays_when_the_step_ends():
    queue = integers(capacity=2)
    put(queue, 1, 2, 3).cancel()
    assert take(queue, 2).values == [1, 2]
    assert queue.size == 0


def test_que_8_no_rows_are_done_at_once_even_when_closed():
    queue = integers()
    close(queue)
    assert put(queue).error is None


@pytest.mark.parametrize("component", [np.int32(1), np.zeros((), np.int32)])
def test_que_8_a_scalar_has_no_rows(component):
    queue = integers()
    with pytest.raises(tf.errors.InvalidArgumentError):
        list(queue.enqueue_many([np.asarray(component)]))


def test_que_9_what_was_taken_is_lost_when_the_step_ends():
    queue = integers()
    put(queue, 1, 2)
    take(queue, 3).cancel()
    put(queue, 8)
    assert take(queue).values == 8


def test_que_10_what_was_taken_is_given_back_in_its_order():
    queue = integers()
    taking = take(queue, 5)
    put(queue, 1, 2)
    close(queue)
    assert taking.go_on().error.message.endswith("(requested 3, current size 0)")
    assert take(queue, 2).values == [1, 2]


def test_que_10_those_behind_have_what_was_given_back():
    queue = integers()
    first, second = take(queue, 5), take(queue, 2, or_fewer=True)
    put(queue, 1, 2)
    close(queue)
    assert isinstance(first.go_on().error, tf.errors.OutOfRangeError)
    assert second.go_on().values == [1, 2]


def test_que_11_close_waits_for_those_before_it_and_refuses_those_behind():
    queue = integers(capacity=1)
    before, closing, behind = put(queue, 1, 2), close(queue), put(queue, 3)
    assert not closing.go_on().done and not queue.closed
    assert take(queue).values == 1
    assert before.go_on().done and closing.go_on().done and queue.closed
    assert behind.go_on().error.message == "FIFOQueue 'q' is closed."


def test_que_11_close_may_cancel_those_before_it():
    queue = integers(capacity=1)
    waiting = [put(queue, 1, 2), close(queue)]
    close(queue, cancel=True)
    assert {attempt.go_on().error.message for attempt in waiting} == {"Enqueue operation was cancelled"}
    assert queue.closed and queue.size == 1


@pytest.mark.parametrize(("begin", "words"), [(put, "Enqueue"), (take, "Dequeue")])
def test_que_12_an_operation_that_waits_says_what_was_cancelled(begin, words):
    queue = integers(capacity=0)
    attempt = begin(queue, 1).cancel()
    assert attempt.error.message == f"{words} operation was cancelled"


def test_que_12_a_close_that_waits_leaves_its_line():
    queue = integers(capacity=1)
    putting, closing, behind = put(queue, 1, 2), close(queue), put(queue, 3)
    assert isinstance(closing.cancel().error, StepCancelled)
    assert take(queue, 3).values == [1, 2, 3]
    assert putting.go_on().error is None and behind.go_on().error is None and not queue.closed


@pytest.mark.parametrize("end", ["cancel", "abandon"])
def test_que_12_those_behind_have_their_turn(end):
    queue = integers(capacity=1)
    first, second = put(queue, 1, 2), put(queue, 3)
    getattr(first, end)()
    assert take(queue, 2).values == [1, 3]
    assert second.go_on().done


_ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(1, 4)),
        st.tuples(st.just("take"), st.integers(1, 4)),
        st.tuples(st.just("give up"), st.integers(0, 9)),
    )
)


@given(_ACTIONS, st.integers(1, 3))
def test_que_7_elements_come_out_once_each_and_in_order(actions, capacity):
    queue = integers(capacity)
    attempts, takers, sent = [], [], 0
    for action, number in actions:
        if action == "put":
            attempts.append(put(queue, *range(sent, sent + number)))
            sent += number
        elif action == "take":
            takers.append(take(queue, number))
            attempts.append(takers[-1])
        elif number < len(attempts):
            attempts[number].go_on().cancel()
    taken = [value for taker in takers if taker.go_on().result for value in taker.values]
    assert taken == sorted(set(taken))
    assert queue.size <= capacity


@given(st.lists(st.integers(1, 5), max_size=6), st.lists(st.integers(1, 5), max_size=6), st.integers(1, 4))
def test_que_7_nothing_is_lost_and_nobody_waits_who_could_go_on(puts, takes, capacity):
    queue = integers(capacity)
    takers = [take(queue, count) for count in takes]
    values = iter(range(100))
    for count in puts:
        put(queue, *[next(values) for _ in range(count)])
    wanted, given_in = sum(takes), sum(puts)
    close(queue, cancel=True)
    left = min(capacity, max(0, given_in - wanted)) if given_in >= wanted else None
    if left is None:  # too few: all that the last taker had is there again
        done = [taker for taker in takers if taker.go_on().error is None]
        assert queue.size + sum(len(taker.values) for taker in done) == given_in
    else:
        assert all(taker.go_on().error is None for taker in takers)
        assert queue.size == left
