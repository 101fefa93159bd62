"""Pipelines: coordinators, queue runners, input producers and batching."""

from __future__ import annotations

import sys
import threading
from functools import partial
from typing import Any

from conformance.questions.question import question, refusal, refusals

PATIENCE = 60  # seconds; nothing here takes as long unless it hangs


def reported(coord: Any, error: BaseException) -> None:
    """Tells `coord` of `error` as a program does: from where it is handled."""
    try:
        raise error
    except BaseException as caught:
        coord.request_stop(caught)


def joined(coord: Any, threads: Any = None, **options: Any) -> list[str]:
    """How `join` ends."""
    return joined(coord, threads, **{"stop_grace_period_secs": PATIENCE, **options})


@question("PIPE-1", "PIPE-8")
def life_of_a_coordinator(tf: Any) -> Any:
    coord = tf.train.Coordinator()
    states = [coord.should_stop(), coord.joined, coord.wait_for_stop(0.001), coord.wait_for_stop(0)]
    states += [coord.request_stop(), coord.should_stop(), coord.joined, coord.wait_for_stop()]
    return [*states, coord.join([]), coord.joined, coord.should_stop(), coord.raise_requested_exception()]


@question("PIPE-3", "PIPE-4", "PIPE-8")
def what_join_raises(tf: Any) -> Any:
    answers = []
    nothing = (None, None)
    for error in (
        ValueError("a"),
        tf.errors.OutOfRangeError(*nothing, "b"),
        tf.errors.CancelledError(*nothing, "c"),
        tf.errors.AbortedError(*nothing, "d"),
        LookupError("e"),
    ):
        coord = tf.train.Coordinator()
        reported(coord, error)
        answers.append([coord.should_stop(), joined(coord), coord.joined])
    return answers


@question("PIPE-8")
def join_raises_again(tf: Any) -> Any:
    coord = tf.train.Coordinator()
    reported(coord, ValueError("first"))
    reported(coord, TypeError("second"))
    attempts = [joined(coord) for _ in range(2)]
    return [*attempts, refusal(coord.raise_requested_exception), coord.joined, coord.should_stop()]


@question("PIPE-8")
def join_raises_the_same_object(tf: Any) -> Any:
    coord, error = tf.train.Coordinator(), ValueError("first")
    reported(coord, error)
    try:
        coord.join([])
    except ValueError as caught:
        return caught is error
    return None


@question("PIPE-3")
def only_the_first_request_counts(tf: Any) -> Any:
    def join_after(*errors: Any) -> None:
        coord = tf.train.Coordinator()
        for error in errors:
            if error is None:
                coord.request_stop()
            else:
                reported(coord, error)
        coord.join([])

    clean = tf.errors.OutOfRangeError(None, None, "clean")
    return refusals(
        lambda errors: join_after(*errors), [None, ValueError("x")], [clean, ValueError("x")], [ValueError("x"), None]
    )


@question("PIPE-3")
def requests_after_joining(tf: Any) -> Any:
    answers = []
    for error in (ValueError("late"), tf.errors.OutOfRangeError(None, None, "late"), None):
        coord = tf.train.Coordinator()
        coord.request_stop()
        coord.join([])
        answers.append(refusal(partial(reported, coord, error) if error else coord.request_stop))
        answers.append(joined(coord))
    return answers


@question("PIPE-3", "PIPE-8")
def requests_after_joining_without_a_stop(tf: Any) -> Any:
    coord = tf.train.Coordinator()
    coord.join()
    return [coord.joined, coord.should_stop(), coord.request_stop(), coord.should_stop()]


@question("PIPE-3")
def exception_info_is_an_exception(tf: Any) -> Any:
    coord = tf.train.Coordinator()
    try:
        raise ValueError("b")
    except ValueError:
        info = sys.exc_info()
    coord.request_stop(info)
    other = tf.train.Coordinator()
    other.request_stop((ValueError, ValueError("q"), None))
    return [joined(coord), joined(other)]


