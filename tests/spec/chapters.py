"""The chapters of the specification, read as data."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "spec"
CLAUSE = re.compile(r"^\*\*([A-Z]{3,4}-[0-9]+)\*\*", re.MULTILINE)


def chapters() -> list[Path]:
    """The files of the specification in which clauses may stand."""
    return sorted(SPEC.glob("*.md"))


def clauses(path: Path) -> list[str]:
    """The ids of the clauses that a chapter defines, in order."""
    return CLAUSE.findall(path.read_text("utf-8"))


def clause_at(text: str, line: int) -> str:
    """The clause in which a line (from 0) of a chapter stands, or "start" before the first."""
    before = CLAUSE.findall("\n".join(text.splitlines()[: line + 1]))
    return before[-1] if before else "start"
