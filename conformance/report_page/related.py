"""The clauses that speak of what a counterexample shows: those it names, state its message, or name its op."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from conformance.results import ClauseRecord, CounterexampleRecord

JUDGED_BY = "WIRE-21"  # says when two outcomes agree

_MOST = 4  # clauses of each kind
_BYSTANDERS = frozenset(("Const", "Identity", "NoOp"))  # ops that clauses name beside others, and are about none
_FEWEST = 4  # words in a row that say something; fewer only if they are the whole message
_EXAMPLE = re.compile("```.*?```", re.DOTALL)
_CODE = re.compile(r"`[^`]+`")
_QUOTED = re.compile(r"(?<!\w)'[^'\n]*'")
_WORD = re.compile(r"[A-Za-z]*[a-z][A-Za-z]*")  # what is in capitals stands for what differs from case to case


def related_clauses(example: CounterexampleRecord, op: str, clauses: Mapping[str, ClauseRecord]) -> tuple[str, ...]:
    """The clauses to read beside a counterexample; ``op`` is where the two part, or empty."""
    if example.clauses:
        return example.clauses
    rules = {name: clause.text for name, clause in clauses.items() if clause.chapter != "deviations"}
    states = [name for message in _messages(example.expected) for name in _that_state(message, rules)]
    names = _that_name(op, rules) if op and op not in _BYSTANDERS else []
    judged = [JUDGED_BY] if JUDGED_BY in rules else []
    return tuple(dict.fromkeys([*states[:_MOST], *names[:_MOST], *judged]))


def _messages(outcomes: Sequence[Any]) -> Iterator[str]:
    """The first lines of the messages of errors among outcomes, those of threads too."""
    for outcome in outcomes:
        if not isinstance(outcome, dict):
            continue
        if outcome.get("outcome") in ("run_error", "build_error"):
            yield str(outcome.get("message", "")).partition("\n")[0]
        for thread in outcome.get("threads") or ():
            yield from _messages(thread)


def _that_state(message: str, rules: Mapping[str, str]) -> list[str]:
    """The clauses that share the longest row of words with a message; of these first those that state it as code."""
    said = _words(message)
    rows = {name: _common_row(said, _words(text)) for name, text in rules.items()}
    longest = max(rows.values(), default=0)
    if longest < min(_FEWEST, len(said)) or longest < 2:
        return []
    alike = [name for name, row in rows.items() if row == longest]
    stated = {name: " ".join(_CODE.findall(_EXAMPLE.sub("", rules[name]))) for name in alike}
    return sorted(alike, key=lambda name: _common_row(said, _words(stated[name])) < longest)


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


def _that_name(op: str, rules: Mapping[str, str]) -> list[str]:
    """The clauses that name an op, most often first; a name that is an English word too must stand as code."""
    word = re.escape(op)
    is_plain = re.fullmatch("[A-Z][a-z]*", op)
    pattern = re.compile(rf"`{word}[`(]|raw_ops\.{word}\b" if is_plain else rf"(?<!\w){word}(?!\w)")
    counts = {name: count for name, text in rules.items() if (count := len(pattern.findall(text)))}
    return sorted(counts, key=lambda name: -counts[name])
