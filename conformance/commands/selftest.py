"""``python -m conformance selftest``: plants faults in the reference, and sees each of them caught."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterator
from statistics import median

from rich.console import Console
from rich.progress import track
from rich.table import Table

from conformance.commands.arguments import count, parser, processors, refuse, similar
from conformance.planted import EXAMPLES, FAULTS, find

Row = tuple[str, bool, int, int | None]  # fault, caught, examples, nodes

_DESCRIPTION = """\
Plants faults in the reference, one at a time, and holds each of these wrong implementations against the reference
on random programs: every fault must be caught.
"""

_EPILOG = """\
A planted fault can also be looked at:  python -m conformance --backend "planted:NAME"

exit status: 0 if every fault is caught, 1 if one escapes, 2 if the command was wrong
"""


def main(argv: list[str]) -> int:
    """Runs the command and gives its exit status."""
    made = parser("selftest", _DESCRIPTION, _EPILOG)
    made.add_argument("--fault", action="append", metavar="NAME", help="only this fault; may be given again")
    made.add_argument(
        "--examples", type=count, default=EXAMPLES, metavar="N", help=f"programs for each fault (default {EXAMPLES})"
    )
    made.add_argument("--seed", type=count, default=0, metavar="N", help="which random programs (default 0)")
    made.add_argument("--jobs", type=count, default=processors(), metavar="N", help="processes; 0 is this one")
    arguments = made.parse_args(argv)
    names = arguments.fault or list(FAULTS)
    unknown = [name for name in names if name not in FAULTS]
    if unknown:
        hint = similar(unknown[0], FAULTS) or f"; some of the {len(FAULTS)} are {', '.join(list(FAULTS)[:3])}"
        return refuse(f"no fault is called {unknown[0]!r}{hint}")
    console = Console()
    tasks = [(name, arguments.examples, arguments.seed) for name in names]
    found = _all_found(tasks, arguments.jobs)
    shown = track(found, "faults", len(names), console=console, transient=True) if console.is_terminal else found
    rows: list[Row] = []
    try:
        for row in shown:
            rows.append(row)
            if not console.is_terminal:
                console.print(f"  {len(rows)} of {len(names)}: {_line(row)}", highlight=False, soft_wrap=True)
    except KeyboardInterrupt:
        console.print("interrupted")
    _summarise(sorted(rows, key=lambda row: (row[1], -row[2])), len(names), console)
    return 0 if len(rows) == len(names) and all(caught for _, caught, _, _ in rows) else 1


def _all_found(tasks: list[tuple[str, int, int]], jobs: int) -> Iterator[Row]:
    if not jobs:
        yield from map(_found, tasks)
        return
    with multiprocessing.get_context("spawn").Pool(min(jobs, len(tasks)), _begin) as pool:
        yield from pool.imap_unordered(_found, tasks)


def _begin() -> None:
    """What this module loads stays: the collector need not look at it for every program."""
    gc.freeze()


def _found(task: tuple[str, int, int]) -> Row:
    name, examples, seed = task
    found = find(FAULTS[name], examples, seed)
    return name, found.caught, found.examples, found.nodes


def _line(row: Row) -> str:
    name, caught, examples, nodes = row
    if not caught:
        return f"{name}: escaped {examples} programs"
    return f"{name}: caught by program {examples}, {nodes} node{'' if nodes == 1 else 's'}"


def _summarise(rows: list[Row], faults: int, console: Console) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading, justify in (("fault", "left"), ("clauses", "left"), ("examples", "right"), ("nodes", "right")):
        table.add_column(heading, justify="right" if justify == "right" else "left")
    table.add_column("")
    for name, caught, examples, nodes in rows:
        verdict = "[green]caught[/]" if caught else "[bold red]escaped[/]"
        clauses = ", ".join(FAULTS[name].clauses)
        table.add_row(name, clauses, f"{examples:,}", "·" if nodes is None else str(nodes), verdict)
    console.print(table)
    needed = [examples for _, caught, examples, _ in rows if caught]
    nodes_of = [nodes for *_, nodes in rows if nodes is not None]
    if needed:
        within = sum(examples <= 200 for examples in needed)
        console.print(
            f"{len(needed)} of {faults} faults caught, {within} of them within 200 programs; "
            f"counterexamples of {median(nodes_of):g} nodes (median)",
            highlight=False,
        )
