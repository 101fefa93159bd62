"""The files whose names match a pattern, as a shell would say it (REA-22)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from reference.errors import UnimplementedError
from reference.files.local_path import local_path
from reference.interchange.files import file_errors, path_of

_SPECIAL = re.compile(r"[*?\[\\]")
_CLASSES = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "xdigit": "0-9a-fA-F",
    "space": r"\s", "blank": r" \t", "punct": r"!-/:-@\[-`{-~", "cntrl": r"\x00-\x1f\x7f",
    "graph": "!-~", "print": " -~",
}  # fmt: skip


def files_matching(name: Any) -> list[str]:
    """The names of the files that match a pattern, in order.

    The folder before the first special character must be there: `errors.NotFoundError` or
    `errors.FailedPreconditionError` where it is not.  A name without a folder is found below ``./``.
    """
    pattern = path_of(name)
    if not pattern:
        return []
    special = _SPECIAL.search(pattern)
    folder = os.path.dirname(pattern[: special.start()] if special else pattern)
    if not folder:
        folder, pattern = ".", f"./{pattern}"
    path = _folder_path(folder, pattern)
    with file_errors(folder):
        os.listdir(path)
    rest = pattern[len(folder) :].removeprefix("/").split("/")
    return sorted(_matching(folder, path, rest))


def _folder_path(folder: str, pattern: str) -> str:
    try:
        return local_path(folder)
    except UnimplementedError:
        return local_path(pattern)  # the error names the whole pattern


def _matching(folder: str, path: str, parts: list[str]) -> Iterator[str]:
    """The names below ``folder``, which lies at ``path``, that match ``parts``; none where it cannot be read."""
    matches = part_matcher(parts[0]).fullmatch
    try:
        found = [name for name in os.listdir(path) if matches(name)]
    except OSError:
        return
    for name in found:
        full_name = f"{folder.removesuffix('/')}/{name}"
        if len(parts) == 1:
            yield full_name
        else:
            yield from _matching(full_name, os.path.join(path, name), parts[1:])


@lru_cache
def part_matcher(part: str) -> re.Pattern[str]:
    r"""What one part of a pattern, between slashes, matches.

    >>> bool(part_matcher("[!a-c]?*").fullmatch("dog")), bool(part_matcher(r"\*").fullmatch("x"))
    (True, False)
    """
    words = []
    position = 0
    while position < len(part):
        word, position = _next_word(part, position)
        words.append(word)
    return re.compile("".join(words), re.DOTALL)


def _next_word(part: str, position: int) -> tuple[str, int]:
    """The regular expression of what stands at ``position``, and where the next begins."""
    character = part[position]
    if character == "*":
        return ".*", position + 1
    if character == "?":
        return ".", position + 1
    if character == "[":
        return _bracket(part, position) or (r"\[", position + 1)
    if character == "\\":
        if position + 1 == len(part):
            return "(?!)", position + 1  # nothing is escaped: no name matches
        return re.escape(part[position + 1]), position + 2
    return re.escape(character), position + 1


def _bracket(part: str, start: int) -> tuple[str, int] | None:
    """The same for ``[...]``; None where the bracket is never closed."""
    position = start + 1
    negated = part[position : position + 1] in ("!", "^")
    position += negated
    members = []
    first = True
    while position < len(part) and (first or part[position] != "]"):
        member, position = _member(part, position)
        members.append(member)
        first = False
    if position >= len(part):
        return None
    members = [member for member in members if member]
    if not members:  # an empty range such as [b-a]
        return ("." if negated else "(?!)"), position + 1
    return f"[{'^' if negated else ''}{''.join(members)}]", position + 1


def _member(part: str, position: int) -> tuple[str, int]:
    """A class, a range or a character between brackets, and where the next begins."""
    named = re.compile(r"\[:(\w+):\]").match(part, position)
    if named and named[1] in _CLASSES:
        return _CLASSES[named[1]], named.end()
    low, position = _character(part, position)
    if part[position : position + 1] == "-" and part[position + 1 : position + 2] not in ("", "]"):
        high, position = _character(part, position + 1)
        return (f"{re.escape(low)}-{re.escape(high)}" if low <= high else ""), position
    return re.escape(low), position


def _character(part: str, position: int) -> tuple[str, int]:
    if part[position] == "\\" and position + 1 < len(part):
        position += 1
    return part[position], position + 1
