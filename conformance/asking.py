"""Ask an implementation what comes of a program, whatever it does in place of an answer.

An implementation in this process is an object that somebody else wrote.  It may raise, or give what is no outcome:
that is a crash of the program in hand, and nothing else.  It may change the program, if it is given a copy.  What it
cannot be kept from is to run for ever, or to end the process without a word: a worker behind a command can.
"""

from __future__ import annotations

import traceback
from dataclasses import replace
from typing import Any

from conformance.backend import Backend
from conformance.graph import Node
from conformance.outcome import (
    AtOnceOutcome,
    BuildError,
    Crash,
    Hang,
    Outcome,
    RunError,
    Unsupported,
    Value,
    check,
)
from conformance.program import AtOnce, PartialRun, Program, Run, RunNested, Step
from conformance.reading import Malformed
from conformance.values import DTYPES, OPAQUE, TensorValue, element_count

_LAST_LINES = 20  # of the account of an exception


def outcomes_of(backend: Backend, program: Program) -> tuple[Outcome, ...]:
    """What an implementation makes of a program; a crash where it raises, or its outcomes are not of this program."""
    try:
        came = backend.run(program)
    except (Exception, SystemExit) as error:  # whatever it raises is the outcome
        return (_raised(error),)
    try:
        return check(program, well_formed(came))
    except Malformed as fault:
        return (Crash(None, f"the outcomes are not of this program: {fault}"),)


def own_copy(program: Program) -> Program:
    """A program that is equal and that may be changed without changing the other."""
    nodes = tuple(_node_copy(node) for node in program.graph.nodes)
    return Program(replace(program.graph, nodes=nodes), tuple(map(_step_copy, program.steps)))


def well_formed(outcomes: Any) -> tuple[Outcome, ...]:
    """Outcomes that are made of what outcomes are made of; raises Malformed."""
    if not isinstance(outcomes, (tuple, list)):
        raise Malformed(f"a tuple of outcomes is wanted, not {type(outcomes).__name__}")
    for index, outcome in enumerate(outcomes):
        try:
            _check_outcome(outcome)
        except Malformed as fault:
            raise fault.inside(f"[{index}]") from None
    return tuple(outcomes)


def _raised(error: BaseException) -> Crash:
    account = "".join(traceback.format_exception(error)).splitlines()
    words = traceback.format_exception_only(error)[-1].strip()
    return Crash(None, f"the implementation raised {words}", tuple(account[-_LAST_LINES:]))


def _node_copy(node: Node) -> Node:
    return replace(node, attrs=dict(node.attrs))


def _step_copy(step: Step) -> Step:
    if isinstance(step, (Run, RunNested, PartialRun)):
        return replace(step, feeds=dict(step.feeds))
    if isinstance(step, AtOnce):
        return AtOnce(tuple(tuple(_step_copy(one) for one in thread) for thread in step.threads))  # type: ignore[misc]
    return step


def _check_outcome(outcome: Any) -> None:
    """Raises Malformed for what is no outcome."""
    if isinstance(outcome, Value):
        for index, value in enumerate(_several(outcome.values, "values")):
            if value is not None:
                _check_value(value, f"values[{index}]")
    elif isinstance(outcome, (BuildError, RunError)):
        _check_fields(outcome, error_class=str, code=(int, type(None)), op=(str, type(None)), message=str)
    elif isinstance(outcome, Unsupported):
        _check_fields(outcome, message=str)
        if not all(isinstance(op, str) for op in _several(outcome.ops, "ops")):
            raise Malformed("names of ops are wanted", "ops")
    elif isinstance(outcome, AtOnceOutcome):
        for thread in _several(outcome.threads, "threads"):
            well_formed(thread)
    elif not isinstance(outcome, (Crash, Hang)):
        raise Malformed(f"an outcome is wanted, not {type(outcome).__name__}")


def _check_fields(outcome: Any, **kinds: Any) -> None:
    for name, kind in kinds.items():
        found = getattr(outcome, name)
        if not isinstance(found, kind):
            raise Malformed(f"holds {type(found).__name__}", name)


def _several(things: Any, name: str) -> Any:
    if not isinstance(things, (tuple, list)):
        raise Malformed(f"a tuple is wanted, not {type(things).__name__}", name)
    return things


def _check_value(value: Any, where: str) -> None:
    """Raises Malformed for what is no value of a tensor (WIRE-12)."""
    if not isinstance(value, TensorValue):
        raise Malformed(f"a TensorValue is wanted, not {type(value).__name__}", where)
    shape = value.shape
    if value.dtype not in DTYPES:
        raise Malformed(f"{value.dtype!r} is no dtype", where)
    if not isinstance(shape, tuple) or not all(isinstance(size, int) and size >= 0 for size in shape):
        raise Malformed(f"{shape!r} is no shape", where)
    if value.dtype in OPAQUE:
        if value.data is not None or shape:
            raise Malformed(f"a {value.dtype} is a scalar without contents", where)
        return
    kind = tuple if value.dtype == "string" else bytes
    if not isinstance(value.data, kind):
        raise Malformed(f"a {value.dtype} keeps its contents as {kind.__name__}", where)
    wanted = element_count(shape) * (1 if kind is tuple else DTYPES[value.dtype].itemsize)
    if len(value.data) != wanted:
        things = "strings" if kind is tuple else "bytes"
        raise Malformed(f"holds {len(value.data)} {things} where dtype and shape want {wanted}", where)
    _check_elements(value, where)


def _check_elements(value: TensorValue, where: str) -> None:
    if isinstance(value.data, tuple) and not all(isinstance(item, bytes) for item in value.data):
        raise Malformed("a string is bytes", where)
    if value.dtype == "bool" and isinstance(value.data, bytes) and value.data.strip(b"\0\1"):
        raise Malformed("a bool is the byte 0 or 1", where)
