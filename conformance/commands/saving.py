"""Counterexamples as files, with the commands that judge them again."""

from __future__ import annotations

import json
import shlex
import tempfile
from dataclasses import replace
from pathlib import Path

from conformance.results import Results
from conformance.suite import Request


def saved(results: Results, folder: Path | None, request: Request) -> Results:
    """Writes each counterexample, by default to a new temporary folder; the results with the commands filled in."""
    if not results.counterexamples:
        return results
    place = Path(tempfile.mkdtemp(prefix="counterexamples-")) if folder is None else folder
    place.mkdir(parents=True, exist_ok=True)
    examples = []
    for example in results.counterexamples:
        path = place / f"counterexample-{example.number}.json"
        path.write_text(json.dumps(example.program, indent=1) + "\n", "utf-8")
        examples.append(replace(example, replay=replay_command(path, request)))
    return replace(results, counterexamples=tuple(examples))


def replay_command(path: Path, request: Request) -> str:
    """The command that judges a file's program once more."""
    words = ["python", "-m", "conformance", "replay", str(path), "--backend", request.backend]
    if request.against != "reference":
        words += ["--against", request.against]
    return shlex.join(words)
