"""Steps in parts that begin anew, forget, or do too much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.planted.fault import Alteration, altered, faults
from reference.runtime import engine, partial_step
from reference.runtime.partial_step import PartialStep
from reference.session import partial_runs


def _begun_anew(original: Callable[..., Any]) -> Callable[..., Any]:
    """Each part is a step of its own, with the feeds of the parts before it."""

    def run_part(session: Any, handle: Any, fetches: Any, feed_dict: Any) -> Any:
        original(session, handle, fetches, feed_dict)
        fed = session.__dict__.setdefault("_fed_in_parts", {}).setdefault(handle, {})
        fed.update(feed_dict or {})
        return session.run(fetches, fed)

    return run_part


def _nothing_at_the_beginning(original: Callable[..., Any]) -> Callable[..., Any]:
    """What needs no feeds runs with the first part and not with the set-up."""

    def begin(self: Any) -> None:
        self._is_to_begin = True

    return begin


def _begins(original: Callable[..., Any]) -> Callable[..., Any]:
    def run(self: Any, feeds: Any, fetches: Any) -> Any:
        if self.__dict__.pop("_is_to_begin", False):
            self._execution.start()
            self._go_on([])
        return original(self, feeds, fetches)

    return run


def _unchecked(original: Callable[..., Any]) -> Callable[..., Any]:
    """Feeds and fetches may come again."""

    def check(tensors: Any, known: Any, to_come: Any, noun: str, participle: str) -> None:
        original(tensors, known, known, noun, participle)

    return staticmethod(check)


def _for_ever(original: Any) -> Any:
    """A step in parts is never done."""
    return property(lambda self: False)


def _anything_set_up(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda feeds, fetches, targets: None


def _nothing_missing(original: Callable[..., Any]) -> Callable[..., Any]:
    """A fetch whose feeds have not all come is not refused by its own words."""
    return lambda fetches, wanted: None


FAULTS = faults(
    "partial runs",
    {
        "parts of a step that compute everything again": (
            "SES-14",
            altered(Alteration(partial_runs, "run_part", _begun_anew)),
        ),
        "steps in parts that begin with their first part": (
            "SES-21",
            altered(
                Alteration(PartialStep, "begin", _nothing_at_the_beginning), Alteration(PartialStep, "run", _begins)
            ),
        ),
        "steps in parts that are fed and fetched again": (
            "SES-17",
            altered(Alteration(PartialStep, "_check", lambda original: _unchecked(original.__func__))),
        ),
        "steps in parts that never end": ("SES-14 SES-17", altered(Alteration(PartialStep, "is_done", _for_ever))),
        "set-ups that refuse nothing": (
            "SES-17",
            altered(Alteration(engine, "check_set_up", _anything_set_up)),
        ),
        "parts that do not say which feed is missing": (
            "SES-17",
            altered(Alteration(partial_step, "first_behind", _nothing_missing)),
        ),
    },
)
