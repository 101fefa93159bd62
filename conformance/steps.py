"""What a program may do: one class for each kind of step, as data (runs on Python 3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance import reading
from conformance.graph import texts
from conformance.nest import FETCH, Nest
from conformance.reading import Malformed
from conformance.values import TensorValue

if TYPE_CHECKING:
    from typing import TypeAlias  # Python 3.7 has none


@dataclass(frozen=True)
class Run:
    """One ``Session.run``; each name in ``session`` stands for a session of its own over the program's graph.

    ``feeds`` and ``fetches`` are names of tensors (``x:0``), ``targets`` names of operations (``init``). A
    name is handed to the implementation as it is, so that a program can ask for what is not there.
    ``timeout_ms`` is the time that the step may take in milliseconds, 0 for any.
    """

    session: str = "main"
    feeds: Mapping[str, TensorValue] = field(default_factory=dict)
    fetches: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    timeout_ms: int = 0

    def to_json(self) -> dict[str, Any]:
        """The step as an object tagged with what it does (WIRE-16); what is empty is left out."""
        data: dict[str, Any] = {"do": "run", "session": self.session}
        if self.feeds:
            data["feeds"] = _feeds_to_json(self.feeds)
        data.update(_names_to_json(self))
        if self.timeout_ms:
            data["timeout_ms"] = reading.write_integer(self.timeout_ms)
        return data

    @classmethod
    def from_json(cls, data: Any) -> Run:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("do", "session"), ("feeds", "fetches", "targets", "timeout_ms"))
        return cls(
            reading.field(fields, "session", reading.text),
            reading.field(fields, "feeds", _feeds) if "feeds" in fields else {},
            *_names(fields),
            reading.field(fields, "timeout_ms", _milliseconds) if "timeout_ms" in fields else 0,
        )


@dataclass(frozen=True)
class RunNested:
    """One ``Session.run`` of fetches in lists, tuples and dictionaries; ``fetches`` are what is in the places."""

    session: str = "main"
    feeds: Mapping[str, TensorValue] = field(default_factory=dict)
    fetches: tuple[str, ...] = ("",)
    nest: Nest = FETCH

    def to_json(self) -> dict[str, Any]:
        """The step as an object (WIRE-28)."""
        data: dict[str, Any] = {"do": "run_nested", "session": self.session}
        if self.feeds:
            data["feeds"] = _feeds_to_json(self.feeds)
        return {**data, "fetches": list(self.fetches), "nest": self.nest.to_json()}

    @classmethod
    def from_json(cls, data: Any) -> RunNested:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("do", "session", "fetches", "nest"), ("feeds",))
        return cls(
            reading.field(fields, "session", reading.text),
            reading.field(fields, "feeds", _feeds) if "feeds" in fields else {},
            reading.field(fields, "fetches", texts),
            reading.field(fields, "nest", Nest.from_json),
        )


@dataclass(frozen=True)
class MakeCallable:
    """One ``Session.make_callable``; ``callable`` is the label by which :class:`Call` steps mean what it gives.

    ``feeds`` are the names of the tensors that a call feeds, in order; None where no list of feeds is given.
    """

    callable: str
    session: str = "main"
    feeds: tuple[str, ...] | None = None
    fetches: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The step as an object (WIRE-22)."""
        data: dict[str, Any] = {"do": "make_callable", "session": self.session, "callable": self.callable}
        if self.feeds is not None:
            data["feeds"] = list(self.feeds)
        data.update(_names_to_json(self))
        return data

    @classmethod
    def from_json(cls, data: Any) -> MakeCallable:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("do", "session", "callable"), ("feeds", "fetches", "targets"))
        return cls(
            reading.field(fields, "callable", reading.text),
            reading.field(fields, "session", reading.text),
            reading.field(fields, "feeds", texts) if "feeds" in fields else None,
            *_names(fields),
        )


@dataclass(frozen=True)
class Call:
    """One call of a callable, with values for the first of its feeds."""

    callable: str
    values: tuple[TensorValue, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The step as an object (WIRE-22)."""
        data: dict[str, Any] = {"do": "call", "callable": self.callable}
        if self.values:
            data["values"] = [value.to_json() for value in self.values]
        return data

    @classmethod
    def from_json(cls, data: Any) -> Call:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("do", "callable"), ("values",))
        return cls(
            reading.field(fields, "callable", reading.text),
            reading.field(fields, "values", _values) if "values" in fields else (),
        )


@dataclass(frozen=True)
class PartialRunSetup:
    """One ``Session.partial_run_setup``; ``handle`` is the label by which :class:`PartialRun` steps mean its handle."""

    handle: str
    session: str = "main"
    feeds: tuple[str, ...] = ()
    fetches: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The step as an object (WIRE-23)."""
        data: dict[str, Any] = {"do": "partial_run_setup", "session": self.session, "handle": self.handle}
        if self.feeds:
            data["feeds"] = list(self.feeds)
        data.update(_names_to_json(self))
        return data

    @classmethod
    def from_json(cls, data: Any) -> PartialRunSetup:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("do", "session", "handle"), ("feeds", "fetches", "targets"))
        return cls(
            reading.field(fields, "handle", reading.text),
            reading.field(fields, "session", reading.text),
            reading.field(fields, "feeds", texts) if "feeds" in fields else (),
            *_names(fields),
        )


