"""Faults in steps: feeds, fetches and targets, callables, steps in parts, sessions that are closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from conformance.generator.choices import Choices
from conformance.generator.faults.fault import fault, first_run, last_step, nodes_of, repeatable, some
from conformance.program import (
    Call,
    Close,
    MakeCallable,
    PartialRun,
    PartialRunSetup,
    Program,
    Reset,
    Run,
    Step,
)
from conformance.values import TensorValue

# ---- fetches and targets


@fault("a fetch of nothing", "FET-13")
def _unknown_fetch(choices: Choices, program: Program) -> Program | None:
    name = program.graph.nodes[-1].name
    fetch = choices.choice(["nowhere:0", f"{name}:9", "nowhere", f"{name}:9", f"{name}:x", "^a", ""])
    return last_step(program, Run(fetches=(fetch,)))


@fault("a target of nothing", "FET-13")
def _unknown_target(choices: Choices, program: Program) -> Program | None:
    return last_step(program, Run(targets=(choices.choice(["nowhere", "no/where", "nowhere:0:0"]),)))


@fault("a step of an empty graph", "SES-9")
def _empty_graph(choices: Choices, program: Program) -> Program | None:
    step = Run(fetches=("x:0",)) if choices.boolean() else Run()
    return Program(replace(program.graph, nodes=()), (step,))


# ---- feeds


@fault("a feed of nothing", "FEE-2")
def _unknown_feed(choices: Choices, program: Program) -> Program | None:
    step, name = first_run(program), program.graph.nodes[-1].name
    if step is None:
        return None
    fed = choices.choice(["nowhere:0", "nowhere", f"{name}:9", name])
    return last_step(program, replace(step, feeds={**step.feeds, fed: TensorValue.of(np.float32(1))}))


def _feed_changed(
    choices: Choices, program: Program, change: Callable[[TensorValue], TensorValue | None]
) -> Program | None:
    found = some(choices, [(step, name) for step in repeatable(program)[:1] for name in step.feeds])
    if found is None:
        return None
    step, name = found
    feeds = dict(step.feeds)
    value = change(feeds.pop(name))
    return last_step(program, replace(step, feeds={**feeds, name: value} if value else feeds))


@fault("a feed that is missing", "FEE-7")
def _feed_missing(choices: Choices, program: Program) -> Program | None:
    return _feed_changed(choices, program, lambda value: None)


@fault("a feed of another shape", "FEE-4")
def _feed_shape(choices: Choices, program: Program) -> Program | None:
    return _feed_changed(choices, program, lambda value: TensorValue.of(value.array()[None, None]))


@fault("a feed of another dtype", "FEE-3", "FEE-11")
def _feed_dtype(choices: Choices, program: Program) -> Program | None:
    other = choices.choice([np.float32(0.5), np.int32(-1), np.complex64(1j), np.bool_(True), b"text"])
    keeps_shape = choices.boolean()

    def change(value: TensorValue) -> TensorValue:
        return TensorValue.of(np.full(value.shape, other) if keeps_shape and other != b"text" else other)

    return _feed_changed(choices, program, change)


# ---- sessions


@fault("a session that is closed", "SES-8")
def _closed(choices: Choices, program: Program) -> Program | None:
    step = first_run(program)
    return None if step is None else _then(program, Close(step.session), step)


def _then(program: Program, *steps: Step) -> Program:
    return replace(program, steps=(*program.steps, *steps))


@fault("a session that was reset", "SES-12")
def _reset(choices: Choices, program: Program) -> Program | None:
    step = first_run(program)
    return None if step is None else _then(program, Reset(choices.choice([(), ("localhost",), ("elsewhere",)])), step)


# ---- callables


@fault("a callable of nothing", "SES-18", "FET-13")
def _unknown_callable(choices: Choices, program: Program) -> Program | None:
    feeds = ("nowhere:0",) if choices.boolean() else None
    return _then(program, MakeCallable("g", feeds=feeds, fetches=("nowhere:0",)), Call("g"))


@fault("a callable without fetches", "SES-18")
def _empty_callable(choices: Choices, program: Program) -> Program | None:
    return _then(program, MakeCallable("g"), Call("g"))


@fault("a callable of a closed session", "SES-18")
def _closed_callable(choices: Choices, program: Program) -> Program | None:
    step = first_run(program)
    if step is None:
        return None
    feeds = tuple(step.feeds) if step.feeds or choices.boolean() else None
    make = MakeCallable("g", step.session, feeds, step.fetches, step.targets)
    call = Call("g", tuple(step.feeds.values()))
    return _then(program, make, *([call] if choices.boolean() else []), Close(step.session), call)


@fault("a call without all its values", "SES-15", "FEE-7")
def _short_call(choices: Choices, program: Program) -> Program | None:
    step = next((run for run in repeatable(program) if run.feeds), None)
    if step is None:
        return None
    make = MakeCallable("g", step.session, tuple(step.feeds), step.fetches, step.targets)
    return _then(program, make, Call("g", tuple(step.feeds.values())[:-1]))


# ---- steps in parts


def _in_parts(program: Program, change: Callable[[PartialRunSetup, PartialRun], list[Step]]) -> Program | None:
    """A step with feeds, set up as one part and then done as ``change`` says.

    No operation may wait for that of a placeholder that is fed: TensorFlow does so for ever (DEV-42).
    """
    waited_for = {source[1:] for node in program.graph.nodes for source in node.inputs if source[:1] == "^"}
    fed = {f"{node.name}:0" for node in nodes_of(program, "Placeholder") if node.name not in waited_for}
    step = next((run for run in repeatable(program) if run.feeds and set(run.feeds) <= fed), None)
    if step is None or set(step.fetches) & set(step.feeds):
        return None
    setup = PartialRunSetup("q", step.session, tuple(step.feeds), step.fetches)
    return _then(program, *change(setup, PartialRun("q", step.session, step.feeds, step.fetches)))


@fault("a handle that is used up", "SES-17")
def _used_up(choices: Choices, program: Program) -> Program | None:
    return _in_parts(program, lambda setup, part: [setup, part, part])


@fault("a part with a feed that was not set up", "SES-17")
def _feed_not_set_up(choices: Choices, program: Program) -> Program | None:
    return _in_parts(program, lambda setup, part: [replace(setup, feeds=setup.feeds[:-1]), part])


@fault("a part with a fetch that was not set up", "SES-17")
def _fetch_not_set_up(choices: Choices, program: Program) -> Program | None:
    return _in_parts(
        program,
        lambda setup, part: [replace(setup, fetches=setup.fetches[:1]), replace(part, fetches=part.fetches[1:])],
    )


@fault("a part that feeds again", "SES-17")
def _fed_again(choices: Choices, program: Program) -> Program | None:
    return _in_parts(program, lambda setup, part: [setup, replace(part, fetches=()), part])


@fault("a part that fetches before all is fed", "SES-17")
def _too_early(choices: Choices, program: Program) -> Program | None:
    return _in_parts(program, lambda setup, part: [setup, replace(part, feeds={}), part])


@fault("a set-up without fetches", "SES-17")
def _nothing_set_up(choices: Choices, program: Program) -> Program | None:
    return _in_parts(program, lambda setup, part: [replace(setup, fetches=()), part])


@fault("a set-up that feeds what it fetches", "SES-17")
def _fed_and_fetched(choices: Choices, program: Program) -> Program | None:
    return _in_parts(program, lambda setup, part: [replace(setup, fetches=(*setup.fetches, setup.feeds[0])), part])


@fault("a set-up that feeds one tensor twice", "SES-17")
def _set_up_twice(choices: Choices, program: Program) -> Program | None:
    return _in_parts(program, lambda setup, part: [replace(setup, feeds=(*setup.feeds, setup.feeds[0])), part])


@fault("a part of another session", "SES-17")
def _other_session(choices: Choices, program: Program) -> Program | None:
    return _in_parts(program, lambda setup, part: [setup, replace(part, session="another"), part])
