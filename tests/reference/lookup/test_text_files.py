"""Tables from the lines of text files."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reference as tf
from reference import dtypes
from reference.ops.lookup.text_file import LINE_NUMBER, WHOLE_LINE, TextFile

LINE = st.binary(min_size=1, max_size=6).filter(lambda line: b"\n" not in line and not line.endswith(b"\r"))


def pairs(path: Path, text: bytes, key_index: int, value_index: int, vocab_size: int = -1, **dtypes_: Any) -> list[Any]:
    path.write_bytes(text)
    held = {"key_dtype": dtypes.string, "value_dtype": dtypes.int64} | dtypes_
    return list(TextFile(str(path), key_index, value_index, vocab_size, b"\t", **held).pairs())


@given(st.lists(LINE, min_size=1, max_size=8), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_tab_8_lines_are_numbered_from_zero(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], end: bytes, is_ended: bool
) -> None:
    text = end.join(lines) + (end if is_ended else b"")
    path = tmp_path_factory.getbasetemp() / "words"
    assert pairs(path, text, WHOLE_LINE, LINE_NUMBER) == list(zip(lines, range(len(lines)), strict=True))


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=6))
def test_tab_8_columns_of_whole_numbers(tmp_path_factory: pytest.TempPathFactory, numbers: list[int]) -> None:
    text = "".join(f"{number}\tkey{index}\n" for index, number in enumerate(numbers)).encode()
    path = tmp_path_factory.getbasetemp() / "numbers"
    assert pairs(path, text, 1, 0) == [(f"key{index}".encode(), number) for index, number in enumerate(numbers)]


def test_tab_8_a_float_has_the_precision_of_its_dtype(tmp_path: Path) -> None:
    ((_, value),) = pairs(tmp_path / "f", b"a\t0.1\n", 0, 1, value_dtype=dtypes.float32)
    assert value == 0.10000000149011612


@pytest.mark.parametrize(
    ("text", "columns", "message"),
    [
        (b"a\n\nb\n", (WHOLE_LINE, LINE_NUMBER), "Invalid content in FILE: empty line found at position 3."),
        (b"a\t1\nb\n", (0, 1), "Invalid number of columns in FILE line 1 (b) : expected 1 got 1"),
        (b"a\tx\n", (0, 1), "Field x in line 0 is not a valid int64."),
    ],
)
def test_tab_9_the_line_at_fault_is_named(tmp_path: Path, text: bytes, columns: tuple[int, int], message: str) -> None:
    path = tmp_path / "words"
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        pairs(path, text, *columns)
    assert caught.value.message.replace(str(path), "FILE") == message


def test_tab_9_a_file_that_is_not_there_is_not_found() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        table = tf.contrib.lookup.index_table_from_file("/nowhere/words")
        with pytest.raises(tf.errors.NotFoundError) as caught:
            session.run(tf.tables_initializer())
        assert caught.value.message.split("\n")[0] == "/nowhere/words; No such file or directory"
        assert caught.value.op is table.initializer


def test_tab_7_the_lines_before_a_fault_stay(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_text("a\t1\nb\tx\n")
    with tf.Graph().as_default(), tf.Session() as session:
        file = tf.lookup.TextFileInitializer(str(path), tf.string, 0, tf.int64, 1)
        table = tf.lookup.StaticHashTable(file, -1)
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(table.initializer)
        assert session.run(table.size()) == 0
        path.write_text("a\t2\n")
        with pytest.raises(tf.errors.FailedPreconditionError, match="Key a has 1 and trying to add value 2"):
            session.run(table.initializer)
