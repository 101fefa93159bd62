"""Things with state in random programs: variables, queues, tables and whatever records have patterns for.

Each session has a model of each thing, so that a step is taken up only if all its operations end well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np

from conformance.generator.drawing import Drawing, DrawnTensor
from conformance.generator.growing import add_operation
from conformance.program import Run
from reference import dtypes
from reference.opdef.record import REGISTRY, OpRecord

Effect = Callable[[Any], bool]
_TRIES = 3  # operations that are drawn before the first that fits is taken
_SESSIONS = ("main", "main", "main", "main", "main", "other")


@dataclass
class Thing:
    """A variable, queue or table of a random program."""

    record: OpRecord  # of the op that names it
    arguments: dict[str, Any]
    handles: list[DrawnTensor]
    fresh: Any  # a model of it before anything was done to it
    models: dict[str, Any] = field(default_factory=dict)  # one for each session in which it is

    def model(self, session: str) -> Any:
        """What is known of it in a session."""
        return self.models.setdefault(session, replace(self.fresh))


@dataclass(frozen=True)
class Use:
    """An operation that uses a thing, with what happens when it runs."""

    thing: Thing
    name: str
    outputs: tuple[str, ...]
    effects: tuple[Effect, ...]  # in order: those of the operations that it waits for, then its own


@cache
def pattern_kinds() -> tuple[str, ...]:
    """The kinds of things with state that records have patterns for."""
    return tuple(dict.fromkeys(record.pattern_kind for record in REGISTRY.values() if record.pattern_kind))


@cache
def _makers(kind: str) -> tuple[OpRecord, ...]:
    return tuple(record for record in REGISTRY.values() if record.pattern_kind == kind and gives_handle(record))


@cache
def _users(kind: str, by_resource: bool) -> tuple[OpRecord, ...]:
    records = [record for record in REGISTRY.values() if record.pattern_kind == kind and not gives_handle(record)]
    return tuple(record for record in records if (record.signature.inputs[0].dtype == dtypes.resource) == by_resource)


def gives_handle(record: OpRecord) -> bool:
    """Whether the op makes a thing: it has a handle among its outputs, but none among its inputs."""
    outputs = record.signature.outputs
    has_handle = any(argument.is_ref or argument.dtype == dtypes.resource for argument in outputs)
    return has_handle and not any(
        argument.is_ref or argument.dtype == dtypes.resource for argument in record.signature.inputs
    )


class State:
    """The things with state of a program under construction, and the steps that use them."""

    def __init__(self, drawing: Drawing, wanted: Sequence[str] = ()) -> None:
        self._drawing = drawing
        self._wanted = frozenset(wanted)  # ops that are to be used if they can be
        self._things: list[Thing] = []
        self._uses: list[Use] = []
        self.steps: list[Run] = []

    def add_thing(self, kind: str) -> Thing:
        """Adds a variable, queue, table, …."""
        record = self._drawing.choice(_preferred(_makers(kind), self._wanted))
        arguments, model = record.pattern_function(self._drawing)
        self._things.append(Thing(record, arguments, [self._handle(record, arguments)], model))
        return self._things[-1]

    def _handle(self, record: OpRecord, arguments: dict[str, Any]) -> DrawnTensor:
        added = add_operation(self._drawing, record, arguments, prefix=record.pattern_kind)
        return DrawnTensor(added.outputs[0], added.types[0], np.empty(()))

    def add_step(self, session: str = "") -> None:
        """Adds a step: a new operation or one that is there, of any thing; none where nothing can be done."""
        session = session or self._drawing.choice(_SESSIONS)
        uses = [self.use(session, self._drawing.choice(self._things))]
        if self._drawing.integer(0, 3) == 3 and len(self._things) > 1:
            other = [thing for thing in self._things if uses[0] is None or thing is not uses[0].thing]
            uses.append(self.use(session, self._drawing.choice(other)))
        ran = [use for use in uses if use is not None]
        if ran:
            self.steps.append(self.run(session, ran))

    def run(self, session: str, uses: Sequence[Use]) -> Run:
        """The step of these operations."""
        fetches = tuple(output for use in uses for output in use.outputs)
        targets = tuple(use.name for use in uses if not use.outputs)
        feeds = self._drawing.feeds_behind(use.name for use in uses)
        return Run(session, feeds, fetches, targets)

    def use(self, session: str, thing: Thing) -> Use | None:
        """An operation on a thing that ends well in this session, whose effect is noted."""
        again = [use for use in self._uses if use.thing is thing]
        if again and self._drawing.integer(0, 3) == 3:
            use = self._drawing.choice(again)
            if self._happens(use.effects, thing, session):
                return use  # type: ignore[no-any-return]
        users = _users(thing.record.pattern_kind, thing.handles[0].dtype == dtypes.resource)
        preferred = _preferred(users, self._wanted)
        if thing.record.name in self._wanted:
            users = tuple(preferred)  # all that there is of the things, as far as ops were asked for
        elif self._drawing.integer(0, 3) == 3:
            preferred = users
        tries = [self._drawing.choice(preferred) for _ in range(_TRIES)]
        for record in (*tries, *preferred, *users):
            drawn = self._new_use(record, session, thing)
            if drawn is not None:
                return drawn
        return None

    def _new_use(self, record: OpRecord, session: str, thing: Thing) -> Use | None:
        drawing = self._drawing
        mark = drawing.mark()
        assert record.pattern_function is not None
        found = record.pattern_function(drawing, thing.model(session))
        before = [use for use in self._uses if use.thing is thing]
        waits_for = drawing.choice(before) if before and drawing.integer(0, 5) == 5 else None
        effects = (*(waits_for.effects if waits_for else ()), *([found[1]] if found else []))
        if found is None or not self._happens(effects, thing, session):
            drawing.back_to(mark)
            return None
        handle_name = record.signature.inputs[0].name
        arguments = {handle_name: self._some_handle(thing), **found[0]}
        added = add_operation(drawing, record, arguments, [waits_for.name] if waits_for else [])
        use = Use(thing, added.name, added.outputs, effects)
        self._uses.append(use)
        return use

    def _some_handle(self, thing: Thing) -> DrawnTensor:
        """A handle of the thing: that of its operation, or of another one that shares it."""
        if thing.arguments.get("shared_name") and len(thing.handles) < 2 and self._drawing.integer(0, 3) == 3:
            thing.handles.append(self._handle(thing.record, thing.arguments))
        chosen: DrawnTensor = self._drawing.choice(thing.handles)
        return chosen

    def _happens(self, effects: Sequence[Effect], thing: Thing, session: str) -> bool:
        """Whether operations with these effects end well one after the other; if they do, that is noted."""
        after = replace(thing.model(session))
        if not all(effect(after) for effect in effects):
            return False
        thing.models[session] = after
        return True


def _preferred(records: Sequence[OpRecord], wanted: frozenset[str]) -> Sequence[OpRecord]:
    return [record for record in records if record.name in wanted] or records
