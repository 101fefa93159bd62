"""Names that are not what the graph calls things."""

from __future__ import annotations

from dataclasses import replace

from conformance.outcome import Outcome, RunError, Value
from conformance.planted.changed_outcomes import each_run, each_run_error
from conformance.planted.changed_programs import steps
from conformance.planted.fault import before, faults
from conformance.program import Program, Run


def _unique(program: Program) -> Program:
    """A name that is taken is made another one."""
    taken: set[str] = set()
    new = []
    for node in program.graph.nodes:
        name = node.name
        while name in taken:
            name += "_1"
        taken.add(name)
        new.append(replace(node, name=name))
    return replace(program, graph=replace(program.graph, nodes=tuple(new)))


def _allowed(program: Program) -> Program:
    """Characters that no name may have are left out."""
    new = []
    for node in program.graph.nodes:
        name = "".join(part for part in node.name if part.isascii() and (part.isalnum() or part in "_./-"))
        new.append(replace(node, name=name.lstrip("/_-") or "x"))
    return replace(program, graph=replace(program.graph, nodes=tuple(new)))


def _without_scope(error: RunError) -> RunError:
    return replace(error, op=None if error.op is None else error.op.rpartition("/")[2])


def _in_lower_case(error: RunError) -> RunError:
    return replace(error, op=None if error.op is None else error.op.lower())


def _nearest_output(program: Program, step: Run) -> Run:
    """An output that an operation does not have is taken for its first."""
    names = {node.name for node in program.graph.nodes}
    fetches = tuple(
        f"{fetch.partition(':')[0]}:0" if fetch.endswith(":9") and fetch.partition(":")[0] in names else fetch
        for fetch in step.fetches
    )
    return replace(step, fetches=fetches)


def _nothing_for_nothing(program: Program, step: Run, outcome: Outcome) -> Outcome:
    """What is not there is fetched as None, as if it were an operation."""
    if isinstance(outcome, RunError) and outcome.message.startswith("Fetch argument"):
        return Value((None,) * len(step.fetches))
    return outcome


FAULTS = faults(
    "names",
    {
        "a name that is taken becomes another one": ("INT-7", before(_unique)),
        "a name that none may have becomes another one": ("NAM-1", before(_allowed)),
        "errors that name operations without their scopes": ("ERR-9", each_run_error(_without_scope)),
        "errors that name operations in lower case": ("ERR-9", each_run_error(_in_lower_case)),
        "outputs that are not there, taken for the first": ("NAM-5 FET-13", steps(_nearest_output)),
        "fetches of nothing that give nothing": ("FET-13", each_run(_nothing_for_nothing)),
    },
)
