"""Pipelines: coordinators, queue runners, input producers and batching."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from conformance.questions.question import first_line, question, refusal, refusals, run

if TYPE_CHECKING:
    from collections.abc import Callable

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
    coord = tf.train.Coordinator()
    done: list[int] = []
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
    coord, calls = tf.train.Coordinator(), []

    def work(word: str) -> None:
        calls.append(word)
        coord.request_stop()

    thread = tf.train.LooperThread.loop(coord, 0.001, work, ["once"])
    coord.join([thread], stop_grace_period_secs=PATIENCE)
    return [type(thread).__name__, calls, thread.is_alive()]


# ---- queue runners


def graph_of(tf: Any) -> Any:
    """The operations of the default graph, with their control inputs and shapes, and the collections they are in."""
    graph = tf.get_default_graph()
    operations = [
        [
            op.name,
            op.type,
            [item.name for item in op.inputs],
            sorted(item.name for item in op.control_inputs),
            [str(item.shape) for item in op.outputs],
        ]
        for op in graph.get_operations()
    ]
    keys = sorted(key for key in graph.get_all_collection_keys() if key != "cond_context")
    return [operations, {key: [item.name for item in graph.get_collection(key)] for key in keys}]


def counting(tf: Any, threads: int = 1, **options: Any) -> Any:
    """A queue that a runner fills with 0, 1 and 2, the runner, and what sets the count to 0."""
    queue = tf.FIFOQueue(10, tf.int32, [()], name="q")
    counter = tf.Variable(0, name="counter", trainable=False)
    enqueue = queue.enqueue([counter.count_up_to(3)])
    return queue, tf.train.QueueRunner(queue, [enqueue] * threads, **options), counter.initializer


@question("PIPE-9")
def what_a_queue_runner_adds(tf: Any) -> Any:
    _, runner, _ = counting(tf, 2)
    ops = [runner.close_op, runner.cancel_op]
    return [
        graph_of(tf),
        runner.name,
        [op.name for op in runner.enqueue_ops],
        [[op.name, op.get_attr("cancel_pending_enqueues")] for op in ops],
        [kind.__name__ for kind in runner.queue_closed_exception_types],
        runner.exceptions_raised,
    ]


@question("PIPE-9")
def queue_runners_with_operations_of_their_own(tf: Any) -> Any:
    _, runner, _ = counting(tf, close_op=tf.no_op("close"), cancel_op=tf.no_op("cancel"))
    return [runner.close_op.name, runner.cancel_op.name, len(tf.get_default_graph().get_operations())]


@question("PIPE-9")
def incomplete_queue_runners(tf: Any) -> Any:
    queue = tf.FIFOQueue(10, tf.int32, [()], name="q")
    return refusals(lambda arguments: tf.train.QueueRunner(*arguments), (), (None, [tf.no_op()]), (queue,), (queue, []))


@question("PIPE-9")
def types_that_close_a_queue(tf: Any) -> Any:
    answers = refusals(
        lambda kinds: counting(tf, queue_closed_exception_types=kinds), 3, [tf.errors.OutOfRangeError], ValueError
    )
    kinds = (tf.errors.CancelledError, tf.errors.OutOfRangeError)
    _, runner, _ = counting(tf, queue_closed_exception_types=kinds)
    return [[text.split(" but saw")[0] for text in answer] for answer in answers] + [
        [kind.__name__ for kind in runner.queue_closed_exception_types]
    ]


@question("PIPE-10")
def threads_of_a_queue_runner(tf: Any) -> Any:
    _, runner, _ = counting(tf, 2)
    with tf.Session() as first, tf.Session() as second:
        made = [
            runner.create_threads(first),
            runner.create_threads(first, tf.train.Coordinator()),
            runner.create_threads(second, tf.train.Coordinator(), daemon=True),
        ]
    assert all(thread.daemon for thread in made[-1])
    return [[[thread.name, thread.is_alive()] for thread in threads] for threads in made]


@question("PIPE-10")
def threads_for_no_session(tf: Any) -> Any:
    _, runner, _ = counting(tf)
    return [answer[0] for answer in refusals(runner.create_threads, None, 3)]


@question("PIPE-11")
def the_end_of_the_input_closes_the_queue(tf: Any) -> Any:
    answers = []
    queue, runner, start = counting(tf, 3)
    item, closed = queue.dequeue(), queue.is_closed()
    for coord in (tf.train.Coordinator(), None):
        with tf.Session() as sess:
            sess.run(start)
            threads = runner.create_threads(sess, coord, start=True)
            for thread in threads[:3]:
                thread.join(PATIENCE)
            values = [refusal(lambda: sess.run(item))[0] for _ in range(4)]
            stopped = None if coord is None else coord.should_stop()
            answers.append([values, stopped, sess.run(closed), len(runner.exceptions_raised)])
            if coord is not None:
                coord.request_stop()
                answers.append(joined(coord, threads))
    return answers


@question("PIPE-11")
def elements_come_in_order(tf: Any) -> Any:
    queue, runner, start = counting(tf)
    item, taken = queue.dequeue(), []
    coord = tf.train.Coordinator()
    with tf.Session() as sess:
        sess.run(start)
        threads = runner.create_threads(sess, coord, start=True)
        try:
            while not coord.should_stop():
                taken.append(sess.run(item))
        except tf.errors.OutOfRangeError as error:
            taken.append(type(error).__name__)
        finally:
            coord.request_stop()
        coord.join(threads, stop_grace_period_secs=PATIENCE)
    return taken


@question("PIPE-11")
def errors_reach_the_coordinator(tf: Any) -> Any:
    queue = tf.FIFOQueue(10, tf.int32, [()], name="q")
    runner = tf.train.QueueRunner(queue, [queue.enqueue([tf.div(1, tf.constant(0))])])
    coord = tf.train.Coordinator()
    with tf.Session() as sess:
        threads = runner.create_threads(sess, coord, start=True)
        answer = joined(coord, threads)
        return [answer, coord.should_stop(), len(runner.exceptions_raised), sess.run(queue.is_closed())]


@question("PIPE-11")
def other_errors_close_the_queue(tf: Any) -> Any:
    queue = tf.FIFOQueue(10, tf.int32, [()], name="q")
    kinds = (tf.errors.InvalidArgumentError,)
    enqueue = [queue.enqueue([tf.div(1, tf.constant(0))])]
    runner = tf.train.QueueRunner(queue, enqueue, queue_closed_exception_types=kinds)
    coord = tf.train.Coordinator()
    with tf.Session() as sess:
        threads = runner.create_threads(sess, coord, start=True)
        threads[0].join(PATIENCE)
        state = [coord.should_stop(), sess.run(queue.is_closed())]
        coord.request_stop()
        return [*state, joined(coord, threads)]


@question("PIPE-11")
def a_stop_frees_who_waits_for_room(tf: Any) -> Any:
    queue = tf.FIFOQueue(1, tf.int32, [()], name="q")
    runner = tf.train.QueueRunner(queue, [queue.enqueue([7])] * 2)
    coord, item, closed = tf.train.Coordinator(), queue.dequeue(), queue.is_closed()
    with tf.Session() as sess:
        threads = runner.create_threads(sess, coord, start=True)
        value = sess.run(item)
        coord.request_stop()
        return [value, joined(coord, threads), sess.run(closed)]


@question("PIPE-12")
def starting_queue_runners(tf: Any) -> Any:
    _, runner, _ = counting(tf)
    tf.train.add_queue_runner(runner)
    tf.train.add_queue_runner(counting(tf)[1], "other")
    answers = [refusal(tf.train.start_queue_runners)]
    answers += [[answer[0], answer[1]] for answer in refusals(tf.train.start_queue_runners, 3, "session")]
    with tf.Session(graph=tf.Graph()) as sess:
        answers.append(tf.train.start_queue_runners(sess))
    with tf.Session():
        answers.append([thread.name for thread in tf.train.start_queue_runners(start=False)])
        answers.append([thread.daemon for thread in tf.train.start_queue_runners(start=False, collection="other")])
        answers.append(tf.train.queue_runner.start_queue_runners(start=False))
    return answers


@question("PIPE-12", "PIPE-11")
def starting_queue_runners_in_a_closed_session(tf: Any) -> Any:
    _, runner, _ = counting(tf)
    tf.train.add_queue_runner(runner)
    coord, sess = tf.train.Coordinator(), tf.Session()
    sess.close()
    threads = tf.train.start_queue_runners(sess, coord)
    return [len(threads), joined(coord, threads)]


@question("PIPE-13")
def queue_runners_as_messages(tf: Any) -> Any:
    with tf.name_scope("s"):
        queue, runner, _ = counting(
            tf, queue_closed_exception_types=(tf.errors.OutOfRangeError, tf.errors.DataLossError)
        )
    written = runner.to_proto()
    again = tf.train.QueueRunner.from_proto(written)
    return [
        str(written),
        str(runner.to_proto("s")),
        runner.to_proto("t"),
        again.name,
        again.queue.type,
        [kind.__name__ for kind in again.queue_closed_exception_types],
        str(again.to_proto()) == str(written),
        refusal(lambda: tf.train.QueueRunner.from_proto(written, "t")),
        refusal(lambda: tf.train.QueueRunner(queue, [tf.no_op()], queue_runner_def=written)),
        tf.train.QueueRunner.from_proto(runner.to_proto("s"), import_scope="s").name,
    ]


@question("PIPE-13")
def queue_runners_in_meta_graphs(tf: Any) -> Any:
    tf.train.add_queue_runner(counting(tf)[1])
    meta_graph = tf.train.export_meta_graph()
    with tf.Graph().as_default():
        tf.train.import_meta_graph(meta_graph, import_scope="i")
        (runner,) = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
        return [runner.name, [op.name for op in runner.enqueue_ops], runner.close_op.name, runner.cancel_op.name]


# ---- epochs and producers


def built(tf: Any, *builders: Any) -> Any:
    """What each builder gives and adds, in a graph of its own."""
    answers = []
    for builder in builders:
        with tf.Graph().as_default():
            result = refusal(builder)
            answers.append([result, graph_of(tf) if result == ["accepted"] else None])
    return answers


@question("PIPE-14")
def nodes_of_limit_epochs(tf: Any) -> Any:
    return built(
        tf,
        lambda: tf.train.limit_epochs(tf.constant([1, 2]), 2),
        lambda: tf.train.limit_epochs([1, 2], 2, name="L"),
        lambda: tf.train.limit_epochs([1, 2], 0),
        lambda: tf.train.limit_epochs([1, 2], -1),
        lambda: tf.train.limit_epochs([1, 2], "a"),
    )


@question("PIPE-14")
def epochs_without_a_limit(tf: Any) -> Any:
    tensor = tf.constant(1)
    return [tf.train.limit_epochs(tensor) is tensor, tf.train.limit_epochs([1]), len(graph_of(tf)[0])]


@question("PIPE-14")
def the_limit_of_epochs(tf: Any) -> Any:
    limited = tf.train.limit_epochs(tf.constant(5), 2)
    with tf.Session() as sess:
        before = refusal(lambda: sess.run(limited))
        sess.run(tf.local_variables_initializer())
        return [before, sess.run(limited), sess.run(limited), refusal(lambda: sess.run(limited))]


@question("PIPE-15")
def nodes_of_match_filenames_once(tf: Any) -> Any:
    return built(
        tf,
        lambda: tf.train.match_filenames_once("/nowhere/*"),
        lambda: tf.train.match_filenames_once(["a", "b"], name="m"),
    )


@question("PIPE-15")
def filenames_are_matched_once(tf: Any) -> Any:
    folder = tempfile.mkdtemp()
    for name in ("b", "a"):
        open(os.path.join(folder, name), "w").close()
    names = tf.train.match_filenames_once(os.path.join(folder, "*"))
    with tf.Session() as sess:
        sess.run(tf.local_variables_initializer())
        os.remove(os.path.join(folder, "a"))
        return [sorted(os.path.basename(name.decode()) for name in sess.run(names)), str(names.shape)]


@question("PIPE-16")
def nodes_of_string_input_producers(tf: Any) -> Any:
    def scoped() -> None:
        with tf.name_scope("S"):
            tf.train.string_input_producer(["a"], shuffle=False)
            tf.train.string_input_producer(["a"], shuffle=False)

    return built(
        tf,
        lambda: tf.train.string_input_producer(["a", "b"]),
        lambda: tf.train.string_input_producer(
            ("a", "b"), num_epochs=3, shuffle=False, capacity=5, shared_name="sh", name="N"
        ),
        lambda: tf.train.string_input_producer(["a"], shuffle=False, cancel_op=tf.no_op("c")),
        lambda: tf.train.string_input_producer(tf.placeholder(tf.string, [None], name="p"), shuffle=False),
        lambda: tf.train.string_input_producer(tf.placeholder(tf.string, name="p")),
        scoped,
    )


@question("PIPE-16")
def refusals_of_string_input_producers(tf: Any) -> Any:
    return refusals(
        lambda value: tf.train.string_input_producer(value), [], np.array([], object), [1, 2], "abc", [["a"]]
    )


@question("PIPE-16")
def nodes_of_range_input_producers(tf: Any) -> Any:
    return built(
        tf,
        lambda: tf.train.range_input_producer(5),
        lambda: tf.train.range_input_producer(5, shuffle=False, num_epochs=1, name="r", shared_name="s"),
        lambda: tf.train.range_input_producer(tf.placeholder(tf.int32, [], name="p"), shuffle=False),
    )


@question("PIPE-16")
def nodes_of_slice_input_producers(tf: Any) -> Any:
    return built(
        tf,
        lambda: tf.train.slice_input_producer([[1, 2, 3], tf.zeros([3, 2], name="z")], shuffle=False),
        lambda: tf.train.slice_input_producer([[1, 2, 3]], num_epochs=2, name="sl", shared_name="q"),
        lambda: tf.train.slice_input_producer([tf.placeholder(tf.int32, name="p")], shuffle=False),
        lambda: tf.train.slice_input_producer([]),
        lambda: tf.train.slice_input_producer([3]),
    )


@question("PIPE-16")
def nodes_of_input_producers(tf: Any) -> Any:
    return built(
        tf,
        lambda: tf.train.input_producer([1, 2, 3], shuffle=False),
        lambda: tf.train.input_producer(tf.placeholder(tf.int32, name="p"), element_shape=[2], shuffle=False),
        lambda: tf.train.input_producer(tf.placeholder(tf.int32, [3, None]), element_shape=[2], shuffle=False),
        lambda: tf.train.input_producer([1.0], summary_name="sn", name="nm"),
        lambda: tf.train.input_producer(tf.zeros([2, 3]), element_shape=[2]),
        lambda: tf.train.input_producer(tf.placeholder(tf.int32, [3, None])),
        lambda: tf.train.input_producer(tf.placeholder(tf.int32)),
        lambda: tf.train.input_producer(3),
    )


@question("PIPE-16")
def seeds_of_input_producers(tf: Any) -> Any:
    answers = []
    for graph_seed, seed in ((None, None), (None, 5), (4, None), (4, 5)):
        with tf.Graph().as_default() as graph:
            tf.set_random_seed(graph_seed)
            tf.train.range_input_producer(5, seed=seed)
            op = graph.get_operation_by_name("input_producer/RandomShuffle")
            answers.append([op.get_attr("seed"), op.get_attr("seed2")])
    return answers


def produced(tf: Any, fetches: Any) -> Any:
    """The values of `fetches`, step by step, until there are no more, and the error that says so."""
    values, coord = [], tf.train.Coordinator()
    with tf.Session() as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        threads = tf.train.start_queue_runners(sess, coord)
        try:
            while not coord.should_stop():
                values.append(sess.run(fetches))
        except tf.errors.OutOfRangeError as error:
            values.append([type(error).__name__, first_line(error).split("'")[0], error.op.name])
        finally:
            coord.request_stop()
        coord.join(threads, stop_grace_period_secs=PATIENCE)
    return values


@question("PIPE-16", "PIPE-14")
def what_producers_produce(tf: Any) -> Any:
    answers = []
    builders: tuple[Callable[[], Any], ...] = (
        lambda: tf.train.string_input_producer(["a", "b"], num_epochs=2, shuffle=False).dequeue(),
        lambda: tf.train.range_input_producer(3, num_epochs=1, shuffle=False).dequeue(),
        lambda: tf.train.slice_input_producer([[1, 2], [[3.0], [4.0]]], num_epochs=1, shuffle=False),
        lambda: tf.train.input_producer([[1, 2], [3, 4]], num_epochs=1, shuffle=False).dequeue(),
    )
    for builder in builders:
        with tf.Graph().as_default():
            answers.append(produced(tf, builder()))
    return answers


@question("PIPE-16")
def shuffled_producers_give_every_row(tf: Any) -> Any:
    taken = produced(tf, tf.train.range_input_producer(6, num_epochs=2, seed=3).dequeue())
    return [sorted(int(value) for value in taken[:6]), sorted(int(value) for value in taken[6:12]), taken[12]]


@question("PIPE-16", "PIPE-11")
def an_empty_tensor_of_strings_is_an_error(tf: Any) -> Any:
    queue = tf.train.string_input_producer(tf.placeholder_with_default(np.array([], object).astype(str), [None]))
    coord = tf.train.Coordinator()
    with tf.Session() as sess:
        threads = tf.train.start_queue_runners(sess, coord)
        coord.wait_for_stop(PATIENCE)
        return [joined(coord, threads)[0], sess.run(queue.is_closed())]


# ---- batches


@question("PIPE-17")
def fullness_of_a_queue(tf: Any) -> Any:
    queue = tf.train.range_input_producer(5, capacity=8, shuffle=False)
    (summary,) = tf.get_collection(tf.GraphKeys.SUMMARIES)
    with tf.Session() as sess:
        empty = sess.run(summary)
        sess.run(queue.enqueue_many([[1, 2, 3]]))
        full = sess.run(summary)
    return [[value.tag, value.simple_value] for text in (empty, full) for value in tf.Summary.FromString(text).value]


@question("PIPE-17")
def scalar_summaries(tf: Any) -> Any:
    def summary(tags: Any, values: Any) -> Any:
        return run(tf, tf.raw_ops.ScalarSummary(tags=tags, values=values))

    loose = tf.placeholder_with_default([1, 2], None)
    return [
        summary("a", 1.5),
        summary(["a", "b"], [1, 2]),
        summary([["a"]], [[np.float64(1e300)]]),
        summary("nan", np.float64("nan")),
        summary(["", b"\xff"], [1, -0.0]),
        summary("x" * 200, 1.0),
        refusal(lambda: summary(["a"], loose)),
        refusal(lambda: summary(["a", "b"], 1)),
    ]


@question("PIPE-18")
def nodes_of_batch(tf: Any) -> Any:
    def one() -> Any:
        return tf.constant(1, name="t")

    def scoped() -> None:
        with tf.name_scope("S"):
            tf.train.batch([one()], 4)
            tf.train.batch([one()], 4)

    return built(
        tf,
        lambda: tf.train.batch([one(), tf.zeros([2], name="z")], 4),
        lambda: tf.train.batch({"b": one(), "a": tf.constant("x", name="x")}, 4, name="B"),
        lambda: tf.train.batch(
            (one(),), 4, num_threads=3, capacity=10, dynamic_pad=True, allow_smaller_final_batch=True, name="N"
        ),
        lambda: tf.train.batch(
            [tf.placeholder(tf.int32, [None, 2]), tf.placeholder(tf.int32, [3])], 4, enqueue_many=True
        ),
        lambda: tf.train.batch([one()], tf.placeholder(tf.int32, [], name="size"), allow_smaller_final_batch=True),
        lambda: tf.train.batch([tf.placeholder(tf.int32, name="p")], 4, shapes=[[2]]),
        lambda: tf.train.batch([tf.placeholder(tf.int32, [None], name="p")], 4, dynamic_pad=True),
        lambda: tf.train.batch([1, [2.0, 3.0]], 0),
        lambda: tf.train.batch("ab", 2),
        scoped,
    )


@question("PIPE-18")
def refusals_of_batch(tf: Any) -> Any:
    def loose(*shape: Any) -> Any:
        return tf.placeholder(tf.int32, list(shape) if shape else None, name="p")

    return built(
        tf,
        lambda: tf.train.batch([], 4),
        lambda: tf.train.batch({}, 4),
        lambda: tf.train.batch(None, 4),
        lambda: tf.train.batch([loose()], 4),
        lambda: tf.train.batch([loose()], 4, dynamic_pad=True),
        lambda: tf.train.batch([loose(None)], 4),
        lambda: tf.train.batch([loose(2)], 4, shapes=[[2], [3]]),
        lambda: tf.train.batch([1], 4, enqueue_many=True),
        lambda: tf.train.batch([loose(3), loose(4)], 4, enqueue_many=True),
        lambda: tf.train.batch([1], -1),
        lambda: tf.train.batch([1], 2, num_threads=0),
        lambda: tf.train.batch([1], 2, capacity=0),
    )


@question("PIPE-18")
def batches_have_the_form_of_the_examples(tf: Any) -> Any:
    one = tf.constant(1)
    return [
        type(tf.train.batch([one], 2)).__name__,
        type(tf.train.batch([one, one], 2)).__name__,
        type(tf.train.batch((one, one), 2)).__name__,
        sorted(tf.train.batch({"a": one}, 2)),
        sorted(tf.train.batch_join([{"a": one, "b": one}], 2)),
    ]


@question("PIPE-18")
def nodes_of_batch_join(tf: Any) -> Any:
    def example(*shape: Any) -> Any:
        return tf.placeholder(tf.int32, list(shape), name="p")

    return built(
        tf,
        lambda: tf.train.batch_join([[example(), example(2)], [example(), example(2)]], 4),
        lambda: tf.train.batch_join(({"a": example()}, {"a": example()}), 4, name="J"),
        lambda: tf.train.batch_join([[example(2, None)], [example(None, 3)]], 4),
    )


@question("PIPE-18")
def refusals_of_batch_join(tf: Any) -> Any:
    def example(*shape: Any) -> Any:
        return tf.placeholder(tf.int32, list(shape), name="p")

    return built(
        tf,
        lambda: tf.train.batch_join([], 4),
        lambda: tf.train.batch_join(None, 4),
        lambda: tf.train.batch_join([{"a": example()}, {"b": example()}], 4),
        lambda: tf.train.batch_join([{"a": example()}, [example()]], 4),
        lambda: tf.train.batch_join([[example()], {"a": example()}], 4),
        lambda: tf.train.batch_join([[example()], [1.0]], 4),
        lambda: tf.train.batch_join([[example(2)], [example(3)]], 4, dynamic_pad=True),
        lambda: tf.train.batch_join([[example(2)], [example(3, 3)]], 4),
    )


@question("PIPE-19")
def nodes_of_shuffle_batch(tf: Any) -> Any:
    def one() -> Any:
        return tf.constant(1, name="t")

    return built(
        tf,
        lambda: tf.train.shuffle_batch([one(), tf.zeros([2], name="z")], 4, 20, 5),
        lambda: tf.train.shuffle_batch({"a": one()}, 4, 20, 5, num_threads=2, allow_smaller_final_batch=True, name="n"),
        lambda: tf.train.shuffle_batch([tf.placeholder(tf.int32, [3])], 4, 20, 5, enqueue_many=True),
        lambda: tf.train.shuffle_batch_join([[one()], [one()]], 4, 20, 5),
        lambda: tf.train.shuffle_batch([one()], 4, 5, 5),
        lambda: tf.train.shuffle_batch([one()], 4, 5, -1),
        lambda: tf.train.shuffle_batch([], 4, 20, 5),
    )


@question("PIPE-19")
def seeds_of_shuffle_batch(tf: Any) -> Any:
    answers = []
    for graph_seed, seed in ((None, None), (None, 5), (4, None), (4, 5)):
        with tf.Graph().as_default() as graph:
            tf.set_random_seed(graph_seed)
            tf.train.shuffle_batch([1], 2, 10, 5, seed=seed, shared_name="s")
            op = graph.get_operation_by_name("shuffle_batch/random_shuffle_queue")
            answers.append(
                [op.get_attr(name) for name in ("seed", "seed2", "min_after_dequeue", "capacity", "shared_name")]
            )
    return answers


@question("PIPE-18")
def what_batches_hold(tf: Any) -> Any:
    def number() -> Any:
        return tf.train.range_input_producer(5, num_epochs=1, shuffle=False).dequeue()

    answers = []
    builders: tuple[Callable[[], Any], ...] = (
        lambda: tf.train.batch([number()], 2),
        lambda: tf.train.batch([number()], 2, allow_smaller_final_batch=True),
        lambda: tf.train.batch({"n": number()}, 2, allow_smaller_final_batch=True),
        lambda: tf.train.batch([tf.fill([number()], 7)], 3, dynamic_pad=True, allow_smaller_final_batch=True),
        lambda: tf.train.batch([tf.stack([number(), 9])], 3, enqueue_many=True, allow_smaller_final_batch=True),
    )
    for builder in builders:
        with tf.Graph().as_default():
            answers.append(produced(tf, builder()))
    return answers


@question("PIPE-18", "PIPE-19")
def batches_hold_every_example_once(tf: Any) -> Any:
    def number() -> Any:
        return tf.train.range_input_producer(4, num_epochs=1, shuffle=False).dequeue()

    answers = []
    builders: tuple[Callable[[], Any], ...] = (
        lambda: tf.train.batch([number()], 2, num_threads=3),
        lambda: tf.train.batch_join([[number()], [number() + 10]], 2),
        lambda: tf.train.shuffle_batch([number()], 2, 10, 1, num_threads=2),
        lambda: tf.train.shuffle_batch_join([[number()], [number() + 10]], 2, 10, 1),
    )
    for builder in builders:
        with tf.Graph().as_default():
            taken = produced(tf, builder())
            answers.append([sorted(int(value) for batch in taken[:-1] for value in batch), taken[-1][:2]])
    return answers


@question("PIPE-20")
def nodes_of_maybe_batch(tf: Any) -> Any:
    def keep(*shape: Any) -> Any:
        return tf.placeholder(tf.bool, list(shape), name="k")

    def one() -> Any:
        return tf.constant(1, name="t")

    many = ["a", "b"]
    return built(
        tf,
        lambda: tf.train.maybe_batch([one()], True, 4),
        lambda: tf.train.maybe_batch([one()], False, 4),
        lambda: tf.train.maybe_batch([one()], 3, 4),
        lambda: tf.train.maybe_batch([one()], keep(), 4),
        lambda: tf.train.maybe_batch([one()] * 2, keep(), 4, num_threads=2),
        lambda: tf.train.maybe_batch([many], keep(), 4, enqueue_many=True),
        lambda: tf.train.maybe_batch([many, many], keep(2), 4, enqueue_many=True),
        lambda: tf.train.maybe_batch([many], [True, False], 4, enqueue_many=True),
        lambda: tf.train.maybe_batch_join([[one()], [one()]], keep(), 4),
        lambda: tf.train.maybe_shuffle_batch([one()], 4, 20, 5, keep()),
        lambda: tf.train.maybe_shuffle_batch_join([[one()]], 4, 20, 5, keep()),
    )


@question("PIPE-20")
def refusals_of_maybe_batch(tf: Any) -> Any:
    def keep(*shape: Any, **options: Any) -> Any:
        return tf.placeholder(tf.bool, list(shape), name="k")

    def attempt(condition: Any, many: bool = False) -> Any:
        return lambda: tf.train.maybe_batch([tf.constant([1, 2])], condition, 4, enqueue_many=many)

    return built(
        tf,
        attempt(keep(2)),
        attempt(tf.placeholder(tf.bool)),
        attempt(tf.placeholder(tf.bool), True),
        attempt(keep(2, 2), True),
        attempt([[True]]),
        attempt(None),
        lambda: tf.train.maybe_batch([1], tf.placeholder(tf.float32, []), 4),
    )


@question("PIPE-20")
def what_maybe_batches_hold(tf: Any) -> Any:
    def number() -> Any:
        return tf.train.range_input_producer(6, num_epochs=1, shuffle=False).dequeue()

    def odd() -> Any:
        value = number()
        return tf.train.maybe_batch([value], tf.equal(value % 2, 1), 2, allow_smaller_final_batch=True)

    def odd_rows() -> Any:
        rows = tf.stack([number(), 20, 21])
        return tf.train.maybe_batch([rows], tf.equal(rows % 2, 1), 2, enqueue_many=True, allow_smaller_final_batch=True)

    answers = []
    for builder in (odd, odd_rows):
        with tf.Graph().as_default():
            answers.append(produced(tf, builder()))
    return answers


@question("PIPE-21")
def nodes_of_sparse_batches(tf: Any) -> Any:
    def sparse(name: str = "s", shape: Any = None) -> Any:
        return tf.sparse_placeholder(tf.int32, shape=shape, name=name)

    def keep(*shape: Any) -> Any:
        return tf.placeholder(tf.bool, list(shape), name="k")

    return built(
        tf,
        lambda: tf.train.batch([sparse()], 4),
        lambda: tf.train.batch([sparse(shape=[3, 2])], 4, enqueue_many=True, name="B"),
        lambda: tf.train.batch([sparse("a"), tf.constant(1), sparse("b", [2])], 4, allow_smaller_final_batch=True),
        lambda: tf.train.batch_join([[sparse("a", [2])], [sparse("b")]], 4),
        lambda: tf.train.shuffle_batch({"s": sparse()}, 4, 20, 5),
        lambda: tf.train.maybe_batch([sparse()], keep(), 4),
        lambda: tf.train.maybe_batch([sparse()], keep(3), 4, enqueue_many=True),
        lambda: tf.train.maybe_batch_join([[sparse("a")], [sparse("b")]], keep(), 4),
    )


@question("PIPE-21")
def refusals_of_sparse_batches(tf: Any) -> Any:
    def sparse(shape: Any = None) -> Any:
        return tf.sparse_placeholder(tf.int32, shape=shape, name="s")

    answers = refusals(
        lambda sets: tf.train.batch_join(sets, 4),
        [[sparse()], [tf.constant(1)]],
        [[tf.constant(1)], [sparse()]],
        [[sparse([1])], [sparse([1, 2])]],
    )
    return [[kind, text.split(":")[0]] for kind, text in answers]


@question("PIPE-21")
def shapes_of_sparse_batches(tf: Any) -> Any:
    answers = []
    for shape, many in ((None, False), (None, True), ([3, 2], False), ([3, 2], True)):
        batch = tf.train.batch([tf.sparse_placeholder(tf.int32, shape=shape)], 4, enqueue_many=many)
        answers.append([str(part.shape) for part in (batch.indices, batch.values, batch.dense_shape)])
    return answers


@question("PIPE-21")
def what_sparse_batches_hold(tf: Any) -> Any:
    def number() -> Any:
        return tf.train.range_input_producer(3, num_epochs=1, shuffle=False).dequeue()

    def one() -> Any:
        value = tf.cast(number(), tf.int64)
        sparse = tf.SparseTensor(tf.stack([[0, value]]), [value * 10], tf.stack([1, value + 1]))
        return tf.train.batch({"s": sparse, "n": value}, 2, allow_smaller_final_batch=True)

    def rows() -> Any:
        value = tf.cast(number(), tf.int64)
        sparse = tf.SparseTensor(tf.stack([[0, value], [2, 1]]), [value * 10, 7], [3, 4])
        return tf.train.batch([sparse], 3, enqueue_many=True)

    def kept() -> Any:
        value = tf.cast(number(), tf.int64)
        sparse = tf.SparseTensor(tf.stack([[value]]), [1.5], [3])
        return tf.train.maybe_batch([sparse], value > 0, 2, allow_smaller_final_batch=True)

    def kept_rows() -> Any:
        value = tf.cast(number(), tf.int64)
        sparse = tf.SparseTensor(tf.stack([[0, value], [1, 1], [2, 2]]), [value, 7, 8], [3, 4])
        return tf.train.maybe_batch([sparse], [True, False, True], 2, enqueue_many=True)

    answers = []
    for builder in (one, rows, kept, kept_rows):
        with tf.Graph().as_default():
            answers.append(produced(tf, builder()))
    return answers


@question("PIPE-21")
def maps_of_sparse_tensors(tf: Any) -> Any:
    def added(indices: Any, values: Any, shape: Any, many: bool = False) -> Any:
        add = tf.raw_ops.AddManySparseToTensorsMap if many else tf.raw_ops.AddSparseToTensorsMap
        arrays = np.array(indices, np.int64), np.array(values, np.float32), np.array(shape, np.int64)
        loose = [tf.placeholder_with_default(array, None) for array in arrays]
        return add(sparse_indices=loose[0], sparse_values=loose[1], sparse_shape=loose[2], shared_name="S")

    numbers = tf.placeholder(tf.int64, None)
    take, mistyped = (
        tf.raw_ops.TakeManySparseFromTensorsMap(sparse_handles=numbers, dtype=dtype, shared_name="S")
        for dtype in (tf.float32, tf.int32)
    )
    rows = added([[0, 0], [0, 2], [2, 1]], [1, 2, 3], [4, 3], many=True)
    wide, deep = added([[5]], [9], [7]), added([[0, 0]], [9], [2, 2])
    answers = []
    with tf.Session() as sess:
        answers += [sess.run(op) for op in (rows, wide, deep, wide, wide)]
        for asked in ([0, 2], [0], [1, 4], [5, 3], [3], [[4]], 4, []):
            answers.append(refusal(lambda: answers.append(list(sess.run(take, {numbers: asked})))))  # noqa: B023
        answers.append(refusal(lambda: sess.run(mistyped, {numbers: [6]})))
    return answers


@question("PIPE-21")
def refusals_of_maps_of_sparse_tensors(tf: Any) -> Any:
    def attempt(indices: Any, values: Any, shape: Any, many: bool) -> Any:
        add = tf.raw_ops.AddManySparseToTensorsMap if many else tf.raw_ops.AddSparseToTensorsMap
        arrays = np.array(indices, np.int64), np.array(values, np.float32), np.array(shape, np.int64)
        loose = [tf.placeholder_with_default(array, None) for array in arrays]
        return refusal(lambda: run(tf, add(sparse_indices=loose[0], sparse_values=loose[1], sparse_shape=loose[2])))

    pairs = [[0, 0], [2, 1]]
    cases = [
        ([0, 1], [1, 2], [3, 3]),
        (pairs, [[1, 2]], [3, 3]),
        (pairs, [1, 2], [[3, 3]]),
        (pairs, [1], [3, 3]),
        (pairs, [1, 2], [3, 3, 3]),
        (pairs, [1, 2], [3]),
        ([[0], [2]], [1, 2], [3]),
        (pairs, [1, 2], [2, 2]),
        ([[2, 1], [0, 0]], [1, 2], [3, 3]),
        ([[0, 1], [0, 1]], [1, 2], [3, 3]),
        ([[-1, 0], [0, 1]], [1, 2], [3, 3]),
    ]
    return [attempt(*case, many) for case in cases for many in (False, True)]


@question("PIPE-11")
def closing_the_session_ends_the_threads(tf: Any) -> Any:
    queue = tf.FIFOQueue(1, tf.int32, [()], name="q")
    runner = tf.train.QueueRunner(queue, [queue.enqueue([7])] * 3)
    size, coord, sess = queue.size(), tf.train.Coordinator(), tf.Session()
    threads = runner.create_threads(sess, coord, start=True)
    while sess.run(size) < 1:
        pass
    sess.close()
    return [joined(coord, threads)[0], coord.should_stop(), [thread.is_alive() for thread in threads]]


@question("PIPE-11", "PIPE-16", "PIPE-18")
def the_classical_program(tf: Any) -> Any:
    folder = tempfile.mkdtemp()
    for name, text in (("a", "1,2.5\n3,4.5\n"), ("b", "5,6.5\n")):
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)
    names = [os.path.join(folder, name) for name in ("a", "b")]
    filename_queue = tf.train.string_input_producer(names, num_epochs=2, shuffle=False)
    _, line = tf.TextLineReader().read(filename_queue)
    batch = tf.train.batch([line], batch_size=4, allow_smaller_final_batch=True)
    return [[text.decode() for text in step] for step in produced(tf, batch)[:-1]]
