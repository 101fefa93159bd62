"""A session for a shell: the default session from its construction until it is closed."""

from __future__ import annotations

import threading
import warnings
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from reference.public import public
from reference.session.session import BaseSession

if TYPE_CHECKING:
    from reference.graph.graph import Graph


@public("InteractiveSession", "python.client.session.InteractiveSession")
class InteractiveSession(BaseSession):
    """A session that is the default session of the thread that made it, until `close` (DEF-10).

    The arguments are those of `Session`.  Warns if another one is still open: each holds its own state (DEF-11).
    """

    _count_lock = threading.Lock()
    _open_count = 0

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        super().__init__(target, graph, config)
        with InteractiveSession._count_lock:
            if InteractiveSession._open_count > 0:
                warnings.warn(
                    "An interactive session is already active. This can cause out-of-memory errors in some cases. "
                    "You must explicitly call `InteractiveSession.close()` to release resources held by the other "
                    "session(s).",
                    stacklevel=2,
                )
            InteractiveSession._open_count += 1
        self._blocks = ExitStack()
        if graph is not None:
            self._blocks.enter_context(graph.as_default())
        self._blocks.enter_context(self.as_default())

    def close(self) -> None:
        """Ends the session, which stops being the default one (DEF-12).

        AssertionError if an interactive session made after it is still open: defaults end in the reverse of
        the order in which they began (DEF-4).
        """
        if self._closed:
            return
        super().close()
        with InteractiveSession._count_lock:
            InteractiveSession._open_count -= 1
        self._blocks.close()
