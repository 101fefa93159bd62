"""Keys and values from the lines of a text file (TAB-8, TAB-9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any

import numpy as np

from reference import dtypes
from reference.dtypes import DType
from reference.errors import InvalidArgumentError, OutOfRangeError
from reference.interchange.files import file_errors
from reference.ops.state.variable import word_of

LINE_NUMBER = -1
WHOLE_LINE = -2
_WHOLE_NUMBER = re.compile(rb"\s*-?\d+\s*")
_HEXADECIMAL = re.compile(rb"\s*[+-]?0[xX][0-9a-fA-F]+\s*")
_FLOAT = re.compile(rb"\s*[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|inf|nan)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class TextFile:
    """Which file, and what of a line is the key and what is the value: a column, its number, or all of it."""

    name: str
    key_index: int
    value_index: int
    vocab_size: int  # how many lines to read; -1: all
    delimiter: bytes
    key_dtype: DType
    value_dtype: DType

    def pairs(self) -> Iterator[tuple[Any, Any]]:
        """Opens the file and reads its first line; the pairs of this and the other lines come one by one."""
        self._check_index(self.key_index, self.key_dtype, "Key", "key")
        self._check_index(self.value_index, self.value_dtype, "Value", "value")
        reader = self._read()
        return chain([next(reader)], reader)

    def _check_index(self, index: int, dtype: DType, name: str, word: str) -> None:
        special = {LINE_NUMBER: ("line number", dtypes.int64), WHOLE_LINE: ("whole line", dtypes.string)}
        if index not in special:
            return
        meaning, required = special[index]
        of_whole_number_keys = index == WHOLE_LINE and word == "key" and dtype.is_integer  # the line is the number
        if dtype is not required and not of_whole_number_keys:
            raise InvalidArgumentError(
                None, None,
                f"{name} index for {meaning} requires table {word} dtype of {word_of(required)}, got {word_of(dtype)}",
            )  # fmt: skip

    def _read(self) -> Iterator[tuple[Any, Any]]:
        number = 0
        with file_errors(self.name), open(self.name, "rb") as file:
            for line in _lines(file):
                if number == self.vocab_size:
                    if not number:
                        raise OutOfRangeError(None, None, f"Finished reading 0 of lines from {self.name}")
                    return
                if not line:
                    raise InvalidArgumentError(
                        None, None, f"Invalid content in {self.name}: empty line found at position {file.tell()}."
                    )
                yield self._pair(number, line)
                number += 1
        self._check_count(number)

    def _check_count(self, count: int) -> None:
        """InvalidArgumentError where the file ends before as many lines as it should have."""
        if not count and self.vocab_size <= 0:
            raise OutOfRangeError(None, None, "Read less bytes than requested")
        if 0 < self.vocab_size != count:
            raise InvalidArgumentError(
                None, None, f"Invalid vocab_size in {self.name}: expected {self.vocab_size} but got {count}"
            )

    def _pair(self, number: int, line: bytes) -> tuple[Any, Any]:
        columns = line.split(self.delimiter)
        last = max(self.key_index, self.value_index)
        if last >= len(columns):
            raise InvalidArgumentError(
                None, None, f"Invalid number of columns in {self.name} line {number} "
                f"({_text(line)}) : expected {last} got {len(columns)}"
            )  # fmt: skip

        def part(index: int, dtype: DType) -> Any:
            if index == LINE_NUMBER:
                return number
            return _parsed(line if index == WHOLE_LINE else columns[index], dtype, number)

        return part(self.key_index, self.key_dtype), part(self.value_index, self.value_dtype)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines without their ends, and without the carriage return that may stand there."""
    while line := file.readline():
        bare = line.removesuffix(b"\n").removesuffix(b"\r")
        if not bare and not line.endswith(b"\n"):
            return  # a carriage return is no last line
        yield bare


def _parsed(field: bytes, dtype: DType, number: int) -> Any:
    if dtype is dtypes.string:
        return field
    if dtype not in (dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64):
        raise InvalidArgumentError(None, None, f"Data type {word_of(dtype)} not supported.")
    value = _whole_number(field, dtype) if dtype.is_integer else _floating(field, dtype)
    if value is None:
        raise InvalidArgumentError(
            None, None, f"Field {_text(field)} in line {number} is not a valid {word_of(dtype)}."
        )
    return value


def _whole_number(field: bytes, dtype: DType) -> int | None:
    if not _WHOLE_NUMBER.fullmatch(field):
        return None
    value = int(field)
    return value if dtype.min <= value <= dtype.max else None


def _floating(field: bytes, dtype: DType) -> float | None:
    if _HEXADECIMAL.fullmatch(field):
        value = float(int(field, 16))
    elif _FLOAT.fullmatch(field):
        value = float(field)
    else:
        return None
    with np.errstate(over="ignore"):
        return float(np.dtype(dtype.as_numpy_dtype).type(value))


def _text(field: bytes) -> str:
    return field.decode("utf-8", "replace")
