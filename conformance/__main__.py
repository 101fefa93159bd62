"""``python -m conformance``: holds an implementation against TensorFlow 1.15.5 on random graphs."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from conformance.backend import Backend, CommandBackend, ModuleBackend, find_oracle
from conformance.campaign import MOST, Counterexample, Plan, Tally, random_campaign, recorded_campaign, some_programs
from conformance.generator.programs import generated_ops
from conformance.judgement import judge
from conformance.oracle import ORACLE_ENVIRONMENT, oracle_command
from conformance.program import Program
from conformance.recording import RECORDED, RecordedBackend, record
from conformance.report import disagreement_lines, program_lines

_EPILOG = """
examples:
  python -m conformance                          200 random graphs, reference against TensorFlow 1.15.5
  python -m conformance --examples 2000 --seed 7 more of them, others
  python -m conformance --op MatMul --op Reshape only graphs of these ops
  python -m conformance --replay FILE            one counterexample again

TensorFlow 1.15 is looked for in GRAPHSESSION_ORACLE, .oracle/bin/python and pyenv's Pythons 3.7.  Where it is
not found, its recorded outcomes stand in for it.

exit status: 0 all agree, 1 some disagree, 2 the command was wrong or an implementation could not be started
"""


def main(argv: list[str] | None = None) -> int:
    """Runs the command and gives its exit status."""
    arguments = _parser().parse_args(argv)
    console = Console()
    unknown = sorted(set(arguments.op or ()) - set(generated_ops()))
    if unknown:
        print(f"conformance: no random graphs are made of {', '.join(unknown)}", file=sys.stderr)
        return 2
    oracle, sentence = find_oracle()
    if arguments.record:
        return _record(arguments, oracle, sentence, console)
    try:
        actual: Backend = ModuleBackend(arguments.module)
    except ImportError as error:
        print(f"conformance: {error}", file=sys.stderr)
        return 2
    expected: Backend
    if oracle is None or arguments.recorded:
        expected = RecordedBackend()
        why = "" if oracle is not None else f": {sentence}"
        console.print(f"TensorFlow's recorded outcomes stand in for it{why}")
    else:
        expected = CommandBackend(oracle_command(oracle, plain=True, threads=1), ORACLE_ENVIRONMENT)
        console.print(f"TensorFlow 1.15: {sentence}")
    try:
        if arguments.replay:
            return _replay(Path(arguments.replay), expected, actual, console)
        tally = _run(arguments, expected, actual, console)
    finally:
        expected.close()
        actual.close()
    _summarise(tally, arguments, console)
    return 1 if tally.counterexamples else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m conformance",
        description="Holds an implementation against TensorFlow 1.15.5 on random graphs: values, shapes, errors.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--module", default="reference", help="the tf-like module to hold against TensorFlow")
    parser.add_argument("--examples", type=int, default=200, metavar="N", help="how many random graphs (default 200)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="which random graphs (default 0)")
    parser.add_argument("--max-nodes", type=int, default=12, metavar="N", help="ops in the largest graph (default 12)")
    parser.add_argument("--valid-only", action="store_true", help="no programs with faults, whose errors are compared")
    parser.add_argument("--most", type=int, default=MOST, metavar="N", help=f"end after N disagreements ({MOST})")
    parser.add_argument("--op", action="append", metavar="NAME", help="make graphs of this op; may be given again")
    parser.add_argument("--recorded", action="store_true", help="use recorded outcomes though TensorFlow is there")
    parser.add_argument("--save", metavar="DIR", help="write counterexamples there")
    parser.add_argument("--replay", metavar="FILE", help="judge the program in this file")
    parser.add_argument("--record", action="store_true", help=f"ask TensorFlow and rewrite {RECORDED.name}")
    return parser


def _run(arguments: argparse.Namespace, expected: Backend, actual: Backend, console: Console) -> Tally:
    total = len(expected) if isinstance(expected, RecordedBackend) else arguments.examples
    with _progress(console) as bar:
        task = bar.add_task("graphs", total=total, found=0)

        def update(tally: Tally) -> None:
            bar.update(task, completed=tally.programs, found=len(tally.counterexamples))

        if isinstance(expected, RecordedBackend):
            return recorded_campaign(expected.programs(), expected, actual, update)
        return random_campaign(_plan(arguments), expected, actual, update)


def _plan(arguments: argparse.Namespace) -> Plan:
    return Plan(
        arguments.examples,
        arguments.seed,
        arguments.op,
        arguments.max_nodes,
        not arguments.valid_only,
        arguments.most,
    )


def _progress(console: Console) -> AbstractContextManager[Progress]:
    found = TextColumn("{task.fields[found]} disagree")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), found, TimeElapsedColumn())
    return Progress(*columns, console=console)


def _record(arguments: argparse.Namespace, oracle: Path | None, sentence: str, console: Console) -> int:
    if oracle is None:
        print(f"conformance: {sentence}", file=sys.stderr)
        return 2
    backend = CommandBackend(oracle_command(oracle, plain=True, threads=1), ORACLE_ENVIRONMENT)
    try:
        console.print(f"recorded {record(some_programs(_plan(arguments)), backend)} programs in {RECORDED.name}")
    finally:
        backend.close()
    return 0


def _replay(path: Path, expected: Backend, actual: Backend, console: Console) -> int:
    try:
        program = Program.from_json(json.loads(path.read_text()))
    except (OSError, ValueError) as fault:
        print(f"conformance: {path} is no program: {fault}", file=sys.stderr)
        return 2
    judgement = judge(program, expected, actual)
    _print(program_lines(program), console)
    for disagreement in judgement.disagreements:
        _print(disagreement_lines(disagreement), console)
    explained = f", {len(judgement.deviations)} known deviations" if judgement.deviations else ""
    console.print(f"{judgement.steps_agreed} steps agree, {judgement.unsupported} unsupported{explained}")
    return 1 if judgement.disagreements else 0


def _print(lines: Iterable[str], console: Console) -> None:
    """Prints lines as they are; what does not fit is continued further in."""
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        first, *rest = textwrap.wrap(line, console.width, subsequent_indent=indent, break_on_hyphens=False) or [""]
        for part in (first, *rest):
            console.print(part, markup=False, highlight=False, soft_wrap=True)


def _summarise(tally: Tally, arguments: argparse.Namespace, console: Console) -> None:
    for number, counterexample in enumerate(tally.counterexamples, 1):
        _show(number, counterexample, arguments.save, console)
    generated = set(generated_ops())
    table = Table(show_header=False, box=None)
    table.add_row("programs", str(tally.programs))
    table.add_row("steps that agree", str(tally.steps_agreed))
    table.add_row("steps unsupported by one side", str(tally.unsupported))
    table.add_row("ops that took part", f"{len(generated & set(tally.ops))} of {len(generated)}")
    for deviation, count in sorted(tally.deviations.items()):
        table.add_row(f"known deviation {deviation}", str(count))
    table.add_row("disagreements", str(len(tally.counterexamples)))
    console.print(table)
    console.print("[bold green]agree[/]" if not tally.counterexamples else "[bold red]disagree[/]")


def _show(number: int, counterexample: Counterexample, folder: str | None, console: Console) -> None:
    console.rule(f"counterexample {number}")
    _print(program_lines(counterexample.program), console)
    console.print()
    for disagreement in counterexample.disagreements:
        _print(disagreement_lines(disagreement), console)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        path = Path(folder) / f"counterexample-{number}.json"
        path.write_text(json.dumps(counterexample.program.to_json(), indent=1))
        console.print(f"written; again: python -m conformance --replay {path}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