@dataclass(frozen=True)
class PartialRun:
    """One ``Session.partial_run``: a part of the step that was set up."""

    handle: str
    session: str = "main"
    feeds: Mapping[str, TensorValue] = field(default_factory=dict)
    fetches: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The step as an object (WIRE-23)."""
        data: dict[str, Any] = {"do": "partial_run", "session": self.session, "handle": self.handle}
        if self.feeds:
            data["feeds"] = _feeds_to_json(self.feeds)
        if self.fetches:
            data["fetches"] = list(self.fetches)
        return data

    @classmethod
    def from_json(cls, data: Any) -> PartialRun:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("do", "session", "handle"), ("feeds", "fetches"))
        return cls(
            reading.field(fields, "handle", reading.text),
            reading.field(fields, "session", reading.text),
            reading.field(fields, "feeds", _feeds) if "feeds" in fields else {},
            reading.field(fields, "fetches", texts) if "fetches" in fields else (),
        )


@dataclass(frozen=True)
class Close:
    """One ``Session.close``."""

    session: str = "main"

    def to_json(self) -> dict[str, Any]:
        """The step as an object (WIRE-24)."""
        return {"do": "close", "session": self.session}

    @classmethod
    def from_json(cls, data: Any) -> Close:
        """The inverse of :meth:`to_json`; raises Malformed."""
        return cls(reading.field(reading.record(data, ("do", "session")), "session", reading.text))


@dataclass(frozen=True)
class Reset:
    """One ``Session.reset`` of the engine that all sessions of the program are connected to."""

    containers: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The step as an object (WIRE-24)."""
        return {"do": "reset", "containers": list(self.containers)}

    @classmethod
    def from_json(cls, data: Any) -> Reset:
        """The inverse of :meth:`to_json`; raises Malformed."""
        return cls(reading.field(reading.record(data, ("do", "containers")), "containers", texts))


@dataclass(frozen=True)
class AtOnce:
    """Several lists of steps, each in a thread of its own, all started together; none of them is AtOnce again."""

    threads: tuple[tuple[OneStep, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The step as an object (WIRE-25)."""
        return {"do": "at_once", "threads": [[step.to_json() for step in thread] for thread in self.threads]}

    @classmethod
    def from_json(cls, data: Any) -> AtOnce:
        """The inverse of :meth:`to_json`; raises Malformed."""
        fields = reading.record(data, ("do", "threads"))
        return cls(reading.field(fields, "threads", lambda threads: reading.array(threads, _thread)))


OneStep: TypeAlias = "Run | RunNested | MakeCallable | Call | PartialRunSetup | PartialRun | Close | Reset"
Step: TypeAlias = "OneStep | AtOnce"
"""What a program may do; a new kind of step is one more class here, one more row in STEPS, and its schema (WIRE-26)."""

STEPS: dict[str, type[Step]] = {
    "run": Run,
    "run_nested": RunNested,
    "make_callable": MakeCallable,
    "call": Call,
    "partial_run_setup": PartialRunSetup,
    "partial_run": PartialRun,
    "close": Close,
    "reset": Reset,
    "at_once": AtOnce,
}


def read_step(data: Any) -> Step:
    """A step of any kind, read from its object; raises Malformed."""
    return STEPS[_action(data, tuple(STEPS))].from_json(data)


def _thread(data: Any) -> tuple[Any, ...]:
    kinds = tuple(kind for kind in STEPS if kind != "at_once")
    return reading.array(data, lambda step: STEPS[_action(step, kinds)].from_json(step))


def _action(data: Any, kinds: tuple[str, ...]) -> str:
    action = data.get("do") if type(data) is dict else None
    if type(action) is not str or action not in kinds:
        raise Malformed("an object with 'do' is wanted, one of " + ", ".join(kinds))
    return action


def _names_to_json(step: Any) -> dict[str, Any]:
    names = {"fetches": list(step.fetches), "targets": list(step.targets)}
    return {field: given for field, given in names.items() if given}


def _names(fields: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (
        reading.field(fields, "fetches", texts) if "fetches" in fields else (),
        reading.field(fields, "targets", texts) if "targets" in fields else (),
    )


def _feeds_to_json(feeds: Mapping[str, TensorValue]) -> dict[str, Any]:
    return {name: value.to_json() for name, value in feeds.items()}


def _feeds(data: Any) -> dict[str, TensorValue]:
    return reading.mapping(data, TensorValue.from_json)


def _values(data: Any) -> tuple[TensorValue, ...]:
    return reading.array(data, TensorValue.from_json)


def _milliseconds(data: Any) -> int:
    number = reading.integer(data)
    if number <= 0:
        raise Malformed("a time is wanted that is more than 0")
    return number
