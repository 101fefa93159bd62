"""Which function a token means, in this process."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from reference.graph.graph import Graph


class _Registered:
    """A function, kept as long as the graph that uses it (DBG-31)."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function


_REGISTERED: WeakValueDictionary[str, _Registered] = WeakValueDictionary()
_NUMBERS = itertools.count()
_LOCK = threading.Lock()


def register(function: Callable[..., Any], graph: Graph) -> str:
    """A new token for ``function``, which lives as long as ``graph`` does (DBG-31)."""
    entry = _Registered(function)
    with _LOCK:
        token = f"pyfunc_{next(_NUMBERS)}"
        _REGISTERED[token] = entry
    graph._python_functions.append(entry)
    return token


def function_of(token: str) -> Callable[..., Any]:
    """The function that ``token`` means; ValueError where this process has none."""
    entry = _REGISTERED.get(token)
    if entry is None:
        raise ValueError(f"callback {token} is not found")
    return entry.function
