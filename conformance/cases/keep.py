"""Keep a counterexample in the corpus, with what TensorFlow 1.15.5 makes of it.

python -m conformance.cases.keep counterexample-1.json --name a_name --clause RUN-3 --showed "What was wrong." --seed 7
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from conformance.asking import outcomes_of
from conformance.backend import Backend, CommandBackend, ModuleBackend, find_oracle
from conformance.cases.fixed import CORPUS, FixedProgram, Origin, read, write
from conformance.cases.record import every_outcome, unexplained, without_places
from conformance.oracle import ORACLE_ENVIRONMENT, oracle_command
from conformance.program import Program

FOUND = CORPUS / "found.json"


def main(arguments: Sequence[str]) -> int:
    """Adds a program to the corpus; the exit status is 1 where the reference is not right about it."""
    options = _options(arguments)
    python, sentence = find_oracle()
    if python is None:
        print(sentence, file=sys.stderr)
        return 2
    program = Program.from_json(json.loads(Path(options.program).read_text("utf-8")))
    origin = Origin(options.date, options.showed, options.seed)
    with CommandBackend(oracle_command(python, plain=True, threads=1), ORACLE_ENVIRONMENT) as tensorflow:
        kept = with_outcomes(options.name, tuple(options.clause), program, origin, tensorflow)
    add(kept)
    wrong = unexplained(kept, ModuleBackend("reference"))
    print("\n".join(wrong) or f"{kept.name} is kept in {FOUND.name}")
    return 1 if wrong else 0


def with_outcomes(
    name: str, clauses: tuple[str, ...], program: Program, origin: Origin, tensorflow: Backend
) -> FixedProgram:
    """A program with all that may come of it: the outcomes of every order, or those of TensorFlow if there is one."""
    orders = every_outcome(program)
    allowed = orders if len(orders) > 1 else (without_places(outcomes_of(tensorflow, program)),)
    return FixedProgram(name, clauses, program, allowed, origin=origin)


def add(kept: FixedProgram, path: Path = FOUND) -> None:
    """Puts a program into a file of the corpus, in the place of one with its name."""
    others = [each for each in read(path) if each.name != kept.name] if path.exists() else []
    write(path, sorted([*others, kept], key=lambda each: each.name))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m conformance.cases.keep", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("program", help="the file with the counterexample")
    parser.add_argument("--name", required=True, help="a name that no other case has")
    parser.add_argument("--clause", required=True, action="append", help="one that it is about; may be given again")
    parser.add_argument("--showed", required=True, help="what was wrong, in a sentence")
    parser.add_argument("--seed", type=int, help="the seed that drew it")
    parser.add_argument("--date", default=f"{datetime.now(UTC):%Y-%m-%d}", help="when it was found (default: today)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
