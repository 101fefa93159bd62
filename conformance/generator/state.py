"""Things with state in random programs: variables, queues, tables and whatever records have patterns for.

Each session has a model of each thing, so that a step is taken up only if all its operations end well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from conformance.generator.drawing import Drawing, DrawnTensor
from conformance.generator.growing import add_operation
from conformance.program import Run
from reference import dtypes
from reference.opdef.record import NAMED_THINGS, REGISTRY, OpRecord
from reference.opdef.signature import Argument

Effect = Callable[[Any], bool | None]
_TRIES = 3  # what is drawn before the first that fits is taken
_SESSIONS = ("main", "main", "main", "main", "main", "other")


@dataclass
class Part:
    """What a thing is made by: operations of one op with the same arguments, one or more that share it."""

    record: OpRecord
    arguments: dict[str, Any]
    handles: list[DrawnTensor]


@dataclass
class Thing:
    """A variable, queue, table, … of a random program."""

    parts: dict[str, Part]  # by kind, its own first; none where operations mean it by a name alone
    kinds: tuple[str, ...]  # of the operations that use it
    fresh: Any  # a model of it before anything was done to it
    models: dict[str, Any] = field(default_factory=dict)  # one for each session in which it is

    @property
    def lasts(self) -> bool:
        """Whether it is still there in the next step."""
        return bool(getattr(self.fresh, "lasts", True))

    @property
    def races(self) -> bool:
        """Whether threads may use it at the same time."""
        return self.lasts and bool(getattr(self.fresh, "races", True))

    def model(self, session: str) -> Any:
        """What is known of it in a session."""
        return self.models.setdefault(session, replace(self.fresh))

    def users(self) -> tuple[OpRecord, ...]:
        """The ops that use it."""
        return tuple(record for kind in self.kinds for record in _users(kind, self._passes_resource(kind)))

    def _passes_resource(self, kind: str) -> bool | None:
        return self.parts[kind].handles[0].dtype == dtypes.resource if kind in self.parts else None


class Act(NamedTuple):
    """What happens to a thing when an operation runs, and whether that waits in line with those that take."""

    effect: Effect
    takes: bool


@dataclass(frozen=True)
class Use:
    """An operation that uses a thing, with what happens when it runs."""

    thing: Thing
    name: str
    outputs: tuple[str, ...]
    acts: tuple[Act, ...]  # in order: those of the operations that it waits for, then its own


@cache
def pattern_kinds() -> tuple[str, ...]:
    """The kinds of things with state that records have patterns for."""
    return tuple(dict.fromkeys(record.pattern_kind for record in REGISTRY.values() if record.pattern_kind))


@cache
def _makers(kind: str) -> tuple[OpRecord, ...]:
    return tuple(record for record in REGISTRY.values() if record.pattern_kind == kind and gives_handle(record))


@cache
def _users(kind: str, by_resource: bool | None) -> tuple[OpRecord, ...]:
    """The ops that use things of a kind: by a resource, by a reference, or, if None, by a name alone."""
    records = tuple(record for record in REGISTRY.values() if record.pattern_kind == kind and not gives_handle(record))
    if by_resource is None:
        return records
    return tuple(record for record in records if (record.signature.inputs[0].dtype == dtypes.resource) == by_resource)


def gives_handle(record: OpRecord) -> bool:
    """Whether the op makes a thing: it has a handle among its outputs, but none among its inputs."""
    return any(map(_is_handle, record.signature.outputs)) and not any(map(_is_handle, record.signature.inputs))


def _is_handle(argument: Argument) -> bool:
    return argument.is_ref or argument.dtype == dtypes.resource


class State:
    """The things with state of a program under construction, and the steps that use them."""

    def __init__(self, drawing: Drawing, wanted: Sequence[str] = ()) -> None:
        self._drawing = drawing
        self._wanted = frozenset(wanted)  # ops that are to be used if they can be
        self._things: list[Thing] = []
        self._uses: list[Use] = []
        self.steps: list[Run] = []

    def begin(self, block: bytes) -> None:
        """Goes on with the choices of another block."""
        self._drawing.choices.begin(block)

    def add_thing(self, kind: str, racing: bool = False) -> Thing:
        """Adds a variable, queue, table, …; one that threads may race for, if one is soon found."""
        tries = _TRIES if racing else 0
        while True:
            mark = self._drawing.mark()
            thing = self._named_thing(kind) if kind in NAMED_THINGS else self._made_thing(kind)
            if thing.races or not tries:
                break
            self._drawing.back_to(mark)
            tries -= 1
        self._things.append(thing)
        return thing

    def _named_thing(self, kind: str) -> Thing:
        return Thing({}, (kind,), NAMED_THINGS[kind](self._drawing))

    def _made_thing(self, kind: str) -> Thing:
        record = self._drawing.choice(_preferred(_makers(kind), self._wanted))
        arguments, model, *others = record.pattern_function(self._drawing)
        parts = {
            part.pattern_kind: Part(part, given, [self._handle(part, given)])
            for part, given in ((record, arguments), *others)
        }
        return Thing(parts, tuple(parts), model)

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

    def use(self, session: str, thing: Thing, alone: bool = False) -> Use | None:
        """An operation on a thing that ends well in this session, whose effect is noted.

        ``alone`` makes it a new one that waits for no other.
        """
        again = [] if alone else [use for use in self._uses if use.thing is thing]
        if again and self._drawing.integer(0, 3) == 3:
            use = self._drawing.choice(again)
            if self._happens(use.acts, thing, session):
                return use  # type: ignore[no-any-return]
        users = thing.users()
        preferred = _preferred(users, self._wanted)
        if any(part.record.name in self._wanted for part in thing.parts.values()):
            users = tuple(preferred)  # all that there is of the things, as far as ops were asked for
        elif self._drawing.integer(0, 3) == 3:
            preferred = users
        tries = [self._drawing.choice(preferred) for _ in range(_TRIES)]
        for record in (*tries, *preferred, *users):
            drawn = self._new_use(record, session, thing, alone)
            if drawn is not None:
                return drawn
        return None

    def _new_use(self, record: OpRecord, session: str, thing: Thing, alone: bool) -> Use | None:
        drawing = self._drawing
        mark = drawing.mark()
        assert record.pattern_function is not None
        found = record.pattern_function(drawing, thing.model(session))
        waits_for = None if alone else self._earlier(thing)
        own = [Act(found[1], _takes(record, thing))] if found else []
        acts = (*(waits_for.acts if waits_for else ()), *own)
        if not own or not self._happens(acts, thing, session):
            drawing.back_to(mark)
            return None
        use = self._added(record, thing, found[0], acts, waits_for)
        self._uses.append(use)
        return use

    def waiting_use(self, session: str, thing: Thing) -> Use | None:
        """A new operation that cannot go on in this session, if one is soon found."""
        users = [record for record in thing.users() if record.waits]
        for record in (self._drawing.choice(users) for _ in range(_TRIES if users else 0)):
            mark = self._drawing.mark()
            found = record.pattern_function(self._drawing, thing.model(session))
            if found is not None and found[1](replace(thing.model(session))) is None:
                return self._added(record, thing, found[0], (Act(found[1], _takes(record, thing)),))
            self._drawing.back_to(mark)
        return None

    def _added(
        self, record: OpRecord, thing: Thing, others: dict[str, Any], acts: tuple[Act, ...], after: Use | None = None
    ) -> Use:
        """An operation that is put into the graph: with these inputs and attributes beside what means the thing."""
        arguments = {**self._handles(record, thing), **others}
        added = add_operation(self._drawing, record, arguments, [after.name] if after else [])
        return Use(thing, added.name, added.outputs, acts)

    def _earlier(self, thing: Thing) -> Use | None:
        """An operation that another waits for, mostly none; what begins anew in each step is nothing without."""
        before = [use for use in self._uses if use.thing is thing]
        waits = bool(before) and self._drawing.integer(0, 5) >= (5 if thing.lasts else 1)
        chosen: Use | None = self._drawing.choice(before) if waits else None
        return chosen

    def _handles(self, record: OpRecord, thing: Thing) -> dict[str, DrawnTensor]:
        """The inputs by which an operation means the thing: its first, and those of the other parts."""
        if not thing.parts:
            return {}
        first, *others = record.signature.inputs
        names = [first.name, *(argument.name for argument in others if _is_handle(argument))]
        kinds = [record.pattern_kind, *(kind for kind in thing.parts if kind != record.pattern_kind)]
        return {name: self._some_handle(thing.parts[kind]) for name, kind in zip(names, kinds, strict=False)}

    def _some_handle(self, part: Part) -> DrawnTensor:
        """A handle: that of the first operation that makes it, or of another one that shares the thing."""
        if part.arguments.get("shared_name") and len(part.handles) < 2 and self._drawing.integer(0, 3) == 3:
            part.handles.append(self._handle(part.record, part.arguments))
        chosen: DrawnTensor = self._drawing.choice(part.handles)
        return chosen

    def _happens(self, acts: Sequence[Act], thing: Thing, session: str) -> bool:
        """Whether operations end well one after the other; if they do, that is noted."""
        after = replace(thing.model(session))
        if not all(act.effect(after) for act in acts):
            return False
        if thing.lasts:
            thing.models[session] = after
        return True


def _takes(record: OpRecord, thing: Thing) -> bool:
    """Whether an operation may wait behind those that take: it gives something, or has a reader to itself (REA-3)."""
    return bool(record.signature.outputs) or (len(thing.parts) > 1 and record.pattern_kind == thing.kinds[0])


def _preferred(records: Sequence[OpRecord], wanted: frozenset[str]) -> Sequence[OpRecord]:
    return [record for record in records if record.name in wanted] or records
