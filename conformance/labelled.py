"""Less of callables and of steps in parts: what makes one, and all that use it, change together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from conformance.less import shorter
from conformance.program import AtOnce, Call, MakeCallable, PartialRun, PartialRunSetup, Program, Step, makers


def less_of_labels(program: Program) -> Iterator[Program]:
    """The program without each callable and handle, and with less asked of them and fed to them."""
    for maker in makers(program).values():
        yield _without(program, maker)
        if isinstance(maker, MakeCallable):
            yield from _less_of_callable(program, maker)
        else:
            yield from _less_of_handle(program, maker)


def _without(program: Program, maker: MakeCallable | PartialRunSetup) -> Program:
    return _rewritten(program, lambda step: None if step is maker or _uses(step, maker) else step)


def _uses(step: Any, maker: MakeCallable | PartialRunSetup) -> bool:
    if isinstance(maker, MakeCallable):
        return isinstance(step, Call) and step.callable == maker.callable
    return isinstance(step, PartialRun) and step.handle == maker.handle


def _less_of_callable(program: Program, maker: MakeCallable) -> Iterator[Program]:
    for fetches in shorter(maker.fetches):
        yield _exchanged(program, maker, replace(maker, fetches=fetches))
    for targets in shorter(maker.targets):
        yield _exchanged(program, maker, replace(maker, targets=targets))
    for number in range(len(maker.feeds or ())):
        yield _with_less_fed(program, maker, number)


def _with_less_fed(program: Program, maker: MakeCallable, number: int) -> Program:
    """The callable without one of its feeds, and its calls without its value."""

    def rest(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return (*row[:number], *row[number + 1 :])

    def change(step: Any) -> Any:
        if step is maker:
            return replace(maker, feeds=rest(maker.feeds or ()))
        return replace(step, values=rest(step.values)) if _uses(step, maker) else step

    return _rewritten(program, change)


def _less_of_handle(program: Program, maker: PartialRunSetup) -> Iterator[Program]:
    for fetches in shorter(maker.fetches):
        yield _limited(program, maker, replace(maker, fetches=fetches))
    for targets in shorter(maker.targets):
        yield _exchanged(program, maker, replace(maker, targets=targets))
    for feeds in shorter(maker.feeds):
        yield _limited(program, maker, replace(maker, feeds=feeds))


def _limited(program: Program, maker: PartialRunSetup, smaller: PartialRunSetup) -> Program:
    """The step set up for less, its parts without what it is not set up for any more."""
    fetches, feeds = set(maker.fetches) - set(smaller.fetches), set(maker.feeds) - set(smaller.feeds)

    def change(step: Any) -> Any:
        if not _uses(step, maker):
            return smaller if step is maker else step
        return replace(
            step,
            feeds={name: value for name, value in step.feeds.items() if name not in feeds},
            fetches=tuple(name for name in step.fetches if name not in fetches),
        )

    return _rewritten(program, change)


def _exchanged(program: Program, maker: MakeCallable | PartialRunSetup, smaller: Any) -> Program:
    return _rewritten(program, lambda step: smaller if step is maker else step)


def _rewritten(program: Program, change: Callable[[Any], Any]) -> Program:
    """The program with other steps, those of threads too; without those in whose place None comes."""
    steps: list[Step] = []
    for step in program.steps:
        if isinstance(step, AtOnce):
            threads = [[change(one) for one in thread] for thread in step.threads]
            steps.append(AtOnce(tuple(tuple(one for one in thread if one is not None) for thread in threads)))
        elif (changed := change(step)) is not None:
            steps.append(changed)
    return replace(program, steps=tuple(steps))
