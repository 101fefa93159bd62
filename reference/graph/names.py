"""Names of operations and scopes: what is allowed, and how a name becomes unique."""

import re

_NODE_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_./-]*$")  # a line end may follow, as in TensorFlow
_SCOPE_NAME = re.compile(r"[A-Za-z0-9_./-]*$")


def check_node_name(name: str) -> None:
    """ValueError if ``name`` cannot name an operation."""
    if not _NODE_NAME.match(name):  # NAM-1
        raise ValueError(f"'{name}' is not a valid node name")


def check_scope_name(name: str, outermost: bool) -> None:
    """ValueError if ``name`` cannot name a scope; an outermost one begins an operation's name."""
    if not (_NODE_NAME if outermost else _SCOPE_NAME).match(name):  # NAM-2
        raise ValueError(f"'{name}' is not a valid scope name")


class NameTable:
    """The names that a graph has used, compared without regard to case (NAM-4)."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def unique(self, name: str, mark_as_used: bool = True) -> str:
        """``name``, or ``name_1``, ``name_2``, … if it is used already (NAM-3)."""
        counts = self._counts
        key = name.lower()
        count = counts.get(key, 0)
        if mark_as_used:
            counts[key] = count + 1
        if count == 0:
            return name
        candidate = key
        while candidate in counts:
            candidate = f"{key}_{count}"
            count += 1
        if mark_as_used:
            counts[candidate] = 1
            counts[key] = count
        return f"{name}_{count - 1}"

    def mark(self, name: str) -> None:
        """Notes that ``name`` is used, as it is."""
        self._counts.setdefault(name.lower(), 1)
