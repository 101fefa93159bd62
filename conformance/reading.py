"""Checked reading of JSON data: every refusal says what is wrong and where (runs on Python 3.7)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Collection
from typing import Any, TypeVar

T = TypeVar("T")

_LARGEST_EXACT_DOUBLE = 2**53 - 1
_INT64 = range(-(2**63), 2**63)
_DIGITS_OF_INT64 = re.compile("-?[0-9]{1,19}")


class Malformed(ValueError):
    """Data that is not in the format; ``where`` is the path to the fault and ``problem`` a sentence about it.

    >>> str(Malformed("a string is wanted, not an integer").inside("name").inside("nodes[3]"))
    'nodes[3].name: a string is wanted, not an integer'
    """

    def __init__(self, problem: str, where: str = "") -> None:
        super().__init__(where + ": " + problem if where else problem)
        self.problem = problem
        self.where = where

    def inside(self, place: str) -> Malformed:
        """The same fault, seen from the data that holds it at ``place``."""
        if not self.where:
            return Malformed(self.problem, place)
        return Malformed(self.problem, place + self.where if self.where[0] == "[" else place + "." + self.where)


def kind(data: object) -> str:
    """What a JSON value is, in words."""
    names = {
        dict: "an object",
        list: "an array",
        str: "a string",
        bool: "a boolean",
        int: "an integer",
        float: "a number",
    }
    return "null" if data is None else names.get(type(data), type(data).__name__)


def record(data: Any, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Any]:
    """An object with all of ``required`` and nothing beyond ``optional``."""
    if type(data) is not dict:
        raise Malformed("an object is wanted, not " + kind(data))
    missing = [name for name in required if name not in data]
    if missing:
        raise Malformed("misses " + ", ".join(missing))
    unknown = [name for name in data if name not in required and name not in optional]
    if unknown:  # WIRE-7
        raise Malformed("has the unknown field " + ", ".join(map(repr, unknown)))
    return data


def text(data: Any) -> str:
    """A string of Unicode characters (a lone surrogate is not one)."""
    if type(data) is not str:
        raise Malformed("a string is wanted, not " + kind(data))
    if not data.isascii():
        try:
            data.encode("utf-8")
        except UnicodeEncodeError:
            raise Malformed("the string holds half of a surrogate pair") from None
    return data


def boolean(data: Any) -> bool:
    """true or false."""
    if type(data) is not bool:
        raise Malformed("true or false is wanted, not " + kind(data))
    return data


def integer(data: Any) -> int:
    """An int64: a JSON integer, or its decimal digits as a string (WIRE-9)."""
    if type(data) is str and _DIGITS_OF_INT64.fullmatch(data):
        data = int(data)
    if type(data) is not int:
        raise Malformed("an integer is wanted, not " + kind(data))
    if data not in _INT64:
        raise Malformed("the integer does not fit in 64 bits")
    return data


def write_integer(value: int) -> int | str:
    """The inverse of :func:`integer`; a string beyond 2**53, where readers that keep doubles round."""
    return value if -_LARGEST_EXACT_DOUBLE <= value <= _LARGEST_EXACT_DOUBLE else str(value)


def array(data: Any, read: Callable[[Any], T]) -> tuple[T, ...]:
    """An array, each element read by ``read``."""
    if type(data) is not list:
        raise Malformed("an array is wanted, not " + kind(data))
    result: list[T] = []
    try:
        for element in data:
            result.append(read(element))
    except Malformed as fault:
        raise fault.inside(f"[{len(result)}]") from None
    return tuple(result)


def mapping(data: Any, read: Callable[[Any], T]) -> dict[str, T]:
    """An object with free keys, each value read by ``read``."""
    if type(data) is not dict:
        raise Malformed("an object is wanted, not " + kind(data))
    result: dict[str, T] = {}
    for key, value in data.items():
        try:
            result[text(key)] = read(value)
        except Malformed as fault:
            raise fault.inside(key) from None
    return result


def field(data: dict[str, Any], name: str, read: Callable[[Any], T]) -> T:
    """The value of a field that is there, read by ``read``."""
    try:
        return read(data[name])
    except Malformed as fault:
        raise fault.inside(name) from None


def optional(read: Callable[[Any], T]) -> Callable[[Any], T | None]:
    """A reader that lets null through as None."""
    return lambda data: None if data is None else read(data)


def base64_bytes(data: Any) -> bytes:
    """Bytes from standard base64 with padding (WIRE-10)."""
    try:
        return base64.b64decode(text(data).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Malformed("the string is not base64") from None


def write_base64(data: bytes) -> str:
    """The inverse of :func:`base64_bytes`."""
    return base64.b64encode(data).decode("ascii")
