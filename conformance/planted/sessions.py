"""Sessions that are not apart, or end too early or too late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.planted.changed_programs import steps
from conformance.planted.fault import Alteration, altered, faults
from reference.session import session as session_module
from reference.session.session import BaseSession


def _never_closed(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self: None


def _no_reset(target: str, containers: Any = None, config: Any = None) -> None:
    """A reset ends nothing."""


def _usable_when_closed(original: Callable[..., Any]) -> Callable[..., Any]:
    """A session that is closed is begun again."""

    def check(self: Any) -> None:
        if self._closed:
            self._engine = type(self).engine_factory()
            self._closed = False
        original(self)

    return check


def _forgetful(original: Callable[..., Any]) -> Callable[..., Any]:
    """A step that fails ends its session."""

    def run(self: Any, *args: Any, **keywords: Any) -> Any:
        try:
            return original(self, *args, **keywords)
        except Exception:
            self.close()
            raise

    return run


FAULTS = faults(
    "sessions",
    {
        "variables that sessions share": ("SES-4 VAR-1", steps(lambda program, step: replace(step, session="main"))),
        "sessions that never close": ("SES-7 SES-8", altered(Alteration(BaseSession, "close", _never_closed))),
        "sessions that begin again when they were closed": (
            "SES-8",
            altered(Alteration(BaseSession, "_check_usable", _usable_when_closed)),
        ),
        "sessions that end with a step that fails": (
            "RUN-12 ERR-10",
            altered(Alteration(BaseSession, "run", _forgetful)),
        ),
        "resets that end no session": (
            "SES-12",
            altered(Alteration(session_module, "reset", lambda original: _no_reset)),
        ),
    },
)
