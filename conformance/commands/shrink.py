"""``python -m conformance shrink FILE``: makes a counterexample smaller, and says by how much."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from rich.console import Console

from conformance.asking import outcomes_of
from conformance.backend import Backend
from conformance.backends import NoBackend, open_backend
from conformance.commands.arguments import (
    AGREE,
    DISAGREE,
    add_against,
    add_backend,
    count,
    parser,
    read_program,
    refuse,
)
from conformance.commands.printing import plural, print_lines
from conformance.commands.saving import replay_command
from conformance.judgement import Disagreement, judge
from conformance.program import Program
from conformance.reading import Malformed
from conformance.report import disagreement_lines, program_lines
from conformance.request import Request
from conformance.shrinking import TRIES, shrunk

_DESCRIPTION = """\
Makes a program on which an implementation disagrees with the reference smaller, step by step and node by node, as
long as they go on to disagree in the same way.
"""

_EPILOG = """\
exit status: 1 if the program shows a disagreement (then it has been written), 0 if it shows none, 2 if the command
was wrong
"""


def main(argv: list[str]) -> int:
    """Runs the command and gives its exit status."""
    made = parser("shrink", _DESCRIPTION, _EPILOG)
    made.add_argument("file", metavar="FILE", help="a program as JSON, alone or in a counterexample of a report")
    made.add_argument("--out", metavar="FILE", help="where to write (default: beside FILE, as NAME.small.json)")
    made.add_argument("--tries", type=count, default=TRIES, metavar="N", help=f"programs to judge (default {TRIES})")
    add_backend(made, default="tensorflow")
    add_against(made)
    arguments = made.parse_args(argv)
    path = Path(arguments.file)
    request = Request(arguments.backend, arguments.against or "reference")
    try:
        program = read_program(path)
        with (
            closing(open_backend(request.backend, arguments.limit)) as actual,
            closing(open_backend(request.against, arguments.limit)) as expected,
        ):
            small, disagreements = _shrunk(program, request, expected, actual, arguments.tries)
    except (Malformed, NoBackend) as fault:
        return refuse(fault)
    console = Console()
    if not disagreements:
        console.print("the two agree on this program, so there is nothing to keep", highlight=False)
        return AGREE
    out = Path(arguments.out) if arguments.out else path.with_suffix(".small.json")
    try:
        out.write_text(json.dumps(small.to_json(), indent=1) + "\n", "utf-8")
    except OSError as fault:
        return refuse(f"{out} cannot be written: {fault.strerror}")
    print_lines(program_lines(small), console)
    console.print()
    for disagreement in disagreements:
        print_lines(disagreement_lines(disagreement), console)
    console.print(f"{_measure(program)} before, {_measure(small)} now", highlight=False)
    console.print(f"again: {replay_command(out, request)}", markup=False, highlight=False, soft_wrap=True)
    return DISAGREE


def _shrunk(
    program: Program, request: Request, expected: Backend, actual: Backend, tries: int
) -> tuple[Program, tuple[Disagreement, ...]]:
    def disagreements(of: Program) -> tuple[Disagreement, ...]:
        return judge(of, expected, actual, request.excused).disagreements

    aspects = {each.mismatch.aspect for each in disagreements(program)}
    if not aspects:
        return program, ()

    def keeps(smaller: Program) -> bool:
        return any(each.mismatch.aspect in aspects for each in disagreements(smaller))

    small = shrunk(program, keeps, lambda one: outcomes_of(expected, one), tries)
    return small, disagreements(small)


def _measure(program: Program) -> str:
    characters = len(json.dumps(program.to_json()))
    nodes, steps = plural(len(program.graph.nodes), "node"), plural(len(program.steps), "step")
    return f"{nodes}, {steps}, {characters:,} characters"
