"""Counterexamples as files, with the commands that judge them again."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from conformance.backends import LIMIT
from conformance.request import Request
from conformance.results import CounterexampleRecord, Results

FOLDER = Path("counterexamples")
"""Where counterexamples go if no other place is named: beside a report, and where the command is given."""

_NUMBERED = re.compile(r"\d+\.json")


def saved(results: Results, folders: Sequence[Path], request: Request) -> Results:
    """Writes the counterexamples into each folder, as ``1.json`` and so on, in the place of those of an earlier run.

    The results have the commands filled in that judge those of the first folder again.
    """
    for folder in folders:
        _clear(folder)
        if results.counterexamples:
            folder.mkdir(parents=True, exist_ok=True)
        for example in results.counterexamples:
            _file(folder, example.number).write_text(_text(example), "utf-8")
    examples = (
        replace(example, replay=replay_command(_file(folders[0], example.number), request))
        for example in results.counterexamples
    )
    return replace(results, counterexamples=tuple(examples))


def kept(example: CounterexampleRecord, name: str) -> Path:
    """Writes one counterexample beside others, under a name of its own; gives the path."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.json"
    path.write_text(_text(example), "utf-8")
    return path


def replay_command(path: Path, request: Request) -> str:
    """The command that judges a file's program once more, from the folder that this one was given in."""
    words = [_python(), "-m", "conformance", "replay", str(path), "--backend", request.backend]
    if request.against != "reference":
        words += ["--against", request.against]
    if request.limit != LIMIT:
        words += ["--limit", f"{request.limit:g}"]
    return shlex.join(words)


def _text(example: CounterexampleRecord) -> str:
    return json.dumps(example.program, indent=1) + "\n"


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number}.json"


def _clear(folder: Path) -> None:
    """Takes away the counterexamples of an earlier run, and nothing else."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if _NUMBERED.fullmatch(path.name) and '"graphsession.program"' in path.read_text("utf-8", "replace")[:200]:
            path.unlink()


def _python() -> str:
    """The Python that runs this, as it is typed here: by its name if that is enough, else by its path."""
    for name in ("python", "python3"):
        found = shutil.which(name)
        if found and os.path.abspath(found) == os.path.abspath(sys.executable):
            return name
    beside = os.path.relpath(sys.executable)
    return sys.executable if beside.startswith(os.pardir) else beside
