"""The clauses that a counterexample touches, so that whoever meets one knows where to read (CONF-15).

An error is looked up by its message: the clause states it.  Everything else is looked up by what the disagreement
is about, from the most particular to the most general: how the step that differs feeds and fetches, its kind, the
op where the two part, and what differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from conformance.compare import Mismatch, first_lines
from conformance.divergence import needed
from conformance.flat import flat_outcomes, flat_steps, runs
from conformance.graph import Node
from conformance.grouping import CRASH, SOURCES, op_at_fault
from conformance.judgement import Disagreement
from conformance.outcome import BuildError, Outcome, RunError
from conformance.program import OneStep, Program, Run
from conformance.stated import that_name, that_state
from reference.opdef.record import REGISTRY

JUDGED_BY = "WIRE-21"  # says when two outcomes agree
LOST = ("WIRE-18", "WIRE-8")
"""The clauses about an implementation that ended, raised, or did not answer as it must."""

_MOST = 5  # clauses: more would not be read
_MOST_STATED = 2  # clauses that state a message

OF_STEPS = {
    "make_callable": ("SES-15",),
    "call": ("SES-15",),
    "partial_run_setup": ("SES-14", "SES-21"),
    "partial_run": ("SES-14", "SES-21"),
    "close": ("SES-7",),
    "reset": ("SES-12",),
}
"""By the kind of the step that differs."""

OF_ASPECTS = {
    "class": ("ERR-2", "ERR-10"),
    "code": ("ERR-2",),
    "op": ("ERR-9",),
    "dtype": ("FET-3", "DTY-3"),
    "shape": ("FET-3",),
    "value": (JUDGED_BY,),
    "message": (JUDGED_BY,),
}
"""By what differs."""

OF_OPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Const|Placeholder", ("WIRE-12", "DTY-1", "DTY-3")),
    ("MatMul|BatchMatMul.*", ("OPS-20",)),
    ("(Resource)?(Strided)?Slice.*", ("OPS-16",)),
    (".*FloorDiv|.*RealDiv|Div|TruncateDiv", ("OPS-19",)),
    ("FloorMod|Mod|TruncateMod", ("OPS-6",)),
    (".*QueueV2", ("QUE-2", "QUE-5")),
    ("Queue(TryDequeue|Dequeue).*", ("QUE-9",)),
    ("QueueEnqueue.*", ("QUE-8",)),
    ("QueueClose.*", ("QUE-11", "QUE-10")),
    ("QueueSize.*|QueueIsClosed.*", ("QUE-3",)),
    ("VariableV2|VarHandleOp", ("VAR-1", "SES-4")),
    ("Assign|AssignVariableOp", ("VAR-3", "VAR-5")),
    ("Assign(Add|Sub).*|(Resource)?Scatter.*", ("VAR-7",)),
    ("ReadVariableOp", ("VAR-3",)),
    ("Random.*|Multinomial|TruncatedNormal|Parameterized.*", ("RND-9",)),
)
"""By the op where the two part, a pattern of its name."""

OF_QUEUES = {
    "FIFOQueueV2": "QUE-14",
    "RandomShuffleQueueV2": "QUE-15",
    "PaddingFIFOQueueV2": "QUE-16",
    "PriorityQueueV2": "QUE-17",
}
"""By the kind of queue that a graph has."""

_OF_INPUTS = {("x", "y"): "OPS-22", ("input", "reduction_indices"): "OPS-21", ("input", "axis"): "OPS-21"}
_ARITHMETIC = (("x",), ("x", "y"))
_OUTSIDE_FINITE = ("nan", "inf", "-inf")


def clauses_touched(
    program: Program, disagreements: Sequence[Disagreement], expected: Sequence[Outcome]
) -> tuple[str, ...]:
    """The clauses to read about a counterexample, those that say most first; ``expected`` is what is right.

    There is always one: at least the clause by which outcomes are judged.
    """
    found: dict[str, None] = {}
    for disagreement in disagreements[:1]:
        if disagreement.mismatch.actual.startswith(CRASH):
            return LOST
        found |= dict.fromkeys(_stated(disagreement.mismatch, expected))
        found |= dict.fromkeys(_about(program, disagreement, expected))
    return tuple(found)[:_MOST] or (JUDGED_BY,)


def _stated(mismatch: Mismatch, expected: Sequence[Outcome]) -> list[str]:
    """The clauses that state the message of the error that is right, or, where none is, of the one that came."""
    wanted = flat_outcomes(expected)[mismatch.step or 0] if expected else None
    messages = first_lines(wanted.message) if isinstance(wanted, BuildError | RunError) else frozenset[str]()
    if not messages and mismatch.aspect == "outcome" and " when " in mismatch.actual:
        messages = frozenset([mismatch.actual.partition(": ")[2]])
    return [name for message in sorted(messages) for name in that_state(message)[:_MOST_STATED]]


def _about(program: Program, disagreement: Disagreement, expected: Sequence[Outcome]) -> Iterator[str]:
    """The clauses about what the disagreement is about."""
    mismatch = disagreement.mismatch
    if mismatch.aspect in ("class", "code", "op", "dtype"):
        yield from OF_ASPECTS[mismatch.aspect]
    if mismatch.step is not None and disagreement.divergence is None:  # else a node is wrong by itself
        yield from _of_step(program, mismatch, expected)
    is_fed = mismatch.step is not None and mismatch.fetch in runs(program)[mismatch.step].feeds  # whatever makes it
    if mismatch.aspect in ("value", "shape", "outcome") and not is_fed:
        yield from _of_op(program, op_at_fault(program, disagreement), mismatch)
    yield from OF_ASPECTS.get(mismatch.aspect, ())
    if mismatch.step is not None:
        yield from _of_kind(flat_steps(program)[mismatch.step])
        if disagreement.divergence is None and len(runs(program)[mismatch.step].feeds) > 1:
            yield "FEE-1"


def _of_kind(step: OneStep) -> tuple[str, ...]:
    limited = ("RUN-10", "OPT-1") if isinstance(step, Run) and step.timeout_ms else ()
    return (*OF_STEPS.get(str(step.to_json()["do"]), ()), *limited)


def _of_step(program: Program, mismatch: Mismatch, expected: Sequence[Outcome]) -> Iterator[str]:
    """The clauses about how the step that differs is made, and about those before it."""
    assert mismatch.step is not None
    step, run = flat_steps(program)[mismatch.step], runs(program)[mismatch.step]
    nodes = {node.name: node for node in program.graph.nodes}
    yield from _of_kind(step)
    yield from _of_fetches(run, mismatch)
    yield from _of_feeds(run, mismatch, nodes)
    behind = [nodes[name] for name in needed(nodes, (*run.fetches, *run.targets), run.feeds)]
    if any(source.startswith("^") for node in behind for source in node.inputs):
        yield "RUN-4"
    if run.targets:
        yield "RUN-2"
    earlier = flat_outcomes(expected)[: mismatch.step]
    if any(isinstance(outcome, RunError) for outcome in earlier):
        yield "RUN-12"
    if len({getattr(each, "session", None) for each in flat_steps(program)} - {None}) > 1:
        yield "SES-4"


def _of_fetches(run: Run, mismatch: Mismatch) -> Iterator[str]:
    if mismatch.fetch is None and len(set(run.fetches)) == len(run.fetches):
        return
    if len(set(run.fetches)) < len(run.fetches):
        yield "FET-7"
    if mismatch.fetch is not None and ":" not in mismatch.fetch:
        yield from ("FET-2", "FET-4")
    elif mismatch.fetch is not None and not mismatch.fetch.endswith(":0"):
        yield "NAM-5"
    if len(run.fetches) > 1:
        yield "FET-5"


def _of_feeds(run: Run, mismatch: Mismatch, nodes: dict[str, Node]) -> Iterator[str]:
    if not run.feeds:
        return
    ops = {nodes[name.partition(":")[0]].op for name in run.feeds if name.partition(":")[0] in nodes}
    if mismatch.fetch in run.feeds:
        yield "FEE-8"
    if ops - {"Placeholder"}:
        yield from ("FEE-14", "RUN-3")


def _of_op(program: Program, op: str, mismatch: Mismatch) -> Iterator[str]:
    """The clauses about what an op must give."""
    inputs = tuple(argument.name for argument in REGISTRY[op].signature.inputs) if op in REGISTRY else ()
    if mismatch.aspect == "value" and _is_beyond(mismatch, inputs):
        yield "RUN-18"
    if op.startswith("Queue"):
        yield from (clause for kind, clause in OF_QUEUES.items() if kind in program.graph.ops())
    yield from (clause for pattern, clauses in OF_OPS if re.fullmatch(pattern, op) for clause in clauses)
    if inputs in _OF_INPUTS:
        yield _OF_INPUTS[inputs]
    if op and op not in SOURCES:
        yield from that_name(op)[:_MOST_STATED]
        if any(_lacks_an_attribute(node) for node in program.graph.nodes if node.op == op):
            yield "INT-8"


def _is_beyond(mismatch: Mismatch, inputs: tuple[str, ...]) -> bool:
    """Whether arithmetic left the numbers: it overflowed, was undefined, or made a zero of the other sign."""
    if not {mismatch.expected, mismatch.actual}.isdisjoint(_OUTSIDE_FINITE) or mismatch.ulps == 0:
        return True
    is_large = any(re.fullmatch(r"-?\d{3,}", side) for side in (mismatch.expected, mismatch.actual))
    return is_large and inputs in _ARITHMETIC  # of smaller whole numbers nothing overflows


def _lacks_an_attribute(node: Node) -> bool:
    """Whether a node leaves an attribute to its default."""
    return any(name not in node.attrs for name in REGISTRY[node.op].signature.attrs)
