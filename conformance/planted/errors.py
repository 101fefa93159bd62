"""Errors that are others, or not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from conformance.graph import Node
from conformance.outcome import BuildError, Crash, Outcome, RunError, Value
from conformance.planted.changed_outcomes import each_run_error, errors_with
from conformance.planted.changed_programs import nodes
from conformance.planted.fault import Outcomes, after, faults, kernels
from conformance.program import Program, Run
from conformance.values import TensorValue
from reference.errors import OpError
from reference.opdef.record import REGISTRY


def _nothing_refused(program: Program, outcomes: Outcomes) -> Outcomes:
    if outcomes and isinstance(outcomes[0], BuildError):
        zero = TensorValue.of(np.float32(0))
        return tuple(Value((zero,) * len(step.fetches)) for step in program.steps if isinstance(step, Run))
    return outcomes


def _refused_late(program: Program, outcomes: Outcomes) -> Outcomes:
    """A graph that is wrong is only refused when it runs."""
    if outcomes and isinstance(outcomes[0], BuildError):
        error = outcomes[0]
        late = RunError(error.error_class, error.code, error.op, error.message)
        return (late,) * len(program.steps)
    return outcomes


def _ending(program: Program, outcomes: Outcomes) -> Outcomes:
    """After a step that failed all others fail too."""
    first: Outcome | None = None
    new = []
    for outcome in outcomes:
        new.append(outcome if first is None else first)
        first = outcome if first is None and isinstance(outcome, RunError) else first
    return tuple(new)


def _clamped(kernel: Callable[..., Any], params: Any, indices: Any, *more: Any, **attrs: Any) -> Any:
    """An index out of range is taken for the nearest."""
    rows = params.shape[int(more[0])] if more else params.shape[0]
    return kernel(params, np.clip(indices, 0, max(rows - 1, 0)).astype(indices.dtype), *more, **attrs)


def _zero_for_division_by_zero(kernel: Callable[..., Any], x: Any, y: Any, **attrs: Any) -> Any:
    if y.dtype.kind not in "iu":
        return kernel(x, y, **attrs)
    result = np.asarray(kernel(x, np.where(y == 0, y.dtype.type(1), y), **attrs))
    return np.where(y == 0, result.dtype.type(0), result)


def _unchecked(kernel: Callable[..., Any], tensor: Any, **attrs: Any) -> Any:
    return tensor


def _without_unknown_attrs(node: Node) -> list[Node]:
    if node.op not in REGISTRY:
        return [node]
    known = REGISTRY[node.op].signature.attrs
    return [replace(node, attrs={name: attr for name, attr in node.attrs.items() if name in known})]


def _without_extra_inputs(node: Node) -> list[Node]:
    """Inputs that are too many are left out."""
    if node.op not in REGISTRY or any(each.is_list for each in REGISTRY[node.op].signature.inputs):
        return [node]
    count = len(REGISTRY[node.op].signature.inputs)
    data = [source for source in node.inputs if not source.startswith("^")]
    control = [source for source in node.inputs if source.startswith("^")]
    return [replace(node, inputs=(*data[len(data) - count if len(data) > count else 0 :], *control))]


def _first_word(error: RunError) -> RunError:
    return replace(error, message=error.message.partition(" ")[0])


def _class_of_python(error: RunError) -> RunError:
    """What the caller did wrong and what an operation did wrong are told by one class."""
    return error if error.code is None else replace(error, error_class="RuntimeError", code=None, op=None)


def _blind_kernels(kernel: Callable[..., Any], *inputs: Any, **attrs: Any) -> Any:
    """An operation that should fail gives NaN."""
    try:
        return kernel(*inputs, **attrs)
    except OpError:
        return np.full_like(inputs[0], np.nan) if inputs[0].dtype.kind == "f" else inputs[0]


FAULTS = faults(
    "errors",
    {
        "errors of another class": ("ERR-2 ERR-10", errors_with(error_class="InternalError")),
        "errors of another code": ("ERR-2", errors_with(code=13)),
        "errors that name no operation": ("ERR-9", errors_with(op=None)),
        "errors with another message": ("WIRE-21", errors_with(message="something went wrong")),
        "errors of which only the first word is kept": ("WIRE-21", each_run_error(_first_word)),
        "errors of the host language": ("ERR-2 ERR-10", each_run_error(_class_of_python)),
        "errors that are crashes": (
            "WIRE-18",
            after(
                lambda program, outcomes: (
                    (Crash(-6, "the worker ended with status -6"),)
                    if any(isinstance(outcome, RunError) for outcome in outcomes)
                    else outcomes
                )
            ),
        ),
        "errors after which every step fails": ("ERR-10 RUN-12", after(_ending)),
        "invalid graphs that are taken": ("INT-7 GRA-15", after(_nothing_refused)),
        "invalid graphs that are refused when they run": ("GRA-15 WIRE-18", after(_refused_late)),
        "attributes that the op does not have": ("INT-8", nodes(_without_unknown_attrs)),
        "inputs too many": ("INT-9", nodes(_without_extra_inputs)),
        "indices out of range that are clamped": ("WIRE-21", kernels(_clamped, "Gather", "GatherV2")),
        "whole numbers divided by zero": (
            "WIRE-21",
            kernels(_zero_for_division_by_zero, "Div", "FloorDiv", "FloorMod", "Mod", "TruncateDiv", "TruncateMod"),
        ),
        "checks that let everything pass": ("WIRE-21", kernels(_unchecked, "CheckNumerics")),
        "outcomes for fewer steps": ("WIRE-18", after(lambda program, outcomes: outcomes[:-1])),
    },
)
