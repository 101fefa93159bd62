"""Callables that are not what a run would be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.planted.fault import Alteration, altered, before, faults
from conformance.program import MakeCallable, Program
from reference.session.session import BaseSession


def _first_feeds_kept(original: Callable[..., Any]) -> Callable[..., Any]:
    """Every call is made with the values of the first."""

    def make_callable(self: Any, *args: Any, **keywords: Any) -> Any:
        made = original(self, *args, **keywords)
        first: list[Any] = []

        def call(*values: Any, **options: Any) -> Any:
            first.extend([values] if not first else [])
            return made(*(first[0] if len(first[0]) == len(values) else values), **options)

        return call

    return make_callable


def _first_result_kept(original: Callable[..., Any]) -> Callable[..., Any]:
    """Every call gives what the first gave."""

    def make_callable(self: Any, *args: Any, **keywords: Any) -> Any:
        made = original(self, *args, **keywords)
        first: list[Any] = []

        def call(*values: Any, **options: Any) -> Any:
            if not first:
                first.append(made(*values, **options))
            return first[0]

        return call

    return make_callable


def _run_when_made(original: Callable[..., Any]) -> Callable[..., Any]:
    """A callable without feeds is run once when it is made."""

    def make_callable(self: Any, *args: Any, **keywords: Any) -> Any:
        made = original(self, *args, **keywords)
        if not (args[1] if len(args) > 1 else keywords.get("feed_list")):
            made()
        return made

    return make_callable


def _feeds_backwards(program: Program) -> Program:
    """Values are fed in the reverse order of the list of feeds."""
    steps = []
    for step in program.steps:
        if isinstance(step, MakeCallable) and step.feeds is not None:
            step = replace(step, feeds=step.feeds[::-1])
        steps.append(step)
    return replace(program, steps=tuple(steps))


def _without_targets(program: Program) -> Program:
    steps = (
        replace(step, targets=()) if isinstance(step, MakeCallable) and step.fetches else step for step in program.steps
    )
    return replace(program, steps=tuple(steps))


def _make_callable(change: Callable[..., Any]) -> Any:
    return altered(Alteration(BaseSession, "make_callable", change))


FAULTS = faults(
    "callables",
    {
        "callables that keep the feeds of their first call": ("SES-15", _make_callable(_first_feeds_kept)),
        "callables that keep the result of their first call": ("SES-15", _make_callable(_first_result_kept)),
        "callables that run when they are made": ("SES-15", _make_callable(_run_when_made)),
        "callables that take their feeds backwards": ("SES-15", before(_feeds_backwards)),
        "callables that drop their targets": ("SES-15", before(_without_targets)),
    },
)
