"""The clauses of the specification, read from its chapters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from conformance.results import ClauseRecord

SPEC = Path(__file__).resolve().parents[1] / "spec"

_CLAUSE = re.compile(r"\*\*([A-Z]{3,4}-[0-9]+)\*\*")
_TITLE = re.compile(r"\*\*[A-Z]{3,4}-[0-9]+\*\*\s+\*(?!\*)([^*]+?)\.?\*")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r"(?<=[a-z`)\"])[.:;](?=\s|$)")


def clauses_of(folder: Path = SPEC) -> dict[str, ClauseRecord]:
    """The clauses that the chapters in a folder define, in order; none where there is no such folder."""
    chapters = sorted(folder.glob("*.md"))
    return {name: clause for path in chapters for name, clause in _clauses(path.stem, path.read_text("utf-8"))}


def _clauses(chapter: str, text: str) -> Iterator[tuple[str, ClauseRecord]]:
    """A clause goes on to the next one or to a heading; what looks like either inside of an example is neither."""
    name, lines, in_example = "", list[str](), False
    for line in [*text.splitlines(), "#"]:
        begins = None if in_example else _CLAUSE.match(line)
        if begins or (line.startswith("#") and not in_example):
            if name:
                yield name, ClauseRecord(chapter, "\n".join(lines).strip())
            name, lines = begins[1] if begins else "", []
        in_example ^= line.startswith("```")
        lines.append(line)


def title_of(clause: ClauseRecord) -> str:
    """The title that a clause gives itself, or the first words of its rule.

    >>> title_of(ClauseRecord("steps", "**RUN-7** *What fails first.* A step …"))
    'What fails first'
    >>> title_of(ClauseRecord("steps", "**RUN-8** A step must end; `run` gives it."))
    'A step must end'
    """
    title = _TITLE.match(clause.text)
    rule = title[1] if title else _CLAUSE.sub("", clause.text.partition("\n\n")[0], count=1)
    words = _LINK.sub(r"\1", " ".join(rule.split()))
    if title:
        return words
    sentence, *rest = _SENTENCE.split(words, maxsplit=1)
    return sentence.replace("`", "").replace("*", "") + ("" if rest else " …")
