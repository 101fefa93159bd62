"""The default graph and the default session: one stack of each in every thread (DEF-1)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from reference.graph.graph import Graph

T = TypeVar("T")


class DefaultStack(threading.local, Generic[T]):
    """The values that ``with`` blocks of this thread have made the default, innermost last."""

    def __init__(self) -> None:
        self._enforce_nesting = True
        self.stack: list[T] = []

    @property
    def enforce_nesting(self) -> bool:
        """Whether a default must be left in the reverse order of entering (DEF-4)."""
        return self._enforce_nesting

    @enforce_nesting.setter
    def enforce_nesting(self, value: bool) -> None:
        self._enforce_nesting = value

    def get_default(self) -> T | None:
        """The innermost default of this thread, or None."""
        return self.stack[-1] if self.stack else None

    def is_cleared(self) -> bool:
        """Whether no block is open in this thread."""
        return not self.stack

    @contextmanager
    def get_controller(self, default: T) -> Iterator[T]:
        """A block in which ``default`` is the default."""
        self.stack.append(default)
        try:
            yield default
        finally:
            self._leave(default)

    def _leave(self, default: T) -> None:
        if not self.stack:  # reset while the block was open
            return
        if not self._enforce_nesting:
            del self.stack[len(self.stack) - 1 - self.stack[::-1].index(default)]
        elif self.stack[-1] is default:
            self.stack.pop()
        else:
            raise AssertionError(f"Nesting violated for default stack of {type(default)} objects")


class DefaultGraphStack(DefaultStack["Graph"]):
    """The stack of default graphs, with one graph of the thread's own below it (DEF-2)."""

    def __init__(self) -> None:
        super().__init__()
        self._own_graph: Graph | None = None

    def get_default(self) -> Graph:
        """The innermost default graph, or the graph of the thread."""
        return self.stack[-1] if self.stack else self._get_own_graph()

    def _get_own_graph(self) -> Graph:
        if self._own_graph is None:
            from reference.graph.graph import Graph

            self._own_graph = Graph()
        return self._own_graph

    def reset(self) -> None:
        """Puts a fresh graph in the place of the thread's own (DEF-3)."""
        self._own_graph = None


DEFAULT_GRAPHS = DefaultGraphStack()
DEFAULT_SESSIONS: DefaultStack[Any] = DefaultStack()


def get_default_graph() -> Graph:
    """The default graph of the current thread (DEF-2)."""
    return DEFAULT_GRAPHS.get_default()


def reset_default_graph() -> None:
    """Replaces the thread's own default graph; AssertionError inside a ``graph.as_default()`` block (DEF-3)."""
    if not DEFAULT_GRAPHS.is_cleared():
        raise AssertionError(
            "Do not use tf.reset_default_graph() to clear nested graphs. "
            "If you need a cleared graph, exit the nesting and create a new graph."
        )
    DEFAULT_GRAPHS.reset()


def get_default_session() -> Any:
    """The innermost default session of the current thread, or None (DEF-5)."""
    return DEFAULT_SESSIONS.get_default()
