"""Input producers and batches: every example comes once an epoch, in the form and order that was asked for."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reference as tf

PATIENCE = 60  # seconds after which a test fails instead of waiting on


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    """A default graph for each test."""
    with tf.Graph().as_default() as made:
        yield made


def values_of(fetches: Any) -> list[Any]:
    """What the steps give until there is no more."""
    values, coord = [], tf.train.Coordinator()
    with tf.Session() as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        threads = tf.train.start_queue_runners(sess, coord)
        try:
            while not coord.should_stop():
                values.append(sess.run(fetches))
        except tf.errors.OutOfRangeError:
            coord.request_stop()
        coord.join(threads, stop_grace_period_secs=PATIENCE)
    return values


def numbers(limit: int, epochs: int = 1) -> tf.Tensor:
    """The numbers below the limit, in order."""
    return tf.train.range_input_producer(limit, num_epochs=epochs, shuffle=False).dequeue()


def cut(values: Sequence[Any], size: int) -> list[list[Any]]:
    """The values in pieces of this size, and what is left."""
    return [list(values[start : start + size]) for start in range(0, len(values), size)]


@given(epochs=st.integers(1, 4), readers=st.integers(1, 3))
@settings(max_examples=10, deadline=None)
def test_pipe_14_the_limit_counts_steps_of_one_session(epochs: int, readers: int) -> None:
    with tf.Graph().as_default():
        limited = tf.train.limit_epochs(tf.constant(1), epochs)
        initialize = tf.local_variables_initializer()
        for _ in range(readers):
            with tf.Session() as sess:
                sess.run(initialize)
                assert [sess.run(limited) for _ in range(epochs)] == [1] * epochs
                with pytest.raises(tf.errors.OutOfRangeError, match=f"Reached limit of {epochs}"):
                    sess.run(limited)


def test_pipe_15_the_list_of_files_is_made_once(tmp_path: Any) -> None:
    (tmp_path / "a").touch()
    names = tf.train.match_filenames_once(str(tmp_path / "*"))
    with tf.Session() as sess:
        sess.run(tf.local_variables_initializer())
        (tmp_path / "b").touch()
        assert sess.run(names).tolist() == [str(tmp_path / "a").encode()]


@given(rows=st.integers(1, 6), epochs=st.integers(1, 3), capacity=st.integers(1, 4), shuffle=st.booleans())
@settings(max_examples=20, deadline=None)
def test_pipe_16_every_row_comes_once_an_epoch(rows: int, epochs: int, capacity: int, shuffle: bool) -> None:
    with tf.Graph().as_default():
        queue = tf.train.input_producer(np.arange(rows), num_epochs=epochs, shuffle=shuffle, seed=1, capacity=capacity)
        taken = [int(value) for value in values_of(queue.dequeue())]
    by_epoch = cut(taken, rows)
    assert len(by_epoch) == epochs
    assert all((sorted(epoch) if shuffle else epoch) == list(range(rows)) for epoch in by_epoch)


def test_pipe_16_rows_of_several_tensors_stay_together() -> None:
    letter, square = tf.train.slice_input_producer([["a", "b", "c"], [[0], [1], [4]]], num_epochs=2, seed=3)
    pairs = sorted((value.decode(), int(number[0])) for value, number in values_of([letter, square]))
    assert pairs == [("a", 0), ("a", 0), ("b", 1), ("b", 1), ("c", 4), ("c", 4)]


def test_pipe_16_an_array_of_strings_is_accepted() -> None:
    queue = tf.train.string_input_producer(np.array(["a", "b"]), num_epochs=1, shuffle=False)
    assert values_of(queue.dequeue()) == [b"a", b"b"]
    with pytest.raises(ValueError, match="string_input_producer requires a non-null input tensor"):
        tf.train.string_input_producer(np.array([]))


def test_pipe_16_several_sessions_each_read_everything() -> None:
    item, initialize = numbers(3), tf.local_variables_initializer()
    for _ in range(2):
        coord = tf.train.Coordinator()
        with tf.Session() as sess:
            sess.run(initialize)
            threads = tf.train.start_queue_runners(sess, coord)
            assert [sess.run(item) for _ in range(3)] == [0, 1, 2]
            coord.request_stop()
            coord.join(threads, stop_grace_period_secs=PATIENCE)


@pytest.mark.parametrize(("least", "filled", "share"), [(None, 3, 0.75), (1, 3, 2 / 3), (1, 0, 0.0)])
def test_pipe_17_summaries_say_how_full_a_queue_is(least: int | None, filled: int, share: float) -> None:
    example = [tf.placeholder_with_default(1, [])]
    if least is None:
        tf.train.batch(example, 2, capacity=4)
    else:
        tf.train.shuffle_batch(example, 2, capacity=4, min_after_dequeue=least)
    (runner,) = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
    (summary,) = tf.get_collection(tf.GraphKeys.SUMMARIES)
    with tf.Session() as sess:
        for _ in range(filled):
            sess.run(runner.enqueue_ops[0])
        (value,) = tf.Summary.FromString(sess.run(summary)).value
    assert value.simple_value == pytest.approx(share)
    assert value.tag == summary.op.name


@given(
    count=st.integers(0, 9), size=st.integers(1, 4), smaller=st.booleans(), capacity=st.integers(4, 6),
    threads=st.integers(1, 3), shuffle=st.booleans(),
)  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_pipe_18_batches_lose_nothing_but_a_rest(
    count: int, size: int, smaller: bool, capacity: int, threads: int, shuffle: bool
) -> None:
    with tf.Graph().as_default():
        options = {"num_threads": threads, "allow_smaller_final_batch": smaller}
        if shuffle:
            batch = tf.train.shuffle_batch([numbers(count)], size, capacity, 2, **options)
        else:
            batch = tf.train.batch([numbers(count)], size, capacity=capacity, **options)
        taken = [value.tolist() for value in values_of(batch)]
    kept = count if smaller else count - count % size
    assert [len(values) for values in taken] == [len(values) for values in cut(range(kept), size)]
    flat = [value for values in taken for value in values]
    assert len(set(flat)) == kept and set(flat) <= set(range(count))
    if threads == 1 and not shuffle:
        assert flat == list(range(kept))


def test_pipe_18_padding_fills_up_to_the_longest() -> None:
    length = numbers(4)
    batch = tf.train.batch([tf.fill([length], 1)], 2, dynamic_pad=True)
    assert [value.tolist() for value in values_of(batch)] == [[[0], [1]], [[1, 1, 0], [1, 1, 1]]]


def test_pipe_18_joined_sets_share_one_queue() -> None:
    sets = [{"n": numbers(3)}, {"n": numbers(3) + 10}]
    batch = tf.train.batch_join(sets, 3)
    assert sorted(value for step in values_of(batch) for value in step["n"].tolist()) == [0, 1, 2, 10, 11, 12]


def test_pipe_19_too_small_a_queue_is_refused() -> None:
    with pytest.raises(ValueError, match="capacity 5 must be bigger than min_after_dequeue 5"):
        tf.train.shuffle_batch_join([[1]], 2, 5, 5)


@pytest.mark.parametrize("name", ["maybe_batch", "maybe_batch_join", "maybe_shuffle_batch", "maybe_shuffle_batch_join"])
def test_pipe_20_only_what_is_kept_is_batched(name: str) -> None:
    item = numbers(7)
    keep = tf.equal(item % 2, 0)
    function: Callable[..., Any] = getattr(tf.train, name)
    sizes = {"capacity": 10, "min_after_dequeue": 1} if "shuffle" in name else {}
    examples = [[item]] if name.endswith("join") else [item]
    batch = function(examples, keep_input=keep, batch_size=2, allow_smaller_final_batch=True, **sizes)
    assert sorted(value for step in values_of(batch) for value in step.tolist()) == [0, 2, 4, 6]


def test_pipe_20_a_vector_chooses_rows() -> None:
    rows = tf.stack([numbers(3), -1])
    batch = tf.train.maybe_batch([rows, rows * 2], rows > 0, 2, enqueue_many=True)
    assert [[part.tolist() for part in step] for step in values_of(batch)] == [[[1, 2], [2, 4]]]


def test_pipe_11_closing_the_session_ends_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda hook: None)
    batch = tf.train.batch([tf.train.range_input_producer(3).dequeue()], 2, capacity=4)
    with tf.Session() as sess:
        threads = tf.train.start_queue_runners()
        sess.run(batch)
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_pipe_11_errors_of_an_input_reach_the_main_thread() -> None:
    batch = tf.train.batch([10 // numbers(3)], 2, allow_smaller_final_batch=True)
    coord = tf.train.Coordinator()
    with tf.Session() as sess:
        sess.run(tf.local_variables_initializer())
        threads = tf.train.start_queue_runners(sess, coord)
        with pytest.raises(tf.errors.OutOfRangeError):
            sess.run(batch)
        with pytest.raises(tf.errors.InvalidArgumentError, match="by zero"):
            coord.join(threads, stop_grace_period_secs=PATIENCE)


def test_pipe_11_the_classical_program_runs(tmp_path: Any) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    paths[0].write_text("1,2\n3,4\n")
    paths[1].write_text("5,6\n")
    filename_queue = tf.train.string_input_producer([str(path) for path in paths], num_epochs=2, shuffle=False)
    _, line = tf.TextLineReader().read(filename_queue)
    batch = tf.train.batch([line], batch_size=4, allow_smaller_final_batch=True)
    lines = [value.decode() for step in values_of(batch) for value in step]
    assert lines == ["1,2", "3,4", "5,6"] * 2


@given(st.dictionaries(st.text(max_size=5), st.floats(width=32), max_size=4))
@settings(max_examples=25, deadline=None)
def test_pipe_17_summaries_are_messages(values: dict[str, float]) -> None:
    tags, numbers = list(values), np.array(list(values.values()), np.float32)
    with tf.Graph().as_default(), tf.Session() as sess:
        text = sess.run(tf.raw_ops.ScalarSummary(tags=tf.constant(tags, tf.string, [len(tags)]), values=numbers))
    read = tf.Summary.FromString(text).value
    assert [value.tag for value in read] == tags
    np.testing.assert_array_equal(np.array([value.simple_value for value in read], np.float32), numbers)
