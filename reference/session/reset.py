"""`Session.reset`: ends all sessions of an engine, with what they hold (SES-12)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from reference.errors import NotFoundError
from reference.text import as_bytes

if TYPE_CHECKING:
    from reference.session.session import BaseSession

_CONNECTED: WeakSet[BaseSession] = WeakSet()  # every session of this process that somebody can reach
_LOCK = threading.Lock()


def connect(session: BaseSession) -> None:
    """Lets `reset` find a session."""
    with _LOCK:
        _CONNECTED.add(session)


def reset(target: Any, containers: Any, config: Any) -> None:
    """Ends the sessions that are connected to ``target`` (SES-12).

    TypeError, AttributeError and NotFoundError for arguments that cannot be.
    """
    if target is not None:
        target = as_bytes(target)
    for container in containers or ():  # they go with the sessions, whichever are named
        as_bytes(container)
    if config is not None:
        config.SerializeToString()
    if target:
        raise no_such_engine(target.decode())
    with _LOCK:
        connected = list(_CONNECTED)
    for session in connected:
        session._engine.close()


def no_such_engine(target: str) -> NotFoundError:
    """The error for a target that there is no engine for (SES-10)."""
    return NotFoundError(
        None,
        None,
        f'No session factory registered for the given session options: {{target: "{target}" config: }} '
        "Registered factories are {DIRECT_SESSION}.",
    )
