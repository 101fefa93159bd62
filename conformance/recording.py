"""TensorFlow's outcomes as data, so that a machine without TensorFlow can be held against them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from conformance import outcome as outcomes_format
from conformance.backend import Backend
from conformance.divergence import everything, inexact_ops
from conformance.flat import runs
from conformance.outcome import Outcome, Unsupported
from conformance.program import Program
from conformance.protocol import Capabilities

RECORDED = Path(__file__).parent / "recorded" / "programs.jsonl.gz"


class RecordedBackend:
    """Answers with what was recorded; a program that was not recorded is unsupported."""

    def __init__(self, path: Path = RECORDED) -> None:
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        entries = [json.loads(line) for line in lines]
        self._outcomes = {_key(entry["program"]): entry["outcomes"] for entry in entries}
        self._asked = [entry["program"] for entry in entries if entry["asked"]]

    is_recording = True  # nothing else can be asked of it

    def programs(self) -> Iterator[Program]:
        """The recorded programs, without those that only look at inner tensors."""
        return map(Program.from_json, self._asked)

    def __len__(self) -> int:
        return len(self._asked)

    def capabilities(self) -> Capabilities:
        """A name; the ops are not known."""
        return Capabilities("TensorFlow, recorded", "1.15.5", None)

    def run(self, program: Program) -> tuple[Outcome, ...]:
        """The recorded outcomes."""
        recorded = self._outcomes.get(_key(program.to_json()))
        if recorded is None:
            return (Unsupported(program.graph.ops(), "this program was not recorded"),)
        return tuple(map(outcomes_format.from_json, recorded))

    def close(self) -> None:
        """Nothing to release."""


def record(programs: Iterable[Program], backend: Backend, path: Path = RECORDED) -> int:
    """Writes programs with the outcomes that an implementation gives, and with its inner values; gives their number."""
    lines: dict[str, str] = {}
    count = 0
    for program in programs:
        _add(lines, program, backend, asked=True)
        count += 1
        for step, run in enumerate(runs(program)):
            if run.fetches and inexact_ops(program, step):
                _add(lines, everything(program, step), backend, asked=False)
    text = "".join(line + "\n" for line in lines.values())
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    return count


def _add(lines: dict[str, str], program: Program, backend: Backend, asked: bool) -> None:
    data = program.to_json()
    if _key(data) in lines:
        return
    answers = [outcomes_format.to_json(outcome) for outcome in backend.run(program)]
    lines[_key(data)] = json.dumps({"asked": asked, "program": data, "outcomes": answers}, separators=(",", ":"))


def _key(data: Any) -> str:
    return json.dumps(data, sort_keys=True)
