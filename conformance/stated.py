"""The clauses whose text speaks of what a counterexample shows: they state its message, or name its op."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from conformance.specification import clauses_of

_FEWEST = 4  # words in a row that say something; fewer only if they are the whole message
_NO_RULES = "deviations"  # the chapter whose clauses are no rules
_EXAMPLE = re.compile("```.*?```", re.DOTALL)
_CODE = re.compile(r"`[^`]+`")
_QUOTED = re.compile(r"(?<!\w)'[^'\n]*'")
_WORD = re.compile(r"[A-Za-z]*[a-z][A-Za-z]*")  # what is in capitals stands for what differs from case to case


@cache
def rules() -> Mapping[str, str]:
    """The texts of all clauses that are rules, by id; none where the specification is not at hand."""
    return {name: clause.text for name, clause in clauses_of().items() if clause.chapter != _NO_RULES}


@lru_cache(maxsize=2048)
def that_state(message: str) -> tuple[str, ...]:
    """The clauses that share the longest row of words with a message; of these first those that state it as code."""
    said = _words(message)
    rows = {name: _common_row(said, _words(text)) for name, text in rules().items()}
    longest = max(rows.values(), default=0)
    if longest < min(_FEWEST, len(said)) or longest < 2:
        return ()
    alike = [name for name, row in rows.items() if row == longest]
    stated = {name: " ".join(_CODE.findall(_EXAMPLE.sub("", rules()[name]))) for name in alike}
    return tuple(sorted(alike, key=lambda name: _common_row(said, _words(stated[name])) < longest))


@cache
def that_name(op: str) -> tuple[str, ...]:
    """The clauses that name an op, most often first; a name that is an English word too must stand as code."""
    word = re.escape(op)
    is_plain = re.fullmatch("[A-Z][a-z]*", op)
    pattern = re.compile(rf"`{word}[`(]|raw_ops\.{word}\b" if is_plain else rf"(?<!\w){word}(?!\w)")
    counts = {name: count for name, text in rules().items() if (count := len(pattern.findall(text)))}
    return tuple(sorted(counts, key=lambda name: -counts[name]))


@lru_cache(maxsize=2048)
def _words(text: str) -> tuple[str, ...]:
    """The words of a text without names in quotes, numbers, and what is only one letter."""
    return tuple(word.lower() for word in _WORD.findall(_QUOTED.sub(" ", text)) if len(word) > 1)


def _common_row(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest row of words that stands in both."""
    longest = 0
    before = [0] * (len(one) + 1)
    for word in other:
        row = [0] * (len(one) + 1)
        for index, mine in enumerate(one):
            if mine == word:
                row[index + 1] = before[index] + 1
                longest = max(longest, row[index + 1])
        before = row
    return longest