@question("PIPE-3")
def a_text_is_no_exception(tf: Any) -> Any:
    coord = tf.train.Coordinator()
    return [refusal(lambda: coord.request_stop("text"))[0], coord.should_stop()]


@question("PIPE-4")
def clean_stop_exception_types(tf: Any) -> Any:
    answers = []
    for types in [(), (ValueError,), [LookupError, ValueError], (tf.errors.OpError,)]:
        for error in (ValueError("v"), KeyError("k"), tf.errors.OutOfRangeError(None, None, "o")):
            coord = tf.train.Coordinator(clean_stop_exception_types=types)
            reported(coord, error)
            answers.append([coord.should_stop(), joined(coord)])
    return answers


@question("PIPE-4")
def clean_stop_exception_types_that_are_none(tf: Any) -> Any:
    return refusals(tf.train.Coordinator, ValueError, 3)


@question("PIPE-5")
def clearing_a_coordinator(tf: Any) -> Any:
    coord = tf.train.Coordinator()
    reported(coord, ValueError("first"))
    before = joined(coord)
    coord.clear_stop()
    states = [coord.should_stop(), coord.joined, joined(coord), coord.joined]
    coord.clear_stop()
    reported(coord, ValueError("second"))
    return [before, *states, joined(coord)]


@question("PIPE-6")
def blocks_that_stop_on_an_exception(tf: Any) -> Any:
    answers = []
    for error in (None, ValueError("z"), tf.errors.OutOfRangeError(None, None, "x"), GeneratorExit("g")):
        coord = tf.train.Coordinator()
        with coord.stop_on_exception() as value:
            if error is not None:
                raise error
        try:
            coord.join([])
        except BaseException as caught:
            answers.append([type(caught).__name__, str(caught), coord.should_stop()])
        else:
            answers.append([value, coord.should_stop()])
    return answers


@question("PIPE-6", "PIPE-3")
def blocks_after_joining(tf: Any) -> Any:
    coord = tf.train.Coordinator()
    coord.request_stop()
    coord.join([])
    with coord.stop_on_exception():
        raise ValueError("late")


def straggler(finish: Any, name: str) -> threading.Thread:
    """A running thread that ends when `finish` is set."""
    thread = threading.Thread(target=finish.wait, name=name)
    thread.daemon = True
    thread.start()
    return thread


@question("PIPE-8")
def threads_that_do_not_stop(tf: Any) -> Any:
    answers = []
    for error, options in (
        (None, {}),
        (None, {"ignore_live_threads": True}),
        (ValueError("v"), {}),
        (tf.errors.OutOfRangeError(None, None, "o"), {}),
    ):
        coord, finish = tf.train.Coordinator(), threading.Event()
        threads = [straggler(finish, "Straggler")]
        if error is None:
            coord.request_stop()
        else:
            reported(coord, error)
        answers.append(joined(coord, threads, stop_grace_period_secs=0.001, **options))
        answers.append(coord.joined)
        finish.set()
    return answers


@question("PIPE-7", "PIPE-8")
def registered_threads_are_waited_for_once(tf: Any) -> Any:
    coord, finish = tf.train.Coordinator(), threading.Event()
    thread = straggler(finish, "Registered")
    coord.register_thread(thread)
    coord.register_thread(thread)
    coord.request_stop()
    answers = [joined(coord, [thread, thread], stop_grace_period_secs=0)]
    answers += [joined(coord, stop_grace_period_secs=0)]
    finish.set()
    return answers


@question("PIPE-7", "PIPE-5")
def clearing_keeps_registered_threads(tf: Any) -> Any:
    coord, finish = tf.train.Coordinator(), threading.Event()
    coord.register_thread(straggler(finish, "Registered"))
    coord.request_stop()
    coord.clear_stop()
    coord.request_stop()
    answer = joined(coord, stop_grace_period_secs=0)
    finish.set()
    return answer


