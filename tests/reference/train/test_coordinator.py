"""Coordinators and looper threads: stopping, waiting, and reporting the first error."""

import sys
import threading
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf

PATIENCE = 60  # seconds after which a test fails instead of waiting on


def end(coord: tf.train.Coordinator, **options: object) -> None:
    """Joins all registered threads, or fails."""
    coord.join(stop_grace_period_secs=PATIENCE, **options)


def test_pipe_1_a_stop_wakes_those_who_wait() -> None:
    coord, woken = tf.train.Coordinator(), []
    threads = [threading.Thread(target=lambda: woken.append(coord.wait_for_stop(PATIENCE))) for _ in range(4)]
    for thread in threads:
        thread.start()
        coord.register_thread(thread)
    assert not coord.should_stop()
    coord.request_stop()
    end(coord)
    assert woken == [True] * 4


@pytest.mark.parametrize("ex", ["text", 3, ValueError, (ValueError, ValueError("x")), (1, 2, 3), ()])
def test_pipe_3_what_is_no_exception_requests_nothing(ex: object) -> None:
    coord = tf.train.Coordinator()
    with pytest.raises(TypeError):
        coord.request_stop(ex)
    assert not coord.should_stop()
    coord.join([])


def test_pipe_3_an_exception_need_not_be_under_way() -> None:
    coord, error = tf.train.Coordinator(), ValueError("x")
    coord.request_stop(error)
    with pytest.raises(ValueError) as caught:
        coord.join([])
    assert caught.value is error


def test_pipe_3_the_error_that_is_given_is_the_one_that_is_raised() -> None:
    coord = tf.train.Coordinator()
    try:
        raise ValueError("handled")
    except ValueError:
        coord.request_stop(KeyError("given"))
    with pytest.raises(KeyError, match="given"):
        coord.join([])


def test_pipe_3_exception_info_keeps_its_traceback() -> None:
    def breaks() -> None:
        raise ValueError("deep")

    coord = tf.train.Coordinator()
    try:
        breaks()
    except ValueError:
        coord.request_stop(sys.exc_info())
    with pytest.raises(ValueError) as caught:
        coord.join([])
    assert "breaks" in [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]


@given(st.lists(st.sampled_from(["none", "clean", "error"]), min_size=1, max_size=6))
def test_pipe_3_the_first_request_decides(requests: list[str]) -> None:
    coord = tf.train.Coordinator()
    errors = {"none": None, "clean": tf.errors.OutOfRangeError(None, None, "end"), "error": ValueError("x")}
    for request in requests:
        coord.request_stop(errors[request])
    assert coord.should_stop()
    if requests[0] == "error":
        with pytest.raises(ValueError):
            coord.join([])
    else:
        coord.join([])


def test_pipe_3_racing_requests_keep_one_error() -> None:
    coord, start = tf.train.Coordinator(), threading.Barrier(8)

    def report(number: int) -> None:
        start.wait(PATIENCE)
        coord.request_stop(ValueError(number))

    for number in range(8):
        thread = threading.Thread(target=report, args=(number,))
        coord.register_thread(thread)
        thread.start()
    with pytest.raises(ValueError) as first:
        end(coord)
    with pytest.raises(ValueError) as second:
        coord.join([])
    assert first.value is second.value


def test_pipe_4_clean_errors_stop_without_being_raised() -> None:
    coord = tf.train.Coordinator(clean_stop_exception_types=(KeyError, tf.errors.CancelledError))
    coord.request_stop(tf.errors.CancelledError(None, None, "closed"))
    assert coord.should_stop()
    coord.join([])


def test_pipe_5_a_cleared_coordinator_starts_anew() -> None:
    coord = tf.train.Coordinator()
    coord.request_stop(ValueError("x"))
    with pytest.raises(ValueError):
        coord.join([])
    coord.clear_stop()
    assert not coord.should_stop() and not coord.joined
    coord.join([])
    assert coord.joined


def test_pipe_6_a_block_swallows_what_it_reports() -> None:
    coord = tf.train.Coordinator()
    with coord.stop_on_exception():
        raise SystemExit(2)
    with pytest.raises(SystemExit):
        coord.join([])


def test_pipe_7_join_removes_the_registered_threads() -> None:
    coord, finish = tf.train.Coordinator(), threading.Event()
    thread = threading.Thread(target=finish.wait, args=(PATIENCE,), name="Slow")
    thread.start()
    coord.register_thread(thread)
    coord.request_stop()
    with pytest.raises(RuntimeError, match="Coordinator stopped with threads still running: Slow"):
        coord.join(stop_grace_period_secs=0)
    coord.join(stop_grace_period_secs=0)
    finish.set()
    thread.join(PATIENCE)


def test_pipe_8_the_grace_period_is_for_all_threads_together() -> None:
    coord, finish = tf.train.Coordinator(), threading.Event()
    threads = [threading.Thread(target=finish.wait, args=(PATIENCE,), name=f"Slow{i}") for i in range(2)]
    for thread in threads:
        thread.start()
    coord.request_stop()
    with pytest.raises(RuntimeError) as caught:
        coord.join(threads, stop_grace_period_secs=0.001)
    named = str(caught.value).removeprefix("Coordinator stopped with threads still running: ")
    assert sorted(named.split(" ")) == ["Slow0", "Slow1"]
    finish.set()
    for thread in threads:
        thread.join(PATIENCE)


def test_pipe_8_a_thread_that_joins_itself_does_not_end() -> None:
    coord = tf.train.Coordinator()
    coord.request_stop()
    with pytest.raises(RuntimeError, match="still running"):
        coord.join([threading.current_thread()], stop_grace_period_secs=PATIENCE)


def test_pipe_8_join_waits_for_threads_that_nobody_stopped() -> None:
    coord, go = tf.train.Coordinator(), threading.Event()
    thread = threading.Thread(target=go.wait, args=(PATIENCE,))
    thread.start()
    threading.Thread(target=go.set).start()
    coord.join([thread])
    assert coord.joined and not coord.should_stop() and not thread.is_alive()


def test_pipe_2_a_looper_runs_until_the_stop() -> None:
    coord, counts = tf.train.Coordinator(), []

    def count(step: int) -> None:
        counts.append(len(counts) * step)
        if len(counts) == 4:
            coord.request_stop()

    tf.train.LooperThread.loop(coord, 0.0, count, kwargs={"step": 2})
    end(coord)
    assert counts == [0, 2, 4, 6]


def test_pipe_2_an_error_of_a_looper_stops_the_others() -> None:
    coord = tf.train.Coordinator()

    def jam() -> None:
        raise OSError("jam")

    waiting = tf.train.LooperThread.loop(coord, PATIENCE, lambda: None)
    tf.train.LooperThread.loop(coord, None, jam)
    with pytest.raises(OSError, match="jam"):
        end(coord)
    assert not waiting.is_alive()


def test_pipe_2_a_looper_needs_a_coordinator() -> None:
    with pytest.raises(ValueError, match="'coord' argument must be a Coordinator: None"):
        tf.train.LooperThread(None, None)
