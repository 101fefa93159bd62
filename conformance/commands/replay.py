"""``python -m conformance replay FILE``: judges the program in a file again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from rich.console import Console

from conformance.backends import NoBackend, open_backend
from conformance.commands.arguments import (
    AGREE,
    DISAGREE,
    STATUSES,
    add_against,
    add_backend,
    parser,
    read_program,
    refuse,
)
from conformance.commands.printing import plural, print_lines
from conformance.judgement import Judgement, judge
from conformance.reading import Malformed
from conformance.report import disagreement_lines, program_lines
from conformance.request import Request

_DESCRIPTION = "Judges the program in a file, such as a counterexample, and shows where the two sides differ."


def main(argv: list[str]) -> int:
    """Runs the command and gives its exit status."""
    made = parser("replay", _DESCRIPTION, STATUSES)
    made.add_argument("file", metavar="FILE", help="a program as JSON, alone or in a counterexample of a report")
    add_backend(made, default="tensorflow")
    add_against(made)
    arguments = made.parse_args(argv)
    request = Request(arguments.backend, arguments.against or "reference")
    try:
        program = read_program(Path(arguments.file))
        with (
            closing(open_backend(request.backend, arguments.limit)) as actual,
            closing(open_backend(request.against, arguments.limit)) as expected,
        ):
            judgement = judge(program, expected, actual, request.excused)
    except (Malformed, NoBackend) as fault:
        return refuse(fault)
    console = Console()
    print_lines(program_lines(program), console)
    console.print()
    for disagreement in judgement.disagreements:
        print_lines(disagreement_lines(disagreement), console)
    print_lines([f"unsupported: {each}" for each in judgement.lacking], console)
    console.print(_count(judgement), highlight=False)
    return DISAGREE if judgement.disagreements else AGREE


def _count(judgement: Judgement) -> str:
    explained = f", known differences: {', '.join(judgement.deviations)}" if judgement.deviations else ""
    undecided = f", {judgement.undecided} undecided (too many orders to try)" if judgement.undecided else ""
    wrong = len({each.mismatch.step for each in judgement.disagreements})
    disagree = f"{plural(wrong, 'step')} disagree{'s' if wrong == 1 else ''}, " if wrong else ""
    agree = f"{plural(judgement.steps_agreed, 'step')} agree{'s' if judgement.steps_agreed == 1 else ''}"
    return f"{disagree}{agree}, {judgement.unsupported} unsupported{undecided}{explained}"