@question("PIPE-8")
def threads_that_end_by_themselves(tf: Any) -> Any:
    coord, done = tf.train.Coordinator(), []
    threads = [threading.Thread(target=done.append, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    unstarted = threading.Thread()
    coord.join([*threads, unstarted], stop_grace_period_secs=PATIENCE)
    return [sorted(done), coord.joined, coord.should_stop()]


@question("PIPE-8")
def joining_what_is_no_thread(tf: Any) -> Any:
    return [refusal(lambda: tf.train.Coordinator().join([3])), refusal(lambda: tf.train.Coordinator().join(3))]


@question("PIPE-8")
def errors_of_a_thread_reach_join(tf: Any) -> Any:
    coord = tf.train.Coordinator()

    def work() -> None:
        with coord.stop_on_exception():
            raise KeyError("lost")

    waiting = threading.Thread(target=coord.wait_for_stop)
    waiting.start()
    working = threading.Thread(target=work)
    working.start()
    return joined(coord, [waiting, working])


@question("PIPE-2")
def loops_until_the_stop(tf: Any) -> Any:
    answers = []
    for interval, arguments in ((None, {}), (0.0005, {"args": (1, 2), "kwargs": {"a": 3}}), (0, {"args": [4]})):
        coord, calls = tf.train.Coordinator(), []  # type: ignore[var-annotated]

        def work(*args: Any, calls: Any = calls, coord: Any = coord, **kwargs: Any) -> None:
            calls.append([list(args), kwargs])
            if len(calls) == 3:
                coord.request_stop()

        thread = tf.train.LooperThread(coord, interval, target=work, **arguments)
        states = [thread.daemon, thread.is_alive(), isinstance(thread, threading.Thread)]
        thread.start()
        coord.join(stop_grace_period_secs=PATIENCE)
        answers.append([states, calls, coord.joined])
    return answers


def looper(tf: Any, coord: Any, calls: list[str], interval: Any, last: Any) -> Any:
    """A looper thread that notes what is called, and calls `last` in its second loop."""

    class Looper(tf.train.LooperThread):  # type: ignore[misc]
        """Notes its calls."""

        def start_loop(self) -> None:
            calls.append("start")

        def stop_loop(self) -> None:
            calls.append("stop")

        def run_loop(self) -> None:
            calls.append("run")
            if calls.count("run") == 2:
                last()

    return Looper(coord, interval)


@question("PIPE-2")
def what_a_looper_calls(tf: Any) -> Any:
    answers = []
    for interval in (None, 0.0005):
        for stopped in (False, True):
            coord, calls = tf.train.Coordinator(), []  # type: ignore[var-annotated]
            thread = looper(tf, coord, calls, interval, coord.request_stop)
            if stopped:
                coord.request_stop()
            thread.start()
            coord.join(stop_grace_period_secs=PATIENCE)
            answers.append(calls)
    return answers


@question("PIPE-2")
def loopers_that_fail(tf: Any) -> Any:
    def fail() -> None:
        raise ValueError("jam")

    coord, calls = tf.train.Coordinator(), []  # type: ignore[var-annotated]
    looper(tf, coord, calls, None, fail).start()
    return [joined(coord), calls, coord.should_stop()]


@question("PIPE-2")
def loopers_without_a_coordinator(tf: Any) -> Any:
    return refusals(lambda coord: tf.train.LooperThread(coord, 1), None, "coord", 3)


@question("PIPE-2")
def loop_starts_a_thread(tf: Any) -> Any:
    coord, calls = tf.train.Coordinator(), []  # type: ignore[var-annotated]

    def work(word: str) -> None:
        calls.append(word)
        coord.request_stop()

    thread = tf.train.LooperThread.loop(coord, 0.001, work, ["once"])
    coord.join([thread], stop_grace_period_secs=PATIENCE)
    return [type(thread).__name__, calls, thread.is_alive()]
