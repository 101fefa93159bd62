"""The session that Keras takes: the default one, or one that a thread keeps (DEF-13)."""

from __future__ import annotations

import threading
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from reference.graph.defaults import get_default_graph, get_default_session
from reference.public import public
from reference.session.session import Session

if TYPE_CHECKING:
    from reference.session.session import BaseSession


class _Kept(threading.local):
    """The session that this thread keeps, if it keeps one."""

    session: BaseSession | None = None


_KEPT = _Kept()


@public("keras.backend.get_session")
def get_session(op_input_list: Collection[Any] = ()) -> BaseSession:
    """The default session, or else the one that this thread keeps, made anew for another default graph (DEF-13).

    ``op_input_list`` has no effect: it tells eager tensors from those of a graph.
    """
    session: BaseSession | None = get_default_session()
    if session is not None:
        return session
    if _KEPT.session is None or _KEPT.session.graph is not get_default_graph():
        from reference.interchange.messages import message

        _KEPT.session = Session(config=message("ConfigProto")(allow_soft_placement=True))
    return _KEPT.session


@public("keras.backend.set_session")
def set_session(session: BaseSession | None) -> None:
    """Says which session this thread keeps; None lets it go (DEF-13)."""
    _KEPT.session = session
