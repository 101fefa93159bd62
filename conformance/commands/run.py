"""``python -m conformance [run]``: holds implementations against the reference, or against another."""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from conformance.backends import NoBackend, found_here
from conformance.campaign import MOST
from conformance.cases.chapters import CHAPTERS
from conformance.commands.arguments import (
    AGREE,
    DISAGREE,
    INTERRUPTED,
    STATUSES,
    add_against,
    add_backend,
    count,
    parser,
    processors,
    refuse,
    similar,
    unwritable,
)
from conformance.commands.progress import RunProgress
from conformance.commands.saving import FOLDER, saved
from conformance.commands.summary import print_summary
from conformance.conducting import conduct
from conformance.generator.programs import generated_ops
from conformance.known import read_known
from conformance.processes import SuiteFault
from conformance.reading import Malformed
from conformance.request import Request
from conformance.results import Results
from conformance.suite import selected_cases

EXAMPLES = 200
_NODES = 12  # ops in most graphs
_NODES_OF_FEW = 4  # where ops are named: a larger graph would need more dtypes than a young implementation knows

_DESCRIPTION = """\
Holds implementations of TensorFlow 1.x's graphs and sessions against the executable specification: the cases of
every clause, and random programs whose values, shapes, dtypes and errors must be the same.

Without --backend, every implementation found here is held against the reference: accel, and TensorFlow 1.15.5 or,
where it is not found, its recorded outcomes.

other commands (each has --help):
  replay FILE   judge the program in a file again         clauses    the clauses, and the cases that hold each
  shrink FILE   make a counterexample smaller             selftest   plant faults, and see each of them caught
  worker        serve a tf-like module over JSON lines    record     write down what TensorFlow makes of programs
"""

_EPILOG = f"""\
examples:
  python -m conformance --backend mine:Backend             cases and {EXAMPLES} random programs for a Python object
  python -m conformance --backend "./worker --fast"        the same for a command in any language
  python -m conformance --backend compat --report out      today's TensorFlow; out/index.html tells all about it
  python -m conformance --backend mine:Backend --chapter queues                    the cases of one chapter
  python -m conformance --backend mine:Backend --op MatMul --op Add                only random graphs of these ops
  python -m conformance --examples 100000 --jobs 2 --seed 7                        a long run, other programs
  python -m conformance --backend mine:Backend --deviations known.json             with what is known to differ

A file of deviations is a JSON array: {{"op": "Sin", "aspects": ["value"], "reason": "…"}}, {{"clause": "QUE-7",
"reason": "…"}} or {{"case": "closing_twice", "reason": "…"}}; "expected" and "actual" may name words of the two sides.
What is known of compat is applied by itself.

{STATUSES}"""


def main(argv: list[str]) -> int:
    """Runs the command and gives its exit status."""
    arguments = _parser().parse_args(argv)
    if arguments.recorded:
        arguments.backend = arguments.backend or ["reference"]
        arguments.against = arguments.against or "recorded"
    wrong = _fault(arguments)
    if wrong:
        return refuse(wrong)
    try:
        known = read_known(Path(arguments.deviations)) if arguments.deviations else ()
    except Malformed as malformed:
        return refuse(f"{arguments.deviations}: {malformed}")
    texts = arguments.backend or found_here()
    request = _request(arguments, texts[0])
    requests = [replace(request, backend=text, known=known) for text in texts]
    console = Console()
    status = AGREE
    for each in requests:
        try:
            results = _run(each, arguments, console, alone=len(requests) == 1)
        except NoBackend as missing:
            return refuse(missing)
        except SuiteFault as fault:
            print(fault, file=sys.stderr)
            return refuse("the suite itself went wrong, as told above; this is no verdict")
        status = DISAGREE if results.failed else status
        if results.interrupted:
            return status or INTERRUPTED
    return status


