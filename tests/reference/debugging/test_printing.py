"""`tf.Print`, `tf.print`, `tf.strings.format` and `tf.logging`: what is written, where, and when."""

from __future__ import annotations

import collections
import itertools
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import reference as tf


def text_of(value: Any, summarize: int = -1) -> str:
    with tf.Graph().as_default(), tf.Session() as sess:
        return sess.run(tf.strings.format("{}", [tf.constant(value)], summarize=summarize)).decode()


@given(arrays.arrays(np.int32, arrays.array_shapes(max_dims=4, max_side=4), elements=st.integers(-9, 9)))
def test_dbg_6_a_whole_tensor_reads_like_numpys_but_for_padding(value: Any) -> None:
    def rows(array: Any, depth: int) -> str:
        if array.ndim == 1:
            return "[" + " ".join(map(str, array)) + "]"
        return "[" + ("\n" * (array.ndim - 1) + " " * depth).join(rows(row, depth + 1) for row in array) + "]"

    assert text_of(value) == rows(value, 1)
    assert text_of(value).replace("\n", " ").split() == re.sub(r"\[ +", "[", str(value)).split()


@given(length=st.integers(1, 12), limit=st.integers(1, 6))
def test_dbg_6_a_long_dimension_shows_both_ends(length: int, limit: int) -> None:
    numbers = [str(number) for number in range(length)]
    shown = numbers if length <= 2 * limit else [*numbers[:limit], "...", *numbers[-limit:]]
    assert text_of(np.arange(length), limit) == f"[{' '.join(shown)}]"


@given(pieces=st.lists(st.text(alphabet="ab {}", max_size=3).filter(lambda s: "{}" not in s), min_size=1, max_size=4))
def test_dbg_7_each_placeholder_gets_its_tensor(pieces: list[str]) -> None:
    template = "<>".join(pieces)
    tensors = list(range(len(pieces) - 1))
    expected = pieces[0] + "".join(f"{number}{piece}" for number, piece in zip(tensors, pieces[1:], strict=True))
    with tf.Graph().as_default(), tf.Session() as sess:
        assert sess.run(tf.strings.format(template, tensors, placeholder="<>")).decode() == expected


def test_dbg_2_print_writes_where_standard_error_is_at_the_moment(capsys: Any) -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        shown = tf.Print(tf.constant([1, 2]), [tf.constant([1.5, 2, 3, 4])], message="m ")
        assert sess.run(shown).tolist() == [1, 2]
        assert capsys.readouterr() == ("", "m [1.5 2 3...]\n")


def test_dbg_1_print_runs_only_where_it_is_needed(capsys: Any) -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        before = tf.constant(1)
        tf.Print(before, [before])
        sess.run(before)
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("first_n", "times"), [(0, 0), (2, 2), (5, 3), (-1, 3)])
def test_dbg_3_the_first_runs_of_a_session_are_shown(first_n: int, times: int, capsys: Any) -> None:
    with tf.Graph().as_default():
        shown = tf.Print(tf.constant(1), ["x"], first_n=first_n)
        for _ in range(2):
            with tf.Session() as sess:
                for _ in range(3):
                    sess.run(shown)
            assert capsys.readouterr().err == "[x]\n" * times


def test_dbg_5_streams(capsys: Any, tmp_path: Any) -> None:
    path = tmp_path / "shown"
    with tf.Graph().as_default(), tf.Session() as sess:
        out = tf.print("out", output_stream=sys.stdout)
        error = tf.print("error")
        file = tf.print("file", end="|", output_stream=f"file://{path}")
        for _ in range(2):
            sess.run([out, error, file])
    assert capsys.readouterr() == ("out\nout\n", "error\nerror\n")
    assert path.read_text() == "file|file|"


@pytest.mark.parametrize("least", ["0", "1", "2", "3"])
def test_dbg_5_log_streams_have_levels(least: str, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", least)
    with tf.Graph().as_default(), tf.Session() as sess:
        for level in (tf.logging.info, tf.logging.warning, tf.logging.error):
            sess.run(tf.print("text", output_stream=level))
    lines = [line for line in capsys.readouterr().err.splitlines() if line]
    assert [re.sub(r"^\d{4}-\d\d-\d\d \S+: (\w).*\] ", r"\1 ", line) for line in lines] == [
        f"{letter} text" for letter in "IWE"[int(least) :]
    ]


@pytest.fixture
def plain_logger() -> Iterator[None]:
    """The logger as it is before anybody has used it."""
    logger = logging.getLogger("tensorflow")
    kept = logger.handlers[:], logger.level
    logger.handlers.clear()
    yield
    logger.handlers[:], level = kept
    logger.setLevel(level)


@pytest.mark.usefixtures("plain_logger")
def test_dbg_9_the_log_shows_what_is_not_below_the_verbosity(capsys: Any) -> None:
    assert tf.logging.get_verbosity() == tf.logging.WARN
    tf.logging.info("hidden")
    tf.logging.warning("%d seen", 2)
    tf.logging.log(tf.logging.ERROR, "bad")
    assert capsys.readouterr().err == "WARNING:tensorflow:2 seen\nERROR:tensorflow:bad\n"
    tf.logging.set_verbosity(tf.logging.DEBUG)
    tf.logging.debug("now")
    tf.logging.fatal("last")
    assert capsys.readouterr().err == "DEBUG:tensorflow:now\nCRITICAL:tensorflow:last\n"


@pytest.mark.usefixtures("plain_logger")
def test_dbg_9_messages_are_left_out_by_condition_and_by_count(capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("reference.program_log._counted", itertools.count())
    log = tf.logging
    log.log_if(log.ERROR, "is %s", True, "true")
    log.log_if(log.ERROR, "never", False)
    for number in range(4):
        log.log_first_n(log.ERROR, "first %d", 2, number)
    for number in range(4):
        log.log_every_n(log.ERROR, "every %d", 3, number)
    log.vlog(log.ERROR, "v")
    log.TaskLevelStatusMessage("status")
    words = ["is true", "first 0", "first 1", "every 2", "v", "status"]
    assert capsys.readouterr().err.splitlines() == [f"ERROR:tensorflow:{text}" for text in words]
    with pytest.raises(NotImplementedError):
        log.flush()


def test_dbg_8_tensors_stand_where_they_are_in_the_structure(capsys: Any) -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        ordered = collections.OrderedDict([("z", tf.constant(1)), ("a", tf.constant(2))])
        sess.run(tf.print(ordered, output_stream=sys.stdout))
        sess.run(tf.print(tf.constant(1), tf.constant(2), sep="{}", output_stream=sys.stdout))
    words = capsys.readouterr().out.splitlines()
    assert eval(words[0], {"OrderedDict": collections.OrderedDict}) == {"z": 1, "a": 2}
    assert words[1] == "1{}2"


def test_dbg_10_a_file_that_cannot_be_opened_fails_the_step(tmp_path: Any) -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        shown = tf.print("x", output_stream=f"file://{tmp_path}/missing/file")
        with pytest.raises(tf.errors.NotFoundError, match=r"missing/file; No such file or directory\n") as caught:
            sess.run(shown)
        assert caught.value.op is shown
        with pytest.raises(tf.errors.FailedPreconditionError):
            sess.run(tf.print("x", output_stream=f"file://{tmp_path}"))
