"""Programs, values and disagreements as text that a person reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from conformance.divergence import Divergence
from conformance.graph import Attr, Node
from conformance.judgement import Disagreement
from conformance.program import (
    AtOnce,
    Call,
    MakeCallable,
    OneStep,
    PartialRun,
    PartialRunSetup,
    Program,
    Reset,
    Run,
    RunNested,
)
from conformance.showing import outcome_text, value_text
from conformance.values import TensorValue


def program_lines(program: Program) -> Iterator[str]:
    """A program, one line a node and one line a step.

    >>> from conformance.graph import Graph
    >>> print(*program_lines(Program(Graph((Node("done", "NoOp"),)), (Run(targets=("done",)),))), sep="\\n")
    done = NoOp()
    step 0: run done
    """
    for node in program.graph.nodes:
        yield node_line(node)
    number = 0
    for step in program.steps:
        threads = step.threads if isinstance(step, AtOnce) else ((step,),)
        for thread, steps in enumerate(threads):
            for one in steps:
                place = f"step {number}, in thread {thread} of {len(threads)}" if step is not one else f"step {number}"
                yield place + step_text(one)
                number += 1


def node_line(node: Node) -> str:
    """A node as a call.

    >>> import numpy as np
    >>> node_line(Node("x", "Const", (), {"value": Attr("tensor", TensorValue.of(np.int32(3)))}))
    'x = Const(value=int32[] 3)'
    """
    given = [*node.inputs, *(f"{name}={attr_text(attr)}" for name, attr in node.attrs.items())]
    return f"{node.name} = {node.op}({', '.join(given)})" + (f" on {node.device}" if node.device else "")


def attr_text(attr: Attr) -> str:
    """The value of an attribute, without its kind."""
    if attr.kind == "tensor":
        return value_text(attr.value)
    plain = next(iter(attr.to_json().values()))
    return plain if attr.kind == "type" else json.dumps(plain, ensure_ascii=False)


def step_text(step: OneStep) -> str:
    """A step of any kind but AtOnce: its session, if that is not the usual one, and what it does.

    >>> step_text(Run("other", targets=("init",)))
    ' (session other): run init'
    """
    session = getattr(step, "session", "main")
    return ("" if session == "main" else f" (session {session})") + ": " + _action(step)


def _action(step: OneStep) -> str:
    if isinstance(step, Run):
        limit = f" within {step.timeout_ms} ms" if step.timeout_ms else ""
        return f"run {_asked((*step.fetches, *step.targets))}" + _fed(step.feeds) + limit
    if isinstance(step, RunNested):
        return f"run {step.nest.text(step.fetches)}" + _fed(step.feeds)
    if isinstance(step, MakeCallable):
        return f"make the callable {step.callable} of {_asked((*step.fetches, *step.targets))}" + _to_feed(step.feeds)
    if isinstance(step, Call):
        return f"call {step.callable}" + _with("; ".join(map(value_text, step.values)))
    if isinstance(step, PartialRunSetup):
        return f"set {step.handle} up for {_asked((*step.fetches, *step.targets))}" + _to_feed(step.feeds)
    if isinstance(step, PartialRun):
        return f"a part of {step.handle} for {_asked(step.fetches)}" + _fed(step.feeds)
    return f"reset {_asked(step.containers)}" if isinstance(step, Reset) else "close"


def _asked(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing"


def _fed(feeds: Mapping[str, TensorValue]) -> str:
    return _with("; ".join(f"{name} = {value_text(value)}" for name, value in feeds.items()))


def _to_feed(names: Sequence[str] | None) -> str:
    return "" if names is None else _with(", ".join(names), " fed with ")


def _with(text: str, word: str = " with ") -> str:
    return word + text if text else ""


def disagreement_lines(disagreement: Disagreement) -> Iterator[str]:
    """What was expected and what came, and the node where it began."""
    mismatch = disagreement.mismatch
    place = "the program" if mismatch.step is None else f"step {mismatch.step}"
    if mismatch.fetch is not None:
        place += f", fetch {mismatch.fetch}"
    if mismatch.index:
        place += str(list(mismatch.index))
    yield f"{place}: another {mismatch.aspect}"
    yield f"  expected  {mismatch.expected}"
    yield f"  actual    {mismatch.actual}" + _distance(disagreement)
    if disagreement.remark:
        yield f"  ({disagreement.remark})"
    if disagreement.divergence is not None:
        yield from _divergence_lines(disagreement.divergence)


def _distance(disagreement: Disagreement) -> str:
    mismatch = disagreement.mismatch
    parts = []
    if mismatch.ulps is not None:
        parts.append(f"{mismatch.ulps:g} ULP apart" if mismatch.ulps else "zeros of another sign")
    if mismatch.count > 1:
        parts.append(f"{mismatch.count} elements differ")
    return f"   ({', '.join(parts)})" if parts else ""


def _divergence_lines(divergence: Divergence) -> Iterator[str]:
    yield f"  It begins at {node_line(divergence.node)}"
    for name, value in divergence.inputs.items():
        yield f"    given     {name} = {value_text(value)}"
    for side, came in (("expected", divergence.expected), ("actual", divergence.actual)):
        yield f"    {side:<9} {value_text(came) if isinstance(came, TensorValue) else outcome_text(came)}"