def _parser() -> argparse.ArgumentParser:
    made = parser("", _DESCRIPTION, _EPILOG)
    add_backend(made, several=True)
    add_against(made)
    made.add_argument(
        "--chapter", action="append", metavar="NAME", help="only the cases of this chapter; may be given again"
    )
    made.add_argument(
        "--clause", action="append", metavar="ID", help="only the cases about this clause; may be given again"
    )
    made.add_argument("--op", action="append", metavar="NAME", help="only random graphs of this op; may be given again")
    made.add_argument(
        "--examples",
        type=count,
        metavar="N",
        help=f"random programs (default {EXAMPLES}, none where chapters or clauses are named)",
    )
    made.add_argument("--seed", type=count, default=0, metavar="N", help="which random programs (default 0)")
    made.add_argument("--jobs", type=count, default=processors(), metavar="N", help="processes; 0 is this one")
    made.add_argument(
        "--max-nodes", type=count, metavar="N", help=f"ops in most graphs ({_NODES}; with --op, {_NODES_OF_FEW})"
    )
    made.add_argument("--valid-only", action="store_true", help="no programs with faults, whose errors are compared")
    made.add_argument(
        "--most", type=count, default=MOST, metavar="N", help=f"end after N kinds of counterexample (default {MOST})"
    )
    made.add_argument("--report", metavar="DIR", help="write a page, JSON, JUnit and a badge there")
    made.add_argument("--deviations", metavar="FILE", help="known differences, with reasons; see below")
    made.add_argument(
        "--save", metavar="DIR", help=f"write counterexamples there (default: {FOLDER}/, in the report or here)"
    )
    made.add_argument("--date", default="", metavar="DATE", help="the date that the report shall bear")
    made.add_argument("--recorded", action="store_true", help="short for --backend reference --against recorded")
    return made


def _fault(arguments: argparse.Namespace) -> str:
    """What is wrong with the arguments, if anything."""
    unknown = sorted(set(arguments.op or ()) - set(generated_ops()))
    if unknown:
        return f"no random graphs are made of {', '.join(unknown)}{similar(unknown[0], generated_ops())}"
    chapters = set(CHAPTERS.values())
    strange = sorted(set(arguments.chapter or ()) - chapters)
    if strange:
        return f"there is no chapter {', '.join(strange)}; there are {', '.join(sorted(chapters))}"
    wrong = [clause for clause in arguments.clause or () if not re.fullmatch(r"[A-Z]+-\d+", clause)]
    if wrong:
        return f"{wrong[0]!r} is no clause: they are written like RUN-5"
    if arguments.clause and not selected_cases(_request(arguments, "reference")):
        return f"no case is about {', '.join(arguments.clause)}"
    folders = [Path(folder) for folder in (arguments.report, arguments.save) if folder]
    return next(filter(None, map(unwritable, folders)), "")


def _max_nodes(arguments: argparse.Namespace) -> int:
    if arguments.max_nodes is None:
        return _NODES_OF_FEW if arguments.op else _NODES
    return max(1, int(arguments.max_nodes))


def _request(arguments: argparse.Namespace, backend: str) -> Request:
    names_cases = bool(arguments.chapter or arguments.clause)
    examples = arguments.examples if arguments.examples is not None else 0 if names_cases else EXAMPLES
    return Request(
        backend,
        arguments.against or "reference",
        examples,
        arguments.seed,
        tuple(arguments.op or ()),
        _max_nodes(arguments),
        arguments.valid_only,
        max(1, arguments.most),
        tuple(arguments.chapter or ()),
        tuple(arguments.clause or ()),
        names_cases or not arguments.op,
        (),
        arguments.limit,
        arguments.date,
    )


def _run(request: Request, arguments: argparse.Namespace, console: Console, alone: bool) -> Results:
    console.print(f"{request.backend} is held against {request.against}", markup=False, highlight=False)
    with RunProgress(console, request.examples) as progress:
        results = conduct(request, arguments.jobs, progress.update)
    own = "" if alone else re.sub(r"\W+", "-", request.backend).strip("-")
    places = _places(arguments, own, bool(results.counterexamples))
    results = saved(results, places, request)
    print_summary(results, console)
    if results.counterexamples:
        said = f"the counterexamples are in {shlex.quote(str(places[0]))}, each in a file of its own"
        console.print(said, markup=False, highlight=False, soft_wrap=True)
    if arguments.report:
        _report(results, Path(arguments.report) / own, console)
    return results


def _places(arguments: argparse.Namespace, own: str, are_some: bool) -> list[Path]:
    """The folders for counterexamples; a report without any must not keep those of an earlier run."""
    named = [Path(arguments.save) / own] if arguments.save and are_some else []
    named += [Path(arguments.report) / own / FOLDER] if arguments.report else []
    return named or ([FOLDER / own] if are_some else [])


def _report(results: Results, folder: Path, console: Console) -> None:
    from conformance.report_page import write_report

    folder.mkdir(parents=True, exist_ok=True)
    write_report(results, folder)
    page = shlex.quote(str(folder / "index.html"))
    console.print(f"the report is {page}", markup=False, highlight=False, soft_wrap=True)
