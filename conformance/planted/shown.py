"""What shows each planted fault: the smallest program found, kept as data so that every run can look again.

python -m conformance.planted.shown            look for all faults anew, and rewrite the file
python -m conformance.planted.shown NAME ...   for these only
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance import reading
from conformance.planted.search import EXAMPLES, find
from conformance.program import Program

FILE = Path(__file__).with_name("shown.json")


@dataclass(frozen=True)
class Shown:
    """A program that shows a fault, and how many random programs it took to find one; None where it was aimed."""

    fault: str
    examples: int | None
    program: Program

    @property
    def nodes(self) -> int:
        """The nodes of the program."""
        return len(self.program.graph.nodes)


def read(path: Path = FILE) -> dict[str, Shown]:
    """What is kept, by the names of the faults; raises Malformed."""
    entries = json.loads(path.read_text("utf-8"))
    return {entry["fault"]: _entry(entry) for entry in entries}


def write(shown: Iterable[Shown], path: Path = FILE) -> None:
    """Keeps these, one a line."""
    lines = [
        json.dumps(
            {"fault": each.fault, "examples": each.examples, "program": each.program.to_json()}, separators=(",", ":")
        )
        for each in shown
    ]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")


def _entry(data: dict[str, object]) -> Shown:
    fields = reading.record(data, ("fault", "examples", "program"))
    return Shown(
        reading.field(fields, "fault", reading.text),
        reading.field(fields, "examples", reading.optional(reading.integer)),
        reading.field(fields, "program", Program.from_json),
    )


def main(names: Sequence[str]) -> int:
    """Looks for faults and keeps what shows them; the number of those that were not found."""
    from conformance.planted import FAULTS

    known = read() if FILE.exists() else {}
    missed = 0
    for name in names or FAULTS:
        found = find(FAULTS[name], EXAMPLES)
        if found.counterexample is None:
            missed += 1
            print(f"{name}: not found in {found.examples} programs")
            continue
        print(f"{name}: program {found.examples}, {found.nodes} nodes")
        known[name] = Shown(name, found.examples, found.counterexample.program)
    write(known[name] for name in FAULTS if name in known)
    return missed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
